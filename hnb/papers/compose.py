"""Executed notebooks → one numbered paper, its appendix, and the ledger of what it may say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date as Date
from itertools import chain
from pathlib import Path

from hnb.domain.periods import day, write_day
from hnb.domain.plain import Json
from hnb.domain.words import IN_APPENDIX
from hnb.figures import Figure, Rows, titled
from hnb.figures.marks import rests_on_records
from hnb.papers.author.file import AFTER, NEW, AuthorFile
from hnb.papers.author.words import AuthorsWords, stated
from hnb.papers.blocks import (
    TO_COMPLETE,
    Block,
    Bullets,
    Contents,
    Grid,
    Heading,
    PageBreak,
    Paper,
    Paragraph,
)
from hnb.papers.composing.first_page import AS_AT, as_at_sentence
from hnb.papers.composing.shown import Shown, read_shown
from hnb.papers.composing.sources import (
    caveat_blocks,
    corrected_blocks,
    doubt_blocks,
    sources,
)
from hnb.papers.composing.ten_minutes import check_us
from hnb.papers.composing.unavailable import reasons, unavailable
from hnb.papers.definition import Report, Section, SettledReport
from hnb.papers.ledger import Ledger, collect_figures
from hnb.papers.markdown import read_markdown
from hnb.releases.newer import newer_items, newer_sentence

# parts that the report's definition words, in their order: the sections are before the implications
_WORDED = {
    "Purpose of report": "purpose",
    "Recommendations": "recommendations",
    "Financial implications": "financial_implications",
    "Equality implications": "equality_implications",
    "Background papers": "background_papers",
}
_ADDED = ("Matters arising", "Risks", "Next steps", "Legal implications")  # by an author alone


@dataclass
class _Contents:
    """What the notebooks of a report bring to its paper."""

    page_one: list[Block] = field(default_factory=list)
    # heading and blocks of each section, in order
    body: list[tuple[str, list[Block]]] = field(default_factory=list)
    further: list[Block] = field(default_factory=list)
    shown: list[Json] = field(default_factory=list)
    on_page_one: list[Figure] = field(default_factory=list)
    missing: dict[str, tuple[str, ...]] = field(default_factory=dict)  # by heading
    missing_aside: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def add(
        self, section: Section, heading: str, shown: Sequence[Shown], *, is_small: bool = False
    ) -> None:
        """Add what an executed notebook shows, under the heading of its section; with tables in
        small print, where the paper is to be short.
        """
        self.shown += [part.data for part in shown if part.data]
        main = [part for part in shown if part.is_main]
        aside = [part for part in shown if part.is_aside]
        if section.page_one:
            self._add_page_one(main)
        else:
            self.missing[heading] = reasons(main)
            blocks = _tidied(Heading(1, heading), _blocks(main, without_missing=True))
            if is_small:
                blocks = list(map(_compact, blocks))
            self.body.append((heading, blocks))
        in_main = self.missing.get(heading, ())
        self.missing_aside[heading] = tuple(text for text in reasons(aside) if text not in in_main)
        self.further += _tidied(Heading(2, heading), _blocks(aside, without_missing=True))

    def _add_page_one(self, shown: Sequence[Shown]) -> None:
        self.page_one += map(_compact, without_empty_headings(_blocks(shown)))
        self.on_page_one += collect_figures(part.data for part in shown).figures


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
        Two figures of one name differ, or a release is not known.
    """
    report, values = settled.report, settled.labels
    contents = _Contents()
    for section, notebook in zip(report.sections, notebooks, strict=True):
        is_short = report.length != "full" and not section.page_one
        shown = list(read_shown(notebook, is_short=is_short))
        is_small = section in report.few_plans or report.length == "short"
        contents.add(section, report.words(section.heading, values), shown, is_small=is_small)
    title = report.words(report.title, values)
    as_at = day(values["as_at"]) if values.get("as_at") else None
    ledger = collect_figures(contents.shown)
    title = titled(title, ledger.figures)
    first = _below_the_table(contents, date=date, as_at=as_at)
    last = unavailable(contents.missing, settled.authority)
    appendix: list[Block] = []
    if report.appendix != "none":
        behind = _behind(settled, contents, ledger, date=date, as_at=as_at)
        appendix = _appendix(contents, behind, settled)
    words = AuthorsWords(settled.author or AuthorFile(Path()), values, ledger.figures)
    parts = _parts(report, words)
    if report.appendix == "none":
        if parts["Background papers"]:
            parts["Background papers"] = [sources(_releases(contents, ledger))]
        contents.page_one = [_sourced(block, report) for block in contents.page_one]
    in_order = _in_order(contents, parts, words, first=first, last=last, report=report)
    paper = _paper(settled, title, date, words=words, blocks=tuple(in_order))
    paper = _with_appendix(paper, appendix, report)
    about = {
        "report": report.name,
        "title": title,
        "authority": settled.authority,
        "date": date.isoformat(),
        "parameters": dict(values),
        "asked": settled.values,  # before what was left out was settled
    }
    asked = (*map(str, values.values()), settled.authority, write_day(date))
    limit = [write_day(as_at)] if as_at else []
    ours = (*first, *last, *appendix, *parts["Background papers"])
    texts = (text for block in ours for text in texts_in(block))
    return paper, replace(
        ledger,
        labels=_once([*asked, *limit, *ledger.labels]),
        words=_once([*ledger.words, *texts]),
        stated=(*words.named(), *words.stated),
        about=about,
    )


