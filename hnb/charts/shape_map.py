"""Every authority as it is shaped, in the groups of the hexagon map."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.collections import LineCollection
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from hnb.charts import style
from hnb.charts.hexagon_map import BLANK, groups

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Canvas

    from hnb.figures import DrawnSeries
    from hnb.sources.boundaries import Boundaries


def shape_map(drawn: DrawnSeries, boundaries: Boundaries, unit: str) -> Canvas:
    """A map without axes: where places are, and how little room the crowded ones have.

    Parameters
    ----------
    drawn : DrawnSeries
        Column `value` by DfE number.
    boundaries : Boundaries
        A person's own file, as `hnb.store.shapes.held` gives it.
    unit : str
        What is mapped.
    """
    _, colours = groups(drawn.frame["value"])
    figure, axes = style.canvas(6.6, unit=unit, grid="x")
    for code, polygons in boundaries.areas.items():
        rings = [boundaries.ring(refs) for polygon in polygons for refs in polygon]
        path = Path.make_compound_path(*(Path(ring, closed=True) for ring in rings))
        axes.add_patch(PathPatch(path, facecolor=colours.get(code, BLANK)[0], edgecolor="none"))
    axes.add_collection(LineCollection(boundaries.borders, colors=style.DARK, linewidths=0.3))
    axes.autoscale_view()
    axes.set_aspect("equal")
    axes.set_axis_off()
    return figure
