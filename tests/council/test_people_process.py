"""hnb.council.people against arithmetic on small returns: open cases, waits and phase transfers."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from hnb.council.people import plans_and_process
from tests.council.people_files import of_table, sen2

DAY = date(2026, 11, 30)
ON_THE_DAY = "2026-11-30"

REQUESTS = """
    request  person  received    outcome     outcome_date  exported
    R1       a       2026-10-19  awaiting    .             .
    R2       b       2026-10-18  .           .             .
    R3       c       2026-08-10  assess      2026-09-20    .
    R4       d       2026-07-13  assess      2026-08-20    .
    R5       e       2026-07-12  assess      2026-08-20    .
    R6       f       2026-01-05  assess      2026-02-10    .
    R7       g       2026-10-19  refuse      2026-11-20    .
    R8       h       2026-10-19  withdrawn   2026-11-20    .
    R9       i       2026-10-19  historical  2026-11-20    .
    R10      j       2026-01-05  assess      2026-02-10    .
    R11      k       2026-01-05  assess      2026-02-10    .
    R12      l       2026-06-01  awaiting    .             931
"""
ASSESSMENTS = """
    request  outcome   outcome_date  week20_exception
    R3       awaiting  .             .
    R6       plan      2026-11-20    .
    R10      no_plan   2026-05-20    .
    R11      plan      2026-06-10    .
"""
PLANS = """
    plan  person  request  started
    K     k       R11      2026-07-01
