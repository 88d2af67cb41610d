"""What a paper is made of, before it is a web page, a Word document or a PDF."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date as Date
from typing import Generic, TypeVar

from hnb.domain.errors import CheckError
from hnb.domain.periods import write_day

Cell_co = TypeVar("Cell_co", covariant=True)
# how the words begin that stand where the author of a paper is to write
TO_COMPLETE = "For the author of this report to complete"
DRAFT = "DRAFT"  # what every page says while there are such words
# what authors write where words or a number are still to come
_LEFT_OPEN = re.compile(
    r"\[(?:name|date|[^\]]*\b(?:to (?:complete|confirm|be|follow|add)|insert|TBC|x+)\b[^\]]*)\]"
    r"|\b(?:TBC|TBA|TBD|XX+)\b|\?\?\?|£ ?[Xx]+\b"
)


def is_to_complete(text: str) -> bool:
    """Whether a text stands where the author of a paper is to write."""
    return text.startswith(TO_COMPLETE)


def is_left_open(text: str) -> bool:
    """The same, or whether the author left words in it for later, such as TBC."""
    return is_to_complete(text) or bool(_LEFT_OPEN.search(text))


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is a section of the paper (the paper's title stands above all), 2 and 3
    stand below it.
    """

    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """Plain text; it takes the next of the numbers that run on through the paper. A note is set in
    italics and has no number.
    """

    text: str
    is_note: bool = False


@dataclass(frozen=True)
class Bullets:
    """A list of plain texts, with bullets or, as recommendations are, with letters."""

    items: tuple[str, ...]
    lettered: bool = False


@dataclass(frozen=True)
class Contents:
    """The headings that follow, each linked to its place; `printed` says whether they are in the
    Word document and the PDF too, and not only in the web page.
    """

    printed: bool = True


@dataclass(frozen=True)
class Picture:
    """A figure as a PNG and, where there is one, as SVG for a web page; `caption` without its
    number.
    """

    png: bytes
    alt: str
    caption: str
    source: str = ""
    svg: str = ""


@dataclass(frozen=True)
class Grid(Generic[Cell_co]):
    """A table: of texts in a paper, of words and numbers in a workbook.

    `numeric` says which columns are set to the right (none given: none); `source` is the line under
    the table. One that `is_compact` is in small print, its columns as wide as their words need, so
    that it fits on a page with other things.
    """

    caption: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell_co]]
    numeric: Sequence[bool] = ()
    source: str = ""
    is_compact: bool = False


@dataclass(frozen=True)
class PageBreak:
    """What follows starts a page."""


Block = Heading | Paragraph | Bullets | Contents | Picture | Grid[str] | PageBreak


@dataclass(frozen=True)
class Paper:
    """One paper for a meeting.

    Parameters
    ----------
    title, report_to, contact, authority, reference : str
        The head block; an empty one is left out of it. `authority` is the council that the paper is
        about.
    date : datetime.date
        The date on the paper, and in the files' properties: nothing reads the clock.
    blocks : tuple of Block
        The body, and its appendices where they are not apart, in order.
    appendix : Paper, optional
        The technical appendix, where it is a document of its own.
    added : tuple of pairs
        Further lines of the head, by their labels.
    logo : Picture, optional
        What stands above the title.
    """

    title: str
    report_to: str
    date: Date
    contact: str
    authority: str
    blocks: tuple[Block, ...]
    reference: str = ""
    appendix: Paper | None = None
    added: tuple[tuple[str, str], ...] = ()
    logo: Picture | None = None

    @property
    def head(self) -> tuple[tuple[str, str], ...]:
        """The head block as pairs of label and text."""
        pairs = {
            "Report to": self.report_to,
            **dict(self.added),
            "Date": write_day(self.date),
            "Authority": self.authority,
            "Contact": self.contact,
            "Reference": self.reference,
        }
        return tuple((label, text) for label, text in pairs.items() if text)

    @property
    def to_complete(self) -> tuple[str, ...]:
        """What the author is yet to write: labels of the head, and the headings above it."""
        names = [label for label, text in self.head if is_left_open(text)]
        heading = ""
        for block in self.blocks:
            match block:
                case Heading(_, text):
                    heading = text
                case Paragraph(text) if is_left_open(text):
                    names.append(heading)
                case Bullets(items) if any(map(is_left_open, items)):
                    names.append(heading)
        return tuple(dict.fromkeys(names))


def check_blocks(paper: Paper) -> None:
    """Refuse what would shut a reader out.

    Raises
    ------
    CheckError
        No title; a heading without words or that skips a level; a picture without a text
        alternative or that is not a PNG; a table without a header, or whose rows do not fit it.
    """
    for fault in _faults(paper):
        raise fault


def _faults(paper: Paper) -> Iterator[CheckError]:
    if not paper.title.strip():
        yield CheckError(found="the paper has no title", expected="a title")
    if paper.logo:
        yield from _picture_faults(paper.logo)
    above = 0
    for block in paper.blocks:
        match block:
            case Heading():
                yield from _heading_faults(block, above)
                above = block.level
            case Picture():
                yield from _picture_faults(block)
            case Grid():
                yield from _grid_faults(block)


def _heading_faults(heading: Heading, above: int) -> Iterator[CheckError]:
    level, deepest = heading.level, min(above + 1, 3)
    if not heading.text.strip():
        yield CheckError(found=f"a heading of level {level} has no words", expected="words")
    if not 1 <= level <= deepest:
        yield CheckError(
            found=f"heading '{heading.text}' is of level {level} below one of level {above}",
            expected=f"a level from 1 to {deepest}",
        )


def _picture_faults(picture: Picture) -> Iterator[CheckError]:
    if not picture.alt.strip():
        yield CheckError(
            found=f"figure '{picture.caption}' has no text alternative",
            expected="words that say what the figure shows",
        )
    if not picture.png.startswith(b"\x89PNG\r\n\x1a\n"):
        yield CheckError(
            found=f"figure '{picture.caption}' is not a PNG image", expected="the bytes of one"
        )


def _grid_faults(grid: Grid[str]) -> Iterator[CheckError]:
    columns = len(grid.header)
    if not columns:
        yield CheckError(
            found=f"table '{grid.caption}' has no header", expected="a heading for each column"
        )
    widths = {columns, len(grid.numeric) or columns, *map(len, grid.rows)}
    if len(widths) > 1:
        listed = ", ".join(map(str, sorted(widths)))
        yield CheckError(
            found=f"table '{grid.caption}' has rows of {listed} cells",
            expected=f"{columns} cells in each, one for each heading",
        )
