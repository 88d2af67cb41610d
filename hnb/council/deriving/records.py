"""Records of plans and requests, put right so that a child has one plan at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from hnb.council.deriving import Rows

if TYPE_CHECKING:
    import pandas as pd

OPEN_END = "2200-01-01"  # the end of a record that is open
OLDEST = 25  # age at 31 August beyond which a plan cannot be in force
COUNTS = ""  # of a record that is not set aside
HISTORICAL = "historical record"
TRANSFERRED = "transferred out on a day that is not recorded"
BACKWARDS = "ceased before it was issued"
OUT_OF_AGE = "age outside 0 to 25"
NO_START = "active plan without a date of issue"
MOVED = "transfer to another LA"
TOO_OLD = "maximum age"


@dataclass(frozen=True)
class PlanFiles:
    """What the files say of plans, each file joined by the reference of the plan.

    Parameters
    ----------
    records : DataFrame
        One row a record of a plan, as `plan_records` gives it.
    spells : DataFrame
        One row for each time that a child had a plan: `started`, `end`, `end_reason`, `request`.
    active, placements, needs, schools : DataFrame
        Rows as they were accepted; `plan` is the reference in `records`.
    without_start : int
        Active plans that no record gives a date of issue for.
    """

    records: pd.DataFrame
    spells: pd.DataFrame
    active: pd.DataFrame
    placements: pd.DataFrame
    needs: pd.DataFrame
    schools: pd.DataFrame
    without_start: int


def plan_files(rows: Rows) -> PlanFiles:
    """The files about plans, read once."""
    records, active = rows("sen2_named_plans"), rows("sen2_active_plans")
    reference = _references(records, active)
    active = _renamed(active, reference)
    records = plan_records(rows, active)
    return PlanFiles(
        records=records,
        spells=spells(records),
        active=active,
        placements=_renamed(rows("sen2_placements"), reference),
        needs=_renamed(rows("sen2_needs"), reference),
        schools=rows("schools").drop_duplicates("urn"),
        without_start=int((~active["plan"].isin(records["plan"])).sum()),
    )


def looked_up(references: pd.Series, by_reference: pd.Series) -> pd.Series:
    """What each reference stands for; missing where it is not known, of the same type if nobody is.

    Parameters
    ----------
    by_reference : Series
        Its index has each reference once.
    """
    return by_reference.reindex(references).set_axis(references.index)


def plan_records(rows: Rows, active: pd.DataFrame) -> pd.DataFrame:
    """Every record of a plan, with when it counts and why it is set aside.

    Returns
    -------
    DataFrame
        `plan`, `child`, `request`, `started`, `ceased`, `birth_date`, `end` (the day from which it
        no longer counts), `end_reason`, and `set_aside`, empty where the record counts.

    Notes
    -----
    Two persons with the same UPN are one child. A record is historical if its request is, and it
    neither ceased nor is among the active plans; a plan that is active counts however old its
    request is. A plan that is open still at the 31 August at which its holder is 26 ends that day.
    """
    import pandas as pd

    records = rows("sen2_named_plans").reset_index(drop=True)
    people = rows("sen2_persons").drop_duplicates("person").set_index("person")
    children = people["upn"].fillna(people.index.to_series())
    records["request"] = records["request"].fillna(_latest_request(rows, records))
    records["child"] = looked_up(records["person"], children).fillna(records["person"])
    records["birth_date"] = looked_up(records["person"], people["birth_date"])
    too_old = _day_too_old(records["birth_date"])
    ceased = records["ceased"].fillna(pd.Timestamp(OPEN_END))
    records["end"] = ceased.where(~(too_old < ceased), too_old)
    records["end_reason"] = records["cease_reason"].where(~(too_old < ceased), TOO_OLD)
    is_open = records["ceased"].isna()
    old = records["request"].isin(_historical(rows)) & is_open
    listed = records["plan"].isin(active["plan"])
    out_of_age = (records["birth_date"] > records["started"]) | (too_old <= records["started"])
    records["set_aside"] = COUNTS
    # from the weakest reason to the strongest, since a record has one
    records.loc[out_of_age, "set_aside"] = OUT_OF_AGE
    records.loc[records["ceased"] < records["started"], "set_aside"] = BACKWARDS
    records.loc[is_open & (records["cease_reason"] == MOVED), "set_aside"] = TRANSFERRED
    records.loc[old & ~listed & bool(len(active)), "set_aside"] = HISTORICAL
    return records.drop(columns="person")


def spells(records: pd.DataFrame) -> pd.DataFrame:
    """Each time that a child had a plan, whatever number of records it takes.

    Records of a child that overlap are one spell, from the first start to the last end, so that
    plans open at the end of a month are those of the month before, plus spells begun, less spells
    ended.
    """
    import pandas as pd

    counted = records[records["set_aside"] == COUNTS]
    counted = counted.sort_values(["child", "started"], kind="stable")
    latest_end = counted.groupby("child")["end"].cummax().groupby(counted["child"]).shift()
    is_new = latest_end.isna() | (counted["started"] >= latest_end)
    counted = counted.assign(spell=is_new.cumsum())
    by_end = counted.sort_values("end", kind="stable")
    last = by_end.drop_duplicates("spell", keep="last").set_index("spell")
    first = counted.drop_duplicates("spell").set_index("spell")
    return pd.DataFrame(
        {
            "started": first["started"],
            "request": first["request"],
            "end": last["end"],
            "end_reason": last["end_reason"],
        }
    ).sort_values("started", ignore_index=True)


def open_on(records: pd.DataFrame, day: date) -> pd.DataFrame:
    """The record that counts for each child with a plan open on the day.

    Of two records the one that was issued last counts; of two of one day, the first in the file.
    """
    moment = _moment(day)
    counts = (records["set_aside"] == COUNTS) & (records["started"] <= moment)
    counted = records[counts & (records["end"] > moment)]
    newest_first = counted.sort_values("started", ascending=False, kind="stable")
    return newest_first.drop_duplicates("child").sort_index()


def age_on(birth_date: pd.Series, day: date) -> pd.Series:
    """Age at the last 31 August up to the day; a child born since then counts as aged 0."""
    august = day.year if (day.month, day.day) >= (8, 31) else day.year - 1
    return (august - birth_date.dt.year - (birth_date.dt.month > 8)).clip(lower=0)


def request_cases(rows: Rows, records: pd.DataFrame) -> pd.DataFrame:
    """Every request that is not historical, with what came of it.

    Returns
    -------
    DataFrame
        `request`, `received`, `outcome`, `decided` (day of the decision whether to assess),
        `assessment`, `assessed` (day of the decision whether to issue a plan), `exception`,
        `exported` (bool), `issued` (day of the plan, where there is one).
    """
    requests = rows("sen2_requests").drop_duplicates("request")
    assessments = rows("sen2_assessments").drop_duplicates("request").set_index("request")
    issued = records[records["set_aside"] != HISTORICAL].groupby("request")["started"].min()
    cases = requests[["request", "received", "outcome"]].copy()
    cases["decided"] = requests["outcome_date"]
    cases["exported"] = requests["exported"].notna()
    cases["assessment"] = looked_up(cases["request"], assessments["outcome"])
    cases["assessed"] = looked_up(cases["request"], assessments["outcome_date"])
    cases["exception"] = (
        looked_up(cases["request"], assessments["week20_exception"]).eq(True).fillna(value=False)
    )
    cases["issued"] = looked_up(cases["request"], issued)
    return cases[cases["outcome"].ne("historical").fillna(value=True)].reset_index(drop=True)


def _latest_request(rows: Rows, records: pd.DataFrame) -> pd.Series:
    """For a plan that names no request: the latest of the person's that can have led to it."""
    import pandas as pd

    requests = rows("sen2_requests")
    can_lead = ~requests["outcome"].isin(["refuse", "withdrawn"])
    requests = requests.loc[can_lead, ["person", "received", "request"]]
    plans = records.loc[records["request"].isna(), ["person", "started"]].reset_index()
    if plans.empty or requests.empty:
        return records["request"]
    joined = pd.merge_asof(
        plans.sort_values("started", kind="stable"),
        requests.sort_values("received", kind="stable"),
        left_on="started",
        right_on="received",
        by="person",
    )
    return joined.set_index("index")["request"].reindex(records.index)


