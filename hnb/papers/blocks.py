"""What a paper is made of, before it is a web page, a Word document or a PDF."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Date

from hnb.errors import CheckError


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is a section of the paper (the paper's title stands above all), 2 and 3 stand below it."""

    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """Plain text; where `number` is true it takes the next of the numbers that run on through the paper."""

    text: str
    number: bool = True


@dataclass(frozen=True)
class Bullets:
    """A bulleted list of plain texts."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Picture:
    """A figure: `png` for Word, `svg` where there is one for the web page and the PDF; `caption` without its number."""

    png: bytes
    alt: str
    caption: str
    source: str = ""
    svg: bytes | None = None


@dataclass(frozen=True)
class Grid:
    """A table of texts as they are to be read; `numeric` says which columns are set to the right (none given: none)."""

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
        The head block; an empty one is left out of it. `authority` is the council that the paper is about.
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
        written = f"{self.date.day} {self.date:%B %Y}"
        pairs = (
            ("Report to", self.report_to),
            ("Date", written),
            ("Authority", self.authority),
            ("Contact", self.contact),
            ("Reference", self.reference),
        )
        return tuple((label, text) for label, text in pairs if text)


def check_blocks(paper: Paper) -> None:
    """Refuse what would shut a reader out.

    Raises
    ------
    CheckError
        No title; a heading without words or that skips a level; a picture without a text alternative or that is not a
        PNG; a table without a header, or whose rows do not fit it.
    """
    if not paper.title.strip():
        raise CheckError(found="the paper has no title", expected="a title")
    above = 0
    for block in paper.blocks:
        if isinstance(block, Heading):
            if not block.text.strip():
                raise CheckError(found=f"a heading of level {block.level} has no words", expected="words")
            if not 1 <= block.level <= min(above + 1, 3):
                raise CheckError(
                    found=f"heading '{block.text}' is of level {block.level} below one of level {above}",
                    expected=f"a level from 1 to {min(above + 1, 3)}",
                )
            above = block.level
        elif isinstance(block, Picture):
            if not block.alt.strip():
                raise CheckError(
                    found=f"figure '{block.caption}' has no text alternative",
                    expected="words that say what the figure shows",
                )
            if not block.png.startswith(b"\x89PNG\r\n\x1a\n"):
                raise CheckError(found=f"figure '{block.caption}' is not a PNG image", expected="the bytes of one")
        elif isinstance(block, Grid):
            if not block.header:
                raise CheckError(found=f"table '{block.caption}' has no header", expected="a heading for each column")
            widths = {len(block.header), len(block.numeric) or len(block.header), *map(len, block.rows)}
            if len(widths) > 1:
                raise CheckError(
                    found=f"table '{block.caption}' has rows of {', '.join(map(str, sorted(widths)))} cells",
                    expected=f"{len(block.header)} cells in each, one for each heading",
                )
