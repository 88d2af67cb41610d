"""hnb.council.intake, through the command line, against each kind of bad file of each layout: the
oracle is what was done to a valid file.
"""

from __future__ import annotations

import csv
import itertools
import random
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import openpyxl
import pytest

from hnb.cli import main
from hnb.council.definition import layout, layout_names
from hnb.council.extracts import REJECTED, ROWS
from hnb.council.folder import CouncilFolder
from hnb.council.intake import add
from tests.conftest import in_every_run
from tests.council.valid import (
    AS_AT,
    BORN,
    EARLIER,
    MARK,
    Table,
    confirm,
    council,
    csv_bytes,
    valid,
    written,
)

NAMES = layout_names()
WITH_DATES = [
    name for name in NAMES if any(c.kind == "date" for c in layout(name).columns.values())
]
WITH_PERIOD = [name for name in NAMES if layout(name).period]

_turn = itertools.count()


def few(names: list[str], number: int = 3) -> list[object]:
    """A few layouts for every run, others for each kind of bad file, so that each layout has some
    in every run; all of them for `make slow`.
    """
    first = next(_turn) * number
    return in_every_run(names, [names[(first + place) % len(names)] for place in range(number)])


FORMULA = "=cmd|' /C calc'!A1"
MANY = 10_000


@dataclass
class Said:
    """What a command printed, and how it ended."""

    code: int
    out: str
    err: str


@pytest.fixture(scope="module")
def folders(tmp_path_factory) -> Callable[[str], CouncilFolder]:
    """A council's folder for each layout, with one earlier extract in it."""
    known: dict[str, CouncilFolder] = {}

    def folder_of(name: str) -> CouncilFolder:
        if name not in known:
            root = tmp_path_factory.mktemp(name)
            folder = council(root / "council")
            confirm(folder, name)
            file = root / "earlier.csv"
            file.write_bytes(csv_bytes(valid(name, as_at=EARLIER, first=1000).rows))
            add(folder, file, name, EARLIER)
            known[name] = folder
        return known[name]

    return folder_of


@pytest.fixture
def take_in(folders, tmp_path, capsys) -> Iterator[Callable[..., Said]]:
    """Take bytes in by the command line; what went wrong is told in one paragraph, and nobody is
    named in it.
    """

    names: set[str] = set()

    def run(name: str, content: bytes, *options: str, suffix: str = "csv") -> Said:
        names.add(name)
        folder = folders(name)
        before = written(folder)
        file = tmp_path / f"bad.{suffix}"
        file.write_bytes(content)
        words = ["--layout", name, "--as-at", str(AS_AT), "--folder", str(folder.root)]
        code = main(["council", "add", str(file), *words, *options])
        printed = capsys.readouterr()
        said = Said(code, printed.out, printed.err)
        assert "Traceback" not in said.out + said.err
        assert not identifying(said.out + said.err)
        assert before.items() <= written(folder).items()  # what was there before is untouched
        if code:
            assert written(folder) == before
            assert said.err.startswith("hnb: bad.") and len(said.err.splitlines()) == 1
            assert not list(folder.private.glob(".new-*"))
        return said

    yield run
    for name in names:
        for extract in folders(name).extracts(name):
            if extract.as_at != EARLIER:
                _delete(folders(name), name, extract.name)
        for report in folders(name).quality.glob(f"{name}-{AS_AT}-*"):
            report.unlink()


def _delete(folder: CouncilFolder, name: str, extract: str) -> None:
    shutil.rmtree(folder.home(name) / extract)


def identifying(text: str) -> list[str]:
    """Names, references and days of birth in a text."""
    days = "|".join(BORN.strftime(form) for form in ("%d/%m/%Y", "%Y-%m-%d", "%d %B %Y"))
    return re.findall(rf"(?i){MARK}|{days}", text)


def changed(name: str, change: Callable[[Table], object]) -> bytes:
    rows = valid(name).rows
    change(rows)
    return csv_bytes(rows)


def required(name: str) -> int:
    columns = list(layout(name).columns)
    return next(
        place for place, column in enumerate(columns) if layout(name).columns[column].required
    )


def without(rows: Table, place: int) -> None:
    for row in rows:
        del row[place]


@pytest.mark.parametrize("name", NAMES)
def test_valid_file_is_taken_in_whole(take_in, folders, name):
    said = take_in(name, csv_bytes(valid(name).rows))
    assert said.code == 0, said.err
    assert "rows: 12 in the file, 12 accepted, 0 rejected" in said.out
    assert len(folders(name).rows(name)) == 12 * (2 if layout(name).together else 1)


