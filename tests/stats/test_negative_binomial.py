"""hnb.stats.negative_binomial against statsmodels, scipy's minimiser, its own defining equations,
and simulations whose truth is known.
"""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.stats import nbinom

from hnb.stats.negative_binomial import fit, predict_each_from_the_others


def simulated(number: int, *, seed: int, dispersion: float = 0.04, slope: float = 0.2):
    """Authorities whose rate is 5% * exp(slope * first measure), and varies about that."""
    random = np.random.default_rng(seed)
    design, people = random.normal(size=(number, 3)), random.uniform(20_000, 200_000, number)
    means = 0.05 * people * np.exp(slope * design[:, 0])
    size = 1 / dispersion
    return design, random.negative_binomial(size, size / (size + means)).astype(float), people


def test_known_slopes_and_dispersion_are_found():
    fitted = fit(*simulated(4000, seed=1))
    assert fitted.slopes == pytest.approx([np.log(0.05), 0.2, 0, 0], abs=0.015)
    assert fitted.dispersion == pytest.approx(0.04, rel=0.1)
    assert np.sqrt(np.diag(fitted.covariance)) == pytest.approx(np.sqrt(0.04 / 4000), rel=0.1)


def test_slopes_are_the_likeliest_and_the_dispersion_gives_pearsons_chi_square():
    design, counts, people = simulated(120, seed=2)
    fitted = fit(design, counts, people)
    columns, size = np.column_stack([np.ones(120), design]), 1 / fitted.dispersion

    def unlikely(slopes):
        means = people * np.exp(columns @ slopes)
        return -nbinom.logpmf(counts, size, size / (size + means)).sum()

    assert fitted.slopes == pytest.approx(
        minimize(unlikely, [-3, 0, 0, 0], method="BFGS").x, abs=1e-4
    )
    means = people * np.exp(columns @ fitted.slopes)
    variances = means + fitted.dispersion * means**2
    assert ((counts - means) ** 2 / variances).sum() == pytest.approx(120 - 4, rel=1e-4)


def test_without_measures_the_level_is_that_of_the_counts_by_hand():
    # people alike, so that the likeliest mean is the mean: (90 + 110 + 130) / 3 = 110
    counts, people = np.array([90.0, 110.0, 130.0]), np.full(3, 1000.0)
    fitted = fit(np.zeros((3, 0)), counts, people)
    assert np.exp(fitted.slopes[0]) == pytest.approx(0.11)
    # (400 + 0 + 400) / (110 + a * 110²) = 2 degrees of freedom
    assert fitted.dispersion == pytest.approx((400 - 110) / 110**2)


def test_counts_that_vary_by_chance_alone_have_no_dispersion():
    counts = np.array([100.0, 101.0, 99.0, 100.0])
    assert fit(np.zeros((4, 0)), counts, np.full(4, 1000.0)).dispersion < 1e-8


def test_each_is_predicted_as_by_a_regression_without_it():
    design, counts, people = simulated(60, seed=3)
    predicted = predict_each_from_the_others(design, counts, people)
    fitted = fit(design[1:], counts[1:], people[1:])
    expected = np.exp(fitted.slopes[0] + design[0] @ fitted.slopes[1:])
    assert predicted.values[0] == pytest.approx(expected, rel=1e-6)


def test_own_count_moves_nothing():
    design, counts, people = simulated(60, seed=4)
    moved = counts * np.where(np.arange(60) == 0, 10, 1)
    before, after = (predict_each_from_the_others(design, c, people) for c in (counts, moved))
    assert after.values[0] == before.values[0]
    assert (after.ends[0] == before.ends[0]).all()


def test_interval_of_few_people_is_wider():
    design, counts, people = simulated(60, seed=4)
    few = np.where(np.arange(60) == 0, 500.0, people)
    large, small = (
        predict_each_from_the_others(design, counts / people * p, p) for p in (people, few)
    )
    assert small.values[0] == pytest.approx(large.values[0])
    assert (np.ptp(small.ends[0], axis=1) > 1.2 * np.ptp(large.ends[0], axis=1)).all()


def test_unit_a_thousand_times_the_others_leaves_no_regression_and_no_traceback():
    design, counts, people = simulated(60, seed=4)
    counts[5] *= 1000
    design = np.hstack([design, np.random.default_rng(1).normal(size=(60, 18))])
    predicted = predict_each_from_the_others(design, counts, people)
    assert np.isnan(predicted.values[0]) and not np.isnan(predicted.values[5])


@pytest.mark.parametrize("dispersion", [0.005, 0.04])
def test_intervals_hold_what_they_say(dispersion: float):
    hold = []
    for seed in range(6):
        design, counts, people = simulated(120, seed=seed, dispersion=dispersion)
        # as many measures of nothing as papers have
        noise = np.random.default_rng(seed + 50).normal(size=(120, 18))
        predicted = predict_each_from_the_others(np.hstack([design, noise]), counts, people)
        rates = (counts / people)[:, None]
        inside = (predicted.ends[..., 0] <= rates) & (rates <= predicted.ends[..., 1])
        hold.append(inside.mean(axis=0))
    assert np.mean(hold, axis=0) == pytest.approx([0.95, 0.80], abs=0.03)


def test_measures_that_follow_from_others_or_do_not_differ_move_nothing():
    design, counts, people = simulated(60, seed=5)
    more = np.column_stack([design, design @ [1, 2, 3], np.ones(60)])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        plain, same = (predict_each_from_the_others(d, counts, people) for d in (design, more))
    assert same.values == pytest.approx(plain.values, rel=1e-6)


def test_unit_that_is_alone_in_its_region_is_predicted_as_if_regions_were_alike():
    design, counts, people = simulated(60, seed=6)
    alone = np.column_stack([design, np.arange(60) == 0])
    plain, same = (predict_each_from_the_others(d, counts, people) for d in (design, alone))
    assert same.values[0] == pytest.approx(plain.values[0], rel=1e-6)


def test_nothing_is_predicted_from_fewer_than_two_units_a_slope():
    design, counts, people = simulated(8, seed=7)  # seven others, four slopes
    predicted = predict_each_from_the_others(design, counts, people)
    assert np.isnan(predicted.values).all() and np.isnan(predicted.ends).all()
