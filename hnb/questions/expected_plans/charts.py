"""The chart of the rates of plans that are expected, and of the rate that there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hnb.charts import style
from hnb.charts.style import Chart, finish
from hnb.figures import source_line
from hnb.questions.expected_plans.model import Expectation, ExpectedPlans

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def expectations(result: ExpectedPlans) -> Chart | None:
    """The rate that each model, and each list of neighbours, expects, with its intervals; and the
    rate that there is. None where nothing is expected.
    """
    if not result.published:
        return None
    near = [expectation for expectation in result.neighbours if expectation.expected.known]
    shown = [*result.models, *near]
    name, rate = result.ask.authority.name, result.rate.number
    unit = (
        f"EHC plans per 1,000 {result.per}\nUpright line: {name}, {_number(result.rate.text)}\n"
        "Thick bars: the range for 80% of authorities; thin: 95%"
        "\nIn brackets: how much of the differences between authorities is explained"
    )
    figure, axes = style.canvas(1.2 + 0.42 * len(shown), unit=unit, grid="x")
    for place, expectation in enumerate(shown):
        _draw(axes, place, expectation)
    axes.axvline(rate, color=style.STRONG, lw=1.6, zorder=2)
    axes.set_yticks(
        range(len(shown)),
        [
            f"{way.label.capitalize()}: {_number(way.expected.text)}\n({way.explained.text})"
            for way in shown
        ],
    )
    axes.set(ylim=(len(shown) - 0.5, -0.5), xlim=(0, None))
    rates = "; ".join(
        f"{way.says} {way.expected.text} {way.expected.interval}".rstrip() for way in shown
    )
    return finish(
        figure,
        alt=f"Dots, with ranges, for the rate expected of {name}, which has {result.rate.text}: "
        f"{rates}.",
        caption=f"{name} has {result.rate:bare} EHC plans per 1,000; its circumstances suggest "
        f"{shown[0].expected:bare}, January {result.ask.january}",
        appendix=True,
        figures=(
            result.rate,
            *(amount for way in shown for amount in (way.expected, way.likely, way.explained)),
        ),
        source=source_line([result.rate]),
    )


def _draw(axes: Axes, place: int, expectation: Expectation) -> None:
    """A dot, a thin bar for the 95% interval and a thick one for the 80% one."""
    expected = expectation.expected
    for amount, width in ((expected, 2), (expectation.likely, 7)):
        if amount.low is not None and amount.high is not None:
            axes.plot(
                [amount.low, amount.high],
                [place] * 2,
                color=style.OTHERS,
                lw=width,
                solid_capstyle="butt",
                zorder=1,
            )
    colour = style.DARK if expectation.place else "white"
    axes.scatter([expected.number], [place], s=60, color=colour, ec=style.DARK, zorder=3)


def _number(text: str) -> str:
    """The number of a rate, without its unit."""
    return text.split(maxsplit=1)[0]
