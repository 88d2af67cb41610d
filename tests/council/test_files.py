"""hnb.council.files against files written by hand, by csv, openpyxl, odfpy and pyarrow, and against
a council's own payments of a year.
"""

from __future__ import annotations

import gzip
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from hnb.council.files import chunks, headings, open_table, tables
from hnb.domain.errors import SourceError

MONTHS = "council_spend/leicestershire_2024_25"
BOM = b"\xef\xbb\xbf"


def rows_of(path: Path, sheet: str | None = None) -> list[list[str]]:
    whole = pd.concat([part.frame for part in chunks(path, sheet=sheet)])
    return [list(whole.columns), *whole.to_numpy().tolist()]


@pytest.mark.parametrize(
    "content",
    [
        b"A,B\n1,x y\n2,\xc2\xa35\n",
        BOM + b"A,B\r\n1,x y\r\n2,\xc2\xa35\r\n",
        BOM + BOM + b"A,B\r\r\n1,x y\r\r\n2,\xc2\xa35\r\r\n",  # as Leicestershire publishes
        b"A ,B  \r1,x y\r2,\xa35",
        BOM + b"A,B\r\n1,x y\r\n2,\xa35\r\n",  # a mark of UTF-8 before a Windows file
        b"A;B\n1;x y\n2;\xc2\xa35\n\n\n",
        b"sep=;\nA;B\n1;x y\n2;\xc2\xa35\n",
        "A\tB\n1\tx y\n2\t£5\n".encode("utf-16"),
        "A|B\n1|x y\n2|£5\n".encode("utf-16-be"),
        b"A,B,,\n1,x y,,\n2,\xc2\xa35,,\n,,,\n",
        gzip.compress(b"A,B\n1,x y\n2,\xc2\xa35\n"),
    ],
)
def test_text_is_read_in_any_form(tmp_path, content):
    file = tmp_path / "a.csv"
    file.write_bytes(content)
    assert rows_of(file) == [["A", "B"], ["1", "x y"], ["2", "£5"]]


def test_rows_are_counted_as_a_spreadsheet_counts_them(tmp_path):
    file = tmp_path / "a.csv"
    file.write_bytes(b'Extract\n\nName,Start,End\na,"1\n2",3\n\nb,4,5\nc,6,7,odd\n')
    table = open_table(file)
    assert (table.headings, table.titles, table.head_row) == (
        ("Name", "Start", "End"),
        ("Extract",),
        3,
    )
    parts = list(chunks(file, rows=2))
    assert [list(part.frame.index) for part in parts] == [[4, 6], [7]]
    assert [part.first_row for part in parts] == [4, 7]
    assert parts[1].uneven == {7: "odd"}


def test_headings_that_are_alike_or_missing_are_told_apart(tmp_path):
    file = tmp_path / "a.csv"
    file.write_bytes(b"Notes,,Notes\n1,2,3\n")
    assert headings(file) == ("Notes", "column B", "Notes (2)")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b'A,B\n1,"x\n2,y\n', "a quotation mark is open at the end"),
        (b'A,B\n1,"x"y\n', "row 2: a quotation mark closes before the end"),
        (b"A,B\n1,2\n3", "row 3: it ends in the middle of a row"),
        (gzip.compress(b"A,B\n" + b"1,2\n" * 9000)[:-30], "ends in its middle"),
        (b"<html><body>", "a web page"),
        (b"%PDF-1.7", "a PDF"),
    ],
)
def test_what_is_cut_or_damaged_is_refused(tmp_path, content, reason):
    file = tmp_path / "a.csv"
    file.write_bytes(content)
    with pytest.raises(SourceError, match=reason):
        list(chunks(file))


