"""`hnb council protect`: make the protected tables anew, of which notebooks and papers are made."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from hnb.cli import add_command
from hnb.cli.council import add_folder
from hnb.domain.units import counted
from hnb.domain.words import listed

if TYPE_CHECKING:
    from hnb.cli import Commands
    from hnb.council.folder import CouncilFolder

_EXAMPLE = """`hnb council add` does it each time. After a change of authority.yml, such as another
threshold, it is done by hand.

example:
  hnb council protect --folder leicestershire
"""


def register(things: Commands) -> None:
    """Add `protect`."""
    command = add_command(
        things, "protect", epilog=_EXAMPLE, run=run, says="Make the protected tables anew."
    )
    add_folder(command)


def run(args: argparse.Namespace) -> int:
    """Make them, and print how much is withheld."""
    from hnb.council.folder import CouncilFolder

    protect_and_print(CouncilFolder.open(args.folder))
    return 0


def protect_and_print(folder: CouncilFolder) -> None:
    """Make the protected tables of a folder, and print how much of each is withheld."""
    from hnb.council.protect import protect
    from hnb.figures.records import withheld_in
    from hnb.tables import table as defined

    with folder.writing("hnb council protect"):
        protected = protect(folder)
    print(f"Protected tables, release {protected.release}, are in {folder.protected}")
    for table in protected.summary:
        withheld = table.primary + table.secondary
        if withheld:
            cells = counted(table.cells, "cells")
            reason = withheld_in(defined(table.table)).removeprefix("it is ")
            print(f"  {table.table}: {withheld} of {cells} {reason}")
    for note in protected.notes:
        print(f"  {note}")
    if protected.given_away:
        print(
            f"  What was released before, or a category that no row has, gives a cell away in "
            f"{listed(protected.given_away)}; docs/methods/disclosure.md says what to do."
        )
