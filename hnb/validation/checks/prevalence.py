"""Whether the limits of plans per 1,000 hold as many authorities as they say."""

from __future__ import annotations

import pandas as pd

from hnb.comparison import denominators
from hnb.domain.comparators import Ask
from hnb.stats.funnel import funnel
from hnb.tables import Tables
from hnb.validation.goals import Goal


def goals(tables: Tables, ask: Ask) -> tuple[Goal, ...]:
    """Those of every denominator and January."""
    return of_funnels(denominators.rates(tables["ehc_plans"], tables["population"]))


def of_funnels(rates: pd.DataFrame) -> tuple[Goal, ...]:
    """How many authorities lie within the limits that the others set, in all and in the third by
    size with fewest.

    `rates` is what `denominators.rates` gives: each denominator and January has a funnel of its
    own.
    """
    overall, worst = [], []
    for _, counts in rates.groupby(["denominator", "january"]):
        result = funnel(counts)
        if not result:
            continue
        judged = result.rates.query("place != 'too small'")
        inside = 100 * judged["place"].eq("within")
        third = pd.qcut(judged["people"].rank(method="first"), 3, labels=False)
        overall.append(inside.mean())
        worst.append(inside.groupby(third).mean().min())
    if not overall:
        return ()
    tried = f"plans per 1,000: 95% limits of {len(overall)} funnels hold, %"
    return (
        Goal(f"{tried}: the fewest overall", min(overall), low=93, high=97),
        Goal(f"{tried}: the most overall", max(overall), low=93, high=97),
        Goal(f"{tried}: the fewest in any third by size", min(worst), low=91),
    )
