"""How uncertain a count is by chance alone, by exact intervals, and a sum of skewed amounts."""

from __future__ import annotations

from typing import NamedTuple

SYMMETRIC = 1e-6  # a skewness below it is none


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


def of_skewed(
    value: float, standard_error: float, skewness: float, level: float = 0.95
) -> Interval:
    """The interval for a mean or a sum of amounts of which few are large.

    Parameters
    ----------
    value, standard_error : float
        What was estimated from a sample and its standard error, in one unit.
    skewness : float
        Of the estimate: of a mean, that of the amounts over the root of their number; of a sum of
        a number that is itself by chance, their cubes' sum over their squares' sum to the 3/2.
    level : float
        Share of intervals that hold the true value, in large samples.

    Returns
    -------
    Interval
        In the unit of the value; `low` is never below zero.

    Notes
    -----
    Hall (1992), J. R. Statist. Soc. B 54, 221-228: the cubic transformation that takes the
    skewness out of a studentised mean, undone at the ends of a normal interval. Unlike a bootstrap
    it needs no random number, so that two runs give one interval.
    """
    from scipy.special import ndtri

    high = float(ndtri((1 + level) / 2))
    ends = [value - standard_error * _transformed_back(end, skewness) for end in (high, -high)]
    return Interval(max(ends[0], 0.0), ends[1])


def _transformed_back(deviate: float, skewness: float) -> float:
    """The studentised value that the transformation takes to a normal deviate."""
    from numpy import cbrt

    if abs(skewness) < SYMMETRIC:
        return deviate
    return float(3 / skewness * (cbrt(1 + skewness * (deviate - skewness / 6)) - 1))
