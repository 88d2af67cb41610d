"""Flows of each month, cases that are open, weeks to a plan, and phase transfers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from hnb.council.deriving.records import COUNTS, PlanFiles, age_on, looked_up, open_on
from hnb.disclosure.population import CellKey, CrossTab, Measured, Population, Relation

if TYPE_CHECKING:
    import pandas as pd

MONTHS = 24  # whole months before the day that flows are given for
WEEK = 7  # days

RECEIVED = "requests received"
TO_ASSESS = "decisions to assess"
NOT_TO_ASSESS = "decisions not to assess"
ISSUED = "plans issued"
CEASED = "plans ceased"

AWAITING_DECISION = "awaiting a decision to assess"
UNDER_ASSESSMENT = "assessment under way"
AGREED = "plan agreed, not yet issued"
# the longest wait of each band, in days
WEEKS_OPEN = {"up to 6": 42, "6 to 16": 112, "16 to 20": 140, "20 to 30": 210}
LONGEST = "over 30"
# rows of their own, so that a total is there where a part of it is withheld
EVERY_STAGE, ANY_WEEKS = "every stage", "any"
WITHIN, PAST = "up to 20", "over 20"

POINTS = ("lower quartile", "median", "upper quartile")

TRANSFERS_DUE = "due"
IN_TIME = "final plan issued by the deadline"
LATE = "final plan issued after the deadline"
OUTSTANDING = "outstanding"
# Special Educational Needs and Disability Regulations 2014, regulation 18: by 15 February, or by
# 31 March for a move from a secondary school to a post-16 institution.
DEADLINE, DEADLINE_POST_16 = (2, 15), (3, 31)
POST_16 = 15  # age at the 31 August before the September of the move, less a year


@dataclass(frozen=True)
class Events:
    """What happened, by its day, from the first day that the files tell of.

    Parameters
    ----------
    days : Series
        Day of each event, up to the day of the extract.
    since : Timestamp
        From when the files have every such event; None where nothing shows it.
    """

    days: pd.Series
    since: pd.Timestamp | None


def events(files: PlanFiles, cases: pd.DataFrame, as_at: date) -> dict[str, Events]:
    """The events of each flow.

    What is shown to be complete: plans from the first that ceased on, since plans that had ceased
    before are left out of a return; requests from the first that ended without a plan on.
    """
    import pandas as pd

    counted = files.records["set_aside"] == COUNTS
    since_plans = _first(files.records.loc[counted, "ceased"])
    without_plan = cases["outcome"].isin(["refuse", "withdrawn"])
    since_requests = _first(cases.loc[without_plan, "decided"])
    days = {
        RECEIVED: cases["received"],
        TO_ASSESS: cases.loc[cases["outcome"] == "assess", "decided"],
        NOT_TO_ASSESS: cases.loc[cases["outcome"] == "refuse", "decided"],
        ISSUED: files.spells["started"],
        CEASED: files.spells["end"],
    }
    last = pd.Timestamp(as_at)
    return {
        flow: Events(
            days=pd.to_datetime(happened[happened <= last]),
            since=since_plans if flow in (ISSUED, CEASED) else since_requests,
        )
        for flow, happened in days.items()
    }


def _first(days: pd.Series) -> pd.Timestamp | None:
    return None if days.isna().all() else days.min()


def whole_months(as_at: date) -> tuple[str, ...]:
    """The last whole months up to a day, as 2026-11."""
    import pandas as pd

    after = pd.Period(pd.Timestamp(as_at) + pd.Timedelta(days=1), "M")
    return tuple(str(after - back) for back in range(MONTHS, 0, -1))


def flows(happened: dict[str, Events], as_at: date) -> tuple[Population, ...]:
    """What happened in each whole month, a population for each flow."""
    populations = []
    for flow, of_flow in happened.items():
        months = covered_months(of_flow, as_at)
        month = of_flow.days.dt.strftime("%Y-%m")
        if months:
            table = CrossTab(
                "council_flows",
                by={"month": "month"},
                fixed={"flow": flow},
                categories={"month": months},
            )
            rows = month[month.isin(months)].rename("month").to_frame().reset_index(drop=True)
            populations.append(Population(name=f"{flow}, by month", rows=rows, tables=(table,)))
    return tuple(populations)


def covered_months(of_flow: Events, as_at: date) -> tuple[str, ...]:
    """The whole months from the first day that the files have every event of."""
    if of_flow.since is None:
        return ()
    first = of_flow.since.strftime("%Y-%m")
    return tuple(month for month in whole_months(as_at) if month >= first)


def covers_year(of_flow: Events, year: int) -> bool:
    """Whether the files have the events of a whole calendar year: they begin by its January."""
    since = of_flow.since
    return since is not None and (since.year, since.month) <= (year, 1)


def stock_and_flow(happened: dict[str, Events], la_code: int, as_at: date) -> tuple[Relation, ...]:
    """Plans open at the end of a month are those at the end of an earlier one, plus plans issued
    since, less plans ceased since.

    It is known to whoever has both counts: for each earlier month end, one equation. It holds in
    one state of the data; a count that was released from an earlier extract may differ from it.
    """
    import pandas as pd

    if not pd.Timestamp(as_at).is_month_end:
        return ()
    months = covered_months(happened[CEASED], as_at)
    council, relations = str(la_code), []
    for back in range(1, len(months) + 1):
        since = months[-back:]
        before = pd.Period(since[0], "M") - 1
        earlier = before.to_timestamp(how="end").date().isoformat()
        terms: list[tuple[int, CellKey]] = [
            (1, ("council_plans", council, as_at.isoformat())),
            (-1, ("council_plans", council, earlier)),
        ]
        terms += [(-1, ("council_flows", council, month, ISSUED)) for month in since]
        terms += [(1, ("council_flows", council, month, CEASED)) for month in since]
        relations.append(Relation(tuple(terms)))
    return tuple(relations)


def open_cases(cases: pd.DataFrame, as_at: date) -> Population:
    """Requests that have come to no end by the day, by how far they are and how long they wait."""
    import pandas as pd

    waiting = cases[is_open(cases)]
    days = (pd.Timestamp(as_at) - waiting["received"]).dt.days
    stages = zip(waiting["outcome"], waiting["assessment"], strict=True)
    rows = pd.DataFrame(
        {
            "case_stage": [_stage(*outcomes) for outcomes in stages],
            "weeks_open": [_weeks_open(number) for number in days],
            "span": [WITHIN if number <= WEEKS_OPEN["16 to 20"] else PAST for number in days],
        },
        dtype=object,
    )
    fixed: dict[str, str | int] = {"as_at": as_at.isoformat()}
    whole: dict[str, str | int] = {**fixed, "case_stage": EVERY_STAGE}
    tables = (
        CrossTab("council_open_cases", fixed={**whole, "weeks_open": ANY_WEEKS}),
        CrossTab(
            "council_open_cases",
            by={"weeks_open": "span"},
            fixed=whole,
            categories={"weeks_open": (WITHIN, PAST)},
        ),
        CrossTab(
            "council_open_cases",
            by={"case_stage": "case_stage", "weeks_open": "weeks_open"},
            fixed=fixed,
            categories={"weeks_open": (*WEEKS_OPEN, LONGEST)},
        ),
    )
    return Population(
        name=f"cases open on {as_at.isoformat()}",
        rows=rows,
        tables=tables,
        implied={"weeks_open": "span"},
    )


def weeks_to_plan(
    cases: pd.DataFrame, happened: dict[str, Events], la_code: int, as_at: date
) -> Measured:
    """Quartiles of the weeks from request to plan, by the calendar year of the request.

    Of requests that end in a plan, estimated with those that are open: a case that is open on the
    day is censored then. One that was refused, withdrawn, or ended without a plan is taken away;
    were it censored instead, the wait would come out too long, since it is mostly those about to be
    decided that end so. It is not the share of all requests that have led to a plan by a week (the
    cumulative incidence), which is lower. A quartile that has not been reached has no row; a case
    whose end has no day is left out. `children` are the requests that it is of.
    """
    import pandas as pd

    from hnb.stats.survival import waits

    timed = timed_cases(cases, as_at)
    year_before = pd.Timestamp(as_at) - pd.DateOffset(months=12)
    received = timed["received"]
    groups = {
        str(year): timed[received.dt.year == year]
        for year in sorted(received.dt.year.unique())
        if covers_year(happened[RECEIVED], year)
    }
    if len(covered_months(happened[RECEIVED], as_at)) >= 12:
        groups[f"12 months to {as_at.isoformat()}"] = timed[received > year_before]
    quartiles = [
        (label, point, round(wait.length, 1), len(group))
        for label, group in groups.items()
        for point, wait in zip(
            POINTS,
            waits(*(group[column].to_numpy() for column in ("weeks", "ended", "otherwise"))),
            strict=True,
        )
    ]
    frame = pd.DataFrame(quartiles, columns=["requests_of", "quantile", "weeks", "children"])
    frame.insert(0, "as_at", as_at.isoformat())
    frame.insert(0, "la_code", la_code)
    return Measured("council_weeks_to_plan", frame.dropna(subset=["weeks"], ignore_index=True))


def phase_transfers(files: PlanFiles, as_at: date) -> Population:
    """Children who change phase in the coming September, by how far their plan has come."""
    import pandas as pd

    september = as_at.year + (as_at.month >= 9)
    plans = open_on(files.records, as_at)
    active = files.active.drop_duplicates("plan").set_index("plan")
    due = looked_up(plans["plan"], active["phase_transfer_due"])
    issued = looked_up(plans["plan"], active["phase_transfer_final"])
    year = (due >= pd.Timestamp(september - 1, 9, 1)) & (due < pd.Timestamp(september, 9, 1))
    ages = age_on(plans["birth_date"], date(september - 1, 8, 31))
    post_16 = (ages >= POST_16).fillna(value=False)
    deadline = pd.Series(pd.Timestamp(september, *DEADLINE), index=plans.index)
    deadline[post_16] = pd.Timestamp(september, *DEADLINE_POST_16)
    step = pd.Series(OUTSTANDING, index=plans.index)
    step[issued > deadline] = LATE
    step[issued <= deadline] = IN_TIME
    fixed = {"as_at": as_at.isoformat()}
    return Population(
        name=f"phase transfers of September {september} on {as_at.isoformat()}",
        rows=step[year].rename("step").to_frame().reset_index(drop=True),
        tables=(
            CrossTab("council_phase_transfers", fixed={**fixed, "step": TRANSFERS_DUE}),
            CrossTab(
                "council_phase_transfers",
                by={"step": "step"},
                fixed=fixed,
                categories={"step": (IN_TIME, LATE, OUTSTANDING)},
            ),
        ),
    )


def is_open(cases: pd.DataFrame) -> pd.Series:
    """Whether a case has come to no end: no plan, no refusal, and not passed to another council."""
    ended = cases["outcome"].isin(["refuse", "withdrawn"])
    ended |= cases["assessment"].isin(["no plan", "withdrawn", "historical"])
    return ~ended & cases["issued"].isna() & ~cases["exported"]


def _stage(outcome: str, assessment: str) -> str:
    if assessment == "plan":
        return AGREED
    return UNDER_ASSESSMENT if outcome == "assess" else AWAITING_DECISION


def _weeks_open(days: int) -> str:
    return next((band for band, longest in WEEKS_OPEN.items() if days <= longest), LONGEST)


def timed_cases(cases: pd.DataFrame, as_at: date) -> pd.DataFrame:
    """Weeks from request to plan, or to when the case ended or the files end, and which it is.

    `received`, `weeks`, `ended` (in a plan) and `otherwise` (in none), a row a request; a case that
    is neither is open.
    """
    import pandas as pd

    last = pd.Timestamp(as_at)
    without_plan = cases["assessed"].where(cases["assessment"].isin(["no plan", "withdrawn"]))
    refused = cases["decided"].where(cases["outcome"].isin(["refuse", "withdrawn"]))
    still = pd.Series(last, index=cases.index).where(is_open(cases))
    issued = cases["issued"].where(cases["issued"] <= last)
    otherwise = refused.fillna(without_plan)
    until = issued.fillna(otherwise).fillna(still)
    weeks = (pd.to_datetime(until) - cases["received"]).dt.days / WEEK
    timed = pd.DataFrame(
        {
            "received": cases["received"],
            "weeks": weeks,
            "ended": issued.notna(),
            "otherwise": issued.isna() & otherwise.notna(),
        }
    )
    return timed[timed["weeks"] >= 0]
