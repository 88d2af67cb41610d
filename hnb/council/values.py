"""Values of a council's file by their kind, as one plain text each, or the reason why not.

A reason never quotes the value, which may be about a child.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from hnb.council.definition import LayoutColumn
from hnb.domain import periods
from hnb.domain.errors import ParameterError
from hnb.domain.words import UNSEEN

if TYPE_CHECKING:
    import pandas as pd

NOT_A_DATE = "not a date"
NO_SUCH_DATE = "a date that does not exist, where the day comes first"
OTHER_CENTURY = "a date outside 1900 to 2099"
NOT_A_YEAR = "not a financial year, such as 2026-27"
NOT_MONEY = "not an amount of money"
NOT_A_NUMBER = "not a number"
NOT_WHOLE = "not a whole number"
NOT_YES_NO = "neither yes nor no"
UNKNOWN_CODE = "not a code that the layout or its mapping knows"
ROUNDED = "a reference that a spreadsheet has rounded, such as 1.2E+12"
TOO_LARGE = "larger than any that can be added up to the penny"

BLANK = {"", "-", "--", "–", "—", "n/a", "na", "#n/a", "null", "none", "nan", "nil", "."}
YES, NO = {"yes", "y", "true", "t", "1", "1.0"}, {"no", "n", "false", "f", "0", "0.0"}
ZERO = {"-", "--", "–", "—", "nil"}  # what accountants write for no money
MOST = 1e11  # pounds: beyond it a float cannot tell the hundredths of a penny
DECIMALS = 4
FORMULA = r"^[\t\r]?[=@+\-]"  # how a cell begins that a spreadsheet would reckon with

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
MONTH_NUMBERS = {
    word: number
    for number, month in enumerate(_MONTHS, 1)
    for word in (month, month[:3], "sept" if number == 9 else month)
}
_TIME = r"(?:[T ,]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[AaPp][Mm])?(?:Z|[+-]\d{2}:?\d{2})?)?"
_NAME = r"(?P<name>[A-Za-z]{3,9})"
_DATE_FORMS = (
    r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})",
    rf"(?P<year>\d{{4}})[-/. ]{_NAME}[-/. ](?P<day>\d{{1,2}})",
    r"(?P<day>\d{1,2})[-/. ](?P<month>\d{1,2})[-/. ](?P<year>\d{4}|\d{2})",
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[-/. ]?{_NAME}[-/. ,]*(?P<year>\d{{4}}|\d{{2}})",
    rf"{_NAME}[ .](?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}})",
    r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})",
)
_MONTH_FORMS = (
    rf"{_NAME}[-/. ]*(?P<year>\d{{4}}|\d{{2}})",
    r"(?P<year>\d{4})[-/.]?(?P<month>\d{2})",
    r"(?P<month>\d{1,2})[-/.](?P<year>\d{4})",
    rf"(?P<year>\d{{4}})[-/. ]{_NAME}",
)
_DATES = [re.compile(form + _TIME, re.ASCII) for form in _DATE_FORMS]
_MONTHS_AND_DATES = [*(re.compile(form, re.ASCII) for form in _MONTH_FORMS), *_DATES]
_EXCEL_DAY = re.compile(r"(?:[1-6]\d{4}|7[0-2]\d{3})(?:\.\d+)?", re.ASCII)
_EXCEL_START = date(1899, 12, 30)  # as Excel counts, for which 1900 had a 29 February
_LATE_CENTURY = 69  # of two digits, from which the year is in the 1900s
_FIGURES = r"(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d*)?(?:[eE][+-]?\d+)?"
_NUMBER = re.compile(
    r"(?P<bracket>\()?(?P<before>[+-])?"
    rf"(?P<figures>(?=\.?\d){_FIGURES})(?P<after>-)?(?P<closed>\))?",
    re.ASCII,
)
# nearly every amount: the rest takes three times as long to read
_USUAL_MONEY = re.compile(
    r"-?£?(?:0|[1-9]\d{0,2}(?:,\d{3}){0,2}|[1-9]\d{0,8})(?:\.\d{1,2})?", re.ASCII
)
_SIGNS_OF_MONEY = re.compile(r"\s|Â?£|GBP|gbp")
_POSTCODE = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})")
_ROUNDED = re.compile(r"\d(?:\.\d+)?[eE]\+\d+")
_WHOLE = re.compile(r"^(\d+)\.0$")
_LINES = re.compile(r"[\x00-\x1f\x7f-\x9f]")  # between words; other signs not seen are within

Answer = tuple[str, str]  # a value, and a reason; one of them or both are empty


def read_values(
    text: pd.Series, column: LayoutColumn, codes: Mapping[str, str] | None = None
) -> tuple[pd.Series, pd.Series]:
    """The values of one column as plain text, and the reasons why some cannot be read.

    Parameters
    ----------
    text : Series of str
        What the file holds; empty where there is nothing.
    column : LayoutColumn
        Its kind says how values are read.
    codes : mapping, optional
        Our word by what this council writes, in addition to what the layout knows.

    Returns
    -------
    tuple of Series
        The values: ISO dates (a month as its first day), numbers without signs of money, `yes` or
        `no`, our words for codes; empty where there is none. And the reasons; empty where a value
        could be read. Both have the index of `text`.

    Notes
    -----
    A day comes before its month. Two-digit years from 69 are in the 1900s. Day numbers are those
    of Excel for Windows (1900); those of 1904 are not told apart. Of money, brackets, a minus at
    either end and CR mean less than zero, and an accountant's dash or `nil` is zero.
    """
    import pandas as pd

    places, distinct = pd.factorize(text.fillna("").str.strip())
    read = _READERS.get(column.kind) or partial(_code, known=known_codes(column, codes or {}))
    answers = [read(word) for word in distinct.astype("object")]
    values = pd.Series([value for value, _ in answers], dtype="str").array.take(places)
    reasons = pd.Series([reason for _, reason in answers], dtype="str").array.take(places)
    return pd.Series(values, index=text.index), pd.Series(reasons, index=text.index)


def read_date(text: str) -> date | None:
    """The day that a text is, written in any of the forms of a column of dates."""
    value, _ = _date(text.strip())
    return date.fromisoformat(value) if value else None


def known_codes(column: LayoutColumn, codes: Mapping[str, str]) -> dict[str, str]:
    """Our word by everything that may be written for it, as `same_code` writes it."""
    known = {same_code(word): word for word in column.codes}
    known |= {same_code(text): word for word, texts in column.codes.items() for text in texts}
    return known | {same_code(text): word for text, word in codes.items()}


@lru_cache(maxsize=20_000)
def same_code(text: str) -> str:
    """A code without what may differ in writing it: capitals, hyphens, and a number's `.0`."""
    whole = re.sub(r"^(\d+)\.0$", r"\1", text.strip())
    return " ".join(re.sub(r"[\s\-–_/]+", " ", whole).casefold().split())


