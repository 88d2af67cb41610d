"""Charts of what a fixed rate still buys, and of who gains or loses by a rate card."""

from __future__ import annotations

import pandas as pd

from hnb.charts import steps, style
from hnb.charts.over_time import FEWEST_YEARS, over_time
from hnb.domain.periods import start_year
from hnb.domain.words import capitalised
from hnb.figures import DrawnSeries
from hnb.questions.plan_funding.model import PlanFunding
from hnb.questions.plan_funding.top_ups import SCHOOL, Group, TopUps

FEWEST_BARS, MOST_BARS = 2, 8  # in all; at either end
_LINES = {
    "worth": style.Line("it still buys", style.STRONG, 2.6),
    "keeping_pace": style.Line("keeping pace", style.NEIGHBOURS, 2, dash=style.DASHED),
}


def by_year(result: PlanFunding) -> style.Chart | None:
    """What the rate still buys year by year, and what it would be had it kept pace."""
    years = result.years
    if len(years) < FEWEST_YEARS:
        return None
    frame = pd.DataFrame(
        {name: [getattr(year, name).number for year in years] for name in _LINES},
        index=[start_year(year.year) for year in years],
    )
    drawn = DrawnSeries.like(years[0].worth, "by_year", frame)
    figure = over_time(
        drawn,
        _LINES,
        f"What a rate of {years[0].worth:read} buys, and what it would be, £",
        bands={},
        names=[year.year for year in years],
        height=2.6,
    )
    first, last = years[0], years[-1]
    title = f"What a rate fixed in {result.fixed_in} still buys, by {result.prices.name}"
    forecast = " (forecast)" if result.is_forecast else ""
    return style.finish(
        figure,
        f"Line chart. {title}: {first.worth} in {result.fixed_in}, {last.worth} in "
        f"{result.until}{forecast}. Keeping pace, it would be {last.keeping_pace}.",
        f"{title}, to {result.until}{forecast}",
        [figure for year in years for figure in (year.worth, year.keeping_pace)],
    )


def gains(
    result: PlanFunding, split: str = SCHOOL, *, appendix: bool = False
) -> style.Chart | None:
    """A bar for what each group would gain or lose by the rate card, the greatest gain first."""
    records = result.top_ups
    if records is None or records.card is None:
        return None
    known = _known(records, split)
    if len(known) < FEWEST_BARS:
        return None
    is_whole = len(known) <= 2 * MOST_BARS
    shown = known if is_whole else (*known[:MOST_BARS], *known[-MOST_BARS:])
    bars = [
        steps.Bar(
            capitalised(group.name),
            group.gain.number,
            f"{group.gain:read}",
            style.STRONG,
        )
        for group in shown
    ]
    figure, *_ = steps.level(bars, "£ a year more or less under the rate card", 0.26)
    which = "" if is_whole else ", most and least"
    title = (
        f"Change of top-ups under the rate card by {split}{which}, {result.ask.authority.name}, "
        f"{records.day}"
    )
    most, least = shown[0], shown[-1]
    return style.finish(
        figure,
        f"Bars, the greatest gain first. {title}: {most.name} {most.gain:read}, {least.name} "
        f"{least.gain:read}.",
        title,
        [group.gain for group in (records.splits[split] if is_whole else shown)],
        appendix=appendix,
    )


def _known(records: TopUps, split: str) -> tuple[Group, ...]:
    """The groups of which it is shown what they gain, the greatest gain first; schools by name."""
    if split == SCHOOL:
        return records.schools.groups
    groups = [group for group in records.splits[split] if group.gain.known]
    return tuple(sorted(groups, key=lambda group: -group.gain.number))
