"""Take a person's file in beside what the package holds: told first, then whole or not at all."""

from __future__ import annotations

import re
import zipfile
from calendar import month_name
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from hnb.domain import areas, paths
from hnb.domain.errors import Place, SourceError
from hnb.sources.authorities.reorganise import read_orders, reorganised
from hnb.sources.grid import Original, open_original
from hnb.sources.kinds import FIRST_YEAR
from hnb.sources.recognise import Recognised, recognise
from hnb.sources.source import matches
from hnb.store import doubts
from hnb.store.build import describe, gather, table_csv
from hnb.store.compare import Change, change
from hnb.store.files import (
    file_name,
    forget,
    load,
    read_releases,
    read_table,
    releases,
    write_releases,
)
from hnb.store.lock import alone
from hnb.store.write import csv_text, write_manifest, write_whole
from hnb.tables import Table, table

if TYPE_CHECKING:
    from hnb.sources.definition import Release

PATIENCE = 10  # seconds
BOOKS = (".xlsx", ".xls", ".ods", ".zip")


@dataclass(frozen=True)
class Addition:
    """What a file is and what taking it in would do.

    `release` is None where the file is held already. `news` is what its layout has that a known one
    has not; it has to be accepted before anything is taken in. `says` is what a list of authorities
    changes, in words. `doubts` are what the rules of
    `hnb.store.doubts` say of the new figures alone. `csv_by_file` and `described` are what would be
    written: rows of tables, and what releases.yml says of the release.
    """

    file: str
    publication: str
    release: str | None
    published: date | None
    changes: tuple[Change, ...] = ()
    news: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    doubts: tuple[doubts.Doubt, ...] = ()
    csv_by_file: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)
    described: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)


def look(
    path: Path, published: date | None = None, successors: Path | None = None
) -> list[Addition]:
    """What a file is, and what is new, revised or gone in it against what is held; nothing is
    written.

    Parameters
    ----------
    path : Path
        A published file or a zip of them, by whatever name.
    published : date, optional
        When it was published, where the file itself does not say.
    successors : Path, optional
        Which authorities took the place of which, where the file is a list of authorities.

    Raises
    ------
    SourceError
        The file is not known, cannot be read, or does not say when it was published.
    """
    original = open_original(path)
    publications = recognise(original)
    parts_read = {grid.part for recognised in publications for _, grid in recognised.parts}
    unread = _unread_parts(original, parts_read)
    additions = []
    for recognised in publications:
        known, is_list = _held(recognised), recognised.source.name == "authorities"
        if known and (not is_list or recognised.release):
            additions.append(known)
        elif is_list:  # what it changes says whether it is held: a person may have deleted that
            fresh = _authorities(recognised, _new_release(recognised, published), successors)
            additions.append(known if known and not fresh.csv_by_file else fresh)
        else:
            additions.append(_fresh(recognised, _new_release(recognised, published), unread))
    return additions


def _held(recognised: Recognised) -> Addition | None:
    """What is said of a file that is held already; None of another."""
    source, original, known = recognised.source, recognised.original, recognised.release
    if known and known.id in releases():
        return Addition(original.name, source.publication, None, known.published)
    if any(original.sha256 in entry.get("checksums", ()) for entry in releases().values()):
        return Addition(original.name, source.publication, None, None)
    return None


def _new_release(recognised: Recognised, published: date | None) -> Release:
    """A release of a newer file, with the caveats that every release of the publication has had;
    what was said of one edition is not said of the next.
    """
    from hnb.sources.definition import Release

    source, original = recognised.source, recognised.original
    day = published or _dated(original)
    if day.year < FIRST_YEAR:
        raise SourceError(
            Place(file=original.name),
            found=f"it would have been published on {day}",
            expected=f"a day in {FIRST_YEAR} or later, in --published",
        )
    usual_caveats = set.intersection(*({*release.caveats} for release in source.releases))
    # not validated: a day still to come is said in the news, and refused until it is accepted
    return Release.model_construct(
        id=f"{source.name}-{day.isoformat()}-{original.sha256[:6]}",
        published=day,
        files={original.name: original.sha256},
        caveats=tuple(sorted(usual_caveats)),
    )


