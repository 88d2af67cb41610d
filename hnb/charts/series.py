"""Lines over years: an authority's rate in the band of its comparators, with England's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hnb.charts import style, words
from hnb.models.denominators import ALL

if TYPE_CHECKING:
    from hnb.models.prevalence import Prevalence


def rates_over_time(result: Prevalence, denominator: str | None = None) -> style.Chart:
    """Plans per 1,000 by January: the authority, its comparators' range and middle half, their median, England.

    Over the denominator with the most Januaries unless another is named.
    """
    name, who = denominator or result.study.longest(result.ask.january), result.ask.authority.name
    table = result.series(name)
    figure, axes = style.canvas(3.4, unit=f"EHC plans per 1,000 {ALL[name].says}")
    januaries = table["january"].astype(int).tolist()
    axes.fill_between(januaries, table["lowest"].astype(float), table["highest"].astype(float), color=style.BAND, lw=0)
    axes.fill_between(januaries, table["lower"].astype(float), table["upper"].astype(float), color=style.GREY, lw=0)
    lines = (
        ("highest", "highest comparator", style.TEXT, 0.0, "-"), ("lowest", "lowest comparator", style.TEXT, 0.0, "-"),
        ("median", "their median", style.DARK, 1.4, "-"), ("england", "England", style.THIRD, 1.4, (0, (4, 2))),
        ("own", who, style.STRONG, 2.6, "-"),
    )  # fmt: skip
    ends = []
    for column, label, colour, width, dash in lines:
        known = table[column].astype(float).dropna()
        axes.plot([januaries[at] for at in known.index], known, color=colour, lw=width, ls=dash)
        if len(known) and known.index[-1] == len(table) - 1:
            ends.append((januaries[-1], known.iloc[-1], label, colour))
    axes.set_ylim(0, max([end[1] for end in ends], default=1) * 1.06)
    axes.set_xlim(januaries[0], januaries[-1]) if len(januaries) > 1 else None
    style.years(axes, januaries)
    if ends:
        style.label_ends(axes, ends, height=2.8)
    style.fit(figure)
    now = next((each for each in result.by_denominator if each.denominator == name), result.main)
    shown = (now.rate, now.median, now.lowest, now.highest)
    them = words.others(result.main.comparators)
    caption = f"{who}, {them} and England, January by January; the dark band is their middle half"
    return style.Chart(figure, words.series_alt(result, name), words.source(shown), caption, figures=shown)
