"""hnb.questions.plans_forecast.panel against arithmetic, and a reorganisation that is invented in a
copy of authorities.csv: whatever learns from units of constant boundaries must follow it.
"""

from __future__ import annotations

import pytest

import hnb
from hnb.domain import reorganisations
from hnb.questions.plans_forecast.panel import TOO_FEW, has_too_few_plans, panel
from hnb.stats.forecasting import growth_model as growth
from hnb.stats.forecasting.forecast_limits import QUANTILES
from tests.conftest import frame
from tests.questions.merger import AFTER, BEFORE, merged
from tests.questions.plans_forecast.test_model import LAST, ahead, country


def test_series_of_plans_is_whole_across_an_invented_merger(merger):
    tables = country()
    units = panel(*map(merged, tables))
    plans = tables[0].pivot_table("plans", "la_code", "january", "sum")
    assert not {*BEFORE, AFTER} & set(units.plans.index)
    assert units.plans.loc[merger].tolist() == pytest.approx(plans.loc[list(BEFORE)].sum().tolist())
    assert units.plans.loc[merger].notna().all()
    for wide in (units.new_plans, units.people, units.requests):
        assert wide.loc[merger].notna().all()


def test_forecast_follows_an_invented_merger(merger):
    tables = country()
    whole = [
        table.assign(la_code=table["la_code"].replace(dict.fromkeys(BEFORE, 9999)))
        for table in tables
    ]
    told, expected = (ahead(known) for known in (list(map(merged, tables)), whole))
    for found, right in zip(told.plans, expected.plans, strict=True):
        assert (found.value, found.low, found.high) == pytest.approx(
            (right.value, right.low, right.high), rel=1e-12
        )
    assert ahead(list(map(merged, tables)), AFTER).pooled


def test_nothing_depends_on_the_numbers_of_the_units(monkeypatch):
    tables = [hnb.load(name) for name in ("ehc_plans", "new_plans", "population", "requests")]
    forecasts = []
    for first in (reorganisations.FIRST_AREA, 1):  # after, and before, every DfE number
        monkeypatch.setattr(reorganisations, "FIRST_AREA", first)
        units = panel(*tables)
        table = growth.quantiles_ahead(growth.fit_growth(units, LAST, (1, 5)), units)
        forecasts.append(table[table["unit"].between(201, 999)][list(QUANTILES)])
    assert forecasts[0].to_numpy() == pytest.approx(forecasts[1].to_numpy(), rel=1e-12)


def test_parts_of_an_authority_that_was_divided_are_one_unit():
    plans = frame("""
        la_code  january  plans
        928         2020   4000
        201         2020     25
        855         2020   5200
        940         2022   2100
        941         2022   2500
        201         2022     26
        855         2022   5813
    """)
    new = plans.rename(columns={"january": "calendar_year", "plans": "new_plans"})
    population = plans.rename(columns={"january": "mid_year", "plans": "people"}).assign(
        age_group="0 to 17", basis="estimate before revision"
    )
    units = panel(plans, new, population)
    whole = reorganisations.area_by_authority()[928]
    assert units.plans.loc[whole].to_dict() == {2020: 4000, 2022: 4600}
    assert list(units.plans.index) == [855, whole]
    # the year's new plans belong to the January that ends it
    assert units.new_plans.loc[whole, 2023] == 4600


def test_a_unit_that_never_had_enough_plans_is_left_out_unless_it_is_asked_for():
    plans, *others = country()
    few = plans["la_code"].eq(330) & plans["january"].lt(LAST)
    smaller = plans.assign(plans=plans["plans"].mask(plans["la_code"].eq(330), TOO_FEW - 1.0))
    assert 330 not in panel(smaller, *others).plans.index
    alone = panel(smaller, *others, only=330)
    assert list(alone.plans.index) == [330] and has_too_few_plans(alone, 330)
    grown = panel(plans.assign(plans=plans["plans"].mask(few, TOO_FEW - 1.0)), *others)
    assert 330 in grown.plans.index and not has_too_few_plans(grown, 330)
    assert not has_too_few_plans(grown, 999)  # no count is held, which is another matter
