"""How counts have grown in every unit, and what that says of the years ahead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from hnb.domain.errors import ParameterError, Place
from hnb.stats import Floats

YEARS_AHEAD = (1, 2, 3, 4, 5)
QUANTILE_LEVELS = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
# q025, q10, q25, q50 …
QUANTILES = tuple(f"q{f'{level:g}'[2:].ljust(2, '0')}" for level in QUANTILE_LEVELS)
SIGNALS = ("growth", "inflow", "inflow_change", "waiting", "level")

MEMORY = 3  # years over which the recent growth of all units is taken
DAMPING = 0.98  # share of that growth kept from each year to the next
# a year's common error grows with this power of the years: half-way from passing (½) to lasting (1)
LASTING = 0.75
POPULATION_LAG = 2  # the mid-year estimate two years before is out when the January count is
MOST_NEW = 0.5  # new plans above this share of the stock are a mistake in the publication
LEAST_ASKED = 0.5  # requests below this share of the year's new plans are not all that were made
ASKED_AHEAD = 3  # years ahead for which requests have been tried: they are held from 2016 only
STEP = 5.0  # spreads away from the growth of all units that mark a step in recording
_PLACES = np.linspace(0, 1, 21)  # by size: the smallest unit 0, the largest 1
_NEAR = 0.12  # spread of the kernel over places by size


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
    """

    plans: pd.DataFrame
    new_plans: pd.DataFrame
    people: pd.DataFrame
    requests: pd.DataFrame

    def until(self, origin: int) -> Panel:
        """What had been published when the January of `origin` was; everything later is gone."""
        plans = _up_to(self.plans, origin).dropna(how="all")
        return Panel(
            plans=plans,
            new_plans=_up_to(self.new_plans, origin).reindex(plans.index),
            people=_up_to(self.people, origin - POPULATION_LAG).reindex(plans.index),
            requests=_up_to(self.requests, origin).reindex(plans.index),
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
    offsets_own, offsets_pooled : ndarray
        Horizon × size × level: distance of each quantile from the middle (log), for units whose own
        figures are used and for those that get the growth of all units alone.
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
    offsets_own: Floats
    offsets_pooled: Floats
    sizes: Floats
    step: float


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


def fit_growth(panel: Panel, origin: int, horizons: Sequence[int] = YEARS_AHEAD) -> GrowthModel:
    """Learn from everything that had been published by `origin`, and nothing later.

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
    logs = known.plans.apply(np.log)
    past = range(first + 1, origin)
    surprises = [
        (logs[year + 1] - logs[year]).mean() - recent_growth(known.plans, year) * damped(1)
        for year in past
    ]
    distances = {}
    for january in past:
        known_then = signals(known, january)
        distances[january] = _distance(
            known_then, centre=known_then.mean(), width=known_then.std(ddof=0)
        )
    learned = [
        _learn(horizon, known.plans, distances, common=np.array(surprises)) for horizon in horizons
    ]
    yearly = logs.diff(axis=1)
    usual_distance = np.nanmedian(np.abs(yearly - yearly.mean())) * 1.4826
    latest = signals(known, origin)
    return GrowthModel(
        origin=origin,
        horizons=tuple(horizons),
        growth=recent_growth(known.plans, origin),
        coefficients=pd.DataFrame(
            [horizon.coefficients for horizon in learned], index=list(horizons), columns=SIGNALS
        ),
        centre=latest.mean(),
        width=latest.std(ddof=0),
        offsets_own=np.stack([horizon.offsets_own for horizon in learned]),
        offsets_pooled=np.stack([horizon.offsets_pooled for horizon in learned]),
        sizes=np.sort(known.plans[origin].dropna()),
        step=STEP * float(usual_distance),
    )


@dataclass(frozen=True)
class _Horizon:
    """What was learned of one number of years ahead, as in `GrowthModel`."""

    coefficients: Floats
    offsets_own: Floats
    offsets_pooled: Floats


def _learn(
    horizon: int, plans: pd.DataFrame, distances: Mapping[int, Floats], *, common: Floats
) -> _Horizon:
    """What signals have meant so many years ahead, and how far units then were from that."""
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
    sizes = plans[origins]
    return _Horizon(
        coefficients=coefficients,
        offsets_own=offsets(change - explained, sizes, common=common, horizon=horizon),
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


def offsets(errors: pd.DataFrame, sizes: pd.DataFrame, common: Floats, horizon: int) -> Floats:
    """Quantiles of the error, the common part of a year and the unit's own part put together.

    Parameters
    ----------
    errors : DataFrame
        Unit × origin: log of the outcome over what was expected, `horizon` years ahead.
    sizes : DataFrame
        Unit × origin: count at the origin.
    common : ndarray
        Average error one year ahead, by origin: the part that all units share.

    Returns
    -------
    ndarray
        Place by size (smallest to largest, 21 steps) × `QUANTILE_LEVELS`.

    Notes
    -----
    The unit's own part is scaled by the mean size of error among units of like rank by size (a
    Gaussian kernel), its shape is that of all scaled errors. The common part is Student's t on as
    many degrees of freedom as there were years, less one; its scale is the median size of the
    common errors, so that one reform does not set it.
    """
    from scipy.stats import t

    unit_part = (errors - errors.mean()).to_numpy().ravel()
    place = ((sizes.rank() - 1) / (len(sizes) - 1)).to_numpy().ravel()
    is_known = np.isfinite(unit_part)
    unit_part, place = unit_part[is_known], place[is_known]
    size = np.minimum(np.abs(unit_part), np.quantile(np.abs(unit_part), 0.99))
    near = np.exp(-0.5 * ((_PLACES[:, None] - place) / _NEAR) ** 2)
    scale = near @ size / near.sum(axis=1)
    scaled = unit_part / np.interp(place, _PLACES, scale)
    shape = np.quantile(scaled, (np.arange(200) + 0.5) / 200)
    freedom = len(common) - 1
    shared = t.ppf((np.arange(41) + 0.5) / 41, freedom)
    shared *= np.median(np.abs(common)) / t.ppf(0.75, freedom) * horizon**LASTING
    both = scale[:, None, None] * shape[:, None] + shared
    return np.quantile(both.reshape(len(_PLACES), -1), QUANTILE_LEVELS, axis=1).T


def spread(middle: Floats, place: Floats, off: Floats) -> dict[str, Floats]:
    """Quantiles by name: the middle moved by the offsets for a place by size (smallest 0, largest
    1).
    """
    return {
        name: middle * np.exp(np.interp(place, _PLACES, off[:, level]))
        for level, name in enumerate(QUANTILES)
    }


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
    place = np.searchsorted(model.sizes, stock) / max(len(model.sizes) - 1, 1)
    tables = []
    for step, horizon in enumerate(model.horizons):
        own_growth = np.where(pooled, 0.0, distance @ model.coefficients.loc[horizon].to_numpy())
        middle = stock * np.exp(model.growth * damped(horizon) + own_growth)
        narrower = spread(middle, place, model.offsets_own[step])
        wider = spread(middle, place, model.offsets_pooled[step])
        quantiles = {name: np.where(pooled, wider[name], narrower[name]) for name in QUANTILES}
        units = {"unit": last_three.index, "origin": origin, "horizon": horizon}
        tables.append(pd.DataFrame({**units, **quantiles, "pooled": pooled}))
    return pd.concat(tables, ignore_index=True)
