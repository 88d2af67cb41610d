"""A release of EHC plans in the real layout, generated from what is held: the figures of a year are
those held, carried to another year where that is asked for, and the cells named have other figures.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

import hnb
from hnb.domain import areas
from hnb.sources.source import sources
from hnb.tables import table
from tests.sources import books

TOPICS = {
    "requests": "All requests for EHC needs assessments",
    "timeliness": "All EHC plans issued",
    "caseload": "All EHC plans",
}
REGIONS = {
    "East Midlands": "E12000004", "East of England": "E12000006", "London": "E12000007",
    "North East": "E12000001", "North West": "E12000002", "South East": "E12000008",
    "South West": "E12000009", "West Midlands": "E12000005", "Yorkshire and The Humber": "E12000003",
}  # fmt: skip
Edits = Mapping[tuple[int | str, str], object]  # DfE number (0 is England) and column: what it says


def part_file(part: str, year: int, *, of: int | None = None, edits: Edits | None = None) -> bytes:
    """One file of a release.

    Parameters
    ----------
    part : str
        `requests`, `timeliness` or `caseload`.
    year : int
        The calendar year, or the January, that the file says.
    of : int, optional
        The year whose held figures it has; the same where left out.
    edits : mapping
        Cells that have another figure.
    """
    values: dict[tuple[str, int | str], dict[str, object]] = {}
    columns = ["mainstream_total"] if part == "caseload" else []
    for name, layout in sources()["sen2"].parts[part].tables.items():
        if "_by_age" in name:
            continue
        columns += layout.values
        for level in table(name).levels:
            held = hnb.load(name, level=level)
            held = held[held[table(name).period] == (of or year)]
            for column, value in layout.values.items():
                rows = held
                for key, word in (value.model_extra or {} if value else {}).items():
                    rows = rows[rows[key] == word]
                for row in rows.to_dict("records"):
                    area = row.get("la_code", row.get("region", 0))
                    values.setdefault((level, area), {})[column] = _cell(
                        row[table(name).value.name]
                    )
    topic = dict.fromkeys(("breakdown_topic", "breakdown"), TOPICS[part])
    return books.csv_bytes(
        [
            _area(level, area) | _period(part, year) | topic
            | {column: (edits or {}).get((area, column), cells.get(column, "x")) for column in columns}
            for (level, area), cells in values.items()
        ]
    )  # fmt: skip


def _cell(number: Any) -> object:
    return "x" if pd.isna(number) else int(number)


def _period(part: str, year: int) -> dict[str, object]:
    if part == "caseload":
        return {"time_period": f"{year - 1}{year % 100:02d}", "time_identifier": "Academic year"}
    return {"time_period": year, "time_identifier": "Calendar year"}


def _area(level: str, area: Any) -> dict[str, object]:
    heads = dict.fromkeys(books.EES_AREA, "")
    heads |= {"country_code": "E92000001", "country_name": "England"}
    if level == "england":
        return {**heads, "geographic_level": "National"}
    if level == "region":
        names = {"region_code": REGIONS[area], "region_name": area}
        return {**heads, **names, "geographic_level": "Regional"}
    who = areas.by_code()[int(area)]
    names = {"region_code": REGIONS.get(who.region, ""), "region_name": who.region}
    codes = {"new_la_code": who.ons_codes[0], "old_la_code": int(area), "la_name": who.name}
    return {**heads, **names, **codes, "geographic_level": "Local authority"}
