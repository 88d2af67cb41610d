"""Files written whole: a reader sees the old one or the new one, never a part."""

from __future__ import annotations

import csv
import os
import time
from collections.abc import Iterable
from io import StringIO
from pathlib import Path

from hnb.domain.errors import HnbError, Place
from hnb.domain.manifest import NAME, forget, manifest_text

TRIES = 20  # a tenth of a second apart


def put_in_place(built: Path, target: Path) -> None:
    """Move a finished file or folder over another; tries again while another program holds it open.

    Raises
    ------
    HnbError
        It is still open there; what was there before is untouched.
    """
    for attempt in range(1, TRIES + 1):
        try:
            built.replace(target)
            return
        except PermissionError:  # Windows: a reader, a virus scanner or Excel has the target open
            if attempt == TRIES:
                raise HnbError(
                    Place(file=str(target)),
                    found="another program holds the file open",
                    expected="it to be closed",
                    after="The earlier file is as it was.",
                ) from None
            time.sleep(0.1)


def write_whole(target: Path, content: str | bytes) -> None:
    """Write a file so that a reader sees the old one or the new one, never a part."""
    target.parent.mkdir(parents=True, exist_ok=True)
    built = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        built.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        put_in_place(built, target)
    finally:
        built.unlink(missing_ok=True)


def write_manifest(folder: Path) -> None:
    """Write the checksums of the files of a folder, last of all: they are what is held from now."""
    write_whole(folder / NAME, manifest_text(folder))
    forget()


def csv_text(header: Iterable[str], lines: Iterable[Iterable[object]]) -> str:
    """A CSV of a heading and lines, as text."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(lines)
    return text.getvalue()
