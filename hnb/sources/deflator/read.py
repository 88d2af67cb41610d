"""The GDP deflator stands in one row of a sheet, its years in a row above it."""

from __future__ import annotations

import re
from typing import Any

from hnb.errors import SourceError
from hnb.sources.grid import Grid, Original, letters, position
from hnb.sources.layout import Row, Taken, period_of, read_value
from hnb.sources.source import Source
from hnb.tables import table


def read(source: Source, name: str, part: dict[str, Any], grid: Grid, original: Original) -> Taken:
    """Changes on the year before, in per cent, for England.

    Raises
    ------
    SourceError
        The row is not there, not there once, or has no years above it.
    """
    (kind, spec), = part["tables"].items()
    words = [str(grid.cell(row, position(spec["in_column"]))).strip() for row in range(1, len(grid.rows) + 1)]
    found = [row for row, text in enumerate(words, 1) if text == spec["label"]]
    if len(found) != 1:
        raise SourceError(
            grid.place(1, position(spec["in_column"])),
            found=f"{spec['label']} heads {len(found)} rows", expected="one row of the deflator",
        )  # fmt: skip
    row = found[0]
    years = next((above for above in range(row - 1, 0, -1) if len(_years(grid, above)) > 1), None)
    if years is None:
        raise SourceError(grid.place(row), found="no row of years stands above the deflator", expected="2007-08, …")
    rows = []
    for column, text in _years(grid, years).items():
        place = grid.place(row, column)
        value, status = read_value(source, table(kind), grid.cell(row, column), place, spec)
        keys = {"financial_year": period_of("financial_year", text, grid.place(years, column))}
        rows.append(Row("england", "", keys, value, status, grid.part, row, letters(column)))
    return Taken({kind: rows})


def _years(grid: Grid, row: int) -> dict[int, str]:
    cells = {column: str(cell).strip() for column, cell in enumerate(grid.rows[row - 1])}
    return {column: text for column, text in cells.items() if re.fullmatch(r"20\d\d-\d\d", text)}
