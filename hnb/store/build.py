"""Originals become data/published: the same bytes for everyone, or nothing."""

from __future__ import annotations

import argparse
import hashlib
import shutil
import sys
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hnb.domain import areas, paths, periods
from hnb.domain.errors import HnbError, Place, SourceError
from hnb.domain.manifest import content_of
from hnb.domain.plain import Json
from hnb.sources.files.grid import Original, open_original
from hnb.sources.layout import Row
from hnb.sources.recognise import Recognised, recognise, take
from hnb.sources.source import reader as source_reader
from hnb.sources.source import sources
from hnb.store.doubts import as_csv, doubts_in
from hnb.store.files import CELLS, LEVELS, file_name, read_releases, reader, write_releases
from hnb.store.lock import alone
from hnb.store.write import (
    csv_text,
    exchange,
    put_in_place,
    sync,
    sync_all,
    write_manifest,
    write_whole,
)
from hnb.tables import ALL, Table
from hnb.tables.columns import CORRECTED, PART_YEAR

if TYPE_CHECKING:
    from hnb.sources.definition import Correction, Release, Source

Rows = dict[tuple[str, str], list[tuple["Release", Row]]]  # by table and level
Released = tuple["Source", "Release"]
Originals = Mapping[str, Original]


def authorities_csv(original: Original) -> str:
    """authorities.csv from the screening list of codes."""
    source = sources()["authorities"]
    codes = source_reader(source)
    rows = list(codes.authorities(*original.parts.values(), source.releases[0].id))
    return csv_text(rows[0], (row.values() for row in rows))


def table_csv(
    spec: Table, level: str, rows: Iterable[tuple[Release, Row]], parts: dict[str, list[str]]
) -> str:
    """A table's CSV: its columns, then the part, row and column of the cell; in order of key and
    release.

    `parts` gathers each release's parts in order of first use; the CSV holds their number. What
    nearly every row would say is left blank: the status 'published', and the first part.

    Raises
    ------
    SourceError
        A release has two different values for one key.
    """
    names, key = list(spec.dtypes_at(level)), spec.key_at(level)
    lines: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for release, row in rows:
        values = _columns(spec, release, row)
        known_parts = parts.setdefault(release.id, [])
        if row.part not in known_parts:
            known_parts.append(row.part)
        cell = (known_parts.index(row.part) or "", row.row, row.column)
        line = (*(values.get(name, "") for name in names), *cell)
        where = (*(values[name] for name in key), release.id)
        earlier = lines.setdefault(where, line)
        if earlier[: len(names)] != line[: len(names)]:
            there = f"{known_parts[int(earlier[-3] or 0)]}, row {earlier[-2]}"
            raise SourceError(
                Place(file=release.id, sheet=row.part, row=row.row, column=row.column),
                found=f"{spec.name} has two values for {where[:-1]}: another is in {there}",
                expected="one, or the files of different years taken in one by one",
            )
    return csv_text([*names, *CELLS], (lines[where] for where in sorted(lines)))


def _columns(spec: Table, release: Release, row: Row) -> Json:
    """What the columns of a table hold for a row."""
    whole = isinstance(row.value, float) and row.value.is_integer()
    return {
        "la_code": row.area,
        "region": row.area,
        **row.keys,
        "release": release.id,
        **row.more,
        "status": "" if row.status == "published" else row.status,
        spec.value.name: int(row.value) if whole and row.value is not None else row.value,
    }


def describe(source: Source, release: Release, tables: Collection[str], parts: list[str]) -> Json:
    """What releases.yml says of a release."""
    rules = {
        name: next(iter(rule.values()))
        for name, rule in source.first_published.items()
        if name in tables
    }
    always = {
        "publisher": source.publisher,
        "publication": source.publication,
        "published": release.published.isoformat(),
        "licence": source.licence,
        "files": sorted(release.files),
        "parts": parts,
        "tables": sorted(tables),
        "caveats": {key: source.caveats[key] for key in release.caveats},
    }
    where_given = {
        "assembled_by": release.assembled_by,
        "note": release.note,
        "first_published": rules,
        "corrections": [
            {
                "table": correction.table,
                "where": dict(correction.where),
                "published": correction.expect,
                "value": correction.value,
                "reason": correction.reason,
            }
            for correction in source.corrections
            if correction.release == release.id and correction.table in tables
        ],
    }
    return always | {name: words for name, words in where_given.items() if words}


