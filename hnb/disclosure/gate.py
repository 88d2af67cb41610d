"""The release gate: what a render produced is searched for identifiers and small counts."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date as Date
from pathlib import Path

from hnb.disclosure.texts.files import Text, Unreadable, texts_of_file
from hnb.disclosure.texts.identifiers import SAID, Identifiers
from hnb.domain.errors import CheckError, Place
from hnb.tables import ALL

THRESHOLD = 6  # counts of children below it are withheld
SMALL_COUNT, UNREAD, IN_WORDS = "small_count", "unread", "in_words"
_SAID = SAID | {
    SMALL_COUNT: "a count of children, plans or cases that is too small to be released",
    IN_WORDS: "a number of children, plans or cases in its author's words that is too small to be "
    "released (docs/how-to/complete-a-paper.md says how to quote one that is published)",
    UNREAD: "a part that cannot be read, so that nobody can say what it has",
}
_UNNAMED = "a file or part whose name has what must not be released"
_MOST_NAMED = 10
_COUNCIL = ("council-", "made-up-council-")  # how releases of a council's records are called
# beside the units of the tables that count children
_COUNTS = {
    *("children", "people", "pupils", "plans", "requests", "assessments", "decisions", "appeals"),
    *(
        "cases",
        "records",
        "places",
        "placements",
        "reviews",
        "transfers",
        "learners",
        "young people",
    ),
}


@dataclass(frozen=True, order=True)
class Leak:
    """Something that must not be released: the file, where in it, and what kind of thing it is. The
    thing itself is not told.
    """

    file: str
    where: str
    kind: str

    def __str__(self) -> str:
        place = ", ".join(filter(None, (self.file, self.where)))
        return f"{place}: {_SAID[self.kind]}"


@dataclass(frozen=True)
class Gate:
    """What papers made from a council's own records are searched for.

    Parameters
    ----------
    identifiers : Identifiers
        Of the children and suppliers in the records.
    threshold : int
        Counts of children from one to below it are withheld.
    dates : collection of datetime.date
        Days that a paper may print whoever was born on them: those to which the records go.
    """

    identifiers: Identifiers = field(default_factory=Identifiers)
    threshold: int = THRESHOLD
    dates: Collection[Date] = ()

    def refuse_leaks(self, folder: Path, *dates: Date) -> None:
        """Refuse to release a folder that has an identifier or a small count.

        Parameters
        ----------
        folder : Path
            Everything that is released together.
        *dates : datetime.date
            Further days that it may print, such as that of the meeting.

        Raises
        ------
        CheckError
            It names files, places and kinds, and no identifier.
        """
        leaks = search(
            folder, self.identifiers, threshold=self.threshold, dates=(*self.dates, *dates)
        )
        if not leaks:
            return
        first, *others = map(str, leaks[:_MOST_NAMED])
        more = len(leaks) - 1 - len(others)
        clauses = [first, *others, *([f"and {more} more"] if more else [])]
        raise CheckError(
            Place(file=leaks[0].file),
            found="; ".join(clauses)
            .removeprefix(f"{leaks[0].file}, ")
            .removeprefix(f"{leaks[0].file}: "),
            expected="nothing that identifies a child or a supplier, and no count below "
            f"{self.threshold}",
            after="Nothing was released, and what was made was not kept.",
        )


def search(
    folder: Path,
    identifiers: Identifiers,
    *,
    threshold: int = THRESHOLD,
    dates: Collection[Date] = (),
) -> list[Leak]:
    """Everything under a folder that must not be released.

    Parameters
    ----------
    folder : Path
        It is searched with all folders within; names of files and folders too.
    identifiers : Identifiers
        What identifies a child or a supplier.
    threshold : int
        A Figure that rests on a table with `counts_children` and counts from 1 to below it is a
        leak, and so is a percentage of such a part, of such a whole or of such a rest.
    dates : collection of datetime.date
        Days that may be printed whoever was born on them.

    Returns
    -------
    list of Leak
        Each once, in order of file and place.
    """
    days = {day.toordinal() for day in dates}
    leaks: set[Leak] = set()
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        file = _nameable(name, identifiers)
        for _, kind in identifiers.in_text(name, dates=days):
            leaks.add(Leak(file, "its name", kind))
        if not path.is_file():
            continue
        content = path.read_bytes()
        try:
            for text in texts_of_file(content):
                leaks |= set(_leaks_of(text, file, identifiers, days))
        except Unreadable as fault:
            leaks.add(Leak(file, _nameable(str(fault), identifiers), UNREAD))
        if path.suffix in (".json", ".ipynb"):
            leaks |= {
                Leak(
                    _nameable(leak.file, identifiers), _nameable(leak.where, identifiers), leak.kind
                )
                for leak in _small_counts(content, file, threshold)
            }
    return sorted(leaks)


def _leaks_of(
    text: Text, file: str, identifiers: Identifiers, days: Collection[int]
) -> Iterator[Leak]:
    hits = identifiers.in_text(text.text, dates=days, from_bytes=text.from_bytes)
    for number, kind in hits:
        yield Leak(file, _nameable(text.place(number), identifiers), kind)


def _nameable(name: str, identifiers: Identifiers) -> str:
    """A name as a message may have it: not where the name itself tells whose it is."""
    return _UNNAMED if identifiers.in_text(name) else name


def _small_counts(content: bytes, file: str, threshold: int) -> Iterator[Leak]:
    """The Figures of a ledger or notebook that count too few children, and where an author does."""
    try:
        document = json.loads(content)
    except ValueError:
        return
    if isinstance(document, dict) and {"figures", "stated"} <= document.keys():
        yield from (Leak(where, "", IN_WORDS) for where in _small_in_words(document, threshold))
    waiting: list[object] = [document]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += value
        elif isinstance(value, dict):
            waiting += value.values()
            if {"name", "value", "unit", "rows", "calculation"} <= value.keys() and _is_small(
                value, threshold
            ):
                where = f"figure {value['name']} ({value.get('period') or 'no period'})"
                yield Leak(file, where, SMALL_COUNT)


def _small_in_words(
    ledger: Mapping[str, list[Mapping[str, object]]], threshold: int
) -> Iterator[str]:
    """Where an author counts too few children, and not with a Figure that is published."""
    published = {
        f"{str(figure['value']).removesuffix('.0')} {figure['unit']}"
        for figure in ledger["figures"]
        if not _rests_on_children(figure["rows"])
    }
    for statement in ledger["stated"]:
        people = statement.get("people")
        counts = set(map(str, people)) if isinstance(people, list) else set()
        if any(0 < int(count.partition(" ")[0]) < threshold for count in counts - published):
            yield str(statement["where"])


def _is_small(figure: Mapping[str, object], threshold: int) -> bool:
    """Whether a Figure as plain data rests on a council's records and counts too few."""
    rows = figure["rows"]
    tables = {row["table"] for row in rows} if isinstance(rows, list) else set()
    # of several tables it is a comparison of what they show, and no count in any of them
    if len(tables) > 1 or not _rests_on_children(rows):
        return False
    counts: list[object] = []
    if figure["unit"] in _counting_units() and not _is_movement(figure):
        counts = [figure["value"]]
    elif figure["unit"] == "percent":
        part, whole = figure.get("part"), figure.get("whole")
        counts = [part, whole]
        if isinstance(part, int | float) and isinstance(whole, int | float):
            counts.append(whole - part)
    return any(isinstance(count, int | float) and 0 < count < threshold for count in counts)


def _rests_on_children(rows: object) -> bool:
    """Whether rows are of a council's records: by their table, or in a published table's shape."""
    tables = {table.name for table in ALL.values() if table.counts_children}
    for row in rows if isinstance(rows, list) else ():
        if row["table"] in tables or any(name.startswith(_COUNCIL) for name in row["releases"]):
            return True
    return False


def _counting_units() -> set[str]:
    """What is counted: the units of whole numbers in the tables, and words for people and cases."""
    values = (table.value for table in ALL.values() if table.counts_children)
    return _COUNTS | {value.unit for value in values if value.dtype.startswith("Int")}


def _is_movement(figure: Mapping[str, object]) -> bool:
    """Whether a Figure is the later count less the earlier one, both of which are Figures too."""
    ends = str(figure.get("calculation")).split(" less ")
    return len(ends) == 2 and figure.get("period") == f"{ends[1]} to {ends[0]}"
