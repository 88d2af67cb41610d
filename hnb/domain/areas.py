"""Find an authority by name, DfE number or ONS code, with its dates and what was there before."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import _lru_cache_wrapper, cache
from io import StringIO
from pathlib import Path
from typing import NamedTuple, TypeVar

from hnb.domain import paths
from hnb.domain.errors import ParameterError, Place, SourceError, did_you_mean, nearest
from hnb.domain.manifest import damaged, is_held, text_of
from hnb.domain.words import UNSEEN, has_remark, plain, quoted, slug, typed

Value = TypeVar("Value")
_listed_in: list[Path] = []  # the list of authorities that is used in place of the published one
COLUMNS = (
    "la_code", "name", "ons_codes", "region", "opened", "closed", "predecessors", "successors",
    "aliases",
)  # fmt: skip
LIST = "authorities.csv"


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

    def changes_within(self, first: date, after: date) -> bool:
        """Whether it opened or closed between the first day of a period and the day after its
        last, so that it existed for a part of the period alone.
        """
        return any(day is not None and first < day < after for day in (self.opened, self.closed))


def read(path: Path) -> tuple[Authority, ...]:
    """Every authority in a CSV written by the authorities source, in the order of its rows.

    Raises
    ------
    SourceError
        A cell cannot be read, an authority has no name or shares its name or a code with
        another that stands, or a link between authorities is not named from both sides and in order
        of time; the row and the column are named.
    """
    return _checked(dict(_read(path.read_text(encoding="utf-8"), path.name)))


def _checked(by_place: Mapping[Place, Authority]) -> tuple[Authority, ...]:
    """A list of authorities, each with the place of its row, if nothing is wrong with it."""
    for fault in _faults(by_place):
        place = replace(fault.place, column=fault.column)
        raise SourceError(place, found=fault.found, expected=fault.expected, after="")
    return tuple(by_place.values())


def with_rows(file: str, rows: Iterable[Mapping[str, str]]) -> tuple[Authority, ...]:
    """The list of authorities as it would be with rows of a file; a fault in it is refused."""
    before = {Place(file=f"{LIST}, {who.name} ({who.la_code})"): who for who in everyone()}
    after = {
        (place := Place(file=f"{file}, {row['name']} ({row['la_code']})")): _authority(row, place)
        for row in rows
    }
    try:
        return _checked(_overlaid(before, after))
    except SourceError as fault:
        raise SourceError(fault.place, found=fault.found, expected=fault.expected) from None


def _overlaid(
    before: Mapping[Place, Authority], after: Mapping[Place, Authority]
) -> dict[Place, Authority]:
    """Authorities by the place of their row; of two rows for one authority the later holds."""
    by_code = {who.la_code: (place, who) for place, who in (*before.items(), *after.items())}
    return dict(by_code.values())


def _read(text: str, file: str) -> Iterator[tuple[Place, Authority]]:
    """The authorities of a list, each with the place of its row."""
    rows = csv.DictReader(StringIO(text, newline=""), restval="")
    for column in COLUMNS:
        if column not in (rows.fieldnames or ()):
            place = Place(file=file, row=1)
            raise SourceError(place, found=f"no column {column}", expected="it", after="")
    for number, row in enumerate(rows, 2):
        place = Place(file=file, row=number)
        yield place, _authority(row, place)


def _authority(row: Mapping[str, str], place: Place) -> Authority:
    """The authority in a row of the CSV."""

    def cell(column: str, kind: Callable[[str], Value], expected: str) -> Value:
        try:
            return kind(row[column])
        except ValueError:
            fault = f"{quoted(row[column])} cannot be used"
            place_of_cell = replace(place, column=column)
            raise SourceError(place_of_cell, found=fault, expected=expected, after="") from None

    numbers, day = "DfE numbers, of three digits", "nothing, or a day such as 2023-04-01"
    return Authority(
        la_code=cell("la_code", _code, "a DfE number, of three digits"),
        name=cell("name", _name, "a name"),
        ons_codes=tuple(row["ons_codes"].split()),
        region=cell("region", _name, "a region"),
        opened=cell("opened", _day, day),
        closed=cell("closed", _day, day),
        predecessors=cell("predecessors", _codes, numbers),
        successors=cell("successors", _codes, numbers),
        aliases=tuple(filter(None, row["aliases"].split("|"))),
    )


def _code(text: str) -> int:
    if not re.fullmatch(r"\d{3}", text, re.ASCII):
        raise ValueError
    return int(text)


def _codes(text: str) -> tuple[int, ...]:
    return tuple(map(_code, text.split()))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _name(text: str) -> str:
    """A name as people say it: 'Bristol', of 'Bristol, City of'."""
    if not text.strip():
        raise ValueError
    return re.sub(r", (City|County) of$", "", text)


class _Fault(NamedTuple):
    """What is wrong with the list of authorities, and where."""

    place: Place
    column: str
    found: str
    expected: str


def _faults(by_place: Mapping[Place, Authority]) -> Iterator[_Fault]:
    """What is wrong with a list of authorities, by the place of each."""
    listed: dict[int, Authority] = {}
    for place, who in by_place.items():
        if who.la_code in listed:
            yield _Fault(place, "la_code", f"{who.la_code} stands twice", "each authority once")
        if who.opened and who.closed and who.closed <= who.opened:
            fault = f"{who.name} closes on {who.closed} and opens on {who.opened}"
            yield _Fault(place, "closed", fault, "a day after it opened")
        listed[who.la_code] = who
    yield from _faults_of_names(by_place)
    for place, who in by_place.items():
        yield from _faults_of_links(place, who, listed)


def _faults_of_names(by_place: Mapping[Place, Authority]) -> Iterator[_Fault]:
    """ONS codes that two authorities have, and names that two have at the same time."""
    names: dict[str, list[Authority]] = {}
    ons_codes: dict[str, int] = {}
    for place, who in by_place.items():
        for code in who.ons_codes:
            if ons_codes.setdefault(code, who.la_code) != who.la_code:
                fault = f"{code} is a code of {ons_codes[code]} too"
                yield _Fault(place, "ons_codes", fault, "codes of its own")
        for name in {plain(word) for word in (who.name, *who.aliases)}:
            for other in names.get(name, ()):
                if _stand_together(who, other):
                    fault = f"{other.la_code} is called {quoted(name)} at the same time"
                    yield _Fault(place, "name", fault, "a name of its own")
            names.setdefault(name, []).append(who)


def _stand_together(who: Authority, other: Authority) -> bool:
    """Whether there is a day on which both stand."""
    first = max(who.opened or date.min, other.opened or date.min)
    return first < min(who.closed or date.max, other.closed or date.max)


def _faults_of_links(
    place: Place, who: Authority, listed: Mapping[int, Authority]
) -> Iterator[_Fault]:
    """What is wrong with what an authority says of those before and after it.

    Since each closed by the day on which the next opened, none can come before itself.
    """
    sides = (
        ("predecessors", who.predecessors, "successors"),
        ("successors", who.successors, "predecessors"),
    )
    for column, codes, back in sides:
        for code in codes:
            if code not in listed:
                near = did_you_mean(str(code), map(str, listed))
                yield _Fault(place, column, f"no authority {code} is listed", f"one that is{near}")
                continue
            if who.la_code not in getattr(listed[code], back):
                fault = f"{code} is named, and does not name {who.la_code} among its {back}"
                yield _Fault(place, column, fault, "each named by the other")
            pair = (listed[code], who) if column == "predecessors" else (who, listed[code])
            if fault := _out_of_order(*pair):
                yield _Fault(place, column, fault, "the earlier one to close by then")


def _out_of_order(before: Authority, after: Authority) -> str:
    """What is wrong with the days of one authority and the next; empty where nothing is."""
    if before.closed and after.opened and before.closed <= after.opened:
        return ""
    closed, opened = before.closed or "no day", after.opened or "no day"
    return f"{before.la_code} closed on {closed}, and {after.la_code} opened on {opened}"


_REMEMBERED: list[_lru_cache_wrapper[object]] = []


def remembered(function: Callable[..., Value]) -> _lru_cache_wrapper[Value]:
    """A function that is asked once, until the list of authorities is written: see `forget`."""
    asked_once = cache(function)
    _REMEMBERED.append(asked_once)
    return asked_once


@remembered
def everyone() -> tuple[Authority, ...]:
    """Every authority, open and closed; those that this person has taken in come last."""
    if _listed_in:
        return read(_listed_in[-1])
    listed = dict(_read(text_of(paths.published() / LIST), LIST))
    everybody = _checked(listed)
    for added in filter(is_held, (folder / LIST for folder in paths.added_folders())):
        text = text_of(added)
        try:
            # two rows of one place would be one authority
            listed = _overlaid(listed, dict(_read(text, f"{added.parent.name}/{LIST}")))
            everybody = _checked(listed)
        except (SourceError, csv.Error) as fault:
            raise damaged(added, str(fault).rstrip(".")) from None
    return everybody


@contextmanager
def listed_in(path: Path) -> Iterator[None]:
    """Take every authority from another list while the block runs, as where tables are built."""
    _listed_in.append(path)
    forget()
    try:
        yield
    finally:
        _listed_in.pop()
        forget()


@remembered
def by_code() -> dict[int, Authority]:
    """Every authority by DfE number."""
    return {authority.la_code: authority for authority in everyone()}


def current(when: date | None = None) -> tuple[Authority, ...]:
    """The authorities that stand on a day, today if not given."""
    return tuple(who for who in everyone() if who.stands_at(when or date.today()))


@remembered
def hexagons() -> dict[int, tuple[int, int]]:
    """Column and row of each current authority's cell on a map of hexagons (docs/hexagons.py lays
    it out).
    """
    file = paths.published() / "hexagons.csv"
    try:
        return {
            int(row["la_code"]): (int(row["column"]), int(row["row"]))
            for row in csv.DictReader(StringIO(text_of(file), newline=""))
        }
    except (KeyError, TypeError, ValueError):
        raise damaged(file, "a row is not a number, a column and a row") from None


def forget() -> None:
    """Read the list and the map anew; needed by a long-running program after either was written."""
    for cached in _REMEMBERED:
        cached.cache_clear()


@remembered
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

    Of two that have had one name it is the one that stands (Dorset: 835 to 2019, 838 since).
    """
    word = text.casefold()
    exact = [who for who in everyone() if word in map(str.casefold, (who.name, *who.aliases))]
    fitting = exact or _index().get(plain(text), ())
    today = date.today()
    return max(
        fitting, key=lambda who: (who.stands_at(today), who.closed or date.max), default=None
    )


