"""hnb.sources.files.grid against openpyxl, and bombs that would exhaust the machine if they were read."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
import python_calamine

from hnb.domain.errors import SourceError
from hnb.sources.files import grid
from hnb.sources.files.grid import open_original
from hnb.sources.files.places import letters, position
from tests.sources.books import cell, csv_bytes, ods, packed, xlsx

SHEET = (
    '<?xml version="1.0"?><worksheet '
    'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}'
    "<sheetData>{}</sheetData></worksheet>"
)


def book(
    rows: str, dimension: str = "", sheet: str = "worksheets/sheet1.xml", encoding: str = "utf-8"
) -> bytes:
    """An XLSX workbook around the XML of one sheet's rows."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rels = "http://schemas.openxmlformats.org/package/2006/relationships"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return packed(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
            "_rels/.rels": f'<Relationships xmlns="{rels}"><Relationship Id="rId1" '
            f'Type="{office}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
            '<sheet name="One" sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{rels}"><Relationship Id="rId1" '
            f'Type="{office}/worksheet" Target="{sheet}"/></Relationships>',
            f"xl/{sheet}": SHEET.format(dimension, rows).encode(encoding),
        }
    )


def row(number: int, *cells: str) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


def across(times: int) -> str:
    return f'table:number-columns-repeated="{times}"'


