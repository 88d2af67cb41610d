"""What is wrong with the words of a whole paper and its appendix, wherever they are printed.

Sentences of the main paper are held to the limits of `tests.papers.reading`; headings, captions,
alternatives of charts, tables, sources and the appendix to its phrases. Percentages are never of
fewer than ten, no paragraph is there twice, and each answer goes with its own numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from hnb.papers.blocks import (
    Block,
    Bullets,
    Grid,
    Heading,
    PageBreak,
    Paper,
    Paragraph,
    Picture,
    is_to_complete,
)
from tests.papers.reading import Fault, faults, phrases_in, too_hard

FEWEST = 10  # counts behind a percentage
MOST_WORDS_ON_PAGE_ONE = 80  # beside its table
# "3 of 40 (8%", "8% (3 of 40", "3 plans (8%": a count, or two, and the percentage that they make
_OF = r"(?<![\d,.])(?P<part>\d[\d,]*) of (?P<whole>\d[\d,]*)\b"
_SHARES = (
    re.compile(_OF + r"[^.;,(]{0,50}\(\d[\d.]*%"),
    re.compile(r"%[^.;,()]{0,40}\(" + _OF),
    re.compile(r"(?<![\d,.])(?P<part>\d[\d,]*) [a-z][^.;,(\d]{0,80}\(\d[\d.]*%"),
)
_COUNT = re.compile(r"(\d[\d,]*) (?:plans?|children|requests?|decisions|appeals)")


@dataclass(frozen=True)
class Part:
    """A text of a paper: whether it is a sentence of prose, and of the main paper."""

    text: str
    is_prose: bool
    is_main: bool


def faults_of(paper: Paper) -> list[Fault]:
    """Everything that is wrong with the words of a paper, and of its appendix where that is apart."""
    main, behind = _divided(paper)
    parts = [*_parts(main, is_main=True), *_parts(behind, is_main=False)]
    faulty = [Fault(says, paper.title) for says in too_hard(prose(paper))]
    for part in (Part(paper.title, is_prose=False, is_main=True), *parts):
        if part.is_prose and part.is_main:
            faulty += faults(part.text)
        else:
            faulty += phrases_in(part.text, is_main=part.is_main)
        faulty += percentages_of_few(part.text)
    tables = [block for block in (*main, *behind) if isinstance(block, Grid)]
    faulty += [fault for table in tables for fault in _rows_of_few(table)]
    return [
        *faulty,
        *_twice(parts),
        *_unended(parts),
        *_too_long_below(main),
        *contradictions(main),
    ]


def prose(paper: Paper) -> str:
    """The prose of a main paper as one text."""
    texts = [part.text for part in _parts(_divided(paper)[0], is_main=True) if part.is_prose]
    return " ".join(text if re.search(r"[.!?:]$", text) else f"{text}." for text in texts)


def _divided(paper: Paper) -> tuple[list[Block], list[Block]]:
    """The blocks of the main paper, and of its appendix."""
    for place, block in enumerate(paper.blocks):
        if isinstance(block, Heading) and block.text.startswith("Appendix "):
            return list(paper.blocks[:place]), list(paper.blocks[place:])
    return list(paper.blocks), list(paper.appendix.blocks) if paper.appendix else []


def _parts(blocks: Iterable[Block], *, is_main: bool) -> Iterator[Part]:
    for block in blocks:
        prose, other = _texts(block)
        yield from (Part(text, is_prose=True, is_main=is_main) for text in prose)
        yield from (Part(text, is_prose=False, is_main=is_main) for text in filter(None, other))


def _texts(block: Block) -> tuple[Sequence[str], Sequence[str]]:
    """The prose of a block, and its other words."""
    match block:
        case Paragraph():
            return (block.text,), ()
        case Bullets():
            return block.items, ()
        case Heading():
            return (), (block.text,)
        case Picture():
            return (), (block.caption, block.alt, block.source)
        case Grid():
            cells = (cell for row in block.rows for cell in row)
            return (), (block.caption, *block.header, *cells, block.source)
    return (), ()


def percentages_of_few(text: str) -> list[Fault]:
    """Percentages that are printed with the counts that they are of, where either is under ten."""
    matches = (match for pattern in _SHARES for match in pattern.finditer(text))
    return [
        Fault(f"a percentage of few, {match.group()}", text)
        for match in matches
        if any(_number(count) < FEWEST for count in match.groupdict().values())
    ]


def _rows_of_few(table: Grid[str]) -> Iterator[Fault]:
    """Rows with the authority's percentage and the few that it counts, in a table with both."""
    if "Counted" not in table.header:
        return
    place = list(table.header).index("Counted")
    for row in table.rows:
        counts = [_number(count) for count in _COUNT.findall(" ".join(row[place : place + 2]))]
        if counts and min(counts) < FEWEST and "%" in row[1]:
            yield Fault("a percentage of fewer than ten", " | ".join(row))


