"""Sentences and tables of the forecast of plans, and of what was wrong with earlier ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hnb.domain.periods import write_day
from hnb.domain.units import MINUS
from hnb.domain.words import listed
from hnb.figures import Figure, Listing, Sentence, ends, listing, say, source_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hnb.questions.plans_forecast.last_time import LastTimes
    from hnb.questions.plans_forecast.model import Forecast
    from hnb.questions.plans_forecast.registered import OfAuthority


LEAST_HELD = 80  # per cent of counts, below which a range of 95% has been too narrow


def expected(result: Forecast) -> Sentence:
    """Plans now and at the last January of the forecast."""
    growth = result.growth[-1]
    if result.doubt:
        return say(
            "{result.name} had {result.now} in {result.now.period}. No forecast is made from it: "
            "{result.doubt}.",
            result=result,
        )
    if not result.known:  # the reason holds a number, which only a Figure may
        return say(
            "{result.name} had {result.now} in {result.now.period}. No forecast is made, because "
            "there are too few plans to learn from.",
            result=result,
        )
    return say(
        "If recent national growth continues, {result.name} would have about {plans:read} by "
        "{plans.period} (likely range {plans:range}).[ That is {growth:read_size} {more} than the "
        "{result.now} of {result.now.period}.]",
        result=result,
        plans=result.plans[-1],
        growth=growth,
        more="fewer" if growth.text.startswith(MINUS) else "more",
    )


def pooled(result: Forecast) -> Sentence | None:
    """That nothing of the authority's own past is used, where its series is too short."""
    if not (result.known and result.pooled):
        return None
    return say(
        "{result.name} has fewer than three Januaries in a row. So the forecast uses England's "
        "growth of {result.england} a year, and nothing of its own past.",
        result=result,
    )


def how(result: Forecast) -> Sentence | None:
    """What the forecast starts from, and when it could have been made."""
    if not result.known:
        return None
    used = {
        "new plans": "how many of the plans here are new",
        "requests for assessment": "how many requests have not become plans",
        "children": "how many children have a plan",
    }
    counts = listed([used[count] for count in used if count not in result.withheld])
    adjusted = "" if result.pooled else counts
    return say(
        "The forecast starts from England's growth of {result.england} a year.[ It adjusts this "
        "for {adjusted}.] All figures used were published by {result.known_on}.",
        result=result,
        adjusted=adjusted,
    )


def in_time(result: Forecast) -> Sentence | None:
    """That the share of plans issued in time is used, and of which year."""
    if not result.known or result.in_time is None:
        return None
    return say(
        "It also uses how many plans were issued within 20 weeks: {in_time:read} in "
        "{in_time.period}. Plans have grown faster where few are.",
        in_time=result.in_time,
    )


def newer(result: Forecast) -> Sentence | None:
    """That a later count is not forecast from, since few authorities have one."""
    if result.newer is None:
        return None
    return say(
        "{result.name} had {newer} in {newer.period}. Too few authorities have a count of that "
        "January to forecast from it. So this forecast starts from {result.now.period}.",
        result=result,
        newer=result.newer,
    )


def steps(result: Forecast) -> tuple[Sentence, ...]:
    """For each change that looks like one of recording, that it is used as it is."""
    return tuple(
        say(
            "From {when} the count {moved} by {step:read_size}, which looks like a change in "
            "recording. The forecast uses the count as published.",
            when=step.period,
            moved="fell" if step.number < 0 else "rose",
            step=step,
        )
        for step in result.steps
        if result.known
    )


