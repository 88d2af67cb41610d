"""Explore Education Statistics files: an area and a period a row, an indicator a column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hnb.domain.errors import Place, SourceError, did_you_mean
from hnb.domain.periods import EES_WORDS
from hnb.domain.units import counted
from hnb.domain.words import quoted
from hnb.sources.area import Area, area_of
from hnb.sources.files.grid import Grid
from hnb.sources.files.labels import category_of, numbers_of_others
from hnb.sources.files.notes import LEVELS, last_row, notes
from hnb.sources.headings import NotThere
from hnb.sources.layout import (
    CellReader,
    Row,
    Taken,
    ValueColumn,
    markers_left_aside,
    period_of,
    settled,
)
from hnb.sources.source import matches
from hnb.sources.symbols import A_DATE, DATE

if TYPE_CHECKING:
    from hnb.sources.definition import EesPart, EesTable, EesValue, Source, Words
    from hnb.tables import Table

STANDARD = {
    "time_period",
    "time_identifier",
    "geographic_level",
    "country_code",
    "country_name",
    "region_code",
    "region_name",
    "new_la_code",
    "old_la_code",
    "la_name",
    "breakdown_topic",
    "breakdown",
    "ees_order",
}
NEEDED = ("time_period", "geographic_level", "old_la_code", "la_name", "region_name")
IDENTIFIER, ONS = "time_identifier", "new_la_code"
OTHER_LEVELS = {  # areas that are no authority's, and stand in some files next to it
    "parliamentary constituency",
    "local authority district",
    "school",
    "institution",
    "ward",
}


def read_ees(source: Source, part: EesPart, grid: Grid) -> Taken:
    """Tidy rows of an EES file.

    Raises
    ------
    SourceError
        A needed column or topic is not there, or an area, period, category or symbol is not known.

    Notes
    -----
    A column without any figure in a period was not collected then, and gives no rows for it.
    """
    taken = Taken()
    file = _File(source, part, grid, _column_numbers(grid))
    absent: list[SourceError] = []
    selections = list(_selections(file, taken.news, absent))
    taken.news += _new_columns(file, selections)
    width, end = len(grid.rows[grid.head_row - 1]), last_row(grid)
    taken.news += notes(grid, end)
    says_what = [file.numbers[column] for column in _columns_of_rows(file, selections)]
    for row, cells in enumerate(grid.rows[grid.head_row : end], grid.head_row + 1):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != width:
            raise _uneven(grid, row, width)
        file.refuse_dates(row, says_what)
        wanted = [selection for selection in selections if selection.wants(cells)]
        if wanted and not file.is_of_other_level(row):
            area, period = file.area(row), file.period(row)
            for selection in wanted:
                selection.take(row, area, period)
    _collect(selections, taken, absent)
    taken.news += markers_left_aside(grid, taken)
    return taken


def _collect(selections: Sequence[_Selection], taken: Taken, absent: Sequence[SourceError]) -> None:
    """Gather the rows of each table; one without any is news, unless the others have none too."""
    refusals = [selection.without_rows() for selection in selections if not selection.rows]
    for selection in selections:
        if selection.rows:
            taken.rows[selection.table.name] += selection.collected(taken.news)
    if not taken.rows:
        raise [*absent, *refusals][0]
    taken.news += [f"{fault.found}, and nothing is taken for it" for fault in refusals]


def _selections(file: _File, news: list[str], absent: list[SourceError]) -> Iterator[_Selection]:
    """The tables that a file has columns of; refusals of the others go to `absent`."""
    for name, layout in file.part.tables.items():
        if any(_numbers(file, head, value) for head, value in layout.values.items()):
            yield _selection(file, name, layout, news)
            continue
        absent.append(_missing(file, next(iter(layout.values))))
        news.append(f"{file.grid.part}: no column is of {name}, and nothing is taken for it")


def _uneven(grid: Grid, row: int, width: int) -> SourceError:
    """The refusal of a row that has not as many cells as there are headings."""
    cells = grid.rows[row - 1]
    reason = "it may be a note in the table, or the file was cut short there"
    if len(cells) > width:
        reason = "a comma in a name or a number may lack its quotation marks"
    return SourceError(
        grid.place(row),
        found=counted(len(cells), "cells"),
        expected=f"{width}, as headed ({reason}): the publisher's own file",
    )


def _column_numbers(grid: Grid) -> dict[str, int]:
    """Columns by their heading in lower case; a file without those of every EES file is refused."""
    grid.refuse_like_heads([grid.head_row], STANDARD)
    numbers = {head.casefold(): number for head, number in grid.heads.items()}
    for column in NEEDED:
        if column not in numbers:
            raise SourceError(
                grid.place(1), found=f"no column {column}", expected="the layout of an EES file"
            )
    return numbers


@dataclass
class _File:
    """A file, its columns by their heading in lower case, and the periods met in it."""

    source: Source
    part: EesPart
    grid: Grid
    numbers: dict[str, int]
    periods: dict[str, int | str] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)  # those met that are no dates

    @property
    def kind(self) -> str:
        """The kind of its periods."""
        return next(iter(self.part.period))

    def refuse_dates(self, row: int, columns: Sequence[int]) -> None:
        """Refuse a date where a row says what it is about: Excel makes 05-Oct of ages 5-10."""
        for number in columns:
            text = self.grid.text(row, number)
            if text not in self.words and DATE.fullmatch(text):
                raise SourceError(
                    self.grid.place(row, number),
                    found=f"{quoted(text)} {A_DATE}",
                    expected="the publisher's own file, which Excel has not changed",
                )
            self.words.add(text)

    def text(self, row: int, head: str) -> str:
        """The words in a cell, by its column's heading."""
        return self.grid.text(row, self.numbers[head])

    def place(self, row: int, head: str) -> Place:
        """The place of a cell, by its column's heading."""
        return self.grid.place(row, self.numbers[head])

    def period(self, row: int) -> int | str:
        """The period of a row."""
        head = self.part.period[self.kind]
        text = self.text(row, head)
        if text not in self.periods:
            self.periods[text] = period_of(self.kind, text, self.place(row, head))
        of_kind = self.text(row, IDENTIFIER) if IDENTIFIER in self.numbers else ""
        if of_kind.casefold() not in ("", *EES_WORDS[self.kind]):
            raise SourceError(
                self.place(row, IDENTIFIER),
                found=f"{text} is of the kind {quoted(of_kind)}",
                expected=" or ".join(EES_WORDS[self.kind]),
            )
        return self.periods[text]

    def is_of_other_level(self, row: int) -> bool:
        """Whether a row is about an area that no table has."""
        return self.text(row, "geographic_level").casefold() in OTHER_LEVELS

    def area(self, row: int) -> Area:
        """The area of a row."""
        word = self.text(row, "geographic_level").casefold()
        if word not in LEVELS:
            raise SourceError(
                self.place(row, "geographic_level"),
                found=f"geographic level {quoted(word)} is not known",
                expected="National, Regional or Local authority",
            )
        if LEVELS[word] == "england":
            return Area("england", "")
        if LEVELS[word] == "region":
            return area_of(self.place(row, "region_name"), name=self.text(row, "region_name"))
        return area_of(
            self.place(row, "old_la_code"),
            code=self.text(row, "old_la_code"),
            name=self.text(row, "la_name"),
            ons=self.text(row, ONS) if ONS in self.numbers else "",
            trust=self.source.trust,
        )


