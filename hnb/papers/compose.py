"""Executed notebooks → one numbered paper and the ledger of what it may say."""

from __future__ import annotations

import html
import json
import re
from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date as Date
from pathlib import Path
from typing import Any

from hnb import areas, periods
from hnb.errors import CheckError
from hnb.figures import MIME
from hnb.papers.blocks import Block, Bullets, Grid, Heading, PageBreak, Paper, Paragraph, Picture
from hnb.papers.definition import Report
from hnb.papers.ledger import Ledger, caveat_blocks, cite, gather, odd, sources, written

SUMMARY_WORDS = 450  # about a page
FOR_THE_AUTHOR = "For the author of this report to complete."


def compose(
    report: Report, values: Mapping[str, object], notebooks: Sequence[Path], authority: str, date: Date
) -> tuple[Paper, Ledger]:
    """Join executed notebooks into a paper.

    Parameters
    ----------
    report : Report
        Its words and headings.
    values : mapping
        The parameters that fill its words in.
    notebooks : sequence of Path
        Executed notebooks, one a section, in order.
    authority : str
        The council's name, empty where the paper is about no one council.
    date : datetime.date
        The date on the paper.

    Raises
    ------
    CheckError
        The summary is too long for a page, two figures of one name differ, or a release is not known.
    """
    said: list[dict[str, Any]] = []
    body: list[Block] = []
    further: list[Block] = []
    for section, notebook in zip(report.sections, notebooks, strict=True):
        main: list[Block] = [Heading(1, section.heading)]
        aside: list[Block] = [Heading(2, section.heading)]
        for block, data in _shown(notebook):
            said.append(data)
            if block:
                (aside if data.get("appendix") else main).append(block)
        body += _tidied(main)
        further += _tidied(aside) if len(aside) > 1 else []
    words = {name: report.words(getattr(report, name), values) for name in ("title", *_PLACED)}
    about = {"report": report.name, "title": words["title"], "authority": authority, "date": date.isoformat()}
    ledger = gather(said, **about, parameters=dict(values))
    names = sorted({*ledger.releases, *(item["release"] for data in said for item in data.get("items", ()))})
    methods = [block for title, text in report.methods.items() for block in (Heading(2, title), *_prose(text))]
    behind: dict[str, Sequence[Block]] = {
        "Sources": [sources(names, str(values.get("as_at") or ""))] if names else [],
        "Caveats": [*caveat_blocks(names), *(odd(ledger.figures, areas.find(authority).la_code) if authority else ())],
        "Methods": methods,
    }  # fmt: skip
    limit = written(periods.day(values["as_at"])) if values.get("as_at") else ""
    known_by = [Paragraph(f"Only what had been published by {limit} is used.")] if limit else []
    blocks = (
        *(Heading(1, "Purpose of report"), *_prose(words["purpose"]), *known_by),
        *_summary(said),
        *(Heading(1, "Recommendations"), *_prose(words["recommendations"])),
        *body,
        *(Heading(1, "Financial implications"), *_prose(words["financial_implications"])),
        *(Heading(1, "Equality implications"), *_prose(words["equality_implications"])),
        *_lettered({"Further figures and tables": further, **behind}),
    )
    paper = Paper(words["title"], report.report_to, date, report.contact, authority, blocks, report.reference)
    labels = (*map(str, values.values()), authority, written(date), limit, *ledger.labels)
    texts = (*ledger.words, *(text for blocks in behind.values() for block in blocks for text in _texts(block)))
    return paper, replace(ledger, labels=_once(labels), words=_once(texts))


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, texts)))


_PLACED = ("purpose", "recommendations", "financial_implications", "equality_implications")


def _texts(block: Block) -> Iterator[str]:
    match block:
        case Heading(_, text) | Paragraph(text):
            yield text
        case Bullets(items):
            yield from items
        case Grid():
            yield from (block.caption, *(cell for row in block.rows for cell in row))


def _summary(said: Sequence[dict[str, Any]]) -> list[Block]:
    texts = list(dict.fromkeys(data["text"] for data in said if data.get("summary")))
    length = sum(len(text.split()) for text in texts)
    if length > SUMMARY_WORDS:
        expected = f"at most {SUMMARY_WORDS}, about a page: fewer sentences said with summary=True"
        raise CheckError(found=f"the summary has {length} words", expected=expected)
    return [Heading(1, "Summary"), *map(Paragraph, texts)] if texts else []


