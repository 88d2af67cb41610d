"""How counts have grown in every unit, and what that says of the years ahead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from hnb.domain.errors import ParameterError, Place
from hnb.stats import Floats
from hnb.stats.forecasting import backlog
from hnb.stats.forecasting.forecast_limits import (
    QUANTILES,
    offsets,
    offsets_by_class,
    spread,
    spread_by_class,
)

YEARS_AHEAD = (1, 2, 3, 4, 5)
SIGNALS = ("growth", "inflow", "inflow_change", "waiting", "level")

MEMORY = 3  # years over which the recent growth of all units is taken
DAMPING = 0.98  # share of that growth kept from each year to the next
POPULATION_LAG = 2  # the mid-year estimate two years before is out when the January count is
MOST_NEW = 0.5  # new plans above this share of the stock are a mistake in the publication
LEAST_ASKED = 0.5  # requests below this share of the year's new plans are not all that were made
ASKED_AHEAD = 3  # years ahead for which requests have been tried: they are held from 2016 only
STEP = 5.0  # spreads away from the growth of all units that mark a step in recording


@dataclass(frozen=True)
class Panel:
    """Plans, new plans, children and requests of many units, one row a unit.

    Parameters
    ----------
    plans : DataFrame
        Unit × January.
    new_plans : DataFrame
        Unit × January that *ends* the calendar year in which the plans started.
    people : DataFrame
        Unit × mid-year, children aged 0 to 17.
    requests : DataFrame
        Unit × January that ends the calendar year in which an assessment was asked for; from 2017.
    in_time : DataFrame
        Unit × January that ends the calendar year: share of its new plans issued within 20 weeks.
    """

    plans: pd.DataFrame
    new_plans: pd.DataFrame
    people: pd.DataFrame
    requests: pd.DataFrame
    in_time: pd.DataFrame = field(default_factory=pd.DataFrame)

    def until(self, origin: int) -> Panel:
        """What had been published when the January of `origin` was; everything later is gone."""
        plans = _up_to(self.plans, origin).dropna(how="all")
        return Panel(
            plans=plans,
            new_plans=_up_to(self.new_plans, origin).reindex(plans.index),
            people=_up_to(self.people, origin - POPULATION_LAG).reindex(plans.index),
            requests=_up_to(self.requests, origin).reindex(plans.index),
            in_time=_up_to(self.in_time, origin).reindex(plans.index),
        )


def years(table: pd.DataFrame) -> list[int]:
    """The years that a wide table has a column for."""
    return [int(str(label)) for label in table.columns]


def _up_to(table: pd.DataFrame, last: int) -> pd.DataFrame:
    return table[[year for year in years(table) if year <= last]]


def signals(known: Panel, january: int) -> pd.DataFrame:
    """What each unit's own recent figures say: one row a unit, missing where a figure is.

    Columns `SIGNALS`: last year's log growth, new plans over plans, the change in that, requests
    for assessment less new plans over plans (what is on its way, or was refused), log of plans per
    child.
    """
    stock = known.plans
    shares = known.new_plans.reindex(columns=stock.columns) / stock
    inflow = shares.where(shares <= MOST_NEW)
    mid_years = years(known.people) or [january]
    in_time = [year for year in mid_years if year <= january - POPULATION_LAG]
    people = known.people.get(max(in_time, default=min(mid_years)), np.nan)
    asked = known.requests.get(january, np.nan) / stock[january]
    by_signal = {
        "growth": np.log(stock[january] / stock.get(january - 1, np.nan)),
        "inflow": inflow[january],
        "inflow_change": inflow[january] - inflow.get(january - 1, np.nan),
        "waiting": asked.where(asked >= LEAST_ASKED * inflow[january]) - inflow[january],
        "level": np.log(stock[january] / people),
    }
    return pd.DataFrame(by_signal, index=stock.index, dtype=float)


@dataclass(frozen=True)
class GrowthModel:
    """What the past of all units says about the years after `origin`.

    Parameters
    ----------
    growth : float
        Recent growth a year of all units together, log.
    coefficients : DataFrame
        Horizon × signal: what a unit's distance from the average adds to its log change.
    centre, width : Series
        Average of each signal over units at the origin, and its standard deviation.
    shifts : ndarray
        Horizon × class of timeliness (`backlog`): what a backlog adds to log change.
    offsets_own, offsets_pooled : ndarray
        Distance of each quantile from the middle (log): horizon × class × size × level for units
        whose own figures are used, horizon × size × level for those that get the growth of all
        units alone.
    lag : int or None
        Years by which the timeliness used is late; None where none is held.
    sizes : ndarray
        Count of every unit at the origin, sorted.
    step : float
        Log change, away from that of all units, that marks a step in recording.
    """

    origin: int
    horizons: tuple[int, ...]
    growth: float
    coefficients: pd.DataFrame
    centre: pd.Series
    width: pd.Series
    shifts: Floats
    offsets_own: Floats
    offsets_pooled: Floats
    sizes: Floats
    step: float
    lag: int | None


def recent_growth(plans: pd.DataFrame, january: int) -> float:
    """Log growth a year of all units together, over the last three years held.

    A unit counts where it has both the first count and the last.
    """
    first = max(january - MEMORY, min(years(plans)))
    total = plans[[first, january]].dropna().sum()
    return float(np.log(total[january] / total[first]) / (january - first))


def damped(horizon: int) -> float:
    """Years of recent growth that so many years ahead are worth."""
    return float(sum(DAMPING**year for year in range(1, horizon + 1)))


def fit_growth(
    panel: Panel,
    origin: int,
    horizons: Sequence[int] = YEARS_AHEAD,
    *,
    others: Panel | None = None,
) -> GrowthModel:
    """Learn from everything that had been published by `origin`, and nothing later.

    Parameters
    ----------
    others : Panel, optional
        What signals and backlogs mean is learned from every January of it but `origin`, later ones
        too: to judge how to learn, never for a forecast.

    Raises
    ------
    ParameterError
        No January of that year is held, or the series is too short for the longest horizon.
    """
    known = panel.until(origin)
    first = min(years(known.plans), default=origin)
    earliest = first + MEMORY + max(horizons)
    if origin not in known.plans or origin < earliest:
        raise ParameterError(
            Place(parameter="origin"),
            found=f"a forecast {max(horizons)} years ahead cannot be learned at January {origin}",
            expected=f"a January that is held, {earliest} or later",
        )
    learned_from = known if others is None else others
    past = [year for year in years(learned_from.plans)[1:-1] if year != origin]
    latest = signals(known, origin)
    # what is not held at the origin is not used in the past either, so that the limits are as wide
    is_held = latest.notna().any().to_numpy()
    distances = {
        year: distance * is_held for year, distance in _distances(learned_from, past).items()
    }
    lag = backlog.lag_at(known.in_time, origin)
    common = _common_errors(known.plans)
    learned = [
        _learn(horizon, learned_from, distances, common=common, lag=lag) for horizon in horizons
    ]
    yearly = known.plans.apply(np.log).diff(axis=1)
    usual_distance = np.nanmedian(np.abs(yearly - yearly.mean())) * 1.4826
    return GrowthModel(
        origin=origin,
        horizons=tuple(horizons),
        growth=recent_growth(known.plans, origin),
        coefficients=pd.DataFrame(
            [horizon.coefficients for horizon in learned], index=list(horizons), columns=SIGNALS
        ),
        centre=latest.mean(),
        width=latest.std(ddof=0),
        shifts=np.stack([horizon.shifts for horizon in learned]),
        offsets_own=np.stack([horizon.offsets_own for horizon in learned]),
        offsets_pooled=np.stack([horizon.offsets_pooled for horizon in learned]),
        sizes=np.sort(known.plans[origin].dropna()),
        step=STEP * float(usual_distance),
        lag=lag,
    )


def _common_errors(plans: pd.DataFrame) -> Floats:
    """How far the average of all units was from their recent growth, by origin, one year ahead."""
    logs = plans.apply(np.log)
    return np.array(
        [
            (logs[year + 1] - logs[year]).mean() - recent_growth(plans, year) * damped(1)
            for year in years(plans)[1:-1]
        ]
    )


@dataclass(frozen=True)
class _Horizon:
    """What was learned of one number of years ahead, as in `GrowthModel`."""

    coefficients: Floats
    shifts: Floats
    offsets_own: Floats
    offsets_pooled: Floats


def _distances(known: Panel, past: Sequence[int]) -> dict[int, Floats]:
    """The distances of every unit's signals from their average, by January."""
    distances = {}
    for january in past:
        known_then = signals(known, january)
        distances[january] = _distance(
            known_then, centre=known_then.mean(), width=known_then.std(ddof=0)
        )
    return distances


