"""hnb.questions.expected_plans.text against sentences written out by hand."""

from __future__ import annotations

import pytest

from hnb.questions.expected_plans import text
from hnb.questions.expected_plans.circumstances import ALL_MEASURES
from tests.questions.expected_plans.test_model import BARNET, answer, ask, changed, made_up

TABLES = made_up()
RESULT = answer(TABLES, ask())
FIRST = RESULT.models[0]
FEW = changed(TABLES, "ehc_plans", TABLES["ehc_plans"]["la_code"].eq(BARNET), plans=30)
MISSING = answer(FEW, ask())


def test_rate_is_said_with_the_expected_one_and_its_place():
    expected, ratio = FIRST.expected, FIRST.ratio
    assert str(text.expected(RESULT)) == (
        f"At January 2025 Barnet had a rate of EHC plans of {RESULT.rate.text} residents aged 2 to "
        "18 (estimate). From what it cannot choose, a model with every measure and the region "
        f"would lead one to expect {expected.text}, and in 95% of such authorities something from "
        f"{expected.interval}: the rate is {ratio.text} of the expected one ({ratio.interval}), "
        "within what is expected."
    )


def test_rate_that_nothing_is_expected_of_is_said_with_the_reason():
    assert str(text.expected(MISSING)) == (
        "No rate of plans can be expected of Barnet at January 2025: Barnet has so few plans that "
        "chance alone moves its rate too much."
    )
    assert text.disagreement(MISSING) is None
    assert text.expectations(MISSING) is None
    assert text.measures(MISSING) is None


def test_how_little_is_settled_is_said():
    assert str(text.explained(RESULT)) == (
        f"Little is settled by it: the model predicts {FIRST.explained.text} of how the rates of "
        "60 authorities differ, each left out in turn, so that most of what makes them differ is "
        "not in it."
    )
    assert text.explained(answer(TABLES, ask(january=2019))) is None


def test_the_lowest_and_the_highest_expectation_are_said():
    low, high = RESULT.span
    assert str(text.disagreement(RESULT)) == (
        f"What the models expect of Barnet runs from {low.text} to {high.text}, by what each is "
        "given."
    )


def test_each_list_of_neighbours_has_a_sentence():
    (sentence,) = text.neighbours(RESULT)
    share = RESULT.neighbours[0].explained.text
    assert str(sentence) == (
        "Beside it, the mean of the statistical neighbours of the 2025 list predicts "
        f"{share} of the differences, where nought is no better than the average of all."
    )


def test_tables_have_a_row_for_each_model_and_each_measure():
    rows = text.expectations(RESULT).rows
    assert [row[0] for row in rows] == [way.says for way in (*RESULT.models, *RESULT.neighbours)]
    assert rows[0][2].value == pytest.approx(FIRST.expected.low)
    listing = text.measures(RESULT)
    assert listing.appendix and listing.header[1] == "Barnet"
    assert [row[0] for row in listing.rows] == list(ALL_MEASURES)