def _lettered(appendices: Mapping[str, Sequence[Block]]) -> Iterator[Block]:
    filled = {title: blocks for title, blocks in appendices.items() if blocks}
    for letter, (title, blocks) in zip("ABCDEFGH", filled.items(), strict=False):
        yield PageBreak()
        yield Heading(1, f"Appendix {letter}: {title}")
        yield from blocks


def _tidied(blocks: Sequence[Block]) -> list[Block]:
    """Headings that skip no level and have something beneath them; the first always stays."""
    kept: list[Block] = []
    for block in reversed(blocks[1:]):
        below = kept[-1] if kept else None
        if isinstance(block, Heading) and (
            below is None or (isinstance(below, Heading) and below.level <= block.level)
        ):
            continue
        kept.append(block)
    level = blocks[0].level if isinstance(blocks[0], Heading) else 1
    tidy = [blocks[0]]
    for block in reversed(kept):
        if isinstance(block, Heading):
            level = min(block.level, level + 1)
        tidy.append(Heading(level, block.text) if isinstance(block, Heading) else block)
    return tidy


def _shown(notebook: Path) -> Iterator[tuple[Block | None, dict[str, Any]]]:
    """The blocks of an executed notebook, each with the data that the ledger wants; caveats are for the appendix."""
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "markdown":
            for block in read_markdown("".join(cell["source"])):
                yield block, {}
        for output in cell.get("outputs", ()):
            bundle = output.get("data", {})
            data = bundle.get(MIME)
            if data:
                data = {**data, "source": cite(data.get("source", ""))}
                yield _block(data, bundle), data


def _block(data: dict[str, Any], bundle: dict[str, Any]) -> Block | None:
    match data["block"]:
        case "caveats":
            return None
        case "paragraph":
            return Paragraph(data["text"])
        case "table":
            rows = tuple(tuple(row) for row in data["rows"])
            return Grid(data["caption"], tuple(data["header"]), rows, tuple(data["numeric"]), data["source"])
        case "figure":
            svg = "".join(bundle.get("image/svg+xml", ""))
            png = b64decode("".join(bundle.get("image/png", "")))
            return Picture(png, data["alt"], data["caption"], data["source"], svg.encode() or None)
    raise CheckError(found=f"a notebook shows a block of kind {data['block']!r}", expected="paragraph, figure or table")


def _prose(text: str) -> list[Block]:
    return read_markdown(text or FOR_THE_AUTHOR)


def read_markdown(text: str) -> list[Block]:
    """Headings, plain paragraphs and lists; HTML is stripped, and emphasis, links and code are reduced to words.

    A `#` heading is the notebook's own title, and is left to the section's heading.
    """
    text = re.sub(r"(?is)<!--.*?-->|<(script|style)\b.*?</\1\s*>|```.*?```", "", text)
    blocks: list[Block] = []
    for piece in re.split(r"\n\s*\n", _split_headings(text)):
        words = piece.strip()
        heading = re.fullmatch(r"(#{1,6})\s+(.*?)\s*#*", words)
        if heading:
            if len(heading[1]) > 1 and _plain(heading[2]):
                blocks.append(Heading(min(len(heading[1]), 3), _plain(heading[2])))
        elif re.match(r"([-*+]|\d+[.)])\s", words):
            items = tuple(_plain(item) for item in re.split(r"(?:^|\n)\s*(?:[-*+]|\d+[.)])\s+", words) if item.strip())
            blocks.append(Bullets(items))
        elif _plain(words) and not re.fullmatch(r"[-*_ ]{3,}", words):
            blocks.append(Paragraph(_plain(words)))
    return blocks


def _split_headings(text: str) -> str:
    """Blank lines round each heading and list, so that a blank line is all that parts two blocks."""
    text = re.sub(r"(?m)^(#{1,6} .*)$", r"\n\1\n", text)
    return re.sub(r"(?m)^(?!\s*(?:[-*+]|\d+[.)])\s)(\S.*)\n(?=(?:[-*+]|\d+[.)])\s)", r"\1\n\n", text)


def _plain(text: str) -> str:
    text = re.sub(r"!\[[^\]]*\]\([^)]*\)", "", text)
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = html.unescape(re.sub(r"</?[a-zA-Z][^>]*>", "", text))
    text = re.sub(r"(\*\*|__|`)(.+?)\1", r"\2", text, flags=re.DOTALL)
    text = re.sub(r"(?<!\w)([*_])(?=\S)(.+?)(?<=\S)\1(?!\w)", r"\2", text, flags=re.DOTALL)
    return " ".join(re.sub(r"(?m)^>\s?", "", text).split())
