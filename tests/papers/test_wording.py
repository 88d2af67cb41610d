"""The checker of a whole paper's words finds what is planted, wherever it is, and passes the rest."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from hnb.papers.blocks import Bullets, Grid, Heading, PageBreak, Paper, Paragraph, Picture
from tests.papers.wording import faults_of, percentages_of_few

ROW = (
    "More plans than in similar areas?",
    "No: the lowest of 11",
    "43 per 1,000",
    "55; England 59",
    "2026",
)
FIRST = Grid("Ten questions", ("Question", "Answer", "Newham", "Others", "Date"), (ROW,))
ANSWER = (
    "No. Newham has fewer EHC plans for its size than most similar authorities (the lowest of 11). "
    "At their rate it would have 1,027 plans more than it has, too many to be chance."
)
PAPER = Paper(
    title="High needs in Newham",
    report_to="",
    date=date(2026, 11, 24),
    contact="",
    authority="Newham",
    blocks=(
        FIRST,
        Paragraph("Similar areas are its neighbours."),
        PageBreak(),
        Heading(1, "Number of plans"),
        Paragraph(ANSWER),
        Picture(b"", "Lines of plans.", "Newham has few plans", source="Department for Education"),
    ),
    appendix=None,
)  # fmt: skip
APPENDIX = replace(
    PAPER, blocks=(Heading(1, "Appendix A: More"), Paragraph("The regression is of 3 of 40."))
)


def faults_with(*blocks, aside=False):
    """What is found in the paper with more blocks, in its main part or its appendix."""
    if aside:
        behind = replace(APPENDIX, blocks=(*APPENDIX.blocks, *blocks))
        return [fault.says for fault in faults_of(replace(PAPER, appendix=behind))]
    return [fault.says for fault in faults_of(replace(PAPER, blocks=(*PAPER.blocks, *blocks)))]


def test_a_plain_paper_has_no_fault():
    assert faults_of(replace(PAPER, appendix=APPENDIX)) == []


BAD = "What came was nought."
PLACES = {
    "a paragraph": Paragraph(BAD),
    "a list": Bullets((BAD,)),
    "a heading": Heading(2, "What came was nought"),
    "a caption": Picture(b"", "Lines.", "What came was nought"),
    "an alternative": Picture(b"", BAD, "Lines"),
    "a chart's source": Picture(b"", "Lines.", "Lines", source=BAD),
    "a table's caption": Grid(BAD, ("A",), (("b",),)),
    "a table's heading": Grid("A", (BAD,), (("b",),)),
    "a cell": Grid("A", ("A",), ((BAD,),)),
    "a table's source": Grid("A", ("A",), (("b",),), source=BAD),
}


@pytest.mark.parametrize("aside", [False, True])
@pytest.mark.parametrize("block", PLACES.values(), ids=PLACES)
def test_a_phrase_is_found_wherever_it_is_printed(block, aside):
    assert len([says for says in faults_with(block, aside=aside) if "nought" in says]) == 1


@pytest.mark.parametrize(
    "text",
    [
        "It was 33% (3 of 9).",
        "It was 3 of 40 plans (8%).",
        "2 children (4%) were there.",
        "In 2024 7 plans were late (3%; England 7%).",
    ],
)
def test_a_percentage_of_fewer_than_ten_is_found(text):
    assert percentages_of_few(text)
    assert any("few" in says for says in faults_with(Paragraph(text)))


@pytest.mark.parametrize(
    "text",
    [
        "It was 33% (33 of 100).",
        "Newham 3 of 40; England 8%.",
        "It is 2nd highest of 11 (43%).",
        "9 of 10 neighbours in deficit.",
        "Only 33 of 772 new plans (4%) were in time.",
    ],
)
def test_a_percentage_of_many_is_none_of_few(text):
    assert percentages_of_few(text) == []


def test_a_row_of_few_with_a_percentage_is_found():
    header = ("", "Newham", "Counted", "Out of")
    rows = (("special", "5.0%", "2 plans", "40 plans"), ("other", "3 of 40", "3 plans", "40 plans"))
    assert faults_with(Grid("Placed", header, rows)) == ["a percentage of fewer than ten"]


def test_a_sentence_that_is_there_twice_is_found():
    assert faults_with(Paragraph("It fell."), Paragraph("It fell.")) == ["said twice"]


def test_words_that_are_no_sentence_are_found():
    text = "the number of plans for children and young people is not known for this year at all"
    assert faults_with(Paragraph(text)) == ["not a whole sentence"]


def test_a_long_page_one_is_found():
    blocks = (FIRST, Paragraph("It had plans. " * 30), *PAPER.blocks[2:])
    assert "90 words on page one" in [
        fault.says for fault in faults_of(replace(PAPER, blocks=blocks))
    ]


def test_the_source_below_the_table_of_page_one_is_counted_with_its_words():
    table = replace(FIRST, rows=(), source="Sources: elsewhere.")
    blocks = (table, Paragraph("It had plans. " * 26), *PAPER.blocks)
    assert "85 words on page one" in [
        fault.says for fault in faults_of(replace(PAPER, blocks=blocks))
    ]


def test_a_hard_paper_is_found():
    hard = "Notwithstanding considerable methodological heterogeneity authorities differ. " * 9
    assert [says for says in faults_with(Paragraph(hard)) if says.startswith("Flesch")]


WRONG = {
    "Yes, and fewer": ("No. Newham", "Yes. Newham"),
    "fewer than most, and fewer at their rate": ("plans more than it", "plans fewer than it"),
    "fewer than most, and 1 of 11": ("the lowest of 11", "the highest of 11"),
    "fewer than most, and 4 of 11": ("the lowest of 11", "4th highest of 11"),
    "about the same, and a gap": (
        "No. Newham has fewer EHC plans for its size than most",
        "About the same. Newham has about as many EHC plans for its size as",
    ),
    "page one says ‘No: the lowest of 11’": ("No. Newham has fewer", "Yes. Newham has more"),
}


@pytest.mark.parametrize("says", WRONG)
def test_an_answer_that_contradicts_its_place_its_gap_or_page_one_is_found(says):
    right, wrong = WRONG[says]
    text = ANSWER.replace(right, wrong)
    assert text != ANSWER
    blocks = [Paragraph(text) if getattr(b, "text", "") == ANSWER else b for b in PAPER.blocks]
    assert says in [fault.says for fault in faults_of(replace(PAPER, blocks=tuple(blocks)))]
