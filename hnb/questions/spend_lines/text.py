"""What is said of lines of section 251: lines, and never placements."""

from __future__ import annotations

from hnb.comparison.listings import side_by_side
from hnb.comparison.measures.services import SERVICES
from hnb.figures import Listing, Sentence, say
from hnb.questions.spend_lines.model import SpendLines


def leading(result: SpendLines) -> Sentence:
    """The line that leads, for each plan."""
    return say(
        "In {line.own.period} {name} booked {line.own} for each plan under {words}[, against a "
        "median of {line.median} for {others}][ and {line.england} in England].",
        otherwise="What {name} booked for each plan under {words} cannot be given: {reason}.",
        needs="line.own",
        name=result.ask.authority.name,
        words=SERVICES[result.line][0],
        others=result.ask.main.others,
        line=result.leading,
    )


def growth(result: SpendLines) -> Sentence:
    """How independent top-ups grew."""
    return say(
        "In cash independent top-ups changed by {growth.own} in the two years to "
        "{growth.own.period}[, against a median of "
        "{growth.median} for {others}][ and {growth.england} in England].",
        otherwise="How independent top-ups changed in two years cannot be given: {reason}.",
        needs="growth.own",
        others=result.ask.main.others,
        growth=result.growth,
    )


def services(result: SpendLines) -> Sentence:
    """Transport, psychology and administration for each plan."""
    _, transport, psychology, administration = result.per_plan
    return say(
        "In {transport.own.period} it booked {transport.own} for each plan for transport of school "
        "pupils with SEN, {psychology.own} for educational psychology and {administration.own} for "
        "SEN administration[, against medians of {transport.median}, {psychology.median} and "
        "{administration.median} for {others}].",
        otherwise="Transport, psychology and administration for each plan cannot be given: "
        "{reason}.",
        needs=("transport.own", "psychology.own", "administration.own"),
        others=result.ask.main.others,
        transport=transport,
        psychology=psychology,
        administration=administration,
    )


def lines_are_no_placements(result: SpendLines) -> Sentence:
    """What a line is, and who took it out of the publisher's file."""
    compiled = any(
        name.startswith("s251-lines") for line in result.per_plan for name in line.own.releases
    )
    return say(
        "These are lines of section 251, before income, and not placements: authorities book like "
        "spending under different lines.{who}",
        who=" A third party took them out of the department's files." if compiled else "",
    )


def table(result: SpendLines) -> Listing:
    """Every line beside comparators and England."""
    caption = f"Lines of section 251 outturn, {result.ask.authority.name}"
    return side_by_side((*result.per_plan, result.growth), caption, appendix=True)
