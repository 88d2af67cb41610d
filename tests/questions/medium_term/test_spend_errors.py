"""hnb.questions.medium_term.spend_errors against arithmetic on a made-up country, and a simulation whose truth is
known.
"""

import numpy as np
import pandas as pd
import pytest

from hnb.questions.medium_term.spend_errors import FIRST, TARGET, net_errors
from hnb.questions.plans_forecast.model import rolling
from hnb.questions.plans_forecast.panel import panel as units_of
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
def tables():
    return country()


def test_where_costs_follow_the_target_net_spend_errs_as_plans_do(tables):
    found = net_errors(_net(tables[0]), *tables, la_code=CODES[0])
    made = rolling(units_of(*tables), range(FIRST, LAST), (1, 2, 3))
    came = units_of(*tables).plans.stack().rename("came")
    made = (
        made.assign(january=made["origin"] + made["horizon"])
        .join(came, on=["unit", "january"])
        .dropna()
    )
    error = 100 * (made["q50"] / made["came"] - 1)
    by = error.groupby(made["horizon"])
    assert [one.value for one in found.bias] == pytest.approx(by.mean().tolist())
    assert [one.value for one in found.size] == pytest.approx(
        error.abs().groupby(made["horizon"]).median().tolist()
    )
    last = made[(made["unit"] == CODES[0]) & (made["january"] == LAST)]
    assert [one.value for one in found.own] == pytest.approx(
        error[last.sort_values("horizon").index].tolist()
    )


def test_costs_that_outrun_the_target_show_as_a_negative_bias_that_grows(tables):
    bias = [
        one.value for one in net_errors(_net(tables[0], price=6.0), *tables, la_code=CODES[0]).bias
    ]
    assert bias == pytest.approx(
        [100 * ((1.02 / 1.06) ** ahead - 1) for ahead in (1, 2, 3)], abs=2.5
    )
    assert bias[0] > bias[1] > bias[2]


def test_limits_are_wider_where_errors_were_larger_and_at_longer_reach(tables):
    calm = net_errors(_net(tables[0]), *tables, la_code=CODES[0])
    rough = net_errors(_net(tables[0], own=0.1), *tables, la_code=CODES[0])
    limits = [[one.around(100, ahead, 3000) for ahead in (1, 2, 3)] for one in (calm, rough)]
    widths = [[high - low for low, high in each] for each in limits]
    assert all(one < other for one, other in zip(*widths, strict=True))
    assert widths[0][0] < widths[0][2]
    low, high = rough.around(100, 1, 3000)
    assert low < 100 < high


def test_year_in_which_spend_jumps_everywhere_is_the_worst(tables):
    found = net_errors(_net(tables[0], shock=0.2), *tables, la_code=CODES[0])
    assert found.worst[0].period == "January 2022 to January 2023"
    assert found.worst[0].value < -12


def test_too_few_years_give_no_errors(tables):
    net = _net(tables[0])
    assert net_errors(net[net["financial_year"].le("2020-21")], *tables, la_code=CODES[0]) is None
    assert net_errors(net.iloc[:0], *tables, la_code=CODES[0]) is None
