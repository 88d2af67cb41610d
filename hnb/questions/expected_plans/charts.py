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
        f"EHC plans per 1,000 {result.per}\nIn brackets: share of authorities' differences that "
        "is predicted"
    )
    figure, axes = style.canvas(1.2 + 0.42 * len(shown), unit=unit, grid="x")
    for place, expectation in enumerate(shown):
        _draw(axes, place, expectation)
    axes.axvline(rate, color=style.STRONG, lw=1.6, zorder=2)
    axes.set_yticks(
        range(len(shown)),
        [f"{way.label.capitalize()}\n({way.explained.text})" for way in shown],
    )
    axes.set(ylim=(len(shown) - 0.5, -1.1), xlim=(0, None))
    _name_rate(axes, rate, f"{name}: {_number(result.rate.text)}")
    rates = "; ".join(
        f"{way.says} {way.expected.text} {way.expected.interval}".rstrip() for way in shown
    )
    return finish(
        figure,
        alt=f"Dots, with intervals, for the rate expected of {name}, which has {result.rate.text}: "
        f"{rates}.",
        caption=f"The rate of EHC plans to be expected of {name}, January {result.ask.january}. "
        "Thick bars: where 80% of authorities so placed are expected; thin bars: 95%",
        figures=(
            result.rate,
            *(amount for way in shown for amount in (way.expected, way.likely, way.explained)),
        ),
        source=source_line([result.rate]),
    )


def _draw(axes: Axes, place: int, expectation: Expectation) -> None:
    """A dot with its number, a thin bar for the 95% interval and a thick one for the 80% one."""
    expected, end = expectation.expected, expectation.expected.number
    for amount, width in ((expected, 2), (expectation.likely, 7)):
        if amount.low is not None and amount.high is not None:
            axes.plot(
                [amount.low, amount.high],
                [place] * 2,
                color=style.GREY,
                lw=width,
                solid_capstyle="butt",
                zorder=1,
            )
            end = max(end, amount.high)
    colour = style.DARK if expectation.place else style.GREY
    axes.scatter([expected.number], [place], s=60, color=colour, ec=style.DARK, zorder=3)
    style.note(axes, _number(expected.text), (end, place), (7, 0), style.DARK)


def _name_rate(axes: Axes, rate: float, words: str) -> None:
    """Name the line of the rate on the side where there is more room."""
    if rate > axes.get_xlim()[1] / 2:
        away, side = (-5, 0), "right"
    else:
        away, side = (5, 0), "left"
    style.note(axes, words, (rate, -0.75), away, style.STRONG, strong=True, ha=side)


def _number(text: str) -> str:
    """The number of a rate, without its unit."""
    return text.split(maxsplit=1)[0]
