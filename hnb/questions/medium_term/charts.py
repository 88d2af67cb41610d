"""What is ahead: plans with their limits, and the balance of the grant in two scenarios side by
side.
"""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING

from hnb.charts import style, words
from hnb.domain.units import pounds
from hnb.questions.medium_term.projection import BALANCE

if TYPE_CHECKING:
    import pandas as pd

    from hnb.questions.medium_term.projection import Comparison
    from hnb.questions.plans_forecast.model import Forecast


def plans(forecast: Forecast, held: pd.DataFrame, name: str) -> style.Chart:
    """Plans at each January held, then the forecast with its 95% and 80% limits.

    `held` is `ehc_plans`; `name` the authority's.
    """
    past = held[
        held["la_code"].eq(forecast.la_code)
        & held["january"].le(forecast.origin)
        & held["plans"].notna()
    ]
    figure, axes = style.canvas(2.9, unit="EHC plans in January")
    axes.plot(past["january"].astype(int), past["plans"].astype(int), color=style.STRONG, lw=2.6)
    known = [one for one in forecast.plans if one.value is not None]
    when, top = [forecast.origin, *forecast.januaries[: len(known)]], float(past["plans"].max())
    if known:
        start = float(forecast.now.value or 0)
        for limits, colour in ((forecast.plans, style.BAND), (forecast.likely, style.GREY)):
            low, high = (
                [start, *(float(getattr(one, side)) for one in limits)] for side in ("low", "high")
            )
            axes.fill_between(when, low, high, color=colour, lw=0)
            top = max(top, *high)
        axes.plot(
            when,
            [start, *(float(one.value or 0) for one in known)],
            color=style.STRONG,
            lw=2,
            ls=style.DASHED,
        )
    axes.set_ylim(0, top * 1.05)
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    style.years(axes, [*past["january"].astype(int), *when[1:]])
    alt = f"A line of EHC plans of {name}: {forecast.now} in {forecast.now.period}."
    if known:
        alt += (
            f" It is expected to have {known[-1]} in {known[-1].period} (95% limits: "
            f"{known[-1].interval})."
        )
    caption = (
        f"EHC plans of {name}"
        + ", and the forecast (dashed) with its 80% (dark) and 95% limits" * bool(known)
    )
    shown = (forecast.now, *forecast.plans)
    return style.finish(figure, alt, caption, shown, source=words.source((forecast.now,)))


def balances(result: Comparison) -> style.Chart:
    """The balance at the end of each year in two scenarios; a deficit is above the line."""
    figure, axes = style.canvas(2.9, unit="£ million, deficit positive")
    years, ends, shown = result.one.years, [], []
    for side, colour in ((result.other, style.THIRD), (result.one, style.STRONG)):
        figures = [side.figure(BALANCE, year) for year in years]
        heights = [float(one.value) / 1e6 for one in figures if one.value is not None]
        places = [place for place, one in enumerate(figures) if one.value is not None]
        axes.plot(places, heights, color=colour, lw=2.4, marker="o", ms=5, clip_on=False)
        if heights:
            label = f"{fill(side.scenario.name, 18)}:\n{pounds(heights[-1] * 1e6)}"
            ends.append((places[-1], heights[-1], label, colour))
        shown += figures
    axes.axhline(0, color=style.TEXT, lw=1)
    style.years(axes, range(len(years)), years)
    style.label_ends(
        axes, ends, height=2.8 / max((label.count("\n") + 1 for _, _, label, _ in ends), default=1)
    )
    alt = (
        f"Lines of the balance of the dedicated schools grant by year. At the end of {years[-1]} "
        "it is "
        + "; ".join(
            f"{side.closing} in the scenario ‘{side.scenario.name}’"
            for side in (result.one, result.other)
        )
    )
    caption = "Balance of the dedicated schools grant in two scenarios (neither is a forecast)"
    return style.finish(figure, f"{alt}.", caption, shown)
