"""A programme by its own ledger: what it is worth, how likely, and what would make it pay."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hnb.figures import DrawnSeries, Figure, FigureMaker
from hnb.figures.records import Records, day_in_words
from hnb.questions.value_for_money.appraised import (
    Case,
    Sensitivity,
    appraised,
    by_year,
    chances,
    needed_share,
    sensitivities,
)
from hnb.questions.value_for_money.ledger import MAKER, Ledger
from hnb.questions.value_for_money.workstreams import WorkstreamLine, lines_of, total_of
from hnb.stats.appraisal import break_even

PLANNED, RECORDED = "as planned", "as achieved so far"
CAUTIOUS, TO_COME = "as achieved so far, costs larger", "from now on"


@dataclass(frozen=True)
class Rates:
    """How costs and benefits are weighed: the discount rate, and the overrun of costs to come."""

    discount: float
    overrun: float


@dataclass(frozen=True)
class ByLedger:
    """A programme by its own ledger, in constant prices and the value of its first year.

    Parameters
    ----------
    ledger : Ledger
        The amounts.
    planned, recorded, cautious : Case
        As planned; with what came so far and its share of the savings for the years to come; and
        the same with costs to come larger by the optimism bias. The last gives the verdict.
    to_come : Case
        The years that are not over alone, with the same caution.
    chance : tuple of Figure
        Probability in per cent that it has paid for itself by the end of each year.
    drawn : DrawnSeries
        Net present value up to the end of each year, £ million.
    sensitivities : tuple of Sensitivity
        What the net present value depends on, the most first.
    lines, total : WorkstreamLine
        Planned and achieved to date.
    needed_percent : Figure
        The share of all planned savings that would just cover the costs.
    placements : Figure
        Placements avoided in each year that would just cover the costs.
    avoided_planned, avoided_achieved : Figure
        Placements avoided in the last year that is over, as the ledger has them.
    """

    ledger: Ledger
    planned: Case
    recorded: Case
    cautious: Case
    to_come: Case
    chance: tuple[Figure, ...]
    drawn: DrawnSeries
    sensitivities: tuple[Sensitivity, ...]
    lines: tuple[WorkstreamLine, ...]
    total: WorkstreamLine
    needed_percent: Figure
    placements: Figure
    avoided_planned: Figure
    avoided_achieved: Figure

    @property
    def cases(self) -> tuple[Case, ...]:
        """The three cases of the whole programme, and the years to come."""
        return self.planned, self.recorded, self.cautious, self.to_come

    @property
    def last_chance(self) -> Figure:
        """The probability by the end of the last year."""
        return self.chance[-1]

    @property
    def day(self) -> str:
        """The day of the ledger, as a sentence names it."""
        return day_in_words(self.ledger.as_at)


def by_ledger(ledger: Ledger, avoided: Records, rates: Rates, per_placement: Figure) -> ByLedger:
    """A programme by its own ledger.

    Parameters
    ----------
    ledger : Ledger
        The amounts.
    avoided : Records
        `council_placements_avoided` of the authority.
    rates : Rates
        How costs and benefits are weighed.
    per_placement : Figure
        What a placement that is avoided saves in a year.
    """
    maker = MAKER.having(
        rows=ledger.rows,
        period=f"{ledger.years[0]} to {ledger.years[-1]}",
        scope=f"programme ledger at {day_in_words(ledger.as_at)}",
        price_base=f"prices of {ledger.price_year}",
    )
    plan, rate, overrun = ledger.plan, rates.discount, rates.overrun
    later = ledger.years[plan.years_over :]
    return ByLedger(
        ledger=ledger,
        planned=appraised(maker, PLANNED, plan.as_planned(rate), ledger.years),
        recorded=appraised(maker, RECORDED, plan.expected(rate), ledger.years),
        cautious=appraised(maker, CAUTIOUS, plan.expected(rate, overrun=overrun), ledger.years),
        to_come=appraised(maker, TO_COME, plan.still_to_come(rate, overrun=overrun), later),
        chance=chances(maker, ledger, rate=rate, overrun=overrun),
        drawn=by_year(maker, ledger, rate=rate, overrun=overrun),
        sensitivities=sensitivities(maker, ledger, rate=rate, overrun=overrun),
        lines=lines_of(maker, ledger),
        total=total_of(maker, ledger),
        needed_percent=_needed(maker, ledger, rates),
        placements=_placements(maker, ledger, rates, per_placement),
        avoided_planned=_avoided(avoided, ledger, "planned"),
        avoided_achieved=_avoided(avoided, ledger, "achieved"),
    )


def _needed(maker: FigureMaker, ledger: Ledger, rates: Rates) -> Figure:
    share = needed_share(ledger.plan, rates.discount, rates.overrun)
    return maker.make(
        "needed_percent",
        None if share is None else 100 * share,
        "percent",
        "discounted costs over discounted planned savings",
        reason="no saving is planned",
    )


def _placements(maker: FigureMaker, ledger: Ledger, rates: Rates, per_placement: Figure) -> Figure:
    """Placements to be avoided in each year from the first that was to save anything."""
    worth = ledger.plan.expected(rates.discount, overrun=rates.overrun)
    has_savings = np.flatnonzero(ledger.plan.benefits.sum(axis=0) > 0)
    years = len(ledger.years) - int(has_savings[0]) if len(has_savings) else len(ledger.years)
    needed = break_even(worth, years)
    is_known = per_placement.known and per_placement.number > 0
    return maker.make(
        "placements_a_year",
        needed / per_placement.number if is_known else None,
        unit_avoided(per_placement),
        "the same saving in each year that would just cover discounted costs, over what one saves",
        rows=(*ledger.rows, *per_placement.rows),
        reason=per_placement.reason,
    )


def unit_avoided(per_placement: Figure) -> str:
    """What is avoided: plans, where a published average per plan says what one saves."""
    is_published = any(rows.table == "net_high_needs" for rows in per_placement.rows)
    return "plans" if is_published else "placements"


def _avoided(avoided: Records, ledger: Ledger, basis: str) -> Figure:
    year = ledger.years_over[-1] if ledger.years_over else ""
    chosen = avoided.where(as_at=ledger.as_at, financial_year=year, basis=basis)
    return chosen.figure(f"placements_avoided.{basis}", period=year)
