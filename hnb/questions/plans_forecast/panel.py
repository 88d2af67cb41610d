"""The tables that growth of plans is learned from, by unit of constant boundaries and year."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from hnb.comparison.complete import Coverage
from hnb.comparison.select import rows_where
from hnb.domain.reorganisations import area_by_authority
from hnb.stats.forecasting.growth_model import Panel

TOO_FEW = 50  # a percentage means nothing in a unit that has never had as many plans


def panel(
    plans: pd.DataFrame,
    new_plans: pd.DataFrame,
    population: pd.DataFrame,
    requests: pd.DataFrame | None = None,
    timeliness: pd.DataFrame | None = None,
    *,
    only: int | None = None,
) -> Panel:
    """Every unit of constant boundaries that has enough plans, or one authority as it is.

    Parameters
    ----------
    plans, new_plans, population : DataFrame
        `ehc_plans`, `new_plans` and `population` at the level of the authority; of the last only
        the series of children aged 0 to 17 is used.
    requests : DataFrame, optional
        `requests`, of which the total is used (a total of zero is a figure that was not sent);
        without it no unit has that signal.
    timeliness : DataFrame, optional
        `plan_timeliness`, of which all plans are used, those with a lawful exception among them;
        without it no unit has a class of timeliness.
    only : int, optional
        DfE number of the one authority wanted, however few plans it has.

    Notes
    -----
    Periods before the first and after the last that nearly every authority has
    (`hnb.comparison.complete`) are left out, of each table for itself: a mean of few is no mean of
    all. Authorities that were merged or split are added up (`hnb.domain.reorganisations`). A unit
    that never had `TOO_FEW` plans is left out: City of London and the Isles of Scilly.
    """
    return usable(plans, new_plans, population, requests, timeliness).panel(only)


@dataclass(frozen=True)
class Usable:
    """The rows of each table from the first to the last period that nearly every authority has."""

    plans: pd.DataFrame
    new_plans: pd.DataFrame
    children: pd.DataFrame
    requests: pd.DataFrame | None
    timeliness: pd.DataFrame | None

    def panel(self, only: int | None = None) -> Panel:
        """Every unit of constant boundaries, or one authority as it is, as `panel` has it."""
        counts = _wide(self.plans, "january", "plans", only=only)
        new_by_year = _wide(self.new_plans, "calendar_year", "new_plans", only=only)
        requests_by_year = pd.DataFrame()
        if self.requests is not None:
            requests_by_year = _wide(self.requests, "calendar_year", "requests", only=only)
        in_time = pd.DataFrame()
        if self.timeliness is not None:
            quick, issued = (
                _wide(of_wait, "calendar_year", "plans_issued", only=only)
                for of_wait in (
                    rows_where(self.timeliness, wait="within 20 weeks"),
                    rows_where(self.timeliness, wait="any"),
                )
            )
            in_time = quick / issued.where(issued > 0)
        return Panel(
            plans=counts if only else counts[counts.max(axis=1) >= TOO_FEW],
            new_plans=new_by_year.rename(columns=lambda year: year + 1),
            people=_wide(self.children, "mid_year", "people", only=only),
            requests=requests_by_year.rename(columns=lambda year: year + 1),
            in_time=in_time.rename(columns=lambda year: year + 1),
        )


def usable(
    plans: pd.DataFrame,
    new_plans: pd.DataFrame,
    population: pd.DataFrame,
    requests: pd.DataFrame | None = None,
    timeliness: pd.DataFrame | None = None,
) -> Usable:
    """What `panel` takes of the tables, for whoever makes the panels of many authorities."""
    children = population[
        (population["age_group"] == "0 to 17") & (population["basis"] == "estimate before revision")
    ]
    known = tuple(plans["la_code"].unique())
    totals = None
    if requests is not None:
        totals = requests[requests["outcome"].eq("total") & requests["requests"].gt(0)]
        totals = _of_nearly_all(totals, "calendar_year", "requests", known=known)
    issued = None
    if timeliness is not None:
        issued = rows_where(timeliness, exceptions="with exceptions")
        issued = _of_nearly_all(issued, "calendar_year", "plans_issued", known=known)
    return Usable(
        plans=_of_nearly_all(plans[plans["plans"] > 0], "january", "plans", known=known),
        new_plans=_of_nearly_all(new_plans, "calendar_year", "new_plans", known=known),
        children=_of_nearly_all(children, "mid_year", "people", known=known),
        requests=totals,
        timeliness=issued,
    )


def has_too_few_plans(units: Panel, unit: int) -> bool:
    """Whether a unit has counts of plans, but never as many as a percentage needs."""
    return unit in units.plans.index and bool(units.plans.loc[unit].max() < TOO_FEW)


def _of_nearly_all(
    table: pd.DataFrame, period: str, value: str, *, known: tuple[int, ...]
) -> pd.DataFrame:
    """The rows from the first to the last period that nearly every authority has; all rows where
    there is none.
    """
    complete = Coverage.of_table(table, period, value, known).complete
    return table[table[period].between(complete[0], complete[-1])] if complete else table


def _wide(table: pd.DataFrame, period: str, value: str, *, only: int | None) -> pd.DataFrame:
    """Sums by unit × period of what is not missing."""
    rows = table.loc[table[value].notna(), ["la_code", period, value]].astype(float)
    unit = rows["la_code"].astype(int)
    if only:
        rows, unit = rows[unit.eq(only)], unit[unit.eq(only)]
    else:
        unit = unit.replace(area_by_authority())
    sums = rows.groupby([unit.rename("unit"), period])[value].sum()
    return sums.unstack(period).rename(columns=int)
