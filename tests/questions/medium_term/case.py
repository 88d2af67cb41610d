"""A made-up authority at the start of its medium term, with numbers that can be followed
by hand.
"""

from dataclasses import replace

import numpy as np

from hnb.figures import Figure, Rows
from hnb.questions.medium_term.spend_errors import ErrorsAtHorizon, SpendErrors
from hnb.questions.medium_term.start import Amounts, GrowthRates, Start
from hnb.questions.medium_term.unit_costs import (
    ELSEWHERE,
    KINDS_OF_PLACE,
    PlansByPlace,
    UnitCosts,
)
from tests.questions.high_needs import ask

YEARS = ("2025-26", "2026-27", "2027-28", "2028-29", "2029-30")
PLANS = (1000, 1100, 1200, 1300, 1400, 1500)
COUNTS = {
    "mainstream": 500,
    "special": 300,
    "independent": 100,
    "further education": 100,
    ELSEWHERE: 0,
}
COSTS = {
    "mainstream": 10_000,
    "special": 20_000,
    "independent": 60_000,
    "further education": 10_000,
}
NET = 500 * 10_000 + 300 * 20_000 + 100 * 60_000 + 100 * 10_000 + 1000 * 1_000  # £19 million
ROWS = (Rows("ehc_plans", ("made-up",)),)


def figure(value: float | None, unit: str = "gbp", period: str = "2024-25", **more) -> Figure:
    reason = "" if value is not None else "none held"
    return Figure("made.up", value, unit, "made up", ROWS, period=period, **more, reason=reason)


def money(**changes: Figure) -> Amounts:
    """A block of £15 million in 2023-24, place funding of £2 million, and £4 million brought
    forward then.
    """
    published = Amounts(
        net={"2023-24": figure(16e6, period="2023-24"), "2024-25": figure(NET)},
        place_funding=figure(2e6, period="2021-22"),
        block=figure(15e6, period="2023-24"),
        schools_block=figure(100e6, period="2023-24"),
        brought_forward=figure(4e6, period="2023-24"),
        pupils=figure(20_000, "pupils", "2021/22"),
    )
    return replace(published, **changes)


def past_errors() -> SpendErrors:
    """Errors of 1%, and limits from 0.8 to 1.25 times the middle, at each horizon."""
    limits = np.log(np.tile(np.array([[0.8, 0.9, 0.95, 1, 1.05, 1.1, 1.25]]), (21, 1)))
    percent = figure(1.0, "percent")
    at_horizon = ErrorsAtHorizon(
        bias=percent, size=percent, latest=percent, worst=percent, limits=limits
    )
    return SpendErrors(
        by_horizon=(at_horizon,) * 3, of_authority=(percent,) * 3, sizes=np.array([100.0, 2000.0])
    )


def start(prices: float = 0.0, **changes) -> Start:
    """1,000 plans in January 2025, and 100 more each year; prices grow by `prices` per cent."""
    now = figure(PLANS[0], "plans", "January 2025")
    later = (
        figure(count, "plans", f"January {2025 + ahead}", low=0.9 * count, high=1.1 * count)
        for ahead, count in enumerate(PLANS[1:], 1)
    )
    published = Start(
        ask=ask(),
        base_year="2024-25",
        counted=2025,
        plans=(now, *later),
        placed=PlansByPlace(
            january=2025,
            by_kind={
                kind: figure(count, "plans", "January 2025") for kind, count in COUNTS.items()
            },
        ),
        costs=UnitCosts(
            by_kind={kind: figure(COSTS[kind]) for kind in KINDS_OF_PLACE},
            everything_else=figure(1_000),
        ),
        money=money(),
        growth=GrowthRates(
            plans={"neighbours": figure(20, "percent"), "england": figure(10, "percent")},
            prices={year: figure(prices, "percent", year) for year in (*YEARS, "2030-31")},
        ),
        errors=past_errors(),
    )
    return replace(published, **changes)
