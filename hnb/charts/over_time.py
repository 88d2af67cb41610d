"""Lines over years, with bands behind them and each line named at its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes

from hnb.charts import style
from hnb.figures import DrawnSeries

MIDDLE_HALF = {("lower", "upper"): style.BAND}


def beside_comparators(authority: str) -> dict[str, style.Line]:
    """The lines of an authority, of the median of its comparators, and of England."""
    return {
        "median": style.Line("their median", style.DARK),
        "england": style.Line("England", style.THIRD, dash=style.DASHED),
        "own": style.Line(authority, style.STRONG, 2.6),
    }


def whole_years(frame: pd.DataFrame) -> pd.DataFrame:
    """A row for every year from the first with a value to the last: one without any has none in
    it, so that a line over the years has a gap there.
    """
    years = frame.dropna(how="all").index.astype(int)
    return frame.reindex(range(years.min(), years.max() + 1)) if len(years) else frame.iloc[:0]


def over_time(
    drawn: DrawnSeries,
    lines: Mapping[str, style.Line],
    unit: str,
    *,
    bands: Mapping[tuple[str, str], str] = MIDDLE_HALF,
    names: Sequence[object] = (),
    changed: int | None = None,
    height: float = 3.0,
) -> style.Canvas:
    """A line for each column named, over whole years, from zero or the lowest value below it.

    Parameters
    ----------
    drawn : DrawnSeries
        A row a year; a missing value leaves a gap in its line.
    lines : mapping
        Columns, and how each is drawn and named. A line without width only names its end.
    unit : str
        What the upright axis counts.
    bands : mapping
        Colours by the pair of columns between which a band lies.
    names : sequence, optional
        What the years are called, where that is not their number.
    changed : int, optional
        The first year of a newer collection, which is marked where the lines cross it.
    height : float
        Of the picture, in inches.
    """
    figure, axes = style.canvas(height, unit=unit)
    table = whole_years(drawn.frame).astype(float)
    if not len(table):
        return figure
    for (low, high), colour in bands.items():
        style.band(axes, table, low, high, colour)
    ends = style.lines(axes, table, lines, dots=True)
    shown = table[[*lines, *(column for pair in bands for column in pair)]]
    lowest, highest = min(0.0, shown.min().min()), shown.max().max()
    axes.set_ylim(lowest * 1.08, highest * 1.08 if highest > 0 else 1)
    years = table.index.astype(int).tolist()
    style.years(axes, years, names)
    if changed is not None and years[0] < changed <= years[-1]:
        place = changed - 0.5
        axes.axvline(place, color=style.TEXT, lw=0.9, ls=":")
        at = place, axes.get_ylim()[1] * 0.97
        style.note(axes, "collection changed", at, (-4, 0), style.TEXT, ha="right")
    _name_lines(axes, ends, years[-1], height - 0.6)
    return figure


def _name_lines(axes: Axes, ends: Sequence[style.End], last: int, height: float) -> None:
    """Names at the right edge, above the years; a line that ends earlier is named where it ends."""
    low, top = axes.get_ylim()
    room = (top - low) * 0.07
    at_edge = []
    for place, (year, value, name, colour) in enumerate(sorted(ends, key=lambda end: end[1])):
        if year < last:
            style.note(axes, name, (year, value), (-4, 9), colour, ha="right")
        else:
            at_edge.append((year, max(value, low + room * (place + 0.4)), name, colour))
    style.label_ends(axes, at_edge, height=height)
