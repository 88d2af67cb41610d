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
