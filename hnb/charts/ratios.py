"""A ratio year by year in the band of comparators, groups of placements year by year, and ratios
side by side.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from textwrap import fill
from typing import TYPE_CHECKING, Any

from hnb.charts import style, words
from hnb.figures import Listing

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from hnb.compare.ratios import Measured
    from hnb.questions.where_placed.model import WherePlaced

_COLOURS = (style.STRONG, style.SECOND, style.THIRD, style.FOURTH, style.DARK, style.FIFTH)


def _frame(axes: Axes, table: Any, ends: list[style.End], changed: int) -> None:
    """Limits from zero, whole years, the change of collection, and names at the ends of lines."""
    most = table.max().max()
    top = most * 1.08 if most > 0 else 1
    axes.set_ylim(0, top)
    style.years(axes, table.index.astype(int).tolist())
    if table.index[0] < changed <= table.index[-1]:
        axes.axvline(changed - 0.5, color=style.TEXT, lw=0.9, ls=":")
        style.note(
            axes, "collection changed", (changed - 0.5, top * 0.97), (-4, 0), style.TEXT, ha="right"
        )
    low = enumerate(
        sorted(ends, key=lambda end: end[1])
    )  # names of lines near zero stay above the years
    lifted = [
        (x, max(y, top * 0.075 * (place + 0.4)), name, colour)
        for place, (x, y, name, colour) in low
    ]
    style.label_ends(axes, lifted, height=2.4)


def over_time(measured: Measured, changed: int, *, appendix: bool = False) -> style.Chart:
    """The authority in the middle half of its comparators, their median, and England; `changed` is
    the first year of
    the newer collection."""
    who, them = measured.ask.authority.name, words.others(measured.ask.main)
    table = (
        measured.series[["own", "lower", "median", "upper", "england"]]
        .dropna(how="all")
        .astype(float)
    )
    says = measured.ratio.says
    title = says[:1].upper() + says[1:]
    figure, axes = style.canvas(
        3.0, unit=f"Percentage of {says}" if measured.ratio.unit == "percent" else title
    )
    style.band(axes, table, "lower", "upper")
    ends = style.lines(axes, table, style.beside(who), gaps=True, marker="o", ms=3)
    _frame(axes, table, [end for end in ends if end[0] == table.index[-1]], changed)
    shown = (measured.own, measured.median, measured.england)
    own = (
        measured.own.text
        if measured.own.value is not None
        else f"not available ({measured.own.reason})"
    )
    return style.finish(
        figure,
        f"Lines of {says}, {words.spans(table.index.astype(int))}. In {measured.period} {who} has "
        f"{own}; the "
        f"median of {them} is {measured.median} and England has {measured.england}.",
        f"{title}: {who}, the middle half of {them}, and England",
        shown,
        appendix=appendix,
    )


def groups_over_time(result: WherePlaced, changed: int) -> style.Chart:
    """Each group's share of the authority's plans, January by January: the six that have been
    largest.
    """
    who, series = (
        result.ask.authority.name,
        {name: one.series["own"] for name, one in result.groups.items()},
    )
    held = sorted(series, key=lambda name: -series[name].fillna(0).max())[: len(_COLOURS)]
    figure, axes = style.canvas(3.3, unit="Percentage of plans")
    table = (
        result.groups[held[0]]
        .series[[]]
        .assign(**{name: series[name].astype(float) for name in held})
    )
    table = table.dropna(how="all")
    drawn = {
        name: style.Line(name, colour, 1.8) for name, colour in zip(held, _COLOURS, strict=False)
    }
    ends = style.lines(axes, table, drawn, gaps=True, marker="o", ms=3)
    for last, share, name, colour in ends:
        if last < table.index[-1]:
            style.note(axes, name, (last, share), (-4, 9), colour, ha="right")
    if len(table):
        _frame(axes, table, [end for end in ends if end[0] == table.index[-1]], changed)
    shown = tuple(result.groups[name].own for name in held)
    shares = words.listed([f"{name} {figure}" for name, figure in zip(held, shown, strict=True)])
    return style.finish(
        figure,
        f"Lines of each group's share of the plans of {who}. In {shown[0].period}: {shares}.",
        f"Where children and young people with a plan are placed, {who}",
        shown,
    )


def across(every: Sequence[Measured], says: str, *, appendix: bool = False) -> style.Chart:
    """The share in what `says` names, from the top down: a dot with its interval, the comparators'
    median and England.

    An interval that goes beyond twice the largest share goes on past the edge.
    """
    ask, known = every[0].ask, [one for one in every if one.own.value is not None]
    who, them = ask.authority.name, words.others(ask.main)
    key = f"dot: {who}, with its 95% interval\ndiamond: median of {them}; upright: England"
    figure, axes = style.canvas(
        1.1 + 0.34 * len(known), unit=f"Percentage in {says}\n{key}", grid="x"
    )
    drawn = [
        [
            float("nan" if value is None else value)
            for value in (
                one.own.value,
                one.median.value,
                one.england.value,
                one.own.low,
                one.own.high,
            )
        ]
        for one in known
    ]
    largest = [max(filter(math.isfinite, values[:3])) for values in drawn]
    edge = min(2 * max([0.5, *largest]), max([1.0, *largest, *(values[4] for values in drawn)]))
    for at, (one, (own, median, england, low, high)) in enumerate(zip(known, drawn, strict=True)):
        axes.plot([low, min(high, edge)], [at, at], color=style.STRONG, lw=1.4)
        axes.plot(england, at, "|", color=style.FOURTH, ms=15, mew=2.5, clip_on=False)
        axes.plot(median, at, "D", color=style.DARK, ms=5.5, mew=0, clip_on=False)
        axes.plot(own, at, "o", color=style.STRONG, ms=8, mew=0, clip_on=False)
        style.note(
            axes, one.own.text, (max(min(high, edge), largest[at]), at), (8, 0), style.STRONG
        )
    axes.set_yticks(range(len(known)), [fill(one.ratio.says, 32) for one in known])
    axes.set(xlim=(0, edge), ylim=(len(known) - 0.4, -0.6))
    said = "; ".join(
        f"{one.ratio.says} {one.own} ({one.own:interval}), {one.median}, {one.england}"
        for one in known
    )
    return style.finish(
        figure,
        f"Level dots of the percentage in {says}, {every[0].period}: {who} with its interval, the "
        "median of "
        f"{them}, and England. {said}.",
        f"Percentage in {says}: {who}, {them} and England, {every[0].period}",
        [figure for one in known for figure in (one.own, one.median, one.england)],
        appendix=appendix,
    )


def side_by_side(
    every: Sequence[Measured],
    caption: str,
    *,
    counts: bool = True,
    named: Sequence[str] = (),
    appendix: bool = False,
) -> Listing:
    """Ratios as a table: the authority's, the counts it rests on unless left out, each list's
    median, England's.

    `named` are their names, where those of the ratios do not tell them apart.
    """
    ask = every[0].ask
    rows = tuple(
        (name, one.own, *((one.part, one.whole) if counts else ()), *one.medians, one.england)
        for name, one in zip(named or [one.ratio.says for one in every], every, strict=True)
    )
    header = (
        "",
        ask.authority.name,
        *(("Counted", "Out of") if counts else ()),
        *(f"Median, {group.name}" for group in ask.comparators),
        "England",
    )
    return Listing(
        caption,
        header,
        rows,
        words.source(figure for one in every for figure in one.figures),
        appendix,
    )
