"""Where the medium term starts: plans and forecast, unit costs, block and balance as published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from hnb.comparison.counts import Counts
from hnb.comparison.doubted import doubt
from hnb.comparison.select import rows_where
from hnb.domain.comparators import Ask
from hnb.domain.errors import HnbError, NotPublished
from hnb.domain.periods import following, start_year
from hnb.domain.scopes import AFTER, BEFORE, IN_SPECIAL, PLACES
from hnb.figures import Figure, Rows
from hnb.questions.medium_term.scenarios import ENGLAND, NEIGHBOURS
from hnb.questions.medium_term.spend_errors import TARGET, SpendErrors, spend_errors
from hnb.questions.medium_term.unit_costs import (
    MAKER,
    PlansByPlace,
    UnitCosts,
    placements,
    unit_costs,
)
from hnb.questions.plans_forecast.model import answer as forecast_of_plans
from hnb.questions.plans_forecast.origin import origin_of, published_count
from hnb.stats.forecasting.growth_model import MEMORY, YEARS_AHEAD, recent_growth
from hnb.tables import Tables, table


@dataclass(frozen=True)
class Amounts:
    """Amounts (£) as last published: net spend by financial year, and what it is paid from.

    `brought_forward` is the balance of the grant carried forward, a deficit positive; `pupils` are
    those of primary and secondary schools, from whom a transfer would be taken. A council may state
    its own `brought_forward`, and the overspend `in_year` of a year.
    """

    net: dict[str, Figure]
    place_funding: Figure
    block: Figure
    schools_block: Figure
    brought_forward: Figure
    pupils: Figure
    in_year: Figure | None = None


@dataclass(frozen=True)
class GrowthRates:
    """Rates a year (per cent): of plans, of the neighbours and of England; of prices, by year."""

    plans: dict[str, Figure]
    prices: dict[str, Figure]


@dataclass(frozen=True)
class Start:
    """What is published of one authority, from which every scenario sets out.

    `base_year` is the last financial year of net spend that has a January count within it.
    `plans` are the published counts from that January to `counted`, the one that the forecast of
    the paper starts from, and that forecast of the five after it. `costs` are scaled so that, times
    plans, they add up to net spend of the base year. A Figure without a value says why. `doubt`
    says why the placements or the spending are probably recorded wrongly; empty where they are not.
    """

    ask: Ask
    base_year: str
    counted: int
    plans: tuple[Figure, ...]
    placed: PlansByPlace
    costs: UnitCosts
    money: Amounts
    growth: GrowthRates
    errors: SpendErrors | None
    doubt: str = ""

    @property
    def january(self) -> int:
        """The January within the base year."""
        return january_within(self.base_year)

    @property
    def years(self) -> tuple[str, ...]:
        """The financial years after the base year, to that of the last January forecast."""
        return years_after(self.base_year, self.counted)

    @property
    def first_year(self) -> str:
        """The year of the balance carried forward, or the base year where that is earlier."""
        return min(self.money.brought_forward.period or self.base_year, self.base_year)

    @property
    def every_year(self) -> tuple[str, ...]:
        """Years shown: from the first year to the end of the medium term."""
        first = self.years_ahead(self.first_year)
        return (*(following(self.base_year, step) for step in range(first, 1)), *self.years)

    @property
    def years_placed(self) -> tuple[str, ...]:
        """The years from the base year on whose January is not before the last placements."""
        years = (self.base_year, *self.years)
        return tuple(year for year in years if january_within(year) >= self.placed.january)

    def years_ahead(self, year: str) -> int:
        """How many years a financial year is after the base year; negative where it is before."""
        return start_year(year) - start_year(self.base_year)


def january_within(financial_year: str) -> int:
    """The January that a financial year holds."""
    return start_year(financial_year) + 1


def years_after(base_year: str, counted: int) -> tuple[str, ...]:
    """The financial years of the medium term: to that of the fifth January after the last count."""
    last = counted + YEARS_AHEAD[-1] - january_within(base_year)
    return tuple(following(base_year, step) for step in range(1, last + 1))


def medium_term_start(tables: Tables, ask: Ask) -> Start:
    """The start of every scenario of one authority.

    Parameters
    ----------
    tables : Tables
        Those of `question.yml`.
    ask : Ask
        The authority; its first set of statistical neighbours gives the neighbours' growth.

    Raises
    ------
    NotPublished
        The authority has no count of plans.
    """
    counted = last_counted(tables, ask)
    year = base_year(tables, ask, counted)
    january = january_within(year)
    plans = counted_and_forecast(tables, ask, january, counted)
    placed = placements(tables, ask, counted)
    amounts = money(tables, ask, year)
    costs = unit_costs(tables, ask, placed=placed, plans=plans[0], net=amounts.net[year])
    rests_on = (
        ("ehc_plans_by_placement", placed.january),
        ("s251_high_needs", costs.lines_of),
        ("net_high_needs", year),
    )
    counts = Counts(tables)
    doubts = (doubt(counts, name, ask.la_code, period) for name, period in rests_on if period)
    return Start(
        ask=ask,
        base_year=year,
        counted=counted,
        plans=plans,
        placed=placed,
        costs=costs,
        money=amounts,
        growth=growth(tables, ask, year, counted),
        errors=spend_errors(tables, ask.la_code, counted - january),
        doubt=next(filter(None, doubts), ""),
    )


def last_counted(tables: Tables, ask: Ask) -> int:
    """The January that the forecast of the paper starts from, or the authority's own last count
    before it.
    """
    counts = rows_where(tables["ehc_plans"], la_code=ask.la_code).dropna(subset="plans")
    origin = origin_of(tables["ehc_plans"], ask, None)
    januaries = counts.loc[counts["january"].le(origin), "january"]
    if not len(januaries):
        raise NotPublished(found=f"no count of EHC plans is published for {ask.authority.name}")
    return int(januaries.max())


def base_year(tables: Tables, ask: Ask, counted: int) -> str:
    """The last financial year of net spend that has a count of plans within it, or that of the last
    count where there is no such spend.
    """
    counts = rows_where(tables["ehc_plans"], la_code=ask.la_code).dropna(subset="plans")
    years = _net_spend(tables, ask)["financial_year"]
    januaries = years.str[:4].astype(int) + 1
    within = years[januaries.isin(counts["january"]) & januaries.le(counted)]
    return str(within.max()) if len(within) else following(str(counted), -1)


def counted_and_forecast(
    tables: Tables, ask: Ask, january: int, counted: int
) -> tuple[Figure, ...]:
    """Plans as published from one January to the last counted, and the forecast of the paper for
    the five after it. A count is missing where a later one looks like a change in what is recorded:
    spend for each of its plans would be no cost of those that the forecast counts.
    """
    try:
        forecast = forecast_of_plans(tables, ask, origin=counted)
    except HnbError as fault:
        januaries = range(january, counted + YEARS_AHEAD[-1] + 1)
        return tuple(_no_plans(when, fault.found) for when in januaries)
    steps = [int(step.period[-4:]) for step in forecast.steps if forecast.known or forecast.doubt]
    counts = (
        _no_plans(
            when,
            f"the count of plans moved so far after January {when} that it may be a change in what "
            "is recorded",
        )
        if max(steps, default=when) > when
        else _count(tables["ehc_plans"], ask, when)
        for when in range(january, counted)
    )
    return (*counts, forecast.now, *forecast.plans)


def _count(plans: pd.DataFrame, ask: Ask, january: int) -> Figure:
    """The published count of a January, or that there is none."""
    try:
        return published_count(plans, ask.la_code, january)
    except NotPublished as fault:
        return _no_plans(january, fault.found)


def _no_plans(january: int, reason: str) -> Figure:
    return MAKER.make("plans", None, "plans", "", period=f"January {january}", reason=reason)


def money(tables: Tables, ask: Ask, base_year: str) -> Amounts:
    """Net spend by year, and the last block, place funding, balance and pupils published."""
    return Amounts(
        net=_net_by_year(tables, ask, base_year),
        place_funding=_last_amount(
            tables,
            ask,
            "place_funding_gbp",
            "outturn place funding",
            table_name="s251_high_needs",
            kind="outturn",
            line=PLACES,
            setting=_settings_of_places(tables, ask),
        ),
        block=_last_amount(
            tables,
            ask,
            "block_gbp",
            "high needs block after deductions",
            table_name="dsg_blocks",
            block="high needs",
            stage=AFTER,
        ),
        schools_block=_last_amount(
            tables,
            ask,
            "schools_block_gbp",
            "schools block before deductions",
            table_name="dsg_blocks",
            block="schools",
            stage=BEFORE,
        ),
        brought_forward=_last_amount(
            tables,
            ask,
            "brought_forward_gbp",
            "deficit or surplus of the dedicated schools grant carried forward",
            table_name="dsg_balances",
        ),
        pupils=_pupils(tables, ask),
    )


def _settings_of_places(tables: Tables, ask: Ask) -> tuple[str, ...]:
    """The settings that place funding of the last year is added up over: the benchmarking tool has
    special and alternative provision as its total, the section 251 files have each of them alone.
    """
    rows = rows_where(
        tables["s251_high_needs"], la_code=ask.la_code, kind="outturn", line=PLACES
    ).dropna(subset="amount_gbp")
    last = rows_where(rows, financial_year=rows["financial_year"].max() if len(rows) else "")
    special = ("total",) if last["setting"].eq("total").any() else IN_SPECIAL
    return (*special, "early years", "primary", "secondary")


def growth(tables: Tables, ask: Ask, base_year: str, january: int) -> GrowthRates:
    """Growth of plans over the last years before the last January counted, and of prices after the
    base year.

    A year of which no deflator is published has the target of 2%.
    """
    plans = tables["ehc_plans"]
    by_january = plans.dropna().pivot_table("plans", "la_code", "january", "sum").astype(float)
    by_january = by_january.loc[:, :january]
    lists = (group for group in ask.comparators if group.kind == "neighbours")
    neighbours = next(lists, ask.main).codes
    codes_by_group = {NEIGHBOURS: neighbours, ENGLAND: tuple(by_january.index)}
    deflator = tables.at("england")["gdp_deflator"]
    return GrowthRates(
        plans={
            group: MAKER.make(
                f"{group}_growth_percent",
                100 * np.expm1(recent_growth(by_january[by_january.index.isin(codes)], january)),
                "percent",
                "growth a year of the plans of all that have both counts",
                rows=(
                    _rows(
                        "ehc_plans",
                        rows_where(plans, la_code=codes, january=(january - MEMORY, january)),
                    ),
                ),
                period=f"January {january - MEMORY} to January {january}",
            )
            for group, codes in codes_by_group.items()
        },
        prices={year: _prices(deflator, year) for year in years_after(base_year, january)},
    )


def _prices(deflator: pd.DataFrame, year: str) -> Figure:
    rows = rows_where(deflator, financial_year=year)
    return MAKER.make(
        "prices_percent",
        rows["change_percent"].item() if len(rows) else TARGET,
        "percent",
        "GDP deflator" if len(rows) else "the target for prices, for want of a forecast",
        rows=(_rows("gdp_deflator", rows),),
        period=year,
    )


def _net_spend(tables: Tables, ask: Ask) -> pd.DataFrame:
    return rows_where(tables["net_high_needs"], la_code=ask.la_code).dropna(subset="amount_gbp")


def _net_by_year(tables: Tables, ask: Ask, base_year: str) -> dict[str, Figure]:
    """Net spend by financial year; of the base year without a value where it is not published."""
    maker = MAKER.having(reason=f"net high needs spend is not published for {ask.authority.name}")
    net = {
        str(year): maker.make(
            "net_gbp",
            rows["amount_gbp"].sum(),
            "gbp",
            "published",
            rows=(_rows("net_high_needs", rows),),
            period=str(year),
        )
        for year, rows in _net_spend(tables, ask).groupby("financial_year")
    }
    missing = maker.make("net_gbp", None, "gbp", "published", period=base_year)
    return {base_year: missing} | net


def _last_amount(
    tables: Tables, ask: Ask, measure: str, covers: str, *, table_name: str, **where: Any
) -> Figure:
    """An amount of the last year published for an authority, of the rows that `where` names."""
    rows = rows_where(tables[table_name], la_code=ask.la_code, **where)
    rows, year = _last(rows, "financial_year", "amount_gbp")
    doubted = doubt(Counts(tables), table_name, ask.la_code, year) if year else ""
    return MAKER.make(
        measure,
        None if doubted else rows["amount_gbp"].sum(min_count=1),
        "gbp",
        covers,
        rows=(_rows(table_name, rows),),
        period=year,
        covers=covers,
        stage=where.get("stage", ""),
        reason=doubted or f"no edition used here gives {covers} for {ask.authority.name}",
    )


def _pupils(tables: Tables, ask: Ask) -> Figure:
    phases = ("primary", "secondary")
    rows = rows_where(tables["free_school_meals"], la_code=ask.la_code, phase=phases)
    rows, year = _last(rows, "academic_year", "pupils")
    return MAKER.make(
        "pupils",
        rows["pupils"].sum(min_count=1),
        "pupils",
        "pupils in primary and secondary schools",
        rows=(_rows("free_school_meals", rows),),
        period=year,
    )


def _last(rows: pd.DataFrame, period: str, value: str) -> tuple[pd.DataFrame, str]:
    """The rows of the last period that has a value, and that period; empty where there is none."""
    rows = rows.dropna(subset=value)
    last = str(rows[period].max()) if len(rows) else ""
    return rows_where(rows, **{period: last}), last


def _rows(name: str, rows: pd.DataFrame) -> Rows:
    """Rows of a table, narrowed by every key of it."""
    return Rows.of(name, rows, table(name).key)
