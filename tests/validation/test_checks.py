"""hnb.validation.checks against arithmetic on made-up figures, and goals that published
ones meet.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import hnb
from hnb.comparison import denominators
from hnb.comparison.counts import Counts
from hnb.comparison.measures.catalogue import MEASURES
from hnb.questions.high_needs_block.formula import rebuild
from hnb.questions.national.model import MEASURES as NATIONAL
from hnb.questions.programme.outcomes import outcomes
from hnb.stats.funnel import funnel
from hnb.tables import Tables
from hnb.validation import checks
from tests.stats.test_funnel import simulated

FORMULA = ("high_needs_formula", "basic_entitlement", "special_school_pupils")


def test_published_rates_are_within_the_limits_as_often_as_they_should_be():
    # the page docs/methods/prevalence.md shows the table that these are the ends of
    goals = checks.funnels(denominators.rates(hnb.load("ehc_plans"), hnb.load("population")))
    assert [(goal.low, goal.high) for goal in goals] == [(93, 97), (93, 97), (91, None)]
    assert all(goal.met for goal in goals), goals


def test_funnels_count_those_within_in_each_third_by_size():
    rates = pd.concat(
        [simulated(seed).assign(denominator="any", january=2000 + seed) for seed in range(6)]
    )
    fewest, most, third = checks.funnels(rates)
    assert fewest.reached <= most.reached
    assert third.reached <= most.reached
    by_hand = [
        100
        * funnel(simulated(seed)).rates.query("place != 'too small'")["place"].eq("within").mean()
        for seed in range(6)
    ]
    assert (fewest.reached, most.reached) == pytest.approx((min(by_hand), max(by_hand)))


def test_every_block_is_rebuilt_and_one_that_is_not_is_counted():
    formula, *others = (hnb.load(name) for name in FORMULA)
    blocks, additional = checks.formula(rebuild(formula, *others))
    assert blocks.met and blocks.reached == blocks.low == 600
    assert (additional.reached, additional.high) == (299, None) and "of 301" in additional.what
    line = formula["la_code"].eq(855) & formula["formula_line"].eq("special free schools")
    a_pound_more = formula.assign(amount_gbp=formula["amount_gbp"] + line)
    assert checks.formula(rebuild(a_pound_more, *others))[0].reached == 600 - 4


def test_limits_of_the_national_paper_reach_every_goal_over_all_periods():
    counts = Counts(hnb.tables_for("national"))
    goals = checks.limits_of_measures([MEASURES[name] for name in NATIONAL], counts)
    assert len(goals) == 3 * len(NATIONAL) and all(goal.met for goal in goals), goals


def test_limits_are_judged_in_thirds_by_size_where_a_hundred_have_a_value():
    # ten of the fifty smallest grow by 171%, everyone else by about 10%: 40 of 50 are within
    chance, sizes = np.random.default_rng(1), np.linspace(2_000, 60_000, 150).round()
    growth = np.exp(chance.normal(0.1, 0.02, 150))
    growth[:10] = np.e
    plans = pd.concat(
        pd.DataFrame(
            {"la_code": np.arange(201, 201 + len(counts)), "january": year, "plans": counts}
        )
        for year, counts in (
            (2015, sizes[:99]),
            (2019, sizes),
            (2020, sizes[:99]),  # growth since 2015 is not judged: fewer than a hundred have it
            (2024, sizes * growth),
        )
    ).assign(status="published", release="made-up")
    counts = Counts(Tables({("ehc_plans", "authority"): plans}))
    every, third, alone = checks.limits_of_measures([MEASURES["growth"]], counts)
    assert every.reached == pytest.approx(100 * 140 / 150)
    assert third.reached == alone.reached == pytest.approx(80)
    assert every.what == "growth: within the 95% limits, %" and not third.met


def test_a_measure_without_a_period_to_judge_has_no_goal():
    few = pd.DataFrame({"la_code": [201, 202], "january": 2024, "plans": 100.0})
    counts = Counts(
        Tables({("ehc_plans", "authority"): few.assign(status="published", release="made-up")})
    )
    assert checks.limits_of_measures([MEASURES["growth"]], counts) == ()


def test_parts_of_spend_add_up_to_the_penny_for_every_authority():
    tables, neighbours = hnb.tables_for("why_spend_differs"), hnb.load("statistical_neighbours")
    split_up, *errors = checks.spend_parts(tables, neighbours, hnb.ask("Leicestershire"))
    assert split_up.reached == 150 and all(goal.met for goal in (split_up, *errors))
    assert len(errors) == 2 and all(goal.high == 0.005 for goal in errors)


def test_parts_that_do_not_add_up_are_seen(monkeypatch):
    right = checks.split
    monkeypatch.setattr(checks, "split", lambda *sides, **how: right(*sides, **how) + 0.01)
    tables, neighbours = hnb.tables_for("why_spend_differs"), hnb.load("statistical_neighbours")
    few = neighbours[neighbours["la_code"].eq(855)]
    split_up, *errors = checks.spend_parts(tables, few, hnb.ask("Leicestershire"))
    assert split_up.reached == 1 and not split_up.met
    assert not any(goal.met for goal in errors)


def test_parts_that_do_not_add_up_are_seen_of_an_authority_that_spends_nothing(monkeypatch):
    right = checks.split
    monkeypatch.setattr(checks, "split", lambda *sides, **how: right(*sides, **how) + 0.01)
    tables, neighbours = hnb.tables_for("why_spend_differs"), hnb.load("statistical_neighbours")
    spend = tables["s251_high_needs"]
    amounts = spend["amount_gbp"].mask(spend["la_code"].eq(855), 0)
    without = tables.having(s251_high_needs=spend.assign(amount_gbp=amounts))
    few = neighbours[neighbours["la_code"].eq(855)]
    _, *errors = checks.spend_parts(without, few, hnb.ask("Leicestershire"))
    assert not any(goal.met for goal in errors)


def test_expected_plans_reach_their_goals_in_every_january():
    goals = checks.expected_plans(hnb.tables_for("expected_plans"))
    assert len(goals) == 12 and not [goal for goal in goals if not goal.met]
    assert {goal.low for goal in goals if "R²" in goal.what} == {0.08, 0.10}


def test_where_nothing_was_done_the_test_of_a_programme_rejects_as_often_as_it_says():
    counts, share = outcomes(hnb.tables_for("programme"))
    goals = checks.programme(counts, share, 855)
    assert all(goal.met for goal in goals)
    # as on the page docs/methods/impact.md: about an eighth, a fifth and a quarter
    least = [goal.reached for goal in goals if "least effect" in goal.what][:3]
    assert least == pytest.approx([13, 20, 25], rel=0.05)
