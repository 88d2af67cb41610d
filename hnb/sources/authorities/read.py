"""The screening list of codes becomes one row an authority, with its codes and usual spellings."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hnb.domain.definitions import checked, read_yaml
from hnb.domain.errors import Place, SourceError, did_you_mean
from hnb.domain.words import quoted
from hnb.sources.area import NINE
from hnb.sources.files.grid import Grid

if TYPE_CHECKING:
    from hnb.sources.authorities.definition import Order

SUCCESSORS = "sources/authorities/successors.yml"
REGION = {f"E1200000{number}": name for number, name in enumerate(NINE, 1)}
LIES_IN = "parent_geography_code"
DAYS = ("date_of_operation", "date_of_termination")
COLUMNS = ("old_la_code", "new_la_code", "la_name", LIES_IN, *DAYS)
CELLS = (
    ("old_la_code", r"[1-9][0-9]{2}", "a DfE number, of three digits"),
    ("new_la_code", r"E[0-9]{8}", "an ONS code such as E06000061"),
    ("la_name", r".+", "a name"),
)
Listed = list[dict[str, str]]  # rows of one authority, the newest first
# Spellings met in the publications that `areas.plain` does not already bring together.
ALIASES = {
    390: ["Gateshead MBC"],
    420: ["Scilly", "Isles Of Scilly"],
    822: ["Bedford Borough"],
    840: ["Durham"],
    835: ["Dorset (Pre LG)", "Dorset (pre 2019)"],
    836: ["Poole (Pre LG)"],
    837: ["Bournemouth (Pre LG)"],
    838: ["Dorset (New, LA code 838)"],
    839: ["BCP"],
    852: ["Southampton City"],
    851: ["Portsmouth City"],
}


def _changes() -> tuple[Order, ...]:
    """The orders of successors.yml.

    Raises
    ------
    SourceError
        Something in it is not known, missing, of the wrong kind or at odds with the rest.
    """
    from hnb.sources.authorities.definition import Orders

    data = read_yaml(Path(__file__).with_name("successors.yml"), SourceError, file=SUCCESSORS)
    return checked(Orders, {"orders": data}, file=SUCCESSORS, error=SourceError).orders


def authorities(grid: Grid, release: str) -> Iterator[dict[str, Any]]:
    """One row an authority that was open in 2010 or later: number, name, codes, region, dates, and
    the authorities before and after it.

    Raises
    ------
    SourceError
        A region, or an authority that successors.yml names, is not known.
    """
    orders = _changes()
    ended = {code: order for order in orders for code in order.closed}
    began = {code: order for order in orders for code in order.opened}
    by_code = rows_by_code(grid)
    _refuse_unlisted({*ended, *began}, by_code)
    for code, rows in sorted(by_code.items()):
        closed = closed_on(rows)
        if closed and closed < "2010":
            continue
        before, after = began.get(code), ended.get(code)
        yield {
            "la_code": code,
            "name": rows[0]["la_name"],
            "ons_codes": " ".join(row["new_la_code"] for row in rows),
            "region": REGION[rows[0][LIES_IN]],
            # a change of code alone is no opening: only a successor is new
            "opened": opened_on(rows) if before else "",
            # the first day on which it is no longer open
            "closed": after.day.isoformat() if after else closed,
            "predecessors": _joined(before, "closed"),
            "successors": _joined(after, "opened"),
            "aliases": "|".join(ALIASES.get(code, [])),
            "release": release,
            "row": min(int(row["row"]) for row in rows),
        }


def _joined(order: Order | None, side: str) -> str:
    """The numbers of the authorities that an order closed or opened; none without an order."""
    return " ".join(map(str, getattr(order, side, ())))


def _refuse_unlisted(named: set[int], listed: Iterable[int]) -> None:
    """Refuse an order about an authority that the screening list does not have."""
    known = list(map(str, listed))
    for code in sorted(named.difference(listed)):
        raise SourceError(
            Place(file=SUCCESSORS),
            found=f"no authority {code} is in the screening list",
            expected=f"the DfE number of one that is{did_you_mean(str(code), known)}",
        )


def rows_by_code(grid: Grid) -> dict[int, Listed]:
    """The rows of each DfE number in England, each with the number of its row, the newest first.

    Raises
    ------
    SourceError
        A column is missing, or a number, a code, a name, a region or a day cannot be read.
    """
    for column in COLUMNS:
        if column not in grid.heads:
            raise SourceError(grid.place(1), found=f"no column {column}", expected="it")
    by_code = defaultdict(list)
    for number in range(2, len(grid.rows) + 1):
        row = {head: grid.text(number, column) for head, column in grid.heads.items()}
        code, ons_code = row["old_la_code"], row["new_la_code"]
        if not code.isdigit() or not ons_code.startswith("E") or "/" in ons_code:
            continue  # combined codes and overseas schools are no authority
        row |= {"row": str(number)} | {head: _day(grid, number, head) for head in DAYS}
        _refuse_odd_cells(grid, row)
        by_code[int(code)].append(row)
    for rows in by_code.values():
        rows.sort(key=lambda row: row["date_of_operation"], reverse=True)
    return by_code


def _refuse_odd_cells(grid: Grid, row: Mapping[str, str]) -> None:
    """Refuse a row with a cell that cannot be read."""
    number = int(row["row"])
    for head, pattern, expected in CELLS:
        if not re.fullmatch(pattern, row[head]):
            place, fault = grid.place(number, head), f"{quoted(row[head])} cannot be used"
            raise SourceError(place, found=fault, expected=expected)
    if row[LIES_IN] not in REGION:
        raise SourceError(
            grid.place(number, LIES_IN),
            found=f"region {quoted(row[LIES_IN])} is not known",
            expected=f"one of {', '.join(REGION)}",
        )


def opened_on(rows: Listed) -> str:
    """The day on which the oldest code of an authority began."""
    return rows[-1]["date_of_operation"]


def closed_on(rows: Listed) -> str:
    """The day on which the newest code of an authority ended; nothing while one is in use."""
    in_use = any(not row["date_of_termination"] for row in rows)
    return "" if in_use else rows[0]["date_of_termination"]


def _day(grid: Grid, row: int, head: str) -> str:
    """A day of the list, such as 31/03/2027, as 2027-03-31; a workbook has it so already."""
    text = grid.text(row, grid.heads[head]).removesuffix(" 00:00:00")
    written = "%Y-%m-%d" if "-" in text else "%d/%m/%Y"
    try:
        return datetime.strptime(text, written).date().isoformat() if text else ""
    except ValueError:
        raise SourceError(
            grid.place(row, head),
            found=f"{quoted(text)} is not a day",
            expected="a day such as 31/03/2027",
        ) from None
