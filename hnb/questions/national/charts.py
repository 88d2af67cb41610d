"""Every authority at once: maps of a measure, and each authority's value by its size, within
limits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hnb.charts import style
from hnb.charts.by_size import by_size as draw_by_size
from hnb.charts.hexagon_map import hexagon_map
from hnb.charts.shape_map import shape_map
from hnb.domain.words import listed
from hnb.figures import DrawnSeries, source_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.figure import Figure as Canvas

    from hnb.questions.national.model import Ranking
    from hnb.sources.boundaries import Boundaries

_SIZES = {
    "rate": "residents", "share": "cases of which it is a share", "growth": "EHC plans five years before",
    "none": "High Needs Block after deductions, £",
}  # fmt: skip


def _title(ranking: Ranking) -> str:
    return f"{ranking.measure.says}, {ranking.when}"


def _drawn(ranking: Ranking) -> DrawnSeries:
    return DrawnSeries.like(ranking.middle, "everyone", ranking.table.set_index("la_code"))


def hexagons(ranking: Ranking, positions: Mapping[int, tuple[int, int]]) -> style.Chart:
    """A map of equal hexagons, coloured in five groups alike in number; the number is the place in
    the ranking.

    Parameters
    ----------
    positions : mapping
        Column and row of each authority's cell by DfE number, as `hnb.domain.areas.hexagons` gives
        them.
    """
    title = _title(ranking)
    figure = hexagon_map(_drawn(ranking), positions, title)
    caption = (
        f"{ranking.measure.says}, every authority, {ranking.when}; the number is its place, "
        "the highest first"
    )
    return _finish(figure, ranking, "hexagons, one an authority, neighbours kept near,", caption)


def shapes(ranking: Ranking, boundaries: Boundaries, attribution: str) -> style.Chart:
    """A map of shapes, in the same five groups: where places are, and how little room the crowded
    ones have.

    Parameters
    ----------
    boundaries : Boundaries
        A person's own file, as `hnb.store.shapes.held` gives it, with the `attribution` that it
        asks for.
    """
    title = _title(ranking)
    figure = shape_map(_drawn(ranking), boundaries, title)
    caption = f"{title}, on a map; groups as on the map of hexagons"
    return _finish(figure, ranking, "shapes", caption, attribution)


def _finish(
    figure: Canvas, ranking: Ranking, cells: str, caption: str, attribution: str = ""
) -> style.Chart:
    """The text alternative gives the extremes, and the middle of each region."""
    by_region = "; ".join(f"{region} {middle}" for region, middle in ranking.regions.items())
    first, last = ranking.ends
    alt = (
        f"Map of {cells} in five groups from light (low) to dark (high). Of those large enough to "
        f"judge the highest is {first} at {ranking.highest}, the lowest {last} at "
        f"{ranking.lowest}. Middle of each region's authorities: {by_region}."
    )
    shown = (ranking.number, ranking.highest, ranking.lowest, *ranking.regions.values())
    source = f"{source_line(shown)} {attribution}." if attribution else ""
    return style.finish(figure, alt, caption, shown, appendix=bool(attribution), source=source)


def by_size(ranking: Ranking) -> style.Chart:
    """Each authority's value by its size, with the limits within which 95% of ordinary ones are
    expected.
    """
    table = ranking.table.set_index("name").rename(columns={"whole": "size"})
    is_outside = table["place"].isin(["above", "below"])
    dots = table[["size", "value"]].assign(mark=is_outside.map({True: "outside", False: ""}))
    limits = table.set_index("size")[["low", "high"]].dropna().sort_index()
    figure = draw_by_size(
        DrawnSeries.like(ranking.middle, "by_size", dots),
        limits.set_axis(["lower limit", "upper limit"], axis=1),
        _title(ranking),
        _SIZES[ranking.measure.chance],
    )
    alt = f"Dots for {ranking.number} by size, between limits that are wider for small ones."
    for side in ("above", "below"):
        alt += f" {side.capitalize()} them: {listed(ranking.named(side)) or 'none'}."
    shown = (ranking.number, ranking.middle, ranking.above, ranking.below)
    caption = f"{_title(ranking)}, by size; the strong dots lie outside the limits"
    return style.finish(figure, alt, caption, shown, appendix=True)
