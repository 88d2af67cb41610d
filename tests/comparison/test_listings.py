"""hnb.comparison.listings against the published tables."""

from functools import cache

import hnb
from hnb.comparison import listings
from hnb.comparison.compared import Compared


@cache
def compared(measure: str) -> Compared:
    return hnb.compare("Leicestershire", measure)


def test_table_takes_names_that_tell_its_rows_apart():
    twice = (compared("growth"), compared("growth"))
    rows = listings.side_by_side(twice, "Growth", named=["once", "again"]).rows
    assert [row[0] for row in rows] == ["once", "again"]


def test_table_has_a_column_for_each_list():
    share = compared("independent_share")
    table = listings.side_by_side((share,), "Placements")
    assert [word for word in table.header if word.startswith("Median")] == [
        f"Median, {group.name}" for group in share.ask.comparators
    ]
    assert table.figures[0] == share.own


def test_a_place_that_others_have_too_is_said_to_be_joint():
    decided = hnb.compare("Camden", "decided_within_six_weeks_percent", "2024")
    values = decided.england_rank.values
    assert values[decided.ask.la_code] == 100 and (values == 100).sum() > 1
    assert listings.joint(decided.england_rank) == "joint "
    assert " joint highest of " in listings.place_in_england("rate", decided)
    assert not listings.joint(compared("independent_share").england_rank)


def test_a_doubt_of_a_row_is_told_under_its_table_once():
    doubted = hnb.compare("Leicestershire", "mainstream_percent", "2026")
    source = listings.side_by_side((doubted, doubted), "Placements").source
    assert source.startswith("Source: ") and source.endswith(f". Be careful: {doubted.doubt}.")
    assert source.count("Be careful") == 1
    assert "careful" not in listings.side_by_side((compared("growth"),), "Growth").source
