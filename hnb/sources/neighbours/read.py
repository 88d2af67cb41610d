"""Ten neighbours a row, each a number and its band of closeness, become a row each."""

from __future__ import annotations

import re
from typing import Any

from hnb.errors import SourceError
from hnb.sources.grid import Grid, Original, letters
from hnb.sources.layout import Row, Taken, whose
from hnb.sources.source import Source

FIRST, HEADER = 5, 3


def read(source: Source, part: str, spec: dict[str, Any], grid: Grid, original: Original) -> Taken:
    """The ten neighbours of each authority, in order.

    Raises
    ------
    SourceError
        A heading is not where it was, or a neighbour's number is not an authority's.
    """
    rows = []
    vintage = spec["tables"]["statistical_neighbours"]["vintage"]
    for place in range(10):
        head = str(grid.cell(HEADER, FIRST + 2 * place)).strip()
        if head != f"SN{place + 1}":
            raise SourceError(grid.place(HEADER, FIRST + 2 * place), found=repr(head), expected=f"SN{place + 1}")
    for number in range(HEADER + 1, len(grid.rows) + 1):
        code, name = grid.cell(number, 0), str(grid.cell(number, 1)).strip()
        if not re.fullmatch(r"\d{3}(\.0)?", str(code)):
            continue  # a blank line, or the heading over the authorities that have closed
        level, area = whose(grid.place(number, 1), code=code, name=re.sub(r"\(.*\)", "", name), trust="code")
        for place in range(10):
            column = FIRST + 2 * place
            neighbour = str(grid.cell(number, column)).strip()
            if neighbour in source.symbols:
                continue
            _, other = whose(grid.place(number, column), code=neighbour)
            keys = {"vintage": vintage, "position": place + 1}
            closeness = re.sub(r"\s+", " ", str(grid.cell(number, column + 1))).strip().lower()
            rows.append(
                Row(level, area, keys, other, "published", grid.part, number, letters(column), {"closeness": closeness})
            )
    return Taken({"statistical_neighbours": rows})
