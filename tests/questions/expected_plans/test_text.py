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
    assert str(text.expected(RESULT)) == (
        "Given its children’s ages, deprivation and region, we would expect the rate of EHC plans in Barnet to be "
        f"{FIRST.expected.text} residents aged 2 to 18. In January 2025 it was {RESULT.rate.text}, "
        "within the normal range."
    )
    assert str(text.likely(RESULT)) == (
        f"The likely range for an area like this is {FIRST.expected.range}."
    )


def test_rate_that_nothing_is_expected_of_is_said_with_the_reason():
    assert str(text.expected(MISSING)) == (
        "No rate of plans can be expected of Barnet for January 2025: Barnet has so few plans that "
        "one child more or less moves its rate too much."
    )
    assert text.disagreement(MISSING) is None
    assert text.expectations(MISSING) is None
    assert text.measures(MISSING) is None


def test_how_little_is_explained_is_said():
    assert str(text.explained(RESULT)) == (
        f"These factors explain {FIRST.explained.read} of the differences between 60 authorities, "
        "so treat this as background."
    )
    assert text.explained(answer(TABLES, ask(january=2019))) is None
    nothing = replace(FIRST, explained=replace(FIRST.explained, value=-2.0))
    assert "hardly any of" in str(text.explained(replace(RESULT, models=(nothing,))))


def test_models_disagree_only_where_their_answers_do():
    low, high = RESULT.span
    assert str(text.disagreement(RESULT)) == (
        f"All models give the same answer: they expect {low.text} to {high.text}."
    )
    odd = replace(RESULT, models=(replace(FIRST, place="above"), *RESULT.models[1:]))
    assert str(text.disagreement(odd)).startswith("The models disagree: they expect")


def test_each_list_of_neighbours_has_a_sentence():
    (sentence,) = text.neighbours(RESULT)
    share = RESULT.neighbours[0].explained.text
    assert str(sentence) == (
        "By comparison, the mean of the statistical neighbours of the 2025 list predicts "
        f"{share} of the differences, where zero is no better than the average of all."
    )


def test_tables_have_a_row_for_each_model_and_each_measure():
    rows = text.expectations(RESULT).rows
    assert [row[0] for row in rows] == [way.says for way in (*RESULT.models, *RESULT.neighbours)]
    assert rows[0][2].value == pytest.approx(FIRST.expected.low)
    listing = text.measures(RESULT)
    assert listing.appendix and listing.header[1] == "Barnet"
    assert [row[0] for row in listing.rows] == list(ALL_MEASURES)
