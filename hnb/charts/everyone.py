"""Every authority in order, one of them and its comparators marked."""

from __future__ import annotations

from textwrap import fill

from hnb.charts import labels, style
from hnb.charts.findings import neighbours
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
        Its authority has the strong colour and its comparators have dots, unless they are everyone.
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
    colours = dict.fromkeys(near, style.NEIGHBOURS) | {ask.la_code: style.STRONG}
    key = f"\nA bar for each authority; with a dot: {neighbours(ask)}" if near else ""
    figure, axes = style.canvas(3.4, unit=unit + key)
    heights = range(len(codes))
    axes.bar(heights, values, color=[colours.get(code, style.OTHERS) for code in codes], width=0.8)
    axes.axhline(0, color=style.TEXT, lw=0.8)
    reach = [0.0, *values, *([mark.value] if mark else [])]
    low, top = min(reach), max(reach)
    axes.set(xticks=[], xlim=(-1, max(len(codes), 1)), ylim=(low * 1.05, top * 1.2 or 1))
    dotted = [place for place, code in enumerate(codes) if code in near]
    heights_of_dots = [max(values[codes[place]], 0) + (top - low) * 0.025 for place in dotted]
    axes.plot(dotted, heights_of_dots, "o", color=style.DARK, ms=3.5)
    if ask.la_code in codes:
        at = codes.index(ask.la_code), max(values[ask.la_code], 0)
        labels.pointed(axes, label, at)
    if mark:
        axes.axhline(mark.value, color=style.TEXT, lw=0.9)
        labels.note(axes, fill(mark.label, 8), (len(codes), mark.value), (4, 0), style.TEXT)
    return figure
