"""Growth in plans of an authority, its comparators together and England."""

from __future__ import annotations

from dataclasses import dataclass

from hnb.comparison.compared import compare
from hnb.comparison.counts import Counts
from hnb.comparison.measures.plans import PLANS, growth_between
from hnb.domain.comparators import Ask
from hnb.figures import Figure, FigureMaker

RECENT = 3  # years over which it is said who grows faster
SPAN = 5  # years looked back over for growth, and either side for whether the answer holds
MAKER = FigureMaker("prevalence", covers="plans in force at the January census")
GROWTH_NAMES = {
    "value": "growth_percent",
    "among": "comparators_growth_percent",
    "place": "{statistic}_growth_percent",
}


@dataclass(frozen=True)
class Growth:
    """Growth in plans since an earlier January, per cent: own, comparators together, England.

    `doubt` says why the authority's is probably one of recording; empty where it is not.
    """

    since: int
    own: Figure
    comparators: Figure
    england: Figure
    doubt: str = ""


def growth(counts: Counts, ask: Ask, years: int = SPAN) -> Growth:
    """Growth of plans over five years, or since the authority's first January if that is later."""
    earliest = ask.january - years
    counted = (
        january
        for january in range(earliest, ask.january)
        if counts.value(PLANS, january, ask.la_code) is not None
    )
    since = min(counted, default=earliest)
    return _growth_since(since, counts, ask)


def recent_growth(counts: Counts, ask: Ask) -> Growth:
    """Growth over the last years, by which it is said who grows faster."""
    return _growth_since(ask.january - RECENT, counts, ask, "recent_")


def _growth_since(since: int, counts: Counts, ask: Ask, tag: str = "") -> Growth:
    measure = growth_between(since, ask.january)
    names = {kind: tag + name for kind, name in GROWTH_NAMES.items()}
    compared = compare(measure, counts, ask, ask.january, maker=MAKER, names=names)
    return Growth(since, compared.own, compared.main.pooled, compared.england, compared.doubt)
