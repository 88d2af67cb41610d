"""The sheet that says what the numbers of a filed workbook rest on."""

from __future__ import annotations

from collections.abc import Iterator

from hnb.figures import Figure
from hnb.papers.blocks import Grid
from hnb.questions.medium_term.projection import Projection
from hnb.questions.medium_term.scenarios import LEVERS
from hnb.questions.medium_term.start import Start
from hnb.workbooks.writer import Sheet


def assumptions(title: str, projection: Projection, template: str) -> Sheet:
    """The scenario's levers, unit costs, prices, past errors, and the releases.

    Parameters
    ----------
    title : str
        The workbook's title.
    projection : Projection
        The scenario that fills the workbook.
    template : str
        What has been seen of the template that it follows.
    """
    scenario = projection.scenario
    about = [
        ("Scenario", scenario.name),
        ("It says", scenario.says),
        ("Template", template),
        (
            "Forecasts",
            "Total plans; net spend to three years ahead where no lever moves it. All else is a "
            "scenario.",
        ),
        (
            "Ages, needs, places",
            "Shares as last published, on the plans of each year; moved where a lever moves them.",
        ),
    ]
    levers = [
        (lever.label, scenario.words(name), "stated" if name in scenario.levers else "usual")
        for name, lever in LEVERS.items()
    ]
    figures = [
        (
            label,
            figure.reason or figure.text,
            figure.period,
            ", ".join(figure.releases) or figure.calculation,
        )
        for label, figure in _figures(projection.start)
    ]
    return Sheet(
        "Assumptions",
        title,
        [
            Grid("About these tables", ("Subject", "What is to be known"), about),
            Grid("Levers of the scenario", ("Lever", "Value", "Stated or usual"), levers),
            Grid("Figures it sets out from", ("Figure", "Value", "Period", "Releases"), figures),
        ],
    )


def _figures(start: Start) -> Iterator[tuple[str, Figure]]:
    """What every scenario of an authority sets out from, each with its label."""
    last_count = start.counted - start.january
    yield "Plans in the year of the last spend", start.plans[0]
    if last_count:
        yield "Plans as last counted, which the forecast starts from", start.plans[last_count]
    for kind, cost in start.costs.by_kind.items():
        yield f"Cost of a plan placed in: {kind}", cost
    yield "Cost of everything else, for each plan", start.costs.everything_else
    yield "Place funding", start.money.place_funding
    yield "High needs block after deductions", start.money.block
    yield "Schools block before deductions", start.money.schools_block
    yield "Balance brought forward; a deficit is positive", start.money.brought_forward
    for who, growth in start.growth.plans.items():
        yield f"Growth in plans a year: {who.capitalize()}", growth
    for year, price in start.growth.prices.items():
        yield f"Growth in prices, {year}", price
    past = start.errors.by_horizon if start.errors else ()
    for ahead, errors in enumerate(past, 1):
        yield f"Net spend {ahead} ahead in past years: mean error", errors.bias
    for ahead, errors in enumerate(past, 1):
        yield f"Net spend {ahead} ahead in past years: median error, signs left off", errors.size
