"""What page one says of an authority with very few plans: counts, and no judgement."""

from __future__ import annotations

from dataclasses import dataclass

from hnb.comparison.counts import Counted, Counts
from hnb.comparison.doubted import doubt
from hnb.comparison.measures.money import NET_HIGH_NEEDS
from hnb.comparison.measures.plans import BY_GROUP, PLANS
from hnb.comparison.measures.process import APPEALS, NEW_PLANS, REQUESTS, TIMED, WITHIN_20_WEEKS
from hnb.domain.comparators import Ask
from hnb.figures import Figure
from hnb.questions.small_authority.model import last_counts

PACE = "Is net high needs spending rising faster than elsewhere?"
ASKED: dict[str, Counted] = {
    "More plans than in similar areas?": PLANS,
    PACE: NET_HIGH_NEEDS,
    "On time more often than in similar areas?": WITHIN_20_WEEKS,
    "More requests for an assessment than in similar areas?": REQUESTS,
    "More new plans than in similar areas?": NEW_PLANS,
    "Are there more appeals than in similar areas?": APPEALS,
    "Are more children with a plan in mainstream schools?": BY_GROUP["mainstream"].part,
}


@dataclass(frozen=True)
class CountedRow:
    """A question about a count; `before` is that of the year before, the two of `wholes` what each
    is part of, and `doubt` says why it is probably recorded wrongly.
    """

    asks: str
    count: Figure
    before: Figure | None
    wholes: tuple[Figure, ...] = ()
    doubt: str = ""


def counted_rows(counts: Counts, ask: Ask) -> tuple[CountedRow, ...]:
    """The counts of one authority, each of the last year that it has one."""
    return tuple(_row(asks, counted, counts, ask) for asks, counted in ASKED.items())


def _row(asks: str, counted: Counted, counts: Counts, ask: Ask) -> CountedRow:
    now, *before = last_counts(counts, counted, ask, years=2)
    wholes = last_counts(counts, TIMED, ask, years=2) if counted is WITHIN_20_WEEKS else ()
    period = now.period.removeprefix("January ")
    doubted = doubt(counts, counted, ask.la_code, period) if now.known else ""
    return CountedRow(asks, now, before[0] if before else None, wholes, doubted)
