"""`hnb init authority`: the folder of a council's own records."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from hnb.cli import add_command
from hnb.domain import periods
from hnb.domain.errors import ParameterError, Place
from hnb.domain.words import printable

if TYPE_CHECKING:
    from hnb.cli import Commands

_EXAMPLE = """What is not given is asked for, where somebody is there to answer. The folder is
closed to other users, and cannot be in the repository of hnb.

example:
  hnb init authority --folder leicestershire --authority Leicestershire
"""


def register(things: Commands) -> None:
    """Add `init authority`."""
    command = add_command(
        things,
        "authority",
        epilog=_EXAMPLE,
        run=run,
        says="Start the folder of a council's records.",
    )
    command.add_argument("--folder", type=Path, metavar="DIR", help="a new folder")
    command.add_argument("--authority", metavar="X", help="name, DfE or ONS code")
    command.add_argument("--programme", metavar="NAME", help="what its programme is called")
    command.add_argument(
        "--started", type=_day, metavar="DAY", help="when the programme began, as 2023-04-01"
    )
    command.add_argument(
        "--example", action="store_true", help="its records are made up, and may be published"
    )


def _day(text: str) -> date:
    return periods.day(text, "started")


def run(args: argparse.Namespace) -> int:
    """Make the folder, and print where its file is and what comes next."""
    from hnb.council.authority.starting import start
    from hnb.council.folder import AUTHORITY

    can_ask = sys.stdin.isatty()
    authority = args.authority or _asked("Which authority? ", "authority", can_ask=can_ask)
    place = args.folder or Path(_asked("In which new folder? ", "folder", can_ask=can_ask))
    programme, started = args.programme or "", args.started
    if can_ask and args.programme is None:
        programme = input("What is its programme called? (Enter for none) ").strip()
    if can_ask and programme and started is None:
        text = input("When did it begin? (as 2023-04-01; Enter if that is not known) ").strip()
        started = _day(text) if text else None
    folder = start(place, authority, programme=programme, started=started, example=args.example)
    print(printable(str(folder.root / AUTHORITY)))
    print(printable(f"Next: hnb council map FILE --folder {place}"), file=sys.stderr)
    return 0


def _asked(question: str, parameter: str, *, can_ask: bool) -> str:
    answer = input(question).strip() if can_ask else ""
    if not answer:
        place = Place(parameter=parameter)
        expected = f"--{parameter}, or somebody to answer"
        raise ParameterError(place, found="it is missing", expected=expected)
    return answer
