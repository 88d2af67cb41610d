"""Every authority at once: a map of a measure, and each authority's value by its size, within
limits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hnb.charts import style
from hnb.charts.by_size import by_size as draw_by_size
from hnb.charts.hexagon_map import hexagon_map
from hnb.domain import areas
from hnb.domain.words import capitalised, listed
from hnb.figures import DrawnSeries

if TYPE_CHECKING:
    from hnb.comparison.ranking import Ranking

_SIZES = {
    "rate": "residents", "share": "cases of which it is a share",
    "growth": "EHC plans five years before",
    "none": "High Needs Block after deductions, £",
}  # fmt: skip


def _drawn(ranking: Ranking) -> DrawnSeries:
    return DrawnSeries.like(ranking.middle, "everyone", ranking.table.set_index("la_code"))


def hexagons(ranking: Ranking) -> style.Chart | None:
    """A map of equal hexagons, coloured in five groups alike in number; the number is the place in
    the ranking.
    """
    if not len(ranking.table):
        return None
    figure = hexagon_map(_drawn(ranking), areas.hexagons(), ranking.title)
    caption = (
        f"{capitalised(ranking.measure.says)} in every authority, {ranking.when}; the number is "
        "its rank from the highest"
    )
    by_region = "; ".join(f"{region} {middle}" for region, middle in ranking.regions.items())
    first, last = ranking.ends
    alt = (
        "Map of hexagons, one an authority, neighbours kept near, in five groups from light (low) "
        f"to dark (high). Of those large enough to judge the highest is {first} at "
        f"{ranking.highest}, the lowest {last} at {ranking.lowest}. Median of each region's "
        f"authorities: {by_region}."
    )
    shown = (ranking.number, ranking.highest, ranking.lowest, *ranking.regions.values())
    return style.finish(figure, alt, caption, shown)


def by_size(ranking: Ranking) -> style.Chart | None:
    """Each authority's value by its size, with the limits within which 95% of ordinary ones are
    expected.
    """
    if not len(ranking.table):
        return None
    table = ranking.table.set_index("name").rename(columns={"whole": "size"})
    is_outside = table["place"].isin(["above", "below"])
    dots = table[["size", "value"]].assign(mark=is_outside.map({True: "outside", False: ""}))
    limits = table.set_index("size")[["low", "high"]].dropna().sort_index()
    figure = draw_by_size(
        DrawnSeries.like(ranking.middle, "by_size", dots),
        limits,
        ranking.title,
        _SIZES[ranking.measure.chance],
    )
    alt = f"Dots for {ranking.number} by size, with a normal range that is wider for small ones."
    for side in ("above", "below"):
        alt += f" {side.capitalize()} it: {listed(ranking.named(side)) or 'none'}."
    shown = (ranking.number, ranking.middle, ranking.above, ranking.below)
    caption = f"{ranking.title}, by size; the large dots are outside the normal range"
    return style.finish(figure, alt, caption, shown, appendix=True)
