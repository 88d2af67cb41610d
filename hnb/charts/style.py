"""What every chart has in common: colours, canvas, margins, direct labels, and the Chart that a
notebook shows.

The style is that of the Government Analysis Function (palette and style sheet of afcharts), in a
font that matplotlib brings with it, so that a chart is the same on every machine. Figures are made
by the object API.
"""

from __future__ import annotations

import io
import os
import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import afcharts
import matplotlib as mpl
import numpy as np
import pandas as pd
from afcharts.af_colours import get_af_colours
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import MaxNLocator, ScalarFormatter
from matplotlib.typing import LineStyleType
from numpy.typing import NDArray

from hnb.domain.units import read, write
from hnb.domain.words import with_articles
from hnb.figures import MADE_UP, MIME, Figure, is_made_up, marked, source_line
from hnb.figures.marks import why_withheld

# a colour means one thing in every chart, has a contrast of at least 3 with white and with a band,
# and where two are in one chart, of 1.4 with the other, so that a grey print tells them apart
STRONG, SECOND, *_ = get_af_colours("categorical", number_of_colours=6)  # authority; money
NEIGHBOURS, ENGLAND, OTHERS = "#6A6A6A", "#DD5C14", "#868686"  # the last: all other authorities
TEXT, DARK, BAND, INNER = "#1A1A1A", "#3D3D3D", "#ECECEC", "#D2D2D2"
HATCH = "////"
DASHED: LineStyleType = (0, (4, 2))
WIDTH, PAD, SIZE, DPI = 6.7, 0.06, 9.5, 160  # inches (of text, at its edge), points, dots an inch
_MOST_YEARS, _MOST_LONG_YEARS = 9, 5  # named on an axis: 2025, and 2024-25
_OURS: dict[Any, Any] = {
    "font.family": "DejaVu Sans", "font.size": SIZE, "axes.titlesize": SIZE, "lines.linewidth": 1.8,
    "axes.titlelocation": "left", "text.parse_math": False,
}  # fmt: skip

if os.environ.get("HNB_RENDERS"):
    # in a paper a chart looks the same whatever matplotlibrc there is beside a notebook
    mpl.rcdefaults()
# where only what a paper quotes is wanted, a chart has its words and Figures and no picture
_DRAWS = "HNB_DRAWS_NOTHING" not in os.environ


@cache
def _sheet() -> dict[Any, Any]:
    file = Path(afcharts.__file__).with_name("afcharts.mplstyle")
    return {**mpl.rc_params_from_file(file, use_default_template=False), **_OURS}


@dataclass(frozen=True)
class Chart:
    """A drawn figure with its text alternative, source line and caption; it displays itself in a
    notebook.

    Parameters
    ----------
    figure : matplotlib Figure
        The picture; above it stands only what it counts.
    alt : str
        What a person who cannot see it needs: what it shows, the authority, the extremes.
    source : str
        The line under it.
    caption : str
        The line over it, without a number; the paper numbers it.
    appendix : bool
        Whether a paper puts it in its appendix.
    figures : tuple of hnb Figure
        The Figures it shows.
    """

    figure: Canvas
    alt: str
    source: str
    caption: str
    appendix: bool = False
    figures: tuple[Figure, ...] = ()

    def image(self) -> bytes:
        """The picture as PNG: the same bytes whenever the same chart is drawn."""
        out = io.BytesIO()
        with mpl.rc_context(_sheet()):
            self.figure.savefig(out, format="png", metadata={"Software": None})
        return out.getvalue()

    def drawing(self) -> str:
        """The picture as SVG, with words as words; the same text whenever a chart is drawn."""
        out = io.StringIO()
        ours = {**_sheet(), "svg.fonttype": "none", "svg.hashsalt": "hnb"}
        unsaid = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        with mpl.rc_context(ours):
            self.figure.savefig(out, format="svg", metadata=unsaid)
        return out.getvalue()

    def encoded(self) -> str:
        """The picture as text, for HTML and notebooks."""
        return b64encode(self.image()).decode("ascii")

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> dict[str, object]:
        words = {name: getattr(self, name) for name in ("caption", "alt", "source", "appendix")}
        block = {
            "block": "figure",
            **words,
            "figures": [figure.to_json() for figure in self.figures],
        }
        plain = f"{self.caption}\n{self.alt}\n{self.source}"
        picture = self._pictures() if _DRAWS else {}
        return {"text/plain": plain, **picture, MIME: block}

    def _pictures(self) -> dict[str, str]:
        """The picture as PNG and, where that is lighter, as SVG."""
        png, svg = self.encoded(), self.drawing()
        return {"image/png": png} | ({"image/svg+xml": svg} if len(svg) < len(png) else {})


class _Thousands(ScalarFormatter):
    """As many decimals as tell the ticks apart, and commas between thousands."""

    def __call__(self, x: float, pos: int | None = None) -> str:
        whole, point, decimals = super().__call__(x, pos).partition(".")
        return re.sub(r"\B(?=(\d{3})+$)", ",", whole) + point + decimals


