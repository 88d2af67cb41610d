"""The published measures of a service, a year apart: the annual baseline."""

from __future__ import annotations

from dataclasses import dataclass

from hnb.comparison.counts import Counts
from hnb.domain.comparators import Ask
from hnb.figures import Figure
from hnb.questions.scorecard.indicators import INDICATORS
from hnb.questions.scorecard.model import Reading, reading
from hnb.questions.service_indicators.verdict import (
    ITS_AIM,
    LOWER,
    NO_CHANGE,
    NOT_JUDGED,
    judged,
)
from hnb.tables import Tables

# which direction is better, by what authority.yml calls the measure, of those with a limit in law
# or of which nobody would want more; of the others neither is
NAMES = {
    "decisions within six weeks": ("decided_within_six_weeks_percent", "higher"),
    "plans issued within 20 weeks": ("within_20_weeks_percent", "higher"),
    "plans issued after more than a year": ("over_a_year_percent", LOWER),
    "reviews decided within four weeks": ("reviews_in_time_percent", "higher"),
}
TOPICS = (
    "requests",
    "refusals",
    "decisions",
    "new plans",
    "time",
    "long waits",
    "reviews",
    "appeals",
)


@dataclass(frozen=True)
class Annual:
    """One published measure of a service in its last year, the year before, and elsewhere.

    `better` is empty where neither direction is better.
    """

    reading: Reading
    better: str
    verdict: str

    @property
    def now(self) -> Figure:
        """The authority's last value."""
        return self.reading.now.own


def annual(tables: Tables, ask: Ask, *, against: str) -> tuple[Annual, ...]:
    """Each published measure of the service, with its verdict."""
    counts = Counts.of(tables, ask.authority.region)
    better = dict(NAMES.values())
    measures = [indicator for indicator in INDICATORS if indicator.topic in TOPICS]
    readings = [reading(indicator, counts, ask) for indicator in measures]
    return tuple(
        Annual(item, direction, _verdict(item, direction, against))
        for item in readings
        for direction in (better.get(item.indicator.measure.name, ""),)
    )


def _verdict(item: Reading, better: str, against: str) -> str:
    """Against the year before, beyond chance; against a typical neighbour, by any difference."""
    now = item.now
    if not better or now.doubt or not now.own.known:
        return NOT_JUDGED
    if against == ITS_AIM:
        return (
            judged(now.own.number - now.median.number, better) if now.median.known else NOT_JUDGED
        )
    if item.beyond_chance is None or now.doubt_since(item.before.year):
        return NOT_JUDGED
    if not item.beyond_chance:
        return NO_CHANGE
    return judged(now.own.number - item.before.own.number, better)


def comparator(measures: tuple[Annual, ...], name: str) -> Annual | None:
    """The published measure of a name that authority.yml gives."""
    measure, _ = NAMES.get(name, ("", ""))
    return next((x for x in measures if x.reading.indicator.measure.name == measure), None)