def _learn(
    horizon: int,
    known: Panel,
    distances: Mapping[int, Floats],
    *,
    common: Floats,
    lag: int | None,
) -> _Horizon:
    """What signals and backlogs have meant so many years ahead, and how far units then were from
    that.
    """
    plans = known.plans
    origins = [year for year in distances if year + horizon in plans]
    logs = plans.apply(np.log)
    change = pd.DataFrame({year: logs[year + horizon] - logs[year] for year in origins})
    change -= change.mean()
    distance = np.vstack([distances[year] for year in origins])
    if horizon > ASKED_AHEAD:
        distance[:, SIGNALS.index("waiting")] = 0
    outcome = change.to_numpy().T.ravel()
    is_known = np.isfinite(outcome)
    coefficients = _regress(outcome[is_known], distance[is_known])
    explained = (distance @ coefficients).reshape(len(origins), -1).T
    errors, sizes = change - explained, plans[origins]
    classes = backlog.past_classes(known.in_time, errors, lag)
    shifts = backlog.shifts(errors, classes)
    return _Horizon(
        coefficients=coefficients,
        shifts=shifts,
        offsets_own=offsets_by_class(
            errors - errors.mean() - shifts[classes.to_numpy()],
            sizes,
            classes,
            common=common,
            horizon=horizon,
        ),
        offsets_pooled=offsets(change, sizes, common=common, horizon=horizon),
    )


