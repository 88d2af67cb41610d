"""Bytes become a known publication and release, by what is inside and not by the file's name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hnb.domain.errors import Place, SourceError
from hnb.sources.ees import read_ees
from hnb.sources.grid import Grid, Original
from hnb.sources.layout import Taken, read_grid
from hnb.sources.places import cell_of
from hnb.sources.source import matches, reader, sources

if TYPE_CHECKING:
    from hnb.sources.definition import AnyPart, Recognise, Release, Source


@dataclass
class Recognised:
    """A file that is known: whose it is, which release (None where it is newer than any known), and
    its parts by name.
    """

    source: Source
    release: Release | None
    parts: list[tuple[str, Grid]]
    original: Original


def recognise(original: Original) -> list[Recognised]:
    """Every publication that the file holds parts of; a release's zip may hold another
    publication's table.

    Raises
    ------
    SourceError
        Nothing in it is known.
    """
    recognised = []
    for source in sources().values():
        digests = {
            digest: release for release in source.releases for digest in release.files.values()
        }
        release = digests.get(original.sha256)
        if parts := list(_parts(source, release, original)):
            recognised.append(Recognised(source, release, parts, original))
    if not recognised:
        raise SourceError(
            Place(file=original.name),
            found=f"nothing in it is known (it holds {', '.join(list(original.parts)[:4])})",
            expected="a file of one of the publications that `hnb data status` lists, as its "
            "publisher gives it: a CSV file as such, not saved as a workbook",
        )
    return [entry for entry in recognised if entry.release] or recognised


def _parts(
    source: Source, release: Release | None, original: Original
) -> Iterator[tuple[str, Grid]]:
    """The sheets and CSV files that are a part of a source; of a known release, those that it
    names.
    """
    wanted = release.parts if release and release.parts else source.parts
    for grid in original.parts.values():
        for name, part in source.parts.items():
            if name in wanted and is_part(part.recognise, grid, original):
                yield name, grid


def is_part(described: Recognise, grid: Grid, original: Original) -> bool:
    """Whether a sheet or CSV file answers to a description: its columns, its sheet's name, words in
    a cell, bytes.
    """
    if described.starts:
        return not grid.is_csv and _starts_so(original.content, described)
    if described.columns and not _has_columns(grid, described.columns):
        return False
    if described.sheet and not _is_sheet(grid, described.sheet):
        return False
    if not all(matches(says, grid.cell(*cell_of(cell))) for cell, says in described.says.items()):
        return False
    return bool(described.columns or described.sheet or described.says)


def _starts_so(content: bytes, described: Recognise) -> bool:
    starts, holds = described.starts.encode(), described.holds.encode()
    return content.lstrip().startswith(starts) and holds in content[:4096]


def _is_sheet(grid: Grid, pattern: str) -> bool:
    return not grid.is_csv and matches(f"^(?:{pattern})$", grid.part)


def _has_columns(grid: Grid, patterns: tuple[str, ...]) -> bool:
    heads = [head.casefold() for head in grid.heads] if grid.is_csv else []
    return all(
        any(re.fullmatch(pattern.casefold(), head) for head in heads) for pattern in patterns
    )


def take(recognised: Recognised) -> Taken:
    """Tidy rows of every part of a recognised file, and the news of its layout."""
    whole = Taken()
    for name, grid in recognised.parts:
        taken = _take_part(recognised, recognised.source.parts[name], grid)
        for table, rows in taken.rows.items():
            whole.rows[table] += rows
        whole.news.extend(item for item in taken.news if item not in whole.news)
    return whole


def _take_part(recognised: Recognised, part: AnyPart, grid: Grid) -> Taken:
    source = recognised.source
    if part.layout == "ees":
        return read_ees(source, part, grid)
    if part.layout == "grid":
        return read_grid(source, part, grid)
    taken: Taken = reader(source).read(source, part, grid, recognised.original)
    return taken
