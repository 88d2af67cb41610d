"""hnb.sources.treasury_deflator against small files in each layout in which the deflators have been
published, whose changes are the arithmetic of their index.
"""

from __future__ import annotations

from typing import Any

import pytest

from hnb.domain.errors import SourceError
from hnb.sources.files.grid import open_original
from hnb.sources.layout import Taken
from hnb.sources.recognise import recognise, take
from tests.sources import treasury
from tests.sources.books import ods_book, xlsx

OUTTURN = {"2000-01": 1.68, "2001-02": 2.3}


def taken(content: bytes, name: str = "CGDP_Deflators_Qtrly_National_Accounts.xlsx") -> Taken:
    (found,) = recognise(open_original(name, content))
    assert found.source.name == "treasury_deflator"
    return take(found)


def changes(content: bytes) -> dict[str, float]:
    rows = taken(content).rows["gdp_deflator"]
    assert {row.level for row in rows} == {"england"}
    return {row.keys["financial_year"]: row.value for row in rows}


def refused(match: str, **layout: Any) -> None:
    with pytest.raises(SourceError, match=match):
        taken(treasury.workbook(**layout))


def test_workbook_gives_outturn_and_forecasts_and_their_cells():
    assert changes(treasury.workbook()) == {**OUTTURN, "2002-03": 2.5, "2003-04": 1.9}
    first = taken(treasury.workbook()).rows["gdp_deflator"][0]
    assert (first.row, first.column) == (10, "D")


def test_csv_file_of_before_2019_gives_the_same():
    assert changes(treasury.text()) == {**OUTTURN, "2002-03": 2.5}
    assert changes(treasury.text(forecasts={})) == OUTTURN


def test_ods_workbook_gives_the_same():
    lines = [[None, *line] for line in treasury.rows_of(treasury.YEARS, {}, "2001-02")]
    assert changes(ods_book(Deflators=[[treasury.TITLE], *lines])) == OUTTURN


@pytest.mark.parametrize("above", [0, 3, 20])
@pytest.mark.parametrize("before", [0, 1, 4])
def test_headings_are_found_by_their_words_wherever_they_are(above, before):
    lines = treasury.rows_of(treasury.YEARS, {}, "2001-02")
    moved = [*([[]] * above), *([*[None] * before, *line] for line in lines)]
    assert changes(xlsx(Sheet1=moved)) == OUTTURN


def test_calendar_years_are_not_taken_for_financial_ones():
    lines = [line[6:] for line in treasury.rows_of(treasury.YEARS, {}, "2001-02")]
    with pytest.raises(SourceError, match="nothing in it is known"):
        taken(xlsx(Sheet1=[[treasury.TITLE], *lines]))
    lines[0][0] = "Financial year"
    with pytest.raises(SourceError, match="no row is headed as HM Treasury's deflators have been"):
        taken(xlsx(Sheet1=[[treasury.TITLE], *lines]))


@pytest.mark.parametrize(
    ("heading", "other"),
    [("2001-02 = 100", "2001-02"), ("per cent change on previous year", "Growth"),
     ("Financial year", "Year ending March")],
)  # fmt: skip
def test_headings_that_are_not_known_are_refused_with_what_to_do(heading, other):
    lines = treasury.rows_of(treasury.YEARS, {}, "2001-02")
    lines[2] = [other if word == heading else word for word in lines[2]]
    with pytest.raises(SourceError, match="row 1: no row is headed.*'2024-25 = 100'.*hnb data add"):
        taken(xlsx(Sheet1=lines))


def test_change_that_is_not_that_of_the_index_is_refused():
    outturn = [*treasury.YEARS[:-1], ("2001-02", 100.0, 2.4)]
    refused(
        "row 11, column D: a change of 2.4, where the index has grown by 2.30%", outturn=outturn
    )
    refused("a change of None", outturn=[*treasury.YEARS[:-1], ("2001-02", 100.0, None)])
    as_shares = [(year, index, change and change / 100) for year, index, change in treasury.YEARS]
    refused("row 9, column D: a change of 0.012", outturn=as_shares)


def test_change_may_differ_from_the_index_by_rounding():
    # as published in October 2015: from 4.486 to 4.762 is 6.15%, and 6.16 is given
    outturn = [("1955-56", 4.486, None), ("1956-57", 4.762, 6.16)]
    refused("the index of 1956-57 is 4.762", outturn=outturn, forecasts={}, base="1956-57")
    outturn[1] = ("1956-57", 4.762, 6.22)
    refused("a change of 6.22", outturn=outturn, forecasts={}, base="1956-57")


@pytest.mark.parametrize(
    ("outturn", "words"),
    [
        ([*treasury.YEARS[:2], treasury.YEARS[3]], "2001-02 comes after 1999-00"),
        ([*treasury.YEARS, treasury.YEARS[3]], "2001-02 comes after 2001-02"),
        ([*treasury.YEARS[:3], ("2001/02", 100.0, 2.3)], "'2001/02' has a figure.*such as 2024-25"),
        ([*treasury.YEARS[:3], ("2001-03", 100.0, 2.3)], "the index of 2001-02 is None"),
        ([*treasury.YEARS[:3], ("2001-02", "n.k.", 2.3)], "'n.k.' is neither a number"),
    ],
)
def test_years_that_do_not_follow_one_another_are_refused(outturn, words):
    refused(words, outturn=outturn, forecasts={})


def test_index_that_is_not_of_its_base_year_is_refused():
    refused("row 7, column C: the index of 2000-01 is 97.755.*100", base="2000-01")
    refused("the index of 2010-11 is None", base="2010-11")


def test_forecast_without_a_change_is_refused():
    refused("row 12, column D: the cell is empty", forecasts={"2002-03": None})


def test_release_says_that_years_without_index_are_forecasts():
    for name, content in (("d.xlsx", treasury.workbook()), ("d.csv", treasury.text())):
        (found,) = recognise(open_original(name, content))
        ((part, _),) = found.parts
        (caveat,) = found.source.parts[part].caveats
        assert "no index are forecasts" in found.source.caveats[caveat]
