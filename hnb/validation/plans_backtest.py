"""What the forecast of plans would have said in past years, and how far that was from what came."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from hnb.domain.errors import ParameterError, Place
from hnb.figures import Figure
from hnb.questions.plans_forecast.model import plans_ahead
from hnb.stats.growth_model import (
    HORIZONS,
    LEVELS,
    QUANTILES,
    Panel,
    ahead,
    fit,
    offsets,
    spread,
    years,
)
from hnb.validation.goals import Goal

ORIGINS = tuple(range(2018, 2025))
TABLES = ("ehc_plans", "new_plans", "population", "requests")
AGO = (1, 3, 5)  # years before the latest January at which the last forecasts are looked up
OWN, DRIFT = "hnb", "3-year drift"
THIRDS = ("small", "middle", "large")
INTERVALS = {95: ("q025", "q975"), 80: ("q10", "q90"), 50: ("q25", "q75")}
REPLICATES = 1000
FEWEST = 0.9  # share of the others' forecasts that a model must have made to be scored beside them


def _drift(plans: pd.DataFrame, horizon: int, memory: int) -> pd.Series:
    back = min(memory, plans.shape[1] - 1)
    last = plans.iloc[:, -1]
    return last + horizon * (last - plans.iloc[:, -1 - back]) / max(back, 1)


def _log_trend(plans: pd.DataFrame, horizon: int) -> pd.Series:
    when = np.asarray(years(plans), float)
    slope, start = np.polyfit(
        when, np.log(plans.interpolate(axis=1, limit_direction="both").to_numpy()).T, 1
    )
    return pd.Series(np.exp(start + slope * (when[-1] + horizon)), plans.index)


RIVALS: dict[str, Callable[[pd.DataFrame, int], pd.Series]] = {
    "naive": lambda plans, horizon: plans.iloc[:, -1],
    DRIFT: lambda plans, horizon: _drift(plans, horizon, 3),
    "log trend": _log_trend,
    "random walk with drift": lambda plans, horizon: _drift(plans, horizon, plans.shape[1] - 1),
}


def rolling(
    panel: Panel, origins: Iterable[int] = ORIGINS, horizons: Sequence[int] = HORIZONS
) -> pd.DataFrame:
    """The forecast as it would have been made at each origin: `model`, `unit`, `origin`, `horizon`,
    `q025` … `q975`.
    """
    made = [ahead(fit(panel, origin, horizons), panel) for origin in origins]
    return pd.concat(made, ignore_index=True).assign(model=OWN)


def rival(panel: Panel, name: str, origins: Sequence[int] = ORIGINS) -> pd.DataFrame:
    """A simple rule with the forecast's own calibration: only errors that could be seen by each
    origin.

    Same columns as `rolling`, and `point`, what the rule itself says; `name` is one of `RIVALS`.
    """
    rule, plans, made = RIVALS[name], panel.plans, []
    past = [january for january in years(plans)[1:] if january <= max(origins)]
    # each is made from the Januaries up to its own year, and its error used only once the outcome
    # is in
    said = {
        (year, horizon): rule(plans.loc[:, :year], horizon).clip(lower=1)
        for year in past
        for horizon in HORIZONS
    }
    off_by = {
        (year, horizon): np.log(plans[year + horizon] / expected)
        for (year, horizon), expected in said.items()
        if year + horizon in plans
    }
    for origin in origins:
        place = np.asarray((plans[origin].rank() - 1) / (len(plans) - 1), np.float64)
        common = np.array([off_by[year, 1].mean() for year in past if year < origin])
        for horizon in HORIZONS:
            seen = pd.DataFrame(
                {year: off_by[year, horizon] for year in past if year + horizon <= origin}
            )
            off = offsets(seen, plans[seen.columns], common, horizon)
            middle = np.asarray(said[origin, horizon], np.float64)
            table = {
                "model": name,
                "unit": plans.index,
                "origin": origin,
                "horizon": horizon,
                "point": middle,
            }
            made.append(
                pd.DataFrame(table | spread(middle, place, off))[plans[origin].notna().to_numpy()]
            )
    return pd.concat(made, ignore_index=True)


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
        The goals beside what was reached.
    """

    table: pd.DataFrame
    ratios: pd.DataFrame
    goals: tuple[Goal, ...]


