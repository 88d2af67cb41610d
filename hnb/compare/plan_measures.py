"""Measures of EHC plans: how many for the residents, how fast they grow, and where they are placed."""

from __future__ import annotations

from hnb.compare.counts import count
from hnb.compare.denominators import ALL, residents_at_census
from hnb.compare.measure import Measure
from hnb.domain.scopes import NON_STATE
from hnb.domain.words import slug

SPAN = 5  # years of growth
GROUPS = (
    "mainstream", "special", "further education", "alternative provision", "early years",
    "elsewhere", "awaiting provision", "permanently excluded", "unknown",
)  # fmt: skip

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

PREVALENCE = {
    name: Measure(
        f"plans_{slug(name)}",
        f"EHC plans per 1,000 {denominator.says}",
        PLANS,
        residents_at_census(name),
        unit="per_1000",
        chance="rate",
    )
    for name, denominator in ALL.items()
}
GROWTH = Measure(
    "growth", "Growth in EHC plans over five years", PLANS, PLANS_BEFORE, chance="growth"
)
INDEPENDENT_SHARE = Measure(
    "independent_share",
    "Plans placed in independent and non-maintained special schools",
    INDEPENDENT_SPECIAL,
    PLANS,
)
BY_GROUP = {
    group: Measure(
        f"{slug(group)}_percent",
        group,
        count(
            group,
            "ehc_plans_by_placement",
            f"plans in the group '{group}'",
            placement_group=group,
        ),
        PLACED,
    )
    for group in GROUPS
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
