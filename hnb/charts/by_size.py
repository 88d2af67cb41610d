"""A value of every authority by its size, between limits that depend on the size."""

from __future__ import annotations

import pandas as pd
from matplotlib.ticker import LogLocator, NullLocator

from hnb.charts import labels, style
from hnb.figures import DrawnSeries

# colour and area of a dot
_DOTS = {
    "": (style.OTHERS, 16),
    "comparator": (style.DARK, 26),
    "outside": (style.STRONG, 30),
    "authority": (style.STRONG, 70),
}


def by_size(drawn: DrawnSeries, limits: pd.DataFrame, unit: str, counted: str) -> style.Canvas:
    """A dot for each authority, over sizes on a scale of powers of ten.

    Parameters
    ----------
    drawn : DrawnSeries
        Columns `size` and `value` by name of the authority, and `mark`: 'authority' (named),
        'comparator', 'outside' the limits, or empty.
    limits : DataFrame
        Columns `low` and `high`, between which the normal range is shaded, and where there is one
        `middle`, a line; by size, the smallest first.
    unit, counted : str
        What the upright and the level axis count.
    """
    table, values = drawn.frame, drawn.frame["value"]
    key = "\nShaded: the normal range for an authority of that size" if len(limits) else ""
    figure, axes = style.canvas(3.6, unit=unit + key)
    axes.set_xlabel(counted, fontsize=style.SIZE)
    if not len(table):
        return figure
    for mark, (colour, area) in _DOTS.items():
        dots = table[table["mark"] == mark]
        axes.scatter(dots["size"], dots["value"], s=area, color=colour, lw=0, zorder=2 + area / 99)
    # limits for the smallest run off the picture where they are far beyond every value
    last = limits.iloc[-1:].max(axis=1)
    axes.set_ylim(min(0.0, values.min() * 1.5), max([values.max(), *last]) * 1.2)
    axes.set(xscale="log", xlim=(table["size"].min() * 0.9, table["size"].max() * 1.15))
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 3)))
    axes.xaxis.set_major_formatter(lambda size, _: f"{size:,.0f}".replace(",000,000", "m"))
    axes.xaxis.set_minor_locator(NullLocator())
    if len(limits):
        style.band(axes, limits, "low", "high")
    if len(limits) and "middle" in limits:
        axes.plot(limits.index, limits["middle"], color=style.TEXT, lw=1)
        end = axes.get_xlim()[1], limits["middle"].iloc[-1], "typical", style.TEXT
        labels.label_ends(axes, [end])
    for name, size, value, mark in table.itertuples():
        if mark == "authority":
            labels.pointed(axes, str(name), (size, value))
    return figure
