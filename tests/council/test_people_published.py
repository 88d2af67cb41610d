"""hnb.council.people in the shape of the published tables, against arithmetic on small returns."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from hnb.council.deriving.placements import GROUPS, PUBLISHED
from hnb.council.deriving.plans import NEEDS
from hnb.council.deriving.published_shape import census_day
from hnb.council.people import plans_and_process
from hnb.domain.paths import published as published_folder
from hnb.tables import table
from tests.council.people_files import cells, of_table, sen2

DAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("january", "day"),
    # the department's own days; the third Thursday is the 15th at the earliest and the 21st at most
    [(2023, 19), (2024, 18), (2025, 16), (2026, 15), (2027, 21)],
)
def test_the_census_is_on_the_third_thursday_of_january(january: int, day: int):
    assert census_day(january) == date(january, 1, day)


PERSONS = """
    person  birth_date  upn
    a       2014-03-01  .
    b       2014-09-01  .
    c       2023-05-01  .
    d       1999-08-31  .
    z       2010-01-01  .
"""
PLANS = """
    plan  person  request  started     ceased      cease_reason
    A     a       .        2020-02-03  .           .
    A2    a       .        2025-09-03  .           .
    B     b       .        2021-05-04  2026-01-16  died
    C     c       .        2026-01-15  .           .
    D     d       .        2019-01-07  .           .
    E     z       .        2020-01-07  .           transfer_to_another_LA
    H     h       H1       2014-01-07  .           .
    Z     z       .        2022-01-04  2023-01-10  needs_met
"""
REQUESTS = """
    request  person  received    outcome     outcome_date
    H1       h       2013-05-01  historical  .
"""
ACTIVE = """
    plan  person
    A     a
    A2    a
    C     c
    D     d
    X     x
"""


def _declared():
    return plans_and_process(
        sen2(
            sen2_persons=PERSONS,
            sen2_named_plans=PLANS,
            sen2_active_plans=ACTIVE,
            sen2_requests=REQUESTS,
        ),
        855,
        DAY,
    )


def test_plans_at_the_census_are_by_single_years_of_age():
    # on 15 January 2026: a is 11 at the August before, b 10, c two
    declared = _declared()
    assert of_table(declared, "ehc_plans", "2026") == {(): 3}
    assert of_table(declared, "ehc_plans_by_age", "2026") == {
        ("10",): 1,
        ("11",): 1,
        ("under 3",): 1,
    }


def test_records_become_the_count_by_why_each_is_set_aside():
    # D's holder was 26 in August 2025; E has left on a day that is not known; X has no start
    assert of_table(_declared(), "council_reconciliation", "2026") == {
        ("records of plans",): 8,
        ("second record of the same child",): 1,
        ("age outside 0 to 25",): 1,
        ("transferred out on a day that is not recorded",): 1,
        ("historical record",): 1,
        ("active plan without a date of issue",): 1,
        ("plans counted",): 3,
        ("counted without a choice of placement or need",): 3,
    }


def test_a_plan_that_is_active_counts_however_old_its_request_is():
    declared = plans_and_process(
        sen2(
            sen2_named_plans=PLANS,
            sen2_active_plans="plan person\nH h",
            sen2_requests=REQUESTS,
        ),
        855,
        DAY,
    )
    # with H; E is set aside, and B has ceased: a, c, d and h
    assert of_table(declared, "council_plans") == {("2026-11-30",): 4}


def test_a_census_that_the_files_do_not_reach_is_left_out():
    # the first plan that ceased did so in June 2025: those that ceased before are not in the files
    declared = plans_and_process(
        sen2(
            sen2_named_plans="""
                plan  person  started     ceased      cease_reason
                A     a       2015-02-03  .           .
                B     b       2015-02-03  2025-06-16  died
            """
        ),
        855,
        DAY,
    )
    assert of_table(declared, "ehc_plans") == {("2026",): 1}
    assert not of_table(declared, "new_plans")


def test_on_the_day_of_the_census_plans_are_one_population_in_both_tables():
    rows = sen2(sen2_persons=PERSONS, sen2_named_plans=PLANS)
    declared = plans_and_process(rows, 855, date(2026, 1, 15))
    (population,) = (p for p in declared.populations if p.name == "plans open on 2026-01-15")
    assert {"council_plans", "ehc_plans"} <= {tab.table for tab in population.tables}


YEAR = """
    request  person  received    outcome     outcome_date
    R0       z       2023-01-02  refuse      2023-01-20
    R1       a       2025-01-01  assess      2025-02-12
    R2       b       2025-01-01  assess      2025-02-13
    R3       c       2025-12-01  refuse      2026-01-05
    R4       d       2025-05-01  withdrawn   2025-05-20
    R5       e       2024-12-01  refuse      2025-01-05
    R6       f       2024-06-01  assess      2024-08-01
    R7       g       2025-03-01  .           .
    R8       h       2024-03-01  assess      2024-04-01
    R9       i       2025-02-01  historical  2025-02-05
