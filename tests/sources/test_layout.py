"""hnb.sources.layout against small sheets written as they read, and hypothesis for whatever a cell
may hold.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hnb.domain.errors import Place, SourceError
from hnb.sources.definition import GridPart, GridValue, Source
from hnb.sources.files.grid import Grid
from hnb.sources.layout import find_column, headings, period_of, read_grid, settled
from hnb.tables import table
from hnb.tables.columns import STATUS

PLACE = Place(file="book.xlsx", sheet="One", row=8, column="A")
PART: dict[str, Any] = {
    "layout": "grid",
    "recognise": {"sheet": "One"},
    "header": [1, 2],
    "first_row": 3,
    "area": {"code": "A", "name": "B"},
    "period": {"financial_year": {"cell": "A1", "match": r"(20\d\d) to (20\d\d)"}},
    "skip": ["UNITARY AUTHORITIES"],
    "stop": "^Notes",
    "tables": {
        "dsg_balances": {"values": [{"letter": "C", "heading": ["balance", "carried|brought"]}]},
        "basic_entitlement": {"values": [{"letter": "D", "heading": ["unit"], "optional": True}]},
    },
}
SHEET: list[list[Any]] = [
    ["Grant 2023 to 2024", "", "Balance (£s)", ""],
    ["", "", "carried forward", "unit"],
    ["ENGLAND", "", 30, 4.5],
    [855, "Leicestershire", 10, 4],
    ["856.0", "Leicester", "x", 5],
    ["", "", "", ""],
    ["East Midlands", "", 30, 4.5],
    ["UNITARY AUTHORITIES", "", 99, 9],
    ["Notes: figures are provisional", "", "", ""],
    [999, "Nowhere", "?", "?"],
]


def source(**more: Any) -> Source:
    words = {"publisher": "A publisher", "publication": "A publication", "licence": "OGL v3.0"}
    releases = ({"id": "one", "published": "2024-05-01", "files": {"book.xlsx": "00"}},)
    return Source(name="made-up", **words, releases=releases, parts={"One": part()}, **more)


def part(**more: Any) -> GridPart:
    return GridPart.model_validate({**PART, **more})


def grid(rows: list[list[Any]]) -> Grid:
    return Grid("book.xlsx", "One", lambda: [list(row) for row in rows])


def changed(row: int, column: int, value: Any) -> list[list[Any]]:
    rows = [list(cells) for cells in SHEET]
    rows[row - 1][column] = value
    return rows


def balances(rows: list[list[Any]], **more: Any) -> dict[tuple[str, Any], tuple[Any, str]]:
    taken = read_grid(source(), part(**more), grid(rows))
    return {(row.level, row.area): (row.value, row.status) for row in taken.rows["dsg_balances"]}


# Headings


def test_merged_headings_are_carried_but_not_in_the_lowest_row():
    rows = [["A", "", "B", ""], ["a", "", "", "b"]]
    assert headings(grid(rows), [1, 2]) == ["a | a", "a", "b", "b | b"]


WORDS = ["", "", "budget | total", "outturn | total", "outturn | income"]


@pytest.mark.parametrize(
    ("spec", "expected", "news"),
    [
        ({"letter": "C", "heading": ["total"]}, 2, []),
        ({"letter": "D", "heading": ["total"]}, 3, []),
        ({"letter": "Z B D", "heading": ["total"]}, 3, []),
        ({"heading": ["Outturn", "TOTAL"]}, 3, []),
        ({"heading": ["total"], "without": ["outturn"]}, 2, []),
        ({"heading": ["net|income"]}, 4, []),
        ({"letter": "B", "heading": ["income"]}, 4, ["One: 'income' has moved from column B to E"]),
        (
            {"letter": "A B", "heading": ["income"]},
            4,
            ["One: 'income' has moved from column A or B to E"],
        ),
        ({"heading": ["gross"], "optional": True}, None, []),
    ],
)
def test_column_is_taken_by_its_letter_and_its_words(
    spec: dict[str, Any], expected: int | None, news: list[str]
):
    listed: list[str] = []
    assert find_column(grid([]), WORDS, GridValue(**spec), listed) == expected
    assert listed == news


def test_column_that_is_missing_or_in_doubt_is_refused():
    with pytest.raises(
        SourceError, match=r"row 1, column B: no column has these words above it\. Expected one col"
    ):
        find_column(grid([]), WORDS, GridValue(**{"letter": "B", "heading": ["gross"]}), [])
    with pytest.raises(
        SourceError, match="row 1: columns C, D are all headed so. Expected one column headed total"
    ):
        find_column(grid([]), WORDS, GridValue(**{"heading": ["total"]}), [])
    with pytest.raises(SourceError, match="row 1, column B: columns C, D are all headed so"):
        find_column(
            grid([]),
            WORDS,
            GridValue(**{"letter": "B", "heading": ["total"], "optional": True}),
            [],
        )


# A sheet


def test_sheet_is_read_by_area():
    assert balances(SHEET) == {
        ("england", ""): (30, "published"),
        ("authority", 855): (10, "published"),
        ("authority", 856): (None, "not available"),
        ("region", "East Midlands"): (30, "published"),
    }


def test_row_knows_its_cell():
    taken = read_grid(source(), part(), grid(SHEET))
    (row,) = [row for row in taken.rows["basic_entitlement"] if row.area == 856]
    assert (row.part, row.row, row.column, row.keys) == (
        "One",
        5,
        "D",
        {"financial_year": "2023-24"},
    )


def test_levels_that_are_not_wanted_are_left_out():
    assert {level for level, _ in balances(SHEET, levels=["authority"])} == {"authority"}


def test_rows_below_the_stop_are_not_read():
    with pytest.raises(SourceError, match="row 10, column B: authority '999 Nowhere' is not known"):
        balances(changed(9, 0, ""))


def test_total_printed_twice_is_taken_once_and_refused_where_it_differs():
    again = ["East Midlands", "", 30, 4.5]
    assert balances([*SHEET[:8], again])["region", "East Midlands"] == (30, "published")
    with pytest.raises(
        SourceError, match="row 9: East Midlands stands here and in row 7, with other figures"
    ):
        balances([*SHEET[:8], [*again[:2], 31, 4.5]])


def test_optional_column_that_is_gone_and_a_new_one_are_news():
    rows = changed(2, 3, "a new measure")
    assert read_grid(source(), part(), grid(rows)).news == [
        "One: no column headed 'unit'",
        "One: column D is new: balance (£s) | a new measure",
    ]
    assert read_grid(source(), part(ignore=["new measure"]), grid(rows)).news == [
        "One: no column headed 'unit'"
    ]


def test_symbols_of_the_table_are_before_those_of_the_source():
    tables = PART["tables"]
    with_symbols = {
        **tables,
        "dsg_balances": {**tables["dsg_balances"], "symbols": {"X": "suppressed"}},
    }
    for layout, status in ((part(tables=with_symbols), "suppressed"), (part(), "low")):
        taken = read_grid(source(symbols={"x": "low"}), layout, grid(SHEET))
        assert [row.status for row in taken.rows["dsg_balances"] if row.area == 856] == [status]


def test_scale_of_the_table_multiplies_its_numbers_alone():
    tables = PART["tables"]
    scaled = part(tables={**tables, "dsg_balances": {**tables["dsg_balances"], "scale": 1000}})
    taken = read_grid(source(), scaled, grid(SHEET))
    of_855 = [rows for rows in taken.rows.values() for rows in rows if rows.area == 855]
    assert [row.value for row in of_855] == [10_000, 4]


def test_title_that_names_no_year_is_refused_with_its_cell():
    with pytest.raises(
        SourceError,
        match=r"row 1, column A: cell A1 says 'Grant', which names no year\. Expected words like",
    ):
        balances(changed(1, 0, "Grant"))
    with pytest.raises(
        SourceError, match="row 1, column A: '2023-2025' does not name two years that follow"
    ):
        balances(changed(1, 0, "Grant 2023 to 2025"))


def test_figure_below_what_the_table_allows_is_refused():
    with pytest.raises(
        SourceError, match=r"row 4, column D: -4\.0 is below 0\. Expected Basic entitlement"
    ):
        balances(changed(4, 3, -4))
    assert balances(changed(4, 2, -4))["authority", 855] == (-4, "published")


def test_layout_that_gives_other_keys_than_the_table_has_is_refused():
    with pytest.raises(
        SourceError, match=r"the layout gives \['january'\] for dsg_balances\. Expected \['fin"
    ):
        settled(table("dsg_balances"), {"january": 2021}, PLACE)


def test_period_is_refused_with_the_place_it_stands_in():
    with pytest.raises(
        SourceError, match="sheet One, row 8, column A: 'soon' is not the year of a January census"
    ):
        period_of("january", "soon", PLACE)


VALUES = st.one_of(
    st.text(max_size=8), st.floats(), st.integers(), st.booleans(), st.none(), st.dates()
)


@given(st.integers(1, 10), st.integers(0, 3), VALUES)
def test_whatever_stands_in_a_cell_the_sheet_is_read_or_refused_with_a_place(
    row: int, column: int, value: Any
):
    try:
        taken = read_grid(source(), part(), grid(changed(row, column, value)))
    except SourceError as fault:
        assert fault.place.file == "book.xlsx" and fault.place.row
    else:
        found = [one for rows in taken.rows.values() for one in rows]
        assert all(
            one.status in STATUS.values and (one.value is None) == (one.status != "published")
            for one in found
        )
