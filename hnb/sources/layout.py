"""A grid and its layout make tidy rows; what a newer layout moved, added or left out is news."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hnb.domain import areas, periods
from hnb.domain.errors import ParameterError, Place, SourceError, did_you_mean
from hnb.domain.words import quoted
from hnb.sources.area import TOTALS, Area, area_of
from hnb.sources.files.grid import Grid
from hnb.sources.files.places import cell_of, letters, position
from hnb.sources.headings import NotThere, find_column, fits, headings, moved
from hnb.sources.source import matches
from hnb.sources.symbols import MARKERS, PUBLISHED, markers, value_and_status
from hnb.tables import table

if TYPE_CHECKING:
    from hnb.sources.definition import GridPart, GridValue, Source
    from hnb.sources.parts import TableLayout
    from hnb.tables import Table

Value = int | float | str | None
Keys = Mapping[str, int | str]
# ONS codes of unitary authorities, metropolitan and London boroughs, and counties, not districts
_UPPER_TIER = re.compile(r"E(06|08|09|10)\d{6}")


@dataclass(frozen=True)
class Row:
    """One published value: where it belongs, what it is, and the cell that it was taken from."""

    level: str
    area: int | str
    keys: Keys
    value: Value
    status: str
    part: str
    row: int
    column: str
    more: Mapping[str, str] = field(default_factory=dict)
    markers: tuple[str, ...] = ()  # after the number, such as r for revised


@dataclass
class Taken:
    """What a part gave: rows by table, and the news of its layout."""

    rows: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    news: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class CellReader:
    """What is known of the cells of one table: its symbols, its scale, and the status of a number
    below the least that the table allows (refused where there is none).
    """

    table: Table
    symbols: Mapping[str, str]
    scale: int
    below: str

    @classmethod
    def of(cls, source: Source, name: str, layout: TableLayout) -> CellReader:
        """The reader of a table's cells; the symbols of its layout come before the source's."""
        symbols = {**source.symbols, **layout.symbols}
        return cls(table(name), symbols, layout.scale, layout.below)

    def read(self, raw: object, place: Place) -> tuple[Value, str]:
        """The value and status of a cell."""
        column = self.table.value
        if column.dtype == "str":
            return str(raw).strip(), PUBLISHED
        whole = column.dtype.startswith("Int")
        unit = column.unit or ""
        value, status = value_and_status(
            raw, place, self.symbols, scale=self.scale, whole=whole, unit=unit
        )
        if value is None or column.minimum is None or value >= column.minimum:
            return value, status
        if self.below:  # the publisher's own slip, known and told in the source's caveats
            return None, self.below
        raise SourceError(
            place,
            found=f"{value:,} is below {column.minimum:,}",
            expected=column.says.rstrip("."),
        )


@dataclass(frozen=True)
class ValueColumn:
    """A column of a table's values, counted from 0, or several that are added up to make one; the
    keys of every value in it.
    """

    numbers: Sequence[int]
    cells: CellReader
    keys: Keys

    def row(self, grid: Grid, row: int, area: Area, keys: Keys) -> Row:
        """The value in a row (from 1) about an area, with further keys; of several columns the sum
        of those that have a figure.
        """
        raws = [grid.cell(row, number) for number in self.numbers]
        values = [
            self.cells.read(raw, grid.place(row, number))
            for raw, number in zip(raws, self.numbers, strict=True)
        ]
        value, status = values[0]
        figures = [figure for figure, _ in values if isinstance(figure, int | float)]
        if len(values) > 1 and figures:
            value, status = sum(figures), PUBLISHED
        column = "+".join(map(grid.head, self.numbers))
        marks = tuple(mark for raw in raws for mark in markers(raw))
        everything = {**self.keys, **keys}
        return Row(*area, everything, value, status, grid.part, row, column, markers=marks)


def markers_left_aside(grid: Grid, taken: Taken) -> Iterator[str]:
    """News of the markers after the numbers that were taken."""
    rows = [row for table_rows in taken.rows.values() for row in table_rows if row.markers]
    if not rows:
        return
    kinds = Counter(mark if mark in MARKERS else "note" for row in rows for mark in row.markers)
    listed = ", ".join(
        f"[{mark}] {MARKERS.get(mark, '')}".strip() + f" ({count:,})"
        for mark, count in sorted(kinds.items())
    )
    first = f"first in row {rows[0].row}, column {rows[0].column}"
    yield f"{grid.part}: markers after numbers are left aside: {listed}; {first}"


def period_of(kind: str, text: object, place: Place) -> int | str:
    """A period of that kind, or the reader's own error with its place."""
    try:
        return periods.READ[kind](text)
    except ParameterError as fault:
        raise SourceError(place, found=fault.found, expected=fault.expected) from None


