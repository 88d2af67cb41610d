"""hnb.validation.plans_backtest against arithmetic, the interval form of its score, made-up
authorities, and published counts.
"""

import numpy as np
import pandas as pd
import pytest

import hnb
from hnb.domain.errors import ParameterError
from hnb.domain.reorganisations import constant_areas
from hnb.questions.plans_forecast.model import READS, rolling
from hnb.questions.plans_forecast.panel import panel as units_of
from hnb.stats.forecasting import growth_model as growth
from hnb.stats.forecasting.forecast_limits import QUANTILES
from hnb.validation import plans_backtest as backtest
from hnb.validation.goals import Goal
from tests.questions.plans_forecast.test_model import CODES, country


@pytest.fixture(scope="module")
def panel() -> growth.Panel:
    return units_of(*country())


@pytest.fixture(scope="module")
def forecasts(panel) -> pd.DataFrame:
    return pd.concat([rolling(panel), *(backtest.rival(panel, name) for name in backtest.RIVALS)])


def _flat(**quantiles: float) -> pd.DataFrame:
    return pd.DataFrame(
        {"model": "hnb", "unit": CODES[0], "origin": 2024, "horizon": 1, **quantiles}, index=[0]
    )


def test_score_is_the_weighted_score_of_three_intervals_and_the_middle(panel):
    came = panel.plans.at[CODES[0], 2025]
    edges = np.array([0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95]) * came  # everything is too low
    judged = backtest.judge(_flat(**dict(zip(QUANTILES, edges, strict=True))), panel)
    total = 0.5 * abs(came - edges[3])
    for alpha, low, high in (
        (0.05, edges[0], edges[6]),
        (0.2, edges[1], edges[5]),
        (0.5, edges[2], edges[4]),
    ):
        total += alpha / 2 * (high - low + 2 / alpha * (came - high))
    assert judged["wis"].item() == pytest.approx(total / 3.5)
    assert judged["covers_95"].item() == 0 and judged["bias"].item() == pytest.approx(-20)


def test_scaled_error_is_over_the_mean_yearly_change_to_the_origin(panel):
    series = panel.plans.loc[CODES[0]]
    judged = backtest.judge(_flat(**dict.fromkeys(QUANTILES, series[2025] + 100.0)), panel)
    assert judged["scaled"].item() == pytest.approx(100 / series.loc[:2024].diff().abs().mean())


def test_thirds_are_by_plans_at_the_origin(panel, forecasts):
    counts = (
        backtest.judge(forecasts, panel)
        .query("model == 'hnb' and horizon == 1")
        .groupby("third")
        .size()
    )
    assert set(counts) == {len(CODES) // 3 * 7}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("naive", 150),
        ("3-year drift", 150 + 2 * 30 / 3),
        ("random walk with drift", 150 + 2 * 50 / 5),
    ],
)
def test_rules_are_what_their_names_say(name, expected):
    plans = pd.DataFrame([[100.0, 110, 120, 140, 130, 150]], columns=range(2020, 2026))
    assert backtest.RIVALS[name](plans, 2).item() == pytest.approx(expected)


def test_log_trend_goes_on_from_the_fitted_line():
    plans = pd.DataFrame([100 * 1.1 ** np.arange(6)], columns=range(2020, 2026))
    assert backtest.RIVALS["log trend"](plans, 2).item() == pytest.approx(100 * 1.1**7)


def test_rivals_do_not_see_past_their_origin(panel):
    plans = panel.plans.copy()
    plans.loc[:, 2021:] *= np.linspace(2, 9, len(CODES))[:, None]
    nonsense = growth.Panel(plans, panel.new_plans, panel.people, panel.requests)
    for name in backtest.RIVALS:
        before, after = (backtest.rival(which, name, (2020,)) for which in (panel, nonsense))
        pd.testing.assert_frame_equal(before, after, check_exact=True)


