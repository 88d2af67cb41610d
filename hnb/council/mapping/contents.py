"""Whether the values of a column of a council's file look like those of one of ours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from hnb.council.definition import Layout, LayoutColumn
from hnb.council.values import known_codes, read_values, same_code

if TYPE_CHECKING:
    import pandas as pd

MOST_LOOKED_AT = 400  # values of a column
FEWEST = 3  # values from which anything is concluded
# numbers by their look: school, provider, pupil and learner
LOOKS = {
    "urn": r"1\d{5}(\.0)?",
    "ukprn": r"1\d{7}(\.0)?",
    "upn": r"[A-Z]\d{11}[0-9A-Z]",
    "uln": r"[1-9]\d{9}(\.0)?",
}
NEEDS_NO_NAME = {"upn", "postcode"}  # nothing else looks like it
_NUMBER = r"[+\-(]?£?[+\-]?\d[\d,]*(\.\d+)?\)?"
_WRITTEN_DATE = r"\d{1,4}[-/. ]([A-Za-z]{3,9}|\d{1,2})[-/. ]\d{2,4}( .*)?"


def fit(values: pd.Series, column: str, layout: Layout) -> float | None:
    """What share of values could be of one of our columns; missing where there are too few.

    Parameters
    ----------
    values : Series of str
        As the file has them.
    column : str
        Our column.
    layout : Layout
        The layout that has it.
    """
    values = filled(values)
    if len(values) < FEWEST:
        return None
    defined = layout.columns[column]
    if column in LOOKS:
        return _share(values, LOOKS[column])
    if defined.kind == "code":
        return _coded(values, defined)
    if defined.kind == "reference":
        return _reference(values, is_key=layout.key == (column,))
    if defined.kind == "text":
        return _text(values, defined)
    _, reasons = read_values(values, defined)
    return float((reasons == "").mean())


def filled(values: pd.Series) -> pd.Series:
    """The first values that say anything."""
    text = values.fillna("").astype("str").str.strip()
    return text[text != ""].head(MOST_LOOKED_AT)


def tells_by_itself(values: pd.Series, column: str, defined: LayoutColumn) -> bool:
    """Whether values alone show what a column is: codes of a column, or what looks like nothing
    else does.
    """
    if column in NEEDS_NO_NAME or defined.kind == "postcode":
        return True
    if defined.kind != "code":
        return False
    words = {same_code(value) for value in filled(values)}
    return len({word for word in words if len(word) > 1 and not word.isdigit()}) > 2


def word_for(text: str, defined: LayoutColumn) -> str:
    """Our word for what a council writes, empty where it is none that we know; a word of more than
    a few letters may be misspelt.
    """
    from rapidfuzz import fuzz, process

    known = known_codes(defined, {})
    written = same_code(text)
    if written in known:
        return known[written]
    if len(written) < 5 or re.search(r"\d", written):
        return ""
    long = [word for word in known if len(word) > 4 and not re.search(r"\d", word)]
    near = process.extract(written, long, scorer=fuzz.ratio, score_cutoff=86, limit=3)
    words = {known[word] for word, _, _ in near}
    return words.pop() if len(words) == 1 else ""


def words_for(values: pd.Series, defined: LayoutColumn) -> Mapping[str, str]:
    """Our word for each distinct value of a code, empty where it is none that we know."""
    return {text: word_for(text, defined) for text in sorted(set(filled(values)))}


def _share(values: pd.Series, look: str) -> float:
    return float(values.str.upper().str.fullmatch(look).mean())


def _coded(values: pd.Series, defined: LayoutColumn) -> float:
    words = {text: bool(word_for(text, defined)) for text in values.unique()}
    return float(values.map(words).astype("float64").mean())


def _reference(values: pd.Series, *, is_key: bool) -> float:
    """References are neither dates nor sums of money; those that a row has alone do not recur."""
    is_other = values.str.fullmatch(_WRITTEN_DATE) | values.str.contains("£")
    plain = 1.0 - float(is_other.mean())
    return plain * (values.nunique() / len(values)) if is_key else plain


def _text(values: pd.Series, defined: LayoutColumn) -> float:
    """Words are neither dates nor numbers; a name or a supplier is never a number."""
    dates, numbers = _share(values, _WRITTEN_DATE), _share(values, _NUMBER)
    against = 1.0 if defined.personal else 0.4
    return max(0.0, 1.0 - dates - against * numbers)
