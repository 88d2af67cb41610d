"""An authority among others in order of their values, each named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hnb.charts import style
from hnb.domain.units import write

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

    from hnb.domain.comparators import Ask
    from hnb.figures import DrawnSeries


def in_order(
    drawn: DrawnSeries, ask: Ask, unit: str, *, bars: bool = False, mark: style.Mark | None = None
) -> Canvas:
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
    values = drawn.frame["value"].sort_values(kind="stable")
    figure, axes = style.canvas(0.9 + 0.24 * max(len(values), 1), unit=unit, grid="x")
    axes.set_yticks(range(len(values)), [ask.name(int(code)) for code in values.index])
    for place, (tick, (code, value)) in enumerate(
        zip(axes.get_yticklabels(), values.items(), strict=True)
    ):
        strong = code == ask.la_code
        draw = _draw_bar if bars else _draw_dot
        draw(axes, value, place, strong=strong)
        ink = style.STRONG if strong else style.TEXT
        words = write(float(value), drawn.unit).split()[0]
        style.note(axes, words, (value, place), (8, 0), ink, strong=strong)
        tick.set(color=ink, weight="bold" if strong else "normal")
    reach = [0.0, *values, *([mark.value] if mark else [])]
    least, most = min(reach), max(reach)
    axes.set(xlim=(least * 1.1, (most or 1) * 1.1), ylim=(-0.7, len(values) - 0.3))
    if mark:
        axes.axvline(mark.value, color=style.DARK, lw=1, ls=style.DASHED, zorder=1.5)
        axes.set_ylim(top=len(values) + 0.5)
        style.note(axes, mark.label, (mark.value, len(values) - 0.1), (4, 0), style.DARK)
    return figure


def _draw_bar(axes: Axes, value: float, place: int, *, strong: bool) -> None:
    axes.barh(place, value, 0.78, color=style.STRONG if strong else style.GREY)


def _draw_dot(axes: Axes, value: float, place: int, *, strong: bool) -> None:
    axes.plot([0, value], [place, place], color=style.BAND, lw=1, zorder=1)
    colour, size = (style.STRONG, 9) if strong else (style.DARK, 6.5)
    axes.plot(value, place, "o", color=colour, ms=size)
