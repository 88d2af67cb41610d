"""Originals become data/published: the same bytes for everyone, or nothing."""

from __future__ import annotations

import hashlib
import shutil
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from hnb.domain import areas, paths
from hnb.domain.errors import HnbError, Place, SourceError
from hnb.sources.grid import Original, open_original
from hnb.sources.layout import Row
from hnb.sources.recognise import Recognised, recognise, take
from hnb.sources.source import Release, Source, sources
from hnb.store import doubts as sanity
from hnb.store.files import CELLS, LEVELS, csv_text, file_name, reader, write_whole
from hnb.tables import ALL, Table

Rows = dict[str, dict[str, list[tuple[Release, Row]]]]


def authorities_csv(original: Original) -> str:
    """authorities.csv from the screening list of codes."""
    source = sources()["authorities"]
    rows = list(source.reader().authorities(*original.parts.values(), source.releases[0].id))
    return csv_text(rows[0], (row.values() for row in rows))


def table_csv(
    spec: Table, level: str, rows: Iterable[tuple[Release, Row]], parts: dict[str, list[str]]
) -> str:
    """A table's CSV: its columns, then the part, row and column of the cell; in order of key and
    release.

    `parts` gathers each release's parts in order of first use; the CSV holds their number. What
    nearly every row would say is left blank: the status 'published', and the first part.
    """
    names, key = list(spec.dtypes_at(level)), spec.key_at(level)
    lines: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for release, row in rows:
        values = {
            "la_code": row.area,
            "region": row.area,
            **row.keys,
            "release": release.id,
            **row.more,
            "status": "" if row.status == "published" else row.status,
            spec.value.name: int(row.value)
            if isinstance(row.value, float) and row.value.is_integer()
            else row.value,
        }
        known = parts.setdefault(release.id, [])
        if row.part not in known:
            known.append(row.part)
        where = (*(values[name] for name in key), release.id)
        line = (
            *(values.get(name, "") for name in names),
            known.index(row.part) or "",
            row.row,
            row.column,
        )
        if where in lines and lines[where][:-3] != line[:-3]:
            place = Place(file=release.id, sheet=row.part, row=row.row, column=row.column)
            raise SourceError(
                place, found=f"{spec.name} has two values for {where[:-1]}", expected="one"
            )
        lines.setdefault(where, line)
    return csv_text([*names, *CELLS], (lines[where] for where in sorted(lines)))


def describe(
    source: Source, release: Release, tables: list[str], parts: list[str]
) -> dict[str, Any]:
    """What releases.yml says of a release."""
    rules = {
        name: next(iter(rule.values()))
        for name, rule in source.first_published.items()
        if name in tables
    }
    said = {
        "publisher": source.publisher,
        "publication": source.publication,
        "published": release.published.isoformat(),
        "licence": source.licence,
        "files": sorted(release.files),
        "parts": parts,
        "tables": sorted(tables),
        "caveats": {key: source.caveats[key] for key in release.caveats},
    }
    also = {
        "assembled_by": release.assembled_by,
        "note": release.note,
        "attribution": source.attribution,
        "first_published": rules,
    }
    return said | {name: words for name, words in also.items() if words}


def gather(originals: Iterable[tuple[Recognised, Release]]) -> tuple[Rows, list[str]]:
    """Rows of every recognised file by table and level, corrections applied, with the news of their
    layouts.
    """
    rows: Rows = {}
    news: list[str] = []
    for recognised, release in originals:
        taken = take(recognised)
        news += [f"{release.id}: {item}" for item in taken.news]
        for name, found in taken.rows.items():
            for row in corrected(recognised.source, release, name, found):
                rows.setdefault(name, {}).setdefault(row.level, []).append((release, row))
    return rows, news


def corrected(source: Source, release: Release, name: str, rows: list[Row]) -> list[Row]:
    """The rows, with what the source declares to be a publisher's mistake put right.

    Raises
    ------
    SourceError
        The mistake is no longer there: the correction has to go.
    """
    for fix in source.corrections:
        if fix["release"] != release.id or fix["table"] != name:
            continue
        says = [{"area": row.area, **row.keys} for row in rows]
        hits = [
            i
            for i, keys in enumerate(says)
            if all(keys.get(k) == word for k, word in fix["where"].items())
        ]
        values = [rows[i].value for i in hits]
        if not hits or any(value != fix["expect"] for value in values):
            found = f"the declared correction of {name} {fix['where']} finds {values}"
            expected = (
                f"{fix['expect']}: the publisher may have mended it, so take the correction out"
            )
            raise SourceError(Place(file=release.id), found=found, expected=expected)
        for i in hits:
            rows[i] = replace(rows[i], value=fix["value"], status="published")
    return rows


