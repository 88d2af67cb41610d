"""Charts of what a fixed rate still buys, and of who gains or loses by a rate card."""

from __future__ import annotations

import pandas as pd

from hnb.charts import steps, style
from hnb.charts.over_time import FEWEST_YEARS, over_time
from hnb.domain.periods import start_year
from hnb.domain.words import capitalised
from hnb.figures import DrawnSeries, Figure
from hnb.questions.plan_funding.model import PlanFunding
from hnb.questions.plan_funding.top_ups import SCHOOL, TopUps

FEWEST_BARS = 2
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
    """A bar for what each group would gain or lose by the rate card, the greatest gain first; of
    schools one for how many are in each class.
    """
    records = result.top_ups
    if records is None or records.card is None:
        return None
    drawn = _of_schools(records) if split == SCHOOL else _of_groups(records, split)
    if len(drawn) < FEWEST_BARS:
        return None
    bars = [
        steps.Bar(capitalised(name), figure.number, f"{figure:read}", style.STRONG)
        for name, figure in drawn
    ]
    unit = "schools" if split == SCHOOL else "£ a year more or less under the rate card"
    figure, *_ = steps.level(bars, unit, 0.26)
    title = (
        f"Change of top-ups under the rate card by {split}, {result.ask.authority.name}, "
        f"{records.day}"
    )
    in_words = ", ".join(f"{name} {figure:read}" for name, figure in drawn)
    return style.finish(
        figure,
        f"Bars. {title}: {in_words}.",
        title,
        [figure for _, figure in drawn],
        appendix=appendix,
    )


def _of_schools(records: TopUps) -> list[tuple[str, Figure]]:
    """How many schools are in each class, of those that can be shown."""
    return [(name, number) for name, number in records.schools.by_class if number.known]


def _of_groups(records: TopUps, split: str) -> list[tuple[str, Figure]]:
    """The groups of which it is shown what they gain, the greatest gain first."""
    known = [group for group in records.splits[split] if group.gain.known]
    return [(group.name, group.gain) for group in sorted(known, key=lambda g: -g.gain.number)]
