"""`hnb council`: a council's own files, taken in, looked at, protected and forgotten."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from hnb.cli import COMMANDS

if TYPE_CHECKING:
    from hnb.cli import Commands
    from hnb.papers.definition import Report

# each is a module of its name, with `register(things)`
THINGS = ("add", "map", "status", "protect", "example", "forget")
_EXAMPLE = """example:
  hnb council add placements.xlsx --folder leicestershire --as-at 2026-11-30
"""


def register(commands: Commands) -> None:
    """Add every thing that can be done with a council's files."""
    council = commands.add_parser("council", help=COMMANDS["council"], epilog=_EXAMPLE)
    things = council.add_subparsers(dest="thing", metavar="THING", required=True)
    for name in THINGS:
        if find_spec(f"hnb.cli.council.{name}"):
            import_module(f"hnb.cli.council.{name}").register(things)


def usual_authority(reports: Iterable[Report]) -> dict[str, str]:
    """The authority of reports where none is named: that whose own records are in use, if any."""
    from hnb.council.authority.definition import read_authority
    from hnb.domain import areas, paths

    folder = paths.council()
    if folder is None or not any("authority" in report.parameters for report in reports):
        return {}
    return {"authority": areas.find(read_authority(folder / paths.AUTHORITY).authority).name}


def add_folder(command: argparse.ArgumentParser) -> None:
    """Add the option that says which council's folder is meant."""
    command.add_argument(
        "--folder",
        type=Path,
        metavar="DIR",
        help="the council's folder; default: that of HNB_COUNCIL, or the working folder",
    )
