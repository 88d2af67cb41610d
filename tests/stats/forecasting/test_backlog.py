"""hnb.stats.forecasting.backlog against arithmetic, and made-up units whose backlog is known."""

import numpy as np
import pandas as pd
import pytest

from hnb.stats.forecasting import backlog

YEARS = range(2016, 2026)
UNITS = range(400)


def _classes(chance: np.random.Generator) -> pd.DataFrame:
    places = chance.choice(5, (len(UNITS), len(YEARS)), p=(0.04, 0.1, 0.2, 0.3, 0.36))
    return pd.DataFrame(places, UNITS, YEARS)


@pytest.mark.parametrize(
    ("share", "place"), [(0, 0), (0.1, 0), (0.11, 1), (0.25, 1), (0.5, 2), (0.75, 3), (1, 4)]
)
def test_a_share_on_an_edge_belongs_to_the_class_below(share, place):
    assert backlog.class_of(share) == place
    assert backlog.class_of(np.nan) == backlog.UNKNOWN


def test_the_latest_shares_held_are_used_and_older_ones_are_not():
    in_time = pd.DataFrame({2023: [0.1], 2024: [0.2], 2025: [np.nan]})
    assert [backlog.lag_at(in_time, origin) for origin in (2024, 2025, 2026)] == [0, 1, None]


def test_the_past_is_classed_with_the_lag_of_the_origin_and_not_before_the_first_year():
    in_time = pd.DataFrame({2017: [0.05], 2018: [0.9], 2019: [0.3]})
    errors = pd.DataFrame({2017: [0.0], 2018: [0.0], 2019: [0.0]})
    assert backlog.past_classes(in_time, errors, 0).iloc[0].tolist() == [5, 4, 2]
    assert backlog.past_classes(in_time, errors, 1).iloc[0].tolist() == [5, 0, 4]
    assert backlog.past_classes(in_time, errors, None).iloc[0].tolist() == [5, 5, 5]


def test_what_a_backlog_adds_is_found():
    chance = np.random.default_rng(1)
    classes = _classes(chance)
    adds = np.array([0.06, 0.03, 0, 0, -0.01])
    errors = pd.DataFrame(adds[classes] + chance.normal(0, 0.05, classes.shape), UNITS, YEARS)
    found = backlog.shifts(errors, classes)
    assert found[: backlog.UNKNOWN] - found[3] == pytest.approx(adds, abs=0.01)
    assert found[backlog.UNKNOWN] == 0


def test_noise_is_not_learned_as_a_backlog():
    sizes = []
    for seed in range(20):
        chance = np.random.default_rng(seed)
        classes = _classes(chance)
        # the errors of a class in a year go together, as those of a backlog that is worked off do
        together = chance.normal(0, 0.03, (5, len(YEARS)))
        errors = np.take_along_axis(together, classes.to_numpy(), 0)
        errors = pd.DataFrame(errors + chance.normal(0, 0.05, classes.shape), UNITS, YEARS)
        raw = (errors - errors.mean()).to_numpy()[classes.eq(0)].mean()
        sizes.append((abs(backlog.shifts(errors, classes)[0]), abs(raw)))
    shrunk, raw = np.mean(sizes, axis=0)
    assert shrunk < 0.6 * raw


def test_a_small_class_has_the_shape_of_all_and_a_large_one_its_own():
    chance = np.random.default_rng(2)
    classes = np.repeat([0, 4], [10, 5000])
    scaled = chance.normal(0, np.where(classes == 0, 3.0, 0.5))
    shapes = backlog.shapes(scaled, classes)
    of_all, own = np.quantile(scaled, backlog.POINTS), np.quantile(scaled[:10], backlog.POINTS)
    assert shapes[0] == pytest.approx(of_all + 10 / 60 * (own - of_all))
    assert shapes[4].std() == pytest.approx(0.5, rel=0.05)
    assert shapes[2] == pytest.approx(of_all) and shapes[backlog.UNKNOWN] == pytest.approx(of_all)
