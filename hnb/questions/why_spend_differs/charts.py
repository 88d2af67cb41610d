"""Charts of a gap in spend: step by step, and how far each part moves when asked in other ways."""

from __future__ import annotations

from hnb.charts import style
from hnb.charts.steps import Bar, level
from hnb.charts.style import Chart, finish
from hnb.questions.why_spend_differs.model import GapPart, SpendDifference


def steps(result: SpendDifference) -> Chart | None:
    """From the other side's spend a head, part by part, to the authority's; None without a gap."""
    if not result.gap.known:
        return None
    name, authority, other = (
        result.ask.authority.name,
        result.per_head.authority,
        result.per_head.other,
    )
    side = f"{result.side[:1].upper()}{result.side[1:]}"
    bars = [Bar(side, value=other.number, words=other.text, colour=style.DARK)]
    ends = [other.number]
    for part in result.parts:
        bars.append(_step(part, ends[-1]))
        ends.append(ends[-1] + part.per_head.number)
    bars.append(Bar(name, value=authority.number, words=authority.text, colour=style.STRONG))
    figure, axes, places = level(bars, f"Placement spend for each of the {result.per}, £")
    for place, end in zip(places, ends, strict=False):
        axes.plot([end] * 2, [place + 0.39, place + 0.61], color=style.TEXT, lw=0.8)
    parts = "; ".join(f"{part.label} {part.per_head.text}" for part in result.parts)
    return finish(
        figure,
        alt=f"Level bars from {other.text} a head ({result.side}) to {authority.text} ({name}): "
        f"{result.gap.text}. {parts}.",
        caption=f"Why placement spend a head differs: {name} and {result.side}, {authority.period}",
        figures=(authority, other, result.gap, *(part.per_head for part in result.parts)),
    )


def _step(part: GapPart, start: float) -> Bar:
    """A part as a bar from where the one above it ends."""
    size, words = part.per_head.number, part.per_head.text
    if size > 0:
        return Bar(part.label, value=size, words=f"+{words}", colour=style.SECOND, start=start)
    return Bar(part.label, value=-size, words=words, colour=style.THIRD, start=start + size)


def alternatives(result: SpendDifference) -> Chart | None:
    """Each part of the gap, and the gap, under every alternative: a dot each, the headline in the
    strong colour; None without a gap.
    """
    if not result.gap.known:
        return None
    headline = {part.label: part.per_head for part in result.parts} | {"The whole gap": result.gap}
    figure, axes = style.canvas(
        0.9 + 0.42 * len(headline), unit="£ a head; a dot for each way of asking", grid="x"
    )
    rows = zip(headline.values(), result.splits, strict=True)
    for place, (amount, column) in enumerate(rows):
        others = result.splits[column].iloc[1:]
        ends = [others.min(), others.max()]
        axes.plot(ends, [place] * 2, color=style.BAND, lw=6, zorder=1, solid_capstyle="round")
        axes.scatter(
            others, [place] * len(others), s=26, color=style.GREY, ec=style.DARK, lw=0.5, zorder=2
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
        alt=f"Dots for each part of the gap of {result.ask.authority.name}, one for each way of "
        f"asking: {ranges}.",
        caption="How far each part moves when the question is asked another way; the large dots "
        "are the figures above",
        figures=list(headline.values()),
        appendix=True,
    )
