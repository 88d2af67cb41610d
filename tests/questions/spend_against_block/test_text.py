"""hnb.questions.spend_against_block.text against sentences written out by hand, and answers worked
out again from printed percentages.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

import hnb
from hnb.figures import Figure
from hnb.questions.spend_against_block import text
from hnb.questions.spend_against_block.model import against_block
from hnb.questions.spend_against_block.predecessors import IN_A_CELL, in_a_sentence


@pytest.mark.parametrize(
    ("share", "answer"),
    [
        (105.4, "Yes, just"),
        (105.6, "Yes"),
        (102.1, "Yes, just"),
        (100.4, "About the same"),
        (99.6, "About the same"),
        (99.4, "No, but nearly"),
        (94.4, "No"),
    ],
)
def test_the_answer_is_that_of_the_percentage_as_it_is_read(share: float, answer: str):
    assert against_block(Figure("a.b", share, "percent", "made up")) == answer


def test_the_answer_comes_first_with_spend_block_and_share():
    result = hnb.answer("spend_against_block", "Leicestershire", financial_year="2021-22")
    assert str(text.spend(result)) == (
        "Yes, just, in 2021-22: placements cost £73.6 million, 102% of the High Needs Block of "
        "£72.1 million."
    )
    assert str(text.england(result)) == (
        "In England placements cost 94% of the block, and 44 of 150 authorities spent more than "
        "theirs. Leicestershire’s share was the 35th highest of 150."
    )
    assert str(text.scopes(result)) == (
        "The answer is the same if all place funding is counted, in mainstream units too (104%). "
        "It is different for top-ups alone (93%)."
    )


def test_doubted_spending_has_the_doubt_first_and_no_rank():
    result = hnb.answer("spend_against_block", "Warwickshire", financial_year="2021-22")
    said = str(text.spend(result))
    assert said.startswith("Not clear: no spending is recorded for 2021-22 in a setting with many")
    assert "£38.2 million" in said and "highest" not in str(text.england(result))
    assert not text.groups(result)
    assert [text.per_head(result), text.per_plan(result), text.scopes(result)] == [None] * 3


def test_an_authority_without_figures_is_told_why():
    said = text.spend(hnb.answer("spend_against_block", "Cumberland", financial_year="2021-22"))
    assert said.missing and "Cumberland opened on 1 April 2023" in str(said)


def test_the_share_of_the_councils_before_is_theirs_and_has_its_doubt():
    cumberland = hnb.answer("spend_against_block", "Cumberland", financial_year="2021-22")
    cumbria = hnb.answer("spend_against_block", "Cumbria", financial_year="2021-22")
    assert cumberland.before.share.value == pytest.approx(cumbria.own.share.value)
    said = str(in_a_sentence(cumberland.before))
    assert said.startswith("Before Cumberland, placements in Cumbria cost 101% of the High Needs")
    assert in_a_sentence(cumbria.before) is None
    doubted = replace(cumberland.before, doubt="no spending is recorded", councils=("A", "B"))
    said = str(in_a_sentence(doubted))
    assert "in A and B cost" in said and said.endswith("Be careful: no spending is recorded.")
    assert (
        str(in_a_sentence(doubted, IN_A_CELL))
        == "A and B, before it: 101%. Caution: no spending is recorded"
    )
