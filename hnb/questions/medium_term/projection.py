"""A scenario year by year: placements, spend, block and the balance of the grant; and what parts
two scenarios.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from math import factorial, isfinite, nan

from hnb.domain.periods import following
from hnb.domain.words import slug
from hnb.figures import Figure, Rows
from hnb.questions.medium_term.scenarios import FORECAST, LEVERS, MITIGATIONS, Scenario
from hnb.questions.medium_term.spend_errors import HORIZONS
from hnb.questions.medium_term.start import ELSE, GROUPS, Start

PUBLISHED, SCENARIO = "published", "scenario"
PLANS, NET, SPREAD, SAVINGS, PLACES = (
    "plans",
    "net spend",
    "everything else",
    "savings",
    "place funding",
)
BLOCK, TRANSFER, GAP, GRANT, BALANCE = "block", "transfer", "gap in the year", "grant", "balance"
MONEY = (NET, PLACES, BLOCK, TRANSFER, GAP, GRANT, BALANCE)
PLACED = {group: f"plans placed in: {group}" for group in (*GROUPS, ELSE)}
SPENT = {group: f"spend on: {group}" for group in (*GROUPS, SPREAD)}
_FIRST_TERM = 7 / 12  # a place that opens in September is paid for from then to March
_MOVE_NET = {
    "growth",
    "unit_cost_percent",
    *MITIGATIONS,
}  # levers that take net spend away from what was backtested
_HOW = {
    PLANS: "the forecast, or the yearly growth of the scenario",
    NET: "plans by kind of place times unit cost at the year's prices, everything else for each "
    "plan, less savings",
    PLACES: "outturn place funding as last published, and the scenario's new places",
    BLOCK: "high needs block after deductions as last published, moved on by the scenario's growth",
    TRANSFER: "the scenario's share of the schools block before deductions, as last published",
    GAP: "net spend and place funding, less block and transfer",
    BALANCE: "balance brought forward and the gap in the year, less any grant; positive is a "
    "deficit",
}


@dataclass(frozen=True)
class Projection:
    """One scenario of one authority: `table` has every year's numbers by name, missing where an
    ingredient is.
    """

    start: Start
    scenario: Scenario
    table: dict[str, dict[str, float]] = field(repr=False)

    @property
    def years(self) -> tuple[str, ...]:
        """Financial years, from that of the balance brought forward to the end of the medium term."""
        return self.start.every_year

    def kind(self, column: str, year: str) -> str:
        """Whether a number is published, forecast (past errors are known, limits given), or a
        scenario.
        """
        ahead = int(year[:4]) - int(self.start.base_year[:4])
        if column in (PLANS, NET) and ahead <= 0:
            return PUBLISHED
        if column in PLACED.values() and not ahead and self.start.placed == self.start.january:
            return PUBLISHED
        if column == BLOCK and year <= self.start.block.period:
            return PUBLISHED
        if (
            column == BALANCE
            and year == self.start.brought_forward.period
            and "brought_forward_gbp" not in self.scenario.levers
        ):
            return PUBLISHED
        if column == PLANS and self.scenario.at("growth") == FORECAST:
            return FORECAST
        backtested = (
            column == NET and ahead in HORIZONS and not _MOVE_NET & set(self.scenario.levers)
        )
        return FORECAST if backtested and self.start.errors else SCENARIO

    def figure(self, column: str, year: str) -> Figure:
        """A number of a year as a Figure; with limits only where it is a forecast."""
        start, value, kind = self.start, self.table[year].get(column, nan), self.kind(column, year)
        counts = column == PLANS or column in PLACED.values()
        ahead = int(year[:4]) - int(start.base_year[:4])
        low: float | None = None
        high: float | None = None
        if kind == FORECAST and isfinite(value):
            near, stock = start.plans[ahead], float(start.plans[0].value or 0)
            if counts:
                low, high = near.low, near.high
            elif start.errors:
                low, high = start.errors.around(value, ahead, stock)
        sources = self._sources(column)
        rows: list[Rows] = []
        for one in sources:
            rows += [each for each in one.rows if each not in rows]
        why = next(
            (one.reason for one in sources if one.reason), "it is not worked out for that year"
        )
        return Figure(
            f"scenarios.{slug(column)}",
            value if isfinite(value) else None,
            "plans" if counts else "gbp",
            f"{kind}: {_HOW.get(column, column)}",
            tuple(rows),
            self.scenario.name,
            f"January {int(year[:4]) + 1}" if counts else year,
            column,
            price_base="" if counts else "cash",
            low=low,
            high=high,
            reason=why,
        )

    def _sources(self, column: str) -> tuple[Figure, ...]:
        start = self.start
        plans = (start.plans[0], start.plans[1])
        spend = (*plans, start.net[start.base_year], start.spread_cost)
        money = (start.brought_forward, *spend, start.place_funding, start.block)
        return {
            PLANS: plans,
            PLACES: (start.place_funding,),
            BLOCK: (start.block,),
            TRANSFER: (start.schools_block,),
            GAP: money[1:],
            GRANT: money,
            BALANCE: money,
        }.get(column, (*plans, start.groups["mainstream"]) if column in PLACED.values() else spend)

    @property
    def soon(self) -> tuple[Figure, ...]:
        """Net spend of the years for which it is a forecast, with its 95% limits."""
        return tuple(
            self.figure(NET, year) for year in self.years if self.kind(NET, year) == FORECAST
        )

    @property
    def closing(self) -> Figure:
        """The balance at the end of the medium term."""
        return self.figure(BALANCE, self.years[-1])

    @property
    def after_override(self) -> Figure | None:
        """The balance that counts against reserves once the statutory override ends, where the
        scenario says when.
        """
        last = self.scenario.at("override_ends")
        return self.figure(BALANCE, last) if last in self.years else None


def project(start: Start, scenario: Scenario) -> Projection:
    """A scenario worked out for every year of the medium term.

    Notes
    -----
    Placement groups keep their share of plans, but for plans that the scenario moves: first to
    mainstream (from special and independent in proportion), then what is above a cap on independent
    placements to special schools, then one plan from independent to special for each new place.
    Prices are the GDP deflator's; unit costs may grow faster. Levers act on years after the base
    year only, but for the block's, which act on every year without a published block.
    """
    return Projection(start, scenario, _table(start, scenario))


def _number(figure: Figure) -> float:
    return nan if figure.value is None else float(figure.value)


def _table(start: Start, scenario: Scenario) -> dict[str, dict[str, float]]:
    stock, growth = [_number(one) for one in start.plans], scenario.at("growth")
    if growth != FORECAST:
        rate = growth if isinstance(growth, float) else _number(start.growth[growth])
        stock = [stock[0] * (1 + rate / 100) ** step for step in range(len(stock))]
    counts = {group: _number(one) for group, one in start.groups.items()}
    whole, unit = (
        sum(counts.values()) or nan,
        {group: _number(one) for group, one in start.units.items()},
    )
    given = (scenario.at("brought_forward_gbp"), scenario.at("place_funding_gbp"))
    balance = given[0] if given[0] is not None else _number(start.brought_forward)
    paid_places = given[1] if given[1] is not None else _number(start.place_funding)
    blocks, block_year = {start.block.period: _number(start.block)}, start.block.period
    while block_year and block_year < start.every_year[-1]:
        before, block_year = blocks[block_year], following(block_year)
        known = scenario.at("block_gbp", block_year)
        blocks[block_year] = (
            before * (1 + scenario.at("block_growth_percent", block_year) / 100)
            if known is None
            else known
        )
    price, points, opened, table = 1.0, 0.0, 0.0, {}
    for year in start.every_year:
        ahead, row = int(year[:4]) - int(start.base_year[:4]), dict[str, float]()
        transfer = savings = running = 0.0
        row[NET] = _number(start.net[year]) if year in start.net else nan
        if ahead > 0:
            price *= (1 + _number(start.prices[year]) / 100) * (
                1 + scenario.at("unit_cost_percent", year) / 100
            )
            points += scenario.at("to_mainstream_points", year)
            running = opened + scenario.at("new_places", year) * _FIRST_TERM
            opened += scenario.at("new_places", year)
            transfer = scenario.at("transfer_percent", year) / 100 * _number(start.schools_block)
        if ahead >= 0:
            placed = {group: count / whole * stock[ahead] for group, count in counts.items()}
            if ahead:
                cap = scenario.at("independent_cap_percent", year)
                most = nan if cap is None else cap / 100 * counts["independent"]
                _move(placed, points / 100 * stock[ahead], most, running)
            spent = {SPENT[group]: placed[group] * unit[group] * price for group in GROUPS}
            spent[SPENT[SPREAD]] = stock[ahead] * _number(start.spread_cost) * price
            if ahead:
                savings = scenario.at("savings_percent", year) / 100 * sum(spent.values())
                savings += scenario.at("savings_gbp", year)
                row[NET] = sum(spent.values()) - savings
            row |= {
                PLANS: stock[ahead],
                **{PLACED[group]: count for group, count in placed.items()},
                **spent,
            }
        row |= {
            SAVINGS: savings,
            PLACES: paid_places + running * scenario.at("place_gbp"),
            TRANSFER: transfer,
        }
        row[BLOCK] = blocks.get(year, nan)
        row[GRANT] = 0.0
        row[GAP] = row[NET] + row[PLACES] - row[BLOCK] - transfer
        if year > start.first_year:
            balance += row[GAP]
            row[GRANT] = scenario.at("grant_percent", year) / 100 * max(balance, 0)
            balance -= row[GRANT]
        row[BALANCE] = balance
        table[year] = row
    return table


def _move(placed: dict[str, float], to_mainstream: float, cap: float, places: float) -> None:
    """Move plans between kinds of place; none goes below nought."""
    both = placed["special"] + placed["independent"]
    part = min(to_mainstream / both, 1.0) if both else 0.0
    placed["mainstream"] += part * both
    placed["special"] *= 1 - part
    placed["independent"] *= 1 - part
    over = min(
        max(placed["independent"] - cap, 0.0) if isfinite(cap) else 0.0, placed["independent"]
    )
    moved = over + min(places, placed["independent"] - over)
    placed["special"] += moved
    placed["independent"] -= moved


@dataclass(frozen=True)
class Driver:
    """One lever in which two scenarios differ, its value in each, and what it adds to the closing
    balance.
    """

    lever: str
    label: str
    one: Figure
    other: Figure
    effect: Figure


@dataclass(frozen=True)
class Comparison:
    """Two scenarios side by side: the second's closing balance less the first's, and the drivers
    that add up to it.
    """

    one: Projection
    other: Projection
    difference: Figure
    drivers: tuple[Driver, ...]


def compare(start: Start, one: Scenario, other: Scenario) -> Comparison:
    """Two scenarios, and what each lever in which they differ adds to the difference.

    Notes
    -----
    A lever's part is the average, over every order in which the levers could be changed from the
    first scenario's to the second's, of what changing it adds: the only sharing that depends on no
    order and adds up exactly (Shapley, 1953, Contributions to the Theory of Games II, 307-317).
    """
    usual = {lever: known.usual for lever, known in LEVERS.items()}
    sides = [{**usual, **each.levers} for each in (one, other)]
    levers = [
        lever for lever in LEVERS if sides[0][lever] != sides[1][lever] and lever != "override_ends"
    ]
    last, values = start.every_year[-1], {}
    for size in range(len(levers) + 1):
        for chosen in combinations(levers, size):
            mixed = {lever: sides[lever in chosen][lever] for lever in levers}
            values[frozenset(chosen)] = _table(start, Scenario("", "", {**sides[0], **mixed}))[
                last
            ][BALANCE]
    first, second = project(start, one), project(start, other)
    name = f"{other.name} less {one.name}"

    def figure(measure: str, value: float, how: str) -> Figure:
        reason = second.closing.reason or first.closing.reason
        return Figure(
            f"scenarios.{measure}_gbp",
            None if reason else value,
            "gbp",
            f"scenario: {how}",
            second.closing.rows,
            name,
            last,
            BALANCE,
            price_base="cash",
            reason=reason,
        )

    def stated(side: Scenario, lever: str) -> Figure:
        return Figure(
            f"scenarios.{lever}_stated", side.words(lever), "words", "stated", scope=side.name
        )

    return Comparison(
        first,
        second,
        figure(
            "difference",
            values[frozenset(levers)] - values[frozenset()],
            "closing balance of one less the other",
        ),
        tuple(
            Driver(
                lever,
                LEVERS[lever].label,
                stated(one, lever),
                stated(other, lever),
                figure(
                    lever,
                    _part(lever, levers, values.__getitem__),
                    "average over every order of changing levers",
                ),
            )
            for lever in levers
        ),
    )


def _part(lever: str, levers: Sequence[str], value: Callable[[frozenset[str]], float]) -> float:
    rest, count = [one for one in levers if one != lever], len(levers)
    return sum(
        factorial(size)
        * factorial(count - size - 1)
        / factorial(count)
        * (value(frozenset((*chosen, lever))) - value(frozenset(chosen)))
        for size in range(count)
        for chosen in combinations(rest, size)
    )