"""


def test_open_cases_by_stage_and_weeks():
    declared = plans_and_process(
        sen2(sen2_requests=REQUESTS, sen2_assessments=ASSESSMENTS, sen2_named_plans=PLANS), 855, DAY
    )
    # days open: R1 42, R2 43, R3 112, R4 140, R5 141, R6 329; the rest have come to an end
    assert of_table(declared, "council_open_cases", ON_THE_DAY) == {
        ("awaiting a decision to assess", "up to 6"): 1,
        ("awaiting a decision to assess", "6 to 16"): 1,
        ("assessment under way", "6 to 16"): 1,
        ("assessment under way", "16 to 20"): 1,
        ("assessment under way", "20 to 30"): 1,
        ("plan agreed, not yet issued", "over 30"): 1,
        ("every stage", "any"): 6,
        ("every stage", "up to 20"): 4,
        ("every stage", "over 20"): 2,
    }


def test_a_plan_that_names_no_request_belongs_to_the_latest_that_can_have_led_to_it():
    declared = plans_and_process(
        sen2(
            sen2_requests="""
                request  person  received    outcome  outcome_date
                R1       a       2026-01-05  assess   2026-02-01
                R2       a       2026-03-05  refuse   2026-04-01
                R3       a       2026-09-05  assess   2026-10-01
            """,
            sen2_named_plans="plan person started\nP a 2026-06-01",
        ),
        855,
        DAY,
    )
    # R1 led to the plan, R2 was refused, and R3 came later
    assert of_table(declared, "council_open_cases", ON_THE_DAY) == {
        ("assessment under way", "6 to 16"): 1,
        ("every stage", "any"): 1,
        ("every stage", "up to 20"): 1,
    }


def test_flows_of_requests_and_decisions_are_of_their_month():
    declared = plans_and_process(
        sen2(
            sen2_requests="""
                request  person  received    outcome  outcome_date
                R0       z       2024-01-02  refuse   2024-02-01
                R1       a       2025-01-31  assess   2025-03-01
                R2       b       2025-01-01  assess   2025-03-31
                R3       c       2025-02-01  refuse   2025-04-01
                R4       d       2026-11-30  .        .
            """,
        ),
        855,
        DAY,
    )
    # January 2024 is not within the 24 months before
    assert of_table(declared, "council_flows") == {
        ("2025-01", "requests received"): 2,
        ("2025-02", "requests received"): 1,
        ("2025-03", "decisions to assess"): 2,
        ("2025-04", "decisions not to assess"): 1,
        ("2026-11", "requests received"): 1,
    }


def test_months_before_the_first_request_that_led_to_no_plan_are_left_out():
    # a return has every request that led to a plan that is open, and others only since it began
    declared = plans_and_process(
        sen2(
            sen2_requests="""
                request  person  received    outcome  outcome_date
                R1       a       2025-01-31  assess   2025-03-01
                R3       c       2026-02-01  refuse   2026-04-01
                R4       d       2026-04-30  .        .
            """,
        ),
        855,
        DAY,
    )
    assert of_table(declared, "council_flows") == {
        ("2026-04", "requests received"): 1,
        ("2026-04", "decisions not to assess"): 1,
    }
    assert not of_table(declared, "requests")


def test_weeks_to_plan_count_open_cases_and_take_away_those_that_ended_otherwise():
    declared = plans_and_process(
        sen2(
            sen2_requests="""
                request  person  received    outcome   outcome_date
                R1       a       2025-01-01  assess    2025-02-01
                R2       b       2025-01-01  assess    2025-02-01
                R3       c       2025-01-01  refuse    2025-01-29
                R4       d       2025-01-01  assess    2025-02-01
            """,
            sen2_assessments="request outcome outcome_date\nR4 awaiting .",
            sen2_named_plans="""
                plan  person  request  started
                A     a       R1       2025-05-21
                B     b       R2       2025-07-30
            """,
        ),
        855,
        DAY,
    )
    (weeks,) = declared.measured
    of_2025 = weeks.frame[weeks.frame["requests_of"] == "2025"].set_index("quantile")
    # one was refused; of the other three a plan was issued to one after 20 weeks and to one after
    # 30, so that two thirds and then one third still wait; three quarters are not reached yet
    assert of_2025["weeks"].to_dict() == {"lower quartile": 20.0, "median": 30.0}
    assert set(of_2025["children"]) == {4}
    assert list(weeks.frame) == [
        "la_code",
        "as_at",
        "requests_of",
        "quantile",
        "weeks",
        "children",
    ]
    assert set(weeks.frame["as_at"]) == {ON_THE_DAY}


@pytest.mark.parametrize("seed", [1, 2])
def test_the_true_median_is_recovered_within_two_per_cent_with_a_fifth_still_open(seed: int):
    random = np.random.default_rng(seed)
    size, median = 20_000, 26.0
    received = pd.Timestamp("2025-12-01") + pd.to_timedelta(random.integers(0, 364, size), "D")
    wait = np.round(7 * median * np.exp(0.4 * random.standard_normal(size)))
    issued = received + pd.to_timedelta(wait, "D")
    seen = issued <= pd.Timestamp(DAY)
    refused = random.random(size) < 0.1
    frames = {
        "sen2_requests": pd.DataFrame(
            {
                "request": [f"R{number}" for number in range(size)],
                "person": [f"p{number}" for number in range(size)],
                "received": received,
                "outcome": np.where(refused, "refuse", "assess"),
                "outcome_date": received + pd.Timedelta(days=0),
                "exported": pd.Series([None] * size, dtype="str"),
            }
        ),
        "sen2_named_plans": pd.DataFrame(
            {
                "plan": [f"P{number}" for number in range(size)],
                "person": [f"p{number}" for number in range(size)],
                "request": [f"R{number}" for number in range(size)],
                "started": issued,
                "ceased": pd.Series(pd.NaT, index=range(size)),
                "cease_reason": pd.Series([None] * size, dtype="str"),
            }
        )[seen & ~refused],
    }
    empty = sen2()
    declared = plans_and_process(lambda name: frames.get(name, empty(name)), 855, DAY)
    frame = declared.measured[0].frame
    year = frame[frame["requests_of"] == "12 months to 2026-11-30"].set_index("quantile")
    assert (~seen[~refused]).mean() > 0.2
    assert year.loc["median", "weeks"] == pytest.approx(median, rel=0.02)


def test_phase_transfers_of_the_coming_september_against_their_deadline():
    declared = plans_and_process(
        sen2(
            sen2_persons="""
                person  birth_date  upn
                a       2016-01-01  .
                b       2016-01-01  .
                c       2011-01-01  .
                d       2011-01-01  .
                e       2016-01-01  .
                f       2016-01-01  .
                g       2016-01-01  .
            """,
            sen2_named_plans="""
                plan  person  started     ceased      cease_reason
                A     a       2020-02-03  .           .
                B     b       2020-02-03  .           .
                C     c       2020-02-03  .           .
                D     d       2020-02-03  .           .
                E     e       2020-02-03  .           .
                F     f       2020-02-03  .           .
                G     g       2020-02-03  2027-01-01  other
            """,
            sen2_active_plans="""
                plan  phase_transfer_due  phase_transfer_final
                A     2027-02-15          2027-02-15
                B     2027-02-15          2027-02-16
                C     2027-03-31          2027-03-31
                D     2027-03-31          2027-04-01
                E     2027-02-15          .
                F     2026-02-15          .
                G     2027-02-15          .
            """,
        ),
        855,
        date(2027, 5, 31),
    )
    # c and d were 16 at 31 August 2026: they go to a post-16 place, so by 31 March
    assert of_table(declared, "council_phase_transfers", "2027-05-31") == {
        ("due",): 5,
        ("final plan issued by the deadline",): 2,
        ("final plan issued after the deadline",): 2,
        ("outstanding",): 1,
    }
