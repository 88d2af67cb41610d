"""Whether a file that was downloaded is whole, and what was asked for."""

from __future__ import annotations

import csv
import zipfile
import zlib
from pathlib import Path

from hnb.fetch.edition import FetchError

_CHUNK = 1 << 20
_WANTED = {
    "csv": "a CSV file",
    "zip": "a zip",
    "workbook": "an XLSX or ODS workbook",
    "": "a CSV, XLSX, ODS or zip file",
}


class NotWhole(FetchError):
    """A file is cut; to ask for it again may help."""


def unpack(packed: Path, target: Path, largest: int) -> None:
    """Unpack what was sent as gzip.

    Raises
    ------
    NotWhole
        Its end is missing, or it is damaged.
    FetchError
        It is larger than `largest` bytes.
    """
    unpacking, size = zlib.decompressobj(31), 0
    with packed.open("rb") as source, target.open("wb") as unpacked:
        try:
            while chunk := source.read(_CHUNK):
                while chunk:
                    if unpacking.eof:  # several packed one after another are one file
                        unpacking = zlib.decompressobj(31)
                    piece = unpacking.decompress(chunk, _CHUNK)
                    size += len(piece)
                    if size > largest:
                        raise _too_large(largest)
                    unpacked.write(piece)
                    chunk = unpacking.unconsumed_tail or unpacking.unused_data
        except zlib.error as fault:
            raise NotWhole(found=f"what was sent as gzip is damaged ({fault})") from None
    if not unpacking.eof:
        raise NotWhole(found="what was sent as gzip has no end")


def _too_large(largest: int) -> FetchError:
    return FetchError(found=f"it has more than {largest:,} bytes", expected="a file that is read")


def check(file: Path, kind: str, *, rows: int | None, has_length: bool, largest: int) -> None:
    """Refuse a file that is not of its kind, or not whole.

    Parameters
    ----------
    file : Path
        What was downloaded, unpacked.
    kind : str
        `csv`, `zip` or `workbook`; empty where the name does not say.
    rows : int, optional
        Rows of data that a CSV file has by what the service says.
    has_length : bool
        Whether the length was known while it was sent.
    largest : int
        Bytes of all members of a zip.

    Raises
    ------
    NotWhole
        It is cut.
    FetchError
        It is something else, such as a web page.
    """
    with file.open("rb") as opened:
        start = opened.read(4096)
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not text:
        raise NotWhole(found="nothing was sent")
    is_packed = start[:4] in (b"PK\x03\x04", b"PK\x05\x06")
    if text[:1] == b"<":
        fault = "a web page was sent in its place"
        raise FetchError(found=fault, expected=f"{_WANTED[kind]}; a proxy may ask you to log in")
    if text[:1] == b"{" or (kind in ("zip", "workbook") and not is_packed):
        raise FetchError(found="something else was sent in its place", expected=_WANTED[kind])
    if is_packed and kind == "csv":
        raise FetchError(found="a zip was sent in its place", expected=_WANTED[kind])
    if is_packed:
        _check_zip(file, largest)
    elif not has_length or rows is not None:
        _check_rows(file, rows, has_length)


def _check_zip(file: Path, largest: int) -> None:
    """A zip that was cut has no list of its members at its end, or one that does not fit."""
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            if sum(member.file_size for member in members) > largest:
                raise _too_large(largest)
            damaged = archive.testzip()
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as fault:
        raise NotWhole(found=f"the zip is cut or damaged ({fault})") from None
    if damaged or not members:
        reason = f"its member {damaged[:80]} is damaged" if damaged else "it has no members"
        raise NotWhole(found=f"the zip is not whole: {reason}")


def _check_rows(file: Path, rows: int | None, has_length: bool) -> None:
    """A CSV file has the rows that the service counts, or where its length was said at least as
    many; without a count, at least an end of a line at its end.
    """
    if rows is None:
        with file.open("rb") as opened:
            opened.seek(-1, 2)
            if opened.read(1) not in (b"\n", b"\r"):
                raise NotWhole(found="the file ends in the middle of a line")
        return
    with file.open(encoding="utf-8", errors="replace", newline="") as lines:
        count = sum(1 for row in csv.reader(lines) if row) - 1
    if count < rows or (count > rows and not has_length):
        raise NotWhole(found=f"it has {count:,} rows, and the service counts {rows:,}")
