"""The gap between two sums of products, shared out among their factors without a remainder."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
HEAD, PLAN = 0, 1  # where a row holds what spend can be divided by


def shapley(before: Floats, after: Floats) -> Floats:
    """What each of three factors adds to the change in a sum of their products.

    Parameters
    ----------
    before, after : array
        Three rows (plans a head, share of plans, £ a plan), a column a kind of placement.

    Returns
    -------
    array
        The same shape; it sums to the change. Each is the mean of what the factor changes over the
        six orders in which the three can be changed (Shapley 1953; Shorrocks 2013, J. Econ.
        Inequal. 11, 99-126).
    """
    parts = np.empty_like(before)
    for factor in range(3):
        (y, y_after), (z, z_after) = (
            (before[one], after[one]) for one in range(3) if one != factor
        )
        mixed = (y * z + y_after * z_after) / 3 + (y * z_after + y_after * z) / 6
        parts[factor] = (after[factor] - before[factor]) * mixed
    return parts


def lmdi(before: Floats, after: Floats) -> Floats:
    """As `shapley`, by logarithmic means (Ang 2004, Energy Policy 32, 1131-1139).

    Where a product is nothing on one side, the other is put down to the factors that are nothing
    there: the limit.
    """
    first, last = before.prod(axis=0), after.prod(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.where(
            np.isclose(first, last, rtol=1e-12, atol=0),
            first,
            (last - first) / np.log(last / first),
        )
        usual = np.log(after / before) * mean
    gone = (before == 0) != (after == 0)
    limit = gone * (last - first) / np.maximum(gone.sum(axis=0), 1)
    return np.where((first > 0) & (last > 0), usual, limit)


def factors(row: Floats, base: int = HEAD) -> tuple[Floats, float]:
    """Plans a head, shares of plans and £ a plan (missing where there are no plans) by kind; and
    the rest, in £ a head.

    A row holds people, plans and spend, then plans by kind, then spend by kind; `base` is `HEAD` or
    `PLAN`.
    """
    plans, money = np.split(row[3:], 2)
    cost = np.divide(money, plans, out=np.full(len(plans), np.nan), where=plans > 0)
    three = np.array([np.full(len(plans), row[PLAN] / row[base]), plans / row[PLAN], cost])
    return three, (row[2] - money[plans > 0].sum()) / row[base]


def split(
    own: Floats, other: Floats, base: int = HEAD, by: Callable[[Floats, Floats], Floats] = shapley
) -> Floats:
    """The gap between two rows (see `factors`), by factor and kind; the rest in the first column of
    a fourth row.
    """
    (after, rest), (before, their_rest) = factors(own, base), factors(other, base)
    # a placement that one side does not use costs what it costs the other: that is a matter of
    # where, not of cost
    after[2], before[2] = (
        np.nan_to_num(np.where(np.isnan(x), y, x))
        for x, y in zip((after[2], before[2]), (before[2], after[2]), strict=True)
    )
    return np.vstack([by(before, after), (rest - their_rest) * np.eye(1, len(before[0]))])
