"""What a sheet of a workbook would take to read, told from its XML before a reader believes it."""

from __future__ import annotations

import re
from xml.parsers.expat import ExpatError, ParserCreate

from hnb.sources.files.places import position

MOST_CELLS = 5_000_000
MOST_COLUMNS = 2_000
MOST_SPACES = 1_000_000  # which ODS may tell by their number
_TAG = re.compile(  # a value in quotation marks may hold what would end the tag
    rb"<(?:\w+:)?(?:row|c|dimension)(?=\s)((?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+)"
)
_REFERENCE = re.compile(
    rb"(?<=\s)(?:r|ref)\s*=\s*[\"']\s*([A-Za-z]*)(\d+)(?::([A-Za-z]+)(\d+))?\s*[\"']"
)
_ODS_TAG = re.compile(
    rb"<table:(table|table-row|table-cell|covered-table-cell)"
    rb"((?=[\s/>])(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+)>"
)
_SPACES = re.compile(rb"<(?:\w+:)?s\s[^<>]*?:?c\s*=\s*[\"']\s*(\d+)")
_REPEATED_CELL = re.compile(
    rb"<table:table-cell(?=\s)[^<>]*number-columns-repeated\s*=\s*[\"']\s*(\d+)[^<>]*(?<!/)>"
    rb"((?:[^<]++|<(?!/table:table-cell))*+)"
)
_REPEATED = re.compile(rb"number-(?:columns|rows)-repeated\s*=\s*[\"']\s*(\d+)")


def _used(content: bytes) -> tuple[int, int]:
    """Rows and columns that a sheet of an XLSX file says, or shows, that it uses."""
    sheet_rows = re.split(rb"<(?:\w+:)?row\b", content)
    rows, columns = 0, max(len(re.findall(rb"<(?:\w+:)?c\b", row)) for row in sheet_rows)
    for tag in _TAG.finditer(content):
        for first, top, last, foot in _REFERENCE.findall(tag[1]):
            rows = max(rows, *map(_number, (top, foot)))
            columns = max(columns, *(position(corner.decode()[:9]) + 1 for corner in (first, last)))
    return rows, columns


def _number(digits: bytes) -> int:
    """A number; of very many digits, one that is large enough to be refused."""
    return int(digits[-9:] or 0) if len(digits.lstrip(b"0")) < 10 else 10**9


def _used_ods(content: bytes) -> tuple[int, int]:
    """The same of an ODS file, whose cells and rows say how often they repeat; emptiness at the end
    takes no room.
    """
    most = rows = columns = across = width = waiting = repeat = 0
    for tag, attributes in [*_ODS_TAG.findall(content), (b"table", b"")]:
        repeated = _REPEATED.search(attributes)
        times = _number(repeated[1]) if repeated else 1
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


def _spaces(content: bytes) -> int:
    """How many spaces an ODS file tells by their number; those of a cell as often as it repeats."""
    within = sum(
        _number(times) * sum(map(_number, _SPACES.findall(inside)))
        for times, inside in _REPEATED_CELL.findall(content)
    )
    return within + sum(map(_number, _SPACES.findall(content)))


def _broken(content: bytes) -> str:
    """What is wrong with the XML of a sheet; some readers never come to the end of a broken one."""
    if b"sheetData" not in content and b"<table:table" not in content:
        return ""
    try:
        ParserCreate().Parse(content, True)
    except ExpatError as fault:
        return str(fault)
    return ""


def too_large(content: bytes) -> str:
    """Why one member of a workbook is not to be read, in words; nothing where it may be.

    Parameters
    ----------
    content : bytes
        The XML of a sheet, or whatever else the member holds.
    """
    if b"<" in content[:4] and b"\x00" in content[:4]:
        return "is not written in UTF-8"
    if b"<!DOCTYPE" in content[:1000] or b"<!ENTITY" in content:
        return "declares words of its own, which no workbook needs"
    if fault := _broken(content):
        return f"is broken ({fault})"
    rows = columns = 0
    if b"sheetData" in content:
        rows, columns = _used(content)
    elif b"<table:table" in content:
        rows, columns = _used_ods(content)
        if _spaces(content) > MOST_SPACES:
            return f"says that it has more than {MOST_SPACES:,} spaces"
    if columns > MOST_COLUMNS or rows * columns > MOST_CELLS:
        return f"says that it has {rows:,} rows and {columns:,} columns"
    return ""
