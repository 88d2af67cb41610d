"""The modules of the person-level return that tell of requests, assessments and plans."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from hnb.council.example.process import school_year
from hnb.council.example.truth.parameters import Parameters

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

SOURCES = ("parent or young person", "education setting", "health", "social care", "other")
SOURCE_SHARES = (0.42, 0.50, 0.03, 0.02, 0.03)
OUTCOMES = {"refused": "refuse", "withdrawn": "withdrawn"}
IN_YOUTH_ACCOMMODATION, PERSONAL_BUDGETS = 0.002, 0.04
MEDIATION = 0.3  # of refusals
ASSUMED_REVIEW_OUTCOMES = ("M", "A", "C")  # maintain, amend, cease: the return's codes are unknown
REVIEW_SHARES = (0.35, 0.62, 0.03)
LEAVING_A_PHASE = {10: (2, 15), 15: (3, 31)}  # age before the September: month and day it is due


def requests(
    cases: pd.DataFrame,
    appealed: pd.Series[bool],
    chance: np.random.Generator,
    *,
    as_at: date,
) -> pd.DataFrame:
    """The module of requests, as it is known on the day."""
    import pandas as pd

    size = len(cases)
    decided = cases["decided"].le(pd.Timestamp(as_at))
    refused = cases["fate"].eq("refused") & decided
    outcome = cases["fate"].map(OUTCOMES).fillna("assess").where(decided, "awaiting")
    return pd.DataFrame(
        {
            "request": cases["request"],
            "person": cases["person"],
            "received": cases["received"],
            "source": chance.choice(SOURCES, size, p=SOURCE_SHARES),
            "rya": chance.random(size) < IN_YOUTH_ACCOMMODATION,
            "outcome_date": cases["decided"].where(decided),
            "outcome": outcome,
            "mediation": refused & (chance.random(size) < MEDIATION),
            "tribunal": refused & appealed,
            "exported": pd.Series([pd.NA] * size, dtype="str"),
        }
    ).reset_index(drop=True)


def assessments(
    cases: pd.DataFrame,
    appealed: pd.Series[bool],
    chance: np.random.Generator,
    *,
    as_at: date,
) -> pd.DataFrame:
    """The module of assessments: one for each request that was agreed by the day."""
    import pandas as pd

    today = pd.Timestamp(as_at)
    agreed = cases["fate"].isin(["plan", "no plan", "assessment withdrawn"])
    rows = cases[agreed & cases["decided"].le(today)]
    known = rows["outcome_day"].le(today)
    words = {"plan": "plan", "no plan": "no plan", "assessment withdrawn": "withdrawn"}
    no_plan = rows["fate"].eq("no plan") & known
    return pd.DataFrame(
        {
            "request": rows["request"],
            "outcome": rows["fate"].map(words).where(known, "awaiting"),
            "outcome_date": rows["outcome_day"].where(known),
            "mediation": no_plan & (chance.random(len(rows)) < MEDIATION),
            "tribunal": no_plan & appealed.loc[rows.index],
            "week20_exception": rows["exception"],
        }
    ).reset_index(drop=True)


def named_plans(
    plans: pd.DataFrame, spells: pd.DataFrame, chance: np.random.Generator
) -> pd.DataFrame:
    """The module of plans, open and ceased."""
    import pandas as pd

    last = spells.drop_duplicates("plan", keep="last").set_index("plan")
    return pd.DataFrame(
        {
            "plan": plans["plan"],
            "person": plans["person"],
            "request": plans["request"],
            "started": plans["started"],
            "residential": plans["plan"].map(last["residential"]),
            "personal_budget": chance.random(len(plans)) < PERSONAL_BUDGETS,
            "ceased": plans["ceased"],
            "cease_reason": plans["cease_reason"],
        }
    )


def active_plans(
    plans: pd.DataFrame, parameters: Parameters, chance: np.random.Generator, *, as_at: date
) -> pd.DataFrame:
    """The module of open plans, with the last review of each and its phase transfer."""
    import numpy as np
    import pandas as pd

    rows = plans[plans["ceased"].isna()].reset_index(drop=True)
    size, today = len(rows), pd.Timestamp(as_at)
    due = (today - rows["started"]).dt.days.ge(366)
    recent = chance.random(size) < parameters.reviewed_in_a_year
    ago = np.where(recent, chance.integers(0, 365, size), chance.integers(366, 620, size))
    meeting = (today - pd.to_timedelta(pd.Series(ago), unit="D")).where(due)
    meeting = meeting.where(meeting.ge(rows["started"]))
    in_time = chance.random(size) < parameters.decided_within_four_weeks
    after = np.where(in_time, chance.integers(7, 29, size), chance.integers(29, 120, size))
    decision = meeting + pd.to_timedelta(pd.Series(after), unit="D")
    decided = decision.le(today)
    outcome = pd.Series(chance.choice(ASSUMED_REVIEW_OUTCOMES, size, p=REVIEW_SHARES))
    transfer = _phase_transfers(rows, parameters, chance, as_at=as_at)
    return pd.DataFrame(
        {
            "plan": rows["plan"],
            "person": rows["person"],
            "request": rows["request"],
            "transfer_la": pd.Series([pd.NA] * size, dtype="str"),
            "review_meeting": meeting,
            "review_outcome": outcome.where(decided),
            "last_review": decision.where(decided),
            "phase_transfer_due": transfer["due"],
            "phase_transfer_final": transfer["final"],
        }
    )


def _phase_transfers(
    rows: pd.DataFrame, parameters: Parameters, chance: np.random.Generator, *, as_at: date
) -> pd.DataFrame:
    """When a plan must be final before the September in which its child begins a phase: of the
    coming one, and of the last.
    """
    import pandas as pd

    size, year = len(rows), school_year(as_at)
    result = pd.DataFrame(
        {"due": pd.NaT, "final": pd.NaT}, index=rows.index, dtype="datetime64[ns]"
    )
    in_time = chance.random(size) < parameters.transfers_by_deadline
    early = chance.random(size) < parameters.transfers_finished_early
    days_before = pd.to_timedelta(pd.Series(chance.integers(0, 60, size)), unit="D")
    days_after = pd.to_timedelta(pd.Series(chance.integers(1, 150, size)), unit="D")
    since = pd.to_timedelta(pd.Series(chance.integers(0, 60, size)), unit="D")
    for age, (month, day) in LEAVING_A_PHASE.items():
        coming, last = pd.Timestamp(year + 1, month, day), pd.Timestamp(year, month, day)
        now, before = rows["age"].eq(age), rows["age"].eq(age + 1) & rows["started"].lt(last)
        result["due"] = result["due"].mask(now, coming).mask(before, last)
        final = (last - days_before).where(in_time, last + days_after)
        final = final.where(final.ge(rows["started"]), last)
        result["final"] = result["final"].mask(before, final)
        soon = (pd.Timestamp(as_at) - since).where(early)
        result["final"] = result["final"].mask(now & soon.ge(rows["started"]), soon)
    return result
