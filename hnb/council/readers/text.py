"""Rows of a CSV file of any encoding and separator, packed or not, read as a stream."""

from __future__ import annotations

import csv
import gzip
import io
import re
import zipfile
from codecs import getincrementaldecoder
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from hnb.council.readers.cells import MOST_BYTES, Row
from hnb.domain.errors import Place, SourceError
from hnb.sources.files.delimited import SEPARATORS, separator_of

PACKED = b"\x1f\x8b"
# byte-order marks; in a Windows file they are the letters that their bytes are in its encoding
_MARKS = re.compile("^(?:\ufeff|ï»¿)+")
_PART = 1 << 20
_SAMPLE = 20_000  # letters by which the separator is known
_NOT_TEXT = re.compile("[\x00-\x08\x0e-\x19\x1c-\x1f]")  # an old DOS file ends in \x1a
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?[ \t,;|]*\r?\n', re.IGNORECASE)
_EXPECTED = "a CSV file in UTF-8: in Excel, Save as, CSV UTF-8"


@dataclass(frozen=True)
class TextForm:
    """How a text file is written.

    Parameters
    ----------
    encoding : str
        Python's name of its encoding.
    separator : str
        What is between its cells.
    skipped : int
        Letters before its first row: byte-order marks, and a line `sep=;`.
    is_ended : bool
        Whether its last line has an end.
    """

    encoding: str
    separator: str
    skipped: int
    is_ended: bool


def form_of(path: Path | zipfile.Path) -> TextForm:
    """How a text file is written, by trial over all of it.

    Raises
    ------
    SourceError
        It is empty, larger than is read, no text, or a packed file that ends in its middle.
    """
    start, end, size = b"", b"", 0
    for part in _parts(path):
        start, end, size = start or part, part, size + len(part)
        if size > MOST_BYTES:
            raise _refused(path, f"it has more than {MOST_BYTES:,} bytes")
    if not start.strip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n,;"):
        raise _refused(path, "it is empty")
    encoding = _encoding(path, start)
    text = start.decode(encoding, errors="ignore")
    if not text.isprintable() and (odd := _NOT_TEXT.search(text)):
        row = text.count("\n", 0, odd.start()) + 1
        problem = f"it is not text (row {row} has a byte {ord(odd[0]):02X})"
        raise _refused(path, f"{problem}, or in an encoding that is not known")
    marks = len(text) - len(_MARKS.sub("", text))
    separator, skipped = _separator(path, text[marks : marks + _SAMPLE])
    ends = end.rstrip(b"\x00 \t\x1a")
    return TextForm(encoding, separator, marks + skipped, ends.endswith((b"\n", b"\r")))


def text_rows(path: Path | zipfile.Path, form: TextForm) -> Iterator[Row]:
    """The rows of a text file, a blank line as an empty one; CR CR LF is one end of line.

    Raises
    ------
    SourceError
        It ends within quotation marks or in the middle of its last row, or quotation marks do not
        close where a cell ends.
    """
    number = 0
    last: Row = []
    before: Row = []
    with _opened(path) as raw:
        stream = io.TextIOWrapper(raw, encoding=form.encoding, newline="")
        stream.read(form.skipped)
        rows = csv.reader(_lines(stream), delimiter=form.separator, strict=True)
        try:
            for row in rows:
                number += 1
                before, last = last, row or last
                yield row
        except csv.Error as fault:
            raise _unclosed(path, number + 1, str(fault)) from None
        except (EOFError, gzip.BadGzipFile, OSError) as fault:
            raise _cut(path, fault) from None
    if len(last) < len(before) and not form.is_ended:
        raise _refused(path, "it ends in the middle of a row", row=number)


def _lines(stream: IO[str]) -> Iterator[str]:
    """Lines, without those that the second CR of CR CR LF would make."""
    after_return = False
    for line in stream:
        if after_return and line == "\r\n":
            after_return = False
            continue
        after_return = line.endswith("\r")
        yield line


def _opened(path: Path | zipfile.Path) -> IO[bytes]:
    with path.open("rb") as opened:
        is_packed = opened.read(2) == PACKED
    whole = path.open("rb")
    return gzip.open(whole) if is_packed else whole  # type: ignore[return-value]


def _parts(path: Path | zipfile.Path) -> Iterator[bytes]:
    with _opened(path) as raw:
        try:
            while part := raw.read(_PART):
                yield part
        except (EOFError, OSError) as fault:
            raise _cut(path, fault) from None
        except Exception:  # zlib's error is of no common class
            raise _refused(path, "the packed file is broken") from None


def _encoding(path: Path | zipfile.Path, start: bytes) -> str:
    """UTF-8 or UTF-16 where the whole file is, else that of Windows."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        trials = ["utf-16-le" if start[0] == 0xFF else "utf-16-be"]
    elif _is_half_empty(start[1:100:2]):
        trials = ["utf-16-le"]
    elif _is_half_empty(start[0:100:2]):
        trials = ["utf-16-be"]
    else:
        trials = ["utf-8", "cp1252"]
    for encoding in trials:
        decoder = getincrementaldecoder(encoding)()
        try:
            for part in _parts(path):
                decoder.decode(part)
            decoder.decode(b"", final=True)
            return encoding
        except UnicodeDecodeError:
            continue
    raise _refused(path, "it is in an encoding that is not known, or cut in the middle of a letter")


def _is_half_empty(every_second: bytes) -> bool:
    """Whether nearly every second byte is none, as in UTF-16 without its mark."""
    return len(every_second) > 3 and every_second.count(0) >= 0.8 * len(every_second)


def _separator(path: Path | zipfile.Path, sample: str) -> tuple[str, int]:
    """What is between the cells, and the letters of the line that says so."""
    line = _SEPARATOR_LINE.match(sample)
    if line is None:
        return separator_of(sample), 0
    if line[1] not in SEPARATORS:
        raise _refused(path, "its first line names a separator that is not known")
    return line[1], line.end()


def _refused(path: Path | zipfile.Path, found: str, row: int | None = None) -> SourceError:
    expected = "the whole file" if row else _EXPECTED
    return SourceError(Place(file=path.name, row=row), found=found, expected=expected)


def _cut(path: Path | zipfile.Path, fault: BaseException) -> SourceError:
    if isinstance(fault, OSError) and fault.errno:
        return _refused(path, f"it cannot be read ({fault.strerror})")
    return _refused(path, "the packed file ends in its middle, or is broken")


def _unclosed(path: Path | zipfile.Path, row: int, fault: str) -> SourceError:
    if "unexpected end" in fault:
        problem = (
            "a quotation mark is open at the end, so that the file is cut, or a row is damaged"
        )
    elif "field larger" in fault:
        problem = "a cell is too long, as where a quotation mark is never closed"
    else:
        problem = "a quotation mark closes before the end of its cell"
    return SourceError(
        Place(file=path.name, row=row),
        found=problem,
        expected="the whole file, with each quotation mark within a cell written twice",
    )
