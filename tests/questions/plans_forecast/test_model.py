"""hnb.questions.plans_forecast.model and hnb.stats.growth_model against a simulation whose truth is known, arithmetic,
and the figures.
"""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from hnb.domain.errors import NotPublished, ParameterError
from hnb.questions.plans_forecast import model as forecast
from hnb.questions.plans_forecast.panel import panel as units_of
from hnb.stats import growth_model as growth

COEFFICIENT = 0.6  # what a point of inflow adds to next year's growth in the made-up country
WAITING = 0.4  # … and a point of requests that have not become plans
ENGLAND = 0.08
LAST = 2025
CODES = tuple(range(301, 361))


def country(noise: float = 0.02, seed: int = 5) -> tuple[pd.DataFrame, ...]:
    """Authorities that grow with England, faster where many plans are new or on their way: what a
    forecast reads.
    """
    chance = np.random.default_rng(seed)
    inflow = 0.15 + chance.normal(0, 0.04, (len(CODES), 16)).clip(-0.1, 0.1)
    own = COEFFICIENT * (inflow - inflow.mean(axis=0)) + chance.normal(0, noise, inflow.shape)
    waiting = chance.uniform(0.02, 0.12, inflow.shape)
    own += WAITING * (waiting - waiting.mean(axis=0))
    logs = np.log(np.linspace(500, 6000, len(CODES)))[:, None] + np.cumsum(
        np.roll(own, 1, axis=1) + ENGLAND, axis=1
    )
    stock = np.exp(logs)
    years = range(LAST - 15, LAST + 1)
    plans = (
        pd.DataFrame(stock, CODES, years)
        .rename_axis(index="la_code", columns="january")
        .stack()
        .rename("plans")
    )
    new, asked = (
        pd.DataFrame(stock * share, CODES, [year - 1 for year in years])
        .rename_axis(index="la_code", columns="calendar_year")
        .stack()
        .rename(name)
        .reset_index()
        for name, share in (("new_plans", inflow), ("requests", inflow + waiting))
    )
    people = pd.DataFrame({"la_code": CODES, "people": 30.0 * stock[:, 0]})
    population = pd.concat([people.assign(mid_year=year) for year in years])
    return (
        plans.reset_index().assign(release="made-up"),
        new.assign(release="made-up"),
        population.assign(age_group="0 to 17", basis="estimate before revision"),
        asked[asked["calendar_year"].ge(LAST - 9)].assign(outcome="total", release="made-up"),
    )


@pytest.fixture(scope="module")
def made() -> tuple[pd.DataFrame, ...]:
    return country()


def test_what_inflow_means_for_growth_is_found(made):
    model = growth.fit(units_of(*made), LAST)
    assert model.coefficients.loc[1, "inflow"] == pytest.approx(COEFFICIENT, abs=0.05)
    assert model.coefficients.loc[1, "waiting"] == pytest.approx(WAITING, abs=0.1)
    assert model.coefficients.loc[1, "growth"] == pytest.approx(0, abs=0.1)


def test_requests_count_from_the_second_january_that_holds_them(made):
    panel = units_of(*made)
    first = min(growth.years(panel.requests))
    assert growth.fit(panel, first + 2).coefficients["waiting"].tolist()[2:] == [
        0,
        0,
        0,
    ]  # no outcome is in
    assert growth.fit(panel, first + 2).coefficients.loc[2, "waiting"] != 0
    without = units_of(*made[:3])
    assert not growth.fit(without, LAST).coefficients["waiting"].any()
    assert growth.ahead(growth.fit(without, LAST), without).notna().all(axis=None)


@pytest.mark.parametrize("far_fewer", [0.0, 0.4])
def test_requests_far_fewer_than_new_plans_are_not_believed_and_said_to_be_lacking(made, far_fewer):
    plans, new, population, requests = made
    his = requests["la_code"].eq(301) & requests["calendar_year"].eq(LAST - 1)
    issued = new[new["la_code"].eq(301) & new["calendar_year"].eq(LAST - 1)]["new_plans"].item()
    few = requests.assign(requests=requests["requests"].mask(his, far_fewer * issued))
    assert np.isnan(growth.signals(units_of(plans, new, population, few), LAST).loc[301, "waiting"])
    assert forecast.plans_ahead(plans, new, population, few, 301).lacking == (
        "requests for assessment",
    )
    assert forecast.plans_ahead(*made, 301).lacking == ()


