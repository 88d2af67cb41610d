"""Sentences that quote two figures and their difference, of every authority: oracle, the arithmetic
of the numbers as they are printed.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest

import hnb
from hnb.domain import areas
from hnb.figures import MIME, Figure, Sentence, listing, say
from hnb.figures.printed import printed_difference, printed_size
from hnb.questions.spend_against_block.text import spend
from tests.conftest import quick


def misprinted(sentence: Sentence) -> list[tuple[str, str, str]]:
    """Differences in a sentence that do not add up as printed."""
    figures = [f for f in sentence.figures if isinstance(f.value, int | float)]
    money = [f for f in figures if f.unit.startswith("gbp") or f.unit == "plans"]
    wrong = []
    for gap in money:
        for one, other in combinations([f for f in money if f is not gap], 2):
            apart = abs(one.number - other.number)
            if gap.number and abs(gap.number) > min(one.number, other.number):
                continue  # the difference is the smallest of the three
            if not apart or abs(abs(gap.number) - apart) > 1e-6 * apart or gap.unit != one.unit:
                continue
            numbers = [printed_size(f.text) for f in (one, other)]
            size = abs(numbers[0] - numbers[1])
            texts = [f.size for f in (one, other)]
            if not size or any(text not in sentence.text for text in texts):
                continue
            rounded = Figure("a.b", round(size, 6), gap.unit, "x").size
            if gap.size != rounded and gap.size in sentence.text:
                wrong.append((*texts, gap.size))
    return wrong


@pytest.mark.parametrize("who", quick([who.name for who in areas.current()], 16))
def test_differences_add_up_as_they_are_printed(who):
    said = spend(hnb.answer("spend_against_block", who))
    assert not misprinted(said), said.text


def test_a_difference_in_a_table_is_that_of_the_numbers_in_its_row():
    header = ("Line", "Here", "Others", "Difference for each resident")
    values = (790.4, 669.6, 120.8), (13.6, 7.4, 6.2), (5.0, 7.0, -2.0), (15.7, -23.6, 39.3)
    rows = [
        ("a line", *(Figure(f"a.{v}", v, "gbp_per_person", "x") for v in row)) for row in values
    ]
    table = listing("Lines", header, rows)
    assert [row[1:] for row in table.cells()] == [
        ["£790", "£670", "£120"],
        ["£14", "£7", "£7"],
        ["£5", "£7", "−£2"],
        ["£16", "−£24", "£40"],
    ]
    assert table._repr_mimebundle_()[MIME]["labels"] == ["£120", "£7", "£40"]


def test_a_difference_outside_a_table_is_that_of_the_same_numbers():
    own, other, gap = (Figure(f"a.{v}", v, "gbp_per_person", "x") for v in (15.7, -23.6, 39.3))
    assert printed_difference(gap, own, other).text == "£40"
    assert printed_difference(replace(gap, value=-39.3), other, own).text == "−£40"
    assert printed_difference(gap, replace(own, value=None, reason="none"), other) is gap
    assert printed_difference(gap, own, own) is gap


def test_a_sentence_that_does_not_add_up_is_seen(monkeypatch):
    monkeypatch.setattr("hnb.figures.sentence.differences_of_printed", lambda quoted: {})
    spent, block, gap = (
        Figure(f"a.{v}", v, "gbp", "x") for v in (73_560_000, 72_040_000, 1_520_000)
    )
    wrong = say("{spent} is {gap:size} more than {block}.", spent=spent, gap=gap, block=block)
    assert misprinted(wrong) == [("£73.6 million", "£72.0 million", "£1.5 million")]
