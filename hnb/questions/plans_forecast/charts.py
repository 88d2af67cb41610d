"""The published counts of plans and the forecast that goes on from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hnb.charts import style
from hnb.figures import ends, source_line

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from hnb.questions.plans_forecast.model import Forecast


def plans(forecast: Forecast) -> style.Chart:
    """Plans at each January held, then the forecast with its 95% and 80% limits."""
    figure, axes = style.canvas(2.9, unit="EHC plans in January")
    januaries = [int(str(january)) for january in forecast.past.index]
    axes.plot(januaries, forecast.past, color=style.STRONG, lw=2.6)
    axes.set_ylim(0, float(forecast.past.max()) * 1.05)
    alt = f"A line of EHC plans of {forecast.name}: {forecast.now} in {forecast.now.period}."
    caption = f"EHC plans of {forecast.name}"
    if forecast.known:
        last = forecast.plans[-1]
        _draw_forecast(axes, forecast)
        januaries += forecast.januaries
        alt += f" It is expected to have {last} in {last.period} (95% limits: {last.interval})."
        caption += ", and the forecast (dashed) with its 80% (dark) and 95% limits"
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    style.years(axes, januaries)
    shown = (forecast.now, *forecast.plans)
    return style.finish(figure, alt, caption, shown, source=source_line((forecast.now,)))


def _draw_forecast(axes: Axes, forecast: Forecast) -> None:
    """Two bands and a dashed line, from the last count on."""
    now, januaries = forecast.now.number, [forecast.origin, *forecast.januaries]
    tops = [axes.get_ylim()[1] / 1.05]
    for limits, colour in ((forecast.plans, style.BAND), (forecast.likely, style.GREY)):
        low, high = zip(*((end.number for end in ends(figure)) for figure in limits), strict=True)
        axes.fill_between(januaries, [now, *low], [now, *high], color=colour, lw=0)
        tops += high
    middle = [now, *(figure.number for figure in forecast.plans)]
    axes.plot(januaries, middle, color=style.STRONG, lw=2, ls=style.DASHED)
    axes.set_ylim(0, max(tops) * 1.05)
