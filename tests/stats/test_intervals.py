"""hnb.stats.intervals against scipy's and statsmodels' exact intervals, tail probabilities, and
simulated samples of a known mean.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest
from scipy.stats import poisson as law
from scipy.stats import t as student_t
from statsmodels.stats.rates import confint_poisson

from hnb.stats.intervals import Interval, binomial, of_skewed, poisson


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


def test_an_estimate_without_skewness_has_a_normal_interval():
    assert of_skewed(10, 2, 0.0) == pytest.approx((10 - 2 * 1.959964, 10 + 2 * 1.959964))
    assert of_skewed(10, 2, 1e-5) == pytest.approx(of_skewed(10, 2, 0.0), abs=1e-3)
    assert of_skewed(1, 2, 0.0).low == 0


def test_transformation_takes_the_ends_back_to_the_normal_deviates():
    skewness = 0.3
    for end, deviate in zip(of_skewed(0, -1, skewness), (-1.959964, 1.959964), strict=True):
        if end:  # the lower end is cut at zero
            by_hand = end + skewness / 3 * end**2 + skewness**2 / 27 * end**3 + skewness / 6
            assert abs(by_hand) == pytest.approx(abs(deviate), abs=1e-5)


def test_interval_holds_the_mean_of_a_skewed_law_more_often_than_that_of_student():
    chance = np.random.default_rng(5)
    samples = chance.lognormal(0, 1, (4000, 40))
    mean, spread = samples.mean(axis=1), samples.std(axis=1)
    third = ((samples - mean[:, None]) ** 3).mean(axis=1) / spread**3
    true = np.exp(0.5)
    hall = [
        of_skewed(*of) for of in zip(mean, spread / np.sqrt(39), third / np.sqrt(40), strict=True)
    ]
    covered = np.mean([low <= true <= high for low, high in hall])
    student = student_t.ppf(0.975, 39) * spread / np.sqrt(39)
    assert covered > np.mean(np.abs(mean - true) <= student)
    assert covered > 0.88
