"""hnb.disclosure.cells and rows against small tables counted by hand."""

import pandas as pd
import pytest

from hnb.disclosure.cells import grid_of
from hnb.disclosure.population import CrossTab, Population
from hnb.disclosure.rules import Rules
from hnb.domain.errors import ParameterError
from tests.disclosure.random_councils import DAY, rows_of

BY_NEED = CrossTab("council_plans_by_need", {"need": "need"}, DAY)
BY_PLACEMENT = CrossTab(
    "council_plans_by_placement", {"placement_group": "group", "placement": "placement"}, DAY
)
TOTAL = CrossTab("council_plans", fixed=DAY)


def grid(rows, *tabs, rules=None, **more):
    return grid_of(Population("plans", rows, tabs, **more), rules or Rules(), 855)


def counts(grid, table=0):
    return {key[3:]: grid.unknowns[at].sums.value for key, at in grid.tables[table].items()}


def equations(grid):
    values = [unknown.sums.value for unknown in grid.unknowns]
    return [sum(sign * values[place] for sign, place in terms) for terms in grid.equations]


def test_listed_categories_have_zeros_and_stand_first():
    rows = rows_of({"x": 2, "a": 7}, "need")
    listed = CrossTab("council_plans_by_need", {"need": "need"}, DAY, {"need": ("x", "y")})
    assert counts(grid(rows, listed)) == {("x",): 2, ("y",): 0, ("a",): 7}


def test_finer_categories_stand_only_within_what_they_follow_to():
    rows = rows_of({("special", "independent"): 3, ("mainstream", "unit"): 4}, "group", "placement")
    tab = CrossTab(BY_PLACEMENT.table, BY_PLACEMENT.by, DAY, {"placement": ("awaiting", "lost")})
    cells = counts(
        grid(
            rows,
            tab,
            TOTAL,
            implied={"placement": "group"},
            parents={"placement": {"awaiting": "other"}},
        )
    )
    assert cells == {
        ("other", "awaiting"): 0,
        ("special", "independent"): 3,
        ("mainstream", "unit"): 4,
    }


def test_equations_hold_of_the_true_counts():
    rows = rows_of(
        {("x", "g", "p"): 3, ("x", "h", "q"): 4, ("y", "g", "r"): 9}, "need", "group", "placement"
    )
    by_both = CrossTab(
        "council_plans_by_need_and_placement", {"need": "need", "placement_group": "group"}, DAY
    )
    together = grid(rows, TOTAL, BY_NEED, BY_PLACEMENT, by_both, implied={"placement": "group"})
    assert set(equations(together)) == {0}
    assert len(together.equations) == 2 + 2 + 2 + 1 + 1  # needs, groups twice, total twice


def test_row_without_a_category_is_in_the_total_and_few_of_them_are_protected():
    rows = pd.concat([rows_of({"x": 9}, "need"), pd.DataFrame({"need": [None, None]})])
    together = grid(rows, TOTAL, BY_NEED)
    assert (counts(together), counts(together, 1)) == ({(): 11}, {("x",): 9})
    assert [x.sums.value for x in together.unknowns if x.is_sensitive] == [2]


def test_category_of_two_parents_is_refused_without_naming_it():
    rows = rows_of({("g", "secret"): 1, ("h", "secret"): 1}, "group", "placement")
    with pytest.raises(ParameterError, match="a category of placement is in more than") as refusal:
        grid(rows, BY_PLACEMENT, implied={"placement": "group"})
    assert "secret" not in str(refusal.value)


def test_key_column_that_nothing_gives_is_named():
    with pytest.raises(ParameterError, match="nothing is given for as_at"):
        grid(rows_of({"x": 1}, "need"), CrossTab("council_plans_by_need", {"need": "need"}))


def test_column_that_the_rows_do_not_have_is_named():
    with pytest.raises(ParameterError, match="there is no column 'need'"):
        grid(rows_of({"x": 1}, "age"), BY_NEED)


def test_circle_of_too_many_cells_is_refused():
    rows = pd.DataFrame({name: [f"{name} {i}" for i in range(30)] for name in "abc"})
    circle = [
        CrossTab("council_plans_by_need_and_placement", {"need": x, "placement_group": y}, DAY)
        for x, y in ("ab", "bc", "ca")
    ]
    with pytest.raises(ParameterError, match="linked in a circle have 27000 cells"):
        grid(rows, *circle)


def test_no_rows_give_listed_zeros_and_a_total_of_zero():
    listed = CrossTab("council_plans_by_need", {"need": "need"}, DAY, {"need": ("x",)})
    empty = grid(rows_of({}, "need"), TOTAL, listed)
    assert (counts(empty), counts(empty, 1)) == ({(): 0}, {("x",): 0})
