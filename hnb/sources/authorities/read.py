"""The screening list of codes becomes one row an authority, with its codes and usual spellings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from hnb.domain.errors import SourceError
from hnb.sources.area import NINE
from hnb.sources.grid import Grid

REGION = {f"E1200000{number}": name for number, name in enumerate(NINE, 1)}
LIES_IN = "parent_geography_code"
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


class _Change(NamedTuple):
    """A reorganisation: the first day of the new authorities, and the numbers of old and new."""

    day: str = ""
    closed: Sequence[int] = ()
    opened: Sequence[int] = ()


def _changes() -> list[_Change]:
    import yaml

    text = Path(__file__).with_name("successors.yml").read_text(encoding="utf-8")
    return [
        _Change(change["day"].isoformat(), change["closed"], change["opened"])
        for change in yaml.safe_load(text)
    ]


def authorities(grid: Grid, release: str) -> Iterator[dict[str, Any]]:
    """One row an authority that was open in 2010 or later: number, name, codes, region, dates, and
    the authorities before and after it.

    Raises
    ------
    SourceError
        A region is not known.
    """
    changes = _changes()
    ended = {code: change for change in changes for code in change.closed}
    began = {code: change for change in changes for code in change.opened}
    for code, rows in sorted(_rows_by_code(grid).items()):
        closed = _closed(rows)
        if closed and closed < "2010":
            continue
        before, after = began.get(code, _Change()), ended.get(code, _Change())
        yield {
            "la_code": code,
            "name": rows[0]["la_name"],
            "ons_codes": " ".join(row["new_la_code"] for row in rows),
            "region": REGION[rows[0][LIES_IN]],
            # a change of code alone is no opening: only a successor is new
            "opened": _day(rows[-1]["date_of_operation"]) if before.closed else "",
            # the first day on which it is no longer open
            "closed": after.day or closed,
            "predecessors": " ".join(map(str, before.closed)),
            "successors": " ".join(map(str, after.opened)),
            "aliases": "|".join(ALIASES.get(code, [])),
            "release": release,
            "row": min(int(row["row"]) for row in rows),
        }


def _rows_by_code(grid: Grid) -> dict[int, list[dict[str, str]]]:
    """The rows of each DfE number in England, each with the number of its row, the newest first."""
    by_code = defaultdict(list)
    for number in range(2, len(grid.rows) + 1):
        row = {head: grid.text(number, column) for head, column in grid.heads.items()}
        code, ons_code = row["old_la_code"], row["new_la_code"]
        if not code.isdigit() or not ons_code.startswith("E") or "/" in ons_code:
            continue  # combined codes and overseas schools are no authority
        if row[LIES_IN] not in REGION:
            raise SourceError(
                grid.place(number, LIES_IN),
                found=f"region {row[LIES_IN]!r} is not known",
                expected=f"one of {', '.join(REGION)}",
            )
        by_code[int(code)].append({**row, "row": str(number)})
    for rows in by_code.values():
        rows.sort(key=lambda row: _day(row["date_of_operation"]), reverse=True)
    return by_code


def _closed(rows: list[dict[str, str]]) -> str:
    """The day on which the newest code of an authority ended; nothing while one is in use."""
    in_use = any(not row["date_of_termination"] for row in rows)
    return "" if in_use else _day(rows[0]["date_of_termination"])


def _day(text: str) -> str:
    return datetime.strptime(text, "%d/%m/%Y").date().isoformat() if text else ""
