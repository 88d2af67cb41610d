"""Measures of EHC plans: how many for the residents, how fast they grow, and where they
are placed.
"""

from __future__ import annotations

from dataclasses import replace

from hnb.comparison.counts import count
from hnb.comparison.denominators import ALL, Denominator, residents_at_census
from hnb.comparison.measure import Measure
from hnb.domain.scopes import NON_STATE
from hnb.domain.words import slug

SPAN = 5  # years of growth
# groups of placements, as the tables and as a reader call them; in no school or college are those
# not in education, those educated at home, and those for whom something else has been arranged
GROUPS = {
    "mainstream": "mainstream schools",
    "special": "special schools",
    "further education": "further education",
    "alternative provision": "alternative provision",
    "early years": "early years settings",
    "elsewhere": "no school or college",
    "awaiting provision": "awaiting a place",
    "permanently excluded": "permanently excluded",
    "unknown": "placement not recorded",
}

PLANS = count("plans", "ehc_plans", "plans")
PLANS_BEFORE = count("plans_before", "ehc_plans", "plans five years before", offsets=(-SPAN,))
PLACED = count("placed", "ehc_plans_by_placement", "plans by placement")
INDEPENDENT = count(
    "independent",
    "ehc_plans_by_placement",
    "plans in independent and non-maintained schools",
    placement=(*NON_STATE, "independent school"),
)
INDEPENDENT_SPECIAL = count(
    "independent special",
    "ehc_plans_by_placement",
    "plans in independent and non-maintained special schools",
    placement=NON_STATE,
)


def plans_per(population: Denominator) -> Measure:
    """EHC plans per 1,000 residents."""
    return Measure(
        f"plans_{slug(population.name)}",
        f"EHC plans per 1,000 {population.says}",
        PLANS,
        residents_at_census(population),
        unit="per_1000",
        chance="rate",
    )


PREVALENCE = {name: plans_per(population) for name, population in ALL.items()}
IN_FORCE = Measure("plans", "plans (people aged 0 to 25)", PLANS, unit="plans", chance="rate")
GROWTH = Measure(
    "growth", "Growth in EHC plans over five years", PLANS, PLANS_BEFORE, chance="growth"
)


def growth_between(since: int, january: int) -> Measure:
    """Growth in plans from one January to another."""
    before = replace(PLANS_BEFORE, says="earlier plans", offsets=(since - january,))
    says = f"plans in force, January {since} to January {january}"
    return replace(GROWTH, says=says, whole=before)


INDEPENDENT_SHARE = Measure(
    "independent_share",
    "Plans placed in independent and non-maintained special schools",
    INDEPENDENT_SPECIAL,
    PLANS,
)
BY_GROUP = {
    group: Measure(
        f"{slug(group)}_percent",
        says,
        count(group, "ehc_plans_by_placement", f"plans ({says})", placement_group=group),
        PLACED,
    )
    for group, says in GROUPS.items()
}
ALL_INDEPENDENT = Measure(
    "independent_percent",
    "plans placed in independent and non-maintained schools",
    INDEPENDENT,
    PLACED,
)
SPECIAL_INDEPENDENT = Measure(
    "independent_special_percent",
    "plans placed in independent and non-maintained special schools",
    INDEPENDENT_SPECIAL,
    PLACED,
)
