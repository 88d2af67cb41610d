"""Sentences and tables of the forecast of plans, and of what was wrong with earlier ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hnb.domain.periods import write_day
from hnb.domain.units import MINUS
from hnb.domain.words import listed
from hnb.figures import Listing, Sentence, ends, listing, say, source_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hnb.questions.plans_forecast.last_time import LastTimes
    from hnb.questions.plans_forecast.model import Forecast
    from hnb.questions.plans_forecast.registered import OfAuthority


def expected(result: Forecast) -> Sentence:
    """Plans now and at the last January of the forecast."""
    growth = result.growth[-1]
    if not result.known:  # the reason holds a number, which only a Figure may
        return say(
            "{result.name} had {result.now} in {result.now.period}. No forecast is made: no "
            "authority with so few plans could be learned from.",
            result=result,
            summary="forecast",
        )
    return say(
        "{result.name} had {result.now} in {result.now.period}. In {plans.period}, {plans} are "
        "expected, {growth:size} {more}. It is not sure: the likely range is {plans:interval} (95% "
        "limits).",
        result=result,
        plans=result.plans[-1],
        growth=growth,
        more="fewer" if growth.text.startswith(MINUS) else "more",
        summary="forecast",
    )


def pooled(result: Forecast) -> Sentence | None:
    """That nothing of the authority's own past is used, where its series is too short."""
    if not (result.known and result.pooled):
        return None
    return say(
        "Fewer than three Januaries in a row are held for {result.name}, so nothing of its own "
        "past is in this forecast: it is England's growth of {result.england} a year alone.",
        result=result,
    )


def how(result: Forecast) -> Sentence | None:
    """What the forecast starts from, and when it could have been made."""
    if not result.known:
        return None
    used = {
        "new plans": "how many of the plans here are new",
        "requests for assessment": "how many requests have not become plans",
        "children": "how many children have one",
    }
    moved = f"moved by {listed([used[count] for count in used if count not in result.withheld])}"
    if result.pooled:
        moved = "alone, since fewer than three Januaries in a row are held here"
    return say(
        "It starts from England's growth of {result.england} a year, {how}. The figures that it "
        "rests on had been published by {result.known_on}.",
        result=result,
        how=moved,
    )


def in_time(result: Forecast) -> Sentence | None:
    """That the share of plans issued in time is used, and of which year."""
    if not result.known or result.in_time is None:
        return None
    return say(
        "It also uses how many plans were issued within 20 weeks: {in_time} of those of "
        "{in_time.period}. Plans have grown faster where few are.",
        in_time=result.in_time,
    )


def newer(result: Forecast) -> Sentence | None:
    """That a later count is not forecast from, since few authorities have one."""
    if result.newer is None:
        return None
    return say(
        "{result.name} had {newer} in {newer.period}. Too few authorities have a count of that "
        "January to forecast from it, so this forecast starts from {result.now.period}.",
        result=result,
        newer=result.newer,
    )


def steps(result: Forecast) -> tuple[Sentence, ...]:
    """For each change that looks like one of recording, that it is used as it is."""
    return tuple(
        say(
            "From {when} the count changed by {step}, which looks like a change in what is "
            "recorded. It is used as it stands.",
            when=step.period,
            step=step,
        )
        for step in result.steps
        if result.known
    )


def lacking(result: Forecast) -> tuple[Sentence, ...]:
    """That counts not yet held, and each that is not believed, are taken to be average."""
    if not result.known:
        return ()
    sentences = []
    if late := [count for count in result.lacking if count in result.withheld]:
        sentences.append(
            say(
                "The counts of {what} in the year before {january} are not yet held, so those of "
                "{name} count as average in this forecast.",
                what=listed(late),
                name=result.name,
                january=result.now.period,
            )
        )
    for count in result.lacking:
        if count not in result.withheld:
            sentences.append(
                say(
                    "No count of {what} that can be believed is held for {name}, so they count as "
                    "average in this forecast.",
                    what=count,
                    name=result.name,
                )
            )
    return tuple(sentences)


