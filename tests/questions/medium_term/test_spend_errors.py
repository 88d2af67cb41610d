"""Past errors of net spend against arithmetic on a made-up country, and a simulation whose truth
is known.
"""

import numpy as np
import pandas as pd
import pytest

from hnb.questions.medium_term.spend_errors import FIRST, TARGET, SpendErrors, spend_errors
from hnb.questions.plans_forecast.model import READS, rolling
from hnb.questions.plans_forecast.panel import panel
from hnb.tables import Tables
from tests.questions.merger import BEFORE, merged
from tests.questions.plans_forecast.test_model import CODES, LAST, country


def _net(
    plans: pd.DataFrame, price: float = TARGET, shock: float = 0.0, own: float = 0.0
) -> pd.DataFrame:
    """£10,000 a plan in 2017-18, moved by prices, by a shock from January 2023 on, and by each
    one's own noise.
    """
    chance = np.random.default_rng(3)
    held = plans[plans["january"].ge(FIRST)]
    after = held["january"] - FIRST
    noise = chance.normal(0, own, len(held)) if own else 0.0
    amount = (
        held["plans"]
        * 10_000
        * (1 + price / 100) ** after
        * np.exp(shock * held["january"].ge(2023) + noise)
    )
    year = held["january"].map(lambda january: f"{january - 1}-{january % 100:02d}")
    return pd.DataFrame(
        {
            "la_code": held["la_code"],
            "financial_year": year,
            "amount_gbp": amount,
            "release": "made-up",
        }
    )


@pytest.fixture(scope="module")
def frames():
    return country()


def _errors(frames, net: pd.DataFrame, lead: int = 0) -> SpendErrors | None:
    named = dict(zip(READS, frames, strict=True)) | {"net_high_needs": net}
    tables = Tables({(name, "authority"): frame for name, frame in named.items()})
    return spend_errors(tables, CODES[0], lead)


def test_where_costs_follow_the_target_net_spend_errs_as_plans_do(frames):
    found = _errors(frames, _net(frames[0]))
    units = panel(*frames)
    forecasts = rolling(units, range(FIRST, LAST), (1, 2, 3))
    forecasts["january"] = forecasts["origin"] + forecasts["horizon"]
    plans = units.plans.stack().rename("plans")
    forecasts = forecasts.join(plans, on=["unit", "january"]).dropna(subset="plans")
    forecasts["error"] = 100 * (forecasts["q50"] / forecasts["plans"] - 1)
    by_horizon = forecasts.groupby("horizon")["error"]
    assert [at.bias.value for at in found.by_horizon] == pytest.approx(by_horizon.mean().tolist())
    middle = forecasts["error"].abs().groupby(forecasts["horizon"]).median()
    assert [at.size.value for at in found.by_horizon] == pytest.approx(middle.tolist())
    last = forecasts[(forecasts["unit"] == CODES[0]) & (forecasts["january"] == LAST)]
    own = last.sort_values("horizon")["error"].tolist()
    assert [figure.value for figure in found.of_authority] == pytest.approx(own)


def test_plans_counted_after_the_spend_leave_only_the_errors_of_the_years_not_counted(frames):
    units = panel(*frames)
    plans = units.plans.stack().rename("plans")
    for lead in (1, 2):
        found = _errors(frames, _net(frames[0]), lead)
        assert [at.bias.value for at in found.by_horizon[:lead]] == pytest.approx([0] * lead)
        ahead = range(1, 4 - lead)
        forecasts = rolling(units, range(FIRST + lead, LAST), ahead)
        forecasts["january"] = forecasts["origin"] + forecasts["horizon"]
        forecasts = forecasts.join(plans, on=["unit", "january"]).dropna(subset="plans")
        errors = 100 * (forecasts["q50"] / forecasts["plans"] - 1)
        expected = errors.groupby(forecasts["horizon"]).mean().tolist()
        assert [at.bias.value for at in found.by_horizon[lead:]] == pytest.approx(expected)
        assert found.by_horizon[-1].bias.period == f"January {FIRST + 3} to January {LAST}"


def test_costs_that_outrun_the_target_show_as_a_negative_bias_that_grows(frames):
    bias = [at.bias.value for at in _errors(frames, _net(frames[0], price=6.0)).by_horizon]
    expected = [100 * ((1.02 / 1.06) ** ahead - 1) for ahead in (1, 2, 3)]
    assert bias == pytest.approx(expected, abs=2.5)
    assert bias[0] > bias[1] > bias[2]


def test_limits_are_wider_where_errors_were_larger_and_at_longer_reach(frames):
    calm = _errors(frames, _net(frames[0]))
    rough = _errors(frames, _net(frames[0], own=0.1))
    calm_widths, rough_widths = (
        [high - low for low, high in (errors.around(100, ahead, 3000) for ahead in (1, 2, 3))]
        for errors in (calm, rough)
    )
    assert all(low < high for low, high in zip(calm_widths, rough_widths, strict=True))
    assert calm_widths[0] < calm_widths[2]
    low, high = rough.around(100, 1, 3000)
    assert low < 100 < high


def test_year_in_which_spend_jumps_everywhere_is_the_worst(frames):
    worst = _errors(frames, _net(frames[0], shock=0.2)).by_horizon[0].worst
    assert worst.period == "January 2022 to January 2023"
    assert worst.value < -12


def test_too_few_years_give_no_errors(frames):
    net = _net(frames[0])
    assert _errors(frames, net[net["financial_year"].le("2020-21")]) is None
    assert _errors(frames, net.iloc[:0]) is None


def test_errors_of_spend_follow_an_invented_merger(merger):
    tables = country()
    spent = tables[0][tables[0]["january"].ge(2018)]
    years = spent["january"].map(lambda january: f"{january - 1}-{january % 100:02d}")
    amounts = 1e4 * spent["plans"] * 1.05 ** (spent["january"] - 2018)
    net = spent[["la_code", "release"]].assign(financial_year=years, amount_gbp=amounts)
    names = ("net_high_needs", *READS)
    whole = [
        table.assign(la_code=table["la_code"].replace(dict.fromkeys(BEFORE, 9999)))
        for table in (net, *tables)
    ]
    followed, expected = (
        spend_errors(Tables.of(authority=dict(zip(names, frames, strict=True))), 330)
        for frames in (map(merged, (net, *tables)), whole)
    )
    assert [ahead.bias.value for ahead in followed.by_horizon] == pytest.approx(
        [ahead.bias.value for ahead in expected.by_horizon], rel=1e-9
    )
