"""Measures of spend on placements: for each plan and resident, line by line, against the budget."""

from __future__ import annotations

from dataclasses import replace

from hnb.comparison.counts import Counted
from hnb.comparison.denominators import ALL, YOUNGEST, residents
from hnb.comparison.measure import Measure
from hnb.comparison.measures.money import TOTAL, placement_spend
from hnb.comparison.measures.plans import PLANS
from hnb.domain.words import slug

SPEND = placement_spend(TOTAL)
TOP_UPS = "top-ups alone"


def _for_each(whom: str, says: str, counted: Counted) -> Measure:
    """Spend on placements for each of those counted."""
    return Measure(
        f"spend_per_{whom}",
        f"Placement spend for each {says}",
        SPEND,
        counted,
        unit="gbp_per_person",
        chance="none",
        pooled=True,
    )


def _percentage(name: str, says: str, part: Counted, whole: Counted) -> Measure:
    return Measure(name, says, part, whole, chance="none", pooled=True)


SPENDING = (
    _for_each("plan", "EHC plan at the January before the year", PLANS),
    _for_each(
        "plan_within", "EHC plan at the January within the year", replace(PLANS, offsets=(1,))
    ),
    _for_each("resident", f"of the {ALL[YOUNGEST].says}", residents(ALL[YOUNGEST])),
    *(
        _percentage(
            f"{slug(line.says)}_percent_of_spend",
            f"{line.says}, as a percentage of placement spend",
            line,
            SPEND,
        )
        for line in SPEND.terms
    ),
    # place funding of a budget has academies in it, and that of outturn has not
    _percentage(
        "top_ups_percent_of_budget",
        "Outturn on top-ups as a percentage of the budget for them",
        placement_spend(TOP_UPS),
        placement_spend(TOP_UPS, kind="budget"),
    ),
)
