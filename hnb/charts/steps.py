"""Level bars from zero or from where another ends: sums taken apart step by step."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from textwrap import fill
from typing import NamedTuple

from matplotlib.axes import Axes

from hnb.charts import labels, style


class Bar(NamedTuple):
    """A level bar: its name at the left (none where it goes with the one above), and its words at
    its end.
    """

    name: str
    value: float
    words: str
    colour: str
    start: float = 0.0
    hatch: str = ""

    @property
    def end(self) -> float:
        """Its right end, where its words are: zero, of one that goes left of it."""
        return self.start + max(self.value, 0)


def level(
    bars: Sequence[Bar], unit: str, height: float = 0.33
) -> tuple[style.Canvas, Axes, list[float]]:
    """Level bars from top to bottom, a little apart where a new name starts, and their places;
    `height` of one in inches.
    """
    places = _places(bars)
    last = max(places, default=0.0)
    figure, axes = style.canvas(0.85 + min(height * (last + 1), 7.2), unit=unit, grid="x")
    for place, bar in zip(places, bars, strict=True):
        axes.barh(
            place, bar.value, 0.78, bar.start, fc=bar.colour, hatch=bar.hatch, ec=style.DARK, lw=0.5
        )
        labels.note(axes, bar.words, (bar.end, place), (4, 0), style.TEXT)
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
