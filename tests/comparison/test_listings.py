"""hnb.comparison.listings against the published tables."""

from functools import cache

import hnb
from hnb.comparison import listings
from hnb.questions.where_placed import model as where_placed


@cache
def placed(who):
    return where_placed.answer(hnb.tables_for("where_placed"), hnb.ask(who))


def test_table_takes_names_that_tell_its_rows_apart():
    ages = placed("Leicestershire").by_age["special"]
    assert [
        row[0] for row in listings.side_by_side(ages, "Ages", named=["a", "b", "c", "d", "e"]).rows
    ] == list("abcde")


def test_table_has_a_column_for_each_list():
    table = listings.side_by_side((placed("Leicestershire").independent,), "Placements")
    assert [word for word in table.header if word.startswith("Median")] == [
        f"Median, {group.name}" for group in placed("Leicestershire").ask.comparators
    ]
    assert table.figures[0] == placed("Leicestershire").independent.own
