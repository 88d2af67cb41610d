"""`hnb data`: what is held, and taking in a newer file of a publisher."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from hnb.cli import COMMANDS, add_command, print_json
from hnb.domain import periods
from hnb.domain.errors import ParameterError, Place
from hnb.domain.plain import Json
from hnb.domain.units import counted
from hnb.domain.words import quoted

if TYPE_CHECKING:
    from hnb.cli import Commands, Parser

_ADD = """example:
  hnb data add --dry-run education-health-and-care-plans_2026.zip
"""
_UNDO = """example:
  hnb data undo
"""
_WANTED = """example:
  hnb data wanted
"""
_ADOPT = """example:
  hnb data adopt --published 2026-06-25 education-health-and-care-plans_2026.zip
"""
_STATUS = """example:
  hnb data status --table ehc_plans
"""


def register(commands: Commands) -> None:
    """Add `data add` and `data status`."""
    data = commands.add_parser("data", help=COMMANDS["data"], epilog=_ADD + _STATUS)
    actions = data.add_subparsers(dest="action", metavar="ACTION", required=True)
    add = _register_add(actions)
    undo = add_command(
        actions, "undo", epilog=_UNDO, run=run_undo, says="Take back what was taken in last."
    )
    undo.add_argument("release", nargs="?", metavar="RELEASE", help="one that you have taken in")
    adopt = add_command(
        actions,
        "adopt",
        epilog=_ADOPT,
        run=run_adopt,
        says="Take files into the repository itself, for everyone.",
    )
    _add_files(adopt)
    adopt.add_argument(
        "--originals",
        type=Path,
        metavar="DIR",
        help="the publishers' files that are held; default: ../shared/dfe beside the repository",
    )
    status = add_command(
        actions, "status", epilog=_STATUS, run=run_status, says="Say what every table holds."
    )
    status.add_argument("--table", help="one table, with its gaps and caveats")
    wanted = add_command(
        actions, "wanted", epilog=_WANTED, run=run_wanted, says="List newer editions to get."
    )
    for command in (add, status, wanted):
        command.add_argument("--json", action="store_true", help="results as JSON")


def _register_add(actions: Commands) -> Parser:
    """Add `data add`."""
    add = add_command(
        actions, "add", epilog=_ADD, run=run_add, says="Say what files are and take them in."
    )
    _add_files(add)
    add.add_argument("--dry-run", action="store_true", help="only say what would happen")
    add.add_argument(
        "--successors",
        type=Path,
        metavar="YAML",
        help="which authorities took the place of which, with a list of authorities",
    )
    add.add_argument(
        "--papers",
        type=Path,
        default=Path("reports/out"),
        metavar="DIR",
        help="papers whose figures are compared, the newest of them; default: %(default)s",
    )
    add.add_argument(
        "--changes", type=Path, metavar="DIR", help="write every changed cell and figure there"
    )
    return add


def _add_files(command: Parser) -> None:
    """Add the files, and what may be said of them."""
    command.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="published files, or a zip of them"
    )
    command.add_argument(
        "--accept", action="store_true", help="take it in though it differs from what is known"
    )
    command.add_argument(
        "--published", type=_day, metavar="DATE", help="when it was published, if it does not say"
    )
    command.add_argument(
        "--vintage",
        type=_year,
        metavar="YEAR",
        help="the year of a list of neighbours, if it does not say",
    )


def _day(text: str) -> date:
    return periods.day(text, "published")


def _year(text: str) -> int:
    if not re.fullmatch(r"20\d\d", text, re.ASCII):
        raise ParameterError(
            Place(parameter="vintage"),
            found=f"{quoted(text)} is no year",
            expected="one such as 2027",
        )
    return int(text)


def run_add(args: argparse.Namespace) -> int:
    """Say what each file is, then take all of them in; a refusal leaves what is held as it was."""
    from hnb.cli.data.taking_in import OfferedFile, take_in_files

    files = [
        OfferedFile(file, args.published, vintage=args.vintage, successors=args.successors)
        for file in args.files
    ]
    take_in_files(
        files,
        dry_run=args.dry_run,
        accept=args.accept,
        as_json=args.json,
        papers=args.papers,
        changes=args.changes,
    )
    return 0


def run_adopt(args: argparse.Namespace) -> int:
    """Take files into the repository: definitions, tables, manifest, pages and CHANGELOG."""
    from hnb.cli.data.taking_in import OfferedFile, lines_of, look_at_package
    from hnb.releases.adopt import adopt, all_or_nothing, checkout
    from hnb.store.compare import refuse_unaccepted

    root = checkout()
    originals = args.originals or root.parent / "shared" / "dfe"
    offered = [OfferedFile(file, args.published, vintage=args.vintage) for file in args.files]
    with all_or_nothing(root):
        additions = look_at_package(offered)
        refuse_unaccepted(additions, args.accept)
        for addition in additions:
            print("\n".join(lines_of(addition)), flush=True)
        adopted = adopt(additions, args.files, originals)
    print(f"Adopted: {', '.join(adopted.releases)}")
    for file in adopted.written:
        print(f"  {file}")
    names = ", ".join(file.name for file in args.files)
    print(f"Keep {names} among the publishers' files in {originals}: `make data` needs it.")
    print("Name the figures that move in CHANGELOG, under Figures: `make golden` shows them.")
    return 0


def run_undo(args: argparse.Namespace) -> int:
    """Take back the last addition, or the one named, and say what it was."""
    from hnb.releases.undo import undo

    gone = undo(args.release)
    print(f"Taken back: {gone.names}, taken in on {gone.when.astimezone():%d %B %Y at %H:%M}")
    return 0


def run_status(args: argparse.Namespace) -> int:
    """Every table: its releases, when published, years, authorities, gaps and caveats."""
    from hnb.store.files import check_everything
    from hnb.store.status import status

    check_everything()
    tables = status(args.table)
    if args.json:
        print_json(tables)
        return 0
    print("\n".join(_layers()))
    for table in tables:
        print("\n".join(_status_lines(table, detailed=bool(args.table))))
    return 0


def _layers() -> Iterator[str]:
    """Where the layers of what is held are: the package's own, and over it a person's."""
    from hnb.domain import paths
    from hnb.releases.undo import taken_in

    yield f"The package's own tables: {paths.published()}"
    additions = taken_in()
    count = counted(len(additions), "additions") if additions else "nothing yet"
    yield f"Over them what you have taken in: {paths.added()} ({count})"
    if paths.added() == paths.earlier_added():
        yield "  Earlier versions kept it there; it is used for as long as that folder is there."


def _status_lines(table: Json, detailed: bool) -> Iterator[str]:
    from hnb.figures.marks import whose_records

    span = f"{table['first']} to {table['last']}" if table["first"] else "no period"
    if table["first"] and table["authorities"]:
        span += f" (held for {counted(table['authorities_in_last'], 'authorities')})"
    yield (
        f"{table['table']}: {span}, {counted(table['authorities'], 'authorities')}, "
        f"{counted(table['rows'], 'rows')}, {table['missing']:,} missing"
    )
    for release in table["releases"]:
        compiler = release["assembled_by"]
        layer = "of the package"
        if release["layer"] == "yours":
            layer = f"yours, taken in on {release['taken_in'][:10]}".removesuffix(" on ")
        layer = whose_records([release["id"]]).rstrip(".").lower() or layer
        yield (
            f"  {release['id']}: {release['publisher']}, published {release['published']}, "
            f"{counted(release['months'], 'months')} ago; {layer}"
            f"{f' (compiled by {compiler})' if compiler else ''}"
        )
        if detailed:
            yield from (f"    {caveat}" for caveat in release["caveats"])
    if detailed:
        yield from (f"  gap: {gap}" for gap in table["gaps"])


def run_wanted(args: argparse.Namespace) -> int:
    """Each publication with newer figures than those held, where to get it, and what is due."""
    from hnb.releases.calendar import due, later
    from hnb.releases.definition import publications
    from hnb.releases.newer import published_items
    from hnb.store.files import check_everything

    check_everything()
    today = date.today()
    entries = later(today)
    if args.json:
        ahead = [
            {"publication": publication.publication, "month": f"{day:%Y-%m}"}
            for day, _, publication in due(today)
        ]
        print_json({"wanted": [entry.to_json() for entry in entries], "due": ahead})
        return 0
    for name, items in published_items(entries).items():
        publication = publications()[name]
        fetch = f"hnb fetch --only {publication.fetch}, or " if publication.fetch else ""
        print("\n".join([*items, f"  {fetch}{publication.where} and hnb data add FILE"]))
    for day, _, publication in due(today):
        print(f"Due in {day:%B %Y}: {publication.publication}")
    return 0
