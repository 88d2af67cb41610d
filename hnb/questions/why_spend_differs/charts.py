"""Charts of a gap in spend: its parts, and how far each depends on the method."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hnb.charts import style
from hnb.charts.findings import neighbours
from hnb.charts.steps import Bar, level
from hnb.charts.style import Chart, finish
from hnb.domain.words import listed, within_a_sentence
from hnb.figures.printed import printed_difference
from hnb.questions.why_spend_differs.model import SpendDifference

if TYPE_CHECKING:
    from hnb.figures import Figure


def parts(result: SpendDifference) -> Chart | None:
    """Each part of the gap per child, more or less, and the whole gap; None without a gap."""
    if not result.gap.known:
        return None
    name, whose = result.ask.authority.name, neighbours(result.ask)
    bars = [_bar(part.label, part.per_head, style.SECOND) for part in result.parts]
    sides = result.per_head
    gap = printed_difference(result.gap, sides.authority, sides.other)
    bars.append(_bar("The whole difference", gap, style.STRONG))
    year = sides.authority.period
    figure, *_ = level(bars, f"£ per child, more (right) or less (left) than {whose}", height=0.4)
    parts = "; ".join(f"{bar.name} {bar.words}" for bar in bars)
    side = "less" if result.gap.number < 0 else "more"
    return finish(
        figure,
        alt=f"Level bars of the difference per child between {name} "
        f"({sides.authority}) and {whose} ({sides.other}): {parts}.",
        caption=f"{name} spends {gap:size} {side} per child on placements than {whose}, {year}",
        figures=(
            sides.authority,
            sides.other,
            result.gap,
            *(part.per_head for part in result.parts),
        ),
    )


def _bar(label: str, per_head: Figure, colour: str) -> Bar:
    sign = "+" if per_head.number > 0 else ""
    return Bar(label, per_head.number, sign + per_head.text, colour)


def _by_method(result: SpendDifference) -> str:
    """Which parts add or take away only by some methods."""
    turned = [f"‘{within_a_sentence(part.label)}’" for part in result.parts if part.unsettled]
    if not turned:
        return (
            f"No part of the gap of {result.ask.authority.name} changes direction with the method"
        )
    return f"The direction of {listed(turned)} depends on the method"


def alternatives(result: SpendDifference) -> Chart | None:
    """Each part of the gap, and the gap, under every alternative: a dot each, the headline in the
    strong colour; None without a gap.
    """
    if not result.gap.known:
        return None
    headline = {part.label: part.per_head for part in result.parts} | {"The whole gap": result.gap}
    figure, axes = style.canvas(
        0.9 + 0.42 * len(headline),
        unit="£ per child; a dot for each way of working it out, the large ones as above",
        grid="x",
    )
    rows = zip(headline.values(), result.splits, strict=True)
    for place, (amount, column) in enumerate(rows):
        others = result.splits[column].iloc[1:]
        ends = [others.min(), others.max()]
        axes.plot(ends, [place] * 2, color=style.OTHERS, lw=2.5, zorder=1)
        axes.scatter(
            others, [place] * len(others), s=26, color="white", ec=style.DARK, lw=0.5, zorder=2
        )
        axes.scatter([amount.number], [place], s=64, color=style.STRONG, zorder=3)
    axes.axvline(0, color=style.TEXT, lw=0.9)
    axes.set_yticks(range(len(headline)), list(headline))
    axes.set_ylim(len(headline) - 0.5, -0.5)
    ranges = "; ".join(
        f"{label.lower()} {amount.text}, from {amount.interval}"
        for label, amount in headline.items()
    )
    return finish(
        figure,
        alt=f"Dots for each part of the gap of {result.ask.authority.name}, one for each way "
        f"of working it out: {ranges}.",
        caption=_by_method(result),
        figures=list(headline.values()),
        appendix=True,
    )
