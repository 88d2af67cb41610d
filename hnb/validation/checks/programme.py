"""How often the test of a programme is wrong where nothing was done."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from hnb.domain.comparators import Ask
from hnb.questions.programme.outcomes import (
    TRIED,
    Outcome,
    outcomes,
    pretended,
    spending_outcomes,
)
from hnb.stats.forecasting.growth_model import years
from hnb.stats.impact import synthetic_control as synthetic
from hnb.stats.impact.placebo_test import SIGNIFICANCE
from hnb.tables import Tables
from hnb.validation.goals import Goal
from hnb.validation.plans_backtest import THIRDS_BY_SIZE


def goals(tables: Tables, ask: Ask) -> tuple[Goal, ...]:
    """Those of plans, of the independent share and of spending, and of the time that they take."""
    counts, share = outcomes(tables)
    return (
        *of_outcomes(counts, share, ask.la_code),
        *of_spending(spending_outcomes(tables), ask.la_code),
        speed_of_synthetic_controls(counts),
    )


def of_outcomes(counts: Outcome, share: Outcome, example: int) -> tuple[Goal, ...]:
    """How often the placebo test is wrong where nothing was done, and whether every synthetic
    control is the best there is.

    Plans in the eight years before `TRIED`; the independent share in all years held, since there
    are fewer. What the test could have found is said of the authority `example`.
    """
    return _of_each(((counts, TRIED), (share, max(years(share.values)))), example, low=3)


def of_spending(spending: Sequence[Outcome], example: int) -> tuple[Goal, ...]:
    """The same of net spending and spending per plan, in all years held: fewer trials of a third of
    the units, so that their rate is known less well.
    """
    tried = [(outcome, max(years(outcome.values))) for outcome in spending]
    return _of_each(tried, example, low=2.5)


def _of_each(tried: Iterable[tuple[Outcome, int]], example: int, low: float) -> tuple[Goal, ...]:
    """The goals of each outcome, a programme being pretended in the years before the one given."""
    goals = []
    for outcome, before in tried:
        tests = pretended(outcome, before)
        name = outcome.key.replace("_", " ")
        mine = tests[tests["unit"].eq(example)]
        detectable = mine.groupby("horizon")["detectable"].mean()
        goals += _rejections(tests, name, low)
        goals += [
            Goal(
                f"{name}: least effect that {example} could show, %",
                # the middle of a fall and a rise, as on the page
                (outcome.difference(least) - outcome.difference(-least)) / 2,
                horizon=int(str(horizon)),
            )
            for horizon, least in detectable.items()
        ]
        what = f"{name}: loss above the least possible, over that of equal weights"
        goals.append(Goal(what, _largest_shortfall(outcome.values.dropna()), high=1e-9))
    return tuple(goals)


def _rejections(tests: pd.DataFrame, name: str, low: float) -> list[Goal]:
    """How often the test says that there was an effect, where nothing was done."""
    wrong = 100.0 * (tests["p"] <= SIGNIFICANCE)
    by_horizon = wrong.groupby(tests["horizon"]).mean()
    by_third = wrong.groupby(tests["third"]).mean()
    return [
        *(
            Goal(f"{name}: per cent rejected", rate, low=4, high=6, horizon=int(str(horizon)))
            for horizon, rate in by_horizon.items()
        ),
        *(
            Goal(f"{name}: per cent rejected, {third} units", rate, low=low, high=7)
            for third, rate in zip(THIRDS_BY_SIZE, by_third, strict=True)
        ),
        Goal(f"{name}: wrong verdicts where nothing was done, %", wrong.mean(), high=5),
    ]


def _largest_shortfall(values: pd.DataFrame) -> float:
    """Of every unit's synthetic control."""
    before = values.sub(values[TRIED], axis=0).loc[:, : TRIED - 1].to_numpy()
    mixes = synthetic.mixes(values, TRIED, values.index).to_numpy()
    return max(
        synthetic.shortfall(np.delete(before, place, 0), before[place], np.delete(mix, place))
        for place, mix in enumerate(mixes)
    )


def speed_of_synthetic_controls(counts: Outcome) -> Goal:
    """Seconds that the synthetic controls of all units take."""
    values = counts.values.dropna()
    start = time.perf_counter()
    synthetic.mixes(values, TRIED, values.index)
    seconds = time.perf_counter() - start
    return Goal("plans: the synthetic controls of all units, seconds", seconds, high=0.2)
