"""Later editions of SEN in England, appeals and population, made in the publishers' layouts, against
the figure that each cell was given.
"""

from __future__ import annotations

from typing import Any

import pytest

from hnb.domain.errors import SourceError
from hnb.sources.files.grid import open_original
from hnb.sources.layout import Taken
from hnb.sources.recognise import recognise, take
from tests.sources.books import Sheet, csv_bytes, xlsx


def taken(name: str, content: bytes, source: str) -> Taken:
    (known,) = recognise(open_original(name, content))
    assert (known.source.name, known.release) == (source, None)
    return take(known)


# SEN in England, in the format of 2026

AREA = {
    "time_period": "202526", "time_identifier": "Academic year", "geographic_level": "Local authority",
    "country_code": "E92000001", "country_name": "England", "region_name": "East Midlands",
    "region_code": "E12000004", "old_la_code": 855, "la_name": "Leicestershire",
    "new_la_code": "E10000018",
}  # fmt: skip
PLAN, SUPPORT = "Education, health and care plan", "SEN support / SEN without an EHC plan"


def pupils(phase: str, kind: str, hospital: str, provision: str, **others: Any) -> dict[str, Any]:
    return {
        **AREA,
        "pcon_code": "",
        "pcon_name": "",
        "phase_type_grouping": phase,
        "establishment_type": kind,
        "hospital_school": hospital,
        "sen_provision": provision,
        "pupil_count": 100,
        "pupil_percent": 5.5,
        **others,
    }


ALL = ("Total", "Total", "Total")
NATIONAL = {"geographic_level": "National", "old_la_code": "", "la_name": "", "new_la_code": ""}
PUPILS = [
    pupils(*ALL, "Total", pupil_percent=100),
    pupils(*ALL, PLAN, pupil_percent=5.61234),
    pupils(*ALL, SUPPORT, pupil_percent=14.1),
    pupils("State-funded primary", "Total", "Total", PLAN, pupil_percent=3.3),
    pupils("Total", "Academy", "Total", PLAN, pupil_percent=4.4),
    pupils("Total", "Total", "No", PLAN, pupil_percent=5.7),
    pupils(*ALL, PLAN, geographic_level="Parliamentary constituency", old_la_code="", la_name=""),
    pupils(*ALL, PLAN, **NATIONAL, pupil_percent=5.8),
    pupils(*ALL, SUPPORT, **NATIONAL, pupil_percent="z"),
]


def test_pupils_with_sen_of_2026_are_taken_of_all_schools_alone():
    result = taken("pupils.csv", csv_bytes(PUPILS), "sen_in_england")
    rows = {
        (row.level, row.keys["provision"]): (row.keys["january"], row.keys["phase"], row.value)
        for row in result.rows["pupils_with_sen"]
    }
    assert rows == {
        ("authority", "EHC plan"): (2026, "all schools", 5.61234),
        ("authority", "SEN support"): (2026, "all schools", 14.1),
        ("england", "EHC plan"): (2026, "all schools", 5.8),
        ("england", "SEN support"): (2026, "all schools", None),
    }
    assert result.news == []


def test_pupils_with_sen_in_the_earlier_format_are_taken_in():
    row = {
        **AREA, "time_period": "202425", "phase_type_grouping": "Total",
        "type_of_establishment": "Total", "hospital_school": "Total", "total_pupils": 1000,
        "sen_support": 130, "ehc_plan": 53, "sen_support_percent": 13.0, "ehc_plan_percent": 5.3,
    }  # fmt: skip
    result = taken("sen_phase_type.csv", csv_bytes([row]), "sen_in_england")
    rows = {row.keys["provision"]: row.value for row in result.rows["pupils_with_sen"]}
    assert (rows, result.news) == ({"EHC plan": 5.3, "SEN support": 13.0}, [])


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("pupil_percent", "tbc", "row 3, column pupil_percent: 'tbc' is neither a number"),
        ("time_period", "2026Q1", "row 3, column time_period"),
        ("old_la_code", 999, "row 3, column old_la_code: authority '999 Leicestershire'"),
        ("geographic_level", "Parish", "geographic level 'parish' is not known"),
    ],
)
def test_a_damaged_cell_is_refused_by_its_place(column: str, value: object, words: str):
    rows = [dict(row) for row in PUPILS]
    rows[1][column] = value
    with pytest.raises(SourceError, match=words):
        taken("pupils.csv", csv_bytes(rows), "sen_in_england")


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        (["sen_provision", "sen_primary_need", "sen_secondary_need", "pupil_count"], "secondary need"),
        (["sen_status", "sen_primary_need", "number_of_pupils", "nc_year_1"], "year group"),
        (["sen_provision", "age", "sex", "pupil_count"], "age and sex"),
        (["school_urn", "sen_support", "ehc_plan"], "each school"),
    ],
)  # fmt: skip
def test_the_other_files_are_known_and_said_which(columns: list[str], words: str):
    row = {**AREA, "phase_type_grouping": "Total", **dict.fromkeys(columns, 1)}
    with pytest.raises(SourceError, match=f"it is known, and holds pupils with SEN .*{words}"):
        recognise(open_original("any.csv", csv_bytes([row])))


