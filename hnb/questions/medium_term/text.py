"""Sentences and tables of the medium term."""

from __future__ import annotations

from hnb.figures import Listing, Sentence, listing, say, source_line
from hnb.questions.medium_term.model import ScenarioComparison
from hnb.questions.medium_term.projection import Projection
from hnb.questions.medium_term.start import Start
from hnb.questions.medium_term.transfers import school_sizes, transfers
from hnb.questions.medium_term.year_by_year import PLACED, Quantity

_YEAR_BY_YEAR = (
    Quantity.NET_SPEND,
    Quantity.PLACE_FUNDING,
    Quantity.BLOCK,
    Quantity.TRANSFER,
    Quantity.GAP,
    Quantity.BALANCE,
)


def net_spend(nothing_done: Projection) -> Sentence:
    """What net spend was, and what it is expected to be where nothing is done."""
    start = nothing_done.start
    spent = start.money.net[start.base_year]
    says = (
        "Net high needs spend (top-ups and services, without place funding) was {spent} in {year}."
    )
    forecasts = nothing_done.net_spend_forecasts
    if not forecasts or not forecasts[-1].known:
        reason = "there is none of plans, or there are too few years to show its errors"
        if start.plans[-1].known:
            reason = start.plans[0].reason or reason
        return say(
            f"{says} No forecast of it is made: {{reason}}.",
            spent=spent,
            year=start.base_year,
            reason=reason,
        )
    return say(
        f"{says} Where plans grow as forecast and each costs what it did then, with prices, "
        "{third} is to be expected in {then} (95% limits: {third:interval}).",
        spent=spent,
        year=start.base_year,
        third=forecasts[-1],
        then=forecasts[-1].period,
    )


def balance(comparison: ScenarioComparison) -> Sentence:
    """The balance of the grant at the end of the medium term in both scenarios."""
    first, second = comparison.first, comparison.second
    if not comparison.difference.known:
        return say(
            "No balance can be worked out for {name}: {reason}. A council can state its own figure "
            "in a scenario.",
            name=first.start.ask.authority.name,
            reason=comparison.difference.reason,
            summary="balance",
        )
    return say(
        "In the scenario ‘{one}’ the balance of the grant at the end of {year} is {first}, and in "
        "‘{two}’ it is {second} (a deficit is positive; neither is a forecast).",
        one=first.scenario.name,
        two=second.scenario.name,
        year=comparison.difference.period,
        first=first.closing,
        second=second.closing,
        summary="balance",
    )


def assumptions(comparison: ScenarioComparison) -> list[Sentence]:
    """What each scenario says."""
    return [
        say("‘{name}’: {says}", name=projection.scenario.name, says=projection.scenario.says)
        for projection in comparison.projections
    ]


def after_override(comparison: ScenarioComparison) -> list[Sentence]:
    """What counts against reserves once the override ends, in each scenario that says when."""
    sentences = []
    for projection in comparison.projections:
        amount = projection.after_override
        if amount and amount.known:
            sentences.append(
                say(
                    "In ‘{scenario}’ the statutory override ends with {year}, and {amount} then "
                    "counts against the council's reserves.",
                    scenario=projection.scenario.name,
                    year=amount.period,
                    amount=amount,
                )
            )
    return sentences


def past_errors(start: Start) -> Listing | None:
    """How far off forecasts of net spend have been, of all authorities."""
    if start.errors is None:
        return None
    return listing(
        "Net high needs spend of all authorities, forecast in the same way in past years",
        (
            "Years in which it came",
            "Mean error",
            "Middle size of error",
            "Mean error of the latest",
            "Largest mean error",
            "Which was",
        ),
        (
            (at.bias.period, at.bias, at.size, at.latest, at.worst, at.worst.period)
            for at in start.errors.by_horizon
        ),
    )


def own_past_errors(start: Start) -> Listing | None:
    """How far off the latest forecasts of the authority's own net spend were."""
    if start.errors is None or not start.errors.of_authority:
        return None
    return listing(
        f"The latest of these forecasts for {start.ask.authority.name}, and how far they were off",
        ("Forecast from and for", "Error"),
        ((error.period, error) for error in start.errors.of_authority),
    )


def year_by_year(comparison: ScenarioComparison) -> list[Listing]:
    """Each scenario's money by year; the first is for the appendix. None without a forecast."""
    if not comparison.has_plans:
        return []
    name = comparison.first.start.ask.authority.name
    return [
        listing(
            f"The scenario ‘{projection.scenario.name}’ year by year, {name}",
            ("Year", *(quantity.capitalize() for quantity in _YEAR_BY_YEAR)),
            (
                (year, *(projection.figure(quantity, year) for quantity in _YEAR_BY_YEAR))
                for year in projection.years
            ),
            source=source_line([projection.closing]),
            appendix=projection is comparison.first,
        )
        for projection in comparison.projections
    ]


def drivers(comparison: ScenarioComparison) -> Listing | None:
    """What each assumption in which the scenarios differ adds to the balance."""
    if not comparison.drivers or not comparison.has_plans:
        return None
    first, second = comparison.first.scenario.name, comparison.second.scenario.name
    return listing(
        f"What parts ‘{second}’ from ‘{first}’ by the end of {comparison.difference.period}",
        ("Assumption", f"In ‘{first}’", f"In ‘{second}’", "Effect on the balance"),
        (
            *(
                (driver.label, driver.in_first, driver.in_second, driver.effect)
                for driver in comparison.drivers
            ),
            ("Together", "", "", comparison.difference),
        ),
        source="Note: Each effect is the average over every order in which the assumptions could "
        "be changed; they add up.",
    )


def places(comparison: ScenarioComparison) -> Listing | None:
    """Plans by kind of place now and at the end of each scenario, and what a plan costs there."""
    if not comparison.has_plans:
        return None
    start, last = comparison.first.start, comparison.first.years[-1]
    placed, costs = start.placed.by_kind, start.costs.by_kind
    when = comparison.first.figure(Quantity.PLANS, last).period
    return listing(
        f"EHC plans by kind of place, {when}, {start.ask.authority.name}",
        (
            "Kind of place",
            placed["mainstream"].period,
            *(f"In ‘{projection.scenario.name}’" for projection in comparison.projections),
            f"Cost of a plan in {start.base_year}",
        ),
        (
            (
                kind.capitalize(),
                plans,
                *(each.figure(PLACED[kind], last) for each in comparison.projections),
                costs.get(kind, "none of its own"),
            )
            for kind, plans in placed.items()
        ),
        source=source_line([start.costs.everything_else]),
        appendix=True,
    )


def transfers_from_schools(start: Start) -> Listing | Sentence:
    """What a transfer from the schools block would take from a pupil and from schools."""
    name = start.ask.authority.name
    if not start.money.schools_block.known:
        return say("No schools block is published for {name}.", name=name)
    return listing(
        f"A transfer from the schools block of {name} for one year, spread evenly over pupils",
        (
            "Share of the block",
            "Transfer",
            "From a pupil",
            "From a primary school of one form",
            "of two forms",
            "From a secondary school",
        ),
        (
            (transfer.share, transfer.amount, transfer.per_pupil, *transfer.schools)
            for transfer in transfers(start)
        ),
    )


def sizes_of_schools(start: Start) -> Sentence | None:
    """Which schools are meant, and who must agree to a transfer."""
    if not start.money.schools_block.known:
        return None
    small, middle, large = school_sizes()
    return say(
        "The schools are of {small}, {middle} and {large}. A transfer above the first row needs "
        "the agreement of the Secretary of State, and each is for one year.",
        small=small,
        middle=middle,
        large=large,
    )
