"""Whether a share or a rate has changed by more than chance, by exact tests of two counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from hnb.stats import Floats

SIGNIFICANCE = 0.05
_TIES = 1 + 1e-7  # probabilities as small as that of what was counted, but for rounding


def share_changed(now: tuple[int, int], before: tuple[int, int]) -> float:
    """The probability that chance alone changes a share so much.

    Parameters
    ----------
    now, before : pair of int
        How many were counted, and out of how many.

    Notes
    -----
    Fisher's exact test, two-sided: of all tables with the same margins, those at most as probable.
    """
    from scipy.stats import hypergeom

    (part, whole), (part_before, whole_before) = now, before
    parts = part + part_before
    possible = np.arange(max(0, parts - whole_before), min(parts, whole) + 1)
    every = hypergeom.pmf(possible, whole + whole_before, parts, whole)
    return _as_rare(every, every[part - possible[0]])


def rate_changed(now: tuple[int, float], before: tuple[int, float]) -> float:
    """The probability that chance alone changes a rate so much.

    Parameters
    ----------
    now, before : pair
        How many were counted, and among how many people.

    Notes
    -----
    Two Poisson counts, given their sum: the first is binomial, in proportion to the people
    (Przyborowski and Wilenski 1940, Biometrika 31, 313-323); two-sided as above.
    """
    from scipy.stats import binom

    (part, people), (part_before, people_before) = now, before
    parts = part + part_before
    every = binom.pmf(np.arange(parts + 1), parts, people / (people + people_before))
    return _as_rare(every, every[part])


def _as_rare(every: Floats, observed: float) -> float:
    return min(1.0, float(every[every <= observed * _TIES].sum()))
