"""hnb.workbooks.writer against openpyxl and calamine, which read back what it wrote."""

import io

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from hnb.figures import Figure
from hnb.papers.blocks import Grid
from hnb.workbooks.writer import COUNCIL, KINDS, LEFT, Cell, Sheet, Workbook, write_workbook

WORDS = ("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "plain")
ROWS = [
    (word, Cell(1234.5, "published"), Cell(2.0, "forecast"), Cell(LEFT, COUNCIL)) for word in WORDS
]


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("book") / "book.xlsx"
    grid = Grid("Caption", ("Row", "2025", "2026", "2027"), ROWS, source="=note")
    sheets = [
        Sheet("First", "Heading", [grid, grid]),
        Sheet("Second", "=Heading", [grid], key=False),
    ]
    write_workbook(path, Workbook("A title", sheets))
    return path


def test_words_never_become_formulas(path):
    for sheet in load_workbook(path):
        assert not [
            cell.coordinate for row in sheet.iter_rows() for cell in row if cell.data_type == "f"
        ]
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("First").to_python()
    assert {row[0] for row in rows} >= set(WORDS) | {"=note"}


def test_number_stays_a_number_and_shows_its_kind_twice(path):
    sheet = load_workbook(path)["First"]
    published, forecast, council = next(
        row[1:4] for row in sheet.iter_rows() if row[0].value == "plain"
    )
    assert (published.value, published.number_format) == (1234.5, '#,##0" p"')
    assert forecast.number_format == '#,##0" f"'
    assert council.value == LEFT
    fills = [cell.fill.fgColor.rgb[-6:] for cell in (published, forecast, council)]
    assert fills == [KINDS[kind][1] for kind in ("published", "forecast", COUNCIL)]
    letters = [letter for letter, _, _ in KINDS.values()]
    assert len({fill for _, fill, _ in KINDS.values()}) == len(set(letters)) == len(KINDS)


def test_every_table_is_marked_up_and_the_key_says_what_letters_mean(path):
    book = load_workbook(path)
    assert [len(sheet.tables) for sheet in book] == [2, 1]
    assert book.properties.title == "A title"
    said = [cell.value for (cell,) in book["First"].iter_rows(min_row=2, max_row=5, max_col=1)]
    assert said[0] == "p  published: as the publisher has it" and said[3].startswith(LEFT)
    assert book["Second"]["A2"].value is None


def test_figure_without_a_value_is_left_for_the_council():
    assert Cell.of(Figure("a.b", None, "gbp", "x", reason="none"), "scenario") == Cell(
        LEFT, COUNCIL
    )
    assert Cell.of(Figure("a.b", 3.0, "gbp", "x"), "scenario") == Cell(3.0, "scenario")


def test_book_can_be_opened_from_its_bytes(path):
    assert load_workbook(io.BytesIO(path.read_bytes())).sheetnames == ["First", "Second"]
