"""What the made-up council's files hold, counted by other code than that which makes tables."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from hnb.council.example.council import MadeUpCouncil
from hnb.validation.made_up import references

if TYPE_CHECKING:
    import pandas as pd

MONTHS = 24  # that tables of flows go back
FLOWS = (
    "requests received",
    "decisions to assess",
    "decisions not to assess",
    "plans issued",
    "plans ceased",
)


def plans(council: MadeUpCouncil) -> pd.DataFrame:
    """Records of plans, open and ceased, without repeated ones and those of people too old."""
    too_old = references(council, "age out of range", "sen2_persons")
    every = council.frames["sen2_named_plans"].drop_duplicates("plan")
    return every[~every["person"].isin(too_old)].reset_index(drop=True)


def open_plans(council: MadeUpCouncil) -> pd.DataFrame:
    """Those of them that are open."""
    every = plans(council)
    return every[every["ceased"].isna()].reset_index(drop=True)


def set_aside(council: MadeUpCouncil) -> pd.DataFrame:
    """Open plans of people whose age was planted as out of range, which the truth counts."""
    too_old = references(council, "age out of range", "sen2_persons")
    every = council.frames["sen2_named_plans"].drop_duplicates("plan")
    return every[every["person"].isin(too_old) & every["ceased"].isna()]


def without_set_aside(council: MadeUpCouncil, name: str) -> Counter[str]:
    """The truth of open plans by a category, less those that are set aside."""
    aside = set_aside(council)["plan"]
    if name == "plans_by_age":
        categories = ["out of range"] * len(aside)
    elif name == "plans_by_need":
        needs = council.frames["sen2_needs"]
        of_plan = needs[needs["rank"] == 1].set_index("plan")["need"]
        categories = aside.map(of_plan).fillna("not recorded").tolist()
    else:
        places = council.frames["sen2_placements"]
        first = places[places["left"].isna()].drop_duplicates("plan").set_index("plan")
        categories = aside.map(first["placement"]).fillna("not recorded").tolist()
    counts = Counter(_counts(council, name))
    counts.subtract(categories)
    return +counts


def _counts(council: MadeUpCouncil, name: str) -> dict[str, int]:
    known = council.truth["aggregates"]
    return dict(known[name]) if isinstance(known, dict) else {}


def flows(council: MadeUpCouncil) -> Counter[str]:
    """Requests, decisions, plans issued and plans ceased in each of the last whole months."""
    import pandas as pd

    requests = council.frames["sen2_requests"].drop_duplicates("request")
    every = plans(council)
    of_outcome = requests.groupby("outcome")["outcome_date"]
    days = dict(
        zip(
            FLOWS,
            (
                requests["received"],
                of_outcome.get_group("assess"),
                of_outcome.get_group("refuse"),
                every["started"],
                every["ceased"],
            ),
            strict=True,
        )
    )
    after = pd.Timestamp(council.as_at) + pd.Timedelta(days=1)
    first = (after - pd.DateOffset(months=MONTHS)).replace(day=1)
    counts: Counter[str] = Counter()
    for flow, happened in days.items():
        recent = happened[(happened >= first) & (happened < after.replace(day=1))]
        counts.update(f"{month} {flow}" for month in recent.dt.strftime("%Y-%m"))
    return counts


def open_cases(council: MadeUpCouncil) -> Counter[str]:
    """Requests that have come to no end, by stage."""
    requests = council.frames["sen2_requests"].drop_duplicates("request")
    outcomes = council.frames["sen2_assessments"].set_index("request")["outcome"]
    assessed = requests["request"].map(outcomes)
    issued = requests["request"].isin(council.frames["sen2_named_plans"]["request"].dropna())
    return Counter(
        {
            "awaiting a decision to assess": int(requests["outcome"].eq("awaiting").sum()),
            "assessment under way": int(assessed.eq("awaiting").sum()),
            "plan agreed, not yet issued": int((assessed.eq("plan") & ~issued).sum()),
        }
    )


def reviews(council: MadeUpCouncil) -> Counter[str]:
    """Reviews of open plans: done in the year before, due in three months, overdue."""
    import pandas as pd

    today, year = pd.Timestamp(council.as_at), pd.DateOffset(years=1)
    counted = open_plans(council)
    active = council.frames["sen2_active_plans"].set_index("plan")
    reviewed = counted["plan"].map(active["review_meeting"])
    due = reviewed.fillna(counted["started"]) + year
    soon = today + pd.DateOffset(months=3)
    return Counter(
        {
            "done": int(reviewed.gt(today - year).sum()),
            "due": int((due.gt(today) & due.le(soon)).sum()),
            "overdue": int(due.le(today).sum()),
        }
    )


def phase_transfers(council: MadeUpCouncil) -> Counter[str]:
    """Plans with a phase transfer in the coming September, those that are final, and the others.

    On the day of the example no deadline has passed yet.
    """
    import pandas as pd

    september = pd.Timestamp(council.as_at.year + (council.as_at.month >= 9), 9, 1)
    active = council.frames["sen2_active_plans"]
    coming = active["phase_transfer_due"].between(
        september - pd.DateOffset(years=1), september - pd.Timedelta(days=1)
    )
    of_open = active[coming & active["plan"].isin(open_plans(council)["plan"])]
    final = int(of_open["phase_transfer_final"].notna().sum())
    return Counter({"due": len(of_open), "final": final, "outstanding": len(of_open) - final})
