"""Whether a file is this council's, and of the day that it is said to be of."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from hnb.council.values import MONTH_NUMBERS
from hnb.domain import areas, periods
from hnb.domain.areas import Authority
from hnb.domain.errors import ParameterError, Place, SourceError

if TYPE_CHECKING:
    import pandas as pd

RECENT = 15  # months
MONTHS_A_YEAR = 12
_OF_AUTHORITY = re.compile(
    r"(?i)(la|lea|local authority|authority|council|body|organisation)"
    r"( ?(name|code|number|no|label))?( \(from header record\))?"
)
_COUNCIL = re.compile(r"(?i)\b(council|authority|borough|county|LEA|LA)\b")
_IN_NAME = (
    r"(?<!\d)(?P<year>20\d{2})[-_.]?(?P<month>\d{2})[-_.]?(?P<day>\d{2})(?!\d)",
    r"(?<!\d)(?P<day>\d{1,2})[-_.](?P<month>\d{1,2})[-_.](?P<year>20\d{2})(?!\d)",
)

_MONTH_IN_NAME = (
    r"(?P<word>[a-z]{3,9})[-_. ]*(?P<year>20\d{2})(?!\d)",
    r"(?<!\d)(?P<year>20\d{2})[-_. ]*(?P<word>[a-z]{3,9})",
    r"(?<!\d)(?P<year>20\d{2})[-_.]?(?P<number>\d{2})(?![-_.]?\d)",
)


def refuse_other_council(
    frame: pd.DataFrame,
    titles: Sequence[str],
    *,
    la_code: int,
    file: str,
) -> None:
    """Refuse a file that says it is another authority's, in a title or in a column that names one.

    Parameters
    ----------
    frame : DataFrame of str
        First rows.
    titles : sequence of str
        What stands above the headings.
    la_code : int
        The council's DfE number.
    file : str
        Named in errors.

    Raises
    ------
    SourceError
        It is another's.
    """
    ours = areas.find(la_code)
    for title in titles:
        named = _named_in(title)
        if named and ours not in named and _COUNCIL.search(title):
            raise _of_another(Place(file=file), named[0], ours)
    for heading in map(str, frame.columns):
        if _OF_AUTHORITY.fullmatch(re.sub(r"[\s_]+", " ", heading)):
            other = _mostly(frame[heading], ours)
            if other is not None:
                raise _of_another(Place(file=file, column=heading), other, ours)


def _mostly(texts: pd.Series, ours: Authority) -> Authority | None:
    """Another authority, where most of the rows name others."""
    counts = texts[texts.str.strip() != ""].value_counts()
    known = [(areas.as_published(str(text).removesuffix(".0")), text) for text in counts.index[:50]]
    others = {who: counts[text] for who, text in known if who and who != ours}
    if 2 * sum(others.values()) <= counts.sum() or not others:
        return None
    return max(others, key=lambda who: others[who])


def day_in_name(file: str) -> date | None:
    """The day in a file's name, where there is one."""
    for form in _IN_NAME:
        if match := re.search(form, file):
            try:
                return date(*(int(match[part]) for part in ("year", "month", "day")))
            except ValueError:
                continue
    return None


def month_end_in_name(file: str) -> date | None:
    """The last day of the month in a file's name, as in `spending_2024_april.csv`."""
    for form in _MONTH_IN_NAME:
        for match in re.finditer(form, file, re.IGNORECASE):
            parts = match.groupdict()
            word = (parts.get("word") or "").casefold()
            number = int(parts.get("number") or MONTH_NUMBERS.get(word, 0))
            if 1 <= number <= MONTHS_A_YEAR:
                year = int(parts["year"])
                return date(year, number, monthrange(year, number)[1])
    return None


def days_of(values: pd.Series) -> pd.Series:
    """The days of a column that says what time a row is of: dates as they are, and of a financial
    year its last day.
    """
    import pandas as pd

    if pd.api.types.is_datetime64_any_dtype(values):
        return values.dropna()
    return pd.to_datetime(values.dropna().map(_year_end).dropna())


@cache
def _year_end(text: str) -> pd.Timestamp | None:
    import pandas as pd

    try:
        return pd.Timestamp(int(periods.financial_year(text)[:4]) + 1, 3, 31)
    except ParameterError:
        return None


def refuse_wrong_year(days: pd.Series, day: date, *, mostly: bool, file: str, column: str) -> None:
    """Refuse rows of another time.

    Parameters
    ----------
    days : Series of datetime64
        Of the rows.
    day : date
        The day that they are said to be of.
    mostly : bool
        Whether most rows have to be of the months before it, as payments have; of other rows
        nearly all must be older, or later.

    Raises
    ------
    SourceError
        They are.
    """
    import pandas as pd

    if days.empty:
        return
    end = pd.Timestamp(day)
    start, late = end - pd.DateOffset(months=RECENT), end + pd.DateOffset(months=RECENT)
    first, last = span_of(days, 0.02)
    outside = ~days.between(start, end)
    if (mostly and outside.mean() > 0.5) or last < start or first > late:
        raise SourceError(
            Place(file=file, column=column),
            found=f"its rows are of {first:%B %Y} to {last:%B %Y}, and are said to be of "
            f"{periods.write_day(day)}",
            expected=f"rows of the {RECENT} months before; another day by --as-at; or "
            "--accept-period where it is right",
        )


def span_of(days: pd.Series, part: float) -> tuple[pd.Timestamp, pd.Timestamp]:
    """The first and the last day but for some part at each end, which may be slips."""
    import pandas as pd

    ends = days.quantile([part, 1 - part])
    return pd.Timestamp(ends.iloc[0]), pd.Timestamp(ends.iloc[1])


def _of_another(place: Place, other: Authority, ours: Authority) -> SourceError:
    return SourceError(
        place,
        found=f"it names {other.name} ({other.la_code})",
        expected=f"a file of {ours.name} ({ours.la_code})",
    )


def _named_in(title: str) -> list[Authority]:
    """The authorities that a title names, the longest name first."""
    text = title.casefold()
    names = [(name, who) for name, who in _names() if name in text]
    whole = [(name, who) for name, who in names if re.search(rf"\b{re.escape(name)}\b", text)]
    longest = [
        (name, who)
        for name, who in whole
        if not any(name != other and name in other for other, _ in whole)
    ]
    return [who for _, who in sorted(longest, key=lambda pair: -len(pair[0]))]


@cache
def _names() -> tuple[tuple[str, Authority], ...]:
    every = ((who.name, who) for who in areas.everyone())
    aliases = ((alias, who) for who in areas.everyone() for alias in who.aliases)
    return tuple((name.casefold(), who) for name, who in (*every, *aliases) if len(name) > 3)