def _with_appendix(paper: Paper, appendix: Sequence[Block], report: Report) -> Paper:
    """The paper with its appendix at its end, or as a paper of its own."""
    if report.appendix == "with":
        return replace(paper, blocks=(*paper.blocks, *appendix))
    if not appendix:
        return paper
    title = f"Technical appendix: {paper.title}"
    return replace(paper, appendix=replace(paper, title=title, blocks=(Contents(), *appendix)))


def worded(report: Report) -> dict[str, str]:
    """The Markdown that a report's definition brings to its paper, by its keys."""
    return {**{name: getattr(report, name) for name in _WORDED.values()}, **report.methods}


def _paper(
    settled: SettledReport,
    title: str,
    date: Date,
    *,
    words: AuthorsWords,
    blocks: tuple[Block, ...],
) -> Paper:
    """The paper with its head; what the author says of it comes before the report's definition."""
    report = settled.report
    lines = {"Report to": report.report_to, "Contact": report.contact}
    for text in (*lines.values(), report.reference):
        words.stated.extend(stated(text, f"{report.name}.yml"))
    head = {**lines, **words.head()}
    return Paper(
        title=title,
        report_to=head.pop("Report to"),
        date=date,
        contact=head.pop("Contact"),
        authority=settled.authority,
        blocks=blocks,
        reference=head.pop("Reference", report.reference),
        added=tuple(head.items()),
        logo=words.file.logo,
    )


def _parts(report: Report, words: AuthorsWords) -> dict[str, list[Block]]:
    """The parts of a paper that are worded for it, by their headings: in the author's file, or in
    the report's definition.
    """
    parts: dict[str, list[Block]] = {}
    for heading, name in _WORDED.items():
        defined = words.of_definition(report, name)
        parts[heading] = words.blocks_of(heading) or defined
        if not parts[heading] and name != "background_papers":
            parts[heading] = [Paragraph(f"{TO_COMPLETE}.")]
    for heading in _ADDED:
        parts[heading] = words.blocks_of(heading)
    return parts


def _in_order(
    contents: _Contents,
    parts: Mapping[str, Sequence[Block]],
    words: AuthorsWords,
    *,
    first: Sequence[Block],
    last: Sequence[Block],
    report: Report,
) -> Iterator[Block]:
    """The blocks of a paper in the order that forums use."""

    def under(*headings: str) -> Iterator[Block]:
        for heading in headings:
            if parts[heading]:
                yield from (Heading(1, heading), *parts[heading])

    if contents.page_one:
        yield from (*contents.page_one, *first, *under("Recommendations"))
        if report.length == "one-page":
            return
        if not words.is_more_than_a_page:
            yield PageBreak()
        yield Contents(printed=report.length == "full")
        yield from under("Purpose of report")
    else:
        yield from (*under("Purpose of report"), *first, *under("Recommendations"))
    yield from under("Matters arising")
    after = words.titled(AFTER)
    for heading, blocks in contents.body:
        added = after.pop(heading, [])
        yield from blocks or ([Heading(1, heading)] if added else [])
        yield from added
    # what is after a section that this paper does not have is said all the same
    for title, blocks in (*after.items(), *words.titled(NEW).items()):
        yield from (Heading(1, title), *blocks)
    yield from under("Risks", "Next steps", "Financial implications", "Equality implications")
    yield from under("Legal implications", "Background papers")
    yield from last


def _below_the_table(contents: _Contents, *, date: Date, as_at: Date | None) -> list[Block]:
    """As at when the figures of page one are, and whether newer ones exist or are due."""
    day = min(date, as_at or date)
    limit = f"Only what had been published by {write_day(as_at)} is used." if as_at else ""
    rows = [rows for figure in contents.on_page_one for rows in figure.rows]
    if rests_on_records(rows):
        return []  # its sentences name the day of the council's own records
    # where it quotes nothing, what it would have quoted
    keys = _keys(rows) or [(name, {}) for name in AS_AT if as_at and contents.page_one]
    texts = (limit, as_at_sentence(rows), newer_sentence(day, keys, as_at))
    text = " ".join(filter(None, texts))
    return [Paragraph(text)] if text else []


