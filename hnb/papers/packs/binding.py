"""Papers as parts of a pack: under a heading of their own, numbered through, appendices last."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from string import ascii_uppercase
from typing import TypeVar

from hnb.papers.blocks import (
    Block,
    Bullets,
    Contents,
    Grid,
    Heading,
    PageBreak,
    Paper,
    Paragraph,
    is_left_open,
)
from hnb.papers.compose import texts_in, without_empty_headings
from hnb.papers.composing.sources import caveat_blocks, sources
from hnb.papers.definition import SettledReport
from hnb.papers.ledger import Ledger

Text = TypeVar("Text", bound=Hashable)
_DEEPEST = 3
# appendices of which two papers say the same
_SHARED = ("Sources", "Caveats", "Methods")
# lines of a paper's head that the cover says for all
_OF_THE_COVER = ("Report to", "Date", "Meeting", "Agenda", "Authority", "For")
REPEATED = "What an appendix above says of another paper too is not said again."


@dataclass(frozen=True)
class Part:
    """A paper of a pack, composed as it would be on its own.

    Parameters
    ----------
    key : str
        The report's name; with a number where it is in the pack again.
    item, asks_for : str
        What the agenda says of it.
    settled : SettledReport
        Its report, with every value.
    paper, ledger : Paper, Ledger
        As `compose` gives them; its appendix, if any, is apart.
    page_one : mapping
        What its page one says: sentences and rows of tables, by what they are about.
    """

    key: str
    item: str
    asks_for: str
    settled: SettledReport
    paper: Paper
    ledger: Ledger
    page_one: Mapping[str, str]

    @property
    def heading(self) -> str:
        """Its title, as a heading of the pack."""
        return f"Item {self.item}: {self.paper.title}"

    def blocks(self, cover: Iterable[str]) -> list[Block]:
        """Its blocks in the pack; `cover` has the texts that the pack's head says already."""
        lines = (*self._asked(), *self._head(set(cover)))
        notes = (Paragraph(line, is_note=True) for line in lines)
        return [PageBreak(), Heading(1, self.heading), *notes, *_lowered(self.paper.blocks)]

    def _asked(self) -> Iterator[str]:
        if self.asks_for:
            yield f"For {self.asks_for}."

    def _head(self, cover: set[str]) -> Iterator[str]:
        for label, text in self.paper.head:
            if label not in _OF_THE_COVER and text not in cover and not is_left_open(text):
                yield f"{label}: {text}"

    def names(self) -> Iterator[str]:
        """Every name that a question may have for a section, in small letters."""
        headings = (block.text for block in self.paper.blocks if isinstance(block, Heading))
        notebooks = (name for pair in self.sections() for name in pair)
        for name in (*notebooks, *headings, self.heading):
            if name.strip():
                yield name.casefold().strip()

    def sections(self) -> Iterator[tuple[str, str]]:
        """The notebook and the heading of each section; no heading where it is page one."""
        report = self.settled.report
        for section in report.sections:
            heading = report.words(section.heading, self.settled.labels)
            yield section.notebook, "" if section.page_one else heading


def with_sources(paper: Paper, ledger: Ledger) -> tuple[Paper, Ledger]:
    """A paper that has no appendix of its own with one of what its figures rest on, since in a pack
    there is no fuller paper to look it up in.
    """
    names = ledger.releases
    if paper.appendix or not names:
        return paper, ledger
    parts: dict[str, list[Block]] = {
        "Sources": [sources(names)],
        "Caveats": list(caveat_blocks(names)),
    }
    blocks: list[Block] = []
    for letter, (title, body) in zip(ascii_uppercase, parts.items(), strict=False):
        if body:
            blocks.append(Heading(1, f"Appendix {letter}: {title}"))
            blocks.extend(body)
    words = (text for block in blocks for text in texts_in(block))
    appendix = replace(paper, title=f"Technical appendix: {paper.title}", blocks=tuple(blocks))
    return replace(paper, appendix=appendix), replace(ledger, words=(*ledger.words, *words))


def _lowered(blocks: Iterable[Block]) -> Iterator[Block]:
    """Blocks one level down, without their contents: those of the pack list them."""
    for block in blocks:
        if isinstance(block, Heading):
            yield replace(block, level=min(block.level + 1, _DEEPEST))
        elif not isinstance(block, Contents):
            yield block


def appendices(parts: Sequence[Part]) -> Iterator[Block]:
    """The appendices of all papers, by paper, their letters running on through the pack; what two
    papers share of sources, caveats and methods is listed once.
    """
    seen: set[object] = set()
    letters = _letters()
    for part in parts:
        if not part.paper.appendix:
            continue
        yield from (PageBreak(), Heading(1, f"Technical appendix to item {part.item}"))
        for title, blocks in _by_title(part.paper.appendix.blocks):
            rest = blocks
            if title in _SHARED:
                rest = without_empty_headings(list(_unrepeated(blocks, seen)))
            yield Heading(2, f"Appendix {next(letters)}: {title}")
            yield from _lowered(rest)
            if rest != blocks:
                yield Paragraph(REPEATED, is_note=True)