def write(folder: Path, rows: Rows, described: dict[str, tuple[Source, Release]]) -> None:
    """Write every table, releases.yml and MANIFEST.csv into a folder."""
    import yaml

    parts: dict[str, list[str]] = {}
    tables: dict[str, set[str]] = {}
    manifest = []
    for spec, level in ((spec, level) for spec in ALL.values() for level in LEVELS):
        found = rows.get(spec.name, {}).get(level, [])
        if found:
            file, text = file_name(spec.name, level), table_csv(spec, level, found, parts)
            write_whole(folder / file, text)
            manifest.append((file, text.count("\n") - 1, hashlib.sha256(text.encode()).hexdigest()))
            for name in {release.id for release, _ in found}:
                tables.setdefault(name, set()).add(spec.name)
    said = {
        name: describe(source, release, sorted(tables.get(name, ())), parts.get(name, []))
        for name, (source, release) in sorted(described.items())
    }
    write_whole(
        folder / "releases.yml",
        yaml.safe_dump(said, sort_keys=False, allow_unicode=True, width=120),
    )
    write_whole(folder / "MANIFEST.csv", csv_text(("file", "rows", "sha256"), sorted(manifest)))


def build(originals: Path, target: Path) -> list[str]:
    """Tabulate every known release into `target`, whole or not at all, and return the news of
    layouts.

    Parameters
    ----------
    originals : Path
        Folder of the publishers' files, at any depth.
    target : Path
        Folder of published tables; replaced when all has gone well.

    Raises
    ------
    SourceError
        A file that a release names is not there, or cannot be read.
    """
    described = {
        release.id: (source, release)
        for source in sources().values()
        for release in source.releases
    }
    wanted = {digest for _, release in described.values() for digest in release.files.values()}
    files = [path for path in sorted(originals.rglob("*")) if path.is_file()]
    by_digest = {
        digest: open_original(path)
        for path in files
        if (digest := hashlib.sha256(path.read_bytes()).hexdigest()) in wanted
    }
    for _, release in described.values():
        for file, digest in release.files.items():
            if digest not in by_digest:
                missing = f"not among the originals with checksum {digest[:12]}…"
                raise SourceError(
                    Place(file=file), found=missing, expected=f"the file of release {release.id}"
                )
    fresh = target.with_name(f".{target.name}.building")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    try:
        listed = sources()["authorities"]
        codes = authorities_csv(by_digest[next(iter(listed.releases[0].files.values()))])
        write_whole(fresh / "authorities.csv", codes)
        write_whole(target / "authorities.csv", codes)  # every other reader looks areas up here
        for cached in (areas.read, areas.everyone, areas.by_code, areas._index):
            cached.cache_clear()
        found = [
            (recognised, release)
            for source, release in described.values()
            if source.name != "authorities"
            for digest in release.files.values()
            for recognised in recognise(by_digest[digest])
            if recognised.source is source
        ]
        rows, news = gather(found)
        write(fresh, rows, described)
        write_whole(fresh / "doubts.csv", sanity.as_csv(sanity.doubts(reader(fresh))))
        if (
            kept := target / "hexagons.csv"
        ).exists():  # laid out by docs/hexagons.py, not tabulated
            shutil.copyfile(kept, fresh / kept.name)
        shutil.rmtree(target)
        fresh.rename(target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return news


def main() -> None:
    """`make data`: tabulate the originals beside the project, or in the folder named."""
    originals = (
        Path(sys.argv[1]) if len(sys.argv) > 1 else paths.PACKAGE.parent.parent / "shared" / "dfe"
    )
    try:
        for item in build(originals, paths.published()):
            print(item, file=sys.stderr)
    except HnbError as fault:
        sys.exit(str(fault))
    print(f"Tables written to {paths.published()}")


if __name__ == "__main__":
    main()
