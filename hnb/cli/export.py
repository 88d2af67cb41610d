"""`hnb export`: the tables that authorities file, as a workbook that says what kind of number each
cell is.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from hnb.cli import add_command
from hnb.cli.council import gate_in_use, write_down_release

if TYPE_CHECKING:
    from hnb.cli import Commands

_EXAMPLE = """Scenarios are named in reports/settings/scenarios.yml; several are joined by ' + '.
None is a forecast.

example:
  hnb export lsrp --authority Leicestershire
  hnb export dsg-plan --authority Leicestershire --scenario "growing savings"
"""


def register(commands: Commands) -> None:
    """Add `export`."""
    command = add_command(commands, "export", epilog=_EXAMPLE, run=run)
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
    import hnb
    from hnb.domain.areas import folder_name
    from hnb.papers.place import beside_papers
    from hnb.questions.medium_term.scenarios import pick
    from hnb.questions.medium_term.start import medium_term_start
    from hnb.workbooks.dsg_plan import dsg_plan
    from hnb.workbooks.lsrp import lsrp
    from hnb.workbooks.writer import write_workbook

    scenario = pick(hnb.scenarios(), args.scenario)
    asked = hnb.ask(args.authority, as_at=args.as_at)
    if not args.quiet:
        print(f"Working out {scenario.name} for {asked.authority.name} …", file=sys.stderr)
    start = medium_term_start(hnb.tables_for("medium_term", asked), asked)
    fill = lsrp if args.tables == "lsrp" else dsg_plan
    workbook = fill(start, scenario)
    with beside_papers(args.out, folder_name(asked.authority)) as folder:
        path = folder / f"{args.tables}.xlsx"
        _release(partial(write_workbook, workbook=workbook), path.name)
        write_workbook(path, workbook)
    print(path)
    return 0


def _release(write: Callable[[Path], None], name: str) -> None:
    """Search a workbook as a paper is searched, and write down that what it rests on is out, where
    a council's own records are in use.
    """
    from hnb.disclosure.texts.files import texts_of_file
    from hnb.store.files import releases
    from hnb.store.write import temporary_folder

    gate = gate_in_use()
    if gate is None:
        return
    with temporary_folder() as room:
        file = Path(room) / name
        write(file)
        gate.refuse_leaks(file.parent)
        words = "\n".join(text.text for text in texts_of_file(file.read_bytes()))
    write_down_release([release for release in releases() if release in words], name)