@pytest.mark.parametrize("name", few(NAMES))
def test_missing_column_is_named(take_in, name):
    said = take_in(name, changed(name, lambda rows: without(rows, required(name))))
    assert said.code == 4
    assert f"has no column {valid(name).headings[required(name)]!r}" in said.err


@pytest.mark.parametrize("name", few(NAMES))
def test_extra_column_is_named(take_in, name):
    content = changed(
        name,
        lambda rows: [
            row.append("Zqextra" if number else "Remarks") for number, row in enumerate(rows)
        ],
    )
    said = take_in(name, content)
    assert said.code == 4 and "does not know its column 'Remarks'" in said.err


@pytest.mark.parametrize("name", few(NAMES))
def test_renamed_column_is_named_with_its_new_name(take_in, name):
    def rename(rows: Table) -> None:
        rows[0][required(name)] = "Something else"

    said = take_in(name, changed(name, rename))
    assert said.code == 4 and "has no column" in said.err and "'Something else'" in said.err


@pytest.mark.parametrize("name", few(NAMES))
def test_headings_in_two_rows_are_refused(take_in, name):
    def split(rows: Table) -> None:
        groups = ["Group" if place % 3 else "" for place in range(len(rows[0]))]
        groups[0] = "First"
        rows.insert(0, groups)

    said = take_in(name, changed(name, split))
    assert said.code == 4 and "has no column" in said.err


@pytest.mark.parametrize("name", few(NAMES))
def test_words_where_numbers_days_or_codes_should_be_are_rejected(take_in, folders, name):
    def spoil(rows: Table) -> None:
        kinds = ("date", "money", "number", "whole_number", "yes_no", "code")
        for place in valid(name).of_kinds(*kinds):
            for row in rows[1:]:
                row[place] = "Zqword"

    said = take_in(name, changed(name, spoil))
    assert said.code == 4 and "12 of 12 rows are rejected" in said.err
    page = next(folders(name).quality.glob(f"{name}-{AS_AT}-*-refused.html"))
    assert "2 to 13" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", few(WITH_DATES))
def test_impossible_day_rejects_its_row_alone(take_in, folders, name):
    def spoil(rows: Table) -> None:
        rows[3][valid(name).of_kinds("date")[0]] = "30/02/2026"

    said = take_in(name, changed(name, spoil))
    assert said.code == 0 and "12 in the file, 11 accepted, 1 rejected" in said.out
    newest = folders(name).extracts(name)[-1]
    rejected = (folders(name).home(name) / newest.name / REJECTED).read_text(encoding="utf-8")
    assert rejected.splitlines()[1].startswith("4,") and "a date that does not exist" in rejected
    assert "30/02/2026" in rejected


@pytest.mark.parametrize("name", few(NAMES))
def test_duplicates_are_rejected_but_for_payments(take_in, name):
    said = take_in(name, changed(name, lambda rows: rows.extend(rows[2:5])))
    kept = 15 if name == "payments" else 12
    assert said.code == 0
    assert f"15 in the file, {kept} accepted, {15 - kept} rejected" in said.out


