"""The published counts of plans and the forecast that goes on from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hnb.charts import style
from hnb.charts.over_time import FEWEST_YEARS, over_time, whose_years
from hnb.figures import source_line

if TYPE_CHECKING:
    from hnb.questions.plans_forecast.model import Forecast

_LINES = {
    "published": style.Line("actual", style.STRONG, 2.6),
    "q50": style.Line("if national growth continues", style.STRONG, 2, style.DASHED),
}
_BANDS = {("q025", "q975"): style.BAND, ("q10", "q90"): style.INNER}


def plans(forecast: Forecast) -> style.Chart | None:
    """Plans at each January there is, then the forecast with its 95% and 80% ranges; nothing where
    there are fewer than three Januaries.
    """
    if forecast.drawn.frame.count(axis=1).gt(0).sum() < FEWEST_YEARS:
        return None
    unit, lines = "EHC plans in January", _LINES
    alt = f"A line of EHC plans of {forecast.name}: {forecast.now} in {forecast.now.period}."
    caption = f"{forecast.name} has {forecast.now} ({forecast.now.period})"
    if forecast.doubt:
        caption = f"{forecast.name}: no forecast is made, as a count is probably recorded wrongly"
    if forecast.known:
        last = forecast.plans[-1]
        lines = _LINES | {"q50": _LINES["q50"]._replace(value=last.read)}
        unit += "\nShaded: the likely range (80% of forecasts dark, 95% light)"
        alt += f" If recent national growth continues it would have {last:read} in {last.period}"
        alt += f" (likely range {last:range})."
        caption = f"{forecast.name}: about {last:read} by {last.period}"
        caption += " if national growth continues"
    actual = forecast.drawn.frame["published"].dropna().index
    if whose := whose_years([year for year in forecast.of_records if year in actual]):
        unit, alt = f"{unit}\n{whose}", f"{alt} {whose}."
    drawn = over_time(forecast.drawn, lines, unit, bands=_BANDS)
    shown = (forecast.now, *forecast.plans)
    return style.finish(drawn, alt, caption, shown, source=source_line((forecast.now,)))
