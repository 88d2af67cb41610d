"""Executed notebooks → one numbered paper and the ledger of what it may say."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date as Date
from itertools import chain
from pathlib import Path

from hnb.domain.errors import CheckError, Place, unknown
from hnb.domain.periods import day, write_day
from hnb.domain.plain import Json
from hnb.figures import MIME, Rows
from hnb.papers.blocks import (
    TO_COMPLETE,
    Block,
    Bullets,
    Grid,
    Heading,
    PageBreak,
    Paper,
    Paragraph,
    Picture,
)
from hnb.papers.definition import Report, Section, SettledReport
from hnb.papers.ledger import (
    Ledger,
    caveat_blocks,
    cite,
    collect_figures,
    corrected_blocks,
    doubt_blocks,
    sources,
)
from hnb.papers.markdown import read_markdown
from hnb.releases.newer import newer_items, newer_sentence

SUMMARY_WORDS = 540  # about a page
# parts that the report's definition words, in their order: the summary follows the first, the
# notebooks the second
_WORDED = {
    "Purpose of report": "purpose",
    "Recommendations": "recommendations",
    "Financial implications": "financial_implications",
    "Equality implications": "equality_implications",
}


@dataclass
class _Contents:
    """What the notebooks of a report bring to its paper."""

    body: list[Block] = field(default_factory=list)
    further: list[Block] = field(default_factory=list)
    summary: list[str] = field(default_factory=list)
    shown: list[Json] = field(default_factory=list)
    rested_on: list[Rows] = field(default_factory=list)  # by the summary
    newer: str = ""  # of later figures than those that the summary rests on

    def add(self, report: Report, section: Section, notebook: Path) -> None:
        """Add what an executed notebook shows, under the heading of its section."""
        shown = list(_shown(notebook))
        self.shown += [data for _, data in shown]
        named = [data for _, data in shown if data.get("summary")]
        self.summary += _chosen(report, section, named)
        self.rested_on += _rows_behind(section, named)
        main = [block for block, data in shown if block and not data.get("appendix")]
        aside = [block for block, data in shown if block and data.get("appendix")]
        self.body += _tidied(Heading(1, section.heading), main)
        if aside:
            self.further += _tidied(Heading(2, section.heading), aside)


def compose(settled: SettledReport, notebooks: Sequence[Path], date: Date) -> tuple[Paper, Ledger]:
    """Join executed notebooks into a paper.

    Parameters
    ----------
    settled : SettledReport
        The report: its words and headings, the values that fill its words in, and its authority.
    notebooks : sequence of Path
        Executed notebooks, one a section, in order.
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
    report, values = settled.report, settled.labels
    contents = _Contents()
    for section, notebook in zip(report.sections, notebooks, strict=True):
        contents.add(report, section, notebook)
    words = {
        name: report.words(getattr(report, name), values) for name in ("title", *_WORDED.values())
    }
    as_at = day(values["as_at"]) if values.get("as_at") else None
    limit = write_day(as_at) if as_at else ""
    ledger = collect_figures(contents.shown)
    behind = _behind(settled, contents, ledger, as_at)
    behind = _with_newer(behind, contents, ledger, date=date, as_at=as_at)
    blocks = _in_order(contents, words, limit=limit, behind=behind)
    paper = Paper(
        title=words["title"],
        report_to=report.report_to,
        date=date,
        contact=report.contact,
        authority=settled.authority,
        blocks=tuple(blocks),
        reference=report.reference,
    )
    about = {
        "report": report.name,
        "title": words["title"],
        "authority": settled.authority,
        "date": date.isoformat(),
        "parameters": dict(values),
        "asked": settled.values,  # before what was left out was settled
    }
    asked = (*map(str, values.values()), settled.authority, write_day(date), limit)
    texts = (text for part in behind.values() for block in part for text in _texts(block))
    return paper, replace(
        ledger,
        labels=_once([*asked, *ledger.labels]),
        words=_once([*ledger.words, contents.newer, *texts]),
        about=about,
    )


def worded(report: Report) -> dict[str, str]:
    """The Markdown that a report's definition brings to its paper, by its keys."""
    return {**{name: getattr(report, name) for name in _WORDED.values()}, **report.methods}


def _in_order(
    contents: _Contents,
    words: Mapping[str, str],
    limit: str,
    behind: Mapping[str, Sequence[Block]],
) -> Iterator[Block]:
    """The blocks of a paper in the order that forums use."""
    parts = {
        heading: [Heading(1, heading), *_prose(words[name])] for heading, name in _WORDED.items()
    }
    purpose, recommendations, *implications = parts.values()
    yield from purpose
    if limit:
        yield Paragraph(f"Only what had been published by {limit} is used.")
    yield from _summary([*contents.summary, contents.newer])
    yield from recommendations
    yield from contents.body
    yield from chain(*implications)
    yield from _lettered({"Further figures and tables": contents.further, **behind})


