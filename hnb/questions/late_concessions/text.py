"""What is said of late plans, refusals that were changed, and what they cost schools."""

from __future__ import annotations

from hnb.domain.words import capitalised
from hnb.figures import Figure, Listing, Sentence, listing, paragraph, say, say_if_known
from hnb.figures.marks import is_withheld
from hnb.figures.records import cell, named
from hnb.questions.late_concessions.model import (
    AFTER_REFUSAL,
    CONCEDED,
    GROUPS,
    HOURS,
    HOURS_CONCEDED,
    NO_PLAN,
    OVERTURNED,
    ROUTES,
    WITHOUT_REFUSAL,
    LateConcessions,
    OwnRecords,
    Route,
)
from hnb.questions.late_concessions.published import MAINSTREAM
from hnb.tables.records.late_concessions import ABOUT_REFUSAL, OPEN

_AFTER = {
    CONCEDED: "after a conceded refusal",
    AFTER_REFUSAL: "after a refusal that was changed",
}
_UNPAID = " if nothing was backdated"


def answer(result: LateConcessions) -> Sentence | None:
    """What a concession cost a school; from published figures alone, what late plans may cost."""
    if result.records is None:
        return order_of_magnitude(result)
    leading, routes = result.records.leading, result.records.routes
    costs = "cost the school about {route.per_case:read}{backdated}"
    return paragraph(
        [
            say(
                f"A plan that came {_AFTER[leading.name]} was {{route.weeks}} late at the median, "
                f"and {costs}."
                if leading.weeks.known
                else f"A plan that came {_AFTER[leading.name]} {costs}.",
                otherwise="What it cost a school that a plan was conceded late cannot be given: "
                "{reason}.",
                needs="route.per_case",
                route=leading,
                backdated=_backdated(result),
            ),
            _likely(leading),
            _after_refusal(result, routes[AFTER_REFUSAL])
            if leading.per_case.known
            else _late_alone(routes[WITHOUT_REFUSAL]),
        ]
    )


def _likely(route: Route) -> Sentence | None:
    """The likely range of what a case costs on average."""
    if not route.per_case.range:
        return None
    return say("The likely range of that average is {cost:range}.", cost=route.per_case)


def _after_refusal(result: LateConcessions, route: Route) -> Sentence | None:
    """How many plans came after a refusal that was changed, and what they cost together."""
    if result.records is None:
        return None
    return say_if_known(
        "In the year to {day} {route.cases:,d} plans came late after a refusal that was changed"
        "[, and cost schools {route.cost:read}].",
        day=result.records.day,
        route=route,
    )


def _late_alone(route: Route) -> Sentence | None:
    """What a plan cost that came late without a refusal."""
    return say_if_known(
        "A plan that came late without a refusal cost the school {route.per_case:read}.",
        route=route,
    )


def _name(result: LateConcessions) -> str:
    return result.ask.authority.name


def _backdated(result: LateConcessions) -> str:
    return " after what is paid back" if result.backdated_percent else _UNPAID


def order_of_magnitude(result: LateConcessions) -> Sentence:
    """What late plans cost schools by published figures, which is an order of magnitude."""
    published = result.published
    if published.late.value == 0:
        return say(
            "No plan was issued late in {year}, so late plans cost the schools of {name} nothing.",
            year=published.last.year,
            name=_name(result),
        )
    return say(
        "As an order of magnitude, plans issued late in {year} cost the schools of {name} "
        "{cost:range}{backdated}.",
        otherwise="What late plans cost the schools of {name} cannot be estimated: {reason}.",
        needs="cost",
        year=published.last.year,
        name=_name(result),
        cost=published.cost,
        backdated=_backdated(result),
    )


def published(result: LateConcessions) -> Sentence | None:
    """The order of magnitude, where the answer is from the council's own records."""
    return None if result.records is None else order_of_magnitude(result)


def assumptions(result: LateConcessions) -> Sentence | None:
    """What the order of magnitude rests on."""
    published = result.published
    if not published.late.number or not published.cost.known:
        return None
    whose = "in England" if published.is_england else "here"
    support = (
        f"that support in a mainstream school costs {{support:read}} a week, as top-ups {whose} did"
        " in {support.period}"
        if published.support.rows
        else "that support costs {support:read} a week, as the reader gives it"
    )
    which = "only those in mainstream" if published.counted == MAINSTREAM else "every late plan"
    return say(
        f"That counts {which}, and assumes {support}. How late each plan was is not published: "
        f"{_number('to_a_year', published.last.to_a_year)} came within a year, "
        f"{_number('over_a_year', published.last.over_a_year)} later. The range is from little to "
        "much within these bounds; it is no measurement.",
        support=published.support,
        to_a_year=published.last.to_a_year,
        over_a_year=published.last.over_a_year,
    )


def _number(field: str, figure: Figure) -> str:
    """A count as a template has it: a number, or the word for zero."""
    return "none" if figure.value == 0 else f"{{{field}:,d}}"


def refusals(result: LateConcessions) -> Sentence | None:
    """Refusals to assess and the cases about them, in the last published year."""
    last = result.published.last
    if last.refused.value == 0:
        return say("In {year} {name} refused no request.", year=last.year, name=_name(result))
    mediation = _number("mediation", last.mediation)
    tribunal = _number("tribunal", last.tribunal)
    return say(
        "In {last.year} {name} refused {last.refused} for an assessment.[ Of cases about that "
        f"decision, {mediation} went to mediation and {tribunal} to the tribunal.] Published "
        "figures do not say how many refusals were conceded.",
        otherwise="Refusals to assess cannot be given: {reason}.",
        needs="last.refused",
        last=last,
        name=_name(result),
        mediation=last.mediation,
        tribunal=last.tribunal,
    )


