"""hnb.comparison.measures.limits where some count nothing. Oracle: the limits without them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from hnb.comparison.measures.catalogue import MEASURES
from hnb.comparison.measures.limits import limits

WHOLE = np.linspace(200, 900, 15)
PART = WHOLE * np.linspace(1.2, 1.6, 15).round(2)
OTHERS = pd.DataFrame({"la_code": range(300, 315), "part": PART, "whole": WHOLE})
NOTHING = pd.DataFrame({"la_code": [201, 999], "part": 0.0, "whole": [500.0, 1.0]})


@pytest.mark.parametrize("name", ["plans_2_to_18", "growth", "early_years_2_year_olds"])
def test_those_that_count_nothing_have_no_limits_and_set_none(name):
    measure = MEASURES[name]
    with_zeros = limits(measure, pd.concat([NOTHING[:1], OTHERS, NOTHING[1:]]))
    without = limits(measure, OTHERS)
    assert without[["low", "high"]].notna().all(axis=None)
    pd.testing.assert_frame_equal(with_zeros[1:-1].reset_index(drop=True), without)
    zeros = with_zeros.iloc[[0, -1]]
    assert zeros["place"].eq("too small").all() and zeros[["low", "high"]].isna().all(axis=None)


@pytest.mark.parametrize("name", ["plans_2_to_18", "growth", "early_years_2_year_olds"])
def test_zeros_do_not_make_up_the_ten_that_limits_need(name):
    few = limits(MEASURES[name], pd.concat([OTHERS[:9], NOTHING]))
    assert few["place"].eq("too small").all() and few[["low", "high"]].isna().all(axis=None)
    enough = limits(MEASURES[name], pd.concat([OTHERS[:10], NOTHING]))
    assert enough["place"][:10].ne("too small").all()


def test_a_share_of_zero_is_judged():
    share = MEASURES["within_20_weeks_percent"]
    counts = OTHERS.assign(part=WHOLE * 0.5)
    judged = limits(share, pd.concat([counts, NOTHING[:1]]))
    assert judged["place"].iloc[-1] == "below" and judged["low"].iloc[-1] > 0
