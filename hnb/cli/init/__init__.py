"""`hnb init`: the file in which the author of a paper writes, or a council's folder."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from hnb.cli import COMMANDS, add_command
from hnb.cli.council import usual_authority
from hnb.cli.init import authority
from hnb.domain.errors import ParameterError, Place
from hnb.domain.words import printable

if TYPE_CHECKING:
    from hnb.cli import Commands

_SAYS = "Start the file in which the author of a paper writes."
_EXAMPLE = """It is a Markdown file next to the paper's folder, with every heading and line of the
head that can be filled in. `hnb render` reads it each time, and never writes it.

example:
  hnb init paper --authority Leicestershire
"""


def register(commands: Commands) -> None:
    """Add `init paper` and `init authority`."""
    init = commands.add_parser("init", help=COMMANDS["init"], epilog=_EXAMPLE)
    things = init.add_subparsers(dest="thing", metavar="THING", required=True)
    command = add_command(things, "paper", epilog=_EXAMPLE, run=run, says=_SAYS)
    command.add_argument(
        "--authority",
        metavar="X",
        help="name, DfE or ONS code; default: whose own records are in use",
    )
    command.add_argument(
        "--report",
        default="forum-paper",
        metavar="REPORT",
        help="a report's name, or its YAML; default: %(default)s",
    )
    command.add_argument(
        "--out", type=Path, default=Path("reports/out"), metavar="DIR", help="default: %(default)s"
    )
    authority.register(things)


def run(args: argparse.Namespace) -> int:
    """Write the file, and print where it is."""
    from hnb.papers.author.starting import starting_text
    from hnb.papers.definition import read_report, settle
    from hnb.papers.place import place_of

    report = read_report(args.report)
    given = {"authority": args.authority} if args.authority else usual_authority([report])
    settled = settle(report, given)
    place = place_of(settled, args.out)
    place.refuse_unfit()
    possible = (section for section in report.sections if section.is_possible(settled.values))
    sections = [report.words(section.heading, settled.labels) for section in possible]
    file = place.author_file
    try:
        with file.open("x", encoding="utf-8", newline="\n") as opened:
            opened.write(starting_text(sections))
    except FileExistsError:
        raise ParameterError(
            Place(file=str(file)),
            found="it is there already, and what an author wrote is never overwritten",
            expected="to go on writing in it, or to move it",
            after="It was left as it is.",
        ) from None
    print(printable(str(file)))
    return 0
