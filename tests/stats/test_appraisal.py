"""hnb.stats.appraisal against numpy-financial's values, the discount factors that the Green Book
prints, arithmetic that a reader can redo, and simulated futures whose truth is known.
"""

from __future__ import annotations

import csv
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from hnb.stats.appraisal import (
    LEAST_SPREAD,
    UNKNOWN_SPREAD,
    Plan,
    Worth,
    break_even,
    discount_factors,
    payback,
    present_value,
)

ORACLE = Path(__file__).parents[1] / "oracles" / "appraisal_numpy_financial.csv"
# HM Treasury, The Green Book (2022), annex 6: long-term discount factors at 3.5%, by year
GREEN_BOOK = {0: 1.0, 1: 0.9662, 2: 0.9335, 3: 0.9019, 4: 0.8714, 5: 0.8420, 10: 0.7089, 20: 0.5026}


def _plan(**changed: object) -> Plan:
    """Two parts and four years, of which two are over: half of the first part's savings came."""
    nan = np.nan
    plan = Plan(
        costs=np.array([[100.0, 100, 50, 50], [40, 0, 0, 0]]),
        benefits=np.array([[0.0, 100, 200, 300], [0, 0, 60, 60]]),
        costs_so_far=np.array([[110.0, 90, nan, nan], [40, nan, nan, nan]]),
        benefits_so_far=np.array([[0.0, 50, nan, nan], [nan, nan, nan, nan]]),
        years_over=2,
    )
    return replace(plan, **changed)


def test_discount_factors_are_those_that_the_green_book_prints():
    factors = discount_factors(21, 0.035)
    assert {year: round(factors[year], 4) for year in GREEN_BOOK} == GREEN_BOOK


def test_net_present_value_is_that_of_numpy_financial():
    with ORACLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 60
    for row in rows:
        amounts = np.array([float(word) for word in row["amounts"].split()])
        value = present_value(amounts, float(row["rate"]))
        assert value == pytest.approx(float(row["net_present_value"]), abs=0.005)  # half a penny


def test_worked_example_is_right_to_the_penny():
    # 1,000 now, then 400, 500 and 300 at the end of each year, at 10% a year
    worth = Worth(np.array([1000.0, 0, 0, 0]), np.array([0.0, 400, 500, 300]), 0.10)
    exact = sum(
        Decimal(amount) / Decimal("1.1") ** year for year, amount in ((1, 400), (2, 500), (3, 300))
    )
    assert round(worth.net, 2) == float(round(exact - 1000, 2)) == 2.25
    assert worth.ratio == pytest.approx(float(exact / 1000))
    assert worth.payback == 3


@pytest.mark.parametrize(
    ("cumulative", "first"),
    [([-5, -1, 2, 9], 2), ([-5, 1, -2, 3], 3), ([-5, -4], None), ([0, 1], 0), ([3, -1], None)],
)
def test_payback_is_the_first_year_that_stays_at_zero_or_above(cumulative, first):
    assert payback(np.array(cumulative, dtype=float)) == first


def test_nothing_spent_has_no_ratio():
    assert np.isnan(Worth(np.zeros(2), np.ones(2), 0.035).ratio)


def test_what_is_over_is_as_it_came_and_what_is_to_come_is_as_much_as_so_far():
    plan = _plan()
    assert list(plan.shares) == [0.5, 0.5]  # the second was to save nothing yet: as all together
    expected = plan.expected(0.0)
    assert list(expected.costs) == [150, 90, 50, 50]
    assert list(expected.benefits) == [0, 50, 130, 180]
    assert list(plan.expected(0.0, overrun=0.4).costs) == [150, 90, 70, 70]
    assert list(plan.expected(0.0, delay=1).benefits) == [0, 50, 0, 130]
    assert list(plan.as_planned(0.0).benefits) == [0, 100, 260, 360]
    assert list(plan.still_to_come(0.0).costs) == [50, 50]


def test_part_that_has_reported_nothing_has_saved_nothing_and_cost_what_was_planned():
    plan = _plan(benefits=np.array([[0.0, 100, 200, 300], [0, 100, 60, 60]]))
    assert list(plan.shares) == [0.5, 0.0]
    assert plan.expected(0.0).costs[0] == 150


def test_plan_of_which_nothing_is_over_is_expected_as_planned():
    plan = _plan(years_over=0, costs_so_far=np.full((2, 4), np.nan))
    plan = replace(plan, benefits_so_far=np.full((2, 4), np.nan))
    assert list(plan.shares) == [1, 1]
    assert plan.spread == UNKNOWN_SPREAD
    assert plan.expected(0.02).net == plan.as_planned(0.02).net


def test_spread_is_that_of_shares_about_the_mean_of_their_part():
    plan = Plan(
        costs=np.ones((2, 4)),
        benefits=np.full((2, 4), 10.0),
        costs_so_far=np.full((2, 4), np.nan),
        benefits_so_far=np.array([[2.0, 8, np.nan, np.nan], [1, 9, np.nan, np.nan]]),
        years_over=2,
    )
    # shares 0.2 and 0.8, 0.1 and 0.9: squares 0.18 and 0.32, two degrees of freedom
    assert plan.spread == pytest.approx(np.sqrt((0.18 + 0.32) / 2))
    alike = replace(plan, benefits_so_far=np.where(np.isnan(plan.benefits_so_far), np.nan, 5.0))
    assert alike.spread == LEAST_SPREAD


def test_break_even_covers_the_costs_to_the_penny():
    worth = Worth(np.array([900.0, 50, 50]), np.zeros(3), 0.035)
    level = break_even(worth, 2)
    covered = Worth(worth.costs, np.array([0.0, level, level]), 0.035)
    assert covered.net == pytest.approx(0, abs=0.005)


def test_simulated_futures_are_the_same_each_time_and_about_what_is_expected():
    plan = _plan()
    futures = plan.simulated(0.035)
    assert np.array_equal(futures, plan.simulated(0.035))
    assert futures[:, 0].std() == 0  # what is over is known
    assert futures[:, -1].mean() == pytest.approx(plan.expected(0.035).net, abs=5)
    later = plan.simulated(0.035, overrun=0.4)[:, -1].mean()
    assert later == pytest.approx(plan.expected(0.035, overrun=0.2).net, abs=5)


def test_range_of_futures_holds_what_comes_as_often_as_it_says():
    """A hundred and fifty plans whose parts deliver shares that vary as the method takes them to."""
    chance, within, plans = np.random.default_rng(5), 0, 150
    for _ in range(plans):
        typical = chance.uniform(0.4, 0.9, 5)
        benefits = chance.uniform(50, 150, (5, 8))
        shares = typical[:, None] + 0.25 * chance.standard_normal((5, 4))
        so_far = np.hstack([benefits[:, :4] * shares, np.full((5, 4), np.nan)])
        plan = Plan(
            costs=np.zeros((5, 8)),
            benefits=benefits,
            costs_so_far=np.zeros((5, 8)),
            benefits_so_far=so_far,
            years_over=4,
        )
        alone, together = chance.standard_normal(5), chance.standard_normal()
        came = typical + 0.25 * (alone + together) / np.sqrt(2)
        outcome = so_far[:, :4].sum() + (np.clip(came, 0, None) @ benefits[:, 4:]).sum()
        low, high = np.percentile(plan.simulated(0.0, draws=2000)[:, -1], [10, 90])
        within += low <= outcome <= high
    # shares so far are only estimated, from four years: a little under eight in ten
    assert 0.66 <= within / plans <= 0.88
