"""How plans have grown in every unit, and what that says of the years ahead: the engine of the
forecast.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from hnb.domain.errors import ParameterError, Place
from hnb.stats.shapley import Floats

HORIZONS = (1, 2, 3, 4, 5)
LEVELS = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
QUANTILES = tuple(f"q{f'{level:g}'[2:].ljust(2, '0')}" for level in LEVELS)  # q025 q10 q25 q50 …
SIGNALS = ("growth", "inflow", "inflow_change", "waiting", "level")

MEMORY = 3  # years over which England's recent growth is taken
DAMPING = 0.98  # share of that growth kept from each year to the next
# a year's common error grows with this power of the years: half-way from passing (½) to lasting (1)
LASTING = 0.75
POPULATION_LAG = 2  # the mid-year estimate two years before is out when the January count is
MOST_NEW = 0.5  # new plans above this share of the stock are a mistake in the publication
LEAST_ASKED = 0.5  # requests below this share of the year's new plans are not all that were made
ASKED_AHEAD = 3  # years ahead for which requests have been tried: they are held from 2016 only
STEP = 5.0  # spreads away from England's growth that mark a step in recording
_GRID = np.linspace(0, 1, 21)


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
        plans = self.plans[[year for year in years(self.plans) if year <= origin]].dropna(how="all")
        lags = ((self.new_plans, 0), (self.people, POPULATION_LAG), (self.requests, 0))
        known = (
            table[[year for year in years(table) if year <= origin - lag]] for table, lag in lags
        )
        return Panel(plans, *(table.reindex(plans.index) for table in known))


def years(table: pd.DataFrame) -> list[int]:
    """The years that a wide table has a column for."""
    return [int(str(label)) for label in table.columns]


def signals(known: Panel, january: int) -> pd.DataFrame:
    """What each unit's own recent figures say: one row a unit, missing where a figure is.

    Columns `SIGNALS`: last year's log growth, new plans over plans, the change in that, requests
    for assessment less new plans over plans (what is on its way, or was refused), log of plans per
    child.
    """
    stock = known.plans
    rate = (known.new_plans.reindex(columns=stock.columns) / stock).where(
        lambda share: share <= MOST_NEW
    )
    held = years(known.people) or [january]
    mid = max([year for year in held if year <= january - POPULATION_LAG], default=min(held))
    asked = known.requests.get(january, np.nan) / stock[january]
    found = {
        "growth": np.log(stock[january] / stock.get(january - 1, np.nan)),
        "inflow": rate[january],
        "inflow_change": rate[january] - rate.get(january - 1, np.nan),
        "waiting": asked.where(asked >= LEAST_ASKED * rate[january]) - rate[january],
        "level": np.log(stock[january] / known.people.get(mid, np.nan)),
    }
    return pd.DataFrame(found, index=stock.index, dtype=float)


@dataclass(frozen=True)
class Model:
    """What the past of all units says about the years after `origin`.

    Parameters
    ----------
    growth : float
        England's recent growth a year, log.
    coefficients : DataFrame
        Horizon × signal: what a unit's distance from the average adds to its log change.
    centre, width : Series
        Average of each signal over units at the origin, and its standard deviation.
    own, pooled : ndarray
        Horizon × size × level: distance of each quantile from the middle (log), for units whose own
        figures are used and for those that get England's growth alone.
    sizes : ndarray
        Plans of every unit at the origin, sorted.
    step : float
        Log change, away from England's, that marks a step in recording.
    """

    origin: int
    horizons: tuple[int, ...]
    growth: float
    coefficients: pd.DataFrame
    centre: pd.Series
    width: pd.Series
    own: Floats
    pooled: Floats
    sizes: Floats
    step: float


def recent_growth(plans: pd.DataFrame, january: int) -> float:
    """England's log growth a year over the last three years held, of the units that have both
    counts.
    """
    first = max(january - MEMORY, min(years(plans)))
    total = plans[[first, january]].dropna().sum()
    return float(np.log(total[january] / total[first]) / (january - first))


def damped(horizon: int) -> float:
    """Years of recent growth that so many years ahead are worth."""
    return float(sum(DAMPING**year for year in range(1, horizon + 1)))


def offsets(errors: pd.DataFrame, sizes: pd.DataFrame, common: Floats, horizon: int) -> Floats:
    """Quantiles of the error, the common part of a year and the unit's own part put together.

    Parameters
    ----------
    errors : DataFrame
        Unit × origin: log of what came over what was expected, `horizon` years ahead.
    sizes : DataFrame
        Unit × origin: plans at the origin.
    common : ndarray
        Average error one year ahead, by origin: the part that all units share.

    Returns
    -------
    ndarray
        Place by size (smallest to largest, 21 steps) × `LEVELS`.

    Notes
    -----
    The unit's own part is scaled by the mean size of error among units of like rank by size (a
    Gaussian kernel), its shape is that of all scaled errors. The common part is Student's t on as
    many degrees of freedom as there were years, less one; its scale is the median size of the
    common errors, so that one reform does not set it.
    """
    from scipy.stats import t

    own = (errors - errors.mean()).to_numpy().ravel()
    place = ((sizes.rank() - 1) / (len(sizes) - 1)).to_numpy().ravel()
    own, place = own[np.isfinite(own)], place[np.isfinite(own)]
    size = np.minimum(np.abs(own), np.quantile(np.abs(own), 0.99))
    near = np.exp(-0.5 * ((_GRID[:, None] - place) / 0.12) ** 2)
    scale = near @ size / near.sum(axis=1)
    shape = np.quantile(own / np.interp(place, _GRID, scale), (np.arange(200) + 0.5) / 200)
    shared = t.ppf((np.arange(41) + 0.5) / 41, len(common) - 1)
    shared *= np.median(np.abs(common)) / t.ppf(0.75, len(common) - 1) * horizon**LASTING
    both = scale[:, None, None] * shape[:, None] + shared
    return np.quantile(both.reshape(len(_GRID), -1), LEVELS, axis=1).T


def _regress(change: Floats, distance: Floats) -> Floats:
    """Coefficients by Huber's estimator, so that steps in recording do not set them."""
    weight = np.ones(len(change))
    for _ in range(15):
        root = np.sqrt(weight)
        coefficients = np.linalg.lstsq(distance * root[:, None], change * root, rcond=None)[0]
        size = np.abs(change - distance @ coefficients)
        weight = np.minimum(1, 1.345 * 1.4826 * np.median(size) / np.maximum(size, 1e-12))
    return np.asarray(coefficients, float)


