"""hnb.questions.programme.text against the result it tells of."""

from dataclasses import replace

import pytest

from hnb.figures import MIME
from hnb.questions.programme import model, text
from hnb.questions.programme.other_outcomes import other_outcomes
from tests.questions.programme.made_up import START, asked, made_up
from tests.questions.programme.test_other_outcomes import TABLES


def impact(effect: float = -0.15, start: int = START) -> model.Impact:
    return model.answer(made_up(effect), asked(), start_year=start)


def test_verdict_names_the_outcome_the_gap_and_what_could_be_found():
    plans = impact().plans
    sentence = text.verdict(plans, asked(), START)
    assert sentence.text == (
        "The verdict on the number of EHC plans in Madeupshire since January 2023 is: fewer than "
        f"otherwise. In January 2025 it was {plans.actual}, {plans.gap:size} below the "
        f"{plans.expected} to be expected; anything from {plans.expected:interval} would be no "
        f"surprise. The test would find a true difference of about {plans.detectable} four times "
        "in five."
    )
    assert sentence.summary == "verdict on plans"


def test_verdict_on_the_share_names_the_share():
    sentence = text.verdict(impact().share, asked(), START)
    assert sentence.text.startswith("The verdict on the share of plans in independent and non-")
    assert sentence.summary == "verdict on independent_share"


def test_verdict_without_figures_says_why_and_what_could_be_found_later():
    plans = impact(start=2025).plans
    assert text.verdict(plans, asked(), 2025).text == (
        "The verdict on the number of EHC plans in Madeupshire since January 2025 is: too early. "
        "Nothing can be reckoned: no figure of EHC plans in Madeupshire is held after January "
        f"2025. The test would find a true difference after two years of about {plans.ahead[1]} "
        "four times in five."
    )


def test_verdict_says_only_why_where_nothing_could_be_found_either():
    sentence = text.verdict(impact(start=2031).plans, asked(), 2031).text
    assert sentence.endswith("is held after January 2031.")


def test_verdict_says_that_what_is_recorded_may_have_changed():
    plans = impact(-0.9).plans
    assert f"would be no surprise, but {plans.why}. The" in text.verdict(plans, asked(), START).text


@pytest.mark.parametrize(
    ("gap", "position"), [(-0.04, "in line with"), (-0.06, "0.1% below"), (0.06, "0.1% above")]
)
def test_a_gap_that_would_be_written_as_zero_is_in_line(gap, position):
    plans = impact(0.0).plans
    moved = replace(plans, gap=replace(plans.gap, value=gap))
    sentence = text.verdict(moved, asked(), START).text
    assert f", {position} the {plans.expected} to be expected" in sentence


def test_other_tests_quote_the_mix_of_others():
    plans = impact().plans
    sentence = text.other_tests(plans)
    assert sentence.text == (
        f"On EHC plans, {plans.p} of all authorities have as large a gap for their size. A mix of "
        f"others with the same past gives a gap of {plans.mix.gap} ({plans.mix.p} have as large a "
        f"one), and {plans.mix.without_one:interval} with each of its authorities left out in turn."
    )
    assert plans.mix.without_one in sentence.figures


def test_other_tests_say_why_there_are_none():
    plans = impact(start=2025).plans
    sentence = text.other_tests(plans).text
    assert sentence == f"No synthetic control can be mixed for EHC plans: {plans.why}."


@pytest.mark.parametrize("start", [START, 2025])
def test_detectable_effects_stand_beside_every_verdict(start):
    effects = impact(start=start).effects
    block = text.found_at(effects)._repr_mimebundle_()[MIME]
    for row, effect in zip(block["rows"], effects, strict=True):
        assert row[:2] == [effect.says, effect.verdict]
        assert row[4:] == [figure.text for figure in (effect.detectable, *effect.ahead)]


def test_a_table_of_nothing_known_is_left_out():
    assert text.found_at(impact(start=2031).effects) is None


def test_authorities_left_out_are_named_where_there_are_any():
    assert text.left_out((), asked()) is None
    assert text.left_out((330,), asked()).text == "Left out of the comparison: Madeupshire."


def test_other_outcomes_are_a_table_of_the_appendix():
    table = text.other_outcomes(other_outcomes(TABLES, asked(1), 2023), asked())
    assert table.caption == "Other outcomes, Madeupshire, without a verdict" and table.appendix
    assert [f"{cell}" for cell in table.rows[1]] == ["requests refused", "2023", "20.0%", "50.0%"]
