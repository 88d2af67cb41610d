"""Ten neighbours a row, each a number and its band of closeness, become a row each; the vintage is
what the file says above them, or what is known of the release.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from hnb.domain.errors import SourceError
from hnb.sources.area import area_of
from hnb.sources.files.grid import Grid
from hnb.sources.files.places import letters
from hnb.sources.layout import Row, Taken
from hnb.sources.symbols import PUBLISHED

if TYPE_CHECKING:
    from hnb.sources.definition import NeighboursPart, Source
    from hnb.sources.kinds import Word

FIRST, HEADER = 5, 3


def read(source: Source, part: NeighboursPart, grid: Grid, edition: Mapping[str, Word]) -> Taken:
    """The ten neighbours of each authority, in order.

    Raises
    ------
    SourceError
        Nobody says the vintage, a heading is not where it was, or a neighbour's number is not an
        authority's.
    """
    (name,) = part.tables
    taken, vintage = Taken(), _vintage(grid, edition)
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
        listed = {area.area}
        for nearness, column in columns.items():
            neighbour = grid.text(row, column)
            if neighbour in source.symbols:
                continue
            other = area_of(grid.place(row, column), code=neighbour).area
            if other in listed:
                raise SourceError(
                    grid.place(row, column),
                    found=f"{other} is the authority itself, or one of its neighbours already",
                    expected="ten other authorities, each once",
                )
            listed.add(other)
            keys = {"vintage": vintage, "position": nearness}
            more = {"closeness": grid.text(row, column + 1).lower()}
            letter = letters(column)
            entry = Row(*area, keys, other, PUBLISHED, grid.part, row, letter, more)
            taken.rows[name].append(entry)
    return taken


def _vintage(grid: Grid, edition: Mapping[str, Word]) -> int:
    """The year of the list: what stands above the headings, and what is known of the release."""
    years = {int(edition["vintage"])} if "vintage" in edition else set()
    for row in range(1, HEADER):
        for column in range(len(grid.rows[row - 1]) if row <= len(grid.rows) else 0):
            years.update(map(int, re.findall(r"\b(20\d\d)\b", grid.text(row, column))))
    if len(years) == 1:
        return years.pop()
    if years:
        fault = f"the list is said to be of {' and '.join(map(str, sorted(years)))}"
        raise SourceError(grid.place(1, 0), found=fault, expected="one vintage")
    raise SourceError(
        grid.place(1, 0),
        found="no cell above the headings says the year of the list",
        expected="its vintage, given as --vintage, such as --vintage 2027",
    )
