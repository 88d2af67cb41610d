"""`hnb doubts`: published figures that are probably recorded wrongly, each with its reason."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING

from hnb.cli import add_command, print_json

if TYPE_CHECKING:
    from hnb.cli import Commands
    from hnb.doubts.doubt import Doubt

_EXAMPLE = """The most certain are first. What is only possible is listed, and withholds nothing
from a paper. `hnb render doubts` is a paper of the same for every authority.

examples:
  hnb doubts --authority Newham
  hnb doubts --json
"""


def register(commands: Commands) -> None:
    """Add `doubts`."""
    command = add_command(commands, "doubts", epilog=_EXAMPLE, run=run)
    command.add_argument("--authority", metavar="WHO", help="name, DfE number or ONS code")
    command.add_argument("--as-at", metavar="DAY", help="only what had been published by that day")
    command.add_argument("--json", action="store_true", help="every field, for programs")


def run(args: argparse.Namespace) -> int:
    """Print the doubts."""
    from hnb.domain import areas
    from hnb.domain.periods import day
    from hnb.store.doubts import doubts_at
    from hnb.tables import ALL

    who = areas.find(args.authority).la_code if args.authority else None
    listed = [
        doubt
        for doubt in doubts_at(day(args.as_at) if args.as_at else None)
        if who in (None, doubt.la_code)
    ]
    names = {code: authority.name for code, authority in areas.by_code().items()}
    if args.json:
        print_json(
            [asdict(doubt) | {"authority": names.get(doubt.la_code, "England")} for doubt in listed]
        )
        return 0
    if not listed:
        print(f"No published figure of {names[who] if who else 'anybody'} is doubted.")
    for doubt in listed:
        print(f"{names.get(doubt.la_code, 'England')}, {doubt.period}: {doubt.says}")
        print(f"  {doubt.rule} ({_notes(doubt)}); {ALL[doubt.table].says[:-1]}")
    return 0


def _notes(doubt: Doubt) -> str:
    """How certain a doubt is, and what it is of."""
    notes = [doubt.certainty, *(["only its change"] if doubt.change_only else [])]
    return ", ".join([*notes, *(["corrected here"] if doubt.corrected else [])])
