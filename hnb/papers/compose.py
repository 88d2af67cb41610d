"""Executed notebooks → one numbered paper and the ledger of what it may say."""

from __future__ import annotations

import html
import json
import re
from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date as Date
from itertools import chain
from pathlib import Path
from typing import Any

from hnb.domain import areas, periods
from hnb.domain.errors import CheckError, Place
from hnb.figures import MIME
from hnb.papers.blocks import (
    Block,
    Bullets,
    Grid,
    Heading,
    PageBreak,
    Paper,
    Paragraph,
    Picture,
    written,
)
from hnb.papers.definition import Report, Section, unknown
from hnb.papers.ledger import Ledger, caveat_blocks, cite, gather, odd, sources

SUMMARY_WORDS = 520  # about a page
# parts that the report's definition words, in their order: the summary follows the first, the
# notebooks the second
_PLACED = {
    "Purpose of report": "purpose",
    "Recommendations": "recommendations",
    "Financial implications": "financial_implications",
    "Equality implications": "equality_implications",
}
FOR_THE_AUTHOR = "For the author of this report to complete."


def compose(
    report: Report,
    values: Mapping[str, object],
    notebooks: Sequence[Path],
    authority: str,
    date: Date,
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
        The summary is too long for a page, two figures of one name differ, or a release is not
        known.
    ParameterError
        No sentence has the name by which the report's summary asks for it.
    """
    said: list[dict[str, Any]] = []
    body: list[Block] = []
    further: list[Block] = []
    summary: list[str] = []
    for section, notebook in zip(report.sections, notebooks, strict=True):
        shown = list(_shown(notebook))
        said += [data for _, data in shown]
        summary += _chosen(report, section, [data for _, data in shown if data.get("summary")])
        main = [block for block, data in shown if block and not data.get("appendix")]
        aside = [block for block, data in shown if block and data.get("appendix")]
        body += _tidied(Heading(1, section.heading), main)
        further += _tidied(Heading(2, section.heading), aside) if aside else []
    words = {
        name: report.words(getattr(report, name), values) for name in ("title", *_PLACED.values())
    }
    parts = {
        heading: [Heading(1, heading), *_prose(words[name])] for heading, name in _PLACED.items()
    }
    limit = written(periods.day(values["as_at"])) if values.get("as_at") else ""
    if limit:
        parts["Purpose of report"].append(
            Paragraph(f"Only what had been published by {limit} is used.")
        )
    ledger = gather(said)
    names = sorted(
        {*ledger.releases, *(item["release"] for data in said for item in data.get("items", ()))}
    )
    behind: dict[str, Sequence[Block]] = {
        "Sources": [sources(names, str(values.get("as_at") or ""))] if names else [],
        "Caveats": [
            *caveat_blocks(names),
            *(odd(ledger.figures, areas.find(authority).la_code) if authority else ()),
        ],
        "Methods": [
            block
            for title, text in report.methods.items()
            for block in (Heading(2, title), *_prose(text))
        ],
    }
    purpose, recommendations, *implications = parts.values()
    appendices = _lettered({"Further figures and tables": further, **behind})
    blocks = (
        *purpose,
        *_summary(summary),
        *recommendations,
        *body,
        *chain(*implications),
        *appendices,
    )
    paper = Paper(
        words["title"], report.report_to, date, report.contact, authority, blocks, report.reference
    )
    about: dict[str, Any] = {"report": report.name, "title": words["title"], "authority": authority}
    about |= {"date": date.isoformat(), "parameters": dict(values)}
    labels = (*map(str, values.values()), authority, written(date), limit, *ledger.labels)
    texts = (
        *ledger.words,
        *(text for blocks in behind.values() for block in blocks for text in _texts(block)),
    )
    return paper, replace(ledger, labels=_once(labels), words=_once(texts), about=about)


def _chosen(report: Report, section: Section, named: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """A paragraph of the summary for each name that the report gives: every sentence of that name
    in the section.
    """
    for name in section.summary:
        texts = [data["text"] for data in named if data["summary"] == name]
        if not texts:
            place, found = (
                Place(report.name, notebook=section.notebook),
                f"no sentence is called {name!r}",
            )
            raise unknown(
                place,
                f"{found} under {section.heading!r}",
                name,
                {data["summary"] for data in named},
            )
        yield " ".join(dict.fromkeys(texts))


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, texts)))


def _texts(block: Block) -> Iterator[str]:
    match block:
        case Heading(_, text) | Paragraph(text):
            yield text
        case Bullets(items):
            yield from items
        case Grid(caption, _, rows):
            yield from (caption, *chain(*rows))


def _summary(said: Sequence[str]) -> list[Block]:
    texts = list(dict.fromkeys(said))
    length = sum(len(text.split()) for text in texts)
    if length > SUMMARY_WORDS:
        expected = f"at most {SUMMARY_WORDS}, about a page: fewer or shorter sentences named for it"
        raise CheckError(found=f"the summary has {length} words", expected=expected)
    return [Heading(1, "Summary"), *map(Paragraph, texts)] if texts else []


def _lettered(appendices: Mapping[str, Sequence[Block]]) -> Iterator[Block]:
    filled = {title: blocks for title, blocks in appendices.items() if blocks}
    for letter, (title, blocks) in zip("ABCDEFGH", filled.items(), strict=False):
        yield PageBreak()
        yield Heading(1, f"Appendix {letter}: {title}")
        yield from blocks


def _tidied(top: Heading, blocks: Sequence[Block]) -> list[Block]:
    """The blocks below a heading, their headings skipping no level, and each with something beneath
    it.
    """
    kept: list[Block] = [Heading(1, "")]  # what ends the section
    for block in reversed(blocks):
        below = kept[-1]
        if not (
            isinstance(block, Heading) and isinstance(below, Heading) and below.level <= block.level
        ):
            kept.append(block)
    above, tidy = top, kept[:0]
    for block in reversed(kept[1:]):
        if isinstance(block, Heading):
            above = Heading(min(max(block.level, top.level + 1), above.level + 1), block.text)
        tidy.append(above if isinstance(block, Heading) else block)
    return [top, *tidy]


def _shown(notebook: Path) -> Iterator[tuple[Block | None, dict[str, Any]]]:
    """The blocks of an executed notebook, each with the data that the ledger wants; caveats are for
    the appendix.

    So is all that a cell tagged `appendix` says or shows.
    """
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        aside = {"appendix": True} if "appendix" in cell.get("metadata", {}).get("tags", ()) else {}
        if cell["cell_type"] == "markdown":
            for block in read_markdown("".join(cell["source"])):
                yield block, aside
        for output in cell.get("outputs", ()):
            bundle = output.get("data", {})
            data = bundle.get(MIME)
            if data:
                data = {**data, **aside, "source": cite(data.get("source", ""))}
                yield _block(data, bundle), data


def _block(data: dict[str, Any], bundle: dict[str, Any]) -> Block | None:
    match data["block"]:
        case "caveats":
            return None
        case "paragraph":
            return Paragraph(data["text"])
        case "table":
            rows = tuple(tuple(row) for row in data["rows"])
            return Grid(
                data["caption"], tuple(data["header"]), rows, tuple(data["numeric"]), data["source"]
            )
        case "figure":
            png = b64decode("".join(bundle.get("image/png", "")))
            return Picture(png, data["alt"], data["caption"], data["source"])
    raise CheckError(
        found=f"a notebook shows a block of kind {data['block']!r}",
        expected="paragraph, figure or table",
    )


def _prose(text: str) -> list[Block]:
    return read_markdown(text or FOR_THE_AUTHOR)


def read_markdown(text: str) -> list[Block]:
    """Headings, plain paragraphs and lists; HTML is stripped, and emphasis, links and code are
    reduced to words.

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
            items = tuple(
                _plain(item)
                for item in re.split(r"(?:^|\n)\s*(?:[-*+]|\d+[.)])\s+", words)
                if item.strip()
            )
            blocks.append(Bullets(items))
        elif _plain(words) and not re.fullmatch(r"[-*_ ]{3,}", words):
            blocks.append(Paragraph(_plain(words)))
    return blocks


def _split_headings(text: str) -> str:
    """Blank lines round each heading and list, so that a blank line is all that parts
    two blocks.
    """
    text = re.sub(r"(?m)^(#{1,6} .*)$", r"\n\1\n", text)
    return re.sub(
        r"(?m)^(?!\s*(?:[-*+]|\d+[.)])\s)(\S.*)\n(?=(?:[-*+]|\d+[.)])\s)", r"\1\n\n", text
    )


def _plain(text: str) -> str:
    text = re.sub(r"!\[[^\]]*\]\([^)]*\)", "", text)
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = html.unescape(re.sub(r"</?[a-zA-Z][^>]*>", "", text))
    text = re.sub(r"(\*\*|__|`)(.+?)\1", r"\2", text, flags=re.DOTALL)
    text = re.sub(r"(?<!\w)([*_])(?=\S)(.+?)(?<=\S)\1(?!\w)", r"\2", text, flags=re.DOTALL)
    return " ".join(re.sub(r"(?m)^>\s?", "", text).split())
