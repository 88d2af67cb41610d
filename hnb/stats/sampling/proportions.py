"""How many answers a share needs, and whether shares of groups differ by more than chance."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from hnb.stats import Floats

DEVIATE = 1.959964  # of a 95% interval
MOST_TABLES = 2_000_000  # that are counted one by one
CLOSE = 1e-7


def answers_needed(population: int, margin: float) -> int:
    """Answers of a population with which any share is known to within a margin.

    Parameters
    ----------
    population : int
        Units that are asked, 1 or more.
    margin : float
        Half the width of the 95% interval, as a share, above 0.

    Notes
    -----
    Of a simple random sample, for a share of a half, which needs the most; with the
    finite-population correction. Cochran (1977), Sampling Techniques, 3rd edition, section 4.4.
    """
    of_any_population = (DEVIATE / (2 * margin)) ** 2
    return min(
        population, math.ceil(of_any_population / (1 + (of_any_population - 1) / population))
    )


def chance_of_difference(parts: Sequence[int], wholes: Sequence[int]) -> float:
    """How likely shares of groups differ as much as these, or more, by chance alone.

    Parameters
    ----------
    parts, wholes : sequence of int
        Of each group how many have what is counted, and how many there are.

    Notes
    -----
    Exact where the tables with the same sums can be counted one by one: the chance of all that are
    no likelier than this one (Freeman and Halton 1951, Biometrika 38, 141-149; of two groups it is
    Fisher's test). Else by chi-square.
    """
    from scipy.stats import chi2_contingency

    total, chosen = sum(wholes), sum(parts)
    if not 0 < chosen < total or len(wholes) < 2:
        return 1.0
    *others, last = sorted(zip(wholes, parts, strict=True))
    if math.prod(whole + 1 for whole, _ in others) > MOST_TABLES:
        rest = [whole - part for part, whole in zip(parts, wholes, strict=True)]
        return float(chi2_contingency([parts, rest], correction=False).pvalue)

    grids = np.meshgrid(*(np.arange(whole + 1) for whole, _ in others), indexing="ij")
    logs = _ways(last[0], chosen - np.sum(grids, axis=0))
    for (whole, _), grid in zip(others, grids, strict=True):
        logs = logs + _ways(whole, grid)
    seen = logs[tuple(part for _, part in others)]
    chances = np.exp(logs - _ways(total, np.array(chosen)))
    return float(min(1.0, chances[logs <= seen + CLOSE].sum()))


def _ways(whole: int, part: NDArray[np.int64]) -> Floats:
    """Logarithm of the number of ways to choose a part of a whole; minus infinity where none is."""
    from scipy.special import gammaln

    is_possible = (part >= 0) & (part <= whole)
    safe = np.where(is_possible, part, 0)
    count = gammaln(whole + 1) - gammaln(safe + 1) - gammaln(whole - safe + 1)
    return np.where(is_possible, count, -np.inf)
