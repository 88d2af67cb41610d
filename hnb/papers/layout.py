"""What the web page, the Word document and the PDF of a paper agree on: words, numbers, labels,
widths, page starts.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Sequence
from itertools import count
from typing import Any

from hnb.papers.blocks import (
    Bullets,
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
_WIDTH, _HEIGHT = (
    142,
    165,
)  # mm that a picture may take at most, so that a page holds two and some words
_WIDEST, _PADDING = 40, 2  # characters that a column may ask for, and that stand between two
_COLUMNS, _WHOLE = (
    6,
    18,
)  # columns beyond which the print is smaller; lines of a table that is kept on one page


def words(paper: Paper) -> dict[str, Any]:
    """What each writer says, cleaned, by the names that the templates use.

    Returns
    -------
    dict
        `title`, `authority`, `report_to`, `language`, `date` (ISO), `head` (pairs), `footer`,
        `nothing` (what a table without rows says) and `blocks` (see `laid_out`).

    Raises
    ------
    CheckError
        See `check_blocks`.
    """
    said = {
        name: clean(getattr(paper, name))
        for name in ("title", "authority", "report_to", "language", "date")
    }
    head = [(label, clean(text)) for label, text in paper.head]
    footer = " · ".join(text for text in (said["report_to"], dict(head)["Date"]) if text)
    return {
        **said,
        "head": head,
        "footer": footer,
        "nothing": "Nothing to show.",
        "blocks": laid_out(paper),
    }


def laid_out(paper: Paper) -> list[dict[str, Any]]:
    """The blocks of a paper as the templates take them.

    Returns
    -------
    list of dict
        Each with `kind` and `page` (true where it starts a page), and by kind: heading `level`,
        `text`; paragraph `number` (or None), `text`; bullets `items`; picture `label` (`Figure 1`),
        `caption`, `alt`, `source`, `png`, `width` and `height` (mm); grid `label`, `caption`,
        `header`, `rows`, `numeric`, `widths` (shares of 1), `room` (its characters), `small` (it
        has many columns), `whole` (it is short enough for one page), `source`.

    Raises
    ------
    CheckError
        See `check_blocks`.
    """
    check_blocks(paper)
    paragraphs, figures, tables = count(1), count(1), count(1)
    blocks: list[dict[str, Any]] = []
    page = False
    for block in paper.blocks:
        match block:
            case PageBreak():
                page = True
                continue
            case Bullets(()):
                continue
            case Heading(level, text):
                item = {"kind": "heading", "level": level, "text": clean(text)}
            case Paragraph(text, numbered):
                number = next(paragraphs) if numbered else None
                item = {"kind": "paragraph", "number": number, "text": clean(text)}
            case Bullets(items):
                item = {"kind": "bullets", "items": [clean(entry) for entry in items]}
            case Picture():
                item = {"kind": "picture", "label": f"Figure {next(figures)}", **_framed(block)}
            case Grid():
                item = {"kind": "grid", "label": f"Table {next(tables)}", **_measured(block)}
        if isinstance(block, Picture | Grid):
            item |= {"caption": clean(block.caption), "source": _source(block.source)}
        blocks.append(item | {"page": page})
        page = False
    return blocks


def clean(text: str) -> str:
    """The text on one line, without characters that a document cannot hold; non-breaking spaces are
    kept.
    """
    return re.sub(r"[ \t\r\n]+", " ", _UNSAFE.sub("", str(text))).strip(" ")


def _source(text: str) -> str:
    text = clean(text)
    return f"Source: {text}" if text and not text.startswith(("Source", "source", "Note")) else text


def _framed(block: Picture) -> dict[str, Any]:
    across, down = struct.unpack(">II", block.png[16:24])
    width = min(_WIDTH, _HEIGHT * across / down)
    return {
        "alt": clean(block.alt),
        "png": block.png,
        "width": width,
        "height": width * down / across,
    }


def _measured(block: Grid) -> dict[str, Any]:
    header, *rows = [[clean(cell) for cell in row] for row in (block.header, *block.rows)]
    numeric = list(block.numeric or [False] * len(header))
    needs = _needs([header, *rows], numeric)
    widths = [round(need / sum(needs), 4) for need in needs]
    lines = sum(
        max(1 + len(c) // (_LINE * width) for c, width in zip(row, widths, strict=True))
        for row in rows
    )
    return {
        "header": header,
        "rows": rows,
        "numeric": numeric,
        "widths": widths,
        "room": round(sum(needs)),
        "small": len(header) > _COLUMNS,
        "whole": lines <= _WHOLE,
    }


def _needs(rows: list[list[str]], numeric: Sequence[bool]) -> list[float]:
    """Characters for each column: a number or a word is not broken while a line has room for all of
    them.
    """
    least, wanted = [], []
    for column, number in zip(zip(*rows, strict=True), numeric, strict=True):
        # a heading is bold, and wraps; the longest word in the column must fit
        words = [1.15 * len(word) for word in column[0].split()]
        for cell in column[1:]:
            words += map(len, [cell] if number and len(cell) <= SHORT else cell.split())
        least.append(min(max(words, default=0), _WIDEST) + _PADDING)
        wanted.append(max(least[-1], min(max(map(len, column[1:]), default=0), _WIDEST) + _PADDING))
    line = _SMALL_LINE if len(rows[0]) > _COLUMNS else _LINE
    spare, slack = max(line - sum(least), 0), sum(wanted) - sum(least)
    share = min(spare / slack, 1) if slack else 0
    return [low + share * (high - low) for low, high in zip(least, wanted, strict=True)]
