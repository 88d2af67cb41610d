"""The list of probable recording faults, and what to know of it."""

from __future__ import annotations

from collections import defaultdict

from hnb.domain.words import capitalised
from hnb.figures import Listing, Sentence, listing, say
from hnb.questions.doubts.model import Faults, ProbableFault

_OTHER = defaultdict(
    lambda: "another number is {other}",
    {
        "two rows exchanged": "its own may be {other}",
        "authority equal to its region": "the region has {other}",
        "parts against total": "the parts make {other}",
        "no spending where there are many plans": "{other} there",
        "net spending far above the placement lines": "net spending is {other}",
        "another table has another number": "another table has {other}",
    },
)
# rules that would take two lines of a column
_BRIEFLY = {
    "authority equal to its region": "Its region's figure",
    "two rows exchanged": "Two exchanged",
    "another table has another number": "Contradicted",
    "no spending where there are many plans": "No spending there",
    "net spending far above the placement lines": "Few of its lines",
    "a step that no other authority shows": "A step of its own",
    "one share rose as another fell": "Moved between groups",
    "a share leaps and comes back": "It leaps and comes back",
}
_TABLES = {
    "ehc_plans_by_placement": "plans by placement",
    "s251_high_needs": "placement spending",
    "ehc_plans": "EHC plans",
}


def summary(result: Faults) -> Sentence:
    """How many authorities have a probable fault, and where the rest are listed."""
    return say(
        "{result.authorities} have a published figure in the latest years that is probably "
        "recorded wrongly. The most certain are first. The command hnb doubts lists {result.every} "
        "of all years, with those where only the change is doubted.",
        result=result,
    )


def every_fault(result: Faults) -> Listing:
    """Each probable fault with the numbers that it is known by, and the reason."""
    return listing(
        "Published figures that are probably recorded wrongly, the most certain first",
        ("Authority", "Period", "What is published", "Why it is doubted"),
        [
            (
                fault.authority,
                fault.published.period,
                _numbers(fault),
                _BRIEFLY.get(fault.doubt.rule, capitalised(fault.doubt.rule))
                + ("; corrected here" if fault.doubt.corrected else ""),
            )
            for fault in result.faults
        ],
    )


def _numbers(fault: ProbableFault) -> Sentence:
    """The figure, and the numbers that make it doubtful."""
    form = "" if fault.published.unit.startswith("gbp") else ":,d"
    return say(
        f"{{what}}: {{published}}[; {{before{form}}} before]"
        f"[, {{after{form}}} after][; {_OTHER[fault.doubt.rule]}]",
        what=_what(fault),
        published=fault.published,
        before=fault.before,
        after=fault.after,
        other=fault.other,
    )


def _what(fault: ProbableFault) -> str:
    """What the figure counts, in words."""
    says = fault.doubt.says.partition(":")[0]
    if not any(letter.isdigit() for letter in says):
        return says
    return _TABLES.get(fault.doubt.table) or fault.doubt.table.replace("_", " ")