def _distance(values: pd.DataFrame, *, centre: pd.Series, width: pd.Series) -> Floats:
    """Each signal less the average, at most three spreads away; zero where it is missing."""
    most = 3 * width.to_numpy()
    clipped = np.clip((values - centre).to_numpy(), -most, most)
    return np.asarray(np.nan_to_num(clipped), np.float64)


def _regress(change: Floats, distance: Floats) -> Floats:
    """Coefficients by Huber's estimator, so that steps in recording do not set them."""
    weight = np.ones(len(change))
    for _ in range(15):
        root = np.sqrt(weight)
        coefficients = np.linalg.lstsq(distance * root[:, None], change * root, rcond=None)[0]
        size = np.abs(change - distance @ coefficients)
        weight = np.minimum(1, 1.345 * 1.4826 * np.median(size) / np.maximum(size, 1e-12))
    return np.asarray(coefficients, float)


def quantiles_ahead(model: GrowthModel, panel: Panel) -> pd.DataFrame:
    """Quantiles of the count of every unit of a panel that has one at the origin.

    Returns
    -------
    DataFrame
        `unit`, `origin`, `horizon`, `q025` … `q975` (plans), and `pooled`: the unit has fewer than
        three Januaries in a row, so that it gets the growth of all units.
    """
    origin, known = model.origin, panel.until(model.origin)
    last_three = known.plans.reindex(columns=range(origin - 2, origin + 1))
    last_three = last_three[last_three[origin] > 0]
    pooled = last_three.isna().any(axis=1).to_numpy()
    own_signals = signals(known, origin).loc[last_three.index]
    distance = _distance(own_signals, centre=model.centre, width=model.width)
    stock = last_three[origin].to_numpy()
    classes = np.full(len(stock), backlog.UNKNOWN)
    if model.lag is not None:
        classes = backlog.class_at(known.in_time, last_three.index, origin - model.lag)
    place = np.searchsorted(model.sizes, stock) / max(len(model.sizes) - 1, 1)
    tables = []
    for step, horizon in enumerate(model.horizons):
        own_growth = distance @ model.coefficients.loc[horizon].to_numpy()
        own_growth = np.where(pooled, 0.0, own_growth + model.shifts[step][classes])
        middle = stock * np.exp(model.growth * damped(horizon) + own_growth)
        narrower = spread_by_class(middle, place, classes, model.offsets_own[step])
        wider = spread(middle, place, model.offsets_pooled[step])
        quantiles = {name: np.where(pooled, wider[name], narrower[name]) for name in QUANTILES}
        units = {"unit": last_three.index, "origin": origin, "horizon": horizon}
        tables.append(pd.DataFrame({**units, **quantiles, "pooled": pooled}))
    return pd.concat(tables, ignore_index=True)
