"""What is said of whether a service gets better."""

from __future__ import annotations

from hnb.figures import Figure, Listing, Sentence, listing, paragraph, say, say_if_known
from hnb.figures.records import named
from hnb.questions.scorecard.text import direction
from hnb.questions.service_indicators.backlog import Backlog
from hnb.questions.service_indicators.charted import MAKER, Charted
from hnb.questions.service_indicators.model import ServiceIndicators
from hnb.questions.service_indicators.published import Annual, comparator
from hnb.questions.service_indicators.verdict import (
    BETTER,
    ITS_AIM,
    NO_CHANGE,
    NOT_JUDGED,
    WORSE,
)
from hnb.stats.change_test import SIGNIFICANCE
from hnb.stats.monitoring.control_chart import RUN

_NONE = "–"
_NOT_CLEARED = "[; {never:read} of simulated queues are not cleared in ten years]"
_SIGNALS = {
    BETTER: "Signal: better",
    WORSE: "Signal: worse",
    NO_CHANGE: "May be chance",
    NOT_JUDGED: _NONE,
}
_AIMS = {BETTER: "Better", WORSE: "Worse", NO_CHANGE: "As typical", NOT_JUDGED: _NONE}

# by whether they are of the council's own indicators, and whether they are judged by their aim
_TEMPLATES = {
    (True, False): "{better:d} of {judged:d} indicators of the service of {name} got better, and "
    "{worse:d} worse[; {others} no change beyond chance].",
    (True, True): "{better:d} of {judged:d} indicators of the service of {name} meet their target, "
    "and {worse:d} miss it.",
    (False, False): "From published figures, the service of {name} got better in a year on "
    "{better:d} of {judged:d} measures of which one direction is better, and worse on {worse:d}[; "
    "{others} no change beyond chance].",
    (False, True): "From published figures, the service of {name} is better than a typical "
    "neighbour’s on {better:d} of {judged:d} measures of which one direction is better, and worse "
    "on {worse:d}.",
}
_UNCHANGED = {
    True: "None of the {judged:d} indicators of the service of {name} shows a change beyond "
    "chance.",
    False: "From published figures, the service of {name} shows no change in a year beyond chance: "
    "{judged:d} measures were compared.",
}


def answer(result: ServiceIndicators) -> Sentence | None:
    """How many indicators are better, and how many worse."""
    name, tally = result.ask.authority.name, result.tally
    if not tally.judged.value:
        return say(
            "Whether the service of {name} is getting better cannot be told: too little is "
            "published of two years that could be compared.",
            name=name,
        )
    changed_at_all = tally.better.number + tally.worse.number
    unchanged = int(tally.judged.number - changed_at_all)
    if not changed_at_all:
        return say(_UNCHANGED[result.is_of_records], name=name, judged=tally.judged)
    return say(
        _TEMPLATES[result.is_of_records, result.against == ITS_AIM],
        name=name,
        better=tally.better,
        judged=tally.judged,
        worse=tally.worse,
        others={0: "", 1: "the other shows"}.get(unchanged, "the others show"),
    )


def chance(result: ServiceIndicators) -> Sentence | None:
    """The run rules, and how often they are wrong."""
    if not result.alarms.known:
        return None
    run = MAKER.make("run", RUN, "number", "values of a run rule")
    return say(
        "A signal is a value beyond the limits, or {run:d} in a row on one side of the baseline, "
        "until two in a row are back on the other. Where nothing has changed, {alarms:read} of "
        "such charts have one all the same: about {by_chance:d} of those here. Seasons, and weeks "
        "that are like the last, make more of them.",
        run=run,
        alarms=result.alarms,
        by_chance=result.by_chance,
    )


def changed(result: ServiceIndicators) -> Sentence | None:
    """The indicators whose charts have a signal, with baseline and latest values."""
    return paragraph(
        say(
            "{indicator}: {word}, from {centre:read} in the baseline to {recent:read} lately.",
            indicator=item.name,
            word=item.signal,
            centre=item.centre,
            recent=item.recent,
        )
        for item in result.charted
        if item.signal in (BETTER, WORSE)
    )


def table(result: ServiceIndicators) -> Listing | None:
    """An indicator a row: baseline, target, milestone, latest, signal, published comparator."""
    if not result.indicators:
        return None
    return listing(
        f"Indicators of the service of {result.ask.authority.name}",
        (
            "Indicator",
            "Baseline",
            "Latest",
            "Mean of last four",
            "Milestone",
            "Target",
            "Signal",
            "Published, England",
        ),
        (_row(item, result.annual) for item in result.charted),
    )


