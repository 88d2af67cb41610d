"""The change in a sum of products, shared out among their factors without a remainder."""

from __future__ import annotations

import numpy as np

from hnb.stats import Floats


def shapley(before: Floats, after: Floats) -> Floats:
    """What each of three factors adds to the change in a sum of their products.

    Parameters
    ----------
    before, after : array
        Three rows, a factor each; a column for each product.

    Returns
    -------
    array
        The same shape; it sums to the change. Each is the mean of what the factor changes over the
        six orders in which the three can be changed (Shapley 1953; Shorrocks 2013, J. Econ.
        Inequal. 11, 99-126).
    """
    parts = np.empty_like(before)
    for factor in range(3):
        first, second = (row for row in range(3) if row != factor)
        alike = before[first] * before[second] + after[first] * after[second]
        mixed = before[first] * after[second] + after[first] * before[second]
        parts[factor] = (after[factor] - before[factor]) * (alike / 3 + mixed / 6)
    return parts


def lmdi(before: Floats, after: Floats) -> Floats:
    """As `shapley`, by logarithmic means (Ang 2004, Energy Policy 32, 1131-1139).

    Where a product is zero on one side, the other is put down to the factors that are zero there:
    the limit.
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
