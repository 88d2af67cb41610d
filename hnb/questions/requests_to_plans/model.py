"""From request to plan and on: demand, decisions, timeliness, reviews, ceasing, appeals, and stock
against flow.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from hnb.comparison.compared import Compared, compare
from hnb.comparison.counts import ENGLAND, Count, Counts
from hnb.comparison.measure import Measure, count_figure, is_of_both
from hnb.comparison.measures.plans import growth_between
from hnb.comparison.measures.process import (
    APPEAL_RATES,
    APPEALS,
    ASSESSED,
    CASES,
    CEASED,
    CEASED_BY_REASON,
    ENDING_IN_A_PLAN,
    NEW_PLANS,
    OVER_A_YEAR,
    PLANS_AT_END,
    PLANS_AT_START,
    PROCESS,
    REFUSED,
    REQUESTS,
    ROUTES,
    SUBJECTS,
    TIMED,
    WITHIN_20_WEEKS,
)
from hnb.domain.comparators import Ask
from hnb.figures import Figure, FigureMaker
from hnb.tables import Tables

YEARS_BACK = 4  # to the share of plans in time that is said next to the latest
MAKER = FigureMaker("flow")
YEARLY = (REQUESTS, NEW_PLANS, TIMED)  # the counts that say which years are held
STOCK_AND_FLOW = (PLANS_AT_START, NEW_PLANS, CEASED, PLANS_AT_END)


@dataclass(frozen=True)
class StockAndFlow:
    """Plans in January, those started and ceased in the year, and plans the January after.

    `residual` is what the flows leave less what was counted; `share` is that over the mean of the
    two Januaries, and `england` the same of England.
    """

    year: int
    start: Figure
    new: Figure
    ceased: Figure
    end: Figure
    residual: Figure
    share: Figure
    england: Figure


@dataclass(frozen=True)
class YearOfRequests:
    """Published counts of one calendar year, from requests to appeals."""

    year: int
    requests: Figure
    refused: Figure
    mediation: Figure
    tribunal: Figure
    assessed: Figure
    ending_in_a_plan: Figure
    in_time: Figure
    timed: Figure
    over_a_year: Figure
    appeals: Figure


@dataclass(frozen=True)
class Disputes:
    """Cases about one subject by each of `ROUTES`: the authority's, and England's."""

    subject: str
    own: tuple[Figure, ...]
    england: tuple[Figure, ...]


@dataclass(frozen=True)
class RequestsToPlans:
    """One authority's year before the January asked about, and the years around it.

    Parameters
    ----------
    year : int
        The calendar year described, which ends at that January, or earlier where that year is not
        held yet.
    measures : mapping
        By the name of the measure.
    grown : Compared
        Growth in plans in force in the year to the January asked about.
    plans_issued : tuple of Figure
        Three published counts that differ: plans started in the year, assessments that ended in
        one, and plans whose weeks are known.
    by_year : tuple of YearOfRequests
        The counts of that year and of the two before it, the earliest first.
    reasons, disputes, balances, appeals : tuple
        Why plans ceased; cases by subject; stock against flow by year; appeals by year and by
        method of counting decisions.
    """

    ask: Ask
    year: int
    measures: Mapping[str, Compared]
    grown: Compared
    plans_issued: tuple[Figure, ...]
    by_year: tuple[YearOfRequests, ...]
    reasons: tuple[Compared, ...]
    disputes: tuple[Disputes, ...]
    balances: tuple[StockAndFlow, ...]
    appeals: tuple[Compared, ...]

    def __getitem__(self, name: str) -> Compared:
        return self.measures[name]

    @property
    def in_time_before(self) -> Figure:
        """The share of plans issued within 20 weeks some years before, as far back as a chart
        shows it.
        """
        return self["within_20_weeks_percent"].in_year(self.year - YEARS_BACK).own

    @property
    def appeal(self) -> Compared | None:
        """The last year's appeals, by the newer method of counting where it is held."""
        return self.appeals[-1] if self.appeals else None

    @property
    def methods_differ(self) -> bool:
        """Whether `appeals` holds both series."""
        return len({compared.measure for compared in self.appeals}) > 1

    @property
    def balance(self) -> StockAndFlow | None:
        """Stock against flow of the year asked about."""
        return next((one for one in self.balances if one.year == self.year), None)


def answer(tables: Tables, ask: Ask) -> RequestsToPlans:
    """Demand, decisions, timeliness, reviews, ceasing and appeals of one authority.

    Parameters
    ----------
    tables : Tables
        Those of question.yml, by authority and for England.
    ask : Ask
        Its January is the end of the calendar year described, or of a later one where that year is
        not held yet (`year_described`).

    Returns
    -------
    RequestsToPlans
        Figures without a value carry the reason; an absent row is missing, never zero.

    Notes
    -----
    Appeals run to the year of that January, since they are published sooner. Method:
    docs/methods/flow.md.
    """
    counts = Counts(tables)
    year = year_described(counts, ask)
    every_year = sorted({*counts.years(CEASED)} & {*counts.years(NEW_PLANS)})
    return RequestsToPlans(
        ask=ask,
        year=year,
        measures={measure.name: compared(measure, counts, ask, year) for measure in PROCESS},
        grown=compared(growth_between(ask.january - 1, ask.january), counts, ask, ask.january),
        plans_issued=tuple(
            count_figure(counts, counted, year, ask, MAKER)
            for counted in (NEW_PLANS, ENDING_IN_A_PLAN, TIMED)
        ),
        by_year=tuple(year_of_requests(counts, ask, year - ago) for ago in (2, 1, 0)),
        reasons=tuple(compared(measure, counts, ask, year) for measure in CEASED_BY_REASON),
        disputes=tuple(disputes(counts, ask, year, subject) for subject in SUBJECTS),
        balances=tuple(stock_and_flow(counts, ask, each) for each in every_year if each <= year),
        appeals=appeals(counts, ask),
    )


