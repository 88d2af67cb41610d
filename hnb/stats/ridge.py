"""Predicting each unit from all the others: a ridge regression, and how far off it may be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hnb.stats import Floats

PENALTIES = np.geomspace(0.1, 10_000, 40)
LEVELS = (0.95, 0.80)


@dataclass(frozen=True)
class Predictions:
    """What is predicted for each unit, and how far off that may be.

    `half_widths` has half the width of the prediction interval at each of `LEVELS`, a column each.
    """

    values: Floats
    half_widths: Floats


def predict_each_from_the_others(design: Floats, outcome: Floats) -> Predictions:
    """The outcome of each unit, predicted by a ridge regression on all the others.

    Parameters
    ----------
    design : array
        A row for each unit, a column for each measure.
    outcome : array
        Of each unit.

    Returns
    -------
    Predictions
        In the unit of the outcome.

    Notes
    -----
    For each unit measures are made alike in spread, the penalty is chosen and errors are measured
    among the others alone: the penalty with the least error when each of them is left out in turn
    (Golub, Heath and Wahba 1979, Technometrics 21, 215-223), and the interval from the sizes of
    those errors (the jackknife of Barber and others 2021, Ann. Statist. 49, 486-507), so nothing is
    assumed of their distribution.
    """
    values = np.empty(len(outcome))
    half_widths = np.empty((len(outcome), len(LEVELS)))
    for unit in range(len(outcome)):
        others, outcomes = np.delete(design, unit, 0), np.delete(outcome, unit)
        centre, spread = others.mean(axis=0), others.std(axis=0)
        spread = np.where(spread > 0, spread, 1.0)
        left, sizes, right = np.linalg.svd((others - centre) / spread, full_matrices=False)
        along = left.T @ (outcomes - outcomes.mean())
        shrunk = sizes[:, None] ** 2 / (sizes[:, None] ** 2 + PENALTIES)
        leverage = left**2 @ shrunk + 1 / len(outcomes)
        residuals = (outcomes - outcomes.mean())[:, None] - left @ (shrunk * along[:, None])
        errors = np.abs(residuals) / (1 - leverage)
        best = int(np.argmin((errors**2).mean(axis=0)))
        slopes = right.T @ (sizes / (sizes**2 + PENALTIES[best]) * along)
        values[unit] = outcomes.mean() + (design[unit] - centre) / spread @ slopes
        ranks = np.ceil(np.array(LEVELS) * (len(outcomes) + 1)).astype(int)
        half_widths[unit] = np.sort(errors[:, best])[np.minimum(ranks, len(outcomes)) - 1]
    return Predictions(values, half_widths)


def explained(outcome: Floats, predicted: Floats) -> float:
    """Share of the variation that is predicted: 1 less squared errors over those of the mean of all
    the others.
    """
    others = (outcome.sum() - outcome) / (len(outcome) - 1)
    return float(1 - ((outcome - predicted) ** 2).sum() / ((outcome - others) ** 2).sum())
