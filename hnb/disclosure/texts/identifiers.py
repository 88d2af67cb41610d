"""What identifies a child or a supplier, and where a text has it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date as Date
from functools import cached_property, lru_cache
from pathlib import Path
from unicodedata import normalize

from hnb.domain.words import UNSEEN

NAME, SURNAME, REFERENCE = "name", "surname", "reference"
POSTCODE, SUPPLIER, BIRTH_DATE = "postcode", "supplier", "birth_date"
SAID = {
    NAME: "the name of a person in the council's records",
    SURNAME: "the surname of a person in the council's records",
    REFERENCE: "the reference of a person, plan or request in the council's records",
    POSTCODE: "the postcode of a person in the council's records",
    SUPPLIER: "the name of a supplier in the council's records",
    BIRTH_DATE: "the date of birth of a person in the council's records",
}
FEWEST_DIGITS = 6  # of a reference that is a number; a shorter one cannot be told from a figure
_SHORTEST_REFERENCE, _SHORTEST_SURNAME, _SHORTEST_IN_BYTES = 4, 4, 5
_SHORTEST_RUN_TOGETHER = 8  # letters of a whole name without a space: SamSmith
# letters and digits of a reference that is looked for in any groups (F8558-00021-000); a number is
# longer than the days, years and amounts that stand next to each other in any table
_SHORTEST_REGROUPED, _FEWEST_DIGITS_REGROUPED = 6, 9
_MOST_GROUPS, _LONG, _HEAD = 13, 12, 4  # _HEAD: letters by which references in groups are looked up
_BETWEEN_GROUPS = re.compile(r" ?[-\u2010-\u2015./_] ?| ")
_WORD = re.compile(r"[^\W_]+")
_PARTS = re.compile(r"\d+|[^\W\d_]+")
_MARKS = re.compile("[\u0300-\u036f]")
_APOSTROPHE = "['\u2018\u2019\u02bc`]"
_POSSESSIVE = re.compile(rf"(?i){_APOSTROPHE}(?=s\b)")
_WITHIN = re.compile(rf"(?<=[^\W\d_]){_APOSTROPHE}(?=[^\W\d_])")
_COMPANY = ("ltd", "limited", "plc", "llp", "cic")
_BETWEEN = ("of", "and", "the", "for", "in", "at", "to", "on", "with", "by")  # small in a name
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_YEAR, _SHORT = r"(?:19|20)\d\d", r"(?<=[-/'\u2019])\d\d"
_DATE = re.compile(
    r"(?<!\d)(?<!\d\.)(?:"
    rf"(?P<iso>(?P<y1>{_YEAR})(?P<s1>[-/.])(?P<m1>\d\d?)(?P=s1)(?P<d1>\d\d?))"
    rf"|(?P<day>(?P<d2>\d\d?)(?P<s2>[-/.])(?P<m2>\d\d?)(?P=s2)(?P<y2>{_YEAR}|{_SHORT}))"
    # with dots a day has two digits, or its month a zero: 3.11.14 is a version of Python
    r"|(?P<dots>(?P<d6>\d\d(?=\.\d)|\d(?=\.0))\.(?P<m6>\d\d?)\.(?P<y6>\d\d))"
    rf"|(?P<word>(?P<d3>\d\d?)(?:st|nd|rd|th)?(?: of)?[-/ .]{{1,2}}(?P<m3>{_MONTH})"
    rf"[-/ .,]{{1,2}}['\u2019]?(?P<y3>{_YEAR}|{_SHORT}))"
    rf"|(?P<plain>(?P<y4>{_YEAR})(?P<m4>[01]\d)(?P<d4>[0-3]\d))"
    r")(?!\d|\.\d)"
    rf"|(?P<american>\b(?P<m5>{_MONTH}) (?:the )?(?P<d5>\d\d?)(?:st|nd|rd|th)?,?"
    rf" (?P<y5>{_YEAR}))(?!\d)"
)
_TWENTY = (
    "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|"
    "fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth"
)
_DAYS = _TWENTY.split("|")
_DAYS += [*(f"twenty-{day}" for day in _DAYS[:9]), "thirtieth", "thirty-first"]
_ORDINAL = "|".join(reversed(_DAYS)).replace("-", "[- ]")
_IN_WORDS = re.compile(
    rf"\b(?:(?P<d7>{_ORDINAL})(?: day)?(?: of)? (?P<m7>{_MONTH})"
    rf"|(?P<m8>{_MONTH})(?: the)? (?P<d8>{_ORDINAL})),? (?P<y7>{_YEAR})(?!\d)"
)
_DAY_OF_ANY_YEAR = re.compile(rf"\b(\d\d?) ({_MONTH}) \{{")  # as a template has: 30 June {start}
_FORMS = {"iso": "1", "day": "2", "word": "3", "plain": "4", "american": "5", "dots": "6"}


@dataclass(frozen=True)
class Identifiers:
    """Everything that a text must not have, so arranged that a text is read once.

    Parameters
    ----------
    phrases : mapping
        By the words of an identifier, small and with a space between them, its kind.
    capitalised : collection of str
        Those of `phrases` that ordinary English may have by chance (Grant May, Education Services):
        they count only where each word starts with a capital.
    birth_dates : collection of int
        Days, as Python's ordinals.
    left_out : mapping
        How many identifiers are not looked for, by why.
    """

    phrases: dict[str, str] = field(default_factory=dict)
    capitalised: Collection[str] = frozenset()
    birth_dates: Collection[int] = frozenset()
    left_out: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        values: Iterable[tuple[str, Iterable[str]]],
        public: Iterable[str] = (),
        schools: Iterable[str] = (),
    ) -> Identifiers:
        """The identifiers in a council's records.

        Parameters
        ----------
        values : iterable of pairs
            A kind (`name`, `reference`, `postcode`, `supplier`, `birth_date`) and texts of it. A
            name is written `Surname, Forenames`; a date in any spelling.
        public : iterable of str
            Texts that everybody has: their words are ordinary, and an identifier that they have
            themselves is not looked for.
        schools : iterable of str
            Names of schools that may be printed: their words are ordinary too, and a surname or a
            supplier that they have is not looked for, but a child's whole name is.
        """
        texts, names = [plain(text) for text in public], [plain(text) for text in schools]
        words = {word for text in (*texts, *names) for word in _WORD.findall(text)}
        ordinary = {word.casefold() for word in words} | _listed_words()
        phrases: dict[str, str] = {}
        dates: set[int] = set()
        too_short = 0
        for kind, several in values:
            if kind == BIRTH_DATE:
                dates.update(day for value in several for _, day in days_in(value))
                continue
            for value in set(several):
                forms = _forms(kind, value, ordinary)
                too_short += not forms
                phrases.update(forms)
        by_chance = _by_chance(phrases, words, ordinary)
        every = cls(phrases, by_chance, dates, {"too short": too_short})
        return every._without(every._known_in_all(texts) | every._harmless_in(names))

    def _known_in_all(self, texts: Iterable[str]) -> set[str | int]:
        """What texts have that everybody has."""
        return {known for text in texts for known in self._known_in(text)}

    def _harmless_in(self, names: Iterable[str]) -> set[str | int]:
        """Surnames and suppliers that are in the names of schools."""
        phrases = {phrase for name in names for _, phrase in self._phrases_in(name)}
        return {phrase for phrase in phrases if self.phrases[phrase] in (SURNAME, SUPPLIER)}

    def _without(self, known: set[str | int]) -> Identifiers:
        phrases = {phrase: kind for phrase, kind in self.phrases.items() if phrase not in known}
        dates = {day for day in self.birth_dates if day not in known}
        left_out = {**self.left_out, "public": len(known)}
        return Identifiers(phrases, self.capitalised, dates, left_out)

    def __len__(self) -> int:
        return len(self.phrases) + len(self.birth_dates)

    @cached_property
    def _lengths(self) -> dict[str, tuple[int, ...]]:
        """By the first word of phrases, how many words those have."""
        lengths: dict[str, set[int]] = {}
        for phrase in self.phrases:
            first, _, rest = phrase.partition(" ")
            lengths.setdefault(first, set()).add(1 + (rest.count(" ") + 1 if rest else 0))
        return {first: tuple(sorted(several)) for first, several in lengths.items()}

    @cached_property
    def _regrouped(self) -> list[str]:
        """The references that are looked for in any groups, in order."""
        return sorted(
            phrase
            for phrase, kind in self.phrases.items()
            if kind == REFERENCE
            and " " not in phrase
            and len(phrase)
            >= (_FEWEST_DIGITS_REGROUPED if phrase.isdigit() else _SHORTEST_REGROUPED)
        )

    @cached_property
    def _heads(self) -> set[str]:
        """What words can begin with that are the first group of a reference."""
        return {phrase[:size] for phrase in self._regrouped for size in range(1, _HEAD + 1)}

    def _in_groups(self, words: list[str]) -> Iterator[tuple[int, int, str]]:
        """Where words put together are a reference: the first, how many, and the reference."""
        references, heads = self._regrouped, self._heads
        starts = [place for place, word in enumerate(words) if word[:_HEAD] in heads]
        for place in starts:
            word = words[place]
            for length, group in enumerate(words[place + 1 : place + _MOST_GROUPS], 2):
                word += group
                at = bisect_left(references, word)
                if at == len(references) or not references[at].startswith(word):
                    break
                if references[at] == word:
                    yield place, length, word

    def _known_in(self, text: str) -> Iterator[str | int]:
        yield from (phrase for _, phrase in self._phrases_in(text))
        if not self.birth_dates:
            return
        yield from _days_said(text) & set(self.birth_dates)
        of_any_year = {
            (_month(match[2]), int(match[1]))
            for match in _DAY_OF_ANY_YEAR.finditer(text.casefold())
        }
        for birth_date in self.birth_dates if of_any_year else ():
            day = Date.fromordinal(birth_date)
            if (day.month, day.day) in of_any_year:
                yield birth_date

    def in_text(
        self, text: str, *, dates: Collection[int] = (), from_bytes: bool = False
    ) -> list[tuple[int, str]]:
        """Where a text has an identifier: the number of its line, from 1, and the kind.

        Parameters
        ----------
        text : str
            Anything; accents, case and what cannot be seen make no difference.
        dates : collection of int
            Days that may be there whoever was born on them.
        from_bytes : bool
            Whether it is what a file without letters happens to read as: short ones do not count.
        """
        text = plain(text)
        hits: list[tuple[int, str]] = []
        for place, phrase in self._phrases_in(text):
            if not from_bytes or len(phrase) >= _SHORTEST_IN_BYTES:
                hits.append((place, self.phrases[phrase]))
        if self.birth_dates:
            days = ((place, day) for place, day in days_in(text) if day in self.birth_dates)
            hits += [(place, BIRTH_DATE) for place, day in days if day not in dates]
        if not hits:
            return []
        ends = [match.start() for match in re.finditer("\n", text)]
        return sorted({(bisect_right(ends, place) + 1, kind) for place, kind in hits})

    def _phrases_in(self, text: str) -> Iterator[tuple[int, str]]:
        """Each phrase that a plain text has, and where it starts."""
        words = _WORD.findall(text.casefold())
        lengths = self._lengths
        starts = [place for place, word in enumerate(words) if word in lengths]
        candidates = [
            (place, length, phrase)
            for place in starts
            for length in lengths[words[place]]
            if (phrase := " ".join(words[place : place + length])) in self.phrases
        ]
        candidates += self._in_groups(words)
        spans = [match.span() for match in _WORD.finditer(text)] if candidates else []
        for place, length, phrase in candidates:
            span = spans[place : place + length]
            if len(span) == length and self._counts(text, phrase, span):
                yield span[0][0], phrase

    def _counts(self, text: str, phrase: str, spans: list[tuple[int, int]]) -> bool:
        """Whether words are an identifier where they stand: a number not within a longer one, what
        may be ordinary English only with capitals, and a reference in groups that are parted alike.
        """
        is_split = len(spans) > phrase.count(" ") + 1
        if is_split and not _are_groups(text, spans, is_mixed=len(phrase) >= _LONG):
            return False
        start, end = spans[0][0], spans[-1][1]
        if phrase.replace(" ", "").isdigit():
            before, after = text[max(start - 2, 0) : start], text[end : end + 4]
            in_number = re.search(r"\d\.$|[£$€]$", before) or re.match(r"\.(?!0+\b)\d|%", after)
            return not in_number
        words = (text[first:last] for first, last in spans)
        has_capitals = all(not word[0].islower() or word in _BETWEEN for word in words)
        return phrase not in self.capitalised or has_capitals


def _are_groups(text: str, spans: list[tuple[int, int]], *, is_mixed: bool) -> bool:
    """Whether what is between words only parts the groups of a reference, all in the same manner
    unless it is too long to be there by chance.
    """
    ends, starts = [end for _, end in spans[:-1]], [start for start, _ in spans[1:]]
    gaps = {text[end:start] for end, start in zip(ends, starts, strict=True)}
    return all(map(_BETWEEN_GROUPS.fullmatch, gaps)) and (is_mixed or len(gaps) == 1)


def plain(text: str) -> str:
    """A text without accents, ligatures, apostrophes within words and what cannot be seen."""
    if not text.isascii():
        text = _MARKS.sub("", normalize("NFKD", UNSEEN.sub("", text)))
    return _WITHIN.sub("", _POSSESSIVE.sub(" ", text))


@lru_cache(maxsize=4096)
def _days_said(text: str) -> frozenset[int]:
    """The days that a text of the package says; the texts are the same for every paper."""
    return frozenset(day for _, day in days_in(text))


def days_in(text: str) -> Iterator[tuple[int, int]]:
    """Each date that a text spells, by its place and Python's ordinal of the day."""
    for place, year, month, day in _spelt(text.casefold()):
        try:
            yield place, Date(_four_digits(year), _month(month), day).toordinal()
        except ValueError:  # such as 31 February: no date
            continue


