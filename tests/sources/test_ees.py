"""hnb.sources.ees against small files made in the layout of Explore Education Statistics."""

from __future__ import annotations

from typing import Any

import pytest

from hnb.domain.errors import SourceError
from hnb.sources.definition import EesPart
from hnb.sources.ees import read_ees
from hnb.sources.files.grid import open_original
from hnb.sources.layout import Taken
from hnb.sources.source import sources

AREA = "time_period,time_identifier,geographic_level,region_name,new_la_code,old_la_code,la_name"
LEICESTERSHIRE = "202425,Academic year,Local authority,East Midlands,E10000018,855,Leicestershire"
RUTLAND = "202425,Academic year,Local authority,East Midlands,E06000017,857,Rutland"
PLACE = "202425,Academic year,Local authority,,"
ENGLAND = "202425,Academic year,National,,,,"
PART: dict[str, Any] = {
    "layout": "ees",
    "recognise": {"columns": ["time_period"]},
    "period": {"january": "time_period"},
    "ignore": [".*_pc"],
    "tables": {
        "ehc_plans": {"where": {"breakdown_topic": {"is": "All", "also": ["Every plan"]}}, "values": {"plans": None}},
    },
}  # fmt: skip


def taken(
    *rows: str, head: str = "breakdown_topic,plans", part: dict[str, Any] | None = None
) -> Taken:
    """What the reader takes from a file of these rows."""
    text = "\n".join([f"{AREA},{head}", *rows]) + "\n"
    grid = next(iter(open_original("made.csv", text.encode()).parts.values()))
    return read_ees(sources()["sen2"], EesPart.model_validate(part or PART), grid)


def refused(*rows: str, **how: Any) -> str:
    """The refusal's own words."""
    with pytest.raises(SourceError) as fault:
        taken(*rows, **how)
    return str(fault.value)


def test_a_row_is_taken_with_the_cell_it_came_from():
    (row,) = taken(f"{LEICESTERSHIRE},All,7196").rows["ehc_plans"]
    assert (row.level, row.area, row.keys) == ("authority", 855, {"january": 2025})
    assert (row.value, row.status) == (7196, "published")
    assert (row.part, row.row, row.column) == ("made.csv", 2, "plans")


def test_other_breakdowns_are_left_alone():
    assert len(taken(f"{LEICESTERSHIRE},All,10", f"{LEICESTERSHIRE},Sex,4").rows["ehc_plans"]) == 1


def test_a_symbol_is_missing_and_zero_is_zero():
    rows = taken(f"{LEICESTERSHIRE},All,x", f"{RUTLAND},All,0", f"{ENGLAND},All,no data").rows[
        "ehc_plans"
    ]
    assert [(row.value, row.status) for row in rows] == [
        (None, "not available"),
        (0, "published"),
        (None, "no data"),
    ]


def test_a_column_that_no_area_has_a_figure_for_gives_no_rows():
    assert taken(f"{LEICESTERSHIRE},All,x", f"{RUTLAND},All,x").rows["ehc_plans"] == []


def test_a_new_column_is_news_and_an_ignored_one_is_not():
    head = "breakdown_topic,plans,plans_pc,weeks"
    assert taken(f"{LEICESTERSHIRE},All,1,100,3", head=head).news == [
        "made.csv: column weeks is new"
    ]


def test_a_renamed_topic_is_taken_and_told():
    found = taken(f"{LEICESTERSHIRE},Every plan,5")
    assert [row.value for row in found.rows["ehc_plans"]] == [5]
    assert found.news == ["made.csv: 'All' is now called 'Every plan' in breakdown_topic"]


