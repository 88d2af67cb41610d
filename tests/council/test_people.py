"""hnb.council.people against arithmetic on small returns: plans on a day, flows, and what adds up."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from hnb.council.deriving.records import BACKWARDS, open_on, plan_files
from hnb.council.people import plans_and_process
from tests.council.people_files import cells, of_table, sen2

DAY = date(2026, 11, 30)
ON_THE_DAY = "2026-11-30"

PERSONS = """
    person  birth_date  upn
    a       2015-08-31  .
    b       2015-09-01  .
    c       2002-03-05  .
    d       2023-10-01  .
    e       2009-01-01  .
"""
PLANS = """
    plan  person  request  started     ceased      cease_reason
    A     a       .        2020-02-03  .           .
    B     b       .        2021-05-04  .           .
    C     c       .        2019-01-07  .           .
    D     d       .        2026-10-01  .           .
    E     e       .        2018-01-08  2026-11-30  needs_met
"""


def test_a_plan_is_open_from_its_issue_until_the_day_that_it_ceases():
    declared = plans_and_process(sen2(sen2_persons=PERSONS, sen2_named_plans=PLANS), 855, DAY)
    assert of_table(declared, "council_plans") == {(ON_THE_DAY,): 4}


def test_age_is_that_of_the_last_31_august():
    # a was 11 on 31 August 2026 itself, b 10 (11 the day after), c 24, and d two
    declared = plans_and_process(sen2(sen2_persons=PERSONS, sen2_named_plans=PLANS), 855, DAY)
    assert of_table(declared, "council_plans_by_age", ON_THE_DAY) == {
        ("11 to 15",): 1,
        ("5 to 10",): 1,
        ("20 to 25",): 1,
        ("under 5",): 1,
    }


def test_a_child_whose_birth_date_is_not_known_has_an_age_that_is_not_recorded():
    declared = plans_and_process(sen2(sen2_named_plans=PLANS), 855, DAY)
    assert of_table(declared, "council_plans_by_age", ON_THE_DAY) == {("not recorded",): 4}


def test_a_child_with_two_open_records_counts_once_by_the_one_issued_last():
    declared = plans_and_process(
        sen2(
            sen2_persons="""
                person  birth_date  upn
                a       2012-01-01  U1
                z       2012-01-01  U1
            """,
            sen2_named_plans="""
                plan  person  request  started     ceased      cease_reason
                A1    a       .        2020-02-03  .           .
                A2    z       .        2024-02-03  .           .
            """,
            sen2_needs="""
                plan  need                        rank
                A1    hearing_impairment          1
                A2    severe_learning_difficulty  1
            """,
        ),
        855,
        DAY,
    )
    assert of_table(declared, "council_plans_by_need", ON_THE_DAY) == {
        ("severe learning difficulty",): 1
    }


def test_the_primary_need_has_rank_1_and_down_syndrome_is_among_the_other_needs():
    declared = plans_and_process(
        sen2(
            sen2_named_plans=PLANS,
            sen2_needs="""
                plan  need                        rank
                A     hearing_impairment          2
                A     severe_learning_difficulty  1
                B     Down_syndrome               1
                C     visual_impairment           1
                C     physical_disability         1
                D     visual_impairment           2
            """,
        ),
        855,
        DAY,
    )
    # C has two of rank 1 and counts by the first; D has none of rank 1
    assert of_table(declared, "council_plans_by_need", ON_THE_DAY) == {
        ("severe learning difficulty",): 1,
        ("other difficulty or disability",): 1,
        ("visual impairment",): 1,
        ("not recorded",): 1,
    }


SCHOOLS = """
    urn     school          phase      type                             state_funded
    100001  Hill_School     primary    Community_school                 yes
    100002  Dale_Academy    secondary  Academy_converter                yes
    100003  Oak_Special     special    Academy_special_converter        yes
    100004  Secret_House    special    Other_independent_special_school no
    100005  Moor_College    16_plus    Further_education                yes
    100006  Hill_School     primary    Free_schools                     yes
    100007  Tech_UTC        secondary  University_technical_college     yes
    100008  Only_Phase      special    .                                yes
    100009  Only_Private    secondary  .                                no
