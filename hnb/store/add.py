"""Take a person's file in beside what the package holds: told first, then whole or not at all."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from hnb.domain import areas, paths
from hnb.domain.errors import ParameterError, Place, SourceError
from hnb.doubts.doubt import Doubt
from hnb.doubts.rules import doubts, extracts
from hnb.sources.authorities.reorganise import read_orders, reorganised
from hnb.sources.dated import dated, members
from hnb.sources.files.grid import Original, open_original
from hnb.sources.kinds import FIRST_YEAR
from hnb.sources.recognise import Recognised, recognise, set_aside
from hnb.sources.source import matches
from hnb.store.build import describe, gather, table_csv
from hnb.store.compare import (
    Change,
    changes_of,
    odd_days,
    refuse_at_odds,
    refuse_unaccepted,
)
from hnb.store.doubts import as_csv
from hnb.store.files import (
    added_folders,
    file_name,
    forget,
    load,
    precedence,
    read_releases,
    releases,
    write_releases,
)
from hnb.store.identity import assembled_by, caveats_of, frame_of, held_as
from hnb.store.lock import alone
from hnb.store.write import (
    csv_text,
    put_in_place,
    sync,
    sync_all,
    write_manifest,
    write_whole,
)
from hnb.tables import ALL, table

if TYPE_CHECKING:
    from hnb.sources.definition import Release

PATIENCE = 10  # seconds
BUILDING = ".adding-"
BOOKS = (".xlsx", ".xls", ".ods", ".zip")


@dataclass(frozen=True)
class Addition:
    """What a file is and what taking it in would do.

    `release` is None where the file is held already. `news` is what its layout has that a known one
    has not; it has to be accepted before anything is taken in. `says` is what a list of authorities
    changes, in words. `doubts` are what the rules of
    `hnb.doubts` say of the new figures alone. `csv_by_file` and `described` are what would be
    written: rows of tables, and what releases.yml says of the release.
    """

    file: str
    publication: str
    release: str | None
    published: date | None
    changes: tuple[Change, ...] = ()
    news: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    csv_by_file: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)
    described: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)


def look(
    path: Path,
    published: date | None = None,
    successors: Path | None = None,
    *,
    vintage: int | None = None,
    moment: str = "",
) -> list[Addition]:
    """What a file is, and what in it is new, revised or withdrawn; nothing is written.

    Parameters
    ----------
    path : Path
        A published file or a zip of them, by whatever name.
    published : date, optional
        When it was published, where the file itself does not say.
    successors : Path, optional
        Which authorities took the place of which, where the file is a list of authorities.
    vintage : int, optional
        The year of a list of neighbours, where the file itself does not say.
    moment : str, optional
        When a service put it there: its day, where neither a person nor the file says one; and of
        two editions of one day the later comes first.

    Raises
    ------
    SourceError
        The file is not known, cannot be read, or does not say when it was published or what year or
        edition it is of.
    """
    original = open_original(path)
    publications = recognise(original)
    if vintage is not None:
        _note_vintage(publications, vintage)
    parts_read = {grid.part for recognised in publications for _, grid in recognised.parts}
    unread = _unread_parts(original, parts_read)
    additions = []
    for recognised in publications:
        known, is_list = _held(recognised), recognised.source.name == "authorities"
        if known and (not is_list or recognised.release):
            additions.append(known)
        elif is_list:  # what it changes says whether it is held: a person may have deleted that
            release = _new_release(recognised, published, moment)
            fresh = _authorities(recognised, release, successors)
            additions.append(known if known and not fresh.csv_by_file else fresh)
        else:
            release = _new_release(recognised, published, moment)
            additions.append(_fresh(recognised, release, unread, moment))
    return additions


def _note_vintage(publications: Sequence[Recognised], vintage: int) -> None:
    """Note the vintage that a person gives, or refuse it where no table has one."""
    for recognised in publications:
        if any("vintage" in table(name).key for name in _tables_of(recognised)):
            recognised.edition = {"vintage": vintage}
            return
    raise ParameterError(
        Place(parameter="vintage"),
        found=f"{publications[0].original.name} has no vintage ({publications[0].source.name})",
        expected="--vintage with a list of statistical neighbours alone",
    )


def _tables_of(recognised: Recognised) -> Collection[str]:
    """The tables that the parts of a file are laid out for."""
    parts = (recognised.source.parts[name] for name, _ in recognised.parts)
    return [name for part in parts for name in part.tables if name in ALL]


def _held(recognised: Recognised) -> Addition | None:
    """What is said of a file that is held already; None of another."""
    source, original, known = recognised.source, recognised.original, recognised.release
    if known and known.id in releases():
        return Addition(original.name, source.publication, None, known.published)
    if any(original.sha256 in entry.get("checksums", ()) for entry in releases().values()):
        return Addition(original.name, source.publication, None, None)
    if source.name != "authorities" and (release := held_as(recognised)):
        day = date.fromisoformat(str(releases()[release]["published"]))
        return Addition(original.name, source.publication, None, day)
    return None


def _new_release(recognised: Recognised, published: date | None, moment: str) -> Release:
    """A release of a newer file, with the caveats that every release of the publication has had;
    what was said of one edition is not said of the next.
    """
    from hnb.sources.definition import Release

    source, original = recognised.source, recognised.original
    day = published or dated(original, moment)
    if day.year < FIRST_YEAR:
        raise SourceError(
            Place(file=original.name),
            found=f"it would have been published on {day}",
            expected=f"a day in {FIRST_YEAR} or later, in --published",
        )
    # not validated: a day still to come is said in the news, and refused until it is accepted
    return Release.model_construct(
        id=f"{source.name}-{day.isoformat()}-{original.sha256[:6]}",
        published=day,
        files={original.name: original.sha256},
        caveats=tuple(sorted(caveats_of(recognised))),
        assembled_by=assembled_by(recognised),
    )


def _fresh(
    recognised: Recognised, release: Release, unread: Sequence[str], moment: str
) -> Addition:
    """What taking in a release that is not held would do."""
    source, original = recognised.source, recognised.original
    rows, news = gather([(recognised, release)])
    news = [item.removeprefix(f"{release.id}: ") for item in news]
    news += [
        f"{part}: a file that is not known, and is left aside"
        for part in unread
        if not any(matches(f"^(?:{aside})$", part) for aside in source.aside)
    ]
    parts: dict[str, list[str]] = {}
    texts = {
        (name, level): table_csv(table(name), level, level_rows, parts)
        for (name, level), level_rows in rows.items()
    }
    frames = _frames(texts, original.name)
    described = describe(source, release, {name for name, _ in rows}, parts.get(release.id, []))
    described |= {"moment": moment} if moment else {}
    return Addition(
        file=original.name,
        publication=source.publication,
        release=release.id,
        published=release.published,
        changes=changes_of(frames, precedence(described), original.name),
        news=(*news, *odd_days(original, release.published, frames)),
        doubts=(*extracts(frames, load), *_doubts(frames)),
        csv_by_file={file_name(*key): text for key, text in texts.items()},
        described={
            **described,
            "checksums": [original.sha256],
            **({"edition": dict(recognised.edition)} if recognised.edition else {}),
        },
    )


def _frames(texts: Mapping[tuple[str, str], str], file: str) -> dict[tuple[str, str], pd.DataFrame]:
    return {key: frame_of(text, table(key[0]), key[1], file) for key, text in texts.items()}


def _authorities(recognised: Recognised, release: Release, successors: Path | None) -> Addition:
    """What taking in a list of authorities would do: its new and changed rows are added, and the
    later of two rows for one authority holds.
    """
    source, original = recognised.source, recognised.original
    orders = read_orders(successors) if successors else None
    ((_, grid),) = recognised.parts
    changes = reorganised(grid, release, orders, successors.name if successors else "")
    header = (*areas.COLUMNS, "release", "row")
    lines = [[row[column] for column in header] for row in changes.rows]
    return Addition(
        file=original.name,
        publication=source.publication,
        release=release.id,
        published=release.published,
        says=changes.says or ("every authority in it is held as it says",),
        csv_by_file={areas.LIST: csv_text(header, lines)} if lines else {},
        described={**describe(source, release, (), []), "checksums": [original.sha256]},
    )


def _unread_parts(original: Original, parts_read: set[str]) -> list[str]:
    """Tables in a release's zip that no source reads."""
    known = set_aside(original)
    unread = [name for name, grid in original.parts.items() if grid.is_csv and name not in known]
    unread += [name for name in members(original) if name.lower().endswith(BOOKS)]
    return [name for name in unread if name not in parts_read]


