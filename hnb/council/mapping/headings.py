"""How alike a heading of a council's file and the names of one of our columns are."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from hnb.council.definition import LayoutColumn

SURE, CLOSE = 100.0, 97.0  # the same words, and the same words in another order
TYPO = 84.0  # of 100: from here on rapidfuzz sees a word that is misspelt, below it another word
CONTAINS, CONTAINED = 55.0, 45.0  # at least: our words among others; some of our words
LATER, MOST_LATER = 0.05, 1.0  # less for each synonym before it: the likeliest stand first
LONGEST_HEADING = 200  # letters that are looked at

_SHORT = {
    "dob": "date birth", "pa": "per annum", "pw": "per week", "no": "number", "num": "number",
    "nr": "number", "nos": "number", "ref": "reference", "refs": "reference", "desc": "description",
    "descr": "description", "amt": "amount", "dt": "date", "trans": "transaction",
    "txn": "transaction", "dept": "department", "dep": "department", "org": "organisation",
    "yr": "year", "yrs": "year", "wk": "week", "wks": "week", "wkly": "weekly", "ann": "annual",
    "supp": "supplier", "acct": "account", "acc": "account", "inv": "invoice", "cat": "category",
    "grp": "group", "plcmt": "placement", "estab": "establishment", "sch": "school",
    "ehcp": "ehc plan", "fy": "financial year", "ytd": "year to date", "exc": "excluding",
    "excl": "excluding", "ex": "excluding", "inc": "including", "incl": "including", "£": "gbp",
    "wc": "week commencing", "we": "week ending", "qty": "number", "payment": "pay", "paid": "pay",
    "yearly": "annual", "organization": "organisation", "identifier": "id", "indep": "independent",
    "resid": "residential", "addr": "address", "fname": "forename", "sname": "surname",
}  # fmt: skip
_LEFT_OUT = {"the", "of", "a", "an", "for", "was", "is", "on", "and", "or", "t"}
# words that say what kind of thing a column holds, rather than of what
_DATES, _LABELS = {"date", "day"}, {"name", "description", "narrative"}
_NUMBERS = {"number", "id", "code", "reference", "uri", "key", "tableid"}
_MONEY = {"amount", "gbp", "cost", "fee", "price", "rate", "charge", "value", "funding"}
_ATTRIBUTES = {"type", "group", "category", "class", "status", "indicator", "reason", "outcome"}
_TELLING = _DATES | _NUMBERS | _ATTRIBUTES | {"address", "postcode", "rank", "vat", "number"}


def likeness(heading: str, column: str, defined: LayoutColumn) -> float:
    """How alike a heading is to the names of one of our columns, 0 to 100.

    Parameters
    ----------
    heading : str
        As the council writes it.
    column : str
        Our name of the column.
    defined : LayoutColumn
        Its synonyms, and the kind of its values: a heading that says `date` is not of a text.
    """
    names = _names(column, defined.synonyms)
    versions = _versions(heading)
    best = max(
        (
            _alike(words, name) - min(place * LATER, MOST_LATER)
            for words in versions
            for place, name in enumerate(names)
        ),
        default=0.0,
    )
    if best >= SURE - MOST_LATER:
        return best
    return best * min((_fits(words, defined) for words in versions), default=1.0)


@cache
def words_of(text: str) -> tuple[str, ...]:
    """The words of a heading or a synonym, in small letters, with abbreviations spelt out."""
    text = re.sub(r"\b(?:[A-Za-z][.&/]){1,}[A-Za-z]?\b\.?", _initials, text[:LONGEST_HEADING])
    text = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", text)
    text = text.casefold().replace("£", " £ ").replace("'", "").replace("’", "")
    words: list[str] = []
    for word in re.findall(r"[a-z]+|\d+|£", text):
        words += _SHORT.get(word, word).split()
    return tuple(_singular(word) for word in words if word not in _LEFT_OUT)


def _initials(text: re.Match[str]) -> str:
    return re.sub("[.&/]", "", text[0])


def _singular(word: str) -> str:
    single = word[:-1] if len(word) > 3 and word.endswith("s") and word[-2] != "s" else word
    return _SHORT.get(single, single)


@cache
def _names(column: str, synonyms: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    every = (words_of(name.replace("_gbp", "")) for name in (column.replace("_", " "), *synonyms))
    return tuple(dict.fromkeys(name for name in every if name))


@cache
def _versions(heading: str) -> tuple[tuple[str, ...], ...]:
    """A heading's words as it is, and without what it says in brackets."""
    every = (words_of(heading), words_of(re.sub(r"\(.*?\)|\[.*?\]", " ", heading)))
    return tuple(dict.fromkeys(words for words in every if words))


def _alike(words: tuple[str, ...], name: tuple[str, ...]) -> float:
    if words == name or "".join(words) == "".join(name):
        return SURE
    if sorted(words) == sorted(name):
        return CLOSE
    return max(_misspelt(words, name), _shared(words, name))


def _misspelt(words: tuple[str, ...], name: tuple[str, ...]) -> float:
    """How alike they are letter by letter; short words must be the same."""
    from rapidfuzz import fuzz

    run, other = "".join(words), "".join(name)
    if min(len(run), len(other)) < 4:
        return 0.0
    alike = max(
        fuzz.ratio(run, other),
        fuzz.ratio(" ".join(sorted(words)), " ".join(sorted(name))),
    )
    return alike if alike >= TYPO and not _differ(words, name) else 0.0


def _differ(words: Iterable[str], name: Iterable[str]) -> bool:
    """Whether either says what the other does not: a date, a number, a start or an end."""
    opposed = _TELLING | _LABELS | {"start", "end", "from", "to", "before", "after"}
    return bool((set(words) ^ set(name)) & opposed) and len(set(words)) == len(set(name))


def _shared(words: tuple[str, ...], name: tuple[str, ...]) -> float:
    """How much of a heading our words are, or of our words the heading."""
    both, left, right = 0.0, 0.0, [*name]
    for word in words:
        same = next((other for other in right if _same(word, other)), "")
        if same:
            right.remove(same)
            both += _weight(word)
        else:
            left += _weight(word)
    missing = sum(_weight(word) for word in right)
    if not both or (left and missing):
        return 0.0
    least = CONTAINED if missing else CONTAINS
    return least + (CLOSE - least - 4) * both / (both + left + missing)


def _same(word: str, other: str) -> bool:
    from rapidfuzz import fuzz

    return word == other or (min(len(word), len(other)) > 4 and fuzz.ratio(word, other) >= TYPO)


def _weight(word: str) -> float:
    """How much a word changes what a heading means: `type` after `supplier` is another thing."""
    if word in _TELLING:
        return 2.0
    return 0.3 if word in _LABELS | {"total", "gbp", "net"} else 1.0


def _fits(words: tuple[str, ...], defined: LayoutColumn) -> float:
    """What is left of a likeness where a heading says that its values are of another kind."""
    stated = set(words)
    is_date = defined.kind in ("date", "month")
    if stated & _DATES and not is_date and "to" not in stated:
        return 0.5
    if is_date and stated & (_NUMBERS | _MONEY | _ATTRIBUTES) and not stated & _DATES:
        return 0.5
    if defined.personal in ("name", "supplier") and stated & (_NUMBERS | _ATTRIBUTES | {"address"}):
        return 0.6
    return 1.0
