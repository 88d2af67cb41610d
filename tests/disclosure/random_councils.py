"""Random populations, with random tables of them, for attacks and for comparing what is lost."""

from __future__ import annotations

import numpy as np
import pandas as pd

from hnb.disclosure.population import CrossTab, Population
from tests.disclosure.attacker import Seen

DAY = {"as_at": "2026-11-30"}
FOLLOWS = {"placement": "group"}
CROSS_TABS = (
    CrossTab("council_plans", fixed=DAY),
    CrossTab("council_plans_by_age", {"age": "age"}, DAY),
    CrossTab("council_plans_by_need", {"need": "need"}, DAY),
    CrossTab(
        "council_plans_by_placement",
        {"placement_group": "group", "placement": "placement"},
        DAY,
    ),
    CrossTab(
        "council_plans_by_need_and_placement",
        {"need": "need", "placement_group": "group"},
        DAY,
    ),
    CrossTab("council_plans_by_school", {"school": "group"}, DAY),
    CrossTab("council_places", {"category": "age", "location": "need"}, {**DAY, "split": "age"}),
    CrossTab("council_open_cases", {"case_stage": "group", "weeks_open": "age"}, DAY),
)


def rows_of(counts: dict[tuple[str, ...] | str, int], *columns: str) -> pd.DataFrame:
    """A row a child, from the number of children in each combination of categories."""
    rows = []
    for categories, number in counts.items():
        values = (categories,) if isinstance(categories, str) else categories
        rows += [dict(zip(columns, values, strict=True))] * number
    return pd.DataFrame(rows, columns=list(columns), dtype=object)


def random_rows(seed: int) -> pd.DataFrame:
    """Children by age, need, group of placements and placement: a few combinations have many."""
    rng = np.random.default_rng(seed)
    sizes = rng.integers(2, 4, size=3)
    placements = [f"placement {number}" for number in range(sizes[2] + 2)]
    counts = {
        (f"age {age}", f"need {need}", f"group {number % sizes[2]}", placement): int(
            rng.negative_binomial(0.4, rng.choice([0.05, 0.15, 0.3]))
        )
        for age in range(sizes[0])
        for need in range(sizes[1])
        for number, placement in enumerate(placements)
    }
    return rows_of(counts, "age", "need", "group", "placement")


def random_population(seed: int) -> Population:
    """Random rows with three to all of the tables that are made of them."""
    rng = np.random.default_rng(10_000 + seed)
    number = int(rng.integers(3, len(CROSS_TABS) + 1))
    chosen = sorted(rng.choice(len(CROSS_TABS), size=number, replace=False))
    tables = tuple(CROSS_TABS[place] for place in chosen)
    return Population("plans", random_rows(seed), tables, implied=FOLLOWS)


def seen_by_reader(population: Population, frames: dict[str, pd.DataFrame]) -> list[Seen]:
    """Released frames of a population, each with what its columns are of."""
    return [
        Seen(frames[tab.table], tab.by, value=frames[tab.table].columns[-2])
        for tab in population.tables
    ]


def true_counts(population: Population, table: Seen) -> list[int]:
    """The number of children in each row of a released frame."""
    rows, by = population.rows, table.dimensions
    return [
        int(np.all([rows[column] == row[key] for key, column in by.items()], axis=0).sum())
        if by
        else len(rows)
        for row in table.frame.to_dict("records")
    ]
