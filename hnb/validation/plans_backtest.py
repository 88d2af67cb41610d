"""What the forecast of plans would have said in past years, and how far that was from the counts
that followed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hnb.domain.errors import ParameterError, Place
from hnb.questions.plans_forecast.model import ORIGINS, OUR_MODEL
from hnb.stats import Floats
from hnb.stats.forecasting.forecast_limits import QUANTILE_LEVELS, QUANTILES, offsets, spread
from hnb.stats.forecasting.growth_model import YEARS_AHEAD, Panel, years
from hnb.validation.goals import Goal

DRIFT = "3-year drift"
THIRDS_BY_SIZE = ("small", "middle", "large")
INTERVALS = {95: ("q025", "q975"), 80: ("q10", "q90"), 50: ("q25", "q75")}
REPLICATES = 1000
LEAST_SHARE = 0.9  # of the most forecasts of any model: a model with fewer is not scored


def _drift(plans: pd.DataFrame, horizon: int, memory: int) -> pd.Series:
    back = min(memory, plans.shape[1] - 1)
    last = plans.iloc[:, -1]
    return last + horizon * (last - plans.iloc[:, -1 - back]) / max(back, 1)


def _log_trend(plans: pd.DataFrame, horizon: int) -> pd.Series:
    when = np.asarray(years(plans), float)
    filled = plans.interpolate(axis=1, limit_direction="both").to_numpy()
    slope, start = np.polyfit(when, np.log(filled).T, 1)
    return pd.Series(np.exp(start + slope * (when[-1] + horizon)), plans.index)


RIVALS: dict[str, Callable[[pd.DataFrame, int], pd.Series]] = {
    "naive": lambda plans, horizon: plans.iloc[:, -1],
    DRIFT: lambda plans, horizon: _drift(plans, horizon, 3),
    "log trend": _log_trend,
    "random walk with drift": lambda plans, horizon: _drift(plans, horizon, plans.shape[1] - 1),
}


def rival(panel: Panel, name: str, origins: Sequence[int] = ORIGINS) -> pd.DataFrame:
    """A simple rule with the forecast's own calibration: only errors that could be seen by each
    origin.

    Same columns as `rolling`, and `point`, what the rule itself says; `name` is one of `RIVALS`.
    """
    plans = panel.plans
    past = [january for january in years(plans)[1:] if january <= max(origins)]
    # made from the Januaries up to that year; the error is used only once the outcome is known
    points = {
        (year, horizon): RIVALS[name](plans.loc[:, :year], horizon).clip(lower=1)
        for year in past
        for horizon in YEARS_AHEAD
    }
    errors = {
        (year, horizon): (plans[year + horizon] / point).apply(np.log)
        for (year, horizon), point in points.items()
        if year + horizon in plans
    }
    tables = [
        _calibrated(plans, points[origin, horizon], errors, origin=origin, horizon=horizon)
        for origin in origins
        for horizon in YEARS_AHEAD
    ]
    return pd.concat(tables, ignore_index=True).assign(model=name)


def _calibrated(
    plans: pd.DataFrame,
    point: pd.Series,
    errors: Mapping[tuple[int, int], pd.Series],
    *,
    origin: int,
    horizon: int,
) -> pd.DataFrame:
    """A rule's forecast at one origin, with quantiles from the errors that were known by then."""
    place = np.asarray((plans[origin].rank() - 1) / (len(plans) - 1), np.float64)
    common = np.array(
        [errors[year, 1].mean() for year, ahead in errors if ahead == 1 and year < origin]
    )
    seen = pd.DataFrame(
        {
            year: error
            for (year, ahead), error in errors.items()
            if ahead == horizon and year + horizon <= origin
        }
    )
    middle = np.asarray(point, np.float64)
    table = {
        "unit": plans.index,
        "origin": origin,
        "horizon": horizon,
        "point": middle,
        **spread(middle, place, offsets(seen, plans[seen.columns], common=common, horizon=horizon)),
    }
    return pd.DataFrame(table)[plans[origin].notna().to_numpy()]