def settled(table: Table, keys: Keys, place: Place) -> Keys:
    """Keys checked to be those that the table has, its area apart."""
    wanted = [name for name in table.key if name != "la_code"]
    if sorted(keys) != sorted(wanted):
        raise SourceError(
            place, found=f"the layout gives {sorted(keys)} for {table.name}", expected=f"{wanted}"
        )
    return keys


def read_grid(source: Source, part: GridPart, grid: Grid) -> Taken:
    """Tidy rows of a sheet laid out by columns, one area a row.

    Raises
    ------
    SourceError
        A column cannot be found, or an area, period or symbol is not known; the sheet, row and
        column are named.
    """
    if grid.is_csv and grid.head_row > max(part.header):
        raise SourceError(
            grid.place(1),
            found=f"a title or a note is above the headings, which are in row {grid.head_row}",
            expected=f"the headings in row {max(part.header)}: take the rows above out in a copy",
        )
    taken = Taken()
    part = moved(part, grid, taken.news)
    grid.refuse_like_heads(part.header, _words_of_columns(part))
    words = headings(grid, part.header)
    columns = list(_columns(source, part, grid, words=words, news=taken.news))
    area_columns = _area_columns(part, grid)
    period_columns = _period_columns(part, grid)
    known = {*area_columns.values(), *period_columns.values()}
    known = known.union(*(column.numbers for column in columns))
    for number, text in enumerate(words):
        if text and number not in known and not any(matches(word, text) for word in part.ignore):
            heading = text.strip(" |")[:80]
            taken.news.append(f"{grid.part}: column {letters(number)} is new: {heading}")
    for row, area in _areas(source, part, grid, area_columns, period_columns):
        keys = {
            kind: period_of(kind, grid.text(row, number), grid.place(row, number))
            for kind, number in period_columns.items()
        }
        for column in columns:
            taken.rows[column.cells.table.name].append(column.row(grid, row, area, keys))
    taken.news += markers_left_aside(grid, taken)
    return taken


def _columns(
    source: Source, part: GridPart, grid: Grid, *, words: list[str], news: list[str]
) -> Iterator[ValueColumn]:
    """The columns of values that this sheet has."""
    fixed = {**part.fixed, **_period_of_sheet(part, grid)}
    for name, layout in part.tables.items():
        cells = CellReader.of(source, name, layout)
        for value in layout.values:
            if value.years:
                yield from _columns_of_years(value, grid, cells, words=words, fixed=fixed)
                continue
            number = find_column(grid, words, value, news)
            if number is None:
                news.append(f"{grid.part}: no column headed '{value.heading[-1]}'")
                continue
            keys = {**fixed, **value.categories}
            of_row = dict.fromkeys(part.period_column, "")
            settled(cells.table, {**of_row, **keys}, grid.place(1, number))
            yield ValueColumn((number,), cells, keys=keys)


def _columns_of_years(
    value: GridValue, grid: Grid, cells: CellReader, *, words: list[str], fixed: Keys
) -> Iterator[ValueColumn]:
    """Every column with the words of a value above it, each of the year that its own words name."""
    years: dict[object, int] = {}
    for number, text in enumerate(words):
        if not fits(value, text):
            continue
        place = grid.place(1, number)
        named = set(re.findall(r"(?<![\d/-])20\d\d(?:[/-]\d\d(?:\d\d)?)?(?!\d)", text))
        year = period_of(value.years, named.pop() if len(named) == 1 else text[:80], place)
        if year in years:
            first = letters(years[year])
            fault = f"column {first} and this one are both headed {year}"
            raise SourceError(place, found=fault, expected="each year once")
        years[year] = number
        keys = {**fixed, **value.categories, value.years: year}
        yield ValueColumn((number,), cells, keys=settled(cells.table, keys, place))
    if not years:
        expected = f"columns headed {' / '.join(value.heading)}"
        raise NotThere(grid.place(1), found="no column has these words above it", expected=expected)


def _area_columns(part: GridPart, grid: Grid) -> dict[str, int]:
    """The columns that say which area a row is about, from left to right."""
    columns = {"ons": part.area.ons, "code": part.area.code, "name": part.area.name}
    positions = [(_position(grid, word), kind) for kind, word in columns.items() if word]
    return {kind: number for number, kind in sorted(positions)}


def _period_columns(part: GridPart, grid: Grid) -> dict[str, int]:
    """The columns that say the period of each row, by kind of period."""
    return {kind: _position(grid, word) for kind, word in part.period_column.items()}


