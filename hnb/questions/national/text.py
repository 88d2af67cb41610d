"""Sentences and tables of a ranking of every authority."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hnb.comparison.ranking import Ranking
from hnb.domain.words import capitalised, listed
from hnb.figures import Listing, Sentence, listing, say, say_if_known
from hnb.questions.national.model import National

ENDS = 8  # authorities named at each end of a ranking
MOST_NAMED = 6  # authorities that a sentence names


def ranking(result: Ranking) -> Sentence:
    """The median authority, the middle half and both ends."""
    first, last = result.ends if result.number.known else ("", "")
    return say(
        "{what}: the median of {result.number} is {result.middle} ({result.when}). Half of them "
        "are between {result.lower} and {result.upper}. Of those that can be judged, {first} is "
        "the highest ({result.highest}) and {last} the lowest ({result.lowest}).[ {note}.]",
        otherwise="{what}: {reason}.[ {note}.]",
        needs="result.number",
        what=re.sub(r" \((estimate|projection)[^)]*\)", "", capitalised(result.measure.says)),
        result=result,
        note="" if result.too_few else result.note,  # the reason says it
        first=first,
        last=last,
    )


def outside(result: Ranking) -> Sentence | None:
    """Who is outside the normal range that all others set for it; nothing where none is ranked."""
    if not result.number.known:
        return None
    return say_if_known(
        f"{_outside(result, 'above', 'the normal range for its size')}. "
        f"{_outside(result, 'below', 'it')}.",
        above=result.above,
        below=result.below,
        who_above=_few(result.named("above")),
        who_below=_few(result.named("below")),
    )


def _outside(result: Ranking, side: str, normal: str) -> str:
    """How many are outside on one side, as a part of a template."""
    number = len(result.named(side))
    if number > 1:
        return f"{{{side}}} are {side} {normal.replace('its', 'their')}[: {{who_{side}}}]"
    who = f"{{{side}}}" if number else "No authority"
    return f"{who} is {side} {normal}[: {{who_{side}}}]"


def _few(names: Sequence[str]) -> str:
    """The names of a few authorities; nothing of many, whom the map and the table show."""
    return listed(names) if len(names) <= MOST_NAMED else ""


def summary(result: National) -> Listing:
    """Every measure on a line: the median, the middle half and both ends."""
    known = [each for each in result.rankings.values() if each.number.known]
    return listing(
        "All authorities on one page",
        ("", "Date", "Median", "Lower quarter", "Upper quarter", "Highest", "Lowest"),
        (
            (
                capitalised(each.measure.says),
                each.when,
                each.middle,
                each.lower,
                each.upper,
                *(
                    say("{name}: {value}", name=name, value=value)
                    for name, value in zip(each.ends, (each.highest, each.lowest), strict=True)
                ),
            )
            for each in known
        ),
        source="Note: a quarter of authorities are under the lower quarter, and a quarter over the "
        "upper. The highest and the lowest leave out authorities that are too small, and figures "
        "that are probably recorded wrongly.",
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
        ("Place", "Authority", "Region", "Value", "Normal range"),
        rows,
        appendix=True,
    )


def _headings(result: National) -> tuple[str, ...]:
    return tuple(each.title for each in result.rankings.values())


def regions(result: National) -> Listing:
    """The median authority of each region on each measure."""
    rankings = result.rankings.values()
    names = sorted({name for each in rankings for name in each.regions})
    rows = (
        *((name, *(each.regions.get(name, "–") for each in rankings)) for name in names),
        ("England, median authority", *(each.middle for each in rankings)),
        ("England, all together", *(each.all_together for each in rankings)),
    )
    return listing(
        "The median authority of each region, and of England",
        ("Region", *_headings(result)),
        rows,
    )


def every_authority(result: National) -> Listing:
    """Every authority with its value on each measure."""
    return listing(
        "Every authority, in order of name",
        ("Authority", *_headings(result)),
        ((name, *values) for name, values in result.side_by_side),
        source="Note: a dash: there is no value, or the authority did not exist then.",
        appendix=True,
    )
