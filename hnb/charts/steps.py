"""Level bars from zero or from where another ends: sums taken apart step by step."""

from __future__ import annotations

from itertools import accumulate
from textwrap import fill
from typing import TYPE_CHECKING, NamedTuple

from hnb.charts import style

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas


class Bar(NamedTuple):
    """A level bar: its name at the left (none where it goes with the one above), and its words at
    its end.
    """

    name: str
    value: float
    words: str
    colour: str
    start: float = 0.0

    @property
    def leftward(self) -> bool:
        """Whether it goes left of zero; a step down from elsewhere keeps its words at the right."""
        return self.value < 0 and not self.start


def level(bars: Sequence[Bar], unit: str, each: float = 0.33) -> tuple[Canvas, Axes, list[float]]:
    """Level bars from top to bottom, a little apart where a new name starts, and their places;
    `each` in inches.
    """
    places = _places(bars)
    last = max(places, default=0.0)
    figure, axes = style.canvas(0.85 + min(each * (last + 1), 7.2), unit=unit, grid="x")
    colours = [bar.colour for bar in bars]
    axes.barh(places, [bar.value for bar in bars], 0.78, [bar.start for bar in bars], color=colours)
    for place, bar in zip(places, bars, strict=True):
        _write_words(axes, bar, place)
    if any(bar.leftward for bar in bars):
        axes.margins(x=0.16)  # room for words at the left
    named = {place: bar.name for place, bar in zip(places, bars, strict=True) if bar.name}
    axes.set_yticks(
        list(named), [fill(name, 32, break_on_hyphens=False) for name in named.values()]
    )
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(last + 0.6, -0.6)
    axes.axvline(0, color=style.TEXT, linewidth=0.8)
    return figure, axes, places


def _places(bars: Sequence[Bar]) -> list[float]:
    """Where each bar lies, in heights of one from the first."""
    grouped = not all(bar.name for bar in bars)
    apart = [1.45 if grouped and bar.name else 1.0 for bar in bars]
    return [place - apart[0] for place in accumulate(apart)]


def _write_words(axes: Axes, bar: Bar, place: float) -> None:
    if bar.leftward:
        style.note(axes, bar.words, (bar.value, place), (-4, 0), style.TEXT, ha="right")
    else:
        style.note(axes, bar.words, (bar.start + max(bar.value, 0), place), (4, 0), style.TEXT)