def _behind(
    settled: SettledReport, contents: _Contents, ledger: Ledger, as_at: Date | None
) -> dict[str, Sequence[Block]]:
    """What a paper rests on, for its appendices: releases, their caveats, and the methods."""
    quoted = {item["release"] for data in contents.shown for item in data.get("items", ())}
    names = sorted({*ledger.releases, *quoted})
    odd: list[Heading | Bullets] = []
    if settled.ask:
        about = (ledger.figures, settled.ask.la_code)
        odd = [*corrected_blocks(*about), *doubt_blocks(*about)]
    methods: list[Block] = []
    for title, text in settled.report.methods.items():
        methods += [Heading(2, title), *_prose(text)]
    return {
        "Sources": [sources(names, as_at)] if names else [],
        "Caveats": [*caveat_blocks(names), *odd],
        "Methods": methods,
    }


def _with_newer(
    behind: Mapping[str, Sequence[Block]],
    contents: _Contents,
    ledger: Ledger,
    *,
    date: Date,
    as_at: Date | None,
) -> dict[str, Sequence[Block]]:
    """The appendices, with what is newer than the paper's figures among the sources; a sentence for
    the summary is noted where what that rests on is older.
    """
    day = min(date, as_at or date)
    every_row = (part for figure in ledger.figures for part in figure.rows)
    items = newer_items(day, _keys(every_row), ahead=as_at is None)
    contents.newer = newer_sentence(day, _keys(contents.rested_on))
    if not items:
        return dict(behind)
    sources_and_more = [*behind["Sources"], Heading(2, "Later figures"), Bullets(tuple(items))]
    return {**behind, "Sources": sources_and_more}


def _keys(rows: Iterable[Rows]) -> list[tuple[str, Mapping[str, object]]]:
    return [(part.table, part.where) for part in rows]


def _rows_behind(section: Section, named: Sequence[Json]) -> Iterator[Rows]:
    """The rows behind what a section gives the summary."""
    for data in named:
        if data["summary"] in section.summary:
            for figure in data.get("figures", ()):
                yield from map(Rows.from_json, figure["rows"])


def _chosen(report: Report, section: Section, named: Sequence[Json]) -> Iterator[str]:
    """A paragraph of the summary for each name that the report gives: every sentence of that name
    in the section.
    """
    for name in section.summary:
        texts = [data["text"] for data in named if data["summary"] == name]
        if not texts:
            raise unknown(
                Place(report.name, notebook=section.notebook),
                f"no sentence is called {name!r} under {section.heading!r}",
                word=name,
                known={data["summary"] for data in named},
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


def _summary(sentences: Sequence[str]) -> list[Block]:
    texts = list(dict.fromkeys(filter(None, sentences)))
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
    tidy: list[Block] = [top]
    above = top.level
    for block in _without_empty_headings(blocks):
        if isinstance(block, Heading):
            above = min(max(block.level, top.level + 1), above + 1)
            tidy.append(Heading(above, block.text))
        else:
            tidy.append(block)
    return tidy


def _without_empty_headings(blocks: Sequence[Block]) -> list[Block]:
    """The blocks without the headings that another of their level or above follows at once."""
    backwards: list[Block] = []
    for block in reversed(blocks):
        below = backwards[-1] if backwards else Heading(1, "")  # what ends the section
        match block, below:
            case Heading(level), Heading(next_level) if next_level <= level:
                continue
        backwards.append(block)
    return backwards[::-1]


def _shown(notebook: Path) -> Iterator[tuple[Block | None, Json]]:
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


def _block(data: Json, bundle: Json) -> Block | None:
    match data["block"]:
        case "caveats":
            return None
        case "paragraph":
            return Paragraph(data["text"])
        case "table":
            return Grid(
                caption=data["caption"],
                header=tuple(data["header"]),
                rows=tuple(map(tuple, data["rows"])),
                numeric=tuple(data["numeric"]),
                source=data["source"],
            )
        case "figure":
            png = b64decode("".join(bundle.get("image/png", "")))
            return Picture(png, data["alt"], data["caption"], source=data["source"])
    raise CheckError(
        found=f"a notebook shows a block of kind {data['block']!r}",
        expected="paragraph, figure or table",
    )


def _prose(text: str) -> list[Block]:
    return read_markdown(text or f"{TO_COMPLETE}.")