def rows(cells: str, times: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{times}">{cells}</table:table-row>'


A1 = row(1, '<c r="A1"><v>1</v></c>')


@pytest.mark.parametrize(
    ("place", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (702, "AAA"), (16383, "XFD")]
)
def test_column_letters_go_both_ways(place: int, letter: str):
    assert (letters(place), position(letter)) == (letter, place)


def test_small_workbook_is_read_as_it_stands():
    original = open_original("a.xlsx", xlsx(One=[["name", 1.5], [None, "two"]], Two=[[3]]))
    assert original.parts["One"].rows == [["name", 1.5], ["", "two"]] and list(original.parts) == [
        "One",
        "Two",
    ]


def test_workbook_made_by_hand_is_read():
    assert open_original("a.xlsx", book(A1)).parts["One"].rows == [[1.0]]


@pytest.mark.parametrize("mimetype", [True, False])
def test_open_document_is_read_with_or_without_its_kind(mimetype: bool):
    body = rows(cell("name") + cell(2, across(2)))
    assert open_original("a.ods", ods(body, mimetype)).parts["Sheet1"].rows == [["name", 2.0, 2.0]]


def test_emptiness_at_the_end_of_an_open_document_is_no_bomb():
    empty = f"<table:table-cell {across(16384)}/>"
    body = rows(cell(1) + empty) + rows(empty, 1_048_000)
    assert open_original("a.ods", ods(body)).parts["Sheet1"].rows[0][0] == 1.0


def test_cell_beyond_the_row_is_empty():
    sheet = open_original("a.csv", b"a,b\r\n1\r\n").parts["a.csv"]
    assert (sheet.cell(2, 0), sheet.cell(2, 1), sheet.cell(9, 0)) == ("1", "", "")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_csv_of_any_usual_encoding_is_read(encoding: str):
    sheet = open_original("a.csv", csv_bytes([{"price £": "a – b"}], encoding)).parts["a.csv"]
    assert sheet.rows == [["price £"], ["a – b"]]


def test_place_in_a_csv_file_goes_by_heading_and_in_a_workbook_by_letter():
    assert (
        str(open_original("a.csv", b"la,plans\n").parts["a.csv"].place(2, 1))
        == "a.csv, row 2, column plans"
    )
    sheet = open_original("a.xlsx", xlsx(One=[[1, 2]])).parts["One"]
    assert str(sheet.place(2, 1)) == "a.xlsx, sheet One, row 2, column B"


def test_second_of_two_like_headings_is_numbered():
    assert open_original("a.csv", b"n,n,n\n").parts["a.csv"].heads == {"n": 0, "n.1": 1, "n.2": 2}


def test_gzip_and_zip_of_csv_files_are_read():
    assert open_original("a.csv.gz", gzip.compress(b"a\n1\n")).parts["a.csv"].rows == [["a"], ["1"]]
    assert open_original("a.zip", packed({"data/a.csv": "a\n", "b.txt": "b"})).parts[
        "a.csv"
    ].rows == [["a"]]


# Bombs

HUGE = 1_000_000_000
FAR = '<c r="XFD1048576"><v>1</v></c>'
EMPTY = "<table:table-cell/>"
BOMBS = {
    "a cell in the last column and row": book(row(1048576, FAR)),
    "a dimension alone": book(A1, '<dimension ref="A1:XFD1048576"/>'),
    "a lower-case cell": book(A1 + row(1048576, FAR.replace("XFD", "xfd"))),
    "a place with spaces": book(A1 + row(1048576, FAR.replace('"XFD1048576"', '" XFD1048576 "'))),
    "a row of forty figures": book(A1 + row(1, FAR.replace("1048576", "9" * 40))),
    "a word declared": book(A1, "<!DOCTYPE a [<!ENTITY b 'c'>]>"),
    "spaces by their number": ods(rows(cell("a").replace(">a<", f'><text:s text:c="{HUGE}"/><'))),
    "many quotation marks": ods("<table:table-row " + "'\"" * 15_000 + ">" + cell(1)),
    "a dimension turned round": book(A1, '<dimension ref="XFD1048576:A1"/>'),
    "single quotation marks": book(A1 + row(1048576, FAR.replace('"', "'"))),
    "an end of tag in a value": book(A1 + row(1048576, '<c cm="a>b" r="XFD1048576"><v>1</v></c>')),
    "a sheet by another name": book(A1 + row(1048576, FAR), sheet="other.dat"),
    "cells without a place": book(A1 + row(1048576, "<c><v>1</v></c>" * 1900)),
    "a sheet in UTF-16": book(A1 + row(1048576, FAR), encoding="utf-16"),
    "a cell repeated": ods(rows(cell(1, across(HUGE)))),
    "a text repeated": ods(rows(cell("a", across(HUGE)))),
    "a covered cell repeated": ods(
        rows(cell(1, across(HUGE)).replace("table-cell", "covered-table-cell"))
    ),
    "emptiness before a cell": ods(rows(f"<table:table-cell {across(HUGE)}/>{cell(1)}")),
    "a row repeated": ods(rows(cell(1), HUGE)),
    "rows and cells repeated": ods(rows(cell(1, across(1900)), 9000)),
    "empty rows before a wide one": ods(rows(EMPTY, 1_000_000) + rows(cell(1, across(1900)))),
    "a formula that ends the tag": ods(
        rows(cell(1, f'table:formula="of:=IF(a>b)" {across(HUGE)}'))
    ),
}

CHILD = """
import resource, sys
from hnb.domain.errors import SourceError
from hnb.sources.files.grid import open_original
resource.setrlimit(resource.RLIMIT_AS, (1_500_000_000, 1_500_000_000))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    for sheet in open_original(sys.argv[1]).parts.values():
        sheet.rows
except SourceError as fault:
    after = resource.getrusage(resource.RUSAGE_SELF)
    print(after.ru_maxrss - before, after.ru_utime, fault)
"""


@pytest.mark.parametrize("name", BOMBS)
def test_bomb_is_refused_before_it_is_read(name: str):
    assert len(BOMBS[name]) < 8_000
    with pytest.raises(
        SourceError, match="says that it has [\\d,m]|not written in UTF-8|declares words|is broken"
    ):
        open_original("bomb", BOMBS[name])


@pytest.mark.skipif(sys.platform == "win32", reason="a process's memory is capped by a POSIX call")
def test_bomb_is_refused_fast_and_in_little_memory(tmp_path: Path):
    (tmp_path / "bomb.xlsx").write_bytes(BOMBS["a cell in the last column and row"])
    run = subprocess.run(
        [sys.executable, "-c", CHILD, str(tmp_path / "bomb.xlsx")],
        capture_output=True,
        text=True,
        check=True,
    )
    kilobytes, seconds, message = run.stdout.split(maxsplit=2)
    assert int(kilobytes) < 30_000 and float(seconds) < 2
    assert message.startswith(
        "bomb.xlsx: xl/worksheets/sheet1.xml says that it has 1,048,576 rows and 16,384 columns."
    )


def test_zip_of_huge_sizes_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(grid, "MOST_BYTES", 1_000_000)
    with pytest.raises(
        SourceError, match="the zip unpacks to more than 1,000,000 bytes or 500 files"
    ):
        open_original("a.zip", packed({"a.csv": b"0" * 1_000_001}))
    with pytest.raises(SourceError, match="the file unpacks to more than 1,000,000 bytes"):
        _ = open_original("a.csv.gz", gzip.compress(b"0" * 1_000_001)).parts["a.csv"].rows


def test_zip_of_too_many_files_is_refused():
    with pytest.raises(SourceError, match="or 500 files"):
        open_original("a.zip", packed({f"{number}.csv": "a" for number in range(501)}))


def test_file_that_is_too_large_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(grid, "MOST_ON_DISK", 10)
    (tmp_path / "a.csv").write_bytes(b"0" * 11)
    with pytest.raises(SourceError, match=r"a\.csv: the file is larger than 10 bytes"):
        open_original(tmp_path / "a.csv")


def test_csv_of_too_many_cells_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(grid, "MOST_CELLS", 2)
    with pytest.raises(SourceError, match=r"a\.csv: the file has more than 8 cells"):
        _ = open_original("a.csv", b"," * 9).parts["a.csv"].rows


def test_like_headings_are_numbered_and_the_first_rows_are_read_alone():
    many = open_original("a.csv", b"a," * 1_999 + b"a\n" + b"1" * 2_000_000).parts["a.csv"]
    assert list(many.heads)[-1] == "a.1999"
    assert len(many.first) == 1


def test_csv_of_too_many_columns_is_refused():
    with pytest.raises(SourceError, match=r"a\.csv: the file has more than 2,000 columns"):
        _ = open_original("a.csv", b"a," * 60_000 + b"a\n").parts["a.csv"].heads


@pytest.mark.parametrize("kind", ["a folder", "a pipe"])
def test_what_is_no_file_is_refused_and_not_waited_for(kind: str, tmp_path: Path):
    path = tmp_path / "a.csv"
    path.mkdir() if kind == "a folder" else os.mkfifo(path)
    with pytest.raises(SourceError, match="it is a folder, a pipe or a device, and no file"):
        open_original(path)


# What is no table


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", "the file is empty"),
        (b" \r\n", "the file is empty"),
        (b"PK\x03\x04broken", "the zip is broken"),
        (packed({"a.txt": "a"}), "the zip is no workbook and holds no CSV file"),
        (
            packed({"a.xlsx": "a"}),
            "the zip is no .* and holds no CSV file; a workbook in a zip is added by itself",
        ),
        (
            b"\xd0\xcf\x11\xe0\x00\x00",
            "the file is an old XLS workbook, or one that a password locks",
        ),
        (b"%PDF-1.7", "the file is a PDF"),
        (b"\n <!DOCTYPE html><title>404</title>", "the file is a web page"),
        (packed({"content.xml": "<office:document-content"}), "the workbook is broken"),
        (packed({"xl/workbook.xml": "<workbook>"}), "the workbook is broken"),
        (b"\x1f\x8bbroken", "the gzip file is broken"),
    ],
)
def test_what_is_no_table_is_refused(content: bytes, found: str):
    with pytest.raises(SourceError, match=f"a: {found}") as fault:
        open_original("a", content)
    assert "Expected a CSV, XLSX, ODS or zip file. Nothing was taken in." in str(fault.value)


