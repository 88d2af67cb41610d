"""Papers as at an earlier day: they render whatever was published, and rest on nothing later.

The oracle of what is later is the list of releases and the days in the settings, not the reader.
"""

from __future__ import annotations

import re
import tempfile
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import pytest

import hnb
from hnb.domain import paths
from hnb.domain.definitions import read_yaml
from hnb.figures import Figure
from hnb.papers.blocks import Block, Bullets, Grid, Heading, Paragraph
from hnb.papers.compose import compose
from hnb.papers.composing.sources import cite
from hnb.papers.definition import read_report, settle
from hnb.store.files import releases
from tests.conftest import quick
from tests.every_authority import executed
from tests.golden.ledgers import PAPER_DATE, prose_lines, published_only, undrawn
from tests.golden.test_reading import sentences_of
from tests.papers.reading import too_hard

ALL = [
    ("Leicestershire", "2023-12-31"),
    ("Cumberland", "2022-06-30"),
    ("Isles of Scilly", "2025-08-31"),
    *(
        (who, day)
        for day in ("2020-06-30", "2021-06-30", "2023-06-30", "2024-08-31", "2025-06-30")
        for who in ("Leicestershire", "Newham", "Cumberland", "Birmingham", "Isles of Scilly")
    ),
    *(("Westmorland and Furness", day) for day in ("2020-01-01", "2022-06-30", "2024-06-30")),
]
papers = pytest.mark.parametrize(("who", "day"), quick(ALL, 2))

YEAR = re.compile(r"\b20\d\d(?![\d,])")
MONTH = re.compile(r"\b([A-Z][a-z]+) (20\d\d)\b")
# what may name a year ahead: a forecast, an edition that is due, and one that was out by then and
# is not available
AHEAD = re.compile(r"national growth|likely next|next(?: are)? due|latest available here")


@dataclass(frozen=True)
class Made:
    """A paper, the figures it rests on, and its releases."""

    blocks: tuple[Block, ...]
    figures: tuple[Figure, ...]
    names: frozenset[str]


@cache
def made(who: str, day: str) -> Made:
    """The paper with its appendix, composed in this process."""
    given = {"authority": who, "as_at": day}
    with (
        tempfile.TemporaryDirectory() as folder,
        warnings.catch_warnings(),
        undrawn(),
        published_only(),
    ):
        warnings.simplefilter("ignore")
        settled = settle(read_report("forum-paper"), given)
        books = [executed(job, Path(folder)) for job in settled.jobs]
        paper, ledger = compose(settled, books, PAPER_DATE)
    behind = paper.appendix.blocks if paper.appendix else ()
    return Made((*paper.blocks, *behind), ledger.figures, frozenset(ledger.releases))


def lines(paper: Made) -> Iterator[str]:
    return prose_lines(paper.blocks)


@papers
def test_nothing_that_a_paper_rests_on_was_published_after_its_day(who: str, day: str):
    paper = made(who, day)
    later = {name for name, release in releases().items() if str(release["published"]) > day}
    assert later and not later & paper.names
    assert not later & {name for figure in paper.figures for name in figure.releases}
    assert not [line for line in lines(paper) for name in later if name in line]


@papers
def test_no_source_line_names_a_month_after_the_day(who: str, day: str):
    months = {f"{date(2000, month, 1):%B}": month for month in range(1, 13)}
    cited = [line for line in lines(made(who, day)) if line.startswith("source: ")]
    for line in cited:
        for word, year in MONTH.findall(line):
            assert (int(year), months[word]) <= (int(day[:4]), int(day[5:7])), line


@papers
def test_no_caveat_is_of_a_later_release_alone(who: str, day: str):
    by_then = {
        text
        for release in releases().values()
        if str(release["published"]) <= day
        for text in release["caveats"].values()
    }
    later = {text for release in releases().values() for text in release["caveats"].values()}
    items = [
        item
        for block in made(who, day).blocks
        if isinstance(block, Bullets)
        for item in block.items
    ]
    assert later - by_then
    assert not [item for item in items for text in later - by_then if item.startswith(text)]


@papers
def test_no_fact_of_policy_and_no_programme_is_of_after_the_day(who: str, day: str):
    facts = read_yaml(paths.reports() / "settings" / "policy.yml")["facts"]
    later = [
        fact["says"] for fact in facts.values() if str(fact.get("published", fact["seen"])) > day
    ]
    text = " ".join(lines(made(who, day)))
    assert later and not [says for says in later if " ".join(says.split()) in text]
    programmes = read_yaml(paths.reports() / "settings" / "programmes.yml")["programmes"].values()
    begun_later = [each["programme"] for each in programmes if each["start_year"] > int(day[:4])]
    assert not [name for name in begun_later if re.search(rf"\b{name}\b", text)]


@papers
def test_nothing_names_a_year_after_the_day_but_what_is_said_to_be_ahead(who: str, day: str):
    opened = hnb.ask(who).authority.opened
    known_ahead = {opened.year} if opened else set()
    wrong, ahead_to = [], 0  # the level of the heading that forecasts and scenarios are below
    for block in made(who, day).blocks:
        if isinstance(block, Heading) and (not ahead_to or block.level <= ahead_to):
            ahead_to = block.level * block.text.startswith("Plans and spending in the next")
        for line in () if ahead_to else prose_lines([block]):
            years = {int(year) for year in YEAR.findall(line)} - known_ahead
            if any(year > int(day[:4]) for year in years) and not AHEAD.search(line):
                wrong.append(line)
    assert not wrong


@papers
def test_a_paper_of_any_day_has_page_one_and_says_what_it_lacks_in_one_list(who: str, day: str):
    blocks = made(who, day).blocks
    page_one = next(block for block in blocks if isinstance(block, Grid))
    assert len(page_one.rows) >= 6 and all(len(row[1]) > 1 for row in page_one.rows)
    assert any(isinstance(b, Paragraph) and b.text.startswith("Only what had") for b in blocks)
    heading = f"Not available for {who}, and why"
    missing = blocks[blocks.index(Heading(1, heading)) + 1]
    assert isinstance(missing, Bullets) and all(": " in item for item in missing.items)
    headings = [block.text for block in blocks if isinstance(block, Heading) and block.level == 1]
    assert len(headings) == len(set(headings))


@papers
def test_a_paper_of_any_day_can_be_read_with_nine_years_of_school(who: str, day: str):
    blocks = made(who, day).blocks
    first_appendix = next(
        place
        for place, block in enumerate(blocks)
        if isinstance(block, Heading) and block.text.startswith("Appendix ")
    )
    text = " ".join(sentences_of(list(prose_lines(blocks[:first_appendix]))))
    assert text and not too_hard(text)


def test_the_oracle_finds_a_later_month_and_a_later_year():
    assert MONTH.findall(cite("ehc-plans-2026")) == [("June", "2026")]
    assert YEAR.findall("It had 12 plans in January 2031 and 2,031 in all.") == ["2031"]
    assert not AHEAD.search("It had 12 plans in January 2031.")
