"""`hnb council status`: what has been taken in, how old it is, and how complete."""

from __future__ import annotations

import argparse
from datetime import date
from typing import TYPE_CHECKING

from hnb.cli import add_command, print_json
from hnb.cli.council import add_folder
from hnb.domain import periods
from hnb.domain.units import counted
from hnb.domain.words import listed, printable

if TYPE_CHECKING:
    from hnb.cli import Commands
    from hnb.council.completeness import LayoutStatus

_EXAMPLE = """Checks across files run anew each time, over what is there by then.

example:
  hnb council status --folder leicestershire
"""


def register(things: Commands) -> None:
    """Add `status`."""
    command = add_command(
        things, "status", epilog=_EXAMPLE, run=run, says="Say what is there, how old, how complete."
    )
    add_folder(command)
    command.add_argument("--json", action="store_true", help="results as JSON")


def run(args: argparse.Namespace) -> int:
    """Print a paragraph for each layout, and which layouts there is nothing of."""
    from hnb.council.completeness import completeness
    from hnb.council.definition import layout_names
    from hnb.council.folder import CouncilFolder

    folder = CouncilFolder.open(args.folder)
    statuses = completeness(folder, date.today())
    missing = [name for name in layout_names() if name not in {item.layout for item in statuses}]
    if args.json:
        layouts = [_as_json(status) for status in statuses]
        print_json({"authority": folder.name, "layouts": layouts, "missing": missing})
        return 0
    mark = " (made-up example)" if folder.authority.example else ""
    print(f"{folder.name}{mark}: {folder.root}")
    for status in statuses:
        _print(status)
    if missing:
        print(f"Nothing yet of: {listed(missing)}.")
    return 0


def _print(status: LayoutStatus) -> None:
    newest = status.newest
    day, age = periods.write_day(newest.as_at), counted(status.age, "days")
    print(f"{status.layout}: as at {day}, {age} old")
    files = f"{len(status.extracts)} files" if len(status.extracts) > 1 else newest.file
    rows, rejected = counted(status.total("rows"), "rows"), status.total("rejected")
    print(printable(f"  {files}: {rows}, {rejected:,} rejected"))
    if newest.children is not None and len(status.extracts) == 1:
        print(f"  {newest.children_accepted:,} distinct references of {newest.children:,}")
    for fault, count in status.across.items():
        print(f"  To look at: {counted(count, 'rows')}, {fault}")
    for check, why in status.not_run.items():
        print(f"  Not checked: {check.replace('_', ' ')}, since {why}")
    if status.others:
        print(f"  Of earlier days: {counted(status.others, 'extracts')}")


def _as_json(status: LayoutStatus) -> dict[str, object]:
    newest = status.newest
    return {
        "layout": status.layout,
        "extract": newest.name,
        "as_at": newest.as_at,
        "age_in_days": status.age,
        "files": len(status.extracts),
        "rows": status.total("rows"),
        "rejected": status.total("rejected"),
        "distinct": newest.children_accepted,
        "across": status.across,
        "not_checked": status.not_run,
    }