def by_year(result: LateConcessions) -> Listing:
    """Refusals, cases about them and late plans, year by year."""
    years = result.published.years
    rows = [
        ("Requests refused an assessment", *(year.refused for year in years)),
        ("Mediation about whether to assess", *(year.mediation for year in years)),
        ("Tribunal cases about whether to assess", *(year.tribunal for year in years)),
        ("Plans issued whose weeks are known", *(year.timed for year in years)),
        ("Issued after 20 weeks, within a year", *(year.to_a_year for year in years)),
        ("Issued after a year", *(year.over_a_year for year in years)),
    ]
    return listing(
        f"Refusals, disputes and late plans by year, {result.ask.authority.name}",
        ("", *(str(year.year) for year in years)),
        rows,
    )


def appeals(result: LateConcessions) -> Sentence | None:
    """How appeals about refusals ended, by the council's own records."""
    if result.records is None:
        return None
    outcomes = result.records.appeals[ABOUT_REFUSAL]
    return say_if_known(
        "Of appeals about a refusal that ended, the council conceded {conceded:,d} before a "
        "hearing, and the tribunal upheld {upheld:,d}.[ {live:,d} are open.]",
        conceded=outcomes["conceded"],
        upheld=outcomes["upheld"],
        live=outcomes[OPEN],
    )


def overturned(result: LateConcessions) -> Sentence | None:
    """What a plan cost that the tribunal ordered."""
    if result.records is None:
        return None
    return say_if_known(
        "Where the tribunal overturned the refusal, the plan came {route.weeks} late "
        "at the median and cost the school {route.per_case:read}.",
        route=result.records.routes[OVERTURNED],
    )


def hours(result: LateConcessions) -> Sentence | None:
    """What hours cost that were raised on appeal, the whole and those that were conceded."""
    if result.records is None:
        return None
    return paragraph(
        [
            say_if_known(
                "Hours in a plan were raised on appeal in {route.cases:,d} cases. A school that "
                "gave them from the start bore {route.per_case:read} a case.",
                route=result.records.routes[HOURS],
            ),
            say_if_known(
                "Where the council conceded before a hearing it was {route.per_case:read}.",
                route=result.records.routes[HOURS_CONCEDED],
            ),
        ]
    )


def overdue(result: LateConcessions) -> Sentence | None:
    """Plans that came late without a refusal, and cases that have no plan yet."""
    if result.records is None:
        return None
    routes = result.records.routes
    return paragraph(
        [
            say_if_known(
                "Without a refusal, {late.cases:,d} plans came late[, by {late.weeks} "
                "at the median][, and cost schools {late.cost:read}].",
                late=routes[WITHOUT_REFUSAL],
            ),
            say_if_known(
                "On {day} {open.cases:,d} requests had no plan after 20 weeks.[ So far they cost "
                "schools {open.cost:read}, which grows until the plans come.]",
                open=routes[NO_PLAN],
                day=result.records.day,
            ),
            say_if_known(
                "In {changed:,d} cases a refusal was changed on appeal and no plan has followed "
                "yet.",
                changed=result.records.changed_without_plan,
            )
            if result.records.changed_without_plan.value
            else None,
        ]
    )


def how_to_read(result: LateConcessions) -> Sentence | None:
    """What the cost is and is not."""
    if result.records is None:
        return say(
            "The council's own files would tell it case by case: its requests, plans, appeals and "
            "top-ups."
        )
    return paragraph(
        [
            say(
                "The cost is weeks late times the child's support in a mainstream school, once it "
                "was agreed. It takes it that the school gave that support all along."
            ),
            say_if_known(
                "A child who is placed elsewhere, or has no top-up yet, counts at the average of "
                "{support:read} a week.",
                support=result.records.support,
            ),
        ]
    )


def by_route(result: LateConcessions) -> Listing | None:
    """Cases, weeks late and costs by route."""
    if result.records is None:
        return None
    return listing(
        f"Late plans and what they cost schools, {result.ask.authority.name}, year to "
        f"{result.records.day}",
        ("", "Cases", "Weeks late, median", "Cost of a case", "Cost in all"),
        (
            (
                capitalised(route.name),
                cell(route.cases),
                cell(route.weeks),
                cell(route.per_case),
                cell(route.cost),
            )
            for route in _in_use(result.records)
        ),
    )


def _in_use(records: OwnRecords) -> list[Route]:
    """Routes with cases, or with a number of them that is withheld."""
    routes = [records.routes[name] for name in ROUTES]
    return [route for route in routes if route.cases.value or is_withheld(route.cases)]


def by_band(result: LateConcessions) -> Listing | None:
    """Late cases by weeks late."""
    if result.records is None:
        return None
    return listing(
        f"Late cases by weeks late, {result.ask.authority.name}, {result.records.day}",
        ("Weeks late", *map(capitalised, GROUPS)),
        (
            (named(f"{band} weeks"), *map(cell, figures))
            for band, figures in result.records.bands.items()
        ),
        appendix=True,
    )


def by_outcome(result: LateConcessions) -> Listing | None:
    """Appeals by subject and outcome."""
    if result.records is None or not any(
        figure.known or is_withheld(figure)
        for of in result.records.appeals.values()
        for figure in of.values()
    ):
        return None
    by_subject = result.records.appeals
    outcomes = [*by_subject[ABOUT_REFUSAL]]
    return listing(
        f"Appeals that ended in the year, and open ones, {result.ask.authority.name}, "
        f"{result.records.day}",
        ("About", *map(capitalised, outcomes)),
        ((capitalised(subject), *map(cell, of.values())) for subject, of in by_subject.items()),
        appendix=True,
    )
