"""Quartiles of a wait, with the cases that are still waiting taken into account."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hnb.stats import Floats

QUARTERS = (0.25, 0.5, 0.75)
CLOSE = 1e-9  # a share that equals its level but for rounding has reached it


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
    lengths: Floats, ended: NDArray[np.bool_], shares: tuple[float, ...] = QUARTERS
) -> tuple[Wait, ...]:
    """By when each share of cases has come to its end, by Kaplan and Meier.

    Parameters
    ----------
    lengths : array
        How long each case has lasted so far.
    ended : array of bool
        Whether it came to the end that is waited for; any other case is censored at its length.
    shares : tuple of float
        Shares of cases, each between 0 and 1.

    Notes
    -----
    A share is reached at the first length at which the estimated share of cases that still wait is
    no higher than the rest. Censoring is taken to say nothing about when a case would have ended.
    Interval: Brookmeyer and Crowley (1982), Biometrics 38, 29-41, on the scale log(-log S).
    """
    from statsmodels.duration.survfunc import SurvfuncRight

    if not ended.any():
        return tuple(Wait(share, np.nan, np.nan, np.nan) for share in shares)
    fitted = SurvfuncRight(lengths, ended.astype(int))
    reached = []
    for share in shares:
        at_most = np.flatnonzero(fitted.surv_prob <= 1 - share + CLOSE)
        length = float(fitted.surv_times[at_most[0]]) if len(at_most) else np.nan
        # where nobody waits any longer the scale has no value; such a length is not a limit
        with np.errstate(divide="ignore", invalid="ignore"):
            low, high = fitted.quantile_ci(share)
        reached.append(Wait(share, length, float(low), float(high)))
    return tuple(reached)
