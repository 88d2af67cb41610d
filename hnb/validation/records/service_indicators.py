"""Whether control charts alarm as often as stated, and find changes and times that were planted."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from hnb.council.example.truth.parameters import INDICATORS
from hnb.domain.comparators import Ask
from hnb.stats import Floats
from hnb.stats.monitoring.clearing import months_to_clear
from hnb.stats.monitoring.control_chart import alarms_in, chart, false_alarms
from hnb.tables import Tables
from hnb.validation.goals import Goal
from hnb.validation.made_up import SEEDS, trials, within

BASELINE, LATER = 26, 26  # weeks, as in the made-up council
SERIES, SEED = 20_000, 7_061_926
AS_STATED = 0.10  # by what share of the stated rate the simulated one may differ
WITHIN_A_WAVE = 52  # weeks of a season


def goals(tables: Tables, ask: Ask) -> tuple[Goal, ...]:
    """Those of simulated series and of the made-up council, whose true values are known."""
    return (*of_alarms(), *of_broken_assumptions(), *of_changes(), *of_the_council(), *of_queues())


def _normal(draws: np.random.Generator, size: tuple[int, int]) -> Floats:
    return draws.standard_normal(size)


def _simulated(make: Callable[[np.random.Generator, tuple[int, int]], Floats]) -> Floats:
    return make(np.random.default_rng(SEED), (SERIES, BASELINE + LATER))


def of_alarms() -> tuple[Goal, ...]:
    """False alarms of other draws than those that the stated rates are from."""
    stated, again = false_alarms(BASELINE, LATER), alarms_in(_simulated(_normal), BASELINE)
    what = f"control chart, {BASELINE} + {LATER} weeks without a change: share"
    pairs = (
        ("judged as changed", stated.of_verdicts, again.of_verdicts),
        ("with any signal", stated.of_charts, again.of_charts),
        ("of weeks beyond limits", stated.of_points, again.of_points),
    )
    return tuple(within(f"{what} {name}", was, rate, AS_STATED) for name, was, rate in pairs)


def of_broken_assumptions() -> tuple[Goal, ...]:
    """What becomes of the false alarms where weeks are not independent, normal, and alike; no goal
    is set, since the stated rate does not hold there.
    """
    series = {
        "each week a third like the last": _autocorrelated,
        "a season of one standard deviation": _seasonal,
        "a Poisson count of 9": lambda draws, size: draws.poisson(9, size).astype(np.float64),
        "a count mended upwards by one standard deviation in mid-baseline": _mended,
    }
    return tuple(
        Goal(f"control chart, no change but {name}: share judged as changed", rate)
        for name, make in series.items()
        for rate in (alarms_in(_simulated(make), BASELINE).of_verdicts,)
    )


def _autocorrelated(draws: np.random.Generator, size: tuple[int, int]) -> Floats:
    share = 1 / 3
    rows = draws.standard_normal(size)
    for before, week in pairwise(range(size[1])):
        rows[:, week] = share * rows[:, before] + (1 - share**2) ** 0.5 * rows[:, week]
    return rows


def _seasonal(draws: np.random.Generator, size: tuple[int, int]) -> Floats:
    turn = 2 * np.pi * (np.arange(size[1]) / WITHIN_A_WAVE + draws.random((size[0], 1)))
    return draws.standard_normal(size) + np.sqrt(2) * np.sin(turn)


def _mended(draws: np.random.Generator, size: tuple[int, int]) -> Floats:
    return draws.standard_normal(size) + (np.arange(size[1]) >= BASELINE / 2)


def of_changes() -> tuple[Goal, ...]:
    """How often the changes that are planted in the made-up council would be found."""
    judged = []
    for name, of in INDICATORS.items():
        if not of.change:
            continue
        size = of.change / of.spread
        is_late = np.arange(BASELINE + LATER) >= BASELINE + LATER - of.change_weeks_ago
        rows = _simulated(_normal)[:500] + size * is_late
        share = np.mean([chart(row, BASELINE).change == np.sign(size) for row in rows])
        what = f"control chart, a change of {size:+.1f} standard deviations ({name}): share found"
        judged.append(Goal(what, float(share), low=0.75))
    return tuple(judged)


def of_the_council() -> tuple[Goal, ...]:
    """Indicators of several made-up councils: changes found, and changes where there is none."""
    right, wrong, changed, unchanged = 0, 0, 0, 0
    for trial in trials():
        frame = trial.council.frames["weekly_indicators"]
        for name, of in INDICATORS.items():
            values = frame.loc[frame["indicator"].eq(name)].sort_values("week")["value"]
            change = chart(values.to_numpy(np.float64), BASELINE).change
            if of.change:
                changed += 1
                right += change == np.sign(of.change)
            else:
                unchanged += 1
                wrong += change != 0
    councils = f"{len(SEEDS)} councils"
    most = unchanged * 3 * false_alarms(BASELINE, LATER).of_verdicts
    return (
        Goal(f"indicators of {councils}: share of {changed} changes found", right / changed, 0.75),
        Goal(
            f"indicators of {councils}: of {unchanged} unchanged, judged as changed", wrong, 0, most
        ),
    )


def of_queues() -> tuple[Goal, ...]:
    """Months to clear a queue, against the exact time of steady flows, and how often the range has
    the month in which another queue of the same flows cleared.
    """
    steady = months_to_clear(300, np.full(24, 60.0), np.full(24, 80.0), leaving_mean=80.0)
    draws, inside = np.random.default_rng(SEED), []
    for _ in range(60):
        past = draws.poisson(60, 24).astype(float), draws.poisson(80, 24).astype(float)
        low, _, high = months_to_clear(300, *past).months
        left = 300 + np.cumsum(draws.poisson(60, 120) - draws.poisson(80, 120))
        inside.append(low <= int(np.argmax(left <= 0)) + 1 <= high)
    what = "queue of 300 with 60 in and 80 out a month: months to clear"
    return (
        within(what, 15, steady.months[1], 0.1),
        Goal(
            "queues in 60 histories: share within their likely range", float(np.mean(inside)), 0.88
        ),
    )
