"""One measure of one authority: over the years, among its comparators, and among all authorities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hnb.charts import style, words
from hnb.figures import Sentence, say
from hnb.units import write

if TYPE_CHECKING:
    from hnb.models.measures import View


def _counts(result: View) -> str:
    says, unit = result.measure.says, result.measure.unit
    return f"{says}, %" if unit == "percent" and "percentage" not in says else says


def said(result: View) -> Sentence:
    """The value, its rank in England and the middle of its comparators."""
    who, what = result.ask.authority.name, result.measure.says
    if result.own.value is None:
        return say("{what}: {why}.", what=what, why=result.own.reason)
    them = words.others(result.ask.main)
    middle = "; the middle of {used:d} of {them} is {middle}" if result.middle.value is not None else ""
    return say(
        "{what}, {when}: {who} has {own}, {rank} of {ranked}, the highest first; the middle authority of England has "
        "{england}" + middle + ".",
        what=what, when=result.when, who=who, own=result.own, rank=result.rank, ranked=result.ranked,
        england=result.middle_in_england, used=result.used, them=them, middle=result.middle,
    )  # fmt: skip


def over_time(result: View) -> style.Chart:
    """The authority year by year in the middle half of its comparators, with the middle authority of England."""
    table, who, what = result.over_time, result.ask.authority.name, result.measure.says
    figure, axes = style.canvas(2.9, unit=_counts(result))
    places = list(range(len(table)))
    axes.fill_between(places, table["lower"].astype(float), table["upper"].astype(float), color=style.BAND, lw=0)
    ends, high = [], 1.0
    for column, label, colour, width in (
        ("england", "England, middle", style.THIRD, 1.4), ("median", "their median", style.DARK, 1.4),
        ("own", who, style.STRONG, 2.6),
    ):  # fmt: skip
        known = table[column].astype(float).dropna()
        axes.plot(list(known.index), known, color=colour, lw=width, marker="o", ms=3 if len(known) > 1 else 6)
        if len(known):
            ends.append((len(table) - 1, float(known.iloc[-1]), label, colour))
            high = max(high, float(known.max()))
    axes.set_ylim(min(0.0, float(table[["own", "england", "lower"]].astype(float).min().min() or 0)), high * 1.1)
    step = max(1, -(-len(table) // 9))
    kept = places[::-1][::step][::-1]
    axes.set_xticks(kept, [str(table["period"][place]) for place in kept])
    if ends:
        style.label_ends(axes, ends, height=2.3)
    style.fit(figure)
    first, last = table["own"].dropna().iloc[[0, -1]] if table["own"].notna().any() else (None, None)
    run = "no value is held" if first is None else (
        f"{write(first, result.measure.unit)} at first and {write(last, result.measure.unit)} at last"
    )  # fmt: skip
    span = (
        " to ".join(dict.fromkeys(str(table["period"].iloc[place]) for place in (0, -1))) if len(table) else "no year"
    )
    caption = f"{what}, {who}, its comparators' middle half and the middle authority of England"
    alt = f"Lines over {span}: {what}. {who}: {run}."
    return style.Chart(figure, alt, words.source(result.figures), caption)


def beside(result: View) -> style.Chart:
    """The authority and its comparators in order, each named; of more than can be named, the nearest in rank."""
    ask, unit = result.ask, result.measure.unit
    near: Any = result.values[result.values.index.isin({*ask.main.codes, ask.la_code})]
    if len(near) > words.MANY + 1:
        place = list(near.index).index(ask.la_code) if ask.la_code in near.index else 0
        near = near.iloc[max(0, place - words.MANY // 2) : place + words.MANY // 2 + 1]
    figure, axes = style.canvas(0.7 + 0.24 * max(len(near), 1), unit=f"{_counts(result)}, {result.when}", grid="x")
    for at, (code, value) in enumerate(near.items()):
        own = code == ask.la_code
        colour = style.STRONG if own else style.DARK
        axes.plot([0, value], [at, at], color=style.BAND, lw=1, zorder=1)
        axes.plot(value, at, "o", color=colour, ms=9 if own else 6.5)
        style.note(axes, write(value, unit).split()[0], (float(value), at), (8, 0), colour, strong=own)
    axes.set_yticks(range(len(near)), [ask.name(int(code)) for code in near.index])
    axes.set_ylim(len(near) - 0.4, -0.6)
    style.fit(figure)
    listing = "; ".join(f"{ask.name(int(code))} {write(value, unit)}" for code, value in near.items())
    caption = f"{ask.authority.name} and {ask.main.name}"
    return style.Chart(figure, f"Dots in order. {listing}.", words.source(result.figures), caption)


def everyone(result: View) -> style.Chart:
    """Every authority as a bar, the highest first; the authority and its comparators marked."""
    ask, values = result.ask, result.values
    listed: Any = values.iloc[[0, -1]] if len(values) else values
    figure, axes = style.canvas(2.4, unit=f"{_counts(result)}, {result.when}\n(dark grey: {ask.main.name})")
    near = set(ask.main.codes) if ask.main.kind != "england" else set()
    colours = [
        style.STRONG if code == ask.la_code else style.DARK if code in near else style.GREY for code in values.index
    ]
    axes.bar(range(len(values)), values.astype(float), color=colours, width=0.8)
    axes.axhline(0, color=style.TEXT, lw=0.8)
    axes.set(xticks=[], xlim=(-1, max(len(values), 1)))
    if ask.la_code in values.index:
        place, value = list(values.index).index(ask.la_code), float(values[ask.la_code])
        left = place < len(values) / 2
        style.note(axes, f"{ask.authority.name}, {result.rank.text}", (place, max(value, 0)), (3 if left else -3, 9),
                   style.STRONG, ha="left" if left else "right")  # fmt: skip
    style.fit(figure)
    ends = [f"{write(value, result.measure.unit)} ({ask.name(int(code))})" for code, value in listed.items()]
    run = f" from {' to '.join(ends)}" if ends else ""
    where = f"{ask.authority.name} is {result.rank.text}" if result.rank.value else f"{ask.authority.name} has no value"
    alt = f"Bars for {result.ranked.text}{run}; {where}."
    return style.Chart(figure, alt, words.source(result.figures), f"{ask.authority.name} among all authorities")
