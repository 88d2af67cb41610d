"""The two sides of a gap in spend: their people, plans and spend, and the gap shared out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from hnb.comparison.denominators import STAND_INS, Denominator, heads
from hnb.comparison.measures.money import why_no_spend
from hnb.comparison.select import rows_where
from hnb.domain.comparators import Ask
from hnb.domain.periods import start_year
from hnb.figures import Rows
from hnb.questions.why_spend_differs.spend_by_placement import (
    KINDS,
    PLANS,
    SPEND,
    spend_and_plans,
    spend_in_scope,
)
from hnb.stats import Floats
from hnb.stats.shapley import lmdi, shapley

Per = Literal["head", "plan"]
FACTORS = ("prevalence", "placement", "cost")
METHODS = {
    "shapley": "symmetric split of the gap (Shapley)",
    "lmdi": "logarithmic means (LMDI)",
}
NOT_SPLIT = "not split"  # of a placement: who runs the school is not published
MANY_PLANS = 50  # in a kind of placement, with no spend on it: a fault of recording
_KEYS = {
    "s251_high_needs": ("la_code", "financial_year", "kind"),
    "ehc_plans_by_placement": ("la_code", "january"),
    "population": ("la_code", "mid_year", "basis"),
    "high_needs_deductions": ("la_code", "financial_year"),
}


@dataclass(frozen=True)
class Side:
    """One authority, or several added together.

    Parameters
    ----------
    people, plans, spend : float
        Residents, plans at the January, and £ in the scope.
    plans_by_kind, spend_by_kind : array
        In the order of `KINDS`.
    """

    people: float
    plans: float
    spend: float
    plans_by_kind: Floats
    spend_by_kind: Floats

    @property
    def shares(self) -> Floats:
        """The share of plans in each kind of placement."""
        return self.plans_by_kind / self.plans

    @property
    def costs(self) -> Floats:
        """Spend for each plan by kind of placement; missing where there is no plan."""
        no_plans = np.full(len(self.plans_by_kind), np.nan)
        used = self.plans_by_kind > 0
        return np.divide(self.spend_by_kind, self.plans_by_kind, out=no_plans, where=used)

    def per(self, amount: float, per: Per) -> float:
        """An amount for each head or plan."""
        return amount / (self.people if per == "head" else self.plans)

    def untied(self, per: Per) -> float:
        """Spend on no kind in which there are plans."""
        return self.per(self.spend - self.spend_by_kind[self.plans_by_kind > 0].sum(), per)

    def factors(self, per: Per, other: Side) -> Floats:
        """Plans, shares of plans and £ a plan: a row each, by kind."""
        # a placement that one side does not use costs what it costs the other: that is a matter of
        # where, not of cost
        costs = np.nan_to_num(np.where(np.isnan(self.costs), other.costs, self.costs))
        plans = np.full(len(costs), self.per(self.plans, per))
        return np.array([plans, self.shares, costs])


def split_by_kind(
    authority: Side, other: Side, *, per: Per = "head", method: str = "shapley"
) -> pd.DataFrame:
    """What each factor adds to the gap between two sides in each kind of placement.

    Parameters
    ----------
    authority, other : Side
        The gap is the first less the second.
    per : {"head", "plan"}
        What spend is divided by.
    method : {"shapley", "lmdi"}
        See `hnb.stats.shapley`.

    Returns
    -------
    DataFrame
        A row for each of `FACTORS`, a column for each of `KINDS`, in £ a head or £ a plan.
    """
    share_out = {"shapley": shapley, "lmdi": lmdi}[method]
    by_kind = share_out(other.factors(per, authority), authority.factors(per, other))
    return pd.DataFrame(by_kind, index=FACTORS, columns=KINDS)


def split(authority: Side, other: Side, *, per: Per = "head", method: str = "shapley") -> pd.Series:
    """The gap between two sides in its four parts: by factor, and spend not linked to plans.

    As `split_by_kind`, added up over kinds; the parts add up to the gap.
    """
    parts = split_by_kind(authority, other, per=per, method=method).sum(axis=1)
    parts["untied"] = authority.untied(per) - other.untied(per)
    return parts


@dataclass(frozen=True)
class SpendYear:
    """Spend of one financial year, plans at one January, and residents, of every authority.

    `authorities` has a row for each that has all of them, by DfE number: `people`, `plans`,
    `spend`, and `PLANS` and `SPEND` by kind. `per` says who a head is, `used` are the rows of the
    tables that went into it.
    """

    ask: Ask
    january: int
    per: Denominator
    authorities: pd.DataFrame
    used: Mapping[str, pd.DataFrame]

    def side(self, codes: Sequence[int]) -> Side:
        """Those authorities added together."""
        total = self.authorities.loc[list(codes)].sum()
        return Side(
            people=float(total["people"]),
            plans=float(total["plans"]),
            spend=float(total["spend"]),
            plans_by_kind=total[list(PLANS)].to_numpy(np.float64),
            spend_by_kind=total[list(SPEND)].to_numpy(np.float64),
        )

    def with_figures(self, codes: Sequence[int]) -> list[int]:
        """Those of them that the authority can be compared with."""
        return [
            code for code in codes if code in self.authorities.index and code != self.ask.la_code
        ]

    @property
    def mid_year(self) -> int:
        """The mid-year at which residents are counted: that in which the financial year starts."""
        return start_year(self.ask.financial_year)

    def unbooked(self, code: int) -> dict[str, int]:
        """The plans of an authority in each kind of placement that has many, and no spend."""
        if code not in self.authorities.index:
            return {}
        side = self.side([code])
        by_kind = zip(KINDS, side.plans_by_kind, side.spend_by_kind, strict=True)
        return {
            kind: int(plans) for kind, plans, spend in by_kind if plans >= MANY_PLANS and spend <= 0
        }

    def rows(self, codes: Sequence[int]) -> tuple[Rows, ...]:
        """What the figures of those authorities rest on."""
        used = {name: rows_where(table, la_code=tuple(codes)) for name, table in self.used.items()}
        return tuple(
            Rows.of(name, table, _KEYS[name]) for name, table in used.items() if len(table)
        )

    def missing_reason(self, spend: pd.DataFrame) -> str:
        """Why the authority has no figures; empty where it has them."""
        who = self.ask.la_code
        if who in self.authorities.index:
            return ""
        lines, placed = self.used["s251_high_needs"], self.used["ehc_plans_by_placement"]
        if who in without_kinds(placed):
            return (
                f"plans at January {self.january} are published by group of placement alone, so "
                "that independent schools cannot be told from others"
            )
        if who in spend_in_scope(lines, self.ask.scope).index:
            return (
                f"no plans by placement at January {self.january}, or no residents, are available "
                f"for {self.ask.authority.name}"
            )
        return why_no_spend(self.ask, spend)


def without_kinds(placed: pd.DataFrame) -> set[int]:
    """The authorities whose plans are published by group of placement alone (before 2019)."""
    return {int(code) for code in placed.loc[placed["placement"].eq(NOT_SPLIT), "la_code"]}


def spend_year(
    tables: Mapping[str, pd.DataFrame],
    ask: Ask,
    *,
    years_before: int = 0,
    denominator: str = "",
    ap_apart: bool = False,
    places: pd.DataFrame | None = None,
) -> SpendYear:
    """Every authority's spend by kind of placement in the financial year that is asked about.

    Parameters
    ----------
    tables : mapping of DataFrame
        `s251_high_needs`, `ehc_plans_by_placement` and `population`, of any number of years.
    ask : Ask
        Its financial year, scope and denominator are used.
    years_before : int
        How many Januaries before the one within the year plans are counted at.
    denominator : str
        Who a head is, in place of the one asked for; where that is not held for the mid-year, the
        first of `STAND_INS` that is.
    ap_apart, places
        As `spend_and_plans`.
    """
    first = start_year(ask.financial_year)
    january = first + 1 - years_before
    lines = rows_where(tables["s251_high_needs"], kind="outturn", financial_year=ask.financial_year)
    placed = rows_where(tables["ehc_plans_by_placement"], january=january)
    residents = rows_where(tables["population"], mid_year=first)
    wanted = (denominator,) if denominator else (ask.denominator, *STAND_INS)
    per, people = heads(residents, first, wanted)
    every = spend_and_plans(
        lines,
        placed[~placed["la_code"].isin(without_kinds(placed))],
        ask.scope,
        ap_apart=ap_apart,
        places=places,
    )
    every = every.join(people.rename("people"), how="inner").query("plans > 0")
    used = {
        "s251_high_needs": lines,
        "ehc_plans_by_placement": placed,
        "population": rows_where(residents, basis=per.basis, age_group=per.ages),
    }
    if places is not None:
        used["high_needs_deductions"] = places
    columns = ["people", "plans", "spend", *PLANS, *SPEND]
    return SpendYear(ask=ask, january=january, per=per, authorities=every[columns], used=used)
