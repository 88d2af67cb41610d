"""Notes above and below the table in a CSV file, which are no rows of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hnb.domain.words import quoted
from hnb.sources.files.grid import Grid

LEVELS = {"national": "england", "regional": "region", "local authority": "authority"}


def last_row(grid: Grid) -> int:
    """The last row of the table: below it there are only notes, or nothing."""
    end = len(grid.rows)
    while end > grid.head_row and _is_note(grid.rows[end - 1]):
        end -= 1
    return end


def notes(grid: Grid, end: int) -> Iterator[str]:
    """News of the rows above and below the table that are left aside."""
    for row in (*range(1, grid.head_row), *range(end + 1, len(grid.rows) + 1)):
        words = " ".join(filter(None, (grid.text(row, n) for n in range(len(grid.rows[row - 1])))))
        if words:
            note = f"a note {'above' if row < grid.head_row else 'below'} the table"
            yield f"{grid.part}: row {row}: {note} is left aside: {quoted(words)}"


def _is_note(cells: Sequence[str]) -> bool:
    """Whether a row is empty, or words that begin in the first column, perhaps parted by their own
    commas: no year, no level and no figure.
    """
    words = [cell.strip() for cell in cells if cell.strip()]
    if not words:
        return True
    if not cells[0].strip() or re.match(r"\d{4}", words[0]):
        return False
    if not re.search(r"[^\W\d]{3}|^[\[*(]", words[0]):
        return False
    return not any(
        word.casefold() in LEVELS or re.fullmatch(r"\W*[\d.,]+\W*", word) for word in words
    )
