"""hnb.validation.backlog_cover against scipy's binomial law, a made-up country with a backlog, and
published counts.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

import hnb
from hnb.questions.plans_forecast.model import READS
from hnb.questions.plans_forecast.panel import panel as units_of
from hnb.stats.forecasting import backlog
from hnb.stats.forecasting import growth_model as growth
from hnb.tables import Tables
from hnb.validation import backlog_cover as cover
from tests.questions.plans_forecast.test_model import LAST, country


@pytest.fixture(scope="module")
def panel() -> growth.Panel:
    return units_of(*country())


@pytest.fixture(scope="module")
def published() -> growth.Panel:
    tables = Tables.of(authority={name: hnb.load(name) for name in READS})
    return units_of(*(tables[name] for name in READS))


def test_a_backlog_that_makes_plans_grow_is_learned_and_moves_the_forecast(panel):
    in_time = panel.in_time.reindex(panel.plans.index)
    is_low = (in_time <= 0.25).reindex(columns=panel.plans.columns, fill_value=False)
    adds = 0.05 * is_low.shift(1, axis=1, fill_value=False).cumsum(axis=1)
    grown = replace(panel, plans=panel.plans * np.exp(adds))
    model = growth.fit_growth(grown, LAST)
    assert model.shifts[0][1] - model.shifts[0][3] == pytest.approx(0.05, abs=0.015)
    with_it = growth.quantiles_ahead(model, grown).query("horizon == 1").set_index("unit")
    blind = growth.quantiles_ahead(model, replace(grown, in_time=pd.DataFrame()))
    blind = blind.query("horizon == 1").set_index("unit")
    moved = np.log(with_it["q50"] / blind["q50"])
    low = backlog.class_at(grown.in_time, with_it.index, LAST) == 1
    assert moved[low].mean() == pytest.approx(model.shifts[0][1], abs=0.01)


def test_what_is_not_held_at_the_origin_is_not_used_in_the_past(panel):
    late = replace(
        panel,
        requests=panel.requests.drop(columns=LAST),
        in_time=panel.in_time.drop(columns=LAST),
    )
    model = growth.fit_growth(late, LAST)
    assert not model.coefficients["waiting"].any() and model.lag == 1
    assert model.coefficients["inflow"].any()
    with_it = growth.fit_growth(panel, LAST)
    wider = model.offsets_own[0][..., -1] - model.offsets_own[0][..., 0]
    usual = with_it.offsets_own[0][..., -1] - with_it.offsets_own[0][..., 0]
    assert wider.mean() > usual.mean()


def test_goals_are_the_binomial_range_of_what_should_be_covered(panel):
    result = cover.backlog_cover(panel, LAST)
    row = result.table.loc[(cover.WAYS[0], 1, "over 75%")]
    counts = binom.ppf([0.025, 0.975], row["forecasts"], 0.8)
    assert row[["low_80", "high_80"]].tolist() == pytest.approx(100 * counts / row["forecasts"])
    assert len(result.goals) == 3 * 2 * 5
    assert all(goal.low is not None and goal.high is not None for goal in result.goals)


def test_nothing_after_the_january_of_choosing_is_seen(panel):
    plans = panel.plans.copy()
    plans[LAST] *= np.linspace(0.2, 9, len(plans))
    flows = {name: getattr(panel, name).copy() for name in ("new_plans", "requests", "in_time")}
    for flow in flows.values():
        flow[LAST] = 1e6
    before = cover.backlog_cover(panel, LAST - 1)
    after = cover.backlog_cover(replace(panel, plans=plans, **flows), LAST - 1)
    pd.testing.assert_frame_equal(before.table, after.table, check_exact=True)
    assert before.goals == after.goals


def test_each_class_is_covered_as_often_as_it_should_be_but_one(published):
    result = cover.backlog_cover(published)
    missed = [goal for goal in result.goals if not goal.met]
    # where over three quarters are in time, 80% intervals at one year are a little too wide
    assert [(goal.what[:29], goal.horizon) for goal in missed] == [
        ("80% intervals, over 75% in ti", 1)
    ]
    assert missed[0].reached < missed[0].high + 1.5
    before = cover.cover_by_class(
        cover.rolling(replace(published.until(2025), in_time=pd.DataFrame())), published.until(2025)
    )
    # issue 10 and FINDINGS: what the forecast without timeliness covered
    assert before.loc[(1, "up to 10%"), "covers_95"] == pytest.approx(80, abs=0.1)
    assert before.loc[(2, "up to 10%"), "covers_95"] == pytest.approx(77.3, abs=0.1)


def test_january_2026_is_reported_as_it_came_out(published):
    since = cover.scores_since(published.until(2026))
    ours = since.loc[("hnb", 1)]
    assert ours["forecasts"] == 147
    assert ours[["covers_95", "covers_80", "covers_50"]].round(1).tolist() == [95.2, 85.0, 46.9]
    without = since.loc[("hnb, without timeliness", 1)]
    assert without[["covers_95", "covers_80", "covers_50"]].round(1).tolist() == [95.9, 78.2, 48.3]
    assert cover.scores_since(published.until(2025)).empty