def _references(records: pd.DataFrame, active: pd.DataFrame) -> dict[str, str]:
    """The plan's reference by the one of its active plan, where the return numbers them apart."""
    apart = active[~active["plan"].isin(records["plan"]) & active["request"].notna()]
    by_request = records.dropna(subset=["request"]).drop_duplicates("request")
    plans = looked_up(apart["request"], by_request.set_index("request")["plan"])
    return dict(zip(apart["plan"][plans.notna()], plans.dropna(), strict=True))


def _renamed(frame: pd.DataFrame, reference: dict[str, str]) -> pd.DataFrame:
    return frame.assign(plan=frame["plan"].replace(reference)) if reference else frame


def _historical(rows: Rows) -> pd.Series:
    """References of the requests that were decided before the return began."""
    import pandas as pd

    files = [rows(name) for name in ("sen2_requests", "sen2_assessments")]
    return pd.concat([file.loc[file["outcome"] == "historical", "request"] for file in files])


def _day_too_old(birth_date: pd.Series) -> pd.Series:
    """The 31 August at which a young person is too old to have a plan."""
    import pandas as pd

    years = birth_date.dt.year + OLDEST + 1 + (birth_date.dt.month > 8)
    return pd.to_datetime(years.astype("Int64").astype(str) + "-08-31", errors="coerce")


def _moment(day: date) -> pd.Timestamp:
    import pandas as pd

    return pd.Timestamp(day)
