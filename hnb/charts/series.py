"""Lines over years: an authority's rate in the band of its comparators, with England's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hnb.charts import style, words
from hnb.compare.denominators import ALL

if TYPE_CHECKING:
    from hnb.questions.prevalence.model import Prevalence


def rates_over_time(result: Prevalence, denominator: str | None = None) -> style.Chart:
    """Plans per 1,000 by January: the authority, its comparators' range and middle half, their
    median, England.

    Over the denominator with the most Januaries unless another is named.
    """
    name, who = denominator or result.study.longest(result.ask.january), result.ask.authority.name
    table = result.series(name).set_index("january")
    figure, axes = style.canvas(3.4, unit=f"EHC plans per 1,000 {ALL[name].says}")
    style.band(axes, table, "lowest", "highest")
    style.band(axes, table, "lower", "upper", style.GREY)
    edges = {end: style.Line(f"{end} comparator", style.TEXT, 0) for end in ("highest", "lowest")}
    ends = [
        end
        for end in style.lines(axes, table, edges | style.beside(who))
        if end[0] == table.index[-1]
    ]
    axes.set_ylim(0, max([end[1] for end in ends], default=1) * 1.06)
    style.years(axes, table.index.astype(int).tolist())
    style.label_ends(axes, ends, height=2.8)
    now = next((each for each in result.by_denominator if each.denominator == name), result.main)
    shown = (now.rate, now.median, now.lowest, now.highest)
    them = words.others(result.main.comparators)
    caption = f"{who}, {them} and England, January by January; the dark band is their middle half"
    return style.finish(figure, words.series_alt(result, name), caption, shown)
