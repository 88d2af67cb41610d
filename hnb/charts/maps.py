"""Every authority at once: a map of hexagons alike in size, and each authority's value by its size, within limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.patches import PathPatch, RegularPolygon
from matplotlib.path import Path

from hnb.charts import style, words
from hnb.models.hexagons import centres
from hnb.units import write

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hnb.models.national import Ranking
    from hnb.sources.boundaries import Boundaries

# five steps of one colour, from light to the strong one, and what is legible on each
STEPS = (("#E7EEF5", style.TEXT), ("#B5CDE1", style.TEXT), ("#7FA8C9", style.TEXT), ("#3E75A3", "white"),
         (style.STRONG, "white"))  # fmt: skip
_SMALL = 6.0  # points: three digits in a hexagon


def hexagons(ranking: Ranking, positions: Mapping[int, tuple[int, int]]) -> style.Chart:
    """A map of equal hexagons, coloured in five groups alike in number; the number is the place in the ranking.

    Parameters
    ----------
    positions : mapping
        Column and row of each authority's cell by DfE number, as `hnb.areas.hexagons` gives them.
    """
    codes = [code for code in positions]
    spots = centres(*(np.array([positions[code][axis] for code in codes], float) for axis in (0, 1)))
    table: Any = ranking.table.set_index("la_code")
    edges = table["value"].quantile([0.2, 0.4, 0.6, 0.8]).to_numpy(float)
    figure, axes = style.canvas(6.6, unit=f"{ranking.measure.says}, {ranking.when}", grid="x")
    for code, (x, y) in zip(codes, spots, strict=True):
        known = code in table.index
        colour, ink = STEPS[int(np.searchsorted(edges, table.loc[code, "value"]))] if known else ("white", style.TEXT)
        _cell(axes, x, y, colour)
        axes.text(x, y, str(table.loc[code, "rank"]) if known else "–", ha="center", va="center", color=ink,
                  fontsize=_SMALL)  # fmt: skip
    low, high = spots.min(axis=0), spots.max(axis=0)
    ends = [table["value"].min(), *edges, table["value"].max()]
    keys = [(colour, f"{write(ends[step], ranking.measure.unit)} to {write(ends[step + 1], ranking.measure.unit)}")
            for step, (colour, _) in enumerate(STEPS)][::-1]  # fmt: skip
    if len(table) < len(codes):
        keys.append(("white", "no value"))
    beside = float(spots[spots[:, 1] > high[1] - 1.15 * len(keys), 0].max()) + 1.6  # where no cell is
    for step, (colour, says) in enumerate(keys):
        y = high[1] - 0.2 - 1.15 * step
        _cell(axes, beside, y, colour)
        axes.text(beside + 0.8, y, says, va="center", fontsize=style.SIZE, color=style.TEXT)
    axes.set(xlim=(low[0] - 1, max(beside + 1, high[0] + 1)), ylim=(low[1] - 1, high[1] + 1), aspect="equal")
    axes.set_axis_off()
    style.fit(figure)
    shown = (ranking.number, ranking.highest, ranking.lowest, *ranking.regions.values())
    caption = f"{ranking.measure.says}, every authority, {ranking.when}; the number is its place, the highest first"
    hexagonal = "hexagons, one an authority, neighbours kept near,"
    return style.Chart(figure, _alt(ranking, hexagonal), words.source(shown), caption, figures=shown)


def _alt(ranking: Ranking, cells: str) -> str:
    """The text alternative of a map: its extremes, and the middle of each region."""
    by_region = "; ".join(f"{region} {figure.text}" for region, figure in ranking.regions.items())
    first, last = ranking.ends
    return (
        f"Map of {cells} in five groups from light (low) to dark (high). The highest is {first} at "
        f"{ranking.highest.text}, the lowest {last} at {ranking.lowest.text}. Middle of each region's authorities: "
        f"{by_region}."
    )


def shapes(ranking: Ranking, boundaries: Boundaries, attribution: str) -> style.Chart:
    """A map of shapes, in the same five groups: where places are, and how little room the crowded ones have.

    Parameters
    ----------
    boundaries : Boundaries
        A person's own file, as `hnb.store.shapes.held` gives it, with the `attribution` that it asks for.
    """
    table: Any = ranking.table.set_index("la_code")
    edges = table["value"].quantile([0.2, 0.4, 0.6, 0.8]).to_numpy(float)
    figure, axes = style.canvas(6.6, unit=f"{ranking.measure.says}, {ranking.when}", grid="x")
    for code, polygons in boundaries.areas.items():
        rings = [boundaries.ring(refs) for polygon in polygons for refs in polygon]
        group = int(np.searchsorted(edges, table.loc[code, "value"])) if code in table.index else None
        path = Path.make_compound_path(*(Path(ring, closed=True) for ring in rings))
        axes.add_patch(PathPatch(path, facecolor="white" if group is None else STEPS[group][0], edgecolor="none"))
    axes.add_collection(LineCollection(boundaries.borders, colors=style.DARK, linewidths=0.3))
    axes.autoscale_view()
    axes.set_aspect("equal")
    axes.set_axis_off()
    style.fit(figure)
    shown = (ranking.number, ranking.highest, ranking.lowest, *ranking.regions.values())
    caption = f"{ranking.measure.says}, {ranking.when}, on a map; groups as on the map of hexagons"
    return style.Chart(
        figure, _alt(ranking, "shapes"), f"{words.source(shown)} {attribution}.", caption, appendix=True, figures=shown
    )  # fmt: skip


def _cell(axes: Any, x: float, y: float, colour: str) -> None:
    axes.add_patch(RegularPolygon((x, y), 6, radius=1 / 3**0.5 * 0.97, facecolor=colour, edgecolor=style.DARK, lw=0.4))


def by_size(ranking: Ranking) -> style.Chart:
    """Each authority's value by its size, with the limits within which 95% of ordinary ones are expected."""
    table = ranking.table.sort_values("whole")
    size = table["whole"].to_numpy(float)
    figure, axes = style.canvas(3.4, unit=f"{ranking.measure.says}, {ranking.when}")
    wide = table.dropna(subset=["low"])
    for end in ("low", "high"):
        axes.plot(wide["whole"], wide[end], color=style.DARK, lw=1, ls=(0, (4, 2)))
    outside = table["place"].isin(["above", "below"]).to_numpy()
    values = table["value"].to_numpy(float)
    axes.scatter(size[~outside], values[~outside], s=16, color=style.GREY, lw=0, zorder=2)
    axes.scatter(size[outside], values[outside], s=30, color=style.STRONG, lw=0, zorder=3)
    axes.set_xscale("log")
    axes.set_xlim(size.min() * 0.9, size.max() * 1.15)
    marks = [
        mark for power in range(0, 11) for mark in (10.0**power, 3 * 10.0**power) if size.min() < mark < size.max()
    ]
    axes.set_xticks(marks, [f"{mark:,.0f}" if mark < 1e6 else f"{mark / 1e6:,.0f}m" for mark in marks])
    axes.set_xticks([], minor=True)
    axes.set_xlabel(_SIZES[ranking.measure.chance], fontsize=style.SIZE)
    bottom = min(
        0.0, float(values.min()), float(wide["low"].clip(lower=values.min() * 1.5 - 1).min() if len(wide) else 0)
    )
    axes.set_ylim(bottom, max(float(values.max()), float(wide["high"].iloc[-1]) if len(wide) else 0) * 1.08)
    if len(wide):
        last = wide.iloc[-1]
        ends = [
            (size.max() * 1.15, float(last[end]), label, style.DARK)
            for end, label in (("low", "lower limit"), ("high", "upper limit"))
        ]
        style.label_ends(axes, ends, height=2.8)
    style.fit(figure)
    sides = " ".join(
        f"{side.capitalize()} them: {words.listed(ranking.named(side)) or 'none'}." for side in ("above", "below")
    )  # fmt: skip
    alt = f"Dots for {ranking.number.text} by size, between limits that are wider for small ones. {sides}"
    shown = (ranking.number, ranking.middle, ranking.above, ranking.below)
    caption = f"{ranking.measure.says}, {ranking.when}, by size; the strong dots lie outside the limits"
    return style.Chart(figure, alt, words.source(shown), caption, appendix=True, figures=shown)


_SIZES = {
    "rate": "residents", "share": "cases of which it is a share", "growth": "EHC plans five years before",
    "none": "High Needs Block after deductions, £",
}  # fmt: skip
