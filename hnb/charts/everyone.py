"""Every authority in order, one of them and its comparators marked."""

from __future__ import annotations

from textwrap import fill

from hnb.charts import style
from hnb.domain.comparators import Ask
from hnb.figures import DrawnSeries


def everyone(
    drawn: DrawnSeries, ask: Ask, unit: str, label: str, *, mark: style.Mark | None = None
) -> style.Canvas:
    """An upright bar for each authority, in the order given.

    Parameters
    ----------
    drawn : DrawnSeries
        Column `value` by DfE number.
    ask : Ask
        Its authority has the strong colour and its comparators are dark, unless they are everyone.
    unit : str
        What the upright axis counts.
    label : str
        Words for the authority's bar.
    mark : Mark, optional
        A level line, named at its right.
    """
    values = drawn.frame["value"].astype(float)
    codes = [int(code) for code in values.index]
    near = () if ask.main.kind == "england" else ask.main.codes
    colours = dict.fromkeys(near, style.DARK) | {ask.la_code: style.STRONG}
    key = f"\n(dark grey: {ask.main.name})" if near else ""
    figure, axes = style.canvas(3.4, unit=unit + key)
    heights = range(len(codes))
    axes.bar(heights, values, color=[colours.get(code, style.GREY) for code in codes], width=0.8)
    axes.axhline(0, color=style.TEXT, lw=0.8)
    reach = [0.0, *values, *([mark.value] if mark else [])]
    low, top = min(reach), max(reach)
    axes.set(xticks=[], xlim=(-1, max(len(codes), 1)), ylim=(low * 1.05, top * 1.12 or 1))
    if ask.la_code in codes:
        place = codes.index(ask.la_code)
        side, end = ("left", 0) if place < len(codes) / 2 else ("right", 1)
        axes.annotate(
            label,
            (place, max(values[ask.la_code], 0)),
            (place, top * 1.05),
            ha=side,
            color=style.STRONG,
            fontsize=style.SIZE,
            arrowprops={"arrowstyle": "-", "ls": ":", "shrinkB": 0, "relpos": (end, 0)},
        )
    if mark:
        axes.axhline(mark.value, color=style.TEXT, lw=0.9)
        style.note(axes, fill(mark.label, 8), (len(codes), mark.value), (4, 0), style.TEXT)
    return figure
