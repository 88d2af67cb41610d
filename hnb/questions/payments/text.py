"""What is said of payments over £500."""

from __future__ import annotations

from hnb.domain.words import capitalised, possessive
from hnb.figures import Listing, Sentence, listing, paragraph, say
from hnb.figures.records import cell, month_in_words, named
from hnb.questions.payments.model import INDEPENDENT, Payments

_ALL = "All of these"


def total(result: Payments) -> Sentence | None:
    """What the payments came to, how much went to independent providers, and the change."""
    independent = result.kind(INDEPENDENT)
    parts = [
        say(
            "In {when} {name} paid {total:read} for high needs in payments over £500"
            "[, {growth:moved} on the year before].",
            otherwise="What {name} paid for high needs in {when} cannot be given: {reason}.",
            needs="total",
            when=_when(result),
            name=result.ask.authority.name,
            total=result.together.year,
            growth=result.together.growth,
        )
    ]
    if independent is not None and len(result.kinds) > 1:
        parts.append(
            say(
                "Independent providers received {paid:read} of it[, {growth:moved} on the year "
                "before].",
                otherwise="What independent providers received cannot be given: {reason}.",
                needs="paid",
                paid=independent.year,
                growth=independent.growth,
            )
        )
    return paragraph(parts)


def _when(result: Payments) -> str:
    """The year in words: of one that is not over, up to which month."""
    if result.is_whole_year or not result.months:
        return result.year
    return f"{result.year} to the end of {month_in_words(result.months[-1])}"


def by_kind(result: Payments) -> Listing:
    """Each kind of payments, the year and the year before."""
    kinds = (*result.kinds, result.together) if len(result.kinds) > 1 else result.kinds
    has_before = any(kind.year_before.known for kind in kinds)
    heads = [_when(result)]
    if has_before:
        heads += [result.together.year_before.period]
    if result.is_whole_year and has_before:
        heads += ["Change"]
    return listing(
        f"{possessive(result.ask.authority.name)} payments over £500 for high needs",
        ("", *heads),
        (
            (
                _ALL if kind is result.together else named(kind.name),
                *(cell(kind.year), cell(kind.year_before), _moved(kind.growth))[: len(heads)],
            )
            for kind in kinds
        ),
    )


def _moved(growth: object) -> Sentence:
    return say("{growth:moved}", otherwise="–", growth=growth)


def by_month(result: Payments) -> Listing:
    """Each month, a column a kind."""
    kinds = (*result.kinds, result.together) if len(result.kinds) > 1 else result.kinds
    heads = [_ALL if kind is result.together else capitalised(kind.name) for kind in kinds]
    rows = [
        (month_in_words(month), *(cell(kind.months[place]) for kind in kinds))
        for place, month in enumerate(result.months)
    ]
    return listing(
        f"{possessive(result.ask.authority.name)} payments over £500 for high needs by month, "
        f"{result.year}",
        ("", *heads),
        [*rows, (f"{result.year}", *(kind.year for kind in kinds))],
        appendix=True,
    )


def not_included() -> Sentence:
    """What payments over £500 leave out."""
    return say(
        "Payments over £500 are not all spending. They leave out smaller payments, staff, "
        "transfers within the council, and what the department pays to schools and colleges "
        "directly. A payment counts in the month in which it was made, whatever month it was for. "
        "Refunds are taken off. Home to school transport, where it is listed, is not paid from the "
        "High Needs Block."
    )
