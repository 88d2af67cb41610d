"""Every authority at once: a map of hexagons alike in size, and each authority's value by its size,
within limits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.patches import RegularPolygon

from hnb.charts import style, words
from hnb.charts.points import between_limits
from hnb.domain.units import write
from hnb.stats.shapley import Floats

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.figure import Figure as Canvas

    from hnb.questions.national.model import Ranking

# five steps of one colour, from light to the strong one, and what is legible on each
STEPS = (("#E7EEF5", style.TEXT), ("#B5CDE1", style.TEXT), ("#7FA8C9", style.TEXT), ("#3E75A3", "white"),
         (style.STRONG, "white"))  # fmt: skip
HEIGHT = 3**0.5 / 2  # of a row of hexagons, in widths of one
_BLANK = ("white", style.TEXT)
_SMALL = 6.0  # points: three digits in a hexagon


def centres(columns: Floats, rows: Floats) -> Floats:
    """Where cells lie, in widths of one; odd rows stand half a cell to the right, and row 0 is the
    southernmost.
    """
    return np.column_stack([columns + 0.5 * (rows % 2), rows * HEIGHT])


def hexagons(ranking: Ranking, positions: Mapping[int, tuple[int, int]]) -> style.Chart:
    """A map of equal hexagons, coloured in five groups alike in number; the number is the place in
    the ranking.

    Parameters
    ----------
    positions : mapping
        Column and row of each authority's cell by DfE number, as `hnb.domain.areas.hexagons` gives them.
    """
    codes = list(positions)
    spots = centres(
        *(np.array([positions[code][axis] for code in codes], float) for axis in (0, 1))
    )
    ends, colours = _groups(ranking)
    places = dict(zip(ranking.table["la_code"], ranking.table["rank"], strict=True))
    figure, axes = style.canvas(6.6, unit=f"{ranking.measure.says}, {ranking.when}", grid="x")
    for code, (x, y) in zip(codes, spots, strict=True):
        colour, ink = colours.get(code, _BLANK)
        _cell(axes, x, y, colour)
        axes.text(
            x, y, str(places.get(code, "–")), ha="center", va="center", color=ink, fontsize=_SMALL
        )
    low, high = spots.min(axis=0), spots.max(axis=0)
    keys = [
        (
            colour,
            f"{write(ends[step], ranking.measure.unit)} to "
            f"{write(ends[step + 1], ranking.measure.unit)}",
        )
        for step, (colour, _) in enumerate(STEPS)
    ][::-1]
    if len(places) < len(codes):
        keys.append(("white", "no value"))
    beside = (
        float(spots[spots[:, 1] > high[1] - 1.15 * len(keys), 0].max()) + 1.6
    )  # where no cell is
    for step, (colour, says) in enumerate(keys):
        y = high[1] - 0.2 - 1.15 * step
        _cell(axes, beside, y, colour)
        axes.text(beside + 0.8, y, says, va="center", fontsize=style.SIZE, color=style.TEXT)
    axes.set(
        xlim=(low[0] - 1, max(beside + 1, high[0] + 1)),
        ylim=(low[1] - 1, high[1] + 1),
        aspect="equal",
    )
    caption = (
        f"{ranking.measure.says}, every authority, {ranking.when}; the number is its place, "
        "the highest first"
    )
    return _finish(figure, ranking, caption)


def _groups(ranking: Ranking) -> tuple[list[float], dict[int, tuple[str, str]]]:
    """The ends of five groups alike in number, and the colours of each authority's cell and of the
    ink on it.
    """
    values: Any = ranking.table.set_index("la_code")["value"]
    ends = [float(values.quantile(share / 5)) for share in range(6)]
    return ends, {
        int(code): STEPS[int(np.searchsorted(ends[1:-1], value))] for code, value in values.items()
    }


def _finish(figure: Canvas, ranking: Ranking, caption: str) -> style.Chart:
    """A map without axes; the text alternative gives its extremes, and the middle of each region."""
    figure.axes[0].set_axis_off()
    by_region = "; ".join(f"{region} {middle.text}" for region, middle in ranking.regions.items())
    first, last = ranking.ends
    alt = (
        "Map of hexagons, one an authority, neighbours kept near, in five groups from light (low) to "
        "dark (high). Of those large enough to judge the highest is "
        f"{first} at {ranking.highest.text}, the lowest {last} at {ranking.lowest.text}. Middle of "
        "each region's "
        f"authorities: {by_region}."
    )
    shown = (ranking.number, ranking.highest, ranking.lowest, *ranking.regions.values())
    return style.finish(figure, alt, caption, shown)


def _cell(axes: Any, x: float, y: float, colour: str) -> None:
    axes.add_patch(
        RegularPolygon(
            (x, y), 6, radius=1 / 3**0.5 * 0.97, facecolor=colour, edgecolor=style.DARK, lw=0.4
        )
    )


def by_size(ranking: Ranking) -> style.Chart:
    """Each authority's value by its size, with the limits within which 95% of ordinary ones are
    expected.
    """
    table = ranking.table.sort_values("whole")
    size = table["whole"].to_numpy(float)
    figure, axes = style.canvas(3.4, unit=f"{ranking.measure.says}, {ranking.when}")
    wide = table.dropna(subset=["low"])
    outside = table["place"].isin(["above", "below"]).to_numpy()
    values = table["value"].to_numpy(float)
    axes.scatter(size[~outside], values[~outside], s=16, color=style.GREY, lw=0, zorder=2)
    axes.scatter(size[outside], values[outside], s=30, color=style.STRONG, lw=0, zorder=3)
    lowest = wide["low"].clip(lower=values.min() * 1.5 - 1)
    axes.set_ylim(min([0.0, *values, *lowest]), max([*values, *wide["high"].tail(1)]) * 1.08)
    limits = {
        "lower limit": wide["low"].to_numpy(float),
        "upper limit": wide["high"].to_numpy(float),
    }
    within = float(size.min()) * 0.9, float(size.max()) * 1.15
    between_limits(axes, wide["whole"], limits, within, _SIZES[ranking.measure.chance])
    alt = f"Dots for {ranking.number.text} by size, between limits that are wider for small ones."
    for side in ("above", "below"):
        alt += f" {side.capitalize()} them: {words.listed(ranking.named(side)) or 'none'}."
    shown = (ranking.number, ranking.middle, ranking.above, ranking.below)
    caption = (
        f"{ranking.measure.says}, {ranking.when}, by size; the strong dots lie outside the limits"
    )
    return style.finish(figure, alt, caption, shown, appendix=True)


_SIZES = {
    "rate": "residents", "share": "cases of which it is a share", "growth": "EHC plans five years " "before",
    "none": "High Needs Block after deductions, £",
}  # fmt: skip
