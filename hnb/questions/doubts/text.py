"""The list of probable recording faults, and what to know of it."""

from __future__ import annotations

from hnb.domain.words import capitalised
from hnb.figures import Listing, Sentence, listing, say
from hnb.questions.doubts.model import Faults, ProbableFault
from hnb.tables import ALL


def summary(result: Faults) -> Sentence:
    """How many authorities have a probable fault, and where the rest are listed."""
    return say(
        "{result.authorities} have a published figure in the latest years that is probably "
        "recorded wrongly. The most certain are first. `hnb doubts` lists {result.every} of all "
        "years, with those where only the change is doubted.",
        result=result,
    )


def every_fault(result: Faults) -> Listing:
    """Each probable fault with the numbers beside it and the reason."""
    return listing(
        "Published figures that are probably recorded wrongly, the most certain first",
        ("Authority", "Figure", "Period", "Published", "Year before", "Year after", "Other", "Why"),
        [_row(fault) for fault in result.faults],
    )


def _row(fault: ProbableFault) -> tuple[object, ...]:
    doubt = fault.doubt
    _, _, words = doubt.where.partition("=")
    what = words.split("|")[0] if words and not doubt.where.startswith("line=") else ""
    numbers = (fault.published, fault.before, fault.after, fault.other)
    return (
        fault.authority,
        what or ALL[doubt.table].name.replace("_", " "),
        fault.published.period,
        *(figure if figure.known else "–" for figure in numbers),
        capitalised(doubt.rule) + (" (corrected here)" if doubt.corrected else ""),
    )
