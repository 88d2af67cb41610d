"""The published counts of plans and the forecast that goes on from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.ticker import MaxNLocator

from hnb.charts import style
from hnb.charts.over_time import over_time
from hnb.figures import source_line

if TYPE_CHECKING:
    from hnb.questions.plans_forecast.model import Forecast

_LINES = {
    "published": style.Line("published", style.STRONG, 2.6),
    "q50": style.Line("expected", style.STRONG, 2, style.DASHED),
}
_BANDS = {("q025", "q975"): style.BAND, ("q10", "q90"): style.GREY}


def plans(forecast: Forecast) -> style.Chart:
    """Plans at each January held, then the forecast with its 95% and 80% limits."""
    drawn = over_time(forecast.drawn, _LINES, "EHC plans in January", bands=_BANDS, height=2.9)
    drawn.axes[0].yaxis.set_major_locator(MaxNLocator(integer=True))
    alt = f"A line of EHC plans of {forecast.name}: {forecast.now} in {forecast.now.period}."
    caption = f"EHC plans of {forecast.name}"
    if forecast.known:
        last = forecast.plans[-1]
        alt += f" It is expected to have {last} in {last.period} (95% limits: {last.interval})."
        caption += ", and the forecast (dashed) with its 80% (dark) and 95% limits"
    shown = (forecast.now, *forecast.plans)
    return style.finish(drawn, alt, caption, shown, source=source_line((forecast.now,)))
