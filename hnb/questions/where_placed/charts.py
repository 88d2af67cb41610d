"""Charts of where children and young people with a plan are placed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from hnb.charts import style
from hnb.charts.compared import ratio_over_time
from hnb.charts.intervals import intervals
from hnb.charts.over_time import over_time as draw_over_time
from hnb.domain.words import listed
from hnb.figures import DrawnSeries
from hnb.questions.where_placed.model import BREAK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hnb.compare.ratios import Measured
    from hnb.questions.where_placed.model import WherePlaced

_COLOURS = (style.STRONG, style.SECOND, style.THIRD, style.FOURTH, style.DARK, style.FIFTH)


def over_time(measured: Measured, *, appendix: bool = False) -> style.Chart:
    """A share year by year beside the comparators and England."""
    return ratio_over_time(measured, BREAK, appendix=appendix)


def groups_over_time(result: WherePlaced) -> style.Chart:
    """Each group's share of the authority's plans, January by January: the six that have been
    largest.
    """
    name = result.ask.authority.name
    shares = {group: measured.series["own"] for group, measured in result.groups.items()}
    largest = sorted(shares, key=lambda group: -shares[group].fillna(0).max())[: len(_COLOURS)]
    figures = [result.groups[group].own for group in largest]
    lines = {
        group: style.Line(group, colour, 1.8)
        for group, colour in zip(largest, _COLOURS, strict=False)
    }
    drawn = DrawnSeries.like(figures[0], "groups", pd.DataFrame(shares)[largest])
    unit = "Percentage of plans"
    figure = draw_over_time(drawn, lines, unit, bands={}, changed=BREAK, height=3.3)
    values = [f"{group} {figure}" for group, figure in zip(largest, figures, strict=True)]
    return style.finish(
        figure,
        f"Lines of each group's share of the plans of {name}. In {figures[0].period}: "
        f"{listed(values)}.",
        f"Where children and young people with a plan are placed, {name}",
        figures,
    )


def across(ratios: Sequence[Measured], says: str, *, appendix: bool = False) -> style.Chart:
    """The share in what `says` names, from the top down: a dot with its interval, the comparators'
    median and England.
    """
    ask, period = ratios[0].ask, ratios[0].period
    known = [measured for measured in ratios if measured.own.known]
    rows = {
        measured.ratio.says: {
            "own": measured.own.number,
            "low": measured.own.low,
            "high": measured.own.high,
            "median": measured.median.number,
            "england": measured.england.number,
        }
        for measured in known
    }
    drawn = DrawnSeries.like(ratios[0].own, "across", pd.DataFrame.from_dict(rows, orient="index"))
    values = "; ".join(
        f"{measured.ratio.says} {measured.own} ({measured.own:interval}), {measured.median}, "
        f"{measured.england}"
        for measured in known
    )
    name, others = ask.authority.name, ask.main.others
    return style.finish(
        intervals(drawn, ask, f"Percentage in {says}"),
        f"Level dots of the percentage in {says}, {period}: {name} with its interval, the median "
        f"of {others}, and England. {values}.",
        f"Percentage in {says}: {name}, {others} and England, {period}",
        [
            figure
            for measured in known
            for figure in (measured.own, measured.median, measured.england)
        ],
        appendix=appendix,
    )
