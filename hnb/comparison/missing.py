"""Why an authority has no value, in words."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from hnb.comparison.complete import Coverage
from hnb.comparison.select import rows_where
from hnb.domain.periods import start_year, starts, write_day, write_period
from hnb.domain.words import listed
from hnb.tables.columns import PART_YEAR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hnb.domain.areas import Authority
    from hnb.domain.comparators import Ask

# of a table without a row, as in a paper as at a day before any edition that is held
NO_EDITION = "no edition used here gives {}"


def missing_reason(
    what: str,
    authority: Authority,
    *,
    kind: str,
    year: int,
    years: Sequence[int],
    status: str = "",
) -> str:
    """Why an authority has no count in a period, in words.

    Parameters
    ----------
    what : str
        What is counted, as in a sentence.
    kind : str
        The kind of period, such as `calendar_year`.
    year : int
        The year in which the period starts.
    years : sequence of int
        The years that are held for anybody, in order.
    status : str
        How the publisher marks the authority's row, where it has one.
    """
    when = write_period(kind, year)
    closed, opened = authority.closed, authority.opened
    if closed and closed <= starts("january", year):
        return f"{authority.name} closed on {write_day(closed)}"
    last_day = starts(kind, year) if kind in ("january", "mid_year") else date(year, 12, 31)
    if opened and opened > last_day:
        return f"{authority.name} opened on {write_day(opened)}"
    if not years:
        return NO_EDITION.format(what)
    if year not in years:
        ends = dict.fromkeys(write_period(kind, end) for end in (*years[:1], *years[-1:]))
        return f"{what} are available for {' to '.join(ends)}, not for {when}"
    if status == PART_YEAR:
        change = _change(authority, starts(kind, year))
        return f"{what} in {authority.name} for {when} cover part of the year: it {change}"
    marked = f" (published as {status})" if status not in ("", "published") else ""
    return f"no count of {what} in {authority.name} for {when} is available{marked}"


def _span(years: Sequence[str], without: str) -> str:
    """The years held, by the first and the last; one by one where a year between them is not."""
    if years[0] < without < years[-1]:
        return listed(years)
    return " to ".join(dict.fromkeys((years[0], years[-1])))


def _change(authority: Authority, first: date) -> str:
    """When an authority opened or closed within a period, whose first day is given."""
    if authority.opened and authority.opened > first:
        return f"opened on {write_day(authority.opened)}"
    return f"closed on {write_day(authority.closed)}" if authority.closed else "changed"


def absent(ask: Ask, what: str, table: pd.DataFrame) -> str:
    """Why an authority has no value in the year asked for, in words.

    Parameters
    ----------
    ask : Ask
        The authority and financial year.
    what : str
        What is missing, as in a sentence.
    table : DataFrame
        Every year held: `la_code`, `financial_year`, `amount_gbp` and `status`.
    """
    years, authority = sorted(table["financial_year"].unique()), ask.authority
    first = starts("financial_year", ask.financial_year)
    if not years:
        return NO_EDITION.format(what)
    if ask.financial_year not in years:
        span = _span(years, ask.financial_year)
        return f"{what} is available for {span}, not for {ask.financial_year}"
    if authority.closed and authority.closed <= first:
        after = " and ".join(ask.name(code) for code in authority.successors)
        return f"{authority.name} closed on {write_day(authority.closed)}" + (
            f"; see {after}" if after else ""
        )
    if authority.opened and authority.opened > first:
        return (
            f"{authority.name} opened on {write_day(authority.opened)}, after "
            f"{ask.financial_year} began"
        )
    if _is_left_out(ask, table):
        return (
            f"{what} for {ask.financial_year} is available for some authorities only, and "
            f"{authority.name} is not among them"
        )
    missing = rows_where(
        table[table["amount_gbp"].isna()], la_code=ask.la_code, financial_year=ask.financial_year
    )
    status = f" ({missing['status'].iloc[0]})" if len(missing) and "status" in missing else ""
    return f"{what} for {ask.financial_year} gives no figure for {authority.name}{status}"


def _is_left_out(ask: Ask, table: pd.DataFrame) -> bool:
    """Whether few authorities have the year asked for, and the one asked about is none of them."""
    coverage = Coverage.of_table(table, "financial_year", "amount_gbp")
    year = start_year(ask.financial_year)
    return year not in coverage.complete and ask.la_code not in coverage.having.get(year, ())