def _row(item: Charted, measures: tuple[Annual, ...]) -> tuple[Figure | Sentence | str, ...]:
    published = comparator(measures, item.published)
    return (
        named(f"{item.name} (by {item.span})"),
        *map(_rounded, (item.centre, item.latest, item.recent)),
        say("{value:read} by {due}", otherwise=_NONE, value=item.milestone, due=item.due),
        _rounded(item.target),
        "Signal is over" if item.has_ended else _SIGNALS[item.signal],
        _rounded(published.reading.now.england) if published else _NONE,
    )


def _rounded(figure: Figure) -> Sentence:
    return say("{figure:read}", otherwise=_NONE, figure=figure)


def not_shown(result: ServiceIndicators) -> Sentence | None:
    """The indicators that have no chart, and why."""
    return paragraph(
        Sentence(text := f"{item.name} is not charted: {item.reason}.", (), (text,))
        for item in result.indicators
        if item.reason
    )


def annual(result: ServiceIndicators) -> Listing:
    """The annual baseline: each published measure now, the year before, and elsewhere."""
    name = result.ask.authority.name
    return listing(
        f"Published measures of the service of {name}: the annual baseline",
        (
            "Measure",
            name,
            "Year before",
            "Typical neighbour",
            "England",
            "When",
            "Change",
            "Better?",
        ),
        (
            (
                item.reading.indicator.says,
                *(
                    say("{figure:bare}", otherwise=_NONE, figure=figure)
                    for figure in (
                        item.now,
                        item.reading.before.own,
                        item.reading.now.median,
                        item.reading.now.england,
                    )
                ),
                item.now.period if item.now.known else _NONE,
                direction(item.reading),
                _judgement(item, result.against),
            )
            for item in result.annual
        ),
    )


def _judgement(item: Annual, against: str) -> str:
    if not item.better:
        return "Neither is"
    if against == ITS_AIM:
        return _AIMS[item.verdict]
    return _SIGNALS[item.verdict].removeprefix("Signal: ").capitalize()


def backlog(result: ServiceIndicators) -> Sentence | None:
    """Cases past 20 weeks, how long they take to clear, and the officers that are needed."""
    queue = result.backlog
    if queue is None:
        return None
    present = queue.at_present
    return paragraph(
        [
            say(
                "On {day}, {waiting:,d} cases had waited more than 20 weeks.",
                otherwise="How many cases had waited more than 20 weeks cannot be given: {reason}.",
                day=queue.day,
                waiting=queue.waiting,
            ),
            say(
                "As plans are issued now, they are cleared in about {months:d} months"
                f"{_range(present)}{_NOT_CLEARED}.",
                otherwise="As plans are issued now, it cannot be said when they are cleared: "
                "{reason}.",
                months=present,
                never=queue.never,
            ),
            _at_capacity(queue),
            say_if_known(
                "To issue as many plans as assessments are agreed takes {officers:read} case "
                "officers (likely range {officers:range}).",
                officers=queue.officers,
            ),
        ]
    )


def _at_capacity(queue: Backlog) -> Sentence | None:
    """How long the capacity takes that is chosen, or that it never does."""
    if not queue.capacity.known:
        return None
    a_month = "plan" if queue.capacity.number == 1 else "plans"
    return say(
        f"With {{capacity:,d}} {a_month} a month it takes about {{months:d}} months"
        f"{_range(queue.at_capacity)}{_NOT_CLEARED}.",
        otherwise=f"With {{capacity:,d}} {a_month} a month it cannot be said when they are "
        "cleared: {reason}.",
        needs="months",
        capacity=queue.capacity,
        months=queue.at_capacity,
        never=queue.never_at_capacity,
    )


def _range(months: Figure) -> str:
    """The clause with the likely range; empty where it has no end."""
    return " (likely range {months:range})" if months.low is not None else ""


def how_to_read(result: ServiceIndicators) -> Sentence:
    """What the words of the table of published measures mean."""
    return say(
        "A change may be chance where one as large comes about by chance alone more often than "
        "once in {often:d} times. Of requests, refusals, new plans and appeals neither direction "
        "is better in itself. A typical neighbour is the median of {others}.",
        others=result.ask.main.others,
        often=MAKER.make("once_in", round(1 / SIGNIFICANCE), "number", "one over the level"),
    )