def _spelt(text: str) -> Iterator[tuple[int, str, str, int]]:
    """Where a text may have a date, with the year, month and day as they are spelt."""
    for match in _DATE.finditer(text):
        form = _FORMS[next(name for name in _FORMS if match[name])]
        yield match.start(), match[f"y{form}"], match[f"m{form}"], int(match[f"d{form}"])
    for match in _IN_WORDS.finditer(text):
        day = _DAYS.index((match["d7"] or match["d8"]).replace(" ", "-")) + 1
        yield match.start(), match["y7"], match["m7"] or match["m8"], day


def _month(text: str) -> int:
    return int(text) if text.isdigit() else _MONTHS.index(text[:3]) + 1


def _four_digits(year: str) -> int:
    if len(year) == 4:
        return int(year)
    return 2000 + int(year) if int(year) < 50 else 1900 + int(year)


def _forms(kind: str, value: str, ordinary: Collection[str]) -> dict[str, str]:
    """Every way in which a value may be written, as words with a space between, and its kind."""
    words = _WORD.findall(plain(value).casefold())
    if not words:
        return {}
    if kind == NAME:
        return _forms_of_name(value, ordinary)
    if kind == SUPPLIER:
        return _forms_of_supplier(words, ordinary)
    together = "".join(words)
    if not re.search(r"\d", together) or len(together) < _SHORTEST_REFERENCE:
        return {}
    if together.isdigit() and len(together) < FEWEST_DIGITS:
        return {}
    split = " ".join(_PARTS.findall(" ".join(words)))
    forms = dict.fromkeys((" ".join(words), together), kind)
    if kind == POSTCODE:
        return {**forms, f"{together[:-3]} {together[-3:]}": kind}
    return {**forms, split: kind}


