"""`hnb rankings`: every authority ranked on every measure, as a workbook with its sources."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from hnb.cli import add_command
from hnb.domain.errors import NotPublished, Place

if TYPE_CHECKING:
    from hnb.cli import Commands

_EXAMPLE = """The paper about every authority is `hnb render national`.

example:
  hnb rankings --out rankings.xlsx
"""


def register(commands: Commands) -> None:
    """Add `rankings`."""
    command = add_command(commands, "rankings", epilog=_EXAMPLE, run=run)
    usual = Path("reports/out/rankings.xlsx")
    command.add_argument(
        "--out", type=Path, default=usual, metavar="FILE", help="default: %(default)s"
    )
    command.add_argument("--as-at", metavar="DAY", help="only what had been published by that day")


def run(args: argparse.Namespace) -> int:
    """Write the workbook, and print where it is."""
    from hnb.answers import load_tables
    from hnb.comparison.counts import Counts
    from hnb.comparison.measures.catalogue import MEASURES, TABLES
    from hnb.comparison.ranking import rank
    from hnb.domain.areas import everyone
    from hnb.workbooks import rankings
    from hnb.workbooks.writer import write_workbook

    counts = Counts(load_tables(dict.fromkeys(TABLES, ("authority",)), args.as_at))
    ranked = [rank(MEASURES[name], counts, everyone()) for name in rankings.MEASURES]
    published = [ranking for ranking in ranked if ranking.number.known]
    if not published:
        raise NotPublished(
            Place(parameter="as_at"),
            found=f"nothing to rank had been published by {args.as_at}",
            expected="a later day",
            after="Nothing was written.",
        )
    write_workbook(args.out, rankings.workbook(published))
    print(args.out)
    return 0
