"""Page one as a table: a question, its answer, the figure, others, and when."""

from __future__ import annotations

from dataclasses import replace
from functools import singledispatch

from hnb.comparison.among import SAME
from hnb.comparison.compared import Compared
from hnb.comparison.listings import joint, with_direction
from hnb.domain.words import IN_APPENDIX
from hnb.figures import Figure, Listing, Sentence, listing, say
from hnb.figures.marks import rests_on_records
from hnb.questions.page_one.counted import PACE, CountedRow
from hnb.questions.page_one.model import BLOCK, NEXT, Expected, NotJudged, PageOne, Programme, Row
from hnb.questions.page_one.money import Block, Deficit, Spending
from hnb.questions.page_one.position import Position
from hnb.questions.programme.model import FEWER, MORE
from hnb.questions.spend_against_block.model import against_block
from hnb.questions.spend_against_block.predecessors import IN_A_CELL, in_a_sentence

NONE = "–"
CAPTION = "{number} questions, answered from published figures"
NUMBERS = {6: "Six", 7: "Seven", 8: "Eight", 9: "Nine", 10: "Ten"}
DOUBTED = "Not known: probably recorded wrongly"
COUNT_DOUBTED = "Not known: a recent count is probably wrong"
TOO_FEW = "Too few to judge"
Cells = tuple[Sentence | str, ...]  # question, answer, figure, others, date and change


def table(result: PageOne) -> Listing:
    """The ten rows."""
    name = result.ask.authority.name
    header = ("Question", "Answer", name, "Typical neighbour; England", "Date and change")
    rows = [_with_origin(cells(row)) for row in result.rows]
    caption = CAPTION.format(number=NUMBERS[len(result.rows)])
    answers = listing(caption, header, rows, source=IN_APPENDIX)
    if any(rests_on_records(figure.rows) for figure in answers.figures):
        return replace(answers, caption=f"{answers.caption} and the council’s own records")
    return answers


def _with_origin(row: Cells) -> Cells:
    """A row whose figure is in the council's own records, and not published, says so first."""
    behind = row[2].figures if isinstance(row[2], Sentence) else ()
    is_own = any(rests_on_records(value.rows) for value in behind)
    return (f"{row[0]} (council’s own records)", *row[1:]) if is_own else row


def how_to_read(result: PageOne) -> Sentence:
    """Who a typical neighbour is; what the figures are as at is said by every paper."""
    if result.few:
        return say(
            "There are so few plans that one child would move any percentage or rank too far, so "
            "only counts are given."
        )
    return say(
        "Similar areas are {others}; a typical one is their median. The middle half excludes top "
        "and bottom quarters. Legal limits apart, neither direction is better.",
        others=result.ask.main.others,
    )


@singledispatch
def cells(row: Row) -> Cells:
    """What a row says, cell by cell."""
    raise TypeError(f"no row of {type(row).__name__}")


@cells.register
def _position(row: Position) -> Cells:
    now = row.now
    if not now.own.known:
        return (row.asks, _not_known(now.own.reason), NONE, _others(now), now.period)
    if now.doubt:
        caution = _counted_in(row, f"Caution: {now.doubt}")
        return (row.asks, DOUBTED, _figure(row), _others(now), caution)
    return (row.asks, _answer(row), _figure(row), _others(now, _form(row, "bare")), _when(row))


def _figure(row: Position) -> Sentence:
    """The value; where it is of fewer than ten, the counts that it is made of."""
    value = row.now.own
    of_what = row.of_what.removeprefix("of ") if value.few else row.of_what
    return say(f"{{value:{_form(row, 'read')}}} {of_what}", value=value)


def _form(row: Position, usual: str) -> str:
    """How the figures of a row are written: of a change in a share to a tenth of one per cent."""
    return "text" if row.by == "change" and row.now.own.unit == "percent" else usual


def _others(now: Compared, form: str = "bare") -> Sentence:
    """A typical neighbour and England."""
    return say(
        f"{{median:{form}}}[; England {{england:{form}}}]",
        otherwise=NONE,
        median=now.median,
        england=now.england,
    )


def _answer(row: Position) -> Sentence | str:
    """Where it is among its neighbours, in a word and a place."""
    if row.now.own.few:
        return TOO_FEW
    if not row.standing:
        return _not_known("too few neighbours have a figure")
    if row.by == "change":
        return _answer_on_change(row)
    word = row.now.main.answer
    end = "lowest" if word.startswith("No") else "highest"
    place = row.now.main.rank if end == "highest" else row.now.main.rank_from_lowest
    shared = joint(row.now.main)
    ordinal = f"the {shared}{end}" if place.value == 1 else f"{shared}{{place}} {end}"
    return say(f"{word}: {ordinal} of {{group:d}}", place=place, group=row.now.main.group)


