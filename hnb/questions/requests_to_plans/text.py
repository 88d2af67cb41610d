"""What is said of requests, decisions, timeliness, reviews and appeals."""

from __future__ import annotations

from hnb.comparison.listings import side_by_side
from hnb.comparison.measures.process import ROUTES
from hnb.figures import Figure, Listing, Sentence, listing, say, say_if_known, source_line
from hnb.questions.requests_to_plans.model import BREAK, RequestsToPlans

NOT_GIVEN = "{what} cannot be given: {reason}."


def not_yet_held(result: RequestsToPlans) -> Sentence | None:
    """That the year described is not the one that ends at the January asked about."""
    asked = result.ask.january - 1
    if result.year == asked:
        return None
    return say(
        "Requests, plans issued, reviews and plans ceased of {asked} are not yet held, so this is "
        "of {year}, the latest held.",
        asked=asked,
        year=result.year,
    )


def requests(result: RequestsToPlans) -> Sentence:
    """How many requests there were, and how many were refused."""
    asked = result["requests_per_1000"]
    if asked.part.known and not asked.own.known:
        return _requests_alone(result)
    return say(
        "In {result.year} {ask.authority.name} received {asked.part} for an "
        "assessment, {asked.own} residents aged 0 to 17[, against a median of {asked.median} for "
        "{ask.main.others}][ and {asked.england} for England]. It refused {refused.own} of "
        "them[, against {refused.median}][ and {refused.england}].",
        otherwise=NOT_GIVEN,
        needs="asked.own",
        summary="demand",
        what="Requests for an assessment",
        result=result,
        ask=result.ask,
        asked=asked,
        refused=result["refused_percent"],
    )


def _requests_alone(result: RequestsToPlans) -> Sentence:
    """The same of a year for which there are requests, and no residents to set them against."""
    asked = result["requests_per_1000"]
    return say(
        "In {result.year} {ask.authority.name} received {asked.part} for an assessment[ (no rate "
        "is given: {why})][. It refused {refused.own} of them][, against a median of "
        "{refused.median} for {ask.main.others}][ and {refused.england} for England].",
        summary="demand",
        result=result,
        ask=result.ask,
        asked=asked,
        why=asked.own.reason,
        refused=result["refused_percent"],
    )


def disputed_requests(result: RequestsToPlans) -> Sentence | None:
    """How many requests went to mediation and to the tribunal."""
    return say_if_known(
        "Of the requests, {mediated.own} went to mediation and {heard.own} to the tribunal[, "
        "against {mediated.england} and {heard.england} in England]. A request may go to both.",
        needs="mediated.own",
        mediated=result["mediation_percent"],
        heard=result["tribunal_percent"],
    )


def collection_changed(result: RequestsToPlans) -> Sentence | None:
    """That the way of reporting changed, once the year described is as late as that."""
    if result.year < BREAK:
        return None
    return say(
        "From {first} authorities report on each child or young person; before, they reported "
        "totals. A change from the year before to that year may be one of recording, and each "
        "chart marks it.",
        first=BREAK,
    )


def disputes(result: RequestsToPlans) -> Listing:
    """Mediation and tribunal cases by subject."""
    shown = [figure for about in result.disputes for figure in (*about.own, *about.england)]
    return listing(
        f"Mediation and tribunal cases, {result.ask.authority.name}, {result.year}",
        ("About", *ROUTES, *(f"{route}, England" for route in ROUTES)),
        ((about.subject, *about.own, *about.england) for about in result.disputes),
        source=source_line(shown),
        appendix=True,
    )


def within_20_weeks(
    result: RequestsToPlans, timeliness: str = "within_20_weeks_percent"
) -> Sentence:
    """The share of plans issued within 20 weeks, by the measure of timeliness named."""
    return say(
        "In {result.year}, {within.own} of new plans were issued within the 20 weeks that the "
        "law allows, {exceptions} ({within.part:,d} of {within.whole:,d})[, against a median "
        "of {within.median} for {others}][ and {within.england} for England].",
        otherwise=NOT_GIVEN,
        needs="within.own",
        summary="demand",
        what="The share of plans issued within 20 weeks",
        others=result.ask.main.others,
        result=result,
        within=result[timeliness],
        exceptions=result[timeliness].measure.says.partition(", ")[2],
    )


def over_a_year(result: RequestsToPlans) -> Sentence:
    """Timeliness without exceptions, and the plans that took more than a year."""
    return say(
        "[Without the plans that have an exception to the time limit it is {bare.own}. ]More than "
        "a year passed before {late.own} of the plans were issued[, against a median of "
        "{late.median}][ and {late.england} for England].",
        otherwise=NOT_GIVEN,
        needs="late.own",
        what="How many plans took more than a year",
        bare=result["within_20_weeks_without_exceptions_percent"],
        late=result["over_a_year_percent"],
    )


def backlog(result: RequestsToPlans) -> Sentence:
    """Why it cannot be said how long a backlog would take to clear."""
    return say(
        "How long {name} would take to clear its backlog cannot be worked out, since no release "
        "says how many requests and assessments were waiting when a year began.",
        name=result.ask.authority.name,
    )


def new_plans(result: RequestsToPlans) -> Sentence | None:
    """New plans for the residents."""
    return say_if_known(
        "In {started.own.period} new plans were {started.own} residents aged 0 to 17[, against a "
        "median of {started.median} for {others}][ and {started.england} in England].",
        needs="started.own",
        started=result["new_plans_per_1000"],
        others=result.ask.main.others,
    )