def _doubts(frames: Mapping[tuple[str, str], pd.DataFrame]) -> tuple[Doubt, ...]:
    """Doubts about what the file itself brings: the rules are run over the figures held, with the
    new ones in their place.
    """

    def merged(name: str, level: str = "authority") -> pd.DataFrame:
        fresh = [frames[name, level]] if (name, level) in frames else []
        return pd.concat([*fresh, load(name, level)]).drop_duplicates(table(name).key_at(level))

    names = list(dict.fromkeys(name for name, _ in frames))
    periods = {
        (name, str(period))
        for (name, _), frame in frames.items()
        if (kind := table(name).period)
        for period in frame[kind].unique()
    }
    return tuple(doubt for doubt in doubts(merged, names) if (doubt.table, doubt.period) in periods)


def take_in(*additions: Addition, accept: bool = False) -> Path | None:
    """Write additions into the folder of what this person has taken in.

    Returns
    -------
    Path or None
        The folder that was written, which may be deleted to undo it; None where all is held.

    Raises
    ------
    SourceError
        The layout of one has news and it has not been accepted; none is written.
    """
    refuse_unaccepted(additions, accept)
    refuse_at_odds(additions)
    fresh = [addition for addition in additions if addition.release is not None]
    return _switch(fresh) if fresh else None


