"""What identifies the children and suppliers in a council's records, for the gate to look for."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date as Date
from itertools import chain, islice
from pathlib import Path

from hnb.council.definition import ColumnMapping, Layout, layout
from hnb.council.extracts import REJECTED, ROWS
from hnb.disclosure.gate import Gate
from hnb.disclosure.texts.identifiers import (
    NAME,
    POSTCODE,
    REFERENCE,
    SAID,
    SUPPLIER,
    SURNAME,
    Identifiers,
    days_in,
)
from hnb.disclosure.texts.public import package_texts
from hnb.domain.definitions import checked, read_yaml
from hnb.domain.errors import SourceError
from hnb.domain.paths import PROTECTED
from hnb.sources.files.places import letters

_SURNAME, _FORENAME = "surname", "forename"
# of a placement: providers that a paper may name, since they are no business
_STATE_FUNDED = {
    *("state-funded", "maintained special", "academy special", "mainstream school"),
    "resourced provision",
}
_LONGEST_CELL = 10_000_000
_AT_ONCE = 50_000  # rows


def gate_of(folder: Path) -> Gate:
    """The gate for papers that are made with a council's own records.

    Parameters
    ----------
    folder : Path
        The council's folder, with its `authority.yml`.

    Raises
    ------
    ParameterError
        As of `CouncilFolder.open`: no paper is made through another authority's `authority.yml`.
    DamagedError
        As of `refuse_unplanned`.
    """
    from hnb.council.folder import CouncilFolder
    from hnb.council.protect import refuse_unplanned

    council = CouncilFolder.open(folder)
    refuse_unplanned(council)
    disclosure = council.authority.disclosure
    protected = sorted((folder / PROTECTED).glob("*"))
    texts = (file.read_text(encoding="utf-8") for file in protected if file.is_file())
    days = {day for text in texts for _, day in days_in(text)}
    dates = tuple(map(Date.fromordinal, days))
    return Gate(identifiers_of(folder), disclosure.threshold, dates)


def identifiers_of(folder: Path) -> Identifiers:
    """The identifiers in every row that a council's folder holds, accepted or rejected.

    Parameters
    ----------
    folder : Path
        The council's folder. One without a private folder has protected tables alone, and no row.

    Returns
    -------
    Identifiers
        Without those that everybody has: what the package itself says, and the names of the
        council's state-funded schools.

    Raises
    ------
    ParameterError
        There are rows of a layout that is not known.
    """
    values: dict[str, set[str]] = {}
    home = folder / "private" / "rows"
    for name in sorted(path.name for path in home.glob("[!.]*")):
        defined = layout(name)  # rows of no known layout are refused, and not left unsearched
        for kind, several in _values(defined, _rows(folder, defined)).items():
            values.setdefault(kind, set()).update(several)
    schools = _state_funded_schools(folder) if (home / "schools").is_dir() else ()
    return Identifiers.of(values.items(), package_texts(), schools)


def rows_in(folder: Path, columns: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """The rows, accepted and rejected, in the folder of an extract, by our columns.

    Parameters
    ----------
    folder : Path
        That of one extract.
    columns : mapping
        What the file calls each of our columns, which is how rejected rows have it.
    """
    yield from _read(folder / ROWS, {name: [name] for name in columns})
    yield from _read(folder / REJECTED, {name: [heading] for name, heading in columns.items()})


def naming_columns(defined: Layout, columns: Mapping[str, str]) -> dict[str, str]:
    """Of a mapping's columns, those after which a file could be called: names, references and
    postcodes of children. The others of a large file take a minute to read again.
    """
    return {
        name: heading
        for name, heading in columns.items()
        if defined.columns[name].personal in (NAME, REFERENCE, POSTCODE)
    }


def names_in(file: str, sheet: str | None, headings: Iterable[str]) -> dict[str, str]:
    """The names that a file has, by what each is the name of."""
    columns = {f"the heading of column {letters(at)}": name for at, name in enumerate(headings)}
    return {"the name of the file": file, "the name of its sheet": sheet or "", **columns}


def refuse_names_of_children(
    defined: Layout, rows: Iterable[Mapping[str, str]], names: Mapping[str, str], after: str
) -> None:
    """Refuse a file that is called after a child in its rows, or has a sheet or a column that is:
    such names are repeated in messages, records and mappings.

    Parameters
    ----------
    rows : iterable of mapping
        By our columns, as the file has them.
    names : mapping
        By what it is the name of, each name of the file.
    after : str
        What became of the file.

    Raises
    ------
    SourceError
        It says which name has what kind of identifier, and repeats neither.
    """
    waiting = iter(rows)
    for first in waiting:
        part = chain([first], islice(waiting, _AT_ONCE))
        identifiers = Identifiers.of(_values(defined, part).items())
        for whose, name in names.items():
            kinds = {kind for _, kind in identifiers.in_text(name)}
            for kind in sorted(kinds & {NAME, SURNAME, REFERENCE, POSTCODE}):
                raise SourceError(
                    found=f"a file of {defined.name}: {whose} has {SAID[kind]}",
                    expected="names that tell of nobody, since they are repeated in messages and "
                    "mappings; call it something else",
                    after=after,
                )


def _values(defined: Layout, rows: Iterable[Mapping[str, str]]) -> dict[str, set[str]]:
    """The identifiers in rows, by their kind."""
    values: dict[str, set[str]] = {}
    for row in rows:
        for kind, value in _identifying(defined, row):
            values.setdefault(kind, set()).add(value)
    return values


def _rows(folder: Path, defined: Layout) -> Iterator[dict[str, str]]:
    """What every row of a layout has in the columns that matter here, by our name for them."""
    wanted = [name for name, column in defined.columns.items() if column.personal]
    if not wanted and defined.about != "schools":
        return
    home = folder / "private" / "rows" / defined.name
    headings = _headings(folder, defined)
    for file in sorted(home.glob("*/rows.csv")):
        yield from _read(file, {name: [name] for name in defined.columns})
    for file in sorted(home.glob("*/rejected.csv")):
        yield from _read(file, headings)


def _headings(folder: Path, defined: Layout) -> dict[str, list[str]]:
    """What a council may call each column: as its mapping has it, or as councils usually do."""
    file = folder / "mappings" / f"{defined.name}.yml"
    mapped: Mapping[str, str] = {}
    if file.is_file():
        mapped = checked(ColumnMapping, read_yaml(file, file=file.name), file=file.name).columns
    return {
        name: [mapped.get(name, name), name, *column.synonyms]
        for name, column in defined.columns.items()
    }


def _read(file: Path, headings: Mapping[str, Sequence[str]]) -> Iterator[dict[str, str]]:
    """The rows of a CSV file; a cell is as it was before it was made safe for a spreadsheet."""
    csv.field_size_limit(_LONGEST_CELL)
    with file.open(encoding="utf-8", newline="") as lines:
        reader = csv.reader(lines)
        header = [_bare(heading) for heading in next(reader, [])]
        places = {
            name: header.index(_bare(heading))
            for name, several in headings.items()
            for heading in reversed(several)
            if _bare(heading) in header
        }
        for row in reader:
            yield {
                name: row[place].removeprefix("'").strip()
                for name, place in places.items()
                if place < len(row)
            }


def _bare(heading: str) -> str:
    return " ".join(heading.removeprefix("'").casefold().replace("_", " ").split())


def _identifying(defined: Layout, row: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The identifiers of a row, each with its kind."""
    for name, column in defined.columns.items():
        value = row.get(name, "")
        if column.personal in (None, NAME) or not value:
            continue
        is_open = _STATE_FUNDED & {row.get("sector"), row.get("provider_kind")}
        if column.personal != SUPPLIER or not is_open:
            yield str(column.personal), value
    if row.get(_SURNAME):
        yield NAME, f"{row[_SURNAME]}, {row.get(_FORENAME, '')}"


def _state_funded_schools(folder: Path) -> Iterable[str]:
    for row in _rows(folder, layout("schools")):
        if row.get("state_funded") == "yes":
            yield row.get("school", "")
