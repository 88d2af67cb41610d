"""Every ranking of authorities as a workbook, a sheet a measure, with its sources."""

from __future__ import annotations

import math
from collections.abc import Sequence

from hnb.comparison.ranking import Ranking
from hnb.domain.words import capitalised
from hnb.papers.blocks import Grid
from hnb.papers.composing.sources import cite
from hnb.store.files import releases
from hnb.workbooks.writer import Cell, Line, Sheet, Workbook

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
_SAYS = ("publisher", "publication", "published", "licence")
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


def workbook(rankings: Sequence[Ranking]) -> Workbook:
    """A sheet on how to read it, one a measure in the order of the rankings, and the sources."""
    about: list[Line] = [(ranking.measure.name, _title(ranking)) for ranking in rankings]
    names = sorted({release for ranking in rankings for release in ranking.number.releases})
    known: list[Line] = [
        (name, *(Cell(str(releases()[name][key])) for key in _SAYS)) for name in names
    ]
    how_to_read = [
        Grid("Sheets", ("Sheet", "What it ranks"), about),
        Grid("How to read them", ("Word", "What it says"), _NOTES),
    ]
    header = ("Release", *map(capitalised, _SAYS))
    sources = Grid("Releases behind the rankings", header, known)
    sheets = [
        Sheet("Read me", TITLE, how_to_read, key=False),
        *map(_sheet, rankings),
        Sheet("Sources", "Sources", [sources], key=False),
    ]
    return Workbook(TITLE, sheets)


def _title(ranking: Ranking) -> str:
    """What a sheet ranks, and why of no later period."""
    note = f". {ranking.note}" if ranking.note else ""
    return f"{ranking.title} ({_UNITS[ranking.measure.unit]}){note}"


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
        source=f"Source: {cite(', '.join(ranking.number.releases))}."
        + (f" Note: {ranking.note}." if ranking.note else ""),
    )
    return Sheet(ranking.measure.name, ranking.title, [grid], key=False)


def _number(value: float) -> Cell:
    return Cell(None if math.isnan(value) else round(value, 4), decimals=1)
