"""What is said of statements, then and now."""

from __future__ import annotations

from collections.abc import Sequence

from hnb.comparison.listings import place
from hnb.domain.periods import write_day
from hnb.figures import Figure, FigureMaker, Listing, Sentence, listing, say
from hnb.questions.then_and_now.definition import CHANGE, VALUE, Statement
from hnb.questions.then_and_now.model import Claim, ThenAndNow
from hnb.questions.then_and_now.reading import ENGLAND, REGION, SIMILAR, Reading

NOT_OUT = "Cannot be told: no figure of then is used here."
OF_REGISTER = "of the register, in our words"
LATER, MIDDLE = "a later edition", ", in the middle half"
NOTHING_NEWER = FigureMaker("said").make("newer", None, "", "", reason="nothing newer is published")


def summary(result: ThenAndNow) -> Sentence:
    """How many of the statements were so, and how many are."""
    return say(
        "By the figures of the time {then:d} of {tested_then:d} tested statements about {who} "
        "hold. By the latest {now:d} of {tested_now:d} hold[, {same:d} of them since no newer "
        "figure is published].[ {untested:d} more cannot be tested.]",
        otherwise="{reason}.",
        needs="tested_then",
        tested_then=result.tested_then,
        who=result.ask.authority.name,
        then=result.so_then,
        now=result.so_now,
        tested_now=result.tested_now,
        same=result.so_as_then,
        untested=result.untested,
    )


def claims(result: ThenAndNow, *, of_file: bool = False) -> Listing | None:
    """Each statement of the register, or of the council's own file, with what figures said of it
    then and what they say now.
    """
    chosen = [claim for claim in result.claims if bool(claim.statement.release) == of_file]
    if not chosen:
        return None
    what = "was stated by the council" if of_file else "was said"
    return listing(
        f"What {what} about {result.ask.authority.name}, and what the figures say",
        ("What was said", "When, and by whom", "So by the figures of then?", "So by the latest?"),
        (
            (
                _said(claim),
                say("{words}", words=_words(claim.statement, "by", _by(claim.statement))),
                _cell(claim, claim.then),
                _cell(claim, claim.today),
            )
            for claim in chosen
        ),
        source=_note(chosen),
        appendix=of_file,
    )


def _by(statement: Statement) -> str:
    return f"{write_day(statement.said_on)}, {statement.where}, {statement.who}"


def _note(claims: Sequence[Claim]) -> str:
    """What stands under the claims: what a later edition is, and where they can be read."""
    notes = [] if claims[0].statement.release else ["statements of the register are in our words."]
    if any(claim.then and claim.then.is_later_edition for claim in claims):
        notes.append("“A later edition”: none of that day that is used here has the period.")
    if sources := list(filter(None, dict.fromkeys(claim.statement.source for claim in claims))):
        notes.append(f"Said in: {'; '.join(sources)}.")
    return f"Note: {' '.join(notes)}" if notes else ""


def _words(statement: Statement, measure: str, words: str, how: str = "") -> Figure:
    """The words of a statement, whose numbers are no figures of ours."""
    maker = FigureMaker(statement.prefix, rows=statement.rows, scope=statement.source)
    of_file = (
        "from the council's own file" if statement.release else "of the register, in our words"
    )
    return maker.make(measure, words, "words", how or of_file)


def _said(claim: Claim) -> Sentence:
    """What was said, with the value where that is all."""
    is_value = claim.statement.claims == VALUE
    stated = claim.now.stated if claim.now and is_value else ""
    return say("{what}[: {stated}]", what=_what(claim), stated=stated)


def _cell(claim: Claim, reading: Reading | None) -> Sentence | str:
    """Whether it is so by one reading, and the figures."""
    if reading is None:
        is_measured = bool(claim.statement.measures)
        return NOT_OUT if is_measured else "No published measure has its words."
    if reading is claim.today and claim.is_latest:
        is_named = claim.today is not claim.now
        return "As then: not revised." if is_named else "As then: no newer figure is published."
    if reading.is_so is None:
        if reading.is_of_another_time and reading.value.known:
            return say("Of another time: {value} ({value.period}).", value=reading.value)
        name = "why_now" if reading is claim.today else "why_then"
        why = _words(claim.statement, name, reading.reason, "as the figures say")
        return say("Cannot be told: {why}.", why=why)
    main, area = reading.compared.main, _whole_area(claim)
    return say(
        _template(claim, reading),
        value=reading.change if claim.statement.claims == CHANGE else reading.value,
        rank=main.rank,
        group=main.group,
        other=reading.other,
        whose=ENGLAND if area == ENGLAND else reading.compared.ask.authority.region,
    )


def _whole_area(claim: Claim) -> str:
    """`the region` or `England` where the statement compares with it; else empty."""
    than = claim.statement.claims.partition(" ")[2]
    return than if than in (REGION, ENGLAND) else ""


def _template(claim: Claim, reading: Reading) -> str:
    """Yes or no, and the figures as fields."""
    yes = "Yes" if reading.is_so else "No"
    when = f"({{value.period}}{f'; {LATER}' if reading.is_later_edition else ''})."
    main = reading.compared.main
    if claim.statement.claims.endswith(SIMILAR):
        middle = MIDDLE if main.standing == "in the middle" and not reading.is_so else ""
        return f"{yes}{middle}: {{value:read}}, {place(main.rank, main.group)} {when}"
    if _whole_area(claim):
        return f"{yes}: {{value:read}}, {{whose}} {{other:read}} {when}"
    return f"{yes}: {{value}} {when}"


def each(result: ThenAndNow) -> tuple[Sentence, ...]:
    """A sentence for each value that was stated last: what was published by then, and what became
    of it.
    """
    split = [claim for claim in result.claims if claim.split]
    last = max((claim.statement.said_on for claim in split), default=None)
    return tuple(_each(claim) for claim in split if claim.statement.said_on == last)


def _each(claim: Claim) -> Sentence:
    is_revised = claim.split is not None and bool(claim.split.revision.value)
    is_later = claim.then is not None and claim.then.is_later_edition
    when = "later for the period of then" if is_later else "by then"
    latest = claim.now if claim.split and claim.split.new_year.value else None
    return say(
        f"On {{day}} “{{what}}” was stated as {{split.stated}}. Published {when} were "
        "{then} ({then.period})[, now revised to {as_now}].[ The latest are {latest} "
        "({latest.period}).]",
        day=write_day(claim.statement.said_on),
        what=_what(claim),
        split=claim.split,
        then=claim.then.value if claim.then else None,
        as_now=claim.then_as_now.value if claim.then_as_now and is_revised else "",
        latest=latest.value if latest else NOTHING_NEWER,
    )


def split(result: ThenAndNow) -> Listing | None:
    """What leads from each stated figure to the latest published one."""
    known = [claim for claim in result.claims if claim.split]
    if not known:
        return None
    return listing(
        f"From the stated figure to the published one, {result.ask.authority.name}",
        (
            "What was stated, and when",
            "Stated",
            "Another definition, another day, or a slip",
            "Revised since",
            "A later period",
            "Latest published",
        ),
        (
            (
                say("{words}, {day}", words=_what(claim), day=write_day(claim.statement.said_on)),
                claim.split.stated,
                *claim.split.parts,
                claim.split.now,
            )
            for claim in known
            if claim.split
        ),
    )


def _what(claim: Claim) -> Figure:
    return _words(claim.statement, "says", claim.statement.says)
