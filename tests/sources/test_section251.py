"""hnb.sources.section251 against files made in the layout of LAYOUTS.md, and the compiled files'
published sums.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from hnb.domain.errors import SourceError
from hnb.sources.files.grid import open_original
from hnb.sources.layout import Row, Taken
from hnb.sources.recognise import recognise, take
from hnb.sources.source import sources
from tests.sources.books import csv_bytes
from tests.sources.section251 import SYMBOLS

OUTTURN = (
    "main_category", "category_of_expenditure", "gross_expenditure", "net_expenditure", "net_per_capita_expenditure",
)  # fmt: skip
BUDGET = (
    "main_category_planned_expenditure", "category_of_planned_expenditure", "gross_planned_expenditure",
    "net_planned_expenditure", "net_per_capita_planned_expenditure",
)  # fmt: skip
LEICESTERSHIRE = ("Local authority", "East Midlands", "Leicestershire", "855", "E10000018")
REGION = ("Regional", "East Midlands", "", "", "")
ENGLAND = ("National", "", "", "", "")
PLACES = "1.0.2 High needs place funding within Individual Schools Budget – after recoupment"
MILLION = 1_000_000
STATE = "1.2.1 Top-up funding – maintained schools"
OTHER_LARGE = (
    "1.2.2 Top-up funding – academies, free schools and colleges",
    "1.2.3 Top-up and other funding – non-maintained and independent providers",
)


def line(
    label: str,
    whose: tuple[str, ...] = LEICESTERSHIRE,
    heads: tuple[str, ...] = OUTTURN,
    **settings: Any,
) -> dict[str, Any]:
    """A row of either file, in £ million; a setting that is not given is nought."""
    level, region, name, old, new = whose
    main, category, gross, net, per_head = heads
    named = {
        s: settings.get(s, 0)
        for s in ("early", "primary", "secondary", "special", "ap", "post", "income")
    }
    return {
        "time_period": settings.get("period", "202425"),
        "time_identifier": "Financial year",
        "geographic_level": level,
        "country_name": "England",
        "country_code": "E92000001",
        "region_name": region,
        "region_code": "",
        "la_name": name,
        "old_la_code": old,
        "new_la_code": new,
        main: "Schools",
        category: label,
        "early_years_establishments": named["early"],
        "primary_schools": named["primary"],
        "secondary_schools": named["secondary"],
        "sen_and_special_schools": named["special"],
        "pupil_referral_units_and_alt_provision": named["ap"],
        "post_16": named["post"],
        gross: settings.get("gross", settings.get("net", 0) + named["income"]),
        "income": named["income"],
        net: settings.get("net", 0),
        per_head: 1,
    }


FILE = [
    line("1.0.1 Individual Schools Budget", net=900),
    line(PLACES, primary=3, special=40, ap=5, net=48),
    line(STATE, primary=100, special=200, income=10, gross=300, net=290),
    line("1.2.10 PFI/ BSF costs at special schools", net=7),
    line("1.2.13 Therapies and other health related services", net=9),
    line("1.8.1 TOTAL SCHOOLS BUDGET", net=9999),
]
IN_MILLIONS = ["s251.csv: amounts are of 2024-25 in £ million, and are taken as pounds"]


def with_large_lines(rows: list[dict]) -> list[dict]:
    """Rows, and lines 1.2.1 to 1.2.3 of 100 where they are not among them: without them nobody could
    tell millions from thousands.
    """
    (category,) = [head for head in rows[0] if head.startswith("category_of_")]
    first = next(
        row
        for row in rows
        if row[category].startswith("1.2.") and row["geographic_level"] != "Regional"
    )
    spent = ("_establishments", "_schools", "_provision", "post_16", "_expenditure", "income")
    words = ("main_category", "category_of_")
    spread = ("primary", "gross", "net_exp", "net_planned")  # so that the row adds up
    amounts = {
        head: 100 * head.startswith(spread)
        for head in first
        if head.endswith(spent) and not head.startswith(words)
    }
    numbers = {row[category][:6] for row in rows}
    labels = [label for label in (STATE, *OTHER_LARGE) if label[:6] not in numbers]
    return [*rows, *({**first, **amounts, category: label} for label in labels)]


def taken(rows: list[dict], name: str = "s251.csv", encoding: str = "utf-8") -> Taken:
    content = csv_bytes(with_large_lines(rows), encoding)
    (found,) = recognise(open_original(name, content))
    assert found.source.name == "section251" and found.release is None
    return take(found)


def value(rows: list[Row], **keys: Any) -> Any:
    (found,) = [
        row
        for row in rows
        if all(row.keys[key] == word for key, word in keys.items()) and row.area == 855
    ]
    return found.value / MILLION if found.status == "published" else found.status


def high_needs(rows: list[dict], **how: Any) -> list[Row]:
    return taken(rows, **how).rows["s251_high_needs"]


def test_outturn_is_read_by_line_and_setting():
    rows = high_needs(FILE)
    assert value(rows, line="top-ups, maintained schools", setting="special") == 200
    assert value(rows, line="top-ups, maintained schools", setting="income") == 10
    assert value(rows, line="top-ups, maintained schools", setting="total") == 290
    assert {(row.keys["kind"], row.keys["financial_year"]) for row in rows} == {
        ("outturn", "2024-25")
    }


def test_line_is_told_by_its_number_and_a_space():
    rows = high_needs(FILE)
    assert value(rows, line="private finance and building costs", setting="total") == 7
    assert value(rows, line="therapies and other health related services", setting="total") == 9
    assert {row.keys["line"] for row in rows if row.value == 290 * MILLION} == {
        "top-ups, maintained schools"
    }


def test_lines_outside_high_needs_are_passed_over():
    assert not {row.value for row in high_needs(FILE)} & {900 * MILLION, 9999 * MILLION}


def test_net_place_funding_is_never_called_the_benchmarking_tools_total():
    rows = high_needs(FILE)
    assert value(rows, line="place funding", setting="all settings") == 48
    assert not [
        row
        for row in rows
        if row.keys["line"] == "place funding" and row.keys["setting"] == "total"
    ]


def test_every_row_names_its_line_and_heading():
    (row,) = [row for row in high_needs(FILE) if row.value == 290 * MILLION]
    assert (row.row, row.column, row.part) == (4, "net_expenditure", "s251.csv")


@pytest.mark.parametrize(
    "name", ["plannedexpenditure_schools.csv", "schools_othereducation_la_unrounded_data.csv"]
)
def test_budget_is_read_under_either_name(name: str):
    rows = high_needs(
        [
            line(PLACES, heads=BUDGET, special=60, net=60),
            line(STATE, heads=BUDGET, primary=4, net=4),
        ],
        name=name,
    )
    assert {row.keys["kind"] for row in rows} == {"budget"}
    assert value(rows, line="top-ups, maintained schools", setting="total") == 4


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_dash_of_any_encoding_is_read(encoding: str):
    assert (
        value(
            high_needs(FILE, encoding=encoding), line="top-ups, maintained schools", setting="total"
        )
        == 290
    )


def test_broken_dash_does_not_hide_a_line():
    rows = high_needs([FILE[1], line("1.2.1 Top-up funding \ufffd maintained schools", net=5)])
    assert value(rows, line="top-ups, maintained schools", setting="total") == 5


def test_space_that_does_not_break_is_a_space():
    rows = high_needs([FILE[1], line("1.2.5\u00a0SEN support services", net=6)])
    assert value(rows, line="SEN support services", setting="total") == 6


def test_service_and_services_are_one_line():
    for label in ("1.2.5 SEN support service", "1.2.5 SEN support services"):
        assert (
            value(
                high_needs([FILE[1], line(label, net=6)]),
                line="SEN support services",
                setting="total",
            )
            == 6
        )


@pytest.mark.parametrize(("symbol", "status"), SYMBOLS)
def test_symbol_is_missing_and_says_why(symbol: str, status: str):
    rows = high_needs([FILE[1], line(STATE, primary=symbol, net=1), line(STATE, REGION, primary=2)])
    assert value(rows, line="top-ups, maintained schools", setting="primary") == status


def test_true_nought_stays_nought():
    assert value(high_needs(FILE), line="top-ups, maintained schools", setting="secondary") == 0


def test_england_and_regions_stand_at_their_own_levels():
    rows = high_needs([FILE[1], line(STATE, REGION, net=5), line(STATE, ENGLAND, net=6000)])
    totals = [row for row in rows if row.keys["setting"] == "total"]
    at = {row.level: row.area for row in totals}
    assert at == {"region": "East Midlands", "england": ""}


def test_order_column_of_some_vintages_is_no_news():
    assert taken([{**row, "EES_order": 1} for row in FILE]).news == IN_MILLIONS


def test_new_column_is_news():
    assert taken([{**row, "nursery_schools": 1} for row in FILE]).news == [
        "s251.csv: column nursery_schools is new",
        *IN_MILLIONS,
    ]


def test_unknown_high_needs_line_is_refused_with_its_place():
    with pytest.raises(
        SourceError, match=r"s251\.csv, row 3, column category_of_expenditure: '1\.2\.14 Novel"
    ):
        high_needs([FILE[1], line("1.2.14 Novel line", net=5)])


def test_missing_setting_is_refused_by_name():
    rows = [{key: cell for key, cell in row.items() if key != "post_16"} for row in FILE]
    with pytest.raises(SourceError, match=r"s251\.csv, row 1: no column post_16"):
        high_needs(rows)


def test_figure_that_is_no_figure_is_refused_with_its_place():
    with pytest.raises(
        SourceError, match=r"row 3, column primary_schools: 'lots' is neither a number"
    ):
        high_needs([FILE[1], line(STATE, primary="lots")])


def test_number_and_name_that_disagree_are_refused():
    wrong = ("Local authority", "East Midlands", "Leicester", "855", "E10000018")
    with pytest.raises(
        SourceError, match=r"number 855 \(Leicestershire\) stands beside the name 'Leicester'"
    ):
        high_needs([FILE[1], line(STATE, wrong)])


# The compiled files

ENTRY = {
    "E10000018": {
        "la_name": "Leicestershire", "la_code": "E10000018", "year": "2021",
        "education_breakdown": [
            {"name": "Schools block", "value": 5}, {"name": "High needs (SEND)", "value": 75557670},
        ],
        "total": 9,
    }
}  # fmt: skip


def compiled(book: object, **how: Any) -> list[Row]:
    (found,) = recognise(open_original("lookup.json", json.dumps(book, **how).encode()))
    return take(found).rows["net_high_needs"]


def test_compiled_figure_names_the_line_it_stands_on():
    (row,) = compiled(ENTRY, indent=2)
    assert json.dumps(ENTRY, indent=2).splitlines()[row.row - 1].strip() == '"value": 75557670'
    assert (row.area, row.keys, row.column) == (
        855,
        {"financial_year": "2021-22"},
        "High needs (SEND)",
    )


def test_bucket_left_out_by_the_compiler_is_missing_not_nought():
    book = json.loads(json.dumps(ENTRY))
    book["E10000018"]["education_breakdown"].pop()
    (row,) = compiled(book, indent=2)
    assert (row.value, row.status, row.row) == (None, "not available", 2)


def test_unknown_code_is_refused_with_its_line():
    book = {"E10009999": {**ENTRY["E10000018"], "la_name": "Erewhon"}}
    with pytest.raises(
        SourceError, match=r"lookup\.json, row 13: authority 'Erewhon' is not known"
    ):
        compiled(book, indent=2)


def test_year_that_is_none_is_refused():
    with pytest.raises(SourceError, match="'last' is not a year"):
        compiled({"E10000018": {**ENTRY["E10000018"], "year": "last"}})


def test_broken_json_is_refused():
    (found,) = recognise(open_original("lookup.json", b'{"E1": {"education_breakdown": '))
    with pytest.raises(SourceError, match="the file is broken"):
        take(found)


# Real figures


def held(originals: Path, release: str) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = {}
    for file in sources()["section251"].release(release).files:
        (found,) = recognise(open_original(next(originals.rglob(file))))
        for name, more in take(found).rows.items():
            rows.setdefault(name, []).extend(more)
    return rows


def test_compiled_sums_are_englands(originals: Path):
    totals: dict[str, float] = {}
    for row in held(originals, "net-high-needs-2017-18-to-2024-25")["net_high_needs"]:
        totals[row.keys["financial_year"]] = totals.get(row.keys["financial_year"], 0) + row.value
    assert [round(totals[year] / 1e6) for year in sorted(totals)] == [
        4404,
        4729,
        5164,
        5687,
        6487,
        7419,
        8686,
        10216,
    ]


def test_compiled_leicestershire_is_its_net_lines_of_2021_22(originals: Path):
    rows = held(originals, "net-high-needs-2017-18-to-2024-25")["net_high_needs"]
    net = 36935502 + 29799381 + 6503982 + 2318805
    assert value(rows, financial_year="2021-22") * MILLION == pytest.approx(net)


def test_new_cumbrian_councils_are_missing_in_their_first_year(originals: Path):
    rows = held(originals, "net-high-needs-2017-18-to-2024-25")["net_high_needs"]
    years = {
        code: sorted({row.keys["financial_year"] for row in rows if row.area == code})
        for code in (909, 942, 943)
    }
    assert years[909][-1] == "2022-23" and years[942] == years[943] == ["2024-25"]


def test_balances_are_a_deficit_above_nought_and_a_blank_is_no_nought(originals: Path):
    rows = held(originals, "dsg-carried-forward-2023-24")["dsg_balances"]
    by_code = {row.area: (row.value, row.status) for row in rows}
    assert (
        len(by_code) == 151
        and by_code[806] == (14293390, "published")
        and by_code[825] == (None, "not available")
    )
    assert {row.column for row in rows} == {"dsg_cf_2324_gbp"}
