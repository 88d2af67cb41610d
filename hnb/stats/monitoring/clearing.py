"""How long a queue takes to clear, from counts that come in and go out in each month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from hnb.stats import Floats

DRAWS, SEED = 4_000, 20_261_130
LONGEST = 120  # months that are simulated
LIKELY = (0.025, 0.5, 0.975)


@dataclass(frozen=True)
class Clearing:
    """Months until a queue is cleared.

    Parameters
    ----------
    months : tuple of float
        The low end, the middle and the high end of the likely range; infinite where the queue is
        not cleared within ten years.
    never : float
        Share of the simulated queues that is not.
    """

    months: tuple[float, float, float]
    never: float


def months_to_clear(
    queue: float, arriving: Floats, leaving: Floats, *, leaving_mean: float | None = None
) -> Clearing:
    """Months until nobody waits, if both flows go on as in their history.

    Parameters
    ----------
    queue : float
        How many wait beyond what is to remain.
    arriving, leaving : ndarray
        Counts of past months, at least two of each.
    leaving_mean : float, optional
        Another number a month that leave, in place of the mean of the past.

    Notes
    -----
    Monthly counts are negative binomial with the variance of the past, or Poisson where the past
    varies less. The mean of each flow is itself uncertain: it is drawn from a normal distribution
    with the standard error of the past mean. A chosen capacity is taken as known. Months are
    independent; a season or a trend makes the range too narrow.
    """
    draws = np.random.default_rng(SEED)
    into = _drawn_counts(draws, arriving, None)
    out = _drawn_counts(draws, leaving, leaving_mean)
    left = queue + np.cumsum(into - out, axis=1)
    is_clear = left <= 0
    months = np.where(is_clear.any(axis=1), is_clear.argmax(axis=1) + 1.0, np.inf)
    if queue <= 0:
        months = np.zeros(DRAWS)
    low, middle, high = np.quantile(months, LIKELY, method="inverted_cdf")
    never = float(np.isinf(months).mean())
    return Clearing((float(low), float(middle), float(high)), never)


def _drawn_counts(draws: np.random.Generator, past: Floats, mean: float | None) -> Floats:
    """Simulated counts: draw × month."""
    spread = float(past.var(ddof=1))
    usual = float(past.mean())
    if mean is None:
        error = np.sqrt(max(spread, usual) / len(past))
        means = np.maximum(usual + error * draws.standard_normal(DRAWS), 1e-9)
    else:
        means = np.full(DRAWS, max(mean, 1e-9))
    excess = max(spread - usual, 0.0) / max(usual, 1e-9) ** 2  # of the variance, over mean²
    by_month = np.repeat(means[:, np.newaxis], LONGEST, axis=1)
    if excess > 0:
        by_month = draws.gamma(1 / excess, by_month * excess)
    return draws.poisson(by_month).astype(np.float64)


def staff_needed(demand: float, done: Floats, staff: Floats) -> tuple[float, float, float] | None:
    """People needed to do a number of cases a month: low end, estimate, high end.

    Parameters
    ----------
    demand : float
        Cases a month.
    done, staff : ndarray
        Cases done and people in post, of the same past months.

    Returns
    -------
    tuple or None
        None where there are fewer than six months, or nobody did anything.

    Notes
    -----
    Cases for each person in a month are the ratio of both sums; its standard error is that of a
    ratio estimate (Cochran 1977, Sampling Techniques, section 6.3), with a t distribution.
    """
    from scipy.stats import t

    months, people = len(done), float(staff.sum())
    if months < 6 or people <= 0 or done.sum() <= 0:
        return None
    ratio = float(done.sum()) / people
    residuals = done - ratio * staff
    error = float(np.sqrt((residuals**2).sum() / (months - 1) / months)) / (people / months)
    reach = float(t.ppf(0.975, months - 1)) * error
    slow = max(ratio - reach, ratio / 10)
    return demand / (ratio + reach), demand / ratio, demand / slow
