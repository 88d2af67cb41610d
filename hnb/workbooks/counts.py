"""A table of counts that authorities file: its definition, and the table filled."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, model_validator

from hnb.domain.comparators import Ask
from hnb.domain.errors import ParameterError, Place, did_you_mean
from hnb.domain.words import capitalised
from hnb.papers.blocks import Grid
from hnb.questions.medium_term.filing_tables import (
    Counted,
    Counts,
    Entry,
    counts_of,
    entries,
    limits,
)
from hnb.questions.medium_term.projection import Projection
from hnb.store.files import load
from hnb.tables import table
from hnb.workbooks.writer import FOR_COUNCIL, Cell, Line, Table


class Row(BaseModel):
    """A row: the published words that it takes, by column, or why it is left for the council.

    One that takes the `rest` has what no other row of its table takes.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: str
    take: dict[str, tuple[str, ...]] = {}
    rest: bool = False
    left: str = ""
    note: str = ""


class CountTable(BaseModel):
    """A table: the counts that fill it, `where` they are, and its rows, or one for `each` category.

    One that published figures cannot fill says why it is `left` for the council.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    number: str = ""
    counts: Counted | None = None
    where: dict[str, str] = {}
    category: str = Field("", alias="each")
    rows: tuple[Row, ...] = ()
    left: str = ""
    note: str = ""

    @model_validator(mode="after")
    def _columns_exist(self) -> CountTable:
        """Refuse a column that the published table does not have."""
        if self.counts is None:
            if not self.left:
                raise ValueError("`counts`, or why the table is `left` for the council")
            return self
        known = table(self.counts).key
        named = [*self.where, *([self.category] if self.category else [])]
        for column in [*named, *(column for row in self.rows for column in row.take)]:
            if column not in known:
                raise ValueError(
                    f"a column of {self.counts} in place of {column!r}{did_you_mean(column, known)}"
                )
        return self


def count_grid(projection: Projection, definition: CountTable, years: Sequence[int]) -> Table:
    """A table filled: published counts, the scenario's, and gaps for the council."""
    header = ("Row", *map(str, years), "Note")
    if definition.counts is None:
        left: Line = ("All rows", *[FOR_COUNCIL] * len(years), definition.left)
        return Grid(definition.title, header, [left])
    counts = _counts(projection.start.ask, definition)
    lines = _lines(projection, definition, counts=counts, years=years)
    total = entries(projection, counts, counts.rows, years=years, whole=True)
    lines.append(("Total", *map(_cell, total), ""))
    if definition.counts == "ehc_plans_by_age":
        for side, ends in limits(projection, years).items():
            cells = [Cell(end.value, end.kind) if end else Cell(None) for end in ends]
            lines.append((f"Total, {side} 95% limit", *cells, ""))
    return Grid(definition.title, header, lines, source=definition.note)


def _counts(ask: Ask, definition: CountTable) -> Counts:
    """The authority's counts, once every word of the definition is known to have been published."""
    name = str(definition.counts)
    wanted: list[dict[str, tuple[str, ...]]]
    wanted = [{column: (word,) for column, word in definition.where.items()}]
    wanted += [row.take for row in definition.rows]
    for column, words in ((column, words) for row in wanted for column, words in row.items()):
        known = set(map(str, load(name)[column].unique()))
        for word in words:
            if word not in known:
                raise ParameterError(
                    Place(parameter=f"{definition.title}: {column}"),
                    found=f"{word!r} is not published in {name}",
                    expected=f"one of its words{did_you_mean(word, known)}",
                )
    return counts_of(load(name, as_at=ask.as_at), name, ask, where=definition.where)


def _lines(
    projection: Projection, definition: CountTable, counts: Counts, years: Sequence[int]
) -> list[Line]:
    rows = definition.rows
    if definition.category:
        rows = tuple(
            Row(label=category, take={definition.category: (category,)})
            for category in counts.last_categories(definition.category)
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
