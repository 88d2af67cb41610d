"""Placements against the block, spending and the deficit, as page one asks of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hnb.comparison.compared import Compared, compare
from hnb.comparison.counts import Counts, count
from hnb.comparison.doubted import doubted_among
from hnb.comparison.measure import Measure
from hnb.comparison.measures.money import net_growth
from hnb.domain.comparators import Ask
from hnb.figures import Figure, FigureMaker
from hnb.questions.medium_term.deficit import Stated, stated_position
from hnb.questions.spend_against_block import predecessors
from hnb.questions.spend_against_block.by_year import ShareInYear, share_by_year
from hnb.tables import Tables

MAKER = FigureMaker("page_one", price_base="cash")
YEARS = 3  # over which spending is compared, beside the last year
BALANCE = Measure(
    "balance",
    "the balance of the dedicated schools grant, a deficit positive",
    count("balance", "dsg_balances", "the balance of the dedicated schools grant"),
    unit="gbp",
    chance="none",
)


@dataclass(frozen=True)
class Block:
    """Spend on placements against the block in one year, and the year before; `is_last` where no
    later year is held. `councils_before` is what the councils before a new authority spent.
    """

    year: ShareInYear
    before: ShareInYear | None
    is_last: bool
    councils_before: predecessors.Before | None = None


@dataclass(frozen=True)
class Spending:
    """Net high needs spending: its growth in the last year, and over some years."""

    net: Figure
    year: Compared
    years: Compared

    @property
    def since(self) -> str:
        """The year from which growth over some years is counted."""
        return self.years.measure.when(self.years.year - YEARS)


@dataclass(frozen=True)
class Deficit:
    """The balance of the grant as published, and what the council states of it.

    `published` is positive where it is a deficit; `in_deficit` counts the neighbours with one,
    `in_england` all authorities, of `published_by` that have a balance.
    """

    compared: Compared
    published: Figure
    in_deficit: Figure
    used: Figure
    in_england: Figure
    published_by: Figure
    stated: Stated

    @property
    def at(self) -> str:
        """When the published balance was."""
        return f"March {self.compared.year + 1}"


def block(tables: Tables, ask: Ask) -> Block | None:
    """Spend on placements against the block in the financial year of the Ask; nothing where no
    year is available.
    """
    years = share_by_year(tables, ask).years
    if not years:
        return None
    names = [year.financial_year for year in years]
    place = names.index(ask.financial_year) if ask.financial_year in names else len(names) - 1
    before = years[place - 1] if place else None
    councils = predecessors.before(Counts(tables), ask, names[place])
    return Block(years[place], before, place == len(years) - 1, councils)


def spending(counts: Counts, ask: Ask) -> Spending:
    """Growth of net high needs spending."""
    year = compare(net_growth(1), counts, ask, maker=MAKER)
    years = compare(net_growth(YEARS), counts, ask, year.period, maker=MAKER)
    return Spending(year.part, year, years)


def deficit(counts: Counts, ask: Ask, stated: Mapping[str, str]) -> Deficit:
    """The balance of the grant, and what the council states of it."""
    compared = compare(BALANCE, counts, ask, maker=MAKER)
    every = compared.everyone.index.tolist()
    doubted = doubted_among(compared, every)
    believed = [code for code in every if code not in doubted]
    codes = [code for code in compared.main.codes if code in believed]
    everyone = compared.everyone["value"][believed]
    neighbours = everyone[codes]

    def number(name: str, value: int, calculation: str, codes: list[int]) -> Figure:
        return MAKER.make(
            name,
            value or None if name.startswith("used") else value,
            "authorities",
            calculation,
            rows=compared.behind(codes),
            period=compared.period,
            reason="no balance is published for them",
        )

    return Deficit(
        compared,
        compared.own,
        number("in_deficit", int((neighbours > 0).sum()), "neighbours with a deficit", codes),
        number("used_neighbours", len(neighbours), "neighbours with a published balance", codes),
        number("england_in_deficit", int((everyone > 0).sum()), "with a deficit", believed),
        number("used_in_england", len(everyone), "with a published balance", believed),
        stated_position(**stated),
    )
