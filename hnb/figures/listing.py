"""A table of a paper: labels, Figures and sentences, with the releases they rest on."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from hnb.domain.errors import ParameterError, Place
from hnb.domain.plain import Json
from hnb.domain.words import with_articles
from hnb.figures.figure import Figure
from hnb.figures.marks import (
    OR_MORE,
    SIGN,
    is_withheld,
    marked,
    noted,
    set_apart,
    whose_records,
)
from hnb.figures.printed import differences_in_row
from hnb.figures.sentence import MIME, Sentence, label_of

Cell = Figure | Sentence | str
_NONE = "–"


@dataclass(frozen=True)
class Listing:
    """A table of a paper: a caption, column headings, and rows of labels, Figures and sentences."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    source: str = ""
    appendix: bool = False

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every Figure in it."""
        return tuple(figure for row in self.rows for cell in row for figure in _figures_of(cell))

    @property
    def signed(self) -> tuple[Figure, ...]:
        """The Figures that have a cell to themselves: one that is withheld has a sign there."""
        return tuple(cell for row in self.rows for cell in row if isinstance(cell, Figure))

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """Every cell that is a sentence."""
        return tuple(cell for row in self.rows for cell in row if isinstance(cell, Sentence))

    def cells(self) -> list[list[str]]:
        """What each cell says, row by row."""
        signed, sign, _ = self._set_apart
        return [
            [
                (adding_up.get(place) or _written(cell)) + (sign if cell in signed else "")
                for place, cell in enumerate(row)
            ]
            for row, adding_up in zip(self.rows, self._differences(), strict=True)
        ]

    @property
    def _set_apart(self) -> tuple[tuple[Figure, ...], str, str]:
        """The Figures with a sign that says whose they are, the sign, and the note on it; none
        where a heading says so.
        """
        if any("own records" in heading for heading in self.header):
            return (), "", ""
        return set_apart(self.signed)

    def _differences(self) -> list[dict[int, str]]:
        """The cells of each row that are written so that they add up with the others."""
        return [differences_in_row(self.header, row) for row in self.rows]

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Json:
        block = {
            "block": "table",
            "caption": self.caption,
            "header": list(self.header),
            "rows": self.cells(),
            "numeric": [self._is_numeric(place) for place in range(len(self.header))],
            "source": self.source,
            "appendix": self.appendix,
            "figures": [figure.to_json() for figure in self.figures],
            **self._quoted(),
        }
        return {"text/plain": self.caption, "text/html": self._html(), MIME: block}

    def _is_numeric(self, place: int) -> bool:
        """Whether a column has Figures, and nothing besides but dashes for those that are not, and
        the least that one can be.
        """
        cells = [row[place] for row in self.rows if row[place] != _NONE]
        others = [cell for cell in cells if not isinstance(cell, Figure)]
        return len(cells) > len(others) and all(str(cell).endswith(OR_MORE) for cell in others)

    def _html(self) -> str:
        head = "".join(f'<th scope="col">{html.escape(word)}</th>' for word in self.header)
        body = "".join(
            "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>"
            for row in self.cells()
        )
        return f"<table><caption>{html.escape(self.caption)}</caption><tr>{head}</tr>{body}</table>"

    def _quoted(self) -> dict[str, object]:
        """What the cells that are sentences say, the labels in them, and the differences that are
        written otherwise than their Figures; nothing without any.
        """
        labels = [label for sentence in self.sentences for label in sentence.labels]
        labels += [text for row in self._differences() for text in row.values()]
        if not (self.sentences or labels):
            return {}
        return {
            "text": " ".join(cell for row in self.cells() for cell in row),
            "sentences": [sentence.unmarked for sentence in self.sentences],
            "labels": labels,
        }


def listing(
    caption: str,
    header: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    source: str = "",
    appendix: bool = False,
) -> Listing:
    """A Listing whose source line names the releases of the Figures in it, unless one is given.

    Raises
    ------
    ParameterError
        A row has more or fewer cells than the header, or a cell is no Figure and no label.
    """
    header = tuple(header)
    cells = tuple(
        tuple(
            cell if isinstance(cell, Figure | Sentence) else label_of("rows", cell) for cell in row
        )
        for row in rows
    )
    for number, row in enumerate(cells, 1):
        if len(row) != len(header):
            raise ParameterError(
                Place(parameter="rows", row=number),
                found=f"{len(row)} cells",
                expected=f"one for each heading: {', '.join(header)}",
            )
    table = Listing(with_articles(caption), header, cells, appendix=appendix)
    *_, note = table._set_apart
    return replace(
        table,
        caption=marked(table.caption, table.figures),
        source=f"{noted(source or source_line(table.figures), table.signed)} {note}".strip(),
    )


def _written(cell: Cell) -> str:
    """What a cell says: of a value that is withheld, the sign for that."""
    if isinstance(cell, Figure):
        return SIGN if is_withheld(cell) else cell.text
    return cell.unmarked if isinstance(cell, Sentence) else label_of("cell", cell)


def _figures_of(cell: Cell) -> tuple[Figure, ...]:
    """The Figures that a cell quotes; none where it is a label."""
    if isinstance(cell, Figure):
        return (cell,)
    return cell.figures if isinstance(cell, Sentence) else ()


def source_line(figures: Iterable[Figure]) -> str:
    """The line under a chart or a table: the releases that its Figures rest on, and whether those
    are a council's own records; none where they rest on nothing published.
    """
    releases = sorted({release for figure in figures for release in figure.releases})
    whose = whose_records(releases)
    return f"Source: {', '.join(releases)}. {whose}".strip() if releases else ""