"""


@pytest.mark.parametrize(
    ("placement", "group", "kind", "school"),
    [
        ("urn=100001", "mainstream", "maintained school", "Hill School (100001)"),
        ("urn=100006", "mainstream", "free school", "Hill School (100006)"),
        ("urn=100002 unit=yes", "mainstream", "academy, SEN unit", "Dale Academy"),
        (
            "urn=100002 resourced=yes",
            "mainstream",
            "academy, resourced provision",
            "Dale Academy",
        ),
        ("urn=100003", "special", "special academy or free school", "Oak Special"),
        (
            "urn=100004",
            "special",
            "independent special school",
            "independent and non-maintained schools",
        ),
        (
            "urn=100005",
            "further education",
            "further education or sixth form college",
            "colleges and other providers of further education",
        ),
        ("urn=100007", "mainstream", "academy", "Tech UTC"),
        ("urn=100008", "special", "not split", "Only Phase"),
        (
            "urn=100009",
            "mainstream",
            "independent school",
            "independent and non-maintained schools",
        ),
        ("urn=999999", "unknown", "not recorded", "schools that are not in the council's list"),
        (
            "urn=999999 placement=special_independent",
            "special",
            "independent special school",
            "independent and non-maintained schools",
        ),
        (
            "placement=mainstream_state-funded",
            "mainstream",
            "not split",
            "state-funded schools whose name is not recorded",
        ),
        (
            "placement=academy,_SEN_unit",
            "mainstream",
            "academy, SEN unit",
            "state-funded schools whose name is not recorded",
        ),
        (
            "ukprn=10001234",
            "further education",
            "not split",
            "colleges and other providers of further education",
        ),
        (
            "setting=elective_home_education",
            "elsewhere",
            "elective home education",
            "early years, other arrangements and not in education",
        ),
        (
            "setting=not_in_education_or_training,_other",
            "elsewhere",
            "not in education or training, of compulsory school age",
            "early years, other arrangements and not in education",
        ),
    ],
)
def test_a_placement_is_in_the_words_of_the_published_table(
    placement: str, group: str, kind: str, school: str
):
    given = dict(item.split("=") for item in placement.split())
    columns = ["urn", "ukprn", "setting", "placement", "unit", "resourced"]
    declared = plans_and_process(
        sen2(
            sen2_persons=PERSONS,
            sen2_named_plans="plan person started\nA a 2020-02-03",
            sen2_placements=f"plan rank {' '.join(columns)}\n"
            f"A 1 {' '.join(given.get(column, '.') for column in columns)}",
            schools=SCHOOLS,
        ),
        855,
        DAY,
    )
    placed = of_table(declared, "council_plans_by_placement", ON_THE_DAY)
    assert {key: count for key, count in placed.items() if count} == {
        (group, kind): 1,
        (group, "all of the group"): 1,
    }
    assert of_table(declared, "council_plans_by_school", ON_THE_DAY) == {(school,): 1}


def test_the_placement_is_the_open_one_of_rank_1_that_was_entered_last():
    declared = plans_and_process(
        sen2(
            sen2_persons=PERSONS,
            sen2_named_plans=PLANS,
            sen2_placements="""
                plan  rank  urn     entered     left
                A     1     100001  2020-09-01  2026-11-29
                A     1     100002  2026-11-30  .
                A     2     100003  2026-11-30  .
                B     1     100003  2024-09-01  .
                B     1     100002  2025-09-01  .
                C     1     100001  2027-01-01  .
                D     2     100001  2020-01-01  .
            """,
            schools=SCHOOLS,
        ),
        855,
        DAY,
    )
    # A has moved to the second school; of the two of B the later counts; C's is to come; D's is second
    assert of_table(declared, "council_plans_by_school", ON_THE_DAY) == {
        ("Dale Academy",): 2,
        ("placement not recorded",): 2,
    }


def test_need_and_group_add_up_to_each_and_list_every_pair():
    declared = plans_and_process(sen2(sen2_named_plans=PLANS), 855, DAY)
    pairs = {key: count for key, count in cells(declared).items() if "need_and" in key[0]}
    assert len(pairs) == 13 * 7
    assert sum(pairs.values()) == 4


def test_rows_of_populations_hold_no_reference_and_no_date():
    declared = plans_and_process(_random_return(1), 855, DAY)
    assert len(declared.populations) > 20
    for population in declared.populations:
        assert not {"plan", "person", "child", "request", "birth_date"} & set(population.rows)
        assert not any("datetime" in str(kind) for kind in population.rows.dtypes), population.name


def test_an_active_plan_with_a_number_apart_is_joined_by_its_request():
    declared = plans_and_process(
        sen2(
            sen2_named_plans="plan person request started\nN1 a R1 2020-02-03",
            sen2_active_plans="plan person request\nX9 a R1",
            sen2_needs="plan need rank\nX9 visual_impairment 1",
        ),
        855,
        DAY,
    )
    assert of_table(declared, "council_plans_by_need", ON_THE_DAY) == {("visual impairment",): 1}


def test_without_files_of_plans_or_requests_nothing_is_declared():
    declared = plans_and_process(sen2(), 855, DAY)
    assert not (declared.populations or declared.relations or declared.measured)


def _random_return(seed: int) -> object:
    """A return of 300 children, with records that overlap, are too old, or go backwards."""
    random = np.random.default_rng(seed)
    days = pd.date_range("2023-01-01", "2026-11-30")
    plans, persons = ["plan person request started ceased cease_reason"], ["person birth_date upn"]
    requests = ["request person received outcome outcome_date"]
    for number in range(300):
        born = pd.Timestamp("2026-11-30") - pd.Timedelta(days=int(random.integers(0, 27 * 365)))
        persons.append(f"p{number} {born:%Y-%m-%d} .")
        for record in range(int(random.integers(1, 4))):
            started = days[int(random.integers(len(days)))]
            ceased = started + pd.Timedelta(days=int(random.integers(-20, 1200)))
            end = f"{ceased:%Y-%m-%d} needs_met" if ceased <= days[-1] else ". ."
            plans.append(
                f"P{number}-{record} p{number} R{number}-{record} {started:%Y-%m-%d} {end}"
            )
            received = started - pd.Timedelta(days=int(random.integers(0, 400)))
            decided = received + pd.Timedelta(days=int(random.integers(0, 90)))
            outcome = ("assess", "assess", "refuse", "withdrawn")[int(random.integers(4))]
            requests.append(
                f"R{number}-{record} p{number} {received:%Y-%m-%d} {outcome} {decided:%Y-%m-%d}"
            )
    return sen2(
        sen2_persons="\n".join(persons),
        sen2_named_plans="\n".join(plans),
        sen2_requests="\n".join(requests),
    )


@pytest.mark.parametrize("seed", range(3))
def test_plans_of_a_month_are_those_of_an_earlier_one_plus_issued_less_ceased(seed: int):
    rows = _random_return(seed)
    declared, records = plans_and_process(rows, 855, DAY), plan_files(rows).records
    counts = cells(declared)
    assert set(records["set_aside"]) > {BACKWARDS}
    for month_end in pd.date_range("2024-11-30", "2026-10-31", freq="ME"):
        earlier = open_on(records, month_end.date())
        counts[("council_plans", "855", month_end.strftime("%Y-%m-%d"))] = len(earlier)
    stock = [r for r in declared.relations if r.terms[0][1][0] == "council_plans"]
    assert len(stock) == 24
    for relation in stock:
        assert sum(sign * counts[key] for sign, key in relation.terms) == 0


@pytest.mark.parametrize("seed", range(3))
def test_every_other_equation_that_is_declared_holds(seed: int):
    declared = plans_and_process(_random_return(seed), 855, DAY)
    counts = cells(declared)
    others = [r for r in declared.relations if r.terms[0][1][0] != "council_plans"]
    assert {relation.terms[0][1][0] for relation in others} == {
        "requests",
        "new_plans",
        "ceased_plans",
        "council_plans_by_school",
        "council_reconciliation",
    }
    for relation in others:
        assert sum(sign * counts[key] for sign, key in relation.terms) == 0, relation


def test_in_the_middle_of_a_month_no_equation_joins_the_day_and_whole_months():
    declared = plans_and_process(_random_return(1), 855, date(2026, 11, 29))
    assert not [r for r in declared.relations if r.terms[0][1][0] == "council_plans"]
    months = [key[0] for key in of_table(declared, "council_flows")]
    assert max(months) == "2026-10"


def test_overlapping_records_are_one_start_and_one_end():
    declared = plans_and_process(
        sen2(
            sen2_named_plans="""
                plan  person  started     ceased      cease_reason
                A1    a       2025-02-03  2025-06-10  other
                A2    a       2025-05-01  2025-09-30  died
                B1    b       2025-02-03  2025-06-10  needs_met
                B2    b       2025-06-10  2025-07-01  died
                Z     z       2024-01-01  2024-01-05  other
            """,
        ),
        855,
        DAY,
    )
    assert of_table(declared, "council_flows") == {
        ("2025-02", "plans issued"): 2,
        ("2025-06", "plans issued"): 1,
        ("2025-06", "plans ceased"): 1,
        ("2025-07", "plans ceased"): 1,
        ("2025-09", "plans ceased"): 1,
    }
    # the reason is that of the record that ended last
    assert of_table(declared, "ceased_plans", "2025") == {
        ("total",): 3,
        ("died",): 2,
        ("needs met without a plan",): 1,
    }


def test_who_is_26_at_31_august_has_no_plan_from_then_on():
    rows = sen2(
        sen2_persons="person birth_date upn\na 2000-08-31 .\nb 2000-09-01 .\nz 2010-01-01 .",
        sen2_named_plans="""
            plan  person  started     ceased      cease_reason
            A     a       2019-02-03  .           .
            B     b       2019-02-03  .           .
            Z     z       2024-01-01  2024-12-05  other
        """,
    )
    assert of_table(plans_and_process(rows, 855, DAY), "council_plans") == {(ON_THE_DAY,): 1}
    flows = of_table(plans_and_process(rows, 855, DAY), "council_flows")
    assert flows[("2026-08", "plans ceased")] == 1
    before = plans_and_process(rows, 855, date(2026, 8, 30))
    assert of_table(before, "council_plans") == {("2026-08-30",): 2}


def test_reviews_held_due_and_overdue():
    declared = plans_and_process(
        sen2(
            sen2_named_plans="""
                plan  person  started
                A     a       2020-02-03
                B     b       2020-02-03
                C     c       2020-02-03
                D     d       2026-02-03
                E     e       2025-12-10
                F     f       2020-02-03
            """,
            sen2_active_plans="""
                plan  review_meeting  last_review
                A     2026-05-01      2026-06-01
                B     2025-12-15      .
                C     2025-11-30      .
                D     .               .
                E     .               .
                F     .               2025-10-01
            """,
        ),
        855,
        DAY,
    )
    # held since 30 November 2025: A, B. Due by the end of February: B, and E's first (10 December).
    # Overdue: C (due on the day), F. D's first is due in February 2027, on the 3rd
    assert of_table(declared, "council_reviews", ON_THE_DAY) == {
        ("held in the 12 months before",): 2,
        ("due in the next three months",): 3,
        ("overdue",): 2,
    }
