"""Dots with an interval, each beside the median of comparators and England."""

from __future__ import annotations

from textwrap import fill

import pandas as pd

from hnb.charts import style
from hnb.domain.comparators import Ask
from hnb.domain.units import write
from hnb.figures import DrawnSeries

# column, marker, colour, size and width of its edge
_MARKERS = (
    ("england", "|", style.FOURTH, 15, 2.5),
    ("median", "D", style.DARK, 5.5, 0),
    ("own", "o", style.STRONG, 8, 0),
)


def intervals(drawn: DrawnSeries, ask: Ask, unit: str) -> style.Canvas:
    """A dot with its interval for each row, from the top down.

    Parameters
    ----------
    drawn : DrawnSeries
        A row a label: `own`, its 95% interval from `low` to `high`, and the `median` of the
        comparators and `england`, which may be missing. An interval that goes beyond twice the
        largest value goes on past the edge.
    ask : Ask
        The authority and its comparators.
    unit : str
        What the level axis counts.
    """
    table = drawn.frame.astype(float)
    key = (
        f"dot: {ask.authority.name}, with its 95% interval\n"
        f"diamond: median of {ask.main.others}; upright: England"
    )
    figure, axes = style.canvas(1.1 + 0.34 * len(table), unit=f"{unit}\n{key}", grid="x")
    largest = table[["own", "median", "england"]].max(axis=1)
    edge = min(2 * max([0.5, *largest]), max([1.0, *largest, *table["high"]]))
    places, ends = range(len(table)), table["high"].clip(upper=edge)
    axes.hlines(places, table["low"], ends, color=style.STRONG, lw=1.4)
    for column, marker, colour, size, width in _MARKERS:
        axes.plot(
            table[column], places, marker, color=colour, ms=size, mew=width, ls="", clip_on=False
        )
    words_at = pd.concat([ends, largest], axis=1).max(axis=1)
    for place, (value, right) in enumerate(zip(table["own"], words_at, strict=True)):
        style.note(axes, write(value, drawn.unit), (right, place), (8, 0), style.STRONG)
    axes.set_yticks(places, [fill(str(label), 32) for label in table.index])
    axes.set(xlim=(0, edge), ylim=(len(table) - 0.4, -0.6))
    return figure