def _near(text: str) -> str:
    """A clause that names the authorities most like a name; empty where none is."""
    part = f" {plain(text)} "  # Hull, London, Cheshire
    holding = [name for name in _index() if part in f" {name} "]
    near = [*dict.fromkeys([*holding, *nearest(plain(text), _index(), 3)])][:3]
    names = (f"{_index()[word][0].name} ({_index()[word][0].la_code})" for word in near)
    return f" (nearest: {', '.join(names)})" if near else ""


def as_published(text: str) -> Authority | None:
    """The authority that a file means by a name, a DfE number or an ONS code; a name may have the
    number of a note behind it, and a remark in brackets.
    """
    return _of_code(text) or _of_name(text)


def _says_more(name: str) -> bool:
    """Whether a name has words in brackets, or a number, that are no part of what it is called:
    `Kent (Medway)` and `Kent 2030`, but not `Bristol (City of)` and `Kent3`, with a note.
    """
    its_names = (word for who in everyone() for word in (who.name, *who.aliases))
    return has_remark(name) and name.casefold() not in map(str.casefold, its_names)


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
    text = typed(who)
    authority = as_published(text)
    says_more = authority != _of_code(text) and _says_more(text)
    if authority is None or says_more or UNSEEN.search(text):
        raise ParameterError(
            Place(parameter="authority"),
            found=f"no authority {quoted(text or who)}",
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
