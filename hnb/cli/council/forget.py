"""`hnb council forget`: delete rows, rejected rows and quality reports."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from typing import TYPE_CHECKING

from hnb.cli import add_command
from hnb.cli.council import add_folder
from hnb.domain import periods
from hnb.domain.errors import ParameterError, Place
from hnb.domain.units import counted
from hnb.domain.words import printable

if TYPE_CHECKING:
    from hnb.cli import Commands

_EXAMPLE = """What stays: authority.yml, the mappings, the protected tables, and the register of
what has been released, without which a later release could give an earlier one away; with
--before also the previews of first rows. Papers are no longer searched for what was deleted.

example:
  hnb council forget placement_ledger --before 2026-01-01 --folder leicestershire --yes
"""


def register(things: Commands) -> None:
    """Add `forget`."""
    command = add_command(
        things, "forget", epilog=_EXAMPLE, run=run, says="Delete rows that were taken in."
    )
    command.add_argument("layout", nargs="?", metavar="LAYOUT", help="whose rows")
    command.add_argument("--all", action="store_true", help="rows of every layout")
    command.add_argument("--before", type=_day, metavar="DAY", help="only extracts of earlier days")
    command.add_argument("--yes", action="store_true", help="do not ask")
    add_folder(command)


def _day(text: str) -> date:
    return periods.day(text, "before")


def run(args: argparse.Namespace) -> int:
    """Delete them once the person agrees, and say what is left."""
    from hnb.council.definition import layout, layout_names
    from hnb.council.folder import CouncilFolder

    folder = CouncilFolder.open(args.folder)
    if bool(args.layout) == args.all:
        place, problem = Place(parameter="LAYOUT"), "it is not clear what is to be forgotten"
        raise ParameterError(place, found=problem, expected="the name of a layout, or --all")
    names = layout_names() if args.all else (layout(args.layout).name,)
    going = [
        extract
        for name in names
        for extract in folder.extracts(name)
        if args.before is None or extract.as_at < args.before
    ]
    for extract in going:
        print(
            printable(f"{extract.layout}, as at {extract.as_at}: {counted(extract.rows, 'rows')}")
        )
    if not _agrees(len(going), agreed=args.yes):
        print("Nothing was deleted.")
        return 0
    with folder.writing("`hnb council forget`"):
        for name in names:
            folder.forget(name, args.before)
    preview = "" if args.before else ", and the previews of first rows"
    print(
        f"Deleted: the rows, rejected rows and quality reports of {_files(len(going))}{preview}.\n"
        "Left: authority.yml, the mappings, the protected tables in "
        f"{folder.protected.name}/, and the register of what has been released."
    )
    return 0


def _agrees(count: int, *, agreed: bool) -> bool:
    if agreed:
        return True
    if not sys.stdin.isatty():
        problem = "nobody can be asked whether to delete"
        raise ParameterError(Place(parameter="yes"), found=problem, expected="--yes")
    answer = input(f"Delete what was taken in of {_files(count)}? [y/n] ")
    return answer.strip().casefold() in ("y", "yes")


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count:,} files"
