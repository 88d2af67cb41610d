"""What a fixed rate loses as prices rise, and a change of rates within limits at no cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


def price_level(changes_percent: Sequence[float]) -> float:
    """What one pound's worth at the start costs after yearly changes.

    Parameters
    ----------
    changes_percent : sequence of float
        Change on the year before, in per cent, of each year after the first.
    """
    return float(np.prod(1 + np.asarray(changes_percent, dtype=float) / 100))


def lost_percent(level: float) -> float:
    """How much less, in per cent, a fixed amount buys when prices are at a level (1 at its start).

    Prices that doubled halve what it buys: a loss of 50%, though making it good takes 100% more.
    """
    return 100 * (1 - 1 / level)


def within_limits(
    now: NDArray[np.float64],
    proposed: NDArray[np.float64],
    *,
    floor_percent: float | None = None,
    ceiling_percent: float | None = None,
    is_neutral: bool = True,
) -> NDArray[np.float64]:
    """Amounts near those proposed, none of which changes by more than it may.

    Parameters
    ----------
    now, proposed : arrays of float, one a school
        What is paid now, and what would be paid without limits; none is negative.
    floor_percent, ceiling_percent : float, optional
        The least and the greatest change from `now`, in per cent: -3 lets none lose more than 3%.
    is_neutral : bool
        Whether what is proposed is scaled, before the limits, by one factor for all, so that the
        sum afterwards is that of `now`.

    Returns
    -------
    array of float
        The amounts, in the order given.

    Raises
    ------
    ValueError
        A floor is above zero, a ceiling is below it, or nothing is proposed that could be scaled.

    Notes
    -----
    The sum of limited amounts never falls as the factor grows, and is straight between the factors
    at which a school meets a limit; so the factor is found exactly, without iteration. Scaling and
    capping in one is how the minimum funding guarantee of the national formula was paid for until
    2017-18.
    """
    factor = scaling(
        now,
        proposed,
        floor_percent=floor_percent,
        ceiling_percent=ceiling_percent,
        is_neutral=is_neutral,
    )
    return limited(
        now, factor * proposed, floor_percent=floor_percent, ceiling_percent=ceiling_percent
    )


def scaling(
    now: NDArray[np.float64],
    proposed: NDArray[np.float64],
    *,
    floor_percent: float | None = None,
    ceiling_percent: float | None = None,
    is_neutral: bool = True,
) -> float:
    """By what `within_limits` multiplies what is proposed; 1 where it need not be neutral."""
    low, high = _limits(now, floor_percent, ceiling_percent)
    return _factor(proposed, low, high, float(now.sum())) if is_neutral else 1.0


def limited(
    now: NDArray[np.float64],
    amounts: NDArray[np.float64],
    *,
    floor_percent: float | None = None,
    ceiling_percent: float | None = None,
) -> NDArray[np.float64]:
    """Amounts none of which is further from `now` than the floor and the ceiling let it be."""
    return np.clip(amounts, *_limits(now, floor_percent, ceiling_percent))


def _limits(
    now: NDArray[np.float64], floor: float | None, ceiling: float | None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    if (floor is not None and floor > 0) or (ceiling is not None and ceiling < 0):
        raise ValueError("a floor is zero or less, and a ceiling zero or more")
    low = np.zeros_like(now) if floor is None else now * (1 + floor / 100)
    high = np.full_like(now, np.inf) if ceiling is None else now * (1 + ceiling / 100)
    return np.maximum(low, 0), high


def _factor(
    proposed: NDArray[np.float64],
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    total: float,
) -> float:
    """By what the proposed amounts are multiplied so that the limited ones have a sum."""
    is_scaled = proposed > 0
    if not is_scaled.any():
        if np.isclose(low.sum(), total):
            return 1.0
        raise ValueError("nothing is proposed")
    ends = np.concatenate([bound[is_scaled] / proposed[is_scaled] for bound in (low, high)])
    corners = np.unique(np.append(ends[np.isfinite(ends)], 0.0))
    sums = np.array([np.clip(corner * proposed, low, high).sum() for corner in corners])
    without_ceiling = proposed[np.isinf(high)].sum()
    if total > sums[-1] and without_ceiling:
        return float(corners[-1] + (total - sums[-1]) / without_ceiling)
    return float(np.interp(total, sums, corners))
