"""What is said of early years hourly rates."""

from __future__ import annotations

from hnb.comparison.measures.money import AGES
from hnb.figures import Listing, Sentence, listing, say
from hnb.questions.early_years_rates.model import EarlyYears

SUPPLEMENT = "maintained nursery supplement"


def _who(result: EarlyYears) -> str:
    return result.ask.authority.name


def rates(result: EarlyYears) -> tuple[Sentence, ...]:
    """The rate of each age, its rank and the median of comparators; not the supplement's."""
    return tuple(
        say(
            "For {ages} {ask.authority.name} is paid {rate.own} an hour in {ask.financial_year}, "
            "{rate.england_rank.rank} of {rate.england_rank.used}, the highest first; the middle "
            "of {ask.main.name} is {rate.median}.",
            ages=AGES[ages],
            ask=result.ask,
            rate=compared,
        )
        for ages, compared in result.compared.items()
        if ages != SUPPLEMENT
    )


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
        "For {ages} the rate of {change.later.total.period} less that of "
        "{change.earlier.total.period} is {change.whole} an hour, like for like."
    )
    unlike = (
        "For {ages} the rates are not like for like: that of {change.later.total.period} is made "
        "of {change.later.made_of}, that of {change.earlier.total.period} of "
        "{change.earlier.made_of}. Base less base is {change.bases} an hour, everything counted "
        "{change.whole}."
    )
    return tuple(
        say(alike if change.alike else unlike, ages=AGES[change.ages], change=change)
        for change in result.changes
    )


def quoted(result: EarlyYears) -> Sentence | None:
    """What to know of changes that the council has quoted, where it has."""
    if not result.quotes:
        return None
    return say(
        "A paper of the council has quoted changes in an hourly rate. They are shown as quoted: "
        "the published base rate holds no one-off grant, so a change that counts one is not like "
        "for like."
    )


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
        source="Note: quotations are the council's, and do not say of which rate; the published "
        "base is of the latest year held.",
    )