def gather(originals: Iterable[tuple[Recognised, Release]]) -> tuple[Rows, list[str]]:
    """Rows of every recognised file by table and level, corrections applied and part years marked,
    with the news of their layouts.
    """
    rows: Rows = defaultdict(list)
    news: list[str] = []
    for recognised, release in originals:
        taken = take(recognised)
        news += [f"{release.id}: {item}" for item in taken.news]
        for name, taken_rows in taken.rows.items():
            right = corrected(recognised.source, release, name, taken_rows)
            for row in part_years_marked(name, right):
                rows[name, row.level].append((release, row))
    return rows, news


def corrected(source: Source, release: Release, name: str, rows: list[Row]) -> list[Row]:
    """The rows, with what the source declares to be a publisher's mistake put right.

    Raises
    ------
    SourceError
        The mistake is no longer there: the correction has to go.
    """
    for correction in source.corrections:
        if correction.release == release.id and correction.table == name:
            wrong = [number for number, row in enumerate(rows) if _is_where(correction, row)]
            values = [rows[number].value for number in wrong]
            if not wrong or any(value != correction.expect for value in values):
                raise SourceError(
                    Place(file=release.id),
                    found=f"the declared correction of {name} {correction.where} finds {values}",
                    expected=f"{correction.expect}: the publisher may have mended it, so take the "
                    "correction out",
                )
            for number in wrong:
                rows[number] = replace(rows[number], value=correction.value, status=CORRECTED)
    return rows


def part_years_marked(name: str, rows: list[Row]) -> list[Row]:
    """The rows, with what happened in a part of a year marked: an authority that opened or closed
    within the year has no whole year's flow.
    """
    spec = ALL[name]
    if spec.period is None or not spec.over_time:
        return rows
    known, period = areas.by_code(), spec.period
    changed = {code for code, who in known.items() if who.opened or who.closed}

    def is_part(row: Row) -> bool:
        if row.level != "authority" or row.area not in changed or row.value is None:
            return False
        when = row.keys[period]
        first, after = periods.starts(period, when), periods.after(period, when)
        return known[int(row.area)].changes_within(first, after)

    return [replace(row, status=PART_YEAR) if is_part(row) else row for row in rows]


def _is_where(correction: Correction, row: Row) -> bool:
    keys = {"area": row.area, **row.keys}
    return all(keys.get(name) == word for name, word in correction.where.items())


def write(folder: Path, rows: Rows, known: Iterable[Released]) -> None:
    """Write every table, releases.yml and MANIFEST.csv into a folder."""
    parts: dict[str, list[str]] = {}
    tables: dict[str, set[str]] = defaultdict(set)
    for name, level in product(ALL, LEVELS):
        if (name, level) in rows:
            rows_at_level = rows[name, level]
            file, text = file_name(name, level), table_csv(ALL[name], level, rows_at_level, parts)
            write_whole(folder / file, text)
            for release_id in {release.id for release, _ in rows_at_level}:
                tables[release_id].add(name)
    releases = {
        release.id: describe(source, release, tables[release.id], parts.get(release.id, []))
        for source, release in known
    }
    write_releases(folder, dict(sorted(releases.items())))
    write_manifest(folder)


def build(originals: Path, target: Path, *also: Path) -> list[str]:
    """Tabulate every known release into `target`, whole or not at all, and return the news of
    layouts.

    Parameters
    ----------
    originals : Path
        Folder of the publishers' files, at any depth.
    target : Path
        Folder of published tables; replaced when all has gone well.
    *also : Path
        Files that are kept elsewhere.

    Raises
    ------
    SourceError
        A file that a release names is not there, or cannot be read.
    """
    known = [(source, release) for source in sources().values() for release in source.releases]
    by_digest = _open_all([originals, *also], [release for _, release in known])
    target = target.resolve()  # a link to a folder stays a link
    with alone(target.with_name(f".{target.name}.lock"), "`make data` is writing"):
        fresh = target.with_name(f".{target.name}.building")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        try:
            write_whole(fresh / "authorities.csv", _authorities_of(by_digest))
            with areas.listed_in(fresh / "authorities.csv"):
                rows, news = gather(_recognised(known, by_digest))
                write(fresh, rows, known)
                listed = doubts_in(reader(fresh), read_releases(fresh))
                write_whole(fresh / "doubts.csv", as_csv(listed))
            _keep_others(target, fresh)
            write_manifest(fresh)
            _switch(fresh, target)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    areas.forget()
    return news


