"""Requests, refusals, 20 weeks and spend while a programme ran, described without a verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hnb.comparison.counts import Counts, count
from hnb.comparison.measure import Measure
from hnb.comparison.measures.process import (
    PLANS_AT_START,
    REFUSED,
    REQUESTS,
    TIMED_BARE,
    WITHIN_20_WEEKS_BARE,
)
from hnb.comparison.select import rows_where
from hnb.domain.periods import period_from
from hnb.figures import Figure, FigureMaker, Rows

if TYPE_CHECKING:
    from hnb.domain.comparators import Ask
    from hnb.tables import Tables

YEARS_BEFORE = 2  # shown before the start
NET_SPEND = count("net_spend", "net_high_needs", "net high needs spend")


_REQUESTS_PER_HUNDRED = Measure(
    "requests", "requests for every hundred plans", REQUESTS, PLANS_AT_START, chance="none"
)
MEASURES = (
    _REQUESTS_PER_HUNDRED,
    Measure("refused", "requests refused", REFUSED, REQUESTS),
    Measure("within_20_weeks", "plans issued within 20 weeks", WITHIN_20_WEEKS_BARE, TIMED_BARE),
    Measure(
        "net_spend_per_plan",
        "net high needs spend for each plan, of the January before the year",
        NET_SPEND,
        PLANS_AT_START,
        unit="gbp_per_person",
        chance="none",
    ),
)


@dataclass(frozen=True)
class OtherOutcome:
    """One measure in one year: the authority's figure, and that of the middle authority."""

    measure: str
    period: str
    authority: Figure
    middle: Figure


def other_outcomes(tables: Tables, ask: Ask, start_year: int) -> tuple[OtherOutcome, ...]:
    """Other outcomes by year, from two years before the start, with the middle authority of
    England.

    Parameters
    ----------
    tables : Tables
        `ehc_plans`, `requests`, `plan_timeliness` and `net_high_needs`, by authority.
    ask : Ask
        The authority.
    start_year : int
        The year in which the programme began.

    Notes
    -----
    No change is worked out: persons were counted instead of totals from the census of January 2023,
    and none of these has a test. Requests and spend are divided by the plans of the January in, or
    just before, the year.
    """
    counts = Counts(tables)
    return tuple(
        _other_outcome(measure, counts, year, ask.la_code)
        for measure in MEASURES
        for year in measure.years(counts)
        if year >= start_year - YEARS_BEFORE
    )


def _other_outcome(measure: Measure, counts: Counts, year: int, la_code: int) -> OtherOutcome:
    # requests for every hundred plans are worked out as a percentage, but are not one
    unit = "number" if measure is _REQUESTS_PER_HUNDRED else measure.unit
    values = measure.at(counts, year)["value"]
    others, coverage = values.drop(la_code, errors="ignore"), measure.coverage(counts)
    period, table = period_from(measure.kind, year), measure.tables[0]
    rows = rows_where(counts.tables[table], **{measure.kind: period})
    maker = FigureMaker(
        "alongside",
        rows=(Rows.of(table, rows, [measure.kind]),),
        scope=measure.says,
        period=str(period),
        reason="not published",
    )
    return OtherOutcome(
        measure=measure.says,
        period=str(period),
        authority=maker.make(
            measure.name, values.get(la_code), unit, f"{measure.says}, as published"
        ),
        middle=maker.make(
            f"{measure.name}_middle",
            others.median() if year in coverage.complete else None,
            unit,
            "median of the other authorities",
            reason=coverage.says(year),
        ),
    )
