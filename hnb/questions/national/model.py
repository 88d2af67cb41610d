"""Every authority side by side on the measures that a forum asks about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hnb.comparison.counts import Counts
from hnb.comparison.measures.catalogue import measure_called
from hnb.comparison.measures.plans import PREVALENCE
from hnb.comparison.ranking import Ranking, rank
from hnb.domain import areas
from hnb.domain.comparators import Ask
from hnb.domain.errors import refuse_unknown_measures
from hnb.figures import Figure
from hnb.tables import Tables

MEASURES = (
    "plans_2_to_18",  # or over other residents, where those are held for a later January
    "growth",
    "share_of_block",
    "within_20_weeks_percent",
    "independent_share",
)


@dataclass(frozen=True)
class National:
    """The rankings of the national paper, by the name of their measure, each for its
    latest period.
    """

    rankings: dict[str, Ranking]

    def __getitem__(self, name: str) -> Ranking:
        return self.rankings[name]

    @property
    def side_by_side(self) -> tuple[tuple[str, tuple[Figure | str, ...]], ...]:
        """Each authority by name, with its value in each ranking; a dash where it has none."""
        names: dict[int, str] = {}
        for ranking in self.rankings.values():
            names |= dict(zip(ranking.table["la_code"], ranking.table["name"], strict=True))
        return tuple(
            (
                name,
                tuple(
                    ranking.of(code) if code in ranking.table["la_code"].array else "–"
                    for ranking in self.rankings.values()
                ),
            )
            for code, name in sorted(names.items(), key=lambda named: named[1])
        )


def answer(
    tables: Tables,
    ask: Ask | None = None,
    *,
    measures: Sequence[str] | None = None,
) -> National:
    """Every authority ranked on each measure, with limits that all the others set for it.

    Parameters
    ----------
    tables : Tables
        Those of question.yml, by authority.
    ask : Ask, optional
        Not used: the answer is about every authority.
    measures : sequence of str, optional
        Names in the catalogue; those of `usual_measures` where it is left out.

    Raises
    ------
    ParameterError
        No measure is named, or one is not in the catalogue; the nearest is named.
    """
    counts = Counts(tables)
    measures = usual_measures(counts) if measures is None else measures
    chosen = {name: measure_called(name, "measures") for name in measures}
    refuse_unknown_measures(measures, chosen)  # none at all is refused too
    return National({name: rank(chosen[name], counts, areas.everyone()) for name in measures})


def usual_measures(tables: Tables | Counts) -> tuple[str, ...]:
    """What authorities are ranked on: plans over the residents that are held for the latest
    January, of equals the first of `hnb.comparison.denominators.ALL`; and the rest of `MEASURES`.
    """
    counts = tables if isinstance(tables, Counts) else Counts(tables)
    latest = {measure.name: measure.latest(counts) or 0 for measure in PREVALENCE.values()}
    return (max(latest, key=latest.__getitem__), *MEASURES[1:])
