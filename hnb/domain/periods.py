"""Financial, academic and calendar years and January censuses: any spelling in, one out.

A January census and a calendar year are whole numbers (2025). A financial year is written 2023-24
and an academic year 2023/24; both are text, so that neither can be joined to the other or to a
January.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from hnb.domain.errors import ParameterError, Place
from hnb.domain.words import quoted, typed

_A = {
    "january": "the year of a January census",
    "financial_year": "a financial year",
    "academic_year": "an academic year",
    "calendar_year": "a calendar year",
    "mid_year": "the year of a mid-year estimate",
}
KINDS = tuple(_A)
# What a row of Explore Education Statistics may call each; a quarter or a term is none of them.
EES_WORDS = {
    "january": ("academic year", "calendar year", "reporting year", "january"),
    "calendar_year": ("calendar year", "reporting year"),
    "academic_year": ("academic year",),
    "financial_year": ("financial year",),
    "mid_year": ("reporting year", "calendar year", "mid-year", "june"),
}
# Month and day on which each begins; a census and an estimate are of a day.
_STARTS = {
    "january": (1, 15),
    "financial_year": (4, 1),
    "academic_year": (9, 1),
    "calendar_year": (1, 1),
    "mid_year": (6, 30),
}
# the first year that is reported for each child and young person, and not as totals
BREAK = 2023
FIRST_DAY, LAST_DAY = date(1980, 1, 1), date(2999, 12, 31)  # a document can have none before
_CRON = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))  # what each field of its lines may be
_CRON_NAMES = re.compile(
    "(?i)jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun"
)
_MONTH_OF_RELEASE = re.compile(r"-([a-z]+)-(20\d\d)$")
_DAY_OF_RELEASE = re.compile(r"-(20\d\d-\d\d-\d\d)-[0-9a-f]+$")
_SPAN = re.compile(r"(20\d\d)\s*(?:[-/–]|to|_)?\s*(20\d\d|\d\d)", re.IGNORECASE)


def _first_year(text: object, kind: str, example: str) -> int:
    words, expected = _plain(text), f"a year such as {example}"
    span = _SPAN.fullmatch(words)
    if not span:
        raise ParameterError(
            Place(parameter=kind),
            found=f"{quoted(words or text)} is not {_A[kind]}",
            expected=expected,
        )
    if (int(span[1]) + 1) % 100 != int(span[2][-2:]):
        raise ParameterError(
            Place(parameter=kind),
            found=f"{quoted(words or text)} does not name two years that follow each other",
            expected=expected,
        )
    return int(span[1])


def _two_years(first: int, between: str = "-") -> str:
    return f"{first}{between}{(first + 1) % 100:02d}"


def _plain(text: object) -> str:
    """A period without white space around it, and without what a spreadsheet adds."""
    words = typed(text)
    return words[:-2] if re.fullmatch(r"\d{4,6}\.0", words) else words


def financial_year(text: object) -> str:
    """A financial year as `2023-24`, from 2023-24, 2023/24, 202324, 2023 to 2024 and their like.

    Raises
    ------
    ParameterError
        The text is not two years that follow each other.
    """
    return _two_years(_first_year(text, "financial_year", "2023-24"))


def academic_year(text: object) -> str:
    """An academic year as `2023/24`, from any of the spellings that `financial_year` reads."""
    return _two_years(_first_year(text, "academic_year", "2023/24"), "/")


def _single(text: object, kind: str) -> int:
    words = _plain(text)
    if not re.fullmatch(r"(19|20)\d\d", words):
        raise ParameterError(
            Place(parameter=kind),
            found=f"{quoted(words or text)} is not {_A[kind]}",
            expected="four digits such as 2025",
        )
    return int(words)


def january(text: object) -> int:
    """The year of a January census, from 2025, `January 2025`, or the academic year that holds it
    (202425).
    """
    words = re.sub(r"(?i)^jan(uary)?\.?\s+", "", _plain(text))
    if re.fullmatch(r"(19|20)\d\d(\.0)?", words):
        return _single(words, "january")
    return _first_year(words, "january", "2025") + 1


def calendar_year(text: object) -> int:
    """A calendar year, four digits."""
    return _single(text, "calendar_year")


def mid_year(text: object) -> int:
    """The year of a mid-year population estimate, from 2023 or `mid-2023`."""
    return _single(re.sub(r"(?i)^mid[- ]", "", _plain(text)), "mid_year")


READ: dict[str, Callable[[object], int | str]] = {
    "january": january,
    "financial_year": financial_year,
    "academic_year": academic_year,
    "calendar_year": calendar_year,
    "mid_year": mid_year,
}


def starts(kind: str, period: object) -> date:
    """The first day of a period: the census day for a January, 1 April, 1 September or 1 January
    otherwise.
    """
    return date(start_year(period), *_STARTS[kind])


def after(kind: str, period: object) -> date:
    """The day after the last of a period; of a census or an estimate, the day itself."""
    first = starts(kind, period)
    return first if kind in ("january", "mid_year") else first.replace(year=first.year + 1)


def day(text: object, parameter: str = "as_at") -> date:
    """A day, from `2024-02-13` or a date.

    Raises
    ------
    ParameterError
        The text is not a day written year-month-day, or not one that a paper or a publication of
        ours can have.
    """
    try:
        when = text if isinstance(text, date) else date.fromisoformat(_plain(text))
        when = date(when.year, when.month, when.day)  # of a moment its day; pandas has days of none
    except (TypeError, ValueError):
        fault = f"{quoted(typed(text) or text)} is not a day"
    else:
        if FIRST_DAY <= when <= LAST_DAY:
            return when
        fault = f"{when} is not between {FIRST_DAY.year} and {LAST_DAY.year}"
    place = Place(parameter=parameter)
    raise ParameterError(place, found=fault, expected="a date such as 2024-02-13")


def write_day(when: date) -> str:
    """A day as a sentence names it: `1 April 2023`."""
    return f"{when.day} {when:%B %Y}"


def edition(release: str) -> str:
    """When an edition was published, as the name of its release says: `July 2022` of
    `dsg-2021-22-july-2022`, a day of a release that a person has taken in; empty of another.
    """
    if month := _MONTH_OF_RELEASE.search(release):
        return f"{month[1].capitalize()} {month[2]}"
    day_of_release = _DAY_OF_RELEASE.search(release)
    return write_day(day(day_of_release[1])) if day_of_release else ""


def following(financial: str, years: int = 1) -> str:
    """The financial year some years after (or before, if negative) another."""
    return _two_years(start_year(financial) + years)


def financial_year_of(day: date) -> str:
    """The financial year in which a day is."""
    return _two_years(day.year - (day.month < 4))


def usually_out(kind: str, day: date) -> str:
    """The last January census whose plans, or financial year whose spending, is usually published
    by a day: by the end of the June, or of the December after.
    """
    if kind == "january":
        return str(day.year - ((day.month, day.day) < (6, 30)))
    return _two_years(day.year - 1 - ((day.month, day.day) < (12, 31)))


def start_year(period: object) -> int:
    """The year in which a period of any kind starts: 2021 of 2021-22, 2025 of January 2025."""
    return int(str(period)[:4])


def period_from(kind: str, year: int) -> int | str:
    """The period of a kind that starts in a year, as tables write it: 2025, 2021-22, 2023/24."""
    if kind == "financial_year":
        return _two_years(year)
    return _two_years(year, "/") if kind == "academic_year" else year


def write_period(kind: str, year: int) -> str:
    """The period of a kind that starts in a year, as a sentence names it: `January 2025`."""
    period = str(period_from(kind, year))
    return f"January {period}" if kind == "january" else period


def is_line_of_cron(line: str) -> bool:
    """Whether it is a line of cron, which says when something is done again and again."""
    fields = line.split()
    return len(fields) == len(_CRON) and all(
        _is_in_field(part, place)
        for place, field in enumerate(fields)
        for part in re.split("[,/-]", field)
    )


def _is_in_field(part: str, place: int) -> bool:
    """Whether a field of a line of cron may hold a number, a name or a star."""
    low, high = _CRON[place]
    if re.fullmatch(r"\d{1,2}", part, re.ASCII):
        return low <= int(part) <= high
    return part == "*" or (place > 2 and bool(_CRON_NAMES.fullmatch(part)))
