"""The chart of payments over £500 by month."""

from __future__ import annotations

import pandas as pd
from matplotlib.typing import LineStyleType

from hnb.charts import style
from hnb.charts.over_time import makes_a_line, over_time
from hnb.domain.words import capitalised, possessive
from hnb.figures import DrawnSeries, Figure
from hnb.figures.records import month_in_words
from hnb.questions.payments.model import Payments

_MILLION = 1e6
_LINES: tuple[tuple[str, LineStyleType], ...] = (
    (style.STRONG, "-"),
    (style.SECOND, "-"),
    (style.ENGLAND, style.DASHED),
    (style.OTHERS, "-"),
    (style.TEXT, style.DASHED),
)


def by_month(result: Payments) -> style.Chart | None:
    """A line for each kind of payments, month by month; none where too few are known."""
    drawn = [kind for kind in result.kinds if makes_a_line(kind.months)]
    if not drawn:
        return None
    frame = pd.DataFrame(
        {kind.name: [month.number / _MILLION for month in kind.months] for kind in drawn}
    )
    lines = {
        kind.name: style.Line(
            capitalised(kind.name),
            colour,
            2,
            dash,
            value=f"{_last(kind.months):read}",
        )
        for kind, (colour, dash) in zip(drawn, _LINES, strict=False)
    }
    series = DrawnSeries.like(result.together.year, "by_month", frame)
    names = [month_in_words(month, "%b %Y") for month in result.months]
    figure = over_time(series, lines, "£ million a month", bands={}, names=names, height=2.8)
    title = f"{possessive(result.ask.authority.name)} payments over £500 for high needs by month"
    listed = " ".join(_in_words(kind.name, kind.months) for kind in drawn)
    return style.finish(
        figure,
        f"Line chart. {title}, {result.year}. {listed}",
        f"{title}, {result.year}",
        [month for kind in result.kinds for month in kind.months],
    )


def _last(months: tuple[Figure, ...]) -> Figure:
    return [month for month in months if month.known][-1]


def _in_words(name: str, months: tuple[Figure, ...]) -> str:
    """The last month, the lowest and the highest of a line."""
    known = [month for month in months if month.known]
    low, high = (pick(known, key=lambda month: month.number) for pick in (min, max))
    last = known[-1]
    return (
        f"{capitalised(name)}: {last:read} in {last.period}; lowest {low:read} ({low.period}), "
        f"highest {high:read} ({high.period})."
    )
