"""Whether plans, process and waits of the made-up council are those that were planted."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd

from hnb.council.deriving.plans import DUE, HELD, OVERDUE, WHOLE_GROUP
from hnb.council.deriving.process import (
    ANY_WEEKS,
    EVERY_STAGE,
    IN_TIME,
    LATE,
    OUTSTANDING,
    TRANSFERS_DUE,
)
from hnb.domain.comparators import Ask
from hnb.stats.survival import QUARTERS, waits
from hnb.tables import Tables
from hnb.validation import planted
from hnb.validation.goals import Goal
from hnb.validation.made_up import (
    SEEDS,
    TRUE,
    agreement,
    cells,
    exactly,
    last_of_key,
    of_people,
    trials,
    with_faults,
    within,
)

RECENT = 104  # weeks; of the requests received in them about a fifth are open
DEVIATE = 0.674490  # of the quartiles of a normal distribution
MEDIAN_WITHIN, QUARTILES_WITHIN = 0.02, 0.03


def goals(tables: Tables, ask: Ask) -> tuple[Goal, ...]:
    """Those of a made-up council, whose true values are known."""
    return (*of_plans(), *of_process(), *of_waits())


def of_plans() -> tuple[Goal, ...]:
    """Plans in all and by category, once the plans of people who are too old are set aside."""
    council, derived = with_faults(), of_people()
    day = council.as_at.isoformat()
    plans = cells(derived, "council_plans")[(day,)]
    judged = [exactly("council: plans", len(planted.open_plans(council)), plans)]
    for category in ("age", "need", "placement"):
        true = planted.without_set_aside(council, f"plans_by_{category}")
        by_category = last_of_key(cells(derived, f"council_plans_by_{category}"))
        by_category.pop(WHOLE_GROUP, None)  # a sum of the others
        judged += agreement(f"council: plans by {category}", true, by_category)
    return tuple(judged)


def of_process() -> tuple[Goal, ...]:
    """Flows by month, open cases by stage, reviews and phase transfers."""
    council, derived = with_faults(), of_people()
    months = {f"{month} {flow}": count for (month, flow), count in _flows().items()}
    true = planted.flows(council)
    judged: list[Goal] = []
    for flow in planted.FLOWS:
        of_flow = ({key: c for key, c in side.items() if flow in key} for side in (true, months))
        judged += agreement(f"council: {flow}, by month", *of_flow)
    stages: Counter[str] = Counter()
    open_cases, of_stages = cells(derived, "council_open_cases"), planted.open_cases(council)
    for (_, stage, _), count in open_cases.items():
        stages[stage] += count
    stages.pop(EVERY_STAGE, None)  # sums of the others
    judged += agreement("council: open cases by stage", of_stages, stages)
    in_all = open_cases[council.as_at.isoformat(), EVERY_STAGE, ANY_WEEKS]
    judged.append(exactly("council: open cases", sum(of_stages.values()), in_all))
    done = last_of_key(cells(derived, "council_reviews"))
    names = {"done": HELD, "due": DUE, "overdue": OVERDUE}
    for word, count in planted.reviews(council).items():
        judged.append(exactly(f"council: reviews {word}", count, done[names[word]]))
    moves = last_of_key(cells(derived, "council_phase_transfers"))
    of_moves = planted.phase_transfers(council)
    final = moves[IN_TIME] + moves[LATE]
    return (
        *judged,
        exactly("council: phase transfers due", of_moves["due"], moves[TRANSFERS_DUE]),
        exactly("council: phase transfers with a final plan", of_moves["final"], final),
        exactly(
            "council: phase transfers outstanding", of_moves["outstanding"], moves[OUTSTANDING]
        ),
    )


def _flows() -> Counter[tuple[str, ...]]:
    return cells(of_people(), "council_flows")


def of_waits() -> tuple[Goal, ...]:
    """Quartiles of the weeks to a plan, of the requests of two years of several councils together.

    They are enough for the median's own uncertainty to be a third of what it may be wrong by.
    """
    cases = pd.concat([trial.cases for trial in trials()], ignore_index=True)
    last = pd.Timestamp(trials()[0].council.as_at)
    recent = cases[cases["received"] > last - pd.Timedelta(weeks=RECENT)]
    is_open = ~recent["ended"] & ~recent["otherwise"]
    lower, median, upper = waits(
        *(recent[name].to_numpy() for name in ("weeks", "ended", "otherwise")), shares=QUARTERS
    )
    ends = TRUE.weeks_median * np.exp(np.array([-1, 1]) * DEVIATE * TRUE.weeks_spread)
    what = f"council: weeks to plan, {len(recent):,} requests of {len(SEEDS)} councils"
    return (
        Goal(f"{what}: share still open", float(is_open.mean()), low=0.17, high=0.23),
        within(f"{what}: median", TRUE.weeks_median, median.length, MEDIAN_WITHIN),
        within(f"{what}: lower quartile", float(ends[0]), lower.length, QUARTILES_WITHIN),
        within(f"{what}: upper quartile", float(ends[1]), upper.length, QUARTILES_WITHIN),
    )
