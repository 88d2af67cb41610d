"""`hnb council`: a council's own files, taken in, looked at, protected and forgotten."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from hnb.cli import COMMANDS, saying_what_became

if TYPE_CHECKING:
    from hnb.cli import Commands
    from hnb.disclosure.gate import Gate
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
            run = things.choices[name].get_default("run")
            things.choices[name].set_defaults(run=partial(_run, run))


def _run(run: Callable[[argparse.Namespace], int], args: argparse.Namespace) -> int:
    """Run a command, which says what became of the folder where the system refuses something."""
    place = Path(args.folder or os.environ.get("HNB_COUNCIL") or ".")
    root = place.parent if place.suffix == ".yml" else place
    with saying_what_became(what_became(root), str(root)):
        return run(args)


def what_became(root: Path) -> Callable[[], str]:
    """What says, once something has failed, whether a council's folder is as it is now."""
    before = _written(root)

    def says() -> str:
        if _written(root) == before:
            return "Nothing was changed: what was taken in before is as it was."
        return "A part was done: `hnb council status` says what is there; do the same again."

    return says


def _written(root: Path) -> set[tuple[Path, int]]:
    """The files that count in a council's folder, and when each was written."""
    parts = ("mappings", "private/rows", "protected")
    files = (path for part in parts for path in (root / part).rglob("*") if path.is_file())
    return {(path, path.stat().st_mtime_ns) for path in files}


def usual_authority(reports: Iterable[Report]) -> dict[str, str]:
    """The authority of reports where none is named: that whose own records are in use, if any."""
    from hnb.council.authority.definition import read_authority
    from hnb.domain import areas, paths

    folder = paths.council()
    if folder is None or not any("authority" in report.parameters for report in reports):
        return {}
    return {"authority": areas.find(read_authority(folder / paths.AUTHORITY).authority).name}


def gate_in_use() -> Gate | None:
    """What all that is made is searched for, where a council's own records are in use."""
    from hnb.council.authority.identifiers import gate_of
    from hnb.domain import paths

    folder = paths.council()
    if folder is None:
        return None
    gate = gate_of(folder)
    if not gate.identifiers.phrases:
        clause = "has no records of children: papers are searched for small counts, not for names"
        print(f"hnb: {folder} {clause}.", file=sys.stderr)
    return gate


def write_down_release(names: Sequence[str], what: str) -> None:
    """Write in the council's register what a paper lets out that is made of these releases."""
    from hnb.council.folder import CouncilFolder
    from hnb.council.protect import record_release
    from hnb.domain import paths
    from hnb.store.files import COUNCIL, releases

    folder = paths.council()
    if folder is None or not (folder / "private").is_dir():
        return
    if any(releases()[name].get(COUNCIL) for name in names):
        record_release(CouncilFolder.open(folder), what)


def add_folder(command: argparse.ArgumentParser) -> None:
    """Add the option that says which council's folder is meant."""
    command.add_argument(
        "--folder",
        type=Path,
        metavar="DIR",
        help="the council's folder; default: that of HNB_COUNCIL, or the working folder",
    )
