"""Limits around forecasts: the error that all units share in a year and each unit's own, put
together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hnb.stats import Floats
from hnb.stats.forecasting import backlog

QUANTILE_LEVELS = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
# q025, q10, q25, q50 …
QUANTILES = tuple(f"q{f'{level:g}'[2:].ljust(2, '0')}" for level in QUANTILE_LEVELS)

# a year's common error grows with this power of the years: half-way from passing (½) to lasting (1)
LASTING = 0.75
_PLACES = np.linspace(0, 1, 21)  # by size: the smallest unit 0, the largest 1
_NEAR = 0.12  # spread of the kernel over places by size


def offsets(errors: pd.DataFrame, sizes: pd.DataFrame, common: Floats, horizon: int) -> Floats:
    """Quantiles of the error, the common part of a year and the unit's own part put together.

    Parameters
    ----------
    errors : DataFrame
        Unit × origin: log of the outcome over what was expected, `horizon` years ahead.
    sizes : DataFrame
        Unit × origin: count at the origin.
    common : ndarray
        Average error one year ahead, by origin: the part that all units share.

    Returns
    -------
    ndarray
        Place by size (smallest to largest, 21 steps) × `QUANTILE_LEVELS`.

    Notes
    -----
    The unit's own part is scaled by the mean size of error among units of like rank by size (a
    Gaussian kernel), its shape is that of all scaled errors. The common part is Student's t on as
    many degrees of freedom as there were years, less one; its scale is the median size of the
    common errors, so that one reform does not set it.
    """
    of_units = _own_errors(errors - errors.mean(), sizes)
    return _put_together(
        of_units.scale, np.quantile(of_units.scaled, backlog.POINTS), common, horizon
    )


def offsets_by_class(
    errors: pd.DataFrame,
    sizes: pd.DataFrame,
    classes: pd.DataFrame,
    *,
    common: Floats,
    horizon: int,
) -> Floats:
    """As `offsets`, with a shape of their own for units of each class: class × place × level.

    Parameters
    ----------
    errors, classes : DataFrame
        Unit × origin: what is left after the shift of its class, and the place in
        `backlog.CLASSES`.
    """
    of_units = _own_errors(errors, sizes)
    by_class = backlog.shapes(of_units.scaled, classes.to_numpy().ravel()[of_units.is_known])
    return np.stack([_put_together(of_units.scale, shape, common, horizon) for shape in by_class])


@dataclass(frozen=True)
class _OwnErrors:
    """The errors of units alone: their mean size by place, and each over the one of its place.

    `is_known` says which of all errors, unit by unit, are among `scaled`.
    """

    scale: Floats
    scaled: Floats
    is_known: NDArray[np.bool_]


def _own_errors(errors: pd.DataFrame, sizes: pd.DataFrame) -> _OwnErrors:
    unit_part = errors.to_numpy().ravel()
    place = ((sizes.rank() - 1) / (len(sizes) - 1)).to_numpy().ravel()
    is_known = np.isfinite(unit_part)
    unit_part, place = unit_part[is_known], place[is_known]
    size = np.minimum(np.abs(unit_part), np.quantile(np.abs(unit_part), 0.99))
    near = np.exp(-0.5 * ((_PLACES[:, None] - place) / _NEAR) ** 2)
    scale = near @ size / near.sum(axis=1)
    return _OwnErrors(scale, unit_part / np.interp(place, _PLACES, scale), is_known)


def _put_together(scale: Floats, shape: Floats, common: Floats, horizon: int) -> Floats:
    """Quantiles of the own error, of this scale by place and this shape, and the common one."""
    from scipy.stats import t

    freedom = len(common) - 1
    shared = t.ppf((np.arange(41) + 0.5) / 41, freedom)
    shared *= np.median(np.abs(common)) / t.ppf(0.75, freedom) * horizon**LASTING
    both = scale[:, None, None] * shape[:, None] + shared
    return np.quantile(both.reshape(len(_PLACES), -1), QUANTILE_LEVELS, axis=1).T


def spread(middle: Floats, place: Floats, off: Floats) -> dict[str, Floats]:
    """Quantiles by name: the middle moved by the offsets for a place by size (smallest 0, largest
    1).
    """
    return {
        name: middle * np.exp(np.interp(place, _PLACES, off[:, level]))
        for level, name in enumerate(QUANTILES)
    }


def spread_by_class(
    middle: Floats, place: Floats, classes: NDArray[np.int64], by_class: Floats
) -> dict[str, Floats]:
    """As `spread`, with the offsets of each unit's class."""
    quantiles = {name: np.empty(len(middle)) for name in QUANTILES}
    for number in np.unique(classes):
        is_member = classes == number
        of_class = spread(middle[is_member], place[is_member], by_class[number])
        for name, values in of_class.items():
            quantiles[name][is_member] = values
    return quantiles
