"""hnb.sources.benchmarking and deflator against the files' own arithmetic, and figures noted by
hand.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from hnb.domain.errors import SourceError
from hnb.sources.files.grid import open_original
from hnb.sources.layout import Taken
from hnb.sources.recognise import recognise, take
from tests.sources.books import Sheet, xlsx

BOOK = "outturn_high_needs_202122.xlsx"
STATE = "top-ups, maintained schools, academies, free schools and colleges"
INDEPENDENT = "top-ups, non-maintained and independent schools and colleges"
SETTINGS = (
    "early years",
    "primary",
    "secondary",
    "special",
    "alternative provision",
    "post-school",
)
Money = dict[tuple[str, str, str], float | None]


@cache
def book(originals: Path) -> Taken:
    (found,) = recognise(open_original(originals / BOOK))
    return take(found)


@cache
def money(originals: Path) -> dict[int, Money]:
    """Pounds by authority, then kind, line and setting."""
    held: dict[int, Money] = {}
    for row in book(originals).rows["s251_high_needs"]:
        assert row.keys["financial_year"] == "2021-22"
        held.setdefault(int(row.area), {})[
            row.keys["kind"], row.keys["line"], row.keys["setting"]
        ] = row.value
    return {code: amounts for code, amounts in held.items() if None not in amounts.values()}


def test_total_of_places_is_special_and_alternative_provision_alone(originals: Path):
    for code, amounts in money(originals).items():
        for kind in ("budget", "outturn"):
            places = {setting: amounts[kind, "place funding", setting] or 0 for setting in SETTINGS}
            total = amounts[kind, "place funding", "total"]
            assert total == pytest.approx(
                places["special"] + places["alternative provision"], abs=0.01
            ), (code, kind)


def test_totals_of_top_ups_are_net_of_income(originals: Path):
    for code, amounts in money(originals).items():
        for kind in ("budget", "outturn"):
            for line in (STATE, INDEPENDENT):
                parts = sum(amounts[kind, line, setting] or 0 for setting in SETTINGS)
                net = parts - (amounts[kind, line, "income"] or 0)
                assert amounts[kind, line, "total"] == pytest.approx(net, abs=1.5), (
                    code,
                    kind,
                    line,
                )


def test_income_is_not_below_nought_for_nearly_everyone(originals: Path):
    everyone = money(originals).values()
    income = [
        amounts["outturn", line, "income"] or 0
        for amounts in everyone
        for line in (STATE, INDEPENDENT)
    ]
    assert sum(value > 0 for value in income) > 50 and sum(value < 0 for value in income) < 5


def test_leicestershires_spend_in_both_scopes(originals: Path):
    outturn = {
        words[1:]: amount or 0
        for words, amount in money(originals)[855].items()
        if words[0] == "outturn"
    }
    top_ups = outturn[STATE, "total"] + outturn[INDEPENDENT, "total"]
    units = sum(
        outturn["place funding", setting] for setting in ("early years", "primary", "secondary")
    )
    assert round(outturn["place funding", "total"] + top_ups) == 73586443
    assert round(outturn["place funding", "total"] + units + top_ups) == 74612840
    assert outturn["place funding", "total"] == 6551560 + 300000 and units == 813950 + 212447


def test_leicestershires_lines_are_its_net_outturn(originals: Path):
    amounts = money(originals)[855]
    lines = (
        STATE,
        INDEPENDENT,
        "SEN support and inclusion services",
        "alternative provision services",
        "hospital education services",
        "therapies and other health related services",
    )
    assert round(sum(amounts["outturn", line, "total"] or 0 for line in lines)) == 75557670


def test_150_authorities_have_outturn_and_northamptonshire_says_not_available(originals: Path):
    assert len(money(originals)) == 150 and {940, 941} <= set(money(originals))
    closed = Counter(
        row.status for row in book(originals).rows["s251_high_needs"] if row.area == 928
    )
    assert closed == {"not available": 54}


def test_authorities_closed_before_the_year_have_no_rows(originals: Path):
    for name in ("s251_high_needs", "population"):
        codes = {row.area for row in book(originals).rows[name]}
        assert len(codes) == 151 and not codes & {835, 836, 837}


def test_units_of_england_in_outturn_and_budget(originals: Path):
    england = Counter()
    for amounts in money(originals).values():
        for kind in ("budget", "outturn"):
            england[kind] += sum(
                amounts[kind, "place funding", setting] or 0 for setting in ("primary", "secondary")
            )
    assert {kind: round(amount / 1e6, 1) for kind, amount in england.items()} == {
        "budget": 193.0,
        "outturn": 95.3,
    }


def test_northamptonshire_has_people_beside_its_successors(originals: Path):
    people = {row.area: (row.value, row.status) for row in book(originals).rows["population"]}
    assert round(people[928][0]) == 167162 and round(people[940][0] + people[941][0]) == 162858


def test_projection_gives_leicestershires_rate(originals: Path):
    (row,) = [row for row in book(originals).rows["population"] if row.area == 855]
    assert row.keys == {"mid_year": 2021, "age_group": "2 to 18", "basis": "projection, 2018-based"}
    assert round(1000 * 5288 / row.value, 1) == 37.8


def test_every_column_of_the_book_is_taken_or_set_aside(originals: Path):
    assert book(originals).news == []


def test_cell_is_named(originals: Path):
    found = {row.column for row in book(originals).rows["s251_high_needs"]}
    assert {"P", "AP", "BI", "CI"} <= found and not found & {"AR", "BD", "CO", "DO"}


def test_broken_cell_of_the_book_is_missing_and_says_so(originals: Path):
    (found,) = recognise(open_original(originals / BOOK))
    grid = found.original.parts["Sheet1"]
    grid.rows[7][60] = "#REF!"  # Derby, BI8
    row = next(r for r in take(found).rows["s251_high_needs"] if (r.row, r.column) == (8, "BI"))
    assert (row.value, row.status) == (None, "broken at source")


# The deflator

YEARS = ["2023-24", "2024-25", "2025-26"]


def deflators(*rows: list[Any]) -> Taken:
    sheet: Sheet = [["Back to contents"], *rows]
    (found,) = recognise(open_original("efo.xlsx", xlsx(**{"4.3": sheet})))
    assert found.source.name == "deflator"
    return take(found)


def test_deflator_is_as_noted(originals: Path):
    (found,) = recognise(open_original(originals / "efo_expenditure.xlsx"))
    rows = take(found).rows["gdp_deflator"]
    noted = {row.keys["financial_year"]: round(row.value, 3) for row in rows}
    assert len(noted) == 24 and (noted["2020-21"], noted["2021-22"], noted["2030-31"]) == (
        5.212,
        0.252,
        2.016,
    )
    assert {(row.level, row.row) for row in rows} == {("england", 31)}
    index = 100.0
    for year in ("2024-25", "2023-24", "2022-23", "2021-22"):
        index /= 1 + next(row.value for row in rows if row.keys["financial_year"] == year) / 100
    assert round(index, 2) == 85.11


def test_deflator_is_found_wherever_it_has_moved():
    taken = deflators(
        [None, None, *YEARS], [None, "Nominal GDP", 1, 2, 3], [None, "GDP deflator", 4.5, 3.5, 2.5]
    )
    assert {row.keys["financial_year"]: row.value for row in taken.rows["gdp_deflator"]} == dict(
        zip(YEARS, [4.5, 3.5, 2.5], strict=True)
    )


def test_years_are_the_nearest_above():
    older = [None, None, "2001-02", "2002-03", "2003-04"]
    taken = deflators(older, [None, None, *YEARS], [None, "GDP deflator", 1, 2, 3])
    assert [row.keys["financial_year"] for row in taken.rows["gdp_deflator"]] == YEARS


def test_sheet_without_a_deflator_is_refused():
    years, row = [None, None, *YEARS], [None, "GDP deflator", 1, 2, 3]
    with pytest.raises(SourceError, match="nothing in it is known"):
        deflators(years, [None, "Deflator", 1, 2, 3])
    place = r"sheet 4\.3, row 1, column B: GDP deflator"
    with pytest.raises(SourceError, match=f"{place} heads 0 rows"):
        deflators(years, ["GDP deflator", None, 1, 2, 3])
    with pytest.raises(SourceError, match=f"{place} heads 2 rows"):
        deflators(years, row, row)


def test_deflator_without_years_is_refused():
    with pytest.raises(
        SourceError, match=r"sheet 4\.3, row 2: no row of years stands above the deflator"
    ):
        deflators([None, "GDP deflator", 1, 2, 3])


def test_deflator_that_is_no_figure_is_refused():
    with pytest.raises(
        SourceError, match=r"sheet 4\.3, row 3, column D: 'n\.k\.' is neither a number"
    ):
        deflators([None, None, *YEARS], [None, "GDP deflator", 1, "n.k.", 3])
