"""The rows of a SEN2 return for tests: written as they read, typed as a council's folder has them.

`.` is missing; a word of more than one part has `_` for its blanks.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import product

import pandas as pd

from hnb.disclosure.population import CellKey, CrossTab, Declared
from hnb.tables import table

DATES = {
    "sen2_persons": ["birth_date"],
    "sen2_requests": ["received", "outcome_date"],
    "sen2_assessments": ["outcome_date"],
    "sen2_named_plans": ["started", "ceased"],
    "sen2_active_plans": [
        "review_meeting",
        "last_review",
        "phase_transfer_due",
        "phase_transfer_final",
    ],
    "sen2_placements": ["entered", "left"],
    "sen2_needs": [],
    "schools": [],
}
WORDS = {
    "sen2_persons": ["person", "upn"],
    "sen2_requests": ["request", "person", "outcome", "exported"],
    "sen2_assessments": ["request", "outcome"],
    "sen2_named_plans": ["plan", "person", "request", "cease_reason"],
    "sen2_active_plans": ["plan", "person", "request"],
    "sen2_placements": ["plan", "person", "setting", "placement"],
    "sen2_needs": ["plan", "person", "need"],
    "schools": ["school", "phase", "type"],
}
NUMBERS = {
    "sen2_placements": ["urn", "ukprn", "rank"],
    "sen2_needs": ["rank"],
    "schools": ["urn"],
}
YES_NO = {
    "sen2_assessments": ["week20_exception"],
    "sen2_placements": ["unit", "resourced"],
    "schools": ["state_funded"],
}


def sen2(**texts: str) -> Callable[[str], pd.DataFrame]:
    """The files of a council by the text of each; one that is not given has no rows."""

    @cache
    def rows(layout: str) -> pd.DataFrame:
        lines = [line.split() for line in texts.get(layout, "").strip().splitlines()]
        written = pd.DataFrame(lines[1:], columns=lines[0]) if lines else pd.DataFrame()
        written = written.replace(".", None)
        every = [kinds.get(layout, []) for kinds in (WORDS, DATES, NUMBERS, YES_NO)]
        typed = written.reindex(columns=[name for names in every for name in names])
        for name in WORDS[layout]:
            typed[name] = typed[name].astype("str").str.replace("_", " ")
            typed[name] = typed[name].where(typed[name].notna())
        for name in DATES[layout]:
            typed[name] = pd.to_datetime(typed[name])
        for name in NUMBERS.get(layout, []):
            typed[name] = pd.to_numeric(typed[name]).astype("Int64")
        for name in YES_NO.get(layout, []):
            typed[name] = typed[name].map({"yes": True, "no": False}).astype("boolean")
        return typed

    return rows


def cells(declared: Declared) -> dict[CellKey, int]:
    """Every cell of every cross-tab: its count of rows; a listed category without any has zero."""
    counts: dict[CellKey, int] = {}
    for population in declared.populations:
        for tab in population.tables:
            for categories, count in _counted(population.rows, tab).items():
                values = {
                    "la_code": 855,
                    **tab.fixed,
                    **dict(zip(tab.by, categories, strict=True)),
                }
                key = tuple(str(values[column]) for column in table(tab.table).key)
                assert (tab.table, *key) not in counts
                counts[(tab.table, *key)] = count
    return counts


def _counted(rows: pd.DataFrame, tab: CrossTab) -> dict[tuple[str, ...], int]:
    if not tab.by:
        return {(): len(rows)}
    counts = dict.fromkeys(
        product(*(tab.categories[key] for key in tab.by))
        if set(tab.by) <= set(tab.categories)
        else (),
        0,
    )
    for categories in rows[list(tab.by.values())].dropna().itertuples(index=False, name=None):
        counts[categories] = counts.get(categories, 0) + 1
    return counts


def of_table(declared: Declared, name: str, *first: str) -> dict[tuple[str, ...], int]:
    """The cells of a table with something in them that begin so, by the rest of their key."""
    begins = (name, "855", *first)
    return {
        key[len(begins) :]: count
        for key, count in cells(declared).items()
        if key[: len(begins)] == begins and count
    }
