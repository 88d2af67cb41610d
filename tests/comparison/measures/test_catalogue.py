"""hnb.comparison.measures.catalogue against arithmetic on small tables, and figures that
the publishers print.
"""

from __future__ import annotations

import re

import pytest

import hnb
from hnb import compare as compare_for
from hnb.comparison.compared import compare
from hnb.comparison.counts import Counts
from hnb.comparison.measures.catalogue import MEASURES, TABLES, measure_called
from hnb.domain.errors import ParameterError
from hnb.tables import Tables
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
def counts():
    return Counts(Tables.of(authority={name: hnb.load(name) for name in TABLES}))


def values(name: str, year: int, **frames) -> dict[int, float]:
    found = MEASURES[name].at(Counts(Tables.of(authority=frames)), year)
    return found["value"].to_dict()


def test_growth_needs_both_januaries():
    assert values("growth", 2020, ehc_plans=PLANS) == {855: 50}


def test_none_of_no_plans_is_no_share():
    assert values("within_20_weeks_percent", 2024, plan_timeliness=WEEKS) == {855: 25}


@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_has_one_value_an_authority_and_year_and_rows_behind_it(counts, name):
    measure = MEASURES[name]
    year = measure.latest(counts)
    table = measure.at(counts, year)
    assert len(table) > 100 and table.index.is_unique and table["value"].notna().all()
    rows = [row for counted in measure.counts for row in counts.behind(counted, year, [855])]
    assert {row.table for row in rows} == set(measure.tables)
    assert all(row.releases for row in rows)


def test_names_say_which_measure_and_the_nearest_is_named():
    assert measure_called("growth") is measure_called("Growth in EHC plans over five years")
    with pytest.raises(ParameterError, match="no measure 'growht'.*nearest: growth"):
        measure_called("growht")


@pytest.mark.parametrize(
    ("text", "near"),
    [("growht", "growth"), ("indpendent_share", "independent_share"), ("Transport", "transport")],
)
def test_a_measure_that_is_not_known_is_answered_with_few_and_where_all_are(text, near):
    with pytest.raises(ParameterError) as refused:
        measure_called(text)
    listed = re.search(r"nearest: (.*)\)$", refused.value.expected)[1].split("; ")
    assert any(near in measure_called(word).name for word in listed) and 1 <= len(listed) <= 4
    assert f"the {len(MEASURES)} that `hnb compare --list` prints" in refused.value.expected


def test_what_is_like_no_measure_is_answered_without_any():
    with pytest.raises(ParameterError) as refused:
        measure_called("")
    assert "nearest" not in refused.value.expected


def test_known_share_of_the_block_and_its_rank():
    compared = compare_for("Leicestershire", "share_of_block", "2021-22")
    england = compared.england_rank
    assert (compared.own.text, england.rank.value, england.used.value) == ("102.1%", 35, 150)


def test_share_refused_is_that_which_the_council_was_told_of(counts):
    series = compare(MEASURES["refused_percent"], counts, hnb.ask("Leicestershire")).series["own"]
    assert (series[2022], series[2023]) == (
        pytest.approx(40.0, abs=0.05),
        pytest.approx(17.7, abs=0.05),
    )


def test_rank_and_medians_are_those_of_the_values(counts):
    ask = hnb.ask("Leicestershire")
    compared = compare(MEASURES["requests_per_1000"], counts, ask, 2024)
    now = MEASURES["requests_per_1000"].at(counts, 2024)["value"]
    assert compared.england_rank.rank.value == 1 + sum(now > now[855])
    assert compared.england_rank.used.value == len(now)
    assert compared.median.value == pytest.approx(now[list(ask.main.codes)].median())
    assert compared.series.loc[2024, "own"] == now[855]


def test_authority_without_a_value_is_told_so():
    compared = compare_for("City of London", "share_of_block", "2021-22")
    assert "in City of London for 2021-22 is available" in compared.own.reason
    assert compared.england_rank.rank.value is None


def test_measure_of_tables_without_rows_has_no_values(counts):
    empty = Counts(Tables({key: frame[:0] for key, frame in counts.tables.frames.items()}))
    assert [name for name, measure in MEASURES.items() if measure.years(empty)] == []


def test_setting_that_is_not_known_is_refused():
    with pytest.raises(ParameterError, match="Leicestershir"):
        compare_for("Leicestershir", "growth")
