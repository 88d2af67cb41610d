"""Single years of age to 25 of every authority, region and England; districts and other countries are left aside."""

from __future__ import annotations

from typing import Any

from hnb import areas
from hnb.errors import SourceError
from hnb.sources.grid import Grid, Original, letters
from hnb.sources.layout import REGIONS, Row, Taken, read_value, whose
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
    rows = []
    codes = {code: authority for authority in areas.everyone() for code in authority.ons_codes}
    for age in range(OLDEST + 1):
        head = str(grid.cell(HEADER, FIRST_AGE + age)).strip().removesuffix(".0")
        if head != str(age):
            raise SourceError(grid.place(HEADER, FIRST_AGE + age), found=repr(head), expected=f"age {age}")
    for number in range(HEADER + 1, len(grid.rows) + 1):
        code, name = str(grid.cell(number, 0)).strip(), str(grid.cell(number, 1)).strip()
        if code not in codes and name.casefold() not in {"england", *REGIONS}:
            continue
        area = whose(grid.place(number, 0), name=name, ons=code)
        for age in range(OLDEST + 1):
            column = FIRST_AGE + age
            place = grid.place(number, column)
            value, status = read_value(source, table("population"), grid.cell(number, column), place, {})
            keys = {"mid_year": spec["tables"]["population"]["mid_year"], "age_group": str(age), "basis": "estimate"}
            rows.append(Row(*area, keys, value, status, grid.part, number, letters(column)))
    return Taken({"population": rows})
