"""Page one as a table: a question, its answer, the figure, others, and when."""

from __future__ import annotations

from functools import singledispatch

from hnb.comparison.compared import Compared
from hnb.figures import Figure, Listing, Sentence, listing, say
from hnb.questions.page_one.counted import CountedRow
from hnb.questions.page_one.model import Expected, NotJudged, PageOne, Programme, Row
from hnb.questions.page_one.money import Block, Deficit, Spending
from hnb.questions.page_one.position import Position
from hnb.questions.programme.model import FEWER, MORE

NONE = "–"
SOURCES = "Sources are listed in the appendix."
TOO_FEW = "Too few to judge"
Cells = tuple[Sentence | str, ...]  # question, answer, figure, others, date and change


def table(result: PageOne) -> Listing:
    """The ten rows."""
    name = result.ask.authority.name
    header = ("Question", "Answer", name, "Typical neighbour; England", "Date and change")
    rows = map(cells, result.rows)
    return listing(f"High needs in {name} on one page", header, rows, source=SOURCES)


@singledispatch
def cells(row: Row) -> Cells:
    """What a row says, cell by cell."""
    raise TypeError(f"no row of {type(row).__name__}")


@cells.register
def _position(row: Position) -> Cells:
    now = row.now
    if not now.own.known:
        return (row.asks, _not_known(now.own.reason), NONE, NONE, now.period)
    return (
        row.asks,
        _answer(row),
        say(f"{{own}} {row.of_what}", own=now.own),
        _others(now),
        _when(row),
    )


def _others(now: Compared) -> Sentence:
    """A typical neighbour and England."""
    return say(
        "{median}[; England {england}]", otherwise=NONE, median=now.median, england=now.england
    )


def _answer(row: Position) -> Sentence | str:
    """Where it is among its neighbours, in a word and a place."""
    if not row.standing:
        return _not_known("too few neighbours have a figure")
    if row.by == "change":
        return _answer_on_change(row)
    rank, group = row.now.main.rank, row.now.main.group
    if row.standing == "below":
        place = row.place_from_below
        ordinal = "the lowest" if place.value == 1 else "{place} lowest"
        return say(f"No: {ordinal} of {{group:d}}", place=place, group=group)
    word = "Yes" if row.standing == "above" else "About the same"
    ordinal = "the highest" if rank.value == 1 else "{rank} highest"
    return say(f"{word}: {ordinal} of {{group:d}}", rank=rank, group=group)


def _answer_on_change(row: Position) -> str:
    """Whether it rose or fell by more than in most similar areas."""
    if row.standing == "in the middle":
        return "About the same"
    rose = row.changes[row.now.ask.la_code] > 0
    further = (row.standing == "above") == rose
    if not further:
        return f"No: a smaller {'rise' if rose else 'fall'} than in most"
    return f"Yes: a bigger {'rise' if rose else 'fall'} than in most"


def _when(row: Position) -> Sentence:
    """The period, and the year before of everybody whose last year is said."""
    before, now = row.before, row.now
    return say(
        f"{{when}}[. {_moved(before.own, now.own)} from {{own}} in {{earlier}} (typical neighbour "
        "{median}, England {england})]",
        when=now.period,
        own=before.own,
        earlier=before.period,
        median=before.median,
        england=before.england,
    )


def _moved(before: Figure, now: Figure) -> str:
    if before.text == now.text:
        return "Unchanged"
    return "Up" if now.number > before.number else "Down"


@cells.register
def _block(row: Block) -> Cells:
    asks, year = "Did placements cost more than the High Needs Block?", row.year
    share = year.share
    if not share.known:
        return (asks, _not_known(share.reason), NONE, NONE, year.financial_year)
    return (
        asks,
        f"{_against_block(share)}, in {year.financial_year}",
        say("{spend} of {block}: {share}", spend=year.spend, block=year.block, share=share),
        _others(year.compared),
        f"{year.financial_year}, the latest year with figures for each line",
    )


def _against_block(share: Figure) -> str:
    if share.text == "100.0%":
        return "About the same"
    if share.number > 100:
        return "Yes" if share.number > 105 else "Yes, just"
    return "No" if share.number < 95 else "No, but nearly"


@cells.register
def _spending(row: Spending) -> Cells:
    asks, year, years = "Is spending rising faster than in similar areas?", row.year, row.years
    if not year.own.known:
        return (asks, _not_known(year.own.reason), NONE, NONE, year.period)
    others = f"{_up(year.median)} {{median:size}}[; England {_up(year.england)} {{england:size}}]"
    over = (
        f"{{when}}. Since {{since}}: {_up(years.own)} {{own:size}} (typical neighbour "
        f"{_up(years.median)} {{median:size}}, England {_up(years.england)} {{england:size}})"
    )
    return (
        asks,
        _pace(row),
        say(f"{{net}}, {_up(year.own)} {{own:size}}", net=row.net, own=year.own),
        say(others, otherwise=NONE, median=year.median, england=year.england),
        say(
            over,
            otherwise="{when}",
            when=year.period,
            since=row.since,
            own=years.own,
            median=years.median,
            england=years.england,
        ),
    )


