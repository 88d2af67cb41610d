"""hnb.council.checks against rows in which each fault was planted."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from hnb.council.checks import CHECKS, Known, checks_of, columns_seen, hindrance
from hnb.council.definition import layout, layout_names
from tests.conftest import frame

DAY = date(2026, 9, 30)


def faulty(
    name: str, layout_name: str, rows: pd.DataFrame, **others: pd.DataFrame
) -> dict[str, list[int]]:
    """Places of rows by the reason, as a check tells them."""
    for column in rows:
        kind = layout(layout_name).columns[column].kind
        if kind == "date":
            rows[column] = pd.to_datetime(rows[column].astype("object"))
        elif kind == "reference":
            rows[column] = rows[column].astype("str")
    empty = pd.DataFrame(columns=["plan", "urn", "request", "received"])
    known = Known(DAY, lambda other, columns: others.get(other, empty)[list(columns)])
    every = checks_of(layout(layout_name), rejects=True) | checks_of(
        layout(layout_name), rejects=False
    )
    check = every[name]
    told = {fault.reason: fault.rows.fillna(False).astype(bool) for fault in check.run(rows, known)}
    return {reason: list(rows.index[mask]) for reason, mask in told.items() if mask.any()}


def test_every_check_that_a_layout_names_is_there():
    for name in layout_names():
        defined = layout(name)
        assert set(defined.checks) <= {*CHECKS, "duplicate_key"}, name
        for check in checks_of(defined, rejects=False).values():
            assert columns_seen(check, defined.columns), name


def test_end_before_start():
    rows = frame("start end\n2026-01-01 2025-12-31\n2026-01-01 2026-01-01\n2026-01-01 .")
    assert faulty("end_before_start", "placement_ledger", rows) == {
        "it ends before it starts (start)": [0]
    }


def test_decision_before_the_request():
    rows = frame(
        "received outcome_date\n2026-02-01 2026-01-01\n2026-01-01 2026-02-01\n2026-01-01 ."
    )
    assert list(faulty("outcome_before_request", "sen2_requests", rows).values()) == [[0]]
    requests = pd.DataFrame(
        {"request": ["1", "2"], "received": pd.to_datetime(["2026-02-01", "2026-01-01"])}
    )
    rows = frame("request outcome_date\n1 2026-01-15\n2 2026-01-15\n3 2026-01-15")
    assert list(
        faulty("outcome_before_request", "sen2_assessments", rows, sen2_requests=requests).values()
    ) == [[0]]
    rows = frame("request started\n1 2026-01-15\n2 2026-01-15")
    assert list(
        faulty("plan_before_request", "sen2_named_plans", rows, sen2_requests=requests).values()
    ) == [[0]]


def test_two_open_plans_of_one_person():
    rows = frame("person ceased\n1 .\n1 .\n2 2026-01-01\n2 .\n3 2027-01-01\n3 .")
    assert faulty("two_active_plans", "sen2_named_plans", rows) == {
        "the same person has another open plan": [0, 1, 4, 5]
    }


def test_two_open_primary_placements_of_one_plan():
    rows = frame("""
        plan  rank  entered     left
        1     1     2025-09-01  .
        1     1     2026-01-01  .
        2     1     2025-09-01  2026-01-01
        2     1     2026-01-02  .
        3     1     2025-09-01  .
        3     2     2025-09-01  .
        4     1     2025-09-01  .
        4     1     2026-11-01  .
    """)
    assert list(faulty("two_primary_placements", "sen2_placements", rows).values()) == [[0, 1]]


def test_plan_without_a_primary_need():
    rows = frame("plan rank\n1 1\n1 2\n2 2\n3 .")
    assert list(faulty("no_primary_need", "sen2_needs", rows).values()) == [[2, 3]]


def test_plans_and_placements_without_each_other():
    plans, placements = pd.DataFrame({"plan": ["1", "2"]}), pd.DataFrame({"plan": ["2", "3"]})
    assert list(
        faulty(
            "plan_without_placement", "sen2_active_plans", plans.copy(), sen2_placements=placements
        ).values()
    ) == [[0]]
    named = pd.DataFrame({"plan": ["3"]})
    others = {"sen2_active_plans": plans, "sen2_named_plans": named}
    rows = pd.DataFrame({"plan": ["2", "3", "4"]})
    assert list(faulty("placement_without_plan", "sen2_placements", rows, **others).values()) == [
        [2]
    ]


def test_unknown_school_and_what_is_no_urn():
    rows = pd.DataFrame({"urn": pd.array([100001, 100002, 12, None], dtype="Int64")})
    schools = pd.DataFrame({"urn": pd.array([100001], dtype="Int64")})
    assert faulty("unknown_school", "sen2_placements", rows.copy(), schools=schools) == {
        "not a URN, which has six digits": [2],
        "the school is not in the list of schools": [1],
    }
    assert list(faulty("unknown_school", "sen2_placements", rows)) == [
        "not a URN, which has six digits"
    ]


def test_row_without_any_cost_is_listed():
    rows = frame("weekly_cost_gbp annual_cost_gbp\n. .\n5 .\n. 300")
    assert faulty("zero_or_unusual_cost", "placement_ledger", rows) == {"it has no cost": [0]}
    top_ups = frame("band weekly_amount_gbp annual_amount_gbp\nA . .\nB 5 .")
    assert faulty("zero_or_unusual_cost", "top_ups", top_ups) == {}


def test_zero_cost_and_ten_times_the_usual_of_its_kind():
    rows = pd.DataFrame({
        "annual_cost_gbp": [0.0, *[6000.0] * 5, 60_001.0, *[70_000.0] * 6],
        "provider_kind": ["mainstream school"] * 7 + ["independent special"] * 6,
    })  # fmt: skip
    assert faulty("zero_or_unusual_cost", "placement_ledger", rows) == {
        "a cost of zero": [0],
        "more than 10 times the usual cost of its kind": [6],
    }


def test_ages_and_days_to_come():
    rows = frame("birth_date\n1999-01-01\n2000-09-30\n2010-01-01\n2026-10-01")
    assert faulty("age_out_of_range", "sen2_persons", rows) == {
        "older than 25": [0],
        "not born on the day that the rows are of": [3],
    }
    rows = frame("received\n2026-09-30\n2026-10-01")
    assert list(faulty("future_date", "sen2_requests", rows).values()) == [[1]]


def test_check_that_cannot_run_says_why():
    check = checks_of(layout("sen2_placements"), rejects=False)["placement_without_plan"]
    assert hindrance(check, ["plan"], ["sen2_named_plans"]) == ""
    assert (
        hindrance(check, ["plan"], [])
        == "nothing has been taken in of sen2_active_plans or sen2_named_plans"
    )
    check = checks_of(layout("sen2_placements"), rejects=True)["end_before_start"]
    assert hindrance(check, ["plan", "left"], []) == "the file has no column for entered"


@pytest.mark.parametrize("name", layout_names())
def test_checks_run_over_no_row(name):
    defined = layout(name)
    rows = pd.DataFrame(
        {
            column: pd.Series(
                dtype="datetime64[ns]"
                if item.kind == "date"
                else "float64"
                if item.kind in ("money", "number", "whole_number")
                else "str"
            )
            for column, item in defined.columns.items()
        }
    )
    none = Known(
        DAY,
        lambda other, columns: pd.DataFrame({column: pd.Series(dtype="str") for column in columns}),
    )
    for check in checks_of(defined, rejects=False).values():
        for fault in check.run(rows[list(columns_seen(check, rows))], none):
            assert len(fault.rows) == 0


def test_a_school_that_is_spelt_otherwise_than_on_the_list():
    schools = frame("""
        urn     school
        100001  Oak_School
        100002  St_Mary's_CE_Primary
    """)
    rows = frame("""
        school
        Oak_Schol
        oak_school
        Saint_Marys_Church_of_England_Primary
        100002
        .
    """)
    for table in (schools, rows):
        table["school"] = table["school"].str.replace("_", " ")
    for its_layout in ("survey", "top_ups"):
        faults = faulty("school_not_on_list", its_layout, rows.copy(), schools=schools.copy())
        assert list(faults.values()) == [[0]]
