"""Charts of spend on placements against the High Needs Block."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hnb.charts import style
from hnb.charts.compared import over_time
from hnb.charts.everyone import everyone
from hnb.charts.in_order import in_order
from hnb.charts.steps import Bar, level
from hnb.comparison.listings import from_highest
from hnb.domain.words import possessive, within_a_sentence
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


def _millions(figure: Figure) -> float:
    return float(figure.value or 0) / _MILLION


def spend_and_block(result: Placements) -> style.Chart | None:
    """The block, what placements cost, and the difference: three bars from zero; nothing where
    what they cost is probably recorded wrongly.
    """
    if not result.published or result.doubt:
        return None
    block, spend, gap = result.block_after, result.own.spend, result.own.gap
    size = printed_difference(gap, block, spend)
    over = f"{size:read_size} {'under' if gap.number < 0 else 'over'} the block"
    bars = (
        Bar("High Needs Block after deductions", _millions(block), block.text, style.SECOND),
        Bar("Spending on placements", _millions(spend), spend.text, style.STRONG),
        Bar("Difference", abs(_millions(size)), over, "white", hatch=style.HATCH),
    )
    figure, *_ = level(bars, "£ million", height=0.3)
    name, year = result.ask.authority.name, result.ask.financial_year
    return style.finish(
        figure,
        f"Level bars for {name}, {year}: the High Needs Block after deductions was {block}, "
        f"spending on placements {spend}, {over}.",
        f"{possessive(name)} spending on placements was {over} ({year})",
        (block, spend, gap),
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
    label = f"{name} {share}{' (doubtful)' if result.doubt else ''}"
    figure = everyone(drawn, ask, _percentage(result), label, mark=_LEVEL)
    where = _where(result, england)
    return style.finish(
        figure,
        f"Bars for {england.used} from {england.highest} ({ask.name(codes[0])}) to "
        f"{england.lowest} ({ask.name(codes[-1])}); {name} {where}; {england.above} spend more "
        "than their block.",
        f"{england.above:d} of {england.used} spend more on placements than their block; {name} "
        f"{where} ({result.ask.financial_year})",
        (share, england.rank, england.used, england.above, england.highest, england.lowest),
    )


def _where(result: Placements, among: Profile) -> str:
    """Where the authority is in a ranking; or why it is given no place."""
    share, rank = result.own.share, among.rank
    if not share.known:
        return "has no figure"
    if result.doubt:
        return "has no rank, as its figure is probably recorded wrongly"
    if not rank.known:
        return f"has {share:read} ({rank.reason})"
    place = from_highest(rank, len(among.shares)).format(rank=rank)
    if among.comparators.kind == "everyone":
        return f"is {place} of {among.used:d} at {share:read}"
    return f"is {place} at {share:read} with {among.used:d} others"


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
    figure = in_order(drawn, ask, _percentage(result), mark=_LEVEL, doubted=group.doubted)
    where = _where(result, group)
    return style.finish(
        figure,
        f"Level bars for {name} and {group.used} of the {group.comparators.name}, from "
        f"{group.highest} to {group.lowest}, median {group.median}; {name} {where}.",
        f"Placement spend as a percentage of the block, {group.comparators.name}: {name} {where}",
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
    largest, line = max(
        zip(result.own.parts, result.part_labels, strict=True), key=lambda part: part[0].number
    )
    year = f"({result.ask.financial_year})"
    finding = f"The largest line of {possessive(result.ask.authority.name)} placement spend is "
    finding += f"{within_a_sentence(line)}: {largest:read} {year}"
    if result.doubt:
        finding = f"{possessive(result.ask.authority.name)} placement spend by line is probably "
        finding += f"recorded wrongly {year}"
    lines = "; ".join(f"{bar.name.lower()}: {bar.words}" if bar.name else bar.words for bar in bars)
    return style.finish(
        figure,
        f"Level bars of each line's share of placement spend. {lines}.",
        finding,
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
    name, first, last = result.ask.authority.name, result.years[0], result.years[-1]
    finding = (
        f"Net spending of {name} (top-ups and services, no place funding) was {last.net:read} in "
        f"{last.financial_year}, {first.net:read} in {first.financial_year}"
    )
    if result.doubt:
        finding = f"Net spending of {name} by year is probably recorded wrongly"
    return style.finish(
        figure,
        f"Level bars for {name}, net spending and the block after deductions by year: {years}.",
        finding,
        [figure for year in result.years for figure in (year.net, year.block)],
        appendix=True,
    )
