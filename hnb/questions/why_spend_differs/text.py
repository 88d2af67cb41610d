"""Sentences and tables on why placement spend differs."""

from __future__ import annotations

from typing import Any

from hnb.comparison.among import is_close
from hnb.domain.periods import BREAK
from hnb.domain.words import listed
from hnb.figures import Listing, Sentence, ends, listing, say
from hnb.questions.why_spend_differs.change import Changes, crosses_break
from hnb.questions.why_spend_differs.model import MERGED, PARTS, SpendDifference
from hnb.questions.why_spend_differs.other_splits import KINDS_OF_SPLIT
from hnb.questions.why_spend_differs.spend_by_placement import ALIGNMENT, WITHOUT_COUNTERPART

_REASONS = {
    "prevalence": "How many plans there are",
    "placement": "Where children are placed",
    "cost": "What each placement costs",
    "untied": "Spending not linked to plans",
    MERGED: "What placements cost, with spending not linked to plans,",
}
# kinds of `KINDS_OF_SPLIT`, as what a gap depends on
_DEPENDS = {
    "booking": "how independent alternative provision is booked",
    "list": "which list of neighbours is used",
    "neighbour": "which neighbours are counted",
    "population": "which residents are counted",
}
_EFFECTS = {
    "prevalence": "how many plans there are",
    "placement": "where children are placed",
    "cost": "what each placement costs",
    "untied": "spending not linked to plans",
    MERGED: "what placements cost and spending not linked to plans",
}


def gap(result: SpendDifference) -> Sentence:
    """Whether more is spent for each resident than in similar authorities."""
    return say(
        "In {year} spending on placements was {how} that of {similar} together: {own:read} for "
        "each of the {per}, compared with {other:read}.[ The answer depends on {unsettled}.]",
        otherwise="Why spending on placements in {year} differs from that of {similar} is not "
        "known: {reason}.",
        needs="gap",
        gap=result.gap,
        year=result.ask.financial_year,
        how=_how_it_differs(result),
        similar=result.ask.main.similar,
        own=result.per_head.authority,
        other=result.per_head.other,
        per=result.per.partition(" (")[0],
        unsettled=_what_turns(result),
    )


def _how_it_differs(result: SpendDifference) -> str:
    if not result.gap.known:
        return ""
    if is_close(result.per_head.authority, result.per_head.other):
        return "close to"
    if result.unsettled:
        return "not clearly higher or lower than"
    return f"{'lower' if result.gap.number < 0 else 'higher'} than"


def _what_turns(result: SpendDifference) -> str:
    """What makes a gap that is not small one of either sign; empty where nothing does."""
    if not _how_it_differs(result).startswith("not"):
        return ""
    return _DEPENDS.get(result.unsettled[0], "the method used")


def parts_in_words(result: SpendDifference) -> Sentence | None:
    """What each part adds to the gap, or takes off it."""
    return say(_each_part(result), **_amounts(result)) if result.gap.known else None


def _each_part(result: SpendDifference) -> str:
    """A template with a sentence for each part."""
    sentences = []
    for part in result.parts:
        adds = "adds" if part.per_head.number > 0 else "takes off"
        sentences.append(f"{_REASONS[part.key]} {adds} {{{part.key}:size}}.")
    return " ".join(sentences)


def certainty(result: SpendDifference) -> Sentence | None:
    """Which parts keep their direction whichever method is used."""
    if not result.gap.known:
        return None
    steady = [part for part in result.parts if not part.unsettled]
    if not steady:
        return say("No single reason is clear: the direction of each depends on the method.")
    raising = listed([_EFFECTS[part.key] for part in steady if part.per_head.number > 0])
    lowering = listed([_EFFECTS[part.key] for part in steady if part.per_head.number <= 0])
    return say(
        _opening(result) + " spending is [raised by {raising}][{between}][lowered by {lowering}]."
        "[ {rest}.]",
        between=", and " if raising and lowering else "",
        rest="" if len(steady) == len(result.parts) else "Other reasons are uncertain",
        raising=raising,
        lowering=lowering,
    )


