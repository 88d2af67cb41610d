"""The counts of one authority, year by year, and nothing worked out from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hnb.comparison.counts import Counted, Counts
from hnb.comparison.measure import count_figure
from hnb.comparison.measures.money import NET_HIGH_NEEDS
from hnb.comparison.measures.plans import BY_GROUP, PLANS
from hnb.comparison.measures.process import APPEALS, NEW_PLANS, REQUESTS, TIMED, WITHIN_20_WEEKS
from hnb.domain.comparators import Ask
from hnb.figures import Figure, FigureMaker
from hnb.tables import Tables

MAKER = FigureMaker("counted")
YEARS = 5  # of which counts are shown
PLACES = {  # groups of placements, and how they are called here
    "mainstream": "mainstream schools",
    "special": "special schools",
    "further education": "further education",
    "alternative provision": "alternative provision",
    "early years": "early years settings",
    "elsewhere": "no school or college",
    "unknown": "not recorded",
}
COUNTED: dict[str, Counted] = {
    "Plans in force in January": PLANS,
    **{f"Plans: {words}": BY_GROUP[group].part for group, words in PLACES.items()},
    "Requests for an assessment": REQUESTS,
    "New plans": NEW_PLANS,
    "New plans whose weeks are known": TIMED,
    "New plans issued within 20 weeks": WITHIN_20_WEEKS,
    "Appeals registered": APPEALS,
    "Net high needs spending": NET_HIGH_NEEDS,
}


@dataclass(frozen=True)
class SmallAuthority:
    """By what is counted, its Figures of the last years, the latest first."""

    ask: Ask
    counted: Mapping[str, tuple[Figure, ...]]

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every count."""
        return tuple(figure for figures in self.counted.values() for figure in figures)


def answer(
    tables: Tables, ask: Ask, *, counted: Mapping[str, Counted] = COUNTED, years: int = YEARS
) -> SmallAuthority:
    """The counts of one authority in the last years that it has any.

    Parameters
    ----------
    tables : Tables
        Those of question.yml, by authority.
    counted : mapping
        What is counted, by what it is called.
    years : int
        How many years are shown.
    """
    counts = Counts(tables)
    return SmallAuthority(
        ask, {says: last_counts(counts, count, ask, years) for says, count in counted.items()}
    )


def last_counts(counts: Counts, counted: Counted, ask: Ask, years: int) -> tuple[Figure, ...]:
    """One count in the last years in which the authority has it, the latest first; one Figure
    without a value where it never has.
    """
    years_counted = (year for year in counts.years(counted) if year <= ask.last_year(counted.kind))
    known = [year for year in years_counted if ask.la_code in counts.at(counted, year)]
    last = max(known, default=ask.january)
    return tuple(
        count_figure(counts, counted, year, ask, MAKER)
        for year in range(last, last - (years if known else 1), -1)
    )
