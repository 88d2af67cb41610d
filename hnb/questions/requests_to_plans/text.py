"""What is said of requests, decisions, timeliness, reviews and appeals."""

from __future__ import annotations

from collections.abc import Sequence

from hnb.comparison.compared import Compared
from hnb.comparison.listings import side_by_side
from hnb.comparison.measures.process import ROUTES
from hnb.figures import Figure, Listing, Sentence, listing, say, say_if_known, source_line
from hnb.questions.requests_to_plans.model import BREAK, RequestsToPlans

NOT_GIVEN = "{what} cannot be given: {reason}."


def _who(result: RequestsToPlans) -> str:
    return result.ask.authority.name


def _others(result: RequestsToPlans) -> str:
    return result.ask.main.others


def requests(result: RequestsToPlans) -> Sentence:
    """How many requests there were, and how many were refused."""
    asked, refused = result["requests_per_1000"], result["refused_percent"]
    return say(
        "In {year} {name} received {count} for an assessment, {own} residents aged 0 to 17, "
        "against {median} for the middle one of {others} and {england} for England. It refused "
        "{refused} of them, against {their_refused} and {all_refused}.",
        otherwise=NOT_GIVEN,
        needs="own",
        summary="demand",
        what="Requests for an assessment",
        year=str(result.year),
        name=_who(result),
        count=asked.part,
        own=asked.own,
        median=asked.median,
        others=_others(result),
        england=asked.england,
        refused=refused.own,
        their_refused=refused.median,
        all_refused=refused.england,
    )


def disputed_requests(result: RequestsToPlans) -> Sentence | None:
    """How many requests went to mediation and to the tribunal."""
    mediated, heard = result["mediation_percent"], result["tribunal_percent"]
    return say_if_known(
        "Of the requests, {mediated} went to mediation and {heard} to the tribunal, against "
        "{all_mediated} and {all_heard} in England. A request may go to both.",
        needs="mediated",
        mediated=mediated.own,
        heard=heard.own,
        all_mediated=mediated.england,
        all_heard=heard.england,
    )


def collection_changed(result: RequestsToPlans) -> Sentence | None:
    """That the way of reporting changed, once the year described is as late as that."""
    if result.year < BREAK:
        return None
    return say(
        "From {first} authorities report on each child or young person; before, they reported "
        "totals. A change from the year before to that year may be one of recording, and each "
        "chart marks it.",
        first=str(BREAK),
    )


def disputes(result: RequestsToPlans) -> Listing:
    """Mediation and tribunal cases by subject."""
    shown = [figure for about in result.disputes for figure in (*about.own, *about.england)]
    return listing(
        f"Mediation and tribunal cases, {_who(result)}, {result.year}",
        ("About", *ROUTES, *(f"{route}, England" for route in ROUTES)),
        ((about.subject, *about.own, *about.england) for about in result.disputes),
        source=source_line(shown),
        appendix=True,
    )


def within_20_weeks(
    result: RequestsToPlans, timeliness: str = "within_20_weeks_percent"
) -> Sentence:
    """The share of plans issued within 20 weeks, by the measure of timeliness named."""
    within = result[timeliness]
    return say(
        "In {year}, {own} of new plans were issued within the 20 weeks that the law allows ({part} "
        "out of {whole}), against {median} for the middle one of {others} and {england} for "
        "England.",
        otherwise=NOT_GIVEN,
        needs="own",
        summary="demand",
        what="The share of plans issued within 20 weeks",
        year=str(result.year),
        own=within.own,
        part=within.part,
        whole=within.whole,
        median=within.median,
        others=_others(result),
        england=within.england,
    )


def over_a_year(result: RequestsToPlans) -> Sentence:
    """Timeliness without exceptions, and the plans that took more than a year."""
    late = result["over_a_year_percent"]
    return say(
        "Without the plans that have an exception to the time limit it is {bare}. More than a year "
        "passed before {late} of the plans were issued, against {median} for the middle one and "
        "{england} for England.",
        otherwise=NOT_GIVEN,
        needs="late",
        what="How many plans took more than a year",
        bare=result["within_20_weeks_without_exceptions_percent"].own,
        late=late.own,
        median=late.median,
        england=late.england,
    )


def backlog(result: RequestsToPlans) -> Sentence:
    """Why it cannot be said how long a backlog would take to clear."""
    return say(
        "How long {name} would take to clear its backlog cannot be worked out, since no release "
        "says how many requests and assessments were waiting when a year began.",
        name=_who(result),
    )


