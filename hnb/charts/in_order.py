"""An authority among others in order of their values, each named."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from matplotlib.axes import Axes

from hnb.charts import labels, style
from hnb.domain.comparators import Ask
from hnb.domain.units import write
from hnb.domain.words import capitalised
from hnb.figures import DrawnSeries

_DOUBTED = "...."  # hatch of a bar that is probably recorded wrongly
_SHORT = 0.16  # of the axis, below which a bar has no room for its value


class _Row(NamedTuple):
    name: str
    value: float
    colour: str
    ink: str = style.TEXT
    hatch: str = ""

    @property
    def weight(self) -> str:
        return "bold" if self.colour == style.STRONG else "normal"


def in_order(
    drawn: DrawnSeries,
    ask: Ask,
    unit: str,
    *,
    also: Mapping[str, float] | None = None,
    mark: style.Mark | None = None,
    doubted: Collection[int] = (),
) -> style.Canvas:
    """Level bars from zero, from the highest value down, each with its value.

    Parameters
    ----------
    drawn : DrawnSeries
        Column `value` by DfE number, in any order.
    ask : Ask
        Its authority has the strong colour; it names every other.
    unit : str
        What the level axis counts.
    also : mapping, optional
        Values that are no authority's, such as a typical neighbour's, by name: hatched, or in
        England's colour.
    mark : Mark, optional
        An upright line, named above the bars.
    doubted : collection of int, optional
        DfE numbers of those whose value is probably recorded wrongly: dotted, and named so.
    """
    values = drawn.frame["value"].astype(float)
    rows = [
        _authority(int(str(code)), value, ask, is_doubted=code in doubted)
        for code, value in values.items()
    ]
    rows += [_other(name, value) for name, value in (also or {}).items()]
    rows.sort(key=lambda row: row.value)
    figure, axes = style.canvas(0.9 + 0.24 * max(len(rows), 1), unit=unit, grid="x")
    reach = [0.0, *(row.value for row in rows), *([mark.value] if mark else [])]
    low, high = min(reach) * 1.1, (max(reach) or 1) * 1.1
    for place, row in enumerate(rows):
        _draw(axes, place, row, drawn.unit, shortest=_SHORT * (high - low))
    axes.set_yticks(range(len(rows)), [row.name for row in rows])
    for row, label in zip(rows, axes.get_yticklabels(), strict=True):
        label.set(color=row.ink, weight=row.weight)
    axes.tick_params(axis="y", length=0)
    axes.set(xlim=(low, high), ylim=(-0.7, len(rows) - 0.3))
    if mark:
        axes.axvline(mark.value, color=style.TEXT, lw=1.2, ls=style.DASHED)
        axes.set_ylim(top=len(rows) + 0.5)
        labels.note(axes, mark.label, (mark.value, len(rows) - 0.1), (4, 0), style.TEXT)
    return figure


def _draw(axes: Axes, place: int, row: _Row, unit: str, shortest: float) -> None:
    """A bar with its value: inside it, where it is long enough."""
    axes.barh(place, row.value, 0.8, color=row.colour, hatch=row.hatch, ec=row.ink, lw=0)
    is_inside = row.value > shortest and row.hatch in ("", _DOUBTED)
    is_on_colour = is_inside and not row.hatch
    at = 0.0 if is_inside else max(row.value, 0.0)
    ink = "white" if is_on_colour else row.ink
    words = write(row.value, unit).split()[0]
    is_strong = row.weight == "bold"
    labels.note(axes, words, (at, place), (4, 0), ink, strong=is_strong, plain=is_on_colour)


def _authority(code: int, value: float, ask: Ask, *, is_doubted: bool) -> _Row:
    ink = style.STRONG if code == ask.la_code else style.TEXT
    if is_doubted:
        return _Row(f"{ask.name(code)} (doubtful)", value, "white", ink, hatch=_DOUBTED)
    if code == ask.la_code:
        return _Row(ask.name(code), value, ink, ink)
    return _Row(ask.name(code), value, style.NEIGHBOURS)


def _other(name: str, value: float) -> _Row:
    if name == "England":
        return _Row(name, value, style.ENGLAND)
    return _Row(capitalised(name), value, "white", hatch=style.HATCH)
