"""hnb.questions.programme.saving against the published cells, arithmetic, and a made-up country whose
truth is known.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import hnb
from hnb.questions.programme import model, text
from hnb.questions.programme.numbers import authority_series
from hnb.questions.programme.outcomes import placebo_test, pretended, spending_outcomes
from hnb.questions.programme.saving import Saving, saving
from hnb.stats.impact.placebo_test import SIGNIFICANCE
from tests.questions.programme.made_up import LA_CODE, START, asked, made_up


@pytest.fixture(scope="module")
def published():
    return hnb.tables_for("programme")


@pytest.fixture(scope="module")
def leicestershire(published) -> Saving:
    return saving(published, hnb.ask("Leicestershire"), START)


def _judged(saved: float = 0.0, **made) -> list[model.Effect]:
    outcomes = spending_outcomes(made_up(saved=saved, **made), LA_CODE)
    return [model.effect(authority_series(outcome, asked(), START)) for outcome in outcomes]


# The made-up country: a saving of known size, and none


@pytest.mark.parametrize(
    ("saved", "verdict"), [(-0.25, model.FEWER), (0.25, model.MORE), (0.0, model.CANNOT)]
)
def test_a_known_saving_is_told_by_its_sign(saved, verdict):
    for effect in _judged(saved):
        assert effect.verdict == verdict
        assert effect.gap.low < 100 * np.expm1(saved) < effect.gap.high
        assert effect.actual.period == "2024-25"


def test_fewer_plans_at_the_usual_cost_are_a_saving_in_all_and_none_per_plan():
    net, per_plan = _judged(effect=-0.25)
    assert net.verdict == model.FEWER and net.gap.low < 100 * np.expm1(-0.25) < net.gap.high
    assert per_plan.verdict == model.CANNOT and per_plan.gap.low < 0 < per_plan.gap.high


def test_a_saving_of_detectable_size_is_found_four_times_in_five():
    for outcome in spending_outcomes(made_up()):
        is_found = []
        for unit in outcome.values.index[5:-5]:
            nothing = placebo_test(outcome, unit, 2022, 2024)
            values = outcome.values.copy()
            values.loc[unit, 2024] -= nothing.detectable
            test = placebo_test(replace(outcome, values=values), unit, 2022, 2024)
            is_found.append(test.p <= SIGNIFICANCE)
        assert np.mean(is_found) == pytest.approx(0.8, abs=0.1)


def test_with_nothing_saved_a_wrong_answer_is_rare():
    for outcome in spending_outcomes(made_up(seed=8)):
        tests = pretended(outcome, 2025)
        assert len(tests) > 800
        assert (tests["p"] <= SIGNIFICANCE).mean() <= 0.055


def test_signals_do_not_see_past_the_start():
    for outcome in spending_outcomes(made_up()):
        later = outcome.values.copy()
        later.loc[:, START + 1 :] += 3
        pd.testing.assert_frame_equal(
            outcome.signals_at(START), replace(outcome, values=later).signals_at(START)
        )


def test_the_change_of_collection_touches_spending_per_plan_alone():
    net, per_plan = spending_outcomes(made_up(), LA_CODE)
    assert authority_series(net, asked(), 2022).january == 2025
    crossed = model.effect(authority_series(per_plan, asked(), 2022))
    assert (crossed.verdict, crossed.why) == (
        model.CANNOT,
        "the way plans are collected changed in 2023",
    )


def test_spending_of_an_area_is_that_of_its_parts_and_a_part_stands_alone(published):
    whole, _ = spending_outcomes(published)
    alone, _ = spending_outcomes(published, 838)
    rows = published["net_high_needs"].query("financial_year == '2021-22'")
    dorset = rows.query("la_code == 838")["amount_gbp"].item()
    both = rows.query("la_code in (838, 839)")["amount_gbp"].sum()
    area = next(unit for unit in whole.values.index if unit not in alone.values.index)
    assert np.exp(whole.values.loc[area, 2022]) == pytest.approx(both)
    assert np.exp(alone.values.loc[838, 2022]) == pytest.approx(dorset)


# Leicestershire, from the published cells


def test_numbers_of_leicestershire_are_those_of_the_cells(leicestershire, published):
    def cell(table, value, **where):
        rows = published[table]
        for column, wanted in {"la_code": 855, **where}.items():
            rows = rows[rows[column].eq(wanted)]
        return rows[value].item()

    spent = {
        year: cell("net_high_needs", "amount_gbp", financial_year=year)
        for year in ("2021-22", "2024-25")
    }
    plans = {year: cell("ehc_plans", "plans", january=year) for year in range(2021, 2027)}
    ratio = spent["2024-25"] / spent["2021-22"]
    result = leicestershire
    assert result.since == "2021-22" and result.spending.period == "2024-25"
    assert result.spending.own.value == pytest.approx(100 * (ratio - 1))
    assert result.usual_cost.value == pytest.approx(spent["2024-25"] / plans[2025])
    within = ratio / (plans[2025] / plans[2022])
    before = ratio / (plans[2024] / plans[2021])
    assert result.per_plan.value == pytest.approx(100 * (within - 1))
    assert result.per_plan_before.value == pytest.approx(100 * (before - 1))
    assert result.growth.own.value == pytest.approx(100 * (plans[2026] / plans[2025] - 1))
    late = cell(
        "plan_timeliness",
        "plans_issued",
        calendar_year=2024,
        exceptions="with exceptions",
        wait="over a year",
    )
    undecided = cell("requests", "requests", calendar_year=2024, outcome="decision outstanding")
    assert (late, undecided) == (344, 125)
    assert result.delayed.value == late + undecided
    assert result.queue.value == pytest.approx((late + undecided) * result.usual_cost.value)
    assert result.repaid.value == pytest.approx(1e6 / result.usual_cost.value)


def test_growth_of_england_and_of_a_typical_neighbour_is_that_of_the_cells(
    leicestershire, published
):
    ask = hnb.ask("Leicestershire")
    wide = published["net_high_needs"].pivot_table("amount_gbp", "la_code", "financial_year")
    both = wide[["2021-22", "2024-25"]].dropna()
    growth = 100 * (both["2024-25"] / both["2021-22"] - 1)
    england = 100 * (both["2024-25"].sum() / both["2021-22"].sum() - 1)
    assert leicestershire.spending.england.value == pytest.approx(england)
    neighbours = growth.reindex([code for code in ask.main.codes if code != 855]).dropna()
    assert leicestershire.spending.median.value == pytest.approx(neighbours.median())


def test_prices_are_the_deflators_changes_one_after_another(leicestershire, published):
    deflator = published.at("england")["gdp_deflator"].set_index("financial_year")
    changes = deflator.loc[["2022-23", "2023-24", "2024-25"], "change_percent"]
    assert leicestershire.prices.value == pytest.approx(100 * ((1 + changes / 100).prod() - 1))


def test_starts_tried_are_the_year_before_and_the_year_of_the_january(leicestershire):
    assert [test.gap.period for test in leicestershire.tests] == [
        "2021-22 to 2024-25",
        "2022-23 to 2024-25",
        "2022-23 to 2024-25",
    ]


def test_no_spending_after_the_start_is_no_answer(published):
    assert saving(published, hnb.ask("Leicestershire"), 2026) is None
    assert text.saved(None, "TSIL") is text.value_for_money(None) is None


# What is said


def test_leicestershire_reads_as_a_forum_would_be_told(leicestershire):
    assert str(text.saved(leicestershire, "TSIL")) == (
        "It is too early to say whether TSIL has saved money. Net spending rose 41% from 2021-22 to "
        "2024-25 (a typical neighbour 76%, England 58%). It was 11% below what was expected, and 1% "
        "below it if counted from 2022-23, but gaps of that size are common. In 2024, 344 of 772 "
        "new plans took over a year. All plans then rose 22% in the year to January 2026. So part "
        "of any saving may be a queue."
    )
    says = str(text.value_for_money(leicestershire))
    assert "rose 14% from 2021-22 to 2024-25, by the plans of the January within each year." in says
    assert "It rose 17% by those of the January before. Prices rose 17%, so it about kept" in says
    assert "the 344 plans that took over a year and 125 requests without a decision come to" in says


def _changed(result: Saving, name: str, value: float) -> Saving:
    return replace(result, **{name: replace(getattr(result, name), value=value)})


@pytest.mark.parametrize(
    ("change", "pace"), [(40.0, "rose faster than"), (3.0, "rose less than"), (18.0, "about kept")]
)
def test_pace_is_judged_by_both_januaries(leicestershire, change, pace):
    both = _changed(_changed(leicestershire, "per_plan", change), "per_plan_before", change)
    assert f"so it {pace}" in str(text.value_for_money(both))
    split = _changed(_changed(leicestershire, "per_plan", 40.0), "per_plan_before", 3.0)
    assert "so it about kept pace" in str(text.value_for_money(split))


def test_a_saving_found_from_both_years_is_said_and_from_one_it_is_not_certain(leicestershire):
    def with_verdicts(*verdicts):
        tests = tuple(
            replace(test, verdict=verdict)
            for test, verdict in zip(leicestershire.tests, verdicts, strict=True)
        )
        return str(text.saved(replace(leicestershire, tests=tests), "TSIL"))

    found = with_verdicts(model.FEWER, model.FEWER, model.CANNOT)
    assert found.startswith("Net spending is below what was expected since TSIL began.")
    split = with_verdicts(model.FEWER, model.CANNOT, model.CANNOT)
    assert split.startswith("It is too early") and "the answer depends on the year" in split


def test_nothing_per_plan_is_said_over_a_change_in_what_is_recorded(published):
    newham = saving(published, hnb.ask("Newham"), START)
    assert newham.tests[-1].why and text.value_for_money(newham) is None


def test_no_queue_is_spoken_of_where_few_plans_wait(published):
    camden = saving(published, hnb.ask("Camden"), START)
    says = f"{text.saved(camden, '')} {text.value_for_money(camden)}"
    assert not camden.has_queue and "queue" not in says and "over a year" not in says


def test_an_authority_without_earlier_spending_says_why(published):
    says = text.saved(saving(published, hnb.ask("Cumberland"), START), "it")
    assert "Cumberland is available for 2021-22; it opened in 2023" in str(says)


def test_a_queue_alone_says_at_which_cost_and_nothing_else_again(leicestershire):
    said = str(text.queue(leicestershire))
    assert said.startswith(f"At {leicestershire.usual_cost}, the usual cost of a plan, the ")
    assert "repaid" not in said and "Prices" not in said and text.queue(None) is None
    assert "At that cost" in str(text.value_for_money(leicestershire))
