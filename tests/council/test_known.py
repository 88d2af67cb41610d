"""hnb.council.example.known against the same council a month later: nothing is of a later day, and
what was known then is as it is now.
"""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from hnb.council.example import MadeUpCouncil, made_up_council
from hnb.council.example.truth.parameters import Parameters
from hnb.domain.errors import ParameterError

DAY = pd.Timestamp("2026-10-31")
NO_FAULTS = Parameters(faults={fault: 0.0 for fault in Parameters().faults})
PLANNED = {"due", "phase_transfer_due"}  # days to come that are known before
# what a review or an open case has instead of what is known of it a month later
REVIEWED = {"review_meeting", "last_review", "review_outcome"}


@pytest.fixture(scope="module")
def later() -> MadeUpCouncil:
    return made_up_council(size=0.1, parameters=NO_FAULTS)


@pytest.fixture(scope="module")
def then() -> MadeUpCouncil:
    return made_up_council(size=0.1, known_on=DAY.date(), parameters=NO_FAULTS)


def days(rows: pd.DataFrame) -> list[str]:
    return [name for name in rows.select_dtypes("datetime") if name not in PLANNED]


def test_no_day_is_later_than_the_day_of_the_files(then: MadeUpCouncil):
    late = {
        (name, day): int(rows[day].gt(DAY).sum())
        for name, rows in then.frames.items()
        for day in days(rows)
    }
    assert not {place: number for place, number in late.items() if number}
    assert max(rows[day].max() for rows in then.frames.values() for day in days(rows)) > (
        DAY - pd.Timedelta(days=3)
    )


def test_the_ledgers_are_those_of_the_same_children(then: MadeUpCouncil, later: MadeUpCouncil):
    assert (then.as_at, then.earlier) == (later.earlier, date(2026, 9, 30))
    pd.testing.assert_frame_equal(then.frames["placement_ledger"], later.earlier_ledger)


@pytest.mark.parametrize(
    ("layout", "keys"),
    [
        ("sen2_persons", ["person"]),
        ("sen2_requests", ["request"]),
        ("sen2_named_plans", ["plan"]),
        ("sen2_active_plans", ["plan"]),
        ("sen2_placements", ["plan", "entered"]),
    ],
)
def test_what_was_known_then_is_as_it_is_now(
    then: MadeUpCouncil, later: MadeUpCouncil, layout: str, keys: list[str]
):
    both = then.frames[layout].merge(
        later.frames[layout], on=keys, how="left", indicator="there", suffixes=("", " now")
    )
    ceased = set(later.frames["sen2_named_plans"].query("ceased > @DAY")["plan"])
    is_there = both["there"].eq("both")
    gone = set(both.loc[~is_there, keys[0]])
    assert gone == (ceased if layout == "sen2_active_plans" else set())
    assert 0 < len(both) < len(later.frames[layout]) + len(gone)
    for column in set(then.frames[layout]) - set(keys) - REVIEWED:
        was, now = both.loc[is_there, column], both.loc[is_there, f"{column} now"]
        changed = was.notna() & ~was.eq(now).fillna(False)
        assert changed.sum() == (was[changed].isin(["awaiting", False])).sum(), column


def test_of_a_plan_that_was_open_then_nothing_is_said_of_its_end(
    then: MadeUpCouncil, later: MadeUpCouncil
):
    plans = later.frames["sen2_named_plans"]
    ceased_since = plans.loc[plans["ceased"].gt(DAY) & plans["started"].le(DAY), "plan"]
    assert len(ceased_since)
    was = then.frames["sen2_named_plans"].set_index("plan").loc[ceased_since]
    assert was[["ceased", "cease_reason"]].isna().all(axis=None)
    assert set(ceased_since) <= set(then.frames["sen2_active_plans"]["plan"])


def test_payments_of_the_later_month_are_added_to_those_known_then(
    then: MadeUpCouncil, later: MadeUpCouncil
):
    paid = later.frames["payments"]
    known = paid[paid["paid"].le(DAY)].reset_index(drop=True)
    pd.testing.assert_frame_equal(then.frames["payments"], known)
    assert len(known) < len(paid)


@pytest.mark.parametrize("day", ["2026-03-31", "2026-12-01"])
def test_a_day_of_another_year_or_to_come_is_refused(day: str):
    with pytest.raises(ParameterError, match="not of the financial year of 2026-11-30"):
        made_up_council(known_on=date.fromisoformat(day))


def test_the_truth_lists_the_faults_that_the_files_of_the_day_have():
    council = made_up_council(size=0.1, known_on=date(2026, 4, 30))
    files, counts = council.frames, council.truth["fault_counts"]
    persons, plans, placements = (
        files[name] for name in ("sen2_persons", "sen2_named_plans", "sen2_placements")
    )
    requests = files["sen2_requests"].drop_duplicates("request")
    assert counts["no UPN"] == persons["upn"].isna().sum()
    asked_again = council.truth["late_plans"]["children_who_asked_again"]
    assert counts["several requests"] == requests["person"].duplicated().sum() - asked_again > 0
    assert counts["placement without plan"] == (~placements["plan"].isin(plans["plan"])).sum()
    assert counts["end before start"] == placements["left"].lt(placements["entered"]).sum()
    ledger = {row["layout"] for rows in council.truth["faults"].values() for row in rows}
    assert "placement_ledger" not in ledger


def test_transport_and_programme_are_of_the_size_of_the_council(later: MadeUpCouncil):
    small = made_up_council("City of London")
    for name, column in (("payments", "amount_gbp"), ("programme_ledger", "saving_gbp")):
        a_tenth, tiny = later.frames[name], small.frames[name]
        if name == "payments":
            a_tenth, tiny = (
                rows[rows["account"].str.contains("Transport")] for rows in (a_tenth, tiny)
            )
        assert tiny[column].sum() < a_tenth[column].sum() / 5
