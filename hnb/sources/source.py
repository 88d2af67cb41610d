"""What a source.yml says of a publication, its releases and its parts, and whether it says enough."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from hnb.domain.errors import Place, SourceError, did_you_mean
from hnb.domain.paths import PACKAGE
from hnb.tables import ALL

_PART_KEYS = {
    "layout", "recognise", "period", "area", "header", "first_row", "stop", "skip", "where", "others", "tables",
    "ignore", "fixed", "levels", "releases", "trust",
}  # fmt: skip


@dataclass(frozen=True)
class Release:
    """One edition of a publication: its files with their checksums, and the date that it gives
    itself.
    """

    id: str
    published: date
    files: dict[str, str]
    caveats: Sequence[str] = ()
    assembled_by: str = ""
    note: str = ""
    parts: Sequence[str] = ()


@dataclass(frozen=True)
class Source:
    """A publication as its folder describes it."""

    name: str
    publisher: str
    publication: str
    licence: str
    releases: Sequence[Release]
    parts: dict[str, dict[str, Any]]
    symbols: dict[str, str] = field(default_factory=dict)
    caveats: dict[str, str] = field(default_factory=dict)
    corrections: Sequence[dict[str, Any]] = ()
    first_published: dict[str, dict[str, str]] = field(default_factory=dict)
    attribution: str = ""
    trust: str = "both"
    aside: Sequence[str] = ()

    def release(self, name: str) -> Release:
        """The release of that id."""
        return next(release for release in self.releases if release.id == name)

    def reader(self) -> Any:
        """The module read.py beside the source.yml."""
        return import_module(f"hnb.sources.{self.name}.read")


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

    def check(
        said: dict[str, Any], what: str, known: Collection[str], needed: Collection[str]
    ) -> None:
        place = Place(file=f"sources/{name}/source.yml")
        for key in set(said) - set(known):
            listed = f"one of {', '.join(sorted(known))}{did_you_mean(key, known)}"
            raise SourceError(place, found=f"{what} has an unknown key {key!r}", expected=listed)
        for key in needed:
            if not said.get(key):
                raise SourceError(place, found=f"{what} has no {key}", expected=f"its {key}")

    check(
        data,
        "the file",
        _names(Source),
        ("publisher", "publication", "licence", "releases", "parts"),
    )
    for entry in data["releases"]:
        what = f"release {entry.get('id')}"
        check(entry, what, _names(Release), ("id", "published", "files"))
        check(
            dict.fromkeys(entry.get("caveats", ())),
            f"{what}, caveats,",
            data.get("caveats", {}),
            (),
        )
        if not isinstance(entry["published"], date):
            check({}, what, (), ("date of publication",))
    for part, spec in data["parts"].items():
        check(spec, f"part {part}", _PART_KEYS, ("tables",))
        check(spec["tables"], f"part {part}, tables,", {*ALL, "authorities"}, ())
    symbols = {str(key).casefold(): meaning for key, meaning in data.get("symbols", {}).items()}
    releases = tuple(Release(**entry) for entry in data["releases"])
    return Source(**{**data, "name": name, "releases": releases, "symbols": symbols})


def _names(what: type) -> set[str]:
    return {one.name for one in fields(what)} - {"name"}


@cache
def sources() -> dict[str, Source]:
    """Every source, by name; authorities first, since every other needs them."""
    folders = sorted(path.parent for path in (PACKAGE / "sources").glob("*/source.yml"))
    folders.sort(key=lambda folder: folder.name != "authorities")
    return {folder.name: read_source(folder) for folder in folders}


def matches(pattern: str, text: object) -> bool:
    """Whether a pattern of source.yml is in a text, whatever the case and white space."""
    return re.search(pattern, " ".join(str(text).split()), re.IGNORECASE) is not None