def test_requests_are_not_used_beyond_the_years_for_which_they_could_be_tried(made):
    coefficients = growth.fit(units_of(*made), LAST).coefficients["waiting"]
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
    model = growth.fit(panel, LAST)
    table = growth.ahead(model, panel).query("horizon == 1").set_index("unit")
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
    plans, new, population, requests = tables = [table.copy() for table in made]
    panel = units_of(*tables)
    before = growth.ahead(growth.fit(panel, origin), panel)
    plans.loc[plans["january"] > origin, "plans"] = 7e7
    new.loc[new["calendar_year"] > origin - 1, "new_plans"] = -1.0
    population.loc[population["mid_year"] > origin - growth.POPULATION_LAG, "people"] = np.nan
    requests.loc[requests["calendar_year"] > origin - 1, "requests"] = 1e9
    panel = units_of(*tables)
    pd.testing.assert_frame_equal(
        before, growth.ahead(growth.fit(panel, origin), panel), check_exact=True
    )
    flows = (table[table["calendar_year"] < origin] for table in (new, requests))
    gone = units_of(plans[plans["january"] <= origin], next(flows), population, next(flows))
    pd.testing.assert_frame_equal(
        before, growth.ahead(growth.fit(gone, origin), gone), check_exact=True
    )


def test_figures_up_to_the_origin_do_count(made):
    plans, new, population, _ = (table.copy() for table in made)
    before = growth.fit(units_of(plans, new, population), 2020)
    new.loc[new["calendar_year"] == 2019, "new_plans"] *= np.linspace(0.5, 1.5, len(CODES))
    assert not growth.fit(units_of(plans, new, population), 2020).centre.equals(before.centre)


def test_intervals_hold_what_came_as_often_as_they_say():
    held = []
    for seed in range(6):
        panel = units_of(*country(seed=seed))
        table = growth.ahead(growth.fit(panel, LAST - 1, [1]), panel).set_index("unit")
        held.append(panel.plans[LAST].between(table["q10"], table["q90"]).mean())
    assert 0.74 < np.mean(held) < 0.88


def test_common_and_own_error_are_put_together():
    chance = np.random.default_rng(1)
    errors = pd.DataFrame(chance.normal(0, 0.05, (200, 30)))
    sizes = pd.DataFrame(chance.uniform(500, 5000, (200, 30)))
    common = chance.normal(0, 0.02, 400)
    wide = growth.offsets(errors, sizes, common, 1)
    expected = norm.ppf(0.9) * np.hypot(0.05, 0.02)
    assert wide[10, growth.LEVELS.index(0.9)] == pytest.approx(expected, rel=0.06)
    alone = growth.offsets(errors, sizes, common / 1e6, 1)
    assert alone[10, growth.LEVELS.index(0.9)] == pytest.approx(norm.ppf(0.9) * 0.05, rel=0.05)


def test_one_reform_does_not_set_the_common_error():
    errors = pd.DataFrame(np.random.default_rng(1).normal(0, 0.05, (100, 9)))
    calm = np.array([0.01, -0.01, 0.012, -0.008, 0.009, 0.011, -0.01, 0.01, 0.01])
    shaken = np.array([*calm[:-2], 0.08, 0.07])
    before, after = (
        growth.offsets(errors, errors + 10, common, 1)[10, -1] for common in (calm, shaken)
    )
    assert after == pytest.approx(before, rel=0.02)


def test_smaller_authorities_have_wider_intervals():
    chance = np.random.default_rng(2)
    sizes = pd.DataFrame(np.tile(np.arange(1, 101), (12, 1)).T * 50.0)
    errors = pd.DataFrame(chance.normal(0, 1, (100, 12))) * 2 / np.sqrt(sizes)
    off = growth.offsets(errors, sizes, np.full(5, 0.001), 1)
    assert off[0, -1] > off[10, -1] > off[20, -1] > 0


