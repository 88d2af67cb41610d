"""Every ranking of authorities as a workbook, a sheet a measure, with its sources."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

from hnb.comparison.ranking import Ranking
from hnb.domain.plain import Json
from hnb.papers.blocks import Grid
from hnb.papers.ledger import cite
from hnb.workbooks.writer import Cell, Line, Sheet, Workbook, write_workbook

TITLE = "High needs in England: rankings of every authority"
MEASURES = (  # of hnb.comparison.measures.catalogue, a sheet each
    "plans_2_to_18",
    "plans_0_to_25",
    "plans_0_to_17",
    "plans_2_to_18_projection",
    "growth",
    "share_of_block",
    "within_20_weeks_percent",
    "independent_share",
    "requests_per_1000",
    "refused_percent",
)
_UNITS = {"per_1000": "per 1,000", "percent": "%"}
_SAYS = {
    "Publisher": "publisher",
    "Publication": "publication",
    "Published": "published",
    "Licence": "licence",
}
_NOTES: list[Line] = [
    (
        "Place",
        "1 is the highest; alike values share a place. A higher value is not by itself better or "
        "worse.",
    ),
    (
        "Limits",
        "Where 95% of ordinary authorities of that size are expected, set by all the others.",
    ),
    ("Too small", "So few that chance alone moves the value too much: not judged."),
]


def sheets(rankings: Sequence[Ranking], releases: Mapping[str, Json]) -> list[Sheet]:
    """What the workbook holds: a sheet on how to read it, one a measure, and the sources.

    Parameters
    ----------
    rankings : sequence of Ranking
        In the order of the sheets.
    releases : mapping
        What is known of each release, by id, as `hnb.store.files.releases` gives it.
    """
    about: list[Line] = [
        (
            ranking.measure.name,
            f"{ranking.title} ({_UNITS[ranking.measure.unit]})",
        )
        for ranking in rankings
    ]
    names = sorted({release for ranking in rankings for release in ranking.number.releases})
    known: list[Line] = [
        (name, *(Cell(str(releases.get(name, {}).get(key, ""))) for key in _SAYS.values()))
        for name in names
    ]
    how_to_read = [
        Grid("Sheets", ("Sheet", "What it ranks"), about),
        Grid("How to read them", ("Word", "What it says"), _NOTES),
    ]
    sources = Grid("Releases behind the rankings", ("Release", *_SAYS), known)
    return [
        Sheet("Read me", TITLE, how_to_read, key=False),
        *map(_sheet, rankings),
        Sheet("Sources", "Sources", [sources], key=False),
    ]


def _sheet(ranking: Ranking) -> Sheet:
    unit = _UNITS[ranking.measure.unit]
    grid = Grid(
        caption="Every authority, the highest first",
        header=(
            "Authority",
            "Region",
            "DfE number",
            "Place",
            f"Value, {unit}",
            f"Lower limit, {unit}",
            f"Upper limit, {unit}",
            "Against its limits",
        ),
        rows=[
            (
                row["name"],
                row["region"],
                Cell(int(row["la_code"])),
                Cell(int(row["rank"])),
                *(_number(row[column]) for column in ("value", "low", "high")),
                row["place"],
            )
            for row in ranking.table.to_dict("records")
        ],
        source=f"Source: {cite(', '.join(ranking.number.releases))}.",
    )
    return Sheet(ranking.measure.name, ranking.title, [grid], key=False)


def _number(value: float) -> Cell:
    return Cell(None if math.isnan(value) else round(value, 4), decimals=1)


def write(path: Path, rankings: Sequence[Ranking], releases: Mapping[str, Json]) -> None:
    """Write the workbook whole or not at all."""
    write_workbook(path, Workbook(TITLE, sheets(rankings, releases)))
