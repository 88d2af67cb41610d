"""The GDP deflator stands in one row of a sheet, its years in a row above it."""

from __future__ import annotations

import re
from typing import Any

from hnb.domain.errors import SourceError
from hnb.sources.grid import Grid, Original, position
from hnb.sources.layout import Taken, period_of, row_of
from hnb.sources.source import Source
from hnb.tables import table


def read(source: Source, name: str, part: dict[str, Any], grid: Grid, original: Original) -> Taken:
    """Changes on the year before, in per cent, for England.

    Raises
    ------
    SourceError
        The row is not there, not there once, or has no years above it.
    """
    ((kind, spec),) = part["tables"].items()
    at = position(spec["in_column"])
    found = [
        row
        for row in range(1, len(grid.rows) + 1)
        if str(grid.cell(row, at)).strip() == spec["label"]
    ]
    if len(found) != 1:
        said = f"{spec['label']} heads {len(found)} rows"
        raise SourceError(grid.place(1, at), found=said, expected="one row of the deflator")
    row = found[0]
    years = next((above for above in range(row - 1, 0, -1) if len(_years(grid, above)) > 1), None)
    if years is None:
        raise SourceError(
            grid.place(row),
            found="no row of years stands above the deflator",
            expected="2007-08, …",
        )
    taken = Taken()
    for column, text in _years(grid, years).items():
        keys = {"financial_year": period_of("financial_year", text, grid.place(years, column))}
        taken.add(
            table(kind),
            row_of(source, table(kind), grid, (row, column), ("england", ""), keys=keys),
        )
    return taken


def _years(grid: Grid, row: int) -> dict[int, str]:
    cells = {column: str(cell).strip() for column, cell in enumerate(grid.rows[row - 1])}
    return {column: text for column, text in cells.items() if re.fullmatch(r"20\d\d-\d\d", text)}
