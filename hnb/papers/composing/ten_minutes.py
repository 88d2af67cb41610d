"""Five figures of page one, each with the publisher's cells and the line of the council's return,
for whoever wants to check a paper.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from hnb.domain import units
from hnb.domain.areas import by_code
from hnb.domain.periods import write_day
from hnb.domain.plain import Json
from hnb.domain.words import capitalised
from hnb.figures import Figure, Rows
from hnb.figures.marks import is_of_council
from hnb.papers.blocks import Block, Grid, Paragraph
from hnb.papers.composing.definition import returns
from hnb.papers.composing.sources import known_releases
from hnb.papers.ledger import cells_of
from hnb.releases.definition import publications
from hnb.tables import table

MOST, MOST_CELLS = 5, 4
INTRODUCTION = (
    "Anybody can check these figures of page one in ten minutes: open the page, find the file, and "
    "look at the cell. The last column says where the council finds the figure in its own return, "
    "which is the one to look at where somebody else assembled the file."
)
_HEADER = ("On page one", "Publication, page and file", "Cell", "In the council's own return")


@dataclass(frozen=True)
class _Cell:
    """A publisher's cell, and the table that has it."""

    table: str
    content: Json

    @property
    def file(self) -> str:
        """The publication, its page where that is known, and the file and sheet; of a file that
        somebody else assembled, by whom.
        """
        published = write_day(date.fromisoformat(str(self._release["published"])))
        publication = f"{self._release['publication']}, {published}."
        if compiler := self._release.get("assembled_by"):
            return f"{publication} No file of the publisher: assembled by {compiler}."
        pages = [entry.where for entry in publications().values() if self.table in entry.tables]
        part, files = self.content["part"], self._release.get("files") or [self.content["part"]]
        file = f"File {part}." if part in files else f"File {files[0]}, sheet {part}."
        if self._is_long:
            file = f"Data on {_words(self.table) or 'this'}."
        return " ".join([publication, *pages[:1], file])

    @property
    def place(self) -> str:
        """Its row and column, or what to filter a long file by, and what it has."""
        declared = table(self.table)
        value = float(self.content[declared.value.name])
        number = units.number(int(value)) if value.is_integer() else f"{value:,}"
        if self._release.get("assembled_by"):
            return number.lstrip("−-")  # that it is a surplus is said in words
        where = f"row {self.content['row']}"
        if self._is_long:
            name = by_code()[self.content["la_code"]].name
            where = f"{name}, {self.content[declared.period or 'la_code']}"
        where = f"{where}, column {self.content['column']}: {number}"
        return ": ".join(filter(None, (self.content.get("line"), where)))

    @property
    def _release(self) -> Json:
        (release,) = known_releases([self.content["release"]]).values()
        return release

    @property
    def _is_long(self) -> bool:
        """Whether its file has a row for each authority and period, and may be an extract, so that
        its rows have other numbers on the publisher's page.
        """
        return str(self.content["part"]).endswith(".csv")


def check_us(figures: Iterable[Figure], la_code: int) -> list[Block]:
    """A table of figures of page one and where they are published; nothing where there are none.

    Parameters
    ----------
    figures : iterable of Figure
        The figures of page one, in its order.
    la_code : int
        The authority that the paper is about: a figure of it alone, that rests on few cells, can be
        checked by hand.
    """
    # nobody outside the council can look into its own records, and a single figure besides them
    # is no page to check
    every = list(figures)
    published = [figure for figure in every if not any(map(is_of_council, figure.releases))]
    rows = tuple(islice(_rows(published, la_code), MOST))
    if not rows or (len(rows) == 1 and published != every):
        return []
    caption = "Figures to check, and where they are."
    return [Paragraph(INTRODUCTION), Grid(caption, _HEADER, rows, is_compact=True)]


def _rows(figures: Iterable[Figure], la_code: int) -> Iterator[tuple[str, ...]]:
    """A row for the first figure of each table that few cells of the authority give."""
    in_returns = returns()
    done: set[str] = set()
    for figure in figures:
        names = dict.fromkeys(rows.table for rows in figure.rows)
        if figure.value is None or not done.isdisjoint(names) or not _is_of(la_code, figure.rows):
            continue
        cells = [_Cell(rows.table, content) for rows in figure.rows for content in cells_of(rows)]
        if 0 < len(cells) <= MOST_CELLS:
            done |= names.keys()
            yield (
                capitalised(f"{_called(figure)}, {figure.period}"),
                " ".join(dict.fromkeys(cell.file for cell in cells)),
                "; ".join(cell.place for cell in cells),
                "; ".join(dict.fromkeys(in_returns.get(name, "Not in a return") for name in names)),
            )


def _called(figure: Figure) -> str:
    """A Figure with what those of its table are called; a deficit or surplus by its size."""
    name = figure.rows[0].table
    if name == "dsg_balances":
        return f"{'surplus' if figure.number < 0 else 'deficit'}: {figure:size}"
    return ": ".join(filter(None, (_words(name), figure.text)))


def _words(name: str) -> str:
    """What the figures of a table are called; empty where the calendar has none."""
    words = (entry.tables[name].words for entry in publications().values() if name in entry.tables)
    return next(words, "")


def _is_of(la_code: int, every_row: Iterable[Rows]) -> bool:
    """Whether rows are of one authority and one period."""
    return all(
        rows.where.get("la_code") == la_code
        and not any(isinstance(value, tuple) for value in rows.where.values())
        for rows in every_row
    )
