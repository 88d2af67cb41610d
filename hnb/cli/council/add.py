"""`hnb council add`: recognise a file, check it, say what is in it, and take it in."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from hnb.cli import add_command, report_fault, saying_what_became
from hnb.cli.council import add_folder, what_became
from hnb.domain import periods
from hnb.domain.errors import HnbError, ParameterError, Place, SourceError
from hnb.domain.units import counted
from hnb.domain.words import listed, printable

if TYPE_CHECKING:
    from hnb.cli import Commands
    from hnb.council.adding.work import Wishes
    from hnb.council.extracts import Extract
    from hnb.council.folder import CouncilFolder
    from hnb.council.intake import Intake
    from hnb.council.readers.cells import Source

_EXAMPLE = """Rows that cannot be read are listed, with reasons, in private/quality of the folder.
Nothing about a child is printed. Without a FILE, the extracts that authority.yml names are taken.

example:
  hnb council add --dry-run placements.xlsx --folder leicestershire --as-at 2026-11-30
"""
_NOT_PROTECTED = (
    "The rows were taken in, and the protected tables are as they were: `hnb council protect` "
    "makes them anew."
)


def register(things: Commands) -> None:
    """Add `add`."""
    command = add_command(
        things, "add", epilog=_EXAMPLE, run=run, says="Say what a file is, check it, take it in."
    )
    command.add_argument(
        "files",
        nargs="*",
        type=Path,
        metavar="FILE",
        help="CSV, XLSX, XLS, ODS, Parquet, the SEN2 return as XML, or a folder or zip of them",
    )
    add_folder(command)
    command.add_argument("--layout", metavar="NAME", help="what it is, if not clear")
    command.add_argument("--sheet", metavar="NAME", help="of a workbook, if not all")
    command.add_argument(
        "--as-at", type=_day, metavar="DAY", help="the day that its rows are of, as 2026-11-30"
    )
    command.add_argument(
        "--accept",
        action="store_true",
        help="accept the mapping that is proposed, new columns, and many rejected rows",
    )
    command.add_argument("--accept-period", action="store_true", help="accept rows of another year")
    command.add_argument(
        "--replace", action="store_true", help="take the place of the file of the same day"
    )
    command.add_argument("--dry-run", action="store_true", help="only say what would be taken in")


def _day(text: str) -> date:
    return periods.day(text, "as_at")


def run(args: argparse.Namespace) -> int:
    """Take each file in, and print what it held; the highest exit code of those refused."""
    from hnb.council.folder import CouncilFolder
    from hnb.council.returns.prepare import returns_among

    folder, begun = CouncilFolder.open(args.folder), datetime.now().replace(microsecond=0)
    returns = returns_among(folder, _wanted(folder, args))
    for note in returns.notes:
        print(printable(note))
    codes = [0, *map(report_fault, returns.refusals)]
    for source, wishes in (*returns.tables, *returns.others):
        try:
            with saying_what_became(what_became(folder.root), source.name):
                codes.append(_add_tables(folder, source, wishes))
        except HnbError as fault:
            # what the system refuses names its own file; a refusal of ours may leave a name out
            # on purpose
            is_of_system = type(fault) is HnbError and source.name not in fault.message
            codes.append(report_fault(fault, source.name if is_of_system else ""))
    if 0 in codes[1:] and not args.dry_run:
        _print_across(folder, begun)
        codes.append(_protected(folder))
    return max(codes)


def _print_across(folder: CouncilFolder, begun: datetime) -> None:
    """What does not fit between files, where a file came in before the one that it refers to."""
    from hnb.council.completeness import completeness

    for status in completeness(folder, date.today()):
        newest = status.newest
        new = {fault: status.across[fault] for fault in {*status.across} - {*newest.warnings}}
        if newest.added >= begun and new:
            print(printable(f"{newest.file}, next to all files that are in:"))
            _print_faults("To look at", new)


def _protected(folder: CouncilFolder) -> int:
    """Make the protected tables anew where there is anything of which they are made."""
    from hnb.cli.council.protect import protect_and_print
    from hnb.council.protect import NO_ACCOUNTS
    from hnb.council.protecting.parts import PAYMENTS, has_tables

    if not has_tables(folder):
        if folder.has(PAYMENTS):
            print(f"  {NO_ACCOUNTS}")
    else:
        try:
            with saying_what_became(lambda: _NOT_PROTECTED, str(folder.protected)):
                protect_and_print(folder)
        except HnbError as fault:  # the rows are taken in all the same
            return report_fault(fault)
    return 0


def _wanted(folder: CouncilFolder, args: argparse.Namespace) -> Iterator[tuple[Source, Wishes]]:
    """Each source with what is said of it: the files named, or those of `authority.yml`."""
    from hnb.council.adding.work import Wishes
    from hnb.council.readers.cells import Query
    from hnb.council.readers.packed import files_in

    wishes = Wishes(
        layout_name=args.layout,
        table=args.sheet,
        as_at=args.as_at,
        accept=args.accept,
        accept_period=args.accept_period,
        replace=args.replace,
        dry_run=args.dry_run,
    )
    _refuse_unknown(args.layout)
    for file in args.files:
        for source in files_in(file):
            yield source, wishes
    if args.files:
        return
    extracts = folder.authority.extracts
    names = [name for name in extracts if args.layout in (None, name)]
    if not names:
        problem = "there is no file to take in"
        expected = "one or more, or extracts in authority.yml"
        raise ParameterError(Place(parameter="FILE"), found=problem, expected=expected)
    for name in names:
        place = extracts[name]
        source = (
            Query(place.database, place.origin) if place.database else folder.path(place.origin)
        )
        yield (
            source,
            replace(
                wishes,
                layout_name=name,
                table=args.sheet or place.sheet or None,
                as_at=args.as_at or place.as_at,
            ),
        )


def _refuse_unknown(layout_name: str | None) -> None:
    from hnb.council.definition import layout

    if layout_name:
        layout(layout_name)


def _add_tables(folder: CouncilFolder, source: Source, wishes: Wishes) -> int:
    """Take in a file, each table of it where it has several."""
    from hnb.council.files import tables
    from hnb.council.intake import add

    if wishes.table:
        _print(source, add(folder, source, wishes=wishes), wishes)
        return 0
    names = tables(source)
    codes, refusals = [], []
    for name in names:
        its = replace(wishes, table=name or None)
        try:
            _print(source, add(folder, source, wishes=its), wishes)
            codes.append(0)
        except SourceError as fault:
            if len(names) == 1:
                raise
            refusals.append((name, fault))
    for name, refusal in refusals:
        print(printable(f"Not taken in: {name}. {refusal.message}"))
    if not codes:
        raise SourceError(
            Place(file=source.name),
            found=f"none of its {len(names)} tables could be taken in",
            expected=f"one of {listed(names)}, by --sheet",
        )
    return max(refusal.exit_code for _, refusal in refusals) if refusals else 0


def _print(source: Source, intake: Intake, wishes: Wishes) -> None:
    extract = intake.extract
    name = f"{extract.file}{f', {extract.table}' if extract.table else ''}"
    day = periods.write_day(extract.as_at)
    if intake.is_known:
        print(
            printable(
                f"{source.name} was taken in before, on {extract.added:%d %B %Y}: {name} is "
                f"read as {extract.layout}, as at {day}. Nothing was done; --replace reads it anew."
            )
        )
        return
    print(printable(f"{name} is read as {extract.layout}, as at {day}."))
    for line in intake.lines:
        file, accepted, rejected = line.in_words
        print(f"  {line.of}: {file} in the file, {accepted} accepted, {rejected} rejected")
    _print_faults("Rejected", extract.reasons)
    _print_faults("To look at", extract.warnings)
    for check, why in extract.not_checked.items():
        print(f"  Not checked: {check}, since {why}")
    if intake.earlier:
        _print_earlier(intake.earlier, extract)
    for note in intake.notes:
        print(printable(f"  {note}"))
    for other in intake.replaced:
        print(printable(f"  In place of {other.file}, as at {other.as_at}."))
    if wishes.dry_run:
        print("  Nothing was taken in, since this was a dry run.")
    elif intake.report:
        print(printable(f"  Taken in. Its quality: {intake.report}"))


def _print_faults(words: str, faults: Mapping[str, int]) -> None:
    for reason, count in faults.items():
        print(printable(f"  {words}: {counted(count, 'rows')}, {reason}"))


def _print_earlier(earlier: Extract, extract: Extract) -> None:
    change = extract.accepted - earlier.accepted
    more = f"{abs(change):,} {'more' if change >= 0 else 'fewer'}"
    day = periods.write_day(earlier.as_at)
    print(f"  The extract as at {day} has {earlier.accepted:,} accepted rows: this has {more}.")
