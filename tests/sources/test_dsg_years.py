"""hnb.sources.dsg on made-up workbooks of later years, against the arithmetic that made them and
the formula that their own headings print.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import pytest

from hnb.domain.errors import SourceError
from hnb.questions.high_needs_block.formula import entitlement
from hnb.sources.files.grid import open_original
from hnb.sources.layout import Taken
from hnb.sources.recognise import recognise, take
from tests.sources import dsg
from tests.sources.books import Sheet

LATER = ("2024-25", "2025-26")
EVERY = ("2020-21", "2022-23", *LATER)


def taken(year: str, kind: str = "xlsx", change: dsg.Change | None = None) -> Taken:
    book = dsg.workbook(year, kind, change=change)
    (recognised,) = recognise(open_original(f"allocations.{kind}", book))
    assert (recognised.source.name, recognised.release) == ("dsg", None)
    return take(recognised)


def values(result: Taken, table: str) -> dict[Any, dict[str, Any]]:
    """Values by authority and the words of their row."""
    by_code: dict[Any, dict[str, Any]] = defaultdict(dict)
    for row in result.rows[table]:
        if row.level == "authority":
            words = [str(word) for key, word in row.keys.items() if key != "financial_year"]
            by_code[row.area][" | ".join(words)] = row.value
    return by_code


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
@pytest.mark.parametrize("year", EVERY)
def test_block_of_every_authority_is_what_the_workbook_was_made_with(year: str, kind: str):
    result, made = taken(year, kind), dsg.amounts(year)
    blocks = values(result, "dsg_blocks")
    assert sorted(blocks) == dsg.codes(year)
    for code, block in blocks.items():
        assert block["high needs | before deductions"] == made.loc[code, "before"], code
        assert block["high needs | after deductions"] == made.loc[code, "after"], code
    assert {row.keys["financial_year"] for rows in result.rows.values() for row in rows} == {year}


@pytest.mark.parametrize("year", LATER)
def test_later_formula_gives_the_block_without_an_additional_allocation(year: str):
    result = taken(year)
    units, pupils = values(result, "basic_entitlement"), values(result, "special_school_pupils")
    for code, lines in values(result, "high_needs_formula").items():
        assert not [name for name in lines if "additional" in name]
        total = lines.pop("total")
        parts = sum(lines.values()) + int(entitlement(units[code][""], pupils[code][""]))
        assert parts == total, code
    assert result.news == [
        "High_needs_block: no column headed 'historical spend, proxy factors'",
        "High_needs_block: no column headed 'additional high needs allocation'",
        "Early_years_block: no column headed 'maintained nursery'",
    ]


@pytest.mark.parametrize("year", LATER)
def test_deductions_are_between_the_two_stages_and_places_have_both_parts(year: str):
    result = taken(year)
    blocks, deducted = values(result, "dsg_blocks"), values(result, "high_needs_deductions")
    for code, kinds in deducted.items():
        before, after = (blocks[code][f"high needs | {s} deductions"] for s in ("before", "after"))
        assert before - after == kinds["total"] == sum(kinds.values()) / 2, code
    places = values(result, "high_needs_places")[855]
    assert len(places) == 30 and sum("autumn" in words for words in places) == 15


def test_a_suspended_formula_is_left_out_and_told_and_the_blocks_are_taken():
    result = taken("2026-27")
    assert (
        values(result, "dsg_blocks")[855]["high needs | before deductions"]
        == (dsg.amounts("2026-27").loc[855, "before"])
    )
    assert "high_needs_formula" not in result.rows and "basic_entitlement" not in result.rows
    (told,) = [item for item in result.news if "left out" in item]
    assert told == (
        "allocations.xlsx, sheet High_needs_block, row 1, column C: no column has these words "
        "above it, and formula is left out"
    )


def in_sheet(name: str, change: Callable[[Sheet], Sheet]) -> dsg.Change:
    return lambda sheet, rows: change(rows) if sheet == name else rows


def with_cell(row: int, column: int, value: object) -> Callable[[Sheet], Sheet]:
    """Rows with one cell another; counted from 1 and 0."""

    def change(rows: Sheet) -> Sheet:
        cells = [*rows[row - 1]]
        cells[column] = value
        return [*rows[: row - 1], cells, *rows[row:]]

    return change


REFUSED = {
    "two years in the title": (
        with_cell(1, 0, "Dedicated schools grant: 2024 to 2025 and 2025 to 2026 allocations"),
        "row 1, column A: cell A1 says .* which names 2024-25 and 2025-26",
    ),
    "no year": (with_cell(1, 0, "Dedicated schools grant: allocations"), "names no year"),
    "unknown symbol": (with_cell(6, 4, "tbc"), "row 6, column E: 'tbc' is neither a number"),
    "£ million": (with_cell(6, 4, 55.2), r"row 6, column E: 55\.2 is below 1,000"),
    "unknown authority": (with_cell(6, 0, 199), "row 6, column B: authority '199 Camden'"),
    "another's number": (with_cell(6, 0, 855), r"number 855 \(Leicestershire\) stands beside"),
    "another block's heading": (
        with_cell(2, 5, "High needs block (£s)"),
        "row 1, column F: no column has these words",
    ),
}


@pytest.mark.parametrize("fault", REFUSED)
def test_a_damaged_summary_is_refused_by_its_cell(fault: str):
    change, words = REFUSED[fault]

    def alone(name: str, rows: Sheet) -> Sheet:
        return change(rows) if name == "Allocations_summary" else [["left empty"]]

    with pytest.raises(SourceError, match=rf"sheet Allocations_summary, .*{words}|{words}"):
        taken("2025-26", change=alone)


def test_a_column_moved_in_a_later_year_is_followed_and_told():
    def moved(rows: Sheet) -> Sheet:
        return [[*row[:5], *row[6:7], *row[5:6], *row[7:]] for row in rows]

    result = taken("2025-26", change=in_sheet("High_needs_block", moved))
    assert values(result, "high_needs_formula") == values(taken("2025-26"), "high_needs_formula")
    assert (
        "High_needs_block: 'import/export adjustment (based' has moved from column F to G"
        in result.news
    )
