"""A programme's ledger in the prices of one year, by workstream and year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from hnb.comparison.select import rows_where
from hnb.domain.periods import financial_year_of, following, period_from, start_year
from hnb.figures import FigureMaker, Rows
from hnb.figures.records import Records
from hnb.questions.medium_term.spend_errors import TARGET
from hnb.stats import Floats
from hnb.stats.appraisal import Plan
from hnb.stats.rates import price_level

if TYPE_CHECKING:
    import pandas as pd

MAKER = FigureMaker("value_for_money")
ALL, CASHABLE, AVOIDED = BENEFITS = ("all", "cashable", "avoided")
INVESTMENT = "investment"
PLANNED, ACHIEVED = "planned", "achieved"
NOT_SAID = "not said"
_SAVINGS = {
    ALL: ("cashable saving", "cost avoided", "saving of a kind not said"),
    CASHABLE: ("cashable saving",),
    AVOIDED: ("cost avoided",),
}


@dataclass(frozen=True)
class Workstream:
    """What is said of a workstream besides its amounts."""

    name: str
    owner: str
    rag: str


@dataclass(frozen=True)
class Ledger:
    """A programme's amounts.

    Parameters
    ----------
    as_at : str
        Day of the ledger.
    years : tuple of str
        Financial years, without a gap, from its first to its last.
    workstreams : tuple of Workstream
        In the order of what they plan to save, the most first.
    plan : Plan
        By workstream and year, in the prices of `price_year`.
    in_cash : Plan
        The same as the ledger has it.
    price_year : str
        The financial year of the day.
    rows : tuple of Rows
        What it rests on, the deflator included.
    benefits : str
        Which savings count.
    unreported : int
        How many workstreams and years are over, were to save something, and have nothing reported.
    """

    as_at: str
    years: tuple[str, ...]
    workstreams: tuple[Workstream, ...]
    plan: Plan
    in_cash: Plan
    price_year: str
    rows: tuple[Rows, ...]
    benefits: str
    unreported: int

    @property
    def savings(self) -> str:
        """What the savings that count are called."""
        return {CASHABLE: "cashable savings", AVOIDED: "costs avoided"}.get(
            self.benefits, "savings"
        )

    @property
    def years_over(self) -> tuple[str, ...]:
        """The years that had ended by the day."""
        return self.years[: self.plan.years_over]

    @property
    def empty_years(self) -> tuple[str, ...]:
        """Years between the first and the last of which it has no row with an amount."""
        plan = self.in_cash
        parts = (plan.costs, plan.benefits, plan.costs_so_far, plan.benefits_so_far)
        amounts = sum(np.abs(np.nan_to_num(part)).sum(axis=0) for part in parts)
        return tuple(year for year, any_of in zip(self.years, amounts, strict=True) if not any_of)


def ledger_of(records: Records, deflator: pd.DataFrame, benefits: str) -> Ledger | None:
    """The last ledger of a council's programme; None where none is in use.

    Parameters
    ----------
    records : Records
        `council_programme` of the authority.
    deflator : DataFrame
        `gdp_deflator` of England: year on year change of prices, per cent.
    benefits : str
        Which savings count: `all`, `cashable` or `avoided`.
    """
    if not len(records.frame):
        return None
    as_at = records.latest("as_at")
    latest = records.where(as_at=as_at)
    years = _every_year(latest.values("financial_year"))
    today = financial_year_of(date.fromisoformat(as_at))
    over = sum(start_year(year) < start_year(today) for year in years)
    names = _by_planned_saving(latest.frame, _SAVINGS[benefits])
    in_cash = _plan(latest.frame, names, years, savings=_SAVINGS[benefits], over=over)
    prices = np.array([_to_prices_of(today, year, deflator) for year in years])
    plan = Plan(
        costs=in_cash.costs * prices,
        benefits=in_cash.benefits * prices,
        costs_so_far=in_cash.costs_so_far * prices,
        benefits_so_far=in_cash.benefits_so_far * prices,
        years_over=over,
    )
    is_unreported = np.isnan(plan.benefits_so_far[:, :over]) & (plan.benefits[:, :over] > 0)
    return Ledger(
        as_at=as_at,
        years=years,
        workstreams=tuple(_described(latest.frame, name) for name in names),
        plan=plan,
        in_cash=in_cash,
        price_year=today,
        rows=(
            Rows.of("council_programme", latest.frame, ["la_code", "as_at"]),
            *_deflator_rows(deflator, [*years, today]),
        ),
        benefits=benefits,
        unreported=int(is_unreported.sum()),
    )


def _every_year(named: Sequence[str]) -> tuple[str, ...]:
    starts = [start_year(year) for year in named]
    every = range(min(starts), max(starts) + 1)
    return tuple(str(period_from("financial_year", year)) for year in every)


def _by_planned_saving(rows: pd.DataFrame, savings: tuple[str, ...]) -> list[str]:
    is_planned = rows["basis"].eq(PLANNED) & rows["item"].isin(savings)
    planned = rows[is_planned].groupby("workstream")["programme_gbp"].sum()
    every = planned.reindex(rows["workstream"].unique(), fill_value=0.0)
    return [str(name) for name in every.sort_values(ascending=False, kind="stable").index]


def _described(rows: pd.DataFrame, name: str) -> Workstream:
    row = rows[rows["workstream"].eq(name)].iloc[0]
    return Workstream(name, str(row["owner"]), str(row["rag"]))


def _plan(
    rows: pd.DataFrame,
    names: Sequence[str],
    years: tuple[str, ...],
    *,
    savings: tuple[str, ...],
    over: int,
) -> Plan:
    def amounts(basis: str, items: tuple[str, ...]) -> Floats:
        chosen = rows_where(rows, basis=basis, item=items)
        table = chosen.pivot_table(
            index="workstream", columns="financial_year", values="programme_gbp", aggfunc="sum"
        )
        return table.reindex(index=[*names], columns=[*years]).to_numpy(dtype=float, copy=True)

    costs_so_far = amounts(ACHIEVED, (INVESTMENT,))
    benefits_so_far = amounts(ACHIEVED, savings)
    for so_far in (costs_so_far, benefits_so_far):
        so_far[:, over:] = np.nan  # of a year that is not over it is a part
    return Plan(
        costs=np.nan_to_num(amounts(PLANNED, (INVESTMENT,))),
        benefits=np.nan_to_num(amounts(PLANNED, savings)),
        costs_so_far=costs_so_far,
        benefits_so_far=benefits_so_far,
        years_over=over,
    )


def _to_prices_of(price_year: str, year: str, deflator: pd.DataFrame) -> float:
    """By what an amount of a year is multiplied to be in the prices of another."""
    first, last = sorted((year, price_year), key=start_year)
    between = [
        following(first, step) for step in range(1, start_year(last) - start_year(first) + 1)
    ]
    changes = deflator.set_index("financial_year")["change_percent"]
    grown = price_level([float(changes.get(other, TARGET)) for other in between])
    return grown if first == year else 1 / grown


def _deflator_rows(deflator: pd.DataFrame, years: Sequence[str]) -> tuple[Rows, ...]:
    rows = rows_where(deflator, financial_year=tuple(years))
    return (Rows.of("gdp_deflator", rows, ("financial_year",)),) if len(rows) else ()
