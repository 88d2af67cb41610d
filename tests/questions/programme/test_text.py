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


def test_an_effect_that_the_test_finds_is_said_with_its_size():
    plans = impact().plans
    assert text.verdict(plans, "TSIL", START).text == (
        "The number of plans is below what was expected since TSIL began. There are "
        f"{plans.gap:read_size} fewer than expected: {plans.actual} in January 2025. Only "
        f"{plans.p:read} of areas have as large a gap by chance."
    )
    more = impact(0.15).plans
    assert "is above what was expected since the programme began. There are" in str(
        text.verdict(more, "", START)
    )


def test_where_the_test_cannot_tell_it_is_too_early_and_what_would_show_is_said():
    plans = impact(0.0).plans
    says = text.verdict(plans, "TSIL", START).text
    more = "more" if plans.gap.value > 0 else "fewer"
    assert says == (
        "It is too early to say whether TSIL has changed the number of plans. There are "
        f"{plans.gap:read_size} {more} than expected, but gaps of that size are common; only a "
        f"change of about {plans.detectable:read} would show."
    )


@pytest.mark.parametrize(
    ("p", "words"), [(30, "gaps of that size are common"), (7, "but chance may explain it;")]
)
def test_a_gap_is_common_only_where_one_area_in_ten_has_as_large_a_one(p, words):
    plans = impact(0.0).plans
    assert words in text.verdict(replace(plans, p=replace(plans.p, value=p)), "", START).text


def test_long_after_the_start_it_is_not_too_early():
    plans = impact(0.0).plans
    assert text.verdict(plans, "", START - 10).text.startswith("It is not possible to say whether")


def test_verdict_on_the_share_names_the_share():
    share = impact().share
    says = text.verdict(share, "TSIL", START).text
    assert "the share of plans in independent and non-maintained special schools" in says.lower()
    assert f"the {share.expected} expected" in says


def test_verdict_without_figures_says_why():
    plans = impact(start=2025).plans
    assert text.verdict(plans, "TSIL", 2025).text == (
        "It is too early to say whether TSIL has changed the number of plans: no figure for "
        "Madeupshire is available after January 2025."
    )


def test_verdict_says_that_what_is_recorded_may_have_changed():
    plans = impact(-0.9).plans
    assert f"than expected, but {plans.why}. Only a" in text.verdict(plans, "", START).text


@pytest.mark.parametrize(
    ("gap", "position"),
    [
        (-0.04, "in line with"),
        (-0.06, "0.1 percentage points below"),
        (0.06, "0.1 percentage points above"),
    ],
)
def test_a_gap_that_would_be_written_as_zero_is_in_line(gap, position):
    share = impact(0.0).share
    moved = replace(share, gap=replace(share.gap, value=gap))
    assert f"It is {position} the {share.expected} expected" in str(text.verdict(moved, "", START))


def test_other_tests_quote_the_mix_of_others():
    plans = impact().plans
    sentence = text.other_tests(plans)
    assert sentence.text == (
        f"On EHC plans, {plans.p} of all authorities have as large a gap for their size. A blend "
        f"of others with the same past gives a gap of {plans.mix.gap} ({plans.mix.p} have as large a "
        f"one). With each of its authorities taken out, the gap is "
        f"{plans.mix.without_one:interval}."
    )
    assert plans.mix.without_one in sentence.figures


def test_other_tests_say_why_there_are_none():
    plans = impact(start=2025).plans
    sentence = text.other_tests(plans).text
    assert sentence == f"No blend of others can be made for EHC plans: {plans.why}."


@pytest.mark.parametrize("start", [START, 2025])
def test_the_changes_that_could_be_detected_are_listed_with_every_answer(start):
    effects = impact(start=start).effects
    block = text.found_at(effects)._repr_mimebundle_()[MIME]
    answers = {
        model.FEWER: "lower",
        model.MORE: "higher",
        model.EARLY: "too early",
        model.CANNOT: "not clear yet",
    }
    assert block["appendix"]
    for row, effect in zip(block["rows"], effects, strict=True):
        assert row[:3] == [effect.says, effect.gap.period, answers[effect.verdict]]
        assert row[5:] == [figure.text for figure in (effect.detectable, *effect.ahead)]


def test_a_table_of_nothing_known_is_left_out():
    assert text.found_at(impact(start=2031).effects) is None


def test_authorities_left_out_are_named_where_there_are_any():
    assert text.left_out((), asked()) is None
    assert text.left_out((330,), asked()).text == "Left out of the comparison: Madeupshire."


def test_other_outcomes_are_a_table_of_the_appendix():
    table = text.other_outcomes(other_outcomes(TABLES, asked(1), 2023), asked())
    assert table.caption == "Other outcomes, Madeupshire, for information" and table.appendix
    assert [f"{cell}" for cell in table.rows[1]] == ["requests refused", "2023", "20.0%", "50.0%"]
