"""Bars from zero: spend against the block step by step, authorities ranked, shares by line, net
spend by year.
"""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import fill
from typing import TYPE_CHECKING, NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from hnb.charts import style
from hnb.charts.style import Chart, finish
from hnb.domain.units import percent
from hnb.figures import Figure
from hnb.questions.spend_against_block.model import Placements, Profile
from hnb.questions.spend_against_block.net_spend import NetSpend

if TYPE_CHECKING:
    import pandas as pd

    from hnb.domain.comparators import Ask

_MILLION = 1e6


class Bar(NamedTuple):
    """A level bar: its name at the left (none where it goes with the one above), and its words at
    its end.
    """

    name: str
    value: float
    words: str
    colour: str
    start: float = 0.0

    @property
    def leftward(self) -> bool:
        """Whether it goes left of nought; a step down from elsewhere keeps its words at the right."""
        return self.value < 0 and not self.start


def _millions(figure: Figure) -> float:
    return float(figure.value or 0) / _MILLION


def level(bars: Sequence[Bar], unit: str, each: float = 0.33) -> tuple[Canvas, Axes, list[float]]:
    """Level bars from top to bottom, a little apart where a new name starts, and their places;
    `each` in inches.
    """
    grouped = not all(bar.name for bar in bars)
    places: list[float] = []
    for bar in bars:
        places.append(places[-1] + (1.45 if grouped and bar.name else 1.0) if places else 0.0)
    last = max(places, default=0.0)
    figure, axes = style.canvas(0.85 + min(each * (last + 1), 7.2), unit=unit, grid="x")
    colours = [bar.colour for bar in bars]
    axes.barh(places, [bar.value for bar in bars], 0.78, [bar.start for bar in bars], color=colours)
    for place, bar in zip(places, bars, strict=True):
        if bar.leftward:
            style.note(axes, bar.words, (bar.value, place), (-4, 0), style.TEXT, ha="right")
        else:
            style.note(axes, bar.words, (bar.start + max(bar.value, 0), place), (4, 0), style.TEXT)
    if any(bar.leftward for bar in bars):
        axes.margins(x=0.16)  # room for words at the left
    named = {
        place: fill(bar.name, 32, break_on_hyphens=False)
        for place, bar in zip(places, bars, strict=True)
    }
    axes.set_yticks(
        [place for place in named if named[place]], [name for name in named.values() if name]
    )
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(last + 0.6, -0.6)
    axes.axvline(0, color=style.TEXT, linewidth=0.8)
    return figure, axes, places


def everyone(values: pd.Series[float], ask: Ask, unit: str, label: str) -> tuple[Canvas, Axes]:
    """Every authority's value as a bar, in the order given; the authority, with its label, and its
    comparators marked.

    `values` by DfE number.
    """
    codes, near = (
        [int(code) for code in values.index],
        set() if ask.main.kind == "england" else set(ask.main.codes),
    )
    marked = {code: style.DARK if code in near else style.GREY for code in codes} | {
        ask.la_code: style.STRONG
    }
    figure, axes = style.canvas(3.4, unit=f"{unit}\n(dark grey: {ask.main.name})" if near else unit)
    axes.bar(range(len(codes)), values, color=[marked[code] for code in codes], width=0.8)
    axes.axhline(0, color=style.TEXT, lw=0.8)
    low, top = min([0.0, *values]), max([0.0, *values])
    axes.set(xticks=[], xlim=(-1, max(len(codes), 1)), ylim=(low * 1.05, top * 1.12 or 1))
    if ask.la_code in codes:
        place = codes.index(ask.la_code)
        side, relative = ("left", 0) if place < len(codes) / 2 else ("right", 1)
        line = {
            "arrowstyle": "-",
            "ls": ":",
            "color": style.TEXT,
            "shrinkB": 0,
            "relpos": (relative, 0),
        }
        axes.annotate(
            label,
            (place, max(values[ask.la_code], 0)),
            (place, top * 1.05),
            ha=side,
            color=style.STRONG,
            fontsize=style.SIZE,
            arrowprops=line,
        )
    return figure, axes


def waterfall(result: Placements) -> Chart:
    """Spend against the block, step by step: before deductions, each deduction, after; each line of
    spend; the gap.
    """
    colours = {"deduction": style.GREY, "spend": style.SECOND, "gap": style.FOURTH}
    bars, reached = [], 0.0
    for step in result.bridge:
        size, said = _millions(step.amount), step.amount.text
        if step.kind == "level":
            # the block is dark, spend strong; spend starts again from zero
            spent = step.amount.covers == result.own.spend.covers
            bars.append(Bar(step.label, size, said, style.STRONG if spent else style.DARK))
            reached = 0.0 if step.amount == result.block_after else size
        else:
            start = reached - size if step.kind == "gap" else reached
            bars.append(Bar(step.label, size, said, colours[step.kind], start))
            reached = start + size
    figure, axes, places = level(bars, "£ million")
    ends = places[len(bars) - len(result.part_labels) - 3] + 0.39, places[-1] + 0.39
    axes.plot([_millions(result.block_after)] * 2, ends, ":", color=style.TEXT, lw=1)
    steps = "; ".join(f"{step.label.lower()} {step.amount.text}" for step in result.bridge)
    name, year = result.ask.authority.name, result.ask.financial_year
    return finish(
        figure,
        f"Level bars for {name}, {year}, from the block to the gap: {steps}.",
        f"From the High Needs Block to spend on placements, {name}, {year}",
        [step.amount for step in result.bridge],
    )


