"""The cache of originals: files as they were sent, each with a record of where it came from."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from hnb.domain import paths
from hnb.domain.words import slug
from hnb.fetch.edition import Edition, RemoteFile
from hnb.store.write import write_whole

RECORD, PART = ".record.json", ".part"
PART_RECORD = f"{PART}.list.json"  # next to a part: of which file it is
HELD = "held already"
_LONGEST_NAME = 100


@dataclass(frozen=True)
class Record:
    """What is known of an original.

    Parameters
    ----------
    address, licence : str
        Where it was got, and the licence of what it says.
    publication, release, published : str
        Of which edition it is, and the moment of its publication.
    key, updated : str
        What the service knows it by, and the moment at which it was put there.
    fetched : str
        The moment at which it was got.
    sha256, size : str, int
        Of the file as it is here.
    etag, modified : str
        By which the service says whether it has another now.
    outcome : str
        `held already` where all of it was.
    """

    address: str
    licence: str
    publication: str
    release: str
    published: str
    key: str
    updated: str
    fetched: str
    sha256: str
    size: int
    etag: str = ""
    modified: str = ""
    outcome: str = ""


def sha256_of(file: Path) -> str:
    """The SHA-256 of a file."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def place_of(edition: Edition, file: RemoteFile) -> Path:
    """Where an original is kept: a folder for each edition, so that a corrected one replaces
    nothing.
    """
    moment = re.sub(r"[^0-9T]", "", file.updated)[:15] or "undated"
    release = slug(edition.slug, "-")[:_LONGEST_NAME] or "release"
    return paths.cache() / slug(edition.publication, "-") / release / moment / safe_name(file.name)


def safe_name(name: str) -> str:
    """A name from a service as the name of a file, in its folder and nowhere else."""
    last = re.split(r"[\\/]", name)[-1]
    stem, dot, ending = re.sub(r"[^\w.() -]", "_", last).strip(" .").rpartition(".")
    return f"{(stem or 'file')[:_LONGEST_NAME]}{dot}{ending[:10]}" if ending else "file"


def record_file(original: Path) -> Path:
    """The record of an original."""
    return original.with_name(original.name + RECORD)


def write_record(original: Path, record: Record) -> None:
    """Write the record of an original."""
    write_whole(record_file(original), json.dumps(asdict(record), indent=1) + "\n")


def is_of_the_cache(file: Path) -> bool:
    """Whether a file is hidden, or only says something of another."""
    return file.name.startswith(".") or file.name.endswith((RECORD, PART_RECORD))


def read_record(original: Path) -> Record | None:
    """The record of an original that is as it was sent; None where it is not, or has none."""
    record = _read(record_file(original))
    if record and original.is_file() and original.stat().st_size == record.size:
        return record if sha256_of(original) == record.sha256 else None
    return None


def _read(file: Path) -> Record | None:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        record = Record(**content)
    except (OSError, ValueError, TypeError):
        return None
    texts = (value for name, value in content.items() if name != "size")
    is_usable = isinstance(record.size, int) and all(isinstance(text, str) for text in texts)
    return record if is_usable else None


def records(publication: str) -> Iterator[Record]:
    """The records of a publication's originals."""
    folder = paths.cache() / slug(publication, "-")
    for file in sorted(folder.rglob(f"*{RECORD}")):
        if record := _read(file):
            yield record
