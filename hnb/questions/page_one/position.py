"""Where an authority is among its neighbours by one measure: by its level, or by its change."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from hnb.comparison.among import standing
from hnb.comparison.compared import Compared
from hnb.figures import Figure
from hnb.questions.scorecard.model import Reading


@dataclass(frozen=True)
class Position:
    """One measure of one authority, now and the year before.

    Parameters
    ----------
    topic, asks, of_what : str
        What it is about, the question, and what follows the value.
    by : str
        'level' where the question is how much there is of it; 'change' where it is how it changed.
    now, before : Compared
        The last year, and the year before.
    """

    topic: str
    asks: str
    of_what: str
    by: str
    now: Compared
    before: Compared

    @classmethod
    def of_plans(cls, now: Compared, aged: str) -> Position:
        """How many plans there are, for the residents of an age group."""
        return cls("plans", "More plans than in similar areas?", aged, "level", now, _before(now))

    @classmethod
    def of(cls, reading: Reading, by: str) -> Position:
        """An indicator of the scorecard, asked about by its level or by its change."""
        indicator = reading.indicator
        asks = indicator.asks_level if by == "level" else indicator.asks_change
        return cls(indicator.topic, asks, indicator.of, by, reading.now, reading.before)

    @property
    def standing(self) -> str:
        """Above, below or in the middle of the neighbours' middle half; empty where not known, or
        where the change of the typical neighbour says otherwise of a change.
        """
        if self.by == "level":
            return self.now.main.standing
        if math.isnan(self.own_change) or self.doubt_of_change:
            return ""
        place = standing(self.own_change, self.neighbours_changes)
        beyond = self.own_change - (self.now.median.number - self.before.median.number)
        agrees = {"above": beyond > 0, "below": beyond < 0}.get(place, True)
        return place if agrees else ""

    @property
    def own_change(self) -> float:
        """The authority's change; not a number where it has none."""
        return float(self.changes.get(self.now.ask.la_code, math.nan))

    @cached_property
    def doubt_of_change(self) -> str:
        """Why the change since the year before is probably one of recording; empty if it is not."""
        return self.now.doubt_since(self.before.year) if self.before.own.known else ""

    @cached_property
    def changes(self) -> pd.Series[float]:
        """The change of everybody who has both years, in the unit of the measure."""
        now, before = self.now.everyone["value"], self.before.everyone["value"]
        return (now - before).dropna()

    @property
    def neighbours_changes(self) -> pd.Series[float]:
        """Those of the neighbours."""
        codes = self.changes.index.intersection(list(self.now.main.asked))
        return self.changes[codes]

    @property
    def figures(self) -> tuple[Figure, ...]:
        """What is said of it."""
        now, before = self.now, self.before
        both = (now.own, now.median, now.england, before.own, before.median, before.england)
        return (*both, now.main.rank, now.main.group)


def _before(now: Compared) -> Compared:
    return now.in_year(now.year - 1)