def test_new_plans_above_half_the_stock_are_not_believed(made):
    plans, new, population, _ = (table.copy() for table in made)
    new.loc[(new["la_code"] == 301) & (new["calendar_year"] == LAST - 1), "new_plans"] = 1e6
    assert np.isnan(growth.signals(units_of(plans, new, population), LAST).loc[301, "inflow"])


def test_figures_carry_the_quantiles_and_what_they_rest_on(made):
    found = forecast.plans_ahead(*made, 330, horizons=(1, 3))
    panel = units_of(*made)
    table = (
        growth.ahead(growth.fit(panel, LAST, (1, 3)), panel)
        .query("unit == 330")
        .set_index("horizon")
    )
    assert found.januaries == (LAST + 1, LAST + 3)
    assert [figure.value for figure in found.plans] == pytest.approx(table["q50"].tolist())
    assert (found.plans[1].low, found.plans[1].high) == pytest.approx(
        (table.at[3, "q025"], table.at[3, "q975"])
    )
    assert (found.likely[0].low, found.likely[0].high) == pytest.approx(
        (table.at[1, "q10"], table.at[1, "q90"])
    )
    assert found.growth[0].value == pytest.approx(
        100 * (table.at[1, "q50"] / panel.plans.at[330, LAST] - 1)
    )
    assert found.plans[0].period == "January 2026" and found.known_on == "30 June 2025"
    assert found.plans[0].rows[0].where["la_code"] == 330 and found.plans[0].releases == (
        "made-up",
    )


def test_a_new_authority_gets_englands_growth_until_it_has_three_januaries(made):
    plans, *others = made
    for first, pooled in ((LAST - 1, True), (LAST - 2, False)):
        held = plans[(plans["la_code"] != 330) | (plans["january"] >= first)]
        found = forecast.plans_ahead(held, *others, 330)
        assert found.pooled is pooled
        middle = found.now.value * np.exp(0.98 * np.log1p(found.england.value / 100))
        assert bool(found.plans[0].value == pytest.approx(middle, rel=0.005)) is pooled
    assert (
        "all authorities"
        not in forecast.plans_ahead(
            plans[(plans["la_code"] != 330) | (plans["january"] == LAST)], *others, 330
        )
        .plans[0]
        .calculation
    )


def test_a_tiny_authority_is_told_why_it_has_no_forecast(made):
    plans, *others = made
    tiny = pd.DataFrame(
        {"la_code": 420, "january": range(2010, LAST + 1), "plans": 17.0, "release": "made-up"}
    )
    found = forecast.plans_ahead(pd.concat([plans, tiny]), *others, 420)
    assert found.plans[0].value is None and found.growth[4].value is None and found.now.value == 17
    assert found.plans[0].reason.startswith("too few plans: no authority with fewer than")


def test_a_step_in_recording_is_flagged_and_not_smoothed(made):
    plans, *others = (table.copy() for table in made)
    plans.loc[(plans["la_code"] == 330) & (plans["january"] >= LAST), "plans"] *= 0.5
    found = forecast.plans_ahead(plans, *others, 330)
    assert [step.period for step in found.steps] == [f"January {LAST - 1} to January {LAST}"]
    assert found.steps[0].value < -40
    assert found.now.value == plans.query("la_code == 330 and january == @LAST")["plans"].item()
    assert forecast.plans_ahead(plans, *others, 331).steps == ()


def test_an_authority_without_a_count_is_named(made):
    with pytest.raises(
        NotPublished, match="No count of EHC plans is held for authority 999 at January 2025"
    ):
        forecast.plans_ahead(*made, 999)


def test_an_origin_too_early_to_learn_from_is_refused(made):
    with pytest.raises(
        ParameterError,
        match=r"cannot be learned at January 2016.*a January that is held, 2018 or later",
    ):
        growth.fit(units_of(*made), 2016)


def test_an_origin_that_is_not_held_is_refused(made):
    with pytest.raises(ParameterError, match="cannot be learned at January 2031"):
        growth.fit(units_of(*made), 2031)
