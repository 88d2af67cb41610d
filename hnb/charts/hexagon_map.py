"""Every authority as a hexagon alike in size, coloured in five groups alike in number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import RegularPolygon

from hnb.charts import style
from hnb.domain.units import write
from hnb.figures import DrawnSeries

if TYPE_CHECKING:
    from hnb.stats import Floats

# five steps of one colour, from light to the strong one, and what is legible on each
STEPS = (("#E7EEF5", style.TEXT), ("#B5CDE1", style.TEXT), ("#7FA8C9", style.TEXT),
         ("#3E75A3", "white"),
         (style.STRONG, "white"))  # fmt: skip
_BLANK = ("white", style.TEXT)
HEIGHT = 3**0.5 / 2  # of a row of hexagons, in widths of one
_SMALL = 6.0  # points: three digits in a hexagon
_KEY = 1.15  # height of a line of the key, in widths of a hexagon


def centres(columns: Floats, rows: Floats) -> Floats:
    """Where cells lie, in widths of one; odd rows are half a cell to the right, and row 0 is the
    southernmost.
    """
    return np.column_stack([columns + 0.5 * (rows % 2), rows * HEIGHT])


def hexagon_map(
    drawn: DrawnSeries, positions: Mapping[int, tuple[int, int]], unit: str
) -> style.Canvas:
    """A map without axes; the number in a hexagon is the authority's place in a ranking.

    Parameters
    ----------
    drawn : DrawnSeries
        Columns `value` and `rank` by DfE number.
    positions : mapping
        Column and row of each authority's cell by DfE number, as `hnb.domain.areas.hexagons` gives
        them.
    unit : str
        What is mapped.
    """
    values, ranks = drawn.frame["value"], drawn.frame["rank"]
    ends = values.quantile(np.linspace(0, 1, 6)).tolist()
    inks = [STEPS[step] for step in np.searchsorted(ends[1:-1], values)]
    colours = dict(zip(values.index, inks, strict=True))
    spots = centres(*np.array(list(positions.values()), dtype=float).T)
    figure, axes = style.canvas(6.6, unit=unit, grid="x")
    for code, (x, y) in zip(positions, spots, strict=True):
        colour, ink = colours.get(code, _BLANK)
        _cell(axes, x, y, colour)
        rank = str(ranks.get(code, "–"))
        axes.text(x, y, rank, ha="center", va="center", color=ink, fontsize=_SMALL)
    written = [write(end, drawn.unit) for end in ends]
    keys = {
        colour: f"{low} to {high}"
        for low, high, (colour, _) in zip(written, written[1:], STEPS, strict=False)
    }
    blank = {_BLANK[0]: "no value"} if len(values) < len(positions) else {}
    _draw_key(axes, dict(reversed(keys.items())) | blank, spots)
    axes.autoscale_view()
    axes.set_aspect("equal")
    axes.set_axis_off()
    return figure


def _draw_key(axes: Axes, keys: Mapping[str, str], spots: Floats) -> None:
    """What each colour says, at the top and to the right of every cell there."""
    top = spots[:, 1].max()
    right = spots[spots[:, 1] > top - _KEY * len(keys), 0].max() + 1.6
    for line, (colour, words) in enumerate(keys.items()):
        y = top - 0.2 - _KEY * line
        _cell(axes, right, y, colour)
        axes.text(right + 0.8, y, words, va="center", fontsize=style.SIZE, color=style.TEXT)


def _cell(axes: Axes, x: float, y: float, colour: str) -> None:
    axes.add_patch(
        RegularPolygon(
            (x, y), 6, radius=1 / 3**0.5 * 0.97, facecolor=colour, edgecolor=style.DARK, lw=0.4
        )
    )
