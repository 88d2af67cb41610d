"""Sentences and tables of the medium term."""

from __future__ import annotations

from hnb.comparison.listings import with_caution
from hnb.figures import (
    Figure,
    FigureMaker,
    Listing,
    Sentence,
    listing,
    paragraph,
    say,
    say_if_known,
    source_line,
)
from hnb.questions.medium_term.deficit import Deficit
from hnb.questions.medium_term.model import ScenarioComparison
from hnb.questions.medium_term.projection import Projection
from hnb.questions.medium_term.scenarios import LEVERS
from hnb.questions.medium_term.start import Start
from hnb.questions.medium_term.transfers import school_sizes, transfers
from hnb.questions.medium_term.year_by_year import PLACED, Quantity

_YEAR_BY_YEAR = (
    Quantity.NET_SPEND,
    Quantity.PLACE_FUNDING,
    Quantity.BLOCK,
    Quantity.TRANSFER,
    Quantity.GRANT,
    Quantity.BALANCE,
)
_COLUMNS = {Quantity.BALANCE: "Deficit at the end"}


def net_spend(nothing_done: Projection) -> Sentence:
    """What net spend was, and what it is expected to be where nothing is done."""
    start = nothing_done.start
    spent = start.money.net[start.base_year]
    says = (
        "Net high needs spending was {spent} in {year}. It covers top-ups and services, not place "
        "funding."
    )
    if not spent.known:
        return say("{reason}.", reason=spent.reason)
    forecasts = nothing_done.net_spend_forecasts
    if not forecasts or not forecasts[-1].known:
        reason = "there are too few years to show how far a forecast would be off"
        reason = start.plans[0].reason or reason
        if not start.plans[-1].known:  # the reason for that may hold a number
            reason = "plans are not forecast either"
        return say(
            f"{says} It is not forecast: {{reason}}.",
            spent=spent,
            year=start.base_year,
            reason=reason,
        )
    return say(
        f"{says} If plans grow as forecast and costs rise with inflation, it would be about "
        "{third} in {then}. The likely range is {third:range}.",
        spent=spent,
        year=start.base_year,
        third=forecasts[-1],
        then=forecasts[-1].period,
    )


def published_deficit(result: Deficit) -> Sentence:
    """The deficit or surplus as last published."""
    kind = f"a {'surplus' if result.published.number < 0 else 'deficit'} of {{published:read_size}}"
    if result.published.number == 0:
        kind = "neither a deficit nor a surplus"
    return say(
        f"{{name}} had {kind} on its dedicated schools grant at the end of {{year}}, the latest "
        "used here.",
        otherwise="The deficit or surplus of {name} is not known: {reason}.",
        name=result.start.ask.authority.name,
        published=result.published,
        year=result.published.period,
    )


def stated_deficit(result: Deficit) -> Sentence | None:
    """What the council states, marked as its own figure."""
    stated = result.stated
    kind = "surplus" if stated.deficit.number < 0 else "deficit"
    over = "an underspend" if stated.in_year.number < 0 else "an overspend"
    source = "[ Source: {source}.]"
    if not (stated.deficit.known or stated.in_year.known):
        return None
    if not stated.deficit.known:
        return say(
            f"The council's own figure for {{year}} is {over} of {{in_year:size}}.{source}",
            year=stated.year,
            in_year=stated.in_year,
            source=stated.source,
        )
    return say(
        f"The council's own figure is a {kind} of {{deficit:size}} at the end of {{year}}[, after "
        f"{over} of {{in_year:size}} in the year].{source}",
        deficit=stated.deficit,
        year=stated.year,
        in_year=stated.in_year,
        source=stated.source,
    )


def deficit_explained(result: Deficit) -> Sentence | None:
    """What parts the council's own figure from what published figures lead to."""
    money = result.start.money
    return say_if_known(
        f"That is {{more:size}} {_more(result.more, 'less')} than published figures lead to.[ At "
        f"the start of {{year}} it was {{before:size}} {_more(result.before, 'less')}, and the "
        f"overspend of the year is {{within:size}} {_more(result.within, 'less')}.] A published "
        "deficit is net of surpluses on other blocks. The last block published is that of {block}, "
        "and the last place funding that of {places}; later years are assumed.",
        more=result.more,
        before=result.before,
        within=result.within,
        year=result.stated.year,
        block=money.block.period,
        places=money.place_funding.period,
    )


def _more(figure: Figure, less: str) -> str:
    return less if figure.number < 0 else "more"


def difference(comparison: ScenarioComparison) -> Sentence | None:
    """By how much one scenario moves the deficit from that of the other: never a level."""
    first, second, moved = comparison.first, comparison.second, comparison.difference
    if not moved.known:
        return say(
            "The scenarios cannot be compared for {name}: {reason}.",
            name=first.start.ask.authority.name,
            reason=moved.reason,
        )
    if moved.number == 0:
        return None
    side, other = ("smaller", "larger") if moved.number < 0 else ("larger", "smaller")
    if (begun := first.start.money.brought_forward).known and begun.number <= 0:
        side = f"{side}, or the surplus {other},"
    return say(
        f"In the scenario ‘{{two}}’ the deficit at the end of {{year}} is {{moved:size}} {side} "
        "than in ‘{one}’. It assumes this. {assumed} Neither is a forecast.[ Be careful: {doubt}.]",
        one=first.scenario.name,
        two=second.scenario.name,
        year=moved.period,
        moved=moved,
        assumed=second.scenario.says,
        doubt=first.start.doubt,
    )


