"""What is said of early years hourly rates."""

from __future__ import annotations

from hnb.comparison.listings import in_brackets, place_in_england
from hnb.comparison.measures.money import AGES
from hnb.figures import Figure, Listing, Sentence, listing, say
from hnb.questions.early_years_rates.model import EarlyYears

SUPPLEMENT = "maintained nursery supplement"
PAIR = 2  # changes quoted of one rate


def _who(result: EarlyYears) -> str:
    return result.ask.authority.name


def rates(result: EarlyYears) -> tuple[Sentence, ...]:
    """The rate of each age, where it is among all authorities, and the comparators' median; not the
    supplement's.
    """
    return tuple(
        say(
            "In {ask.financial_year} {ask.authority.name} received {rate.own} an hour for {ages}"
            f"{_place(result, ages)}",
            ages=AGES[ages],
            ask=result.ask,
            rate=compared,
            sharing=result.sharing[ages],
        )
        for ages, compared in result.compared.items()
        if ages != SUPPLEMENT
    )


def _place(result: EarlyYears, ages: str) -> str:
    """Where a rate is among all authorities' and the typical comparator's, as clauses of a
    template.
    """
    compared = result.compared[ages]
    others = in_brackets("rate", compared)
    if result.sharing[ages].known:
        return f", the minimum rate, like {{sharing:d}} others{others}."
    return f"{others}.[ That is {place_in_england('rate', compared)}.]"


def by_year(result: EarlyYears) -> Listing | None:
    """Published rates by year."""
    if not result.compared:
        return None
    return listing(
        f"Published early years rates by year, {_who(result)}, pounds an hour",
        ("Financial year", *(AGES[ages] for ages in result.compared)),
        ((year, *figures) for year, figures in result.by_year),
        source="Note: the supplement for maintained nursery schools comes on top, and has its own "
        "lines from 2022-23.",
        appendix=True,
    )


def changes(result: EarlyYears) -> tuple[Sentence, ...]:
    """The change in each rate, and whether it is like for like."""
    alike = (
        "From {change.earlier.total.period} to {change.later.total.period} the rate for {ages} "
        "{moved} by {change.whole:size} an hour, like for like."
    )
    unlike = (
        "The rates for {ages} are not like for like. The rate of {change.later.total.period} is "
        "made of {change.later.made_of}, and that of {change.earlier.total.period} of "
        "{change.earlier.made_of}. The base rate {base_moved} by {change.bases:size} an hour. With "
        "everything counted, the rate {moved} by {change.whole:size}."
    )
    return tuple(
        say(
            alike if change.alike else unlike,
            ages=AGES[change.ages],
            change=change,
            moved=_moved(change.whole),
            base_moved=_moved(change.bases),
        )
        for change in result.changes
    )


def _moved(change: Figure) -> str:
    return "fell" if change.number < 0 else "rose"


def quoted(result: EarlyYears) -> Sentence | None:
    """Whether two changes that the council has quoted can both be right."""
    if len(result.quotes) != PAIR:
        return None
    first, second = result.quotes
    if second.added.number <= 0:
        return None
    return say(
        "Two changes in the hourly rate for {ages} were quoted, {first.quoted} and "
        f"{{second.quoted}} ({{first.quoted.scope}}). Both can be right. A rate of "
        f"{{first.later}} would be {{first.size}} {_side(first.move)} the base rate of "
        "{first.earlier} in {first.earlier.period}. It would be {second.size} "
        f"{_side(second.move)} that base rate with a one-off grant of {{second.added}}. The rate "
        "of the year after is not in the published files used here.",
        ages=AGES[first.ages],
        first=first,
        second=second,
    )


def _side(move: float) -> str:
    return "below" if move < 0 else "above"


def quotes(result: EarlyYears) -> Listing | None:
    """What would make each quoted change true."""
    if not result.quotes:
        return None
    return listing(
        f"What would make each quoted change true, {_who(result)}",
        (
            "Rate",
            "Quoted",
            "Published base",
            "Next year's rate if nothing else is counted",
            "One-off grant, if next year's rate is that of the first quotation",
        ),
        (
            (AGES[quote.ages], quote.quoted, quote.earlier, quote.later, quote.added)
            for quote in result.quotes
        ),
        source="Note: what was quoted is of the register of statements; the published base is of "
        "the year before the change.",
    )
