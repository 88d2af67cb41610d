"""Bytes become a known publication and release, by what is inside and not by the file's name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hnb.domain.errors import Place, SourceError
from hnb.domain.words import LONGEST_QUOTED, quoted, shortened
from hnb.sources.ees import read_ees
from hnb.sources.files.grid import Grid, Original
from hnb.sources.files.places import cell_of
from hnb.sources.headings import NotThere
from hnb.sources.layout import Taken, read_grid
from hnb.sources.source import matches, reader, sources

if TYPE_CHECKING:
    from hnb.sources.definition import AnyPart, Release, Source
    from hnb.sources.kinds import Word
    from hnb.sources.parts import Confirmation, Recognise


@dataclass
class Recognised:
    """A file that is known: whose it is, which release (None where it is newer than any known), and
    its parts by name.

    `edition` holds what is known of the file and is not said in it, such as a vintage; `taken`
    remembers what each part gave, since a file may be compared with several releases.
    """

    source: Source
    release: Release | None
    parts: list[tuple[str, Grid]]
    original: Original
    edition: Mapping[str, Word] = field(default_factory=dict)
    taken: dict[object, Taken] = field(default_factory=dict, repr=False)


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
            edition = release.edition if release else {}
            recognised.append(Recognised(source, release, parts, original, edition))
    if not recognised:
        _refuse_set_aside(original)
        names = [shortened(part, LONGEST_QUOTED) for part in list(original.parts)[:4]]
        raise SourceError(
            Place(file=original.name),
            found=f"nothing in it is known (it holds {', '.join(names)})",
            expected="a file of one of the publications that `hnb data status` lists, with the "
            "headings that its publisher gives it; a publication that is new is described first "
            "(docs/how-to/a-newer-release.md)",
        )
    return [entry for entry in recognised if entry.release] or recognised


def set_aside(original: Original) -> dict[str, str]:
    """The files in an original that are known and not read, each with what it holds in words."""
    return {
        name: f"{described.says} ({source.publication})"
        for name, grid in original.parts.items()
        for source in sources().values()
        for described in source.set_aside.values()
        if is_part(described.recognise, grid, original)
    }


def _refuse_set_aside(original: Original) -> None:
    """Say what a file is that is known and that no table holds."""
    for name, says in set_aside(original).items():
        raise SourceError(
            Place(file=name),
            found=f"it is known, and holds {says}, which no table here takes",
            expected="another file of the release: no paper rests on this one",
        )


def _parts(
    source: Source, release: Release | None, original: Original
) -> Iterator[tuple[str, Grid]]:
    """The sheets and CSV files that are a part of a source; of a known release, those that it
    names.

    Raises
    ------
    SourceError
        A sheet fits two parts, so that nobody can say which it is.
    """
    wanted = release.parts if release and release.parts else source.parts
    for grid in original.parts.values():
        fitting = [
            name
            for name, part in source.parts.items()
            if part.recognise and is_part(part.recognise, grid, original)
        ]
        if len(fitting) > 1:
            raise SourceError(
                grid.place(1),
                found=f"{source.publication}: the sheet fits {' and '.join(fitting)} alike",
                expected="a sheet of one of them",
            )
        for name, part in source.parts.items():
            if name in wanted and (name in fitting or part.beside in fitting):
                yield name, grid


def is_part(described: Recognise, grid: Grid, original: Original) -> bool:
    """Whether a sheet or CSV file answers to a description: its columns, its sheet's name, words in
    a cell, bytes.
    """
    if described.starts:
        return not grid.is_csv and _starts_so(original.content, described)
    is_named = not described.sheet or _is_sheet(grid, described.sheet)
    is_headed = not described.columns or _has_columns(grid, described.columns)
    if not (is_named and is_headed):
        return False
    return _says(described, grid)


def _says(described: Recognise, grid: Grid) -> bool:
    """Whether the cells of a sheet or file say what a description wants of them."""
    is_said = (matches(says, grid.cell(*cell_of(cell))) for cell, says in described.says.items())
    is_there = (_has_cell(grid, pattern) for pattern in described.somewhere)
    given = described.columns or described.sheet or described.says
    return bool(given) and all(is_said) and all(is_there)


def _has_cell(grid: Grid, pattern: str) -> bool:
    """Whether a sheet has a cell with such words."""
    return any(matches(pattern, cell) for row in grid.rows for cell in row if isinstance(cell, str))


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
    """Tidy rows of every part of a recognised file, and the news of its layout.

    Of a file that is newer than any known, a part whose year the file does not confirm, or that
    lacks a column that is known, is left out, which is news; where that leaves nothing, the file is
    refused.

    Raises
    ------
    SourceError
        A part cannot be read, or does not confirm the year that its layout has fixed.
    """
    whole = Taken()
    refusals: list[SourceError] = []
    for name, grid in recognised.parts:
        part = recognised.source.parts[name]
        if refusal := _unconfirmed(part, grid):
            refusals.append(refusal)
            whole.news.append(f"{name} is left out: {refusal.place}: {refusal.found}")
            continue
        reading = (name, grid.part, *recognised.edition.items())
        try:
            if reading not in recognised.taken:
                recognised.taken[reading] = _take_part(recognised, part, grid)
        except NotThere as refusal:
            refusals.append(refusal)
            whole.news.append(f"{refusal.place}: {refusal.found}, and {name} is left out")
            continue
        taken = recognised.taken[reading]
        for table, rows in taken.rows.items():
            whole.rows[table] += rows
        whole.news.extend(item for item in taken.news if item not in whole.news)
    if refusals and (recognised.release or not whole.rows):
        raise refusals[0]
    return whole


def _unconfirmed(part: AnyPart, grid: Grid) -> SourceError | None:
    """The refusal of a sheet that does not say a year that its layout has fixed."""
    if part.layout not in ("grid", "ees"):
        return None
    for category, confirmation in part.confirm.items():
        for row, column in _cells(confirmation, grid):
            text = grid.text(row, column)
            if not _says_alone(confirmation.match, text):
                where = f"cell {grid.head(column)}{row}" if row == 1 else f"row {row}"
                return SourceError(
                    grid.place(row, column),
                    found=f"{where} says {quoted(text[:80])}, which is not {part.fixed[category]}: "
                    f"the layout that is known is that of this {category.replace('_', ' ')} alone",
                    expected=f"words like {confirmation.match}; nothing else in the file says its "
                    f"{category.replace('_', ' ')}",
                )
    return None


def _says_alone(pattern: str, text: str) -> bool:
    """Whether a text confirms a year, and names no other."""
    match = re.search(pattern, text, re.IGNORECASE)
    years = re.compile(r"(?<!\d)20\d\d(?!\d)")
    return match is not None and {*years.findall(text)} <= {*years.findall(match[0])}


def _cells(confirmation: Confirmation, grid: Grid) -> Iterator[tuple[int, int]]:
    """The cells that confirm a year, rows from 1 and columns from 0: one cell, or a column of a CSV
    file; where it has no such column, the place where its heading is missed.
    """
    column = grid.heads.get(confirmation.at) if grid.is_csv else None
    if column is not None:
        yield from ((row, column) for row in range(2, len(grid.rows) + 1) if grid.rows[row - 1])
    elif re.fullmatch(r"[A-Z]+\d+", confirmation.at):
        yield cell_of(confirmation.at)
    else:
        yield 1, len(grid.heads)


def _take_part(recognised: Recognised, part: AnyPart, grid: Grid) -> Taken:
    source = recognised.source
    if part.layout == "ees":
        taken = read_ees(source, part, grid)
        return reader(source).in_pounds(taken, grid) if part.unit else taken
    if part.layout == "grid":
        return read_grid(source, part, grid)
    if part.layout == "neighbours":
        whole: Taken = reader(source).read(source, part, grid, recognised.edition)
        return whole
    read: Taken = reader(source).read(source, part, grid, recognised.original)
    return read
