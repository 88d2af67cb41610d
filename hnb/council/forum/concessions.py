"""Plans that came late, with or without a refusal that was changed, and what that costs schools."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from hnb.council.costing.ledger import Year
from hnb.council.deriving.process import (
    EVERY_STAGE,
    LONGEST,
    PAST,
    POINTS,
    WEEK,
    is_open,
    open_cases,
)
from hnb.council.deriving.records import COUNTS, looked_up, plan_files, request_cases
from hnb.council.forum import ForumRecords
from hnb.council.forum.late_cases import (
    AFTER_EACH,
    CLOCK,
    HOURS_EACH,
    SUBJECTS,
    Support,
    a_year_before,
    child_of,
    children_of,
    costed,
    hours_raised,
    last_day,
    late_plans,
    refusals,
    support_of,
)
from hnb.disclosure.population import CellKey, CrossTab, Declared, Measured, Population, Relation
from hnb.disclosure.rules import Rules
from hnb.stats.intervals import Interval, of_skewed
from hnb.tables.records.late_concessions import (
    ABOUT_PLAN,
    ABOUT_REFUSAL,
    AFTER_REFUSAL,
    AGREED,
    ANY,
    BANDS,
    CHANGED_NO_PLAN,
    CONCEDED,
    ENDED,
    HOURS,
    HOURS_CONCEDED,
    HOURS_ORDERED,
    NO_PLAN,
    OPEN,
    OTHER_SUBJECT,
    OVER_32,
    OVERTURNED,
    UP_TO_10,
    UP_TO_32,
    WITHOUT_REFUSAL,
)

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

LAYOUTS = (
    "sen2_requests",
    "sen2_assessments",
    "sen2_named_plans",
    "sen2_persons",
    "sen2_active_plans",
    "appeals",
    "top_ups",
    "placement_ledger",
)
# those that set the day of `council_open_cases`, with which cases without a plan have equations
DATED_BY = (
    *LAYOUTS[:5],
    "sen2_placements",
    "sen2_needs",
)
CASES, COSTS = "council_late_cases", "council_late_costs"
TO_30 = "20 to 30"  # weeks open, in the table of open cases
LATE = (AFTER_REFUSAL, WITHOUT_REFUSAL, *AFTER_EACH)
RAISED = (HOURS, *HOURS_EACH)


def declare(records: ForumRecords) -> Declared:
    """Late plans of the twelve months, cases without a plan, hours raised on appeal, and appeals.

    Parameters
    ----------
    records : ForumRecords
        The council's rows.

    Returns
    -------
    Declared
        Counts, and costs counted by them; quartiles of weeks and likely ranges of costs; and the
        equations with `council_open_cases`, which counts the cases without a plan as well. Without
        a record of a plan nothing; without a top-up no cost.

    Notes
    -----
    A plan is late by the weeks beyond 20 since the request; after a refusal that was changed, since
    the request that was refused. Who was refused and asks again, without an appeal that changed the
    refusal, is late by the later request alone. Plans that may lawfully take longer count too.
    """
    rows = cache(records.rows)
    files = plan_files(rows)
    if not len(files.records):
        return Declared()
    children, until = children_of(rows), last_day(records)
    cases = request_cases(rows, files.records)
    person = rows("sen2_requests").drop_duplicates("request").set_index("request")["person"]
    cases["child"] = child_of(looked_up(cases["request"], person), children)
    plans = files.records[files.records["set_aside"] == COUNTS].sort_values("started")
    appeals = rows("appeals").assign(child=child_of(rows("appeals")["person"], children))
    refused = refusals(cases, appeals, plans)
    support = support_of(rows, children, Year.of(records.as_at))
    late = late_plans(cases, refused, support, until)
    raised = hours_raised(appeals, plans, support, until)
    day = until.date().isoformat()
    is_small = Rules(records.authority.disclosure.threshold).is_small
    issued = plans["started"].between(a_year_before(until), until).sum()
    # flows have every plan that was issued: few in time would be what is left
    measured = [] if is_small(issued - len(late)) else [(late, LATE)]
    weeks = (_weeks(late, day, records.la_code),) if measured else ()
    by_routes = _routes_and_bands(day, appeals)
    populations = [
        *(
            _counted(f"plans issued late up to {day}", late, by_routes, AFTER_EACH)
            if measured
            else ()
        ),
        *_counted(f"cases over 20 weeks on {records.as_at}", *_waiting(cases, support, records)),
    ]
    if len(appeals):
        tabs = _routes(day, (HOURS,), (HOURS_CONCEDED, HOURS_ORDERED))
        populations += _counted(f"hours raised up to {day}", raised, tabs, HOURS_EACH)
        populations += _appeals(appeals, until, records)
        populations.append(_changed_without_plan(refused, records))
        measured.append((raised, RAISED))
    return Declared(
        populations=tuple(populations),
        relations=_with_open_cases(cases, records),
        measured=(
            *weeks,
            _limits(measured, day, records.la_code),
            _of_support(support, records),
        ),
    )


def _waiting(
    cases: pd.DataFrame, support: Support, records: ForumRecords
) -> tuple[pd.DataFrame, tuple[CrossTab, ...], Mapping[str, str]]:
    """Cases without a plan after 20 weeks, costed up to the day at the average."""
    import pandas as pd

    waiting = cases[is_open(cases)]
    weeks = (pd.Timestamp(records.as_at) - waiting["received"]).dt.days / WEEK - CLOCK
    rows = costed(waiting.assign(weeks=weeks, group=NO_PLAN)[weeks > 0], support)
    fixed: dict[str, str | int] = {"as_at": records.as_at.isoformat(), "late_route": NO_PLAN}
    tabs = (
        CrossTab(CASES, fixed={**fixed, "weeks_late": ANY}),
        CrossTab(CASES, by={"weeks_late": "band"}, fixed=fixed, categories={"weeks_late": BANDS}),
    )
    return rows, tabs, {}


def _with_open_cases(cases: pd.DataFrame, records: ForumRecords) -> tuple[Relation, ...]:
    """The cases without a plan after 20 weeks, which are among the open cases of another table."""
    day, council = records.as_at.isoformat(), str(records.la_code)
    stages = open_cases(cases, records.as_at).rows["case_stage"].unique()

    def late(band: str) -> tuple[int, CellKey]:
        return 1, (CASES, council, day, NO_PLAN, band)

    def is_open_for(stage: str, weeks: str) -> tuple[int, CellKey]:
        return -1, ("council_open_cases", council, day, stage, weeks)

    return (
        Relation((late(ANY), is_open_for(EVERY_STAGE, PAST))),
        Relation((late(UP_TO_10), *(is_open_for(stage, TO_30) for stage in stages))),
        Relation(
            (late(UP_TO_32), late(OVER_32), *(is_open_for(stage, LONGEST) for stage in stages))
        ),
    )


def _routes(day: str, groups: tuple[str, ...], routes: tuple[str, ...]) -> tuple[CrossTab, ...]:
    """By group, and by route within one of them, of whatever number of weeks."""
    fixed: dict[str, str | int] = {"as_at": day, "weeks_late": ANY}
    return tuple(
        CrossTab(
            CASES,
            by={"late_route": column},
            fixed=fixed,
            categories={"late_route": listed},
            weight=weight,  # what a group comes to is what is asked first
        )
        for column, listed, weight in (("group", groups, 9), ("route", routes, 3))
    )


def _routes_and_bands(day: str, appeals: pd.DataFrame) -> tuple[CrossTab, ...]:
    """By group and by route, and by group and weeks late. Without a file of appeals nobody knows
    how many refusals were changed on appeal: it is not that there were none.
    """
    routes = (CONCEDED, OVERTURNED, AGREED) if len(appeals) else (AGREED,)
    groups = (AFTER_REFUSAL, WITHOUT_REFUSAL)
    by_band = CrossTab(
        CASES,
        by={"late_route": "group", "weeks_late": "band"},
        fixed={"as_at": day},
        categories={"late_route": groups, "weeks_late": BANDS},
    )
    return (*_routes(day, groups, routes), by_band)


def _counted(
    name: str, rows: pd.DataFrame, tabs: tuple[CrossTab, ...], parents: Mapping[str, str]
) -> Iterator[Population]:
    """Late cases, and what they cost where every one has a cost, of whatever number of weeks."""
    implied = {"route": "group"} if parents else {}
    of_routes = {"route": parents} if parents else {}
    yield Population(name, rows, tabs, implied=implied, parents=of_routes)
    if rows["amount_gbp"].isna().any():
        return
    costs = tuple(replace(tab, table=COSTS) for tab in tabs if "weeks_late" in tab.fixed)
    yield Population(
        f"cost of {name}",
        rows,
        costs,
        value="amount",
        implied=implied,
        parents=of_routes,
        counted_by=name,
    )


def _changed_without_plan(refused: pd.DataFrame, records: ForumRecords) -> Population:
    """Refusals that were changed on appeal, where no plan has followed yet."""
    rows = refused[refused["route"].notna() & refused["issued"].isna()]
    fixed = {"as_at": records.as_at.isoformat(), "late_route": CHANGED_NO_PLAN, "weeks_late": ANY}
    name = f"refusals changed, without a plan on {records.as_at}"
    return Population(name, rows.reset_index(drop=True), (CrossTab(CASES, fixed=fixed),))


def _appeals(
    appeals: pd.DataFrame, until: pd.Timestamp, records: ForumRecords
) -> Iterator[Population]:
    """Appeals that ended in the twelve months, by subject and outcome, and those still open."""
    rows = appeals[appeals["outcome"].notna()]
    rows = rows.assign(subject=rows["subject"].map(SUBJECTS).fillna(OTHER_SUBJECT))
    is_live = rows["outcome"].eq(OPEN)
    has_ended = ~is_live & rows["outcome_date"].between(a_year_before(until), until)
    subjects = (ABOUT_REFUSAL, ABOUT_PLAN, OTHER_SUBJECT)
    for name, counted, outcomes, day in (
        ("ended up to", has_ended, ENDED, until.date()),
        ("open on", is_live, (OPEN,), records.as_at),
    ):
        tab = CrossTab(
            "council_appeals",
            by={"appeal_subject": "subject", "appeal_outcome": "outcome"},
            fixed={"as_at": day.isoformat()},
            categories={"appeal_subject": subjects, "appeal_outcome": outcomes},
        )
        of_appeals = rows.loc[counted, ["subject", "outcome"]].reset_index(drop=True)
        yield Population(f"appeals {name} {day}", of_appeals, (tab,))


def _of_each_route(rows: pd.DataFrame, names: Iterable[str]) -> Iterator[tuple[str, pd.DataFrame]]:
    """The rows of each group, and of each route in it, also where there are none: which occur may
    be withheld.
    """
    for name in names:
        yield name, rows[rows["group"].eq(name) | rows["route"].eq(name)]


def _weeks(late: pd.DataFrame, day: str, la_code: int) -> Measured:
    """Quartiles of the weeks beyond 20."""
    import pandas as pd

    quartiles = [
        (la_code, day, route, point, round(float(rows["weeks"].quantile(share)), 1), len(rows))
        for route, rows in _of_each_route(late, LATE)
        for point, share in zip(POINTS, (0.25, 0.5, 0.75), strict=True)
    ]
    columns = ["la_code", "as_at", "late_route", "quantile", "weeks_beyond", "children"]
    frame = pd.DataFrame(quartiles, columns=columns)
    return Measured("council_late_weeks", frame, CASES, {"weeks_late": ANY})


def _limits(
    measured: Iterable[tuple[pd.DataFrame, tuple[str, ...]]], day: str, la_code: int
) -> Measured:
    """Likely ranges of the cost of a case and of a year, as multiples: no sum is told by them."""
    import pandas as pd

    ends = [
        (la_code, day, route, f"{what}, {end}", round(times, 3), len(rows))
        for frame, names in measured
        for route, rows in _of_each_route(frame.dropna(subset=["amount_gbp"]), names)
        for what, interval in likely_ranges(rows["amount_gbp"].to_numpy(float)).items()
        for end, times in (("low", interval.low), ("high", interval.high))
    ]
    columns = ["la_code", "as_at", "late_route", "limit", "times_cost", "children"]
    frame = pd.DataFrame(ends, columns=columns)
    return Measured("council_late_limits", frame, COSTS, {"weeks_late": ANY})


def likely_ranges(amounts: NDArray[np.float64]) -> dict[str, Interval]:
    """The 95% intervals of what a case costs on average, and of what a year of such cases costs.

    Parameters
    ----------
    amounts : array
        What each case cost, in pounds; of a year.

    Returns
    -------
    dict
        `of a case` and `of a year`, as multiples of the mean and of the sum; without ends where
        there is no sum. The cases are taken as a sample of those that come; of a year their number
        is by chance too (compound Poisson).
    """
    import numpy as np

    if not amounts.sum() > 0:
        return dict.fromkeys(("of a case", "of a year"), Interval(np.nan, np.nan))
    count, centred = len(amounts), amounts - amounts.mean()
    spread = float(np.sqrt((centred**2).mean()))
    by_case = Interval(1.0, 1.0)
    if count > 1 and spread > 0:
        error = spread / np.sqrt(count - 1)
        skewness = float((centred**3).mean()) / spread**3 / np.sqrt(count)
        by_case = of_skewed(amounts.mean(), error, skewness).scaled(1 / amounts.mean())
    squares = float((amounts**2).sum())
    skewness = float((amounts**3).sum()) / squares**1.5
    by_year = of_skewed(amounts.sum(), np.sqrt(squares), skewness).scaled(1 / amounts.sum())
    return {"of a case": by_case, "of a year": by_year}


def _of_support(support: Support, records: ForumRecords) -> Measured:
    """What support in a mainstream school costs a week, to the pound."""
    import pandas as pd

    row = (records.la_code, records.as_at.isoformat(), round(support.average, 0))
    columns = ["la_code", "as_at", "support_a_week_gbp"]
    frame = pd.DataFrame([row], columns=columns).assign(children=len(support.by_child))
    return Measured("council_support", frame.dropna())
