"""Charts of EHC plans per 1,000 residents, and what they show in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hnb.charts import style
from hnb.charts.by_size import by_size
from hnb.charts.compared import of_records, title
from hnb.charts.findings import neighbours, typical
from hnb.charts.in_order import in_order
from hnb.charts.over_time import (
    FEWEST_YEARS,
    authority_and_others,
    over_time,
    shaded,
)
from hnb.comparison.doubted import doubted_among
from hnb.comparison.listings import place
from hnb.domain.comparators import MANY
from hnb.domain.words import capitalised, listed, spans
from hnb.figures import DrawnSeries
from hnb.questions.prevalence.text import UNUSUAL

if TYPE_CHECKING:
    from hnb.comparison.among import Among
    from hnb.comparison.compared import Compared
    from hnb.questions.prevalence.model import Prevalence
    from hnb.stats.funnel import Funnel

_SMALLEST = 3000  # residents, below which limits are not drawn


def rates_over_time(result: Prevalence, denominator: str = "") -> style.Chart | None:
    """Plans per 1,000 by January: the authority, the middle half of its comparators, their median,
    England; nothing where it has a rate in fewer than three.

    Over the population with the most Januaries unless another is named.
    """
    compared = result.over[denominator or result.longest]
    main, januaries = compared.main, list(compared.series["own"].dropna().index)
    if len(januaries) < FEWEST_YEARS:
        return None
    table = compared.series.loc[januaries[0] : januaries[-1]]
    whose, from_records = of_records(compared)
    lines = (f"{compared.measure.says}, January", shaded(result.ask), whose)
    figure = over_time(
        DrawnSeries.like(compared.own, "over_time", table),
        authority_and_others(result.ask),
        "\n".join(filter(None, lines)),
    )
    shown = (compared.own, main.median, main.lowest, main.highest, compared.england)
    alt = _series_alt(compared, januaries) + (f" {whose}." if whose else "")
    return style.finish(figure, alt, title(compared), (*shown, *from_records))


def _series_alt(compared: Compared, januaries: list[int]) -> str:
    """What the chart of rates by year shows; its numbers are Figures of the January asked about."""
    name, main = compared.ask.authority.name, compared.main
    text = f"Lines of {compared.measure.says} in January {spans(januaries)}."
    sides = {january: compared.in_year(january).main.side for january in januaries}
    for side in ("above", "below"):
        years = spans(january for january in januaries if sides[january] == side)
        if years:
            text += f" {name} is {side} {typical(compared.ask)} in {years}."
    if not (compared.own.known and main.median.known):
        return text
    return (
        f"{text} In {compared.period} it has {compared.own:read}; {neighbours(compared.ask)} have "
        f"from {main.lowest} to {main.highest}."
    )


def ranked(result: Prevalence) -> style.Chart | None:
    """The authority and its comparators in order of plans per 1,000, with their median and England;
    nothing where none of them has a rate.

    The first set of comparators of which there are not too many to name.
    """
    ask, says, period = result.ask, result.headline.measure.says, result.headline.period
    among = next((group for group in result.by_list if len(group.values) <= MANY), result.main)
    if not among.codes:
        return None
    rates = among.values.sort_values(ascending=False)
    if among.own.known:
        rates = pd.concat([rates, pd.Series({ask.la_code: among.own.number})])
    drawn = DrawnSeries.like(among.own, "in_order", rates.to_frame("value"))
    also = {typical(ask): among.median, "England": result.headline.england}
    figure = in_order(
        drawn,
        ask,
        f"{capitalised(says)}, {period}",
        also={who: figure.number for who, figure in also.items() if figure.known},
        doubted=doubted_among(among.compared, rates.index),
    )
    caption = title(result.headline)
    if among.rank.known:
        place = f"{ask.authority.name} is {_place(among)}"
        caption = f"{place}: {says}, {period}"
    shown = (among.own, *also.values(), among.rank, among.group, among.lowest, among.highest)
    return style.finish(figure, _ranked_alt(among), caption, shown)


def _place(among: Among) -> str:
    return place(among.rank, among.group).format(rank=among.rank, group=among.group)


def _ranked_alt(among: Among) -> str:
    """What the ranked dots show."""
    compared, ask = among.compared, among.compared.ask
    codes = among.values.sort_values(ascending=False).index
    first, last = ask.name(codes[0]), ask.name(codes[-1])
    place = among.own.reason or compared.doubt
    if among.rank.known:
        place = f"{ask.authority.name} ({among.own}) is {_place(among)}"
    return (
        f"Bars of {compared.measure.says}, from {first} ({among.highest}) to {last} "
        f"({among.lowest}). {capitalised(place)}. {capitalised(typical(ask))} has {among.median}."
    )


def funnel(result: Prevalence) -> style.Chart | None:
    """Every authority's rate by its residents, with the range in which 95% of ordinary ones are
    expected; nothing where too few have a rate.
    """
    ask, name, says = result.ask, result.ask.authority.name, result.headline.measure.says
    if not result.funnel:
        return None
    dots, limits = _dots(result, result.funnel), _limits(result.funnel)
    drawn = DrawnSeries.like(result.rate, "by_size", dots)
    figure = by_size(drawn, limits, says, result.per.says.split(" (")[0])
    shown = (result.rate, result.rank_in_england, result.ranked_in_england, result.limits)
    is_drawn = dots["mark"].eq("authority").any()
    where = f"Authorities in England without {name}"
    if is_drawn and result.place in UNUSUAL:
        where = f"{name} is {UNUSUAL[result.place]}"
    caption = f"{where}, January {ask.january}; the dark dots are {neighbours(ask)}"
    return style.finish(figure, _funnel_alt(result, result.funnel), caption, shown, appendix=True)


def _dots(result: Prevalence, funnel: Funnel) -> pd.DataFrame:
    """Rates by residents, of authorities that are not too small."""
    ask, rates = result.ask, funnel.rates
    marks = dict.fromkeys(ask.main.codes, "comparator") | {ask.la_code: "authority"}
    dots = pd.DataFrame(
        {
            "size": rates["people"],
            "value": rates["rate_per_1000"],
            "mark": rates["la_code"].map(marks).fillna(""),
        }
    ).set_axis([ask.name(code) for code in rates["la_code"]], axis=0)
    unsure = doubted_among(result.headline, rates["la_code"])
    return dots[dots["size"].ge(_SMALLEST) & ~rates["la_code"].isin(unsure).to_numpy()]


def _limits(funnel: Funnel) -> pd.DataFrame:
    """The limits at two hundred sizes from the smallest to the largest drawn."""
    people = funnel.rates["people"]
    sizes = np.geomspace(max(people.min(), _SMALLEST), people.max() * 1.15, 200)
    low, high = funnel.limits(sizes)
    return pd.DataFrame({"low": low, "high": high, "middle": funnel.centre_per_1000}, index=sizes)


def _funnel_alt(result: Prevalence, funnel: Funnel) -> str:
    """What the funnel shows."""
    compared, rates = result.headline, funnel.rates
    text = f"Dots of {compared.measure.says}, by number of residents."
    unsure = doubted_among(compared, rates["la_code"])
    for side in ("above", "below"):
        names = [
            result.ask.name(code)
            for code in rates["la_code"][rates["place"].eq(side)]
            if code not in unsure
        ]
        text += f" {side.title()} the normal range: {listed(names) or 'none'}."
    if not result.rate.known or result.place not in UNUSUAL:
        return text
    name, normal = result.ask.authority.name, f"{result.limits:range}"
    text += f" {name} ({result.rate}) is {UNUSUAL[result.place]}"
    return f"{text}, {normal}." if normal else f"{text}."