def _appendix(
    contents: _Contents, behind: Mapping[str, Sequence[Block]], settled: SettledReport
) -> list[Block]:
    """The appendices, each with a letter."""
    missing = [
        replace(block, level=2) if isinstance(block, Heading) else block
        for block in unavailable(contents.missing_aside, settled.authority)
    ]
    first = check_us(contents.on_page_one, settled.ask.la_code) if settled.ask else []
    further = {"Further figures and tables": [*missing, *contents.further]}
    return list(_lettered({"Check us in ten minutes": first, **further, **behind}))


def _behind(
    settled: SettledReport,
    contents: _Contents,
    ledger: Ledger,
    *,
    date: Date,
    as_at: Date | None,
) -> dict[str, Sequence[Block]]:
    """What a paper rests on, for its appendices: releases, what is newer than they are, their
    caveats, and the methods.
    """
    names = _releases(contents, ledger)
    odd: list[Heading | Bullets] = []
    if settled.ask:
        about = (ledger.figures, settled.ask.la_code)
        odd = [*corrected_blocks(*about), *doubt_blocks(*about, as_at)]
    methods: list[Block] = []
    for title, text in settled.report.methods.items():
        methods += [Heading(2, title), *read_markdown(text)]
    rows = _keys(part for figure in ledger.figures for part in figure.rows)
    newer = newer_items(min(date, as_at or date), rows, as_at)
    later: list[Block] = [Heading(2, "Later figures"), Bullets(tuple(newer))] if newer else []
    return {
        "Sources": [*([sources(names)] if names else []), *later],
        "Caveats": [*caveat_blocks(names), *odd],
        "Methods": methods,
    }


def _sourced(block: Block, report: Report) -> Block:
    """A table of page one that says where its sources are, where no appendix has them."""
    if not isinstance(block, Grid) or block.source != IN_APPENDIX:
        return block
    is_alone = report.length == "one-page"
    where = "the full paper and its appendix" if is_alone else "see background papers"
    return replace(block, source=f"Sources: {where}.")


def _releases(contents: _Contents, ledger: Ledger) -> list[str]:
    """The names of the releases that a paper rests on."""
    quoted = {item["release"] for data in contents.shown for item in data.get("items", ())}
    return sorted({*ledger.releases, *quoted})


def _keys(rows: Iterable[Rows]) -> list[tuple[str, Mapping[str, object]]]:
    return [(part.table, part.where) for part in rows]


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, texts)))


def texts_in(block: Block) -> Iterator[str]:
    """The texts of a block that may have numbers in them."""
    match block:
        case Heading(_, text) | Paragraph(text):
            yield text
        case Bullets(items):
            yield from items
        case Grid(caption, _, rows):
            yield from (caption, *chain(*rows))


def _lettered(appendices: Mapping[str, Sequence[Block]]) -> Iterator[Block]:
    filled = {title: blocks for title, blocks in appendices.items() if blocks}
    if filled:
        yield PageBreak()
    for letter, (title, blocks) in zip("ABCDEFGH", filled.items(), strict=False):
        yield Heading(1, f"Appendix {letter}: {title}")
        yield from blocks


def _blocks(shown: Iterable[Shown], *, without_missing: bool = False) -> list[Block]:
    """The blocks that are shown, or those of them that say more than why a figure is missing."""
    return [
        part.block
        for part in shown
        if part.block and not (without_missing and (part.missing or part.is_empty))
    ]


def _compact(block: Block) -> Block:
    """A block; a table is in small print."""
    return replace(block, is_compact=True) if isinstance(block, Grid) else block


def _tidied(top: Heading, blocks: Sequence[Block]) -> list[Block]:
    """A heading and the blocks below it, their headings skipping no level, and each with something
    beneath it; nothing where there is nothing but headings and notes.
    """
    tidy: list[Block] = []
    above = top.level
    for block in without_empty_headings(blocks):
        if isinstance(block, Heading):
            above = min(max(block.level, top.level + 1), above + 1)
            tidy.append(Heading(above, block.text))
        else:
            tidy.append(block)
    return [top, *tidy] if _is_filled(top, tidy) else []


def without_empty_headings(blocks: Sequence[Block]) -> list[Block]:
    """The blocks without the headings that have nothing but notes beneath them."""
    backwards: list[Block] = []
    for block in reversed(blocks):
        if not isinstance(block, Heading) or _is_filled(block, reversed(backwards)):
            backwards.append(block)
    return backwards[::-1]


def _is_filled(heading: Heading, after: Iterable[Block]) -> bool:
    """Whether anything but a note is between a heading and the next of its level or above."""
    for block in after:
        if isinstance(block, Heading):
            return block.level > heading.level
        if not (isinstance(block, Paragraph) and block.is_note):
            return True
    return False
