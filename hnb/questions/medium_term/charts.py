"""The balance of the grant in two scenarios side by side."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING

from hnb.charts import style
from hnb.domain.units import pounds
from hnb.questions.medium_term.year_by_year import Quantity

if TYPE_CHECKING:
    from hnb.figures import Figure
    from hnb.questions.medium_term.model import ScenarioComparison


def balances(result: ScenarioComparison) -> style.Chart | None:
    """The balance at the end of each year in two scenarios, a deficit above the line; nothing where
    one of them has none.
    """
    if not result.difference.known:
        return None
    figure, axes = style.canvas(2.9, unit="£ million, deficit positive")
    years = result.first.years
    ends: list[style.End] = []
    shown: list[Figure] = []
    for projection, colour in ((result.second, style.THIRD), (result.first, style.STRONG)):
        balances = [projection.figure(Quantity.BALANCE, year) for year in years]
        millions = {
            place: balance.number / 1e6 for place, balance in enumerate(balances) if balance.known
        }
        places, heights = list(millions), list(millions.values())
        axes.plot(places, heights, color=colour, lw=2.4, marker="o", ms=5, clip_on=False)
        if heights:
            name = fill(projection.scenario.name, 18)
            ends.append((places[-1], heights[-1], f"{name}:\n{pounds(heights[-1] * 1e6)}", colour))
        shown += balances
    axes.axhline(0, color=style.TEXT, lw=1)
    style.years(axes, range(len(years)), years)
    lines = max((label.count("\n") + 1 for _, _, label, _ in ends), default=1)
    style.label_ends(axes, ends, height=2.8 / lines)
    closing = "; ".join(
        f"{projection.closing} in the scenario ‘{projection.scenario.name}’"
        for projection in result.projections
    )
    alt = (
        f"Lines of the balance of the dedicated schools grant by year. At the end of {years[-1]} "
        f"it is {closing}."
    )
    caption = "Balance of the dedicated schools grant in two scenarios (neither is a forecast)"
    return style.finish(figure, alt, caption, shown)
