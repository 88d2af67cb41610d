"""Dots: an authority among its comparators in order of rate, and among all authorities within their
limits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from hnb.charts import style, words
from hnb.compare.denominators import ALL
from hnb.domain.units import per_thousand

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

    from hnb.questions.prevalence.model import Prevalence


def in_order(rows: Sequence[tuple[str, float, str, bool]], unit: str) -> tuple[Canvas, Axes]:
    """Dots from the bottom to the top: each its name, value, the value in words, and whether it is
    the authority's.
    """
    figure, axes = style.canvas(0.9 + 0.24 * max(len(rows), 1), unit=unit, grid="x")
    axes.set_yticks(range(len(rows)), [name for name, *_ in rows])
    for at, ((_, value, said, own), tick) in enumerate(
        zip(rows, axes.get_yticklabels(), strict=True)
    ):
        colour = style.STRONG if own else style.DARK
        axes.plot([0, value], [at, at], color=style.BAND, lw=1, zorder=1)
        axes.plot(value, at, "o", color=colour, ms=9 if own else 6.5)
        style.note(axes, said.split()[0], (value, at), (8, 0), colour, strong=own)
        tick.set(color=colour if own else style.TEXT, weight="bold" if own else "normal")
    most, least = (extreme([0.0, *(value for _, value, *_ in rows)]) for extreme in (max, min))
    axes.set(xlim=(least * 1.1, (most or 1) * 1.1), ylim=(-0.7, len(rows) - 0.3))
    return figure, axes


def between_limits(
    axes: Axes, sizes: Any, limits: dict[str, Any], within: tuple[float, float], counted: str
) -> None:
    """Limits by size, dashed and named, on a level axis of powers of ten; set the upright limits
    first.
    """
    for name, limit in limits.items():
        axes.plot(
            sizes, limit, color=style.DARK, lw=1, ls="-" if name == "middle" else style.DASHED
        )
    axes.set_xscale("log")
    axes.set_xlim(within)
    marks = [
        size
        for power in range(11)
        for size in (10**power, 3 * 10**power)
        if within[0] <= size <= within[1]
    ]
    axes.set_xticks(
        marks, [f"{size:,.0f}" if size < 1e6 else f"{size / 1e6:,.0f}m" for size in marks]
    )
    axes.set_xticks([], minor=True)
    axes.set_xlabel(counted, fontsize=style.SIZE)
    ends = [
        (within[1], float(limit[-1]), name, style.DARK)
        for name, limit in limits.items()
        if len(limit)
    ]
    style.label_ends(axes, ends, height=3)


def ranked(result: Prevalence) -> style.Chart:
    """The authority and its comparators in order of plans per 1,000, with their median.

    The first set of comparators of which there are not too many to name.
    """
    ask = result.ask
    main = next((each for each in result.by_list if len(each.rates) <= words.MANY), result.main)
    rates = {
        ask.name(code): float(value)
        for code, value in zip(main.rates.index, main.rates, strict=True)
    }
    if main.rate.value is not None:
        rates[ask.authority.name] = float(main.rate.value)
    ranked = sorted(rates.items(), key=lambda item: item[1])
    rows = [
        (name, value, per_thousand(value), name == ask.authority.name) for name, value in ranked
    ]
    figure, axes = in_order(rows, f"EHC plans per 1,000 {ALL[main.denominator].says}")
    if main.median.value is not None:
        axes.axvline(float(main.median.value), color=style.DARK, lw=1, ls=(0, (4, 2)), zorder=0)
        axes.set_ylim(top=len(rows) + 0.5)
        style.note(
            axes, "their median", (float(main.median.value), len(rows) - 0.1), (4, 0), style.DARK
        )
    shown = (main.rate, main.median, main.rank, main.group, main.lowest, main.highest)
    caption = f"{ask.authority.name} among {words.others(main.comparators)}, January {main.january}"
    return style.finish(figure, words.ranked_alt(result, main), caption, shown)


def funnel(result: Prevalence) -> style.Chart:
    """Every authority's rate by its residents, with the limits within which 95% of ordinary ones
    are expected.
    """
    ask, who = result.ask, result.ask.authority.name
    figure, axes = style.canvas(
        3.9, unit=f"EHC plans per 1,000 {ALL[result.denominator].says}", grid="y"
    )
    if result.funnel:
        rates = result.funnel.rates
        sizes = np.geomspace(max(rates["people"].min(), 3000), rates["people"].max() * 1.15, 200)
        low, high = result.funnel.limits(sizes)
        limits = {
            "upper limit": high,
            "lower limit": low,
            "middle": np.full(200, result.funnel.centre_per_1000),
        }
        seen = rates[rates["people"] >= sizes[0]]
        near = seen["la_code"].isin(ask.main.codes)
        for part, colour, size in ((seen[~near], style.GREY, 18), (seen[near], style.DARK, 24)):
            axes.scatter(
                part["people"], part["rate_per_1000"], s=size, color=colour, lw=0, zorder=2
            )
        own = seen[seen["la_code"].eq(ask.la_code)]
        axes.scatter(own["people"], own["rate_per_1000"], s=70, color=style.STRONG, zorder=4)
        for row in own.itertuples():
            style.note(
                axes,
                who,
                (row.people, row.rate_per_1000),
                (0, -15),
                style.STRONG,
                strong=True,
                ha="center",
            )
        axes.set_ylim(0, max(float(np.max(high)), float(seen["rate_per_1000"].max())) * 1.05)
        between_limits(
            axes, sizes, limits, (sizes[0], sizes[-1]), ALL[result.denominator].says.split(" (")[0]
        )
    shown = (result.rate, result.rank_in_england, result.ranked_in_england, result.limits)
    them = words.others(result.main.comparators)
    caption = (
        f"{who} among all authorities in England, January {ask.january}; the darker dots are {them}"
    )
    return style.finish(figure, words.funnel_alt(result), caption, shown)
