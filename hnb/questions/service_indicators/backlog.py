"""How long cases past 20 weeks take to clear, and how many officers a demand needs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hnb.domain.comparators import Ask
from hnb.figures import Figure
from hnb.figures.records import Records, combined, day_in_words, month_before, month_in_words
from hnb.questions.service_indicators.charted import MAKER, Charted
from hnb.stats import Floats
from hnb.stats.monitoring.clearing import Clearing, months_to_clear, staff_needed
from hnb.tables import Tables

ARRIVING, LEAVING = "decisions to assess", "plans issued"
MONTHS = 12
MORE = 1.2  # times the plans of now: the capacity that is tried where none is chosen
_A_YEAR = "sum of twelve months of the council's own records"
_NEVER = "at that rate they are not within ten years"
_NO_STAFF = (
    "the indicators of officers and the months of plans issued have too few months in common"
)


@dataclass(frozen=True)
class Backlog:
    """Cases past 20 weeks, what comes in and goes out in a year, and months until they are gone.

    `capacity` is the number of plans a month that `at_capacity` is reckoned with. `never` and
    `never_at_capacity` are the shares of simulated queues that are not cleared within ten years.
    `officers` is how many are needed to issue as many plans as there are decisions to assess.
    """

    day: str
    waiting: Figure
    arriving: Figure
    leaving: Figure
    at_present: Figure
    never: Figure
    capacity: Figure
    at_capacity: Figure
    never_at_capacity: Figure
    officers: Figure


def backlog(
    tables: Tables, ask: Ask, indicators: Sequence[Charted], *, plans_a_month: int
) -> Backlog | None:
    """The backlog on the last day of the records; None where they have no open cases."""
    cases = Records.of(tables, "council_open_cases", ask, MAKER, unit="number")
    flows = Records.of(tables, "council_flows", ask, MAKER, unit="number")
    as_at, last = cases.latest("as_at"), flows.latest("month")
    if not (as_at and last):
        return None
    day = day_in_words(as_at)
    overdue = cases.where(as_at=as_at, case_stage="every stage", weeks_open="over 20")
    waiting = overdue.figure("cases_past_20_weeks", period=day)
    months = tuple(month_before(last, ago) for ago in reversed(range(MONTHS)))
    arriving, leaving = (_by_month(flows, flow, months) for flow in (ARRIVING, LEAVING))
    in_year, out_year = _year("decisions_to_assess", arriving), _year("plans_issued", leaving)
    capacity = _capacity(out_year, plans_a_month, day)
    parts = (waiting, in_year, out_year)
    history = [np.array([month.number for month in of_flow]) for of_flow in (arriving, leaving)]
    present, at_capacity = None, None
    if all(figure.known for figure in parts):
        present = months_to_clear(waiting.number, *history)
        at_capacity = months_to_clear(waiting.number, *history, leaving_mean=capacity.number)
    return Backlog(
        day=day,
        waiting=waiting,
        arriving=in_year,
        leaving=out_year,
        at_present=_months("months_to_clear", present, parts, day),
        never=_never("never_percent", present, waiting),
        capacity=capacity,
        at_capacity=_months("months_to_clear_at_capacity", at_capacity, parts, day),
        never_at_capacity=_never("never_at_capacity_percent", at_capacity, capacity),
        officers=_officers(indicators, months, history[1], in_year),
    )


def _capacity(issued: Figure, plans_a_month: int, day: str) -> Figure:
    """The plans a month that are chosen, or a fifth more than now."""
    usual = round(MORE * issued.number / MONTHS) if issued.known else None
    return MAKER.make(
        "plans_a_month",
        plans_a_month or usual,
        "number",
        "as chosen, or a fifth more than the mean of the last twelve months",
        rows=issued.rows,
        period=day,
        reason=issued.reason,
    )


def _never(measure: str, clearing: Clearing | None, rests_on: Figure) -> Figure:
    """The share of simulated queues that are not cleared; none where all are."""
    return MAKER.make(
        measure,
        100 * clearing.never if clearing and clearing.never else None,
        "percent",
        "simulated queues that do not clear within ten years",
        rows=rests_on.rows,
        period=rests_on.period,
        reason="all of them clear",
    )


def _by_month(flows: Records, flow: str, months: Sequence[str]) -> list[Figure]:
    rows = flows.where(flow=flow)
    return [
        rows.where(month=month).figure("in_month", period=month_in_words(month)) for month in months
    ]


def _year(name: str, months: Sequence[Figure]) -> Figure:
    """The sum of twelve months."""
    period = f"the year to {months[-1].period}"
    return combined(MAKER, f"{name}_in_year", months, calculation=_A_YEAR, period=period)


def _months(measure: str, clearing: Clearing | None, parts: Sequence[Figure], day: str) -> Figure:
    """Months as a Figure with its likely range; without one where its end is over ten years."""
    low, middle, high = clearing.months if clearing else (math.inf,) * 3
    unknown = next((figure.reason for figure in parts if not figure.known), "")
    return MAKER.make(
        measure,
        round(middle) if math.isfinite(middle) else None,
        "number",
        "median of simulated queues of cases past 20 weeks, with 95% of them between the ends",
        interval=(low, high) if math.isfinite(high) else None,
        rows=tuple(row for figure in parts for row in figure.rows),
        period=day,
        reason=unknown or _NEVER,
    )


def _officers(
    indicators: Sequence[Charted], months: Sequence[str], issued: Floats, demand: Figure
) -> Figure:
    """Officers needed to issue as many plans as there are decisions to assess."""
    staff = next((item for item in indicators if item.is_staff and item.chart), None)
    needed, rows = None, demand.rows
    if staff and demand.known:
        in_post = _monthly(staff, months)
        both = np.isfinite(in_post) & np.isfinite(issued)
        needed = staff_needed(demand.number / MONTHS, issued[both], in_post[both])
        rows = (*demand.rows, *staff.latest.rows)
    return MAKER.make(
        "officers_needed",
        needed[1] if needed else None,
        "number",
        "decisions to assess over plans issued for each officer in post, both a month",
        interval=(needed[0], needed[2]) if needed else None,
        rows=rows,
        period=demand.period,
        reason=demand.reason or _NO_STAFF,
    )


def _monthly(staff: Charted, months: Sequence[str]) -> Floats:
    """Mean officers in post by month; not a number where no week ends in it."""
    by_month: dict[str, list[float]] = {month: [] for month in months}
    values = staff.chart.values if staff.chart else ()
    for value, day in zip(values, staff.periods, strict=True):
        by_month.get(day[:7], []).append(float(value))
    return np.array([np.mean(of_month or [np.nan]) for of_month in by_month.values()])
