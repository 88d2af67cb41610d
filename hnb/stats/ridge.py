"""Predicting each authority from all the others: a ridge regression, and how far off it may be."""

from __future__ import annotations

import numpy as np

from hnb.stats.shapley import Floats

PENALTIES = np.geomspace(0.1, 10_000, 40)
LEVELS = (0.95, 0.80)


def held_out(design: Floats, logs: Floats) -> tuple[Floats, Floats]:
    """The log rate predicted for each authority by a ridge regression on all the others, and how
    far off it may be.

    Parameters
    ----------
    design : array
        A row an authority, a column a measure.
    logs : array
        Log of each authority's rate.

    Returns
    -------
    tuple of array
        Predictions; and half the width of the interval at each of `LEVELS`, a column each.

    Notes
    -----
    For each authority measures are made alike in spread, the penalty is chosen and errors are
    measured among the others alone: the penalty with the least error when each of them is left out
    in turn (Golub, Heath and Wahba 1979, Technometrics 21, 215-223), and the interval from the
    sizes of those errors (the jackknife of Barber and others 2021, Ann. Statist. 49, 486-507), so
    nothing is assumed of their distribution.
    """
    predicted, half = np.empty(len(logs)), np.empty((len(logs), len(LEVELS)))
    for place in range(len(logs)):
        kept, known = np.delete(design, place, 0), np.delete(logs, place)
        centre, spread = kept.mean(axis=0), kept.std(axis=0)
        spread = np.where(spread > 0, spread, 1.0)
        left, sizes, right = np.linalg.svd((kept - centre) / spread, full_matrices=False)
        along = left.T @ (known - known.mean())
        shrunk = sizes[:, None] ** 2 / (sizes[:, None] ** 2 + PENALTIES)
        leverage = left**2 @ shrunk + 1 / len(known)
        errors = np.abs((known - known.mean())[:, None] - left @ (shrunk * along[:, None])) / (
            1 - leverage
        )
        best = int(np.argmin((errors**2).mean(axis=0)))
        slopes = right.T @ (sizes / (sizes**2 + PENALTIES[best]) * along)
        predicted[place] = known.mean() + (design[place] - centre) / spread @ slopes
        ranks = [min(int(np.ceil(level * (len(known) + 1))), len(known)) - 1 for level in LEVELS]
        half[place] = np.sort(errors[:, best])[ranks]
    return predicted, half


def explained(logs: Floats, predicted: Floats) -> float:
    """Share of the variation that is predicted: 1 less squared errors over those of the mean of all
    the others.
    """
    others = (logs.sum() - logs) / (len(logs) - 1)
    return float(1 - ((logs - predicted) ** 2).sum() / ((logs - others) ** 2).sum())