def assumptions(comparison: ScenarioComparison) -> list[Sentence]:
    """What each scenario says, and what holds in both where they say nothing of it."""
    maker = FigureMaker("scenarios", scope="where a scenario says nothing else")
    usual = LEVERS["block_growth_percent"].usual
    return [
        *(
            say("‘{name}’: {says}", name=projection.scenario.name, says=projection.scenario.says)
            for projection in comparison.projections
        ),
        say(
            "Where a scenario says nothing else, costs rise with inflation and the block by "
            "{block} a year.",
            block=maker.make("usual_block_growth", usual, "percent", "stated"),
        ),
    ]


def past_errors(start: Start) -> Listing | None:
    """How far off forecasts of net spend have been, of all authorities."""
    if start.errors is None:
        return None
    return listing(
        "Net high needs spend of all authorities, forecast in the same way in past years",
        (
            "Years forecast",
            "Mean error",
            "Median size of error",
            "Mean error of the latest",
            "Largest mean error",
            "In the forecast",
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


def differences(comparison: ScenarioComparison) -> Listing | None:
    """What the second scenario moves from the first, by year; none where either has no deficit."""
    if not (comparison.drivers and comparison.difference.known):
        return None
    first, second = comparison.first.scenario.name, comparison.second.scenario.name
    table = listing(
        f"What ‘{second}’ changes from ‘{first}’, year by year, "
        f"{comparison.first.start.ask.authority.name}",
        ("Year", *(_COLUMNS.get(quantity, quantity.capitalize()) for quantity in _YEAR_BY_YEAR)),
        (
            (year, *(comparison.difference_in(quantity, year) for quantity in _YEAR_BY_YEAR))
            for year in comparison.first.start.years
        ),
        appendix=True,
    )
    return with_caution(table, comparison.first.start.doubt)


def drivers(comparison: ScenarioComparison) -> Listing | None:
    """What each assumption in which the scenarios differ adds to the deficit."""
    if not comparison.drivers or not comparison.has_plans:
        return None
    first, second = comparison.first.scenario.name, comparison.second.scenario.name
    table = listing(
        f"What each assumption of ‘{second}’ adds to the deficit of ‘{first}’ by the end of "
        f"{comparison.difference.period}",
        ("Assumption", f"In ‘{first}’", f"In ‘{second}’", "Effect on the deficit"),
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
    return with_caution(table, comparison.first.start.doubt)


def places(comparison: ScenarioComparison) -> Listing | None:
    """Plans by kind of place now and at the end of each scenario, and what a plan costs there."""
    if not comparison.has_plans:
        return None
    start, last = comparison.first.start, comparison.first.years[-1]
    placed, costs = start.placed.by_kind, start.costs.by_kind
    when = comparison.first.figure(Quantity.PLANS, last).period
    table = listing(
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
    return with_caution(table, comparison.first.start.doubt)


def transfer_lines(start: Start) -> Sentence | None:
    """What a transfer from the schools block takes from a pupil and a typical school, and the
    range.
    """
    name, year = start.ask.authority.name, start.money.schools_block.period
    if not start.money.schools_block.known:
        return say("No edition used here gives a schools block for {name}.", name=name)
    lowest, *_, highest = transfers(start)
    primary, _, secondary = school_sizes()
    return paragraph(
        (
            say(
                "A transfer of {share} of the schools block would move {amount:read} to high needs "
                "for one year, by the block of {year}.",
                share=lowest.share,
                amount=lowest.amount,
                year=year,
            ),
            say(
                "A transfer of {share} would move {amount:read}, and the Secretary of State must "
                "agree to it.",
                share=highest.share,
                amount=highest.amount,
            ),
            say_if_known(
                "Spread evenly, {share} would take {lost:read} from a primary school of {pupils}.",
                share=lowest.share,
                lost=lowest.schools[0],
                pupils=primary,
            ),
            say_if_known(
                "It would take {lost:read} from a secondary school of {pupils}. From that school "
                "{share} would take {more:read}.",
                pupils=secondary,
                lost=lowest.schools[-1],
                share=highest.share,
                more=highest.schools[-1],
            ),
        )
    )


def transfers_from_schools(start: Start) -> Listing | None:
    """What transfers of several sizes would take from a pupil and from schools."""
    if not start.money.schools_block.known:
        return None
    name = start.ask.authority.name
    return listing(
        f"A transfer from the schools block of {name} for one year, spread evenly over pupils",
        (
            "Share of the block",
            "Transfer",
            "Per pupil",
            "Primary school, one form",
            "Primary school, two forms",
            "Secondary school",
        ),
        (
            (transfer.share, transfer.amount, transfer.per_pupil, *transfer.schools)
            for transfer in transfers(start)
        ),
        appendix=True,
    )


def sizes_of_schools(start: Start) -> Sentence | None:
    """Which schools are meant, and who must agree to a transfer."""
    if not start.money.schools_block.known:
        return None
    small, middle, large = school_sizes()
    return say(
        "The schools have {small}, {middle} and {large}. A transfer above the first row needs the "
        "agreement of the Secretary of State, and each is for one year.",
        small=small,
        middle=middle,
        large=large,
    )
