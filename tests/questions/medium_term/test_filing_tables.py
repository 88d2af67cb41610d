"""hnb.questions.medium_term.filing_tables against arithmetic that a reader can redo."""

import pandas as pd
import pytest

from hnb.questions.medium_term.filing_tables import Entry, counts_of, entries, limits
from hnb.questions.medium_term.projection import project
from hnb.questions.medium_term.scenarios import PRESENT, Scenario
from tests.conftest import frame
from tests.questions.medium_term.case import PLANS, start

AGES = frame("""
    la_code  january  age      plans
    855         2023  under_5     90
    855         2025  16_to_19   300
    855         2025  under_5    100
    855         2025  5_to_10    600
    850         2025  under_5    999
""").assign(age=lambda rows: rows["age"].str.replace("_", " "))
REQUESTS = frame("""
    la_code  calendar_year  outcome  requests
    855               2023  total         150
    855               2024  total         200
    855               2024  refused        50
""")
NOTHING = project(start(), Scenario(PRESENT, "Nothing changes."))


def ages():
    return counts_of(AGES, "ehc_plans_by_age", NOTHING.start.ask, {}, NOTHING.start.january)


def test_part_is_published_where_it_is_held_and_then_moves_with_the_plans():
    counts = ages()
    youngest = counts.rows[counts.taken({"age": ["under 5"]})]
    assert entries(NOTHING, counts, youngest, [2022, 2023, 2024, 2025, 2026]) == [
        None,  # before the last one published, and not published
        Entry(90, "published"),
        None,
        Entry(100, "published"),
        Entry(pytest.approx(100 * PLANS[1] / PLANS[0]), "scenario"),
    ]


def test_all_plans_are_a_forecast_with_limits_and_end_with_the_medium_term():
    counts = ages()
    later = entries(NOTHING, counts, counts.rows, [2026, 2031], whole=True)
    assert later == [Entry(pytest.approx(1000 * PLANS[1] / PLANS[0]), "forecast"), None]
    assert limits(NOTHING, [2025, 2026]) == {
        "lower": [None, Entry(pytest.approx(0.9 * PLANS[1]), "forecast")],
        "upper": [None, Entry(pytest.approx(1.1 * PLANS[1]), "forecast")],
    }


def test_requests_of_a_year_move_with_the_plans_of_the_january_after_it():
    counts = counts_of(
        REQUESTS, "requests", NOTHING.start.ask, {"outcome": "total"}, NOTHING.start.january
    )
    assert entries(NOTHING, counts, counts.rows, [2024, 2025], whole=True) == [
        Entry(200, "published"),
        Entry(pytest.approx(200 * PLANS[1] / PLANS[0]), "scenario"),
    ]


def test_ages_are_in_order_and_needs_by_name():
    assert ages().last_categories("age") == ["under 5", "5 to 10", "16 to 19"]


def test_rows_without_a_rule_take_nothing():
    assert not ages().taken({}).any()


def test_nothing_published_leaves_every_year_to_the_council():
    counts = counts_of(AGES[:0], "ehc_plans_by_age", NOTHING.start.ask, {}, NOTHING.start.january)
    assert entries(NOTHING, counts, counts.rows, [2025, 2026]) == [None, None]


def test_a_january_after_the_one_that_forecasts_start_from_is_left_out():
    latest = AGES[AGES["january"].eq(AGES["january"].max())]
    later = latest.assign(january=NOTHING.start.january + 1)[:1]  # an extract of one age
    both = pd.concat([AGES, later])
    start = NOTHING.start
    counts = counts_of(both, "ehc_plans_by_age", start.ask, {}, start.january)
    years = [start.january, start.january + 1]
    ((_, ahead), usual) = (
        entries(NOTHING, each, each.rows, years, whole=True) for each in (counts, ages())
    )
    assert (ahead, ahead.kind) == (usual[1], "forecast")


def test_requests_of_a_year_after_that_grow_from_that_year():
    later = REQUESTS[:1].assign(calendar_year=2025, requests=400)
    start = NOTHING.start
    held = pd.concat([REQUESTS, later])
    counts = counts_of(held, "requests", start.ask, {"outcome": "total"}, start.january)
    assert entries(NOTHING, counts, counts.rows, [2025, 2026], whole=True) == [
        Entry(400, "published"),
        Entry(pytest.approx(400 * PLANS[2] / PLANS[1]), "scenario"),
    ]
