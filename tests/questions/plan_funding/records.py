"""A council's protected tables of top-ups by hand: round amounts, a school withheld."""

from __future__ import annotations

import pandas as pd

from hnb.tables.records.funding import CHANGES
from tests.questions import own_records
from tests.questions.own_records import DAY, WITHHELD

# children, pounds a year now, and under the card
TOP_UPS = {
    ("all", "all"): (1000, 5_000_000, 5_000_000),
    ("basis", "hours"): (900, 4_500_000, 4_600_000),
    ("basis", "no hours recorded"): (100, 500_000, 400_000),
    ("band", "A"): (600, 2_000_000, 2_100_000),
    ("band", "B"): (400, 3_000_000, 2_900_000),
    ("hours", "up to 10 hours"): (500, 1_500_000, 1_700_000),
    ("hours", "over 10, up to 15 hours"): (400, 3_000_000, 2_900_000),
    ("hours", "no hours recorded"): (100, 500_000, 400_000),
    ("phase", "primary"): (700, 3_000_000, 3_050_000),
    ("phase", "secondary"): (300, 2_000_000, 1_950_000),
}
BY_SCHOOL = {
    "Oak School": 40,
    "Ash School": 20,
    "Elm School": WITHHELD,
    "independent and non-maintained schools": 10,
}
# by school its class; None where it is not shown
CHANGE_OF = {"Oak School": CHANGES[3], "Ash School": CHANGES[1], "Elm School": WITHHELD}
CARD = {"2025-26": {"A": 3_000, "B": 7_000}, "2026-27": {"A": 3_120, "B": 7_280}}
PUPILS = {"Oak School": 1000, "Ash School": 200, "Elm School": 50}


def tables(release: str = own_records.COUNCIL) -> dict[str, pd.DataFrame]:
    """Every table of this question."""
    by_name = {
        name: [(DAY, *key, values[place]) for key, values in TOP_UPS.items()]
        for place, name in enumerate(
            ("council_top_ups", "council_top_up_amounts", "council_top_ups_on_card")
        )
    }
    by_name["council_top_ups"] += [(DAY, "school", *row) for row in BY_SCHOOL.items()]
    changes = [
        (DAY, school, change, WITHHELD if in_class is WITHHELD else int(change == in_class))
        for school, in_class in CHANGE_OF.items()
        for change in CHANGES
    ]
    rates = [
        (year, band, "mainstream schools", rate)
        for year, bands in CARD.items()
        for band, rate in bands.items()
    ]
    return {
        name: own_records.rows_of(name, rows, release)
        for name, rows in {
            **by_name,
            "council_top_up_hours": [(DAY, "basis", "hours", 9_000.0)],
            "council_top_up_changes": changes,
            "council_rate_card": rates,
            "council_rate_card_terms": [
                (DAY, "2026-27", "ceiling", 5.0),
                (DAY, "2026-27", "floor", -3.0),
            ],
            "council_school_pupils": [(DAY, *row) for row in PUPILS.items()],
        }.items()
    }
