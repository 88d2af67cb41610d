"""What the web page, the Word document and the PDF of a paper agree on: words, numbers, labels,
widths, page starts.
"""

from __future__ import annotations

import re
import struct
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import count

from hnb.domain.plain import Json
from hnb.figures import MADE_UP
from hnb.papers.blocks import (
    DRAFT,
    Block,
    Bullets,
    Contents,
    Grid,
    Heading,
    PageBreak,
    Paper,
    Paragraph,
    Picture,
    check_blocks,
)

# Characters that XML forbids or that reverse the reading order; a text may come from anybody's
# file.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
SHORT = 20  # characters of a number, or of words in its place, that stay on one line
_LINE, _SMALL_LINE = 92, 108  # characters in a line of a table, and of one in smaller print
# mm that a picture may take at most, so that a page holds two and some words
_WIDTH, _HEIGHT = 126, 146
_LOGO = (60, 22)  # mm that a logo may take
_A_WORD = 21  # letters; no longer than that, a word is hyphenated where it must be
_NARROW, _WIDE = frozenset(" fijlrtI.,:;'()[]/-"), frozenset("mwMW%−")  # 0.65 and 1.5 of a digit
_WIDEST, _PADDING = 40, 2  # characters that a column may ask for, and that are between two
_COLUMNS = 6  # columns beyond which the print is smaller
_DEEPEST = 3  # the level of headings that contents leave out
_WHOLE = 18  # lines of a table that is kept on one page


def typeset(paper: Paper) -> Json:
    """What each writer writes, cleaned, by the names that the templates use.

    Returns
    -------
    dict
        `title`, `authority`, `report_to`, `language`, `date` (ISO), `head` (pairs), `logo` (a
        picture or None), `marks` (what each page says of the paper: that it is a draft, or made
        up), `footer`, `nothing` (what a table without
        rows says) and `blocks` (see `typeset_blocks`).

    Raises
    ------
    CheckError
        See `check_blocks`.
    """
    head = {label: clean(text) for label, text in paper.head}
    report_to = clean(paper.report_to)
    is_made_up = f"{MADE_UP}: " in clean(paper.title)  # an appendix has words before it
    may_say = {DRAFT: bool(paper.to_complete), MADE_UP: is_made_up}
    marks = [mark for mark, applies in may_say.items() if applies]
    return {
        "title": clean(paper.title),
        "authority": clean(paper.authority),
        "report_to": report_to,
        "language": "en-GB",
        "date": paper.date.isoformat(),
        "head": list(head.items()),
        "logo": _logo(paper),
        "marks": marks,
        "footer": " · ".join(filter(None, (*marks, report_to, head["Date"]))),
        "nothing": "Nothing to show.",
        "blocks": typeset_blocks(paper),
    }


def _logo(paper: Paper) -> Json | None:
    if not paper.logo:
        return None
    return {"kind": "picture", "label": "Logo", **_framed(paper.logo, *_LOGO)}


def typeset_blocks(paper: Paper) -> list[Json]:
    """The blocks of a paper as the templates take them.

    Returns
    -------
    list of dict
        Each with `kind`, `page` (true where it starts a page) and `keep` (true where a note on it
        or a short table follows), and by kind: heading `level`, `text`, `anchor` (for links to it);
        paragraph `number`, `text`; note `text` (in italics); bullets `items`, `lettered`; contents
        `entries` (`level`, `text`, `anchor` of the headings that follow) and `printed` (in the Word
        document and the PDF too); picture `label` (`Figure 1`), `caption`, `alt`, `source`, `png`,
        `svg`, `width` and `height` (mm); grid `label`, `caption`, `header`, `rows`, `numeric`,
        `widths` (shares of 1), `breaks` (characters of the longest word that a column has room
        for), `room` (its characters), `small` (it has many columns), `stacked` (a narrow page has
        its rows as blocks), `whole` (it is short enough for one page), `source`.

    Raises
    ------
    CheckError
        See `check_blocks`.
    """
    check_blocks(paper)
    counts: dict[str, Iterator[int]] = defaultdict(lambda: count(1))
    blocks: list[Json] = []
    starts_page = False
    for block in paper.blocks:
        if isinstance(block, PageBreak):
            starts_page = True
        elif getattr(block, "items", True):
            shown = _typeset(block, counts)
            if blocks:
                is_short = shown.get("whole", shown["kind"] in ("note", "bullets"))
                blocks[-1]["keep"] = is_short
            blocks.append({**shown, "page": starts_page, "keep": False})
            starts_page = False
    for place, shown in enumerate(blocks):
        if shown["kind"] == "contents":
            headings = (later for later in blocks[place:] if later["kind"] == "heading")
            shown["entries"] = [heading for heading in headings if heading["level"] < _DEEPEST]
    return blocks


