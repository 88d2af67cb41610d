"""How unusual a rate is among authorities, allowing for how much authorities differ from each other
anyway.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from hnb.stats.shapley import Floats

# plans, counted or expected; below it chance alone moves a rate by more than a quarter either way
FEWEST = 50
LEVEL = 0.95  # share of ordinary authorities expected within the limits


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
    """

    rates: pd.DataFrame
    centre_per_1000: float
    spread: float
    _error: float

    def limits(self, people: Floats) -> tuple[Floats, Floats]:
        """Lower and upper limits, per 1,000, for authorities of these many people: the lines of a
        chart.
        """
        centre = np.full(len(people), np.log(self.centre_per_1000 / 1000))
        both = _limits(centre, self.spread**2 + self._error**2, people, len(self.rates))
        return both[0] * 1000, both[1] * 1000


def _limits(
    centre: Floats, variance: Floats | float, people: Floats, used: int
) -> tuple[Floats, Floats]:
    from scipy.special import stdtrit

    chance = 1 / (
        people * np.exp(centre)
    )  # variance of the log of a Poisson count, at what is expected
    reach = stdtrit(used - 2, (1 + LEVEL) / 2) * np.sqrt(variance + chance)
    return np.exp(centre - reach), np.exp(centre + reach)


def fit(logs: Floats, chance: Floats, keep: Floats) -> tuple[Floats, Floats, Floats]:
    """Centre, variance between authorities and variance of the centre, for each row of `keep`
    (Paule and Mandel).
    """
    used = keep.sum(axis=1)
    low, high = np.zeros(len(keep)), np.full(len(keep), 4.0)

    def centre(between: Floats) -> tuple[Floats, Floats]:
        weight = keep / (chance + between[:, None])
        return weight, (weight * logs).sum(axis=1) / weight.sum(axis=1)

    for _ in range(40):
        middle = (low + high) / 2
        weight, mean = centre(middle)
        too_small = (weight * (logs - mean[:, None]) ** 2).sum(axis=1) > used - 1
        low, high = np.where(too_small, middle, low), np.where(too_small, high, middle)
    weight, mean = centre(low)
    return mean, low, 1 / weight.sum(axis=1)


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
    variance between is the estimate of Paule and Mandel (1982), J. Res. Natl Bur. Stand. 87,
    377-385; limits are prediction limits with Student's t on n - 2 degrees of freedom (Higgins,
    Thompson and Spiegelhalter 2009, J. R. Statist. Soc. A 172, 137-159). Each authority is judged
    by a fit without it. Additive against multiplied: Spiegelhalter (2005), Qual. Saf. Health Care
    14, 347-351.
    """
    held = (
        counts[["la_code", "plans", "people"]].astype("float64").query("plans > 0 and people > 0")
    )
    if len(held) < 10:
        return None
    plans, people = held["plans"].to_numpy(), held["people"].to_numpy()
    logs, chance, number = np.log(plans / people), 1 / plans, len(held)
    keep = np.vstack([np.ones(number), 1 - np.eye(number)])
    centre, between, error = fit(logs, chance, keep)
    low, high = _limits(centre[1:], between[1:] + error[1:], people, number - 1)
    place = np.where(
        plans / people > high, "above", np.where(plans / people < low, "below", "within")
    )
    place = np.where(np.minimum(plans, people * np.exp(centre[1:])) < FEWEST, "too small", place)
    rates = held.assign(
        la_code=held["la_code"].astype("int64"),
        rate_per_1000=plans / people * 1000,
        low=low * 1000,
        high=high * 1000,
        place=place,
    ).reset_index(drop=True)
    return Funnel(
        rates, float(np.exp(centre[0]) * 1000), float(np.sqrt(between[0])), float(np.sqrt(error[0]))
    )
