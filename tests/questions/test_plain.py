"""What notebooks say, against the limits of plain English (`tests.papers.reading`) and themselves."""

from __future__ import annotations

from functools import cache

import pytest

from tests.papers.reading import grades
from tests.questions.plain import AWKWARD, Said, at_fault, everyone, said

MOST_GRADE = 9.5  # of one notebook; a whole paper is held to 9
NOTEBOOKS = ("demand_and_timeliness", "where_placed", "what_the_block_is_made_of")


@cache
def words_of(notebook: str, authority: str) -> tuple[Said, ...]:
    return tuple(said(notebook, authority))


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_what_is_said_of_awkward_authorities_is_plain(notebook):
    for authority in AWKWARD:
        parts = words_of(notebook, authority)
        assert len([part for part in parts if part.where == "main"]) > 5
        assert not at_fault(list(parts)), authority


@pytest.mark.slow
@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_what_is_said_of_every_authority_is_plain(notebook):
    faulty = {name: at_fault(said(notebook, name)) for name in everyone()}
    assert not {name: faults for name, faults in faulty.items() if faults}


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_the_main_part_of_a_notebook_can_be_read(notebook):
    for authority in AWKWARD[:3]:
        main = [part.text for part in words_of(notebook, authority) if part.where == "main"]
        prose = " ".join(text for text in main if text.endswith("."))
        measured = grades(prose)
        assert measured["words a sentence"] <= 20
        assert max(measured["Flesch–Kincaid"], measured["ARI"]) <= MOST_GRADE, (authority, measured)


def test_a_sentence_that_is_not_plain_is_found():
    parts = [
        Said("main", "It had 1, 2, 3 and 4 plans."),
        Said("appendix", "That is what came: 1, 2, 3 and 4."),
        Said("appendix", "The median of the statistical neighbours (2025 list)."),
    ]
    assert [fault.says.partition(" ")[0] for fault in at_fault(parts)] == ["4", "‘what"]
