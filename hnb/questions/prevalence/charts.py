"""Charts of EHC plans per 1,000 residents, and what they show in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hnb.charts import style
from hnb.charts.by_size import by_size
from hnb.charts.in_order import in_order
from hnb.charts.over_time import beside_comparators, over_time
from hnb.compare.denominators import ALL
from hnb.domain.comparators import MANY
from hnb.domain.words import listed, spans
from hnb.figures import DrawnSeries
from hnb.questions.prevalence.text import UNUSUAL

if TYPE_CHECKING:
    from hnb.questions.prevalence.against import Against
    from hnb.questions.prevalence.model import Prevalence
    from hnb.stats.funnel import Funnel

_BANDS = {("lowest", "highest"): style.BAND, ("lower", "upper"): style.GREY}
_EDGES = {end: style.Line(f"{end} comparator", style.TEXT, 0) for end in ("highest", "lowest")}
_SMALLEST = 3000  # residents, below which limits are not drawn


def _unit(denominator: str) -> str:
    return f"EHC plans per 1,000 {ALL[denominator].says}"


def rates_over_time(result: Prevalence, denominator: str | None = None) -> style.Chart:
    """Plans per 1,000 by January: the authority, its comparators' range and middle half, their
    median, England.

    Over the denominator with the most Januaries unless another is named.
    """
    per, name = denominator or result.study.longest(result.ask.january), result.ask.authority.name
    table = result.series(per).set_index("january")
    now = next(
        (against for against in result.by_denominator if against.denominator == per), result.main
    )
    figure = over_time(
        DrawnSeries.like(now.rate, "over_time", table.drop(columns=["standing", "side"])),
        _EDGES | beside_comparators(name),
        _unit(per),
        bands=_BANDS,
        height=3.4,
    )
    others = result.main.comparators.others
    caption = (
        f"{name}, {others} and England, January by January; the dark band is their middle half"
    )
    shown = (now.rate, now.median, now.lowest, now.highest)
    return style.finish(figure, _series_alt(result, table, now), caption, shown)


def _series_alt(result: Prevalence, table: pd.DataFrame, now: Against) -> str:
    """What the chart of rates by year shows; its numbers are Figures of the January asked about."""
    name, others = result.ask.authority.name, result.main.comparators.others
    if not len(table):
        return f"No rate of {name} is held in any year."
    text = f"Lines of {_unit(now.denominator)} in January {spans(table.index)}."
    for side in ("above", "below"):
        years = spans(table.index[table["side"].eq(side)])
        text += f" {name} is {side} the median of {others} in {years}." if years else ""
    if not (now.rate.known and now.median.known):
        return text
    return (
        f"{text} In January {now.january} it has {now.rate}; they run from {now.lowest} to "
        f"{now.highest}."
    )


def ranked(result: Prevalence) -> style.Chart:
    """The authority and its comparators in order of plans per 1,000, with their median.

    The first set of comparators of which there are not too many to name.
    """
    ask = result.ask
    main = next((group for group in result.by_list if len(group.rates) <= MANY), result.main)
    rates = main.rates.astype(float)
    if main.rate.known:
        rates = pd.concat([rates, pd.Series({ask.la_code: main.rate.number})])
    drawn = DrawnSeries.like(main.rate, "in_order", rates.to_frame("value"))
    median = style.Mark(main.median.number, "their median") if main.median.known else None
    figure = in_order(drawn, ask, _unit(main.denominator), mark=median)
    shown = (main.rate, main.median, main.rank, main.group, main.lowest, main.highest)
    caption = f"{ask.authority.name} among {main.comparators.others}, January {main.january}"
    return style.finish(figure, _ranked_alt(result, main), caption, shown)


def _ranked_alt(result: Prevalence, main: Against) -> str:
    """What the ranked dots show."""
    ask = result.ask
    if not len(main.rates):
        return f"No rates of {main.comparators.others} are held."
    first, last = ask.name(main.rates.index[0]), ask.name(main.rates.index[-1])
    place = main.rate.reason
    if main.rank.known:
        place = f"{ask.authority.name} ({main.rate}) is {main.rank} of {main.group}"
    return (
        f"Dots of {_unit(main.denominator)}, from {first} ({main.highest}) to {last} "
        f"({main.lowest}). {place[:1].upper()}{place[1:]}. The median is {main.median}."
    )


def funnel(result: Prevalence) -> style.Chart:
    """Every authority's rate by its residents, with the limits within which 95% of ordinary ones
    are expected.
    """
    ask, name, says = result.ask, result.ask.authority.name, ALL[result.denominator].says
    dots, limits = pd.DataFrame(columns=["size", "value", "mark"]), pd.DataFrame()
    if result.funnel:
        dots, limits = _dots(result, result.funnel), _limits(result.funnel)
    drawn = DrawnSeries.like(result.rate, "by_size", dots)
    figure = by_size(drawn, limits, _unit(result.denominator), says.split(" (")[0])
    shown = (result.rate, result.rank_in_england, result.ranked_in_england, result.limits)
    others = result.main.comparators.others
    caption = (
        f"{name} among all authorities in England, January {ask.january}; the darker dots are "
        f"{others}"
    )
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
    text = f"Dots of {_unit(result.denominator)}, by number of residents."
    for side in ("above", "below"):
        names = [result.ask.name(code) for code in rates["la_code"][rates["place"].eq(side)]]
        text += f" {side.title()} the 95% limits: {listed(names) or 'none'}."
    place = UNUSUAL.get(result.place, "not available").format(limits=result.limits)
    text += f" {result.ask.authority.name} ({result.rate}) is {place}."
    return text + (" It is too small to be drawn." if result.place == "too small" else "")
