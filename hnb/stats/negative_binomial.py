"""Predicting each unit's count from all the others: a negative binomial regression."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hnb.stats import Floats
from hnb.stats.ridge import LEVELS

# of the dispersion: where it starts, how close is close enough, and in how many steps
_START, _CLOSE, _MOST_STEPS = 0.05, 1e-6, 25
_NOTHING = 1e-10  # below this share of the largest, a direction does not differ between units


@dataclass(frozen=True)
class CountPredictions:
    """What is predicted for each unit, as a rate: count over people.

    `ends` has the low and the high end of the prediction interval at each of `LEVELS`: a row for
    each unit, a column for each level. Where the others give no regression, nothing is predicted
    (NaN).
    """

    values: Floats
    ends: Floats


@dataclass(frozen=True)
class Fit:
    """A regression: the logarithm of a rate by `slopes`, the first of them its level.

    `covariance` is that of the slopes. A count varies about its mean with the variance
    mean + `dispersion` * mean².
    """

    slopes: Floats
    covariance: Floats
    dispersion: float


def predict_each_from_the_others(
    design: Floats, counts: Floats, people: Floats
) -> CountPredictions:
    """The rate of each unit, predicted by a negative binomial regression on all the others.

    Parameters
    ----------
    design : array
        A row for each unit, a column for each measure.
    counts, people : array
        Of each unit: what was counted, among how many.

    Returns
    -------
    CountPredictions
        Rates, for each of the people.

    Notes
    -----
    Measures are made alike in spread, and the regression is fitted, among the others alone; what
    they cannot tell (a measure that is the same for all of them, or follows from others) moves
    nothing. The interval is that of a count as such a regression lets it vary, about a mean that is
    not known exactly: the variance of its logarithm is added to the dispersion.
    """
    from scipy.stats import nbinom

    values = np.full(len(counts), np.nan)
    ends = np.full((len(counts), len(LEVELS), 2), np.nan)
    for unit in range(len(counts)):
        others = np.delete(design, unit, 0)
        centre, spread = others.mean(axis=0), others.std(axis=0)
        spread = np.where(spread > 0, spread, 1.0)
        _, sizes, right = np.linalg.svd((others - centre) / spread, full_matrices=False)
        axes = right[sizes > _NOTHING * sizes.max(initial=0)].T
        fitted = fit(
            (others - centre) / spread @ axes, np.delete(counts, unit), np.delete(people, unit)
        )
        if fitted is None:
            continue
        here = np.concatenate([[1.0], (design[unit] - centre) / spread @ axes])
        values[unit] = np.exp(here @ fitted.slopes)
        unsure = here @ fitted.covariance @ here
        dispersion = fitted.dispersion * (1 + unsure) + unsure
        mean, size = values[unit] * people[unit], 1 / dispersion
        tails = (1 - np.array(LEVELS)) / 2
        both = np.column_stack([tails, 1 - tails])
        ends[unit] = nbinom.ppf(both, size, size / (size + mean)) / people[unit]
    return CountPredictions(values, ends)


def fit(design: Floats, counts: Floats, people: Floats) -> Fit | None:
    """A negative binomial regression of counts, with the logarithm of people as offset.

    Parameters
    ----------
    design : array
        A row for each unit, a column for each measure, without one for the level; none follows
        from others.
    counts, people : array
        Of each unit.

    Returns
    -------
    Fit or None
        None where there are fewer than two units for each slope, or one is so unlike the others
        (a hundred times their rate) that the regression settles nowhere.

    Notes
    -----
    The dispersion is the one with which Pearson's chi-square is what it should be, its degrees of
    freedom (Breslow 1984, Applied Statistics 33, 38-44): the likeliest one is too small where there
    are many slopes. Where counts vary no more than by chance it is near zero.
    """
    columns = np.column_stack([np.ones(len(counts)), design])
    if len(counts) < 2 * columns.shape[1]:
        return None
    try:
        # steps that lead nowhere overflow before they are refused
        with np.errstate(all="ignore"):
            return _fit(columns, counts, people)
    except (ValueError, np.linalg.LinAlgError):
        return None


def _fit(columns: Floats, counts: Floats, people: Floats) -> Fit:
    """The regression, with dispersion and slopes fitted in turn until neither moves."""
    from statsmodels.genmod.families import NegativeBinomial
    from statsmodels.genmod.generalized_linear_model import GLM

    freedom, dispersion = len(counts) - columns.shape[1], _START
    # the slopes of the logarithm are near: from further away the steps of GLM may lead nowhere
    start = np.linalg.lstsq(columns, np.log(np.maximum(counts, 0.5) / people), rcond=None)[0]
    for _ in range(_MOST_STEPS):
        family = NegativeBinomial(alpha=dispersion)
        result = GLM(counts, columns, family=family, offset=np.log(people)).fit(start_params=start)
        start, before = result.params, dispersion
        dispersion = _dispersion(counts, result.fittedvalues, freedom)
        if abs(dispersion - before) <= _CLOSE * before:
            break
    return Fit(result.params, result.cov_params(), dispersion)


def _dispersion(counts: Floats, means: Floats, freedom: float) -> float:
    """The dispersion with which Pearson's chi-square is its degrees of freedom; near zero where
    none is small enough.
    """
    from scipy.optimize import brentq

    squares, least = (counts - means) ** 2, 1e-9
    most = (squares / means**2).sum() / freedom

    def excess(dispersion: float) -> float:
        return float((squares / (means + dispersion * means**2)).sum() - freedom)

    return float(brentq(excess, least, most)) if excess(least) > 0 else least
