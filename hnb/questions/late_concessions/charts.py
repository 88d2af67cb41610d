"""Charts of what a late case costs a school, and of plans that came late."""

from __future__ import annotations

from hnb.charts import steps, style
from hnb.domain.words import capitalised
from hnb.questions.late_concessions.model import (
    AGREED,
    CONCEDED,
    HOURS_CONCEDED,
    HOURS_ORDERED,
    OVERTURNED,
    WITHOUT_REFUSAL,
    LateConcessions,
)

_APART = (CONCEDED, OVERTURNED, AGREED, WITHOUT_REFUSAL, HOURS_CONCEDED, HOURS_ORDERED)


def per_case(result: LateConcessions) -> style.Chart | None:
    """A bar for the average cost of a case of each route, the dearest first; one that is withheld
    is left out.
    """
    if result.records is None:
        return None
    # a group only where it answers in place of its parts
    names = dict.fromkeys((*_APART, result.records.leading.name))
    routes = [result.records.routes[name] for name in names]
    known = [route for route in routes if route.per_case.known]
    if not known:
        return None
    known.sort(key=lambda route: -route.per_case.number)
    bars = [
        steps.Bar(
            capitalised(route.name),
            route.per_case.number,
            f"{route.per_case:read}",
            style.STRONG,
        )
        for route in known
    ]
    figure, *_ = steps.level(bars, "£ a case, on average")
    title = (
        f"What a late case cost the school, by how it came to be late, "
        f"{result.ask.authority.name}, year to {result.records.day}"
    )
    listed = "; ".join(f"{route.name} {route.per_case:read}" for route in known)
    figures = [route.per_case for route in routes if route.cases.value != 0]
    return style.finish(figure, f"Bars, the dearest first. {title}: {listed}.", title, figures)


def late_plans(result: LateConcessions) -> style.Chart | None:
    """Two bars a year for plans issued after 20 weeks: within a year, and later."""
    bars, in_words, figures = [], [], []
    for year in result.published.years:
        if not (year.to_a_year.known and year.over_a_year.known):
            continue
        within, beyond = year.to_a_year, year.over_a_year
        bars += [
            steps.Bar(str(year.year), within.number, f"{within:,d} within a year", style.SECOND),
            steps.Bar("", beyond.number, f"{beyond:,d} after a year", style.STRONG),
        ]
        in_words.append(f"{year.year} {within:,d} within a year, {beyond:,d} after a year")
        figures += [within, beyond]
    if not any(figure.number for figure in figures):
        return None
    figure, *_ = steps.level(bars, "Plans issued after 20 weeks")
    first, last = bars[0].name, bars[-2].name
    when = last if first == last else f"{first} to {last}"
    title = f"Plans issued late, {result.ask.authority.name}, {when}"
    alt = f"Bars, two a year. {title}: {'; '.join(in_words)}."
    return style.finish(figure, alt, title, figures)
