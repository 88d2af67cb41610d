"""What is said of a council's own records next to the published figures."""

from __future__ import annotations

from collections.abc import Iterable

from hnb.figures import (
    Listing,
    Sentence,
    is_withheld,
    listing,
    paragraph,
    say,
    say_if_known,
    source_line,
)
from hnb.figures.records import cell, label, named
from hnb.questions.own_and_published.model import (
    COMPARED,
    PLANS,
    Explanation,
    Line,
    OwnAndPublished,
)

_CALLED = {
    PLANS: "EHC plans",
    "ehc_plans_by_age": "EHC plans by age",
    "ehc_plans_by_need": "EHC plans by primary need",
    "ehc_plans_by_placement": "EHC plans by placement",
    "requests": "Requests for an assessment",
    "new_plans": "New plans",
    "plan_timeliness": "Plans issued, by time from the request",
    "assessments": "Assessments",
    "ceased_plans": "Plans ceased",
}
_EXCEPTIONS = {
    "with exceptions": "plans that may take longer by law counted",
    "without exceptions": "without plans that may take longer by law",
}
_HEADS = ("Council’s own records", "Published", "Difference")
_MOST_LARGE = 15
_WITHHELD_TOO = (
    "The department prints all its numbers. The council's own are withheld where they, or others "
    "next to them in its records, are small."
)


def answer(result: OwnAndPublished) -> Sentence | None:
    """How many plans both have, and how many lines differ much."""
    return paragraph([_plans(result), _large(result)])


def _plans(result: OwnAndPublished) -> Sentence | None:
    line = result.plans
    if line is None:
        return None
    if line.difference.known and not line.difference.number:
        return say(
            "In {when} the council's own records and the published figure agree: {plans:,d} EHC "
            "plans.",
            when=line.period,
            plans=line.council,
        )
    more = "more" if line.difference.known and line.difference.number > 0 else "fewer"
    return say(
        "In {when} the council's own records have {council:,d} EHC plans. The department published "
        "{published:,d}: the records have {difference:size} {more}.",
        otherwise="The number of EHC plans in {when} cannot be compared: {reason}.",
        when=line.period,
        council=line.council,
        published=line.published,
        difference=line.difference,
        more=more,
    )


def _large(result: OwnAndPublished) -> Sentence:
    if not result.large.number:
        return say(
            "No other line differs by {limit:read} or more.[ {total:,d} lines are compared.]",
            limit=result.limit,
            total=result.total,
        )
    return say(
        "Of {total:,d} lines that both have, {large:,d} {differ} by {limit:read} or more, and by "
        "at least ten.",
        total=result.total,
        large=result.large,
        differ="differs" if result.large.number == 1 else "differ",
        limit=result.limit,
    )


def explained(result: OwnAndPublished) -> Sentence | None:
    """Why the records have another number of plans than were published."""
    if not result.explanations:
        return None
    last = result.explanations[-1]
    unknown = "How many records of plans were open in January {year} cannot be given: {reason}."
    if last.counted.known:
        unknown = (
            "Of the records of plans open in January {year}, {counted:,d} are counted. How many "
            "were set aside is not shown: {reason}."
        )
    return say(
        "Of {records:,d} records of plans open in January {year}, {counted:,d} are counted and "
        "{aside:,d} set aside.",
        otherwise=unknown,
        records=last.records,
        counted=last.counted,
        aside=last.not_counted,
        year=str(last.january),
    )


def totals(result: OwnAndPublished) -> Listing | None:
    """Every total that both have, the last period of each first."""
    lines = [line for line in result.lines if line.is_total]
    return _listing(
        f"Totals in the council’s own records and as published, {result.ask.authority.name}",
        lines,
        by_period=True,
    )


def large(result: OwnAndPublished) -> Listing | None:
    """The lines that differ most."""
    title = (
        f"Largest differences between records and published figures, {result.ask.authority.name}"
    )
    return _listing(title, result.large_lines[:_MOST_LARGE], by_period=False)


def every_line(result: OwnAndPublished, name: str) -> Listing | None:
    """Every line of a table in the last period that both have."""
    lines = [line for line in result.lines if line.table == name]
    last = max((line.year for line in lines), default=0)
    shown = [line for line in lines if line.year == last]
    if len(shown) < 2:
        return None
    return listing(
        f"{_CALLED[name]}, {result.ask.authority.name}, {shown[0].period}",
        ("", *_HEADS),
        (
            (_categories(line), line.council, line.published, cell(line.difference))
            for line in shown
        ),
        source=_source(shown),
        appendix=True,
    )


def _source(lines: Iterable[Line]) -> str:
    """The source line, with why a count of the council's is withheld next to one in print."""
    shown = list(lines)
    source = source_line([part for line in shown for part in (line.council, line.published)])
    if any(is_withheld(line.council) and line.published.known for line in shown):
        return f"{source} {_WITHHELD_TOO}"
    return source


def details(result: OwnAndPublished) -> list[Listing]:
    """A table for each of those compared by category."""
    tables = (every_line(result, name) for name in COMPARED)
    return [table for table in tables if table is not None]


def explanation(result: OwnAndPublished) -> Listing | None:
    """How the records of plans become the count of each January."""
    if not result.explanations:
        return None
    return listing(
        f"From records of plans to the count, {result.ask.authority.name}",
        ("", *(f"January {each.january}" for each in result.explanations)),
        _reasons(result.explanations),
    )


def _reasons(explanations: tuple[Explanation, ...]) -> Iterable[tuple[object, ...]]:
    yield ("Records of plans open on the day", *(each.records for each in explanations))
    reasons = dict.fromkeys(reason for each in explanations for reason, _ in each.set_aside)
    for reason in reasons:
        figures = [dict(each.set_aside).get(reason, "–") for each in explanations]
        yield (named(f"set aside: {reason}"), *figures)
    yield ("Plans counted", *(each.counted for each in explanations))


def _listing(title: str, lines: Iterable[Line], *, by_period: bool) -> Listing | None:
    """Lines with the council's figure, the published one, and the difference."""
    in_order = sorted(lines, key=lambda line: -line.year) if by_period else list(lines)
    if not in_order:
        return None
    return listing(
        title,
        ("", "When", *_HEADS),
        (
            (_name(line), line.period, line.council, line.published, cell(line.difference))
            for line in in_order
        ),
    )


def _name(line: Line) -> str | Sentence:
    """What a line counts: its table, and its categories where it has any."""
    if line.is_total:
        return _CALLED[line.table]
    return named(f"{_CALLED[line.table]}: {_words(line)}")


def _categories(line: Line) -> str | Sentence:
    return named(_words(line))


def _words(line: Line) -> str:
    """The categories of a line; an age in years says what it is."""
    words = ", ".join(_EXCEPTIONS.get(word) or label(word) for word in line.categories)
    return f"aged {words}" if words.isdigit() else words


def why_they_differ(result: OwnAndPublished) -> Sentence | None:
    """Why both can differ even where nothing is set aside."""
    return say_if_known(
        "The published figure is what the council returned in its SEN2 return of the time. The "
        "records are those of now, with later corrections and late entries. {total:,d} lines "
        "are compared.",
        total=result.total,
    )
