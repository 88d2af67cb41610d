"""hnb.stats.intervals against scipy's and statsmodels' exact intervals, and tail probabilities."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest
from scipy.stats import poisson as law
from statsmodels.stats.rates import confint_poisson

from hnb.stats.intervals import Interval, binomial, poisson


@pytest.mark.parametrize("count", [1, 9, 720, 5288])
@pytest.mark.parametrize("level", [0.8, 0.95])
def test_interval_agrees_with_statsmodels(count, level):
    found = poisson(count, level)
    assert (found.low, found.high) == pytest.approx(
        confint_poisson(count, 1, method="exact-c", alpha=1 - level)
    )


def test_nothing_counted_has_an_upper_end_and_starts_at_nothing():
    assert poisson(0) == Interval(0.0, pytest.approx(3.6889, abs=1e-4))


@given(st.integers(1, 20_000))
def test_each_end_leaves_half_of_the_rest_beyond_it(count):
    found = poisson(count)
    assert law.sf(count - 1, found.low) == pytest.approx(0.025, abs=1e-6)
    assert law.cdf(count, found.high) == pytest.approx(0.025, abs=1e-6)


def test_interval_is_moved_and_scaled_as_its_value_would_be():
    assert Interval(2, 5).moved(-3) == Interval(-1, 2)
    assert Interval(2, 5).scaled(10) == Interval(20, 50)


@pytest.mark.parametrize(("count", "of"), [(0, 7), (7, 7), (1, 9), (33, 772), (5288, 9000)])
@pytest.mark.parametrize("level", [0.8, 0.95])
def test_interval_of_a_share_agrees_with_scipy(count, of, level):
    exact = binomtest(count, of).proportion_ci(level, method="exact")
    assert binomial(count, of, level) == pytest.approx(exact)


def test_interval_of_a_share_goes_to_its_end_where_none_or_all_have_it():
    # none of three is as likely as 2.5% where the share is high: (1 - high)^3 = 0.025
    assert binomial(0, 3) == pytest.approx((0.0, 1 - 0.025 ** (1 / 3)))
    assert binomial(3, 3) == pytest.approx((0.025 ** (1 / 3), 1.0))
