"""How often limits of the forecast of plans held the count, by how many plans come in time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from hnb.questions.plans_forecast.model import ORIGINS, OUR_MODEL, rolling
from hnb.stats.forecasting import backlog
from hnb.stats.forecasting.growth_model import (
    YEARS_AHEAD,
    Panel,
    fit_growth,
    quantiles_ahead,
    years,
)
from hnb.validation.goals import Goal
from hnb.validation.plans_backtest import DRIFT, INTERVALS, judge, rival

CHOSEN_TO = 2025  # the last January whose counts were looked at when the classes were chosen
_GOAL_AHEAD = (1, 2)  # years ahead for which each class has a goal
_LEVEL = 0.95  # of the binomial range around what intervals should cover
LABELS = ("up to 10%", "10 to 25%", "25 to 50%", "50 to 75%", "over 75%")
WAYS = ("leaving each January out", "as it would have been made")


@dataclass(frozen=True)
class BacklogCover:
    """Coverage by class of timeliness, and the goals for it.

    Parameters
    ----------
    table : DataFrame
        One row a way of learning (`WAYS`), years ahead and class: `forecasts`, `error_percent`
        (mean, of the outcome over the middle), and for each interval `covers_95`, `low_95` and
        `high_95` (per cent, ends of the binomial range) …
    goals : tuple of Goal
        Of the first way, one and two years ahead.
    """

    table: pd.DataFrame
    goals: tuple[Goal, ...]


def backlog_cover(panel: Panel, to: int = CHOSEN_TO) -> BacklogCover:
    """Coverage by class, of outcomes to one January and nothing later.

    Each January is forecast once from what all the other Januaries say, so that every class is
    learned from as much as it will be; and once as it would have been made at the time. A class is
    that of the year before the origin.
    """
    known = panel.until(to)
    by_way = dict(zip(WAYS, (leaving_each_out(known), rolling(known)), strict=True))
    table = pd.concat({way: cover_by_class(forecasts, known) for way, forecasts in by_way.items()})
    table.index.names = ["way", "horizon", "class"]
    first = pd.DataFrame(table.loc[WAYS[0]])
    goals = tuple(
        _goal(first, horizon, place, cover)
        for cover in INTERVALS
        for horizon in _GOAL_AHEAD
        for place in LABELS
        if (horizon, place) in first.index
    )
    return BacklogCover(table, goals)


def scores_since(panel: Panel, to: int = CHOSEN_TO) -> pd.DataFrame:
    """How forecasts from the last January that choices were made by have done since: by model and
    years ahead, for ours, ours without timeliness, and the 3-year drift. Empty where none is in.
    """
    last = max(years(panel.plans))
    origins = [origin for origin in range(to, last) if origin in panel.plans]
    if not origins:
        return pd.DataFrame()
    without = replace(panel, in_time=pd.DataFrame())
    forecasts = pd.concat(
        [
            rolling(panel, origins),
            rolling(without, origins).assign(model=f"{OUR_MODEL}, without timeliness"),
            rival(panel, DRIFT, origins),
        ]
    )
    by_model = judge(forecasts, panel).groupby(["model", "horizon"])
    return by_model.agg(
        forecasts=("came", "size"),
        wis=("wis", "mean"),
        median_ape_percent=("ape", "median"),
        bias_percent=("bias", "mean"),
        **{f"covers_{cover}": (f"covers_{cover}", "mean") for cover in INTERVALS},
    )


def leaving_each_out(known: Panel, origins: Sequence[int] = ORIGINS) -> pd.DataFrame:
    """Forecasts in the columns of `rolling`, each from what all the other Januaries held say."""
    last = max(years(known.plans))
    forecasts = [
        quantiles_ahead(fit_growth(known, origin, (horizon,), others=known), known)
        for origin in origins
        for horizon in YEARS_AHEAD
        if origin + horizon <= last
    ]
    return pd.concat(forecasts, ignore_index=True).assign(model=OUR_MODEL)


def cover_by_class(forecasts: pd.DataFrame, panel: Panel) -> pd.DataFrame:
    """As in `BacklogCover`, by years ahead and class."""
    from scipy.stats import binom

    judged = judge(forecasts, panel)
    at = pd.MultiIndex.from_arrays([judged["unit"], judged["origin"]])
    shares = panel.in_time.stack().reindex(at).to_numpy(np.float64)
    judged = judged.assign(place=backlog.class_of(shares))
    judged = judged[judged["place"] < backlog.UNKNOWN]
    judged["error_percent"] = 100 * np.log(judged["came"] / judged["q50"])
    by_class = judged.groupby(["horizon", "place"])
    table = by_class.agg(
        forecasts=("came", "size"),
        error_percent=("error_percent", "mean"),
        **{f"covers_{cover}": (f"covers_{cover}", "mean") for cover in INTERVALS},
    )
    for cover in INTERVALS:
        for end, tail in (("low", (1 - _LEVEL) / 2), ("high", (1 + _LEVEL) / 2)):
            counts = binom.ppf(tail, table["forecasts"], cover / 100)
            table[f"{end}_{cover}"] = 100 * counts / table["forecasts"]
    return table.rename(index=dict(enumerate(LABELS)), level="place")


def _goal(table: pd.DataFrame, horizon: int, place: str, cover: int) -> Goal:
    """What a class reached, and its binomial range, its ends to the tenth outside."""
    row = {name: float(values[horizon, place]) for name, values in table.items()}
    return Goal(
        f"{cover}% intervals, {place} in time, {row['forecasts']:.0f} forecasts",
        row[f"covers_{cover}"],
        low=float(np.floor(10 * row[f"low_{cover}"]) / 10),
        high=float(np.ceil(10 * row[f"high_{cover}"]) / 10),
        horizon=horizon,
    )
