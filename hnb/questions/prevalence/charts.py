"""Charts of EHC plans per 1,000 residents, and what they show in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hnb.charts import style
from hnb.charts.by_size import by_size
from hnb.charts.in_order import in_order
from hnb.charts.over_time import beside_comparators, over_time
from hnb.domain.comparators import MANY
from hnb.domain.words import listed, spans
from hnb.figures import DrawnSeries
from hnb.questions.prevalence.text import UNUSUAL

if TYPE_CHECKING:
    from hnb.comparison.among import Among
    from hnb.comparison.compared import Compared
    from hnb.questions.prevalence.model import Prevalence
    from hnb.stats.funnel import Funnel

_BANDS = {("lowest", "highest"): style.BAND, ("lower", "upper"): style.GREY}
_EDGES = {end: style.Line(f"{end} comparator", style.TEXT, 0) for end in ("highest", "lowest")}
_SMALLEST = 3000  # residents, below which limits are not drawn


def rates_over_time(result: Prevalence, denominator: str = "") -> style.Chart:
    """Plans per 1,000 by January: the authority, its comparators' range and middle half, their
    median, England.

    Over the population with the most Januaries unless another is named.
    """
    compared, name = result.over[denominator or result.longest], result.ask.authority.name
    main, table = compared.main, compared.series.dropna(subset="own")
    figure = over_time(
        DrawnSeries.like(compared.own, "over_time", table),
        _EDGES | beside_comparators(name),
        compared.measure.says,
        bands=_BANDS,
        height=3.4,
    )
    caption = (
        f"{name}, {main.comparators.others} and England, January by January; the dark band is "
        "their middle half"
    )
    shown = (compared.own, main.median, main.lowest, main.highest)
    return style.finish(figure, _series_alt(compared, list(table.index)), caption, shown)


def _series_alt(compared: Compared, januaries: list[int]) -> str:
    """What the chart of rates by year shows; its numbers are Figures of the January asked about."""
    name, main = compared.ask.authority.name, compared.main
    if not januaries:
        return f"No rate of {name} is held in any year."
    text = f"Lines of {compared.measure.says} in January {spans(januaries)}."
    sides = {january: compared.in_year(january).main.side for january in januaries}
    for side in ("above", "below"):
        years = spans(january for january in januaries if sides[january] == side)
        if years:
            text += f" {name} is {side} the median of {main.comparators.others} in {years}."
    if not (compared.own.known and main.median.known):
        return text
    return (
        f"{text} In {compared.period} it has {compared.own}; they run from {main.lowest} to "
        f"{main.highest}."
    )


def ranked(result: Prevalence) -> style.Chart:
    """The authority and its comparators in order of plans per 1,000, with their median.

    The first set of comparators of which there are not too many to name.
    """
    ask = result.ask
    among = next((group for group in result.by_list if len(group.values) <= MANY), result.main)
    rates = among.values.sort_values(ascending=False)
    if among.own.known:
        rates = pd.concat([rates, pd.Series({ask.la_code: among.own.number})])
    drawn = DrawnSeries.like(among.own, "in_order", rates.to_frame("value"))
    median = style.Mark(among.median.number, "their median") if among.median.known else None
    figure = in_order(drawn, ask, result.headline.measure.says, mark=median)
    shown = (among.own, among.median, among.rank, among.group, among.lowest, among.highest)
    caption = f"{ask.authority.name} among {among.comparators.others}, {result.headline.period}"
    return style.finish(figure, _ranked_alt(among), caption, shown)


def _ranked_alt(among: Among) -> str:
    """What the ranked dots show."""
    compared, ask = among.compared, among.compared.ask
    if not among.codes:
        return f"No rates of {among.comparators.others} are held."
    codes = among.values.sort_values(ascending=False).index
    first, last = ask.name(codes[0]), ask.name(codes[-1])
    place = among.own.reason
    if among.rank.known:
        place = f"{ask.authority.name} ({among.own}) is {among.rank} of {among.group}"
    return (
        f"Dots of {compared.measure.says}, from {first} ({among.highest}) to {last} "
        f"({among.lowest}). {place[:1].upper()}{place[1:]}. The median is {among.median}."
    )


def funnel(result: Prevalence) -> style.Chart:
    """Every authority's rate by its residents, with the limits within which 95% of ordinary ones
    are expected.
    """
    ask, name, says = result.ask, result.ask.authority.name, result.headline.measure.says
    dots, limits = pd.DataFrame(columns=["size", "value", "mark"]), pd.DataFrame()
    if result.funnel:
        dots, limits = _dots(result, result.funnel), _limits(result.funnel)
    drawn = DrawnSeries.like(result.rate, "by_size", dots)
    figure = by_size(drawn, limits, says, result.per.says.split(" (")[0])
    shown = (result.rate, result.rank_in_england, result.ranked_in_england, result.limits)
    who = f"{name} among all authorities in England"
    if not dots["mark"].eq("authority").any():
        who = f"Authorities in England without {name}"
    others = result.main.comparators.others
    caption = f"{who}, January {ask.january}; the darker dots are {others}"
    return style.finish(figure, _funnel_alt(result), caption, shown)


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
    return dots[dots["size"] >= _SMALLEST]


def _limits(funnel: Funnel) -> pd.DataFrame:
    """The limits at two hundred sizes from the smallest to the largest drawn."""
    people = funnel.rates["people"]
    sizes = np.geomspace(max(people.min(), _SMALLEST), people.max() * 1.15, 200)
    low, high = funnel.limits(sizes)
    return pd.DataFrame(
        {"upper limit": high, "lower limit": low, "middle": funnel.centre_per_1000}, index=sizes
    )


def _funnel_alt(result: Prevalence) -> str:
    """What the funnel shows."""
    if not result.funnel:
        return "Too few authorities have a rate to draw a funnel."
    rates = result.funnel.rates
    text = f"Dots of {result.headline.measure.says}, by number of residents."
    for side in ("above", "below"):
        names = [result.ask.name(code) for code in rates["la_code"][rates["place"].eq(side)]]
        text += f" {side.title()} the 95% limits: {listed(names) or 'none'}."
    if not result.rate.known or result.place not in UNUSUAL:
        return text
    place = f"{UNUSUAL[result.place]} ({result.limits:range})"
    text += f" {result.ask.authority.name} ({result.rate}) is {place}."
    return text + (" It is too small to be drawn." if result.place == "too small" else "")
