"""Charts of where children and young people with a plan are placed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from hnb.charts import compared as charts
from hnb.charts import style
from hnb.charts.intervals import intervals
from hnb.charts.over_time import over_time as draw_over_time
from hnb.domain.words import listed
from hnb.figures import DrawnSeries
from hnb.questions.where_placed.model import BREAK, INDEPENDENT, KINDS, with_most

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hnb.comparison.compared import Compared
    from hnb.questions.where_placed.model import WherePlaced

_COLOURS = (style.STRONG, style.SECOND, style.THIRD, style.FOURTH, style.DARK, style.FIFTH)


def over_time(share: Compared, *, appendix: bool = False) -> style.Chart | None:
    """A share year by year beside the comparators and England."""
    return charts.over_time(share, changed=BREAK, appendix=appendix)


def groups_over_time(result: WherePlaced) -> style.Chart | None:
    """Each group's share of the authority's plans, January by January: the six that have been
    largest; nothing where no January has any.
    """
    name = result.ask.authority.name
    shares = {group: share.series["own"] for group, share in result.groups.items()}
    if shares["mainstream"].isna().all():
        return None
    largest = sorted(shares, key=lambda group: -shares[group].fillna(0).max())[: len(_COLOURS)]
    figures = [result.groups[group].own for group in largest]
    lines = {
        group: style.Line(group, colour, 1.8)
        for group, colour in zip(largest, _COLOURS, strict=False)
    }
    drawn = DrawnSeries.like(figures[0], "groups", pd.DataFrame(shares)[largest])
    unit = "Percentage of plans"
    figure = draw_over_time(drawn, lines, unit, bands={}, changed=BREAK, height=3.3)
    values = [
        f"{group} {figure}" for group, figure in zip(largest, figures, strict=True) if figure.known
    ]
    return style.finish(
        figure,
        f"Lines of each group's share of the plans of {name}. In {figures[0].period}: "
        f"{listed(values)}.",
        f"Where children and young people with a plan are placed, {name}",
        figures,
    )


def by_age(result: WherePlaced) -> style.Chart | None:
    """Every age group's share in independent special schools."""
    return across(result.by_age[INDEPENDENT])


def by_need(result: WherePlaced) -> style.Chart | None:
    """Every primary need's share in independent special schools."""
    return across(result.by_need[INDEPENDENT], appendix=True)


def across(shares: Sequence[Compared], *, appendix: bool = False) -> style.Chart | None:
    """The shares in independent special schools, from the top down: a dot with its interval, the
    comparators' median and England; nothing where none has any.
    """
    if with_most(shares) is None:
        return None
    says = KINDS[INDEPENDENT].says
    ask, period = shares[0].ask, shares[0].period
    known = [share for share in shares if share.own.known]
    rows = {
        share.measure.says: {
            "own": share.own.number,
            "low": share.own.low,
            "high": share.own.high,
            "median": share.median.number,
            "england": share.england.number,
        }
        for share in known
    }
    drawn = DrawnSeries.like(shares[0].own, "across", pd.DataFrame.from_dict(rows, orient="index"))
    values = "; ".join(
        f"{share.measure.says} {share.own} ({share.own:interval})"
        + "".join(f", {other}" for other in (share.median, share.england) if other.known)
        for share in known
    )
    name, others = ask.authority.name, ask.main.others
    return style.finish(
        intervals(drawn, ask, f"Percentage in {says}"),
        f"Level dots of the percentage in {says}, {period}: {name} with its interval, the median "
        f"of {others}, and England. {values}.",
        f"Percentage in {says}: {name}, {others} and England, {period}",
        [figure for share in known for figure in (share.own, share.median, share.england)],
        appendix=appendix,
    )
