"""hnb.questions.programme.model against arithmetic and simulations whose truth is known."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

import hnb
from hnb.figures import Figure
from hnb.questions.programme import model
from hnb.tables import Tables
from tests.questions.programme.made_up import LA_CODE, START, asked, made_up, tables_of


def judged(effect: float = 0.0, start: int = START, **settings) -> model.Impact:
    return model.answer(made_up(effect), asked(), start_year=start, **settings)


def with_plans(plans: pd.DataFrame) -> Tables:
    return tables_of(**{**made_up(), "ehc_plans": plans})


def test_effects_about_a_seventh_a_fifth_and_a_quarter_can_be_found_at_leicestershires_size():
    ahead = hnb.answer("programme", "Leicestershire", start_year=START).plans.ahead
    assert [figure.value for figure in ahead] == pytest.approx([13, 20, 26], rel=0.1)


@pytest.mark.parametrize(
    ("gap", "p", "after", "verdict"),
    [
        (-0.3, 0.01, 2, model.FEWER),
        (0.3, 0.05, 3, model.MORE),
        (-0.3, 0.06, 2, model.CANNOT),
        (-0.3, 0.01, 1, model.EARLY),
    ],
)
def test_verdict_is_one_of_four(gap, p, after, verdict):
    assert model.verdict(gap, p, after) == verdict


@pytest.mark.parametrize(
    ("effect", "verdict"), [(-0.15, model.FEWER), (0.15, model.MORE), (0.0, model.CANNOT)]
)
def test_a_known_effect_is_told_by_its_sign(effect, verdict):
    plans = judged(effect).plans
    assert plans.verdict == verdict
    assert plans.gap.low < 100 * np.expm1(effect) < plans.gap.high
    assert plans.expected.value * (1 + plans.gap.value / 100) == pytest.approx(plans.actual.value)


def test_path_ends_at_the_figures():
    plans = judged(-0.15).plans
    last = plans.path.loc[2025]
    assert last["actual"] == pytest.approx(plans.actual.value)
    assert last[["expected", "low", "high"]].tolist() == pytest.approx(
        [plans.expected.value, plans.expected.low, plans.expected.high]
    )
    gap = 100 * (last["actual"] / last["synthetic"] - 1)
    assert gap == pytest.approx(plans.mix.gap.value)
    assert plans.mix.placebos.loc[LA_CODE, 2025] == pytest.approx(gap)
    assert plans.path["expected"].dropna().index.tolist() == [2024, 2025]


def test_fewer_signals_move_the_gap_of_plans_alone():
    usual, fewer = judged(-0.15), judged(-0.15, signals=("growth",))
    assert fewer.plans.gap.value != pytest.approx(usual.plans.gap.value, rel=1e-3)
    assert fewer.share == usual.share


def test_a_step_in_recording_is_no_effect():
    plans = judged(-0.9).plans
    assert plans.verdict == model.CANNOT
    assert "January 2024 moved so far that it may be a change in what is recorded" in plans.why
    assert plans.gap.value < -50


def test_change_of_collection_is_never_read_as_an_effect():
    assert judged(start=2020).plans.january == 2022  # the last January before it
    crossed = judged(start=2022).plans
    assert (crossed.verdict, crossed.why) == (
        model.CANNOT,
        "the way plans are collected changed in 2023",
    )
    assert crossed.gap.value is None and crossed.ahead[0].value > 0


def test_first_january_after_the_start_is_too_early():
    plans = judged(-0.15, start=2024).plans
    assert (plans.verdict, plans.january) == (model.EARLY, 2025)


def test_nothing_after_the_january_asked_about_is_known():
    early, plans = replace(asked(), january=2024), made_up()["ehc_plans"]
    later = with_plans(plans.assign(plans=plans["plans"].mask(plans["january"].gt(2024), 9_999.0)))
    before = model.answer(made_up(), early, start_year=START).plans
    assert before.january == 2024
    assert model.answer(later, early, start_year=START).plans.gap == before.gap


def test_a_start_in_the_last_january_is_too_early_and_says_what_could_be_found():
    plans = judged(start=2025).plans
    assert plans.verdict == model.EARLY
    assert plans.gap.reason == "no figure for Madeupshire is available after January 2025"
    sizes = [figure.value for figure in plans.ahead]
    assert sizes == sorted(sizes)


def test_nothing_more_is_awaited_of_an_authority_that_has_closed():
    closed = asked(closed=date(2025, 4, 1))
    plans = model.answer(made_up(), closed, start_year=2025).plans
    assert plans.verdict == model.CANNOT
    assert plans.why.endswith("is available after January 2025; it closed in 2025")


@pytest.mark.parametrize(
    ("januaries", "why"),
    [
        (
            (2024, 2025),
            "no figure for Madeupshire is available for January 2023; it opened in 2021",
        ),
        (
            (2022, 2023, 2024, 2025),
            "Madeupshire has figures of fewer than three years to the start of the programme; it "
            "opened in 2021",
        ),
    ],
)
def test_new_authorities_are_told_why_not(januaries, why):
    plans = made_up()["ehc_plans"]
    plans = plans[plans["la_code"].ne(LA_CODE) | plans["january"].isin(januaries)]
    opened = asked(opened=date(2021, 4, 1))
    effect = model.answer(with_plans(plans), opened, start_year=START).plans
    assert (effect.verdict, effect.why) == (model.CANNOT, why)
    figures = [
        value
        for part in (effect, effect.mix)
        for value in vars(part).values()
        if isinstance(value, Figure)
    ]
    assert len(figures) == 9
    assert {figure.reason for figure in figures if figure.value is None} == {why}


def test_the_smallest_are_told_why_not():
    plans = made_up()["ehc_plans"]
    few = plans["plans"].mask(plans["la_code"].eq(LA_CODE), 17.0)
    scilly = asked(name="Isles of Scilly")
    impact = model.answer(with_plans(plans.assign(plans=few)), scilly, start_year=2025)
    assert impact.plans.why == "Isles of Scilly has too few plans for a change to mean anything"
    assert impact.plans.verdict == model.CANNOT
    assert impact.share.gap.value is None


def test_authorities_excluded_are_no_donors():
    excluded = tuple(range(301, 311))
    plans = judged(excluded=(*excluded, LA_CODE)).plans
    assert plans.donors.value == 59 - len(excluded)
    assert not set(excluded) & set(plans.mix.placebos.index)
    assert LA_CODE in plans.mix.placebos.index


def test_too_few_donors_are_said():
    plans = judged(excluded=tuple(range(331, 361)) + tuple(range(301, 315))).plans
    assert plans.why == "too few other authorities are left to compare with"
    assert plans.verdict == model.CANNOT


def test_share_is_of_both_kinds_of_independent_special_school():
    tables, here = made_up(), "la_code == @LA_CODE and january == 2025"
    placed = tables["ehc_plans_by_placement"].query(here)["plans"].sum()
    whole = tables["ehc_plans"].query(here)["plans"].item()
    share = model.answer(tables, asked(), start_year=START).share
    assert share.actual.value == pytest.approx(100 * placed / whole)
