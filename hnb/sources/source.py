"""What a source.yml says of a publication, its releases and its parts, and whether it says enough."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from hnb.errors import Place, SourceError, did_you_mean
from hnb.paths import PACKAGE
from hnb.tables import ALL

_KEYS = {
    "publisher", "publication", "licence", "attribution", "symbols", "releases", "parts", "caveats", "corrections",
    "first_published", "trust", "aside",
}  # fmt: skip
_RELEASE_KEYS = {"id", "published", "files", "caveats", "assembled_by", "note", "parts", "dated_by"}
_PART_KEYS = {
    "layout", "recognise", "period", "area", "header", "first_row", "stop", "skip", "where", "tables", "ignore",
    "fixed", "levels", "releases", "trust",
}  # fmt: skip


@dataclass(frozen=True)
class Release:
    """One edition of a publication: its files with their checksums, and the date that it gives itself."""

    id: str
    published: date
    files: dict[str, str]
    caveats: tuple[str, ...] = ()
    assembled_by: str = ""
    note: str = ""
    parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """A publication as its folder describes it."""

    name: str
    publisher: str
    publication: str
    licence: str
    releases: tuple[Release, ...]
    parts: dict[str, dict[str, Any]]
    symbols: dict[str, str] = field(default_factory=dict)
    caveats: dict[str, str] = field(default_factory=dict)
    corrections: tuple[dict[str, Any], ...] = ()
    first_published: dict[str, dict[str, str]] = field(default_factory=dict)
    attribution: str = ""
    trust: str = "both"
    aside: tuple[str, ...] = ()

    def release(self, name: str) -> Release:
        """The release of that id."""
        return next(release for release in self.releases if release.id == name)

    def reader(self) -> Any:
        """The module read.py beside the source.yml."""
        return import_module(f"hnb.sources.{self.name}.read")


def _say(name: str, found: str, expected: str) -> SourceError:
    return SourceError(Place(file=f"sources/{name}/source.yml"), found=found, expected=expected)


def read_source(folder: Path) -> Source:
    """The source that a folder holds.

    Raises
    ------
    SourceError
        Its source.yml lacks something or says something that is not known; the key is named.
    """
    import yaml

    name = folder.name
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    data = yaml.load((folder / "source.yml").read_text(encoding="utf-8"), Loader=loader)
    for key in data:
        if key not in _KEYS:
            raise _say(name, f"unknown key {key!r}", f"one of {', '.join(sorted(_KEYS))}{did_you_mean(key, _KEYS)}")
    for key in ("publisher", "publication", "licence", "releases", "parts"):
        if not data.get(key):
            raise _say(name, f"no {key}", f"every source to name its {key}")
    caveats = data.get("caveats", {})
    releases = []
    for entry in data["releases"]:
        unknown = set(entry) - _RELEASE_KEYS
        if unknown or not {"id", "published", "files"} <= set(entry):
            raise _say(name, f"release {entry.get('id')} has keys {sorted(entry)}", "id, published and files")
        if not isinstance(entry["published"], date):
            raise _say(name, f"release {entry['id']} was published {entry['published']!r}", "a date")
        missing = set(entry.get("caveats", ())) - set(caveats)
        if missing:
            raise _say(name, f"release {entry['id']} has caveats {sorted(missing)}", "each written out under caveats")
        kept = {key: value for key, value in entry.items() if key not in ("caveats", "parts", "dated_by")}
        releases.append(
            Release(**kept, caveats=tuple(entry.get("caveats", ())), parts=tuple(entry.get("parts", ())))
        )
    for part, spec in data["parts"].items():
        unknown = set(spec) - _PART_KEYS
        if unknown:
            raise _say(name, f"part {part} has unknown keys {sorted(unknown)}", f"among {sorted(_PART_KEYS)}")
        for table in spec["tables"]:
            if table not in ALL and table != "authorities":
                raise _say(name, f"part {part} fills no known table {table!r}", f"a table{did_you_mean(table, ALL)}")
    return Source(
        name, data["publisher"], data["publication"], data["licence"], tuple(releases), data["parts"],
        {str(key).casefold(): value for key, value in data.get("symbols", {}).items()}, caveats,
        tuple(data.get("corrections", ())), data.get("first_published", {}), data.get("attribution", ""),
        data.get("trust", "both"), tuple(data.get("aside", ())),
    )  # fmt: skip


@cache
def sources() -> dict[str, Source]:
    """Every source, by name; authorities first, since every other needs them."""
    folders = sorted(path.parent for path in (PACKAGE / "sources").glob("*/source.yml"))
    folders.sort(key=lambda folder: folder.name != "authorities")
    return {folder.name: read_source(folder) for folder in folders}


def matches(pattern: str, text: object) -> bool:
    """Whether a pattern of source.yml is in a text, whatever the case and white space."""
    return re.search(pattern, " ".join(str(text).split()), re.IGNORECASE) is not None
