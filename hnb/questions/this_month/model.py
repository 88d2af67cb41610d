"""Plans, requests, waits and open cases of a council on the last day of its own records."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from hnb.domain.comparators import Ask
from hnb.domain.errors import Place, unknown
from hnb.domain.words import slug
from hnb.figures import Figure
from hnb.figures.records import (
    Records,
    combined,
    day_in_words,
    growth,
    month_in_words,
    refuse_without_records,
)
from hnb.questions.this_month.process import (
    CEASED,
    ISSUED,
    MAKER,
    Flow,
    OpenCases,
    Wait,
    flows,
    open_cases,
    steps,
    waited,
    waits,
)
from hnb.tables import Tables

A_YEAR_BEFORE, LAST_CENSUS = SINCE = ("a year before", "the last census")
# what plans are divided by: the table and its column
SPLITS = {
    "age": ("council_plans_by_age", "age"),
    "primary need": ("council_plans_by_need", "need"),
    "group of placements": ("council_plans_by_placement", "placement_group"),
    "placement": ("council_plans_by_placement", "placement"),
    "school": ("council_plans_by_school", "school"),
}
WHOLE_GROUP = "all of the group"
_NEAR_A_YEAR = range(330, 401)  # days between two states of the records, so that they are a year
_NO_STATE = "the council's records have no day about a year before"


@dataclass(frozen=True)
class Category:
    """Plans of one category, now and a year before; `at_least` is what is shown of those now, where
    a few are withheld.
    """

    name: str
    now: Figure
    before: Figure
    at_least: Figure


@dataclass(frozen=True)
class ThisMonth:
    """One council on the last day of its records; a Figure without a value says why.

    `before` is the number of plans that `plans` is compared with, `when` how a sentence names its
    day: a year before, of the records of that day or else less what was issued and plus what ceased
    since; or the last census. `splits` have by name each category with its plans, and a year before
    where there are any. `waited` is by how many weeks the median wait of the last year of requests
    is longer than that of the year before.
    """

    ask: Ask
    as_at: str
    plans: Figure
    before: Figure
    when: str
    growth: Figure
    splits: Mapping[str, tuple[Category, ...]]
    months: tuple[str, ...]
    flows: tuple[Flow, ...]
    waits: tuple[Wait, ...]
    waited: Figure
    open_cases: OpenCases
    reviews: tuple[tuple[str, Figure], ...]
    transfers: tuple[tuple[str, Figure], ...]

    @property
    def day(self) -> str:
        """The day, as a sentence names it."""
        return day_in_words(self.as_at)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The Figures of the headline."""
        return (self.plans, self.before, self.growth, self.waited, self.open_cases.overdue)

    def flow(self, name: str) -> Flow | None:
        """What happened by month, of that name; None where the records have none."""
        return next((flow for flow in self.flows if flow.name == name), None)


def answer(tables: Tables, ask: Ask, *, since: str = A_YEAR_BEFORE) -> ThisMonth:
    """Plans, requests, waits and open cases on the last day of a council's records.

    Parameters
    ----------
    tables : Tables
        Those of question.yml; a row that is suppressed has no value.
    ask : Ask
        The authority.
    since : str
        What plans are compared with: `a year before`, in the same records, or `the last census`
        that is published. Without a state of the records a year before, it is the census.

    Raises
    ------
    NotPublished
        No records of the council are in use.
    ParameterError
        `since` is neither; the nearest is named.

    Notes
    -----
    Method: docs/methods/this-month.md.
    """
    if since not in SINCE:
        raise unknown(Place(parameter="since"), f"no {since!r}", word=since, known=SINCE)
    plans = Records.of(tables, "council_plans", ask, MAKER, unit="number")
    refuse_without_records(plans, ask, "EHC plans")
    as_at = plans.latest("as_at")
    maker = MAKER.having(period=day_in_words(as_at))
    earlier = _a_year_before(as_at, plans.values("as_at"))
    now = plans.where(as_at=as_at).figure("plans", period=maker.period)
    months, by_flow = flows(tables, ask)
    before, when = _before(tables, ask, plans, earlier, since=since, by_flow=by_flow)
    by_year = waits(Records.of(tables, "council_weeks_to_plan", ask, maker).where(as_at=as_at))
    return ThisMonth(
        ask=ask,
        as_at=as_at,
        plans=now,
        before=before,
        when=when,
        growth=growth(maker, f"growth_since_{slug(when)}", now, before),
        splits={name: _split(tables, ask, name, now=as_at, before=earlier) for name in SPLITS},
        months=months,
        flows=by_flow,
        waits=by_year,
        waited=waited(maker, by_year),
        open_cases=open_cases(
            Records.of(tables, "council_open_cases", ask, maker, unit="number").where(as_at=as_at)
        ),
        reviews=steps(Records.of(tables, "council_reviews", ask, maker, unit="number"), as_at),
        transfers=steps(
            Records.of(tables, "council_phase_transfers", ask, maker, unit="number"), as_at
        ),
    )