def _forms_of_name(value: str, ordinary: Collection[str]) -> dict[str, str]:
    last, _, first = plain(value).casefold().partition(",")
    surname, forenames = _WORD.findall(last), _WORD.findall(first)
    forms: dict[str, str] = {}
    for given in (forenames, forenames[:1]):
        if given and surname:
            for words in ([*given, *surname], [*surname, *given]):
                forms[" ".join(words)] = NAME
                if len("".join(words)) >= _SHORTEST_RUN_TOGETHER:
                    forms["".join(words)] = NAME
    if len(surname) == 1 and _is_rare(surname[0], ordinary):
        forms[surname[0]] = SURNAME
    elif len(surname) > 1 and surname[-1] not in ordinary:
        forms[" ".join(surname)] = SURNAME
    return forms


def _forms_of_supplier(words: list[str], ordinary: Collection[str]) -> dict[str, str]:
    bare = words[words[0] == "the" and len(words) > 1 :]
    ends = bare[-1:] if len(bare) > 1 and bare[-1] in _COMPANY else []
    bare = bare[: len(bare) - len(ends)]
    if len(bare) > 1 or _is_rare(bare[0], ordinary):
        return {" ".join(bare): SUPPLIER}
    spelt = ("ltd", "limited") if ends in (["ltd"], ["limited"]) else ends
    return {f"{bare[0]} {end}": SUPPLIER for end in spelt}


def _by_chance(
    phrases: Mapping[str, str], words: Collection[str], ordinary: Collection[str]
) -> frozenset[str]:
    """The phrases that English may have without meaning anybody."""
    words_of = {NAME: {word for word in words if word.islower()}, SUPPLIER: ordinary}
    lone = {phrase for phrase, kind in phrases.items() if kind != NAME and phrase.isalpha()}
    several = {
        phrase
        for phrase, kind in phrases.items()
        if kind in words_of
        and not re.search(r"\d", phrase)
        and all(word in words_of[kind] for word in phrase.split())
    }
    return frozenset(lone | several)


def _is_rare(word: str, ordinary: Collection[str]) -> bool:
    return len(word) >= _SHORTEST_SURNAME and word.isalpha() and word not in ordinary


def _listed_words() -> set[str]:
    """Common surnames, forenames and places, and words that are names, none of which tells who."""
    file = Path(__file__).with_name("ordinary_words.txt")
    return set(file.read_text(encoding="utf-8").casefold().split())
