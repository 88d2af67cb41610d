"""How many EHC plans an authority will maintain at the next Januaries, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hnb.comparison.counts import Counts
from hnb.comparison.doubted import doubt, doubt_of_change
from hnb.comparison.measures.plans import IN_FORCE
from hnb.domain.errors import ParameterError, Place
from hnb.figures import DrawnSeries, Figure, FigureMaker, Rows
from hnb.questions.plans_forecast.origin import newer_count, origin_of, published_count
from hnb.questions.plans_forecast.panel import panel, usable
from hnb.questions.plans_forecast.record import in_time_figure
from hnb.stats.forecasting.forecast_limits import QUANTILES
from hnb.stats.forecasting.growth_model import (
    MEMORY,
    POPULATION_LAG,
    YEARS_AHEAD,
    GrowthModel,
    Panel,
    fit_growth,
    quantiles_ahead,
    signals,
)

if TYPE_CHECKING:
    from hnb.domain.comparators import Ask
    from hnb.tables import Tables

# in the order of `panel`
READS = ("ehc_plans", "new_plans", "population", "requests", "plan_timeliness")
ORIGINS = tuple(range(2018, 2025))  # Januaries from which the forecast is tried on the past
OUR_MODEL = "hnb"  # among the models that are compared
_CALCULATION = (
    "stock at the origin, moved on by England's growth of the last three years and by what new "
    "plans, their change, requests beyond new plans, last year's growth, plans per child and the "
    "share of plans issued within 20 weeks have meant for an authority's own growth in the past "
    "of all authorities"
)
_POOLED = "stock at the origin, moved on by England's growth of the last three years"
_COUNTS = {"inflow": "new plans", "waiting": "requests for assessment", "level": "children"}
_IN_TIME = "plans issued within 20 weeks"


@dataclass(frozen=True)
class Forecast:
    """Plans expected at the next Januaries.

    Parameters
    ----------
    plans : tuple of Figure
        For each January the middle of what is expected, with 95% limits; without a value, and with
        the reason, where no forecast can be made.
    growth : tuple of Figure
        Change since the origin, per cent, with 95% limits.
    now : Figure
        The published count that it starts from.
    england : Figure
        England's recent growth a year, per cent: what an average authority is expected to have.
    steps : tuple of Figure
        Changes from one January to the next (per cent) so far from England's that they look like a
        change in what is recorded; the series is used as it is.
    lacking : tuple of str
        Counts that are not held for the authority, or not believed, and are taken to be average.
    pooled : bool
        Fewer than three Januaries are held, so that England's growth is used instead of the
        authority's own.
    known_on : str
        The day on which the figures it rests on had been published.
    name : str
        The authority's name.
    drawn : DrawnSeries
        By January the `published` counts and, from the origin on, the quantiles of the forecast.
    newer : Figure or None
        The authority's count of a later January that too few others have to forecast from.
    withheld : tuple of str
        Those of `lacking` of which no count at all is held for the year before the origin.
    doubt : str
        Why the count that it would start from, or its change in the year before, is probably
        recorded wrongly, so that no forecast is made; empty where it is not.
    in_time : Figure or None
        Share of the authority's plans issued within 20 weeks in the latest year used, per cent.
    of_records : sequence of int
        Januaries whose count is in the council's own records.
    """

    plans: tuple[Figure, ...]
    growth: tuple[Figure, ...]
    now: Figure
    england: Figure
    steps: tuple[Figure, ...]
    lacking: tuple[str, ...]
    pooled: bool
    known_on: str
    name: str
    drawn: DrawnSeries = field(compare=False, repr=False)
    newer: Figure | None = None
    withheld: tuple[str, ...] = ()
    in_time: Figure | None = None
    doubt: str = ""
    of_records: Sequence[int] = ()

    @property
    def known(self) -> bool:
        """Whether a forecast could be made."""
        return self.plans[-1].known


def answer(
    tables: Tables,
    ask: Ask,
    *,
    horizons: Sequence[int] = YEARS_AHEAD,
    origin: int | None = None,
) -> Forecast:
    """Plans of the authority at the Januaries after the one that is asked about.

    Parameters
    ----------
    tables : Tables
        `READS` at the level of the authority.
    horizons : sequence of int
        Years ahead, one to five.
    origin : int, optional
        The last January used, where that is not the January of the Ask.

    Raises
    ------
    ParameterError
        The origin is not held, or too early to learn from; or a horizon is not one to five.
    NotPublished
        The authority has no count at the origin.

    Notes
    -----
    It is learned from the past of all authorities, open and closed. Nothing later than the origin
    is used: stock to that January, new plans and requests to the calendar year before, children to
    the mid-year before that. Authorities smaller than every unit learned from get no forecast.
    """
    _refuse_other_horizons(horizons)
    frames = [tables[name] for name in READS]
    plans, _, _, _, timeliness = frames
    start = origin_of(plans, ask, origin)
    place = None if origin is None else Place(parameter="origin")
    now = published_count(plans, ask.la_code, start, place)
    units, alone = panel(*frames), panel(*frames, only=ask.la_code).until(start)
    counts = alone.plans.T[ask.la_code]
    model = fit_growth(units, start, horizons)
    quantiles = quantiles_ahead(model, alone)
    pooled = bool(quantiles["pooled"].any())
    every = Rows.of("ehc_plans", plans[plans["january"].le(start)], ("january",))
    learned_from = _rows_of_signals(frames, start)
    read = Counts(tables)
    doubted = doubt_of_change(read, "ehc_plans", ask.la_code, start - 1, start)
    maker = _forecast_maker(model, now, doubted, rows=(*now.rows, every, *learned_from))
    calculation = _POOLED if pooled and not maker.reason else _CALCULATION
    unsure = [year for year in counts.index if doubt(read, "ehc_plans", ask.la_code, year)]
    sure = counts.mask(counts.index.isin(unsure))
    by_january = _by_january(sure, quantiles, known=not maker.reason)
    in_time = in_time_figure(timeliness, units, alone, start=start)
    return Forecast(
        plans=_expected(maker, quantiles, "plans", calculation=calculation),
        growth=_growth(maker, quantiles, now, calculation=calculation),
        now=now,
        england=_england(model, every),
        steps=_steps(counts, units, model, rows=now.rows),
        lacking=() if pooled else _lacking(signals(alone, start).T[ask.la_code], in_time),
        pooled=pooled,
        known_on=f"30 June {start}",
        name=ask.authority.name,
        drawn=maker.series("by_january", by_january, "plans"),
        newer=newer_count(plans, ask.la_code, start) if origin is None else None,
        withheld=() if pooled else _without_count(alone, start),
        in_time=None if pooled else in_time,
        doubt=doubted,
        of_records=IN_FORCE.of_records(read, ask.la_code),
    )


def _refuse_other_horizons(horizons: Sequence[int]) -> None:
    """Refuse years ahead that the forecast was not tried for, and none at all."""
    if not horizons or not set(horizons) <= set(YEARS_AHEAD):
        raise ParameterError(
            Place(parameter="horizons"),
            found=f"{', '.join(map(str, horizons)) or 'nothing'} cannot be used",
            expected=f"years ahead, of {', '.join(map(str, YEARS_AHEAD))}",
        )


def _rows_of_signals(frames: Sequence[pd.DataFrame], start: int) -> tuple[Rows, ...]:
    """What growth is learned from beside plans: new plans, requests and timeliness of the calendar
    years before a January, and children of the mid-years known by then. A year that one council's
    own records alone have is not used, and so not among them.
    """
    used = usable(*frames)
    by_year: dict[str, tuple[pd.DataFrame, tuple[str, ...]]] = {
        "new_plans": (used.new_plans, ("calendar_year",))
    }
    if used.requests is not None:
        by_year["requests"] = (used.requests, ("outcome", "calendar_year"))
    if used.timeliness is not None:
        by_year["plan_timeliness"] = (used.timeliness, ("exceptions", "calendar_year"))
    children = used.children[used.children["mid_year"].le(start - POPULATION_LAG)]
    return (
        *(
            Rows.of(name, rows[rows["calendar_year"].lt(start)], keys)
            for name, (rows, keys) in by_year.items()
        ),
        Rows.of("population", children, ("age_group", "basis", "mid_year")),
    )


def _forecast_maker(
    model: GrowthModel, now: Figure, doubted: str, *, rows: tuple[Rows, ...]
) -> FigureMaker:
    """Makes what is expected; with a reason for having none where the count is doubted, or there
    are too few plans.
    """
    if doubted:
        return FigureMaker("forecast", reason=doubted)
    smallest = np.min(model.sizes)
    if now.number < smallest:
        reason = (
            f"too few plans: no authority with fewer than {smallest:,.0f} could be learned from"
        )
        return FigureMaker("forecast", reason=reason)
    return FigureMaker("forecast", rows=rows, scope="forecast")


def _lacking(own_signals: pd.Series, in_time: Figure | None) -> tuple[str, ...]:
    missing = [word for signal, word in _COUNTS.items() if np.isnan(own_signals[signal])]
    return (*missing, *(() if in_time else (_IN_TIME,)))


def _without_count(alone: Panel, start: int) -> tuple[str, ...]:
    """The counts of which earlier years are held, and nobody's of the year before the origin."""
    by_word = {
        "new plans": alone.new_plans,
        "requests for assessment": alone.requests,
        _IN_TIME: alone.in_time,
    }
    return tuple(
        word
        for word, counts in by_word.items()
        if (start not in counts or bool(counts[start].isna().all()))
        and bool(counts.notna().any(axis=None))
    )


