"""A made-up authority at the start of its medium term, with numbers that can be followed by hand."""

import numpy as np

from hnb.domain.periods import following
from hnb.figures import Figure, Rows
from hnb.questions.medium_term.spend_errors import NetErrors
from hnb.questions.medium_term.start import ELSE, GROUPS, Start
from tests.questions.high_needs import ask

YEARS = ("2025-26", "2026-27", "2027-28", "2028-29", "2029-30")
PLANS = (1000, 1100, 1200, 1300, 1400, 1500)
PLACED = {"mainstream": 500, "special": 300, "independent": 100, "further education": 100, ELSE: 0}
UNITS = {
    "mainstream": 10_000,
    "special": 20_000,
    "independent": 60_000,
    "further education": 10_000,
}
SPREAD = 1_000
NET = 500 * 10_000 + 300 * 20_000 + 100 * 60_000 + 100 * 10_000 + 1000 * 1_000  # £19 million
ROWS = (Rows("ehc_plans", ("made-up",)),)


def figure(value: float | None, unit: str = "gbp", period: str = "2024-25", **more) -> Figure:
    reason = "" if value is not None else "none held"
    return Figure("made.up", value, unit, "made up", ROWS, period=period, **more, reason=reason)


def start(**changes) -> Start:
    """A block of £15 million in 2023-24, place funding of £2 million, and £4 million brought
    forward then.
    """
    flat = np.log(np.tile(np.array([[0.8, 0.9, 0.95, 1, 1.05, 1.1, 1.25]]), (21, 1)))
    errors = tuple(figure(1.0, "percent") for _ in range(3))
    limits = [
        {"low": 0.9 * count, "high": 1.1 * count} if place else {}
        for place, count in enumerate(PLANS)
    ]
    plans = (
        figure(count, "plans", f"January {2025 + place}", **limits[place])
        for place, count in enumerate(PLANS)
    )
    settled = {
        "ask": ask(),
        "base_year": "2024-25",
        "first_year": "2023-24",
        "january": 2025,
        "placed": 2025,
        "years": YEARS,
        "plans": tuple(plans),
        "groups": {
            group: figure(count, "plans", "January 2025") for group, count in PLACED.items()
        },
        "units": {group: figure(UNITS[group]) for group in GROUPS},
        "spread_cost": figure(SPREAD),
        "scaled": figure(1.0, "ratio"),
        "net": {"2023-24": figure(16e6, period="2023-24"), "2024-25": figure(NET)},
        "place_funding": figure(2e6, period="2021-22"),
        "block": figure(15e6, period="2023-24"),
        "schools_block": figure(100e6, period="2023-24"),
        "brought_forward": figure(4e6, period="2023-24"),
        "pupils": figure(20_000, "pupils", "2021/22"),
        "growth": {"neighbours": figure(20, "percent"), "england": figure(10, "percent")},
        "prices": {following("2025-26", step): figure(0, "percent") for step in range(5)},
        "errors": NetErrors(
            errors, errors, errors, errors, errors, (flat, flat, flat), np.array([100.0, 2000.0])
        ),
        "england_costs": False,
    }
    return Start(**(settled | changes))
