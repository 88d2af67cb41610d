"""hnb.stats.impact.synthetic_control against pysyncon and arithmetic."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import scipy.optimize

import hnb
from hnb.questions.plans_forecast.panel import panel
from hnb.stats.impact import synthetic_control as synthetic
from tests.oracles import synthetic_pysyncon

ORACLE = Path(synthetic_pysyncon.__file__).with_suffix(".csv")
START = 2023


@pytest.fixture(scope="module")
def published():
    units = panel(*(hnb.load(name) for name in ("ehc_plans", "new_plans", "population")))
    return np.log(units.plans), np.log(units.people)


def test_mix_of_two_is_found_by_hand():
    # half-way between the two donors lies the point nearest to zero
    mix = synthetic.weights(np.array([[1.0, 1.0], [1.0, -1.0]]), np.zeros(2))
    assert mix == pytest.approx([0.5, 0.5])


def test_weights_that_could_be_bettered_fall_short():
    donors, treated = np.array([[1.0, 1.0], [1.0, -1.0]]), np.zeros(2)
    assert synthetic.shortfall(donors, treated, np.array([0.5, 0.5])) == pytest.approx(0)
    # all on one donor: loss 2, slope 2 against 0; twice the difference over the loss of equal
    # weights, 1
    assert synthetic.shortfall(donors, treated, np.array([1.0, 0.0])) == pytest.approx(4)


def test_weights_are_optimal_for_every_authority(published):
    for series in published:
        values = series.dropna()
        changes = values.sub(values[START], axis=0).loc[:, : START - 1].to_numpy()
        for place, mix in enumerate(synthetic.mixes(values, START, values.index).to_numpy()):
            assert mix[place] == 0 and mix.min() >= 0 and mix.sum() == pytest.approx(1)
            rest = np.delete(changes, place, 0), changes[place], np.delete(mix, place)
            assert synthetic.shortfall(*rest) < 1e-9


def test_loss_is_never_above_that_of_pysyncon_at_equal_weights():
    values, losses = synthetic_pysyncon.matrix(), pd.read_csv(ORACLE).set_index("unit")["loss"]
    assert set(values.index) == set(losses.index)
    for unit in values.index:
        others, treated = values.drop(unit).to_numpy(), values.loc[unit].to_numpy()
        loss = ((treated - synthetic.weights(others, treated) @ others) ** 2).sum()
        assert loss <= losses[unit] * (1 + 1e-5) + 1e-9


def test_each_mix_takes_one_small_solution(published, monkeypatch):
    # what makes it fast, whatever else the machine does; `hnb validate` measures the seconds
    values, solved, solve = published[0], [], scipy.optimize.nnls

    def counted(matrix, target):
        solved.append(matrix.shape)
        return solve(matrix, target)

    monkeypatch.setattr(scipy.optimize, "nnls", counted)
    synthetic.mixes(values, START, values.index)
    januaries_before = sum(january < START for january in values)
    assert solved == [(januaries_before + 1, len(values) - 1)] * len(values)


def test_units_left_out_are_in_nobodys_mix():
    values = pd.DataFrame(np.random.default_rng(1).normal(size=(6, 5)), range(6), range(2019, 2024))
    mix = synthetic.mixes(values, START, values.index, without=[2, 4])
    assert (mix[[2, 4]] == 0).all().all()
    assert mix.sum(axis=1).to_numpy() == pytest.approx(np.ones(6))


def test_gap_is_own_change_less_the_mixs():
    values = pd.DataFrame(
        [[1.0, 2.0, 4.0], [0.0, 1.0, 2.0], [5.0, 6.0, 9.0]], [1, 2, 3], [2022, 2023, 2024]
    )
    mix = pd.DataFrame([[0.0, 0.5, 0.5]], [1], [1, 2, 3])
    assert synthetic.gaps(values, 2023, mix).loc[1, 2024] == pytest.approx(2 - (1 + 3) / 2)
