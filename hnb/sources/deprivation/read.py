"""The district file of 2025 gives the authorities that are districts too; a county of several districts has no row."""

from __future__ import annotations

from typing import Any

from hnb import areas
from hnb.sources.grid import Grid, Original
from hnb.sources.layout import Row, Taken, read_value, whose
from hnb.sources.source import Source
from hnb.tables import table

DOMAINS = {
    "Index of Multiple Deprivation": "IMD 2025",
    "Income Deprivation Affecting Children Index (IDACI)": "IDACI 2025",
}


def read(source: Source, part: str, spec: dict[str, Any], grid: Grid, original: Original) -> Taken:
    """Average scores of the overall index and of income deprivation affecting children."""
    rows = []
    codes = {code for authority in areas.everyone() for code in authority.ons_codes}
    domain, code, score = (grid.heads[name] for name in ("index_domain", "area_code", "average_score"))
    for number in range(2, len(grid.rows) + 1):
        cells = grid.rows[number - 1]
        if len(cells) <= score or cells[code] not in codes or cells[domain].strip() not in DOMAINS:
            continue
        name, place = cells[grid.heads["area_name"]], grid.place(number, "average_score")
        area = whose(grid.place(number, "area_code"), ons=cells[code], name=name, trust="code")
        value, status = read_value(source, table("deprivation"), cells[score], place, {})
        keys = {"index": DOMAINS[cells[domain].strip()]}
        rows.append(Row(*area, keys, value, status, grid.part, number, "average_score"))
    return Taken({"deprivation": rows})
