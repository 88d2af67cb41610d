"""Dots with an interval, each with the median of comparators and England."""

from __future__ import annotations

from textwrap import fill

from hnb.charts import labels, style
from hnb.charts.findings import typical
from hnb.domain.comparators import Ask
from hnb.domain.words import capitalised
from hnb.figures import DrawnSeries

# column, marker, colour, size and width of its edge
_MARKERS = (
    ("england", "|", style.ENGLAND, 15, 2.5),
    ("median", "D", style.NEIGHBOURS, 6, 0),
    ("own", "o", style.STRONG, 8, 0),
)


def intervals(drawn: DrawnSeries, ask: Ask, unit: str) -> style.Canvas:
    """A dot with its interval for each row, from the top down.

    Parameters
    ----------
    drawn : DrawnSeries
        A row a label, which has the value in words: `own`, its 95% interval from `low` to `high`,
        and the `median` of the comparators and `england`, which may be missing.
    ask : Ask
        The authority and its comparators.
    unit : str
        What the level axis counts.
    """
    table = drawn.frame.astype(float)
    called = {
        "own": ask.authority.name,
        "median": typical(ask),
        "england": "England",
    }
    figure, axes = style.canvas(
        1.35 + 0.34 * len(table),
        unit=f"{unit}\nLine: the likely range; groups of fewer than ten are left out",
        grid="x",
    )
    edge = 1.03 * max(1.0, float(table.max().max()))
    places = range(len(table))
    axes.hlines(places, table["low"], table["high"], color=style.STRONG, lw=1.4)
    for column, marker, colour, size, width in _MARKERS:
        axes.plot(
            table[column],
            places,
            marker,
            color=colour,
            ms=size,
            mew=width,
            ls="",
            clip_on=False,
            label=called[column],
        )
    axes.set_yticks(places, [fill(capitalised(str(label)), 36) for label in table.index])
    labels.key(axes)
    axes.set(xlim=(0, edge), ylim=(len(table) - 0.4, -0.6))
    return figure
