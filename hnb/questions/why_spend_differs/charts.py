"""Why an authority differs: steps from its comparators' spend to its own, and the rate of plans to
be expected.
"""

from __future__ import annotations

from matplotlib.ticker import FuncFormatter

from hnb.charts import style, words
from hnb.charts.bars import Bar, level
from hnb.charts.style import finish
from hnb.domain.units import MINUS
from hnb.questions.expected_plans.model import Expected
from hnb.questions.why_spend_differs.model import Decomposition


def steps(result: Decomposition) -> style.Chart:
    """From the other side's spend a head, part by part, to the authority's."""
    own, other, gap = result.head
    reached, name, period = float(other.value or 0), result.ask.authority.name, own.period
    bars, ends = (
        [Bar(result.side[:1].upper() + result.side[1:], reached, other.text, style.DARK)],
        [reached],
    )
    for part in result.parts:
        size = float(part.amount.value or 0)
        text, colour = (
            (f"+{part.amount.text}", style.SECOND) if size > 0 else (part.amount.text, style.THIRD)
        )
        bars.append(Bar(part.label, abs(size), text, colour, min(reached, reached + size)))
        reached += size
        ends.append(reached)
    bars.append(Bar(name, float(own.value or 0), own.text, style.STRONG))
    figure, axes, places = level(bars, f"Placement spend for each of the {result.per}, £")
    for place, end in zip(places, ends, strict=False):
        axes.plot([end] * 2, [place + 0.39, place + 0.61], color=style.TEXT, lw=0.8)
    said = "; ".join(f"{part.label} {part.amount.text}" for part in result.parts)
    return finish(
        figure,
        f"Level bars from {other.text} a head ({result.side}) to {own.text} ({name}): {gap.text}. "
        f"{said}.",
        f"Why placement spend a head differs: {name} and {result.side}, {period}",
        (*result.head, *(part.amount for part in result.parts)),
    )


def settled(result: Decomposition) -> style.Chart:
    """Each part of the gap, and the gap, under every alternative: a dot each, the headline in the
    strong colour.
    """
    shown = [*((part.label, part.amount) for part in result.parts), ("The whole gap", result.gap)]
    figure, axes = style.canvas(
        0.9 + 0.42 * len(shown), unit="£ a head; a dot for each way of asking", grid="x"
    )
    for place, (_, headline) in enumerate(shown):
        values = [float(way.amounts[place].value or 0) for way in result.alternatives]
        axes.plot(
            [min(values), max(values)],
            [place] * 2,
            color=style.BAND,
            lw=6,
            zorder=1,
            solid_capstyle="round",
        )
        axes.scatter(
            values, [place] * len(values), s=26, color=style.GREY, ec=style.DARK, lw=0.5, zorder=2
        )
        axes.scatter([float(headline.value or 0)], [place], s=64, color=style.STRONG, zorder=3)
    axes.axvline(0, color=style.TEXT, lw=0.9)
    axes.set_yticks(range(len(shown)), [label for label, _ in shown])
    axes.set_ylim(len(shown) - 0.5, -0.5)
    axes.xaxis.set_major_formatter(
        FuncFormatter(lambda value, _: f"{value:,.0f}".replace("-", MINUS))
    )
    said = "; ".join(f"{label.lower()} {one.text}, from {one.interval}" for label, one in shown)
    return finish(
        figure,
        f"Dots for each part of the gap of {result.ask.authority.name}, one for each way of "
        f"asking: {said}.",
        "How far each part moves when the question is asked another way; the large dots are the "
        "figures above",
        [one for _, one in shown],
    )


def expectations(result: Expected) -> style.Chart:
    """The rate that each model expects, with its intervals, and each list of neighbours; and the
    rate that it is.
    """
    ways = [*result.models, *(one for one in result.neighbours if one.expected.value is not None)]
    name, rate = result.ask.authority.name, float(result.rate.value or 0)
    unit = (
        f"EHC plans per 1,000 {result.per}\nIn brackets: share of authorities' differences that "
        "is predicted"
    )
    figure, axes = style.canvas(1.2 + 0.42 * len(ways), unit=unit, grid="x")
    for place, way in enumerate(ways):
        for one, width in ((way.expected, 2), (way.likely, 7)):
            if one.low is not None and one.high is not None:
                axes.plot(
                    [one.low, one.high],
                    [place] * 2,
                    color=style.GREY,
                    lw=width,
                    solid_capstyle="butt",
                    zorder=1,
                )
        middle, end = (
            float(value or 0)
            for value in (way.expected.value, way.expected.high or way.expected.value)
        )
        axes.scatter(
            [middle],
            [place],
            s=60,
            color=style.DARK if way.place else style.GREY,
            ec=style.DARK,
            zorder=3,
        )
        style.note(axes, way.expected.text.split()[0], (end, place), (7, 0), style.DARK)
    axes.axvline(rate, color=style.STRONG, lw=1.6, zorder=2)
    labels = [
        f"{way.says.split(' with ')[-1].removeprefix('the mean of the ')} ({way.explained.text})"
        for way in ways
    ]
    axes.set_yticks(
        range(len(ways)), ["\n(".join(label.capitalize().rsplit(" (", 1)) for label in labels]
    )
    axes.set(ylim=(len(ways) - 0.5, -1.1), xlim=(0, None))
    left = rate > axes.get_xlim()[1] / 2
    at = (rate, -0.75), (-5 if left else 5, 0), style.STRONG
    style.note(
        axes,
        f"{name}: {result.rate.text.split()[0]}",
        *at,
        strong=True,
        ha="right" if left else "left",
    )
    said = "; ".join(
        " ".join(filter(None, (way.says, way.expected.text, way.expected.interval))) for way in ways
    )
    return finish(
        figure,
        f"Dots, with intervals, for the rate expected of {name}, which has {result.rate.text}: "
        f"{said}.",
        f"The rate of EHC plans to be expected of {name}, January {result.ask.january}. "
        "Thick bars: where 80% of authorities so placed are expected; thin bars: 95%",
        (result.rate, *(one for way in ways for one in (way.expected, way.likely, way.explained))),
        source=words.source([result.rate]),
    )