@dataclass(frozen=True)
class Scores:
    """How each model did, pooled over origins and units.

    Parameters
    ----------
    table : DataFrame
        One row a model and horizon: `wis` (weighted interval score, plans), `mase`,
        `median_ape_percent`, `bias_percent` (average of forecast over outcome), `width_percent` (of
        the 95% interval, of the outcome), `covers_95` … `covers_50` and `covers_95_small` … (per
        cent), `forecasts` (how many).
    ratios : DataFrame
        One row a model and horizon: `wis_ratio` and `mase_ratio` of the forecast over that model,
        with `_low` and `_high` (95%, bootstrap of units and origins).
    goals : tuple of Goal
        The goals, and what was reached.
    """

    table: pd.DataFrame
    ratios: pd.DataFrame
    goals: tuple[Goal, ...]


def judge(forecasts: pd.DataFrame, panel: Panel) -> pd.DataFrame:
    """Each forecast compared with the count that followed: weighted interval score, errors, and
    whether each interval held it.

    Rows whose January is not held are left out. The score is twice the mean quantile loss over the
    seven levels, which is the weighted interval score of three intervals and the middle (Bracher
    and others, 2021, PLoS Computational Biology 17, e1008618); the scaled error is over the mean
    yearly change up to the origin (Hyndman and Koehler, 2006).
    """
    when = pd.MultiIndex.from_arrays(
        [forecasts["unit"], forecasts["origin"] + forecasts["horizon"]]
    )
    outcomes = panel.plans.stack().reindex(when).to_numpy()
    table = forecasts.assign(came=outcomes).dropna(subset=["came", "q50"])
    yearly_change = panel.plans.diff(axis=1).abs().T.expanding().mean().T.stack()
    third = (panel.plans.rank(pct=True) * 3).apply(np.ceil).clip(1, 3).stack()
    at = pd.MultiIndex.from_arrays([table["unit"], table["origin"]])
    levels = np.array(QUANTILE_LEVELS)
    over = table[["came"]].to_numpy() - table[list(QUANTILES)].to_numpy()
    loss = np.where(over >= 0, levels * over, (levels - 1) * over)
    table["wis"] = 2 * loss.mean(axis=1)
    point = table["point"].fillna(table["q50"]) if "point" in table else table["q50"]
    table["scaled"] = (table["came"] - point).abs() / yearly_change.reindex(at).to_numpy()
    table["bias"] = 100 * (point / table["came"] - 1)
    table["ape"] = table["bias"].abs()
    table["width"] = 100 * (table["q975"] - table["q025"]) / table["came"]
    table["third"] = np.array(THIRDS_BY_SIZE)[third.reindex(at).to_numpy().astype(int) - 1]
    for cover, (low, high) in INTERVALS.items():
        table[f"covers_{cover}"] = 100.0 * table["came"].between(table[low], table[high])
    return table


def score(forecasts: pd.DataFrame, panel: Panel) -> Scores:
    """Score forecasts of several models on the units, origins and horizons that all of them have.

    Parameters
    ----------
    forecasts : DataFrame
        What `rolling`, `rival` and other programs made, one under the other: `model`, `unit`,
        `origin`, `horizon`, `q025` … `q975`. A model that is neither the forecast nor one of
        `RIVALS` counts as a library's.
    panel : Panel
        Every January held.

    Raises
    ------
    ParameterError
        The forecast or the 3-year drift is missing, or a model lacks more than a tenth of what
        others have.
    """
    judged = judge(forecasts, panel)
    counts = judged.groupby("model").size()
    too_few = set(counts[counts < LEAST_SHARE * counts.max()].index)
    short = sorted(too_few | ({OUR_MODEL, DRIFT} - set(counts.index)))
    if short:
        raise ParameterError(
            Place(parameter="forecasts"),
            found=f"{', '.join(short)} has not forecast the units, origins and horizons that "
            "others have",
            expected="the same units, origins and horizons from every model",
        )
    models_with_it = judged.groupby(["unit", "origin", "horizon"])["model"].transform("size")
    judged = judged[models_with_it == len(counts)]
    table = _means(judged)
    ratios = pd.concat([_ratios(judged, str(name)) for name in counts.index.drop(OUR_MODEL)])
    return Scores(table, ratios, (*_goals_of_error(table, ratios), *_goals_of_cover(table)))


def _means(judged: pd.DataFrame) -> pd.DataFrame:
    covers = [f"covers_{cover}" for cover in INTERVALS]
    table = judged.groupby(["model", "horizon"]).agg(
        wis=("wis", "mean"),
        mase=("scaled", "mean"),
        median_ape_percent=("ape", "median"),
        bias_percent=("bias", "mean"),
        width_percent=("width", "mean"),
        forecasts=("wis", "size"),
        **{cover: (cover, "mean") for cover in covers},
    )
    for third, part in judged.groupby("third"):
        by_third = part.groupby(["model", "horizon"])[covers].mean()
        table = table.join(by_third.add_suffix(f"_{third}"))
    return table


