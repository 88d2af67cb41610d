"""What was said of a January in earlier years, and how often limits made in that way have held."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hnb.domain.errors import ParameterError
from hnb.figures import Figure, FigureMaker, Rows, ends
from hnb.questions.plans_forecast.model import READS, answer
from hnb.questions.plans_forecast.origin import published_count
from hnb.questions.plans_forecast.panel import panel
from hnb.questions.plans_forecast.record import (
    Everywhere,
    LikeBacklog,
    everywhere,
    in_time_figure,
    like_backlog,
)

if TYPE_CHECKING:
    from hnb.domain.comparators import Ask
    from hnb.tables import Tables

SINCE_TIMELINESS = 2026  # the first January from which papers forecast with timeliness in it
WITHOUT = "without timeliness"
YEARS_BACK = (1, 3, 5)  # before a January, at which its earlier forecasts are looked up


@dataclass(frozen=True)
class LastTime:
    """What would have been said of a January some years before, against the count published since.

    `expected` has 95% limits, and `inside` says whether the count lay within them; `error` is
    expected over the count, per cent (positive: too many were expected).
    """

    origin: int
    expected: Figure
    error: Figure
    inside: bool


@dataclass(frozen=True)
class LastTimes:
    """Earlier forecasts of the count `now`, the latest first; none where none could be made.

    `everywhere` has how the latest did in all areas, `alike` how limits a year ahead have done
    where about as many plans are issued in time. `as_printed` is the latest as papers of the time
    had it, before timeliness was used, and `printed_everywhere` how that did in all areas; None
    where papers had what `times` has.
    """

    name: str
    now: Figure
    times: tuple[LastTime, ...]
    everywhere: Everywhere | None = None
    alike: LikeBacklog | None = None
    as_printed: LastTime | None = None
    printed_everywhere: Everywhere | None = None


def last_time(tables: Tables, ask: Ask) -> LastTimes:
    """The January that is asked about, as it would have been forecast one, three and five years
    before, where that can be said.

    Parameters
    ----------
    tables : Tables
        `READS` at the level of the authority.
    """
    plans = tables["ehc_plans"]
    now = published_count(plans, ask.la_code, ask.january)
    counted = set(plans.loc[plans["la_code"].eq(ask.la_code) & plans["plans"].notna(), "january"])
    origins = () if ask.authority.closed else tuple(ask.january - years for years in YEARS_BACK)
    times = []
    for origin in origins:
        if origin not in counted:
            continue
        try:
            forecast = answer(tables, ask, horizons=(ask.january - origin,), origin=origin)
        except ParameterError:  # too few Januaries before it are available to learn from
            break
        expected = forecast.plans[0].with_scope(f"forecast at January {origin}")
        if forecast.doubt:
            continue
        if not expected.known:  # with too few plans then, it had too few in earlier years as well
            break
        times.append(_compared(expected, now, origin))
    if not times:
        return LastTimes(name=ask.authority.name, now=now, times=())
    frames = [tables[name] for name in READS]
    units, alone = panel(*frames), panel(*frames, only=ask.la_code)
    rows = (Rows.of("ehc_plans", plans[plans["january"].le(ask.january)], ("january",)),)
    in_time = in_time_figure(frames[-1], units, alone, start=ask.january)
    is_older = times[0].origin == ask.january - 1 < SINCE_TIMELINESS
    return LastTimes(
        name=ask.authority.name,
        now=now,
        times=tuple(times),
        everywhere=everywhere(units, ask.january, rows),
        alike=like_backlog(units, in_time, ask.january, rows),
        as_printed=_without_timeliness(tables, ask, now) if is_older else None,
        printed_everywhere=everywhere(panel(*frames[:-1]), ask.january, rows, WITHOUT)
        if is_older
        else None,
    )


def _without_timeliness(tables: Tables, ask: Ask, now: Figure) -> LastTime:
    """The forecast from the January before, as it was made before timeliness was used."""
    without = tables.having(plan_timeliness=tables["plan_timeliness"].iloc[:0])
    origin = ask.january - 1
    forecast = answer(without, ask, horizons=(1,), origin=origin)
    scope = f"forecast at January {origin}, {WITHOUT}"
    return _compared(forecast.plans[0].with_scope(scope), now, origin)


def _compared(expected: Figure, now: Figure, origin: int) -> LastTime:
    maker = FigureMaker("forecast", rows=(*expected.rows, *now.rows), scope=expected.scope)
    error = maker.make(
        "error",
        100 * (expected.number / now.number - 1),
        "percent",
        "forecast less count, over the count",
        counts=(expected.number, now.number),
        period=now.period,
    )
    low, high = (end.number for end in ends(expected))
    return LastTime(
        origin=origin,
        expected=expected,
        error=error,
        inside=low <= now.number <= high,
    )
