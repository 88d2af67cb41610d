"""Find an authority by name, DfE number or ONS code; know when it opened and closed, and what stood
there before.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from unicodedata import normalize

from hnb.domain import paths
from hnb.domain.errors import ParameterError, Place, nearest
from hnb.domain.words import slug


@dataclass(frozen=True)
class Authority:
    """An upper-tier authority that has, or had, children's services.

    `ons_codes` are every code it has had, the current one first; `opened` and `closed` are None
    where it has stood throughout, and stands still.
    """

    la_code: int
    name: str
    ons_codes: tuple[str, ...]
    region: str
    opened: date | None = None
    closed: date | None = None
    predecessors: tuple[int, ...] = ()
    successors: tuple[int, ...] = ()
    aliases: tuple[str, ...] = ()

    def stands_at(self, when: date) -> bool:
        """Whether it existed on that day."""
        return (self.opened is None or self.opened <= when) and (
            self.closed is None or when < self.closed
        )


def _codes(text: str) -> tuple[int, ...]:
    return tuple(int(code) for code in text.split())


def read(path: Path) -> tuple[Authority, ...]:
    """Every authority in a CSV written by the authorities source, in order of DfE number."""
    with path.open(encoding="utf-8", newline="") as lines:
        return tuple(
            Authority(
                la_code=int(row["la_code"]),
                name=row["name"],
                ons_codes=tuple(row["ons_codes"].split()),
                region=row["region"],
                opened=date.fromisoformat(row["opened"]) if row["opened"] else None,
                closed=date.fromisoformat(row["closed"]) if row["closed"] else None,
                predecessors=_codes(row["predecessors"]),
                successors=_codes(row["successors"]),
                aliases=tuple(filter(None, row["aliases"].split("|"))),
            )
            for row in csv.DictReader(lines)
        )


@cache
def everyone() -> tuple[Authority, ...]:
    """Every authority, open and closed."""
    return read(paths.published() / "authorities.csv")


@cache
def by_code() -> dict[int, Authority]:
    """Every authority by DfE number."""
    return {authority.la_code: authority for authority in everyone()}


def current(when: date | None = None) -> tuple[Authority, ...]:
    """The authorities that stand on a day, or that have not closed."""
    return tuple(who for who in everyone() if who.stands_at(when or date.max))


@cache
def hexagons() -> dict[int, tuple[int, int]]:
    """Column and row of each current authority's cell on a map of hexagons (docs/hexagons.py lays
    it out).
    """
    with (paths.published() / "hexagons.csv").open(encoding="utf-8", newline="") as lines:
        return {
            int(row["la_code"]): (int(row["column"]), int(row["row"]))
            for row in csv.DictReader(lines)
        }


def forget() -> None:
    """Read the list and the map anew; needed by a long-running program after either was written."""
    for cached in (everyone, by_code, hexagons, _index):
        cached.cache_clear()


def plain(name: str) -> str:
    """What identifies a name: case, accents, '&', commas, stops, footnote digits, 'City of',
    'Council' are gone.
    """
    text = re.sub("[\u0300-\u036f]", "", normalize("NFKD", name))
    text = re.sub(r"\d+$", "", text.strip().casefold())
    text = re.sub(r"\(.*?\)", " ", text.replace("&", " and "))
    text = " ".join(re.sub(r"[^a-z ]", " ", text).replace("london borough", " ").split())
    bare = re.sub(r"\b(city|county|of|the|upon|council|borough|royal|metropolitan|ua)\b", " ", text)
    return (
        text if bare.strip() in ("", "london") else " ".join(bare.split())
    )  # the City is not the region


@cache
def _index() -> dict[str, tuple[Authority, ...]]:
    index: dict[str, tuple[Authority, ...]] = {}
    for authority in everyone():
        for name in {plain(word) for word in (authority.name, *authority.aliases)}:
            index[name] = (*index.get(name, ()), authority)
    return index


def _of_code(text: str) -> Authority | None:
    """The authority of a DfE number (which a spreadsheet may have written as 855.0) or ONS code."""
    if re.fullmatch(r"\d{3}(\.0)?", text) and int(text[:3]) in by_code():
        return by_code()[int(text[:3])]
    return next((who for who in everyone() if text.upper() in who.ons_codes), None)


def _of_name(text: str) -> Authority | None:
    """The authority of a name as written, or as `plain` has it.

    Of two that have had one name it is the one that is still open (Dorset: 835 to 2019, 838 since).
    """
    word = text.casefold()
    exact = [who for who in everyone() if word in map(str.casefold, (who.name, *who.aliases))]
    fitting = exact or _index().get(plain(text), ())
    return max(fitting, key=lambda who: who.closed or date.max, default=None)


def _near(text: str) -> str:
    """A clause that names the authorities most like a name; empty where none is."""
    part = f" {plain(text)} "  # Hull, London, Cheshire
    holding = [name for name in _index() if part in f" {name} "]
    near = [*dict.fromkeys([*holding, *nearest(plain(text), _index(), 3)])][:3]
    names = (f"{_index()[word][0].name} ({_index()[word][0].la_code})" for word in near)
    return f" (nearest: {', '.join(names)})" if near else ""


def find(who: str | int) -> Authority:
    """The authority that a person means.

    Parameters
    ----------
    who : str or int
        A name in any usual spelling, a three-digit DfE number, or a nine-character ONS code.

    Raises
    ------
    ParameterError
        Nothing fits; the nearest names are given.
    """
    text = str(who).strip()
    authority = _of_code(text) or _of_name(text)
    if authority is None:
        raise ParameterError(
            Place(parameter="authority"),
            found=f"no authority {text!r}",
            expected="a name, DfE number or ONS code of an English upper-tier authority"
            + _near(text),
        )
    return authority


def folder_name(authority: Authority) -> str:
    """The name of an authority's folder: `st-helens`.

    One that has left its name to another has its number too: `dorset-835`.
    """
    name = slug(authority.name, "-")
    return name if _of_name(authority.name) == authority else f"{name}-{authority.la_code}"
