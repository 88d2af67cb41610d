"""Attacks on small random tables, put through disclosure control as through a black box."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from hnb.council.folder import CouncilFolder
from hnb.disclosure.plan import plan
from hnb.disclosure.population import CrossTab, Declared, Population
from hnb.disclosure.register import Released
from hnb.disclosure.rules import Rules
from tests.disclosure.attacks import knowledge
from tests.disclosure.attacks.attacking import Attack, editions_together
from tests.disclosure.attacks.councils import Council, true_cells
from tests.disclosure.attacks.sheets import Cell, Sheet, key_columns

DAY = "2026-11-30"
NEEDS = (
    "autistic spectrum disorder",
    "hearing impairment",
    "moderate learning difficulty",
    "visual impairment",
    "physical disability",
)
AGES = ("under 5", "5 to 10", "11 to 15", "16 to 19", "20 to 25")
GROUPS = {
    "mainstream": ("academy", "maintained school", "independent school"),
    "special": ("maintained special school", "independent special school"),
    "elsewhere": ("elective home education", "other arrangements by parents"),
}


def random_tables(tables: int, seed: int = 1) -> Iterator[Attack]:
    """Attack tables of random children, let out twice: the second time with a few changes."""
    for number in range(tables):
        chance = np.random.default_rng([seed, number])
        yield from _one(number, chance)


def _one(number: int, chance: np.random.Generator) -> Iterator[Attack]:
    threshold = int(chance.choice([3, 5, 6, 10]))
    children = _children(chance, int(chance.integers(15, 300)))
    added = int(chance.integers(1, 3))
    later = pd.concat([children, _children(chance, added)], ignore_index=True)
    council = Council(CouncilFolder(Path(), None, 855), f"random table {number}")  # type: ignore[arg-type]
    several, released = [], Released()
    for edition, rows in (("first", children), ("second", later)):
        declared = Declared(populations=(_population(rows),))
        planned = plan(declared, Rules(threshold=threshold), 855, released)
        released = Released.from_json([planned.released.to_json("2026-11-30T12:00:00", edition)])
        several.append(_sheet(edition, planned.frames))
        council.thresholds[edition] = threshold
        _note_truth(council, several[-1], declared)
    yield from editions_together(council, "random tables", several[:1], {})
    few = knowledge.corrected(*several)
    yield from editions_together(council, "random tables, corrected", several, {}, few)


def _children(chance: np.random.Generator, number: int) -> pd.DataFrame:
    def drawn(names: tuple[str, ...]) -> list[str]:
        shares = chance.dirichlet(np.full(len(names), 0.5))
        return list(chance.choice(names, size=number, p=shares))

    placements = drawn(tuple(p for several in GROUPS.values() for p in several))
    group_of = {p: group for group, several in GROUPS.items() for p in several}
    frame = {"need": drawn(NEEDS), "age": drawn(AGES), "placement": placements}
    return pd.DataFrame({**frame, "placement_group": [group_of[p] for p in placements]})


def _population(rows: pd.DataFrame) -> Population:
    fixed, needs = {"as_at": DAY}, {"need": NEEDS}
    both = {"need": "need", "placement_group": "placement_group"}
    placed = {"placement_group": "placement_group", "placement": "placement"}
    return Population(
        "plans open on the day",
        rows,
        (
            CrossTab("council_plans", {}, fixed),
            CrossTab("council_plans_by_need", {"need": "need"}, fixed, needs),
            CrossTab("council_plans_by_age", {"age": "age"}, fixed, {"age": AGES}),
            CrossTab("council_plans_by_placement", placed, fixed),
            CrossTab(
                "council_plans_by_need_and_placement",
                both,
                fixed,
                {**needs, "placement_group": tuple(GROUPS)},
            ),
        ),
        implied={"placement": "placement_group"},
    )


def _sheet(edition: str, frames: dict[str, pd.DataFrame]) -> Sheet:
    sheet = Sheet(edition)
    for name, frame in frames.items():
        for row in frame.to_dict("records"):
            key = (name, *(str(row[column]) for column in key_columns(name)))
            sheet.cells[key] = None if row["status"] == "suppressed" else float(row["plans"])
    return sheet


def _note_truth(council: Council, sheet: Sheet, declared: Declared) -> None:
    from hnb.council.protecting.parts import Part

    truth = true_cells([Part((), declared)])
    for key in sheet.cells:
        council.truth[Cell(sheet.edition, key)] = truth.get(key, 0.0)