def year_described(counts: Counts, ask: Ask) -> int:
    """The calendar year before the January asked about or, where too few authorities have its
    figures as yet, the last before it of which nearly all have them.
    """
    asked = ask.january - 1
    complete = {year for counted in YEARLY for year in counts.coverage(counted).complete}
    return asked if asked in complete else max((y for y in complete if y < asked), default=asked)


def compared(measure: Measure, counts: Counts, ask: Ask, year: int) -> Compared:
    """A measure of the process in a year, its Figures called as this question calls them."""
    return compare(measure, counts, ask, year, maker=MAKER)


def year_of_requests(counts: Counts, ask: Ask, year: int) -> YearOfRequests:
    """The authority's published counts of a calendar year."""

    def counted(what: Count) -> Figure:
        return count_figure(counts, what, year, ask, MAKER)

    return YearOfRequests(
        year=year,
        requests=counted(REQUESTS),
        refused=counted(REFUSED),
        mediation=counted(CASES["mediation", SUBJECTS[0]]),
        tribunal=counted(CASES["tribunal", SUBJECTS[0]]),
        assessed=counted(ASSESSED),
        ending_in_a_plan=counted(ENDING_IN_A_PLAN),
        in_time=counted(WITHIN_20_WEEKS),
        timed=counted(TIMED),
        over_a_year=counted(OVER_A_YEAR),
        appeals=counted(APPEALS),
    )


def disputes(counts: Counts, ask: Ask, year: int, subject: str) -> Disputes:
    """Cases about a subject by route: the authority's and England's."""
    about = [CASES[route, subject] for route in ROUTES]
    return Disputes(
        subject,
        tuple(count_figure(counts, cases, year, ask, MAKER) for cases in about),
        tuple(
            count_figure(counts, cases, year, ask, MAKER, place=ENGLAND, prefix="england_")
            for cases in about
        ),
    )


def appeals(counts: Counts, ask: Ask) -> tuple[Compared, ...]:
    """Appeals over appealable decisions, year by year to the one before the January, the older
    method first.
    """
    return tuple(
        compared(measure, counts, ask, year)
        for measure in APPEAL_RATES
        for year in counts.years(measure.counts[1])
        if year <= ask.last_year("calendar_year")
        and counts.value(measure.part, year, ask.la_code) is not None
    )


def stock_and_flow(counts: Counts, ask: Ask, year: int) -> StockAndFlow:
    """Whether plans started and ceased explain the plans in force a year later."""
    start, new, ceased, end = (
        count_figure(counts, counted, year, ask, MAKER) for counted in STOCK_AND_FLOW
    )
    residual, share = _left_over(counts, ask, year, ask.la_code)
    _, england = _left_over(counts, ask, year, ENGLAND, "england_")
    return StockAndFlow(year, start, new, ceased, end, residual, share, england)


def _why_unknown(counts: Counts, ask: Ask, year: int, place: int) -> str:
    """Why plans started and ended cannot be set against plans in force; empty where they can."""
    for counted in STOCK_AND_FLOW:
        if counts.value(counted, year, place) is None:
            return counts.reason(counted, year, ask) or "a count of England is missing"
    is_mixed = is_of_both(counts, [(counted, year) for counted in STOCK_AND_FLOW], place)
    return "some counts are published, others the council's own" if is_mixed else ""


def _left_over(
    counts: Counts, ask: Ask, year: int, place: int, prefix: str = ""
) -> tuple[Figure, Figure]:
    """What the flows leave less what was counted: in plans, and over the mean of both Januaries."""
    values = (counts.value(counted, year, place) for counted in STOCK_AND_FLOW)
    start, new, ceased, end = (math.nan if value is None else value for value in values)
    unknown = _why_unknown(counts, ask, year, place)
    over = math.nan if unknown else start + new - ceased - end
    in_force = (start + end) / 2
    maker = MAKER.having(
        rows=tuple(
            rows for counted in STOCK_AND_FLOW for rows in counts.behind(counted, year, [place])
        ),
        scope="stock against flow",
        period=str(year),
        reason=unknown or "no plans were in force at either January",
    )
    says = (
        "plans in January, and those started, less those ceased and those in force the January "
        "after"
    )
    return (
        maker.make(f"{prefix}residual", over, "plans", says),
        maker.make(
            f"{prefix}residual_percent",
            100 * over / in_force if in_force else None,
            "percent",
            f"{says}, over the mean of both Januaries",
            counts=(start + new - ceased, end) if place != ENGLAND else None,
        ),
    )
