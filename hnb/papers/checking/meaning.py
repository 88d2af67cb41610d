"""The words of a sentence that say how much, which way, when and who: its numbers, their words,
directions, months and names of authorities.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache

from hnb.domain import areas
from hnb.papers.checking.pieces import TURNING

_UNITS = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_ORDINALS = (
    "third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|"
    r"(?:thir|four|fif|six|seven|eigh|nine)teenth|twentieth|(?:thir|for|fif|six|seven|eigh|nine)"
    "tieth|hundredth|thousandth|millionth|quarter|half"
)
_AMOUNTS = (
    rf"{_UNITS}|{_TENS}|(?:thir|four|fif|six|seven|eigh|nine)teen|zero|nought|nil|"
    r"hundreds?|(?<!each )(?<!every )thousands?|millions?|billions?|trillions?|dozens?|"
    r"half|halves|halved?|halving|thirds|quarters|fifths|sixths|eighths|tenths|"
    rf"(?:a|one|{_UNITS}|each|every)[ -](?:{_ORDINALS})|(?:fif|six|seven|eigh|nin|ten)ths?|"
    r"doubl(?:ed?|es|ing)|trebl(?:ed?|es|ing)|tripl(?:ed?|es|ing)|quadrupl(?:ed?|es|ing)|"
    r"twice|thrice|\w+fold(?<!manifold)(?<!scaffold)"
)
# A word that counts or points only where it stands in a sentence that was rendered: in a sentence
# of an author's own it says nothing that a figure would have to bear out
_POINTING = (
    rf"one|once|first|second|{_ORDINALS}|both|single|all|most|mostly|many|few|fewest|several|some|"
    r"each|every|any|none|majority|minority|nearly|almost|about|around|exactly|only|"
    r"yes|just|may|might|hardly|barely|scarcely|deni\w+|deny\w*|fail\w*|"
    r"no|not|never|nor|neither|without|with|cannot|can|\w+n't|un\w+ly|unusual|usual|likely|"
    r"up|upwards?|down|downwards?|over|under|above|below|beyond|within|inside|outside|between|"
    r"rise|rises|rose|risen|rising|rais\w+|fall|falls|fell|fallen|falling|drop\w*|climb\w*|"
    r"increas\w+|decreas\w+|reduc\w+|grow\w*|grew|shr[iau]nk\w*|declin\w+|gain\w*|los[est]\w*|"
    r"high|higher|highest|low|lower|lowest|more|less|lesser|fewer|least|greater|greatest|"
    r"larger|largest|smaller|smallest|bigger|biggest|better|best|worse|worst|improv\w+|worsen\w*|"
    r"faster|fastest|slower|slowest|quicker|longer|longest|shorter|shortest|stronger|weaker|"
    r"wider|narrower|older|younger|cheap\w*|dear\w*|costl\w+|expensive|top|bottom|maximum|minimum|"
    r"mean|median|average|total|net|gross|surplus\w*|deficits?|overspen\w+|underspen\w+|"
    r"excess\w*|exceed\w*|short|shortfall|sav\w+|add\w*|subtract\w*|plus|minus|positive|negative|"
    r"before|after|earlier|later|earliest|latest|early|late|past|last|next|since|until|"
    r"same|different|differ\w*|equal|significant\w*|insignificant\w*|certain|uncertain|"
    r"upper|lower|accelerat\w+|slow\w*|agree\w*|disagree\w*|true|false|right|wrong|"
    r"day|week|month|quarter|year|days|weeks|months|years|weekly|monthly|annual\w*|"
    r"january|february|march|april|june|july|august|september|october|november|december|"
    r"pounds?|pence|per cent|percent\w*|per"
)
# Words between semicolons say different things of the same number: one is not put for another
_KINDS = """
plan plans request requests refusal refusals assessment assessments appeal appeals
decision decisions place places pupil pupils resident residents child children people adult
adults school schools authorities cases;
primary secondary nursery;
mainstream special alternative;
independent maintained state-funded;
boys girls;
provisional revised final;
forecast forecasts actual estimate estimated published;
real nominal cash;
refused agreed accepted issued ceased started rejected approved granted;
met missed;
upheld dismissed withdrawn;
spend spending spent income budget block grant balance saving;
yes no
"""
_OF_KIND = {word: place for place, line in enumerate(_KINDS.split(";")) for word in line.split()}
_ROMAN = r"\b(?=[IVXL]{2,})(?:XL|L?X{0,3})(?:IX|IV|V?I{0,3})\b"
_DIGITS = (
    r"[+−-]?£?\d+(?:[.,/–-]\d+)*(?: ?%|[a-zA-Z]+|(?i: (?:hundred|thousand|million|billion)\b))?"
)


@cache
def _tokens() -> re.Pattern[str]:
    names = {authority.name for authority in areas.everyone()}
    names |= {authority.region for authority in areas.everyone() if authority.region}
    listed = "|".join(map(re.escape, sorted(names | {"England", "Wales"}, key=len, reverse=True)))
    return re.compile(
        rf"(?P<digits>{_DIGITS})|(?P<roman>{_ROMAN})|(?P<name>\b(?:{listed})\b)|(?P<may>\bMay\b)"
        rf"|(?P<amount>(?i:\b(?:{_AMOUNTS})\b))|(?P<pointing>(?i:\b(?:{_POINTING})\b))"
        rf"|(?P<turning>[{TURNING}\u0300-\u036f\u20d0-\u20ff])|(?P<sign>[%£$€‰<>≤≥=±×÷|])"
        r"|(?P<other>[^\x00-\x7f])"
    )


def _found(text: str) -> Iterator[tuple[str, str]]:
    for match in _tokens().finditer(text):
        kind = match.lastgroup or ""
        if kind != "other" or match[0].isnumeric():
            yield kind, match[0]


def weight(text: str) -> list[str]:
    """Everything in a text that a change must leave: numbers, directions, times, names; in
    order.
    """
    return [token.casefold() for _, token in _found(text)]


def other_kind(gone: Collection[str], came: Collection[str]) -> str:
    """The first word that came in place of one that says another thing of the same number."""
    lost = {_OF_KIND.get(word) for word in gone if not _has_other_number(word, came)} - {None}
    new = (word for word in came if not _has_other_number(word, gone))
    return next((word for word in sorted(new) if _OF_KIND.get(word) in lost), "")


def _has_other_number(word: str, words: Collection[str]) -> bool:
    """Whether the singular or plural of a word is among words."""
    return f"{word}s" in words or word.removesuffix("s") in words


def numbers(text: str) -> list[str]:
    """The numbers of a text, in digits of any script, Roman or in words."""
    counted = ("digits", "roman", "amount", "turning", "other")
    return [token.casefold() for kind, token in _found(text) if kind in counted]


def names(text: str) -> list[str]:
    """The authorities, regions and countries that a text names."""
    return [token for kind, token in _found(text) if kind == "name"]