def test_forecast_beats_drift_where_inflow_tells(panel, forecasts):
    scores = backtest.score(forecasts, panel)
    first = scores.ratios.loc[("3-year drift", 1)]
    assert first["wis_ratio"] < 0.9
    assert first["wis_low"] < first["wis_ratio"] < first["wis_high"]
    ours, theirs = (scores.table.loc[(model, 1), "wis"] for model in ("hnb", "3-year drift"))
    assert first["wis_ratio"] == pytest.approx(ours / theirs)


def test_goals_stand_beside_what_was_reached(panel, forecasts):
    scores = backtest.score(forecasts, panel)
    named = {(goal.what, goal.horizon): goal for goal in scores.goals}
    middle = named["median absolute percentage error", 2]
    assert (middle.high, middle.reached) == (
        5.0,
        scores.table.loc[("hnb", 2), "median_ape_percent"],
    )
    assert middle.met is (middle.reached <= 5.0)
    assert not any("library" in goal.what for goal in scores.goals)


def test_the_best_library_model_is_the_one_compared_with(panel, forecasts):
    ours = forecasts[forecasts["model"] == "hnb"]
    better, worse = (
        ours.assign(model=name, **{q: ours[q] * by for q in QUANTILES})
        for name, by in (("near", 1.02), ("far", 1.5))
    )
    scores = backtest.score(pd.concat([forecasts, better, worse]), panel)
    goal = next(goal for goal in scores.goals if "library" in goal.what and goal.horizon == 1)
    assert goal.reached == pytest.approx(scores.ratios.loc[("near", 1), "wis_ratio"])
    assert scores.ratios.loc[("far", 1), "wis_ratio"] < goal.reached


def test_a_goal_within_bounds_is_missed_on_either_side():
    assert Goal("cover", 95, 93, 97.5).met
    assert not Goal("cover", 92.9, 93, 97.5).met
    assert not Goal("cover", 97.6, 93, 97.5).met
    assert (
        str(Goal("cover", 97.6, 93, 97.5, 1)) == "cover, 1 ahead: 97.6 (goal: 93 to 97.5; missed)"
    )
    assert str(Goal("error", 2, None, 3)) == "error: 2 (goal: at most 3)"
    assert str(Goal("share", 2, 3)) == "share: 2 (goal: at least 3; missed)"
    assert str(Goal("found", 2)) == "found: 2"


def test_models_that_forecast_less_than_the_others_are_named(panel, forecasts):
    with pytest.raises(
        ParameterError,
        match="naive has not forecast the units, origins and horizons that others have",
    ):
        backtest.score(
            forecasts[(forecasts["model"] != "naive") | (forecasts["origin"] > 2020)], panel
        )


def test_a_count_that_is_missing_leaves_the_others_scored():
    plans, *others = country()
    held = plans[(plans["la_code"] != 330) | (plans["january"] != 2022)]
    panel = units_of(held, *others)
    made = [
        rolling(panel, (2020, 2022)),
        *(backtest.rival(panel, name, (2020, 2022)) for name in backtest.RIVALS),
    ]
    scores = backtest.score(pd.concat(made), panel)
    assert (
        scores.table.loc[("hnb", 2), "forecasts"] == 2 * len(CODES) - 2
    )  # none from 2022, and none for 2022
    assert scores.table.loc[("hnb", 5), "forecasts"] == len(CODES)
    assert scores.table.notna().all(axis=None) and scores.ratios.notna().all(axis=None)


def test_published_counts_reach_every_goal():
    panel = units_of(*(hnb.load(name) for name in READS))
    assert len(panel.plans) == 148 and set(constant_areas()) < set(panel.plans.index)
    scores = backtest.score(
        pd.concat([rolling(panel), backtest.rival(panel, backtest.DRIFT)]), panel
    )
    assert len(scores.goals) == 3 * 5 + 3 * 5 + 2 * 3 * 5
    assert [goal for goal in scores.goals if not goal.met] == []
