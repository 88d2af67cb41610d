"""hnb.stats.survival against hand arithmetic, lifelines, statsmodels, and a simulation whose truth
is known.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from hnb.stats.survival import waits
from tests.oracles.survival_lifelines import cases, competing

LIFELINES = pd.read_csv(Path(__file__).parent.parent / "oracles" / "survival_lifelines.csv")


def test_quartiles_of_cases_that_have_all_ended_are_those_of_the_lengths():
    lengths = np.array([2.0, 4, 6, 8])
    assert [wait.length for wait in waits(lengths, np.full(4, True))] == [2, 4, 6]


def test_open_cases_count_by_the_product_of_what_is_left():
    # left waiting: 3/4 after 2; the case open at 3 is not at risk at 4, so 3/4 x 1/2 after 4
    lengths, ended = np.array([2.0, 3, 4, 9]), np.array([True, False, True, False])
    by_share = {wait.share: wait.length for wait in waits(lengths, ended)}
    assert by_share[0.25] == 2
    assert by_share[0.5] == 4


def test_a_share_that_is_not_reached_has_no_length():
    lengths, ended = np.array([2.0, 3, 4, 9]), np.array([True, False, True, False])
    assert np.isnan(waits(lengths, ended)[2].length)


def test_without_an_end_nothing_is_reached():
    assert all(np.isnan(wait.length) for wait in waits(np.array([1.0, 2]), np.array([False] * 2)))
    assert all(np.isnan(wait.length) for wait in waits(np.array([]), np.array([], bool)))


def test_cases_that_end_otherwise_are_taken_away():
    # after 4 one of four has ended otherwise: a third of the other three by 20, two thirds by 30
    lengths = np.array([4.0, 20, 30, 50])
    ended, otherwise = np.array([False, True, True, False]), np.array([True, False, False, False])
    lower, median, upper = waits(lengths, ended, otherwise)
    assert (lower.length, median.length) == (20, 30)
    assert np.isnan(upper.length)


def test_lengths_and_limits_with_none_that_ended_otherwise_are_those_of_statsmodels():
    from statsmodels.duration.survfunc import SurvfuncRight

    given = cases()["some open"]
    fitted = SurvfuncRight(given["weeks"], given["ended"])
    for wait in waits(given["weeks"].to_numpy(), given["ended"].to_numpy(bool)):
        assert wait.length == pytest.approx(fitted.quantile(wait.share))
        with np.errstate(divide="ignore", invalid="ignore"):
            limits = fitted.quantile_ci(wait.share)
        assert (wait.low, wait.high) == pytest.approx(limits)


def test_lengths_where_some_end_otherwise_are_those_of_lifelines():
    given, expected = competing(), LIFELINES[LIFELINES["case"] == "competing"]
    end = given["end"].to_numpy()
    reached = waits(given["weeks"].to_numpy(), end == 1, end == 2)
    assert [wait.length for wait in reached] == pytest.approx(expected["length"], abs=1e-5)


@pytest.mark.parametrize("case", ["few", "some open", "whole weeks"])
def test_lengths_are_those_of_lifelines(case: str):
    given = cases()[case]
    reached = waits(given["weeks"].to_numpy(), given["ended"].to_numpy(bool))
    expected = LIFELINES[LIFELINES["case"] == case]
    assert [wait.length for wait in reached] == pytest.approx(expected["length"], abs=1e-6)


def test_limits_are_those_of_lifelines_where_no_two_cases_are_equal():
    given = cases()["some open"]
    reached = waits(given["weeks"].to_numpy(), given["ended"].to_numpy(bool))
    expected = LIFELINES[LIFELINES["case"] == "some open"]
    assert [wait.low for wait in reached] == pytest.approx(expected["low"], rel=0.01)
    assert [wait.high for wait in reached] == pytest.approx(expected["high"], rel=0.01)


TRUE_MEDIAN = 30 * np.sqrt(np.log(2))


def _simulated(
    random: np.random.Generator, number: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Waits of a known median, a fifth of which are open when they are looked at; of the others a
    fifth ends otherwise, the sooner the shorter the wait would have been.
    """
    lengths = random.weibull(2, number) * 30
    leaves = random.random(number) < 0.2
    until = np.where(leaves, 0.8 * lengths, lengths)
    seen = random.weibull(2, number) * 58
    has_ended = until <= seen
    return np.minimum(until, seen), has_ended & ~leaves, has_ended & leaves


def test_a_fifth_is_open_in_the_simulation():
    # of two such waits, P(open) is 1/58^2 over 1/58^2 + 1/until^2, with until 30 or 24
    _, ended, otherwise = _simulated(np.random.default_rng(1), 100_000)
    is_open = 1 - (ended | otherwise).mean()
    expected = 0.8 * 58**-2 / (58**-2 + 30**-2) + 0.2 * 58**-2 / (58**-2 + 24**-2)
    assert is_open == pytest.approx(expected, abs=0.005)
    assert is_open == pytest.approx(0.2, abs=0.005)


def test_the_true_median_is_recovered_within_two_per_cent_with_a_fifth_still_open():
    random = np.random.default_rng(7)
    medians = [waits(*_simulated(random, 20_000))[1].length for _ in range(20)]
    assert np.max(np.abs(np.array(medians) / TRUE_MEDIAN - 1)) < 0.02
    assert np.mean(medians) == pytest.approx(TRUE_MEDIAN, rel=0.005)


def test_without_open_cases_or_with_other_ends_censored_the_median_would_be_wrong():
    lengths, ended, _ = _simulated(np.random.default_rng(7), 50_000)
    assert np.median(lengths[ended]) < 0.95 * TRUE_MEDIAN
    assert waits(lengths, ended)[1].length > 1.02 * TRUE_MEDIAN


def test_the_interval_holds_the_truth_nineteen_times_in_twenty():
    random = np.random.default_rng(3)
    limits = [waits(*_simulated(random, 300))[1] for _ in range(600)]
    covered = np.mean([wait.low <= TRUE_MEDIAN <= wait.high for wait in limits])
    # the standard error of a share of 600 at 95% is 0.9 points
    assert covered == pytest.approx(0.95, abs=0.027)
