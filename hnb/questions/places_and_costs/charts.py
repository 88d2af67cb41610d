"""The chart of what places cost on average."""

from __future__ import annotations

from hnb.charts import steps, style
from hnb.domain.words import capitalised
from hnb.figures.records import label
from hnb.questions.places_and_costs.model import EVERYWHERE, PlacesAndCosts

_WHERE = {EVERYWHERE: ""}


def by(result: PlacesAndCosts, split: str, *, appendix: bool = False) -> style.Chart | None:
    """A bar for the average cost of each category of a split, the dearest first; one that is
    withheld is left out.
    """
    location = result.location
    every = [(category.name, category.at[location].average) for category in result.splits[split]]
    known = [(name, average) for name, average in every if average.known]
    if not known:
        return None
    bars = [
        steps.Bar(capitalised(label(name)), average.number, f"{average:read}", style.STRONG)
        for name, average in known
    ]
    where = _WHERE.get(location, f", {location}")
    figure, *_ = steps.level(bars, "£ a year for a place, on average")
    listed = "; ".join(f"{label(name)} {average:read}" for name, average in known)
    title = (
        f"Average annual cost of a place by {split}{where}, {result.ask.authority.name}, "
        f"{result.day}"
    )
    return style.finish(
        figure,
        f"Bars, the dearest first. {title}: {listed}.",
        title,
        [average for _, average in every],
        appendix=appendix,
    )
