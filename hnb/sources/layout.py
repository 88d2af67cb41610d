"""A grid and its layout make tidy rows; what a newer layout moved, added or left out is news that
is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from hnb.domain import areas, periods
from hnb.domain.errors import ParameterError, Place, SourceError, nearest
from hnb.sources.grid import Grid, cell_of, letters, position
from hnb.sources.source import Source, matches
from hnb.sources.symbols import value_and_status
from hnb.tables import table as table_named

if TYPE_CHECKING:
    from hnb.tables import Table

NINE = (
    "North East", "North West", "Yorkshire and The Humber", "East Midlands", "West Midlands", "East of England",
    "London", "South East", "South West",
)  # fmt: skip
REGIONS = {name.casefold(): name for name in (*NINE, "Inner London", "Outer London")} | {
    "london (inner)": "Inner London", "london (outer)": "Outer London",
}  # fmt: skip
TOTALS = {"england", *REGIONS}


@dataclass(frozen=True)
class Row:
    """One published value: where it belongs, what it is, and the cell that it stands in."""

    level: str
    area: int | str
    keys: dict[str, Any]
    value: int | float | str | None
    status: str
    part: str
    row: int
    column: str
    more: dict[str, str] = field(default_factory=dict)


@dataclass
class Taken:
    """What a part gave: rows by table, and the news of its layout."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    news: list[str] = field(default_factory=list)

    def add(self, table: Table, row: Row) -> None:
        """Another row of a table."""
        self.rows.setdefault(table.name, []).append(row)


@cache
def _named(name: str) -> int | None:
    try:
        return areas.find(name).la_code
    except ParameterError:
        return None


def whose(
    place: Place, code: object = "", name: object = "", ons: object = "", trust: str = "both"
) -> tuple[str, Any]:
    """The level and area that a row is about: ('authority', 855), ('region', 'East Midlands'),
    ('england', '').

    A number and a name must agree, since publishers have been known to shift one against the other;
    a source that is known to do so says which to `trust`.

    Raises
    ------
    SourceError
        The area is not known, or its number and its name disagree.
    """
    words = re.sub(r"\s+", " ", str(name)).strip()
    digits = re.sub(r"\.0$", "", str(code).strip())
    bare = re.sub(r"\d[\d,]*$", "", words).strip()
    if bare.casefold() in ("england", "england total", "national") or (
        not words and digits in ("970", "ENGLAND")
    ):
        return "england", ""
    if bare.casefold() in REGIONS and not re.fullmatch(r"[2-8]\d\d|9[0-4]\d", digits):
        return "region", REGIONS[bare.casefold()]
    known = areas.by_code()
    by_name = _named(words) if words else None
    by_code = (
        int(digits)
        if re.fullmatch(r"[2-9]\d\d", digits, re.ASCII) and int(digits) in known
        else None
    )
    other = str(ons).strip()
    if by_code is None and other:
        by_code = _named(other)
    if by_name is not None and (trust == "name" or (by_code is None and not digits and not other)):
        return "authority", by_name
    if by_code is None:
        near = nearest(words, [authority.name for authority in areas.everyone()]) if words else []
        hint = f" (nearest: {near[0]}, {_named(near[0])})" if near else ""
        found = f"authority {' '.join(filter(None, [digits, words])) or ons!r} is not known"
        raise SourceError(place, found=found, expected=f"a name or number in authorities.csv{hint}")
    if (
        trust == "code"
        or not words
        or by_name == by_code
        or (by_name is not None and _same_name(by_code, words))
    ):
        return "authority", by_code
    name = known[by_code].name
    if by_name is None:
        raise SourceError(
            place,
            found=f"authority {words!r} is not known",
            expected=f"a name of {name} ({by_code})",
        )
    found = f"number {by_code} ({name}) stands beside the name {words!r}, which is {by_name}"
    raise SourceError(place, found=found, expected="a number and a name of one authority")


def _same_name(code: int, words: str) -> bool:
    authority = areas.by_code()[code]
    return areas.plain(words) in {
        areas.plain(name) for name in (authority.name, *authority.aliases)
    }


def period_of(kind: str, text: object, place: Place) -> Any:
    """A period of that kind, or the reader's own error with its place."""
    try:
        return periods.READ[kind](text)
    except ParameterError as fault:
        raise SourceError(place, found=fault.found, expected=fault.expected) from None


