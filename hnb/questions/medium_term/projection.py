"""A scenario year by year as Figures: placements, spend, block and the balance of the grant."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import isfinite, nan
from typing import Literal

from hnb.domain.words import slug
from hnb.figures import Figure, FigureMaker, Rows
from hnb.questions.medium_term.scenarios import FORECAST, MITIGATIONS, Scenario
from hnb.questions.medium_term.spend_errors import YEARS_TRIED
from hnb.questions.medium_term.start import Start, january_within
from hnb.questions.medium_term.year_by_year import PLACED, Quantity, Year, years_of

Kind = Literal["published", "forecast", "scenario"]

# levers that take net spend away from what was tried on the past
_MOVE_NET_SPEND = {"growth", "unit_cost_percent", *MITIGATIONS}
_CALCULATIONS: dict[str, str] = {
    Quantity.PLANS: "the forecast, or the yearly growth of the scenario",
    Quantity.NET_SPEND: "plans by kind of place times unit cost at the year's prices, everything "
    "else for each plan, less savings",
    Quantity.PLACE_FUNDING: "outturn place funding as last published, and the scenario's new "
    "places",
    Quantity.BLOCK: "high needs block after deductions as last published, moved on by the "
    "scenario's growth",
    Quantity.TRANSFER: "the scenario's share of the schools block before deductions, as last "
    "published",
    Quantity.GAP: "net spend and place funding, less block and transfer",
    Quantity.BALANCE: "balance brought forward and the gap in the year, less any grant; positive "
    "is a deficit",
}


@dataclass(frozen=True)
class Projection:
    """One scenario of one authority; `by_year` has every year's numbers by quantity."""

    start: Start
    scenario: Scenario
    by_year: dict[str, Year] = field(repr=False)

    def number(self, quantity: str, year: str) -> float:
        """A quantity in a year, unrounded; not a number (`nan`) where it is missing."""
        return self.by_year[year].get(quantity, nan)

    @property
    def years(self) -> tuple[str, ...]:
        """Financial years, from that of the balance brought forward on."""
        return self.start.every_year

    def kind(self, quantity: str, year: str) -> Kind:
        """Whether a number is published, forecast (past errors are known, limits given), or a
        scenario.
        """
        if self._is_published(quantity, year):
            return "published"
        return "forecast" if self._is_forecast(quantity, year) else "scenario"

    def _is_published(self, quantity: str, year: str) -> bool:
        start = self.start
        if quantity == Quantity.PLANS:
            return start.base_year <= year and january_within(year) <= start.counted
        if quantity == Quantity.NET_SPEND:
            return year <= start.base_year
        if quantity in PLACED.values():
            return january_within(year) == start.placed.january
        if quantity == Quantity.BLOCK:
            return year <= start.money.block.period
        opening = start.money.brought_forward
        is_stated = "brought_forward_gbp" in self.scenario.levers or not opening.rows
        return quantity == Quantity.BALANCE and year == opening.period and not is_stated

    def _is_forecast(self, quantity: str, year: str) -> bool:
        """Of a number that is not published."""
        if quantity == Quantity.PLANS:
            return self.scenario.at("growth") == FORECAST
        was_tried = self.start.years_ahead(year) in YEARS_TRIED and self.start.errors is not None
        is_moved = bool(_MOVE_NET_SPEND & set(self.scenario.levers))
        return quantity == Quantity.NET_SPEND and was_tried and not is_moved

    def figure(self, quantity: str, year: str) -> Figure:
        """A number of a year as a Figure; with limits only where it is a forecast."""
        sources = self._sources(quantity, year)
        reasons = (source.reason for source in sources if source.reason)
        counts_plans = quantity == Quantity.PLANS or quantity in PLACED.values()
        calculation = _CALCULATIONS.get(quantity, quantity)
        maker = FigureMaker("scenarios", scope=self.scenario.name, price_base="cash")
        return maker.make(
            slug(quantity),
            self.number(quantity, year),
            "plans" if counts_plans else "gbp",
            f"{self.kind(quantity, year)}: {calculation}",
            interval=self._limits(quantity, year),
            rows=_each_once(sources),
            period=f"January {january_within(year)}" if counts_plans else year,
            covers=str(quantity),
            reason=next(reasons, "it is not worked out for that year"),
        )

    def _limits(self, quantity: str, year: str) -> tuple[float | None, float | None] | None:
        value = self.number(quantity, year)
        if self.kind(quantity, year) != "forecast" or not isfinite(value):
            return None
        start, ahead = self.start, self.start.years_ahead(year)
        if quantity == Quantity.PLANS:
            return start.plans[ahead].low, start.plans[ahead].high
        assert start.errors is not None
        return start.errors.around(value, ahead, start.plans[0].number)

    def _sources(self, quantity: str, year: str) -> tuple[Figure, ...]:
        """The Figures that a quantity of a year is worked out from."""
        start, money = self.start, self.start.money
        plans = start.plans[0], start.plans[max(start.years_ahead(year), 0)]
        spend = (*plans, money.net[start.base_year], start.costs.everything_else)
        gap = (*spend, money.place_funding, money.block)
        balance = (money.brought_forward, *gap)
        by_quantity: dict[str, tuple[Figure, ...]] = {
            Quantity.PLANS: plans,
            Quantity.PLACE_FUNDING: (money.place_funding,),
            Quantity.BLOCK: (money.block,),
            Quantity.TRANSFER: (money.schools_block,),
            Quantity.GAP: gap,
            Quantity.GRANT: balance,
            Quantity.BALANCE: balance,
        }
        if quantity in PLACED.values():
            return (*plans, start.placed.by_kind["mainstream"])
        return by_quantity.get(quantity, spend)

    @property
    def net_spend_forecasts(self) -> tuple[Figure, ...]:
        """Net spend of the years for which it is a forecast, with its 95% limits."""
        quantity = Quantity.NET_SPEND
        years = (year for year in self.years if self.kind(quantity, year) == "forecast")
        return tuple(self.figure(quantity, year) for year in years)

    @property
    def closing(self) -> Figure:
        """The balance at the end of the medium term."""
        return self.figure(Quantity.BALANCE, self.years[-1])


def project(start: Start, scenario: Scenario) -> Projection:
    """A scenario worked out for every year of the medium term (`year_by_year.years_of`)."""
    return Projection(start=start, scenario=scenario, by_year=years_of(start, scenario))


def _each_once(sources: tuple[Figure, ...]) -> list[Rows]:
    """The rows behind several Figures, each once, in order."""
    rows: list[Rows] = []
    for source in sources:
        rows += [more for more in source.rows if more not in rows]
    return rows
