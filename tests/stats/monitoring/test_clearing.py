"""hnb.stats.monitoring.clearing against arithmetic and simulated truth."""

from __future__ import annotations

import math

import numpy as np
import pytest

from hnb.stats.monitoring.clearing import months_to_clear, staff_needed

STEADY = np.full(24, 100.0)


def test_a_steady_queue_clears_in_queue_over_net_rate():
    low, middle, high = months_to_clear(500, STEADY, STEADY, leaving_mean=150.0).months
    assert middle == pytest.approx(500 / 50, abs=1)
    assert low <= middle <= high


def test_a_queue_that_grows_is_never_cleared():
    clearing = months_to_clear(500, STEADY, STEADY, leaving_mean=50.0)
    assert clearing.never == 1
    assert math.isinf(clearing.months[1])


def test_nobody_waiting_is_cleared_at_once():
    assert months_to_clear(0, STEADY, STEADY).months == (0, 0, 0)


def test_a_past_that_varies_more_makes_the_range_wider():
    uneven = np.tile([40.0, 160.0], 12)
    narrow = months_to_clear(500, STEADY, STEADY, leaving_mean=150.0).months
    wide = months_to_clear(500, uneven, STEADY, leaving_mean=150.0).months
    assert wide[2] - wide[0] > narrow[2] - narrow[0]


def test_staff_are_demand_over_what_each_does():
    done, staff = np.array([100.0, 98, 102, 100, 101, 99]), np.full(6, 50.0)
    needed = staff_needed(120, done, staff)
    assert needed is not None
    assert needed[1] == pytest.approx(60)  # two a month each
    assert needed[0] < 60 < needed[2]


def test_staff_are_not_guessed_from_five_months():
    assert staff_needed(120, np.full(5, 100.0), np.full(5, 50.0)) is None


def test_range_of_staff_has_the_truth_as_often_as_it_says():
    draws, inside = np.random.default_rng(3), []
    for _ in range(400):
        done = draws.poisson(100, 12).astype(float)
        low, _, high = staff_needed(120, done, np.full(12, 50.0)) or (0, 0, 0)
        inside.append(low <= 60 <= high)
    assert 0.92 <= np.mean(inside) <= 0.98
