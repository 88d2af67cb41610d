"""hnb.stats.forecasting.growth_model against a simulation whose truth is known, arithmetic, and a
normal law.
"""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from hnb.domain.errors import ParameterError
from hnb.questions.plans_forecast.panel import panel as units_of
from hnb.stats.forecasting import growth_model as growth
from hnb.stats.forecasting.forecast_limits import QUANTILE_LEVELS, offsets
from tests.questions.plans_forecast.test_model import (
    CODES,
    COEFFICIENT,
    LAST,
    WAITING,
    country,
)


@pytest.fixture(scope="module")
def made() -> tuple[pd.DataFrame, ...]:
    return country()


def test_what_inflow_means_for_growth_is_found(made):
    model = growth.fit_growth(units_of(*made), LAST)
    assert model.coefficients.loc[1, "inflow"] == pytest.approx(COEFFICIENT, abs=0.05)
    assert model.coefficients.loc[1, "waiting"] == pytest.approx(WAITING, abs=0.1)
    assert model.coefficients.loc[1, "growth"] == pytest.approx(0, abs=0.1)


def test_requests_count_from_the_second_january_that_holds_them(made):
    panel = units_of(*made)
    first = min(growth.years(panel.requests))
    assert growth.fit_growth(panel, first + 2).coefficients["waiting"].tolist()[2:] == [
        0,
        0,
        0,
    ]  # no outcome is in
    assert growth.fit_growth(panel, first + 2).coefficients.loc[2, "waiting"] != 0
    without = units_of(*made[:3])
    assert not growth.fit_growth(without, LAST).coefficients["waiting"].any()
    assert growth.quantiles_ahead(growth.fit_growth(without, LAST), without).notna().all(axis=None)


def test_requests_are_not_used_beyond_the_years_for_which_they_could_be_tried(made):
    coefficients = growth.fit_growth(units_of(*made), LAST).coefficients["waiting"]
    assert coefficients.loc[[1, 2, 3]].all() and not coefficients.loc[[4, 5]].any()


def test_englands_growth_is_that_of_the_total_over_three_years():
    plans = pd.DataFrame(
        {2022: [100.0, 300.0], 2023: [0.0, 0.0], 2024: [0.0, 0.0], 2025: [200.0, 332.4]}
    )
    assert growth.recent_growth(plans, 2025) == pytest.approx(np.log(1.331) / 3)


def test_growth_fades_by_a_fiftieth_a_year():
    assert growth.damped(2) == pytest.approx(0.98 + 0.98**2)


def test_middle_is_englands_growth_and_the_authoritys_own(made):
    panel = units_of(*made)
    model = growth.fit_growth(panel, LAST)
    table = growth.quantiles_ahead(model, panel).query("horizon == 1").set_index("unit")
    signals = growth.signals(panel, LAST)
    distance = (
        (signals - signals.mean())
        .clip(-3 * signals.std(ddof=0), 3 * signals.std(ddof=0), axis=1)
        .fillna(0)
    )
    middle = panel.plans[LAST] * np.exp(0.98 * model.growth + distance @ model.coefficients.loc[1])
    # the median of past errors is near none, not exactly none
    assert np.log(table["q50"] / middle).abs().max() < 0.005


@pytest.mark.parametrize("origin", [2019, 2022])
def test_nonsense_after_the_origin_changes_nothing_to_the_bit(made, origin):
    plans, new, population, requests, timely = tables = [table.copy() for table in made]
    panel = units_of(*tables)
    before = growth.quantiles_ahead(growth.fit_growth(panel, origin), panel)
    plans.loc[plans["january"] > origin, "plans"] = 7e7
    new.loc[new["calendar_year"] > origin - 1, "new_plans"] = -1.0
    population.loc[population["mid_year"] > origin - growth.POPULATION_LAG, "people"] = np.nan
    requests.loc[requests["calendar_year"] > origin - 1, "requests"] = 1e9
    late = timely["calendar_year"].gt(origin - 1) & timely["wait"].ne("any")
    timely.loc[late, "plans_issued"] = 999.0
    panel = units_of(*tables)
    pd.testing.assert_frame_equal(
        before, growth.quantiles_ahead(growth.fit_growth(panel, origin), panel), check_exact=True
    )
    new, requests, timely = (
        table[table["calendar_year"] < origin] for table in (new, requests, timely)
    )
    gone = units_of(plans[plans["january"] <= origin], new, population, requests, timely)
    pd.testing.assert_frame_equal(
        before, growth.quantiles_ahead(growth.fit_growth(gone, origin), gone), check_exact=True
    )


