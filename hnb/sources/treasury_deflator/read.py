"""HM Treasury's GDP deflator has a financial year a row; a table of calendar years is beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from hnb.domain.errors import SourceError
from hnb.domain.words import quoted
from hnb.sources.area import Area
from hnb.sources.headings import NotThere
from hnb.sources.layout import CellReader, Taken, Value, ValueColumn, period_of

if TYPE_CHECKING:
    from hnb.sources.definition import ReadPart, Source
    from hnb.sources.files.grid import Grid, Original

YEAR = r"(?:19|20)\d\d-\d\d"
HEADINGS = re.compile(
    rf"(?:^|\|)financial year\|({YEAR}) ?= ?100\|per ?cent change on previous year"
)
NOTES = r"[ ,]*\(\d+\)"  # after a year, of those that are forecasts
ROUNDED = 0.06  # percentage points: changes have two decimals, and the index three from 4 on


@dataclass(frozen=True)
class _Line:
    """A row (from 1): its year, the index, which a forecast does not have, and the change."""

    row: int
    year: str
    index: Value
    change: Value


def read(source: Source, part: ReadPart, grid: Grid, original: Original) -> Taken:
    """Changes on the year before, in per cent, for England.

    Raises
    ------
    SourceError
        The headings are not there, a year is left out or comes twice, or the changes are not those
        of the index.
    """
    ((name, layout),) = part.tables.items()
    head, first, base = _headings(grid)
    taken, cells = Taken(), CellReader.of(source, name, layout)
    lines = list(_lines(grid, cells, head=head, first=first))
    for before, line in pairwise(lines):
        _check(grid, before, line, first)
    index = next((line.index for line in lines if line.year == base), None)
    if not isinstance(index, float) or abs(index - 100) > ROUNDED:
        place, fault = grid.place(head, first + 1), f"the index of {base} is {index}"
        raise SourceError(place, found=fault, expected="100, as its heading says")
    for line in lines:
        if line.year >= "2000":  # no figure here is of a year before that
            year = period_of("financial_year", line.year, grid.place(line.row, first))
            column = ValueColumn((first + 2,), cells, {"financial_year": year})
            taken.rows[name].append(column.row(grid, line.row, Area("england", ""), keys={}))
    return taken


def _headings(grid: Grid) -> tuple[int, int, str]:
    """The row of the headings (from 1), the first of the three columns (from 0), and the year whose
    index is 100.
    """
    for row, raw in enumerate(grid.rows, 1):
        words = (re.sub(NOTES, "", grid.text(row, place)) for place in range(len(raw)))
        if match := HEADINGS.search(joined := "|".join(words).casefold()):
            return row, joined[: match.start(1)].count("|") - 1, match[1]
    raise NotThere(
        grid.place(1),
        found="no row is headed as HM Treasury's deflators have been since 2015",
        expected="'Financial year', an index such as '2024-25 = 100' and 'per cent change on "
        "previous year' beside one another. The detailed forecast tables (expenditure) of the "
        "Office for Budget Responsibility have the same changes: add them with hnb data add",
    )


def _lines(grid: Grid, cells: CellReader, *, head: int, first: int) -> Iterator[_Line]:
    """The rows of financial years; notes and empty rows are passed over."""
    for row in range(head + 1, len(grid.rows) + 1):
        year = re.sub(NOTES, "", grid.text(row, first))
        index, change = (
            cells.read(grid.cell(row, column), grid.place(row, column))[0]
            if grid.text(row, column).strip("-–")
            else None
            for column in (first + 1, first + 2)
        )
        if re.fullmatch(YEAR, year):
            yield _Line(row, year, index, change)
        elif (index, change) != (None, None):
            place, fault = grid.place(row, first), f"{quoted(year[:60])} has a figure"
            raise SourceError(place, found=fault, expected="a year such as 2024-25")


def _check(grid: Grid, before: _Line, line: _Line, first: int) -> None:
    """Refuse a year that does not follow the one before, or a change that is not the index's."""
    if int(line.year[:4]) != int(before.year[:4]) + 1:
        place, fault = grid.place(line.row, first), f"{line.year} comes after {before.year}"
        raise SourceError(place, found=fault, expected="each year once, in order")
    if not (isinstance(line.index, float) and isinstance(before.index, float) and before.index):
        return  # a forecast
    grown = 100 * (line.index / before.index - 1)
    if not isinstance(line.change, float) or abs(line.change - grown) > ROUNDED:
        fault = f"a change of {line.change}, where the index has grown by {grown:.2f}%"
        place, expected = grid.place(line.row, first + 2), f"the two to agree to {ROUNDED}"
        raise SourceError(place, found=fault, expected=expected)
