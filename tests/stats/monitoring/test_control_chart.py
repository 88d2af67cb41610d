"""hnb.stats.monitoring.control_chart against arithmetic, the normal distribution, and a simulation
by other code.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from hnb.stats.monitoring.control_chart import RUN, alarms_in, chart, false_alarms

BASELINE = [10.0, 12.0, 11.0, 9.0, 10.0, 12.0, 11.0, 9.0]  # mean 10.5; ranges 2 1 2 1 2 1 2
WIDTH = 2.66 * 11 / 7


def _chart(*later: float):
    return chart(np.array([*BASELINE, *later]), len(BASELINE))


def test_limits_are_of_the_mean_moving_range_of_the_baseline_alone():
    drawn = _chart(100.0, -100.0)
    assert drawn.centre == 10.5
    assert (drawn.low, drawn.high) == pytest.approx((10.5 - WIDTH, 10.5 + WIDTH))


def test_a_value_beyond_the_limits_is_a_signal_and_one_of_the_baseline_is_not():
    drawn = _chart(10.5 + WIDTH + 0.01, 10.5 + WIDTH - 0.01)
    assert drawn.signals[-2:].tolist() == [1, 0]
    assert not drawn.signals[: len(BASELINE)].any()
    assert chart(np.array([0.0, 0.0, 0.0, 50.0, 0.0, 0.0, 0.0, 0.0, 1.0]), 8).change == 0


def test_nine_in_a_row_are_a_signal_and_eight_or_a_value_on_the_centre_are_not():
    assert _chart(*[10.0] * RUN).signals[-2:].tolist() == [0, -1]
    assert _chart(*[10.0] * (RUN - 1)).change == 0
    assert _chart(*[11.0] * 8, 10.5, *[11.0] * 8).change == 0


def test_a_run_does_not_begin_in_the_baseline():
    values = np.array([*BASELINE, *[8.6] * 8])  # the last of the baseline is below the centre too
    assert chart(values, len(BASELINE)).change == 0


def test_a_signal_is_over_when_two_in_a_row_are_back():
    assert _chart(20.0, 11.0, 10.0, 11.0, 10.0).change == 1
    assert _chart(20.0, 10.0, 10.0).change == 0
    assert _chart(20.0, 10.0, 10.0, 1.0).change == -1


def test_known_limits_are_passed_once_in_370_values():
    far = false_alarms(2000, 100)  # limits as good as known
    assert far.of_points == pytest.approx(2 * norm.sf(2.66 * 2 / np.sqrt(np.pi)), rel=0.1)
    assert 1 / far.of_points == pytest.approx(370, rel=0.1)  # the average run length of Shewhart


def test_a_run_of_nine_is_as_rare_as_coins_say():
    """By known centre, exactly nine values after it: two in 512, and the limits next to that."""
    draws = np.random.default_rng(1).standard_normal((20_000, 2009))[:, :2009]
    centred = np.sign(draws[:, 2000:])
    assert (np.abs(centred.sum(axis=1)) == 9).mean() == pytest.approx(2 / 512, rel=0.25)
    rate = alarms_in(draws, 2000).of_charts
    assert rate == pytest.approx(2 / 512 + 1 - 0.9973**9, rel=0.15)


def _one_by_one(rows: np.ndarray, baseline: int) -> tuple[float, float]:
    """The rules in plain loops."""
    alarmed = standing = 0
    for row in rows:
        centre = sum(row[:baseline]) / baseline
        ranges = [abs(row[i + 1] - row[i]) for i in range(baseline - 1)]
        width = 2.66 * sum(ranges) / len(ranges)
        state, run, last_side, any_signal = 0, 0, 0, False
        for place, value in enumerate(row[baseline:]):
            side = 1 if value > centre else -1
            run = run + 1 if side == last_side and place else 1
            before, last_side = last_side if place else 0, side
            if state and side == -state and before == -state:
                state = 0
            if abs(value - centre) > width or run >= 9:
                state, any_signal = side, True
        alarmed += any_signal
        standing += state != 0
    return alarmed / len(rows), standing / len(rows)


def test_stated_rates_are_those_of_a_simulation_by_other_code():
    rows = np.random.default_rng(2).standard_normal((6000, 52))
    alarmed, standing = _one_by_one(rows, 26)
    same = alarms_in(rows, 26)
    assert (same.of_charts, same.of_verdicts) == (alarmed, standing)
    stated = false_alarms(26, 26)
    assert stated.of_charts == pytest.approx(alarmed, rel=0.1)
    assert stated.of_verdicts == pytest.approx(standing, rel=0.1)
