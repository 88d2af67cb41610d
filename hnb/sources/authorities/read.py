"""The screening list of codes becomes one row an authority, with every code and usual spelling it
has had.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from hnb.domain.errors import SourceError
from hnb.sources.grid import Grid
from hnb.sources.layout import NINE

REGION = {f"E1200000{number}": name for number, name in enumerate(NINE, 1)}
LIES_IN = "parent_geography_code"
# Spellings met in the publications that `areas.plain` does not already bring together.
ALIASES = {
    390: ["Gateshead MBC"], 420: ["Scilly", "Isles Of Scilly"], 822: ["Bedford Borough"], 840: ["Durham"],
    835: ["Dorset (Pre LG)", "Dorset (pre 2019)"], 836: ["Poole (Pre LG)"], 837: ["Bournemouth (Pre " "LG)"],
    838: ["Dorset (New, LA code 838)"], 839: ["BCP"], 852: ["Southampton City"], 851: ["Portsmouth City"],
}  # fmt: skip


def _day(text: str) -> str:
    return datetime.strptime(text, "%d/%m/%Y").date().isoformat() if text else ""


def authorities(grid: Grid, release: str) -> Iterator[dict[str, Any]]:
    """One row an authority that stood in 2010 or later: number, name, codes, region, dates, what
    came before and after.

    Raises
    ------
    SourceError
        A region is not known.
    """
    import yaml

    changes = yaml.safe_load(Path(__file__).with_name("successors.yml").read_text(encoding="utf-8"))
    after = {code: change["opened"] for change in changes for code in change["closed"]}
    before = {code: change["closed"] for change in changes for code in change["opened"]}
    by_code: dict[int, list[dict[str, str]]] = {}
    for number in range(2, len(grid.rows) + 1):
        row = {head: str(grid.cell(number, column)).strip() for head, column in grid.heads.items()}
        if (
            not row["old_la_code"].isdigit()
            or not row["new_la_code"].startswith("E")
            or "/" in row["new_la_code"]
        ):
            continue  # combined codes and overseas schools are no authority
        if row[LIES_IN] not in REGION:
            place, found = grid.place(number, LIES_IN), f"region {row[LIES_IN]!r} is not known"
            raise SourceError(place, found=found, expected=f"one of {', '.join(REGION)}")
        by_code.setdefault(int(row["old_la_code"]), []).append({**row, "row": str(number)})
    for code, rows in sorted(by_code.items()):
        rows.sort(key=lambda row: _day(row["date_of_operation"]), reverse=True)
        closed = (
            ""
            if any(not row["date_of_termination"] for row in rows)
            else _day(rows[0]["date_of_termination"])
        )
        if closed and closed < "2010":
            continue
        # a change of code alone is no opening: only a successor is new
        opened = _day(rows[-1]["date_of_operation"]) if code in before else ""
        if code in after:  # the first day on which it no longer stands
            closed = next(
                change["day"].isoformat() for change in changes if code in change["closed"]
            )
        yield {
            "la_code": code,
            "name": rows[0]["la_name"],
            "ons_codes": " ".join(row["new_la_code"] for row in rows),
            "region": REGION[rows[0][LIES_IN]],
            "opened": opened,
            "closed": closed,
            "predecessors": " ".join(map(str, before.get(code, []))),
            "successors": " ".join(map(str, after.get(code, []))),
            "aliases": "|".join(ALIASES.get(code, [])),
            "release": release,
            "row": min(int(row["row"]) for row in rows),
        }
