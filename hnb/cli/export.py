"""`hnb export`: the tables that authorities file, as a workbook that says what kind of number each
cell is.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from hnb.cli import add_command

_EXAMPLE = """Scenarios are named in reports/settings/scenarios.yml; several are joined by ' + '. None is a forecast.

example:
  hnb export lsrp --authority Leicestershire
  hnb export dsg-plan --authority Leicestershire --scenario "shift to mainstream + programme savings"
"""


def register(commands: Any) -> None:
    """Add `export`."""
    command = add_command(commands, "export", _EXAMPLE, run)
    command.add_argument(
        "tables", metavar="TABLES", choices=("lsrp", "dsg-plan"), help="lsrp or dsg-plan"
    )
    command.add_argument("--authority", required=True, help="name, DfE number or ONS code")
    command.add_argument(
        "--scenario", default="do nothing", help="one by name, or several; default: %(default)s"
    )
    command.add_argument("--as-at", help="only what had been published by that day")
    command.add_argument(
        "--out", type=Path, default=Path("reports/out"), metavar="DIR", help="default: %(default)s"
    )
    command.add_argument("--quiet", action="store_true", help="no progress")


def run(args: argparse.Namespace) -> int:
    """Write the workbook, and print where it is."""
    from hnb.papers.render import folder_of
    from hnb.parameters import ask
    from hnb.questions.medium_term.scenarios import pick
    from hnb.workbooks import filing
    from hnb.workbooks.writer import write_workbook

    chosen = pick(filing.library(), args.scenario)
    settled = ask(args.authority, as_at=args.as_at)
    if not args.quiet:
        print(f"Working out {chosen.name} for {settled.authority.name} …", file=sys.stderr)
    fill = filing.lsrp if args.tables == "lsrp" else filing.dsg_plan
    title, sheets = fill(filing.start(settled), chosen)
    path = args.out / folder_of(settled.authority) / f"{args.tables}.xlsx"
    write_workbook(path, title, sheets)
    print(path)
    return 0
