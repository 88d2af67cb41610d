"""hnb.questions.expected_plans.text against sentences written out by hand."""

from __future__ import annotations

from dataclasses import replace

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


def of_models(*expected: float):
    """The answer with models that expect these, and an interval that reaches 10 to either side."""
    first = replace(RESULT.models[0].expected, low=33.0, high=53.0)
    models = [replace(FIRST, expected=replace(first, value=value)) for value in expected]
    return replace(RESULT, models=tuple(models))


def test_models_that_disagree_are_said_to():
    assert str(text.disagreement(of_models(40.0, 41.5, 39.0))) == (
        "The models disagree, too: what they expect of Barnet runs from 39.0 per 1,000 to 41.5 per "
        "1,000."
    )


def test_models_that_nearly_agree_are_said_to():
    assert str(text.disagreement(of_models(40.0, 40.3))) == (
        "The models nearly agree: what they expect of Barnet runs from 40.0 per 1,000 to 40.3 per "
        "1,000, which is little next to the interval."
    )


@pytest.mark.parametrize(("last", "agree"), [(40.9, True), (41.1, False)])
def test_models_agree_within_a_tenth_of_half_the_interval(last: float, agree: bool):
    assert of_models(40.0, last).agree == agree


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
