"""A council's file as a table of text: its headings, and its rows a chunk at a time."""

from __future__ import annotations

import hashlib
import itertools
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from hnb.council.readers import workbooks
from hnb.council.readers.cells import KINDS, Query, ReturnTable, Row, Source, name_of
from hnb.council.readers.database import query_rows
from hnb.council.readers.parquet import MARK as PARQUET
from hnb.council.readers.parquet import parquet_rows
from hnb.council.readers.sen2_xml import is_return, return_rows, return_tables
from hnb.council.readers.text import form_of, text_rows
from hnb.domain.errors import Place, SourceError
from hnb.domain.words import quoted
from hnb.sources.files.extent import MOST_COLUMNS
from hnb.sources.files.places import letters

if TYPE_CHECKING:
    import pandas as pd

TOP = 500  # rows in which the headings are looked for, and what they head
MOST_TITLES = 20  # rows above the headings
ROWS = 50_000
_OTHERS = {b"%PDF": "a PDF", b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture"}


@dataclass(frozen=True)
class RawRows:
    """Rows as the file has them.

    Parameters
    ----------
    frame : DataFrame of str
        A column for each heading, as `headings` gives them; the index is the number of each row in
        the file, as a spreadsheet counts. Rows in which there is nothing are left out.
    first_row : int
        The number of the first.
    uneven : mapping
        What rows have under no heading, by the number of the row.
    faults : mapping
        Why rows cannot be taken in whatever they hold, by the number of the row.
    """

    frame: pd.DataFrame
    first_row: int
    uneven: Mapping[int, str] = field(default_factory=dict)
    faults: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RawTable:
    """A table before its rows are read.

    Parameters
    ----------
    headings : tuple of str
        With no blanks at their ends; the second of two alike has (2) behind it, and a column with
        values and no heading goes by its letter.
    titles : tuple of str
        What stands above the headings.
    head_row : int
        The row of the headings, counted from 1.
    rows : iterator of (int, list of str)
        The rows below, each with its number.
    faults : mapping
        Why rows cannot be taken in whatever they hold, by their numbers.
    """

    headings: tuple[str, ...]
    titles: tuple[str, ...]
    head_row: int
    rows: Iterator[tuple[int, Row]]
    faults: Mapping[int, str] = field(default_factory=dict)


def tables(source: Source) -> tuple[str, ...]:
    """The sheets of a workbook, or the tables on one, that have something in them; of another file
    one name that is empty.

    Raises
    ------
    SourceError
        The file is empty, broken, of another kind, or larger than is read.
    """
    if isinstance(source, Query | ReturnTable) or kind_of(source) in ("text", "parquet"):
        return ("",)
    if not isinstance(source, Path):
        return ("",)
    names = return_tables(source) if kind_of(source) == "xml" else workbooks.tables(source)
    if not names:
        raise SourceError(Place(file=source.name), found="every sheet is empty", expected=KINDS)
    return names


def headings(source: Source, sheet: str | None = None) -> tuple[str, ...]:
    """The headings of a file, or of one sheet of it.

    Raises
    ------
    SourceError
        As of `open_table`.
    """
    return open_table(source, sheet).headings


def chunks(source: Source, *, sheet: str | None = None, rows: int = ROWS) -> Iterator[RawRows]:
    """The rows of a file as text, so many at a time.

    Parameters
    ----------
    source : Path or Query
        A file, or a question to a database.
    sheet : str, optional
        A sheet of a workbook, or a table on it, as `tables` names them; needed where there are
        several.
    rows : int
        How many at a time.

    Raises
    ------
    SourceError
        As of `open_table`; and on the way, where the file is cut or damaged.
    """
    yield from frames_of(open_table(source, sheet), rows)


def frames_of(table: RawTable, rows: int = ROWS) -> Iterator[RawRows]:
    """The rows of a table that is open as text, so many at a time."""
    import pandas as pd

    width = len(table.headings)
    while part := list(itertools.islice(table.rows, rows)):
        numbers = [number for number, _ in part]
        longer = ((number, row[width:]) for number, row in part if len(row) > width)
        extra = ((number, " ".join(cells).strip()) for number, cells in longer)
        uneven = {number: text for number, text in extra if text}
        even = [row if len(row) == width else _evened(row, width) for _, row in part]
        columns = dict(enumerate(zip(*even, strict=True)))
        frame = pd.DataFrame(columns, index=pd.Index(numbers, name="row"), dtype="str")
        frame.columns = pd.Index(table.headings)
        faults = {number: table.faults[number] for number in numbers if number in table.faults}
        yield RawRows(frame, numbers[0], uneven, faults)


def open_table(source: Source, sheet: str | None = None) -> RawTable:
    """A table with its headings read.

    Raises
    ------
    SourceError
        The file is empty, broken, of another kind or larger than is read; it has several sheets
        and none is named; or there is nothing below its headings.
    """
    if isinstance(source, ReturnTable):
        return RawTable(source.headings, (), source.head_row, iter(source.rows), source.faults)
    place = Place(file=name_of(source), sheet=sheet or None)
    every = ((number, row) for number, row in enumerate(_rows(source, sheet), 1))
    filled = ((number, row) for number, row in every if any(row) and any(map(str.strip, row)))
    top = list(itertools.islice(filled, TOP))
    if not top:
        raise SourceError(place, found="it is empty", expected=KINDS)
    head = _head(top)
    names = _names([row for _, row in top[head:]])
    if len(names) > MOST_COLUMNS:
        problem = f"it has {len(names):,} columns"
        raise SourceError(place, found=problem, expected=f"at most {MOST_COLUMNS:,}")
    if not top[head + 1 :]:
        problem = "there is no row below its headings"
        raise SourceError(place, found=problem, expected="a file with rows")
    titles = tuple(" ".join(" ".join(row).split()) for _, row in top[:head])
    return RawTable(names, titles, top[head][0], itertools.chain(top[head + 1 :], filled))


def _evened(row: Row, width: int) -> Row:
    return row[:width] + [""] * (width - len(row))


def checksum(path: Path | zipfile.Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]


def _head(top: Sequence[tuple[int, Row]]) -> int:
    """Which of the first rows has the headings: rows above it hold a title or a note, and less
    than half as many cells.
    """
    widths = [sum(cell.strip() != "" for cell in row) for _, row in top]
    most = max(widths[:MOST_TITLES])
    return next(place for place, width in enumerate(widths) if width * 2 > most)


def _names(rows: Sequence[Row]) -> tuple[str, ...]:
    """The headings of columns in which there is something."""
    heads, below = rows[0], rows[1:]
    width = max(_used(row) for row in (heads, *below[:1]))
    names: list[str] = []
    counts: Counter[str] = Counter()
    for number in range(width):
        head = " ".join(heads[number].split()) if number < len(heads) else ""
        head = head or f"column {letters(number)}"
        counts[head] += 1
        names.append(head if counts[head] == 1 else f"{head} ({counts[head]})")
    while names and names[-1] == f"column {letters(len(names) - 1)}":
        if any(len(row) >= len(names) and row[len(names) - 1].strip() for row in below):
            break
        names.pop()
    return tuple(names)


def _used(row: Row) -> int:
    used = len(row)
    while used and not row[used - 1].strip():
        used -= 1
    return used


def kind_of(source: Path | zipfile.Path) -> str:
    """How a file is to be read, by its first bytes: text, workbook, parquet or xml.

    Raises
    ------
    SourceError
        There is no such file, or it is of another kind.
    """
    place = Place(file=source.name)
    if not source.is_file():
        problem = "there is no such file" if not source.exists() else "it is a folder, or a device"
        raise SourceError(place, found=problem, expected=KINDS)
    with source.open("rb") as file:
        start = file.read(4096)
    for first, kind in _OTHERS.items():
        if start.startswith(first):
            raise SourceError(place, found=f"it is {kind}", expected=KINDS)
    if start.startswith(PARQUET):
        return "parquet"
    if start.startswith((workbooks.ZIP, workbooks.OLD)):
        return "workbook"
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        if is_return(start):
            return "xml"
        expected = f"{KINDS}; of XML, a SEN2 return"
        raise SourceError(
            place, found="it is a web page, or XML of another kind", expected=expected
        )
    return "text"


def _rows(source: Path | zipfile.Path | Query, sheet: str | None) -> Iterator[Row]:
    if isinstance(source, Query):
        return query_rows(source)
    kind = kind_of(source)
    if kind == "text":
        return text_rows(source, form_of(source))
    if not isinstance(source, Path):
        expected = "CSV files in a zip; take other files out of it first"
        raise SourceError(Place(file=source.name), found="it is no CSV file", expected=expected)
    if kind == "parquet":
        return parquet_rows(source)
    if not sheet:
        names = tables(source)
        if len(names) > 1:
            raise SourceError(
                Place(file=source.name),
                found=f"it has {len(names)} sheets or tables",
                expected=f"one of them by --sheet: {', '.join(map(quoted, names))}",
            )
        sheet = names[0]
    return return_rows(source, sheet) if kind == "xml" else workbooks.table_rows(source, sheet)
