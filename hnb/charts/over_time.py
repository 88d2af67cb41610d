"""Lines over years, with bands behind them and each line named at its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from hnb.charts import labels, style
from hnb.charts.findings import neighbours, typical
from hnb.domain.comparators import Ask
from hnb.domain.words import listed, spans
from hnb.figures import DrawnSeries, Figure, is_withheld

if TYPE_CHECKING:
    from hnb.comparison.measure import Measure

MIDDLE_HALF = {("lower", "upper"): style.BAND}


FEWEST_YEARS = 3  # with a value, for a line over them


def makes_a_line(periods: Sequence[Figure]) -> bool:
    """Whether enough is known for a line over periods: three values, not all of them zero, and two
    for each that is withheld; a line of more gaps shows nothing.
    """
    known = [figure.value for figure in periods if figure.known]
    return any(known) and len(known) >= max(FEWEST_YEARS, 2 * sum(map(is_withheld, periods)))


def authority_and_others(ask: Ask) -> dict[str, style.Line]:
    """The lines of an authority, of the median of its comparators, and of England."""
    median = typical(ask).removeprefix("a ") if ask.main.kind == "neighbours" else "typical"
    return {
        "median": style.Line(median, style.NEIGHBOURS, 2),
        "england": style.Line("England", style.ENGLAND, 2, dash=style.DASHED),
        "own": style.Line(ask.authority.name, style.STRONG, 2.6),
    }


def shaded(ask: Ask) -> str:
    """What the band behind the lines is."""
    return f"Shaded: the middle half of {neighbours(ask)}"


def whose_years(years: Sequence[int], measure: Measure | None = None) -> str:
    """Which years of a chart are of the council's own records; empty where all are published."""
    names = [
        measure.when(year).removeprefix("January ") if measure else str(year) for year in years
    ]
    written = spans(years) if all(map(str.isdigit, names)) else listed(names)
    return f"From the council's own records: {written}" if years else ""


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
    height: float = 2.4,
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
        at = place, axes.get_ylim()[1]
        labels.note(axes, "collection changed", at, (0, 8), style.TEXT, ha="center")
    called = dict(zip(years, names or years, strict=True))
    values = {line.label: line.value for line in lines.values()}
    named = [
        _with_value(end, values[end[2]] or style.written(end[1], drawn.unit), called, years[-1])
        for end in ends
    ]
    labels.label_ends(axes, named)
    return figure


def _with_value(end: style.End, shown: str, called: Mapping[int, object], last: int) -> style.End:
    """The end of a line named with its value, and with its year where others go on."""
    year, value, name, colour = end
    words = f"{name} {shown}"
    if year < last:
        words += f" ({called[int(year)]})"
    return year, value, words, colour
