"""How unusual a rate is among authorities, given how much they differ from each other anyway."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from hnb.stats import Floats

# plans, counted or expected; below it chance alone moves a rate by more than a quarter either way
FEWEST_PLANS = 50
FEWEST_UNITS = 10  # with a count; with fewer, no limits can be set
SHARE_WITHIN = 0.95  # share of ordinary authorities expected within the limits


@dataclass(frozen=True)
class Funnel:
    """Rates, and the limits within which an ordinary authority of each size is expected.

    Parameters
    ----------
    rates : DataFrame
        One row an authority: `la_code`, `plans`, `people`, `rate_per_1000`; `low` and `high`, the
        limits that all *other* authorities set for it (per 1,000); `place`: within, above, below,
        or too small.
    centre_per_1000 : float
        The middle of all authorities' rates.
    spread : float
        Standard deviation of the log of the rate between authorities, beyond chance.
    error : float
        Standard error of the log of the centre.
    """

    rates: pd.DataFrame
    centre_per_1000: float
    spread: float
    error: float

    def limits(self, people: Floats) -> tuple[Floats, Floats]:
        """Lower and upper limits, per 1,000, for authorities of these many people: the lines of a
        chart.
        """
        centre = np.full(len(people), np.log(self.centre_per_1000 / 1000))
        variance = np.full(len(people), self.spread**2 + self.error**2)
        low, high = _limits(centre, variance, people, len(self.rates))
        return low * 1000, high * 1000


class Spread(NamedTuple):
    """The centre of what varies by chance and beyond it, the variance beyond chance, and the
    variance of the centre.
    """

    centre: Floats
    between: Floats
    of_centre: Floats


def paule_mandel(logs: Floats, chance: Floats, keep: Floats) -> Spread:
    """How far units differ beyond chance.

    Parameters
    ----------
    logs, chance : array
        What varies, by unit, and its variance by chance.
    keep : array
        A row for each estimate, a column for each unit: 1 where the unit is used in it, else 0.

    Returns
    -------
    Spread
        Each an array with a value for each row of `keep`.

    Notes
    -----
    The variance between units is the one at which their weighted squared distances from the centre
    are as large as expected (Paule and Mandel 1982, J. Res. Natl Bur. Stand. 87, 377-385), found
    by halving an interval.
    """
    used = keep.sum(axis=1)
    low, high = np.zeros(len(keep)), np.full(len(keep), 4.0)
    for _ in range(40):
        middle = (low + high) / 2
        weight, centre = _weighted_mean(logs, chance, keep, middle)
        too_small = (weight * (logs - centre[:, None]) ** 2).sum(axis=1) > used - 1
        low, high = np.where(too_small, middle, low), np.where(too_small, high, middle)
    weight, centre = _weighted_mean(logs, chance, keep, low)
    return Spread(centre, low, 1 / weight.sum(axis=1))


def _weighted_mean(
    logs: Floats, chance: Floats, keep: Floats, between: Floats
) -> tuple[Floats, Floats]:
    """The weight of each unit, and the centre, given the variance between units."""
    weight = keep / (chance + between[:, None])
    return weight, (weight * logs).sum(axis=1) / weight.sum(axis=1)


def _limits(centre: Floats, variance: Floats, people: Floats, used: int) -> tuple[Floats, Floats]:
    """Prediction limits of a rate, given the variance of its log beyond chance."""
    from scipy.special import stdtrit

    chance = 1 / (people * np.exp(centre))  # variance of the log of a count, at what is expected
    reach = stdtrit(used - 2, (1 + SHARE_WITHIN) / 2) * np.sqrt(variance + chance)
    return np.exp(centre - reach), np.exp(centre + reach)


def funnel(counts: pd.DataFrame) -> Funnel | None:
    """Over-dispersed limits for every authority's rate, each set by all the others.

    Parameters
    ----------
    counts : DataFrame
        One row an authority for one January: `la_code`, `plans`, `people`; rows without either are
        left out.

    Returns
    -------
    Funnel or None
        None where fewer than ten authorities have a rate.

    Notes
    -----
    The log of an authority's rate varies about a common centre by chance (variance one over the
    plans expected) and, beyond chance, by a variance common to all authorities, added to it: so the
    limits stay apart for the largest too, where a multiplied Poisson variance would close them. The
    variance between is that of `paule_mandel`; limits are prediction limits with Student's t on
    n - 2 degrees of freedom (Higgins, Thompson and Spiegelhalter 2009, J. R. Statist. Soc. A 172,
    137-159). Each authority is judged by a fit without it. Additive against multiplied:
    Spiegelhalter (2005), Qual. Saf. Health Care 14, 347-351.
    """
    counts = counts[["la_code", "plans", "people"]].astype("float64")
    counts = counts.query("plans > 0 and people > 0")
    number = len(counts)
    if number < FEWEST_UNITS:
        return None
    plans, people = counts["plans"].to_numpy(), counts["people"].to_numpy()
    rate = plans / people
    all_then_without_each = np.vstack([np.ones(number), 1 - np.eye(number)])
    spread = paule_mandel(np.log(rate), 1 / plans, all_then_without_each)
    centre, variance = spread.centre[1:], spread.between[1:] + spread.of_centre[1:]
    low, high = _limits(centre, variance, people, number - 1)
    place = np.where(rate > high, "above", np.where(rate < low, "below", "within"))
    too_small = np.minimum(plans, people * np.exp(centre)) < FEWEST_PLANS
    rates = counts.assign(
        la_code=counts["la_code"].astype("int64"),
        rate_per_1000=rate * 1000,
        low=low * 1000,
        high=high * 1000,
        place=np.where(too_small, "too small", place),
    )
    return Funnel(
        rates=rates.reset_index(drop=True),
        centre_per_1000=float(np.exp(spread.centre[0]) * 1000),
        spread=float(np.sqrt(spread.between[0])),
        error=float(np.sqrt(spread.of_centre[0])),
    )
