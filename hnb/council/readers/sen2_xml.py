"""The SEN2 return as its XML: each module as a table, with the references that tie them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from hnb.council.readers.cells import Row, unreadable
from hnb.domain.errors import Place, SourceError
from hnb.domain.words import quoted

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MOST_BYTES = 400_000_000
_EXPECTED = "a SEN2 return as XML"
# modules by their tag, whose case varies; of a plan both modules are under one request
_MODULES = {
    "person": "person",
    "requests": "requests",
    "assessment": "assessment",
    "namedplan": "namedplan",
    "plandetail": "plandetail",
    "activeplans": "activeplans",
    "placementdetail": "placementdetail",
    "senneed": "senneed",
}
_TIED_BY = {"person": "person id", "requests": "request id"}
_PLANS = {"namedplan", "plandetail", "activeplans", "placementdetail", "senneed"}
_HEADER = {"lea": "lea", "referencedate": "reference_date"}

Record = dict[str, str]


def is_return(start: bytes) -> bool:
    """Whether XML that starts so is a SEN2 return."""
    lowered = start.lower()
    return b"<person" in lowered or b"sen2" in lowered.partition(b"<header")[2]


def return_tables(path: Path) -> tuple[str, ...]:
    """The modules that have records."""
    return tuple(_read(path, path.stat().st_mtime_ns))


def return_rows(path: Path, name: str) -> Iterator[Row]:
    """The headings of a module and its records.

    Raises
    ------
    SourceError
        It has no record, or the file is no XML, is cut, or declares words of its own.
    """
    tables = _read(path, path.stat().st_mtime_ns)
    if name not in tables:
        problem = f"there is no module {quoted(name)}"
        raise SourceError(Place(file=path.name), found=problem, expected=", ".join(tables))
    columns = list(dict.fromkeys(key for record in tables[name] for key in record))
    yield columns
    for record in tables[name]:
        yield [record.get(column, "") for column in columns]


def return_header(path: Path) -> dict[str, str]:
    """What the header says: `lea` and `reference_date`, those that are there.

    Raises
    ------
    SourceError
        The file is no XML, or is cut.
    """
    root = _root(path)
    header = next((part for part in root.iter() if _tag(part) == "header"), root)
    return {_HEADER[_tag(part)]: part.text or "" for part in header.iter() if _tag(part) in _HEADER}


@lru_cache(maxsize=1)
def _read(path: Path, changed: int) -> Mapping[str, list[Record]]:
    """Records by module; `changed` is when the file was last written."""
    root = _root(path)
    authority = next((item.text or "" for item in root.iter() if _tag(item) == "lea"), "")
    tables: dict[str, list[Record]] = {}
    counts: dict[str, int] = {}
    _collect(root, {"LA number": authority.strip()}, tables, counts)
    return tables


def _root(path: Path) -> Element:
    from xml.etree.ElementTree import fromstring

    place = Place(file=path.name)
    if path.stat().st_size > MOST_BYTES:
        problem = f"it has more than {MOST_BYTES:,} bytes"
        raise SourceError(place, found=problem, expected=_EXPECTED)
    content = path.read_bytes()
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        problem = "it declares words of its own, which no return needs"
        raise SourceError(place, found=problem, expected=_EXPECTED)
    with unreadable(place, "the XML is broken, or cut before its end", _EXPECTED):
        return fromstring(content)


def _collect(
    element: Element, known: Record, tables: dict[str, list[Record]], counts: dict[str, int]
) -> None:
    """Add the records below an element; `known` is what ties them to those above."""
    for part in element:
        tag = _tag(part)
        below = dict(known)
        if tag in _MODULES:
            if name := _TIED_BY.get(tag):
                counts[tag] = counts.get(tag, 0) + 1
                below[name] = str(counts[tag])
            ties = dict(below)
            if tag in _PLANS:
                ties["plan id"] = below.get("request id", "")
            fields = {_tag(leaf): (leaf.text or "").strip() for leaf in part if not len(leaf)}
            tables.setdefault(_MODULES[tag], []).append(ties | fields)
        _collect(part, below, tables, counts)


def _tag(element: Element) -> str:
    """The name of an element, in small letters and without its namespace."""
    return element.tag.rpartition("}")[2].casefold()
