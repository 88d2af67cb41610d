"""Charts of spend on placements against the High Needs Block."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hnb.charts import style
from hnb.charts.compared import over_time
from hnb.charts.everyone import everyone
from hnb.charts.in_order import in_order
from hnb.charts.steps import Bar, level
from hnb.figures import DrawnSeries

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hnb.figures import Figure
    from hnb.questions.spend_against_block.by_year import ShareByYear
    from hnb.questions.spend_against_block.model import Placements, Profile
    from hnb.questions.spend_against_block.net_spend import NetSpend

_MILLION = 1e6
_LEVEL = style.Mark(100, "spend equals block")
_COLOURS = {"deduction": style.GREY, "spend": style.SECOND, "gap": style.FOURTH}


def _millions(figure: Figure) -> float:
    return float(figure.value or 0) / _MILLION


def _steps(result: Placements) -> list[Bar]:
    """Bars of the bridge; a step starts where the one before ended, and the gap ends there."""
    bars, reached = [], 0.0
    for step in result.bridge:
        size, words = _millions(step.amount), step.amount.text
        if step.kind == "level":
            is_spend = step.amount.covers == result.own.spend.covers
            colour = style.STRONG if is_spend else style.DARK
            bars.append(Bar(step.label, size, words, colour))
            # spend starts again from zero after the block
            reached = 0.0 if step.amount == result.block_after else size
        else:
            start = reached - size if step.kind == "gap" else reached
            bars.append(Bar(step.label, size, words, _COLOURS[step.kind], start))
            reached = start + size
    return bars


def waterfall(result: Placements) -> style.Chart | None:
    """Spend against the block, step by step: before deductions, each deduction, after; each line of
    spend; the gap.
    """
    if not result.published:
        return None
    bars = _steps(result)
    figure, axes, places = level(bars, "£ million")
    block = _millions(result.block_after)
    ends = places[len(bars) - len(result.part_labels) - 3] + 0.39, places[-1] + 0.39
    axes.plot([block, block], ends, ":", color=style.TEXT, lw=1)
    steps = "; ".join(f"{step.label.lower()} {step.amount.text}" for step in result.bridge)
    name, year = result.ask.authority.name, result.ask.financial_year
    return style.finish(
        figure,
        f"Level bars for {name}, {year}, from the block to the gap: {steps}.",
        f"From the High Needs Block to spend on placements, {name}, {year}",
        [step.amount for step in result.bridge],
    )


def _shares(result: Placements, group: Profile) -> DrawnSeries:
    return DrawnSeries.like(group.share, "shares", group.shares.to_frame("value"))


def _percentage(result: Placements) -> str:
    return f"Spend as a percentage of the block, {result.ask.financial_year}"


def ranked(result: Placements) -> style.Chart | None:
    """Every authority's spend as a percentage of its block, highest first; the authority and its
    comparators marked.
    """
    if not result.england.share.value:
        return None
    ask, share, england = result.ask, result.own.share, result.england
    codes, name = [int(code) for code in england.shares.index], ask.authority.name
    drawn = _shares(result, england)
    figure = everyone(drawn, ask, _percentage(result), f"{name} {share}", mark=_LEVEL)
    where = f"is {england.rank} at {share}" if ask.la_code in codes else "has no figure"
    return style.finish(
        figure,
        f"Bars for {england.used} from {england.highest} ({ask.name(codes[0])}) to "
        f"{england.lowest} ({ask.name(codes[-1])}); {name} {where}; {england.above} spend more "
        "than their block.",
        f"Placement spend as a percentage of the High Needs Block, {result.own.stage}, every "
        "authority",
        (share, england.rank, england.used, england.above, england.highest, england.lowest),
    )


def among_each_list(result: Placements) -> tuple[style.Chart, ...]:
    """The authority among each list of comparators that can be named one by one."""
    return tuple(
        among_comparators(result, group)
        for group in result.groups
        if group.share.value and group.comparators.kind in ("neighbours", "list")
    )


def among_comparators(result: Placements, group: Profile) -> style.Chart:
    """The authority among one set of comparators, by spend as a percentage of the block."""
    ask, share, name = result.ask, result.own.share, result.ask.authority.name
    drawn = _shares(result, group)
    figure = in_order(drawn, ask, _percentage(result), bars=True, mark=_LEVEL)
    where = f"is {group.rank} at {share}" if share.known else "has no figure"
    return style.finish(
        figure,
        f"Level bars for {name} and {group.used} of the {group.comparators.name}, from "
        f"{group.highest} to {group.lowest}, median {group.median}; {name} {where}.",
        f"Placement spend as a percentage of the block: {name} and {group.comparators.name}",
        (share, group.used, group.rank, group.median, group.highest, group.lowest),
    )


def shares_by_line(result: Placements) -> style.Chart | None:
    """Each line's share of placement spend: the authority, its comparators and England, each added
    up.
    """
    if not result.published:
        return None
    sides = [result.own, *result.groups[:-1][:1], result.england]
    sides = [side for side in sides if side.share.known]
    bars = _bars_by_line(result.part_labels, sides)
    figure, _, _ = level(bars, "Percentage of placement spend")
    lines = "; ".join(f"{bar.name.lower()}: {bar.words}" if bar.name else bar.words for bar in bars)
    return style.finish(
        figure,
        f"Level bars of each line's share of placement spend. {lines}.",
        f"Placement spend by line, {result.ask.financial_year}",
        [part for side in sides for part in side.parts],
        appendix=True,
    )


def _bars_by_line(labels: Sequence[str], sides: Sequence[Profile]) -> list[Bar]:
    bars = []
    for line, label in enumerate(labels):
        for place, side in enumerate(sides):
            share, name = side.parts[line], side.comparators.name
            colour = style.STRONG if side.comparators.kind == "authority" else style.GREY
            bars.append(Bar("" if place else label, share.number, f"{share} {name}", colour))
    return bars


def share_by_year(series: ShareByYear) -> style.Chart | None:
    """The share of the block in every year held: the authority, the middle half and the median of
    its comparators, and England; a year without lines is a gap. None where one year is held.
    """
    if len(series.years) < 2:
        return None
    return over_time(series.compared)


def net_by_year(result: NetSpend) -> style.Chart | None:
    """Net outturn (top-ups and services, no place funding) and the block after deductions, year by
    year.
    """
    if not result.years:
        return None
    bars = []
    for year in result.years:
        for name, amount, words, colour in (
            (year.financial_year, year.net, "net outturn", style.STRONG),
            ("", year.block, "block after deductions", style.GREY),
        ):
            bars.append(Bar(name, _millions(amount), f"{amount} {words}", colour))
    figure, _, _ = level(bars, "£ million")
    years = "; ".join(
        f"{year.financial_year} {year.net} against {year.block}" for year in result.years
    )
    name = result.ask.authority.name
    return style.finish(
        figure,
        f"Level bars for {name}, net outturn and the block after deductions in each year: {years}.",
        f"Top-ups and services, without place funding, beside the block after deductions, {name}",
        [figure for year in result.years for figure in (year.net, year.block)],
        appendix=True,
    )
