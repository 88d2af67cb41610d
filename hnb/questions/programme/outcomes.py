"""The outcomes by which a programme is judged, and the placebo test of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, TypeVar

import numpy as np
import pandas as pd

from hnb.comparison.complete import Coverage
from hnb.comparison.select import rows_where
from hnb.domain.errors import NotPublished, Place, unknown
from hnb.domain.periods import BREAK, period_from
from hnb.domain.reorganisations import area_by_authority, constant_areas
from hnb.domain.scopes import NON_STATE
from hnb.domain.words import quoted
from hnb.figures import Rows
from hnb.questions.plans_forecast.panel import panel
from hnb.stats.forecasting import growth_model as growth
from hnb.stats.forecasting.growth_model import Panel
from hnb.stats.impact.placebo_test import (
    PlaceboTest,
    adjusted_gaps,
    against_placebos,
    standardised,
)
from hnb.tables import Tables

PLANS_SIGNALS = ("growth", "inflow", "inflow_change", "level")
SHARE_SIGNALS = ("change", "level")
SPENDING_SIGNALS = ("growth", "level")
TRIED = 2023  # the start before which the test is checked
PRETENDED = 8  # years before the programme, in each of which one is pretended
JANUARIES_AFTER = (1, 2, 3)  # Januaries after the start for which the test was tried
FEWEST_DONORS = 19  # with fewer, no gap can be among the largest 5%
Values = TypeVar("Values", float, pd.Series)


@dataclass(frozen=True)
class Outcome:
    """One outcome of every unit, and what each unit's own past says about it.

    Parameters
    ----------
    values : DataFrame
        Unit × January: the log of plans, or the share in per cent.
    panel : Panel
        Plans, new plans and children of the same units.
    signals : tuple of str
        What a change is adjusted for, of the columns of `signals_at`.
    rows : tuple of Rows
        What the values rest on.
    """

    values: pd.DataFrame
    panel: Panel
    signals: tuple[str, ...]
    rows: tuple[Rows, ...] = ()

    key: ClassVar[str]
    says: ClassVar[str]  # in a sentence
    in_logs: ClassVar[bool]
    unit: ClassVar[str]
    gap_unit: ClassVar[str]
    gap_name: ClassVar[str]  # of the gap's unit, in the names of Figures
    known_signals: ClassVar[tuple[str, ...]]
    counts_plans: ClassVar[bool] = True  # in a way that changed in `BREAK`

    @staticmethod
    def when(january: int) -> str:
        """The period of a value, as a sentence names it."""
        return f"January {january}"

    def level(self, value: Values) -> Values:
        """Plans, or per cent, of `values`."""
        return np.exp(value) if self.in_logs else value

    def difference(self, gap: Values) -> Values:
        """A difference of `values` in per cent, or in percentage points."""
        return 100 * np.expm1(gap) if self.in_logs else gap

    def signals_at(self, start: int) -> pd.DataFrame:
        """What each unit's figures to the January of `start` say of its next years; nothing later
        is used.
        """
        raise NotImplementedError

    def adjusted_for(self, signals: Iterable[str]) -> Outcome:
        """The same outcome, with its changes adjusted for other signals.

        Raises
        ------
        ParameterError
            There is no such signal; the nearest is named.
        """
        signals = tuple(signals)
        for signal in signals:
            if signal not in self.known_signals:
                place, fault = Place(parameter="signals"), f"no signal {quoted(signal)}"
                raise unknown(place, fault, word=signal, known=self.known_signals)
        return replace(self, signals=signals)

    def change(self, start: int, january: int) -> pd.Series:
        """Change since `start` of every unit that has a figure for the January before it too."""
        change = self.values[january] - self.values[start]
        return change.where(self.values[start - 1].notna()).dropna()

    def last_january(self, januaries: Iterable[int], start: int) -> int:
        """The January by which a programme is judged; the start itself where there is none.

        The change of collection is never read as an effect: what began before it is judged before
        it, where plans are counted.
        """
        is_free = start >= BREAK or not self.counts_plans
        since = (year for year in januaries if year > start and (is_free or year < BREAK))
        return max(since, default=start)

    def regression(self, la_code: int, start: int) -> pd.DataFrame:
        """What the last test of one authority is learned from: each unit's `change`, and its
        signals, standardised.

        A start outside the Januaries that are held is moved to the nearest one.
        """
        januaries = growth.years(self.values)
        if len(januaries) < 2:
            raise NotPublished(found=f"no edition used here gives {self.says} of two years")
        start = min(max(start, januaries[1]), januaries[-1])
        change = self.change(start, self.last_january(januaries, start)).rename("change")
        signals = self.signals_at(start).reindex(change.index)
        return standardised(signals, change.index != la_code).join(change)


class Plans(Outcome):
    """The number of plans, in logs."""

    key = "plans"
    says = "EHC plans"
    in_logs = True
    unit = "plans"
    gap_unit = gap_name = "percent"
    known_signals = growth.SIGNALS

    def signals_at(self, start: int) -> pd.DataFrame:
        """Some of `growth_model.SIGNALS`."""
        signals = growth.signals(self.panel.until(start), start)
        return signals.reindex(self.values.index)[list(self.signals)]


class IndependentShare(Outcome):
    """Plans in independent and non-maintained special schools, per cent of all."""

    key = "independent_share"
    says = "plans in independent and non-maintained special schools"
    in_logs = False
    unit = "percent"
    gap_unit = "percentage_points"
    gap_name = "points"
    known_signals = SHARE_SIGNALS

    def signals_at(self, start: int) -> pd.DataFrame:
        """`change` in the year before, and `level`."""
        level = self.values[start]
        before = self.values.get(start - 1, pd.Series(np.nan, self.values.index))
        return pd.DataFrame({"change": level - before, "level": level})[list(self.signals)]


class NetSpending(Outcome):
    """Net high needs spending, in logs, by the January within the financial year."""

    key = "net_spending"
    says = "net high needs spending"
    in_logs = True
    unit = "gbp"
    gap_unit = gap_name = "percent"
    known_signals = SPENDING_SIGNALS
    counts_plans = False

    @staticmethod
    def when(january: int) -> str:
        """The financial year that holds the January."""
        return str(period_from("financial_year", january - 1))

    def signals_at(self, start: int) -> pd.DataFrame:
        """`growth` in the year before, and `level`, the log of spending per plan."""
        before = self.values.get(start - 1, pd.Series(np.nan, self.values.index))
        growth = self.values[start] - before
        return pd.DataFrame({"growth": growth, "level": self.level_at(start)})[list(self.signals)]

    def level_at(self, start: int) -> pd.Series:
        """The log of spending per plan."""
        return self.values[start] - self.panel.plans[start].apply(np.log)


class SpendingPerPlan(NetSpending):
    """The same over the plans of that January."""

    key = "spending_per_plan"
    says = "net high needs spending per plan"
    unit = "gbp_per_person"
    counts_plans = True

    def level_at(self, start: int) -> pd.Series:
        """The values themselves."""
        return self.values[start]


def outcomes(
    tables: Tables, la_code: int | None = None, excluded: Sequence[int] = ()
) -> tuple[Outcome, Outcome]:
    """Plans and the independent share of every unit of constant boundaries.

    Parameters
    ----------
    tables : Tables
        `ehc_plans`, `ehc_plans_by_placement`, `new_plans` and `population`, by authority.
    la_code : int, optional
        DfE number of an authority that is a unit as it is; one that it is a part of is left out.
    excluded : sequence of int
        DfE numbers of authorities that are not compared with.
    """
    plans, new_plans, population = (
        tables[name] for name in ("ehc_plans", "new_plans", "population")
    )
    placements = tables["ehc_plans_by_placement"]
    units = _units((plans, new_plans, population), la_code)
    area_of = area_by_authority()
    away = [unit for code in excluded for unit in (code, area_of.get(code)) if unit != la_code]
    counts = units.plans.drop(index=away, errors="ignore")
    plan_rows = Rows.of("ehc_plans", plans, ())
    placed = Rows.of("ehc_plans_by_placement", placements, ())
    children = rows_where(population, age_group="0 to 17", basis="estimate before revision")
    return (
        Plans(
            values=counts.apply(np.log),
            panel=units,
            signals=PLANS_SIGNALS,
            rows=(
                plan_rows,
                Rows.of("new_plans", new_plans, ()),
                Rows.of("population", children, ("age_group", "basis")),
            ),
        ),
        IndependentShare(
            values=_share(plans, placements, la_code).reindex(counts.index),
            panel=units,
            signals=SHARE_SIGNALS,
            rows=(plan_rows, replace(placed, where={"placement": NON_STATE})),
        ),
    )


def spending_outcomes(
    tables: Tables, la_code: int | None = None, excluded: Sequence[int] = ()
) -> tuple[NetSpending, SpendingPerPlan]:
    """Net spending and spending per plan of the same units as `outcomes`.

    Parameters
    ----------
    tables, la_code, excluded
        As of `outcomes`, with `net_high_needs`.
    """
    counts, _ = outcomes(tables, la_code, excluded)
    net = tables["net_high_needs"].dropna(subset="amount_gbp")
    area_of = {code: area for code, area in area_by_authority().items() if code != la_code}
    spent = net.assign(
        unit=net["la_code"].astype(int).replace(area_of),
        january=net["financial_year"].str[:4].astype(int) + 1,
    ).pivot_table("amount_gbp", "unit", "january", "sum")
    amounts = spent.where(spent > 0).reindex(counts.values.index).rename(columns=int)
    plans = counts.panel.plans.reindex(index=amounts.index, columns=amounts.columns)
    rows = Rows.of("net_high_needs", net, ())
    return (
        NetSpending(amounts.apply(np.log), counts.panel, SPENDING_SIGNALS, (rows,)),
        SpendingPerPlan(
            (amounts / plans).apply(np.log), counts.panel, SPENDING_SIGNALS, (rows, counts.rows[0])
        ),
    )


def _units(tables: Sequence[pd.DataFrame], la_code: int | None) -> Panel:
    """Every unit of constant boundaries, with one authority in place of what it is a part of."""
    if la_code is None:
        return panel(*tables)
    parts = next((codes for codes in constant_areas().values() if la_code in codes), (la_code,))
    others = panel(*(table[~table["la_code"].isin(parts)] for table in tables))
    alone = vars(panel(*tables, only=la_code))
    return Panel(**{name: pd.concat([wide, alone[name]]) for name, wide in vars(others).items()})


def _share(plans: pd.DataFrame, placements: pd.DataFrame, la_code: int | None) -> pd.DataFrame:
    """Unit × January: plans in independent and non-maintained special schools, per cent of all."""
    independent = rows_where(placements, placement=NON_STATE)
    placed = independent.groupby(["la_code", "january"])["plans"].sum(min_count=len(NON_STATE))
    both = plans.merge(placed.rename("placed").reset_index()).dropna(subset="placed")
    area_of = {code: area for code, area in area_by_authority().items() if code != la_code}
    unit = both["la_code"].astype(int).replace(area_of).rename("unit")
    sums = both.groupby([unit, "january"])[["placed", "plans"]].sum().astype(float)
    coverage = Coverage.of_table(both, "january", "placed", plans["la_code"].unique())
    usable = coverage.complete or tuple(coverage.having)
    shares = (100 * sums["placed"] / sums["plans"]).unstack().rename(columns=int)
    return shares[[year for year in growth.years(shares) if year <= max(usable, default=0)]]


def placebo_test(
    outcome: Outcome, unit: int, start: int, january: int, signals: pd.DataFrame | None = None
) -> PlaceboTest | None:
    """The test of one unit, as if a programme had begun after the January of `start`; None where it
    has no figures, or too few donors.
    """
    if not {start - 1, start, january} <= set(growth.years(outcome.values)):
        return None
    change = outcome.change(start, january)
    if unit not in change.index or len(change) <= FEWEST_DONORS:
        return None
    gaps = adjusted_gaps(change, outcome.signals_at(start) if signals is None else signals, unit)
    return against_placebos(gaps, outcome.panel.plans[start], unit)


def pretended(outcome: Outcome, before: int, units: Iterable[int] | None = None) -> pd.DataFrame:
    """The test where nothing was done: every unit in turn, in each of the eight years before
    `before`.

    Returns
    -------
    DataFrame
        One row a unit, start and horizon (1 to 3 Januaries after): `third` by size, and what a
        `PlaceboTest` holds.
    """
    rows: list[dict[str, float]] = []
    januaries = growth.years(outcome.values)
    for start in range(before - PRETENDED, before):
        if not {start - 1, start} <= set(januaries):
            continue
        signals = outcome.signals_at(start)
        third = np.ceil(3 * outcome.panel.plans[start].rank(pct=True))
        for horizon in JANUARIES_AFTER:
            for unit in outcome.values.index if units is None else units:
                test = placebo_test(outcome, unit, start, start + horizon, signals)
                if test:
                    where = {"unit": unit, "start": start, "horizon": horizon, "third": third[unit]}
                    rows.append(where | vars(test))
    return pd.DataFrame(rows)
