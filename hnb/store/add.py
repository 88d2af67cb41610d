"""Take a person's file in beside what the package holds: said first, then whole or not at all."""

from __future__ import annotations

import re
import time
import zipfile
from calendar import month_name
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pandas as pd

from hnb.domain import paths
from hnb.domain.errors import Place, SourceError
from hnb.sources.grid import Original, open_original
from hnb.sources.recognise import Recognised, recognise
from hnb.sources.source import Release, matches
from hnb.store import doubts as sanity
from hnb.store.build import describe, gather, table_csv
from hnb.store.compare import Change, change
from hnb.store.files import (
    file_name,
    forget,
    load,
    read_releases,
    read_table,
    releases,
    write_whole,
)
from hnb.tables import Table, table

PATIENCE = 100  # tenths of a second


@dataclass(frozen=True)
class Addition:
    """What a file is and what taking it in would do.

    `release` is None where the file is held already. `news` is what its layout has that a known one
    has not; it has to be accepted before anything is taken in. `doubts` are what the rules of
    `sanity` say of the new figures alone.
    """

    file: str
    publication: str
    release: str | None
    published: date | None
    changes: tuple[Change, ...] = ()
    news: tuple[str, ...] = ()
    doubts: tuple[sanity.Doubt, ...] = ()
    _write: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)


def look(path: Path, published: date | None = None) -> list[Addition]:
    """What a file is, and what is new, revised or gone in it against what is held; nothing is
    written.

    Parameters
    ----------
    path : Path
        A published file or a zip of them, by whatever name.
    published : date, optional
        When it was published, where the file itself does not say.

    Raises
    ------
    SourceError
        The file is not known, cannot be read, or does not say when it was published.
    """
    original = open_original(path)
    found = recognise(original)
    read = {grid.part for one in found for _, grid in one.parts}
    return [_look(one, original, read, published) for one in found]


def _look(one: Recognised, original: Original, read: set[str], published: date | None) -> Addition:
    source, held = one.source, releases()
    known = one.release if one.release and one.release.id in held else None
    if known or any(original.sha256 in said.get("checksums", ()) for said in held.values()):
        return Addition(original.name, source.publication, None, known.published if known else None)
    day = published or _dated(one, original)
    # caveats that every release of the publication has had; what was said of one edition is not
    # said of the next
    usual = sorted(set.intersection(*({*release.caveats} for release in source.releases)))
    name = f"{source.name}-{day.isoformat()}-{original.sha256[:6]}"
    release = Release(name, day, {original.name: original.sha256}, usual)
    rows, news = gather([(one, release)])
    news += [
        f"{part}: a file that is not known, and is left aside"
        for part in _unknown(one, original, read)
    ]
    parts: dict[str, list[str]] = {}
    texts, frames, changes = {}, {}, []
    for spec, level, found in (
        (table(name), level, rows[name][level]) for name in rows for level in rows[name]
    ):
        text = texts[file_name(spec.name, level)] = table_csv(spec, level, found, parts)
        frame = frames[spec.name, level] = _valid(
            read_table(StringIO(text), spec, level), spec, level, original.name
        )
        changes.append(change(spec, level, frame, load(spec.name, level)))
    said = describe(source, release, list(rows), parts.get(name, [])) | {
        "checksums": [original.sha256]
    }
    return Addition(
        original.name,
        source.publication,
        name,
        day,
        tuple(changes),
        tuple(item.removeprefix(f"{name}: ") for item in news),
        _doubts(frames),
        {"texts": texts, "said": said},
    )


def _valid(frame: pd.DataFrame, spec: Table, level: str, file: str) -> pd.DataFrame:
    """The frame itself, once it keeps to the schema of its table."""
    from pandera.errors import SchemaError

    try:
        return spec.schema(level).validate(frame)
    except SchemaError as fault:
        found = f"{spec.name} does not keep to its schema ({' '.join(str(fault).split())[:200]})"
        raise SourceError(Place(file=file), found=found, expected=spec.says.rstrip(".")) from None


def _unknown(one: Recognised, original: Original, read: set[str]) -> list[str]:
    """Tables in a release's zip that no source reads and that are not among those left aside on
    purpose.
    """
    left = [part for part, grid in original.parts.items() if grid.is_csv and part not in read]
    books = (".xlsx", ".xls", ".ods", ".zip")
    left += [
        member.filename for member in _members(original) if member.filename.lower().endswith(books)
    ]
    return [
        part
        for part in left
        if not any(matches(f"^(?:{aside})$", part) for aside in one.source.aside)
    ]


