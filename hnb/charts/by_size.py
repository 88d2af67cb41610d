"""A value of every authority by its size, between limits that depend on the size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hnb.charts import style

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

    from hnb.figures import DrawnSeries

# colour and area of a dot
_DOTS = {
    "": (style.GREY, 16),
    "comparator": (style.DARK, 24),
    "outside": (style.STRONG, 30),
    "authority": (style.STRONG, 70),
}

_SIZES = [size for power in range(11) for size in (10**power, 3 * 10**power)]


def by_size(drawn: DrawnSeries, limits: pd.DataFrame, unit: str, counted: str) -> Canvas:
    """A dot for each authority, over sizes on a scale of powers of ten.

    Parameters
    ----------
    drawn : DrawnSeries
        Columns `size` and `value` by name of the authority, and `mark`: 'authority' (named),
        'comparator', 'outside' the limits, or empty.
    limits : DataFrame
        A column a limit, named as it is to be labelled, by size, the smallest first; 'middle' is a
        full line, others are dashed.
    unit, counted : str
        What the upright and the level axis count.
    """
    table = drawn.frame
    figure, axes = style.canvas(3.6, unit=unit)
    for layer, (mark, (colour, area)) in enumerate(_DOTS.items()):
        dots = table[table["mark"] == mark]
        axes.scatter(dots["size"], dots["value"], s=area, color=colour, lw=0, zorder=2 + layer)
    for name, dot in table[table["mark"] == "authority"].iterrows():
        at = dot["size"], dot["value"]
        style.note(axes, str(name), at, (0, -15), style.STRONG, strong=True, ha="center")
    values = table["value"]
    # limits for the smallest run off the picture where they are far beyond every value
    lowest = limits.min().min() if len(limits) else 0.0
    floor = max(float(values.min()) * 1.5 - 1, lowest) if len(values) else 0.0
    last = limits.tail(1).to_numpy().ravel()
    axes.set_ylim(min([0.0, *values, floor]), max([*values, *last], default=1.0) * 1.08)
    if len(table):
        _limits(axes, limits, (float(table["size"].min()) * 0.9, float(table["size"].max()) * 1.15))
    axes.set_xlabel(counted, fontsize=style.SIZE)
    return figure


def _limits(axes: Axes, limits: pd.DataFrame, within: tuple[float, float]) -> None:
    """Each limit as a line named at its end, over a level axis of powers of ten and their threes."""
    for name, limit in limits.items():
        dash = "-" if name == "middle" else style.DASHED
        axes.plot(limits.index.to_numpy(float), limit, color=style.DARK, lw=1, ls=dash)
    axes.set_xscale("log")
    axes.set_xlim(within)
    sizes = [size for size in _SIZES if within[0] <= size <= within[1]]
    axes.set_xticks(sizes, [_size(size) for size in sizes])
    axes.set_xticks([], minor=True)
    ends = [
        (within[1], float(limit.iloc[-1]), str(name), style.DARK)
        for name, limit in limits.items()
        if len(limit)
    ]
    style.label_ends(axes, ends, height=3)


def _size(size: float) -> str:
    return f"{size:,.0f}" if size < 1e6 else f"{size / 1e6:,.0f}m"
