"""A scenario worked out year by year: plans, where they are placed, spend, block and balance."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from math import isfinite, nan

from hnb.domain.periods import following
from hnb.figures import Figure
from hnb.questions.medium_term.scenarios import FORECAST, GRANT_OF, GRANT_PAID, PRESENT, Scenario
from hnb.questions.medium_term.start import Start, january_within
from hnb.questions.medium_term.unit_costs import ELSEWHERE, KINDS_OF_PLACE


class Quantity(StrEnum):
    """What is projected for each year; the value is how a table calls it."""

    PLANS = "plans"
    SAVINGS = "savings"
    NET_SPEND = "net spend"
    PLACE_FUNDING = "place funding"
    BLOCK = "block"
    TRANSFER = "transfer"
    GAP = "gap in the year"
    GRANT = "grant"
    BALANCE = "balance"


EVERYTHING_ELSE = "everything else"  # spend that goes with no kind of place
# by kind of place: plans, and spend on them
PLACED = {kind: f"plans placed in: {kind}" for kind in (*KINDS_OF_PLACE, ELSEWHERE)}
SPENT = {kind: f"spend on: {kind}" for kind in (*KINDS_OF_PLACE, EVERYTHING_ELSE)}

_FIRST_TERM = 7 / 12  # a place that opens in September is paid for from then to March

Year = dict[str, float]  # a number by quantity


@dataclass(frozen=True)
class Changes:
    """What a scenario has changed by a year: unit costs are `price` times those of the base year;
    `moved` is the share of all plans moved to mainstream; `cap` the most plans in independent
    placements; `new_places` are those paid for (a part of one for a part of the year), and `filled`
    those of them that a child has moved to since placements were counted.
    """

    price: float = 1.0
    moved: float = 0.0
    cap: float = nan
    new_places: float = 0.0
    filled: float = 0.0


def years_of(start: Start, scenario: Scenario) -> dict[str, Year]:
    """Every year's numbers, by financial year; missing where an ingredient is.

    Notes
    -----
    Placement groups keep their share of plans, but for plans that the scenario moves: first to
    mainstream (from special and independent in proportion), then what is above a cap on independent
    placements to special schools, then one plan from independent to special for each new place.
    Prices are the GDP deflator's; unit costs may grow faster. Levers act on years after the base
    year only, but for the block's, which act on every year without a published block. What is
    counted stays as it was: growth acts on Januaries after the last count, and moves of plans on
    those after the last placements. So does an overspend that the council states for a year; what
    it is above the one worked out for that year with nothing done is added to every later year.
    """
    plans, changes = _plans(start, scenario), _changes(start, scenario)
    blocks = _blocks(start, scenario)
    place_funding = _stated(scenario, "place_funding_gbp", start.money.place_funding)
    opening = _stated(scenario, "brought_forward_gbp", start.money.brought_forward)
    opens = start.money.brought_forward.period or start.first_year
    balance, eligible = nan, 0.0
    by_year: dict[str, Year] = {}
    for year in start.every_year:
        net = start.money.net.get(year)
        row: Year = {
            Quantity.NET_SPEND: net.number if net else nan,
            Quantity.SAVINGS: 0.0,
            Quantity.PLACE_FUNDING: place_funding,
            Quantity.BLOCK: blocks.get(year, nan),
            Quantity.TRANSFER: 0.0,
            Quantity.GRANT: 0.0,
        }
        if year in plans:
            row |= _placed_and_spent(start, plans[year], changes[year])
        if year in start.years:
            row |= _paid(start, scenario, year, row)
            row[Quantity.PLACE_FUNDING] += changes[year].new_places * scenario.number("place_gbp")
        row[Quantity.GAP] = _gap(start, year, row)
        if year > opens:
            if year == GRANT_PAID:
                row[Quantity.GRANT] = scenario.number("grant_percent") / 100 * eligible
            balance += row[Quantity.GAP] - row[Quantity.GRANT]
        elif year == opens:
            balance = opening
        if year == GRANT_OF:
            eligible = max(balance, 0)
        by_year[year] = row | {Quantity.BALANCE: balance}
    return by_year


def _gap(start: Start, year: str, row: Year) -> float:
    """What is spent above the block in a year, moved by what the council states of an earlier one
    where it does.
    """
    paid = row[Quantity.NET_SPEND] + row[Quantity.PLACE_FUNDING]
    gap = paid - row[Quantity.BLOCK] - row[Quantity.TRANSFER]
    stated = start.money.in_year
    if stated is None or year < stated.period:
        return gap
    if year == stated.period:
        return stated.number
    as_published = replace(start, money=replace(start.money, in_year=None))
    worked_out = years_of(as_published, Scenario(PRESENT, ""))[stated.period][Quantity.GAP]
    return gap + stated.number - worked_out


def _stated(scenario: Scenario, lever: str, published: Figure) -> float:
    """What the council states, or else what is published."""
    stated = scenario.number(lever)
    return stated if isfinite(stated) else published.number


def _plans(start: Start, scenario: Scenario) -> dict[str, float]:
    """Plans at the January within the base year and each year after it."""
    plans = [figure.number for figure in start.plans]
    growth = scenario.at("growth")
    if growth != FORECAST:
        rate = growth if isinstance(growth, float) else start.growth.plans[str(growth)].number
        last = start.counted - start.january
        after = range(1, len(plans) - last)
        plans = [*plans[: last + 1], *(plans[last] * (1 + rate / 100) ** ahead for ahead in after)]
    return dict(zip((start.base_year, *start.years), plans, strict=True))


def _blocks(start: Start, scenario: Scenario) -> dict[str, float]:
    """The block from the year in which it was last published: as stated, or grown."""
    year = start.money.block.period
    blocks = {year: start.money.block.number}
    while year and year < start.every_year[-1]:
        before, year = blocks[year], following(year)
        grown = before * (1 + scenario.number("block_growth_percent", year) / 100)
        stated = scenario.number("block_gbp", year)
        blocks[year] = stated if isfinite(stated) else grown
    return blocks


def _changes(start: Start, scenario: Scenario) -> dict[str, Changes]:
    """What has been changed by each year from the base year on."""
    price, points, opened, counted = 1.0, 0.0, 0.0, 0.0
    independent = start.placed.by_kind["independent"].number
    changes = {start.base_year: Changes()}
    for year in start.years:
        price *= (1 + start.growth.prices[year].number / 100) * (
            1 + scenario.number("unit_cost_percent", year) / 100
        )
        opening = scenario.number("new_places", year)
        cap = scenario.number("independent_cap_percent", year) / 100 * independent
        if january_within(year) <= start.placed.january:
            counted, cap = counted + opening, nan
        else:
            points += scenario.number("to_mainstream_points", year)
        paid_for = opened + opening * _FIRST_TERM
        changes[year] = Changes(
            price=price,
            moved=points / 100,
            cap=cap,
            new_places=paid_for,
            filled=max(paid_for - counted, 0.0),
        )
        opened += opening
    return changes


def _placed_and_spent(start: Start, plans: float, changes: Changes) -> Year:
    """Plans, where they are placed, and what each kind of place costs."""
    counts = {kind: figure.number for kind, figure in start.placed.by_kind.items()}
    whole = sum(counts.values()) or nan
    placed = {kind: count / whole * plans for kind, count in counts.items()}
    _move(placed, changes.moved * plans, changes)
    row: Year = {Quantity.PLANS: plans}
    row |= {PLACED[kind]: count for kind, count in placed.items()}
    for kind, cost in start.costs.by_kind.items():
        row[SPENT[kind]] = placed[kind] * cost.number * changes.price
    row[SPENT[EVERYTHING_ELSE]] = plans * start.costs.everything_else.number * changes.price
    return row


def _move(placed: dict[str, float], to_mainstream: float, changes: Changes) -> None:
    """Move plans between kinds of place; none falls below zero."""
    both = placed["special"] + placed["independent"]
    part = min(to_mainstream / both, 1.0) if both else 0.0
    placed["mainstream"] += part * both
    placed["special"] *= 1 - part
    placed["independent"] *= 1 - part
    independent = placed["independent"]
    over = max(independent - changes.cap, 0.0) if isfinite(changes.cap) else 0.0
    moved = over + min(changes.filled, independent - over)
    placed["special"] += moved
    placed["independent"] -= moved


def _paid(start: Start, scenario: Scenario, year: str, row: Year) -> Year:
    """Savings, net spend after them, and the transfer from schools, after the base year."""
    spend = sum(row[quantity] for quantity in SPENT.values())
    savings = scenario.number("savings_percent", year) / 100 * spend
    savings += scenario.number("savings_gbp", year)
    share = scenario.number("transfer_percent", year) / 100
    return {
        Quantity.SAVINGS: savings,
        Quantity.NET_SPEND: spend - savings,
        Quantity.TRANSFER: share * start.money.schools_block.number,
    }