def settled(table: Table, keys: dict[str, Any], place: Place) -> dict[str, Any]:
    """Keys checked to be those that the table has, its area apart."""
    wanted = [name for name in table.key if name != "la_code"]
    if sorted(keys) != sorted(wanted):
        raise SourceError(
            place, found=f"the layout gives {sorted(keys)} for {table.name}", expected=f"{wanted}"
        )
    return keys


def read_value(
    source: Source, table: Table, raw: object, place: Place, spec: dict[str, Any]
) -> tuple[int | float | str | None, str]:
    """The value and status of a cell of this table."""
    symbols = {
        **source.symbols,
        **{str(k).casefold(): v for k, v in spec.get("symbols", {}).items()},
    }
    if table.value.dtype == "str":
        return str(raw).strip(), "published"
    whole = table.value.dtype.startswith("Int")
    value, status = value_and_status(raw, place, symbols, int(spec.get("scale", 1)), whole)
    low = table.value.minimum
    if isinstance(value, (int, float)) and low is not None and value < low:
        if "below" in spec:  # the publisher's own slip, known and said in the source's caveats
            return None, spec["below"]
        raise SourceError(
            place, found=f"{value:,} is below {low:,}", expected=f"{table.value.says.rstrip('.')}"
        )
    return value, status


def row_of(
    source: Source,
    table: Table,
    grid: Grid,
    cell: tuple[int, int],
    area: tuple[str, Any],
    *,
    keys: dict[str, Any],
    spec: dict[str, Any] | None = None,
) -> Row:
    """The value in a cell (row from 1, column from 0) about an area; `spec` may give its symbols,
    scale and more.
    """
    place = grid.place(*cell)
    value, status = read_value(source, table, grid.cell(*cell), place, spec or {})
    return Row(
        *area, settled(table, keys, place), value, status, grid.part, cell[0], str(place.column)
    )


def headings(grid: Grid, rows: list[int]) -> list[str]:
    """The words above each column: merged headings carried to the right, the lowest row as it
    stands.
    """
    width = max((len(grid.rows[row - 1]) for row in rows if row <= len(grid.rows)), default=0)
    words = [""] * width
    for row in rows:
        carried = ""
        for column in range(width):
            own = str(grid.cell(row, column)).strip()
            carried = own or (carried if row != rows[-1] else "")
            words[column] = f"{words[column]} | {carried}" if carried else words[column]
    return [" ".join(text.split()).strip("| ").casefold() for text in words]


def find_column(grid: Grid, words: list[str], spec: dict[str, Any], news: list[str]) -> int | None:
    """The column with these words above it, at its letter or, in a newer layout, wherever it has
    moved.

    `letter` may name several, as where each year's layout has its own; a phrase of `heading` may
    give several wordings, with | between them. With `whole` a heading is one of the phrases, and no
    more.

    Raises
    ------
    SourceError
        No column has the words, or several have and no letter says which.
    """
    wanted = [" ".join(str(phrase).split()).casefold() for phrase in spec["heading"]]
    without = [" ".join(str(phrase).split()).casefold() for phrase in spec.get("without", ())]

    def fit(text: str) -> bool:
        if spec.get("whole"):
            return text.removesuffix(".0") in wanted
        held = all(any(wording in text for wording in phrase.split("|")) for phrase in wanted)
        return held and not any(phrase in text for phrase in without)

    fits = [place for place, text in enumerate(words) if fit(text)]
    usual = [position(letter) for letter in spec.get("letter", "").split()]
    there = [place for place in usual if place in fits]
    if there:
        return there[0]
    if len(fits) == 1:
        if usual:
            moved = (
                f"has moved from column {spec['letter'].replace(' ', ' or ')} to {letters(fits[0])}"
            )
            news.append(f"{grid.part}: '{spec['heading'][-1]}' {moved}")
        return fits[0]
    if not fits and spec.get("optional"):
        return None
    where = ", ".join(letters(place) for place in fits)
    found = f"columns {where} are all headed so" if fits else "no column has these words above it"
    expected = f"one column headed {' / '.join(map(str, spec['heading']))}"
    raise SourceError(grid.place(1, usual[0] if usual else None), found=found, expected=expected)