def workbook(path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Ledger"
    for row in (["A", "Day", "Yes"], [1.0, pd.Timestamp("2024-04-02"), True], [2.5, None, False]):
        book.active.append(row)
    book.create_sheet("Empty")
    book.save(path)


def test_workbook_is_read_as_text(tmp_path):
    workbook(tmp_path / "a.xlsx")
    assert tables(tmp_path / "a.xlsx") == ("Ledger",)
    expected = [["A", "Day", "Yes"], ["1", "2024-04-02", "true"], ["2.5", "", "false"]]
    assert rows_of(tmp_path / "a.xlsx") == expected


def test_ods_and_parquet_are_read_as_text(tmp_path):
    frame = pd.DataFrame(
        {"A": ["x", "y"], "B": [1.0, 2.5], "D": pd.to_datetime(["2024-04-02", None])}
    )
    frame.to_parquet(tmp_path / "a.parquet")
    assert rows_of(tmp_path / "a.parquet") == [
        ["A", "B", "D"],
        ["x", "1", "2024-04-02"],
        ["y", "2.5", ""],
    ]
    frame.drop(columns="D").to_excel(tmp_path / "a.ods", index=False)
    assert rows_of(tmp_path / "a.ods") == [["A", "B"], ["x", "1"], ["y", "2.5"]]


def test_one_of_several_sheets_has_to_be_named(tmp_path):
    book = openpyxl.Workbook()
    for name in ("First", "Second"):
        sheet = book.create_sheet(name)
        sheet.append(["A", "B"])
        sheet.append([name, 1])
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(SourceError, match="'First', 'Second'"):
        headings(tmp_path / "a.xlsx")
    assert rows_of(tmp_path / "a.xlsx", "Second") == [["A", "B"], ["Second", "1"]]


def test_stacked_tables_of_the_return_are_taken_apart(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Data Entry Template"
    rows = [
        ["Header Record"], ["LA Number", "Year"], [855, 2026], [],
        ["Person Record"], ["Person ID\n\n(This must be a unique ID)", "Surname"], [1.0, "A"], [2.0, "B"], [],
        ["Requests Records"], ["Requests record ID", "Person ID", "Date received"], [7.0, 1.0, 45303], [],
    ]  # fmt: skip
    for row in rows:
        sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    names = tables(tmp_path / "a.xlsx")
    assert names == tuple(
        f"Data Entry Template / {name}"
        for name in ("Header Record", "Person Record", "Requests Records")
    )
    people = rows_of(tmp_path / "a.xlsx", names[1])
    assert people == [["Person ID (This must be a unique ID)", "Surname"], ["1", "A"], ["2", "B"]]
    assert open_table(tmp_path / "a.xlsx", names[2]).head_row == 11


XML = """<Message><Header><LEA>855</LEA></Header><Persons><Person><Surname>A</Surname><Requests>
<ReceivedDate>2024-01-01</ReceivedDate><assessment><NamedPlan><StartDate>2024-05-01</StartDate>
</NamedPlan></assessment><ActivePlans><PlacementDetail><URN>100001</URN></PlacementDetail>
<SENneed><SENtype>ASD</SENtype></SENneed></ActivePlans></Requests></Person></Persons></Message>"""


def test_return_as_xml_has_a_table_for_each_module(tmp_path):
    file = tmp_path / "return.xml"
    file.write_text(XML, encoding="utf-8")
    assert tables(file) == (
        "person",
        "requests",
        "assessment",
        "namedplan",
        "activeplans",
        "placementdetail",
        "senneed",
    )
    assert rows_of(file, "person") == [["LA number", "person id", "surname"], ["855", "1", "A"]]
    for name in ("namedplan", "placementdetail"):
        heads, row = rows_of(file, name)
        assert (
            dict(zip(heads, row, strict=True)).items() >= {"person id": "1", "plan id": "1"}.items()
        )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (XML[:200], "the XML is broken"),
        ("<!DOCTYPE a [<!ENTITY b 'c'>]><Message><Header/><Person>", "words of its own"),
    ],
)
def test_xml_that_is_cut_or_declares_words_is_refused(tmp_path, text, reason):
    file = tmp_path / "return.xml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=reason):
        tables(file)


def test_real_payments_are_all_read(originals):
    if not (originals / MONTHS).exists():
        pytest.skip(f"needs {MONTHS}")
    files = sorted((originals / MONTHS).glob("*.csv"))
    counts = {file.name: sum(len(part.frame) for part in chunks(file)) for file in files}
    assert sum(counts.values()) == 83_762
    assert {headings(file) for file in files} == {
        (
            "PAYMENT DATE",
            "DEPARTMENT",
            "SUPPLIER NAME",
            "PAY GROUP",
            "ACCOUNT DESCRIPTION",
            "NET AMOUNT",
        )
    }


def test_formula_without_a_result_is_refused(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Pupil", "Amount"])
    book.active.append(["P1", "=SUM(1,2)"])
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(SourceError, match="the formula in sheet1, B2 has no result"):
        rows_of(tmp_path / "a.xlsx")