def ranked(result: Placements) -> Chart:
    """Every authority's spend as a percentage of its block, highest first; the authority and its
    comparators marked.
    """
    ask, own, england = result.ask, result.own, result.england
    shares, codes = england.shares, [int(code) for code in england.shares.index]
    name, unit = ask.authority.name, f"Spend as a percentage of the block, {ask.financial_year}"
    figure, axes = everyone(shares, ask, unit, f"{name} {own.share.text}")
    axes.axhline(100, color=style.TEXT, linewidth=0.9)
    style.note(axes, "spend\nequals\nblock", (len(codes), 100), (4, 0), style.TEXT)
    where = (
        f"is {england.rank.text} at {own.share.text}" if ask.la_code in codes else "has no figure"
    )
    return finish(
        figure,
        f"Bars for {england.used.text} from {england.highest.text} ({ask.name(codes[0])}) to "
        f"{england.lowest.text} ({ask.name(codes[-1])}); {name} {where}; {england.above.text} "
        "spend more than their "
        "block.",
        f"Placement spend as a percentage of the High Needs Block {own.stage}, every authority",
        (own.share, england.rank, england.used, england.above, england.highest, england.lowest),
    )


def beside(result: Placements, group: Profile) -> Chart:
    """The authority among one set of comparators, by spend as a percentage of the block."""
    ask, own, shares = result.ask, result.own, group.shares
    bars = [
        Bar(
            ask.name(code),
            share,
            percent(share),
            style.STRONG if code == ask.la_code else style.GREY,
        )
        for code, share in zip(map(int, shares.index), shares, strict=True)
    ]
    figure, axes, _ = level(bars, f"Spend as a percentage of the block, {ask.financial_year}")
    axes.axvline(100, color=style.TEXT, linewidth=0.9, zorder=1.5)
    name = ask.authority.name
    where = (
        f"is {group.rank.text} at {own.share.text}"
        if own.share.value is not None
        else "has no figure"
    )
    return finish(
        figure,
        f"Level bars for {name} and {group.used.text} of the {group.comparators.name}, from "
        f"{group.highest.text} to {group.lowest.text}, median {group.median.text}; {name} {where}.",
        f"Placement spend as a percentage of the block: {name} and {group.comparators.name}",
        (own.share, group.used, group.rank, group.median, group.highest, group.lowest),
    )


def shares_by_line(result: Placements, *, appendix: bool = False) -> Chart:
    """Each line's share of placement spend: the authority, its comparators and England, each added
    up.
    """
    sides = [result.own, *result.groups[: len(result.groups) > 1], result.england]
    sides = [side for side in sides if side.share.value is not None]
    bars = [
        Bar(
            "" if side is not sides[0] else label,
            float(side.parts[line].value or 0),
            f"{side.parts[line].text} {side.comparators.name}",
            style.STRONG if side is result.own else style.GREY,
        )
        for line, label in enumerate(result.part_labels)
        for side in sides
    ]
    figure, _, _ = level(bars, "Percentage of placement spend")
    lines = "; ".join(f"{bar.name.lower()}: {bar.words}" if bar.name else bar.words for bar in bars)
    return finish(
        figure,
        f"Level bars of each line's share of placement spend. {lines}.",
        f"Placement spend by line, {result.ask.financial_year}",
        [part for side in sides for part in side.parts],
        appendix=appendix,
    )


def net_by_year(result: NetSpend, *, appendix: bool = False) -> Chart:
    """Net outturn (top-ups and services, no place funding) beside the block after deductions, year
    by year.
    """
    bars = [
        Bar(name, _millions(figure), f"{figure.text} {said}", colour)
        for year in result.years
        for name, figure, said, colour in (
            (year.financial_year, year.net, "net outturn", style.STRONG),
            ("", year.block, "block after deductions", style.GREY),
        )
    ]
    figure, _, _ = level(bars, "£ million")
    said = "; ".join(
        f"{year.financial_year} {year.net.text} against {year.block.text}" for year in result.years
    )
    name = result.ask.authority.name
    return finish(
        figure,
        f"Level bars for {name}, net outturn and the block after deductions in each year: {said}.",
        f"Top-ups and services, without place funding, beside the block after deductions, {name}",
        [figure for year in result.years for figure in (year.net, year.block)],
        appendix=appendix,
    )