def _a_year_before(as_at: str, days: Sequence[str]) -> str:
    """The day of the records that is nearest to a year before; empty where none is near."""
    last = date.fromisoformat(as_at)
    ago = {day: (last - date.fromisoformat(day)).days for day in days}
    near = [day for day in days if ago[day] in _NEAR_A_YEAR]
    return min(near, key=lambda day: abs(ago[day] - 365), default="")


def _before(
    tables: Tables, ask: Ask, plans: Records, earlier: str, *, since: str, by_flow: Sequence[Flow]
) -> tuple[Figure, str]:
    """The plans to compare with, and their day in words."""
    if since == A_YEAR_BEFORE and earlier:
        when = day_in_words(earlier)
        return plans.where(as_at=earlier).figure("plans", period=when), when
    as_at = plans.latest("as_at")
    before = _before_the_flows(plans.where(as_at=as_at).figure("plans"), as_at, by_flow)
    if since == A_YEAR_BEFORE and before is not None:
        return before, before.period
    census = Records.of(tables, "ehc_plans", ask, MAKER, unit="number").published()
    if not len(census.frame):
        return plans.where(as_at="").figure("plans_before", none=_NO_STATE), A_YEAR_BEFORE
    january = int(census.frame["january"].max())
    when = f"January {january}"
    return census.where(january=january).figure("census_plans", period=when), when


def _before_the_flows(now: Figure, as_at: str, by_flow: Sequence[Flow]) -> Figure | None:
    """Plans a year before the end of the last month: those of now, less what was issued and plus
    what ceased since; None where the records do not end with that month, or one is not known.
    """
    last_years = {flow.name: flow for flow in by_flow}
    if not {ISSUED, CEASED} <= last_years.keys() or not now.known:
        return None
    issued, ceased = (last_years[name] for name in (ISSUED, CEASED))
    next_day = date.fromisoformat(as_at) + timedelta(days=1)
    if next_day.day != 1 or issued.months[-1].period != month_in_words(as_at[:7]):
        return None
    if not (issued.last_year.known and ceased.last_year.known):
        return None
    end = next_day.replace(year=next_day.year - 1) - timedelta(days=1)
    return combined(
        MAKER,
        "plans_before",
        (now, issued.last_year, ceased.last_year),
        weights=(1, -1, 1),
        calculation="plans of now, less those issued and plus those ceased in the year since",
        period=day_in_words(end.isoformat()),
    )


def _split(tables: Tables, ask: Ask, name: str, *, now: str, before: str) -> tuple[Category, ...]:
    """Each category of a split: ages in their order, of all else the largest first."""
    table, column = SPLITS[name]
    records = Records.of(tables, table, ask, MAKER, unit="number")
    if "placement" in records.frame:  # a group has a row of its own
        groups = records.where(placement=WHOLE_GROUP)
        parts = tuple(part for part in records.values("placement") if part != WHOLE_GROUP)
        records = groups if column == "placement_group" else records.where(placement=parts)
    period = day_in_words(before) if before else ""
    categories = []
    for category in records.where(as_at=now).values(column):
        measure = f"plans_by_{slug(name)}.{slug(category)}"
        rows = records.where(**{column: category})
        of_now = rows.where(as_at=now)
        categories.append(
            Category(
                name=category,
                now=of_now.figure(measure, period=day_in_words(now)),
                before=rows.where(as_at=before).figure(measure, period=period, none=_NO_STATE),
                at_least=of_now.shown().figure(f"{measure}.at_least", period=day_in_words(now)),
            )
        )
    return tuple(
        sorted(categories, key=lambda row: _youngest(row.name) if name == "age" else -_size(row))
    )


def _youngest(age: str) -> float:
    """The age at which a band begins; after all of them, one that is not recorded."""
    first = re.search(r"\d+", age)
    if first is None:
        return math.inf
    return -1 if age.startswith("under") else int(first[0])


def _size(category: Category) -> float:
    """What is shown of a category; least of all, one of which nothing is."""
    return category.at_least.number if category.at_least.known else -1
