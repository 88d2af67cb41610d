"""Population projections, place numbers and the stability grant, in files written here, against the
figures that each cell was given.
"""

from __future__ import annotations

from typing import Any

import pytest

from hnb.domain.errors import SourceError
from hnb.sources.files.grid import open_original
from hnb.sources.layout import Taken
from hnb.sources.recognise import recognise, take
from tests.sources.books import Sheet, csv_bytes, ods_book, xlsx


def taken(name: str, content: bytes, source: str) -> Taken:
    (known,) = recognise(open_original(name, content))
    assert (known.source.name, known.release) == (source, None)
    return take(known)


# Projections


def projected(code: str, name: str, age: str, people: float, sex: str = "persons"):
    words = {"AREA_CODE": code, "AREA_NAME": name, "COMPONENT": "Population", "SEX": sex}
    years = {str(year): people + year - 2022 for year in range(2022, 2026)}
    return {**words, "AGE_GROUP": age, **years}


PROJECTED = [
    projected("E92000001", "England", "0", 500_000.5),
    projected("E12000004", "East Midlands", "0", 50_000),
    projected("E10000018", "Leicestershire", "0", 7_000),
    projected("E10000018", "Leicestershire", "25", 8_000),
    projected("E10000018", "Leicestershire", "26", 8_100),
    projected("E10000018", "Leicestershire", "90 and over", 900),
    projected("E10000018", "Leicestershire", "All ages", 700_000),
    projected("E07000130", "Charnwood", "0", 1_000),
]


def test_projected_people_are_a_table_of_their_own_with_their_base():
    rows = taken("persons.csv", csv_bytes(PROJECTED), "projections").rows["population_projections"]
    leicestershire = {
        (row.keys["mid_year"], row.keys["age_group"]): row.value for row in rows if row.area == 855
    }
    assert leicestershire == {
        (year, age): people + year - 2022
        for year in range(2022, 2026)
        for age, people in (("0", 7_000), ("25", 8_000))
    }
    assert {row.keys["basis"] for row in rows} == {"projection, 2022-based"}
    assert {row.level for row in rows} == {"authority", "england"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"SEX": "males"}, "row 4, column SEX: 'males' are a part of the residents"),
        ({"AREA_CODE": "E10009999", "AREA_NAME": "Mercia"}, "row 4, column AREA_NAME: .*Mercia"),
        ({"2023": "tbc"}, "row 4, column 2023: 'tbc' is neither a number"),
    ],
)
def test_what_is_not_known_of_a_projection_is_refused(change: dict[str, Any], words: str):
    rows = [dict(row) for row in PROJECTED]
    rows[2] |= change
    with pytest.raises(SourceError, match=words):
        taken("persons.csv", csv_bytes(rows), "projections")


# Place numbers

PLACES: Sheet = [
    ["High needs place numbers for the 2024 to 2025 academic year"],
    [],
    [
        "URN", "School", "LA code", "Local authority",
        "2024 to 2025 mainstream academies and free schools - pre-16 SEN Unit/RP Places (@£6k)",
        "2024 to 2025 mainstream academies and free schools - pre-16 SEN Unit/RP Places (@£10k)",
        "2024 to 2025  mainstream free schools and academies - 16 to 18 places",
    ],
    [100001, "A", 855, "Leicestershire", 10, 2, 0],
    [100002, "B", 855, "Leicestershire", 5, 1, 4],
    [100003, "C", 850, "Hampshire", 7, 0, "x"],
    [100004, "D", 850, "Hampshire", 1, 0, 3],
]  # fmt: skip


@pytest.mark.parametrize("make", [xlsx, ods_book])
def test_places_are_added_up_by_the_authority_that_the_file_says(make: Any):
    result = taken("places.x", make(Places=PLACES), "places")
    unit = "mainstream academies and free schools - pre-16 SEN Unit/RP Places"
    sums = {
        (row.area, row.keys["places_of"]): row.value
        for row in result.rows["high_needs_places_by_year"]
    }
    assert sums == {
        (855, f"{unit} (@£6k)"): 15,
        (855, f"{unit} (@£10k)"): 3,
        (855, "mainstream free schools and academies - 16 to 18 places"): 4,
        (850, f"{unit} (@£6k)"): 8,
        (850, f"{unit} (@£10k)"): 0,
        (850, "mainstream free schools and academies - 16 to 18 places"): None,
    }
    years = {row.keys["academic_year"] for row in result.rows["high_needs_places_by_year"]}
    assert years == {"2024/25"}


def test_places_of_schools_without_an_authority_are_refused():
    rows = [[*row[:2], *row[4:]] for row in PLACES]
    with pytest.raises(SourceError, match="sheet Places, row 3: no column says the authority"):
        taken("places.xlsx", xlsx(Places=rows), "places")


@pytest.mark.parametrize(
    ("row", "column", "value", "words"),
    [
        (4, 2, 999, "row 4, column C: authority '999 Leicestershire' is not known"),
        (5, 5, "two", "row 5, column F: 'two' is neither a number"),
        (3, 5, "2024 to 2026 pre-16 places", "row 3, column F"),
    ],
)
def test_a_damaged_cell_of_places_is_refused(row: int, column: int, value: object, words: str):
    rows = [[*line] for line in PLACES]
    rows[row - 1][column] = value
    with pytest.raises(SourceError, match=words):
        taken("places.xlsx", xlsx(Places=rows), "places")


# Stability grant

GRANT: Sheet = [
    ["High Needs Stability Grant: 2026 to 2027"],
    ["LA code", "Local authority", "Grant (£s)"],
    [855, "Leicestershire", 40_000_000],
]


def test_stability_grant_is_taken_from_a_plain_table():
    (row,) = taken("grant.xlsx", xlsx(Sheet1=GRANT), "stability_grant").rows[
        "high_needs_stability_grants"
    ]
    assert (row.area, row.value, row.keys["financial_year"]) == (855, 40_000_000, "2026-27")


def test_stability_grant_in_another_unit_is_refused():
    rows = [GRANT[0], ["LA code", "Local authority", "Grant (£m)"], GRANT[2]]
    with pytest.raises(SourceError, match="row 1, column C: no column has these words above it"):
        taken("grant.xlsx", xlsx(Sheet1=rows), "stability_grant")