def _letters() -> Iterator[str]:
    yield from ascii_uppercase
    yield from (f"{first}{second}" for first in ascii_uppercase for second in ascii_uppercase)


def _by_title(blocks: Iterable[Block]) -> Iterator[tuple[str, list[Block]]]:
    """The appendices of a paper by the title after their letters."""
    title, body = "", list[Block]()
    for block in blocks:
        if isinstance(block, Heading) and block.level == 1:
            if body:
                yield title, body
            title, body = block.text.partition(": ")[2], []
        elif not isinstance(block, Contents | PageBreak):
            body.append(block)
    if body:
        yield title, body


def _unrepeated(blocks: Iterable[Block], seen: set[object]) -> Iterator[Block]:
    """Blocks without the paragraphs, items and rows that were seen before."""

    def fresh(texts: Sequence[Text]) -> tuple[Text, ...]:
        new = tuple(text for text in texts if text not in seen)
        seen.update(new)
        return new

    for block in blocks:
        match block:
            case Bullets(items):
                if new_items := fresh(items):
                    yield replace(block, items=new_items)
            case Grid():
                if new_rows := fresh([tuple(row) for row in block.rows]):
                    yield _with_rows(block, new_rows)
            case Paragraph(text) if not fresh([text]):
                continue
            case _:
                yield block


def _with_rows(grid: Grid[str], rows: Sequence[Sequence[str]]) -> Grid[str]:
    numeric, source, is_compact = grid.numeric, grid.source, grid.is_compact
    return Grid(grid.caption, grid.header, rows, numeric, source=source, is_compact=is_compact)


@dataclass
class _Numbers:
    """The last numbers of paragraphs and tables."""

    paragraph: int = 0
    table: int = 0

    def pass_over(self, block: Block) -> None:
        """Count a block."""
        self.paragraph += isinstance(block, Paragraph) and not block.is_note
        self.table += isinstance(block, Grid)


def references(
    front: Iterable[Block], parts: Sequence[Part], bodies: Sequence[Sequence[Block]]
) -> dict[str, str]:
    """Where each section of a pack is, by the names that it may have, in small letters.

    Parameters
    ----------
    front : iterable of Block
        What is before the papers.
    parts, bodies : sequence of Part, sequence of sequences of Block
        The papers, and what each has in the pack.

    Returns
    -------
    dict
        `paragraphs 12 to 15`, or `Table 3` where a section has no paragraph; of all the papers that
        have a section of the name.
    """
    numbers, places = _Numbers(), dict[str, list[str]]()
    for block in front:
        numbers.pass_over(block)
    for part, body in zip(parts, bodies, strict=True):
        for name, place in _places(part, body, numbers):
            if name and place:
                places.setdefault(name.casefold().strip(), []).append(place)
    return {name: " and ".join(dict.fromkeys(some)) for name, some in places.items()}


def _places(part: Part, body: Sequence[Block], numbers: _Numbers) -> Iterator[tuple[str, str]]:
    """The sections of a paper by their notebooks and headings, each with its place."""
    starts = []
    for block in body:
        if isinstance(block, Heading):
            starts.append((block, replace(numbers)))
        numbers.pass_over(block)
    starts.append((Heading(1, ""), replace(numbers)))
    notebooks = {heading: notebook for notebook, heading in part.sections()}
    for number, (heading, start) in enumerate(starts[:-1], 1):
        later = starts[number:]
        end = next(stop for other, stop in later if other.level <= heading.level)
        yield heading.text, _place(start, end)
        yield notebooks.get(heading.text, ""), _place(start, end)
    # page one has no heading but the paper's, and ends where another begins
    yield notebooks.get("", ""), _place(starts[0][1], starts[1][1])


def _place(start: _Numbers, end: _Numbers) -> str:
    """The numbers between two, in words; of tables where there is no paragraph."""
    if end.paragraph > start.paragraph:
        return _span("paragraph", start.paragraph + 1, end.paragraph)
    if end.table > start.table:
        return _span("Table", start.table + 1, end.table)
    return ""


def _span(noun: str, first: int, last: int) -> str:
    if first == last:
        return f"{noun} {first}"
    return f"{noun}s {first} {'and' if last == first + 1 else 'to'} {last}"


def keys(names: Iterable[str]) -> Iterator[str]:
    """The name of each paper of a pack: its report's; with a number where it comes again."""
    seen: dict[str, Iterator[int]] = {}
    for name in names:
        again = next(seen.setdefault(name, count(1)))
        yield name if again == 1 else f"{name}-{again}"
