"""What is said of places and their average cost."""

from __future__ import annotations

from hnb.domain.words import capitalised
from hnb.figures import Listing, Sentence, listing, paragraph, say, say_if_known
from hnb.figures.records import cell, named, slips
from hnb.questions.places_and_costs.model import (
    EVERYWHERE,
    INDEPENDENT,
    INSIDE,
    OUTSIDE,
    STATE_FUNDED,
    PlacesAndCosts,
)

_WHERE = {EVERYWHERE: "", INSIDE: " in its own area", OUTSIDE: " outside its area"}
_SPLIT = {"need": "primary need", "age": "age"}


def answer(result: PlacesAndCosts) -> Sentence | None:
    """How many places there are, what one costs, and how the sectors compare."""
    whole = say(
        "On {day} {name} paid for {places:,d} places{where}[, at {average:read} a year on "
        "average].",
        otherwise="How many places {name} paid for{where} cannot be given: {reason}.",
        needs="places",
        day=result.day,
        name=result.ask.authority.name,
        where=_WHERE[result.location],
        places=result.leading.number,
        average=result.leading.average,
    )
    return paragraph([whole, _sectors(result), slips() if result.is_doubted else None])


def _sectors(result: PlacesAndCosts) -> Sentence | None:
    """What a place costs in each sector."""
    independent, state = result.sector(INDEPENDENT), result.sector(STATE_FUNDED)
    if independent is None or state is None:
        return None
    return say(
        "A place in an independent or non-maintained setting costs {independent:read} on average, "
        "a state-funded one {state:read}.",
        otherwise="What a place costs on average in either sector cannot be given: {reason}.",
        independent=independent.average,
        state=state.average,
    )


def outside(result: PlacesAndCosts) -> Sentence | None:
    """How many places are outside the area, and what they cost."""
    inside, beyond = result.total.at[INSIDE], result.total.at[OUTSIDE]
    return say_if_known(
        "{places:,d} places are outside the area[ ({share:read})].[ They cost {beyond:read} a year "
        "on average, compared with {inside:read} in the area.]",
        places=beyond.number,
        share=result.outside_percent,
        beyond=beyond.average,
        inside=inside.average,
    )


def not_alike() -> Sentence:
    """Why averages are not prices of the same thing."""
    return say(
        "Average costs are not prices of the same thing: the children differ, and so does what the "
        "council pays for. Place funding that the department pays directly to academies and "
        "colleges is not in these costs, which makes their places look cheaper than they are."
    )


def by(result: PlacesAndCosts, split: str, *, appendix: bool = False) -> Listing | None:
    """Places and average cost of each category: all, in the area, outside it."""
    categories = result.splits[split]
    if not categories:
        return None
    heads = [
        f"{what}, {where}" if where != EVERYWHERE else what
        for where in (EVERYWHERE, INSIDE, OUTSIDE)
        for what in ("Places", "Average cost")
    ]
    words = _SPLIT.get(split, split)
    return listing(
        f"Places and average annual cost by {words}, {result.ask.authority.name}, {result.day}",
        (capitalised(words), *heads),
        (
            (
                "All" if category is result.total else named(category.name),
                *(
                    figure
                    for places in category.at.values()
                    for figure in (cell(places.number), cell(places.average))
                ),
            )
            for category in (*categories, result.total)
        ),
        appendix=appendix,
    )
