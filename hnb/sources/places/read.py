"""High needs places are published by school; they are added up by the authority that a row says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from hnb.domain.errors import SourceError
from hnb.domain.words import quoted
from hnb.sources.area import Area, area_of
from hnb.sources.files.places import letters
from hnb.sources.headings import MOST_ABOVE, NotThere
from hnb.sources.layout import CellReader, Row, Taken, ValueColumn, period_of

if TYPE_CHECKING:
    from hnb.sources.definition import ReadPart, Source
    from hnb.sources.files.grid import Grid, Original

YEAR = re.compile(r"(20\d\d) to (20\d\d)")
CODE = re.compile(r"(la|local authority) (code|number)", re.IGNORECASE)
NAME = re.compile(r"(la|local authority)( name)?", re.IGNORECASE)


def read(source: Source, part: ReadPart, grid: Grid, original: Original) -> Taken:
    """Places by authority, academic year and kind, each the sum of its schools.

    Raises
    ------
    SourceError
        The sheet does not say the authority of a school, or a cell cannot be read.
    """
    ((name, layout),) = part.tables.items()
    head_row = _head_row(grid)
    heads = [" ".join(grid.text(head_row, n).split()) for n in range(len(grid.rows[head_row - 1]))]
    area_columns = _area_columns(grid, head_row, heads)
    taken = Taken()
    columns = dict(_columns(grid, head_row, heads, CellReader.of(source, name, layout)))
    for number, head in enumerate(heads):
        if number not in columns and YEAR.search(head):
            taken.news.append(f"{grid.part}: column {letters(number)} is new: {head[:80]}")
    sums: dict[tuple[Area, int], Row] = {}
    for row in range(head_row + 1, len(grid.rows) + 1):
        words = {kind: grid.text(row, number) for kind, number in area_columns.items()}
        if not any(words.values()):
            continue
        area = area_of(grid.place(row, next(iter(area_columns.values()))), **words)
        for number, column in columns.items():
            _add(sums, (area, number), column.row(grid, row, area, keys={}))
    taken.rows[name] = list(sums.values())
    return taken


def _head_row(grid: Grid) -> int:
    """The row of the headings, one of which is URN."""
    rows = range(1, min(MOST_ABOVE, len(grid.rows)) + 1)
    found_in = [row for row in rows if "URN" in map(str, grid.rows[row - 1])]
    if not found_in:
        raise NotThere(grid.place(1), found="no row has a heading URN", expected="a school a row")
    return found_in[0]


def _area_columns(grid: Grid, head_row: int, heads: list[str]) -> dict[str, int]:
    """The columns that say a school's authority, by number and by name."""
    columns = {}
    for kind, pattern in (("code", CODE), ("name", NAME)):
        fitting = [number for number, head in enumerate(heads) if pattern.fullmatch(head)]
        if fitting:
            columns[kind] = fitting[0]
    if not columns:
        raise SourceError(
            grid.place(head_row),
            found="no column says the authority of a school",
            expected="a column headed LA code or local authority: places are not given to an "
            "authority by a school's number",
        )
    return columns


def _columns(
    grid: Grid, head_row: int, heads: list[str], cells: CellReader
) -> Iterator[tuple[int, ValueColumn]]:
    """The columns of places, each with its academic year and kind."""
    for number, head in enumerate(heads):
        years = YEAR.match(head)
        if not years or "places" not in head.casefold():
            continue
        place = grid.place(head_row, number)
        year = period_of("academic_year", "/".join((years[1], years[2][2:])), place)
        kind = head[years.end() :].strip(" -")
        if not kind:
            raise SourceError(place, found=f"{quoted(head)} names no kind", expected="places of …")
        yield number, ValueColumn((number,), cells, {"academic_year": year, "places_of": kind})


def _add(sums: dict[tuple[Area, int], Row], key: tuple[Area, int], row: Row) -> None:
    """Add a school's places to those of its authority: the first row is where the sum begins, and
    it is missing where any school's are.
    """
    earlier = sums.get(key)
    if earlier is None or row.value is None:
        sums[key] = row
    elif earlier.value is not None:
        sums[key] = Row(
            level=earlier.level,
            area=earlier.area,
            keys=earlier.keys,
            value=float(earlier.value) + float(row.value),
            status=earlier.status,
            part=earlier.part,
            row=earlier.row,
            column=earlier.column,
        )