def part_of(values: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The usual part with other columns."""
    return {
        **PART,
        "tables": {"ehc_plans": {**PART["tables"]["ehc_plans"], **more, "values": values}},
    }


def test_a_renamed_column_is_taken_and_told():
    part = part_of({"plans": {"also": [r"plans_20\d\d"]}})
    found = taken(f"{LEICESTERSHIRE},All,5", head="breakdown_topic,plans_2026", part=part)
    assert [(row.value, row.column) for row in found.rows["ehc_plans"]] == [(5, "plans_2026")]
    assert found.news == ["made.csv: column plans is now called plans_2026"]


def test_a_split_column_is_added_up_and_told():
    part = part_of({"plans": {"sum_of": ["old", "new"]}})
    rows = (f"{LEICESTERSHIRE},All,3,4", f"{RUTLAND},All,2,x", f"{ENGLAND},All,x,x")
    found = taken(*rows, head="breakdown_topic,old,new", part=part)
    assert [row.value for row in found.rows["ehc_plans"]] == [7, 2, None]
    assert found.rows["ehc_plans"][0].column == "old+new"
    assert found.news == ["made.csv: column plans is now called old+new"]


def test_a_count_below_nothing_is_refused_unless_the_source_knows_of_it():
    assert "plans: -4 is below 0" in refused(f"{LEICESTERSHIRE},All,-4")
    part = part_of({"plans": None}, below="broken at source")
    (slip, _) = taken(f"{LEICESTERSHIRE},All,-4", f"{RUTLAND},All,1", part=part).rows["ehc_plans"]
    assert (slip.value, slip.status) == (None, "broken at source")


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (f"{PLACE},855,Leicestershire,All,many", "row 2, column plans: 'many' is neither"),
        (
            "202425,,Parish,,E10000018,855,Leicestershire,All,1",
            "column geographic_level: geographic level 'parish'",
        ),
        (
            f"2024/26{PLACE[6:]},855,Leicestershire,All,1",
            "column time_period: '2024/26' does not name",
        ),
        (f"{PLACE},855,Rutland,All,1", "number 855 (Leicestershire) stands beside the name"),
        (
            "202425,Academic year,Local authority,,E10000019,855,Leicestershire,All,1",
            "number 855 (Leicestershire) stands beside the ONS code 'E10000019', which is 925",
        ),
        (f"{PLACE},999,Mercia,All,1", "authority '999 Mercia' is not known"),
        (f"{PLACE},855,Leicestershire,All", "row 2: 8 cells. Expected 9, as headed"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named(row: str, says: str):
    assert says in refused(row)


def test_a_missing_column_is_named_with_the_nearest():
    row = f"{LEICESTERSHIRE},All,1"
    assert "no column plans. Expected plans (nearest: plan)" in refused(
        row, head="breakdown_topic,plan"
    )
    assert "no column breakdown_topic" in refused(row, head="topic,plans")


def test_a_file_of_another_layout_is_refused():
    (grid,) = open_original(
        "made.csv", b"time_period,geographic_level,plans\n2024,National,1\n"
    ).parts.values()
    with pytest.raises(
        SourceError, match="no column old_la_code. Expected the layout of an EES file"
    ):
        read_ees(sources()["sen2"], EesPart.model_validate(PART), grid)


def test_a_file_without_the_topic_is_refused_by_name():
    message = refused(f"{LEICESTERSHIRE},Sex,1")
    assert "no row is for ehc_plans. Expected breakdown_topic All or Every plan" in message


def test_an_unknown_category_is_named_with_the_nearest():
    band = {"age": {"column": "breakdown", "words": {"Under 5": "under 5"}}}
    part = {**PART, "tables": {"ehc_plans_by_age": {"category": band, "values": {"plans": None}}}}
    message = refused(f"{LEICESTERSHIRE},Under 6,1", head="breakdown,plans", part=part)
    assert (
        "column breakdown: 'Under 6' is not known. Expected one of the words for age (nearest: "
        "Under 5)" in message
    )


def test_levels_that_a_table_does_not_have_are_left_out():
    need = {
        "fixed": {
            "placement_group": "special",
            "placement": "all of the group",
            "need": "not recorded",
        }
    }
    part = {
        **PART,
        **need,
        "tables": {"ehc_plans_by_need_and_placement": {"values": {"plans": None}}},
    }
    region = "202425,Academic year,Regional,East Midlands,,,,All,1"
    rows = taken(f"{LEICESTERSHIRE},All,1", region, f"{ENGLAND},All,1", part=part)
    levels = [row.level for row in rows.rows["ehc_plans_by_need_and_placement"]]
    assert levels == ["authority", "england"]
