"""What is said of plans, requests, waits and open cases this month."""

from __future__ import annotations

from collections.abc import Iterable

from hnb.domain.words import capitalised
from hnb.figures import (
    Figure,
    Listing,
    Sentence,
    is_withheld,
    listing,
    paragraph,
    say,
    say_if_known,
    source_line,
)
from hnb.figures.marks import OR_MORE, OR_MORE_NOTE
from hnb.figures.records import cell, named
from hnb.questions.this_month.model import Category, ThisMonth
from hnb.questions.this_month.process import CEASED, ISSUED, REQUESTS, Flow, compared_waits

_NONE = "–"
_MOST_SCHOOLS = 30
_LEAST_WEEKS = 1  # by which a median is longer or shorter in words


def is_published(result: ThisMonth) -> bool:
    """Whether plans are compared with the last census, as the records have no year before."""
    return result.when.startswith("January")


def answer(result: ThisMonth) -> Sentence | None:
    """How many plans there are, how that has changed in a year, and whether the wait is getting
    shorter.
    """
    compared = "[, {growth:moved} since {when} ({before:,d})]."
    if is_published(result):  # not counted in the same way
        compared = ".[ For {when} the department published {before:,d}.]"
    plans = say(
        f"On {{day}} {{name}} had {{plans:,d}} EHC plans{compared}",
        otherwise="How many EHC plans {name} had on {day} cannot be given: {reason}.",
        needs="plans",
        day=result.day,
        name=result.ask.authority.name,
        plans=result.plans,
        growth=result.growth,
        when=result.when,
        before=result.before,
    )
    return paragraph([plans, _wait(result)])


def _wait(result: ThisMonth) -> Sentence:
    """Whether the wait is getting shorter."""
    if not result.waited.known:
        return say(
            "Whether the wait for a plan is getting shorter is not known: {reason}.",
            reason=result.waited.reason,
        )
    known = compared_waits(result.waits)
    earlier, last = known[-2].median, known[-1].median
    return say(
        "The wait for a plan is {direction}: half of the requests of {year} that lead to one do so "
        "within {last}, compared with {earlier} for {before}.",
        direction=_direction(earlier, last),
        year=known[-1].year,
        before=known[-2].year,
        last=last,
        earlier=earlier,
    )


def _direction(earlier: Figure, last: Figure) -> str:
    """Whether a wait is shorter, by a week at least."""
    if earlier.text == last.text or abs(last.number - earlier.number) < _LEAST_WEEKS:
        return "about the same"
    return "getting shorter" if last.number < earlier.number else "getting longer"


def demand(result: ThisMonth) -> Sentence | None:
    """Requests, plans issued and plans ceased in the last twelve months, and a year before."""
    requests, issued, ceased = (result.flow(name) for name in (REQUESTS, ISSUED, CEASED))
    name = result.ask.authority.name
    return paragraph(
        (
            _flow("In {when} {name} received {now:,d} requests for an assessment", name, requests),
            _flow("It issued {now:,d} plans", name, issued),
            _flow("In that time {now:,d} plans ceased", name, ceased),
        )
    )


def _flow(words: str, name: str, flow: Flow | None) -> Sentence | None:
    if flow is None:
        return None
    return say_if_known(
        f"{words}[ ({{before:,d}} the year before)].",
        now=flow.last_year,
        when=flow.last_year.period,
        name=name,
        before=flow.year_before,
    )


def at_a_glance(result: ThisMonth) -> Listing:
    """What a month's report begins with: now and a year before."""
    rows: list[tuple[Figure | Sentence | str, ...]] = [
        (f"EHC plans, {result.day} and {result.when}", result.plans, cell(result.before))
    ]
    rows += [
        (
            f"{capitalised(flow.name)}, {flow.last_year.period}",
            cell(flow.last_year),
            cell(flow.year_before),
        )
        for flow in result.flows
    ]
    cases = result.open_cases
    if cases.by_stage:
        rows.append((f"Open cases, {result.day}", cases.total, _NONE))
        late = _or_more(cases.overdue, cases.overdue_at_least)
        rows.append((f"Open for more than 20 weeks, {result.day}", late, _NONE))
    rows += [(named(f"annual reviews: {step}"), figure, _NONE) for step, figure in result.reviews]
    rows += [
        (named(f"phase transfers: {step}"), figure, _NONE) for step, figure in result.transfers
    ]
    return listing(f"This month in {result.ask.authority.name}", ("", "Now", "Before"), rows)


def waits(result: ThisMonth) -> Listing | None:
    """Weeks from request to plan by the year of the request."""
    if not result.waits:
        return None
    return listing(
        f"Weeks from request to plan in {result.ask.authority.name}, by year of request",
        ("Requests of", "A quarter within", "Half within", "Three quarters within"),
        (
            (capitalised(wait.year), *map(_weeks, (wait.lower, wait.median, wait.upper)))
            for wait in result.waits
        ),
    )


