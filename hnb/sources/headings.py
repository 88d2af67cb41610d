"""The words above the columns of a sheet, and the columns and rows that they say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hnb.domain.errors import SourceError
from hnb.sources.files.grid import Grid
from hnb.sources.files.places import letters, position
from hnb.sources.source import matches

if TYPE_CHECKING:
    from hnb.sources.definition import GridPart, GridValue

MOST_ABOVE = 30  # rows in which headings are looked for


class NotThere(SourceError):
    """A file that may be fine lacks a column, or every row, of a part of the layout."""


def headings(grid: Grid, rows: Sequence[int]) -> list[str]:
    """The words above each column: merged headings carried to the right, but not the lowest."""
    width = max((len(grid.rows[row - 1]) for row in rows if row <= len(grid.rows)), default=0)
    words = [""] * width
    for row in rows:
        carried = ""
        for column in range(width):
            text = grid.text(row, column)
            if text or row == rows[-1]:
                carried = text
            words[column] = f"{words[column]} | {carried}" if carried else words[column]
    return [text.strip("| ").casefold() for text in words]


def find_column(grid: Grid, words: list[str], value: GridValue, news: list[str]) -> int | None:
    """The column with these words above it, at its letter or, in a newer layout, wherever it has
    moved.

    Parameters
    ----------
    grid : Grid
        The sheet.
    words : list of str
        The words above each column, as `headings` gives them.
    value : GridValue
        What the source.yml says of the column.
    news : list of str
        Told here where the column has moved.

    Returns
    -------
    int or None
        The column, counted from 0; None where it is optional and not there.

    Raises
    ------
    SourceError
        No column has the words, or several have and no letter says which.
    """
    fitting = [column for column, text in enumerate(words) if fits(value, text)]
    usual = [position(letter) for letter in value.letter.split()]
    for column in usual:
        if column in fitting:
            return column
    if len(fitting) == 1:
        if usual:
            usual_letters = value.letter.replace(" ", " or ")
            moved = f"has moved from column {usual_letters} to {letters(fitting[0])}"
            news.append(f"{grid.part}: '{value.heading[-1]}' {moved}")
        return fitting[0]
    if not fitting and value.optional:
        return None
    place = grid.place(1, usual[0] if usual else None)
    expected = f"one column headed {' / '.join(value.heading)}"
    if not fitting:
        raise NotThere(place, found="no column has these words above it", expected=expected)
    several = f"columns {', '.join(map(letters, fitting))} are all headed so"
    raise SourceError(place, found=several, expected=expected)


def moved(part: GridPart, grid: Grid, news: list[str]) -> GridPart:
    """The layout with its rows where the headings are in this sheet."""
    usual = part.header[-1]
    if not part.headed or matches(part.headed, grid.text(usual, 0)):
        return part
    headed = [row for row in range(1, MOST_ABOVE) if matches(part.headed, grid.text(row, 0))]
    if len(headed) != 1:
        raise NotThere(
            grid.place(usual, 0),
            found=f"{len(headed) or 'no'} rows are headed so",
            expected=f"one row that is headed {part.headed.strip('^$')}",
        )
    news.append(f"{grid.part}: the headings have moved from row {usual} to row {headed[0]}")
    by = headed[0] - usual
    header = tuple(row + by for row in part.header)
    return part.model_copy(update={"header": header, "first_row": part.first_row + by})


def fits(value: GridValue, text: str) -> bool:
    """Whether the words above a column are those that a value wants."""
    wanted = [_plain(phrase) for phrase in value.heading]
    if value.whole:
        return text.removesuffix(".0") in wanted
    if any(_plain(phrase) in text for phrase in value.without):
        return False
    return all(any(wording in text for wording in phrase.split("|")) for phrase in wanted)


def _plain(phrase: str) -> str:
    return " ".join(phrase.split()).casefold()
