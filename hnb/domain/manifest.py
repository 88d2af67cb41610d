"""What is held is what was written: the files of a folder against the checksums in its manifest."""

from __future__ import annotations

import csv
import hashlib
import re
import time
from collections.abc import Iterator
from functools import cache
from io import StringIO
from pathlib import Path
from typing import NamedTuple

from hnb.domain import paths
from hnb.domain.errors import DamagedError, LockedError, Place
from hnb.domain.units import counted

NAME = "MANIFEST.csv"
COLUMNS = ("file", "rows", "sha256")
TRIES = 5  # a tenth of a second apart: another process may be between a file and its checksum


class Listed(NamedTuple):
    """What the manifest says of a file: the rows of a table (0 of another), and a checksum."""

    rows: int
    sha256: str


def content_of(file: Path) -> bytes:
    """The bytes of a held file, with plain line ends, once they are seen to be those written.

    Git may give a checkout the line ends of Windows; nothing else may differ.

    Raises
    ------
    DamagedError
        The file is gone, cannot be read, or is not as its folder's manifest says.
    """
    for attempt in range(1, TRIES + 1):
        try:
            return _checked(file)
        except DamagedError:
            _listed.cache_clear()
            if attempt == TRIES:
                raise
            time.sleep(0.1)
    raise AssertionError("the last attempt returns or raises")


def text_of(file: Path) -> str:
    """The same as text."""
    try:
        return content_of(file).decode("utf-8")
    except UnicodeDecodeError:
        raise damaged(file, "it is not text in UTF-8") from None


def is_held(file: Path) -> bool:
    """Whether a file is there, or should be: reading it says which is wrong."""
    return file.name in _listed(file.parent) or file.exists()


def check(folder: Path) -> None:
    """Refuse damage to any file that the manifest of a folder lists.

    Raises
    ------
    DamagedError
        A file is gone, cannot be read, or is not as the manifest says.
    """
    for name in _listed(folder):
        content_of(folder / name)


def manifest_text(folder: Path) -> str:
    """The manifest of a folder as it is now: each table and YAML file, its rows and checksum."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for file in _files(folder):
        content = _plain_ends(file.read_bytes())
        writer.writerow((file.name, *_described(file.name, content)))
    return text.getvalue()


def forget() -> None:
    """Read the manifests anew; needed by a long-running program after data were added."""
    _listed.cache_clear()


def damaged(file: Path, found: str) -> DamagedError:
    """The refusal of a held file, with the way to bring it back."""
    if file.is_relative_to(paths.added()):
        forward = f"what `hnb data add` wrote: move {file.parent} away, and take its files in again"
    elif file.parent.name == paths.PROTECTED:
        forward = "what `hnb council protect` wrote: run it again"
    elif "register" in file.parts:
        forward = "what `hnb render` wrote of an earlier release: bring it back from a copy"
    elif (paths.PACKAGE.parent / "pyproject.toml").exists():
        forward = (
            "what was published: `git checkout data/published` brings it back, and `make manifest` "
            "accepts a change made on purpose"
        )
    else:
        forward = "what was published: install hnb again to bring it back"
    return DamagedError(Place(file=str(file)), found=found, expected=forward)


def _refuse_taken_back(folder: Path) -> None:
    """Refuse to go on without what was taken in when this process first looked, as if it had never
    been.
    """
    if folder.parent == paths.added() and not folder.is_dir():
        raise LockedError(
            Place(file=str(folder)),
            found="what was taken in there was taken back meanwhile",
            expected="data that stay as they are until this command has ended",
            after="Nothing was changed; run it again (in a notebook, restart the kernel first).",
        )


def _files(folder: Path) -> Iterator[Path]:
    for file in sorted(folder.iterdir()) if folder.is_dir() else ():
        is_ours = file.suffix in (".csv", ".yml") and not file.name.startswith(".")
        if is_ours and file.name != NAME:
            yield file


def _plain_ends(content: bytes) -> bytes:
    return content.replace(b"\r\n", b"\n")


def _described(name: str, content: bytes) -> Listed:
    rows = content.count(b"\n") - 1 if name.endswith(".csv") else 0
    return Listed(rows, hashlib.sha256(content).hexdigest())


def _bytes_of(file: Path) -> bytes:
    try:
        if not file.exists():
            _refuse_taken_back(file.parent)
            raise damaged(file, "it is not there")
        if not file.is_file():  # a folder, or a pipe that would never end
            raise damaged(file, "it is not a file")
        return _plain_ends(file.read_bytes())
    except OSError as fault:
        raise damaged(file, f"it cannot be read ({fault.strerror or fault})") from None


def _checked(file: Path) -> bytes:
    listed = _listed(file.parent).get(file.name)
    content = _bytes_of(file)
    if listed is None:
        raise damaged(file, f"{NAME} does not list it")
    if _described(file.name, content) != listed:
        raise damaged(file, f"it has been changed or damaged: {_difference(content, listed)}")
    return content


def _difference(content: bytes, listed: Listed) -> str:
    """What is plainly wrong with a file, or that its checksum is another."""
    rows = content.count(b"\n") - 1
    head = content.partition(b"\n")[0]
    signs = (
        (not content.strip(), "it is empty"),
        (b"\x00" in content, "it holds null bytes, as after a write that was cut off"),
        (re.search(rb"^(<{7}|={7}|>{7})", content, re.MULTILINE), "it holds an unresolved merge"),
        (content.startswith(b"\xef\xbb\xbf"), "it was saved anew with a byte order mark"),
        (b";" in head and b"," not in head, "it was saved anew with semi-colons"),
        (not content.endswith(b"\n"), "its last line is cut off"),
        (
            listed.rows and rows != listed.rows,
            f"it has {counted(rows, 'rows')}, and {NAME} lists {listed.rows:,}",
        ),
    )
    return next((words for sign, words in signs if sign), f"its checksum is not that in {NAME}")


@cache
def _listed(folder: Path) -> dict[str, Listed]:
    """What the manifest of a folder lists; nothing where nothing was ever put there."""
    _refuse_taken_back(folder)
    file = folder / NAME
    if not file.exists() and folder != paths.published() and not any(_files(folder)):
        return {}
    try:
        lines = list(csv.reader(StringIO(_bytes_of(file).decode("utf-8")), strict=True))
    except (UnicodeDecodeError, csv.Error):
        raise damaged(file, "it is not a table") from None
    if not lines or tuple(lines[0]) != COLUMNS:
        raise damaged(file, f"its columns are not {', '.join(COLUMNS)}")
    listed: dict[str, Listed] = {}
    for row, cells in enumerate(lines[1:], 2):
        if len(cells) != 3 or not re.fullmatch(r"\d{1,9},[0-9a-f]{64}", ",".join(cells[1:])):
            raise damaged(file, f"row {row} is not a file, its rows and its checksum")
        if cells[0] in listed or Path(cells[0]).name != cells[0]:
            raise damaged(file, f"row {row} lists {cells[0]!r}, which is listed already or no name")
        listed[cells[0]] = Listed(int(cells[1]), cells[2])
    return listed