def _switch(additions: Sequence[Addition]) -> Path | None:
    """Write additions into a folder next to those that are held, and then move it among them: a
    stop before that one move leaves everything as it was, and one after it leaves all of it held.
    """
    home = paths.added()
    with alone(home / ".lock", "`hnb data add` is writing", patience=PATIENCE):
        clear(home)
        forget()  # what others have taken in while this one waited
        listed = {name for folder in added_folders() for name in read_releases(folder)}
        wanted = {str(entry.release): entry for entry in additions if entry.release not in listed}
        if not wanted:  # another command has taken them in meanwhile
            return None
        building = home / f"{BUILDING}{os.getpid()}"
        try:
            _write(building, wanted)
            sync_all(building)
            folder = _free_name(home, next(iter(wanted)))
            put_in_place(building, folder)
            with suppress(OSError):  # it is done, and a disk that is full now undoes nothing
                sync(home)
        finally:
            shutil.rmtree(building, ignore_errors=True)
    forget()
    areas.forget()
    return folder


def overlay(folder: Path, additions: Sequence[Addition]) -> None:
    """Write into an empty folder what this person has taken in, with additions taken in too: where
    `HNB_DATA` names it, everything is as it would be.
    """
    home = paths.added()
    if home.is_dir():
        shutil.copytree(home, folder, ignore=shutil.ignore_patterns(".*"))
    wanted = {str(entry.release): entry for entry in additions if entry.release is not None}
    folder.mkdir(parents=True, exist_ok=True)
    _write(_free_name(folder, next(iter(wanted))), wanted)


def clear(home: Path) -> None:
    """Remove what runs that were killed left behind; only one command is here at a time."""
    for file in home.iterdir():
        if file.name.startswith(BUILDING):
            shutil.rmtree(file, ignore_errors=True)
        elif re.fullmatch(r"\..+\.\d+", file.name) and file.is_file():
            file.unlink(missing_ok=True)


def _free_name(home: Path, release: str) -> Path:
    """A folder of a release's name that does not exist; one may be there in pieces."""
    names = chain([release], (f"{release}-{number}" for number in count(2)))
    return next(home / name for name in names if not (home / name).exists())


def _write(folder: Path, additions: Mapping[str, Addition]) -> None:
    """Write the rows, doubts and descriptions of releases into a folder of their own."""
    lines: dict[str, list[str]] = {"doubts.csv": as_csv(()).splitlines()}
    for addition in additions.values():
        tables = {**addition.csv_by_file, "doubts.csv": as_csv(addition.doubts)}
        for name, text in tables.items():
            head, *rows = text.splitlines()
            lines.setdefault(name, [head]).extend(rows)
    for name, text_lines in lines.items():
        write_whole(folder / name, "\n".join([*dict.fromkeys(text_lines), ""]))
    now = {"taken_in": datetime.now(UTC).isoformat(timespec="microseconds")}
    write_releases(folder, {name: {**entry.described, **now} for name, entry in additions.items()})
    write_manifest(folder)
