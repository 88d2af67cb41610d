"""Bytes become a known publication and release, by what is inside and not by the file's name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from hnb.domain.errors import Place, SourceError
from hnb.sources.ees import read_ees
from hnb.sources.grid import Grid, Original, cell_of
from hnb.sources.layout import Taken, read_grid
from hnb.sources.source import Release, Source, matches, sources


@dataclass
class Recognised:
    """A file that is known: whose it is, which release (None where newer than any held), and its
    parts by name.
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
    found = []
    for source in sources().values():
        known = next((r for r in source.releases if original.sha256 in r.files.values()), None)
        parts = [
            (name, grid)
            for grid in original.parts.values()
            for name, spec in source.parts.items()
            if (not known or not known.parts or name in known.parts)
            and (not spec.get("releases") or (known and known.id in spec["releases"]))
            and is_part(spec["recognise"], grid, original)
        ]
        if parts:
            found.append(Recognised(source, known, parts, original))
    if not found:
        nothing = f"nothing in it is known (it holds {', '.join(list(original.parts)[:4])})"
        expected = "a file of one of the publications that `hnb data status` lists"
        raise SourceError(Place(file=original.name), found=nothing, expected=expected)
    return [one for one in found if one.release] or found


def is_part(how: dict[str, Any], grid: Grid, original: Original) -> bool:
    """Whether a sheet or CSV file answers to a description: its columns, its sheet's name, words in
    a cell, bytes.
    """
    if "starts" in how:
        held = how.get("holds", "").encode() in original.content[:4096]
        return (
            held
            and not grid.is_csv
            and original.content.lstrip().startswith(how["starts"].encode())
        )
    if "columns" in how:
        heads = [head.casefold() for head in grid.heads] if grid.is_csv else []
        if not all(
            any(re.fullmatch(column.casefold(), head) for head in heads)
            for column in how["columns"]
        ):
            return False
    if "sheet" in how and (grid.is_csv or not matches(f"^(?:{how['sheet']})$", grid.part)):
        return False
    for cell, pattern in how.get("says", {}).items():
        if not matches(pattern, grid.cell(*cell_of(cell))):
            return False
    return bool({"columns", "sheet", "says"} & how.keys())


def take(recognised: Recognised) -> Taken:
    """Tidy rows of every part of a recognised file, and the news of its layout."""
    whole = Taken()
    source = recognised.source
    for name, grid in recognised.parts:
        spec = source.parts[name]
        if spec["layout"] == "ees":
            taken = read_ees(source, spec, grid)
        elif spec["layout"] == "grid":
            taken = read_grid(source, spec, grid)
        else:
            taken = source.reader().read(source, name, spec, grid, recognised.original)
        for table, rows in taken.rows.items():
            whole.rows.setdefault(table, []).extend(rows)
        whole.news.extend(item for item in taken.news if item not in whole.news)
    return whole
