"""Quartiles of a wait, with the cases that are still waiting taken into account."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hnb.stats import Floats

QUARTERS = (0.25, 0.5, 0.75)
CLOSE = 1e-9  # a share that equals its level but for rounding has reached it
DEVIATE = 1.959964  # of a 95% interval


@dataclass(frozen=True)
class Wait:
    """By when a share of cases has come to its end.

    Parameters
    ----------
    share : float
        The share of cases, such as a half.
    length : float
        Length of the wait in the unit that was given; not a number where the share is not reached.
    low, high : float
        Limits of the 95% confidence interval; `high` is infinite where the data set no upper one.
    """

    share: float
    length: float
    low: float
    high: float


def waits(
    lengths: Floats,
    ended: NDArray[np.bool_],
    otherwise: NDArray[np.bool_] | None = None,
    *,
    shares: tuple[float, ...] = QUARTERS,
) -> tuple[Wait, ...]:
    """By when each share of the cases that come to an end has done so.

    Parameters
    ----------
    lengths : array
        How long each case has lasted so far.
    ended : array of bool
        Whether it came to the end that is waited for.
    otherwise : array of bool, optional
        Whether it came to another end, so that the first will never come. A case that is in neither
        is open, and censored at its length.
    shares : tuple of float
        Shares of cases, each between 0 and 1.

    Notes
    -----
    The cumulative incidence of Aalen and Johansen (1978), Scand. J. Statist. 5, 141-150, over what
    is left when those that ended otherwise are taken away: cases that are open beyond the longest
    length are taken to come to the end that is waited for. Where none ended otherwise it is the
    estimate of Kaplan and Meier. Being open is taken to say nothing about a case but how long ago
    it began; of cases that ended otherwise nothing is taken, while Kaplan and Meier's estimate
    with them censored would take them to be as far from their end as those that go on.

    Interval: Brookmeyer and Crowley (1982), Biometrics 38, 29-41, on the scale log(-log S). The
    variance is that of the cumulative incidence, times what makes it binomial among those that came
    to the end if none is open.
    """
    from statsmodels.duration.survfunc import CumIncidenceRight

    if not ended.any():
        return tuple(Wait(share, np.nan, np.nan, np.nan) for share in shares)
    other_end = np.zeros(len(lengths), bool) if otherwise is None else otherwise
    # where all have ended there is no variance
    with np.errstate(divide="ignore", invalid="ignore"):
        fitted = CumIncidenceRight(lengths, np.where(ended, 1, np.where(other_end, 2, 0)))
        never = fitted.cinc[1][-1] if len(fitted.cinc) > 1 else 0.0
        is_end = np.diff(fitted.cinc[0], prepend=0) > 0
        reached = fitted.cinc[0][is_end] / (1 - never)
        binomial = (1 - reached) / (1 - reached * (1 - never))
        error = fitted.cinc_se[0][is_end] / (1 - never) * np.sqrt(np.maximum(binomial, 0))
    times = fitted.times[is_end]
    return tuple(_wait(times, reached, error, share=share) for share in shares)


def _wait(times: Floats, reached: Floats, error: Floats, *, share: float) -> Wait:
    """The first time at which a share is reached, and the times at which it may be."""
    at_least = np.flatnonzero(reached >= share - CLOSE)
    length = float(times[at_least[0]]) if len(at_least) else np.nan
    rest = 1 - reached
    # where all have ended the scale has no value, and the time is no limit
    with np.errstate(divide="ignore", invalid="ignore"):
        distance = np.log(-np.log(rest)) - np.log(-np.log(1 - share))
        possible = np.flatnonzero(np.abs(distance * rest * np.log(rest) / error) <= DEVIATE)
    if not len(possible):
        return Wait(share, length, np.nan, np.nan)
    last = possible[-1] + 1
    high = float(times[last]) if last < len(times) else np.inf
    return Wait(share, length, float(times[possible[0]]), high)
