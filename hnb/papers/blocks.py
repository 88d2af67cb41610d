"""What a paper is made of, before it is a web page, a Word document or a PDF."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date as Date

from hnb.domain.errors import CheckError


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is a section of the paper (the paper's title stands above all), 2 and 3
    stand below it.
    """

    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """Plain text; where `number` is true it takes the next of the numbers that run on through the
    paper.
    """

    text: str
    number: bool = True


@dataclass(frozen=True)
class Bullets:
    """A bulleted list of plain texts."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Picture:
    """A figure as a PNG; `caption` without its number."""

    png: bytes
    alt: str
    caption: str
    source: str = ""


@dataclass(frozen=True)
class Grid:
    """A table of texts as they are to be read; `numeric` says which columns are set to the right
    (none given: none).
    """

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...] = ()
    source: str = ""


@dataclass(frozen=True)
class PageBreak:
    """What follows starts a page."""


Block = Heading | Paragraph | Bullets | Picture | Grid | PageBreak


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
        The body and its appendices, in order.
    language : str
        BCP 47 tag.
    """

    title: str
    report_to: str
    date: Date
    contact: str
    authority: str
    blocks: tuple[Block, ...]
    reference: str = ""
    language: str = "en-GB"

    @property
    def head(self) -> tuple[tuple[str, str], ...]:
        """The head block as pairs of label and text."""
        pairs = {
            "Report to": self.report_to,
            "Date": written(self.date),
            "Authority": self.authority,
            "Contact": self.contact,
            "Reference": self.reference,
        }
        return tuple((label, text) for label, text in pairs.items() if text)


def written(day: Date) -> str:
    """A day as a paper writes it: 13 February 2024."""
    return f"{day.day} {day:%B %Y}"


def check_blocks(paper: Paper) -> None:
    """Refuse what would shut a reader out.

    Raises
    ------
    CheckError
        No title; a heading without words or that skips a level; a picture without a text
        alternative or that is not a PNG; a table without a header, or whose rows do not fit it.
    """
    for found, expected in _faults(paper):
        raise CheckError(found=found, expected=expected)


def _faults(paper: Paper) -> Iterator[tuple[str, str]]:
    """What is wrong, and what should be."""
    if not paper.title.strip():
        yield "the paper has no title", "a title"
    above = 0
    for block in paper.blocks:
        match block:
            case Heading(level, text):
                if not text.strip():
                    yield f"a heading of level {level} has no words", "words"
                deepest = min(above + 1, 3)
                if not 1 <= level <= deepest:
                    found = f"heading '{text}' is of level {level} below one of level {above}"
                    yield found, f"a level from 1 to {deepest}"
                above = level
            case Picture(png, alt, caption):
                if not alt.strip():
                    yield (
                        f"figure '{caption}' has no text alternative",
                        "words that say what the figure shows",
                    )
                if not png.startswith(b"\x89PNG\r\n\x1a\n"):
                    yield f"figure '{caption}' is not a PNG image", "the bytes of one"
            case Grid(caption, header, rows, numeric):
                if not header:
                    yield f"table '{caption}' has no header", "a heading for each column"
                widths = {len(header), len(numeric) or len(header), *map(len, rows)}
                if len(widths) > 1:
                    found = (
                        f"table '{caption}' has rows of {', '.join(map(str, sorted(widths)))} cells"
                    )
                    yield found, f"{len(header)} cells in each, one for each heading"
