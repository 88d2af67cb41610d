"""`hnb trace`: the publisher's cells behind a figure of a paper."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from hnb.cli import add_command, print_json
from hnb.domain.errors import Place, unknown
from hnb.domain.units import counted
from hnb.domain.words import printable, quoted

if TYPE_CHECKING:
    from hnb.cli import Commands
    from hnb.domain.plain import Json
    from hnb.figures import Figure

_EXAMPLE = """examples:
  hnb trace reports/out/leicestershire placements.spend_gbp
"""
_WHERE = ("release", "part", "row", "column")
_CORRECTION = ("published_value", "correction")
_SHOWN = 60  # cells printed for one figure; --json gives them all


def register(commands: Commands) -> None:
    """Add `trace`."""
    command = add_command(commands, "trace", epilog=_EXAMPLE, run=run)
    command.add_argument(
        "paper", type=Path, metavar="PAPER", help="a paper's folder, or one document in it"
    )
    command.add_argument(
        "name", metavar="NAME", help="a figure's name, as beside its text in figures.json"
    )
    command.add_argument("--json", action="store_true", help="results as JSON")


def run(args: argparse.Namespace) -> int:
    """Print each figure of the name, how it was worked out, and its cells."""
    from hnb.papers.checking.recount import refuse_miscounted
    from hnb.papers.ledger import cells_behind, read_ledger
    from hnb.papers.place import finish_switch

    finish_switch(args.paper)
    ledger = read_ledger(args.paper)
    figures = [figure for figure in ledger.figures if figure.name == args.name]
    if not figures:
        known = {figure.name for figure in ledger.figures}
        fault = f"the paper has no figure {quoted(args.name)}"
        raise unknown(Place(parameter="NAME"), fault, word=args.name, known=known)
    # what it was worked out from is only to be shown under what it still gives
    places = (place for place, figure in enumerate(ledger.figures) if figure.name == args.name)
    refuse_miscounted(ledger.figures, {*places} & {*ledger.record.get("recounted", ())})
    traced = [(figure, list(cells_behind(figure))) for figure in figures]
    if args.json:
        print_json([{**figure.to_json(), "cells": cells} for figure, cells in traced])
        return 0
    for figure, cells in traced:
        _print(figure, cells)
    return 0


def _print(figure: Figure, cells: list[Json]) -> None:
    about = ", ".join(filter(None, (figure.period, figure.scope)))
    print(printable(f"{figure.name} ({about}): {figure.text}"))
    print(printable(f"  {figure.calculation}"))
    for cell in cells[:_SHOWN]:
        print(printable(f"  {_line(cell)}"))
    if len(cells) > _SHOWN:
        more = counted(len(cells) - _SHOWN, "more cells")
        print(f"  … and {more}; --json gives them all")


def _line(cell: Json) -> str:
    from hnb.store.files import COUNCIL, releases

    where = f"{cell['release']}, {cell['part']}, row {cell['row']}, column {cell['column']}"
    if releases()[cell["release"]].get(COUNCIL):  # to the extract and the filter, not to rows
        where = f"{cell['release']}, {cell['part']}, {cell['column']}"
    values = (
        f"{name} {str(value).removesuffix('.0')}"
        for name, value in cell.items()
        if name not in (*_WHERE, *_CORRECTION)
    )
    return f"{where}: {', '.join(values)}{_correction(cell)}"


def _correction(cell: Json) -> str:
    """What the publisher has in a cell that is corrected, and why; nothing of any other."""
    if "correction" not in cell:
        return ""
    published = cell["published_value"]
    stated = "nothing" if published is None else f"{published:,}"
    return f" (the cell has {stated}: {cell['correction']})"
