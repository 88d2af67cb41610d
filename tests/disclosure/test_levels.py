"""hnb.disclosure.levels against sets of columns whose links can be drawn."""

import pandas as pd

from hnb.disclosure.levels import levels_of, linked_in_a_circle, with_implied
from hnb.disclosure.population import CrossTab, Population


def levels(*tables, implied=None):
    tabs = tuple(CrossTab("council_plans", {c: c for c in columns}) for columns in tables)
    return levels_of(Population("plans", pd.DataFrame(), tabs, implied=implied or {}))


def sets(*words):
    return {frozenset(word) for word in words}


def test_columns_that_follow_are_added():
    assert with_implied("a", {"a": "b", "b": "c", "d": "e"}) == set("abc")


def test_circles_are_told_from_chains_and_stars():
    assert linked_in_a_circle(sets("ab", "bc", "ca")) == sets("ab", "bc", "ca")
    assert linked_in_a_circle(sets("abx", "bcy", "ca", "d")) == sets("ab", "bc", "ca")
    assert linked_in_a_circle(sets("ab", "bc", "cd", "a", "")) == set()
    assert linked_in_a_circle(sets("ab", "bc", "ca", "abc")) == set()


def test_what_two_tables_share_and_no_table_shows_is_added():
    two = levels("ab", "bc")
    assert (two.shared, two.joint) == (sets("b"), None)
    assert levels("ab", "bc", "b").shared == set()
    assert levels("a", "b").shared == sets("")


def test_share_of_a_finer_column_is_seen_through_what_it_follows_to():
    assert levels("p", "gn", implied={"p": "g"}).shared == sets("g")


def test_circle_has_a_table_of_all_its_columns():
    circle = levels("ab", "bc", "ca")
    assert circle.joint == frozenset("abc")
    assert circle.shared == sets("a", "b", "c", "")
    assert levels("ab", "bc", "ca", "abc").joint is None


def test_steps_lead_to_the_next_finer_alone():
    steps = levels("", "g", "pg", "gn").steps()
    names = {("".join(sorted(coarse)), "".join(sorted(fine))) for coarse, fine in steps}
    assert names == {("", "g"), ("g", "gp"), ("g", "gn")}
