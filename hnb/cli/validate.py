"""`hnb validate`: what each method was to reach on the figures held, and what it reached."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from hnb.cli import add_command, print_json

if TYPE_CHECKING:
    from hnb.validation.goals import Goal

_EXAMPLE = """The forecast of plans has a command of its own, `hnb backtest`.

example:
  hnb validate --json
"""


def register(commands: Any) -> None:
    """Add `validate`."""
    command = add_command(commands, "validate", _EXAMPLE, run)
    command.add_argument("--json", action="store_true", help="for programs")


def goals() -> Iterable[Goal]:
    """Each method's goals, in the order of the forum's questions."""
    import hnb
    from hnb.compare import denominators
    from hnb.compare.counts import Counts
    from hnb.compare.measures.catalogue import MEASURES
    from hnb.domain import areas
    from hnb.questions.expected_plans import model as expected
    from hnb.questions.high_needs_block.formula import rebuild
    from hnb.questions.national.model import MEASURES as NATIONAL
    from hnb.questions.programme import outcomes as trial
    from hnb.questions.why_spend_differs import model as decomposition
    from hnb.stats import synthetic_control as synthetic
    from hnb.validation import checks
    from hnb.validation.goals import Goal

    plans, people, placed = (
        hnb.load(name) for name in ("ehc_plans", "population", "ehc_plans_by_placement")
    )
    yield from checks.funnels(denominators.rates(plans, people))
    spend, neighbours = hnb.load("s251_high_needs"), hnb.load("statistical_neighbours")
    yield from decomposition.closure(spend, placed, people, neighbours, hnb.ask("Leicestershire"))
    shares, poor, every = hnb.load("area_percentages"), hnb.load("deprivation"), areas.everyone()
    yield from expected.validation(
        plans, people, percentages=shares, deprivation=poor, authorities=every
    )
    lines = ("high_needs_formula", "basic_entitlement", "special_school_pupils")
    yield from checks.formula(rebuild(*(hnb.load(name) for name in lines)))
    measures = [MEASURES[name] for name in NATIONAL]
    yield from checks.limits_of_measures(measures, Counts(hnb.tables_for("national")))
    counts, share = trial.outcomes(hnb.tables_for("programme"))
    yield from trial.checks(counts, share, hnb.ask("Leicestershire").la_code)
    values = counts.values.dropna()
    start = time.perf_counter()
    synthetic.mixes(values, trial.TRIED, values.index)
    yield Goal(
        "plans: the synthetic controls of all units, seconds", time.perf_counter() - start, high=0.2
    )


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
