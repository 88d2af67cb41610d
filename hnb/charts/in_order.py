"""An authority among others in order of their values, each named."""

from __future__ import annotations

import numpy as np

from hnb.charts import style
from hnb.domain.comparators import Ask
from hnb.domain.units import write
from hnb.figures import DrawnSeries


def in_order(
    drawn: DrawnSeries, ask: Ask, unit: str, *, bars: bool = False, mark: style.Mark | None = None
) -> style.Canvas:
    """Level dots, or bars from zero, from the highest value down, each with its value in words.

    Parameters
    ----------
    drawn : DrawnSeries
        Column `value` by DfE number, in any order.
    ask : Ask
        Its authority has the strong colour; it names every other.
    unit : str
        What the level axis counts.
    bars : bool
        Whether to draw bars instead of dots.
    mark : Mark, optional
        An upright line, such as the median.
    """
    values = drawn.frame["value"].astype(float).sort_values(kind="stable")
    places, is_authority = range(len(values)), values.index == ask.la_code
    figure, axes = style.canvas(0.9 + 0.24 * max(len(values), 1), unit=unit, grid="x")
    if bars:
        axes.barh(places, values, 0.78, color=np.where(is_authority, style.STRONG, style.GREY))
    else:
        axes.hlines(places, 0, values, color=style.BAND, lw=1, zorder=1)
        colours = np.where(is_authority, style.STRONG, style.DARK)
        axes.scatter(values, places, s=np.where(is_authority, 81, 42), color=colours)
    axes.set_yticks(places, [ask.name(int(code)) for code in values.index])
    for place, value, strong in zip(places, values, is_authority, strict=True):
        ink = style.STRONG if strong else style.TEXT
        words = write(value, drawn.unit).split()[0]
        style.note(axes, words, (value, place), (8, 0), ink, strong=bool(strong))
        axes.get_yticklabels()[place].set(color=ink, weight="bold" if strong else "normal")
    reach = [0.0, *values, *([mark.value] if mark else [])]
    axes.set(xlim=(min(reach) * 1.1, (max(reach) or 1) * 1.1), ylim=(-0.7, len(values) - 0.3))
    if mark:
        axes.axvline(mark.value, color=style.DARK, lw=1, ls=style.DASHED, zorder=1.5)
        axes.set_ylim(top=len(values) + 0.5)
        style.note(axes, mark.label, (mark.value, len(values) - 0.1), (4, 0), style.DARK)
    return figure