def reviews(result: RequestsToPlans) -> Sentence:
    """Annual reviews that had a meeting and a decision."""
    return say(
        "Of the annual reviews expected in {result.year}, {met.own} had a meeting[, against a "
        "median of {met.median}][ and {met.england} in England][; {decided.own} of those meetings "
        "had a decision recorded][, against {decided.median}][ and {decided.england}].",
        otherwise=NOT_GIVEN,
        needs="met.own",
        what="Annual reviews held",
        result=result,
        met=result["reviews_held_percent"],
        decided=result["reviews_decided_percent"],
    )


def ceased(result: RequestsToPlans) -> Sentence:
    """Plans that ceased in the year."""
    return say(
        "In {result.year}, {ended.part} ceased, {ended.own} of those in force in January[, against "
        "a median of {ended.median}][ and {ended.england} in England].",
        otherwise=NOT_GIVEN,
        needs="ended.own",
        what="Plans ceased",
        result=result,
        ended=result["ceased_percent"],
    )


def appeals(result: RequestsToPlans) -> Sentence | None:
    """Appeals over the decisions that could have been appealed."""
    if result.appeal is None:
        return None
    return say_if_known(
        "In {appeal.period} families of {ask.authority.name} registered {appeal.part} with the "
        "SEND tribunal, {appeal.own} of the decisions that could have been appealed (chance alone "
        "allows {appeal.own:interval})[, against a median of {appeal.median} for "
        "{ask.main.others}][ and {appeal.england} in England].",
        needs="appeal.own",
        summary="appeals",
        ask=result.ask,
        appeal=result.appeal,
    )


def plans_issued(result: RequestsToPlans) -> Sentence:
    """The three published counts of plans issued, which need not agree."""
    started, ended, timed = result.plans_issued
    return say(
        "Three counts for {year} are published, and need not agree: plans that started in the year "
        "({started}), assessments that ended in a plan ({ended}), and plans issued whose weeks are "
        "known ({timed}). None is put for another here.",
        year=result.year,
        started=started,
        ended=ended,
        timed=timed,
    )


def reasons(result: RequestsToPlans) -> Listing:
    """Why plans ceased."""
    name = result.ask.authority.name
    caption = f"Why plans ceased, as a percentage of those that did, {name}, {result.year}"
    return side_by_side(result.reasons, caption, appendix=True)


def stock_and_flow(result: RequestsToPlans) -> Sentence:
    """Whether plans started and ceased explain the plans in force a year later."""
    balance = result.balance
    if balance is None:
        return say("Stock cannot be set against flow: {reason}.", reason="no year is held")
    return say(
        "Plans in January {balance.year}, with those started and without those ceased, come to "
        "{balance.residual:size} {side} than were counted a year later, {balance.share:size} of "
        "the plans in force[; in England the same sum leaves {balance.england:size} {all_side}]. "
        "Plans that move to another authority count as ceased in the one, and need not count as "
        "started in the other.",
        otherwise="Stock cannot be set against flow: {reason}.",
        needs="balance.residual",
        balance=balance,
        side=_fewer_or_more(balance.residual),
        all_side=_fewer_or_more(balance.england),
    )


def _fewer_or_more(figure: Figure) -> str:
    return "fewer" if float(figure.value or 0) < 0 else "more"


def stocks_and_flows(result: RequestsToPlans) -> Listing | None:
    """Stock against flow, year by year."""
    if not result.balances:
        return None
    return listing(
        f"Plans in force against plans started and ceased, {result.ask.authority.name}",
        (
            "Year",
            "January",
            "Started",
            "Ceased",
            "January after",
            "Left over",
            "Of plans in force",
            "England",
        ),
        (
            (
                str(balance.year),
                balance.start,
                balance.new,
                balance.ceased,
                balance.end,
                balance.residual,
                balance.share,
                balance.england,
            )
            for balance in result.balances
        ),
        source="Note: left over: what the flows leave less what was counted.",
        appendix=True,
    )


def two_ways_of_counting(result: RequestsToPlans) -> Sentence | None:
    """That appeals are given in two series, where both are."""
    appeal = result.appeal
    if appeal is None or not result.methods_differ:
        return None
    first = next(each.period for each in result.appeals if each.measure == appeal.measure)
    return say(
        "The way of counting decisions changed in {first}: the older way counts all plans, the "
        "newer one only plans reviewed in the year, so that its rate is higher for the same "
        "appeals. They are two series, and are not joined. England is all authorities with both "
        "figures, so that appeals with no decisions to set them against do not raise its rate.",
        first=first,
    )


def appeals_by_year(result: RequestsToPlans) -> Listing | None:
    """Appeals and the decisions that could have been appealed, year by year."""
    if not result.appeals:
        return None
    return listing(
        f"Appeals and decisions that could have been appealed, {result.ask.authority.name}",
        (
            "Year",
            "Decisions counted",
            "Appeals",
            "Decisions",
            "Rate",
            f"Median, {result.ask.main.name}",
            "England",
        ),
        (
            (
                appeal.period,
                appeal.whole.scope,
                appeal.part,
                appeal.whole,
                appeal.own,
                appeal.median,
                appeal.england,
            )
            for appeal in result.appeals
        ),
        source=source_line(figure for appeal in result.appeals for figure in appeal.figures),
        appendix=True,
    )


def every_measure(result: RequestsToPlans) -> Listing:
    """Every measure of the process beside comparators and England."""
    caption = f"Demand and timeliness, {result.ask.authority.name}, {result.year}"
    return side_by_side(tuple(result.measures.values()), caption, counts=False, appendix=True)
