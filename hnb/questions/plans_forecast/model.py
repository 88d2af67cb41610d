"""How many EHC plans an authority will maintain at the next Januaries, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from hnb.domain.errors import NotPublished
from hnb.figures import Figure, Rows
from hnb.questions.plans_forecast.panel import panel
from hnb.stats.growth_model import HORIZONS, MEMORY, ahead, fit, signals, years

_CALCULATION = (
    "stock at the origin, moved on by England's growth of the last three years and by what new "
    "plans, their change, "
    "requests beyond new plans, last year's growth and plans per child have meant for an "
    "authority's own growth in the "
    "past of all authorities"
)
_COUNTS = {"inflow": "new plans", "waiting": "requests for assessment", "level": "children"}
_POOLED = "stock at the origin, moved on by England's growth of the last three years"


@dataclass(frozen=True)
class Forecast:
    """Plans expected at the next Januaries.

    Parameters
    ----------
    plans : tuple of Figure
        One a January, the middle of what is expected, with 95% limits; without a value, and with
        the reason, where no forecast can be made.
    likely : tuple of Figure
        The same with 80% limits.
    growth : tuple of Figure
        Change since the origin, per cent, with 95% limits.
    now : Figure
        The published count that it starts from.
    england : Figure
        England's recent growth a year, per cent: what an average authority is expected to have.
    steps : tuple of Figure
        Changes from one January to the next (per cent) so far from England's that they look like a
        change in what is recorded; the series is used as it stands.
    lacking : tuple of str
        Counts that are not held for the authority, or not believed, and stand at the average
        instead.
    pooled : bool
        Fewer than three Januaries are held, so that England's growth stands for the authority's
        own.
    known_on : str
        The day on which the figures it rests on had been published.
    """

    la_code: int
    origin: int
    januaries: tuple[int, ...]
    plans: tuple[Figure, ...]
    likely: tuple[Figure, ...]
    growth: tuple[Figure, ...]
    now: Figure
    england: Figure
    steps: tuple[Figure, ...]
    lacking: tuple[str, ...]
    pooled: bool
    known_on: str


def plans_ahead(
    plans: pd.DataFrame,
    new_plans: pd.DataFrame,
    population: pd.DataFrame,
    requests: pd.DataFrame,
    la_code: int,
    *,
    horizons: Sequence[int] = HORIZONS,
    origin: int | None = None,
) -> Forecast:
    """Plans of one authority at the Januaries after `origin`, learned from all authorities' past.

    Parameters
    ----------
    plans, new_plans, population, requests : DataFrame
        `ehc_plans`, `new_plans`, `population` and `requests` for every authority, open and closed.
    la_code : int
        DfE number of the authority.
    horizons : sequence of int
        Years ahead, one to five.
    origin : int, optional
        The last January used; the last one that is held if not said.

    Raises
    ------
    ParameterError
        `origin` is not held, or too early to learn from.
    NotPublished
        The authority has no count at the origin.

    Notes
    -----
    Nothing later than the origin is used: stock to that January, new plans and requests to the
    calendar year before, children to the mid-year before that. Authorities smaller than every unit
    learned from get no forecast.
    """
    start = int(plans.loc[plans["plans"].notna(), "january"].max()) if origin is None else origin
    tables = (plans, new_plans, population, requests)
    units, own = panel(*tables), panel(*tables, only=la_code).until(start)
    if start not in own.plans or la_code not in own.plans.index:
        raise NotPublished(
            found=f"no count of EHC plans is held for authority {la_code} at January {start}"
        )
    model = fit(units, start, horizons)
    series = dict(zip(years(own.plans), own.plans.loc[[la_code]].to_numpy()[0], strict=True))
    now, smallest, reason = series[start], np.min(model.sizes), ""
    if now < smallest:
        reason = (
            f"too few plans: no authority with fewer than {smallest:,.0f} could be learned from"
        )
    table = ahead(model, own)
    pooled = bool(table["pooled"].any())
    said = signals(own.until(start), start).loc[la_code]
    lacking = (
        () if pooled else tuple(word for signal, word in _COUNTS.items() if np.isnan(said[signal]))
    )
    past = plans[plans["january"].le(start)]
    mine = Rows.of("ehc_plans", past[past["la_code"].eq(la_code)], ("la_code", "january"))
    every = Rows.of("ehc_plans", past, ("january",))
    flows = tuple(
        Rows.of(name, table[table["calendar_year"].lt(start)], ("calendar_year",))
        for name, table in (("new_plans", new_plans), ("requests", requests))
    )
    rows, januaries = (mine, every, *flows), tuple(start + horizon for horizon in model.horizons)

    def figures(measure: str, low: str, high: str, *, percent: bool = False) -> tuple[Figure, ...]:
        name, unit = f"forecast.{measure}", "percent" if percent else "plans"
        if reason:
            return tuple(Figure(name, None, unit, _CALCULATION, reason=reason) for _ in januaries)
        made, how = [], _POOLED if pooled else _CALCULATION
        for january, shown in zip(januaries, table[["q50", low, high]].to_numpy(), strict=True):
            middle, least, most = (100 * (shown / now - 1) if percent else shown).tolist()
            period = f"January {start} to January {january}" if percent else f"January {january}"
            made.append(
                Figure(name, middle, unit, how, rows, "forecast", period, low=least, high=most)
            )
        return tuple(made)

    usual = units.until(start).plans.apply(np.log).diff(axis=1).mean()
    steps = tuple(
        Figure(
            "forecast.step",
            100 * (series[january] / series[january - 1] - 1),
            "percent",
            "count less that of the January before, over it",
            (mine,),
            period=f"January {january - 1} to January {january}",
        )
        for january in series
        if january - 1 in series
        and abs(np.log(series[january] / series[january - 1]) - usual[january]) > model.step
    )
    return Forecast(
        la_code,
        start,
        januaries,
        figures("plans", "q025", "q975"),
        figures("plans_80", "q10", "q90"),
        figures("growth", "q025", "q975", percent=True),
        Figure("forecast.now", now, "plans", "published", (mine,), period=f"January {start}"),
        Figure(
            "forecast.england_growth",
            100 * np.expm1(model.growth),
            "percent",
            "growth a year, all authorities",
            (every,),
            period=f"January {start - MEMORY} to January {start}",
        ),
        steps,
        lacking,
        pooled,
        f"30 June {start}",
    )
