"""The balance of the grant in two scenarios side by side."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING

from hnb.charts import style
from hnb.domain.units import pounds
from hnb.questions.medium_term.projection import BALANCE

if TYPE_CHECKING:
    from hnb.questions.medium_term.projection import Comparison


def balances(result: Comparison) -> style.Chart:
    """The balance at the end of each year in two scenarios; a deficit is above the line."""
    figure, axes = style.canvas(2.9, unit="£ million, deficit positive")
    years, ends, shown = result.one.years, [], []
    for side, colour in ((result.other, style.THIRD), (result.one, style.STRONG)):
        figures = [side.figure(BALANCE, year) for year in years]
        heights = [float(one.value) / 1e6 for one in figures if one.value is not None]
        places = [place for place, one in enumerate(figures) if one.value is not None]
        axes.plot(places, heights, color=colour, lw=2.4, marker="o", ms=5, clip_on=False)
        if heights:
            label = f"{fill(side.scenario.name, 18)}:\n{pounds(heights[-1] * 1e6)}"
            ends.append((places[-1], heights[-1], label, colour))
        shown += figures
    axes.axhline(0, color=style.TEXT, lw=1)
    style.years(axes, range(len(years)), years)
    style.label_ends(
        axes, ends, height=2.8 / max((label.count("\n") + 1 for _, _, label, _ in ends), default=1)
    )
    alt = (
        f"Lines of the balance of the dedicated schools grant by year. At the end of {years[-1]} "
        "it is "
        + "; ".join(
            f"{side.closing} in the scenario ‘{side.scenario.name}’"
            for side in (result.one, result.other)
        )
    )
    caption = "Balance of the dedicated schools grant in two scenarios (neither is a forecast)"
    return style.finish(figure, f"{alt}.", caption, shown)
