"""hnb.sources.dsg against the formula of its own header rows, in exact decimals, and figures noted
by hand.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from hnb.domain.errors import SourceError
from hnb.sources.files.grid import open_original
from hnb.sources.layout import Taken
from hnb.sources.recognise import recognise, take
from hnb.sources.source import sources
from tests.sources.books import Sheet, xlsx

YEARS = ("2020-21", "2021-22", "2022-23", "2023-24")
Figures = dict[tuple[str, str, Any], dict[Any, Any]]


@cache
def read(originals: Path, source: str = "dsg") -> dict[str, Figures]:
    """Values by table, then (financial year, level, area), then the words of the row."""
    held: dict[str, Figures] = {}
    for release in sources()[source].releases:
        for file in release.files:
            (found,) = recognise(open_original(originals / file))
            assert found.release == release
            for name, rows in take(found).rows.items():
                for row in rows:
                    words = {key: word for key, word in row.keys.items() if key != "financial_year"}
                    at = held.setdefault(name, {}).setdefault(
                        (row.keys["financial_year"], row.level, row.area), {}
                    )
                    at[
                        tuple(words.values()) if len(words) > 1 else next(iter(words.values()), "")
                    ] = row.value
    return held


def authorities(figures: Figures) -> Figures:
    return {key: values for key, values in figures.items() if key[1] == "authority"}


def exact(value: float) -> Decimal:
    return Decimal(repr(value))


BASIS = "basis of the additional allocation, not in the total"


def test_formula_gives_the_block_to_the_pound_for_every_authority_and_year(originals: Path):
    held, checked = read(originals), 0
    for key, lines in authorities(held["high_needs_formula"]).items():
        pupils = exact(held["basic_entitlement"][key][""]) * exact(
            held["special_school_pupils"][key][""]
        )
        parts = [exact(amount) for name, amount in lines.items() if name not in ("total", BASIS)]
        assert sum(parts) + pupils.to_integral_value(ROUND_CEILING) == exact(lines["total"]), key
        checked += 1
    assert checked == 149 + 150 + 150 + 151


def test_rounding_to_the_nearest_pound_would_miss_as_often_as_noted(originals: Path):
    held = read(originals)
    missed: dict[str, int] = defaultdict(int)
    for key in authorities(held["high_needs_formula"]):
        pupils = exact(held["basic_entitlement"][key][""]) * exact(
            held["special_school_pupils"][key][""]
        )
        missed[key[0]] += pupils.to_integral_value(ROUND_HALF_UP) != pupils.to_integral_value(
            ROUND_CEILING
        )
    assert (missed["2022-23"], missed["2023-24"]) == (52, 45)


def test_formula_total_is_the_block_before_deductions(originals: Path):
    held = read(originals)
    for key, lines in held["high_needs_formula"].items():
        assert lines["total"] == held["dsg_blocks"][key]["high needs", "before deductions"], key


def test_blocks_add_up_to_their_total_at_every_stage_and_level(originals: Path):
    for key, blocks in read(originals)["dsg_blocks"].items():
        for stage in ("before deductions", "after deductions"):
            parts = sum(
                amount for (block, at), amount in blocks.items() if at == stage and block != "total"
            )
            assert parts == blocks["total", stage], (key, stage)


def test_block_after_is_block_before_less_the_deductions(originals: Path):
    held = read(originals)
    for key, kinds in held["high_needs_deductions"].items():
        blocks = held["dsg_blocks"][key]
        after = blocks["high needs", "before deductions"] - kinds["total"]
        assert blocks["high needs", "after deductions"] == after, key


def test_kinds_add_up_to_the_total_deduction(originals: Path):
    for key, kinds in authorities(read(originals)["high_needs_deductions"]).items():
        assert sum(amount for name, amount in kinds.items() if name != "total") == kinds["total"], (
            key
        )


def test_kind_is_what_stands_before_the_colon(originals: Path):
    names = {
        name for kinds in read(originals)["high_needs_deductions"].values() for name in kinds
    } - {"total"}
    assert {name.split(": ")[0] for name in names} == {
        "mainstream academies",
        "special academies",
        "special free schools",
        "alternative provision academies",
        "hospital academies",
        "16-19 academies",
        "further education and independent learning providers",
    }
    assert all(name.count(": ") == 1 for name in names)


def test_leicestershires_block_of_four_years(originals: Path):
    blocks = read(originals)["dsg_blocks"]
    noted = {
        "2020-21": (74823627, 64575459),
        "2021-22": (83427992, 72070823),
        "2022-23": (94628241, 82361091),
        "2023-24": (104525870, 91088867),
    }
    for year, (before, after) in noted.items():
        found = blocks[year, "authority", 855]
        assert (
            found["high needs", "before deductions"],
            found["high needs", "after deductions"],
        ) == (before, after)


def test_leicestershires_formula_of_four_years(originals: Path):
    held = read(originals)
    noted = {
        "2020-21": (68659667, 4000, 1750.99, -846000),
        "2021-22": (74483272, 4660, 1870, -1092000),
        "2022-23": (81540490, 4660, 2052, -1242000),
        "2023-24": (90339513, 4660, 2163, -1299000),
    }
    for year, figures in noted.items():
        key = (year, "authority", 855)
        lines = held["high_needs_formula"][key]
        unit, pupils = held["basic_entitlement"][key][""], held["special_school_pupils"][key][""]
        assert (
            lines["formula allocation"],
            unit,
            pupils,
            lines["import and export adjustment"],
        ) == figures


def test_leicestershires_deductions_in_parts(originals: Path):
    kinds = read(originals)["high_needs_deductions"]["2021-22", "authority", 855]
    assert {name: amount for name, amount in kinds.items() if amount} == {
        "mainstream academies: pre-16 SEN places at £6,000": 1435500,
        "mainstream academies: pre-16 SEN places at £10,000": 167501,
        "mainstream academies: post-16 SEN places": 206000,
        "special academies: pre-16 SEN places": 6688334,
        "special academies: post-16 SEN places": 1536667,
        "special free schools: pre-16 SEN places": 649167,
        "16-19 academies: post-16 SEN places": 8000,
        "further education and independent learning providers: all places": 666000,
        "total": 11357169,
    }


def test_leicestershires_hourly_rates(originals: Path):
    rates = read(originals)["early_years_rates"]
    noted = {
        "2020-21": (4.38, 5.28),
        "2021-22": (4.44, 5.36),
        "2022-23": (4.61, 5.57),
        "2023-24": (4.87, 5.63),
    }
    for year, pair in noted.items():
        found = rates[year, "authority", 855]
        assert (found["3 and 4 year olds"], found["2 year olds"]) == pair
    assert {
        year for (year, *_), found in rates.items() if "maintained nursery supplement" in found
    } == {*YEARS[2:]}


def test_england_of_four_years(originals: Path):
    held = read(originals)
    block = [
        held["dsg_blocks"][year, "england", ""]["high needs", "before deductions"] for year in YEARS
    ]
    assert block == [7063230381, 7906348577, 8988258915, 9952172126]
    college = "further education and independent learning providers: all places"
    after_16 = ("16-19 academies: post-16 SEN places", college)
    for year, noted in (("2020-21", (183.9, 848.3)), ("2021-22", (203.1, 931.0))):
        kinds = held["high_needs_deductions"][year, "england", ""]
        assert (
            round(sum(kinds[k] for k in after_16) / 1e6, 1),
            round(kinds["total"] / 1e6, 1),
        ) == noted


def test_authorities_and_regions_add_up_to_england(originals: Path):
    for name in ("dsg_blocks", "high_needs_formula", "high_needs_deductions"):
        figures = read(originals)[name]
        for year in YEARS:
            england = figures[year, "england", ""]
            for level in {level for _, level, _ in figures} - {"england"}:
                for words, amount in england.items():
                    parts = sum(
                        v[words] for (y, at, _), v in figures.items() if (y, at) == (year, level)
                    )
                    assert parts == amount, (name, year, level, words)


def test_authorities_of_each_year_are_those_that_stood(originals: Path):
    codes = {
        year: {key[2] for key in authorities(read(originals)["dsg_blocks"]) if key[0] == year}
        for year in YEARS
    }
    assert [len(codes[year]) for year in YEARS] == [149, 150, 150, 151]
    assert (
        928 in codes["2020-21"]
        and not {940, 941} & codes["2020-21"]
        and {940, 941} <= codes["2021-22"]
    )
    assert not {201, 420} & set.union(*codes.values())


def test_hospital_pounds_are_not_taken_for_places(originals: Path):
    places = read(originals)["high_needs_places"]["2020-21", "england", ""]
    assert not [words for words in places if "hospital" in words[0]]
    assert places["mainstream academies: pre-16 SEN places at £6,000", "spring"] == 10382.4
    assert (
        places["further education and independent learning providers: all places", "autumn"]
        == 30700
    )


def test_file_named_2024_is_of_2023_24_and_july_2023(originals: Path):
    (found,) = recognise(open_original(originals / "dedicated-schools-grant_2024_07_20.ods"))
    assert found.release is not None and found.release.published.isoformat() == "2023-07-20"
    (information,) = [
        grid for name, grid in found.original.parts.items() if name.startswith("Information")
    ]
    assert "Thursday, 20 Jul, 2023" in information.rows[24]


def test_year_was_first_published_in_the_december_before_it():
    from hnb.tables import table
    from tests.store.first_published import first_published

    rule = {"published": "2023-07-20", "first_published": {"dsg_blocks": "-2-12-19"}}
    assert sources()["dsg"].first_published["dsg_blocks"] == {"financial_year": "-2-12-19"}
    assert first_published(rule, table("dsg_blocks"), "2023-24") == "2022-12-19"


# The summary book


def test_2019_20_is_pounds_to_the_last_published_decimal(originals: Path):
    blocks = read(originals, "dsg_summary")["dsg_blocks"]["2019-20", "authority", 855]
    assert (
        round(blocks["high needs", "before deductions"]),
        round(blocks["high needs", "after deductions"]),
    ) == (
        68503013,
        58749562,
    )
    stored = open_original(originals / "dedicated-schools-grant.ods").parts["Allocations_1920"]
    (row,) = [row for row in stored.rows if str(row[1]) == "Leicestershire"]
    assert abs(
        exact(blocks["high needs", "before deductions"]) - exact(row[4]) * 1000000
    ) < Decimal("0.000001")


def test_totals_of_2019_20_after_deductions_are_rounded_to_thousands(originals: Path):
    missed = []
    for (year, *_), blocks in authorities(read(originals, "dsg_summary")["dsg_blocks"]).items():
        if year == "2019-20":
            after = {
                block: amount
                for (block, stage), amount in blocks.items()
                if stage == "after deductions"
            }
            missed.append(abs(2 * after["total"] - sum(after.values())))
    assert len(missed) == 149 and 400 < max(missed) <= 500


def test_summary_book_agrees_with_the_workbooks_of_its_editions(originals: Path):
    book, own = read(originals, "dsg_summary")["dsg_blocks"], read(originals)["dsg_blocks"]
    assert all(book[key] == own[key] for key in own if key[0] in ("2020-21", "2021-22"))
    before = ("high needs", "before deductions")
    assert all(
        book[key][before] != values[before]
        for key, values in authorities(own).items()
        if key[0] == "2023-24"
    )
    assert book["2023-24", "authority", 855][before] == 104768870
    assert book["2023-24", "authority", 855]["high needs", "after deductions"] == 91406534


# A later workbook, made as LAYOUTS.md describes 2024-25

TITLE = "Dedicated schools grant: 2024 to 2025 {} allocations"
FORMULA_2024: Sheet = [
    [
        TITLE.format("provisional high needs block"), None,
        "Total high needs elements in the funding floor and gains calculation (£s)",
        "Basic entitlement factor (area cost adjusted) unit of funding (£s)",
        "Number of pupils in special schools and academies",
        "Import/export adjustment (based on January 2024 school census and individualised learner " "record) (£s)",
        "Additional Funding for Special Free Schools (£s)",
        "Hospital education, alternative provision teachers pay/pension and supplementary funding " "factor (£s)",
        "Total high needs block before deductions (£s)",
    ],
    [None, None, "[A]", "[B]", "[C]", "[D]", "[E]", "[F]", "[G]"],
    [None] * 8 + ["= [A] + ( [B] * [C] ) + [D] + [E] + [F]"],
    ["ENGLAND", None, 1100, 4800.5, 12, -50, 0, 8, 58664],
    [855, "Leicestershire", 1100, 4660, 12, -50, 0, 8, 56978],
]  # fmt: skip


def taken(rows: Sheet, name: str = "High_needs_block") -> Taken:
    (found,) = recognise(open_original("dsg-2025.xlsx", xlsx(**{name: rows})))
    assert found.source.name == "dsg" and found.release is None
    return take(found)


def moved(rows: Sheet, old: int, new: int) -> Sheet:
    order = list(range(9))
    order.insert(new, order.pop(old))
    return [[row[place] if place < len(row) else None for place in order] for row in rows]


def lines(result: Taken) -> dict[str, Any]:
    return {
        row.keys["formula_line"]: row.value
        for row in result.rows["high_needs_formula"]
        if row.area == 855
    }


def test_workbook_without_the_additional_allocation_is_taken_in():
    result = taken(FORMULA_2024)
    assert lines(result) == {
        "formula allocation": 1100,
        "import and export adjustment": -50,
        "special free schools": 0,
        "hospital education, pay and pension, supplementary funding": 8,
        "total": 56978,
    }
    assert {row.keys["financial_year"] for row in result.rows["high_needs_formula"]} == {"2024-25"}
    assert result.news == [
        "High_needs_block: no column headed 'historical spend, proxy factors'",
        "High_needs_block: no column headed 'additional high needs allocation'",
    ]


def test_column_that_moved_is_followed_and_told():
    result = taken(moved(FORMULA_2024, 5, 6))
    assert lines(result) == lines(taken(FORMULA_2024))
    assert (
        "High_needs_block: 'import/export adjustment (based' has moved from column F to G"
        in result.news
    )


def test_new_column_is_told():
    extra = ["Safety valve funding (£s)", "[J]", None, 1, 1]
    result = taken([[*row, more] for row, more in zip(FORMULA_2024, extra, strict=True)])
    assert "High_needs_block: column J is new: safety valve funding (£s) | [j]" in result.news
    assert lines(result)["total"] == 56978


def test_missing_column_is_refused_with_sheet_and_place():
    rows = [[*row[:3], *row[4:]] for row in FORMULA_2024]
    where = (
        r"dsg-2025\.xlsx, sheet High_needs_block, row 1, column D: no column has these words "
        r"above it"
    )
    with pytest.raises(SourceError, match=rf"{where}\. Expected one column headed unit of funding"):
        taken(rows)


def test_heading_that_two_columns_share_is_refused():
    rows = [
        [*row[:3], "x" if at == 0 else None, *row[3:], row[3]]
        for at, row in enumerate(FORMULA_2024)
    ]
    with pytest.raises(
        SourceError, match="sheet High_needs_block, row 1, column D: columns E, K are all headed so"
    ):
        taken(rows)


def test_title_without_a_year_is_refused():
    rows = [["Dedicated schools grant: high needs block", *FORMULA_2024[0][1:]], *FORMULA_2024[1:]]
    with pytest.raises(
        SourceError, match=r"sheet High_needs_block, row 1, column A: .* names no year"
    ):
        taken(rows)


def test_authority_that_is_not_known_is_refused_with_the_nearest():
    rows = [*FORMULA_2024, [999, "West Northants", 1, 1, 1, 1, 1, 1, 1]]
    with pytest.raises(
        SourceError, match=r"row 6, column B: authority '999 West Northants' is not known"
    ) as fault:
        taken(rows)
    assert "nearest: West Northamptonshire, 941" in str(fault.value)


def test_same_authority_twice_with_other_figures_is_refused():
    rows = [*FORMULA_2024, [855, "Leicestershire", 1, 1, 1, 1, 1, 1, 1]]
    with pytest.raises(SourceError, match="stands here and in row 5, with other figures"):
        taken(rows)


def test_text_where_a_figure_should_be_is_refused():
    rows = [*FORMULA_2024[:4], [855, "Leicestershire", 1100, "about 4660", 12, -50, 0, 8, 56978]]
    with pytest.raises(
        SourceError, match="row 5, column D: 'about 4660' is neither a number nor a known symbol"
    ):
        taken(rows)


def test_pupils_below_nought_are_refused():
    rows = [*FORMULA_2024[:4], [855, "Leicestershire", 1100, 4660, -12, -50, 0, 8, 56978]]
    with pytest.raises(SourceError, match=r"row 5, column E: -12\.0 is below 0"):
        taken(rows)
