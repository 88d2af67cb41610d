"""One measure of one authority: over the years, among its comparators, and among all authorities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hnb.charts import bars, points, style, words
from hnb.domain.units import write
from hnb.figures import Sentence, say

if TYPE_CHECKING:
    from hnb.compare.catalogue import View


def _counts(result: View) -> str:
    says, unit = result.measure.says, result.measure.unit
    return f"{says}, %" if unit == "percent" and "percentage" not in says else says


def said(result: View) -> Sentence:
    """The value, its rank in England and the middle of its comparators."""
    who, what = result.ask.authority.name, result.measure.says
    if result.own.value is None:
        return say("{what}: {why}.", what=what, why=result.own.reason)
    them = words.others(result.ask.main)
    middle = (
        "; the middle of {used:d} of {them} is {middle}" if result.middle.value is not None else ""
    )
    return say(
        "{what}, {when}: {who} has {own}, {rank} of {ranked}, the highest first; the middle "
        "authority of England has "
        "{england}" + middle + ".",
        what=what,
        when=result.when,
        who=who,
        own=result.own,
        rank=result.rank,
        ranked=result.ranked,
        england=result.middle_in_england,
        used=result.used,
        them=them,
        middle=result.middle,
    )


def over_time(result: View) -> style.Chart:
    """The authority year by year in the middle half of its comparators, with the middle authority
    of England.
    """
    table, who, what = result.over_time, result.ask.authority.name, result.measure.says
    figure, axes = style.canvas(2.9, unit=_counts(result))
    style.band(axes, table, "lower", "upper")
    drawn = style.beside(who, "England, middle")
    ends = style.lines(axes, table, drawn, marker="o", ms=4)
    low, high = table[["own", "england", "lower"]].min().min(), table[list(drawn)].max().max()
    axes.set_ylim(min(0.0, float(low) if ends else 0), max(1.0, float(high) if ends else 0) * 1.1)
    style.years(axes, range(len(table)), list(table["period"]))
    style.label_ends(axes, ends, height=2.3)
    held = [write(value, result.measure.unit) for value in table["own"].dropna()]
    run = f"{held[0]} at first and {held[-1]} at last" if held else "no value is held"
    periods = [str(period) for period in table["period"]] or ["no year"]
    span = " to ".join(dict.fromkeys((periods[0], periods[-1])))
    caption = f"{what}, {who}, its comparators' middle half and the middle authority of England"
    alt = f"Lines over {span}: {what}. {who}: {run}."
    return style.finish(figure, alt, caption, result.figures)


def beside(result: View) -> style.Chart:
    """The authority and its comparators in order, each named; of more than can be named, the
    nearest in rank.
    """
    ask, unit = result.ask, result.measure.unit
    near: Any = result.values[result.values.index.isin({*ask.main.codes, ask.la_code})]
    if len(near) > words.MANY + 1:
        place = list(near.index).index(ask.la_code) if ask.la_code in near.index else 0
        near = near.iloc[max(0, place - words.MANY // 2) : place + words.MANY // 2 + 1]
    rows = [
        (ask.name(code), float(value), write(value, unit), code == ask.la_code)
        for code, value in near.items()
    ]
    figure, _ = points.in_order(rows[::-1], f"{_counts(result)}, {result.when}")
    listing = "; ".join(f"{name} {text}" for name, _, text, _ in rows)
    caption = f"{ask.authority.name} and {ask.main.name}"
    return style.finish(figure, f"Dots in order. {listing}.", caption, result.figures)


def everyone(result: View) -> style.Chart:
    """Every authority as a bar, the highest first; the authority and its comparators marked."""
    ask, values = result.ask, result.values
    listed: Any = values.iloc[[0, -1]] if len(values) else values
    name, unit = ask.authority.name, f"{_counts(result)}, {result.when}"
    figure, _ = bars.everyone(values.astype(float), ask, unit, f"{name}, {result.rank.text}")
    ends = [
        f"{write(value, result.measure.unit)} ({ask.name(int(code))})"
        for code, value in listed.items()
    ]
    run = f" from {' to '.join(ends)}" if ends else ""
    where = f"is {result.rank.text}" if result.rank.value else "has no value"
    alt = f"Bars for {result.ranked.text}{run}; {name} {where}."
    return style.finish(figure, alt, f"{name} among all authorities", result.figures)
