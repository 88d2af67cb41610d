"""Ten neighbours a row, each a number and its band of closeness, become a row each."""

from __future__ import annotations

import re
from typing import Any

from hnb.domain.errors import SourceError
from hnb.sources.grid import Grid, Original, letters
from hnb.sources.layout import Row, Taken, whose
from hnb.sources.source import Source
from hnb.sources.symbols import PUBLISHED
from hnb.tables import table

FIRST, HEADER = 5, 3


def read(source: Source, part: str, spec: dict[str, Any], grid: Grid, original: Original) -> Taken:
    """The ten neighbours of each authority, in order.

    Raises
    ------
    SourceError
        A heading is not where it was, or a neighbour's number is not an authority's.
    """
    taken, kind = Taken(), table("statistical_neighbours")
    vintage = spec["tables"][kind.name]["vintage"]
    places = {FIRST + 2 * place: place + 1 for place in range(10)}
    for column, place in places.items():
        head = str(grid.cell(HEADER, column)).strip()
        if head != f"SN{place}":
            raise SourceError(grid.place(HEADER, column), found=repr(head), expected=f"SN{place}")
    for number in range(HEADER + 1, len(grid.rows) + 1):
        code, name = grid.cell(number, 0), str(grid.cell(number, 1)).strip()
        if not re.fullmatch(r"\d{3}(\.0)?", str(code)):
            continue  # a blank line, or the heading over the authorities that have closed
        area = whose(
            grid.place(number, 1), code=code, name=re.sub(r"\(.*\)", "", name), trust="code"
        )
        for column, place in places.items():
            neighbour = str(grid.cell(number, column)).strip()
            if neighbour not in source.symbols:
                _, other = whose(grid.place(number, column), code=neighbour)
                keys = {"vintage": vintage, "position": place}
                more = {"closeness": " ".join(str(grid.cell(number, column + 1)).split()).lower()}
                taken.add(
                    kind,
                    Row(*area, keys, other, PUBLISHED, grid.part, number, letters(column), more),
                )
    return taken