def _answer_on_change(row: Position) -> str:
    """Whether it rose faster than in most similar areas, and which way it and they went."""
    form, before = _form(row, "bare"), row.before
    if row.standing == "in the middle" or before.own.read == row.now.own.read:
        return SAME
    here = _moved(before.own, row.now.own, form).lower()
    typical = _moved(before.median, row.now.median, form).lower()
    word = "Yes" if row.standing == "above" and here == "up" else "No"
    if here == {"up": "down", "down": "up"}.get(typical):
        return f"{word}: {here}, while the typical neighbour is {typical}"
    by_more = (row.standing == "above") == (here == "up")
    return f"{word}: {here} by {'more' if by_more else 'less'} than in most"


def _when(row: Position) -> Sentence:
    """The period with its counts, and the year before of everybody whose last year is said."""
    before, now = row.before, row.now
    note = f"Caution: {row.doubt_of_change}" if row.doubt_of_change else ""
    if not before.own.known:
        note = f"No figure for {before.period}"
    if note or now.own.few or before.own.few:
        return _counted_in(row, note)
    form = _form(row, "bare")
    moved = _moved(before.own, now.own, form)
    return say(
        f"{{when}} ({_COUNTED[now.measure.chance]})[. {moved} from {{own:{form}}} in {{earlier}}; "
        f"typical neighbour from {{median:{form}}}, England from {{england:{form}}}]",
        when=now.period,
        part=now.part,
        whole=now.whole,
        own=before.own,
        earlier=before.period,
        median=before.median,
        england=before.england,
    )


_COUNTED = {"share": "{part:,d} of {whole:,d}", "rate": "{part}"}


def _counted_in(row: Position, note: str) -> Sentence:
    """The period with its counts alone, and what is to be said of it."""
    now = row.now
    counted = f"{{when}} ({_COUNTED[now.measure.chance]})[. {{note}}]"
    return say(counted, when=now.period, part=now.part, whole=now.whole, note=note)


def _caution(when: str, doubt: str) -> Sentence:
    """A period, and why its figure is doubted."""
    return say("{when}. Caution: {doubt}", when=when, doubt=doubt)


def _moved(before: Figure, now: Figure, form: str) -> str:
    """Up or down, by what is written."""
    if format(before, form) == format(now, form):
        return "Unchanged"
    return "Up" if now.number > before.number else "Down"


@cells.register
def _block(row: Block) -> Cells:
    asks, year = BLOCK, row.year
    share = year.share
    if not share.known:
        council = in_a_sentence(row.councils_before, IN_A_CELL) or NONE
        others = _others(year.compared)
        return (asks, _not_known(share.reason), council, others, year.financial_year)
    doubt, when = year.compared.doubt, year.financial_year
    against = "{spend} against a block of {block} ({share:read})"
    return (
        asks,
        DOUBTED if doubt else f"{against_block(share)}, in {when}",
        say(against, spend=year.spend, block=year.block, share=share),
        _others(year.compared),
        _caution(when, doubt) if doubt else _when_of_block(row),
    )


def _when_of_block(row: Block) -> Sentence:
    """The year, and the one before where both have figures."""
    before = row.before
    if before is None or not (before.share.known and before.compared.median.known):
        later = ", the latest year used" if row.is_last else ""
        return say(f"{{when}}{later}", when=row.year.financial_year)
    moved = _moved(before.share, row.year.share, "read")
    return say(
        f"{{when}}. {moved} from {{own:read}} in {{earlier}}; "
        "typical neighbour from {median:read}[, England from {england:read}]",
        when=row.year.financial_year,
        own=before.share,
        earlier=before.financial_year,
        median=before.compared.median,
        england=before.england,
    )


@cells.register
def _spending(row: Spending) -> Cells:
    asks, year, years = PACE, row.year, row.years
    others = say(
        with_direction("{median:read_size}[; England {england:read_size}]", year),
        otherwise=NONE,
        median=year.median,
        england=year.england,
    )
    if not year.own.known:
        why = "there is no figure for the year before" if row.net.known else row.net.reason
        return (asks, _not_known(why), _known(row.net), others, year.period)
    figure = say(with_direction("{net}, {own:read_size}", year), net=row.net, own=year.own)
    if year.doubt:
        return (asks, DOUBTED, figure, others, _caution(year.period, year.doubt))
    over = "{when}. Since {since}: {own:read_size}; typical neighbour {median:read_size}, England "
    over += "{england:read_size}"
    return (
        asks,
        _pace(row),
        figure,
        others,
        say(
            "{when}" if years.doubt else with_direction(over, years),
            otherwise="{when}",
            when=year.period,
            since=row.since,
            own=years.own,
            median=years.median,
            england=years.england,
        ),
    )


def _pace(row: Spending) -> str:
    """Whether spending has risen faster, in the last year used and over some years."""
    year, years = row.year.main.answer, row.years.main.answer
    if not year:
        return _not_known("too few neighbours have a figure")
    says = {"Yes": "Yes: faster", "No": "No: slower"}.get(year, year)
    if not years or years.startswith(year):
        return says
    since = {"Yes": "faster", "No": "slower"}.get(years.partition(",")[0], "about the same")
    return f"{says} in {row.year.period}; {since} since {row.since}"