def test_figures_up_to_the_origin_do_count(made):
    plans, new, population, *_ = (table.copy() for table in made)
    before = growth.fit_growth(units_of(plans, new, population), 2020)
    new.loc[new["calendar_year"] == 2019, "new_plans"] *= np.linspace(0.5, 1.5, len(CODES))
    assert not growth.fit_growth(units_of(plans, new, population), 2020).centre.equals(
        before.centre
    )


def test_intervals_hold_what_came_as_often_as_they_say():
    held = []
    for seed in range(6):
        panel = units_of(*country(seed=seed))
        table = growth.quantiles_ahead(growth.fit_growth(panel, LAST - 1, [1]), panel).set_index(
            "unit"
        )
        held.append(panel.plans[LAST].between(table["q10"], table["q90"]).mean())
    assert 0.74 < np.mean(held) < 0.88


def test_common_and_own_error_are_put_together():
    chance = np.random.default_rng(1)
    errors = pd.DataFrame(chance.normal(0, 0.05, (200, 30)))
    sizes = pd.DataFrame(chance.uniform(500, 5000, (200, 30)))
    common = chance.normal(0, 0.02, 400)
    wide = offsets(errors, sizes, common, 1)
    expected = norm.ppf(0.9) * np.hypot(0.05, 0.02)
    assert wide[10, QUANTILE_LEVELS.index(0.9)] == pytest.approx(expected, rel=0.06)
    alone = offsets(errors, sizes, common / 1e6, 1)
    assert alone[10, QUANTILE_LEVELS.index(0.9)] == pytest.approx(norm.ppf(0.9) * 0.05, rel=0.05)


def test_one_reform_does_not_set_the_common_error():
    errors = pd.DataFrame(np.random.default_rng(1).normal(0, 0.05, (100, 9)))
    calm = np.array([0.01, -0.01, 0.012, -0.008, 0.009, 0.011, -0.01, 0.01, 0.01])
    shaken = np.array([*calm[:-2], 0.08, 0.07])
    before, after = (offsets(errors, errors + 10, common, 1)[10, -1] for common in (calm, shaken))
    assert after == pytest.approx(before, rel=0.02)


def test_smaller_authorities_have_wider_intervals():
    chance = np.random.default_rng(2)
    sizes = pd.DataFrame(np.tile(np.arange(1, 101), (12, 1)).T * 50.0)
    errors = pd.DataFrame(chance.normal(0, 1, (100, 12))) * 2 / np.sqrt(sizes)
    off = offsets(errors, sizes, np.full(5, 0.001), 1)
    assert off[0, -1] > off[10, -1] > off[20, -1] > 0


def test_new_plans_above_half_the_stock_are_not_believed(made):
    plans, new, population, *_ = (table.copy() for table in made)
    new.loc[(new["la_code"] == 301) & (new["calendar_year"] == LAST - 1), "new_plans"] = 1e6
    assert np.isnan(growth.signals(units_of(plans, new, population), LAST).loc[301, "inflow"])


def test_an_origin_too_early_to_learn_from_is_refused(made):
    with pytest.raises(
        ParameterError,
        match=r"cannot be learned at January 2016.*a January that is held, 2018 or later",
    ):
        growth.fit_growth(units_of(*made), 2016)


def test_an_origin_that_is_not_held_is_refused(made):
    with pytest.raises(ParameterError, match="cannot be learned at January 2031"):
        growth.fit_growth(units_of(*made), 2031)