"""
YEAR_ASSESSED = """
    request  outcome    outcome_date  week20_exception
    R1       plan       2025-05-01    no
    R2       plan       2025-05-01    yes
    R6       no_plan    2025-01-07    no
    R7       awaiting   .             no
    R8       plan       2025-02-01    no
"""
YEAR_PLANS = """
    plan  person  request  started     ceased      cease_reason
    Z     z       .        2020-01-04  2023-01-10  needs_met
    A     a       R1       2025-05-21  .           .
    B     b       R2       2025-05-22  .           .
    C     h       R8       2025-03-02  .           .
    T     t       .        2025-07-01  2025-12-31  transfer_to_another_LA
    U     u       .        2020-07-01  2025-12-31  .
"""


def _year():
    return plans_and_process(
        sen2(sen2_requests=YEAR, sen2_assessments=YEAR_ASSESSED, sen2_named_plans=YEAR_PLANS),
        855,
        DAY,
    )


def test_requests_of_a_year_are_by_what_had_come_of_them_at_its_end():
    # received in 2025: R1, R2 agreed; R3 decided in 2026, R7 never; R4 withdrawn
    # decided in 2025: R1 after 42 days, R2 after 43, R5 after 35
    assert of_table(_year(), "requests", "2025") == {
        ("total",): 5,
        ("agreed",): 2,
        ("decision outstanding",): 2,
        ("withdrawn",): 1,
        ("decided within six weeks",): 2,
        ("decided after six weeks",): 1,
    }


def test_assessments_of_a_year_are_those_that_ended_in_it():
    # R6 was refused a plan 220 days after the request
    assert of_table(_year(), "assessments", "2025") == {
        ("total",): 4,
        ("plan issued",): 3,
        ("plan not issued",): 1,
        ("refused a plan after 16 weeks",): 1,
    }


def test_twenty_weeks_are_140_days_from_request_to_plan():
    # A took 140 days and B, with an exception, 141; C took 366; T's request is not known
    declared = _year()
    assert of_table(declared, "plan_timeliness", "2025") == {
        ("with exceptions", "any"): 3,
        ("with exceptions", "within 20 weeks"): 1,
        ("with exceptions", "20 weeks to a year"): 1,
        ("with exceptions", "over a year"): 1,
        ("without exceptions", "any"): 2,
        ("without exceptions", "within 20 weeks"): 1,
        ("without exceptions", "over a year"): 1,
    }
    assert of_table(declared, "new_plans", "2025") == {(): 4}


def test_plans_with_an_exception_are_rows_without_a_category_of_the_same_population():
    (issued,) = (p for p in _year().populations if p.name == "plans issued in 2025")
    assert issued.rows["exceptions"].isna().sum() == 1
    assert issued.rows["measured"].isna().sum() == issued.rows["wait"].isna().sum() == 1


def test_plans_that_ceased_in_a_year_are_by_reason():
    assert of_table(_year(), "ceased_plans", "2025") == {
        ("total",): 2,
        ("moved to another authority",): 1,
        ("not recorded",): 1,
    }


def test_words_are_those_that_are_published():
    published = pd.read_csv(published_folder() / "ehc_plans_by_placement.csv")
    latest = published[published["january"] == published["january"].max()]
    pairs = set(zip(latest["placement_group"], latest["placement"], strict=True))
    assert pairs == {(group, word) for group in PUBLISHED for word in PUBLISHED[group]}
    assert set(GROUPS) == set(PUBLISHED)
    assert set(NEEDS) == set(pd.read_csv(published_folder() / "ehc_plans_by_need.csv")["need"])
    keys = cells(_year())
    for name, place in (("requests", 3), ("ceased_plans", 3), ("plan_timeliness", 4)):
        column = table(name).key[place - 1]
        words = set(pd.read_csv(published_folder() / f"{name}.csv")[column])
        assert {key[place] for key in keys if key[0] == name} <= words, name