def judge(forecasts: pd.DataFrame, panel: Panel) -> pd.DataFrame:
    """Each forecast beside what came: weighted interval score, errors, whether each interval held
    it.

    Rows whose January is not held are left out. The score is twice the mean quantile loss over the
    seven levels, which is the weighted interval score of three intervals and the middle (Bracher
    and others, 2021, PLoS Computational Biology 17, e1008618); the scaled error is over the mean
    yearly change up to the origin (Hyndman and Koehler, 2006).
    """
    long = panel.plans.stack()
    came = long.reindex(
        pd.MultiIndex.from_arrays([forecasts["unit"], forecasts["origin"] + forecasts["horizon"]])
    )
    table = forecasts.assign(came=came.to_numpy()).dropna(subset=["came", "q50"])
    steps = panel.plans.diff(axis=1).abs().T.expanding().mean().T.stack()
    third = (panel.plans.rank(pct=True) * 3).apply(np.ceil).clip(1, 3).stack()
    at = pd.MultiIndex.from_arrays([table["unit"], table["origin"]])
    over = table[["came"]].to_numpy() - table[list(QUANTILES)].to_numpy()
    loss = np.where(over >= 0, np.array(LEVELS) * over, (np.array(LEVELS) - 1) * over)
    table["wis"] = 2 * loss.mean(axis=1)
    point = table["point"].fillna(table["q50"]) if "point" in table else table["q50"]
    table["scaled"] = (table["came"] - point).abs() / steps.reindex(at).to_numpy()
    table["bias"] = 100 * (point / table["came"] - 1)
    table["ape"] = table["bias"].abs()
    table["width"] = 100 * (table["q975"] - table["q025"]) / table["came"]
    table["third"] = np.array(THIRDS)[third.reindex(at).to_numpy().astype(int) - 1]
    for cover, (low, high) in INTERVALS.items():
        table[f"covers_{cover}"] = 100.0 * table["came"].between(table[low], table[high])
    return table


def _ratios(judged: pd.DataFrame, name: str) -> pd.DataFrame:
    """The forecast's mean over the rival's, by horizon, with a bootstrap over units and over
    origins.
    """
    rows, chance = [], np.random.default_rng(0)
    for horizon, part in judged[judged["model"].isin((OWN, name))].groupby("horizon"):
        wide = part.pivot(index="origin", columns=["model", "unit"], values=["wis", "scaled"])
        length, width = len(wide), wide.shape[1] // 4
        origins = chance.multinomial(length, np.full(length, 1 / length), REPLICATES)
        units = chance.multinomial(width, np.full(width, 1 / width), REPLICATES)
        row = {"model": name, "horizon": horizon}
        for measure, column in (("wis", "wis"), ("mase", "scaled")):
            ours, theirs = (np.nan_to_num(wide[column][model].to_numpy()) for model in (OWN, name))
            drawn = [((origins @ values) * units).sum(axis=1) for values in (ours, theirs)]
            low, high = np.quantile(drawn[0] / drawn[1], (0.025, 0.975))
            row |= {
                f"{measure}_ratio": ours.sum() / theirs.sum(),
                f"{measure}_low": low,
                f"{measure}_high": high,
            }
        rows.append(row)
    return pd.DataFrame(rows).set_index(["model", "horizon"])


_MOST = {
    "weighted interval score against 3-year drift, same calibration": (
        0.88,
        0.81,
        0.78,
        0.74,
        0.67,
    ),
    "weighted interval score against the best library model": (0.75, 0.65, 0.60, 0.56, 0.50),
    "MASE against 3-year drift": (0.87, 0.78, 0.73, 0.70, 0.61),
    "median absolute percentage error": (3.0, 5.0, 6.7, 8.1, 8.9),
}
_REACH = (0.84, 0.77, 0.75, 0.72, 0.64)  # of the first of these, to be reached for
_WITHIN = {95: (93, 97.5), 80: (77, 84), 50: (47, 55)}
_WITHIN_THIRDS = {95: (91, 98), 80: (73, 86)}


