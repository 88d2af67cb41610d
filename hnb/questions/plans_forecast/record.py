"""How forecasts made in the same way have done: for all authorities last time, and for those that
issue about as many plans in time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from hnb.figures import Figure, FigureMaker, Rows
from hnb.stats.forecasting import backlog
from hnb.stats.forecasting.growth_model import Panel, fit_growth, quantiles_ahead, years

FAR = 5  # years ahead, as far as a paper's forecast runs
FEWEST_ORIGINS = 3  # with fewer, a record is one of chance


@dataclass(frozen=True)
class Everywhere:
    """The forecast from one January, compared with the counts of all areas at the next.

    `inside` is the share of areas within their 95% limits, `error` the median size of the error,
    both in per cent; `areas` how many there were.
    """

    origin: int
    inside: Figure
    error: Figure
    areas: Figure


@dataclass(frozen=True)
class LikeBacklog:
    """How often 95% limits a year ahead held the count, where about as many plans are in time.

    `in_time` is the authority's share (per cent) in the latest year held, `share` its class in
    words; `inside` the share of `tried` forecasts, each learned without its own January. `far` and
    `far_tried` are the same of forecasts `FAR` years ahead, as they would have been made then, and
    `far_held` how many of them held the count; without a value where there are none.
    """

    in_time: Figure
    share: str
    inside: Figure
    tried: Figure
    far: Figure
    far_tried: Figure
    far_held: Figure


def in_time_figure(
    timeliness: pd.DataFrame, units: Panel, alone: Panel, *, start: int
) -> Figure | None:
    """The share of plans that an authority issued within 20 weeks in the latest year that a
    forecast from January `start` uses, per cent; None where it has none.

    Parameters
    ----------
    timeliness : DataFrame
        `plan_timeliness` at the level of the authority.
    units, alone : Panel
        Every unit of constant boundaries, and the one authority.
    """
    lag = backlog.lag_at(units.in_time, start)
    if lag is None or start - lag not in alone.in_time:
        return None
    shares = alone.in_time[start - lag].dropna()
    if shares.empty:
        return None
    year, la_code = start - lag - 1, shares.index[0]
    is_used = timeliness["la_code"].eq(la_code) & timeliness["calendar_year"].eq(year)
    is_used &= timeliness["exceptions"].eq("with exceptions")
    keys = ("la_code", "calendar_year", "exceptions")
    rows = Rows.of("plan_timeliness", timeliness[is_used], keys)
    maker = FigureMaker("forecast", rows=(rows,), period=str(year))
    how = "plans issued within 20 weeks over all plans issued, exceptions among them"
    share, issued = 100 * float(shares.iloc[0]), timeliness[is_used].groupby("wait")["plans_issued"]
    counts = (float(issued.sum()["within 20 weeks"]), float(issued.sum()["any"]))
    return maker.make("in_time_percent", share, "percent", how, counts=counts)


def everywhere(
    units: Panel, january: int, rows: tuple[Rows, ...], scope: str = ""
) -> Everywhere | None:
    """How the forecast from the January before did in all areas; None where a January is missing.

    Parameters
    ----------
    units : Panel
        Every unit of constant boundaries.
    january : int
        The January whose counts are compared with.
    rows : tuple of Rows
        What the Figures rest on.
    scope : str
        What is said of the forecast beside its January.
    """
    origin = january - 1
    if not {origin, january} <= set(years(units.plans)):
        return None
    judged = _judged(units, origin)
    if judged.empty:
        return None
    maker = FigureMaker("forecast", rows=rows, period=f"January {january}", scope=scope)
    return Everywhere(
        origin=origin,
        inside=maker.make(
            "inside_everywhere_percent",
            100 * judged["inside"].mean(),
            "percent",
            "areas of constant boundaries within their 95% limits, over all",
        ),
        error=maker.make(
            "median_error_everywhere_percent",
            judged["error"].abs().median(),
            "percent",
            "median size of forecast less count, over the count",
        ),
        areas=maker.make("areas", len(judged), "areas", "areas of constant boundaries"),
    )


def like_backlog(
    units: Panel, in_time: Figure | None, start: int, rows: tuple[Rows, ...]
) -> LikeBacklog | None:
    """How often 95% limits held the count a year ahead, for areas of the class of an authority.

    Each January is forecast with figures as late as they are at `start`, from what all other
    Januaries up to it say; None where too few can be.
    """
    januaries = set(years(units.plans))
    origins = [year for year in range(backlog.FIRST, start) if {year, year + 1} <= januaries]
    if in_time is None or len(origins) < FEWEST_ORIGINS:
        return None
    place = int(backlog.class_of(in_time.number / 100))
    others = units.until(start)
    judged = pd.concat(
        [_judged(as_late(units, origin, start), origin, others) for origin in origins]
    )
    alike = judged[judged["class"].eq(place)]
    if alike.empty:
        return None
    maker = FigureMaker(
        "forecast",
        rows=(*in_time.rows, *rows),
        scope="a year ahead",
        period=f"January {origins[0] + 1} to January {start}",
    )
    how = "counts within 95% limits, each January learned from all others"
    far = _alike_far_ahead(units, place, start)
    then = maker.having(
        scope="five years ahead", reason="no such forecast has been compared with a count"
    )
    return LikeBacklog(
        in_time=in_time,
        share=backlog.CLASSES[place],
        inside=maker.make("inside_alike_percent", 100 * alike["inside"].mean(), "percent", how),
        tried=maker.make("tried_alike", len(alike), "forecasts", "forecasts compared with counts"),
        far=then.make(
            "inside_alike_far_percent",
            100 * far["inside"].mean() if len(far) else None,
            "percent",
            "counts within 95% limits of forecasts as they would have been made",
        ),
        far_tried=then.make(
            "tried_alike_far", len(far) or None, "forecasts", "forecasts compared with counts"
        ),
        far_held=then.make(
            "held_alike_far",
            int(far["inside"].sum()) if len(far) else None,
            "forecasts",
            "forecasts whose 95% limits held the count",
        ),
    )


def _alike_far_ahead(units: Panel, place: int, start: int) -> pd.DataFrame:
    """Forecasts `FAR` years ahead of areas of a class, as they would have been made, and what came;
    as `_judged`.
    """
    januaries = set(years(units.plans))
    origins = [year for year in range(backlog.FIRST, start) if {year, year + FAR} <= januaries]
    origins = [origin for origin in origins if origin + FAR <= start]
    judged = [_judged(units.until(origin), origin, ahead=FAR, came=units) for origin in origins]
    together = pd.concat(judged) if judged else pd.DataFrame({"inside": [], "class": []})
    return together[together["class"].eq(place)]


def as_late(units: Panel, origin: int, start: int) -> Panel:
    """What is known at a January where every flow comes as late as it does at `start`."""

    def cut(flow: pd.DataFrame) -> pd.DataFrame:
        late = start - max((year for year in years(flow) if year <= start), default=start)
        return flow[[year for year in years(flow) if year <= origin - late]]

    return replace(
        units,
        new_plans=cut(units.new_plans),
        requests=cut(units.requests),
        in_time=cut(units.in_time),
    )


def _judged(
    known: Panel,
    origin: int,
    others: Panel | None = None,
    *,
    ahead: int = 1,
    came: Panel | None = None,
) -> pd.DataFrame:
    """Forecasts some years ahead and the counts that came (in `came`, if not in `known`): `inside`,
    `error` (per cent), `class`.
    """
    model = fit_growth(known, origin, (ahead,), others=others)
    table = quantiles_ahead(model, known).set_index("unit")
    counts = (came or known).plans[origin + ahead].reindex(table.index)
    lag = model.lag or 0
    judged = pd.DataFrame(
        {
            "inside": counts.between(table["q025"], table["q975"]),
            "error": 100 * (table["q50"] / counts - 1),
            "class": backlog.class_at(known.in_time, table.index, origin - lag),
        }
    )
    return judged[counts.notna()]
