"""hnb.sources.dsg_bridge on plain tables written here, cell by cell."""

from __future__ import annotations

import pytest

from hnb.domain.errors import SourceError
from hnb.sources.files.grid import open_original
from hnb.sources.layout import Taken
from hnb.sources.recognise import recognise, take
from tests.sources.books import Sheet, xlsx

TITLE = "Grants moved into the high needs block: 2026 to 2027"
TABLE: Sheet = [
    [TITLE],
    ["LA code", "Local authority", "Pay and national insurance grants (£s)"],
    [855, "Leicestershire", 8_800_000],
    [850, "Hampshire", 12_000_000],
]


def taken(rows: Sheet) -> Taken:
    (recognised,) = recognise(open_original("bridge.xlsx", xlsx(Sheet1=rows)))
    assert recognised.source.name == "dsg_bridge" and recognised.release is None
    return take(recognised)


def test_amounts_are_taken_in_with_the_year_of_the_title():
    rows = taken(TABLE).rows["dsg_grants_moved_in"]
    assert [(r.area, r.value, r.keys["financial_year"], r.row, r.column) for r in rows] == [
        (855, 8_800_000, "2026-27", 3, "C"),
        (850, 12_000_000, "2026-27", 4, "C"),
    ]


@pytest.mark.parametrize(
    ("row", "column", "value", "words"),
    [
        (1, 0, "Grants moved into the high needs block", "row 1, column A: .* names no year"),
        (2, 2, "Pay grants (£000)", "row 1, column C: no column has these words above it"),
        (3, 2, "n.k.", "row 3, column C: 'n.k.' is neither a number"),
        (3, 1, "Leicester", "row 3, column B: number 855"),
    ],
)
def test_what_is_not_known_is_refused_by_its_cell(row: int, column: int, value: object, words: str):
    rows = [[*line] for line in TABLE]
    rows[row - 1][column] = value
    with pytest.raises(SourceError, match=words):
        taken(rows)
