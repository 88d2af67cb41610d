"""hnb.stats.sampling.raking against samplics, closed forms of a stratified sample, and a simulation whose
truth is known.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from hnb.domain.errors import ParameterError
from hnb.stats.intervals import binomial
from hnb.stats.sampling.raking import Margin, collapsed, rake, raked_share
from tests.oracles.raking_samplics import cases

SAMPLICS = pd.read_csv(Path(__file__).parents[2] / "oracles" / "raking_samplics.csv")


def margins_of(units: pd.DataFrame, *columns: str) -> list[Margin]:
    """The margins of a population, for its units that answered."""
    answered = units["answered"].to_numpy()
    codes = [pd.factorize(units[column], sort=True)[0] for column in columns]
    return [Margin(code[answered], np.bincount(code).astype(float)) for code in codes]


def test_raked_weights_are_those_of_samplics():
    raked = rake(margins_of(cases()["several"], "phase", "size", "type"))
    expected = SAMPLICS.loc[SAMPLICS["what"] == "weight", "value"].to_numpy()
    assert raked.converged
    assert raked.weights == pytest.approx(expected, rel=1e-6)


def test_every_margin_is_met():
    units = cases()["several"]
    margins = margins_of(units, "phase", "size", "type")
    weights = rake(margins).weights
    for margin in margins:
        assert np.bincount(margin.codes, weights) == pytest.approx(margin.totals)


@pytest.mark.parametrize("is_whole", [True, False])
def test_interval_of_strata_of_equal_answers_is_that_of_samplics_standard_error(is_whole):
    units = cases()["strata"]
    raked = rake(margins_of(units, "phase"))
    agrees = units.loc[units["answered"], "agrees"].to_numpy(float)
    share = raked_share(agrees, raked, is_whole=is_whole)
    word = "error, whole" if is_whole else "error, sample"
    (error,) = SAMPLICS.loc[SAMPLICS["what"] == word, "value"]
    assert share.value == pytest.approx((120 * 10 + 40 * 6) / 30 / 160)
    # half the width on the logit scale is 2.0017 (t of 58 degrees) times the error there
    half = (np.log(share.high / (1 - share.high)) - np.log(share.low / (1 - share.low))) / 2
    at = share.value * (1 - share.value)
    assert half * at / 2.001717 == pytest.approx(error, rel=1e-5)


def test_equal_weights_have_no_design_effect():
    # 30 answers of weight 4 and 30 of 4/3: 60 (30 x 16 + 30 x 16/9) / 160^2
    assert rake(margins_of(cases()["strata"], "phase")).design_effect == pytest.approx(1.25)
    alike = rake([Margin(np.array([0, 0, 1, 1]), np.array([10.0, 10.0]))])
    assert alike.design_effect == pytest.approx(1)


def test_a_population_that_answered_whole_is_certain():
    raked = rake([Margin(np.array([0, 0, 1, 1]), np.array([2.0, 2.0]))])
    values = np.array([1.0, 0, 1, 1])
    share = raked_share(values, raked)
    assert (share.value, share.low, share.high) == (0.75, 0.75, 0.75)
    assert raked_share(values, raked, is_whole=False).low < 0.75


def test_where_all_agree_the_interval_is_the_exact_binomial_one():
    raked = rake([Margin(np.zeros(20, int), np.array([40.0]))])
    share = raked_share(np.ones(20), raked, is_whole=False)
    assert (share.low, share.high) == pytest.approx(binomial(20, 20))
    certain_half = raked_share(np.ones(20), raked)
    assert certain_half.low == pytest.approx(binomial(40, 40).low)


def test_categories_with_few_answers_are_joined_with_the_next_fewest():
    margin = Margin(np.array([0] * 9 + [1] * 6 + [2] * 2), np.array([20.0, 10.0, 5.0, 3.0]))
    joined = collapsed(margin, 5)
    assert np.bincount(joined.codes).tolist() == [9, 8]
    assert joined.totals.tolist() == [20, 18]
    assert collapsed(margin, 10).totals.tolist() == [38]


def test_a_category_without_an_answer_is_refused():
    with pytest.raises(ParameterError, match="margin 1: a category without an answer"):
        rake([Margin(np.array([0, 0]), np.array([2.0, 3.0]))])


def test_margins_of_different_populations_are_refused():
    codes = np.array([0, 1])
    with pytest.raises(ParameterError, match="they add up to 5, 6. Expected one population"):
        rake([Margin(codes, np.array([2.0, 3.0])), Margin(codes, np.array([3.0, 3.0]))])


def test_margins_that_contradict_one_another_do_not_converge():
    # nobody is in the one category of the first and the other of the second
    codes = np.array([0, 0, 1, 1])
    raked = rake([Margin(codes, np.array([6.0, 4.0])), Margin(codes, np.array([3.0, 7.0]))])
    assert not raked.converged


@pytest.mark.parametrize("is_whole", [True, False])
def test_intervals_hold_the_true_share_of_simulated_surveys(is_whole):
    random, hits = np.random.default_rng(5), 0
    phase = np.repeat([0, 1, 2], [184, 49, 13])
    sizes = random.integers(0, 2, len(phase))
    chances = np.array([0.5, 0.3, 0.5])
    for _ in range(600):
        agrees = random.random(len(phase)) < chances[phase]
        answered = random.random(len(phase)) < np.array([0.42, 0.66, 0.9])[phase]
        margins = [
            Margin(codes[answered], np.bincount(codes).astype(float)) for codes in (phase, sizes)
        ]
        share = raked_share(agrees[answered].astype(float), rake(margins), is_whole=is_whole)
        true = agrees.mean() if is_whole else chances[phase].mean()
        hits += share.low <= true <= share.high
    assert 0.93 <= hits / 600 <= 0.97
