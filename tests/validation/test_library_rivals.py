"""hnb.validation.library_rivals against series whose future is known, and its own origin."""

import numpy as np
import pandas as pd
import pytest

from hnb.stats.forecasting.growth_model import Panel
from hnb.validation.library_rivals import LIBRARY, library_rival


def _panel(logs: np.ndarray) -> Panel:
    plans = pd.DataFrame(np.exp(logs), columns=range(2010, 2010 + logs.shape[1]))
    return Panel(plans, pd.DataFrame(), pd.DataFrame(), pd.DataFrame())


@pytest.mark.parametrize("name", LIBRARY)
def test_steady_growth_goes_on_and_limits_widen(name):
    chance = np.random.default_rng(1)
    logs = 7 + 0.08 * np.arange(13) + chance.normal(0, 0.004, (4, 13))
    table = library_rival(_panel(logs), name, (2022,))
    middle = table.pivot(index="unit", columns="horizon", values="q50")
    assert np.log(middle[5]).to_numpy() == pytest.approx(7 + 0.08 * 17, abs=0.1)
    width = (table["q975"] / table["q025"]).groupby(table["horizon"]).median()
    assert width.is_monotonic_increasing and width[1] > 1


@pytest.mark.parametrize("name", LIBRARY)
def test_nothing_after_the_origin_is_seen(name):
    logs = 7 + np.cumsum(np.random.default_rng(2).normal(0.08, 0.03, (3, 14)), axis=1)
    nonsense = logs.copy()
    nonsense[:, 10:] = 12.0
    before, after = (library_rival(_panel(which), name, (2018, 2019)) for which in (logs, nonsense))
    pd.testing.assert_frame_equal(before, after, check_exact=True)
    assert len(before) == 3 * 2 * 5
