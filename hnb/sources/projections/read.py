"""Population projections have an area, a sex and an age a row, and a year a column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from hnb.domain import areas
from hnb.domain.errors import SourceError
from hnb.domain.words import quoted
from hnb.sources.area import area_of
from hnb.sources.headings import NotThere
from hnb.sources.layout import CellReader, Keys, Taken, ValueColumn

if TYPE_CHECKING:
    from hnb.sources.definition import ReadPart, Source
    from hnb.sources.files.grid import Grid, Original

OLDEST = 25
UPPER_TIER = re.compile(r"E(06|08|09|10)\d{6}")
ENGLAND = "E92000001"


def read(source: Source, part: ReadPart, grid: Grid, original: Original) -> Taken:
    """Residents by single year of age to 25, of both sexes, for every authority and England.

    Raises
    ------
    SourceError
        An authority or an age is not known, a figure is not of persons, or no row is taken.
    """
    ((name, layout),) = part.tables.items()
    heads = {head.casefold(): number for head, number in grid.heads.items()}
    years = {number: int(head) for head, number in heads.items() if re.fullmatch(r"20\d\d", head)}
    basis = f"projection, {min(years.values())}-based"
    taken, cells = Taken(), CellReader.of(source, name, layout)
    for row, age in _rows(grid, heads):
        place = grid.place(row, heads["area_name"])
        names = {
            "name": grid.text(row, heads["area_name"]),
            "ons": grid.text(row, heads["area_code"]),
        }
        area = area_of(place, **names, trust="code")
        for number, year in years.items():
            keys: Keys = {"mid_year": year, "age_group": age, "basis": basis}
            column = ValueColumn((number,), cells, keys)
            taken.rows[name].append(column.row(grid, row, area, keys={}))
    if not taken.rows:
        raise NotThere(grid.place(1), found="no row is about an authority", expected="one")
    return taken


def _rows(grid: Grid, heads: Mapping[str, int]) -> Iterator[tuple[int, str]]:
    """Rows about England or an authority and one of the ages taken, each with its age."""
    wanted = {code for authority in areas.everyone() for code in authority.ons_codes} | {ENGLAND}
    ages = {str(age) for age in range(OLDEST + 1)}
    for row in range(grid.head_row + 1, len(grid.rows) + 1):
        code, age = (grid.text(row, heads[head]) for head in ("area_code", "age_group"))
        if age not in ages or not (code in wanted or UPPER_TIER.fullmatch(code)):
            continue
        sex = grid.text(row, heads["sex"])
        if sex.casefold() != "persons":
            raise SourceError(
                grid.place(row, heads["sex"]),
                found=f"{quoted(sex)} are a part of the residents",
                expected="the file of persons",
            )
        yield row, age
