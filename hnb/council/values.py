"""Values of a council's file by their kind, as one plain text each, or the reason why not.

A reason never quotes the value, which may be about a child.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from hnb.council.definition import LayoutColumn

if TYPE_CHECKING:
    import pandas as pd

NOT_A_DATE = "not a date"
NO_SUCH_DATE = "a date that does not exist, where the day comes first"
OTHER_CENTURY = "a date outside 1900 to 2099"
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
_MONTH_NUMBERS = {
    word: number
    for number, month in enumerate(_MONTHS, 1)
    for word in (month, month[:3], "sept" if number == 9 else month)
}
_TIME = r"(?:[T ,]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[AaPp][Mm])?(?:Z|[+-]\d{2}:?\d{2})?)?"
_NAME = r"(?P<name>[A-Za-z]{3,9})"
_DATES = (
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
_EXCEL_DAY = r"\d{5}(?:\.\d+)?"
_LAST_EXCEL_DAY = 73050  # 31 December 2099
_LATE_CENTURY = 69  # of two digits, from which the year is in the 1900s
_FIGURES = r"(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d*)?(?:[eE][+-]?\d+)?"
_POSTCODE = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})")


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
    words = pd.Series(distinct, dtype="str")
    if column.kind == "code":
        values, reasons = _codes(words, known_codes(column, codes or {}))
    else:
        values, reasons = _READERS[column.kind](words)
    every = [pd.Series(part.array.take(places), index=text.index) for part in (values, reasons)]
    return every[0], every[1]


def known_codes(column: LayoutColumn, codes: Mapping[str, str]) -> dict[str, str]:
    """Our word by everything that may be written for it, as `same_code` writes it."""
    known = {same_code(word): word for word in column.codes}
    known |= {same_code(text): word for word, texts in column.codes.items() for text in texts}
    return known | {same_code(text): word for text, word in codes.items()}


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


def _blank(words: pd.Series, but: frozenset[str] | set[str] = frozenset()) -> pd.Series:
    return words.str.casefold().isin(BLANK - but)


def _answer(
    values: pd.Series, words: pd.Series, is_blank: pd.Series, reason: str
) -> tuple[pd.Series, pd.Series]:
    """Values, empty where there is none; and one reason for all that could not be read."""
    import pandas as pd

    is_wrong = values.isna() & ~is_blank
    reasons = pd.Series("", index=words.index, dtype="str").mask(is_wrong, reason)
    return values.where(~is_blank).fillna("").astype("str"), reasons


def _text(words: pd.Series) -> tuple[pd.Series, pd.Series]:
    clean = words.str.replace(r"[\x00-\x1f\x7f\s]+", " ", regex=True).str.strip()
    return _answer(clean, words, clean == "", "")


def _references(words: pd.Series) -> tuple[pd.Series, pd.Series]:
    clean, _ = _text(words)
    clean = clean.str.replace(r"^(\d+)\.0$", r"\1", regex=True)
    is_blank = _blank(clean)
    is_rounded = clean.str.fullmatch(r"\d(?:\.\d+)?[eE]\+\d+")
    return _answer(clean.mask(is_rounded), words, is_blank, ROUNDED)


def _postcodes(words: pd.Series) -> tuple[pd.Series, pd.Series]:
    clean = words.str.upper().str.replace(r"\s+", "", regex=True)
    spaced = clean.map(lambda text: _POSTCODE.sub(r"\1 \2", text))
    return _answer(spaced, words, _blank(words), "")


def _yes_no(words: pd.Series) -> tuple[pd.Series, pd.Series]:
    lowered = words.str.casefold()
    values = lowered.map({**dict.fromkeys(YES, "yes"), **dict.fromkeys(NO, "no")})
    return _answer(values, words, _blank(words), NOT_YES_NO)


def _codes(words: pd.Series, known: Mapping[str, str]) -> tuple[pd.Series, pd.Series]:
    values = words.map(lambda text: known.get(same_code(text)))
    return _answer(values, words, _blank(words) & values.isna(), UNKNOWN_CODE)


def _money(words: pd.Series) -> tuple[pd.Series, pd.Series]:
    spare = words.str.replace(r"[\s\xa0£]|GBP|gbp|Â£", "", regex=True)
    is_credit = spare.str.contains(r"CR$", case=False)
    spare = spare.str.replace(r"(?i)(?:CR|DR)$", "", regex=True).str.replace("−", "-")
    is_zero = words.str.casefold().isin(ZERO)
    values, reasons = _read_numbers(spare.mask(is_zero, "0"), NOT_MONEY, but=ZERO)
    values = values.mask(is_credit & values.ne("") & values.ne("0"), "-" + values)
    is_twice = values.str.startswith("--")
    return values.mask(is_twice, ""), reasons.mask(is_twice, NOT_MONEY)


def _numbers(words: pd.Series) -> tuple[pd.Series, pd.Series]:
    spare = words.str.replace(r"\s+", "", regex=True).str.replace(r"%$", "", regex=True)
    return _read_numbers(spare.str.replace("−", "-"), NOT_A_NUMBER)


def _whole_numbers(words: pd.Series) -> tuple[pd.Series, pd.Series]:
    values, reasons = _numbers(words)
    is_part = values.str.contains(".", regex=False)
    return values.mask(is_part, ""), reasons.mask(is_part | reasons.ne(""), NOT_WHOLE)


def _read_numbers(
    spare: pd.Series, reason: str, but: set[str] | frozenset[str] = frozenset()
) -> tuple[pd.Series, pd.Series]:
    """Numbers with commas between thousands, and one sign, or brackets, for less than zero."""
    import pandas as pd

    is_blank = _blank(spare, but)
    in_brackets = spare.str.fullmatch(r"\(.*\)")
    bare = spare.mask(in_brackets, spare.str.slice(1, -1))
    has_minus = bare.str.startswith("-") | bare.str.endswith("-")
    is_signed = has_minus | bare.str.startswith("+")
    bare = bare.mask(is_signed, bare.str.replace(r"^[+\-]|-$", "", regex=True))
    is_number = bare.str.fullmatch(_FIGURES) & bare.str.contains(r"^[\d.]*\d", regex=True)
    is_number &= ~(in_brackets & is_signed)
    numbers = pd.to_numeric(bare.where(is_number).str.replace(",", ""), errors="coerce")
    numbers = numbers.astype("float64").mask(in_brackets | has_minus, -numbers)
    is_large = numbers.abs() > MOST
    values = pd.Series(list(map(_plain_number, numbers.mask(is_large))), dtype="str")
    values, reasons = _answer(values.mask(values == ""), spare, is_blank, reason)
    return values, reasons.mask(is_large, TOO_LARGE)


def _plain_number(number: float) -> str:
    """A number without zeros that say nothing; empty for none."""
    if math.isnan(number):
        return ""
    text = f"{number:.{DECIMALS}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _dates(words: pd.Series) -> tuple[pd.Series, pd.Series]:
    return _read_dates(words, [form + _TIME for form in _DATES])


def _months(words: pd.Series) -> tuple[pd.Series, pd.Series]:
    values, reasons = _read_dates(words, [*_MONTH_FORMS, *(form + _TIME for form in _DATES)])
    return values.mask(values != "", values.str.slice(0, 8) + "01"), reasons


def _read_dates(words: pd.Series, forms: list[str]) -> tuple[pd.Series, pd.Series]:
    import pandas as pd

    parts = pd.DataFrame({"year": None, "month": 1, "day": 1}, index=words.index, dtype="float64")
    is_left = ~_blank(words)
    for form in forms:
        matched = words[is_left & words.str.fullmatch(form)]
        if matched.empty:
            continue
        groups = matched.str.extract(f"^{form}$")
        if "name" in groups:
            groups["month"] = groups.pop("name").str.casefold().map(_MONTH_NUMBERS)
        for name in groups:
            parts.loc[matched.index, name] = pd.to_numeric(groups[name]).astype("float64")
        is_short = groups["year"].str.len() == 2
        century = parts.loc[matched.index, "year"].ge(_LATE_CENTURY).map({True: 1900, False: 2000})
        parts.loc[matched.index, "year"] += century.where(is_short, 0)
        is_left &= ~words.index.isin(matched.index)
    days = pd.to_datetime(parts, errors="coerce")
    is_number = is_left & words.str.fullmatch(_EXCEL_DAY)
    if is_number.any():
        counted = pd.to_numeric(words[is_number]).astype("float64")
        counted = counted.where(counted < _LAST_EXCEL_DAY + 1) // 1
        start = pd.Timestamp("1899-12-30")
        days = days.mask(is_number, start + pd.to_timedelta(counted, unit="D"))
        parts.loc[is_number, "year"] = 2000
    is_far = parts["year"].notna() & ~parts["year"].between(1900, 2099)
    values = days.dt.strftime("%Y-%m-%d").astype("str").mask(is_far)
    values, reasons = _answer(values, words, _blank(words), NOT_A_DATE)
    has_shape = parts["year"].notna() & reasons.ne("")
    return values, reasons.mask(has_shape, NO_SUCH_DATE).mask(is_far, OTHER_CENTURY)


_READERS: dict[str, Callable[[pd.Series], tuple[pd.Series, pd.Series]]] = {
    "text": _text,
    "reference": _references,
    "postcode": _postcodes,
    "date": _dates,
    "month": _months,
    "money": _money,
    "number": _numbers,
    "whole_number": _whole_numbers,
    "yes_no": _yes_no,
}
