"""Net high needs outturn from files that a third party compiled, one JSON object an authority; and
the unit of the publisher's own files.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from statistics import median
from typing import TYPE_CHECKING

from hnb.domain.errors import Place, SourceError
from hnb.domain.plain import Json
from hnb.domain.words import quoted
from hnb.sources.area import area_of
from hnb.sources.files.grid import Grid, Original, refusing
from hnb.sources.layout import CellReader, Row, Taken, period_of, settled

if TYPE_CHECKING:
    from hnb.sources.definition import BucketsPart, Source


def read(source: Source, part: BucketsPart, grid: Grid, original: Original) -> Taken:
    """Net pounds by authority and financial year; the row is the line of the file, the column the
    bucket's name.

    Raises
    ------
    SourceError
        The file is broken, or an authority or a year is not known.
    """
    ((name, layout),) = part.tables.items()
    with refusing(grid.place(1), "the file is broken", "one object an authority"):
        text = original.content.decode("utf-8")
        book = [(code, entry, _buckets(entry)) for code, entry in json.loads(text).items()]
    taken, cells = Taken(), CellReader.of(source, name, layout)
    value_of_bucket = re.compile(rf'"{re.escape(layout.bucket)}",\s*"value"\s*:')
    for code, entry, buckets in book:
        start = text.index(f'"{code}"')
        match = value_of_bucket.search(text, start) if layout.bucket in buckets else None
        line = text.count("\n", 0, match.end() if match else start) + 1
        place = grid.place(line)
        keys = {"financial_year": _financial_year(entry, place)}
        area = area_of(place, ons=code, name=entry.get("la_name", ""))
        # a bucket that came to nothing, or less, was left out by the compiler
        value, status = cells.read(buckets.get(layout.bucket, ":"), place)
        settled(cells.table, keys, place)
        row = Row(*area, keys, value, status, grid.part, line, layout.bucket)
        taken.rows[name].append(row)
    return taken


def _financial_year(entry: Json, place: Place) -> int | str:
    first = str(entry.get("year", ""))
    if not re.fullmatch(r"20\d\d", first):
        raise SourceError(
            place,
            found=f"{quoted(first)} is not a year",
            expected="the year in which spending started",
        )
    return period_of("financial_year", f"{first}-{int(first) + 1}", place)


def _buckets(entry: Json) -> Json:
    return {bucket["name"]: bucket["value"] for bucket in entry["education_breakdown"]}


BALANCE = "DSG carried forward to the next year, a deficit above zero"
# What the net lines 1.2.x of England, and of an authority, may add up to (£): each span is narrower
# than a thousand to one, so that an amount is within it in one unit at most.
OF_ENGLAND, OF_AUTHORITY = (2e9, 9e10), (8e5, 6e8)
UNITS = {1: "£", 1_000: "£000", 1_000_000: "£ million"}
_NET = re.compile(r"net_(planned_)?expenditure")
_LINE = re.compile(r"category_of_(planned_)?expenditure")
_HIGH_NEEDS = re.compile(r"1\.2\.\d+\s")


def in_pounds(taken: Taken, grid: Grid) -> Taken:
    """The rows of an outturn or budget file in pounds, whichever unit the file is in, and its
    balances of the grant among `dsg_balances`.

    Raises
    ------
    SourceError
        The unit of a year cannot be told: England's net high needs lines, or where the file has no
        England those of its authorities, would be too large or too small in every unit, or the two
        disagree.

    Notes
    -----
    A unit that is not the pound is news, for a person to look at.
    """
    units = _units(grid)
    rows: dict[str, list[Row]] = {}
    for name, of_table in taken.rows.items():
        rows[name] = [_in_pounds(row, units[str(row.keys["financial_year"])]) for row in of_table]
    if lines := rows.get("s251_lines"):
        rows["dsg_balances"] = [
            replace(row, keys={"financial_year": row.keys["financial_year"]})
            for row in lines
            if row.keys["line"] == BALANCE
            and row.keys["side"] == "net"
            and row.level == "authority"
            and row.keys["kind"] == "outturn"
        ]
    taken.rows.clear()
    taken.rows.update({name: of_table for name, of_table in rows.items() if of_table})
    other = {year: scale for year, scale in units.items() if scale != 1}
    if other:
        said = ", ".join(f"{year} in {UNITS[scale]}" for year, scale in sorted(other.items()))
        taken.news.append(f"{grid.part}: amounts are of {said}, and are taken as pounds")
    return taken


def _in_pounds(row: Row, scale: int) -> Row:
    if scale == 1 or not isinstance(row.value, int | float):
        return row
    return replace(row, value=round(row.value * scale, 2))


def _units(grid: Grid) -> dict[str, int]:
    """By financial year, how many pounds an amount of one is."""
    return {year: _unit(grid, year, totals) for year, totals in _totals(grid).items()}


def _unit(grid: Grid, year: str, totals: dict[str, float]) -> int:
    england, authorities = totals.get("", 0.0), [v for name, v in totals.items() if name]
    fits_england = [scale for scale in UNITS if _within(england * scale, OF_ENGLAND)]
    typical = median(authorities) if authorities else 0.0
    fits_typical = [scale for scale in UNITS if _within(typical * scale, OF_AUTHORITY)]
    fitting = fits_england if england else fits_typical
    if england and authorities:
        fitting = [scale for scale in fits_england if scale in fits_typical]
    if len(fitting) == 1:
        return fitting[0]
    amounts = f"England's net high needs lines add up to {england:,.2f}" if england else ""
    amounts += " and " if england and authorities else ""
    amounts += f"a typical authority's to {typical:,.2f}" if authorities else ""
    raise SourceError(
        grid.place(1),
        found=f"the unit of {year} cannot be told: {amounts or 'there is no net high needs line'}",
        expected="lines 1.2.x of England or of whole authorities, in £, £000 or £ million",
    )


def _within(amount: float, span: tuple[float, float]) -> bool:
    return span[0] <= amount <= span[1]


def _totals(grid: Grid) -> dict[str, dict[str, float]]:
    """By financial year, net lines 1.2.x added up: of England (under no name) and of each
    authority.
    """
    numbers = {head.casefold(): number for head, number in grid.heads.items()}
    net = next(number for head, number in numbers.items() if _NET.fullmatch(head))
    line = next(number for head, number in numbers.items() if _LINE.fullmatch(head))
    totals: dict[str, dict[str, float]] = {}
    for row in range(grid.head_row + 1, len(grid.rows) + 1):
        year, level = (
            grid.text(row, numbers["time_period"]),
            grid.text(row, numbers["geographic_level"]),
        )
        if not re.fullmatch(r"\d{4}-?\d\d", year) or level.casefold() == "regional":
            continue
        of_year = totals.setdefault(str(period_of("financial_year", year, grid.place(row))), {})
        if not _HIGH_NEEDS.match(grid.text(row, line)):
            continue
        name = "" if level.casefold() == "national" else grid.text(row, numbers["la_name"])
        amount = grid.text(row, net).replace(",", "")
        if re.fullmatch(r"-?\d+(\.\d*)?(e[-+]?\d+)?", amount, re.IGNORECASE):
            of_year[name] = of_year.get(name, 0.0) + float(amount)
    return totals
