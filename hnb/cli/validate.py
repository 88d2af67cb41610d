"""`hnb validate`: what each method was to reach on the figures held, and what it reached."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from hnb.cli import add_command, print_json

if TYPE_CHECKING:
    from hnb.cli import Commands
    from hnb.validation.goals import Goal

_EXAMPLE = """The forecast of plans has a command of its own, `hnb backtest`.

example:
  hnb validate --json
"""


def register(commands: Commands) -> None:
    """Add `validate`."""
    command = add_command(commands, "validate", epilog=_EXAMPLE, run=run)
    command.add_argument("--json", action="store_true", help="results as JSON")


def goals() -> Iterable[Goal]:
    """The goals of every question that has checks, which are in the module of its name."""
    from importlib import import_module
    from pkgutil import iter_modules

    import hnb
    from hnb.questions.definition import names
    from hnb.validation import checks, records

    ask = hnb.ask("Leicestershire")
    checked = {
        module.name: f"{folder.__name__}.{module.name}"
        for folder in (checks, records)
        for module in iter_modules(folder.__path__)
    }
    for name in names():
        if name in checked:
            yield from import_module(checked[name]).goals(hnb.tables_for(name), ask)


def run(args: argparse.Namespace) -> int:
    """Print a line a goal; the exit code is the same whether or not every goal is met, since a miss
    is a finding.
    """
    judged: list[Goal] = []
    for goal in goals():
        judged.append(goal)
        if not args.json:
            print(goal, flush=True)
    if args.json:
        print_json([{**vars(goal), "met": goal.met} for goal in judged])
    print(f"{sum(goal.met for goal in judged)} of {len(judged)} goals are met", file=sys.stderr)
    return 0
