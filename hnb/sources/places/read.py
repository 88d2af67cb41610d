"""High needs places are published by school; they are added up by the authority that a row says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from hnb.domain.errors import SourceError
from hnb.domain.words import quoted
from hnb.sources.area import Area, area_of
from hnb.sources.files.places import letters
from hnb.sources.headings import MOST_ABOVE
from hnb.sources.layout import CellReader, Row, Taken, ValueColumn, period_of

if TYPE_CHECKING:
    from hnb.sources.definition import PlacesPart, Source
    from hnb.sources.files.grid import Grid, Original

YEAR = re.compile(r"(20\d\d) to (20\d\d)")
CODE = re.compile(r"(la|local authority) (code|number)", re.IGNORECASE)
NAME = re.compile(r"(la|local authority)( name)?", re.IGNORECASE)


def read(source: Source, part: PlacesPart, grid: Grid, original: Original) -> Taken:
    """Places by authority, academic year and kind, each the sum of its schools.

    Raises
    ------
    SourceError
        The sheet does not say the authority of a school, or a cell cannot be read.
    """
    ((name, layout),) = part.tables.items()
    head_row = next(
        row
        for row in range(1, min(MOST_ABOVE, len(grid.rows)) + 1)
        if any(grid.text(row, n) == "URN" for n in range(len(grid.rows[row - 1])))
    )
    heads = [" ".join(grid.text(head_row, n).split()) for n in range(len(grid.rows[head_row - 1]))]
    codes = [n for n, head in enumerate(heads) if CODE.fullmatch(head)]
    names = [n for n, head in enumerate(heads) if NAME.fullmatch(head)]
    if not codes and not names:
        raise SourceError(
            grid.place(head_row),
            found="no column says the authority of a school",
            expected="a column headed LA code or local authority: places are not given to an "
            "authority by a school's number",
        )
    cells, taken = CellReader.of(source, name, layout), Taken()
    columns = dict(_columns(grid, head_row, heads, cells))
    for number, head in enumerate(heads):
        if head and number not in {*columns, *codes, *names} and YEAR.search(head):
            taken.news.append(f"{grid.part}: column {letters(number)} is new: {head[:80]}")
    sums: dict[tuple[Area, int], Row] = {}
    for row in range(head_row + 1, len(grid.rows) + 1):
        code = grid.text(row, codes[0]) if codes else ""
        words = grid.text(row, names[0]) if names else ""
        if not code and not words:
            continue
        area = area_of(grid.place(row, (codes or names)[0]), code=code, name=words)
        for number, column in columns.items():
            _add(sums, (area, number), column.row(grid, row, area, keys={}))
    taken.rows[name] = list(sums.values())
    return taken


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
        sums[key] = replace(earlier, value=float(earlier.value) + float(row.value))
