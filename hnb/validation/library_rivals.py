"""What general models of statsmodels would have forecast, with their own intervals."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from hnb.questions.plans_forecast.model import ORIGINS
from hnb.stats import Floats
from hnb.stats.forecasting.forecast_limits import QUANTILE_LEVELS, QUANTILES
from hnb.stats.forecasting.growth_model import YEARS_AHEAD, Panel


class Ahead(NamedTuple):
    """Mean and standard deviation of the log count, one to five years ahead."""

    mean: Floats
    deviation: Floats


def _damped_ets(logs: Floats) -> Ahead:
    """Exponential smoothing with additive errors and a damped additive trend."""
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    # started on the line through the first ten Januaries, as its own heuristic, which refuses nine
    first = logs[:10]
    slope, level = np.polyfit(np.arange(1, len(first) + 1), first, 1)
    model = ETSModel(
        pd.Series(logs),
        error="add",
        trend="add",
        damped_trend=True,
        initialization_method="known",
        initial_level=level,
        initial_trend=slope,
    )
    # from its usual start (level 0.1, trend 0.01) the search stops where it began
    fit = model.fit(start_params=np.array([0.9, 0.5, 0.97]), disp=False)
    ahead = fit.get_prediction(start=len(logs), end=len(logs) + max(YEARS_AHEAD) - 1)
    return Ahead(np.asarray(ahead.predicted_mean), np.sqrt(np.asarray(ahead.forecast_variance)))


def _local_linear_trend(logs: Floats) -> Ahead:
    """A state-space model whose level and slope are random walks."""
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    # Powell's method needs no gradient: the same forecasts in a seventh of the time
    fit = UnobservedComponents(logs, level="lltrend").fit(method="powell", maxiter=20, disp=False)
    ahead = fit.get_forecast(max(YEARS_AHEAD))
    return Ahead(np.asarray(ahead.predicted_mean), np.asarray(ahead.se_mean))


LIBRARY: dict[str, Callable[[Floats], Ahead]] = {
    "ETS, damped, on logs (statsmodels)": _damped_ets,
    "local linear trend on logs (statsmodels)": _local_linear_trend,
}


def library_rival(panel: Panel, name: str, origins: Sequence[int] = ORIGINS) -> pd.DataFrame:
    """One of `LIBRARY`, fitted to each unit's counts to each origin, in the columns of `rolling`.

    Gaps within a series are filled on the line between their neighbours.
    """
    from scipy.stats import norm

    away = norm.ppf(QUANTILE_LEVELS)
    tables = []
    for origin in origins:
        plans = panel.until(origin).plans
        plans = plans[plans[origin].gt(0)]
        logs = plans.apply(np.log).interpolate(axis=1, limit_direction="backward")
        for unit, values in zip(logs.index.tolist(), logs.to_numpy(np.float64), strict=True):
            with warnings.catch_warnings():  # a series may be too short to tell its parts apart
                warnings.simplefilter("ignore")
                ahead = LIBRARY[name](values)
            quantiles = np.exp(ahead.mean[:, None] + ahead.deviation[:, None] * away)
            table = pd.DataFrame(quantiles, columns=list(QUANTILES))
            tables.append(table.assign(unit=unit, origin=origin, horizon=YEARS_AHEAD))
    return pd.concat(tables, ignore_index=True).assign(model=name)