def _pace(row: Spending) -> str:
    """Whether spending has risen faster, this year and over some years."""
    words = {"above": "Yes: faster", "below": "No: slower", "in the middle": "About the same"}
    year, years = row.year.main.standing, row.years.main.standing
    if not year:
        return "Not known: too few neighbours have a figure"
    since = {"above": "faster", "below": "slower", "in the middle": "about the same"}
    if not years or years == year:
        return words[year]
    return f"{words[year]} this year; {since[years]} since {row.since}"


def _up(figure: Figure) -> str:
    return "down" if figure.known and figure.number < 0 else "up"


@cells.register
def _deficit(row: Deficit) -> Cells:
    asks = "How large is the deficit?"
    published = row.published
    others = say(
        "{here:d} of {used:d} neighbours in deficit[; England {all:d} of {by:d}]",
        otherwise=NONE,
        here=row.in_deficit,
        used=row.used,
        all=row.in_england,
        by=row.published_by,
    )
    at = f"March {row.compared.year + 1}"
    if row.stated:
        return _stated_deficit(row, asks, at)
    if not published.known:
        return (asks, _not_known(published.reason), NONE, others, at)
    if published.number < 0:
        return (asks, "No deficit: a surplus", say("{own:size}", own=published), others, at)
    return (
        asks,
        say("{own} when last published", own=published),
        say("{own}", own=published),
        others,
        f"{at}; no later balance is published",
    )


def _stated_deficit(row: Deficit, asks: str, at: str) -> Cells:
    """The council's own figure first, and what is published after it."""
    stated, year = row.stated, row.stated.period if row.stated else ""
    kind = "deficit" if row.published.number > 0 else "surplus"
    return (
        asks,
        say("{stated} (council's own figure)", stated=stated),
        say(
            f"{{own:size}} {kind} published for {{at}}",
            otherwise="No balance is published",
            own=row.published,
            at=at,
        ),
        NONE,
        say(
            "End of {year}[, from {source}][. Overspend in the year: {in_year} (council's own "
            "figure)]",
            year=year,
            source=row.source,
            in_year=row.stated_in_year or "",
        ),
    )


@cells.register
def _expected(row: Expected) -> Cells:
    asks, forecast = "How many plans are likely next?", row.forecast
    last = forecast.plans[-1]
    if not last.known:
        return (asks, _not_known(last.reason), NONE, NONE, forecast.now.period)
    return (
        asks,
        say("{last} by {when}, if recent trends continue", last=last, when=last.period),
        say("Likely range {last:interval}", last=last),
        NONE,
        say("From {now} in {now.period}", now=forecast.now),
    )


@cells.register
def _programme(row: Programme) -> Cells:
    asks, effect = f"Has {row.name} changed the number of plans?", row.impact.plans
    when = f"January {effect.january}; it began in {row.start_year}"
    if not effect.gap.known:
        return (asks, _not_known(effect.gap.reason), NONE, NONE, when)
    word = {FEWER: "Yes: fewer plans", MORE: "Yes: more plans"}.get(
        effect.verdict, "Too early to say"
    )
    more = "more" if effect.gap.number > 0 else "fewer"
    return (
        asks,
        word,
        say(f"{{gap:size}} {more} plans than expected", gap=effect.gap),
        say("Only a change of about {least:size} would show yet", least=effect.detectable),
        when,
    )


@cells.register
def _counted(row: CountedRow) -> Cells:
    count = row.count
    if not count.known:
        return (row.asks, TOO_FEW, NONE, NONE, count.period)
    return (
        row.asks,
        TOO_FEW,
        say("{count}[ of {whole}]", count=count, whole=row.whole or ""),
        NONE,
        say("{when}[; {before} the year before]", when=count.period, before=row.before or ""),
    )


@cells.register
def _not_judged(row: NotJudged) -> Cells:
    return (row.asks, TOO_FEW, NONE, NONE, NONE)


def _not_known(reason: str) -> str:
    """That there is no answer, and why in few words."""
    return f"Not known: {reason.partition(':')[0]}"


def dates(result: PageOne) -> Sentence:
    """What the figures are as at."""
    return say(
        "The census is of {plans}; a typical neighbour is the median of {others}.",
        plans=result.plans.period,
        others=result.ask.main.others,
    )