def _goals(table: pd.DataFrame, ratios: pd.DataFrame) -> tuple[Goal, ...]:
    own, drift, goals = table.xs(OWN), ratios.xs(DRIFT), list[Goal]()

    def add(measure: str, low: float | None, high: Sequence[float], values: pd.Series) -> None:
        for horizon, value in values.items():
            place = HORIZONS.index(int(str(horizon)))
            reach = _REACH[place] if measure == next(iter(_MOST)) else None
            most = high[min(place, len(high) - 1)]
            goals.append(Goal(measure, float(value), low, most, HORIZONS[place], reach))

    library = ratios.drop([name for name in RIVALS if name in ratios.index])["wis_ratio"]
    best = library.groupby("horizon").max()  # of the best, ours is the highest share
    reached = (drift["wis_ratio"], best, drift["mase_ratio"], own["median_ape_percent"])
    for (measure, most), values in zip(_MOST.items(), reached, strict=True):
        add(measure, None, most, values)
    for cover, (low, high) in _WITHIN.items():
        add(f"{cover}% intervals cover", low, (high,), own[f"covers_{cover}"])
    for cover, (low, high) in _WITHIN_THIRDS.items():
        for third in THIRDS:
            add(f"{cover}% intervals, {third} units", low, (high,), own[f"covers_{cover}_{third}"])
    return tuple(goals)


def score(forecasts: pd.DataFrame, panel: Panel) -> Scores:
    """Score forecasts of several models against what came, on the units, origins and horizons that
    all of them have.

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
    short = sorted(
        set(counts[counts < FEWEST * counts.max()].index) | ({OWN, DRIFT} - set(counts.index))
    )
    if short:
        raise ParameterError(
            Place(parameter="forecasts"),
            found=f"{', '.join(short)} has not forecast the units, origins and horizons that "
            "others have",
            expected="the same units, origins and horizons from every model",
        )
    shared = judged.groupby(["unit", "origin", "horizon"])["model"].transform("size") == len(counts)
    judged = judged[shared]
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
        table = table.join(
            part.groupby(["model", "horizon"])[covers].mean().add_suffix(f"_{third}")
        )
    ratios = pd.concat([_ratios(judged, str(name)) for name in counts.index.drop(OWN)])
    return Scores(table, ratios, _goals(table, ratios))


@dataclass(frozen=True)
class LastTime:
    """What would have been said of this January some years before, and what came.

    `expected` has 95% limits, and `inside` says whether what came lay within them; `error` is
    expected over what came, per cent (positive: too many were expected).
    """

    origin: int
    expected: Figure
    came: Figure
    error: Figure
    inside: bool


def last_time(
    plans: pd.DataFrame,
    new_plans: pd.DataFrame,
    population: pd.DataFrame,
    requests: pd.DataFrame,
    la_code: int,
) -> tuple[LastTime, ...]:
    """The latest January as it would have been forecast one, three and five years before, where
    that can be said.
    """
    tables = (plans, new_plans, population, requests)
    now = plans_ahead(*tables, la_code).now
    january, found = int(now.period.split()[-1]), []
    held = set(plans.loc[plans["la_code"].eq(la_code) & plans["plans"].notna(), "january"])
    for back in AGO:
        if january - back not in held:
            continue
        made = plans_ahead(*tables, la_code, horizons=(back,), origin=january - back)
        made_at = f"forecast at January {made.origin}"
        expected = replace(made.plans[0], scope=made_at)
        if isinstance(expected.value, float) and isinstance(now.value, float):
            error = Figure(
                "forecast.error",
                100 * (expected.value / now.value - 1),
                "percent",
                "forecast less count, over the count",
                (*expected.rows, *now.rows),
                made_at,
                f"January {january}",
            )
            inside = expected.low <= now.value <= expected.high  # type: ignore[operator]
            found.append(LastTime(made.origin, expected, now, error, inside))
    return tuple(found)