def _ratios(judged: pd.DataFrame, name: str) -> pd.DataFrame:
    """The forecast's mean over the rival's, by horizon, with a bootstrap over units and origins."""
    rows, chance = [], np.random.default_rng(0)
    for horizon, part in judged[judged["model"].isin((OUR_MODEL, name))].groupby("horizon"):
        wide = part.pivot(index="origin", columns=["model", "unit"], values=["wis", "scaled"])
        length, width = len(wide), wide.shape[1] // 4
        origins = chance.multinomial(length, np.full(length, 1 / length), REPLICATES)
        units = chance.multinomial(width, np.full(width, 1 / width), REPLICATES)
        row = {"model": name, "horizon": horizon}
        for measure, column in (("wis", "wis"), ("mase", "scaled")):
            ours, rivals = (wide[column][model].fillna(0).to_numpy() for model in (OUR_MODEL, name))
            drawn = _drawn(ours, origins, units) / _drawn(rivals, origins, units)
            row[f"{measure}_ratio"] = ours.sum() / rivals.sum()
            row[f"{measure}_low"], row[f"{measure}_high"] = np.quantile(drawn, (0.025, 0.975))
        rows.append(row)
    return pd.DataFrame(rows).set_index(["model", "horizon"])


def _drawn(values: Floats, origins: NDArray[np.int64], units: NDArray[np.int64]) -> Floats:
    """Sums of values (origin × unit), each origin and unit as often as it was drawn."""
    return np.asarray(((origins @ values) * units).sum(axis=1), np.float64)


LIBRARY_SCORE = "weighted interval score against the best library model"
_SCORE = "weighted interval score against 3-year drift, same calibration"
_SCALED_ERROR = "MASE against 3-year drift"
_PERCENTAGE_ERROR = "median absolute percentage error"
# the most that each may be, one to five years ahead
_MOST = {
    _SCORE: (0.88, 0.81, 0.78, 0.74, 0.67),
    LIBRARY_SCORE: (0.75, 0.65, 0.60, 0.56, 0.50),
    _SCALED_ERROR: (0.87, 0.78, 0.73, 0.70, 0.61),
    _PERCENTAGE_ERROR: (3.0, 5.0, 6.7, 8.1, 8.9),
}
_REACH = (0.84, 0.77, 0.75, 0.72, 0.64)  # of the first of these, to be reached for
_WITHIN = {95: (93, 97.5), 80: (77, 84), 50: (47, 55)}
_WITHIN_THIRDS = {95: (91, 98), 80: (73, 86)}


def _goals_of_error(table: pd.DataFrame, ratios: pd.DataFrame) -> list[Goal]:
    drift = ratios.xs(DRIFT)
    library = ratios.drop([name for name in RIVALS if name in ratios.index])["wis_ratio"]
    reached = {
        _SCORE: drift["wis_ratio"],
        LIBRARY_SCORE: library.groupby("horizon").max(),  # of the best, ours is the highest share
        _SCALED_ERROR: drift["mase_ratio"],
        _PERCENTAGE_ERROR: table.xs(OUR_MODEL)["median_ape_percent"],
    }
    goals = []
    for what, values in reached.items():
        for horizon, value in values.items():
            place = YEARS_AHEAD.index(int(str(horizon)))
            goals.append(
                Goal(
                    what,
                    float(value),
                    high=_MOST[what][place],
                    horizon=YEARS_AHEAD[place],
                    reach=_REACH[place] if what == _SCORE else None,
                )
            )
    return goals


def _goals_of_cover(table: pd.DataFrame) -> list[Goal]:
    ours = table.xs(OUR_MODEL)
    wanted = [
        (f"{cover}% intervals cover", f"covers_{cover}", ends) for cover, ends in _WITHIN.items()
    ]
    wanted += [
        (f"{cover}% intervals, {third} units", f"covers_{cover}_{third}", ends)
        for cover, ends in _WITHIN_THIRDS.items()
        for third in THIRDS_BY_SIZE
    ]
    return [
        Goal(what, float(value), low=low, high=high, horizon=int(str(horizon)))
        for what, column, (low, high) in wanted
        for horizon, value in ours[column].items()
    ]
