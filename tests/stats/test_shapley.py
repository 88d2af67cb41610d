"""hnb.stats.shapley against brute force over permutations, and arithmetic."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from hnb.stats.shapley import lmdi, shapley


def sides(seed: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    return random.uniform(0.1, 5, (3, 4)), random.uniform(0.1, 5, (3, 4))


def orders(before: np.ndarray, after: np.ndarray) -> list[np.ndarray]:
    """What each factor changes, by every order in which the factors can be changed one after
    another.
    """
    changes = []
    for order in permutations(range(3)):
        now, parts = before.copy(), np.empty(before.shape)
        for factor in order:
            was = now.prod(axis=0)
            now[factor] = after[factor]
            parts[factor] = now.prod(axis=0) - was
        changes.append(parts)
    return changes


@pytest.mark.parametrize("seed", range(5))
def test_symmetric_split_is_the_mean_over_every_order(seed: int):
    before, after = sides(seed)
    assert shapley(before, after) == pytest.approx(np.mean(orders(before, after), axis=0))


@pytest.mark.parametrize("method", [shapley, lmdi])
@pytest.mark.parametrize("seed", range(5))
def test_parts_add_up_to_the_change_and_do_not_mind_which_factor_comes_first(seed: int, method):
    before, after = sides(seed)
    change = (after.prod(axis=0) - before.prod(axis=0)).sum()
    assert method(before, after).sum() == pytest.approx(change, abs=1e-12)
    turned = method(before[[2, 0, 1]], after[[2, 0, 1]])
    assert turned == pytest.approx(method(before, after)[[2, 0, 1]])
    assert method(after, before) == pytest.approx(-method(before, after))


def test_logarithmic_split_is_the_logarithmic_mean_times_the_log_of_each_ratio():
    before, after = np.array([[1.0], [1.0], [2.0]]), np.array([[2.0], [1.0], [4.0]])
    mean = (8 - 2) / np.log(8 / 2)
    assert lmdi(before, after)[:, 0] == pytest.approx([mean * np.log(2), 0, mean * np.log(2)])


def test_logarithmic_split_of_a_placement_that_one_side_does_not_use_is_put_down_to_that():
    before, after = np.array([[1.0], [0.0], [5.0]]), np.array([[2.0], [0.5], [5.0]])
    assert lmdi(before, after)[:, 0] == pytest.approx([0, 5, 0])
    nearly = np.array([[1.0], [1e-300], [5.0]])
    assert lmdi(nearly, after)[:, 0] == pytest.approx([0, 5, 0], abs=0.02)
