"""Where rows come from, a cell as text, and faults of libraries told without what a cell says."""

from __future__ import annotations

import hashlib
import math
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from hnb.domain.errors import HnbError, Place, SourceError

KINDS = "a CSV, XLSX, XLS, ODS, Parquet or XML file"
MOST_BYTES = 2_000_000_000  # of a text or Parquet file, which are read in parts


@dataclass(frozen=True)
class Query:
    """A question to a database.

    Parameters
    ----------
    variable : str
        Name of the environment variable that holds the address; the address is nowhere else.
    query : str
        A SELECT, or the name of a table, with or without its schema.
    """

    variable: str
    query: str

    @property
    def name(self) -> str:
        """What errors and reports call it."""
        return f"database {self.variable}"


Row = list[str]


@dataclass(frozen=True, eq=False)
class ReturnTable:
    """A module of the SEN2 return, whose rows have been given their person, request and plan.

    Parameters
    ----------
    name, table : str
        The file's name, and the sheet or table in it.
    layout : str
        What it is taken in as.
    headings : tuple of str
        Our columns, and what else the file has.
    columns : tuple of str
        Those of ours.
    head_row, rows : int, sequence of (int, list of str)
        The row of the headings, and the rows below, each with its number.
    faults : mapping
        Why rows cannot be taken in, by their numbers.
    notes : tuple of str
        What a person is told of it.
    """

    name: str
    table: str
    layout: str
    headings: tuple[str, ...]
    columns: tuple[str, ...]
    head_row: int
    rows: tuple[tuple[int, Row], ...]
    faults: Mapping[int, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """The SHA-256 of what it holds, its parents' keys included."""
        return hashlib.sha256(repr((self.headings, self.rows, self.faults)).encode()).hexdigest()


# zipfile.Path: a file in a zip, which is read where it is
Source = Path | zipfile.Path | Query | ReturnTable


def name_of(source: Source) -> str:
    """A source as errors and reports name it: a file by its name alone."""
    return source.name


@contextmanager
def unreadable(place: Place, found: str, expected: str = KINDS) -> Iterator[None]:
    """Whatever a library makes of broken bytes is a refusal, and what the library said, which may
    quote a cell, is left out.
    """
    try:
        yield
    except (HnbError, KeyboardInterrupt, SystemExit, GeneratorExit, MemoryError):
        raise
    except BaseException as fault:  # calamine panics; zlib's errors are of no common class
        kind = type(fault).__name__
        raise SourceError(place, found=f"{found} ({kind})", expected=expected) from None


def as_text(value: object) -> str:
    """A cell of a workbook, a Parquet file or a database as a CSV file would hold it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, datetime):
        return value.isoformat(" ").removesuffix(" 00:00:00")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, bytes):
        return value.hex()
    return str(value)


def _number(value: float) -> str:
    if math.isnan(value):
        return ""
    if math.isinf(value):
        return str(value)
    return str(int(value)) if value.is_integer() else repr(value)
