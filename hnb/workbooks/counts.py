"""A table of counts that authorities file, filled: published, then by the scenario."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from hnb.domain.words import capitalised
from hnb.papers.blocks import Grid
from hnb.questions.medium_term.filing_tables import (
    Entry,
    PublishedCounts,
    counts_of,
    entries,
    limits,
)
from hnb.questions.medium_term.projection import Projection
from hnb.store.files import load
from hnb.tables import Tables
from hnb.workbooks.definition import CountTable, Row
from hnb.workbooks.writer import FOR_COUNCIL, Cell, Line, Table


def count_grid(projection: Projection, definition: CountTable, years: Sequence[int]) -> Table:
    """A table filled: published counts, the scenario's, and gaps for the council."""
    header = ("Row", *map(str, years), "Note")
    name, ask = definition.counts, projection.start.ask
    if name is None:
        left: Line = ("All rows", *[FOR_COUNCIL] * len(years), definition.left)
        return Grid(definition.title, header, [left])
    tables = Tables.of(authority={name: load(name, as_at=ask.as_at)})
    counts = counts_of(
        tables[name], name, ask, where=definition.where, last=projection.start.counted
    )
    lines = _lines(projection, definition, counts=counts, years=years)
    total = entries(projection, counts, counts.rows, years=years, whole=True)
    lines.append(("Total", *map(_cell, total), ""))
    if name == "ehc_plans_by_age":
        for side, ends in limits(projection, years).items():
            cells = [Cell(end.value, end.kind) if end else Cell(None) for end in ends]
            lines.append((f"Total, {side} 95% limit", *cells, ""))
    return Grid(definition.title, header, lines, source=definition.note)


def _lines(
    projection: Projection, definition: CountTable, counts: PublishedCounts, years: Sequence[int]
) -> list[Line]:
    rows = definition.rows
    if definition.category:
        rows = tuple(
            Row(label=word, take={definition.category: (word,)})
            for word in counts.last_categories(definition.category)
        )
    rest = pd.Series(True, index=counts.rows.index)
    lines: list[Line] = []
    for row in rows:
        taken = rest if row.rest else counts.taken(row.take)
        rest = rest & ~taken
        filled = entries(projection, counts, counts.rows[taken], years=years)
        cells = [FOR_COUNCIL] * len(years) if row.left else list(map(_cell, filled))
        lines.append((capitalised(row.label), *cells, row.left or row.note))
    return lines


def _cell(entry: Entry | None) -> Cell:
    return Cell(entry.value, entry.kind) if entry else FOR_COUNCIL