def _fresh(recognised: Recognised, release: Release, unread: Sequence[str]) -> Addition:
    """What taking in a release that is not held would do."""
    source, original = recognised.source, recognised.original
    rows, news = gather([(recognised, release)])
    news = [item.removeprefix(f"{release.id}: ") for item in news]
    news += [
        f"{part}: a file that is not known, and is left aside"
        for part in unread
        if not any(matches(f"^(?:{aside})$", part) for aside in source.aside)
    ]
    if release.published > date.today():
        news.append(f"published on {release.published}, a day that is still to come")
    parts: dict[str, list[str]] = {}
    texts = {
        (name, level): table_csv(table(name), level, level_rows, parts)
        for (name, level), level_rows in rows.items()
    }
    frames = {
        (name, level): _frame(text, table(name), level, original.name)
        for (name, level), text in texts.items()
    }
    described = describe(source, release, {name for name, _ in rows}, parts.get(release.id, []))
    return Addition(
        file=original.name,
        publication=source.publication,
        release=release.id,
        published=release.published,
        changes=tuple(
            change(table(name), level, fresh=frame, current=load(name, level))
            for (name, level), frame in frames.items()
        ),
        news=tuple(news),
        doubts=_doubts(frames),
        csv_by_file={file_name(*key): text for key, text in texts.items()},
        described={**described, "checksums": [original.sha256]},
    )


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


def _frame(text: str, spec: Table, level: str, file: str) -> pd.DataFrame:
    """New rows as a frame, once it keeps to the schema of its table."""
    from pandera.errors import SchemaError

    try:
        return spec.schema(level).validate(read_table(StringIO(text), spec, level))
    except SchemaError as fault:
        reason = " ".join(str(fault).split())[:200]
        raise SourceError(
            Place(file=file),
            found=f"{spec.name} does not keep to its schema ({reason})",
            expected=spec.says.rstrip("."),
        ) from None


def _unread_parts(original: Original, parts_read: set[str]) -> list[str]:
    """Tables in a release's zip that no source reads."""
    unread = [name for name, grid in original.parts.items() if grid.is_csv]
    unread += [name for name in _members(original) if name.lower().endswith(BOOKS)]
    return [name for name in unread if name not in parts_read]


def _members(original: Original) -> dict[str, date]:
    """What a zip of CSV files holds, and when each file was last changed; nothing where the file is
    another.
    """
    if original.content[:2] != b"PK" or not all(grid.is_csv for grid in original.parts.values()):
        return {}
    with zipfile.ZipFile(BytesIO(original.content)) as archive:
        return {member.filename: date(*member.date_time[:3]) for member in archive.infolist()}


def _dated(original: Original) -> date:
    """The day that the file itself gives: a date on an information sheet, or of the newest file in
    a zip.
    """
    for grid in original.parts.values():
        if not grid.is_csv and matches("information|cover", grid.part):
            for row in grid.rows[:40]:
                if day := _day_published(" ".join(map(str, row))):
                    return day
    if members := _members(original):
        return max(members.values())
    raise SourceError(
        Place(file=original.name),
        found="the file does not say when it was published",
        expected="the date in --published, such as --published 2026-06-25",
    )


def _day_published(text: str) -> date | None:
    match = re.search(rf"(\d{{1,2}}) ({'|'.join(month_name[1:])}) (20\d\d)", text)
    if match and matches("publi|updated|issued", text):
        return datetime.strptime(" ".join(match.groups()), "%d %B %Y").date()
    return None


def _doubts(frames: Mapping[tuple[str, str], pd.DataFrame]) -> tuple[doubts.Doubt, ...]:
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
    return tuple(
        doubt for doubt in doubts.doubts(merged, names) if (doubt.table, doubt.period) in periods
    )


def take_in(*additions: Addition, accept: bool = False) -> None:
    """Write additions into the folder of what this person has taken in.

    Raises
    ------
    SourceError
        The layout of one has news and it has not been accepted; none is written.
    """
    for addition in additions:
        if addition.news and not accept:
            news = "; ".join(addition.news[:6])
            raise SourceError(
                Place(file=addition.file),
                found=f"the layout is newer than any known: {news}",
                expected="--accept, once you have read what differs",
            )
    for addition in additions:
        if addition.release is not None:
            _take_in(addition, addition.release)


def _take_in(addition: Addition, release: str) -> None:
    """Write one addition: rows and doubts first, and the release last.

    Rows of a release that is not listed are never loaded, so that a stop half-way leaves everything
    as it was.
    """
    folder = paths.added()
    with alone(folder / ".lock", "`hnb data add` is writing", patience=PATIENCE):
        known = read_releases(folder)
        for name, text in addition.csv_by_file.items():
            # rows that a stop half-way left are dropped
            earlier = [line for line in _lines(folder / name)[1:] if f",{release}," not in line]
            head, *lines = text.splitlines()
            write_whole(folder / name, "\n".join([head, *earlier, *lines, ""]))
        listed = doubts.as_csv(addition.doubts).splitlines()
        # one heading, and no doubt twice where a stop half-way left it
        all_doubts = dict.fromkeys([*_lines(folder / "doubts.csv"), *listed])
        write_whole(folder / "doubts.csv", "\n".join([*all_doubts, ""]))
        write_releases(folder, {**known, release: dict(addition.described)})
        write_manifest(folder)
    forget()
    areas.forget()


def _lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []
