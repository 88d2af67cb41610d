"""One paper as a web page, a Word document and a PDF: what the three share, and the door to them."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from hnb.errors import ParameterError, did_you_mean
from hnb.papers.blocks import Bullets, Grid, Heading, PageBreak, Paper, Paragraph, Picture, check_blocks

FORMATS = ("html", "docx", "pdf")
# Characters that XML forbids or that reverse the reading order; a text may come from anybody's file.
_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
NOTHING = "Nothing to show."  # what a table without rows says
SHORT = 20  # characters of a number, or of words in its place, that stay on one line
_LINE, _SMALL_LINE = 92, 108  # characters in a line of a table, and of one in smaller print
_WIDEST, _PADDING = 40, 2  # characters that a column may ask for, and that stand between two
_COLUMNS, _WHOLE = 6, 18  # columns beyond which the print is smaller; lines of a table that is kept on one page


def export(paper: Paper, folder: Path, stem: str, formats: Sequence[str] = FORMATS) -> tuple[Path, ...]:
    """Write `folder/stem.html`, `.docx` and `.pdf`, or those of them that are asked for.

    The same paper gives the same bytes: dates inside the files are the paper's own. Once a PDF was written the process
    must not be forked (typst keeps a pool of threads).

    Returns
    -------
    tuple of Path
        The files, in the order of `formats`.

    Raises
    ------
    CheckError
        The paper would shut a reader out (see `check_blocks`).
    ParameterError
        A format is not known.
    """
    for name in formats:
        if name not in FORMATS:
            raise ParameterError(
                found=f"format '{name}' is not known", expected=f"{', '.join(FORMATS)}{did_you_mean(name, FORMATS)}"
            )
    check_blocks(paper)
    paths = []
    for name in formats:
        paths.append(folder / f"{stem}.{name}")
        _writer(name)(paper, paths[-1])
    return tuple(paths)


def _writer(name: str) -> Callable[[Paper, Path], None]:
    if name == "html":
        from hnb.papers.html import write_html

        return write_html
    if name == "docx":
        from hnb.papers.docx import write_docx

        return write_docx
    from hnb.papers.pdf import write_pdf

    return write_pdf


def clean(text: str) -> str:
    """The text on one line, without characters that a document cannot hold; non-breaking spaces are kept."""
    return re.sub(r"[ \t\r\n]+", " ", _UNSAFE.sub("", str(text))).strip(" ")


def pixels(png: bytes) -> tuple[int, int]:
    """Width and height of a PNG, in pixels."""
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def laid_out(paper: Paper) -> list[dict[str, Any]]:
    """The blocks with what all writers need to agree on: numbers, labels, column widths, and where a page starts.

    Returns
    -------
    list of dict
        Each with `kind` and `page` (true where it starts a page), and by kind: heading `level`, `text`; paragraph
        `number` (or None), `text`; bullets `items`; picture `label` (`Figure 1`), `caption`, `alt`, `source`, `png`,
        `svg`, `pixels`; grid `label`, `caption`, `header`, `rows`, `numeric`, `widths` (shares of 1), `room` (its
        characters), `small` (it has many columns), `whole` (it is short enough to stay on one page), `source`.

    Raises
    ------
    CheckError
        See `check_blocks`.
    """
    check_blocks(paper)
    counts = {"Figure": 0, "Table": 0, "": 0}

    def following(name: str) -> int:
        counts[name] += 1
        return counts[name]

    blocks: list[dict[str, Any]] = []
    page = False
    for block in paper.blocks:
        item: dict[str, Any]
        match block:
            case PageBreak():
                page = True
                continue
            case Heading(level, text):
                item = {"kind": "heading", "level": level, "text": clean(text)}
            case Paragraph(text, number):
                item = {"kind": "paragraph", "number": following("") if number else None, "text": clean(text)}
            case Bullets(()):
                continue
            case Bullets(items):
                item = {"kind": "bullets", "items": [clean(entry) for entry in items]}
            case Picture():
                item = {"kind": "picture", "label": f"Figure {following('Figure')}", "alt": clean(block.alt)}
                item |= {"png": block.png, "svg": block.svg, "pixels": pixels(block.png)}
            case Grid():
                header, rows = [clean(cell) for cell in block.header], [[clean(c) for c in row] for row in block.rows]
                item = {"kind": "grid", "label": f"Table {following('Table')}", "header": header, "rows": rows}
                numeric = list(block.numeric or [False] * len(header))
                needs = _needs([header, *rows], numeric)
                widths = [round(need / sum(needs), 4) for need in needs]
                item |= {
                    "numeric": numeric,
                    "widths": widths,
                    "room": round(sum(needs)),
                    "small": len(header) > _COLUMNS,
                }
                item |= {"whole": _lines(rows, widths) <= _WHOLE}
        if isinstance(block, Picture | Grid):
            item |= {"caption": clean(block.caption), "source": _source(block.source)}
        blocks.append(item | {"page": page})
        page = False
    return blocks


def _source(text: str) -> str:
    text = clean(text)
    return f"Source: {text}" if text and not text.casefold().startswith("source") else text


def _needs(rows: list[list[str]], numeric: Sequence[bool]) -> list[float]:
    """Characters for each column: a number or a word is not broken while a line has room for all of them."""
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


def _lines(rows: list[list[str]], widths: list[float]) -> float:
    """About how many lines a table takes."""
    return sum(max(1 + len(cell) // (_LINE * width) for cell, width in zip(row, widths, strict=True)) for row in rows)
