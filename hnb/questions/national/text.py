"""Sentences and tables of a ranking of every authority."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hnb.domain.words import listed
from hnb.figures import Figure, Listing, Sentence, listing, say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hnb.questions.national.model import Ranking

ENDS = 8  # authorities named at each end of a ranking


def ranking(result: Ranking) -> Sentence:
    """The middle authority, the middle half and both ends."""
    first, last = result.ends if result.number.value else ("", "")
    if not result.number.value:
        return say(
            "{what}: {why}.", what=result.measure.says, why=result.number.reason, summary="ranking"
        )
    return say(
        "{what}, {when}: the middle of {number} has {middle}, the middle half lies between {lower} "
        "and {upper}, and "
        "those large enough to judge run from {lowest} in {last} to {highest} in {first}.",
        what=result.measure.says,
        when=result.when,
        number=result.number,
        middle=result.middle,
        lower=result.lower,
        upper=result.upper,
        lowest=result.lowest,
        last=last,
        highest=result.highest,
        first=first,
        summary="ranking",
    )


def outside(result: Ranking) -> Sentence | None:
    """Who lies outside the limits that all others set for it."""
    if not result.number.value:
        return None
    above, below = (listed(result.named(side)) for side in ("above", "below"))
    return say(
        "Limits within which 95% of ordinary authorities of each size are expected leave {above} "
        "above"
        + (" ({who_above})" if above else "")
        + " and {below} below"
        + (" ({who_below})" if below else "")
        + ".",
        above=result.above,
        below=result.below,
        who_above=above,
        who_below=below,
    )


def ends(result: Ranking) -> Listing | None:
    """The authorities at each end, with their place."""
    held = result.table
    if len(held) < 2 * ENDS:
        return None
    rows = []
    for row in (*held.head(ENDS).itertuples(), *held.tail(ENDS).itertuples()):
        place = Figure(
            f"national.{result.measure.name}_rank_{row.la_code}",
            int(str(row.rank)),
            "rank",
            "the highest first",
            result.number.rows,
            str(row.name),
            result.when,
        )
        rows.append(
            (
                place,
                str(row.name),
                str(row.region),
                result.of(int(str(row.la_code))),
                str(row.place),
            )
        )
    caption = f"Both ends of the ranking: {result.measure.says}, {result.when}"
    return listing(
        caption,
        ("Place", "Authority", "Region", "Value", "Against its limits"),
        rows,
        appendix=True,
    )


def regions(results: Iterable[Ranking]) -> Listing:
    """The middle authority of each region on each measure."""
    held = list(results)
    names = sorted({name for one in held for name in one.regions})
    rows = (
        *((name, *(one.regions.get(name, "–") for one in held)) for name in names),
        ("England, middle authority", *(one.middle for one in held)),
        ("England, all together", *(one.all_together for one in held)),
    )
    header = ("Region", *(f"{one.measure.says}, {one.when}" for one in held))
    return listing("The middle authority of each region, and of England", header, rows)