def _number(text: str) -> float:
    return float(text.replace(",", ""))


def _twice(parts: Sequence[Part]) -> list[Fault]:
    """Sentences of prose that a paper has more than once."""
    seen: set[str] = set()
    faulty = []
    for part in parts:
        if part.is_prose and part.is_main and not is_to_complete(part.text):
            faulty += [Fault("said twice", part.text)] if part.text in seen else []
            seen.add(part.text)
    return faulty


def _unended(parts: Sequence[Part]) -> list[Fault]:
    """Paragraphs that begin or end as no sentence does."""
    odd = re.compile(r"^[a-z]|[^.?!:;,)’”*]$|\.[.,;]")
    return [
        Fault("not a whole sentence", part.text)
        for part in parts
        if part.is_prose and part.is_main and odd.search(part.text) and len(part.text) > 60
    ]


def _too_long_below(main: Sequence[Block]) -> list[Fault]:
    """What a reader of page one has to read below its table, where that is over the limit."""
    texts: list[str] = []
    for block in main:
        if isinstance(block, PageBreak):
            break
        if isinstance(block, Grid):
            texts.append(block.source)
        if isinstance(block, Paragraph | Bullets):
            texts += _texts(block)[0]
    count = len(" ".join(texts).split())
    is_long = bool(main) and isinstance(main[0], Grid) and count > MOST_WORDS_ON_PAGE_ONE
    return [Fault(f"{count} words on page one", " ".join(texts))] if is_long else []


_MORE = re.compile(r"^(Yes|No)\. .+? has (more|fewer) EHC plans")
_GAP = re.compile(r"it would have [\d,]+ plans? (more|fewer) than it has")


def contradictions(main: Sequence[Block]) -> list[Fault]:
    """Answers on the number of plans that do not go with the place, the gap or page one."""
    texts = [block.text for block in main if isinstance(block, Paragraph)]
    faulty = [fault for text in texts for fault in _of_one_answer(text)]
    first = next((block for block in main if isinstance(block, Grid)), None)
    row = (
        next((row for row in first.rows if row[0].startswith("More plans")), None)
        if first
        else None
    )
    said = [text for text in texts if re.match(r"(Yes|No|About the same)\. .+ EHC plans for", text)]
    if row and said and row[1].partition(":")[0] != said[0].partition(".")[0]:
        faulty.append(Fault(f"page one says ‘{row[1]}’", said[0]))
    return faulty


def _of_one_answer(text: str) -> Iterator[Fault]:
    """An answer's word, its place among others and the plans more or fewer, against each other."""
    gap, more = _GAP.search(text), _MORE.match(text)
    if text.startswith("About the same") and (gap or "chance" in text):
        yield Fault("about the same, and a gap", text)
    if not more:
        return
    if (more[1] == "Yes") != (more[2] == "more"):
        yield Fault(f"{more[1]}, and {more[2]}", text)
    if gap and gap[1] == more[2]:
        yield Fault(f"{more[2]} than most, and {gap[1]} at their rate", text)
    if (rank := _rank(text)) and (rank[0] * 2 < rank[1] + 1) != (more[2] == "more"):
        yield Fault(f"{more[2]} than most, and {rank[0]} of {rank[1]}", text)


def _rank(text: str) -> tuple[int, int] | None:
    """A place from the highest, and of how many."""
    match = re.search(r"\((?:the|(\d+)\w\w) (highest|lowest) of (\d+)", text)
    if not match:
        return None
    place, group = int(match[1] or 1), int(match[3])
    return (place if match[2] == "highest" else group + 1 - place, group)
