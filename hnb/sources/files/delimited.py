"""The rows of a CSV file, whatever its encoding, its separator and what a spreadsheet did to it."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from hnb.domain.errors import Place, SourceError
from hnb.domain.words import quoted

SEPARATORS = ",;\t|"
NAMES = {";": "semicolons", "\t": "tabs", "|": "upright strokes"}
SAMPLE = 20_000  # characters that the separator is found by
LINES = 12  # the same in lines
_SEP = re.compile(r'"?sep=(.)"?[ \t,;|]*\r?\n', re.IGNORECASE)
_DECIMAL_COMMA = re.compile(r"[-+−]?£?[\d.]*\d,(\d{1,2}|\d{4,})%?")
_THOUSANDS = re.compile(r"[-+−]?£?\d{1,3}([.,]\d{3})+([.,]\d+)?")


def decoded(content: bytes, place: Place) -> str:
    """The text of a file in UTF-8, UTF-16 with its mark, or that of Windows.

    Raises
    ------
    SourceError
        It is none of these.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):  # Excel's "Unicode text"
        text = content.decode("utf-16", errors="replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:  # some vintages of section 251 come from Windows
            text = content.decode("cp1252", errors="replace")
    if "\x00" in text[:4096]:
        raise SourceError(
            place,
            found="the file is not text, or is UTF-16 without the mark that says so",
            expected="a CSV file in UTF-8: in Excel, Save as, CSV UTF-8",
        )
    return text.lstrip("\ufeff")


def rows_of(text: str, place: Place, most: int | None = None) -> list[list[str]]:
    """The rows of a table as text, or the first of them.

    Parameters
    ----------
    text : str
        A table with commas, semicolons, tabs or upright strokes between its cells.
    place : Place
        The file, for errors.
    most : int, optional
        How many rows.

    Returns
    -------
    list of list of str
        The rows as a spreadsheet counts them: a first line such as `sep=;` is none. Empty columns
        at the right are left out. A line that is quoted as a whole is taken apart.

    Raises
    ------
    SourceError
        The numbers of a table without commas between its cells may be written with a decimal comma.
    """
    separator = ""
    if first_line := _SEP.match(text):
        separator, text = first_line[1], text[first_line.end() :]
        if separator not in SEPARATORS:
            expected = "a comma, a semicolon, a tab or an upright stroke"
            raise SourceError(
                place, found=f"the separator is {quoted(separator)}", expected=expected
            )
    separator = separator or separator_of(text[:SAMPLE])
    rows = _parsed(text, separator, most)
    if all(len(row) < 2 for row in rows[:LINES]):
        lines = [row[0] if row else "" for row in rows]
        separator = separator_of("\n".join(lines[:LINES]))
        rows = [_line(line, separator) for line in lines]
    rows = without_empty_ends(_unwrapped(rows, separator))
    if separator != ",":
        _refuse_other_decimals(rows, separator, place)
    return rows


def without_empty_ends(rows: Iterable[list[str]]) -> list[list[str]]:
    """Rows without the columns at the right, and the rows at the end, in which there is nothing."""
    rows = list(rows)
    width = max(map(_used, rows), default=0)
    while rows and _used(rows[-1]) == 0:
        rows.pop()
    return [row if len(row) <= width else row[:width] for row in rows]


def _used(row: Sequence[str]) -> int:
    """How many cells of a row are used, up to the last in which there is something."""
    used = len(row)
    while used and not row[used - 1].strip():
        used -= 1
    return used


def _parsed(text: str, separator: str, most: int | None) -> list[list[str]]:
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    return list(itertools.islice(lines, most))


def _line(text: str, separator: str) -> list[str]:
    return next(csv.reader([text], delimiter=separator), [])


def separator_of(sample: str) -> str:
    """The separator by which most of the first lines have one number of cells; a comma where none
    does.
    """

    def evenness(separator: str) -> tuple[int, int]:
        lines = csv.reader(io.StringIO(sample, newline=""), delimiter=separator)
        widths = Counter(len(line) for line in itertools.islice(lines, LINES) if len(line) > 1)
        return max(((lines, width) for width, lines in widths.items()), default=(0, 0))

    return max(SEPARATORS, key=evenness)


def _unwrapped(rows: Sequence[list[str]], separator: str) -> Iterator[list[str]]:
    """Rows, with those taken apart that a spreadsheet quoted as a whole."""
    width = max((len(row) for row in rows[:LINES]), default=0)
    for row in rows:
        is_wrapped = len(row) == 1 and width > 1 and separator in row[0]
        cells = _line(row[0], separator) if is_wrapped else row
        yield cells if len(cells) == width else row


def _refuse_other_decimals(rows: Sequence[list[str]], separator: str, place: Place) -> None:
    """Refuse a number that a comma or a point makes uncertain.

    Where the comma is the decimal mark, spreadsheets separate cells by semicolons or tabs, and
    1.886 is one thousand; where it is not, 1,886 is.
    """
    texts = {cell.strip() for row in rows for cell in row if "," in cell or "." in cell}
    has_decimal_comma = separator == ";" or any(map(_DECIMAL_COMMA.fullmatch, texts))
    uncertain = {text for text in texts if _is_uncertain(text, has_decimal_comma)}
    if not uncertain:
        return
    row, column = _first(rows, uncertain)
    text, head = rows[row][column].strip(), "".join(rows[0][column : column + 1])
    raise SourceError(
        replace(place, row=row + 1, column=head or None),
        found=f"{quoted(text)} is in a file with {NAMES[separator]} between its cells, where "
        "a comma may be the decimal mark and a point may part thousands",
        expected="a file with commas between its cells and points in its numbers: the publisher's "
        "own, or one saved with the settings of the United Kingdom",
    )


def _first(rows: Sequence[list[str]], texts: set[str]) -> tuple[int, int]:
    """Row and column of the first cell that has one of the texts."""
    cells = ((row, column) for row in range(len(rows)) for column in range(len(rows[row])))
    return next((row, column) for row, column in cells if rows[row][column].strip() in texts)


def _is_uncertain(text: str, has_decimal_comma: bool) -> bool:
    if _THOUSANDS.fullmatch(text):
        return has_decimal_comma or "." in text
    return _DECIMAL_COMMA.fullmatch(text) is not None
