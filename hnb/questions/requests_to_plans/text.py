"""What is said of requests, decisions, timeliness, reviews and appeals."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from hnb.comparison.listings import caution, in_brackets, place_in_england, side_by_side
from hnb.comparison.measures.process import ROUTES
from hnb.domain.periods import BREAK
from hnb.figures import Figure, Listing, Sentence, listing, say, say_if_known, source_line
from hnb.figures.marks import rests_on_records, whose_it_is
from hnb.questions.requests_to_plans.model import RequestsToPlans

if TYPE_CHECKING:
    from hnb.comparison.compared import Compared

NOT_GIVEN = "{what} cannot be given: {reason}."


def not_yet_published(result: RequestsToPlans) -> Sentence | None:
    """That the year described is not the one that ends at the January asked about."""
    if result.year == (asked := result.ask.january - 1):
        return None
    return say(
        "No edition used here has figures for {asked} on requests, new plans and reviews. These "
        "are for {year}.",
        asked=asked,
        year=result.year,
    )


def grown(result: RequestsToPlans) -> Sentence | None:
    """How plans in force grew in a year, next to the growth of others."""
    growth = result.grown
    if growth.doubt:
        return say(
            "How much the number of plans changed in the year to {when} is not known. Be careful: "
            "{why}.",
            when=growth.period,
            why=growth.doubt,
        )
    return say_if_known(
        f"In the year to {{growth.own.period}} the number of plans {_rose(growth.own)} by "
        f"{{growth.own:read_size}}.[ Among {{others}} it {_rose(growth.median)} by "
        f"{{growth.median:read_size}}.][ In England it {_rose(growth.england)} by "
        "{growth.england:read_size}.]",
        growth=growth,
        others=growth.ask.main.briefly,
    )


def _rose(growth: Figure) -> str:
    return "fell" if growth.number < 0 else "rose"


def _number(field: str, figure: Figure, zero: str = "none") -> str:
    """A count, as a template has it: a number, or the word for zero."""
    return zero if figure.value == 0 else f"{{{field}:,d}}"


def requests(result: RequestsToPlans) -> Sentence:
    """How many requests there were, and how many were refused."""
    asked, refused = result["requests_per_1000"], result["refused_percent"]
    share = f"{{refused.own:read}}{in_brackets('refused', refused)}"
    if refused.own.few:  # a percentage of fewer than ten is not written
        share = f"{_number('refused.part', refused.part)} of them"
    return say(
        "In {result.year} {result.ask.authority.name} received {asked.part} for an assessment."
        f"[ That is {{asked.own:read}} residents aged 0 to 17{in_brackets('asked', asked)}.]"
        f"[ It refused {share}.]{caution('asked' if asked.doubt else 'refused')}",
        otherwise=NOT_GIVEN,
        what="The number of requests for an assessment",
        result=result,
        asked=asked,
        refused=refused,
    )


def decided_in_time(result: RequestsToPlans) -> Sentence | None:
    """How many decisions on a request were made within the six weeks that the law allows."""
    decided = result["decided_within_six_weeks_percent"]
    return say_if_known(
        "It decided {decided.own:read} of requests within the legal limit of six weeks"
        f"{in_brackets('decided', decided)}.",
        decided=decided,
    )


def disputed_requests(result: RequestsToPlans) -> Sentence | None:
    """How many requests went to mediation and to the tribunal."""
    mediated, heard = result["mediation_percent"], result["tribunal_percent"]
    return say_if_known(
        "Of the requests, {mediated.own:read} went to mediation"
        f"{in_brackets('mediated', mediated)}.[ The share that went to the tribunal was "
        f"{{heard.own:read}}{in_brackets('heard', heard)}.]",
        mediated=mediated,
        heard=heard,
    )


def conceded(result: RequestsToPlans) -> Sentence | None:
    """Refusals and tribunal cases about them, first and last, and what is not published."""
    first, last = result.by_year[0], result.by_year[-1]
    if first is last:
        return None
    cases = "went from {first.tribunal:,d} to {last.tribunal:,d}"
    if last.tribunal.known and first.tribunal.value == last.tribunal.value:
        cases = "were {last.tribunal:,d} in both years" if last.tribunal.value else "were none"
    return say_if_known(
        f"It refused {_number('first.refused', first.refused, 'no')} requests in {{first.year}} "
        f"and {_number('last.refused', last.refused)} in {{last.year}}. Tribunal cases about "
        f"whether to assess {cases}.[ Be careful: {{doubt}}.] Published figures do not say how "
        "many decisions the council conceded.",
        first=first,
        last=last,
        doubt=result["refused_percent"].doubt,
    )


def collection_changed(result: RequestsToPlans) -> Sentence | None:
    """That the way of reporting changed, once the year described is as late as that."""
    if result.year < BREAK:
        return None
    return say(
        "From {first} authorities report on each child or young person. Before, they reported "
        "totals. So a change from {before} to {first} may be a change in recording.",
        first=BREAK,
        before=BREAK - 1,
    )


def by_year(result: RequestsToPlans) -> Listing:
    """The last three years of requests, decisions, assessments, timeliness and appeals."""
    years = result.by_year
    rows = [
        ("Requests for an assessment", *(year.requests for year in years)),
        ("Requests refused", *(year.refused for year in years)),
        ("Mediation cases about whether to assess", *(year.mediation for year in years)),
        ("Tribunal cases about whether to assess", *(year.tribunal for year in years)),
        ("Assessments that ended", *(year.assessed for year in years)),
        ("Assessments that ended in a plan", *(year.ending_in_a_plan for year in years)),
        ("Plans issued within 20 weeks", *(year.in_time for year in years)),
        ("Plans issued whose weeks are known", *(year.timed for year in years)),
        ("Plans that took over a year", *(year.over_a_year for year in years)),
        ("Appeals registered with the tribunal", *(year.appeals for year in years)),
    ]
    return listing(
        f"Requests, plans and appeals by year, {result.ask.authority.name}",
        ("", *(str(year.year) for year in years)),
        rows,
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
    """How many plans were issued within 20 weeks, by the measure of timeliness named, and how many
    took more than a year.
    """
    within, late = result[timeliness], result["over_a_year_percent"]
    is_bare = timeliness == "within_20_weeks_without_exceptions_percent"
    some = "{within.part:,d}" if within.part.value else "none"
    only = "only " if within.part.value and within.england_rank.standing == "below" else ""
    # one of so few may be anywhere in a ranking
    is_ranked = not within.own.few
    place = (
        f"[That is {place_in_england('within', within)}. ][In similar areas it was "
        "{within.median:read}, and in England {within.england:read}. ]"
    )
    return say(
        f"In {{result.year}}, {only}{some} of {{within.whole:,d}} new plans"
        "[ ({within.own:read})] were issued within the legal 20 weeks{but}. "
        f"{place if is_ranked else ''}"
        "[In {before.period} it was {before:read} here. ]"
        f"{_took_over_a_year(late)}{caution('within')}",
        otherwise=NOT_GIVEN,
        needs="within.own",
        what="The share of plans issued within 20 weeks",
        result=result,
        within=within,
        but=", not counting plans that may lawfully take longer" if is_bare else "",
        before=result.in_time_before,
        late=late,
    )


def _took_over_a_year(late: Compared) -> str:
    """How many plans took more than a year, as a clause of a template."""
    if late.part.value == 0:
        return "No plan took over a year."
    if not late.part.known:
        return ""
    some = "One plan" if late.part.value == 1 else "{late.part}"
    took = f"{some} took over a year[ ({{late.own:read}})]."
    if late.own.few or late.doubt:
        return took
    compared = "{late.median:read} in similar areas and {late.england:read} in England"
    return f"{took}[ That compares with {compared}.]"


def without_exceptions(result: RequestsToPlans) -> Sentence | None:
    """Timeliness without the plans that may lawfully take longer, where that makes a difference."""
    within = result["within_20_weeks_percent"].own
    bare = result["within_20_weeks_without_exceptions_percent"].own
    if not bare.known or f"{bare:read}" == f"{within:read}":
        return None
    return say_if_known(
        "Without plans that may lawfully take longer, {bare:read} were in time.", bare=bare
    )


def new_plans(result: RequestsToPlans) -> Sentence | None:
    """New plans for the residents."""
    started = result["new_plans_per_1000"]
    return say_if_known(
        "In {started.own.period} new plans were {started.own:read} residents aged 0 to 17"
        f"{in_brackets('started', started)}.",
        started=started,
    )


def reviews(result: RequestsToPlans) -> Sentence:
    """Annual reviews that had a meeting and a decision."""
    met, decided = result["reviews_held_percent"], result["reviews_decided_percent"]
    return say(
        "Of the annual reviews due in {result.year}, {met.own:read} had a meeting"
        f"{in_brackets('met', met)}.[ A decision was recorded after {{decided.own:read}} of those "
        f"meetings{in_brackets('decided', decided)}.]",
        otherwise=NOT_GIVEN,
        needs="met.own",
        what="The share of annual reviews that had a meeting",
        result=result,
        met=met,
        decided=decided,
    )


def ceased(result: RequestsToPlans) -> Sentence:
    """Plans that ceased in the year."""
    ended = result["ceased_percent"]
    return say(
        "In {result.year}, {ended.part} ended.[ That is {ended.own:read} of the plans in force in "
        f"January{in_brackets('ended', ended)}.]",
        otherwise=NOT_GIVEN,
        needs="ended.own",
        what="The number of plans that ended",
        result=result,
        ended=ended,
    )


def appeals(result: RequestsToPlans) -> Sentence | None:
    """Appeals over the decisions that could have been appealed, and those of the year before."""
    appeal = result.appeal
    if appeal is None:
        return None
    before = appeal.in_year(appeal.year - 1).part
    return say_if_known(
        "In {appeal.period} families registered {appeal.part} with the SEND tribunal"
        f"[, {_moved(before, appeal.part)} {{before:,d}} in {{before.period}}]."
        "[ That is {appeal.own:read} of the decisions that could have been appealed"
        f"{in_brackets('appeal', appeal)}.]{caution('appeal')}",
        needs="appeal.own",
        appeal=appeal,
        before=before,
    )


def _moved(before: Figure, now: Figure) -> str:
    if now.number == before.number:
        return "as many as the"
    return "up from" if now.number > before.number else "down from"


def plans_issued(result: RequestsToPlans) -> Sentence:
    """The three counts of plans issued, which need not agree."""
    started, ended, timed = result.plans_issued
    can, last, whose = "are published, and they can", " This paper does not mix them.", [""] * 3
    if any(rests_on_records(figure.rows) for figure in result.plans_issued):
        can, last, whose = "can", "", list(map(whose_it_is, result.plans_issued))
    return say(
        f"Three counts for {{year}} {can} differ: plans that started in the year ({{started}}"
        f"{whose[0]}), assessments that ended in a plan ({{ended}}{whose[1]}), and plans whose "
        f"weeks are known ({{timed}}{whose[2]}).{last}",
        year=result.year,
        started=started,
        ended=ended,
        timed=timed,
    )


def reasons(result: RequestsToPlans) -> Listing:
    """Why plans ceased."""
    name = result.ask.authority.name
    caption = f"Why plans ended, as a percentage of those that did, {name}, {result.year}"
    return side_by_side(result.reasons, caption, appendix=True)


def stock_and_flow(result: RequestsToPlans) -> Sentence:
    """Whether plans started and ceased explain the plans in force a year later."""
    cannot = "Plans started and ended cannot be compared with plans in force: {reason}."
    change = result.balance
    if change is None:
        return say(cannot, reason="no year has all the counts")
    return say(
        "Take the plans in force in January {change.year}, add those started in the year and "
        "take off those that ended. The result is {change.residual:size} {side} than were counted "
        "a year later, or {change.share:size} of the mean of both counts[ (England: "
        "{change.england:size} {all_side})]. A plan that moves to another authority counts as "
        "ended in the one, and may not count as started in the other.",
        otherwise=cannot,
        needs="change.residual",
        change=change,
        side=_fewer_or_more(change.residual),
        all_side=_fewer_or_more(change.england),
    )


def _fewer_or_more(figure: Figure) -> str:
    return "fewer" if float(figure.value or 0) < 0 else "more"


def stocks_and_flows(result: RequestsToPlans) -> Listing | None:
    """Stock against flow, year by year."""
    if not result.balances:
        return None
    counts = attrgetter("start", "new", "ceased", "end", "residual", "share", "england")
    return listing(
        f"Plans in force, started and ended, {result.ask.authority.name}",
        (
            "Year",
            "January",
            "Started",
            "Ended",
            "January after",
            "Unexplained",
            "Of plans in force",
            "England",
        ),
        ((str(balance.year), *counts(balance)) for balance in result.balances),
        source="Note: unexplained is plans in January and those started, less those ended and "
        "those counted the January after.",
        appendix=True,
    )


def two_ways_of_counting(result: RequestsToPlans) -> Sentence | None:
    """That appeals are given in two series, where both are."""
    appeal = result.appeal
    if appeal is None or not result.methods_differ:
        return None
    first = next(each.period for each in result.appeals if each.measure == appeal.measure)
    return say(
        "The way of counting decisions changed in {first}. The older way counts all plans. The "
        "newer way counts only plans reviewed in the year, so its rate is higher for the same "
        "appeals. The two series are not joined here. England adds up the authorities that have "
        "both figures.",
        first=first,
    )


def appeals_by_year(result: RequestsToPlans) -> Listing | None:
    """Appeals and the decisions that could have been appealed, year by year."""
    if not result.appeals:
        return None
    shown = attrgetter("period", "whole.scope", "part", "whole", "own", "median", "england")
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
        map(shown, result.appeals),
        source=source_line(figure for appeal in result.appeals for figure in appeal.figures),
        appendix=True,
    )


def every_measure(result: RequestsToPlans) -> Listing:
    """Every measure of the process next to comparators and England."""
    caption = f"Demand and timeliness, {result.ask.authority.name}, {result.year}"
    return side_by_side(tuple(result.measures.values()), caption, counts=False, appendix=True)
