"""One authority's rate beside those of one set of comparators: middle, range, rank, and the
difference in plans.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from hnb.domain.comparators import Comparators
from hnb.figures import Figure
from hnb.questions.prevalence.study import Study, side, standing
from hnb.stats.intervals import poisson


@dataclass(frozen=True)
class Against:
    """One authority against one set of comparators, over one denominator, at one January.

    Rates are per 1,000. `used` is how many comparators have a rate, `group` the same with the
    authority itself; `left_out` names the others, each with its reason. `puller` is the comparator
    furthest from their mean. `pooled` is all their plans over all their residents, and `difference`
    the authority's plans less what that rate would give, with an exact Poisson interval. `standing`
    is above, below or in the middle (half); `side` is above or below their median.
    """

    comparators: Comparators
    denominator: str
    january: int
    rate: Figure
    used: Figure
    group: Figure
    mean: Figure
    median: Figure
    lowest: Figure
    highest: Figure
    pooled: Figure
    rank: Figure
    difference: Figure
    standing: str
    side: str
    left_out: tuple[str, ...]
    puller: str
    mean_without: Figure
    rates: pd.Series = field(compare=False, repr=False)

    @property
    def later_list(self) -> bool:
        """Whether the list of comparators was drawn up on data later than the January it is used
        for.
        """
        return (self.comparators.vintage or 0) > self.january


def against(study: Study, comparators: Comparators, denominator: str, tag: str = "") -> Against:
    """One authority against one set of comparators, over one denominator, at the January asked
    about.

    `tag` ends the names of its Figures, so that two sets' are not confused.
    """
    ask, january = study.ask, study.ask.january
    counts: Any = study.counts(january, denominator)
    rates: Any = counts["rate_per_1000"]
    asked = [code for code in comparators.codes if code != ask.la_code]
    codes = [code for code in asked if code in counts.index]
    theirs, own = rates.reindex(codes), rates.get(ask.la_code)
    known = own is not None and bool(codes)
    nobody = f"there is no list of {comparators.name} for {ask.authority.name}"
    none = f"no rate at January {january} is held for {comparators.name}" if asked else nobody
    no_rate = study.why_no_rate(january, denominator)
    scope = f"{study.scope(january, denominator)}; {comparators.name}"
    rows = study.rows(january, denominator, codes)
    both = (*rows, *study.rows(january, denominator, [ask.la_code]))
    used = f"{len(codes)} of {len(asked)}"

    def theirs_as(measure: str, value: Any, calculation: str, unit: str = "per_1000") -> Figure:
        name = f"prevalence.comparators_{measure}{tag}"
        why = none if not codes else "there is only one comparator"
        return study.figure(
            name, value if codes else None, unit, calculation, rows, scope=scope, reason=why
        )

    furthest = (theirs - theirs.mean()).abs().idxmax() if len(codes) > 1 else None
    sums = counts.loc[codes, ["plans", "people"]].sum()
    pooled = sums["plans"] / sums["people"] * 1000 if codes else 0.0
    like: Any = {"scope": scope, "reason": no_rate or none}
    rank = study.figure(
        f"prevalence.rank_among_comparators{tag}",
        int((theirs > own).sum()) + 1 if known else None,
        "rank",
        f"place among {len(codes) + 1} (the authority and {used} comparators), the highest rate "
        "first",
        both,
        **like,
    )
    count, people = counts.loc[ask.la_code, ["plans", "people"]] if known else (0.0, 0.0)
    expected = people * pooled / 1000
    difference = study.figure(
        f"prevalence.difference_in_plans{tag}",
        count - expected if known else None,
        "plans",
        "plans less what the comparators' pooled rate (their plans together over their residents "
        "together) would give; "
        "exact Poisson interval (95%) for the count, the comparators' rate taken as known",
        both,
        **like,
        interval=poisson(count).moved(-expected) if known else None,
    )
    return Against(
        comparators=comparators,
        denominator=denominator,
        january=january,
        rate=study.own_rate(denominator, tag),
        used=theirs_as(
            "used", len(codes), "comparators with both plans and population", "authorities"
        ),
        group=theirs_as(
            "group", len(codes) + 1, "the comparators used and the authority itself", "authorities"
        ),
        mean=theirs_as("mean_per_1000", theirs.mean(), f"mean of the rates of {used}"),
        median=theirs_as("median_per_1000", theirs.median(), f"median of the rates of {used}"),
        lowest=theirs_as("lowest_per_1000", theirs.min(), f"lowest of the rates of {used}"),
        highest=theirs_as("highest_per_1000", theirs.max(), f"highest of the rates of {used}"),
        pooled=theirs_as(
            "pooled_per_1000", pooled, f"plans of {used} together over their residents together"
        ),
        rank=rank,
        difference=difference,
        standing=standing(own, theirs),
        side=side(own, theirs),
        left_out=tuple(study.why_left_out(code, january) for code in asked if code not in codes),
        puller="" if furthest is None else ask.name(furthest),
        mean_without=theirs_as(
            "mean_without_one_per_1000",
            None if furthest is None else theirs.drop(furthest).mean(),
            "mean of the rates without the one furthest from their mean",
        ),
        rates=theirs.sort_values(ascending=False),
    )
