"""What each workstream was to save by now, and what it has saved, in cash as the ledger has it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hnb.domain.words import slug
from hnb.figures import Figure, FigureMaker
from hnb.questions.value_for_money.ledger import Ledger, Workstream
from hnb.stats import Floats

ALL_TOGETHER = Workstream("all workstreams", "", "")
_NOTHING_OVER = "no year of the ledger is over"
_NOTHING_REPORTED = "nothing achieved is reported"


@dataclass(frozen=True)
class WorkstreamLine:
    """A workstream to date, in the years that are over, and in all its years.

    Parameters
    ----------
    about : Workstream
        Its name, owner and status.
    spent : Figure
        What it has cost to date.
    planned, achieved, percent : Figure
        Savings to date, as planned and as achieved, and the one over the other.
    in_all : Figure
        Savings planned in all years.
    """

    about: Workstream
    spent: Figure
    planned: Figure
    achieved: Figure
    percent: Figure
    in_all: Figure


def lines_of(maker: FigureMaker, ledger: Ledger) -> tuple[WorkstreamLine, ...]:
    """Each workstream, in the order of the ledger's."""
    return tuple(
        _line(maker, ledger, about, np.arange(len(ledger.workstreams)) == place)
        for place, about in enumerate(ledger.workstreams)
    )


def total_of(maker: FigureMaker, ledger: Ledger) -> WorkstreamLine:
    """All workstreams together."""
    return _line(maker, ledger, ALL_TOGETHER, np.full(len(ledger.workstreams), True))


def _line(
    maker: FigureMaker, ledger: Ledger, about: Workstream, is_of: NDArray[np.bool_]
) -> WorkstreamLine:
    plan, over = ledger.in_cash, ledger.plan.years_over
    name, maker = slug(about.name), maker.having(price_base="cash")
    period = f"{ledger.years[0]} to {ledger.years[over - 1]}" if over else ""

    def amount(
        measure: str, values: Floats, calculation: str, *, all_years: bool = False
    ) -> Figure:
        part = values[is_of] if all_years else values[is_of][:, :over]
        is_known = bool((~np.isnan(part)).any())
        return maker.make(
            f"{measure}.{name}",
            float(np.nansum(part)) if is_known else None,
            "gbp",
            calculation,
            period=maker.period if all_years else period,
            reason=_NOTHING_REPORTED if over else _NOTHING_OVER,
        )

    planned = amount("planned_to_date_gbp", plan.benefits, "savings planned for the years over")
    achieved = amount("achieved_to_date_gbp", plan.benefits_so_far, "savings in the years over")
    is_known = planned.known and achieved.known and planned.number > 0
    return WorkstreamLine(
        about=about,
        spent=amount("spent_to_date_gbp", plan.costs_so_far, "costs in the years over"),
        planned=planned,
        achieved=achieved,
        percent=maker.make(
            f"achieved_percent.{name}",
            100 * achieved.number / planned.number if is_known else None,
            "percent",
            "savings achieved over savings planned for the same years",
            period=period,
            reason=achieved.reason or planned.reason or "no saving was planned by now",
        ),
        in_all=amount("planned_gbp", plan.benefits, "savings planned", all_years=True),
    )
