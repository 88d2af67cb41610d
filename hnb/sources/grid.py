"""Cells of CSV, XLSX and ODS files with their places; what would exhaust the machine is refused."""

from __future__ import annotations

import gzip
import hashlib
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path, PurePosixPath
from typing import Any

from hnb.domain.errors import Place, SourceError
from hnb.sources.delimited import SEPARATORS, decoded, rows_of, without_empty_ends

MOST_BYTES = 400_000_000
MOST_CELLS = 5_000_000
MOST_COLUMNS = 2_000
MOST_MEMBERS = 500
TOP = 12
MOST_SHEETS_OF_A_CSV = 3  # older versions of Excel gave a new workbook three
KINDS = "a CSV, XLSX, ODS or zip file"
OTHERS = {  # first bytes of what is often saved in place of a table
    b"\xd0\xcf\x11\xe0": "an old XLS workbook, or one that a password locks",
    b"%PDF": "a PDF",
    b"<": "a web page",
}
ODS = b"application/vnd.oasis.opendocument.spreadsheet"


def letters(place: int) -> str:
    """The spreadsheet letter of a column counted from 0: 0 is A, 27 is AB."""
    text = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        text = chr(65 + rest) + text
    return text


def position(letter: str) -> int:
    """The column counted from 0 of a spreadsheet letter."""
    place = 0
    for ch in letter.upper():
        place = place * 26 + ord(ch) - 64
    return place - 1


def cell_of(reference: str) -> tuple[int, int]:
    """Row from 1 and column from 0 of a cell such as B12."""
    column = reference.rstrip("0123456789")
    return int(reference[len(column) :]), position(column)


@dataclass
class Grid:
    """One sheet or one CSV file: rows of cells, row 1 first.

    `heads` holds a CSV file's headings; a workbook's sheet has none, and its columns go by letter.
    `read` gives every row; of a CSV file also the first rows alone, enough to recognise it by.
    """

    file: str
    part: str
    read: Callable[..., list[list[Any]]] = field(repr=False)
    is_csv: bool = False

    @cached_property
    def first(self) -> list[list[Any]]:
        """The first rows of a CSV file, or all there are."""
        return self.read(TOP) if self.is_csv and "rows" not in self.__dict__ else self.rows

    @cached_property
    def rows(self) -> list[list[Any]]:
        """Every row, all of one length in a workbook, as they are in a CSV file."""
        return self.read()

    @cached_property
    def heads(self) -> dict[str, int]:
        """Column number by heading; the second of two like headings ends in .1, as pandas writes
        it.
        """
        return self._numbers(self.head_row)

    def _numbers(self, row: int) -> dict[str, int]:
        numbers: dict[str, int] = {}
        for number, head in enumerate(self.first[row - 1] if self.first else []):
            name, count = str(head).strip(), 1
            while name in numbers:
                name = f"{str(head).strip()}.{count}"
                count += 1
            numbers[name] = number
        return numbers

    @cached_property
    def head_row(self) -> int:
        """The row of a CSV file's headings, from 1: rows above it hold a title or a note."""
        widths = [sum(str(cell).strip() != "" for cell in row) for row in self.first[:TOP]]
        wide = (row for row, width in enumerate(widths, 1) if width * 2 > max(widths))
        return next(wide, 1)

    @cached_property
    def _named(self) -> dict[int, str]:
        """A CSV file's columns by number, those without a heading in row 1 left out."""
        if not self.is_csv:
            return {}
        return {n: head for head, n in self._numbers(1).items() if not head.startswith(".")}

    def head(self, column: int) -> str:
        """A column's heading in a CSV file, where it has one, and its letter in a workbook."""
        return self._named.get(column) or letters(column)

    def place(self, row: int, column: int | str | None = None) -> Place:
        """The place of a cell; `row` from 1, `column` from 0 or by its name."""
        column = self.head(column) if isinstance(column, int) else column
        return Place(
            file=self.file,
            sheet=None if self.part == self.file else self.part,
            row=row,
            column=column,
        )

    def cell(self, row: int, column: int) -> Any:
        """A cell, empty where the row is too short; `row` from 1, `column` from 0."""
        rows = self.first if row <= TOP and "rows" not in self.__dict__ else self.rows
        cells = rows[row - 1] if 0 < row <= len(rows) else []
        return cells[column] if column < len(cells) else ""

    def text(self, row: int, column: int) -> str:
        """The words in a cell, with one space between them."""
        return " ".join(str(self.cell(row, column)).split())


@dataclass
class Original:
    """A file as the publisher made it: its name, its checksum and its parts, which are read when
    asked for.
    """

    name: str
    sha256: str
    parts: dict[str, Grid]
    content: bytes = field(repr=False)