def lacking(result: Forecast) -> tuple[Sentence, ...]:
    """That counts not yet published, and each that is not believed, are taken to be average."""
    if not result.known:
        return ()
    sentences = []
    if late := [count for count in result.lacking if count in result.withheld]:
        sentences.append(
            say(
                "No edition used here has the counts of {what} in the year before {january}. The "
                "forecast takes those of {name} to be average.",
                what=listed(late),
                name=result.name,
                january=result.now.period,
            )
        )
    for count in result.lacking:
        if count not in result.withheld:
            sentences.append(
                say(
                    "There is no reliable count of {what} for {name}. The forecast takes it to be "
                    "average.",
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
        "The forecast from January {printed.origin} was about {printed.expected:read} (likely "
        "range {printed.expected:range}). The actual figure was {now}, {inside} that range."
        "[ The forecast was {printed.error:read_size} too {which}.][ {it} did not use how "
        "many plans are issued within 20 weeks. With that it would have been about "
        "{latest.expected:read} (likely range {latest.expected:range}).]",
        printed=printed,
        latest=latest,
        it="It" if result.as_printed and _differ(printed.expected, latest.expected) else "",
        now=result.now,
        inside="within" if printed.inside else "outside",
        which=_too(printed.error),
    )


def _differ(forecast: Figure, other: Figure) -> bool:
    """Whether a reader sees two forecasts as different."""
    return (forecast.read, forecast.range) != (other.read, other.range)


def _too(error: Figure) -> str:
    return "low" if error.text.startswith(MINUS) else "high"


def last_time_everywhere(result: LastTimes) -> Sentence | None:
    """How the same forecast did in all areas."""
    record, now = result.printed_everywhere or result.everywhere, result.everywhere
    if record is None:
        return None
    return say(
        "Across {record.areas} in England, {record.inside:read} of the actual figures were within "
        "the likely range of the forecast from January {record.origin}. The typical (median) error "
        "was {record.error:read}.[ {as_made} made now, they would have been {now.inside:read} and "
        "{now.error:read}.]",
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
        "In {result.name}, {record.in_time:read} of plans were issued within 20 weeks in "
        "{record.in_time.period}. Where {record.share} were, {record.inside:read} of "
        "{record.tried} a year ahead had the actual figure within the likely range.[ Five years "
        "ahead it was {record.far_held:d} of {record.far_tried}.]",
        result=result,
        record=record,
    )


def too_narrow(result: LastTimes) -> Sentence | None:
    """That likely ranges have held too few counts where so few, or so many, plans are in time."""
    record = result.alike
    if record is None or not record.far.known or record.far.number >= LEAST_HELD:
        return None
    return say(
        "The likely range may be too narrow. Where {record.share} of plans were issued within 20 "
        "weeks, {record.far_held:d} of {record.far_tried} had the actual figure within it five "
        "years later.",
        record=record,
    )


def last_times_listing(result: LastTimes) -> Listing | Sentence:
    """Every earlier forecast of the count; a sentence where there is none."""
    if not result.times:
        return say(
            "No earlier forecast can be compared with the actual figure, because there are too few "
            "years or too few plans."
        )
    return listing(
        f"Plans of {result.name} in {result.now.period}, as they would have been forecast earlier",
        (
            "Forecast from",
            "Expected",
            "Low end",
            "High end",
            "Actual",
            "Expected over actual",
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
        "A forecast for {expected.period} was registered on {day}, before the count was "
        "published. It is about {expected:read} for {name} (likely range {expected:range}). "
        "The count is due by {due}.",
        expected=result.expected,
        name=result.name,
        day=write_day(result.registered.day),
        due=result.registered.due,
    )


def _scored(result: OfAuthority) -> tuple[Sentence, ...]:
    assert result.error is not None and result.scores is not None
    return (
        say(
            "The forecast for {expected.period} that was registered on {day} was about "
            "{expected:read} (likely range {expected:range}). The actual figure was {came}, "
            "{inside} that range."
            "[ The forecast was {error:read_size} too {which}.]",
            expected=result.expected,
            day=write_day(result.registered.day),
            came=result.came,
            inside="within" if result.inside else "outside",
            error=result.error,
            which=_too(result.error),
        ),
        say(
            "Of {scores.number} with a forecast registered then, {inside:read} have an actual "
            "figure within the likely range. The typical (median) error is {scores.error:read}.",
            scores=result.scores,
            inside=result.scores.inside[95],
        ),
    )
