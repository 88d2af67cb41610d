"""Synthetic controls: the mix of other authorities whose past is most like one authority's own."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from hnb.stats import Floats


def weights(donors: Floats, treated: Floats) -> Floats:
    """Weights of zero or more, adding up to one, with the least sum of squares of `treated -
    weights @ donors`.

    Parameters
    ----------
    donors : ndarray
        Donor × period.
    treated : ndarray
        Period.

    Notes
    -----
    Since weights add up to one, the error is that of `donors - treated`, mixed. For any mix of
    total t and loss f at total one, `t² f + (t - 1)²` is least at `f / (1 + f)`, which grows with
    f: non-negative least squares with one more row of ones, scaled to add up to one, gives the
    least loss exactly (Lawson and Hanson, 1974).
    """
    from scipy.optimize import nnls

    away = (donors - treated).T
    size = float(np.sqrt(np.mean(away**2))) or 1.0
    mix, _ = nnls(
        np.vstack([away / size, np.ones(len(donors))]), np.append(np.zeros(len(treated)), 1.0)
    )
    return np.asarray(mix / mix.sum(), float)


def shortfall(donors: Floats, treated: Floats, mix: Floats) -> float:
    """The most by which the loss can be above the least possible, over the loss of equal weights;
    zero at the best.

    The gap between the loss and its dual bound (Frank and Wolfe, 1956): it is zero exactly where no
    weight could be moved from one donor to another to any gain, the Karush, Kuhn and Tucker
    conditions on these weights.
    """
    away = donors - treated
    slope = away @ (mix @ away)
    return float(2 * (mix @ slope - np.min(slope)) / np.sum(away.mean(axis=0) ** 2))


def mixes(
    values: pd.DataFrame, start: int, treated: Iterable[int], without: Iterable[int] = ()
) -> pd.DataFrame:
    """Weight of every unit in the synthetic control of each treated one: treated unit × unit.

    Parameters
    ----------
    values : DataFrame
        Unit × January, none missing; weights are fitted on the changes since `start` in the
        Januaries before it.
    start : int
        The last January before the programme.
    treated : iterable of int
        Units to mix a control for, one row each.
    without : iterable of int
        Units that are in no control; a unit is never in its own.
    """
    past = values[[january for january in values if int(str(january)) < start]]
    changes = past.sub(values[start], axis=0).to_numpy(float)
    can_be_donor = ~values.index.isin(list(without))
    units = list(treated)
    mix = np.zeros((len(units), len(values)))
    for row, unit in enumerate(units):
        is_unit = np.asarray(values.index == unit)
        is_donor = can_be_donor & ~is_unit
        mix[row, is_donor] = weights(changes[is_donor], changes[is_unit][0])
    return pd.DataFrame(mix, units, values.index)


def gaps(values: pd.DataFrame, start: int, mix: pd.DataFrame) -> pd.DataFrame:
    """What came less what each treated unit's mix of others had, both as changes since `start`:
    treated unit × January.
    """
    since = values.sub(values[start], axis=0)
    return since.loc[mix.index] - mix @ since