def open_original(path: Path | str, content: bytes | None = None) -> Original:
    """Open a CSV, XLSX, ODS, JSON, Parquet or zip file, without believing its name.

    Parameters
    ----------
    path : Path
        The file.
    content : bytes, optional
        Its bytes, where they are at hand already.

    Raises
    ------
    SourceError
        The file is empty, broken, of another kind, or would take more memory than a published file
        can need.
    """
    path = Path(path)
    content = _bytes_of(path) if content is None else content
    name, digest = path.name, hashlib.sha256(content).hexdigest()
    if not content.strip():
        raise _refused(name, "the file is empty")
    for start, kind in OTHERS.items():
        if content.lstrip().startswith(start):
            raise _refused(name, f"the file is {kind}")
    if content[:2] == b"\x1f\x8b":
        content, name = _unpacked(name, content), name.removesuffix(".gz")
    if content[:4] == b"PK\x03\x04":
        return Original(name, digest, _zipped(name, content), content)
    if content[:4] == b"PAR1" or content.lstrip()[:1] in (b"{", b"["):
        return Original(name, digest, {name: Grid(name, name, list)}, content)
    return Original(name, digest, {name: _csv(name, name, lambda: content)}, content)


def _bytes_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise _refused(path.name, f"the file is larger than {MOST_BYTES:,} bytes")
        return path.read_bytes()
    except OSError as fault:
        reason = fault.strerror or fault
        raise _refused(str(path), f"the file cannot be read ({reason})") from None


def _refused(file: str, found: str, sheet: str | None = None) -> SourceError:
    return SourceError(Place(file=file, sheet=sheet), found=found, expected=KINDS)


