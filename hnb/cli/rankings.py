"""`hnb rankings`: every authority ranked on every measure, as a workbook with its sources."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from hnb.cli import add_command
from hnb.domain.errors import NotPublished, Place

_EXAMPLE = """The paper about every authority is `hnb render national`.

example:
  hnb rankings --out rankings.xlsx
"""


def register(commands: Any) -> None:
    """Add `rankings`."""
    command = add_command(commands, "rankings", _EXAMPLE, run)
    usual = Path("reports/out/rankings.xlsx")
    command.add_argument(
        "--out", type=Path, default=usual, metavar="FILE", help="default: %(default)s"
    )
    command.add_argument("--as-at", metavar="DAY", help="only what had been published by that day")


def run(args: argparse.Namespace) -> int:
    """Write the workbook, and print where it is."""
    import hnb
    from hnb.store.files import releases
    from hnb.workbooks import rankings

    ranked = hnb.answer("national", as_at=args.as_at, measures=rankings.MEASURES)
    found = [ranking for ranking in ranked.rankings.values() if ranking.number.known]
    if not found:
        place, why = Place(parameter="as_at"), f"nothing to rank had been published by {args.as_at}"
        raise NotPublished(place, found=why, expected="a later day", after="Nothing was written.")
    rankings.write(args.out, found, releases())
    print(args.out)
    return 0
