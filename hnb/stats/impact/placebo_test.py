"""A placebo test: one unit's change, adjusted by regression, compared with the changes of all
others.

The test is that of Abadie, Diamond and Hainmueller (2010), with the noise that is usual for the
unit's size.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hnb.stats import Floats

SIGNIFICANCE = 0.05  # of the test
POWER = 0.8  # of the effect that it is said to detect
SPREADS = 3  # how far from the donors' average a signal may count
NEAR = 0.12  # spread of the kernel over ranks by size (smallest 0, largest 1)


@dataclass(frozen=True)
class PlaceboTest:
    """The gap of a unit, compared with those of its donors.

    Parameters
    ----------
    gap : float
        What came less what was expected, in the unit of the changes.
    noise : float
        Mean size of gap among donors of similar size, in the same unit.
    p : float
        Share of units, this one included, whose gap over its noise is at least as large.
    limit : float
        Gaps of up to this size are not told from zero at 5%.
    detectable : float
        The smallest true effect that the test finds in four of five such units.
    donors : int
        How many others there are.
    """

    gap: float
    noise: float
    p: float
    limit: float
    detectable: float
    donors: int

    @property
    def low(self) -> float:
        """The lower limit of the gap."""
        return self.gap - self.limit

    @property
    def high(self) -> float:
        """The upper limit of the gap."""
        return self.gap + self.limit


def standardised(signals: pd.DataFrame, is_donor: NDArray[np.bool_]) -> pd.DataFrame:
    """Each signal less the donors' average, over their spread.

    Parameters
    ----------
    signals : DataFrame
        Unit × signal.
    is_donor : ndarray of bool
        Which units are donors.

    Returns
    -------
    DataFrame
        The same, without signals that no donor has or all donors share; at most three spreads from
        zero, and zero where a unit's signal is missing.
    """
    values = signals.to_numpy(float)
    has_values = ~np.isnan(values[is_donor]).all(axis=0)
    values = values[:, has_values]
    varies = np.nanmax(values[is_donor], axis=0) > np.nanmin(values[is_donor], axis=0)
    has_values[has_values], values = varies, values[:, varies]
    distance = (values - np.nanmean(values[is_donor], axis=0)) / np.nanstd(values[is_donor], axis=0)
    clipped = np.nan_to_num(np.clip(distance, -SPREADS, SPREADS))
    return pd.DataFrame(clipped, signals.index, signals.columns[has_values])


def adjusted_gaps(change: pd.Series, signals: pd.DataFrame, treated: int) -> pd.Series:
    """Each unit's change less what its signals led to expect, learned from the donors alone.

    Parameters
    ----------
    change : Series
        Change of every unit, none missing.
    signals : DataFrame
        Unit × signal.
    treated : int
        The unit tested; all others are its donors.

    Notes
    -----
    Ordinary least squares on the signals as `standardised`. A donor's gap is from the regression
    without it: the PRESS residual, `get_influence().resid_press` of statsmodels.
    """
    is_donor = np.asarray(change.index != treated)
    came = change.to_numpy(float)
    distance = standardised(signals.reindex(change.index), is_donor).to_numpy()
    x = np.column_stack([np.ones(len(came)), distance])
    inverse = np.linalg.pinv(x[is_donor].T @ x[is_donor])
    gaps = came - x @ (inverse @ x[is_donor].T @ came[is_donor])
    gaps[is_donor] /= 1 - np.einsum("ij,jk,ik->i", x[is_donor], inverse, x[is_donor])
    return pd.Series(gaps, change.index)


def against_placebos(gaps: pd.Series, sizes: pd.Series, treated: int) -> PlaceboTest:
    """The gap of one unit over the noise for its size, compared with every other unit's over
    theirs.

    Parameters
    ----------
    gaps, sizes : Series
        Gap and size of every unit; only the order of sizes counts.
    treated : int
        The unit tested.

    Notes
    -----
    The noise for a size is the mean size of gap (the largest twentieth held at its edge) of units
    of similar rank by size, a Gaussian kernel; a unit's own gap does not count towards its noise.
    Placebos: Abadie, Diamond and Hainmueller (2010), Journal of the American Statistical
    Association 105, 493-505.
    """
    is_donor = np.asarray(gaps.index != treated)
    donors = int(is_donor.sum())
    values, size = gaps.to_numpy(float), sizes.reindex(gaps.index).to_numpy(float)
    noise = _noise(values, size, is_donor)
    scaled = values / noise
    placebos, gap_over_noise = scaled[is_donor], float(scaled[~is_donor][0])
    largest_first = np.sort(np.abs(placebos))[::-1]
    limit = float(largest_first[int(SIGNIFICANCE * (donors + 1)) - 1])
    power = float(np.quantile(np.append(placebos, -placebos), POWER))
    noise_here = float(noise[~is_donor][0])
    return PlaceboTest(
        gap=float(values[~is_donor][0]),
        noise=noise_here,
        p=(1 + int((largest_first >= abs(gap_over_noise)).sum())) / (donors + 1),
        limit=limit * noise_here,
        detectable=(limit + power) * noise_here,
        donors=donors,
    )


def _noise(gaps: Floats, size: Floats, is_donor: NDArray[np.bool_]) -> Floats:
    """Mean size of gap among donors of similar rank by size, for every unit."""
    donor_sizes, donor_gaps = size[is_donor], np.abs(gaps[is_donor])
    capped = np.minimum(donor_gaps, np.quantile(donor_gaps, 1 - SIGNIFICANCE))
    rank = np.searchsorted(np.sort(donor_sizes), size) / len(donor_sizes)
    weight = np.exp(-0.5 * ((rank[:, None] - rank[is_donor]) / NEAR) ** 2)
    weight[np.flatnonzero(is_donor), np.arange(len(donor_sizes))] = 0
    return np.asarray(weight @ capped / weight.sum(axis=1))
