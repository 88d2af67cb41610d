"""Cells of CSV, XLSX and ODS files with their places; what would exhaust the machine is refused."""

from __future__ import annotations

import gzip
import hashlib
import io
import re
import stat
import zipfile
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path, PurePosixPath
from typing import Any

from hnb.domain.errors import Place, SourceError
from hnb.domain.words import LONGEST_QUOTED, quoted, shortened
from hnb.sources.files.delimited import SEPARATORS, decoded, rows_of, without_empty_ends
from hnb.sources.files.extent import MOST_CELLS, MOST_COLUMNS, too_large
from hnb.sources.files.places import letters
from hnb.sources.files.workbooks import readable

MOST_BYTES = 400_000_000  # unpacked
MOST_ON_DISK = 150_000_000
MOST_OF_A_SHEET = 80_000_000
_MARKS = tuple(mark.encode() for mark in SEPARATORS)
START = 1_000_000  # bytes of a CSV file by which it is recognised
MOST_MEMBERS = 500
TOP = 12
MOST_SHEETS_OF_A_CSV = 3  # older versions of Excel gave a new workbook three
KINDS = "a CSV, XLSX, ODS or zip file"
OTHERS = {  # first bytes of what is often saved in place of a table
    b"\xd0\xcf\x11\xe0": "an old XLS workbook, or one that a password locks",
    b"%PDF": "a PDF",
    b"<": "a web page",
}


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
        counts: Counter[str] = Counter()
        for number, head in enumerate(self.first[row - 1] if self.first else []):
            name = like = str(head).strip()
            while name in numbers:
                counts[like] += 1
                name = f"{like}.{counts[like]}"
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

    def refuse_like_heads(self, rows: Sequence[int], words: Collection[str]) -> None:
        """Refuse two headings of a CSV file that are alike, but perhaps for capitals: nobody can
        say which of the two columns is meant. Two of one
        spelling, which publishers have, are refused only among `words`: the second is news.
        """
        if not self.is_csv or len(rows) > 1 or rows[0] > len(self.rows):
            return  # headings in several rows are told apart by their layout
        first: dict[str, int] = {}
        for number in range(len(self.rows[rows[0] - 1])):
            text = self.text(rows[0], number)
            earlier = first.setdefault(text.casefold(), number)
            is_same = text == self.text(rows[0], earlier)
            if text and earlier != number and (not is_same or text.casefold() in words):
                raise SourceError(
                    self.place(rows[0]),
                    found=f"columns {letters(earlier)} and {letters(number)} are both headed "
                    f"{quoted(text[:60])}",
                    expected="one column of each heading: the publisher's own file",
                )

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
    start = content[:4096].lstrip()
    if not start and not content.strip():
        raise _refused(name, "the file is empty")
    for first, kind in OTHERS.items():
        if start.startswith(first):
            raise _refused(name, f"the file is {kind}")
    read = partial(_up_to, content)
    if content[:2] == b"\x1f\x8b":
        read, name = partial(_unpacked, name, content), name.removesuffix(".gz")
        start = read(4096)
        content = content if _is_table(start) else read()
    if start.startswith(b"PK\x03\x04"):
        return Original(name, digest, _zipped(name, content), content)
    if not _is_table(start):
        return Original(name, digest, {name: Grid(name, name, list)}, content)
    return Original(name, digest, {name: _csv(name, name, read)}, content)


def _is_table(start: bytes) -> bool:
    """Whether a file that starts so may be a CSV file."""
    return not start.startswith((b"PAR1", b"{", b"[", b"PK\x03\x04"))


def _up_to(content: bytes, most: int | None = None) -> bytes:
    return content[:most]


def _bytes_of(path: Path) -> bytes:
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe would be waited for, for ever
            raise _refused(str(path), "it is a folder, a pipe or a device, and no file")
        with path.open("rb") as file:
            content = file.read(MOST_ON_DISK + 1)
    except OSError as fault:
        reason = fault.strerror or fault
        raise _refused(str(path), f"the file cannot be read ({reason})") from None
    if len(content) > MOST_ON_DISK:
        raise _refused(path.name, f"the file is larger than {MOST_ON_DISK:,} bytes")
    return content


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


def _unpacked(name: str, content: bytes, most: int | None = None) -> bytes:
    with (
        refusing(Place(name), "the gzip file is broken"),
        gzip.GzipFile(fileobj=io.BytesIO(content)) as packed,
    ):
        whole = packed.read(most or MOST_BYTES + 1)
    if len(whole) > MOST_BYTES:
        raise _refused(name, f"the file unpacks to more than {MOST_BYTES:,} bytes")
    return whole


def _csv(file: str, part: str, content: Callable[[int | None], bytes]) -> Grid:
    """A CSV file; `content` gives its bytes, or the first so many."""

    def read(most: int | None = None) -> list[list[Any]]:
        place = Place(file, None if part == file else part)
        raw = content(START if most else None)
        top = raw[:START].split(b"\n", TOP)[:TOP]
        if max(line.count(mark) for line in top for mark in _MARKS) > MOST_COLUMNS:
            raise _refused(file, f"the file has more than {MOST_COLUMNS:,} columns", place.sheet)
        if most and len(raw) == START:
            raw = raw[: raw.rfind(b"\n") + 1] or raw  # without the line that is cut
        elif raw.count(b"\n") > MOST_CELLS or sum(map(raw.count, _MARKS)) > MOST_CELLS * 4:
            raise _refused(file, f"the file has more than {MOST_CELLS * 4:,} cells", place.sheet)
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
    for member in members:
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            # the others unpack all at once, however little is asked for
            raise _refused(name, f"{_named(member)} in the zip is packed in an unusual way")
    if {"xl/workbook.xml", "content.xml"} & set(archive.namelist()):
        return _workbook(name, content, archive)

    def read(member: zipfile.ZipInfo, most: int | None = None) -> bytes:
        with refusing(Place(name), f"{_named(member)} in the zip is broken"):
            return archive.open(member).read(most or -1)

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


def _named(member: zipfile.ZipInfo) -> str:
    return shortened(member.filename, LONGEST_QUOTED)


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


def _workbook(name: str, content: bytes, archive: zipfile.ZipFile) -> dict[str, Grid]:
    import python_calamine

    with refusing(Place(name), "the workbook is broken"):
        for member in archive.infolist():  # each is looked at, since a sheet may go by any name
            if member.file_size > MOST_OF_A_SHEET:
                raise _refused(name, f"{_named(member)} has more than {MOST_OF_A_SHEET:,} bytes")
            if why := too_large(archive.read(member)):
                raise _refused(name, f"{_named(member)} {why}")
        content = readable(content, archive)
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