@pytest.mark.parametrize(
    ("content", "found"),
    [(b"a\x00b", "the file is not text"), (b'a,"b\n', "the file is not a table")],
)
def test_what_is_no_table_inside_is_refused(content: bytes, found: str):
    with pytest.raises(SourceError, match=f"a: {found}"):
        _ = open_original("a", content).parts["a"].rows


class Panic(BaseException):
    """As calamine's own, which is no Exception."""


class Panicking:
    sheet_names = ("One",)

    def get_sheet_by_name(self, name: str) -> None:
        raise Panic("chunk size must be non-zero")


def test_panic_of_the_reader_is_a_refusal(monkeypatch: pytest.MonkeyPatch):
    reader = SimpleNamespace(from_filelike=lambda content: Panicking())
    monkeypatch.setattr(python_calamine, "CalamineWorkbook", reader)
    with pytest.raises(
        SourceError, match=r"a\.xlsx, sheet One: the sheet cannot be read \(chunk size"
    ):
        _ = open_original("a.xlsx", book(A1)).parts["One"].rows


def test_member_of_a_zip_that_is_broken_is_named():
    whole = bytearray(
        packed({"data/a.csv": "".join(f"{number},{number**3}\n" for number in range(500))})
    )
    whole[100:140] = b"\xff" * 40
    with pytest.raises(SourceError, match=r"a\.zip: data/a\.csv in the zip is broken"):
        _ = open_original("a.zip", bytes(whole)).parts["a.csv"].rows


def test_file_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(SourceError, match="the file cannot be read"):
        open_original(tmp_path / "none.csv")
