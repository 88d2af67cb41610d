"""The GDP deflator is in one row of a sheet, its years in a row above it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hnb.domain.errors import SourceError
from hnb.sources.area import Area
from hnb.sources.files.grid import Grid, Original
from hnb.sources.files.places import position
from hnb.sources.layout import CellReader, Taken, ValueColumn, period_of

if TYPE_CHECKING:
    from hnb.sources.definition import Source, YearsAcrossPart


def read(source: Source, part: YearsAcrossPart, grid: Grid, original: Original) -> Taken:
    """Changes on the year before, in per cent, for England.

    Raises
    ------
    SourceError
        The row is not there, not there once, or has no years above it.
    """
    ((name, layout),) = part.tables.items()
    label_column = position(layout.in_column)
    labels = [grid.text(row, label_column) for row in range(1, len(grid.rows) + 1)]
    if labels.count(layout.label) != 1:
        raise SourceError(
            grid.place(1, label_column),
            found=f"{layout.label} heads {labels.count(layout.label)} rows",
            expected="one row of the deflator",
        )
    row = labels.index(layout.label) + 1
    years = next((above for above in range(row - 1, 0, -1) if len(_years(grid, above)) > 1), None)
    if years is None:
        raise SourceError(
            grid.place(row),
            found="no row of years stands above the deflator",
            expected="2007-08, …",
        )
    taken, cells = Taken(), CellReader.of(source, name, layout)
    for column, text in _years(grid, years).items():
        keys = {"financial_year": period_of("financial_year", text, grid.place(years, column))}
        value = ValueColumn((column,), cells, keys)
        taken.rows[name].append(value.row(grid, row, Area("england", ""), keys={}))
    return taken


def _years(grid: Grid, row: int) -> dict[int, str]:
    cells = {column: str(cell).strip() for column, cell in enumerate(grid.rows[row - 1])}
    return {column: text for column, text in cells.items() if re.fullmatch(r"20\d\d-\d\d", text)}