def canvas(height: float = 3.5, *, unit: str = "", grid: str = "y") -> tuple[Canvas, Axes]:
    """A blank figure and its axes in the house style; finish it with `fit`.

    Parameters
    ----------
    height : float
        Inches; the width is that of a page's text.
    unit : str
        What the upright axis counts, written level above it.
    grid : {"y", "x"}
        Which axis has grid lines.
    """
    with mpl.rc_context({**_sheet(), "axes.grid.axis": grid}):
        figure = Canvas(figsize=(WIDTH, height), dpi=DPI)
        FigureCanvasAgg(figure)
        axes = figure.add_subplot()
        axes.tick_params(labelsize=SIZE, length=3)
        counted = axes.yaxis if grid == "y" else axes.xaxis
        counted.set_major_formatter(_Thousands(useOffset=False))
        counted.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10], min_n_ticks=3))
        figure.text(
            PAD / WIDTH, 1 - PAD / height, unit, va="top", ha="left", fontsize=SIZE, color=TEXT
        )
    return figure, axes


def fit(figure: Canvas) -> None:
    """Set each margin so that every text stays on the canvas, below the title; nothing is drawn.

    Labels placed in data coordinates move when the axes shrink, hence the further passes. From the
    third on margins only grow: a tick that comes and goes with the size of the axes would otherwise
    keep moving them.
    """
    if not _DRAWS:
        return
    width, height = figure.get_size_inches() * figure.dpi
    for axes in figure.axes:
        margins = np.zeros(4)
        for turn in range(4):
            measured = _margins(figure, axes)
            margins = measured if turn < 2 else np.maximum(margins, measured)
            left, bottom, right, top = margins
            across, upright = width - left - right, height - bottom - top
            axes.set_position((left / width, bottom / height, across / width, upright / height))


def _margins(figure: Canvas, axes: Axes) -> NDArray[np.float64]:
    """What is needed left, below, right and above of the axes, in dots."""
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
    edge = PAD * figure.dpi
    title = max(text.get_window_extent(renderer).height for text in figure.texts)
    axes.apply_aspect()
    inner, outer = axes.get_window_extent(renderer), axes.get_tightbbox(renderer)
    assert outer is not None
    left, below = inner.x0 - outer.x0, inner.y0 - outer.y0
    right, above = outer.x1 - inner.x1, outer.y1 - inner.y1 + title + edge
    return np.array([left, below, right, above]) + edge


def finish(
    figure: Canvas,
    alt: str,
    caption: str,
    figures: Sequence[Figure],
    *,
    appendix: bool = False,
    source: str = "",
) -> Chart:
    """The drawn canvas, with its margins set, as a Chart; its source line is that of its Figures
    unless given. One of made-up Figures says so in the picture, in its title and in its text
    alternative; and where a Figure is withheld, both its alternative and its source line say so.
    """
    if is_made_up(figures):
        _mark_made_up(figure)
    fit(figure)
    source = source or source_line(figures)
    if reason := why_withheld(figures).removeprefix("it is "):
        left_out = f"What is {reason} is a gap, or left out."
        alt, source = f"{alt} {left_out}", f"{source} {left_out}".strip()
    alt, caption = (marked(with_articles(text), figures) for text in (alt, caption))
    return Chart(figure, alt, source, caption, appendix, tuple(figures))


def _mark_made_up(figure: Canvas) -> None:
    """Say first in the words above a picture that it is made up."""
    above = figure.texts[0]
    above.set_text(": ".join(filter(None, (MADE_UP, above.get_text()))))


def years(axes: Axes, places: Sequence[int], names: Sequence[object] = ()) -> None:
    """Years from edge to edge of the level axis: some are named, and always the last."""
    called = [str(name) for name in names or places]
    most = _MOST_YEARS if max(map(len, called), default=0) <= len("2025") else _MOST_LONG_YEARS
    step = max(1, -(-len(places) // most))
    named = range(len(places))[::-1][::step][::-1]
    if len(places) > 1:
        axes.set_xlim(places[0], places[-1])
    axes.set_xticks([places[at] for at in named], [called[at] for at in named])


def written(value: float, unit: str) -> str:
    """A value as a label has it: rounded for reading, without the noun that the axis has."""
    text = write(value, unit) if unit == "plans" else read(value, unit)
    return text if unit == "gbp" else text.split()[0]


End = tuple[float, float, str, str]  # of a line: x, y, its name and its colour


class Line(NamedTuple):
    """How one line is drawn and named; `value` is written at its end in place of its last value."""

    label: str
    colour: str
    width: float = 1.4
    dash: LineStyleType = "-"
    value: str = ""


class Mark(NamedTuple):
    """A value at which a line is drawn across a chart, and its name."""

    value: float
    label: str = ""


def lines(
    axes: Axes, table: pd.DataFrame, drawn: Mapping[str, Line], *, dots: bool = False
) -> list[End]:
    """A line for each column of `table` over its index, across missing values; ends for
    `label_ends`. With `dots` each value has one, and a missing one leaves a gap; a line without
    width has none.
    """
    ends = []
    for column, line in drawn.items():
        values = table[column].astype(float)
        known = values.dropna()
        shown = values if dots else known
        axes.plot(
            shown.index.to_numpy(float),
            shown,
            color=line.colour,
            lw=line.width,
            ls=line.dash,
            marker="o" if dots and line.width else "",
            ms=3,
            clip_on=not dots,
        )
        if len(known):
            ends.append((float(known.index[-1]), float(known.iloc[-1]), line.label, line.colour))
    return ends


def band(axes: Axes, table: pd.DataFrame, low: str, high: str, colour: str = BAND) -> None:
    """The room between two columns of `table`, with an edge that a pale print shows."""
    axes.fill_between(
        table.index.to_numpy(float),
        table[low].astype(float),
        table[high].astype(float),
        facecolor=colour,
        edgecolor=OTHERS,
        lw=0.5,
    )
