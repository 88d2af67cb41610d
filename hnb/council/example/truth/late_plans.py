"""Refusals that were changed on appeal and led to a plan, and what late plans truly cost."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from hnb.council.example.truth.parameters import Parameters

if TYPE_CHECKING:
    import pandas as pd

LINKING = 13  # with the council's seed: chance of its own, so that no other made-up value moves
AGAIN_WITHIN = 42  # days after the end of an appeal in which the request is made again
WEEKS_A_YEAR = 52
CLOCK = 20 * 7  # days from a request to a plan
CHANGED = ("conceded", "upheld")


def link(
    frames: dict[str, pd.DataFrame],
    appeals: pd.DataFrame,
    requests: pd.DataFrame,
    *,
    planted: Mapping[str, list[dict[str, str]]],
    seed: int,
) -> pd.DataFrame:
    """Let a child whose refusal was changed on appeal be one who got a plan soon after.

    The refused request and its appeal become those of a child who asked within weeks of the
    appeal's end and got a plan: no request, plan or cost is added. The child whose request it was
    has no other record, and leaves the files.

    Parameters
    ----------
    frames : dict
        The files by layout, with faults; those of requests, appeals and persons are replaced.
    appeals : DataFrame
        With the `request` that each is about.
    requests : DataFrame
        What is simulated of each request, with its `fate`.
    planted : mapping
        Faults, by their rows: these are left alone.
    seed : int
        Of the council; the chance that is made of it moves no other made-up value.

    Returns
    -------
    DataFrame
        `person`, `received` (of the first request), `again` (reference of the request that led to
        the plan), `outcome` (of the appeal).
    """
    import numpy as np
    import pandas as pd

    chance = np.random.default_rng([seed, LINKING])
    faulty = {row["reference"] for rows in planted.values() for row in rows}
    about_refusal = appeals["request"].notna() & appeals["outcome"].isin(CHANGED)
    changed = appeals[about_refusal & ~appeals["request"].isin(faulty)]
    changed = changed[~changed["person"].isin(faulty)]
    able = requests[requests["fate"].eq("plan") & ~requests["person"].isin(faulty)]
    able = able[~able["request"].isin(faulty)].sort_values("received", kind="stable")
    received, free = able["received"].to_numpy("datetime64[D]"), [True] * len(able)
    by_request = requests.set_index("request")["received"]
    persons, references = able["person"].tolist(), able["request"].tolist()
    again: list[tuple[object, ...]] = []
    changed = changed.sort_values("outcome_date", kind="stable")
    ends = changed["outcome_date"].to_numpy("datetime64[D]")
    first = received.searchsorted(ends)
    last = received.searchsorted(ends + np.timedelta64(AGAIN_WITHIN, "D"), side="right")
    for row in range(len(changed)):
        possible = [place for place in range(first[row], last[row]) if free[place]]
        if possible:
            place = possible[int(chance.integers(len(possible)))]
            free[place] = False
            of_appeal = changed.iloc[row][["person", "request", "case", "outcome"]]
            again.append((*of_appeal, persons[place], references[place]))
    columns = ["left", "request", "case", "outcome", "person", "again"]
    pairs = pd.DataFrame(again, columns=columns, dtype=object)
    pairs["received"] = pairs["request"].map(by_request)
    _rename(frames, pairs)
    return pairs.drop(columns=["left", "request", "case"])


def _rename(frames: dict[str, pd.DataFrame], pairs: pd.DataFrame) -> None:
    """Make the refused requests and their appeals those of other children."""
    import pandas as pd

    for layout, key in (("sen2_requests", "request"), ("appeals", "case")):
        rows = frames[layout]
        new = dict(zip(pairs[key], pairs["person"], strict=True))
        both = zip(rows[key], rows["person"], strict=True)
        persons = [new.get(reference, person) for reference, person in both]
        frames[layout] = rows.assign(person=pd.Series(persons, index=rows.index, dtype="str"))
    people = frames["sen2_persons"]
    gone = people["person"].isin(pairs["left"])
    frames["sen2_persons"] = people[~gone].reset_index(drop=True)


def late_truth(
    pairs: pd.DataFrame,
    requests: pd.DataFrame,
    paid: pd.DataFrame,
    appeals: pd.DataFrame,
    parameters: Parameters,
    *,
    as_at: date,
) -> dict[str, object]:
    """What plans issued late in the twelve months before the day truly cost schools, by how.

    Weeks beyond 20 since the first request, times what the child's support in a mainstream school
    costs a week; of a child placed elsewhere, what support costs there on average. Hours raised on
    appeal count from the plan to the end of the appeal.
    """
    import pandas as pd

    last = pd.Timestamp(as_at)
    since = last - pd.DateOffset(years=1)
    issued = requests[requests["issued"].gt(since) & requests["issued"].le(last)]
    pair = pairs.set_index("again")
    refused, outcome = dict(pair["received"]), dict(pair["outcome"])
    asked = zip(issued["request"], issued["received"], strict=True)
    first = pd.Series([refused.get(request, day) for request, day in asked], index=issued.index)
    days = (issued["issued"] - pd.to_datetime(first)).dt.days - CLOCK
    route = issued["request"].map(lambda request: outcome.get(request, "without a refusal"))
    annual = issued["person"].map(annual_support(paid))
    annual = annual.fillna(parameters.hours_mean * parameters.hour_gbp)
    late = pd.DataFrame(
        {"route": route, "weeks": days / 7, "gbp": days / 7 * annual / WEEKS_A_YEAR}
    )
    parts = dict(iter(late[days.gt(0)].groupby("route")))
    ended = appeals[appeals["outcome"].isin(CHANGED) & appeals["outcome_date"].gt(since)]
    hours = (ended["hours_after"] - ended["hours_before"]).where(ended["subject"].eq("contents"))
    raised = hours.gt(0) & ended["outcome_date"].le(last)
    weeks = (ended["outcome_date"] - ended["decision"]).dt.days / 7
    parts["hours raised on appeal"] = pd.DataFrame(
        {"weeks": weeks, "gbp": weeks * hours * parameters.hour_gbp / WEEKS_A_YEAR}
    )[raised]
    asked_again = requests["request"].isin(pair.index) & requests["received"].le(last)
    return {
        "children_who_asked_again": int(asked_again.sum()),
        **{str(name): _summed(rows) for name, rows in parts.items()},
    }


def annual_support(paid: pd.DataFrame) -> Mapping[str, float]:
    """By person, what support in the first mainstream school costs a year."""
    rows = paid[paid["hours"].notna()].sort_values("entered", kind="stable")
    rows = rows.drop_duplicates("person")
    return dict(zip(rows["person"].map(str), rows["annual_gbp"].map(float), strict=True))


def _summed(rows: pd.DataFrame) -> dict[str, float]:
    return {
        "cases": len(rows),
        "weeks": round(float(rows["weeks"].sum()), 2),
        "gbp": round(float(rows["gbp"].sum()), 2),
    }