def _words_of_columns(part: GridPart) -> set[str]:
    """The headings, or letters, by which columns are found that say what a row is about."""
    areas_and_periods = (
        part.area.ons,
        part.area.code,
        part.area.name,
        *part.period_column.values(),
    )
    words = (*areas_and_periods, *part.where)
    return {word.casefold() for word in words if word}


def _position(grid: Grid, word: str) -> int:
    """A column by its heading in a CSV file, or by its letter."""
    if grid.is_csv and word in grid.heads:
        return grid.heads[word]
    if not re.fullmatch("[A-Z]+", word):
        near = did_you_mean(word, grid.heads) if grid.is_csv else ""
        expected = f"a column's letter, or a heading of a CSV file{near}"
        raise SourceError(grid.place(1), found=f"no column {quoted(word)}", expected=expected)
    return position(word)


def _period_of_sheet(part: GridPart, grid: Grid) -> dict[str, int | str]:
    """The period that the sheet says it is of; a cell that names none, or two, is refused."""
    period = {}
    for kind, layout in part.period.items():
        row, column = cell_of(layout.cell)
        place, text = grid.place(row, column), grid.text(row, column)
        named = {
            period_of(kind, "-".join(filter(None, match.groups())), place)
            # a year with a further digit is another, and 2024/25 is none
            for match in re.finditer(rf"(?<!\d)(?:{layout.match})(?!/?\d)", text, re.IGNORECASE)
        }
        if len(named) != 1:
            years = " and ".join(map(str, sorted(named, key=str))) or "no year"
            raise SourceError(
                place,
                found=f"cell {layout.cell} says {quoted(text[:80])}, which names {years}",
                expected=f"words like {layout.match}, which say the {kind.replace('_', ' ')}",
            )
        (period[kind],) = named
    return period


def _areas(
    source: Source,
    part: GridPart,
    grid: Grid,
    columns: Mapping[str, int],
    period_columns: Mapping[str, int],
) -> Iterator[tuple[int, Area]]:
    """Every row that is about an area at a wanted level, once, or once in each period."""
    first_seen: dict[tuple[object, ...], int] = {}
    name_column = part.area.name or next(iter(columns.values()))
    for row, cells in _rows_of_areas(part, grid, columns):
        place, trust = grid.place(row, name_column), part.trust or source.trust
        area = area_of(place, **cells, trust=trust)
        if area.level not in part.levels:
            continue
        about = (area, *(grid.text(row, number) for number in period_columns.values()))
        if about not in first_seen:
            first_seen[about] = row
            yield row, area
            continue
        others = set(range(len(grid.rows[row - 1]))) - set(columns.values())
        if any(grid.cell(row, other) != grid.cell(first_seen[about], other) for other in others):
            raise SourceError(
                grid.place(row),
                found=f"{_joined(cells)} stands here and in row {first_seen[about]}, "
                "with other figures",
                expected="each area once",
            )
    if not first_seen:
        raise SourceError(
            grid.place(part.first_row), found="no row is about an area", expected="a row an area"
        )


def _rows_of_areas(
    part: GridPart, grid: Grid, columns: Mapping[str, int]
) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows from the first to where the layout says to stop, without those that it passes over,
    each with the words that name its area.
    """
    words = {_position(grid, column): word for column, word in part.where.items()}
    ons_codes = {code for authority in areas.everyone() for code in authority.ons_codes}
    for row in range(part.first_row, len(grid.rows) + 1):
        cells = {kind: grid.text(row, column) for kind, column in columns.items()}
        is_wanted = all(grid.text(row, column) == word for column, word in words.items())
        if not is_wanted or _is_skipped(part, cells, ons_codes):
            continue
        if part.stop and matches(part.stop, _joined(cells)):
            return
        if cells.get("code", "").casefold() in TOTALS:  # a total has its name in the first column
            cells = {"name": cells["code"]}
        yield row, cells


def _joined(cells: Mapping[str, str]) -> str:
    """The words that name an area."""
    return " ".join(filter(None, cells.values()))


def _is_skipped(part: GridPart, cells: Mapping[str, str], ons_codes: set[str]) -> bool:
    """Whether the layout passes over a row: an empty one, by its words, or as a row of no
    authority.
    """
    if _joined(cells).casefold() in ("", *(name.casefold() for name in part.skip)):
        return True
    if part.others != "aside":
        return False
    if _UPPER_TIER.fullmatch(cells["ons"]):  # one that is not known is refused
        return False
    return cells["ons"] not in ons_codes and cells["name"].casefold() not in TOTALS