def _typeset(block: Block, counts: Mapping[str, Iterator[int]]) -> Json:
    """A block as the templates take it; `counts` are the numbers that run on through a paper."""
    match block:
        case Heading(level, text):
            anchor = f"section-{next(counts['Heading'])}"
            return {"kind": "heading", "level": level, "text": clean(text), "anchor": anchor}
        case Contents(printed):
            return {"kind": "contents", "printed": printed}
        case Paragraph(text, is_note=True):
            return {"kind": "note", "text": clean(text)}
        case Paragraph(text):
            return {"kind": "paragraph", "number": next(counts["Paragraph"]), "text": clean(text)}
        case Bullets(items, lettered):
            texts = list(map(clean, items))
            return {"kind": "bullets", "items": texts, "lettered": lettered}
        case Picture():
            label = f"Figure {next(counts['Figure'])}"
            return {"kind": "picture", "label": label, **_framed(block), **_captioned(block)}
        case Grid():
            label = f"Table {next(counts['Table'])}"
            return {"kind": "grid", "label": label, **_measured(block), **_captioned(block)}
    raise TypeError(f"a paper has no block such as {block!r}")


def _captioned(block: Picture | Grid[str]) -> Json:
    source = clean(block.source)
    if source and not source.startswith(("Source", "source", "Note")):
        source = f"Source: {source}"
    return {"caption": clean(block.caption), "source": source}


def clean(text: str) -> str:
    """The text on one line, without characters that a document cannot hold; non-breaking spaces are
    kept.
    """
    return re.sub(r"[ \t\r\n]+", " ", _UNSAFE.sub("", str(text))).strip(" ")


def _framed(block: Picture, widest: float = _WIDTH, tallest: float = _HEIGHT) -> Json:
    across, down = struct.unpack(">II", block.png[16:24])
    width = min(widest, tallest * across / down)
    return {
        "alt": clean(block.alt),
        "png": block.png,
        "svg": block.svg,
        "width": width,
        "height": width * down / across,
    }


def _measured(block: Grid[str]) -> Json:
    header, *rows = [[clean(cell) for cell in row] for row in (block.header, *block.rows)]
    numeric = list(block.numeric or [False] * len(header))
    is_small = block.is_compact or len(header) > _COLUMNS
    line = _SMALL_LINE if is_small else _LINE
    size = _usual_length if block.is_compact else _longest
    needs = _needs([header, *rows], numeric, line=line, size=size)
    widths = [round(need / sum(needs), 4) for need in needs]
    lines = sum(
        max(1 + len(cell) // (_LINE * width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    )
    return {
        "header": header,
        "rows": rows,
        "numeric": numeric,
        "widths": widths,
        "breaks": [
            _longest_whole(cells, width * line - _PADDING)
            for cells, width in zip(zip(header, *rows, strict=True), widths, strict=True)
        ],
        "room": round(sum(needs)),
        "small": is_small,
        "stacked": block.is_compact,
        "whole": lines <= _WHOLE,
    }


def _needs(
    rows: list[list[str]],
    numeric: Sequence[bool],
    *,
    line: int,
    size: Callable[[Sequence[str]], float],
) -> list[float]:
    """Characters for each column: a number or a word is not broken while a line has room for all of
    them. `size` says how many the cells of a column ask for.
    """
    least, wanted = [], []
    for (heading, *cells), number in zip(zip(*rows, strict=True), numeric, strict=True):
        # a heading is bold, and asks for two lines; the longest word in the column must fit
        words = [1.15 * _letters(word) for word in heading.split()]
        for cell in cells:
            is_whole = number and len(cell) <= SHORT
            words += map(_letters, [cell] if is_whole else cell.split())
        least.append(_room(words))
        wanted.append(max(least[-1], size(cells), _letters(heading) / 2 + _PADDING))
    spare, slack = max(line - sum(least), 0), sum(wanted) - sum(least)
    share = min(spare / slack, 1) if slack else 0
    return [low + share * (high - low) for low, high in zip(least, wanted, strict=True)]


def _longest_whole(cells: Sequence[str], room: float) -> int:
    """Characters beyond which a word is broken: one that a column has room for is not."""
    words = (word for cell in cells for word in cell.split())
    fitting = (len(word) for word in words if _letters(word) <= room + 0.5)
    return max(round(room), _A_WORD, *fitting)


def _longest(cells: Sequence[str]) -> float:
    return _room(map(_letters, cells))


def _usual_length(cells: Sequence[str]) -> float:
    """The mean length of cells: columns of this width make rows of about the fewest lines."""
    return sum(map(_letters, cells)) / max(len(cells), 1) + _PADDING


def _letters(text: str) -> float:
    """How wide a text is, in digits of the PDF's font."""
    signs = [-0.35 * (sign in _NARROW) + 0.5 * (sign in _WIDE) for sign in text]
    return len(text) + sum(signs)


def _room(lengths: Iterable[float]) -> float:
    """Characters of a column whose longest piece must fit, within reason."""
    return min(max(lengths, default=0), _WIDEST) + _PADDING
