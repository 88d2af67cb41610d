"""hnb.papers.compose against blocks as notebooks show them."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from hnb.domain.errors import CheckError
from hnb.domain.words import IN_APPENDIX
from hnb.figures import MIME, Figure, Listing, Rows, say
from hnb.papers.blocks import (
    TO_COMPLETE,
    Bullets,
    Contents,
    Grid,
    Heading,
    PageBreak,
    Paragraph,
    Picture,
)
from hnb.papers.compose import compose
from hnb.papers.composing.sources import cite
from hnb.papers.definition import Report, Section, SettledReport

DAY = date(2026, 11, 24)
PLANS = Figure("prevalence.plans", 5288, "plans", "As published.", period="2021")
FIGURE = {
    "block": "figure",
    "caption": "Plans.",
    "alt": "A line that rises.",
    "source": "DfE",
    "figures": [],
}
PNG = base64.b64encode(b"png").decode()


def notebook(folder: Path, *cells: object) -> Path:
    """An executed notebook: a string is a Markdown cell, anything else what a code cell shows."""
    held = []
    for cell in cells:
        if isinstance(cell, str):
            held.append({"cell_type": "markdown", "source": [cell]})
        else:
            data = cell if isinstance(cell, dict) else cell._repr_mimebundle_()
            held.append(
                {
                    "cell_type": "code",
                    "outputs": [{"data": data}, {"name": "stdout", "text": "noise"}],
                }
            )
    path = folder / f"n{len(list(folder.iterdir()))}.ipynb"
    path.write_text(json.dumps({"cells": held}))
    return path


def settled(folder: Path, *, page_one: bool = False, length="full", appendix="with", **values: str):
    """A report of one notebook."""
    section = Section(notebook="n", heading="Plans", page_one=page_one)
    words = {"title": "T", "report_to": "Forum", "purpose": "Why."}
    report = Report(
        name="r", folder=folder, sections=(section,), length=length, appendix=appendix, **words
    )
    return SettledReport(report, values)


def blocks_of(folder: Path, *cells: object) -> list:
    paper, _ = compose(settled(folder), [notebook(folder, *cells)], date(2026, 11, 24))
    return list(paper.blocks)


def section(blocks: list, heading: str = "Plans") -> list:
    start = blocks.index(Heading(1, heading))
    end = next(
        n
        for n, block in enumerate(blocks)
        if n > start and isinstance(block, Heading) and block.level == 1
    )
    return blocks[start + 1 : end]


def test_what_a_notebook_shows_becomes_blocks_in_its_order(tmp_path):
    shown = {"image/png": [PNG], MIME: FIGURE}
    table = Listing("Plans by year.", ("Year", "Plans"), (("2021", PLANS),), source="DfE")
    assert section(
        blocks_of(tmp_path, "# Title\n\nWords.", shown, table, say("{p} stand.", p=PLANS))
    ) == [
        Paragraph("Words."),
        Picture(b"png", "A line that rises.", "Plans.", "DfE"),
        Grid("Plans by year.", ("Year", "Plans"), (("2021", "5,288 plans"),), (False, True), "DfE"),
        Paragraph("5,288 plans stand."),
    ]


def test_headings_skip_no_level_and_none_stands_over_nothing(tmp_path):
    blocks = section(
        blocks_of(tmp_path, "### Deep", "words", "## Empty", "### Empty too", "## Full", "words")
    )
    assert blocks == [
        Heading(2, "Deep"),
        Paragraph("words"),
        Heading(2, "Full"),
        Paragraph("words"),
    ]


def test_a_heading_over_nothing_but_a_note_goes_and_the_note_stays(tmp_path):
    blocks = section(blocks_of(tmp_path, "## One", "words", "## Two", "*It is not sure.*"))
    note = Paragraph("It is not sure.", is_note=True)
    assert blocks == [Heading(2, "One"), Paragraph("words"), note]
    alone = blocks_of(tmp_path, "## Two", "*It is not sure.*")
    assert Heading(1, "Plans") not in alone and note not in alone


def test_what_is_for_the_appendix_goes_there_under_its_section(tmp_path):
    shown = {"image/png": PNG, MIME: {**FIGURE, "appendix": True}}
    blocks = blocks_of(tmp_path, "words", shown)
    assert section(blocks) == [Paragraph("words")]
    assert blocks[-4:] == [
        PageBreak(),
        Heading(1, "Appendix A: Further figures and tables"),
        Heading(2, "Plans"),
        Picture(b"png", "A line that rises.", "Plans.", "DfE"),
    ]


def test_all_that_a_cell_tagged_appendix_says_and_shows_goes_there(tmp_path):
    path = notebook(tmp_path, "first", "## Aside\n\nmore", say("{p} stand.", p=PLANS))
    cells = json.loads(path.read_text())["cells"]
    for cell in cells[1:]:
        cell["metadata"] = {"tags": ["appendix"]}
    path.write_text(json.dumps({"cells": cells}))
    blocks = list(compose(settled(tmp_path), [path], date(2026, 11, 24))[0].blocks)
    assert section(blocks) == [Paragraph("first")]
    assert blocks[-4:] == [
        Heading(2, "Plans"),
        Heading(3, "Aside"),
        Paragraph("more"),
        Paragraph("5,288 plans stand."),
    ]


def test_placeholders_are_left_for_the_author(tmp_path):
    for heading in ("Recommendations", "Financial implications"):
        assert section(blocks_of(tmp_path), heading) == [Paragraph(f"{TO_COMPLETE}.")]


def test_one_name_for_two_numbers_of_the_same_rows_is_refused(tmp_path):
    other = Figure("prevalence.plans", 5289, "plans", "As published.", period="2021")
    with pytest.raises(
        CheckError,
        match=r"Figure prevalence\.plans \(2021, no scope\) is 5,288 plans in one place and 5,289",
    ):
        blocks_of(tmp_path, say("{p}.", p=PLANS), say("{p}.", p=other))


def test_a_block_of_another_kind_is_refused(tmp_path):
    with pytest.raises(CheckError, match="a block of kind 'video'"):
        blocks_of(tmp_path, {MIME: {"block": "video"}})


def test_a_paper_says_by_when_its_figures_had_been_published(tmp_path):
    asked = settled(tmp_path, as_at="2024-02-13")
    paper, ledger = compose(asked, [notebook(tmp_path)], date(2026, 11, 24))
    assert paper.blocks[2] == Paragraph("Only what had been published by 13 February 2024 is used.")
    assert {"13 February 2024", "24 November 2026"} <= set(ledger.labels)


def test_a_source_line_names_publications_and_months_in_place_of_releases():
    assert cite("Source: releases dsg-2023-24-july-2023, dsg-2021-22-july-2022.") == (
        "Department for Education: Dedicated schools grant (DSG) allocations, July 2022 and July "
        "2023"
    )
    several = "dsg-2023-24-july-2023, ehc-plans-2022, ehc-plans-2025, ehc-plans-2026"
    assert cite(f"Source: {several}, population-mid-2023.") == (
        "Department for Education: Education, health and care plans (SEN2), March 2023, June 2025 "
        "and June 2026; Dedicated schools grant (DSG) allocations, July 2023. Office for National "
        "Statistics: Mid-year population estimates, July 2024"
    )
    assert cite("DfE, dsg-2021-22-july-2022") == "DfE, dsg-2021-22-july-2022"


def test_what_a_source_line_says_after_its_releases_stays():
    cited = cite("Source: dsg-2021-22-july-2022. Plans are those of January 2022.")
    assert cited == cite("Source: dsg-2021-22-july-2022.") + ". Plans are those of January 2022."
    assert "dsg-2021-22" not in cited


def test_a_number_quoted_without_its_noun_is_known_so(tmp_path):
    for template, known in (("{p:d} of them.", True), ("{p}.", False), ("{p:,d} of {p}.", True)):
        path = notebook(tmp_path, say(template, p=PLANS))
        _, ledger = compose(settled(tmp_path), [path], date(2026, 11, 24))
        assert ("5,288" in ledger.labels) == known


def test_a_release_that_is_not_known_is_refused(tmp_path):
    stray = Figure("a.b", 1, "plans", "As published.", (Rows("dsg_blocks", ("dsg-x",)),))
    with pytest.raises(
        CheckError, match=r"releases\.yml: release 'dsg-x' is behind a figure and is not there"
    ):
        blocks_of(tmp_path, say("{p}.", p=stray))


def asked_for(folder: Path, day: date, **values: object) -> tuple[list, list[str]]:
    """The blocks and words of a paper whose one sentence is of requests in 2024."""
    rows = Rows("requests", ("ehc-plans-2025",), {"calendar_year": 2024, "la_code": 855})
    received = Figure("flow.requests", 1582, "count", "As published.", (rows,), period="2024")
    path = notebook(folder, say("{r} came.", r=received))
    paper, ledger = compose(settled(folder, **values), [path], day)
    return list(paper.blocks), list(ledger.words)


def test_later_figures_that_exist_are_listed_among_the_sources_by_the_papers_own_date(tmp_path):
    published = (
        "Education, health and care plans (SEN2), 25 June 2026: requests of 2025. "
        "2024 is the latest available here."
    )
    due = "Education, health and care plans (SEN2): next due in June {year}."
    for day, items in (
        (date(2026, 11, 24), (published, due.format(year=2027))),
        (date(2026, 6, 24), (due.format(year=2026),)),
    ):
        blocks, words = asked_for(tmp_path, day)
        place = blocks.index(Heading(2, "Later figures"))
        assert blocks[place + 1].items == items
        assert set(items) <= set(words)
        assert blocks[place - 1].header[0] == "Publisher and licence"


def test_a_paper_of_what_was_known_by_a_day_says_what_was_due_then_and_nothing_of_after(tmp_path):
    day = date(2026, 11, 24)
    blocks, _ = asked_for(tmp_path, day, as_at="2026-01-31")
    place = blocks.index(Heading(2, "Later figures"))
    assert blocks[place + 1].items == (
        "Education, health and care plans (SEN2): next due in June 2026.",
    )


def tagged(folder: Path, **cells: object) -> Path:
    """An executed notebook of a cell for each tag; a double underscore stands before a number."""
    path = notebook(folder, *cells.values())
    written = json.loads(path.read_text())["cells"]
    for name, cell in zip(cells, written, strict=True):
        cell["metadata"] = {"tags": [name.partition("__")[0]]}
    path.write_text(json.dumps({"cells": written}))
    return path


def test_a_short_paper_has_what_is_tagged_so_and_its_appendix_the_rest(tmp_path):
    path = tagged(
        tmp_path,
        short="## Now",
        short__2="In short.",
        untagged="At length.\n\n## Then",
        appendix="Aside.",
    )
    short = settled(tmp_path, length="short", appendix="separate")
    paper, _ = compose(short, [path], date(2026, 11, 24))
    assert section(list(paper.blocks)) == [Heading(2, "Now"), Paragraph("In short.")]
    assert paper.appendix.title == "Technical appendix: T"
    assert paper.appendix.blocks == (
        Contents(),
        PageBreak(),
        Heading(1, "Appendix A: Further figures and tables"),
        Heading(2, "Plans"),
        Heading(3, "Now"),
        Paragraph("At length."),
        Heading(3, "Then"),
        Paragraph("Aside."),
    )
    full, _ = compose(settled(tmp_path), [path], date(2026, 11, 24))
    assert full.appendix is None
    assert section(list(full.blocks)) == [
        Heading(2, "Now"),
        Paragraph("In short."),
        Paragraph("At length."),
    ]
    alone, _ = compose(settled(tmp_path, appendix="none"), [path], date(2026, 11, 24))
    assert alone.appendix is None
    assert not [block for block in alone.blocks if "Appendix" in getattr(block, "text", "")]


@pytest.mark.parametrize(
    ("length", "says"),
    [("short", "see background papers"), ("one-page", "the full paper and its appendix")],
)
def test_a_paper_without_an_appendix_names_its_sources_in_it(tmp_path, length, says):
    listing = Listing("Ten questions", ("", "A"), (("Plans", PLANS),), IN_APPENDIX)
    part = settled(tmp_path, page_one=True, length=length, appendix="none")
    report = part.report.model_copy(update={"background_papers": "In the technical appendix."})
    paper, _ = compose(replace(part, report=report), [notebook(tmp_path, listing)], DAY)
    grids = [block for block in paper.blocks if isinstance(block, Grid)]
    assert grids[0].source == f"Sources: {says}."
    assert len(grids) == 1 + (length == "short")
    assert "appendix." not in " ".join(getattr(block, "text", "") for block in paper.blocks)


@pytest.mark.parametrize(
    ("words", "is_open"),
    [
        ("[Finance officer to complete] The transfer is one percent.", True),
        ("The cost is TBC.", True),
        ("£XX is asked for.", True),
        ("Ask [name].", True),
        ("The plan to complete the list is here.", False),
        ("See [the list](https://example.org).", False),
    ],
)
def test_words_left_for_later_keep_the_paper_a_draft(tmp_path, words, is_open):
    paper, _ = compose(settled(tmp_path), [notebook(tmp_path, "Plans came.")], DAY)
    blocks = (Heading(1, "Risks"), Bullets((words,)))
    assert replace(paper, blocks=blocks).to_complete == (("Risks",) if is_open else ())


def test_page_one_is_its_table_what_it_is_as_at_and_the_recommendations_and_nothing_else(tmp_path):
    blocks, words = asked_for(tmp_path, date(2026, 11, 24), page_one=True)
    newer = "Newer figures exist: requests to 2025."
    assert blocks[: blocks.index(PageBreak())] == [
        Paragraph("1,582 count came."),
        Paragraph(newer),
        Heading(1, "Recommendations"),
        Paragraph(f"{TO_COMPLETE}."),
    ]
    assert newer in words
    assert blocks[5:7] == [Contents(), Heading(1, "Purpose of report")]
    one_page, _ = asked_for(
        tmp_path, date(2026, 11, 24), page_one=True, length="one-page", appendix="none"
    )
    assert one_page == blocks[:4]


def test_page_one_says_when_newer_figures_are_due_at_the_day_of_the_paper(tmp_path):
    due = "No newer figures are known; the next are due in June 2026."
    day = date(2026, 6, 24)
    assert Paragraph(due) in asked_for(tmp_path, day, page_one=True)[0]
    limited, _ = asked_for(tmp_path, day, page_one=True, as_at="2026-01-31")
    assert limited[1] == Paragraph(
        f"Only what had been published by 31 January 2026 is used. {due}"
    )


def test_what_is_missing_is_one_list_with_reasons_and_no_heading_is_left_for_it(tmp_path):
    lacking = Figure("a.b", None, "plans", "x", reason="not published for 2024")
    missing = say("There are {b}.", b=lacking)
    other = say("{b}", otherwise="The trend is not known: {reason}.", b=lacking)
    blocks = blocks_of(tmp_path, "## How many?", missing, other)
    assert Heading(1, "Plans") not in blocks and Heading(2, "How many?") not in blocks
    place = blocks.index(Heading(1, "Not available, and why"))
    # one reason, once
    assert blocks[place + 1] == Bullets(("Plans: Not published for 2024.",))
    alone = blocks_of(tmp_path, other)
    assert Bullets(("Plans: The trend is not known. Not published for 2024.",)) in alone
    with_more = blocks_of(tmp_path, "## How many?", missing, say("{p} stand.", p=PLANS))
    assert section(with_more) == [Heading(2, "How many?"), Paragraph("5,288 plans stand.")]


def test_a_section_of_nothing_but_a_note_and_a_table_without_a_value_is_left_out(tmp_path):
    lacking = Figure("a.b", None, "plans", "x", reason="not published for 2024")
    table = Listing("Plans by year.", ("Year", "Plans"), (("2024", lacking),), source="DfE")
    blocks = blocks_of(tmp_path, "## How many?", table, "*These figures are counts.*")
    assert Heading(1, "Plans") not in blocks and Heading(2, "How many?") not in blocks


def test_a_small_authority_has_its_tables_in_small_print_and_appendices_run_on(tmp_path):
    table = Listing("Plans by year.", ("Year", "Plans"), (("2021", PLANS),), source="DfE")
    usual = settled(tmp_path)
    report = usual.report.model_copy(
        update={"few_plans": usual.report.sections, "methods": {"A": "B"}}
    )
    paper, _ = compose(
        replace(usual, report=report), [tagged(tmp_path, short=table, appendix="x")], DAY
    )
    (grid,) = section(list(paper.blocks))
    assert grid.is_compact
    titles = [block.text for block in paper.blocks if isinstance(block, Heading)]
    assert titles[-4:] == [
        "Appendix A: Further figures and tables",
        "Plans",
        "Appendix B: Methods",
        "A",
    ]
    assert paper.blocks.count(PageBreak()) == 1
