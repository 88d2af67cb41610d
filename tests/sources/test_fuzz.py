"""Readers against files that are cut, shuffled, re-typed, re-encoded, renamed: every refusal is
ours, with a place.

Oracle: the error's class. A change that leaves the file readable must still give tables that keep
to their schema.
"""

from __future__ import annotations

import io
import zipfile
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hnb.domain import areas
from hnb.domain.errors import SourceError
from hnb.sources.files.grid import open_original
from hnb.sources.recognise import recognise, take
from tests.sources import books

WAYS = ["cell", "swap", "drop row", "drop column", "short row", "repeat", "cut", "encoding"]
ODD = [
    "",
    "x",
    "-",
    "1e999",
    "NaN",
    "inf",
    "12.5",
    "1,234",
    "-3",
    "£5",
    "#REF!",
    "9" * 40,
    "٣",
    "=1+1",
]
ANYTHING = st.text(st.characters(exclude_characters='"\x00', codec="utf-8"), max_size=12)
CODES = [a for a in areas.current() if a.la_code not in (201, 420)][:6]


def ees() -> list[list[str]]:
    heads = [*books.EES_AREA, *books.REQUESTS]
    rows = [heads]
    for place, one in enumerate(CODES):
        topic = "All requests for EHC needs assessments"
        words = [
            "2024",
            "Calendar year",
            "Local authority",
            "E92000001",
            "England",
            "E12000001",
            one.region,
        ]
        words += [one.ons_codes[0], str(one.la_code), one.name, topic, topic]
        rows.append(words + [str(100 * place + number) for number in range(len(books.REQUESTS))])
    return rows


@cache
def dsg() -> bytes:
    words = "Dedicated schools grant: 2024 to 2025 allocations local authority summary"
    before, after = (
        "2024 to 2025 DSG allocations, before recoupment",
        "2024 to 2025 DSG allocations, after deductions",
    )
    blocks = [
        "Schools block (£s)",
        "Central school services block (£s)",
        "High needs block (£s)",
        "Early years block (£s)",
        "Total DSG allocation (£s)",
    ]
    rows = [
        [words, None, before, None, None, None, None, after, None, None, None, None],
        [None, None, *blocks, *blocks],
        [None, None, *(f"[{letter}]" for letter in "ABCDEFGHIJ")],
        [None] * 12,
        *[[a.la_code, a.name, *(10_000 * n + a.la_code for n in range(1, 11))] for a in CODES],
    ]
    return books.xlsx(Information=[["published 18 July 2024"]], Allocations_summary=rows)


def read(content: bytes, name: str = "file.csv") -> None:
    """Read it whole, or be refused by the library's own error with a file in it."""
    try:
        for one in recognise(open_original(Path(name), content)):
            for rows in take(one).rows.values():
                for row in rows:
                    assert row.level in ("authority", "region", "england")
                    assert row.value is None or row.status == "published"
    except SourceError as refusal:
        assert name in str(refusal)


def as_csv(rows: list[list[str]], encoding: str = "utf-8") -> bytes:
    return "\r\n".join(",".join(f'"{cell}"' for cell in row) for row in rows).encode(
        encoding, errors="replace"
    )


def test_the_file_is_read_before_it_is_spoilt():
    (one,) = recognise(open_original(Path("file.csv"), as_csv(ees())))
    assert sum(map(len, take(one).rows.values())) > 6 * 5
    (book,) = recognise(open_original(Path("book.xlsx"), dsg()))
    assert len(take(book).rows["dsg_blocks"]) == 60


@given(st.data())
def test_a_csv_file_that_is_spoilt_is_refused_with_its_place(data):
    rows = ees()
    row = data.draw(st.integers(0, len(rows) - 1))
    column = data.draw(st.integers(0, len(rows[0]) - 1))
    how = data.draw(st.sampled_from(WAYS))
    if how == "cell":
        rows[row][column] = data.draw(st.sampled_from(ODD) | ANYTHING)
    elif how == "swap":
        rows = [data.draw(st.permutations(rows[0])), *rows[1:]]
    elif how == "drop row":
        del rows[row]
    elif how == "drop column":
        rows = [line[:column] + line[column + 1 :] for line in rows]
    elif how == "short row":
        rows[row] = rows[row][:column]
    elif how == "repeat":
        rows.append(rows[row])
    codes = ["utf-8", "utf-16", "cp1252", "utf-8-sig"] if how == "encoding" else ["utf-8"]
    content = as_csv(rows, data.draw(st.sampled_from(codes)))
    read(content[: data.draw(st.integers(0, len(content)))] if how == "cut" else content)


@given(st.data())
def test_a_workbook_that_is_spoilt_is_refused_with_its_place(data):
    whole = dsg()
    how = data.draw(st.sampled_from(["cut", "byte", "member", "sheet"]))
    if how == "cut":
        whole = whole[: data.draw(st.integers(1, len(whole)))]
    elif how == "byte":
        place = data.draw(st.integers(0, len(whole) - 1))
        whole = whole[:place] + bytes([data.draw(st.integers(0, 255))]) + whole[place + 1 :]
    else:
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(out, "w") as new:
            gone = data.draw(st.sampled_from(old.namelist()))
            for name in old.namelist():
                content = old.read(name)
                if how == "sheet" and name == "xl/workbook.xml":
                    called = data.draw(st.sampled_from([b"Summary", b"High_needs_block"]))
                    content = content.replace(b"Allocations_summary", called)
                if how == "sheet" or name != gone:
                    new.writestr(name, content)
        whole = out.getvalue()
    read(whole, "book.xlsx")


@given(st.binary(max_size=400))
def test_bytes_that_are_no_table_are_refused(content):
    read(content, "noise.bin")


@pytest.mark.parametrize("year", ["2024 to 2026", "2024", "next year"])
def test_a_wrong_year_over_a_sheet_is_refused_at_its_cell(year):
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(dsg()))
    book["Allocations_summary"]["A1"] = f"Dedicated schools grant: {year} allocations"
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(
        SourceError, match="book.xlsx, sheet Allocations_summary, row 1, column A: "
    ):
        (one,) = recognise(open_original(Path("book.xlsx"), out.getvalue()))
        take(one)
