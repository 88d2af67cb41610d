"""The made-up council's files as they were known on an earlier day, of the same children."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

_BEGINS = {
    "sen2_requests": "received",
    "sen2_named_plans": "started",
    "sen2_placements": "entered",
    "payments": "paid",
    "weekly_indicators": "week",
    "appeals": "registered",
    "top_ups": "start",
    "survey": "answered",
    "actions": "meeting",
    "stated_figures": "said_on",
}
_UNDECIDED = {"outcome": "awaiting", "mediation": False, "tribunal": False}
# the day on which something is known, and what is in its place before
_UNTIL: tuple[tuple[str, str, dict[str, object]], ...] = (
    ("sen2_requests", "outcome_date", _UNDECIDED),
    ("sen2_assessments", "outcome_date", _UNDECIDED),
    ("sen2_named_plans", "ceased", {"cease_reason": ""}),
    ("sen2_placements", "left", {}),
    ("sen2_active_plans", "last_review", {"review_outcome": ""}),
    ("sen2_active_plans", "phase_transfer_final", {}),
    ("appeals", "outcome_date", {"outcome": "open", "hearing": "", "hours_after": ""}),
    ("top_ups", "end", {}),
)


def known_by(frames: Mapping[str, pd.DataFrame], today: pd.Timestamp) -> dict[str, pd.DataFrame]:
    """Every file but the ledger as it was on a day of the year before those of `frames`."""
    import pandas as pd

    known = {name: rows.copy() for name, rows in frames.items()}
    for name, day in _BEGINS.items():
        known[name] = known[name][known[name][day].le(today)]
    plans, active = known["sen2_named_plans"], known["sen2_active_plans"]
    has_ceased_since = plans[plans["ceased"].gt(today)].drop_duplicates("plan")
    # a review to come was held a year before, too
    is_reviewed_later = active["review_meeting"].gt(today)
    active.loc[is_reviewed_later, ["review_meeting", "last_review"]] -= pd.Timedelta(weeks=52)
    active = pd.concat([active, has_ceased_since[[*active][:3]]])
    known["sen2_active_plans"] = active[active["plan"].isin(plans["plan"])]
    known["sen2_needs"] = _of(known, "sen2_needs", "plan", plans)
    for name, day, before in _UNTIL:
        rows = known[name]
        is_later = rows[day].gt(today)
        for column, value in {day: "", **before}.items():
            rows[column] = rows[column].mask(is_later, pd.NA if value == "" else value)
    requests = known["sen2_requests"]
    agreed = requests[requests["outcome"].eq("assess")]
    known["sen2_assessments"] = _of(known, "sen2_assessments", "request", agreed)
    known["sen2_persons"] = _of(known, "sen2_persons", "person", pd.concat([requests, plans]))
    return {name: rows.reset_index(drop=True) for name, rows in known.items()}


def faults_known_by(
    planted: Mapping[str, list[dict[str, str]]], known: Mapping[str, pd.DataFrame]
) -> dict[str, list[dict[str, str]]]:
    """Of the faults that were planted, those in the files of the day: none in the ledger."""
    return {
        fault: [row for row in rows if _is_known(known, fault, row["layout"], row["reference"])]
        for fault, rows in planted.items()
    }


def _is_known(known: Mapping[str, pd.DataFrame], fault: str, layout: str, reference: str) -> bool:
    rows = known["sen2_active_plans" if fault == "plan without placement" else layout]
    times = rows.filter(["person", "plan", "request"]).isin([reference]).sum().max()
    fewest = 2 if fault in ("repeated key", "several requests") else 1
    return layout != "placement_ledger" and bool(times >= fewest)


def _of(
    known: Mapping[str, pd.DataFrame], layout: str, key: str, others: pd.DataFrame
) -> pd.DataFrame:
    return known[layout][known[layout][key].isin(others[key])]
