"""The medium term in a scenario compared with another, and what each assumption adds to the gap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import factorial

from hnb.domain.comparators import Ask
from hnb.domain.words import slug
from hnb.figures import Figure, FigureMaker
from hnb.questions.medium_term.projection import Projection, project
from hnb.questions.medium_term.scenarios import LEVERS, PRESENT, Scenario, pick
from hnb.questions.medium_term.start import Start, medium_term_start
from hnb.questions.medium_term.year_by_year import Quantity, years_of
from hnb.tables import Tables

Balances = dict[frozenset[str], float]


@dataclass(frozen=True)
class Driver:
    """One lever in which two scenarios differ, its value in each, and what it adds to the closing
    balance.
    """

    lever: str
    label: str
    in_first: Figure
    in_second: Figure
    effect: Figure


@dataclass(frozen=True)
class ScenarioComparison:
    """Two scenarios side by side: the second's closing balance less the first's, and the drivers
    that add up to it.
    """

    first: Projection
    second: Projection
    difference: Figure
    drivers: tuple[Driver, ...]

    @property
    def projections(self) -> tuple[Projection, Projection]:
        """Both scenarios, worked out; the first is what the second is set against."""
        return self.first, self.second

    def difference_in(self, quantity: Quantity, year: str) -> Figure:
        """A quantity of a year in the second scenario, less the same in the first."""
        before, after = (projection.figure(quantity, year) for projection in self.projections)
        maker = FigureMaker(
            "scenarios",
            rows=after.rows,
            scope=self.difference.scope,
            period=after.period,
            price_base="cash",
            reason=after.reason or before.reason,
        )
        value = after.number - before.number
        measure = f"difference_{slug(quantity)}"
        return maker.make(measure, value, after.unit, f"scenario: {quantity} of one less the other")

    @property
    def deficits(self) -> tuple[Figure, ...]:
        """By how much the second scenario moves the deficit at the end of each year."""
        return tuple(self.difference_in(Quantity.BALANCE, year) for year in self.first.years)

    @property
    def has_plans(self) -> bool:
        """Whether there is a count of plans to divide spend by, and a forecast of plans, without
        which no year's numbers are known.
        """
        plans = self.first.start.plans
        return plans[0].known and plans[-1].known


@dataclass(frozen=True)
class MediumTerm:
    """The medium term of one authority.

    `nothing_done` is the projection of doing nothing, whose net spend is a forecast for some years;
    `comparison` sets the scenario asked about against another.
    """

    start: Start
    nothing_done: Projection
    comparison: ScenarioComparison


def answer(
    tables: Tables,
    ask: Ask,
    *,
    scenarios: Mapping[str, Scenario],
    scenario: str = PRESENT,
    against: str = PRESENT,
) -> MediumTerm:
    """The medium term of one authority in a scenario, set against another.

    Parameters
    ----------
    tables : Tables
        Those of `question.yml`.
    ask : Ask
        The authority; its first set of statistical neighbours gives the neighbours' growth.
    scenarios : mapping
        Named scenarios, such as those of `hnb.scenarios()`.
    scenario, against : str
        The names of two of them, or several joined by ' + '.

    Raises
    ------
    ParameterError
        No scenario has the name; the nearest is named.
    NotPublished
        The authority has no count of plans.
    """
    first, second = pick(scenarios, against, "against"), pick(scenarios, scenario)
    start = medium_term_start(tables, ask)
    return MediumTerm(
        start=start,
        nothing_done=project(start, pick(scenarios, PRESENT, "scenarios")),
        comparison=compare_scenarios(start, first, second),
    )


def compare_scenarios(start: Start, first: Scenario, second: Scenario) -> ScenarioComparison:
    """Two scenarios, and what each lever in which they differ adds to the difference.

    Notes
    -----
    A lever's part is the average, over every order in which the levers could be changed from the
    first scenario's to the second's, of what changing it adds: the only sharing that depends on no
    order and adds up exactly (Shapley, 1953, Contributions to the Theory of Games II, 307-317).
    """
    levers = _differing(first, second)
    balances = _closing_balances(start, first, second, levers)
    projections = project(start, first), project(start, second)
    closing = projections[1].closing
    reason = closing.reason or projections[0].closing.reason
    maker = FigureMaker(
        "scenarios",
        rows=closing.rows,
        scope=f"{second.name} less {first.name}",
        period=closing.period,
        covers=closing.covers,
        price_base="cash",
        reason=reason,
    )

    def effect(measure: str, amount: float, calculation: str) -> Figure:
        value = None if reason else amount
        return maker.make(f"{measure}_gbp", value, "gbp", f"scenario: {calculation}")

    return ScenarioComparison(
        first=projections[0],
        second=projections[1],
        difference=effect(
            "difference",
            balances[frozenset(levers)] - balances[frozenset()],
            "deficit at the end of one less that of the other",
        ),
        drivers=tuple(
            Driver(
                lever=lever,
                label=LEVERS[lever].label,
                in_first=_stated(first, lever),
                in_second=_stated(second, lever),
                effect=effect(
                    lever,
                    average_effect(lever, levers, balances),
                    "average over every order of changing levers",
                ),
            )
            for lever in levers
        ),
    )


def average_effect(lever: str, levers: Sequence[str], balances: Balances) -> float:
    """What changing one lever adds to the balance, averaged over every order of changing them all.

    Parameters
    ----------
    lever : str
        The one changed.
    levers : sequence of str
        All that are changed.
    balances : dict
        The closing balance (£) by the set of levers that have been changed.
    """
    others, count = [name for name in levers if name != lever], len(levers)
    total = 0.0
    for size in range(count):
        weight = factorial(size) * factorial(count - size - 1) / factorial(count)
        for changed in combinations(others, size):
            total += weight * (
                balances[frozenset((*changed, lever))] - balances[frozenset(changed)]
            )
    return total


def _differing(first: Scenario, second: Scenario) -> list[str]:
    """The levers in which two scenarios differ."""
    before, after = first.every_lever, second.every_lever
    return [lever for lever, value in before.items() if value != after[lever]]


def _closing_balances(
    start: Start, first: Scenario, second: Scenario, levers: Sequence[str]
) -> Balances:
    """The first scenario's closing balance, with every set of levers changed to the second's."""
    before, after = first.every_lever, second.every_lever
    last = start.every_year[-1]
    balances: Balances = {}
    for size in range(len(levers) + 1):
        for changed in combinations(levers, size):
            mixed = before | {lever: after[lever] for lever in changed}
            row = years_of(start, Scenario("", "", mixed))[last]
            balances[frozenset(changed)] = row[Quantity.BALANCE]
    return balances


def _stated(scenario: Scenario, lever: str) -> Figure:
    """A scenario's value of a lever, in words."""
    maker = FigureMaker("scenarios", scope=scenario.name)
    return maker.make(f"{lever}_stated", scenario.words(lever), "words", "stated")
