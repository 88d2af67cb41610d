"""An authority compared on one measure: over the years, among its comparators, among everyone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hnb.charts import style
from hnb.charts.everyone import everyone as draw_everyone
from hnb.charts.in_order import in_order
from hnb.charts.over_time import beside_comparators
from hnb.charts.over_time import over_time as draw_over_time
from hnb.domain.comparators import MANY
from hnb.domain.units import write
from hnb.domain.words import spans
from hnb.figures import DrawnSeries

if TYPE_CHECKING:
    import pandas as pd

    from hnb.compare.catalogue import View
    from hnb.compare.ratios import Measured


def _counts(result: View) -> str:
    says, unit = result.measure.says, result.measure.unit
    return f"{says}, %" if unit == "percent" and "percentage" not in says else says


def _in_words(result: View, values: pd.Series[float]) -> dict[str, str]:
    """Values as they are written, by name of the authority."""
    return {
        result.ask.name(code): write(value, result.measure.unit)
        for code, value in zip(values.index.tolist(), values.tolist(), strict=True)
    }


def over_time(result: View) -> style.Chart:
    """The authority year by year in the middle half of its comparators, with the middle authority
    of England.
    """
    table, name, what = result.over_time, result.ask.authority.name, result.measure.says
    periods = [str(period) for period in table["period"]]
    figure = draw_over_time(
        DrawnSeries.like(result.own, "over_time", table.drop(columns="period")),
        beside_comparators(name, "England, middle"),
        _counts(result),
        names=periods,
    )
    values = [write(value, result.measure.unit) for value in table["own"].dropna()]
    run = f"{values[0]} at first and {values[-1]} at last" if values else "no value is held"
    span = " to ".join(dict.fromkeys((periods[0], periods[-1]))) if periods else "no year"
    caption = f"{what}, {name}, its comparators' middle half and the middle authority of England"
    alt = f"Lines over {span}: {what}. {name}: {run}."
    return style.finish(figure, alt, caption, result.figures)


def beside(result: View) -> style.Chart:
    """The authority and its comparators in order, each named; of more than can be named, the
    nearest in rank.
    """
    ask, values = result.ask, result.values
    near = values[values.index.isin({*ask.main.codes, ask.la_code})]
    if len(near) > MANY + 1:
        place = list(near.index).index(ask.la_code) if ask.la_code in near.index else 0
        near = near.iloc[max(0, place - MANY // 2) : place + MANY // 2 + 1]
    drawn = DrawnSeries.like(result.own, "beside", near.to_frame("value"))
    figure = in_order(drawn, ask, f"{_counts(result)}, {result.when}")
    listing = "; ".join(f"{name} {text}" for name, text in _in_words(result, near).items())
    caption = f"{ask.authority.name} and {ask.main.name}"
    return style.finish(figure, f"Dots in order. {listing}.", caption, result.figures)


def everyone(result: View) -> style.Chart:
    """Every authority as a bar, the highest first; the authority and its comparators marked."""
    ask, name = result.ask, result.ask.authority.name
    drawn = DrawnSeries.like(result.own, "everyone", result.values.to_frame("value"))
    label = f"{name}, {result.rank.text}"
    figure = draw_everyone(drawn, ask, f"{_counts(result)}, {result.when}", label)
    ends = result.values.iloc[[0, -1]] if len(result.values) else result.values
    words = [f"{text} ({who})" for who, text in _in_words(result, ends).items()]
    run = f" from {' to '.join(words)}" if words else ""
    where = f"is {result.rank.text}" if result.rank.known else "has no value"
    alt = f"Bars for {result.ranked.text}{run}; {name} {where}."
    return style.finish(figure, alt, f"{name} among all authorities", result.figures)


def ratio_over_time(measured: Measured, changed: int, *, appendix: bool = False) -> style.Chart:
    """The authority in the middle half of its comparators, their median, and England.

    `changed` is the first year of the newer collection.
    """
    name, others, says = measured.ask.authority.name, measured.ask.main.others, measured.ratio.says
    title = says[:1].upper() + says[1:]
    table = measured.series[["own", "lower", "median", "upper", "england"]].dropna(how="all")
    figure = draw_over_time(
        DrawnSeries.like(measured.own, "over_time", table),
        beside_comparators(name),
        f"Percentage of {says}" if measured.ratio.unit == "percent" else title,
        changed=changed,
    )
    value = measured.own.text if measured.own.known else f"not available ({measured.own.reason})"
    alt = (
        f"Lines of {says}, {spans(table.index.astype(int))}. In {measured.period} {name} has "
        f"{value}; the median of {others} is {measured.median} and England has {measured.england}."
    )
    caption = f"{title}: {name}, the middle half of {others}, and England"
    shown = (measured.own, measured.median, measured.england)
    return style.finish(figure, alt, caption, shown, appendix=appendix)