def _opening(result: SpendDifference) -> str:
    return "Some reasons are clear:" if _what_turns(result) else "Whichever method is used,"


def counted_when(result: SpendDifference) -> Sentence | None:
    """Which January plans are counted at and who the residents are, where there is a gap."""
    if not result.gap.known:
        return None
    return say(
        "Plans are those of {january}, within the financial year. Residents are those of "
        "{mid_year}: {per}.",
        january=f"January {result.january}",
        per=result.per,
        mid_year=f"mid-{result.mid_year}",
    )


def unbooked(result: SpendDifference) -> Sentence | None:
    """Comparators with many plans in a kind of placement and no spending there."""
    if not result.gap.known or not result.unbooked:
        return None
    return say(
        "Take the parts with care: {others} booked no spending in a kind of placement with many "
        "plans.",
        others=listed(result.unbooked),
    )


def change(result: SpendDifference) -> Sentence | None:
    """The change since an earlier year and its parts; nothing where it cannot be split."""
    if not result.gap.known:
        return None
    rose = "rose" if result.gap.number > 0 else "fell"
    return say(
        f"From {{period}} spending for each of the {{per}} {rose} by {{gap:size}}. "
        + _each_part(result),
        period=result.gap.period,
        per=result.per.partition(" (")[0],
        gap=result.gap,
        **_amounts(result),
    )


def doubts_of_change(result: SpendDifference) -> Sentence | None:
    """What makes a change over time unsure: the collection, and parts that turn round."""
    if not result.gap.known:
        return None
    turned = listed([_EFFECTS[part.key] for part in result.parts if part.unsettled])
    broken = f"January {BREAK}" if crosses_break(result) else ""
    if not (turned or broken):
        return None
    return say(
        "This is uncertain[: the direction of {turned} depends on the method].[ In {broken} the "
        "count of plans became one of persons, so where they are placed may seem to move for that "
        "reason alone.]",
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
        f"Change in spending on placements per resident, year by year, {result.ask.authority.name}",
        ("Years", *PARTS.values(), "Change"),
        rows,
        source=f"Note: residents are all {steps[0].per}. Cash of each year; plans are those of the "
        "January within it.",
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
    return say("The direction of a part changes for {turning}.", turning="; ".join(parts))


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
        f"Plans and spend by kind of placement, {result.ask.authority.name} and {_group(result)}, "
        f"{result.ask.financial_year}",
        (
            "Kind of placement",
            "Share of plans",
            "Others’ share",
            "Spend for each plan",
            "Others’ spend",
            "Gap by placing",
            "Gap by cost",
        ),
        [(kind.label, *kind.amounts.values()) for kind in result.kinds],
        source="Note: shares are of all plans; the rest have no line of spend. The last two "
        "columns are per resident. Spend for each plan is what the authority pays: it looks "
        "cheaper where more places are in academies, which the department pays for.",
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
        f"The gap in placement spend, {result.ask.authority.name} less {_group(result)}, "
        f"{result.ask.financial_year}",
        ("Part", "Per resident", "Lowest", "Highest", "In all", "For each plan"),
        [*rows, ("The whole gap", *whole)],
        source="Note: lowest and highest are by every method. Plans are those of January "
        f"{result.january}.",
    )


def alternatives(result: SpendDifference) -> Listing | None:
    """The same gap split in every other way."""
    if not result.gap.known:
        return None
    return listing(
        "The gap in placement spend per resident by other methods, "
        f"{result.ask.authority.name}, {result.ask.financial_year}",
        ("Method", *(part.label for part in result.parts), "The whole gap"),
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
        "Lines of section 251 outturn and the placements they pay for",
        ("Kind", "Spend", "Plans", "Note"),
        [*aligned, *(("No counterpart", *row) for row in WITHOUT_COUNTERPART)],
        source="Note: place funding counts as far as the scope has it.",
        appendix=True,
    )


def _amounts(result: SpendDifference) -> dict[str, Any]:
    """The parts in £ for each resident."""
    return {part.key: part.per_head for part in result.parts}


def _group(result: SpendDifference) -> str:
    """Whom the authority is compared with, without the edition of their list."""
    return result.side.partition(" (")[0]