def read_grid(source: Source, part: dict[str, Any], grid: Grid) -> Taken:
    """Tidy rows of a sheet laid out by columns, one area a row.

    Rows are taken from `first_row` to `stop`, without those of `skip`, of other words than `where`
    gives for a column and, with `others: aside`, of an ONS code that is no authority's.

    Raises
    ------
    SourceError
        A column cannot be found, an area, period or symbol is not known; the sheet, row and column
        are named.
    """
    taken = Taken()
    words = headings(grid, part["header"])
    fixed = {**part.get("fixed", {}), **_period_of_sheet(part, grid)}
    columns: list[tuple[Table, dict[str, Any], dict[str, Any], int]] = []
    mapped: set[int] = set()
    for name, spec in part["tables"].items():
        table = table_named(name)
        for value in spec["values"]:
            column = find_column(grid, words, value, taken.news)
            if column is None:
                taken.news.append(f"{grid.part}: no column headed '{value['heading'][-1]}'")
                continue
            mapped.add(column)
            keys = {**fixed, **{k: v for k, v in value.items() if k in table.key}}
            columns.append(
                (table, {**spec, **value}, settled(table, keys, grid.place(1, column)), column)
            )
    ours = {_column(grid, word) for word in part["area"].values()}
    for column, text in enumerate(words):
        if (
            text
            and column not in mapped | ours
            and not any(matches(word, text) for word in part.get("ignore", ()))
        ):
            taken.news.append(
                f"{grid.part}: column {letters(column)} is new: {text.strip(' |')[:80]}"
            )
    for row, area in _areas(source, part, grid):
        for table, spec, keys, column in columns:
            taken.add(table, row_of(source, table, grid, (row, column), area, keys=keys, spec=spec))
    return taken


def _column(grid: Grid, word: str) -> int:
    """A column by its heading in a CSV file, or by its letter."""
    return grid.heads[word] if grid.is_csv and word in grid.heads else position(word)


def _period_of_sheet(part: dict[str, Any], grid: Grid) -> dict[str, Any]:
    found = {}
    for kind, spec in part.get("period", {}).items():
        cell = cell_of(spec["cell"])
        place, text = grid.place(*cell), " ".join(str(grid.cell(*cell)).split())
        match = re.search(spec["match"], text)
        if not match:
            raise SourceError(
                place, found=f"{text[:80]!r} names no year", expected=f"words like {spec['match']}"
            )
        found[kind] = period_of(kind, "-".join(filter(None, match.groups())), place)
    return found


def _areas(
    source: Source, part: dict[str, Any], grid: Grid
) -> Iterator[tuple[int, tuple[str, Any]]]:
    """Every row that is about an area at a wanted level, once."""
    seen: dict[tuple[str, Any], int] = {}
    where = {kind: _column(grid, word) for kind, word in part["area"].items()}
    only = {_column(grid, column): word for column, word in part.get("where", {}).items()}
    codes = {code for authority in areas.everyone() for code in authority.ons_codes}
    skip = {str(name).casefold() for name in part.get("skip", ())}
    for row in range(part["first_row"], len(grid.rows) + 1):
        cells = {kind: str(grid.cell(row, column)).strip() for kind, column in where.items()}
        text = " ".join(filter(None, cells.values()))
        if (
            not text
            or text.casefold() in skip
            or any(str(grid.cell(row, c)).strip() != only[c] for c in only)
        ):
            continue
        if (
            part.get("others") == "aside"
            and cells["ons"] not in codes
            and cells["name"].casefold() not in TOTALS
        ):
            continue
        if part.get("stop") and matches(part["stop"], text):
            break
        if (
            cells.get("code", "").casefold() in TOTALS
        ):  # where a total has its name in the first column
            cells = {"name": cells["code"]}
        area = whose(
            grid.place(row, part["area"].get("name") or next(iter(where.values()))),
            **cells,
            trust=part.get("trust", source.trust),
        )
        if area[0] not in part.get("levels", ("authority", "region", "england")):
            continue
        if area in seen:
            others = [
                column for column in range(len(grid.rows[row - 1])) if column not in where.values()
            ]
            if any(grid.cell(row, column) != grid.cell(seen[area], column) for column in others):
                found = f"{text} stands here and in row {seen[area]}, with other figures"
                raise SourceError(grid.place(row), found=found, expected="each area once")
            continue
        seen[area] = row
        yield row, area
    if not seen:
        raise SourceError(
            grid.place(part["first_row"]), found="no row is about an area", expected="a row an area"
        )
