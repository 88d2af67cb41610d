"""Ten neighbours a row, each a number and its band of closeness, become a row each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hnb.domain.errors import SourceError
from hnb.sources.area import area_of
from hnb.sources.grid import Grid, Original
from hnb.sources.layout import Row, Taken
from hnb.sources.places import letters
from hnb.sources.symbols import PUBLISHED

if TYPE_CHECKING:
    from hnb.sources.definition import NeighboursPart, Source

FIRST, HEADER = 5, 3


def read(source: Source, part: NeighboursPart, grid: Grid, original: Original) -> Taken:
    """The ten neighbours of each authority, in order.

    Raises
    ------
    SourceError
        A heading is not where it was, or a neighbour's number is not an authority's.
    """
    ((name, layout),) = part.tables.items()
    taken = Taken()
    columns = {nearness: FIRST + 2 * (nearness - 1) for nearness in range(1, 11)}
    for nearness, column in columns.items():
        head = grid.text(HEADER, column)
        if head != f"SN{nearness}":
            raise SourceError(
                grid.place(HEADER, column), found=repr(head), expected=f"SN{nearness}"
            )
    for row in range(HEADER + 1, len(grid.rows) + 1):
        code = grid.text(row, 0)
        if not re.fullmatch(r"\d{3}(\.0)?", code):
            continue  # a blank line, or the heading over the authorities that have closed
        bare = re.sub(r"\(.*\)", "", grid.text(row, 1))
        area = area_of(grid.place(row, 1), code=code, name=bare, trust="code")
        for nearness, column in columns.items():
            neighbour = grid.text(row, column)
            if neighbour in source.symbols:
                continue
            other = area_of(grid.place(row, column), code=neighbour).area
            keys = {"vintage": layout.vintage, "position": nearness}
            more = {"closeness": grid.text(row, column + 1).lower()}
            letter = letters(column)
            entry = Row(*area, keys, other, PUBLISHED, grid.part, row, letter, more)
            taken.rows[name].append(entry)
    return taken
