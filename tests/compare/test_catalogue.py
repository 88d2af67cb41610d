"""hnb.compare.catalogue against arithmetic on small tables, and the publishers' own percentages where
they print them.
"""

from __future__ import annotations

import pytest

import hnb
from hnb.compare import catalogue as measures
from tests.conftest import frame

PLANS = frame("""
    la_code  january  plans  status     release
    855         2015    100  published  a
    855         2020    150  published  a
    830         2015      .  suppressed a
    830         2020     90  published  a
    941         2020     80  published  a
""")
WEEKS = frame("""
    la_code  calendar_year  exceptions          wait             plans_issued  status     release
    855               2024  with_exceptions     any                       200  published  a
    855               2024  with_exceptions     within_20_weeks            50  published  a
    830               2024  with_exceptions     any                         0  published  a
    830               2024  with_exceptions     within_20_weeks             0  published  a
""").replace("_", " ", regex=True)


@pytest.fixture(scope="module")
def tables():
    return {name: hnb.load(name) for name in measures.TABLES}


def test_growth_needs_both_januaries():
    grown = measures.ALL["growth"].values({"ehc_plans": PLANS})
    assert grown[["la_code", "period", "value"]].to_dict("records") == [
        {"la_code": 855, "period": 2020, "value": 50}
    ]


def test_none_of_no_plans_is_no_share():
    timely = measures.ALL["within_20_weeks"].values({"plan_timeliness": WEEKS})
    assert timely[["la_code", "period", "value"]].to_dict("records") == [
        {"la_code": 855, "period": 2024, "value": 25}
    ]


@pytest.mark.parametrize("name", measures.ALL)
def test_every_measure_has_one_value_an_authority_and_period_and_rows_behind_it(tables, name):
    measure = measures.ALL[name]
    values = measure.values(tables)
    assert (
        len(values)
        and not values.duplicated(["la_code", "period"]).any()
        and values["value"].notna().all()
    )
    period, code = values["period"].max(), int(values["la_code"].iloc[-1])
    assert {rows.table for rows in measure.rows(tables, period, (code,))} == set(measure.tables)


def test_known_share_of_the_block_and_its_rank(tables):
    found = measures.view(
        measures.ALL["share_of_block"], tables, hnb.ask("Leicestershire"), "2021-22"
    )
    assert (found.own.text, found.rank.value, found.ranked.value) == ("102.1%", 35, 150)


def test_share_refused_is_that_which_the_council_was_told_of(tables):
    refused = (
        measures.ALL["refused"].values(tables).query("la_code == 855").set_index("period")["value"]
    )
    assert (refused[2022], refused[2023]) == (
        pytest.approx(40.0, abs=0.05),
        pytest.approx(17.7, abs=0.05),
    )


def test_rank_and_medians_are_those_of_the_values(tables):
    measure, ask = measures.ALL["requests"], hnb.ask("Leicestershire")
    values = measure.values(tables)
    found = measures.view(measure, tables, ask, 2024, values)
    now = values[values["period"] == 2024].set_index("la_code")["value"]
    assert found.rank.value == 1 + sum(now > now[855]) and found.ranked.value == len(now)
    assert found.middle.value == pytest.approx(now[list(ask.main.codes)].median())
    assert found.middle_in_england.value == pytest.approx(now.median())
    assert found.over_time.set_index("period").loc[2024, "own"] == now[855]


def test_authority_without_a_value_is_told_so(tables):
    found = measures.view(
        measures.ALL["share_of_block"], tables, hnb.ask("City of London"), "2021-22"
    )
    assert (
        found.own.reason == "no value of City of London is held for 2021-22"
        and found.rank.value is None
    )


def test_measure_of_tables_without_rows_has_no_values(tables):
    empty = {name: table.iloc[:0] for name, table in tables.items()}
    assert [name for name, measure in measures.ALL.items() if len(measure.values(empty))] == []