def without_formulas(text: pd.Series) -> pd.Series:
    """Text that a spreadsheet would take for a formula, with the sign before it that stops it."""
    is_formula = text.str.contains(FORMULA, regex=True, na=False)
    if not is_formula.any():
        return text
    is_number = text.str.fullmatch(rf"[+\-]?£?[+\-]?{_FIGURES}", na=False)
    return text.where(~is_formula | is_number, "'" + text)


def with_formulas(text: pd.Series) -> pd.Series:
    """What `without_formulas` was given."""
    return text.str.replace(r"^'(?=[\t\r]?[=@+\-])", "", regex=True)


def _text(word: str) -> Answer:
    return " ".join(UNSEEN.sub("", _LINES.sub(" ", word)).split()), ""


def _reference(word: str) -> Answer:
    clean, _ = _text(word)
    if clean.casefold() in BLANK:
        return "", ""
    if _ROUNDED.fullmatch(clean):
        return "", ROUNDED
    return _WHOLE.sub(r"\1", clean), ""


def _postcode(word: str) -> Answer:
    if word.casefold() in BLANK:
        return "", ""
    return _POSTCODE.sub(r"\1 \2", "".join(word.upper().split())), ""


def _yes_no(word: str) -> Answer:
    lowered = word.casefold()
    if lowered in YES | NO:
        return "yes" if lowered in YES else "no", ""
    return "", "" if lowered in BLANK else NOT_YES_NO


