"""Sentences and tables on why placement spend differs."""

from __future__ import annotations

from typing import Any

from hnb.comparison.denominators import not_held
from hnb.domain.words import listed
from hnb.figures import Listing, Sentence, ends, listing, say
from hnb.questions.why_spend_differs.change import BREAK, Changes, crosses_break
from hnb.questions.why_spend_differs.model import PARTS, SpendDifference
from hnb.questions.why_spend_differs.other_splits import KINDS_OF_SPLIT
from hnb.questions.why_spend_differs.spend_by_placement import ALIGNMENT, WITHOUT_COUNTERPART

_SETTLED = "Compared in other ways, every part of that gap keeps its direction"
_SOME_SETTLED = (
    "Compared in other ways, the direction stays the same only for {steady}: the rest"
    "[, and whether {doubtful} spends {more} at all,] is not settled."
)
_NONE_SETTLED = (
    "Compared in other ways, every part may turn round: none"
    "[, and whether {doubtful} spends {more} at all,] is settled."
)


def gap(result: SpendDifference) -> Sentence:
    """The gap and its four parts, or why it cannot be split."""
    return say(
        "In {year} {name} spent {spend} on placements for each of its {per}, {gap:size} {more} "
        "than {side} together. Of that gap {prevalence} comes from how many plans there are, "
        "{placement} from where they are placed, {cost} from what each placement costs, and "
        "{untied} from spend not tied to plans.",
        otherwise="The gap in placement spend between {name} and {side} cannot be split for "
        "{year}: {reason}.",
        needs="gap",
        summary="gap",
        year=result.ask.financial_year,
        name=result.ask.authority.name,
        spend=result.per_head.authority,
        per=result.per,
        side=result.ask.main.others,
        gap=result.gap,
        more=result.more,
        **_amounts(result),
    )


def certainty(result: SpendDifference) -> Sentence | None:
    """Which parts keep their direction in whichever way the question is asked."""
    if not result.gap.known:
        return None
    steady = [part.label.lower() for part in result.parts if not part.unsettled]
    if len(steady) == len(result.parts):
        whole = ", but not the gap itself." if result.unsettled else "."
        return say(_SETTLED + whole, summary="gap")
    return say(
        _SOME_SETTLED if steady else _NONE_SETTLED,
        summary="gap",
        steady=listed(steady),
        doubtful=result.ask.authority.name if result.unsettled else "",
        more=result.more,
    )


def booking(result: SpendDifference) -> Sentence | None:
    """What two parts would be if independent alternative provision were booked elsewhere, where
    that turns the sign of any.
    """
    if not any("booking" in part.unsettled for part in result.parts):
        return None
    booked = next(other for other in result.alternatives if other.kind == "booking")
    return say(
        "Some authorities book independent special schools under alternative provision. If that "
        "money is counted with independent schools, {cost} comes from what each placement costs "
        "and {untied} from spend not tied to plans. Nothing published says which is right: look at "
        "the two together.",
        cost=booked.amounts["cost"],
        untied=booked.amounts["untied"],
    )


def counted_when(result: SpendDifference) -> Sentence | None:
    """Which January plans are counted at and which people are a head, where there is a gap."""
    if not result.gap.known:
        return None
    return say(
        "Plans are those of {january}, within the financial year; a head is one of the {per} at "
        "{mid_year}[; {asked} are not held for then].",
        january=f"January {result.january}",
        per=result.per,
        mid_year=f"mid-{result.mid_year}",
        asked=not_held(result.ask, result.per),
    )


def unbooked(result: SpendDifference) -> Sentence | None:
    """Kinds of placement with many plans and no spend: a fault of recording, as it seems."""
    if not result.gap.known or not (result.unbooked or result.also_unbooked):
        return None
    if not result.unbooked:
        return say(
            "Take the parts with care: {others} booked no spend in a kind of placement where plans "
            "are placed.",
            others=listed(result.also_unbooked),
        )
    first = result.unbooked[0]
    return say(
        "Take the parts with care: no spend is booked for {plans} in {kind}[, nor in {rest}], "
        "which is a fault of recording until shown otherwise.[ The same is so of {others}.]",
        summary="gap",
        plans=first.plans,
        kind=first.label.lower(),
        rest=listed([kind.label.lower() for kind in result.unbooked[1:]]),
        others=listed(result.also_unbooked),
    )


def change(result: SpendDifference) -> Sentence:
    """The change since an earlier year and its four parts, or why it cannot be split."""
    return say(
        "From {period} spend for each of the {per} changed by {gap}, in cash: the sum of "
        "{prevalence} from how many plans there are, {placement} from where they are placed, "
        "{cost} from what each costs, and {untied} from spend not tied to plans.",
        otherwise="How that came about over the years cannot be said: {reason}.",
        needs="gap",
        period=result.gap.period,
        per=result.per,
        gap=result.gap,
        **_amounts(result),
    )


