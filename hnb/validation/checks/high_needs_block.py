"""How many High Needs Blocks the formula rebuilds to the pound."""

from __future__ import annotations

import pandas as pd

from hnb.domain.comparators import Ask
from hnb.questions.high_needs_block.formula import ADDITIONAL, rebuild
from hnb.tables import Tables
from hnb.validation.goals import Goal

LINES = ("high_needs_formula", "basic_entitlement", "special_school_pupils")


def goals(tables: Tables, ask: Ask) -> tuple[Goal, ...]:
    """Those of every authority and year held."""
    return of_formula(rebuild(*(tables[name] for name in LINES)))


def of_formula(book: pd.DataFrame) -> tuple[Goal, ...]:
    """How many blocks are rebuilt to the pound, and how many additional allocations by the rule."""
    given = book[book[ADDITIONAL].notna()]
    to_the_pound = int((given["share"] == given[ADDITIONAL]).sum())
    return (
        Goal(
            f"formula: authorities and years rebuilt to the pound, of {len(book)}",
            int((book["rebuilt"] == book["total"]).sum()),
            low=len(book),
        ),
        Goal(
            "formula: additional allocations to the pound from the printed basis alone, of "
            f"{len(given)}",
            to_the_pound,
        ),
    )