def _code(word: str, known: Mapping[str, str]) -> Answer:
    if ours := known.get(same_code(word)):
        return ours, ""
    return "", "" if word.casefold() in BLANK else UNKNOWN_CODE


def _money(word: str) -> Answer:
    if _USUAL_MONEY.fullmatch(word):
        plain = word.replace("£", "").replace(",", "")
        plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
        return ("0" if plain == "-0" else plain), ""
    if word.casefold() in ZERO:
        return "0", ""
    bare = _SIGNS_OF_MONEY.sub("", word)
    credit = bare[-2:].upper() == "CR"
    if credit or bare[-2:].upper() == "DR":
        bare = bare[:-2]
    value, reason = _read_number(bare, NOT_MONEY)
    if credit and value.startswith("-"):
        return "", NOT_MONEY
    return (f"-{value}" if credit and value not in ("", "0") else value), reason


def _number(word: str) -> Answer:
    return _read_number("".join(word.split()).removesuffix("%"), NOT_A_NUMBER)


def _whole_number(word: str) -> Answer:
    value, reason = _number(word)
    return ("", NOT_WHOLE) if reason or "." in value else (value, "")


def _read_number(bare: str, reason: str) -> Answer:
    """A number with commas between thousands, and one sign, or brackets, for less than zero."""
    if bare.casefold() in BLANK:
        return "", ""
    match = _NUMBER.fullmatch(bare.replace("−", "-"))
    signs = [match[name] for name in ("before", "after", "bracket") if match[name]] if match else []
    if match is None or len(signs) > 1 or bool(match["bracket"]) != bool(match["closed"]):
        return "", reason
    number = float(match["figures"].replace(",", ""))
    if number > MOST:
        return "", TOO_LARGE
    text = f"{number:.{DECIMALS}f}".rstrip("0").rstrip(".")
    return (f"-{text}" if signs and signs[0] != "+" and text != "0" else text), ""


def _date(word: str) -> Answer:
    return _read_date(word, _DATES)


def _month(word: str) -> Answer:
    value, reason = _read_date(word, _MONTHS_AND_DATES)
    return (value[:8] + "01" if value else ""), reason


def _financial_year(word: str) -> Answer:
    if word.casefold() in BLANK:
        return "", ""
    text = re.sub(r"(?i)^(fy|financial year)\s*", "", word)
    try:
        return periods.financial_year(text), ""
    except ParameterError:
        return "", NOT_A_YEAR


def _read_date(word: str, forms: Sequence[re.Pattern[str]]) -> Answer:
    if word.casefold() in BLANK:
        return "", ""
    if _EXCEL_DAY.fullmatch(word):
        return (_EXCEL_START + timedelta(days=int(float(word)))).isoformat(), ""
    for form in forms:
        if match := form.fullmatch(word):
            return _day_of(match.groupdict())
    return "", NOT_A_DATE


def _day_of(parts: Mapping[str, str]) -> Answer:
    year = int(parts["year"])
    if len(parts["year"]) == 2:
        year += 1900 if year >= _LATE_CENTURY else 2000
    if not 1900 <= year <= 2099:
        return "", OTHER_CENTURY
    name = parts.get("name")
    month = MONTH_NUMBERS.get(name.casefold(), 0) if name else int(parts["month"])
    try:
        return date(year, month, int(parts.get("day", 1))).isoformat(), ""
    except ValueError:
        return "", NO_SUCH_DATE


_READERS: dict[str, Callable[[str], Answer]] = {
    "text": _text,
    "reference": _reference,
    "postcode": _postcode,
    "date": _date,
    "month": _month,
    "financial_year": _financial_year,
    "money": _money,
    "number": _number,
    "whole_number": _whole_number,
    "yes_no": _yes_no,
}