def new_plans(result: RequestsToPlans) -> Sentence | None:
    """New plans for the residents."""
    started = result["new_plans_per_1000"]
    return say_if_known(
        "New plans are {own} residents aged 0 to 17, against a median of {median} for {others} and "
        "{england} in England.",
        needs="own",
        own=started.own,
        median=started.median,
        others=_others(result),
        england=started.england,
    )


def reviews(result: RequestsToPlans) -> Sentence:
    """Annual reviews that had a meeting and a decision."""
    met, decided = result["reviews_held_percent"], result["reviews_decided_percent"]
    return say(
        "Of the annual reviews expected in {year}, {met} had a meeting, against a median of "
        "{median} and {england} in England; {decided} of those meetings had a decision recorded, "
        "against {their_decided} and {all_decided}.",
        otherwise=NOT_GIVEN,
        needs="met",
        what="Annual reviews held",
        year=str(result.year),
        met=met.own,
        median=met.median,
        england=met.england,
        decided=decided.own,
        their_decided=decided.median,
        all_decided=decided.england,
    )


def ceased(result: RequestsToPlans) -> Sentence:
    """Plans that ceased in the year."""
    ended = result["ceased_percent"]
    return say(
        "In {year}, {count} ceased, {own} of those in force in January, against a median of "
        "{median} and {england} in England.",
        otherwise=NOT_GIVEN,
        needs="own",
        what="Plans ceased",
        year=str(result.year),
        count=ended.part,
        own=ended.own,
        median=ended.median,
        england=ended.england,
    )


def appeals(result: RequestsToPlans) -> Sentence | None:
    """Appeals over the decisions that could have been appealed."""
    appeal = result.appeal
    if appeal is None:
        return None
    return say_if_known(
        "In {year} families of {name} registered {appeals} with the SEND tribunal, {rate} of the "
        "decisions that could have been appealed (chance alone allows {rate:interval}), against a "
        "median of {median} for {others} and {england} in England.",
        needs="rate",
        summary="appeals",
        year=appeal.period,
        name=_who(result),
        appeals=appeal.part,
        rate=appeal.own,
        median=appeal.median,
        others=_others(result),
        england=appeal.england,
    )


def plans_issued(result: RequestsToPlans) -> Sentence:
    """The three published counts of plans issued, which need not agree."""
    started, ended, timed = result.plans_issued
    return say(
        "Three counts for {year} are published, and need not agree: plans that started in the year "
        "({started}), assessments that ended in a plan ({ended}), and plans issued whose weeks are "
        "known ({timed}). None is put for another here.",
        year=str(result.year),
        started=started,
        ended=ended,
        timed=timed,
    )


def reasons(result: RequestsToPlans) -> Listing:
    """Why plans ceased."""
    caption = f"Why plans ceased, as a percentage of those that did, {_who(result)}, {result.year}"
    return side_by_side(result.reasons, caption, appendix=True)


def stock_and_flow(result: RequestsToPlans) -> Sentence:
    """Whether plans started and ceased explain the plans in force a year later."""
    balance = result.balance
    if balance is None:
        return say("Stock cannot be set against flow: {reason}.", reason="no year is held")
    return say(
        "Plans in January {year}, with those started and without those ceased, come to "
        "{residual:size} {side} than were counted a year later, {share:size} of the plans in "
        "force; in England the same sum leaves {england:size} {all_side}. Plans that move to "
        "another authority count as ceased in the one, and need not count as started in the other.",
        otherwise="Stock cannot be set against flow: {reason}.",
        needs="residual",
        year=str(result.year),
        residual=balance.residual,
        share=balance.share,
        england=balance.england,
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
        f"Plans in force against plans started and ceased, {_who(result)}",
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
        f"Appeals and decisions that could have been appealed, {_who(result)}",
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
        source=source_line(_figures(result.appeals)),
        appendix=True,
    )


def _figures(every: Sequence[Compared]) -> list[Figure]:
    return [figure for compared in every for figure in compared.figures]


def every_measure(result: RequestsToPlans) -> Listing:
    """Every measure of the process beside comparators and England."""
    caption = f"Demand and timeliness, {_who(result)}, {result.year}"
    return side_by_side(tuple(result.measures.values()), caption, counts=False, appendix=True)