def _members(original: Original) -> list[zipfile.ZipInfo]:
    """What a zip of CSV files holds; nothing where the file is another."""
    if original.content[:2] != b"PK" or not all(grid.is_csv for grid in original.parts.values()):
        return []
    with zipfile.ZipFile(BytesIO(original.content)) as archive:
        return archive.infolist()


def _dated(one: Recognised, original: Original) -> date:
    """The day that the file itself gives: a date on an information sheet, or of the newest file in
    a zip.
    """
    for grid in original.parts.values():
        if not grid.is_csv and matches("information|cover", grid.part):
            for text in (" ".join(map(str, row)) for row in grid.rows[:40]):
                found = re.search(rf"(\d{{1,2}}) ({'|'.join(month_name[1:])}) (20\d\d)", text)
                if found and matches("publi|updated|issued", text):
                    return datetime.strptime(" ".join(found.groups()), "%d %B %Y").date()
    if members := _members(original):
        return max(date(*member.date_time[:3]) for member in members)
    silent = "the file does not say when it was published"
    wanted = "the date in --published, such as --published 2026-06-25"
    raise SourceError(Place(file=original.name), found=silent, expected=wanted)


def _doubts(frames: dict[tuple[str, str], pd.DataFrame]) -> tuple[sanity.Doubt, ...]:
    """Doubts about what the file itself brings: the rules are run over the held figures with the
    new ones in place.
    """

    def merged(name: str, level: str = "authority") -> pd.DataFrame:
        fresh = [frames[name, level]] if (name, level) in frames else []
        return pd.concat([*fresh, load(name, level)]).drop_duplicates(table(name).key_at(level))

    fresh = {
        (name, str(period))
        for (name, _), frame in frames.items()
        if (kind := table(name).period)
        for period in frame[kind].unique()
    }
    names = list(dict.fromkeys(name for name, _ in frames))
    return tuple(
        doubt for doubt in sanity.doubts(merged, names) if (doubt.table, doubt.period) in fresh
    )


def take_in(addition: Addition, accept: bool = False) -> None:
    """Write an addition into the folder of what this person has taken in.

    Rows are written first and the release last; rows of a release that is not listed are never
    loaded, so that a stop half-way leaves everything as it was.

    Raises
    ------
    SourceError
        Its layout has news and it has not been accepted.
    """
    import yaml

    if addition.release is None:
        return
    if addition.news and not accept:
        found = f"the layout is newer than any known: {'; '.join(addition.news[:6])}"
        raise SourceError(
            Place(file=addition.file),
            found=found,
            expected="--accept, once you have read what differs",
        )
    folder = paths.added()
    with _alone(folder):
        for name, text in addition._write["texts"].items():
            before = (folder / name).read_text(encoding="utf-8") if (folder / name).exists() else ""
            # those of a stop half-way go
            kept = [line for line in before.splitlines()[1:] if f",{addition.release}," not in line]
            head, *lines = text.splitlines()
            write_whole(folder / name, "\n".join([head, *kept, *lines, ""]))
        said = {**read_releases(folder), addition.release: addition._write["said"]}
        write_whole(
            folder / "releases.yml",
            yaml.safe_dump(said, sort_keys=False, allow_unicode=True, width=120),
        )
        doubts = folder / "doubts.csv"
        fresh = sanity.as_csv(addition.doubts)
        told = (
            doubts.read_text(encoding="utf-8") + fresh.partition("\n")[2]
            if doubts.exists()
            else fresh
        )
        write_whole(doubts, told)
    forget()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One at a time: what another wrote meanwhile would be lost. A lock a minute old is of one that
    was killed.
    """
    lock = folder / ".adding"
    folder.mkdir(parents=True, exist_ok=True)
    for _ in range(PATIENCE):
        with suppress(FileExistsError):
            lock.mkdir()
            break
        with suppress(OSError):
            if time.time() - lock.stat().st_mtime > 60:
                lock.rmdir()
        time.sleep(0.1)
    else:
        raise SourceError(
            Place(file=str(folder)),
            found="another `hnb data add` is writing there",
            expected="its end",
        )
    try:
        yield
    finally:
        lock.rmdir()
