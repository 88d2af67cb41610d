"""A person's own file of boundaries, kept with what they have taken in, with the attribution that
it asks for.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from hnb.domain import paths
from hnb.domain.errors import Place, SourceError
from hnb.sources import boundaries
from hnb.sources.boundaries import Boundaries
from hnb.store.files import write_whole

ATTRIBUTION = (
    "Boundaries: Office for National Statistics, Open Government Licence; contains Ordnance Survey "
    "data, Crown "
    "copyright and database right"
)
LARGEST = 60_000_000  # bytes; a map for a page needs less than a hundredth of it


def is_map(path: Path) -> bool:
    """Whether a file calls itself JSON, as no table of a publisher's does."""
    return path.suffix.casefold() in (".json", ".topojson")


def look(path: Path) -> Boundaries:
    """What a file of boundaries holds; nothing is written.

    Raises
    ------
    SourceError
        It is too large, or is not TopoJSON of today's authorities.
    """
    if path.stat().st_size > LARGEST:
        expected = "generalised boundaries, which are drawn faster and look the same on a page"
        raise SourceError(
            Place(file=path.name),
            found=f"it is larger than {LARGEST // 1_000_000} MB",
            expected=expected,
        )
    return boundaries.read(path.read_bytes(), path.name)


def take_in(path: Path, attribution: str = "") -> None:
    """Keep a file of boundaries in place of any other, and what a map drawn of it has to say."""
    look(path)
    write_whole(paths.added() / "boundaries.json", path.read_bytes())
    write_whole(paths.added() / "boundaries.txt", attribution.strip() or ATTRIBUTION)
    _read.cache_clear()


def held() -> tuple[Boundaries, str] | None:
    """The boundaries that this person has added, with their attribution; None where there are none."""
    file = paths.added() / "boundaries.json"
    return _read(file) if file.exists() else None


@cache
def _read(file: Path) -> tuple[Boundaries, str]:
    said = file.with_suffix(".txt")
    words = said.read_text(encoding="utf-8").strip() if said.exists() else ATTRIBUTION
    return boundaries.read(file.read_bytes(), file.name), words
