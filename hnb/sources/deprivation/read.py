"""The district file of 2025 gives the authorities that are districts too; a county of several districts has no row."""

from __future__ import annotations

from typing import Any

from hnb import areas
from hnb.sources.grid import Grid, Original
from hnb.sources.layout import Taken, row_of, whose
from hnb.sources.source import Source
from hnb.tables import table

DOMAINS = {
    "Index of Multiple Deprivation": "IMD 2025",
    "Income Deprivation Affecting Children Index (IDACI)": "IDACI 2025",
}


def read(source: Source, part: str, spec: dict[str, Any], grid: Grid, original: Original) -> Taken:
    """Average scores of the overall index and of income deprivation affecting children."""
    taken, kind = Taken(), table("deprivation")
    codes = {code for authority in areas.everyone() for code in authority.ons_codes}
    names = ("index_domain", "area_code", "area_name", "average_score")
    for number in range(2, len(grid.rows) + 1):
        domain, code, name, _ = (str(grid.cell(number, grid.heads[head])).strip() for head in names)
        if code in codes and domain in DOMAINS:
            area = whose(grid.place(number, "area_code"), ons=code, name=name, trust="code")
            cell, keys = (number, grid.heads["average_score"]), {"index": DOMAINS[domain]}
            taken.add(kind, row_of(source, kind, grid, cell, area, keys=keys))
    return taken
