"""hnb.comparison.complete against counts that a reader can redo."""

from __future__ import annotations

import pandas as pd
import pytest

from hnb.comparison.complete import Coverage, enough
from hnb.comparison.counts import Counts, FirstOf, Sum, count
from hnb.domain import areas
from hnb.domain.comparators import Ask, Comparators
from hnb.tables import Tables
from tests.conftest import frame

STANDING = tuple(authority.la_code for authority in areas.current())


def coverage(kind: str = "january", **years: object) -> Coverage:
    """Coverage from years such as `y2025=codes`; everybody who stands today is known."""
    having = {int(year[1:]): frozenset(codes) for year, codes in years.items()}
    return Coverage(kind, having, frozenset(STANDING))


@pytest.mark.parametrize(
    ("number", "complete"), [(153, True), (138, True), (137, False), (76, False), (1, False)]
)
def test_nine_in_ten_of_those_who_exist_make_a_period_complete(number, complete):
    assert len(STANDING) == 153
    # 15 of 153 may lack it, since 16 are more than a tenth
    assert (2026 in coverage(y2025=STANDING, y2026=STANDING[:number]).complete) == complete


def test_authorities_that_are_never_counted_are_not_expected():
    often = STANDING[:130]  # the other 23 are suppressed in every year
    assert coverage(y2025=often, y2026=often[:117]).complete == (2025, 2026)
    assert coverage(y2025=often, y2026=often[:116]).complete == (2025,)


def test_the_only_period_of_an_extract_is_not_complete():
    assert coverage(y2026=STANDING[:76]).complete == ()
    assert coverage(y2026=STANDING[:76]).latest(STANDING[0]) is None


def test_authority_that_changed_within_the_year_is_counted_as_either():
    cumbria, successors = 909, {942, 943}
    others = [code for code in STANDING if code not in successors]
    known = frozenset([*STANDING, cumbria])
    year = Coverage("calendar_year", {2022: frozenset([*others, cumbria]),
                                      2023: frozenset([*others[15:], *successors])}, known)  # fmt: skip
    assert year.complete == (2022, 2023)


def test_latest_is_the_last_complete_year_that_the_authority_has():
    some = coverage(y2024=STANDING, y2025=STANDING[1:], y2026=STANDING[:3])
    assert some.latest() == 2025
    assert some.latest(STANDING[0]) == 2024
    assert some.latest(STANDING[5]) == 2025
    assert some.latest(STANDING[5], until=2024) == 2024
    assert some.latest(9999) == 2025


def test_newer_is_told_only_beside_the_last_complete_year():
    some = coverage(y2024=STANDING, y2025=STANDING, y2026=STANDING[:3])
    assert some.newer(STANDING[0], 2025) == 2026
    assert some.newer(STANDING[0], 2024) is None  # an earlier year was asked for
    assert some.newer(STANDING[9], 2025) is None


def test_coverage_of_a_table_counts_whoever_has_any_value():
    table = frame("""
        la_code  january  plans
        855         2025     10
        850         2025      .
        850         2024     20
    """)
    of_table = Coverage.of_table(table, "january", "plans")
    assert of_table.having == {2024: frozenset({850}), 2025: frozenset({855})}


@pytest.mark.parametrize(
    ("having", "asked", "are_enough"),
    [(0, 10, False), (4, 10, False), (5, 10, True), (2, 3, False), (3, 3, True), (1, 1, True)],
)
def test_half_of_the_comparators_and_no_fewer_than_three_are_enough(having, asked, are_enough):
    assert enough(range(having), range(asked)) == are_enough


LINES = frame("""
    la_code  financial_year  line   amount_gbp  status     release
    855      2021-22         tool          100  published  book
    850      2021-22         one            60  published  lines
    850      2021-22         two            30  published  lines
    860      2021-22         one            60  published  lines
    830      2021-22         tool          100  published  book
    830      2021-22         one             1  published  lines
    830      2021-22         two             1  published  lines
""")
TOOL = count("tool", "net_high_needs", "top-ups", line="tool")
ONE_BY_ONE = count("lines", "net_high_needs", "top-ups", line=("one", "two"))
EITHER = FirstOf("either", "top-ups", (TOOL, ONE_BY_ONE))


@pytest.fixture
def counts() -> Counts:
    return Counts(Tables.of(authority={"net_high_needs": LINES}))


def test_of_each_authority_the_first_way_that_is_held_is_taken(counts):
    expected = pd.Series({830: 100.0, 850: 90.0, 855: 100.0})
    pd.testing.assert_series_equal(counts.at(EITHER, 2021), expected, check_names=False)


def test_rows_behind_are_those_of_the_way_taken(counts):
    rows = counts.behind(EITHER, 2021, [855, 850, 830])
    assert [(each.where["line"], each.where["la_code"]) for each in rows] == [
        ("tool", (830, 855)),
        (("one", "two"), 850),
    ]


def test_count_that_no_way_gives_says_why(counts):
    ask = Ask(areas.find(860), 2022, "2021-22", (Comparators("others", (855,)),))
    assert (
        counts.reason(EITHER, 2021, ask)
        == "no count of top-ups in Staffordshire for 2021-22 is available"
    )
    assert counts.reason(EITHER, 2020, ask) == "top-ups are available for 2021-22, not for 2020-21"


def test_either_way_is_added_up_and_taken_off(counts):
    less = Sum("gap", "gap", (EITHER,), less=(ONE_BY_ONE,))
    assert counts.at(less, 2021).to_dict() == {830: 98, 850: 0}  # 855 has none to take off
    assert {each.table for each in less.every} == {"net_high_needs"}
