"""Whether the values of a column of a council's file look like those of one of ours."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hnb.council.definition import Layout, LayoutColumn
from hnb.council.values import known_codes, read_values, same_code

if TYPE_CHECKING:
    import pandas as pd

MOST_LOOKED_AT = 200  # values of a column
FEWEST = 3  # values from which anything is concluded
# numbers by their look: school, provider, pupil and learner
LOOKS = {
    "urn": re.compile(r"1\d{5}(\.0)?"),
    "ukprn": re.compile(r"1\d{7}(\.0)?"),
    "upn": re.compile(r"[A-Z]\d{11}[0-9A-Z]"),
    "uln": re.compile(r"[1-9]\d{9}(\.0)?"),
}
NEEDS_NO_NAME = {"upn"}  # nothing else looks like it
MISSPELT = 86  # of 100: from here on rapidfuzz sees a word of a code that is misspelt
_NUMBER = re.compile(r"[+\-(]?£?[+\-]?\d[\d,]*(\.\d+)?\)?")
_DATE = re.compile(r"\d{1,4}[-/. ]([A-Za-z]{3,9}|\d{1,2})[-/. ]\d{2,4}( .*)?")


@dataclass(frozen=True)
class Contents:
    """The values of a file, and what they look like.

    Parameters
    ----------
    columns : mapping
        Every value by heading.
    first : mapping
        By heading, the first values that say anything.
    readable : dict
        What was reckoned before: the share of values of a heading that can be read as a kind.
    """

    columns: Mapping[str, pd.Series]
    first: Mapping[str, list[str]]
    readable: dict[tuple[str, str], float] = field(default_factory=dict)

    def fit(self, heading: str, column: str, layout: Layout) -> float | None:
        """What share of values could be of one of our columns; missing where there are too few."""
        values = self.first.get(heading, [])
        if len(values) < FEWEST:
            return None
        defined = layout.columns[column]
        if column in LOOKS:
            return _share(LOOKS[column], [value.upper() for value in values])
        if defined.kind == "code":
            known = known_codes(defined, {})
            words = {text: bool(word_for(text, known)) for text in set(values)}
            return sum(words[text] for text in values) / len(values)
        if defined.kind == "reference":
            return _reference(values, is_key=layout.key == (column,))
        if defined.kind == "text":
            return _text(values, is_personal=defined.personal is not None)
        return self._read(heading, defined)

    def _read(self, heading: str, defined: LayoutColumn) -> float:
        import pandas as pd

        if (heading, defined.kind) not in self.readable:
            _, reasons = read_values(pd.Series(self.first[heading], dtype="str"), defined)
            self.readable[heading, defined.kind] = float((reasons == "").mean())
        return self.readable[heading, defined.kind]

    def shows(self, heading: str, column: str, defined: LayoutColumn) -> bool:
        """Whether values that fit show by themselves what a column is: postcodes, pupil numbers, or
        three and more words of a code.
        """
        if defined.kind != "code":
            return tells_by_itself(column, defined)
        words = {same_code(value) for value in self.first[heading]}
        return len({word for word in words if len(word) > 1 and not word.isdigit()}) > 2


def contents_of(headings: Sequence[str], sample: pd.DataFrame | None) -> Contents:
    """The contents of the first rows of a file, whose columns are in the order of its headings."""
    if sample is None:
        return Contents({}, {})
    columns: dict[str, pd.Series] = {}
    for place, name in enumerate(headings[: sample.shape[1]]):
        columns.setdefault(name, sample.iloc[:, place].reset_index(drop=True))
    return Contents(columns, {name: first_values(values) for name, values in columns.items()})


def first_values(values: pd.Series) -> list[str]:
    """The first values that say anything, without blanks at their ends."""
    text = values.fillna("").astype("str").str.strip()
    return [str(value) for value in text[text != ""].head(MOST_LOOKED_AT)]


def tells_by_itself(column: str, defined: LayoutColumn) -> bool:
    """Whether values alone could show what a column is, whatever its heading."""
    return column in NEEDS_NO_NAME or defined.kind in ("postcode", "code")


def word_for(text: str, known: Mapping[str, str]) -> str:
    """Our word for what a council writes, empty where it is none that we know; a word of more than
    a few letters may be misspelt.

    Parameters
    ----------
    text : str
        What the council writes.
    known : mapping
        Our word by everything that may be written for it (`hnb.council.values.known_codes`).
    """
    from rapidfuzz import fuzz, process

    written = same_code(text)
    if written in known:
        return known[written]
    if len(written) < 5 or re.search(r"\d", written):
        return ""
    long = [word for word in known if len(word) > 4 and not re.search(r"\d", word)]
    near = process.extract(written, long, scorer=fuzz.ratio, score_cutoff=MISSPELT, limit=3)
    words = {known[word] for word, _, _ in near}
    return words.pop() if len(words) == 1 else ""


def _share(look: re.Pattern[str], values: Sequence[str]) -> float:
    return sum(look.fullmatch(value) is not None for value in values) / len(values)


def _reference(values: Sequence[str], *, is_key: bool) -> float:
    """References are neither dates nor sums of money; those that a row has alone do not recur."""
    plain = 1.0 - _share(_DATE, values) - sum("£" in value for value in values) / len(values)
    return plain * len(set(values)) / len(values) if is_key else plain


def _text(values: Sequence[str], *, is_personal: bool) -> float:
    """Words are neither dates nor numbers; a name or a supplier is never a number."""
    against = 1.0 if is_personal else 0.4
    return max(0.0, 1.0 - _share(_DATE, values) - against * _share(_NUMBER, values))
