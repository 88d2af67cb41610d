"""A council's rows in the shape of the published tables, of censuses and calendar years."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from hnb.council.deriving.plans import NEEDS
from hnb.council.deriving.process import (
    CEASED,
    ISSUED,
    NOT_TO_ASSESS,
    RECEIVED,
    TO_ASSESS,
    Events,
    covered_months,
    covers_year,
)
from hnb.council.deriving.records import PlanFiles, looked_up
from hnb.disclosure.population import CellKey, CrossTab, Population, Relation

if TYPE_CHECKING:
    import pandas as pd

CENSUSES = 3
HEADLINE = 10  # cells as which a total counts: much of a paper rests on it
TWENTY_WEEKS, SIXTEEN_WEEKS, SIX_WEEKS, A_YEAR = 140, 112, 42, 365  # days
ANY, WITHIN, TO_A_YEAR, OVER_A_YEAR = (
    "any",
    "within 20 weeks",
    "20 weeks to a year",
    "over a year",
)
WITH_EXCEPTIONS, WITHOUT = "with exceptions", "without exceptions"
# No words of the published table: plans with an exception, and plans whose weeks are not known.
# They are planned with it, so that nobody finds them by subtraction, and are not for writing.
EXCEPTIONS_ALONE, WEEKS_NOT_KNOWN, NO_WEEKS = "exceptions alone", "weeks not known", "no weeks"
REQUEST_OUTCOMES = {"assess": "agreed", "refuse": "refused", "withdrawn": "withdrawn"}
UNDECIDED = "decision outstanding"
SOON, LATER = "decided within six weeks", "decided after six weeks"
ASSESSMENT_OUTCOMES = {
    "plan": "plan issued",
    "no plan": "plan not issued",
    "withdrawn": "withdrawn",
}
REFUSED_SOON, REFUSED_LATER = "refused a plan within 16 weeks", "refused a plan after 16 weeks"
REASONS = {
    "maximum age": "reached the maximum age",
    "needs met": "needs met without a plan",
    "higher education": "moved to higher education",
    "employment": "moved to paid employment",
    "transfer to another LA": "moved to another authority",
    "no longer engages": "no longer wishes to engage",
    "left England": "moved outside England",
    "died": "died",
    "other": "other",
}
NO_REASON = "not recorded"


def census_day(january: int) -> date:
    """The third Thursday of January, when the department counts plans."""
    first = date(january, 1, 1)
    return first + timedelta(days=(3 - first.weekday()) % 7 + 14)


def censuses(happened: dict[str, Events], as_at: date) -> tuple[int, ...]:
    """The last Januaries up to the day of which the files have every plan, the latest last.

    A plan that has ceased since has to be in the files; they hold such plans from the month of the
    first that ceased on.
    """
    latest = as_at.year if census_day(as_at.year) <= as_at else as_at.year - 1
    januaries = range(latest - CENSUSES + 1, latest + 1)
    return tuple(year for year in januaries if covers_year(happened[CEASED], year))


def census_tables(january: int) -> tuple[CrossTab, ...]:
    """The published tables of plans at a census."""
    fixed = {"january": january}
    return (
        CrossTab("ehc_plans", fixed=fixed, weight=HEADLINE),
        CrossTab("ehc_plans_by_age", by={"age": "age"}, fixed=fixed),
        CrossTab("ehc_plans_by_need", by={"need": "need"}, fixed=fixed, categories={"need": NEEDS}),
        CrossTab(
            "ehc_plans_by_placement",
            by={"placement_group": "placement_group", "placement": "placement"},
            fixed=fixed,
        ),
        CrossTab("council_reconciliation", by={"reason": "chosen"}, fixed=fixed),
    )


def years_of(
    files: PlanFiles, cases: pd.DataFrame, happened: dict[str, Events], as_at: date
) -> tuple[Population, ...]:
    """The published tables of each calendar year before the last censuses."""
    latest = as_at.year if census_day(as_at.year) <= as_at else as_at.year - 1
    populations: list[Population] = []
    for year in range(latest - CENSUSES, latest):
        if covers_year(happened[RECEIVED], year):
            populations += [
                _requests(cases, year),
                _decisions(cases, year),
                _assessments(cases, year),
            ]
        if covers_year(happened[CEASED], year):
            populations += [_issued(files, cases, year), _ceased(files, year)]
    return tuple(populations)


def years_and_months(
    populations: tuple[Population, ...], happened: dict[str, Events], la_code: int, as_at: date
) -> tuple[Relation, ...]:
    """A year's total is the sum of its months, where all twelve are given.

    Parameters
    ----------
    populations : tuple of Population
        Those of calendar years, as `years_of` gives them.
    """
    council = str(la_code)
    totals: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
        "requests received": (("requests", ("total",)),),
        "decisions on requests": (("requests", (SOON,)), ("requests", (LATER,))),
        "plans issued": (("new_plans", ()),),
        "plans ceased": (("ceased_plans", ("total",)),),
    }
    parts = {"decisions on requests": (TO_ASSESS, NOT_TO_ASSESS)}
    relations = []
    for population in populations:
        what, _, year = population.name.rpartition(" in ")
        flows = parts.get(what, (what,))
        months = tuple(f"{year}-{month:02}" for month in range(1, 13))
        if what not in totals or not all(
            set(months) <= set(covered_months(happened[flow], as_at)) for flow in flows
        ):
            continue
        terms: list[tuple[int, CellKey]] = [
            (1, (table, council, year, *category)) for table, category in totals[what]
        ]
        terms += [
            (-1, ("council_flows", council, month, flow)) for flow in flows for month in months
        ]
        relations.append(Relation(tuple(terms)))
    return tuple(relations)


def _requests(cases: pd.DataFrame, year: int) -> Population:
    """Requests received in the year, by what had come of them at its end."""
    received = cases[cases["received"].dt.year == year]
    decided = received["decided"].dt.year.fillna(year) <= year
    outcome = received["outcome"].map(REQUEST_OUTCOMES).where(decided).fillna(UNDECIDED)
    fixed = {"calendar_year": year}
    outcomes = (*REQUEST_OUTCOMES.values(), UNDECIDED)
    return Population(
        name=f"{RECEIVED} in {year}",
        rows=outcome.rename("outcome").to_frame().reset_index(drop=True),
        tables=(
            CrossTab("requests", fixed={**fixed, "outcome": "total"}),
            CrossTab(
                "requests",
                by={"outcome": "outcome"},
                fixed=fixed,
                categories={"outcome": outcomes},
            ),
        ),
    )


def _decisions(cases: pd.DataFrame, year: int) -> Population:
    """Decisions whether to assess that were made in the year, by the weeks they took."""
    import pandas as pd

    decided = cases[
        cases["outcome"].isin(["assess", "refuse"]) & (cases["decided"].dt.year == year)
    ]
    days = (decided["decided"] - decided["received"]).dt.days
    speed = pd.Series(SOON, index=decided.index).where(days <= SIX_WEEKS, LATER)
    table = CrossTab(
        "requests",
        by={"outcome": "outcome"},
        fixed={"calendar_year": year},
        categories={"outcome": (SOON, LATER)},
    )
    return Population(
        name=f"decisions on requests in {year}",
        rows=speed.rename("outcome").to_frame().reset_index(drop=True),
        tables=(table,),
    )


def _assessments(cases: pd.DataFrame, year: int) -> Population:
    """Assessments that came to an end in the year, by how; those under way are no part of it."""
    import pandas as pd

    ended = cases["assessment"].isin(list(ASSESSMENT_OUTCOMES))
    ended &= cases["assessed"].dt.year == year
    assessed = cases[ended]
    days = (assessed["assessed"] - assessed["received"]).dt.days
    speed = pd.Series(REFUSED_SOON, index=assessed.index).where(
        days <= SIXTEEN_WEEKS, REFUSED_LATER
    )
    rows = pd.DataFrame(
        {
            "outcome": assessed["assessment"].map(ASSESSMENT_OUTCOMES),
            "refused": speed.where(assessed["assessment"] == "no plan"),
        }
    ).reset_index(drop=True)
    fixed = {"calendar_year": year}
    return Population(
        name=f"assessments that ended in {year}",
        rows=rows,
        tables=(
            CrossTab("assessments", fixed={**fixed, "outcome": "total"}),
            CrossTab(
                "assessments",
                by={"outcome": "outcome"},
                fixed=fixed,
                categories={"outcome": tuple(ASSESSMENT_OUTCOMES.values())},
            ),
            CrossTab("assessments", by={"outcome": "refused"}, fixed=fixed),
        ),
        implied={"refused": "outcome"},
    )


def _issued(files: PlanFiles, cases: pd.DataFrame, year: int) -> Population:
    """Plans issued in the year, and the weeks from request to plan of those whose request is known.

    Published are all plans, and those without an exception to the 20 weeks. Plans with one, and
    plans whose weeks are not known, have categories here that the published table has not, so that
    the differences are protected too; a row of theirs is not for writing.
    """
    import pandas as pd

    issued = files.spells[files.spells["started"].dt.year == year]
    of_request = cases.set_index("request")
    received = looked_up(issued["request"], of_request["received"])
    exception = looked_up(issued["request"], of_request["exception"]).eq(True).fillna(value=False)
    days = (issued["started"] - received).dt.days
    wait = pd.Series(OVER_A_YEAR, index=issued.index)
    wait[days <= A_YEAR] = TO_A_YEAR
    wait[days <= TWENTY_WEEKS] = WITHIN
    measured = days >= 0
    rows = pd.DataFrame(
        {
            "exceptions": pd.Series(WITHOUT, index=issued.index).where(
                ~exception, EXCEPTIONS_ALONE
            ),
            "wait": wait.where(measured, WEEKS_NOT_KNOWN),
            "measured": pd.Series(ANY, index=issued.index).where(measured, NO_WEEKS),
        }
    ).reset_index(drop=True)
    fixed = {"calendar_year": year}
    everyone: dict[str, str | int] = {**fixed, "exceptions": WITH_EXCEPTIONS}
    kinds = {"exceptions": "exceptions"}
    return Population(
        name=f"{ISSUED} in {year}",
        rows=rows,
        tables=(
            CrossTab("new_plans", fixed=fixed),
            CrossTab("plan_timeliness", by={"wait": "measured"}, fixed=everyone),
            CrossTab("plan_timeliness", by={"wait": "wait"}, fixed=everyone),
            CrossTab("plan_timeliness", by={**kinds, "wait": "measured"}, fixed=fixed),
            CrossTab("plan_timeliness", by={**kinds, "wait": "wait"}, fixed=fixed),
        ),
        implied={"wait": "measured"},
    )


def _ceased(files: PlanFiles, year: int) -> Population:
    """Plans that ceased in the year, by reason."""
    ceased = files.spells[files.spells["end"].dt.year == year]
    reason = ceased["end_reason"].map(REASONS).fillna(NO_REASON)
    fixed = {"calendar_year": year}
    return Population(
        name=f"{CEASED} in {year}",
        rows=reason.rename("reason").to_frame().reset_index(drop=True),
        tables=(
            CrossTab("ceased_plans", fixed={**fixed, "reason": "total"}),
            CrossTab(
                "ceased_plans",
                by={"reason": "reason"},
                fixed=fixed,
                categories={"reason": (*REASONS.values(), NO_REASON)},
            ),
        ),
    )
