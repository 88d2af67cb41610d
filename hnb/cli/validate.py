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
    """Each method's goals, in the order of the forum's questions."""
    import hnb
    from hnb.comparison import denominators
    from hnb.comparison.counts import Counts
    from hnb.comparison.measures.catalogue import MEASURES
    from hnb.questions.high_needs_block.formula import rebuild
    from hnb.questions.national.model import MEASURES as NATIONAL
    from hnb.questions.programme.outcomes import outcomes
    from hnb.validation import checks

    ask, neighbours = hnb.ask("Leicestershire"), hnb.load("statistical_neighbours")
    plans, people = hnb.load("ehc_plans"), hnb.load("population")
    yield from checks.funnels(denominators.rates(plans, people))
    yield from checks.spend_parts(hnb.tables_for("why_spend_differs"), neighbours, ask)
    yield from checks.expected_plans(hnb.tables_for("expected_plans"))
    lines = ("high_needs_formula", "basic_entitlement", "special_school_pupils")
    yield from checks.formula(rebuild(*(hnb.load(name) for name in lines)))
    measures = [MEASURES[name] for name in NATIONAL]
    yield from checks.limits_of_measures(measures, Counts(hnb.tables_for("national")))
    counts, share = outcomes(hnb.tables_for("programme"))
    yield from checks.programme(counts, share, ask.la_code)
    yield checks.speed_of_synthetic_controls(counts)


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
