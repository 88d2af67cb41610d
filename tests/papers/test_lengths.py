"""tests.papers.lengths against page breaks, and the main report where it is rendered against it."""

from datetime import date

import pytest

from hnb.papers.blocks import Heading, PageBreak, Paper, Paragraph
from hnb.papers.documents import write_documents
from tests.conftest import ROOT
from tests.papers.lengths import COUNTS_ALONE, MOST_PAGES, ON_PAGE_ONE, pages_of, too_long

MAIN = ROOT / "reports" / "out" / "leicestershire"
WORDS, PAGE = Paragraph("Words."), PageBreak()
FIRST = (WORDS, Heading(1, ON_PAGE_ONE), WORDS)


def written(folder, *blocks):
    paper = Paper("A paper", "Forum", date(2026, 11, 24), "", "", blocks)
    return write_documents(paper, folder, "paper", ["pdf"])[0]


def test_headings_are_on_the_pages_that_breaks_put_them_on(tmp_path):
    path = written(tmp_path, *FIRST, PAGE, Heading(1, "Purpose"), WORDS, PAGE, WORDS)
    assert pages_of(path) == (3, {ON_PAGE_ONE: 1, "Purpose": 2})
    assert not too_long(path)


def test_a_page_one_that_runs_on_and_a_paper_of_too_many_pages_are_named(tmp_path):
    ran_on = written(tmp_path, PAGE, WORDS, PAGE, *FIRST, PAGE, Heading(1, "Purpose"), WORDS)
    assert too_long(ran_on) == ["page one runs on to the next page"]
    few = written(tmp_path, *FIRST, PAGE, Heading(1, COUNTS_ALONE), WORDS, PAGE, WORDS)
    assert too_long(few) == ["3 pages; at most 2"]
    longer = (block for _ in range(MOST_PAGES) for block in (PAGE, WORDS))
    assert too_long(written(tmp_path, *FIRST, *longer)) == [
        f"{MOST_PAGES + 1} pages; at most {MOST_PAGES}"
    ]


@pytest.mark.parametrize("name", ["forum-paper", "briefing"])
def test_the_main_report_is_short(name):
    made_of = [
        *(ROOT / "notebooks").glob("*.ipynb"),
        *(ROOT / "reports").glob("*.yml"),
        *(ROOT / "hnb").rglob("*.py"),
    ]
    path = next(iter(sorted(MAIN.glob(f"**/{name}.pdf"))), None)
    newest = max(file.stat().st_mtime for file in made_of)
    if path is None or path.stat().st_mtime < newest:
        pytest.skip("needs the main report as it is now: make report")
    assert not too_long(path)