def _england(model: GrowthModel, every: Rows) -> Figure:
    return FigureMaker("forecast", rows=(every,)).make(
        "england_growth",
        100 * np.expm1(model.growth),
        "percent",
        "growth a year, all authorities",
        period=f"January {model.origin - MEMORY} to January {model.origin}",
    )


def _expected(
    maker: FigureMaker,
    quantiles: pd.DataFrame,
    measure: str,
    *,
    calculation: str,
    unit: str = "plans",
    since: str = "",
) -> tuple[Figure, ...]:
    """What is expected of each January, with 95% limits; bare where a reason is given."""
    if maker.reason:
        return tuple(maker.make(measure, None, unit, calculation) for _ in quantiles.index)
    januaries = quantiles["origin"] + quantiles["horizon"]
    columns = (quantiles[name].tolist() for name in ("q50", "q025", "q975"))
    return tuple(
        maker.make(
            measure,
            middle,
            unit,
            calculation,
            interval=(low, high),
            period=f"{since}January {january}",
        )
        for january, middle, low, high in zip(januaries, *columns, strict=True)
    )


def _growth(
    maker: FigureMaker, quantiles: pd.DataFrame, now: Figure, *, calculation: str
) -> tuple[Figure, ...]:
    """Change since the origin, per cent."""
    percent = {name: 100 * (quantiles[name] / now.number - 1) for name in QUANTILES}
    return _expected(
        maker,
        quantiles.assign(**percent),
        "growth",
        calculation=calculation,
        unit="percent",
        since=f"{now.period} to ",
    )


