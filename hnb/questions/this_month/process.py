"""What happens to requests of a council: by month, how long they wait, and which are open."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from hnb.domain.comparators import Ask
from hnb.domain.words import slug
from hnb.figures import Figure, FigureMaker
from hnb.figures.records import Records, combined, day_in_words, month_before, month_in_words
from hnb.tables import Tables

MAKER = FigureMaker("this_month")
REQUESTS, ISSUED, CEASED = "requests received", "plans issued", "plans ceased"
FLOWS = (REQUESTS, "decisions to assess", "decisions not to assess", ISSUED, CEASED)
STAGES = (
    "awaiting a decision to assess",
    "assessment under way",
    "plan agreed, not yet issued",
)
STEPS = (
    "held in the 12 months before",
    "due in the next three months",
    "overdue",
    "due",
    "final plan issued by the deadline",
    "final plan issued after the deadline",
    "outstanding",
)
LOWER, MEDIAN, UPPER = "lower quartile", "median", "upper quartile"
OVERDUE_WEEKS = 20
MONTHS_DRAWN = 24
_MONTHS_A_YEAR = 12
_LAST_MONTHS = re.compile(r"^12 months to (\d{4}-\d\d-\d\d)$")
_NOT_YET = "too few of them have led to a plan so far"


@dataclass(frozen=True)
class Flow:
    """What happened in each month: `months` in order, the sum of the last twelve, and of the
    twelve before.
    """

    name: str
    months: tuple[Figure, ...]
    last_year: Figure
    year_before: Figure


@dataclass(frozen=True)
class Wait:
    """Weeks from request to plan, of the requests of one calendar year or of the last year."""

    year: str
    is_calendar_year: bool
    lower: Figure
    median: Figure
    upper: Figure


EVERY_STAGE = "every stage"  # of a row that is of all open cases


@dataclass(frozen=True)
class OpenCases:
    """Cases open on the day: by stage and weeks, in total, and those past 20 weeks; at least so
    many, where a few of them are withheld.
    """

    bands: tuple[str, ...]
    by_stage: tuple[tuple[str, tuple[Figure, ...]], ...]
    total: Figure
    overdue: Figure
    overdue_at_least: Figure


def flows(tables: Tables, ask: Ask) -> tuple[tuple[str, ...], tuple[Flow, ...]]:
    """The last months, and what happened in each."""
    records = Records.of(tables, "council_flows", ask, MAKER, unit="number")
    last = records.latest("month")
    if not last:
        return (), ()
    months = tuple(month_before(last, ago) for ago in reversed(range(MONTHS_DRAWN)))
    names = in_order(records.values("flow"), FLOWS)
    return months, tuple(_flow(records.where(flow=name), name, months) for name in names)


def _flow(records: Records, name: str, months: Sequence[str]) -> Flow:
    by_month = tuple(
        records.where(month=month).figure(f"{slug(name)}_in_month", period=month_in_words(month))
        for month in months
    )
    middle = len(months) - _MONTHS_A_YEAR
    return Flow(
        name=name,
        months=by_month,
        last_year=_year(by_month[middle:], name, months[-1]),
        year_before=_year(by_month[:middle], name, months[middle - 1]),
    )


def _year(months: Sequence[Figure], name: str, last: str) -> Figure:
    """The sum of twelve months."""
    period = f"the year to {month_in_words(last)}"
    calculation = "sum of twelve months of the council's own records"
    return combined(MAKER, f"{slug(name)}_in_year", months, calculation=calculation, period=period)


def waits(records: Records) -> tuple[Wait, ...]:
    """The quartiles of weeks from request to plan, by year of the request."""

    def quantile(year: str, name: str) -> Figure:
        rows = records.where(requests_of=year, quantile=name)
        measure = f"weeks_to_plan.{slug(name)}"
        return rows.figure(measure, period=requests_of(year), none=_NOT_YET)

    years = sorted(records.values("requests_of"), key=lambda year: (" " in year, year))
    return tuple(
        Wait(
            requests_of(year),
            is_calendar_year=" " not in year,
            lower=quantile(year, LOWER),
            median=quantile(year, MEDIAN),
            upper=quantile(year, UPPER),
        )
        for year in years
    )


def requests_of(year: str) -> str:
    """When requests were received, as a sentence names it: `2025`, `the year to 30 November
    2026`.
    """
    last = _LAST_MONTHS.match(year)
    return f"the year to {day_in_words(last[1])}" if last else year


def compared_waits(waits: Sequence[Wait]) -> list[Wait]:
    """The calendar years of requests of which half have led to a plan, in order."""
    return [wait for wait in waits if wait.is_calendar_year and wait.median.known]


def waited(maker: FigureMaker, waits: Sequence[Wait]) -> Figure:
    """By how many weeks the median wait is longer than a year before, in the last two years of
    requests that have one.
    """
    known = [wait.median for wait in compared_waits(waits)]
    if len(known) < 2:
        return maker.make(
            "change_in_weeks",
            None,
            "weeks",
            "difference of two medians",
            reason="the records have no two years of requests of which half have led to a plan",
        )
    return combined(
        maker,
        "change_in_weeks",
        (known[-1], known[-2]),
        weights=(1, -1),
        calculation="difference of two medians",
        period=f"{known[-2].period} to {known[-1].period}",
    )


def is_overdue(band: str) -> bool:
    """Whether a span of weeks begins at 20 weeks or later."""
    first = re.search(r"\d+", band)
    is_under = band.startswith(("under", "up to"))
    return "year" in band or (not is_under and first is not None and int(first[0]) >= OVERDUE_WEEKS)


def _weeks(band: str) -> tuple[int, bool]:
    """What puts spans of weeks in order."""
    first = re.search(r"\d+", band)
    is_under = band.startswith(("under", "up to"))
    return (0 if is_under or first is None else int(first[0]), band.startswith("over"))


def in_order(names: Sequence[str], known: Sequence[str]) -> tuple[str, ...]:
    """Names in the order of those known, and then the others."""
    return (*(name for name in known if name in names), *(x for x in names if x not in known))


def open_cases(records: Records) -> OpenCases:
    """The cases that are open on the day of the records."""
    whole = records.where(case_stage=EVERY_STAGE)
    stages = tuple(stage for stage in records.values("case_stage") if stage != EVERY_STAGE)
    records = records.where(case_stage=stages)
    bands = tuple(sorted(records.values("weeks_open"), key=_weeks))
    late = records.where(weeks_open=tuple(filter(is_overdue, bands)))
    return OpenCases(
        bands=bands,
        by_stage=tuple(
            (
                stage,
                tuple(
                    records.where(case_stage=stage, weeks_open=band).figure(
                        f"open_cases.{slug(stage)}.{slug(band)}"
                    )
                    for band in bands
                ),
            )
            for stage in in_order(records.values("case_stage"), STAGES)
        ),
        total=whole.where(weeks_open="any").figure("open_cases"),
        overdue=whole.where(weeks_open="over 20").figure("overdue_cases"),
        overdue_at_least=late.shown().figure("overdue_cases_at_least"),
    )


def steps(records: Records, as_at: str) -> tuple[tuple[str, Figure], ...]:
    """Each step of reviews or of phase transfers on the day."""
    records = records.where(as_at=as_at)
    by_name = dict(records.by("step", records.name.removeprefix("council_")))
    return tuple((step, by_name[step]) for step in in_order(tuple(by_name), STEPS))
