"""hnb.stats.ridge against statsmodels, normal equations, and simulations whose truth is known."""

from __future__ import annotations

import numpy as np
import pytest

from hnb.stats import ridge
from hnb.stats.ridge import explained, predict_each_from_the_others


def test_without_a_penalty_each_is_predicted_as_by_least_squares_without_it(monkeypatch):
    sm = pytest.importorskip("statsmodels.api")
    random = np.random.default_rng(1)
    design, logs = random.normal(size=(40, 3)), random.normal(size=40)
    monkeypatch.setattr(ridge, "PENALTIES", np.array([1e-10]))
    influence = sm.OLS(logs, sm.add_constant(design)).fit().get_influence()
    predicted = predict_each_from_the_others(design, logs)
    assert predicted.values == pytest.approx(logs - influence.resid_press)


def test_penalised_prediction_solves_the_normal_equations_of_the_others(monkeypatch):
    random = np.random.default_rng(2)
    design, logs, penalty = random.normal(3, 2, size=(30, 4)), random.normal(size=30), 7.0
    monkeypatch.setattr(ridge, "PENALTIES", np.array([penalty]))
    others, known = design[1:], logs[1:]
    alike = (others - others.mean(axis=0)) / others.std(axis=0)
    slopes = np.linalg.solve(
        alike.T @ alike + penalty * np.eye(4), alike.T @ (known - known.mean())
    )
    first = known.mean() + (design[0] - others.mean(axis=0)) / others.std(axis=0) @ slopes
    assert predict_each_from_the_others(design, logs).values[0] == pytest.approx(first)


def test_penalty_is_chosen_without_the_one_predicted():
    random = np.random.default_rng(3)
    design, logs = random.normal(size=(30, 4)), random.normal(size=30)
    moved = logs.copy()
    moved[0] += 50
    before, after = (predict_each_from_the_others(design, outcome) for outcome in (logs, moved))
    assert after.values[0] == before.values[0]
    assert (after.half_widths[0] == before.half_widths[0]).all()


def test_share_explained_is_zero_for_the_mean_of_the_others_and_whole_for_the_truth():
    logs = np.array([1.0, 2.0, 4.0, 5.0])
    assert explained(logs, (logs.sum() - logs) / 3) == pytest.approx(0)
    assert explained(logs, logs) == 1


def test_intervals_hold_what_they_say_and_a_known_slope_is_found():
    random, hold, shares = np.random.default_rng(5), [], []
    for _ in range(6):
        design = random.normal(size=(120, 5))
        logs = design[:, 0] * 0.5 + random.standard_t(4, 120) * 0.3
        predicted = predict_each_from_the_others(design, logs)
        errors = np.abs(logs - predicted.values)[:, None]
        hold.append((errors <= predicted.half_widths).mean(axis=0))
        shares.append(explained(logs, predicted.values))
    assert np.mean(hold, axis=0) == pytest.approx([0.95, 0.80], abs=0.03)
    # variance of t on 4 is 2
    assert np.mean(shares) == pytest.approx(0.25 / (0.25 + 0.09 * 2), abs=0.1)


def test_nothing_is_explained_where_nothing_is_there():
    random = np.random.default_rng(6)
    shares = [
        explained(logs, predict_each_from_the_others(random.normal(size=(80, 5)), logs).values)
        for logs in random.normal(size=(5, 80))
    ]
    assert np.mean(shares) < 0.03
