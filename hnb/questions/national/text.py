"""Sentences and tables of a ranking of every authority."""

from __future__ import annotations

from hnb.comparison.ranking import Ranking
from hnb.domain.words import capitalised, listed
from hnb.figures import Listing, Sentence, listing, say, say_if_known
from hnb.questions.national.model import National

ENDS = 8  # authorities named at each end of a ranking


def ranking(result: Ranking) -> Sentence:
    """The middle authority, the middle half and both ends."""
    first, last = result.ends if result.number.known else ("", "")
    return say(
        "{what}, {result.when}: the middle of {result.number} has {result.middle}, the middle half "
        "lies between {result.lower} and {result.upper}, and those large enough to judge run from "
        "{result.lowest} in {last} to {result.highest} in {first}.[ {note}.]",
        otherwise="{what}: {reason}.[ {note}.]",
        needs="result.number",
        what=capitalised(result.measure.says),
        result=result,
        note="" if result.too_few else result.note,  # the reason says it
        first=first,
        last=last,
    )


def outside(result: Ranking) -> Sentence | None:
    """Who lies outside the limits that all others set for it."""
    return say_if_known(
        "Limits within which 95% of ordinary authorities of each size are expected leave "
        "{result.above} above[ ({who_above})] and {result.below} below[ ({who_below})].",
        result=result,
        who_above=listed(result.named("above")),
        who_below=listed(result.named("below")),
    )


def ends(result: Ranking) -> Listing | None:
    """The authorities at each end, with their place."""
    ranked = result.table
    if len(ranked) < 2 * ENDS:
        return None
    rows = [
        (
            result.rank_of(row["la_code"]),
            row["name"],
            row["region"],
            result.of(row["la_code"]),
            row["place"],
        )
        for part in (ranked.head(ENDS), ranked.tail(ENDS))
        for row in part.to_dict("records")
    ]
    return listing(
        f"Both ends of the ranking: {result.title}",
        ("Place", "Authority", "Region", "Value", "Against its limits"),
        rows,
        appendix=True,
    )


def _headings(result: National) -> tuple[str, ...]:
    return tuple(each.title for each in result.rankings.values())


def regions(result: National) -> Listing:
    """The middle authority of each region on each measure."""
    rankings = result.rankings.values()
    names = sorted({name for each in rankings for name in each.regions})
    rows = (
        *((name, *(each.regions.get(name, "–") for each in rankings)) for name in names),
        ("England, middle authority", *(each.middle for each in rankings)),
        ("England, all together", *(each.all_together for each in rankings)),
    )
    return listing(
        "The middle authority of each region, and of England",
        ("Region", *_headings(result)),
        rows,
    )


def every_authority(result: National) -> Listing:
    """Every authority with its value on each measure."""
    return listing(
        "Every authority, in order of name",
        ("Authority", *_headings(result)),
        ((name, *values) for name, values in result.side_by_side),
        source="Note: a dash: no value is held, or the authority did not stand then. `hnb "
        "rankings` writes each ranking to Excel.",
        appendix=True,
    )
