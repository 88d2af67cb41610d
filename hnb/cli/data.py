"""`hnb data`: what is held, and taking in a newer file of a publisher."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import Any

from hnb.cli import COMMANDS, add_command, print_json
from hnb.domain import periods

_ADD = """example:
  hnb data add --dry-run education-health-and-care-plans_2026.zip
"""
_STATUS = """example:
  hnb data status --table ehc_plans
"""


def register(commands: Any) -> None:
    """Add `data add` and `data status`."""
    data = commands.add_parser("data", help=COMMANDS["data"][1], epilog=_ADD + _STATUS)
    actions = data.add_subparsers(dest="action", metavar="ACTION", required=True)
    add = add_command(actions, "add", _ADD, run_add, "Say what files are and take them in.")
    add.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="published files, or a zip of them"
    )
    add.add_argument("--dry-run", action="store_true", help="only say what would happen")
    add.add_argument(
        "--accept", action="store_true", help="take in a layout that is newer than any known"
    )
    add.add_argument(
        "--published", type=_day, metavar="DATE", help="when it was published, if it does not say"
    )
    add.add_argument(
        "--attribution",
        default="",
        metavar="TEXT",
        help="what a map drawn of a boundary file has to say",
    )
    status = add_command(actions, "status", _STATUS, run_status, "Say what every table holds.")
    status.add_argument("--table", help="one table, with its gaps and caveats")
    for command in (add, status):
        command.add_argument("--json", action="store_true", help="for programs")


def _day(text: str) -> date:
    return periods.day(text, "published")


def run_add(args: argparse.Namespace) -> int:
    """Say what each file is, then take all of them in; a refusal leaves what is held as it was."""
    from hnb.store import shapes

    maps = [file for file in args.files if shapes.is_map(file)]
    for file in maps:
        print(
            f"{file.name}: boundaries of {len(shapes.look(file).areas)} authorities, for maps",
            file=sys.stderr,
        )
    args.files = [file for file in args.files if file not in maps]
    code = _add_tables(args) if args.files else 0
    for file in [] if args.dry_run else maps:
        shapes.take_in(file, args.attribution)
    return code


def _add_tables(args: argparse.Namespace) -> int:
    from hnb.store import add

    additions = [addition for file in args.files for addition in add.look(file, args.published)]
    if args.json:
        print_json([_as_json(one) for one in additions])
    for one in [] if args.json else additions:
        print("\n".join(_lines(one)))
    fresh = [one for one in additions if one.release]
    if args.dry_run or not fresh:
        print(
            "Nothing was taken in." if fresh else "Everything in it is held already.",
            file=sys.stderr,
        )
        return 0
    for one in fresh:
        if one.news and not args.accept:
            add.take_in(one)  # refuses before anything is written
    for one in fresh:
        add.take_in(one, accept=args.accept)
    print(f"Taken in: {', '.join(str(one.release) for one in fresh)}", file=sys.stderr)
    return 0


def _as_json(one: Any) -> dict[str, Any]:
    plain = {
        name: getattr(one, name) for name in ("file", "publication", "release", "published", "news")
    }
    return {**plain, "changes": [*map(vars, one.changes)], "doubts": [*map(vars, one.doubts)]}


def _lines(one: Any) -> list[str]:
    if one.release is None:
        return [f"{one.file}: {one.publication}. Held already."]
    lines = [
        f"{one.file}: {one.publication}, published {one.published}; would be release {one.release}"
    ]
    for change in one.changes:
        lines += [f"  {change}", *(f"    {moved}" for moved in change.moved)]
    if one.news:
        lines += [
            "  Its layout differs from those known (take it in with --accept):",
            *(f"    {n}" for n in one.news),
        ]
    if one.doubts:
        lines.append(
            f"  {len(one.doubts)} figures look odd; they are taken in as published and kept with "
            "this doubt:"
        )
        lines += [
            f"    {d.table} {d.la_code or 'England'} {d.period}: {d.rule}: {d.says}"
            for d in one.doubts[:20]
        ]
    return lines


def run_status(args: argparse.Namespace) -> int:
    """Every table: its releases, when published, years, authorities, gaps and caveats."""
    from hnb.store.status import status

    rows = status(args.table)
    if args.json:
        print_json(rows)
    for row in [] if args.json else rows:
        span = f"{row['first']} to {row['last']}" if row["first"] else "no period"
        counts = (
            f"{row['authorities']} authorities, {row['rows']:,} rows, {row['missing']:,} missing"
        )
        print(f"{row['table']}: {span}, {counts}")
        for release in row["releases"]:
            marked = f" (compiled by {release['assembled_by']})" if release["assembled_by"] else ""
            print(
                f"  {release['id']}: {release['publisher']}, published "
                f"{release['published']}{marked}"
            )
            if args.table:
                print("".join(f"    {text}\n" for text in release["caveats"]), end="")
        for gap in row["gaps"] if args.table else ():
            print(f"  gap: {gap}")
    return 0
