"""Weights by which those who answered match known totals, and shares estimated with them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hnb.domain.errors import ParameterError, Place
from hnb.stats import Floats
from hnb.stats.intervals import binomial

Codes = NDArray[np.int64]
CLOSE, MOST_STEPS = 1e-9, 500
CERTAIN = 1e-12  # a variance below it is of rounding alone


@dataclass(frozen=True)
class Margin:
    """One way in which a population is divided, with what is known of each category.

    Parameters
    ----------
    codes : array of int
        Category of each unit that answered, from 0.
    totals : array
        Units of the population in each category.
    """

    codes: Codes
    totals: Floats


@dataclass(frozen=True)
class Raked:
    """Weights of the units that answered; they add up to the population.

    Parameters
    ----------
    weights : array
        One a unit.
    design : array
        The margins as columns of zeros and ones, one a category.
    converged : bool
        Whether every margin is met.
    """

    weights: Floats
    design: Floats
    converged: bool

    @property
    def design_effect(self) -> float:
        """How many times as variable a share is as with equal weights (Kish 1965): 1 or more."""
        return float(len(self.weights) * (self.weights**2).sum() / self.weights.sum() ** 2)


@dataclass(frozen=True)
class Share:
    """An estimated share, 0 to 1, with the ends of its interval."""

    value: float
    low: float
    high: float


def collapsed(margin: Margin, fewest: int) -> Margin:
    """A margin whose categories each have so many answers, or one category.

    The category with the fewest answers goes to that with the next fewest, until all have enough.
    One of nobody in the population and of no answer is dropped.
    """
    codes, totals = margin.codes.copy(), margin.totals.astype(float)
    while True:
        answers = np.bincount(codes, minlength=len(totals))
        left = np.flatnonzero((answers > 0) | (totals > 0))
        if len(left) < 2 or answers[left].min() >= fewest:
            return Margin(np.searchsorted(left, codes), totals[left])
        least, into = left[np.argsort(answers[left], kind="stable")[:2]]
        totals[into] += totals[least]
        totals[least] = 0
        codes[codes == least] = into


def rake(margins: Sequence[Margin], base: Floats | None = None) -> Raked:
    """Weights that meet every margin, as near to those given as can be.

    Parameters
    ----------
    margins : sequence of Margin
        At least one, all of the same units and of one population.
    base : array, optional
        Weights to start from; equal ones unless given.

    Raises
    ------
    ParameterError
        A category of the population has no answer (`collapsed` joins it to another), an answer is
        of a category of nobody, or the margins add up to different totals.

    Notes
    -----
    Iterative proportional fitting: Deming and Stephan (1940), Annals of Mathematical Statistics 11,
    427-444. Weights are not trimmed: with margins that are collapsed none becomes extreme, and a
    trimmed weight no longer meets its margin.
    """
    size = len(margins[0].codes)
    _refuse_margins(margins)
    population = margins[0].totals.sum()
    weights = np.ones(size) if base is None else base.astype(float)
    converged = False
    for _ in range(MOST_STEPS):
        worst = 0.0
        for margin in margins:
            sums = np.bincount(margin.codes, weights, len(margin.totals))
            factor = margin.totals / sums
            worst = max(worst, float(np.abs(factor - 1).max()))
            weights = weights * factor[margin.codes]
        if worst < CLOSE:
            converged = True
            break
    design = np.hstack([np.eye(len(margin.totals))[margin.codes] for margin in margins])
    return Raked(weights * (population / weights.sum()), design, converged)


def _refuse_margins(margins: Sequence[Margin]) -> None:
    sums = [float(margin.totals.sum()) for margin in margins]
    if max(sums) - min(sums) > CLOSE * max(sums):
        raise ParameterError(
            Place(parameter="margins"),
            found=f"they add up to {', '.join(f'{total:g}' for total in sums)}",
            expected="one population",
        )
    for number, margin in enumerate(margins, 1):
        answers = np.bincount(margin.codes, minlength=len(margin.totals))
        if ((answers == 0) | (margin.totals <= 0)).any():
            raise ParameterError(
                Place(parameter=f"margin {number}"),
                found="a category without an answer, or without a unit of the population",
                expected="answers in every category: `collapsed` joins those with few to others",
            )


def raked_share(
    values: Floats, raked: Raked, *, is_whole: bool = True, level: float = 0.95
) -> Share:
    """A share of the population, from what those who answered say, with its interval.

    Parameters
    ----------
    values : array
        Of each unit that answered whether it has what is counted, 0 or 1, or in between where it
        has several answers.
    raked : Raked
        Its weights.
    is_whole : bool
        Whether the share is of this population alone, of which those who answered are certain
        (finite-population correction); else of a larger one of which it is a sample.
    level : float
        Share of intervals that hold the true share.

    Notes
    -----
    The variance is that of the residuals from a regression on the margins, each times its weight:
    Deville and Särndal (1992), J. Am. Statist. Assoc. 87, 376-382, with answering taken to be by
    chance within the margins, so that a unit of weight w answers with chance 1/w, and the part of
    its variance that is certain, 1/w, is left out where the share is of the population alone. The
    interval is on the logit scale, with Student's t (Korn and Graubard 1998, Survey Methodology 24,
    193-201). Where all answers are alike, or alike within every margin, it is the exact binomial
    one, of as many answers as the design effect leaves.
    """
    from scipy.stats import t

    weights, design = raked.weights, raked.design
    population = float(weights.sum())
    share = float(np.clip(weights @ values / population, 0, 1))
    root = np.sqrt(weights)[:, None]
    fitted, _, rank, _ = np.linalg.lstsq(root * design, root[:, 0] * values, rcond=None)
    residuals = weights * (values - design @ fitted)
    left = len(values) - int(rank)
    uncertain = np.clip(1 - 1 / weights, 0, 1) if is_whole else np.ones(len(weights))
    if is_whole and uncertain.max() < CLOSE:
        return Share(share, share, share)  # everybody answered
    variance = float((uncertain * residuals**2).sum()) * len(values) / max(left, 1)
    variance /= population**2
    if left < 1 or variance < CERTAIN or not CLOSE < share < 1 - CLOSE:
        answers = len(values) / raked.design_effect
        answers /= 1 - len(values) / population if is_whole else 1
        return Share(share, *binomial(share * answers, answers, level))
    half = float(t.ppf((1 + level) / 2, left)) * math.sqrt(variance) / (share * (1 - share))
    middle = math.log(share / (1 - share))
    low, high = (1 / (1 + math.exp(-(middle + end))) for end in (-half, half))
    return Share(share, low, high)
