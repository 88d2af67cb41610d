"""The published measures of one authority side by side: now, the year before, and everyone else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from hnb.comparison.compared import Compared, compare
from hnb.comparison.counts import Counts
from hnb.comparison.small import has_few_plans
from hnb.domain.comparators import Ask
from hnb.figures import Figure, FigureMaker
from hnb.questions.scorecard.indicators import INDICATORS, Indicator
from hnb.stats.change_test import SIGNIFICANCE, rate_changed, share_changed
from hnb.tables import Tables

MAKER = FigureMaker("scorecard")
_TESTS = {"share": share_changed, "rate": rate_changed}


@dataclass(frozen=True)
class Reading:
    """One indicator of one authority: its last year, and the year before where that is held."""

    indicator: Indicator
    now: Compared
    before: Compared

    @cached_property
    def beyond_chance(self) -> bool | None:
        """Whether the value has changed by more than chance would; None where chance has no part
        in it (money), or a year is missing.
        """
        code, chance = self.now.ask.la_code, self.now.measure.chance
        years = [compared.table for compared in (self.now, self.before)]
        if chance not in _TESTS or any(code not in table.index for table in years):
            return None
        now, before = ((int(table["part"][code]), int(table["whole"][code])) for table in years)
        return _TESTS[chance](now, before) < SIGNIFICANCE

    @property
    def figures(self) -> tuple[Figure, ...]:
        """What is said of both years."""
        return tuple(
            figure
            for compared in (self.now, self.before)
            for figure in (compared.own, compared.median, compared.england)
        )


@dataclass(frozen=True)
class Scorecard:
    """Every indicator of one authority; `few` where it has so few plans that its counts alone are
    said.
    """

    ask: Ask
    readings: tuple[Reading, ...]
    few: bool = False


def answer(
    tables: Tables | Counts, ask: Ask, *, indicators: Sequence[Indicator] = INDICATORS
) -> Scorecard:
    """Every indicator of one authority, in their order.

    Parameters
    ----------
    tables : Tables or Counts
        Those of question.yml, by authority and for England, or the counts read from them already.
    ask : Ask
        The authority and its comparators; each indicator is of its own last complete year.
    """
    counts = Counts.of(tables, ask.authority.region)
    readings = tuple(reading(indicator, counts, ask) for indicator in indicators)
    return Scorecard(ask, readings, has_few_plans(counts.tables["ehc_plans"], ask))


def reading(indicator: Indicator, counts: Counts, ask: Ask) -> Reading:
    """One indicator, in its last complete year and the year before."""
    now = compare(indicator.measure, counts, ask, maker=MAKER)
    return Reading(indicator, now, now.in_year(now.year - 1))
