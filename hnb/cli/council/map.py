"""`hnb council map`: which column of a council's file is which of ours, for a person to confirm."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hnb.cli import add_command, report_fault, saying_what_became
from hnb.cli.council import what_became
from hnb.domain.errors import HnbError, ParameterError, Place
from hnb.domain.units import counted
from hnb.domain.words import listed, printable, quoted

if TYPE_CHECKING:
    import pandas as pd

    from hnb.cli import Commands
    from hnb.council.definition import ColumnMapping
    from hnb.council.folder import CouncilFolder
    from hnb.council.mapping import Proposal

_EXAMPLE = """What is proposed is printed beside masked values; the first rows as they are go into
the private folder alone. The mapping is mappings/LAYOUT.yml: read it, correct it, and set
`confirmed: true`. --accept does so where no line says `look` and no word has a `?`.

example:
  hnb council map payments_2026_04.csv --folder leicestershire
  hnb council map extracts/* --accept
"""


@dataclass(frozen=True)
class _File:
    """A council's file, as far as a mapping is concerned."""

    path: Path
    headings: list[str]
    sample: pd.DataFrame


def register(things: Commands) -> None:
    """Add `map`."""
    command = add_command(
        things,
        "map",
        epilog=_EXAMPLE,
        run=run,
        says="Propose which column of a file is which of ours.",
    )
    command.add_argument(
        "files", metavar="FILE", nargs="+", type=Path, help="CSV, XLSX or Parquet; one or more"
    )
    command.add_argument("--layout", metavar="NAME", default="", help="what it is, if not clear")
    command.add_argument("--sheet", metavar="NAME", help="of a workbook")
    command.add_argument(
        "--folder",
        metavar="DIR",
        type=Path,
        help="the council's folder; default: that of HNB_COUNCIL, or the working folder",
    )
    command.add_argument("--accept", action="store_true", help="confirm what is sure")


def run(args: argparse.Namespace) -> int:
    """Print the proposal for each file and write it; the highest exit code of those refused."""
    from hnb.council.folder import CouncilFolder

    folder = CouncilFolder.open(args.folder)
    if len(args.files) == 1:
        _map(folder, args.files[0], args)
        return 0
    codes = [0]
    for path in args.files:
        try:
            with saying_what_became(what_became(folder.root), path.name):
                _map(folder, path, args)
        except HnbError as fault:
            codes.append(report_fault(fault))
    return max(codes)


def _map(folder: CouncilFolder, path: Path, args: argparse.Namespace) -> None:
    """Print the proposal for a file and write it."""
    from hnb.council.authority.identifiers import names_in, refuse_names_of_children
    from hnb.council.definition import layout
    from hnb.council.mapping import (
        changed,
        likely,
        propose_again,
        read_mapping,
        refuse_data_as_headings,
        with_earlier,
    )
    from hnb.council.mapping.preview import table, write_preview

    sheet: str | None = args.sheet
    file = _read(path, sheet)
    refuse_data_as_headings(file.headings, path.name)
    name = args.layout or likely(file.headings, file.sample, path.name)
    defined = layout(name)
    target = folder.mappings / f"{name}.yml"
    earlier = read_mapping(target) if target.exists() else None
    proposal = propose_again(defined, file.headings, file.sample, earlier)
    mapped = file.sample[list(proposal.columns.values())].itertuples(index=False, name=None)
    refuse_names_of_children(
        defined,
        (dict(zip(proposal.columns, row, strict=True)) for row in mapped),
        names_in(path.name, sheet, file.headings),
        after="Nothing was written.",
    )
    print(f"{path.name} is read as {name}: {defined.says}")
    _print_change(earlier, file, target.name)
    print(table(proposal, file.headings, file.sample))
    page = write_preview(folder.private, proposal, file.headings, file.sample)
    print(f"First rows as they are, for you alone: {page}")
    confirmed = earlier if earlier and earlier.confirmed else None
    if confirmed and not changed(confirmed, file.headings):
        print("The mapping is confirmed: there is nothing to do.")
        return
    looked_at = confirmed.columns if confirmed else {}
    if sys.stdin.isatty():
        proposal = _asked(proposal, file)
        looked_at = proposal.columns
    mapping = with_earlier(proposal.mapping(), earlier)
    lacking = _lacking(mapping, proposal, looked_at)
    _write(target, mapping, proposal, file, accept=args.accept, lacking=lacking)
    if "account" in mapping.columns and not mapping.accounts:
        print(f"To do: say in {target.name}, under `accounts:`, which accounts pay for what.")


def _print_change(earlier: ColumnMapping | None, file: _File, name: str) -> None:
    """What a file has otherwise than the mapping that there is, if there is one."""
    from hnb.council.mapping import changed

    if earlier:
        print(changed(earlier, file.headings).says or f"Its columns are those of {name}.")


def _read(path: Path, sheet: str | None) -> _File:
    """The headings and first rows of a file."""
    from hnb.council.files import chunks

    first = next(chunks(path, sheet=sheet))
    return _File(path, [str(name) for name in first.frame.columns], first.frame)


def _asked(proposal: Proposal, file: _File) -> Proposal:
    """The proposal without what the person, asked of each that is not sure, says no to."""
    from hnb.council.mapping import propose

    chosen = proposal.columns
    for name, heading in proposal.unsure.items():
        question = f"{name} ({proposal.layout.columns[name].says}) is {heading!r}? [y/n] "
        if input(printable(question)).strip().casefold() not in ("y", "yes"):
            del chosen[name]
    return propose(proposal.layout, file.headings, file.sample, chosen=chosen)


def _write(
    target: Path,
    mapping: ColumnMapping,
    proposal: Proposal,
    file: _File,
    *,
    accept: bool,
    lacking: list[str],
) -> None:
    """Write the mapping, and say what is left to do.

    Raises
    ------
    ParameterError
        It was to be accepted and a person has to look at it: it is written, not confirmed.
    """
    from hnb.council.mapping import write_mapping

    is_confirmed = accept and not lacking
    examples = {name: _different(file.sample[head]) for name, head in mapping.columns.items()}
    write_mapping(target, mapping.model_copy(update={"confirmed": is_confirmed}), examples)
    for name, number in proposal.withheld.items():
        what = counted(number, "words")
        print(f"{name}: {what} in few rows, and not known: the list is with the rejected rows.")
    if accept and lacking:
        raise ParameterError(
            Place(file=target.name),
            found=f"the mapping is not complete, or not certain: {listed(lacking)}",
            expected="a heading for each column that must be mapped, a word for each code, and "
            "`confirmed: true` once a person has looked",
            after=f"It is written to {target}, not confirmed.",
        )
    print(f"Written to {target}, {'confirmed' if is_confirmed else 'not yet confirmed'}.")
    if lacking:
        print(f"To do: {listed(lacking)}.")


def _lacking(mapping: ColumnMapping, proposal: Proposal, looked_at: Mapping[str, str]) -> list[str]:
    """What a person has to fill in, or look at, before the mapping can be confirmed."""
    from hnb.council.mapping import UNKNOWN

    unknown = [
        f"{quoted(text)} of {name} is not known"
        for name, words in mapping.codes.items()
        for text, word in words.items()
        if word == UNKNOWN
    ]
    unsure = [
        f"{name} may not be {quoted(heading)}"
        for name, heading in proposal.unsure.items()
        if looked_at.get(name) != heading
    ]
    return [*(f"{name} has no heading" for name in proposal.missing), *unknown, *unsure]


def _different(values: pd.Series) -> list[str]:
    """The different values of a column that say anything."""
    return [str(value) for value in values.unique() if str(value).strip()]