def _weeks(figure: Figure) -> Figure | str:
    """Weeks by which a share has a plan; not yet, where too few have one."""
    return figure if figure.known or is_withheld(figure) else "Not yet"


def how_waits_are_counted() -> Sentence:
    """Why the waits of recent years are not too short."""
    return say(
        "Cases that are still open count with the weeks that they have waited so far. Without them "
        "the last years would look better than they are. A figure is left out where too few "
        "requests have led to a plan."
    )


def overdue(result: ThisMonth) -> Sentence | None:
    """How many cases are open, and how many past the legal limit."""
    if not result.open_cases.by_stage:
        return None
    cases = result.open_cases
    if is_withheld(cases.overdue) and cases.overdue_at_least.value:
        return say(
            "At least {least:,d} cases have been open for more than 20 weeks, which is the legal "
            "limit for most. A few more may be: a small number is withheld so that no child can be "
            "identified.",
            least=cases.overdue_at_least,
        )
    return say(
        "{overdue:,d} cases have been open for more than 20 weeks, which is the legal limit "
        "for most.[ There are {total:,d} open cases.]",
        otherwise="How many open cases are past 20 weeks cannot be given: {reason}.",
        needs="overdue",
        total=cases.total,
        overdue=cases.overdue,
    )


def open_cases(result: ThisMonth) -> Listing | None:
    """Open cases by stage and weeks."""
    cases = result.open_cases
    if not cases.by_stage:
        return None
    return listing(
        f"Open cases by stage and time since the request, {_whose(result)}, {result.day}",
        ("Stage", *(f"{capitalised(band)} weeks" for band in cases.bands)),
        ((named(stage), *figures) for stage, figures in cases.by_stage),
    )


def reviews(result: ThisMonth) -> Listing | None:
    """Annual reviews done, due and overdue."""
    return _steps("Annual reviews", result, result.reviews)


def transfers(result: ThisMonth) -> Listing | None:
    """Phase transfers of the coming September against the deadline."""
    return _steps("Phase transfers of next September", result, result.transfers)


def _steps(title: str, result: ThisMonth, steps: Iterable[tuple[str, Figure]]) -> Listing | None:
    rows = [(named(step), figure) for step, figure in steps]
    if not rows:
        return None
    return listing(f"{title}, {_whose(result)}, {result.day}", ("", "Number"), rows)


def by(result: ThisMonth, split: str, *, appendix: bool = False) -> Listing | None:
    """Plans by a split: now and, where there are any, a year before."""
    rows = result.splits[split]
    if not rows:
        return None
    has_before = any(row.before.known for row in rows)
    some_more = any(_is_more(row) for row in rows)
    figures = [figure for row in rows for figure in (row.now, row.before) if figure.known]
    source = f"{source_line(figures)} {OR_MORE_NOTE}" if some_more else ""
    heads = ("Now", "A year before") if has_before else ("Now",)
    return listing(
        f"EHC plans by {split}, {_whose(result)}, {result.day}",
        (capitalised(split), *heads),
        (
            (named(row.name), *((_plans(row), cell(row.before)) if has_before else (_plans(row),)))
            for row in rows
        ),
        source=source,
        appendix=appendix,
    )


def _is_more(row: Category) -> bool:
    """Whether a part of a category is shown, and the rest withheld."""
    return is_withheld(row.now) and bool(row.at_least.value)


def _plans(row: Category) -> Figure | Sentence:
    return _or_more(row.now, row.at_least)


def _or_more(figure: Figure, least: Figure) -> Figure | Sentence:
    """A Figure, or the least that it can be, where a part of it is shown and the rest withheld."""
    if is_withheld(figure) and least.value:
        return say(f"{{least:,d}} {OR_MORE}", least=least)
    return figure


def by_school(result: ThisMonth) -> Listing | None:
    """The schools with most plans, which are named, and the groups that are not."""
    most = result.splits["school"][:_MOST_SCHOOLS]
    if not most:
        return None
    return listing(
        f"Schools with most EHC plans of {result.ask.authority.name}, {result.day}",
        ("School", "Plans"),
        ((named(row.name), row.now) for row in most),
        appendix=True,
    )


def months(result: ThisMonth) -> Listing | None:
    """What happened in each of the last twelve months."""
    if not result.flows:
        return None
    last = range(len(result.months) // 2, len(result.months))
    return listing(
        f"Requests, decisions and plans by month, {_whose(result)}",
        ("Month", *(capitalised(flow.name) for flow in result.flows)),
        (
            (
                result.flows[0].months[place].period,
                *(cell(flow.months[place]) for flow in result.flows),
            )
            for place in last
        ),
        appendix=True,
    )


def _whose(result: ThisMonth) -> str:
    return result.ask.authority.name
