"""What eighteen awkward papers said at three dates is plain English, by tests.papers.reading."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.golden.ledgers import DATES, NAMES, NATIONAL
from tests.golden.storage import PROSE, stored
from tests.papers.reading import faults, phrases_in, too_hard

# what is no sentence of a paper: tables, charts, the head, and where they are from
_OTHER = re.compile(r"^(  |heading \d|table:|chart|source:|[A-Z]\w+( \w+)?: )")
_CAPTION = re.compile(r"^(heading \d|table|chart|chart in words): ")
papers = pytest.mark.parametrize(("name", "day"), [(name, day) for name in NAMES for day in DATES])


def main_part(name: str, day: str) -> list[str]:
    """The lines of a paper's prose above its first appendix."""
    prose = stored(name, day).partition(PROSE)[2]
    return prose.partition("heading 1: Appendix")[0].splitlines()


def sentences_of(lines: list[str]) -> Iterator[str]:
    for line in lines:
        if line.strip() and not _OTHER.match(line):
            text = line.removeprefix("- ")
            yield text if re.search(r"[.!?:;]$", text) else f"{text}."


@papers
def test_no_sentence_is_long_or_full_of_numbers_or_jargon(name: str, day: str):
    assert not [str(fault) for text in sentences_of(main_part(name, day)) for fault in faults(text)]


@papers
def test_a_main_paper_can_be_read_with_nine_years_of_school(name: str, day: str):
    assert not too_hard(" ".join(sentences_of(main_part(name, day))))


@papers
def test_no_heading_caption_or_alternative_has_jargon(name: str, day: str):
    written = [line for line in main_part(name, day) if _CAPTION.match(line)]
    assert written and not [str(fault) for line in written for fault in phrases_in(line)]


def test_no_line_of_any_appendix_has_a_phrase_that_is_given_up():
    for name in {*NAMES} - {NATIONAL}:
        prose = stored(name, "today").partition(PROSE)[2]
        aside = prose.partition("heading 1: Appendix")[2].splitlines()
        faulty = [str(fault) for line in aside for fault in phrases_in(line, is_main=False)]
        assert aside and not faulty, name
