"""The pages of twelve awkward authorities' papers: short, in plain English, open to every reader.
Four of them are looked at in every run: a county, a new one, and the two smallest.

The oracles are axe-core in Chromium, two published reading grades and the PDF's own outline.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import cycle
from typing import TYPE_CHECKING

import pytest
from docx import Document

from tests.conftest import in_every_run
from tests.every_authority import ONE_PAGE
from tests.papers.accessible import HEIGHT, WIDTHS, browser_path, chromium, violations
from tests.papers.built import AWKWARD, built
from tests.papers.lengths import pages_of, too_long
from tests.papers.reading import faults, main_paper, too_hard

if TYPE_CHECKING:
    from playwright.sync_api import Browser

EVERY_RUN = ("Leicestershire", "Cumberland", "City of London", "Isles of Scilly")
authorities = pytest.mark.parametrize("name", in_every_run(AWKWARD, EVERY_RUN))
PAPERS = ("forum-paper", "full")
CONTRAST_AT = dict(zip(AWKWARD, cycle(WIDTHS), strict=False))  # all of them by command
_FIRST_TABLE = """() => {
  const around = document.querySelector('.table .scroll');
  return [around.clientWidth, around.scrollWidth];
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not browser_path():
        pytest.skip("no Chromium is installed")
    with chromium() as opened:
        yield opened


def prose(name: str, paper: str) -> list[str]:
    return main_paper((built(AWKWARD[name]) / f"{paper}.html").read_text(encoding="utf-8"))


@authorities
def test_page_one_is_one_page_and_the_short_paper_has_four_more(name):
    assert not too_long(built(AWKWARD[name]) / "forum-paper.pdf")


@pytest.mark.parametrize("paper", ONE_PAGE)
@authorities
def test_the_briefing_and_the_scorecard_are_one_page_each(name, paper):
    assert pages_of(built(AWKWARD[name]) / f"{paper}.pdf")[0] == 1


@authorities
def test_the_table_of_page_one_does_not_scroll_sideways_on_a_telephone(name, browser):
    page = browser.new_page(viewport={"width": WIDTHS[0], "height": HEIGHT})
    page.goto((built(AWKWARD[name]) / "forum-paper.html").as_uri())
    room, width = page.evaluate(_FIRST_TABLE)
    page.close()
    assert 0 < width <= room


@authorities
def test_page_one_has_at_most_eighty_words_beside_its_table(name):
    page = (built(AWKWARD[name]) / "forum-paper.html").read_text(encoding="utf-8")
    below = page[page.index("</table>") : page.index('<nav class="contents')]
    texts = re.findall(r"<(?:p class=\"n[^>]*|li)>(.*?)</(?:p|li)>", below, re.DOTALL)
    words = re.sub(r"<span class=\"number\">.*?</span>|<.*?>", " ", " ".join(texts)).split()
    assert 30 < len(words) <= 80, " ".join(words)


@pytest.mark.parametrize("paper", PAPERS)
@authorities
def test_no_sentence_of_the_main_paper_is_long_or_full_of_numbers_or_jargon(name, paper):
    assert not [str(fault) for text in prose(name, paper) for fault in faults(text)]


@pytest.mark.parametrize("paper", PAPERS)
@authorities
def test_the_main_paper_can_be_read_with_nine_years_of_school(name, paper):
    ended = [text if re.search(r"[.!?:]$", text) else f"{text}." for text in prose(name, paper)]
    assert not too_hard(" ".join(ended))


@authorities
def test_its_pages_shut_no_reader_out(name, browser):
    folder = built(AWKWARD[name])
    pages = sorted(page for page in folder.glob("*.html") if page.stem != "full")
    assert pages
    contrast_at = [CONTRAST_AT[name]]
    assert not [fault for page in pages for fault in violations(browser, page, contrast_at)]


@authorities
def test_its_word_document_opens_and_has_every_heading_of_the_page(name):
    folder = built(AWKWARD[name])
    page = (folder / "forum-paper.html").read_text(encoding="utf-8")
    headings = re.findall(r"<h2[^>]*>(.*?)</h2>", page)
    written = {part.text for part in Document(str(folder / "forum-paper.docx")).paragraphs}
    assert headings and not [text for text in headings if re.sub("<.*?>", "", text) not in written]
