"""Single years of age to 25 of every authority, region and England; districts and other countries are left aside."""

from __future__ import annotations

from typing import Any

from hnb import areas
from hnb.errors import SourceError
from hnb.sources.grid import Grid, Original
from hnb.sources.layout import REGIONS, Taken, row_of, whose
from hnb.sources.source import Source
from hnb.tables import table

HEADER, FIRST_AGE, OLDEST = 8, 4, 25


def read(source: Source, part: str, spec: dict[str, Any], grid: Grid, original: Original) -> Taken:
    """Residents by single year of age, 0 to 25.

    Raises
    ------
    SourceError
        The columns are not the ages in order, or a figure is not a number.
    """
    taken, kind, mid_year = Taken(), table("population"), spec["tables"]["population"]["mid_year"]
    codes = {code for authority in areas.everyone() for code in authority.ons_codes}
    ages = {FIRST_AGE + age: str(age) for age in range(OLDEST + 1)}
    for column, age in ages.items():
        head = str(grid.cell(HEADER, column)).strip().removesuffix(".0")
        if head != age:
            raise SourceError(grid.place(HEADER, column), found=repr(head), expected=f"age {age}")
    for number in range(HEADER + 1, len(grid.rows) + 1):
        code, name = str(grid.cell(number, 0)).strip(), str(grid.cell(number, 1)).strip()
        if code not in codes and name.casefold() not in {"england", *REGIONS}:
            continue
        area = whose(grid.place(number, 0), name=name, ons=code)
        for column, age in ages.items():
            keys = {"mid_year": mid_year, "age_group": age, "basis": "estimate"}
            taken.add(kind, row_of(source, kind, grid, (number, column), area, keys=keys))
    return taken