def _distance(found: pd.DataFrame, centre: pd.Series, width: pd.Series) -> Floats:
    """How far each signal is from the average, held within three spreads; none where it is missing."""
    most = 3 * width.to_numpy()
    return np.asarray(np.nan_to_num(np.clip((found - centre).to_numpy(), -most, most)), np.float64)


def fit(panel: Panel, origin: int, horizons: Sequence[int] = HORIZONS) -> Model:
    """Learn from everything that had been published by `origin`, and nothing later.

    Raises
    ------
    ParameterError
        No January of that year is held, or the series is too short for the longest horizon.
    """
    known = panel.until(origin)
    first, longest = min(years(known.plans), default=origin), max(horizons)
    if origin not in known.plans or origin < first + 3 + longest:
        raise ParameterError(
            Place(parameter="origin"),
            found=f"a forecast {longest} years ahead cannot be learned at January {origin}",
            expected=f"a January that is held, {first + 3 + longest} or later",
        )
    logs = known.plans.apply(np.log)
    past = range(first + 1, origin)
    distance = {}
    for january in (*past, origin):
        found = signals(known, january)
        distance[january] = _distance(found, found.mean(), found.std(ddof=0))
    recent = {january: recent_growth(known.plans, january) for january in (*past, origin)}
    common = np.array(
        [(logs[year + 1] - logs[year]).mean() - recent[year] * damped(1) for year in past]
    )
    coefficients, own, pooled = {}, [], []
    for horizon in horizons:
        seen = [january for january in past if january + horizon <= origin]
        change = pd.DataFrame({year: logs[year + horizon] - logs[year] for year in seen})
        change -= change.mean()
        x, y = np.vstack([distance[year] for year in seen]), change.to_numpy().T.ravel()
        x[:, SIGNALS.index("waiting")] *= horizon <= ASKED_AHEAD
        held = np.isfinite(y)
        coefficients[horizon] = _regress(y[held], x[held])
        left = change - (x @ coefficients[horizon]).reshape(len(seen), -1).T
        own.append(offsets(left, known.plans[seen], common, horizon))
        pooled.append(offsets(change, known.plans[seen], common, horizon))
    yearly = logs.diff(axis=1)
    usual = float(np.nanmedian(np.abs(yearly - yearly.mean()))) * 1.4826
    return Model(
        origin,
        tuple(horizons),
        recent[origin],
        pd.DataFrame(coefficients, index=SIGNALS).T,
        found.mean(),
        found.std(ddof=0),
        np.stack(own),
        np.stack(pooled),
        np.sort(known.plans[origin].dropna()),
        STEP * usual,
    )


def spread(middle: Floats, place: Floats, off: Floats) -> dict[str, Floats]:
    """Quantiles of plans by name: the middle moved by the offsets for a place by size (smallest 0,
    largest 1).
    """
    return {
        name: middle * np.exp(np.interp(place, _GRID, off[:, level]))
        for level, name in enumerate(QUANTILES)
    }


def ahead(model: Model, panel: Panel) -> pd.DataFrame:
    """Quantiles of plans for every unit of a panel that has a count at the origin.

    Returns
    -------
    DataFrame
        `unit`, `origin`, `horizon`, `q025` … `q975` (plans), and `pooled`: the unit has fewer than
        three Januaries in a row, so that it gets England's growth.
    """
    known = panel.until(model.origin)
    last = known.plans.reindex(columns=range(model.origin - 2, model.origin + 1))
    last = last[last[model.origin] > 0]
    new = last.isna().any(axis=1).to_numpy()
    x = _distance(signals(known, model.origin).loc[last.index], model.centre, model.width)
    stock = last[model.origin].to_numpy()
    place = np.searchsorted(model.sizes, stock) / max(len(model.sizes) - 1, 1)
    parts = []
    for step, horizon in enumerate(model.horizons):
        own = np.where(new, 0.0, x @ model.coefficients.loc[horizon].to_numpy())
        middle = stock * np.exp(model.growth * damped(horizon) + own)
        narrow, wide = (spread(middle, place, kind[step]) for kind in (model.own, model.pooled))
        table = {name: np.where(new, wide[name], narrow[name]) for name in QUANTILES}
        whose = {"unit": last.index, "origin": model.origin, "horizon": horizon}
        parts.append(pd.DataFrame(whose | table | {"pooled": new}))
    return pd.concat(parts, ignore_index=True)