def doubts_of_change(result: SpendDifference) -> Sentence | None:
    """What makes a change over time unsure: the collection, and parts that turn round."""
    if not result.gap.known:
        return None
    turned = listed([part.label.lower() for part in result.parts if part.unsettled])
    broken = f"January {BREAK}" if crosses_break(result) else ""
    if not (turned or broken):
        return None
    return say(
        "This is not settled[: counted in other ways, the direction of {turned} changes].[ In "
        "{broken} the count of plans became one of persons, so where they are placed may seem to "
        "move for that reason alone.]",
        broken=broken,
        turned=turned,
    )


def by_year(result: Changes) -> Listing | None:
    """The change in spend a head from each year held to the next, and all of them together."""
    steps = [step for step in result.steps if step.gap.known]
    if len(steps) < 2:
        return None
    keys = (*PARTS, "gap")
    rows = [(step.gap.period, *(part.per_head for part in step.parts), step.gap) for step in steps]
    if result.together:
        rows.append(("Together", *(result.together[key] for key in keys)))
    return listing(
        f"Change in placement spend for each head from year to year, {result.ask.authority.name}",
        ("Years", *PARTS.values(), "Change"),
        rows,
        source=f"Note: a head is one of the {steps[0].per}, who are held for every year. Cash of "
        "each year; plans are those of the January within it.",
        appendix=True,
    )


def turning(result: SpendDifference) -> Sentence | None:
    """The parts whose sign is not settled, and with which ways of asking."""
    parts = [
        f"{part.label.lower()}, with "
        f"{', or with '.join(KINDS_OF_SPLIT[kind] for kind in part.unsettled)}"
        for part in result.parts
        if part.unsettled
    ]
    if not parts:
        return None
    return say("The sign of a part changes for {turning}.", turning="; ".join(parts))


def left_out(result: SpendDifference) -> Sentence | None:
    """The comparators without figures."""
    if not (result.gap.known and result.left_out):
        return None
    return say(
        "Left out, since they have no spend by setting or no plans by placement for that year: "
        "{names}.",
        names=listed(result.left_out),
    )


def kinds(result: SpendDifference) -> Listing | None:
    """Plans, spend and what adds to the gap by kind of placement."""
    if not result.gap.known:
        return None
    return listing(
        f"Plans and spend by kind of placement, {result.ask.authority.name} and {result.side}, "
        f"{result.ask.financial_year}",
        (
            "Kind of placement",
            "Share of plans",
            "Theirs",
            "Spend a plan",
            "Theirs",
            "Gap by placing",
            "Gap by cost",
        ),
        [(kind.label, *kind.amounts.values()) for kind in result.kinds],
        source="Note: shares are of all plans; the rest have no line of spend. The last two "
        "columns are for each head.",
    )


def parts(result: SpendDifference) -> Listing | None:
    """Each part of the gap, with the lowest and highest of every way of asking."""
    if not result.gap.known:
        return None
    rows = [
        (part.label, part.per_head, *ends(part.per_head), part.in_all, part.per_plan)
        for part in result.parts
    ]
    whole = (result.gap, *ends(result.gap), result.in_all, result.per_plan.gap)
    return listing(
        f"The gap in placement spend, {result.ask.authority.name} less {result.side}, "
        f"{result.ask.financial_year}",
        ("Part", "For each head", "Lowest", "Highest", "In all", "For each plan"),
        [*rows, ("The whole gap", *whole)],
        source="Note: lowest and highest are by every way of asking. Plans are those of January "
        f"{result.january}.",
    )


def alternatives(result: SpendDifference) -> Listing | None:
    """The same gap split in every other way."""
    if not result.gap.known:
        return None
    return listing(
        "The gap in placement spend for each head asked another way, "
        f"{result.ask.authority.name}, {result.ask.financial_year}",
        ("Asked another way", *PARTS.values(), "The whole gap"),
        [(other.label, *other.amounts.values()) for other in result.alternatives],
        source="Note: each row adds up to its gap.",
        appendix=True,
    )


def alignment() -> Listing:
    """Which lines of spend are set against which placements."""
    aligned = [
        (kind.label, kind.spend, "; ".join(kind.placements), kind.note) for kind in ALIGNMENT
    ]
    return listing(
        "Lines of section 251 outturn and the placements they are set against",
        ("Kind", "Spend", "Plans", "Note"),
        [*aligned, *(("No counterpart", *row) for row in WITHOUT_COUNTERPART)],
        source="Note: place funding counts as far as the scope has it.",
        appendix=True,
    )


def _amounts(result: SpendDifference) -> dict[str, Any]:
    """The four parts in £ a head."""
    return {part.key: part.per_head for part in result.parts}
