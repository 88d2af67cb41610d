"""`hnb council example`: write a made-up council's files, to try everything on."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from hnb.cli import add_command
from hnb.domain.errors import ParameterError, Place

if TYPE_CHECKING:
    from hnb.cli import Commands

_EXAMPLE = """No child, school or provider in it exists, and every row says so. Its plans and
placements are about those of an authority, whose number it has, so that it can be compared. It is
written three times: dialect-a has confirmed mappings, dialect-b shows what `hnb council map` does,
dialect-c has the SEN2 return as COLLECT exports it, and as XML.
truth.json says what the figures were simulated from, and which faults are in the files.

example:
  hnb council example data/example --authority Leicestershire
"""
LARGEST = 4.0  # times the authority's plans


def register(things: Commands) -> None:
    """Add `example`."""
    command = add_command(
        things, "example", epilog=_EXAMPLE, run=run, says="Write the files of a made-up council."
    )
    command.add_argument("folder", metavar="FOLDER", type=Path, help="where to write it")
    command.add_argument(
        "--authority",
        metavar="WHO",
        default="Leicestershire",
        help="name, DfE number or ONS code of whose size it has (default: Leicestershire)",
    )
    command.add_argument(
        "--seed", metavar="NUMBER", type=int, help="another one for another council"
    )
    command.add_argument(
        "--size",
        metavar="SHARE",
        type=float,
        default=1.0,
        help="of the authority's plans (default: 1)",
    )
    command.add_argument(
        "--as-at", metavar="DAY", help="day of the extracts, as 2026-11-30: another council each"
    )
    command.add_argument(
        "--known-on", metavar="DAY", help="an earlier day, of which the same council's files are"
    )


def run(args: argparse.Namespace) -> int:
    """Write it, and say where."""
    from hnb.council.example import AS_AT, SEED, make_example
    from hnb.domain.periods import day

    if not 0.01 <= args.size <= LARGEST:
        raise ParameterError(
            Place(parameter="size"),
            found=f"a council of {args.size} times the size",
            expected=f"a share of the authority's plans from 0.01 to {LARGEST:g}",
            after="Nothing was written.",
        )
    folders = make_example(
        args.folder,
        authority=args.authority,
        seed=SEED if args.seed is None else args.seed,
        size=args.size,
        as_at=day(args.as_at) if args.as_at else AS_AT,
        known_on=day(args.known_on) if args.known_on else None,
    )
    for folder in folders:
        print(f"A made-up example is in {folder}")
    return 0
