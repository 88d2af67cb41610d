"""The goals of this question against arithmetic on made-up figures, and met by published ones."""

import pandas as pd
import pytest

import hnb
from hnb.stats.funnel import funnel
from hnb.validation.checks import prevalence as checks
from tests.stats.test_funnel import simulated


def test_published_rates_are_within_the_limits_as_often_as_they_should_be():
    # the page docs/methods/prevalence.md shows the table that these are the ends of
    goals = checks.goals(hnb.tables_for("prevalence"), hnb.ask("Leicestershire"))
    assert [(goal.low, goal.high) for goal in goals] == [(93, 97), (93, 97), (91, None)]
    assert all(goal.met for goal in goals), goals


def test_funnels_count_those_within_in_each_third_by_size():
    rates = pd.concat(
        [simulated(seed).assign(denominator="any", january=2000 + seed) for seed in range(6)]
    )
    fewest, most, third = checks.of_funnels(rates)
    assert fewest.reached <= most.reached
    assert third.reached <= most.reached
    by_hand = [
        100
        * funnel(simulated(seed)).rates.query("place != 'too small'")["place"].eq("within").mean()
        for seed in range(6)
    ]
    assert (fewest.reached, most.reached) == pytest.approx((min(by_hand), max(by_hand)))
