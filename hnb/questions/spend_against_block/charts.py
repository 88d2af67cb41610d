"""Charts of spend on placements against the High Needs Block."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hnb.charts import style
from hnb.charts.compared import over_time
from hnb.charts.everyone import everyone
from hnb.charts.findings import highest
from hnb.charts.in_order import in_order
from hnb.charts.steps import Bar, level
from hnb.domain.words import possessive
from hnb.figures import DrawnSeries
from hnb.figures.printed import printed_difference

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hnb.figures import Figure
    from hnb.questions.spend_against_block.by_year import ShareByYear
    from hnb.questions.spend_against_block.model import Placements, Profile
    from hnb.questions.spend_against_block.net_spend import NetSpend

_MILLION = 1e6
_LEVEL = style.Mark(100, "spend equals block")
_SIDES = {"authority": style.STRONG, "everyone": style.ENGLAND}
_PARTS = "#A8C6E0"  # of spend: a pale blue, which its edge sets off
_COLOURS = {"deduction": "white", "spend": _PARTS, "gap": "white"}


def _millions(figure: Figure) -> float:
    return float(figure.value or 0) / _MILLION


def _steps(result: Placements) -> list[Bar]:
    """Bars of the bridge; a step starts where the one before ended, and the gap ends there."""
    bars, reached = [], 0.0
    for step in result.bridge:
        size, words = _millions(step.amount), step.amount.text
        if step.kind == "level":
            is_spend = step.amount.covers == result.own.spend.covers
            colour = style.STRONG if is_spend else style.SECOND
            bars.append(Bar(step.label, size, words, colour))
            # spend starts again from zero after the block
            reached = 0.0 if step.amount == result.block_after else size
        else:
            start = reached - size if step.kind == "gap" else reached
            hatch = style.HATCH if step.kind == "gap" else ""
            bars.append(Bar(step.label, size, words, _COLOURS[step.kind], start, hatch))
            reached = start + size
    return bars


def spend_and_block(result: Placements) -> style.Chart | None:
    """The block, what placements cost, and the difference: three bars from zero."""
    if not result.published:
        return None
    block, spend, gap = result.block_after, result.own.spend, result.own.gap
    size = printed_difference(gap, block, spend)
    over = f"{size:read_size} {'under' if gap.number < 0 else 'over'} the block"
    bars = (
        Bar("High Needs Block after deductions", _millions(block), block.text, style.SECOND),
        Bar("Spending on placements", _millions(spend), spend.text, style.STRONG),
        Bar("Difference", abs(_millions(gap)), over, "white", hatch=style.HATCH),
    )
    figure, *_ = level(bars, "£ million", height=0.3)
    name, year = result.ask.authority.name, result.ask.financial_year
    finding = f"{possessive(name)} spending on placements was {over} ({year})"
    if not result.england.rank.known:
        finding = f"{possessive(name)} spending on placements and its block, {year}: "
        finding += result.england.rank.reason
    return style.finish(
        figure,
        f"Level bars for {name}, {year}: the High Needs Block after deductions was {block}, "
        f"spending on placements {spend}, {over}.",
        finding,
        (block, spend, gap),
    )


def waterfall(result: Placements) -> style.Chart | None:
    """Spend against the block, step by step: before deductions, each deduction, after; each line of
    spend; the gap.
    """
    if not result.published:
        return None
    bars = _steps(result)
    figure, *_ = level(bars, "£ million")
    steps = "; ".join(f"{step.label.lower()} {step.amount.text}" for step in result.bridge)
    name, year = result.ask.authority.name, result.ask.financial_year
    return style.finish(
        figure,
        f"Level bars for {name}, {year}, from the block to the gap: {steps}.",
        f"From the High Needs Block to spending on placements, step by step, {name}, {year}",
        [step.amount for step in result.bridge],
        appendix=True,
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
    where = _where(share, england.rank)
    return style.finish(
        figure,
        f"Bars for {england.used} from {england.highest} ({ask.name(codes[0])}) to "
        f"{england.lowest} ({ask.name(codes[-1])}); {name} {where}; {england.above} spend more "
        "than their block.",
        f"{england.above:d} of {england.used} spend more on placements than their block; {name} "
        f"{where} ({result.ask.financial_year})",
        (share, england.rank, england.used, england.above, england.highest, england.lowest),
    )


def _where(share: Figure, rank: Figure) -> str:
    """Where the authority is in a ranking; or why it is given no place."""
    if not share.known:
        return "has no figure"
    return (
        f"is {highest(rank)} at {share:read}" if rank.known else f"has {share:read} ({rank.reason})"
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
    figure = in_order(drawn, ask, _percentage(result), mark=_LEVEL)
    where = _where(share, group.rank)
    return style.finish(
        figure,
        f"Level bars for {name} and {group.used} of the {group.comparators.name}, from "
        f"{group.highest} to {group.lowest}, median {group.median}; {name} {where}.",
        f"Placement spend as a percentage of the block: {name} {where} among "
        f"{group.comparators.name}",
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
    figure, _, _ = level(bars, "Percentage of placement spend", height=0.24)
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
            colour = _SIDES.get(side.comparators.kind, style.NEIGHBOURS)
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
            (year.financial_year, year.net, "net spending", style.STRONG),
            ("", year.block, "block after deductions", style.SECOND),
        ):
            bars.append(Bar(name, _millions(amount), f"{amount} {words}", colour))
    figure, _, _ = level(bars, "£ million", height=0.24)
    years = "; ".join(f"{year.financial_year} {year.net} and {year.block}" for year in result.years)
    name = result.ask.authority.name
    return style.finish(
        figure,
        f"Level bars for {name}, net spending and the block after deductions by year: {years}.",
        f"Net spending (top-ups and services, no place funding) and the block, {name}",
        [figure for year in result.years for figure in (year.net, year.block)],
        appendix=True,
    )