@pytest.mark.parametrize("name", few(NAMES))
def test_formula_stays_text_and_cannot_run(take_in, folders, name):
    columns = list(layout(name).columns.items())
    texts = [place for place, (_, item) in enumerate(columns) if item.kind in ("text", "reference")]
    others = [
        place for place, (_, item) in enumerate(columns) if item.kind in ("date", "money", "number")
    ]

    def plant(rows: Table) -> None:
        rows[0].append("+heading")
        for row in rows[1:]:
            row.append("1")
        if texts:
            rows[2][texts[-1]] = FORMULA
        if others:
            rows[3][others[0]] = FORMULA

    said = take_in(name, changed(name, plant), "--accept")
    assert said.code == 0, said.err
    folder = folders(name)
    newest = folder.extracts(name)[-1]
    home = folder.home(name) / newest.name
    for file in (home / ROWS, home / REJECTED):
        for row in csv.reader(file.read_text(encoding="utf-8").splitlines()):
            assert not [cell for cell in row if cell[:1] in "=@+" and cell]
    book = openpyxl.load_workbook(folder.quality / f"{newest.report}.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or str(cell.value)[:1] in "=+@"]
    if texts:
        column = columns[texts[-1]][0]
        assert FORMULA in set(folder.rows(name, [column])[column])


@pytest.mark.parametrize("name", few(NAMES, 1))
def test_ten_thousand_rejected_rows_are_each_listed(take_in, folders, name):
    table = valid(name, MANY + 1)
    place = required(name)
    for row in table.rows[1:-1]:
        row[place] = ""
    content = csv_bytes(table.rows)
    said = take_in(name, content)
    assert said.code == 4 and "10,000 of 10,001 rows are rejected" in said.err
    report = next(folders(name).quality.glob(f"{name}-{AS_AT}-*-refused.xlsx"))
    sheet = openpyxl.load_workbook(report, read_only=True)["Rejected rows"]
    numbers = {row[0] for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert numbers == set(range(2, MANY + 2))


@pytest.mark.parametrize("name", few(WITH_PERIOD))
def test_wrong_year_is_told(take_in, name):
    def earlier(rows: Table) -> None:
        for row in rows[1:]:
            for place, cell in enumerate(row):
                row[place] = (
                    cell.replace("2026-27", "2019-20")
                    .replace("/2026", "/2019")
                    .replace("/2025", "/2018")
                )

    said = take_in(name, changed(name, earlier))
    assert said.code == 4 and "are said to be of 30 September 2026" in said.err
    assert take_in(name, changed(name, earlier), "--accept-period").code == 0


@pytest.mark.parametrize("name", few(NAMES))
def test_file_that_is_cut_is_refused(take_in, name):
    content = csv_bytes(valid(name).rows)
    cut = content[: content.rstrip().rfind(b"\n") + 3]
    said = take_in(name, cut)
    assert said.code == 4 and "ends in the middle of a row" in said.err


@pytest.mark.parametrize("name", few(NAMES, 2))
@pytest.mark.parametrize("where", ["title", "column", "number"])
def test_file_of_another_council_is_refused(take_in, name, where):
    def of_kent(rows: Table) -> None:
        if where == "title":
            rows.insert(0, ["Kent County Council: extract of records"])
            return
        words = ("Local Authority", "Kent") if where == "column" else ("LA code", "886")
        for number, row in enumerate(rows):
            row.append(words[number > 0])

    said = take_in(name, changed(name, of_kent), "--accept")
    assert said.code == 4 and "Kent (886)" in said.err and "Leicestershire (855)" in said.err


@pytest.mark.parametrize("name", few(NAMES, 2))
@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (lambda name: b"", "it is empty"),
        (lambda name: b"\r\n,,,\r\n", "it is empty"),
        (lambda name: csv_bytes(valid(name).rows[:1]), "no row below its headings"),
        (lambda name: csv_bytes(valid(name).rows).decode().encode("utf-32-le"), "not text"),
        (lambda name: csv_bytes(valid(name).rows).decode().replace("£", "").encode("cp500"), "not"),
        (lambda name: csv_bytes(valid(name).rows).replace(b"\r\n", b"\n").replace(b"\n", b"\n\0", 3), "row 2 has a byte 00"),
        (lambda name: random.Random(name).randbytes(5000), "not"),
        (lambda name: b"PK\x03\x04" + random.Random(name).randbytes(5000), "broken"),
        (lambda name: b"PAR1" + random.Random(name).randbytes(5000), "broken"),
        (lambda name: b"\x1f\x8b" + random.Random(name).randbytes(5000), "packed file"),
        (lambda name: b"\xd0\xcf\x11\xe0" + random.Random(name).randbytes(5000), "broken"),
    ],
    ids=["empty", "blank", "headings", "utf-32", "ebcdic", "nul", "rubbish", "zip", "parquet", "gz", "xls"],
)  # fmt: skip
def test_what_is_no_table_is_refused(take_in, name, content, reason):
    said = take_in(name, content(name))
    assert said.code == 4 and reason in said.err


@pytest.mark.parametrize("name", few(NAMES))
def test_sheet_that_says_it_is_huge_is_refused_unread(take_in, tmp_path, name):
    book = openpyxl.Workbook()
    for row in valid(name).rows:
        book.active.append(row)
    book.active["XFD1048576"] = "x"
    book.save(tmp_path / "huge.xlsx")
    said = take_in(name, (tmp_path / "huge.xlsx").read_bytes(), suffix="xlsx")
    assert said.code == 4 and "1,048,576 rows and 16,384 columns" in said.err


@pytest.mark.parametrize("name", few(NAMES))
def test_utf_16_and_windows_are_read(take_in, folders, name):
    text = csv_bytes(valid(name).rows).decode()
    for encoding in ("utf-16", "utf-16-le", "cp1252"):
        said = take_in(name, text.encode(encoding))
        assert said.code == 0 and "12 accepted" in said.out
        _delete(folders(name), name, folders(name).extracts(name)[-1].name)
