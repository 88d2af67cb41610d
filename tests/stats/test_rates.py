"""hnb.stats.rates against arithmetic, and against a root found by scipy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import brentq

from hnb.stats.rates import lost_percent, price_level, within_limits


def test_prices_that_double_halve_what_a_fixed_rate_buys():
    level = price_level([25, 60])
    assert level == pytest.approx(2.0)
    assert lost_percent(level) == pytest.approx(50.0)
    assert lost_percent(price_level([])) == 0


def test_without_limits_every_amount_is_scaled_alike():
    now, proposed = np.array([100.0, 300.0]), np.array([400.0, 400.0])
    assert within_limits(now, proposed) == pytest.approx([200, 200])
    assert within_limits(now, proposed, is_neutral=False) == pytest.approx([400, 400])


def test_limits_without_neutrality_cut_what_is_proposed():
    now, proposed = np.array([100.0, 100.0, 100.0]), np.array([50.0, 102.0, 150.0])
    limited = within_limits(now, proposed, floor_percent=-3, ceiling_percent=5, is_neutral=False)
    assert limited == pytest.approx([97, 102, 105])


def test_a_floor_is_paid_for_by_those_that_gain():
    # at a factor of one the first would lose 30: it loses 10, and the other two give 20 in all
    now, proposed = np.array([100.0, 100.0, 100.0]), np.array([70.0, 115.0, 115.0])
    limited = within_limits(now, proposed, floor_percent=-10)
    assert limited == pytest.approx([90, 105, 105])


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("limits", [(-3.0, 5.0), (-3.0, None), (None, 2.0), (0.0, 0.0)])
def test_the_factor_is_that_which_a_root_finder_finds(seed, limits):
    chance = np.random.default_rng(seed)
    now = chance.gamma(2, 20_000, 60)
    proposed = now * chance.lognormal(0.3, 0.2, 60)
    floor, ceiling = limits
    limited = within_limits(now, proposed, floor_percent=floor, ceiling_percent=ceiling)
    low = now * (1 + floor / 100) if floor is not None else np.zeros(60)
    high = now * (1 + ceiling / 100) if ceiling is not None else np.full(60, np.inf)
    assert limited.sum() == pytest.approx(now.sum(), abs=0.005)
    assert ((limited >= low - 1e-9) & (limited <= high + 1e-9)).all()
    if limits == (0.0, 0.0):
        assert limited == pytest.approx(now)
        return
    root = brentq(lambda by: np.clip(by * proposed, low, high).sum() - now.sum(), 1e-9, 100)
    assert limited == pytest.approx(np.clip(root * proposed, low, high))


def test_nothing_paid_and_nothing_proposed_stay_nothing():
    zeros = np.zeros(2)
    assert within_limits(zeros, zeros).tolist() == [0, 0]


def test_impossible_limits_are_refused():
    amounts = np.array([1.0])
    with pytest.raises(ValueError, match="a floor is zero or less"):
        within_limits(amounts, amounts, floor_percent=1)
    with pytest.raises(ValueError, match="nothing is proposed"):
        within_limits(amounts, np.array([0.0]))
