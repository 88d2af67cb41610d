"""Dots: an authority among its comparators in order of rate, and among all authorities within their limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hnb.charts import style, words
from hnb.models.denominators import ALL
from hnb.units import per_thousand

if TYPE_CHECKING:
    from hnb.models.prevalence import Prevalence


def ranked(result: Prevalence) -> style.Chart:
    """The authority and its comparators in order of plans per 1,000, with their median.

    The first set of comparators of which there are not too many to name.
    """
    ask = result.ask
    main = next((each for each in result.by_list if len(each.rates) <= words.MANY), result.main)
    rates = {ask.name(code): float(value) for code, value in zip(main.rates.index, main.rates, strict=True)}
    if main.rate.value is not None:
        rates[ask.authority.name] = float(main.rate.value)
    order = sorted(rates, key=lambda name: rates[name])
    figure, axes = style.canvas(
        0.9 + 0.24 * len(order), unit=f"EHC plans per 1,000 {ALL[main.denominator].says}", grid="x"
    )
    for at, name in enumerate(order):
        strong = name == ask.authority.name
        colour = style.STRONG if strong else style.DARK
        axes.plot([0, rates[name]], [at, at], color=style.BAND, lw=1, zorder=1)
        axes.plot(rates[name], at, "o", color=colour, ms=9 if strong else 6.5)
        style.note(axes, per_thousand(rates[name]).split()[0], (rates[name], at), (8, 0), colour, strong=strong)
    axes.set_yticks(range(len(order)), order)
    for label in axes.get_yticklabels():
        label.set(color=style.STRONG, weight="bold") if label.get_text() == ask.authority.name else None
    axes.set_xlim(0, max(rates.values(), default=1) * 1.1)
    axes.set_ylim(-0.7, len(order) - 0.3 + (main.median.value is not None))
    if main.median.value is not None:
        axes.axvline(float(main.median.value), color=style.DARK, lw=1, ls=(0, (4, 2)), zorder=0)
        style.note(axes, "their median", (float(main.median.value), len(order) - 0.1), (4, 0), style.DARK)
    style.fit(figure)
    shown = (main.rate, main.median, main.rank, main.group, main.lowest, main.highest)
    caption = f"{ask.authority.name} among {words.others(main.comparators)}, January {main.january}"
    return style.Chart(figure, words.ranked_alt(result, main), words.source(shown), caption, figures=shown)


def funnel(result: Prevalence) -> style.Chart:
    """Every authority's rate by its residents, with the limits within which 95% of ordinary ones are expected."""
    ask, who = result.ask, result.ask.authority.name
    figure, axes = style.canvas(3.9, unit=f"EHC plans per 1,000 {ALL[result.denominator].says}", grid="y")
    if result.funnel:
        rates = result.funnel.rates
        sizes = np.geomspace(max(rates["people"].min(), 3000), rates["people"].max() * 1.15, 200)
        low, high = result.funnel.limits(sizes)
        axes.plot(sizes, low, color=style.DARK, lw=1, ls=(0, (4, 2)))
        axes.plot(sizes, high, color=style.DARK, lw=1, ls=(0, (4, 2)))
        axes.axhline(result.funnel.centre_per_1000, color=style.DARK, lw=1)
        seen = rates[rates["people"] >= sizes[0]]
        near = seen["la_code"].isin(ask.main.codes)
        for part, colour, size in ((seen[~near], style.GREY, 18), (seen[near], style.DARK, 24)):
            axes.scatter(part["people"], part["rate_per_1000"], s=size, color=colour, lw=0, zorder=2)
        own = seen[seen["la_code"].eq(ask.la_code)]
        axes.scatter(own["people"], own["rate_per_1000"], s=70, color=style.STRONG, zorder=4)
        for row in own.itertuples():
            style.note(axes, who, (row.people, row.rate_per_1000), (0, -15), style.STRONG, strong=True, ha="center")
        axes.set_xscale("log")
        axes.set_xlim(sizes[0], sizes[-1])
        ticks = [size for size in (3e3, 1e4, 3e4, 1e5, 3e5, 1e6) if sizes[0] <= size <= sizes[-1]]
        axes.set_xticks(ticks, [f"{size:,.0f}" for size in ticks])
        axes.set_xticks([], minor=True)
        axes.set_ylim(0, max(float(high.max()), float(seen["rate_per_1000"].max())) * 1.05)
        ends = [(sizes[-1], high[-1], "upper limit", style.DARK), (sizes[-1], low[-1], "lower limit", style.DARK),
                (sizes[-1], result.funnel.centre_per_1000, "middle", style.DARK)]  # fmt: skip
        style.label_ends(axes, ends, height=3.2)
    axes.set_xlabel(ALL[result.denominator].says.split(" (")[0], fontsize=style.SIZE)
    style.fit(figure)
    shown = (result.rate, result.rank_in_england, result.ranked_in_england, result.limits)
    them = words.others(result.main.comparators)
    caption = f"{who} among all authorities in England, January {ask.january}; the darker dots are {them}"
    return style.Chart(figure, words.funnel_alt(result), words.source(shown), caption, figures=shown)
