"""Every ranking of authorities as a workbook, a sheet a measure, with its sources."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from hnb.comparison.ranking import Ranking
from hnb.papers.ledger import cite
from hnb.workbooks.writer import Cell, Grid, Sheet, write_workbook

TITLE = "High needs in England: rankings of every authority"
# names in the catalogue, in the order of the sheets
MEASURES = (
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
_HEADER = (
    "Authority",
    "Region",
    "DfE number",
    "Place",
    "Value",
    "Lower limit",
    "Upper limit",
    "Against its limits",
)


def sheets(rankings: Sequence[Ranking], releases: Mapping[str, Mapping[str, Any]]) -> list[Sheet]:
    """What the workbook holds: a sheet on how to read it, one a measure, and the sources.

    Parameters
    ----------
    rankings : sequence of Ranking
        In the order of the sheets.
    releases : mapping
        What is known of each release, by id, as `hnb.store.files.releases` gives it.
    """
    about = [
        (one.measure.name, f"{one.measure.says}, {one.when} ({_UNITS[one.measure.unit]})")
        for one in rankings
    ]
    notes = [
        (
            "Place",
            "1 is the highest; alike values share a place. A higher value is not by itself better "
            "or worse.",
        ),
        (
            "Limits",
            "Where 95% of ordinary authorities of that size are expected, set by all the others.",
        ),
        ("Too small", "So few that chance alone moves the value too much: not judged."),
    ]
    known: list[tuple[Cell | str, ...]] = [
        (release, *(Cell(str(releases.get(release, {}).get(key, ""))) for key in _SAYS.values()))
        for release in sorted(
            {release for ranking in rankings for release in ranking.number.releases}
        )
    ]
    return [
        Sheet(
            "Read me",
            TITLE,
            [
                Grid("Sheets", ("Sheet", "What it ranks"), about),
                Grid("How to read them", ("Word", "What it says"), notes),
            ],
            key=False,
        ),
        *(
            Sheet(
                ranking.measure.name,
                f"{ranking.measure.says}, {ranking.when}",
                [_grid(ranking)],
                key=False,
            )
            for ranking in rankings
        ),
        Sheet(
            "Sources",
            "Sources",
            [Grid("Releases behind the rankings", ("Release", *_SAYS), known)],
            key=False,
        ),
    ]


_SAYS = {
    "Publisher": "publisher",
    "Publication": "publication",
    "Published": "published",
    "Licence": "licence",
}


def _grid(ranking: Ranking) -> Grid:
    def number(value: float) -> Cell:
        return Cell(None if math.isnan(value) else round(value, 4), decimals=1)

    rows = [
        (
            row["name"],
            row["region"],
            Cell(int(row["la_code"])),
            Cell(int(row["rank"])),
            number(row["value"]),
            number(row["low"]),
            number(row["high"]),
            row["place"],
        )
        for row in ranking.table.to_dict("records")
    ]
    unit = f", {_UNITS[ranking.measure.unit]}"
    header = [word + unit * (word in ("Value", "Lower limit", "Upper limit")) for word in _HEADER]
    source = cite(", ".join(ranking.number.releases))
    return Grid("Every authority, the highest first", header, rows, f"Source: {source}.")


def write(
    path: Path, rankings: Sequence[Ranking], releases: Mapping[str, Mapping[str, Any]]
) -> None:
    """Write the workbook whole or not at all."""
    write_workbook(path, TITLE, sheets(rankings, releases))
