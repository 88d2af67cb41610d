"""One paper as a web page, a Word document and a PDF: what the three share, and the door to them."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hnb import paths
from hnb.errors import ParameterError, did_you_mean
from hnb.papers.blocks import Bullets, Grid, Heading, PageBreak, Paper, Paragraph, Picture, check_blocks

if TYPE_CHECKING:
    from jinja2 import Template

FORMATS = ("html", "docx", "pdf")
# Characters that XML forbids or that reverse the reading order; a text may come from anybody's file.
_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
SHORT = 20  # characters of a number, or of words in its place, that stay on one line
_LINE, _SMALL_LINE = 92, 108  # characters in a line of a table, and of one in smaller print
_WIDTH, _HEIGHT = 142, 165  # mm that a picture may take at most, so that a page holds two and some words
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
    written = []
    for name in formats:
        written.append(folder / f"{stem}.{name}")
        writer: Callable[[Paper, Path], None] = getattr(import_module(f"hnb.papers.{name}"), f"write_{name}")
        writer(paper, written[-1])
    return tuple(written)


def clean(text: str) -> str:
    """The text on one line, without characters that a document cannot hold; non-breaking spaces are kept."""
    return re.sub(r"[ \t\r\n]+", " ", _UNSAFE.sub("", str(text))).strip(" ")


@cache
def template(name: str) -> Template:
    """A template of `reports/templates`; everything that it is given is escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(paths.reports() / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)


def words(paper: Paper) -> dict[str, Any]:
    """What each writer says, cleaned, by the names that the templates use.

    Returns
    -------
    dict
        `title`, `authority`, `report_to`, `language`, `date` (ISO), `head` (pairs), `footer`, `nothing` (what a table
        without rows says) and `blocks` (see `laid_out`).
    """
    said = {name: clean(getattr(paper, name)) for name in ("title", "authority", "report_to", "language", "date")}
    head = [(label, clean(text)) for label, text in paper.head]
    footer = " · ".join(text for text in (said["report_to"], dict(head)["Date"]) if text)
    return {**said, "head": head, "footer": footer, "nothing": "Nothing to show.", "blocks": laid_out(paper)}


def laid_out(paper: Paper) -> list[dict[str, Any]]:
    """The blocks with what all writers need to agree on: numbers, labels, column widths, and where a page starts.

    Returns
    -------
    list of dict
        Each with `kind` and `page` (true where it starts a page), and by kind: heading `level`, `text`; paragraph
        `number` (or None), `text`; bullets `items`; picture `label` (`Figure 1`), `caption`, `alt`, `source`, `png`,
        `svg`, `width` and `height` (mm); grid `label`, `caption`, `header`, `rows`, `numeric`, `widths` (shares of 1),
        `room` (its characters), `small` (it has many columns), `whole` (it is short enough for one page), `source`.

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
                across, down = struct.unpack(">II", block.png[16:24])
                width = min(_WIDTH, _HEIGHT * across / down)
                item |= {"png": block.png, "svg": block.svg, "width": width, "height": width * down / across}
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
    return f"Source: {text}" if text and not text.startswith(("Source", "source", "Note")) else text


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
