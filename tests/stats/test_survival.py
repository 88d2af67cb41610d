"""hnb.stats.survival against hand arithmetic, lifelines, and a simulation whose truth is known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from hnb.stats.survival import waits
from tests.oracles.survival_lifelines import cases

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


@pytest.mark.parametrize("case", sorted(set(LIFELINES["case"])))
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


def _simulated(random: np.random.Generator, number: int) -> tuple[np.ndarray, np.ndarray]:
    """Waits of a known median, a fifth of which are open when they are looked at."""
    lengths = random.weibull(2, number) * 30
    seen = random.weibull(2, number) * 60
    return np.minimum(lengths, seen), lengths <= seen


TRUE_MEDIAN = 30 * np.sqrt(np.log(2))


def test_a_fifth_is_open_in_the_simulation():
    # for two such waits of scales 30 and 60: P(open) = (1/60^2) / (1/30^2 + 1/60^2) = 1/5
    _, ended = _simulated(np.random.default_rng(1), 100_000)
    assert 1 - ended.mean() == pytest.approx(0.2, abs=0.01)


def test_the_true_median_is_recovered_within_two_per_cent_with_a_fifth_still_open():
    random = np.random.default_rng(7)
    medians = [waits(*_simulated(random, 5_000))[1].length for _ in range(20)]
    assert np.max(np.abs(np.array(medians) / TRUE_MEDIAN - 1)) < 0.05
    assert np.mean(medians) == pytest.approx(TRUE_MEDIAN, rel=0.005)
    large = waits(*_simulated(random, 50_000))[1].length
    assert large == pytest.approx(TRUE_MEDIAN, rel=0.02)


def test_leaving_open_cases_out_would_be_more_than_two_per_cent_short():
    lengths, ended = _simulated(np.random.default_rng(7), 50_000)
    assert np.median(lengths[ended]) < 0.95 * TRUE_MEDIAN


def test_the_interval_holds_the_truth_nineteen_times_in_twenty():
    random = np.random.default_rng(3)
    limits = [waits(*_simulated(random, 300))[1] for _ in range(600)]
    covered = np.mean([wait.low <= TRUE_MEDIAN <= wait.high for wait in limits])
    # the standard error of a share of 600 at 95% is 0.9 points
    assert covered == pytest.approx(0.95, abs=0.027)
