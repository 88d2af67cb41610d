"""Protected tables of late plans by hand: round counts and costs, a few of them withheld."""

from __future__ import annotations

import pandas as pd

from tests.questions.own_records import COUNCIL, DAY, WITHHELD, rows_of

# route: cases, cost in pounds, weeks late at the median
ROUTES = {
    "after a refusal": (30, 210_000.0, 46.0),
    "without a refusal": (600, 720_000.0, 9.0),
    "refused, then conceded": (20, 116_000.0, 41.0),
    "refused, then overturned by the tribunal": (10, 94_000.0, 55.0),
    "refused, then agreed without an appeal": (0, 0.0, None),
    "no plan yet": (150, 180_000.0, None),
    "hours raised on appeal": (12, 24_000.0, None),
    "hours raised, conceded before a hearing": (WITHHELD, WITHHELD, None),
    "hours raised by the tribunal": (WITHHELD, WITHHELD, None),
}
BANDS = {
    "after a refusal": (0, WITHHELD, WITHHELD),
    "without a refusal": (350, 220, 30),
    "no plan yet": (100, 40, 10),
}
LIMITS = {"of a case, low": 0.9, "of a case, high": 1.2, "of a year, low": 0.75,
          "of a year, high": 1.4}  # fmt: skip
REFUSALS, PLANS, OTHERS = (
    "refusal to assess or issue",
    "contents of the plan, or placement",
    "another matter",
)
APPEALS = {
    REFUSALS: (40, 20, WITHHELD, 15, 60),
    PLANS: (18, 21, WITHHELD, 10, 30),
    OTHERS: (0, 0, 0, 0, 8),
}


def tables(release: str = COUNCIL) -> dict[str, pd.DataFrame]:
    """Late cases, costs, weeks, likely ranges, support, and appeals, of one day."""
    cases = [(DAY, route, "any", of[0]) for route, of in ROUTES.items()]
    cases += [
        (DAY, route, band, number)
        for route, numbers in BANDS.items()
        for band, number in zip(("up to 10", "10 to 32", "over 32"), numbers, strict=True)
    ]
    cases.append((DAY, "refusal changed, no plan yet", "any", 25))
    by_name = {
        "council_late_cases": cases,
        "council_late_costs": [(DAY, route, "any", of[1]) for route, of in ROUTES.items()],
        "council_late_weeks": [
            (DAY, route, "median", of[2]) for route, of in ROUTES.items() if of[2] is not None
        ],
        "council_late_limits": [
            (DAY, route, limit, times)
            for route in ("after a refusal", "refused, then conceded")
            for limit, times in LIMITS.items()
        ],
        "council_support": [(DAY, 120.0)],
        "council_appeals": [
            (DAY, subject, outcome, number)
            for subject, numbers in APPEALS.items()
            for outcome, number in zip(
                ("conceded", "upheld", "dismissed", "withdrawn", "open"), numbers, strict=True
            )
        ],
    }
    return {name: rows_of(name, rows, release) for name, rows in by_name.items()}