@contextmanager
def refusing(place: Place, found: str, expected: str = KINDS) -> Iterator[None]:
    """Whatever a library makes of broken bytes is a refusal: calamine panics, zlib's errors are of
    no common class.
    """
    try:
        yield
    except (SourceError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as fault:
        raise SourceError(place, found=f"{found} ({fault})", expected=expected) from None


def _unpacked(name: str, content: bytes) -> bytes:
    with (
        refusing(Place(name), "the gzip file is broken"),
        gzip.GzipFile(fileobj=io.BytesIO(content)) as packed,
    ):
        whole = packed.read(MOST_BYTES + 1)
    if len(whole) > MOST_BYTES:
        raise _refused(name, f"the file unpacks to more than {MOST_BYTES:,} bytes")
    return whole


def _csv(file: str, part: str, content: Callable[[], bytes]) -> Grid:
    def read(most: int | None = None) -> list[list[Any]]:
        raw, place = content(), Place(file, None if part == file else part)
        if sum(raw.count(mark.encode()) for mark in f"{SEPARATORS}\n") > MOST_CELLS * 4:
            raise _refused(file, f"the file has more than {MOST_CELLS * 4:,} cells", part)
        text = decoded(raw, place)
        with refusing(place, "the file is not a table"):
            return rows_of(text, place, most)

    return Grid(file, part, read, is_csv=True)


def _zipped(name: str, content: bytes) -> dict[str, Grid]:
    with refusing(Place(name), "the zip is broken"):
        archive = zipfile.ZipFile(io.BytesIO(content))
    members = archive.infolist()
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_BYTES:
        raise _refused(
            name, f"the zip unpacks to more than {MOST_BYTES:,} bytes or {MOST_MEMBERS} files"
        )
    if {"xl/workbook.xml", "content.xml"} & set(archive.namelist()):
        return _workbook(name, content, archive)

    def read(member: zipfile.ZipInfo) -> bytes:
        with refusing(Place(name), f"{member.filename} in the zip is broken"):
            return archive.read(member)

    parts = {
        part: _csv(name, part, partial(read, member))
        for part, member in _tables_of(name, members).items()
    }
    if not parts:
        raise _refused(
            name,
            "the zip is no workbook and holds no CSV file; a workbook in a zip is added by itself",
        )
    return parts


def _tables_of(name: str, members: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """The CSV files of a zip: each by its name, or by its whole path where two have one name."""
    tables = [
        member
        for member in members
        if member.filename.lower().endswith(".csv") and "__MACOSX" not in member.filename
    ]
    files = [PurePosixPath(member.filename.replace("\\", "/")) for member in tables]
    names = [file.name.casefold() for file in files]
    parts: dict[str, zipfile.ZipInfo] = {}
    for file, member in zip(files, tables, strict=True):
        part = file.name if names.count(file.name.casefold()) == 1 else str(file)
        if part in parts:
            raise _refused(name, f"the zip holds two files called {part}, and one may be lost")
        parts[part] = member
    return parts


_CORNER = re.compile(  # a value in quotation marks may hold what would end the tag
    rb"<(?:\w+:)?(?:row|c|dimension)(?=\s)(?:[^<>\"']|\"[^\"]*\"|'[^']*')*?"
    rb"\s(?:r|ref)\s*=\s*[\"']([A-Z]*)(\d+)(?::([A-Z]+)(\d+))?[\"']"
)
_ODS_TAG = re.compile(
    rb"<table:(table|table-row|table-cell|covered-table-cell)"
    rb"((?=[\s/>])(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>"
)
# An error, which LibreOffice writes beside a value of nothing or of 0
_ODS_ERROR = re.compile(
    rb"<table:table-cell([^<]*)>(?=\s*<text:p[^<>]*>(?:#[A-Z0-9/]+[!?]?|Err:\d+)</text:p>)"
)
_ODS_VALUE = re.compile(rb"\soffice:(?:[a-z]+-)?value(?:-type)?\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_REPEATED = re.compile(rb"number-(?:columns|rows)-repeated\s*=\s*[\"']\s*(\d+)")


def _used(content: bytes) -> tuple[int, int]:
    """Rows and columns that a sheet of an XLSX file says, or shows, that it uses."""
    sheet_rows = re.split(rb"<(?:\w+:)?row\b", content)
    rows, columns = 0, max(len(re.findall(rb"<(?:\w+:)?c\b", row)) for row in sheet_rows)
    for first, top, last, foot in _CORNER.findall(content):
        rows = max(rows, int(top), int(foot or 0))
        columns = max(columns, position(first.decode()) + 1, position(last.decode()) + 1)
    return rows, columns


def _used_ods(content: bytes) -> tuple[int, int]:
    """The same of an ODS file, whose cells and rows say how often they repeat; emptiness at the end
    takes no room.
    """
    most = rows = columns = across = width = waiting = repeat = 0
    for tag, attributes in [*_ODS_TAG.findall(content), (b"table", b"")]:
        repeated = _REPEATED.search(attributes)
        times = int(repeated[1]) if repeated else 1
        if tag in (b"table-cell", b"covered-table-cell"):
            across += times
            if b"office:" in attributes or not attributes.endswith(b"/"):
                width = across
            continue
        if width:
            rows, waiting = rows + waiting + repeat, 0
        else:
            waiting += repeat
        columns = max(columns, width)
        most = max(most, rows * columns)
        repeat, across, width = times, 0, 0
        if tag == b"table":
            rows = waiting = repeat = 0
    return -(-most // max(columns, 1)), columns


def _workbook(name: str, content: bytes, archive: zipfile.ZipFile) -> dict[str, Grid]:
    import python_calamine

    with refusing(Place(name), "the workbook is broken"):
        for member in archive.infolist():  # each is looked at, since a sheet may go by any name
            _refuse_a_huge_sheet(name, member.filename, archive.read(member))
        if "content.xml" in archive.namelist():
            content = _readable_ods(content, archive)
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = list(book.sheet_names)

    def read(sheet: str) -> list[list[Any]]:
        with refusing(Place(name, sheet), "the sheet cannot be read"):
            return book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)

    grids = {sheet: Grid(name, sheet, partial(read, sheet)) for sheet in sheets}
    if len(grids) > MOST_SHEETS_OF_A_CSV:
        return grids
    return {sheet: _csv_of(grid) or grid for sheet, grid in grids.items()}


def _csv_of(grid: Grid) -> Grid | None:
    """The CSV file that a spreadsheet made this sheet of; None where it is no such sheet.

    Publishers' CSV files have headings like la_name; their workbooks have words.
    """
    rows = without_empty_ends([_as_in_a_csv(cell) for cell in row] for row in grid.rows)
    as_csv = Grid(grid.file, grid.part, lambda most=None: rows[:most], is_csv=True)
    heads = [head for head in as_csv.rows[as_csv.head_row - 1] if head] if rows else []
    is_named = all(re.fullmatch(r"[A-Za-z]\w*", head) for head in heads)
    return as_csv if is_named and sum("_" in head for head in heads) > 1 else None


def _as_in_a_csv(cell: object) -> str:
    """A cell as text; a spreadsheet keeps 60.0 as 60, and a date as a date."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).upper() if isinstance(cell, bool) else str(cell)


def _refuse_a_huge_sheet(name: str, member: str, content: bytes) -> None:
    if b"<" in content[:4] and b"\x00" in content[:4]:
        raise _refused(name, f"{member} is not written in UTF-8")
    rows = columns = 0
    if b"sheetData" in content:
        rows, columns = _used(content)
    elif b"<table:table" in content:
        rows, columns = _used_ods(content)
    if columns > MOST_COLUMNS or rows * columns > MOST_CELLS:
        raise _refused(name, f"{member} says that it has {rows:,} rows and {columns:,} columns")


def _readable_ods(content: bytes, archive: zipfile.ZipFile) -> bytes:
    """An ODS file as calamine needs it: with its kind, which four DSG workbooks lack, and with
    errors as text, which it would give as an empty cell or as 0.
    """
    sheets = archive.read("content.xml")
    mended, errors = _ODS_ERROR.subn(_error_as_text, sheets)
    if not errors and "mimetype" in archive.namelist():
        return content
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_STORED) as copy:
        copy.writestr("mimetype", ODS)
        for member in archive.namelist():
            if member != "mimetype":
                copy.writestr(member, mended if member == "content.xml" else archive.read(member))
    return whole.getvalue()


def _error_as_text(cell: re.Match[bytes]) -> bytes:
    attributes = _ODS_VALUE.sub(b"", cell[1])
    return b'<table:table-cell office:value-type="string"' + attributes + b">"