def _keep_others(target: Path, fresh: Path) -> None:
    """Copy what else is in the folder, such as hexagons.csv (docs/hexagons.py lays it out)."""
    tables = {file_name(name, level) for name, level in product(ALL, LEVELS)}
    ours = {*tables, "authorities.csv", "doubts.csv", "releases.yml", "MANIFEST.csv"}
    for file in target.iterdir() if target.is_dir() else ():
        if file.name in ours:
            continue
        if file.is_dir() and not file.is_symlink():
            shutil.copytree(file, fresh / file.name, symlinks=True)
        elif file.suffix == ".csv":
            write_whole(fresh / file.name, content_of(file))  # refused where it is damaged
        else:
            shutil.copy2(file, fresh / file.name, follow_symlinks=False)


def _switch(fresh: Path, target: Path) -> None:
    """Put a finished folder in the place of another: in one step, so that whoever reads sees the
    old tables or the new ones, and a stop at any point leaves one of them whole.

    Where the system knows no such step (Windows), the old folder steps aside for a moment; a stop
    just then leaves it as `.published.before`, and the next run brings it back.
    """
    sync_all(fresh)
    before = target.with_name(f".{target.name}.before")
    if not target.exists() and before.exists():
        put_in_place(before, target)
    if not target.exists():
        put_in_place(fresh, target)
    elif not exchange(fresh, target):
        shutil.rmtree(before, ignore_errors=True)
        put_in_place(target, before)
        try:
            put_in_place(fresh, target)
        except BaseException:
            put_in_place(before, target)
            raise
        shutil.rmtree(before, ignore_errors=True)
    with suppress(OSError):  # it is done, and a disk that is full now undoes nothing
        sync(target.parent)


def _open_all(places: Iterable[Path], releases: Iterable[Release]) -> Originals:
    """The files of the releases, by their SHA-256, from folders and single files."""
    paths_by_digest = {
        hashlib.sha256(path.read_bytes()).hexdigest(): path
        for place in places
        for path in ([place] if place.is_file() else sorted(place.rglob("*")))
        if path.is_file()
    }
    opened = {}
    for release in releases:
        for file, digest in release.files.items():
            if digest not in paths_by_digest:
                raise SourceError(
                    Place(file=file),
                    found=f"not among the originals with checksum {digest[:12]}…",
                    expected=f"the file of release {release.id}",
                )
            opened[digest] = open_original(paths_by_digest[digest])
    return opened


def _authorities_of(by_digest: Originals) -> str:
    """The list of authorities among the originals, which every other reader looks up."""
    release = sources()["authorities"].releases[0]
    return authorities_csv(by_digest[next(iter(release.files.values()))])


def _recognised(
    known: Iterable[Released], by_digest: Originals
) -> Iterator[tuple[Recognised, Release]]:
    """Every file of every release as what it is; the list of authorities is read by itself."""
    for source, release in known:
        if source.name == "authorities":
            continue
        for digest in release.files.values():
            for recognised in recognise(by_digest[digest]):
                if recognised.source is source:
                    yield recognised, release


def main() -> int:
    """`make data`: tabulate the originals beside the project, or in the folder named."""
    beside = paths.PACKAGE.parent.parent / "shared" / "dfe"
    arguments = argparse.ArgumentParser(
        prog="python -m hnb.store.build", description="Tabulate the publishers' files."
    )
    arguments.add_argument(
        "originals", nargs="?", type=Path, default=beside, help="their folder (default %(default)s)"
    )
    arguments.add_argument("also", nargs="*", type=Path, help="files that are kept elsewhere")
    asked = arguments.parse_args()
    originals = asked.originals
    if not originals.is_dir():
        arguments.error(f"{originals} is no folder; nothing was written")
    try:
        for item in build(originals, paths.published(), *asked.also):
            print(item, file=sys.stderr)
    except HnbError as fault:
        print(fault, file=sys.stderr)
        return fault.exit_code
    print(f"Tables written to {paths.published()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
