"""Every authority as a hexagon alike in size, coloured in five groups alike in number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.patches import RegularPolygon

from hnb.charts import style
from hnb.domain.units import write

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

    from hnb.figures import DrawnSeries
    from hnb.stats.shapley import Floats

# five steps of one colour, from light to the strong one, and what is legible on each
STEPS = (("#E7EEF5", style.TEXT), ("#B5CDE1", style.TEXT), ("#7FA8C9", style.TEXT), ("#3E75A3", "white"),
         (style.STRONG, "white"))  # fmt: skip
BLANK = ("white", style.TEXT)
HEIGHT = 3**0.5 / 2  # of a row of hexagons, in widths of one
_SMALL = 6.0  # points: three digits in a hexagon
_KEY = 1.15  # height of a line of the key, in widths of a hexagon


def centres(columns: Floats, rows: Floats) -> Floats:
    """Where cells lie, in widths of one; odd rows are half a cell to the right, and row 0 is the
    southernmost.
    """
    return np.column_stack([columns + 0.5 * (rows % 2), rows * HEIGHT])


def groups(values: pd.Series[float]) -> tuple[list[float], dict[int, tuple[str, str]]]:
    """The ends of five groups alike in number, and by DfE number the colours of a cell and of the
    ink on it.
    """
    ends = [float(values.quantile(share / 5)) for share in range(6)]
    steps = np.searchsorted(ends[1:-1], values)
    return ends, {
        int(code): STEPS[step] for code, step in zip(values.index, steps.tolist(), strict=True)
    }


def hexagon_map(drawn: DrawnSeries, positions: Mapping[int, tuple[int, int]], unit: str) -> Canvas:
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
    table = drawn.frame
    ends, colours = groups(table["value"])
    spots = centres(*np.array(list(positions.values()), dtype=float).T)
    figure, axes = style.canvas(6.6, unit=unit, grid="x")
    for code, (x, y) in zip(positions, spots, strict=True):
        colour, ink = colours.get(code, BLANK)
        _cell(axes, x, y, colour)
        rank = table["rank"].get(code, "–")
        axes.text(x, y, str(rank), ha="center", va="center", color=ink, fontsize=_SMALL)
    keys = [
        (colour, f"{write(low, drawn.unit)} to {write(high, drawn.unit)}")
        for (colour, _), low, high in zip(STEPS, ends, ends[1:], strict=False)
    ][::-1]
    if len(table) < len(positions):
        keys.append((BLANK[0], "no value"))
    right = _draw_key(axes, keys, spots)
    low, high = spots.min(axis=0), spots.max(axis=0)
    axes.set(
        xlim=(low[0] - 1, max(right + 1, high[0] + 1)),
        ylim=(low[1] - 1, high[1] + 1),
        aspect="equal",
    )
    axes.set_axis_off()
    return figure


def _draw_key(axes: Axes, keys: Sequence[tuple[str, str]], spots: Floats) -> float:
    """The colours and their words at the top, right of every cell there; where it is drawn."""
    top = float(spots[:, 1].max())
    right = float(spots[spots[:, 1] > top - _KEY * len(keys), 0].max()) + 1.6
    for step, (colour, words) in enumerate(keys):
        y = top - 0.2 - _KEY * step
        _cell(axes, right, y, colour)
        axes.text(right + 0.8, y, words, va="center", fontsize=style.SIZE, color=style.TEXT)
    return right


def _cell(axes: Axes, x: float, y: float, colour: str) -> None:
    axes.add_patch(
        RegularPolygon(
            (x, y), 6, radius=1 / 3**0.5 * 0.97, facecolor=colour, edgecolor=style.DARK, lw=0.4
        )
    )
