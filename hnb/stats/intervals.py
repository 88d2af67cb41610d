"""How uncertain a count is by chance alone, by exact intervals."""

from __future__ import annotations

from typing import NamedTuple


class Interval(NamedTuple):
    """The two ends of an interval, in the unit of what it is about."""

    low: float
    high: float

    def scaled(self, by: float) -> Interval:
        """The same interval in another unit."""
        return Interval(self.low * by, self.high * by)

    def moved(self, by: float) -> Interval:
        """The same interval about a value that is higher by so much."""
        return Interval(self.low + by, self.high + by)


def poisson(count: float, level: float = 0.95) -> Interval:
    """The exact interval for the mean of a Poisson count.

    Parameters
    ----------
    count : float
        What was counted, 0 or more.
    level : float
        Share of intervals that hold the mean, at least.

    Returns
    -------
    Interval
        In the unit of the count; `low` is 0 for a count of 0.

    Notes
    -----
    It says what chance alone would do to a count, and nothing of how authorities differ from each
    other. Garwood (1936), Biometrika 28, 437-442, by the inverse of the incomplete gamma function.
    """
    from scipy.special import gammaincinv

    tail = (1 - level) / 2
    low = float(gammaincinv(count, tail)) if count > 0 else 0.0
    return Interval(low, float(gammaincinv(count + 1, 1 - tail)))


def binomial(count: float, of: float, level: float = 0.95) -> Interval:
    """The exact interval for a share, from what was counted among so many.

    Parameters
    ----------
    count, of : float
        How many had it, of how many; 0 <= count <= of, and of above 0.
    level : float
        Share of intervals that hold the true share, at least.

    Returns
    -------
    Interval
        Shares, 0 to 1.

    Notes
    -----
    Clopper and Pearson (1934), Biometrika 26, 404-413.
    """
    from statsmodels.stats.proportion import proportion_confint

    low, high = proportion_confint(count, of, alpha=1 - level, method="beta")
    return Interval(float(low), float(high))
