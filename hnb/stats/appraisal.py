"""Whether a plan of costs and benefits is worth it: discounting, payback, risk and sensitivity."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from hnb.stats import Floats

DRAWS, SEED = 20_000, 20_261_201
LEAST_SPREAD = 0.1  # of the share delivered: with a year or two of record it is not known better
UNKNOWN_SPREAD = 0.3  # where there is no record


@dataclass(frozen=True)
class Worth:
    """Costs and benefits of some years in the value of the first.

    Parameters
    ----------
    costs, benefits : ndarray
        A value a year, not discounted, in constant prices.
    rate : float
        Discount rate a year, such as 0.035. The first year is not discounted.
    """

    costs: Floats
    benefits: Floats
    rate: float

    @property
    def present_costs(self) -> float:
        """What the costs are worth in the first year."""
        return present_value(self.costs, self.rate)

    @property
    def present_benefits(self) -> float:
        """What the benefits are worth in the first year."""
        return present_value(self.benefits, self.rate)

    @property
    def net(self) -> float:
        """Net present value."""
        return self.present_benefits - self.present_costs

    @property
    def ratio(self) -> float:
        """Benefit-cost ratio; not a number where nothing is spent."""
        return self.present_benefits / self.present_costs if self.present_costs > 0 else np.nan

    @property
    def cumulative(self) -> Floats:
        """Net present value of the years up to each."""
        factors = discount_factors(len(self.costs), self.rate)
        return np.cumsum((self.benefits - self.costs) * factors)

    @property
    def payback(self) -> int | None:
        """Place of the first year from which benefits have covered costs, and do to the last."""
        return payback(self.cumulative)


def discount_factors(years: int, rate: float) -> Floats:
    """What one pound in each of some years is worth in the first (HM Treasury 2022, The Green Book,
    annex 6).
    """
    return (1 + rate) ** -np.arange(years, dtype=float)


def present_value(amounts: Floats, rate: float) -> float:
    """The value in the first year of an amount in each year."""
    return float(amounts @ discount_factors(len(amounts), rate))


def payback(cumulative: Floats) -> int | None:
    """Place of the first year from which a running sum is at least zero, and stays so; None where
    there is none.
    """
    below = np.flatnonzero(cumulative < 0)
    first = 0 if len(below) == 0 else int(below[-1]) + 1
    return first if first < len(cumulative) else None


@dataclass(frozen=True)
class Plan:
    """A plan and what has come of it, by part (rows) and year (columns), in constant prices.

    Parameters
    ----------
    costs, benefits : ndarray
        As planned.
    costs_so_far, benefits_so_far : ndarray
        As they came; not a number where nothing is reported.
    years_over : int
        How many of the first years are over. In these what is not reported counts as the planned
        cost, and as no benefit.
    """

    costs: Floats
    benefits: Floats
    costs_so_far: Floats
    benefits_so_far: Floats
    years_over: int

    @cached_property
    def shares(self) -> Floats:
        """Of each part, the benefits so far over those planned by then; of one that has planned
        none by then, that of all parts together; and one where nothing has been planned by then.
        """
        planned = self.benefits[:, : self.years_over].sum(axis=1)
        so_far = np.nan_to_num(self.benefits_so_far[:, : self.years_over]).sum(axis=1)
        together = so_far.sum() / planned.sum() if planned.sum() > 0 else 1.0
        return np.where(planned > 0, so_far / np.where(planned > 0, planned, 1), together)

    @cached_property
    def spread(self) -> float:
        """Standard deviation of the share that a part delivers, from year to year."""
        planned = self.benefits[:, : self.years_over]
        is_known = (planned > 0) & ~np.isnan(self.benefits_so_far[:, : self.years_over])
        freedom = int(np.clip(is_known.sum(axis=1) - 1, 0, None).sum())
        if freedom == 0:
            return UNKNOWN_SPREAD
        so_far = self.benefits_so_far[:, : self.years_over]
        share = np.where(is_known, so_far / np.where(is_known, planned, 1), np.nan)
        rows = share[is_known.sum(axis=1) > 0]
        squares = np.nansum((rows - np.nanmean(rows, axis=1, keepdims=True)) ** 2)
        return max(LEAST_SPREAD, float(np.sqrt(squares / freedom)))

    def as_planned(self, rate: float) -> Worth:
        """As if all came as planned, also in the years that are over."""
        return Worth(self.costs.sum(axis=0), self.benefits.sum(axis=0), rate)

    def expected(
        self, rate: float, *, overrun: float = 0.0, shares: Floats | None = None, delay: int = 0
    ) -> Worth:
        """What came, and for the years to come the costs as planned and a part of the benefits.

        Parameters
        ----------
        rate : float
            Discount rate a year.
        overrun : float
            By how much costs to come are larger than planned, of one.
        shares : ndarray, optional
            The share of the planned benefits that each part delivers; as so far unless given.
        delay : int
            By how many years benefits to come are late.
        """
        costs = np.where(np.isnan(self.costs_so_far), self.costs, self.costs_so_far)
        costs[:, self.years_over :] = self.costs[:, self.years_over :] * (1 + overrun)
        benefits = np.nan_to_num(self.benefits_so_far)
        delivered = self.shares if shares is None else shares
        to_come = self.benefits[:, self.years_over :] * delivered[:, None]
        if delay:
            to_come = np.hstack([np.zeros((len(to_come), delay)), to_come])[:, : to_come.shape[1]]
        benefits[:, self.years_over :] = to_come
        return Worth(costs.sum(axis=0), benefits.sum(axis=0), rate)

    def still_to_come(self, rate: float, *, overrun: float = 0.0) -> Worth:
        """The expected costs and benefits of the years that are not over: what stopping would
        change, if nothing is to be paid for it.
        """
        whole = self.expected(rate, overrun=overrun)
        over = self.years_over
        return replace(whole, costs=whole.costs[over:], benefits=whole.benefits[over:])

    def simulated(
        self, rate: float, *, overrun: float = 0.0, draws: int = DRAWS, seed: int = SEED
    ) -> Floats:
        """Net present value up to each year in simulated futures, draw × year.

        Notes
        -----
        The share that a part delivers in all years to come is normal about its share so far, cut
        off at zero: half of its variance is of the part alone, half is of all parts together. Costs
        to come are anything from planned to planned plus `overrun`, as likely.
        """
        chance = np.random.default_rng(seed)
        size = (draws, len(self.shares))
        alone, together = chance.standard_normal(size), chance.standard_normal((draws, 1))
        shares = np.clip(self.shares + self.spread * (alone + together) / np.sqrt(2), 0, None)
        larger = 1 + overrun * chance.random((draws, 1))
        base = self.expected(rate)
        benefits = np.tile(base.benefits, (draws, 1))
        costs = np.tile(base.costs, (draws, 1))
        benefits[:, self.years_over :] = shares @ self.benefits[:, self.years_over :]
        costs[:, self.years_over :] *= larger
        factors = discount_factors(base.costs.size, rate)
        return np.cumsum((benefits - costs) * factors, axis=1)


def break_even(worth: Worth, years_with_benefits: int) -> float:
    """The same benefit in each of the last years that would just cover the costs.

    Parameters
    ----------
    worth : Worth
        Whose costs are to be covered.
    years_with_benefits : int
        How many years, to the last, have the benefit.
    """
    factors = discount_factors(len(worth.costs), worth.rate)
    return worth.present_costs / float(factors[len(factors) - years_with_benefits :].sum())
