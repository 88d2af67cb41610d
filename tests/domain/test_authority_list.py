"""hnb.domain.areas.read against lists of authorities that are wrong in one cell, and against one
with a reorganisation still to come.
"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from hnb.domain import areas
from hnb.domain.errors import SourceError
from hnb.domain.paths import published
from hnb.domain.reorganisations import constant_areas

Rows = dict[int, dict[str, str]]


def listed(folder: Path, rows: Rows, *more: dict[str, str]) -> Path:
    file = folder / "authorities.csv"
    with file.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, list(rows[855]))
        writer.writeheader()
        writer.writerows([*rows.values(), *more])
    return file


@pytest.fixture
def rows() -> Rows:
    with (published() / "authorities.csv").open(encoding="utf-8", newline="") as lines:
        return {int(row["la_code"]): row for row in csv.DictReader(lines)}


WRONG = {
    "a number in words": (855, {"la_code": "Leics"}, "la_code: 'Leics' cannot be used.*three"),
    "a number of four digits": (855, {"la_code": "8555"}, "la_code: '8555' cannot be used"),
    "a number twice": (857, {"la_code": "855"}, "la_code: 855 stands twice"),
    "no name": (855, {"name": " "}, "name: ' ' cannot be used. Expected a name"),
    "a name twice": (855, {"name": "KENT"}, r"name: .* is called 'kent' at the same time"),
    "a name that is an alias": (855, {"name": "BCP"}, "name: .* is called 'bcp' at the same time"),
    "a code twice": (857, {"ons_codes": "E10000018"}, "ons_codes: E10000018 is a code of 855 too"),
    "a thirteenth month": (855, {"closed": "2025-13-01"}, "closed: '2025-13-01' cannot be used"),
    "a day in words": (838, {"opened": "April"}, "opened: 'April' cannot be used.* 2023-04-01"),
    "closed before it opened": (838, {"closed": "2018-01-01"}, "closed: Dorset closes on 2018"),
    "a link in words": (855, {"predecessors": "abc"}, "predecessors: 'abc' cannot be used"),
    "a link to nobody": (855, {"predecessors": "777"}, "predecessors: no authority 777 is listed"),
    "itself": (855, {"successors": "855"}, "successors: 855 is named, and does not name 855"),
    "itself from both sides": (
        855,
        {"predecessors": "855", "successors": "855"},
        "predecessors: 855 closed on no day, and 855 opened on no day",
    ),
    "a link from one side": (856, {"successors": "857"}, "successors: 857 is named, and does not"),
    "a link from the other side": (856, {"predecessors": "857"}, "predecessors: 857 is named"),
    "one that has not closed": (909, {"closed": ""}, "successors: 909 closed on no day, and 942"),
    "one that closed too late": (
        909,
        {"closed": "2023-05-01"},
        "successors: 909 closed on 2023-05",
    ),
    "one that has not opened": (942, {"opened": ""}, "successors: .* 942 opened on no day"),
}


@pytest.mark.parametrize("fault", WRONG)
def test_a_cell_that_is_wrong_is_named_by_file_row_and_column(rows, tmp_path, fault):
    code, change, words = WRONG[fault]
    rows[code].update(change)
    with pytest.raises(SourceError, match=rf"^authorities\.csv, row \d+, column {words}"):
        areas.read(listed(tmp_path, rows))


def test_authorities_that_come_from_each_other_in_a_circle_are_refused(rows, tmp_path):
    for code, other in ((855, 857), (857, 855)):
        rows[code].update(successors=str(other), predecessors=str(other))
    with pytest.raises(SourceError, match="855 opened on no day"):
        areas.read(listed(tmp_path, rows))


def test_a_column_that_is_missing_is_named(rows, tmp_path):
    for row in rows.values():
        del row["closed"]
    with pytest.raises(SourceError, match=r"authorities\.csv, row 1: no column closed"):
        areas.read(listed(tmp_path, rows))


@pytest.fixture
def to_come(rows, tmp_path, monkeypatch) -> None:
    """A list in which Leicestershire is to close in 2090, for one that takes its name."""
    new = {**rows[855], "la_code": "999", "ons_codes": "E06999999", "opened": "2090-04-01"}
    rows[855].update(closed="2090-04-01", successors="999")
    file = listed(tmp_path, rows, {**new, "predecessors": "855"})
    monkeypatch.setattr(areas, "everyone", lambda: areas.read(file))
    areas._index.cache_clear()
    areas.by_code.cache_clear()
    yield
    areas._index.cache_clear()
    areas.by_code.cache_clear()


@pytest.mark.usefixtures("to_come")
def test_an_authority_that_is_to_close_stands_until_then():
    def standing(day: date | None = None) -> set[int]:
        return {who.la_code for who in areas.current(day)} & {855, 999}

    assert (standing(), standing(date(2090, 4, 1))) == ({855}, {999})
    assert areas.find("Leicestershire").la_code == 855


def test_no_authorities_make_no_constant_areas():
    assert constant_areas([]) == {}
