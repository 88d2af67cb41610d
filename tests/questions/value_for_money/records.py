"""A made-up programme's protected tables: round amounts that a reader can add up."""

from __future__ import annotations

import pandas as pd

from tests.questions.own_records import DAY, WITHHELD, rows_of

YEARS = ("2024-25", "2025-26", "2026-27", "2027-28")
# planned cost and saving, achieved cost and saving, by year in £1,000
PLACES = (
    ((500, 300), (500, 100)),
    ((400, 600), (400, 300)),
    ((300, 900), None),
    ((100, 900), None),
)
FEES = (((100, 100), (100, 100)), ((100, 200), None), ((100, 300), None), ((100, 300), None))
STREAMS = {
    ("Places", "Head of Places", "amber", "cashable saving"): PLACES,
    ("Fees", "not said", "not said", "cost avoided"): FEES,
}


def tables(release: str) -> dict[str, pd.DataFrame]:
    """The programme's ledger, and placements avoided."""
    rows = []
    for (name, owner, rag, item), by_year in STREAMS.items():
        for year, amounts in zip(YEARS, by_year, strict=True):
            for basis, pair in zip(("planned", "achieved"), amounts, strict=True):
                for what, thousands in zip(("investment", item), pair or (), strict=False):
                    amount = 1000.0 * thousands
                    rows.append((DAY, year, name, owner, rag, basis, what, amount))
    avoided = [(DAY, "2025-26", "planned", 20.0), (DAY, "2025-26", "achieved", WITHHELD)]
    return {
        "council_programme": rows_of("council_programme", rows, release),
        "council_placements_avoided": rows_of("council_placements_avoided", avoided, release),
    }
