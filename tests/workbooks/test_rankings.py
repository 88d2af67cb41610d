"""hnb.workbooks.rankings against what openpyxl and a zip reader find in the workbook."""

from __future__ import annotations

import zipfile

import openpyxl
import pytest

from hnb.answers import load_tables
from hnb.cli import main
from hnb.comparison.counts import Counts
from hnb.comparison.measures.catalogue import MEASURES, TABLES
from hnb.comparison.ranking import rank
from hnb.domain import areas
from hnb.questions.scorecard.indicators import INDICATORS
from hnb.workbooks import rankings
from hnb.workbooks.writer import write_workbook


@pytest.fixture(scope="module")
def held():
    counts = Counts(load_tables(dict.fromkeys(TABLES, ("authority",)), None))
    return tuple(rank(MEASURES[name], counts, areas.everyone()) for name in rankings.MEASURES)


@pytest.fixture(scope="module")
def book(held, tmp_path_factory):
    path = tmp_path_factory.mktemp("book") / "rankings.xlsx"
    write_workbook(path, rankings.workbook(held))
    return path


def test_workbook_has_a_title_a_sheet_a_measure_and_its_sources(book, held):
    read = openpyxl.load_workbook(book)
    assert read.properties.title == "High needs in England: rankings of every authority"
    measures = [rankings.sheet_name(ranking) for ranking in held]
    assert read.sheetnames == ["Read me", rankings.SCORECARD, *measures, "Sources"]
    assert all(len(name) <= 31 for name in read.sheetnames)
    found = {str(cell.value) for cell in read["Sources"]["A"]}
    assert {release for ranking in held for release in ranking.number.releases} <= found


def test_every_ranking_is_written_whole_under_one_header_row_that_stays_in_sight(book, held):
    read = openpyxl.load_workbook(book)
    for ranking in held:
        page = read[rankings.sheet_name(ranking)]
        (table,) = page.tables.values()
        first = page[table.ref][0]
        assert [cell.value for cell in first][:4] == ["Authority", "Region", "DfE number", "Place"]
        assert page.freeze_panes == f"B{first[0].row + 1}" and not page.merged_cells.ranges
        assert page.print_title_rows == f"${first[0].row}:${first[0].row}"
        rows = [[cell.value for cell in row] for row in page[table.ref][1:]]
        assert [row[0] for row in rows] == list(ranking.table["name"])
        assert [row[4] for row in rows] == pytest.approx(list(ranking.table["value"]), abs=1e-4)


def test_the_scorecard_has_what_each_ranking_has(book, held):
    page = openpyxl.load_workbook(book)[rankings.SCORECARD]
    (table,) = page.tables.values()
    header, *rows = ([cell.value for cell in row] for row in page[table.ref])
    by_code = {row[2]: row for row in rows}
    assert len(header) == 3 + len(INDICATORS) and len(by_code) == len(rows) >= 153
    by_measure = {ranking.measure: ranking for ranking in held}
    for place, indicator in enumerate(INDICATORS, 3):
        ranking = by_measure[indicator.measure]
        assert header[place].startswith(indicator.says) and header[place].endswith(ranking.when)
        values = ranking.table.set_index("la_code")["value"]
        told = {code: row[place] for code, row in by_code.items() if row[place] is not None}
        assert told == pytest.approx(values.to_dict(), abs=1e-4)


def test_what_is_doubted_has_no_place(book, held):
    read, doubted = openpyxl.load_workbook(book), 0
    for ranking in held:
        page = read[rankings.sheet_name(ranking)]
        (table,) = page.tables.values()
        for row in page[table.ref][1:]:
            doubted += row[7].value == "doubtful"
            assert (row[3].value is None) == (row[7].value == "doubtful")
    assert doubted >= 10


def test_every_sheet_names_its_publishers(book):
    read = openpyxl.load_workbook(book)
    for page in read.worksheets[1:-1]:
        said = page.cell(page.max_row, 1).value
        assert said.startswith("Source: ") and "Department for Education: " in said, page.title


def test_nothing_in_it_can_run_or_reach_out(book, held, tmp_path):
    table = held[0].table.copy()
    table.loc[0, "name"] = '=HYPERLINK("http://example.org")'
    from dataclasses import replace

    path = tmp_path / "tricked.xlsx"
    write_workbook(path, rankings.workbook([replace(held[0], table=table)]))
    page = openpyxl.load_workbook(path)[held[0].measure.name]
    assert {
        cell.data_type for row in page.iter_rows() for cell in row if cell.value is not None
    } <= {"s", "n"}
    with zipfile.ZipFile(path) as parts:
        names = parts.namelist()
        assert not [name for name in names if "vba" in name.lower() or "external" in name.lower()]
        assert not any(b"<f>" in parts.read(name) for name in names)


def test_command_writes_every_measure_that_was_published_by_the_day(tmp_path, capsys):
    path = tmp_path / "england rankings.xlsx"
    assert main(["rankings", "--out", str(path), "--as-at", "2024-02-13"]) == 0
    assert capsys.readouterr().out.strip() == str(path)
    names = openpyxl.load_workbook(path).sheetnames
    assert {"Read me", rankings.SCORECARD, "growth", "Sources"} <= set(names)
    assert not [name for name in names if name.startswith("reviews")]  # first published later


def test_day_on_which_nothing_was_published_is_refused(tmp_path, capsys):
    path = tmp_path / "rankings.xlsx"
    assert main(["rankings", "--out", str(path), "--as-at", "2001-01-01"]) == 5
    assert (
        "nothing to rank had been published by 2001-01-01" in capsys.readouterr().err
        and not path.exists()
    )