@dataclass
class _Selection:
    """What one table takes from a file, and the rows taken so far.

    `words` has by column the words that a row of this table has there, each with the usual word
    where it is another name for it; `words_met` remembers which were met.
    """

    file: _File
    layout: EesTable
    table: Table
    columns: list[ValueColumn]
    words: dict[int, dict[str, str]]
    rows: list[Row] = field(default_factory=list)
    words_met: set[tuple[int, str]] = field(default_factory=set)

    def wants(self, cells: Sequence[str]) -> bool:
        """Whether a row is this table's."""
        for number, words in self.words.items():
            word = cells[number].replace("\u00a0", " ").strip()
            if word not in words:
                return False
            self.words_met.add((number, word))
        return True

    def take(self, row: int, area: Area, period: int | str) -> None:
        """Add the figures of a row, unless its level or its category is another table's."""
        if area.level not in self.table.levels:
            return
        keys = {self.file.kind: period}
        for name, category in self.layout.category.items():
            place = self.file.place(row, category.column)
            word = category_of(self.file.text(row, category.column), name, category, place)
            if word is None:
                return
            keys[name] = word
        self.rows += [column.row(self.file.grid, row, area, keys=keys) for column in self.columns]

    def without_rows(self) -> SourceError:
        """The refusal of a file that has no row for this table."""
        grid = self.file.grid
        wanted = "; ".join(
            f"{grid.head(number)} {' or '.join(words)}" for number, words in self.words.items()
        )
        return NotThere(
            grid.place(1),
            found=f"no row is for {self.table.name}",
            expected=wanted or "a row of figures",
        )

    def collected(self, news: list[str]) -> Iterator[Row]:
        """Rows of the columns that had a figure in their period."""
        grid, kind = self.file.grid, self.file.kind
        for number, word in sorted(self.words_met):
            if usual := self.words[number][word]:
                now = f"{quoted(usual)} is now called {quoted(word)}"
                news.append(f"{grid.part}: {now} in {grid.head(number)}")
        for name, category in self.layout.category.items():
            words = (str(row.keys[name]) for row in self.rows)
            news += [f"{grid.part}: {item}" for item in numbers_of_others(words, category)]
        with_figures = {(row.column, row.keys[kind]) for row in self.rows if row.value is not None}
        return (row for row in self.rows if (row.column, row.keys[kind]) in with_figures)


