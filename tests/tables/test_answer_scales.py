"""hnb.tables.answer_scales against scales as surveys have them."""

from __future__ import annotations

import pytest

from hnb.tables.answer_scales import in_order, is_scale, on_scale, side


@pytest.mark.parametrize(
    "scale",
    [
        ["strongly agree", "agree", "neither agree nor disagree", "disagree", "strongly disagree"],
        ["very good", "good", "fair", "poor", "very poor"],
        ["very satisfied", "fairly satisfied", "neutral", "dissatisfied", "very dissatisfied"],
        ["always", "often", "sometimes", "rarely", "never"],
        ["agree", "tend to agree", "tend to disagree", "disagree", "not sure"],
        ["yes", "partly", "no", "don't know"],
    ],
)
def test_answers_come_in_the_order_of_their_scale(scale):
    assert is_scale(scale)
    counts = {word: len(word) for word in sorted(scale)}
    assert in_order(counts) == scale


def test_answers_of_no_scale_come_by_how_often_they_were_given():
    assert in_order({"email": 3, "another answer": 90, "phone": 8}) == [
        "phone", "email", "another answer"
    ]  # fmt: skip
    assert not is_scale(["yes", "maybe tomorrow"])
    assert not is_scale(["don't know", "not sure"])
    assert is_scale(["strongly agree or agree", "another answer"])
    assert not is_scale(["agree", "phone"])


def test_a_side_is_that_of_the_first_of_several_answers():
    assert side("strongly agree or agree") == 1
    assert side("disagree or strongly disagree") == -1
    assert (side("neither"), side("don't know"), side("phone")) == (0, None, None)


def test_an_answer_is_known_however_it_is_written():
    assert on_scale(" Strongly  AGREE. ") == "strongly agree"
    assert on_scale("Don’t know") == "don't know"
    assert on_scale("agreeable") == ""
