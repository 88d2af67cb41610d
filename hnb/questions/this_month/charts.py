"""Charts of requests and plans by month, and of how long families wait."""

from __future__ import annotations

import pandas as pd

from hnb.charts import labels, style
from hnb.charts.over_time import makes_a_line, over_time
from hnb.domain.words import capitalised, listed
from hnb.figures import DrawnSeries, Figure
from hnb.figures.records import month_in_words
from hnb.questions.this_month.model import ThisMonth
from hnb.questions.this_month.process import CEASED, ISSUED, REQUESTS, Flow, Wait

_LINES = {
    REQUESTS: style.Line("Requests received", style.STRONG, 2.4),
    ISSUED: style.Line("Plans issued", style.SECOND, 2),
    CEASED: style.Line("Plans ceased", style.NEIGHBOURS, 2),
}


def by_month(result: ThisMonth) -> style.Chart | None:
    """Requests, plans issued and plans ceased in each of the last 24 months; a month that is
    withheld, or is not in the records, leaves a gap.
    """
    every = list(filter(None, map(result.flow, _LINES)))
    flows = [flow for flow in every if makes_a_line(flow.months)]
    if not flows:
        return None
    frame = pd.DataFrame({flow.name: [month.number for month in flow.months] for flow in flows})
    whole = frame.dropna(how="all").index.astype(int)
    shown = result.months[whole.min() : whole.max() + 1]
    series = DrawnSeries.like(flows[0].last_year, "by_month", frame)
    lines = {flow.name: _LINES[flow.name] for flow in flows}
    names = [month_in_words(month, "%b %Y") for month in shown]
    figure = over_time(series, lines, "Number a month", bands={}, names=names, height=2.8)
    name, what = result.ask.authority.name, listed([flow.name for flow in flows])
    when = f"{month_in_words(shown[0])} to {month_in_words(shown[-1])}"
    return style.finish(
        figure,
        f"Line chart of {what} in {name} by month, {when}. {' '.join(map(_in_words, flows))}",
        f"{capitalised(what)} in {name} by month",
        [month for flow in every for month in flow.months],
    )


def _in_words(flow: Flow) -> str:
    """The last month of a line, its lowest and its highest."""
    known = [month for month in flow.months if month.known]
    low, high = (pick(known, key=lambda month: month.number) for pick in (min, max))
    last = known[-1]
    return (
        f"{capitalised(flow.name)}: {_bare(last)} in {last.period}; lowest {_bare(low)} "
        f"({low.period}), highest {_bare(high)} ({high.period})."
    )


def _bare(figure: Figure) -> str:
    return f"{figure.number:,.0f}"


def waits(result: ThisMonth) -> style.Chart | None:
    """The median wait of each year of requests, and the middle half of waits."""
    drawn = [wait for wait in result.waits if wait.median.known]
    if not drawn:
        return None
    figure, axes = style.canvas(
        1.1 + 0.34 * len(drawn),
        unit="Weeks from request to plan\nDot: half have a plan by then; line: the middle half, as "
        "far as it is known",
        grid="x",
    )
    for place, wait in enumerate(drawn):
        _draw(axes, place, wait)
    longest = max(_furthest(wait) for wait in drawn)
    axes.axvline(20, color=style.TEXT, lw=0.9, ls=":")
    labels.note(axes, "20 weeks", (20, len(drawn) - 0.45), (4, 0), style.TEXT)
    axes.set_yticks(range(len(drawn)), [f"Requests of {wait.year}" for wait in drawn])
    axes.set(xlim=(0, longest * 1.15), ylim=(len(drawn) - 0.2, -0.6))
    name = result.ask.authority.name
    return style.finish(
        figure,
        f"Median weeks from request to plan in {name}, by year of request. "
        f"{' '.join(map(_waited, drawn))}",
        f"How long families wait for a plan in {name}, by year of request",
        [figure for wait in drawn for figure in (wait.lower, wait.median, wait.upper)],
    )


def _draw(axes: style.Axes, place: int, wait: Wait) -> None:
    """A dot at the median with a line over the middle half; open where three quarters have no
    plan yet.
    """
    if wait.lower.known:
        end = _furthest(wait)
        axes.hlines(place, wait.lower.number, end, color=style.STRONG, lw=1.6)
    axes.plot(wait.median.number, place, "o", color=style.STRONG, ms=8, clip_on=False)
    at = (wait.median.number, place)
    labels.note(axes, _bare(wait.median), at, (0, 10), style.STRONG, strong=True, ha="center")


def _furthest(wait: Wait) -> float:
    return wait.upper.number if wait.upper.known else wait.median.number


def _waited(wait: Wait) -> str:
    """A year's waits in words."""
    ends = ""
    if wait.lower.known and wait.upper.known:
        ends = f" (middle half {_bare(wait.lower)} to {_bare(wait.upper)})"
    return f"{capitalised(wait.year)}: {_bare(wait.median)} weeks{ends}."
