"""Charts of individual values and moving ranges (XmR), with run rules and their false alarms."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hnb.stats import Floats

TO_LIMITS = 2.66  # times the mean moving range: 3 / 1.128
BACK = 2  # values in a row on the other side of the centre, by which a signal is over
RUN = 9  # values in a row on one side of the centre
FEWEST = 8  # values of a baseline, for limits that mean anything
DRAWS, SEED = 20_000, 19_260_101


@dataclass(frozen=True)
class Chart:
    """A series with the centre and limits of its baseline, and the signals after it.

    Parameters
    ----------
    values : ndarray
        In order of time.
    baseline : int
        How many values, from the first, the centre and the limits are of.
    centre, low, high : float
        Mean of the baseline, and the limits.
    beyond : ndarray
        -1, 0 or 1 by value: below the limits, within them, above them; 0 in the baseline.
    runs : ndarray
        The same for the last of `RUN` values in a row below or above the centre, all of them after
        the baseline.
    """

    values: Floats
    baseline: int
    centre: float
    low: float
    high: float
    beyond: NDArray[np.int64]
    runs: NDArray[np.int64]

    @property
    def signals(self) -> NDArray[np.int64]:
        """-1, 0 or 1 by value; a value beyond the limits goes before a run."""
        return np.where(self.beyond != 0, self.beyond, self.runs)

    @property
    def change(self) -> int:
        """The side of the last signal, 1 above or -1 below, if it is still so; else 0."""
        away = (self.values - self.centre)[np.newaxis, :]
        return int(_standing(self.signals[np.newaxis, :], np.sign(away))[0])


def chart(values: Floats, baseline: int) -> Chart:
    """The chart of a series whose first values are the baseline.

    Parameters
    ----------
    values : ndarray
        Two values of a baseline at least.
    baseline : int
        How many values the centre and limits are of.

    Notes
    -----
    Limits are the mean of the baseline and 2.66 times its mean moving range on either side. They
    stay as they are for later values. Two rules, of values after the baseline: one beyond the
    limits, and nine in a row on one side of the centre (Wheeler and Chambers 1992, Understanding
    Statistical Process Control; Nelson 1984, Journal of Quality Technology 16, 237-239). A signal
    is over (`Chart.change`) once two values in a row are on the other side of the centre: a month
    out of the ordinary is no change of level.
    """
    rows = values[np.newaxis, :]
    centre, width = _limits(rows[:, :baseline])
    beyond, runs = _signals(rows, baseline, centre, width)
    middle, reach = float(centre[0]), float(width[0])
    return Chart(values, baseline, middle, middle - reach, middle + reach, beyond[0], runs[0])


def _limits(baselines: Floats) -> tuple[Floats, Floats]:
    """Centre and distance to the limits, of each series (a row)."""
    return baselines.mean(axis=1), TO_LIMITS * np.abs(np.diff(baselines, axis=1)).mean(axis=1)


def _signals(
    rows: Floats, baseline: int, centre: Floats, width: Floats
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    away = rows - centre[:, np.newaxis]
    sides = np.sign(away).astype(np.int64)
    sides[:, :baseline] = 0
    beyond = np.where(np.abs(away) > width[:, np.newaxis], sides, 0)
    runs = np.zeros_like(sides)
    for last in range(baseline + RUN - 1, rows.shape[1]):
        total = sides[:, last - RUN + 1 : last + 1].sum(axis=1)
        runs[:, last] = np.where(np.abs(total) == RUN, np.sign(total), 0)
    return beyond, runs


def _standing(signals: NDArray[np.int64], sides: Floats) -> NDArray[np.int64]:
    """The side of the signal that is not over by the last value, of each series; 0 without one."""
    state = np.zeros(len(signals), dtype=np.int64)
    for last in range(signals.shape[1]):
        latest = sides[:, max(last - BACK + 1, 0) : last + 1]
        is_over = (latest == -state[:, np.newaxis]).all(axis=1)
        state = np.where(is_over, 0, state)
        state = np.where(signals[:, last] != 0, signals[:, last], state)
    return state


@dataclass(frozen=True)
class FalseAlarms:
    """How often a series that has not changed has a signal.

    Parameters
    ----------
    of_verdicts : float
        Share of charts with a signal that is not over by the last value.
    of_charts : float
        Share of charts with a signal anywhere after the baseline, by either rule.
    of_points : float
        Share of values after the baseline that are beyond the limits.
    """

    of_verdicts: float
    of_charts: float
    of_points: float


def alarms_in(rows: Floats, baseline: int) -> FalseAlarms:
    """Signals in many series (a row each) at once."""
    centre, width = _limits(rows[:, :baseline])
    beyond, runs = _signals(rows, baseline, centre, width)
    signals = np.where(beyond != 0, beyond, runs)
    standing = _standing(signals, np.sign(rows - centre[:, np.newaxis]))
    return FalseAlarms(
        of_verdicts=float((standing != 0).mean()),
        of_charts=float((signals != 0).any(axis=1).mean()),
        of_points=float((beyond[:, baseline:] != 0).mean()),
    )


@lru_cache(maxsize=256)
def false_alarms(baseline: int, later: int) -> FalseAlarms:
    """How often independent normal values without a change have a signal.

    Parameters
    ----------
    baseline, later : int
        Values of the baseline, from which centre and limits are estimated, and values after it.

    Notes
    -----
    Simulated, with a fixed seed: 20,000 charts, so that a share of 20% is known to within 0.6
    percentage points. With limits that are known, 0.27% of values are beyond them.
    """
    draws = np.random.default_rng(SEED).standard_normal((DRAWS, baseline + later))
    return alarms_in(draws, baseline)
