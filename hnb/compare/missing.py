"""Why an authority has no value, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from hnb.compare.select import rows_where
from hnb.domain.periods import starts, write_day

if TYPE_CHECKING:
    from hnb.domain.comparators import Ask


def absent(ask: Ask, what: str, held: pd.DataFrame) -> str:
    """Why an authority has no value in the year asked for, in words.

    Parameters
    ----------
    ask : Ask
        The authority and financial year.
    what : str
        What is missing, as in a sentence.
    held : DataFrame
        Every year held: `la_code`, `financial_year`, `amount_gbp` and `status`.
    """
    years, authority = sorted(held["financial_year"].unique()), ask.authority
    first = starts("financial_year", ask.financial_year)
    if ask.financial_year not in years:
        span = (
            f"held for {' to '.join(dict.fromkeys((years[0], years[-1])))}, not for"
            if years
            else "not held for"
        )
        return f"{what} is {span} {ask.financial_year}"
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
    own = rows_where(
        held[held["amount_gbp"].isna()], la_code=ask.la_code, financial_year=ask.financial_year
    )
    status = f" ({own['status'].iloc[0]})" if len(own) and "status" in own else ""
    return f"{what} for {ask.financial_year} gives no figure for {authority.name}{status}"
