"""tests.papers.lengths against page breaks; a summary's words, and the main report where it is
rendered, against it.
"""

from datetime import date

import pytest

from hnb.papers.blocks import Heading, PageBreak, Paper, Paragraph
from hnb.papers.compose import SUMMARY_WORDS
from hnb.papers.documents import write_documents
from tests.conftest import ROOT
from tests.papers.lengths import lengths, too_long

MAIN = ROOT / "reports" / "out" / "leicestershire" / "forum-paper.pdf"


def written(folder, *blocks):
    paper = Paper("A paper", "Forum", date(2026, 11, 24), "", "", blocks)
    return write_documents(paper, folder, "paper", ["pdf"])[0]


def test_a_part_is_as_long_as_from_its_heading_to_the_next(tmp_path):
    words, page = Paragraph("Words."), PageBreak()
    path = written(
        tmp_path,
        page,
        Heading(1, "Summary"),
        words,
        page,
        words,
        page,
        Heading(1, "Short"),
        words,
        page,
        Heading(1, "Long"),
        words,
        page,
        words,
        page,
        words,
        page,
        Heading(1, "Appendix A: all"),
        words,
    )
    assert [round(length, 1) for length in lengths(path).values()] == [2, 1, 3, 1]
    assert [line.split(":")[0] for line in too_long(path)] == ["Summary", "Long"]


def test_as_many_words_as_a_summary_may_have_fit_on_a_page(tmp_path):
    texts = [
        Paragraph("plans " * (SUMMARY_WORDS // 8)) for _ in range(8)
    ]  # as long as its words are
    assert not too_long(
        written(
            tmp_path, PageBreak(), Heading(1, "Summary"), *texts, PageBreak(), Heading(1, "Next")
        )
    )


def test_no_section_of_the_main_report_is_longer_than_two_pages_nor_its_summary_than_one():
    made_of = [
        *(ROOT / "notebooks").glob("*.ipynb"),
        *(ROOT / "reports").glob("*.yml"),
        *(ROOT / "hnb").rglob("*.py"),
    ]
    newest = max(file.stat().st_mtime for file in made_of)
    if not MAIN.exists() or MAIN.stat().st_mtime < newest:
        pytest.skip("needs the main report as it is now: make report")
    assert not too_long(MAIN)