def last_time(result: LastTimes) -> Sentence | None:
    """The latest of the earlier forecasts and the count that was published."""
    if not result.times:
        return None
    printed, latest = result.as_printed or result.times[0], result.times[0]
    return say(
        "The forecast from January {printed.origin} said {printed.expected} (95% limits: "
        "{printed.expected:interval}). What came was {now}, {inside} its limits: the "
        "forecast was {printed.error:size} too {which}.[ {did_not} use how many plans are issued "
        "within 20 weeks; as forecasts are made now it would have said {latest.expected} "
        "({latest.expected:interval}).]",
        printed=printed,
        latest=latest,
        did_not="It did not" if result.as_printed else "",
        now=result.now,
        inside="within" if printed.inside else "outside",
        which="low" if printed.error.text.startswith(MINUS) else "high",
    )


def last_time_everywhere(result: LastTimes) -> Sentence | None:
    """How the same forecast did in all areas."""
    record, now = result.printed_everywhere or result.everywhere, result.everywhere
    if record is None:
        return None
    return say(
        "Over {record.areas} in England, the forecast from January {record.origin} had the count "
        "within its 95% limits in {record.inside} of them. The median error was {record.error}."
        "[ {as_made} made now it would have been {now.inside} and {now.error}.]",
        record=record,
        now=now,
        as_made="As forecasts are" if result.printed_everywhere else "",
    )


def limits_record(result: LastTimes) -> Sentence | None:
    """How often the limits have held the count, where about as many plans are issued in time."""
    record = result.alike
    if record is None:
        return None
    return say(
        "In {result.name}, {record.in_time} of plans were issued within 20 weeks in "
        "{record.in_time.period}. Where {record.share} were, 95% limits a year ahead held the "
        "count in {record.inside} of {record.tried}.[ Limits five years ahead, as they would have "
        "been set then, held it in {record.far} of {record.far_tried}.]",
        result=result,
        record=record,
    )


def last_times_listing(result: LastTimes) -> Listing | Sentence:
    """Every earlier forecast of the count; a sentence where there is none."""
    if not result.times:
        return say(
            "No earlier forecast can be set beside what came: the series is too short, or too "
            "small."
        )
    return listing(
        f"Plans of {result.name} in {result.now.period}, as they would have been forecast earlier",
        (
            "Forecast from",
            "Expected",
            "Low end",
            "High end",
            "What came",
            "Expected over what came",
        ),
        (
            (f"January {time.origin}", time.expected, *ends(time.expected), result.now, time.error)
            for time in result.times
        ),
        source=source_line([result.now]),
        appendix=True,
    )


def registered(results: Sequence[OfAuthority]) -> tuple[Sentence, ...]:
    """That forecasts are registered whose count is not known yet, and how the last did whose count
    is, here and in England.
    """
    pending = [_pending(result) for result in results if result.came is None]
    known = next((result for result in results if result.came is not None), None)
    return (*pending, *(_scored(known) if known else ()))


def _pending(result: OfAuthority) -> Sentence:
    return say(
        "A forecast of {expected.period} was registered on {day}, before the count was published: "
        "{expected} for {name} (95% limits: {expected:interval}). The count is due by {due}, and "
        "is then compared with it.",
        expected=result.expected,
        name=result.name,
        day=write_day(result.registered.day),
        due=result.registered.due,
    )


def _scored(result: OfAuthority) -> tuple[Sentence, ...]:
    assert result.error is not None and result.scores is not None
    return (
        say(
            "The forecast of {expected.period} that was registered on {day} said {expected} (95% "
            "limits: {expected:interval}). What came was {came}, {inside} its limits: it was "
            "{error:size} too {which}.",
            expected=result.expected,
            day=write_day(result.registered.day),
            came=result.came,
            inside="within" if result.inside else "outside",
            error=result.error,
            which="low" if result.error.text.startswith(MINUS) else "high",
        ),
        say(
            "Of {scores.number} with a forecast that was registered then, {inside} have a count "
            "within its limits. The middle error is {scores.error}.",
            scores=result.scores,
            inside=result.scores.inside[95],
        ),
    )
