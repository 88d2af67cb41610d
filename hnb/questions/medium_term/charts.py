"""How far two scenarios are apart, year by year; the level of a deficit is not drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hnb.charts import style
from hnb.charts.steps import Bar, level
from hnb.domain.units import pounds
from hnb.domain.words import capitalised
from hnb.questions.medium_term.year_by_year import Quantity

if TYPE_CHECKING:
    from hnb.questions.medium_term.model import ScenarioComparison


def differences(result: ScenarioComparison) -> style.Chart | None:
    """How much smaller, or larger, the deficit is in the second scenario at the end of each year;
    nothing where one of them has no balance.
    """
    if not result.difference.known:
        return None
    first, second = (projection.scenario.name for projection in result.projections)
    is_less = result.difference.number < 0
    turn = -1 if is_less else 1
    bars = [
        Bar(year, turn * amount / 1e6, pounds(turn * amount), style.SECOND)
        for year, amount in _apart(result).items()
    ]
    side = "smaller" if is_less else "larger"
    figure, *_ = level(bars, f"£ million by which the deficit is {side}, end of year")
    years = "; ".join(f"{bar.name} {bar.words}" for bar in bars)
    return style.finish(
        figure,
        f"Level bars of how much {side} the deficit of the dedicated schools grant is in the "
        f"scenario ‘{second}’ than in ‘{first}’: {years}.",
        f"‘{capitalised(second)}’ would leave a deficit {result.difference:size} {side} than "
        f"‘{first}’ by the end of {result.first.years[-1]}; neither is a forecast",
        (result.difference,),
    )


def _apart(result: ScenarioComparison) -> dict[str, float]:
    """By how much the second scenario's deficit differs, by year, where it does as printed."""
    by_year = {
        year: [projection.figure(Quantity.BALANCE, year) for projection in result.projections]
        for year in result.first.years[1:]
    }
    return {
        year: other.number - against.number
        for year, (against, other) in by_year.items()
        if against.known and other.known and against.text != other.text
    }
