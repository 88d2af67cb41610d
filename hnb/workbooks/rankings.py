"""Every ranking of authorities as a workbook, a sheet a measure, with its sources."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from hnb.comparison.ranking import DOUBTFUL, Ranking
from hnb.domain.words import capitalised
from hnb.papers.blocks import Grid
from hnb.papers.composing.sources import cite
from hnb.questions.scorecard.indicators import INDICATORS
from hnb.store.files import releases
from hnb.workbooks.writer import Cell, Line, Sheet, Workbook

TITLE = "High needs in England: rankings of every authority"
MEASURES = (  # of hnb.comparison.measures.catalogue, a sheet each
    "plans_2_to_18",
    "plans_0_to_25",
    "plans_2_to_18_projection",
    "growth",
    "share_of_block",
    "independent_share",
    *(indicator.measure.name for indicator in INDICATORS),
)
SCORECARD = "Scorecard"
LONGEST_NAME = 31  # letters of a sheet's name, by Excel
_UNITS = {"per_1000": "per 1,000", "percent": "%", "gbp_whole": "£"}
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
    ("Doubtful", "Probably recorded wrongly: given no place."),
    ("Too small", "So few that chance alone moves the value too much: not judged."),
]


def workbook(rankings: Sequence[Ranking]) -> Workbook:
    """A sheet on how to read it, the scorecard of everybody, a sheet a measure in the order of the
    rankings, and the sources.
    """
    about: list[Line] = [(sheet_name(ranking), _title(ranking)) for ranking in rankings]
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
        _scorecard(rankings),
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
                Cell(None if row["place"] == DOUBTFUL else int(row["rank"])),
                *(_number(row[column]) for column in ("value", "low", "high")),
                row["place"],
            )
            for row in ranking.table.to_dict("records")
        ],
        source=_source([ranking]),
    )
    return Sheet(sheet_name(ranking), ranking.title, [grid], key=False)


def sheet_name(ranking: Ranking) -> str:
    """What the sheet of a ranking is called."""
    name = ranking.measure.name
    return name if len(name) <= LONGEST_NAME else name.removesuffix("_percent")


def _scorecard(rankings: Sequence[Ranking]) -> Sheet:
    """A row an authority, a column an indicator of the scorecard."""
    says = {indicator.measure: indicator.says for indicator in INDICATORS}
    shown = [ranking for ranking in rankings if ranking.measure in says]
    values = {ranking.measure: ranking.table.set_index("la_code")["value"] for ranking in shown}
    whom = {
        (row["name"], row["region"], int(row["la_code"]))
        for ranking in shown
        for row in ranking.table.to_dict("records")
    }
    titles = [f"{says[each.measure]}, {_UNITS[each.measure.unit]}, {each.when}" for each in shown]
    grid = Grid(
        caption="Published measures of every authority",
        header=("Authority", "Region", "DfE number", *titles),
        rows=[
            (
                name,
                region,
                Cell(code),
                *(
                    _read(values[each.measure].get(code, math.nan), each.measure.unit)
                    for each in shown
                ),
            )
            for name, region, code in sorted(whom)
        ],
        source=_source(shown),
    )
    return Sheet(SCORECARD, "The scorecard of every authority", [grid], key=False)


def _source(rankings: Sequence[Ranking]) -> str:
    """The publishers of some rankings, and why a ranking is of no later year."""
    releases_used = sorted({name for ranking in rankings for name in ranking.number.releases})
    notes = " ".join(f"{ranking.note}." for ranking in rankings if ranking.note)
    return f"Source: {cite(', '.join(releases_used))}." + (f" Note: {notes}" if notes else "")


def _read(value: float, unit: str) -> Cell:
    """A value shown as a paper rounds it for reading."""
    if unit == "gbp_whole" or (unit == "percent" and round(abs(value), 1) >= 1):
        return replace(_number(value), decimals=0)
    return _number(value)


def _number(value: float) -> Cell:
    return Cell(None if math.isnan(value) else round(value, 4), decimals=1)
