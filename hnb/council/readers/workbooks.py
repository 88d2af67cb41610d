"""Rows of XLSX, XLS and ODS workbooks; a sheet that would exhaust the machine is refused unread."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from hnb.council.readers.cells import Row, as_text, unreadable
from hnb.domain.errors import Place, SourceError
from hnb.domain.words import quoted
from hnb.sources.files.extent import MOST_CELLS, too_large
from hnb.sources.files.workbooks import readable

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

ZIP, OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
MOST_ON_DISK = 150_000_000
MOST_OF_A_SHEET = 400_000_000
MOST_MEMBERS = 500
_PARTS = {"xl/workbook.xml", "content.xml"}  # one of which every workbook has
_EXPECTED = "a workbook as its program saves it, or the sheet saved as CSV"
# the tables that the form of the SEN2 return has on one sheet, each under its name
_STACKED = re.compile(r"(?:Header|[A-Z][A-Za-z0-9 ]{2,40}?) Records?")
BETWEEN = " / "  # a sheet, and a table on it
# a formula that no program has reckoned, which would be read as an empty cell
_NO_RESULT = re.compile(
    rb'<c (?![^>]*\bt="str")(?:[^>]*\br="([A-Z]+\d+)")?[^>]*>'
    rb"<f(?: [^>]*)?(?:/>|>[^<]*</f>)\s*(?:<v ?/>|<v></v>)?\s*</c>"
)


def tables(path: Path) -> tuple[str, ...]:
    """The sheets that have something in them; of one with several tables, each table.

    Raises
    ------
    SourceError
        It is no workbook, a password locks it, or a sheet says that it is larger than can be read.
    """
    names = []
    for sheet in _book(path, path.stat().st_mtime_ns).sheet_names:
        rows = _rows(path, sheet)
        titles = [rows[start][0].strip() for start in _starts(rows)]
        if titles:
            names += [f"{sheet}{BETWEEN}{title}" for title in titles]
        elif sum(any(row) for row in rows) > 0:
            names.append(sheet)
    return tuple(names)


def table_rows(path: Path, name: str) -> Iterator[Row]:
    """The rows of a sheet, or of one of several tables on it, from row 1 of the sheet.

    Raises
    ------
    SourceError
        There is none of that name.
    """
    sheet, _, title = name.partition(BETWEEN)
    book = _book(path, path.stat().st_mtime_ns)
    if sheet not in book.sheet_names:
        problem = f"there is no sheet {quoted(sheet)}"
        names = ", ".join(map(quoted, book.sheet_names))
        raise SourceError(Place(file=path.name), found=problem, expected=f"one of: {names}")
    rows = _rows(path, sheet)
    if not title:
        yield from rows
        return
    starts = _starts(rows)
    for number, start in enumerate(starts):
        if rows[start][0].strip() == title:
            last = starts[number + 1] if number + 1 < len(starts) else len(rows)
            yield from ([] for _ in range(start + 1))
            yield from rows[start + 1 : last]


def is_workbook(path: Path) -> bool:
    """Whether a packed file is a workbook, or so broken that nobody can tell."""
    try:
        with zipfile.ZipFile(path) as archive:
            return bool(_PARTS & set(archive.namelist()))
    except zipfile.BadZipFile:
        return True


def _starts(rows: list[Row]) -> list[int]:
    """The rows with the name of a table alone in them, where there are several such."""
    starts = [
        number
        for number, row in enumerate(rows)
        if row and _STACKED.fullmatch(row[0].strip()) and not any(row[1:])
    ]
    return starts if len(starts) > 2 else []


@lru_cache(maxsize=2)
def _book(path: Path, changed: int) -> CalamineWorkbook:
    """A workbook; `changed` is when it was last written, so that a newer one is read anew."""
    import python_calamine

    place = Place(file=path.name)
    if path.stat().st_size > MOST_ON_DISK:
        problem = f"it has more than {MOST_ON_DISK:,} bytes"
        raise SourceError(place, found=problem, expected=_EXPECTED)
    content = path.read_bytes()
    with unreadable(place, "the workbook is broken, cut or locked by a password", _EXPECTED):
        if content.startswith(ZIP):
            content = _safe(content, place)
        return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))


def _safe(content: bytes, place: Place) -> bytes:
    """The bytes of a packed workbook whose every part has been looked at."""
    archive = zipfile.ZipFile(io.BytesIO(content))
    members = archive.infolist()
    if not _PARTS & {member.filename for member in members}:
        expected = "a workbook; take the files of a zip out of it first"
        raise SourceError(place, found="it is a zip and no workbook", expected=expected)
    large = [member for member in members if member.file_size > MOST_OF_A_SHEET]
    if large or len(members) > MOST_MEMBERS:
        problem = "it unpacks to more than is read"
        raise SourceError(place, found=problem, expected=_EXPECTED)
    for member in members:
        if why := too_large(archive.read(member)):
            sheet = re.sub(r"[^\w.]", " ", Path(member.filename).stem)
            raise SourceError(place, found=f"its part {sheet} {why}", expected=_EXPECTED)
        if cell := _NO_RESULT.search(archive.read(member)):
            where = f"{Path(member.filename).stem}, {(cell[1] or b'a cell').decode()}"
            problem = f"the formula in {where} has no result, and would be read as empty"
            expected = "the workbook opened in its program and saved there, which works it out"
            raise SourceError(place, found=problem, expected=expected)
    return readable(content, archive)


@lru_cache(maxsize=2)
def _rows_of(path: Path, sheet: str, changed: int) -> list[Row]:
    place = Place(file=path.name, sheet=sheet)
    with unreadable(place, "the sheet cannot be read", _EXPECTED):
        whole = _book(path, changed).get_sheet_by_name(sheet)
        if whole.total_height * max(whole.total_width, 1) > MOST_CELLS:
            problem = f"it uses {whole.total_height:,} rows and {whole.total_width:,} columns"
            raise SourceError(place, found=problem, expected=_EXPECTED)
        return [[as_text(cell) for cell in row] for row in whole.to_python(skip_empty_area=False)]


def _rows(path: Path, sheet: str) -> list[Row]:
    return _rows_of(path, sheet, path.stat().st_mtime_ns)
