"""How far net spend, moved on by plans and prices, was from what came in past years."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from hnb.domain.reorganisations import area_by_authority
from hnb.domain.units import counted
from hnb.figures import Figure, FigureMaker, Rows
from hnb.questions.plans_forecast.model import READS, rolling
from hnb.questions.plans_forecast.panel import panel
from hnb.stats import Floats
from hnb.stats.forecasting.forecast_limits import offsets, spread
from hnb.stats.forecasting.growth_model import Panel, years
from hnb.tables import Tables

YEARS_TRIED = (1, 2, 3)
_CALCULATION = (
    "net spend of the origin, times plans counted or forecast over plans, times 2% a year; over "
    "what came, less 1"
)
FIRST = 2018  # the January within the first year of net spend
# price growth a year where no forecast of prices is published: the Bank of England's target
TARGET = 2.0


@dataclass(frozen=True)
class ErrorsAtHorizon:
    """Errors of all authorities so many years ahead: expected over what came, less 1, in per cent.

    `bias` is the mean (a negative one says that more was spent than expected), `size` the median
    without signs; `latest` and `worst` are the mean errors of the last origin and of the one where
    they were largest. `limits` are offsets (log), place by size and level.
    """

    bias: Figure
    size: Figure
    latest: Figure
    worst: Figure
    limits: Floats


@dataclass(frozen=True)
class SpendErrors:
    """What the rule would have said of every authority's net spend, one to three years ahead, and
    what came.

    `of_authority` are the latest errors of the authority that asks; `sizes` the plans of every
    unit, sorted.
    """

    by_horizon: tuple[ErrorsAtHorizon, ...]
    of_authority: tuple[Figure, ...]
    sizes: Floats

    def around(self, middle: float, horizon: int, stock: float) -> tuple[float, float]:
        """95% limits around net spend so many years ahead, for an authority with `stock` plans at
        the origin.
        """
        place = np.array([np.searchsorted(self.sizes, stock) / max(len(self.sizes) - 1, 1)])
        limits = self.by_horizon[horizon - 1].limits
        quantiles = spread(np.array([middle]), place, limits)
        return float(quantiles["q025"][0]), float(quantiles["q975"][0])


def spend_errors(tables: Tables, la_code: int, lead: int = 0) -> SpendErrors | None:
    """Past errors of net spend expected from forecast plans and prices; none where too few years
    are published.

    Parameters
    ----------
    tables : Tables
        `net_high_needs`, `ehc_plans`, `new_plans`, `population` and `requests`, every authority.
    la_code : int
        The authority that asks.
    lead : int
        For how many Januaries after that of the spend plans are counted already.

    Notes
    -----
    A year's spend belongs to the January within it. Plans are forecast from the January `lead`
    years after it, with nothing later, and those of Januaries to that one are as counted: what was
    known of plans when that spend was the last. Price forecasts of the time are not held; the
    target is used instead. The error that all authorities share in a year is kept apart from an
    authority's own, as in the forecast of plans (`hnb.stats.forecasting.forecast_limits.offsets`);
    the mean error is not taken off, so that the limits hold the bias.
    """
    net = tables["net_high_needs"].dropna(subset="amount_gbp")
    units = panel(*(tables[name] for name in READS))
    spend = _spend_by_unit(net)
    last = min(max(years(spend), default=FIRST), max(years(units.plans)))
    if last - FIRST < max(YEARS_TRIED) + 1:
        return None
    errors = past_errors(units, spend, last, lead)
    rows = (
        Rows.of("net_high_needs", net, ("financial_year",)),
        Rows.of("ehc_plans", tables["ehc_plans"], ("january",)),
    )
    known = f", plans counted for {counted(lead, 'years')} of them" if lead else ""
    maker = FigureMaker("net_ahead", rows=rows, scope=f"one to three years ahead{known}")
    common = errors[errors["horizon"].eq(1)].groupby("origin")["error"].mean().to_numpy()
    own_rows = net[net["la_code"].eq(la_code)]
    own_maker = maker.having(
        rows=(Rows.of("net_high_needs", own_rows, ("la_code", "financial_year")),)
    )
    return SpendErrors(
        by_horizon=tuple(
            _at_horizon(maker, int(str(horizon)), part, common)
            for horizon, part in errors.groupby("horizon")
        ),
        of_authority=tuple(_latest_of(own_maker, errors[errors["unit"].eq(la_code)])),
        sizes=np.sort(units.plans[last].dropna().to_numpy()),
    )


def past_errors(units: Panel, spend: pd.DataFrame, last: int, lead: int) -> pd.DataFrame:
    """The rule tried at every January from `FIRST` on whose outcome had come by `last`.

    Parameters
    ----------
    units : Panel
        Plans and what moves them, by unit of constant boundaries.
    spend : DataFrame
        Net spend (£), unit × January within the financial year.
    last : int
        The last January of which spend and plans are published.
    lead : int
        For how many Januaries after the origin plans are counted already.

    Returns
    -------
    DataFrame
        `unit`, `origin` (the January of the spend that is moved on), `horizon`, `stock` (plans at
        the origin) and `error`: log of net spend over what was expected.
    """
    expected = pd.concat([_counted(units, lead), _forecast(units, last, lead)], ignore_index=True)
    expected = expected[expected["origin"] + expected["horizon"] <= last]
    plans, spent = units.plans.stack(), spend.stack()
    at_origin = pd.MultiIndex.from_frame(expected[["unit", "origin"]])
    at_outcome = pd.MultiIndex.from_arrays(
        [expected["unit"], expected["origin"] + expected["horizon"]]
    )
    stock = plans.reindex(at_origin).to_numpy()
    amount = spent.reindex(at_origin).to_numpy() * expected["plans"].to_numpy() / stock
    amount = amount * (1 + TARGET / 100) ** expected["horizon"].to_numpy()
    ratio = pd.Series(spent.reindex(at_outcome).to_numpy() / amount, expected.index)
    error = np.log(ratio.where(ratio > 0))  # net spend that income exceeds has no logarithm
    return expected.assign(error=error, stock=stock).dropna(subset="error")


def _counted(units: Panel, lead: int) -> pd.DataFrame:
    """Plans of the years ahead that are counted already: `unit`, `origin`, `horizon`, `plans`."""
    counts = units.plans.rename_axis(index="unit", columns="january").stack()
    by_unit = pd.DataFrame({"plans": counts}).reset_index()
    tables = [
        by_unit.assign(origin=by_unit["january"].astype(int) - horizon, horizon=horizon)
        for horizon in YEARS_TRIED
        if horizon <= lead
    ]
    if not tables:
        return pd.DataFrame()
    every = pd.concat(tables)
    return every.loc[every["origin"].ge(FIRST), ["unit", "origin", "horizon", "plans"]]


def _forecast(units: Panel, last: int, lead: int) -> pd.DataFrame:
    """Plans of the other years ahead, as forecast `lead` Januaries after the origin."""
    ahead = [horizon - lead for horizon in YEARS_TRIED if horizon > lead]
    if not ahead:
        return pd.DataFrame()
    forecasts = rolling(units, range(FIRST + lead, last), ahead)
    return pd.DataFrame(
        {
            "unit": forecasts["unit"],
            "origin": forecasts["origin"] - lead,
            "horizon": forecasts["horizon"] + lead,
            "plans": forecasts["q50"],
        }
    )


def _spend_by_unit(net: pd.DataFrame) -> pd.DataFrame:
    """Net spend, unit of constant boundaries × January within the financial year."""
    return net.assign(
        unit=net["la_code"].astype(int).replace(area_by_authority()),
        january=net["financial_year"].str[:4].astype(int) + 1,
    ).pivot_table("amount_gbp", "unit", "january", "sum")


def _at_horizon(
    maker: FigureMaker, horizon: int, errors: pd.DataFrame, common: Floats
) -> ErrorsAtHorizon:
    percent = _percent(errors["error"])
    by_origin = percent.groupby(errors["origin"]).mean()
    first, last = errors["origin"].min() + horizon, errors["origin"].max() + horizon
    maker = maker.having(period=f"January {first} to January {last}")

    def mean_error(measure: str, origin: int) -> Figure:
        period = f"January {origin} to January {origin + horizon}"
        measure = f"{measure}_{horizon}_percent"
        return maker.make(measure, by_origin[origin], "percent", _CALCULATION, period=period)

    bias, size = f"bias_{horizon}_percent", f"median_error_{horizon}_percent"
    return ErrorsAtHorizon(
        bias=maker.make(bias, percent.mean(), "percent", _CALCULATION),
        size=maker.make(size, percent.abs().median(), "percent", _CALCULATION),
        latest=mean_error("latest", int(by_origin.index[-1])),
        worst=mean_error("worst", int(str(by_origin.abs().idxmax()))),
        limits=offsets(
            errors.pivot(index="unit", columns="origin", values="error"),
            errors.pivot(index="unit", columns="origin", values="stock"),
            common,
            horizon,
        ),
    )


def _latest_of(maker: FigureMaker, errors: pd.DataFrame) -> Iterable[Figure]:
    """The latest error of one unit at each horizon."""
    latest = errors.sort_values("origin").groupby("horizon").tail(1).sort_values("horizon")
    for origin, horizon, error in zip(
        latest["origin"], latest["horizon"], _percent(latest["error"]), strict=True
    ):
        period = f"January {origin} to January {origin + horizon}"
        measure = f"own_{horizon}_percent"
        yield maker.make(measure, error, "percent", _CALCULATION, period=period)


def _percent(log_errors: pd.Series) -> pd.Series:
    """Expected over what came, less 1, in per cent."""
    return 100 * np.expm1(-log_errors)