@cells.register
def _deficit(row: Deficit) -> Cells:
    asks, published = "Is the dedicated schools grant in deficit?", row.published
    others = say(
        "{here:d} of {used:d} neighbours in deficit[; England {all:d} of {by:d}]",
        otherwise=NONE,
        here=row.in_deficit,
        used=row.used,
        all=row.in_england,
        by=row.published_by,
    )
    if row.stated.deficit.known and row.stated.year >= published.period:
        return (asks, *_stated_deficit(row, others))
    if not published.known:
        return (asks, "Not known: no deficit or surplus is published", NONE, others, row.at)
    if row.compared.doubt:
        return (asks, DOUBTED, NONE, others, _caution(f"End of {row.at}", row.compared.doubt))
    word, kind, _ = _DEFICIT[_sign(published)]
    figure = say(f"{{balance:size}}{kind}", balance=published)
    when = _with_in_year(row, f"End of {row.at}, the latest used")
    return (asks, f"{word} {row.at}", figure, others, when)


_DEFICIT = {
    1: ("Yes, in", "", "a deficit of "),
    0: ("No, in", "", ""),
    -1: ("No: a surplus in", " surplus", "a surplus of "),
}


def _sign(figure: Figure) -> int:
    """Whether a figure is above, at or below zero."""
    return int(figure.number > 0) - int(figure.number < 0)


def _stated_deficit(row: Deficit, others: Sentence) -> Cells:
    """The council's own figure first, and what is published after it."""
    stated, kind = row.stated, _DEFICIT[_sign(row.published)][2]
    says = f"{{deficit:size}}{_DEFICIT[_sign(stated.deficit)][1]} (council's own figure)"
    also = f"[. Published for {{row.at}}, as the neighbours’: {kind}{{row.published:size}}]"
    return (
        "Yes, the council says" if _sign(stated.deficit) > 0 else "No, the council says",
        say(says, deficit=stated.deficit),
        others,
        _with_in_year(row, f"End of {stated.year}", also),
    )


def _with_in_year(row: Deficit, when: str, also: str = "") -> Sentence:
    """A date, with the overspend that the council states, its source, and what is published."""
    stated = row.stated
    over = "Underspend" if stated.in_year.number < 0 else "Overspend"
    return say(
        f"{{when}}[. {over} in {{year}}: {{in_year:size}} (council's own figure)][. Council's "
        f"source: {{source}}]{also}",
        when=when,
        row=row,
        year=stated.year,
        in_year=stated.in_year,
        source=stated.source,
    )


@cells.register
def _expected(row: Expected) -> Cells:
    asks, forecast = NEXT, row.forecast
    last = forecast.plans[-1]
    if row.doubt:
        return (asks, COUNT_DOUBTED, NONE, NONE, _caution(forecast.now.period, row.doubt))
    start = say("From {now} in {now.period}", now=forecast.now)
    if not last.known:
        return (asks, _not_known(last.reason), NONE, NONE, start)
    return (
        asks,
        say("About {last:read} by {last.period}, if recent national growth continues", last=last),
        say("Likely range {last:range}", last=last),
        NONE,
        start,
    )


@cells.register
def _programme(row: Programme) -> Cells:
    asks, effect = f"Has {row.name} changed the number of plans?", row.impact.plans
    when = f"January {effect.january}; counted from January {row.start_year}"
    if row.doubt:
        return (asks, COUNT_DOUBTED, NONE, NONE, _caution(when, row.doubt))
    if not effect.gap.known:
        return (asks, _not_known(effect.gap.reason), NONE, NONE, when)
    words = {FEWER: "Yes: fewer plans", MORE: "Yes: more plans"}
    more = "more" if effect.gap.number > 0 else "fewer"
    return (
        asks,
        words.get(effect.verdict, "Too early to say"),
        say(
            f"{{gap:read_size}} {more} plans than expected[; only a change of about "
            "{least:read_size} would show yet]",
            gap=effect.gap,
            least=effect.detectable,
        ),
        NONE,
        when,
    )


@cells.register
def _counted(row: CountedRow) -> Cells:
    count, before = row.count, row.before
    if not count.known:
        return (row.asks, TOO_FEW, NONE, NONE, count.period)
    whole, whole_before = row.wholes if len(row.wholes) > 1 else ("", "")
    was = "{before:,d} of {whole_before}" if whole_before else "{before}"
    return (
        row.asks,
        TOO_FEW,
        say("{count:,d} of {whole}", count=count, whole=whole) if whole else _known(count),
        NONE,
        say(
            f"{{when}}[; {was} the year before][. Caution: {{doubt}}]",
            when=count.period,
            before=before or "",
            whole_before=whole_before,
            doubt=row.doubt,
        ),
    )


@cells.register
def _not_judged(row: NotJudged) -> Cells:
    return (row.asks, _not_known(row.reason) if row.reason else TOO_FEW, NONE, NONE, NONE)


def _known(figure: Figure) -> Sentence:
    """A figure, or a dash where there is none."""
    return say("{figure}", otherwise=NONE, figure=figure)


def _not_known(reason: str) -> str:
    """That there is no answer, and why in few words."""
    return f"Not known: {reason.partition(':')[0]}"