def _selection(file: _File, name: str, layout: EesTable, news: list[str]) -> _Selection:
    """The columns of one table that a file has; a needed one that is missing is refused."""
    for column in _columns_of_words(layout):
        if column not in file.numbers:
            raise _missing(file, column)
    cells = CellReader.of(file.source, name, layout)
    columns = []
    for head, value in layout.values.items():
        numbers = _numbers(file, head, value)
        if not numbers and value.optional:
            continue
        if not numbers:
            raise _missing(file, head)
        present = "+".join(file.grid.text(file.grid.head_row, number) for number in numbers)
        if present.casefold() != head.casefold():
            news.append(f"{file.grid.part}: column {head} is now called {present}")
        keys = {**file.part.fixed, **value.categories}
        of_row = dict.fromkeys((file.kind, *layout.category), "")
        settled(cells.table, {**of_row, **keys}, file.grid.place(1, numbers[0]))
        columns.append(ValueColumn(numbers, cells, keys))
    words = {file.numbers[column]: _words(listed) for column, listed in layout.where.items()}
    return _Selection(file, layout, cells.table, columns, words)


def _columns_of_words(layout: EesTable) -> list[str]:
    """The columns whose words say whether a row is the table's, and what it counts."""
    return [*layout.where, *(category.column for category in layout.category.values())]


def _columns_of_rows(file: _File, selections: Sequence[_Selection]) -> set[str]:
    """The columns that say what a row is about, apart from its area."""
    words = (_columns_of_words(selection.layout) for selection in selections)
    return {file.part.period[file.kind]}.union(*words)


def _missing(file: _File, column: str) -> SourceError:
    near = did_you_mean(column, file.grid.heads)
    return NotThere(file.grid.place(1), found=f"no column {column}", expected=f"{column}{near}")


def _numbers(file: _File, head: str, value: EesValue) -> tuple[int, ...]:
    """The column of a value by its name or another, or the columns that it is split into."""
    for name in (head, *value.also):
        for column, number in file.numbers.items():
            if re.fullmatch(name.casefold(), column):
                return (number,)
    if all(column in file.numbers for column in value.sum_of):
        return tuple(file.numbers[column] for column in value.sum_of)
    return ()


def _words(listed: Words) -> dict[str, str]:
    usual = listed.usual
    return {**dict.fromkeys(usual, ""), **dict.fromkeys(listed.also, usual[0])}


def _new_columns(file: _File, selections: Sequence[_Selection]) -> Iterator[str]:
    """News of columns that the layout does not know."""
    used = {
        number
        for selection in selections
        for column in selection.columns
        for number in column.numbers
    }
    known = STANDARD.union(*(_columns_of_words(selection.layout) for selection in selections))
    for head, number in file.numbers.items():
        ignored = any(matches(f"^(?:{pattern})$", head) for pattern in file.part.ignore)
        if number not in used and head not in known and not ignored:
            yield f"{file.grid.part}: column {file.grid.head(number)} is new"
