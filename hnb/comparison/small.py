"""Authorities with so few EHC plans that only their counts are said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hnb.comparison.select import rows_where

if TYPE_CHECKING:
    import pandas as pd

    from hnb.domain.comparators import Ask

LEAST_PLANS = 50  # with fewer, one plan moves any percentage, rank or trend too far


def has_few_plans(ehc_plans: pd.DataFrame, ask: Ask) -> bool:
    """Whether the authority's last count of plans, to the January asked about, is under
    `LEAST_PLANS`; false where it has no count.

    Parameters
    ----------
    ehc_plans : DataFrame
        The table of that name, by authority.
    """
    counts = rows_where(ehc_plans, la_code=ask.la_code).dropna(subset="plans")
    counts = counts[counts["january"].le(ask.january)].sort_values("january")
    return len(counts) > 0 and bool(counts["plans"].iloc[-1] < LEAST_PLANS)