# Appeals

APPEALS = """SEND tribunal appealable decisions rate {0} - {1},,,,,,,
"SEND Appeal rate table 1",,,,,,,
,,,,,,,
Sources:,Appeals,,,,,,
,"Appealable decisions",,,,,,
,,,,,,,
,,{0},,,{1},,
,Old LA code,Appeals registered,Total Appealable Decisions,SEND Tribunal Appeal Rate2,Appeals,Total Appealable decisions,{2}
NORTH EAST,,,,,,,
Leicestershire,855," 352 ","5,338",6.59%,401,"6,000",6.68%
England Total,,"26,977","405,735",6.65%,x, x ,x
Footnotes,,,,,,,
"""


def appeals(first: str, last: str, rate: str = "SEND Tribunal Appeal Rate") -> Taken:
    text = APPEALS.format(first, last, rate)
    return taken("SEND appealable decisions rate.csv", text.encode(), "appeals")


def test_appeals_of_the_next_two_years_go_to_the_years_of_their_headings():
    result = appeals("2025", "2026")
    rows = {
        (name, row.keys["calendar_year"]): (row.value, row.column)
        for name, table in result.rows.items()
        for row in table
        if row.area == 855
    }
    assert rows == {
        ("appeals", 2025): (352, "C"),
        ("appeals", 2026): (401, "F"),
        ("appealable_decisions", 2025): (5338, "D"),
        ("appealable_decisions", 2026): (6000, "G"),
        ("appeal_rates", 2025): (6.59, "E"),
        ("appeal_rates", 2026): (6.68, "H"),
    }
    methods = {row.keys["method"] for row in result.rows["appeal_rates"]}
    assert (methods, result.news) == ({"plans reviewed (from 2024)"}, [])


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2025/26", "2026/27", "row 1, column C: '?2025/26'?"),
        ("2025", "2025", "column C and this one are both headed 2025"),
        ("the year", "2026", "row 1, column C"),
    ],
)
def test_years_that_are_no_calendar_years_are_refused(first: str, last: str, words: str):
    with pytest.raises(SourceError, match=words):
        appeals(first, last)


# Population


def population(above: int = 7, ages: tuple[int, ...] = tuple(range(91)), year: str = "mid-2024"):
    title = f"MYE2: Persons by single year of age for local authorities, {year}"
    heads = ["Code", "Name", "Geography", "All ages", *(f"{age}" for age in ages)]
    rows: Sheet = [[title], *[["a note"]] * (above - 1), heads]
    rows.append(["E10000018", "Leicestershire", "County", 9100, *[100 + age for age in ages]])
    rows.append(["E07000130", "Charnwood", "Non-metropolitan District", 910, *[10] * len(ages)])
    return taken("mye24.xlsx", xlsx(Contents=[["x"]], **{"MYE2 - Persons": rows}), "population")


def by_age(result: Taken) -> dict[Any, Any]:
    rows = result.rows["population"]
    assert {row.keys["mid_year"] for row in rows} == {2024}
    assert {row.keys["basis"] for row in rows} == {"estimate"} and {r.area for r in rows} == {855}
    return {row.keys["age_group"]: row.value for row in rows}


def test_people_of_mid_2024_are_taken_by_age():
    assert by_age(population()) == {str(age): 100 + age for age in range(26)}


def test_headings_that_moved_are_followed_and_told():
    result = population(above=5)
    assert by_age(result) == {str(age): 100 + age for age in range(26)}
    assert result.news == ["MYE2 - Persons: the headings have moved from row 8 to row 6"]


def test_people_of_an_age_that_is_gone_are_refused():
    with pytest.raises(SourceError, match="sheet MYE2 - Persons, row 1, column N: no column has"):
        population(ages=tuple(age for age in range(91) if age != 9))


def test_a_title_with_two_years_is_refused():
    with pytest.raises(SourceError, match="row 1, column A: .* which names 2023 and 2024"):
        population(year="mid-2023 and mid-2024")
