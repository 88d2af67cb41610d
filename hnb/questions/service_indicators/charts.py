"""Small charts of each indicator, one under the other, each drawn to its own limits."""

from __future__ import annotations

from textwrap import fill

import numpy as np
from matplotlib.dates import DateFormatter, MonthLocator, date2num

from hnb.charts import labels, style
from hnb.figures.records import day_in_words
from hnb.questions.service_indicators.charted import Charted
from hnb.questions.service_indicators.model import ServiceIndicators
from hnb.questions.service_indicators.verdict import BETTER, NO_CHANGE, NOT_JUDGED, WORSE

_REACH = 0.28  # of a lane, from its centre to its limits
_FURTHEST = 0.46  # beyond which no value is drawn
_HEIGHT = 0.72  # inches of a lane
_WORDS = {
    BETTER: "signal: better",
    WORSE: "signal: worse",
    NO_CHANGE: "may be chance",
    NOT_JUDGED: "no limits",
}


def small_multiples(result: ServiceIndicators) -> style.Chart | None:
    """A lane for each indicator: its values, its baseline and limits, and each signal as a dot."""
    drawn = result.charted
    if not drawn:
        return None
    figure, axes = style.canvas(
        0.9 + _HEIGHT * len(drawn),
        unit="Band: limits of the baseline, which ends at the dotted line. Dot: signal, also "
        "if over.\nRight: latest value, and in brackets the mean of the baseline.",
        grid="x",
    )
    days = [day for item in drawn for day in map(_day, item.periods)]
    axes.set_xlim(min(days), max(days))
    for place, item in enumerate(drawn):
        _draw(axes, place, item)
    axes.set_ylim(len(drawn) - 0.5, -0.5)
    axes.set_yticks(
        range(len(drawn)),
        [fill(f"{item.name} (by {item.span})", 26) for item in drawn],
    )
    axes.tick_params(axis="y", length=0)
    _name_months(axes)
    name = result.ask.authority.name
    last = max(item.periods[-1] for item in drawn if len(item.periods[-1]) > len("2026-11"))
    title = f"Indicators of the service of {name}, to {day_in_words(last)}"
    return style.finish(
        figure,
        f"{title}: a small control chart for each. {' '.join(map(_in_words, drawn))}",
        title,
        [figure for item in drawn for figure in (item.latest, item.centre)],
    )


def _day(period: str) -> float:
    """The place of a day, or of the middle of a month, on the axis of time."""
    return float(date2num(np.datetime64(period if len(period) > 7 else f"{period}-15")))


def _name_months(axes: style.Axes) -> None:
    """A tick every few months, so that there are at most six."""
    low, high = axes.get_xlim()
    axes.xaxis.set_major_locator(MonthLocator(interval=max(1, round((high - low) / 30 / 4))))
    axes.xaxis.set_major_formatter(DateFormatter("%b %Y"))


def _draw(axes: style.Axes, place: int, item: Charted) -> None:
    chart = item.chart
    if chart is None:
        return
    width = (chart.high - chart.centre) or 1.0
    days = np.array([_day(period) for period in item.periods])
    # up is more: the axis of the lanes goes downwards
    heights = np.clip((chart.values - chart.centre) / width * _REACH, -_FURTHEST, _FURTHEST)
    lane = place - heights
    axes.fill_between(days, place - _REACH, place + _REACH, color=style.BAND, lw=0)
    axes.plot(days[[0, -1]], [place, place], color=style.NEIGHBOURS, lw=1)
    axes.plot(days, lane, color=style.STRONG, lw=1.3)
    middle = (days[chart.baseline - 1] + days[chart.baseline]) / 2
    axes.plot([middle] * 2, [place - 0.42, place + 0.42], color=style.TEXT, lw=0.8, ls=":")
    has_signal = chart.signals != 0
    if item.signal != NOT_JUDGED and has_signal.any():
        axes.plot(days[has_signal], lane[has_signal], "o", color=style.ENGLAND, ms=4, clip_on=False)
    words = f"{item.latest:bare} ({item.centre:bare})\n{_verdict(item)}"
    is_signal = item.signal in (BETTER, WORSE)
    at = (axes.get_xlim()[1], float(place))
    labels.note(axes, words, at, (7, 0), style.TEXT, strong=is_signal, plain=True)


def _in_words(item: Charted) -> str:
    """What a lane shows."""
    return f"{item.name}: latest {item.latest:bare}, baseline {item.centre:bare}, {_verdict(item)}."


def _verdict(item: Charted) -> str:
    return "signal is over" if item.has_ended else _WORDS[item.signal]