def _by_january(counts: pd.Series, quantiles: pd.DataFrame, *, known: bool) -> pd.DataFrame:
    """The published counts and, where a forecast is made, its quantiles from the last count on."""
    by_january = pd.DataFrame({"published": counts}).reindex(columns=["published", *QUANTILES])
    if known:
        ahead = quantiles.set_index(quantiles["origin"] + quantiles["horizon"])[list(QUANTILES)]
        by_january.iloc[-1] = counts.iloc[-1]
        by_january = pd.concat([by_january, ahead])
    return by_january


def _steps(
    counts: pd.Series, units: Panel, model: GrowthModel, *, rows: tuple[Rows, ...]
) -> tuple[Figure, ...]:
    """Changes so far from the average of all units that they look like a change in recording."""
    usual = units.until(model.origin).plans.apply(np.log).diff(axis=1).mean()
    by_january = {int(str(january)): float(count) for january, count in counts.items()}
    maker = FigureMaker("forecast", rows=rows)
    return tuple(
        maker.make(
            "step",
            100 * (count / by_january[january - 1] - 1),
            "percent",
            "count less that of the January before, over it",
            counts=(count, by_january[january - 1]),
            period=f"January {january - 1} to January {january}",
        )
        for january, count in by_january.items()
        if january - 1 in by_january
        and abs(np.log(count / by_january[january - 1]) - usual[january]) > model.step
    )


def rolling(
    units: Panel, origins: Iterable[int] = ORIGINS, horizons: Sequence[int] = YEARS_AHEAD
) -> pd.DataFrame:
    """The forecast as it would have been made at each origin: `model`, `unit`, `origin`, `horizon`,
    `q025` … `q975`.
    """
    forecasts = [quantiles_ahead(fit_growth(units, year, horizons), units) for year in origins]
    return pd.concat(forecasts, ignore_index=True).assign(model=OUR_MODEL)
