"""hnb.stats.impact.placebo_test against statsmodels, arithmetic and simulations whose truth is known."""

import numpy as np
import pandas as pd
import pytest
from statsmodels.api import OLS, add_constant

from hnb.stats.impact.placebo_test import (
    SIGNIFICANCE,
    adjusted_gaps,
    against_placebos,
    standardised,
)

TREATED = 0


def regression(missing: int = 0) -> tuple[pd.Series, pd.DataFrame]:
    """Changes that depend on one signal of three; the first `missing` values of it are
    not known.
    """
    chance = np.random.default_rng(2)
    signals = pd.DataFrame(chance.normal(size=(30, 2)), columns=["first", "second"])
    change = 0.3 * signals["first"] + chance.normal(0, 0.1, 30)
    signals.loc[: missing - 1, "first"] = np.nan
    return change, signals.assign(nowhere=np.nan)


def test_gap_is_from_the_regression_of_the_others():
    change, signals = regression()
    near = signals.drop(columns="nowhere").clip(-1.5, 1.5)  # none is clipped again
    gaps = adjusted_gaps(change, near, TREATED)
    for unit in (TREATED, 7):
        others = [other for other in range(1, 30) if other != unit]
        x = np.column_stack([np.ones(len(others)), near.loc[others]])
        fitted = np.linalg.lstsq(x, change[others], rcond=None)[0]
        assert gaps[unit] == pytest.approx(change[unit] - np.append(1, near.loc[unit]) @ fitted)


@pytest.mark.parametrize("missing", [0, 4])
def test_gaps_of_donors_are_the_press_residuals_of_statsmodels(missing):
    change, signals = regression(missing)
    distance = standardised(signals, signals.index != TREATED)
    donors = change.index != TREATED
    fitted = OLS(change[donors], add_constant(distance[donors])).fit()
    gaps = adjusted_gaps(change, signals, TREATED)
    press = fitted.get_influence().resid_press
    assert gaps[donors].to_numpy() == pytest.approx(np.asarray(press), rel=1e-9)
    expected = fitted.predict(add_constant(distance)).loc[TREATED]
    assert gaps[TREATED] == pytest.approx(change[TREATED] - expected)


def test_signals_are_in_spreads_of_the_donors_and_held_within_three():
    signals = pd.DataFrame({"size": [9.0, -1.0, 1.0, np.nan], "nowhere": np.nan})
    distance = standardised(signals, np.array([False, True, True, True]))
    assert list(distance) == ["size"]
    assert distance["size"].tolist() == [3, -1, 1, 0]  # donors: average 0, spread 1


def test_without_signals_the_gap_is_the_change_less_the_others_average():
    change, signals = regression()
    gaps = adjusted_gaps(change, signals[[]], TREATED)
    assert gaps[TREATED] == pytest.approx(change[TREATED] - change[1:].mean())


def test_p_counts_the_gaps_as_large_for_their_size():
    # all of one size: noise is the same but for leaving oneself out
    sizes = pd.Series(100.0, range(40))
    gaps = pd.Series(np.arange(40) / 100.0)
    assert against_placebos(gaps, sizes, 39).p == pytest.approx(1 / 40)
    assert against_placebos(gaps, sizes, 0).p == pytest.approx(1)


def test_gap_at_the_limit_is_where_the_test_turns():
    chance = np.random.default_rng(3)
    sizes, gaps = pd.Series(np.geomspace(200, 9000, 60)), pd.Series(chance.normal(0, 0.05, 60))
    limit = against_placebos(gaps, sizes, 20).limit
    for factor, rejected in ((1.001, True), (0.999, False)):
        moved = gaps.copy()
        moved[20] = limit * factor
        test = against_placebos(moved, sizes, 20)
        assert (test.p <= SIGNIFICANCE) is rejected
        assert (test.low > 0) is rejected and test.high > 0


def test_noise_is_larger_where_authorities_of_that_size_stray_further():
    chance = np.random.default_rng(4)
    sizes = pd.Series(np.geomspace(200, 9000, 150))
    gaps = pd.Series(chance.normal(0, 1, 150) / np.sqrt(sizes))
    small, large = (against_placebos(gaps, sizes, unit).noise for unit in (5, 145))
    assert small > 2 * large
