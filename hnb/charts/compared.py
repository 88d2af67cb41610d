"""An authority compared on one measure: over the years, among its comparators, among everyone."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from hnb.charts import style
from hnb.charts.everyone import everyone as draw_everyone
from hnb.charts.findings import against, typical
from hnb.charts.in_order import in_order
from hnb.charts.over_time import (
    FEWEST_YEARS,
    authority_and_others,
    shaded,
    whole_years,
    whose_years,
)
from hnb.charts.over_time import over_time as draw_over_time
from hnb.comparison.compared import Compared
from hnb.comparison.doubted import doubted_among
from hnb.domain.comparators import MANY
from hnb.domain.units import write
from hnb.domain.words import capitalised, listed, spans, within_a_sentence
from hnb.figures import DrawnSeries, Figure


def over_time(
    compared: Compared, *, changed: int | None = None, appendix: bool = False
) -> style.Chart | None:
    """The authority in the middle half of its comparators, their median, and England; nothing where
    it has a value in fewer than three years.

    `changed` is the first year of the newer collection, where there is one.
    """
    ask, says = compared.ask, compared.measure.says
    table = whole_years(compared.series[["own", "lower", "median", "upper", "england"]])
    if table["own"].count() < FEWEST_YEARS:
        return None
    names = [compared.measure.when(int(year)).removeprefix("January ") for year in table.index]
    percent = compared.measure.unit == "percent" and says[:1].islower()
    whose, from_records = of_records(compared)
    unit = f"Percentage of {says}" if percent else _counts(compared)
    figure = draw_over_time(
        DrawnSeries.like(compared.own, "over_time", table),
        authority_and_others(ask),
        "\n".join(filter(None, (unit, shaded(ask), whose))),
        names=names,
        changed=changed,
    )
    values = f"In {compared.period} {_values(compared)}."
    alt = f"Lines of {within_a_sentence(says)}, {_span(table, names)}. {values}"
    alt += f" {whose}." if whose else ""
    shown = (compared.own, compared.median, compared.england, *from_records)
    return style.finish(figure, alt, title(compared), shown, appendix=appendix)


def of_records(compared: Compared) -> tuple[str, tuple[Figure, ...]]:
    """Which years of a line are of the council's own records, in words, and the last of them where
    it is not the year compared: it gives the chart its mark and its source.
    """
    years = compared.measure.of_records(compared.counts, compared.ask.la_code)
    is_other = bool(years) and years[-1] != compared.year
    figures = (compared.in_year(years[-1]).own,) if is_other else ()
    return whose_years(years, compared.measure), figures


def title(compared: Compared) -> str:
    """What the years show: the measure, and where the authority is among the others in the last."""
    name, says = compared.ask.authority.name, capitalised(compared.measure.says)
    if not compared.own.known:
        return f"{says}: no figure for {name} in {compared.period}"
    others = ((typical(compared.ask), compared.median), ("England", compared.england))
    if compared.doubt:
        return f"{says}: the figure of {name} for {compared.period} may be recorded wrongly"
    if compared.own.few:
        return f"{says}: {name} has {compared.own.few} in {compared.period}, too few to compare"
    where = against(compared.own, others)
    if not where:
        return f"{says}: {name} has {compared.own:read} in {compared.period}"
    return f"{says}: {name} is {where} in {compared.period}"


def _span(table: pd.DataFrame, names: Sequence[str]) -> str:
    """The years of a chart in words; a year without any value is left out, or named."""
    has_value = table.notna().any(axis=1)
    if names[0].isdigit():
        return spans(int(year) for year in table.index[has_value])
    missing = [name for name, known in zip(names, has_value, strict=True) if not known]
    span = " to ".join(dict.fromkeys((names[0], names[-1])))
    return f"{span}, without {listed(missing)}" if missing else span


def _values(compared: Compared) -> str:
    """The authority's value, the median and England's in words; one that is missing is left out."""
    name = compared.ask.authority.name
    text = f"{name} has {compared.own:read}"
    if not compared.own.known:
        text = f"there is no figure for {name} ({compared.own.reason})"
    figures = {typical(compared.ask): compared.median, "England": compared.england}
    known = listed([f"{who} has {figure:read}" for who, figure in figures.items() if figure.known])
    return "; ".join(filter(None, (text, known)))


def among_comparators(compared: Compared) -> style.Chart:
    """The authority and its comparators in order, each named; of more than can be named, the
    nearest in rank.
    """
    ask, values = compared.ask, compared.everyone["value"]
    near = values[values.index.isin({*ask.main.codes, ask.la_code})]
    if len(near) > MANY + 1:
        place = list(near.index).index(ask.la_code) if ask.la_code in near.index else 0
        near = near.iloc[max(0, place - MANY // 2) : place + MANY // 2 + 1]
    drawn = DrawnSeries.like(compared.own, "in_order", near.to_frame("value"))
    unit = f"{_counts(compared)}, {compared.period}"
    figure = in_order(drawn, ask, unit, doubted=doubted_among(compared, near.index))
    listing = "; ".join(
        f"{ask.name(int(str(code)))} {write(value, drawn.unit)}" for code, value in near.items()
    )
    caption = title(compared)
    return style.finish(figure, f"Dots in order. {listing}.", caption, compared.figures)


def everyone(compared: Compared) -> style.Chart:
    """Every authority as a bar, the highest first; the authority and its comparators marked."""
    ask, name, values = compared.ask, compared.ask.authority.name, compared.everyone["value"]
    england = compared.england_rank
    drawn = DrawnSeries.like(compared.own, "everyone", values.to_frame("value"))
    unit = f"{_counts(compared)}, {compared.period}"
    figure = draw_everyone(drawn, ask, unit, f"{name}, {england.rank}")
    ends = values.iloc[[0, -1]] if len(values) else values
    words = [
        f"{write(value, drawn.unit)} ({ask.name(int(str(code)))})" for code, value in ends.items()
    ]
    run = f" from {' to '.join(words)}" if words else ""
    where = f"is {england.rank}" if england.rank.known else "has no value"
    alt = f"Bars for {england.used}{run}; {name} {where}."
    shown = (compared.own, england.rank, england.used)
    return style.finish(figure, alt, f"{name} among all authorities", shown)


def _counts(compared: Compared) -> str:
    says, unit = compared.measure.says, compared.measure.unit
    sign = ", %" if unit == "percent" and "percentage" not in says else ""
    return capitalised(says) + (", £" if unit.startswith("gbp") else sign)
