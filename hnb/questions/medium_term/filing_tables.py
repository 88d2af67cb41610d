"""The published counts that fill the tables which authorities file, and the years ahead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf, isclose, isfinite, nan
from typing import Literal

import pandas as pd

from hnb.comparison.select import rows_where
from hnb.domain.comparators import Ask
from hnb.questions.medium_term.projection import Kind, Projection
from hnb.questions.medium_term.unit_costs import kind_of_place
from hnb.questions.medium_term.year_by_year import PLACED, Quantity

FLOWS = ("requests", "assessments")  # counted over a calendar year, not at a January
Counted = Literal[
    "ehc_plans_by_age",
    "ehc_plans_by_placement",
    "ehc_plans_by_need",
    "ehc_plans_by_need_and_placement",
    "requests",
    "assessments",
]


@dataclass(frozen=True)
class Entry:
    """A number of a table, and whether it is published, a forecast or a scenario."""

    value: float
    kind: Kind


@dataclass(frozen=True)
class PublishedCounts:
    """The published counts of one authority that a table is filled from.

    Parameters
    ----------
    rows : DataFrame
        One row per period and category.
    value, period : str
        The columns of `rows` that hold the counts and their periods.
    """

    rows: pd.DataFrame
    value: str
    period: str

    @property
    def is_flow(self) -> bool:
        """Whether it counts what happened in a year, and not plans on a day."""
        return self.value in FLOWS

    def last_categories(self, column: str) -> list[str]:
        """The categories of the last period: ages in order, 'under 3' first; needs by name."""
        latest = self.rows[self.rows[self.period].eq(self.rows[self.period].max())]
        return sorted(latest[column].unique(), key=_by_age)

    def taken(self, words_by_column: Mapping[str, Sequence[str]]) -> pd.Series:
        """Which rows have one of the words given in each column named; none where none is."""
        rows = pd.Series(bool(words_by_column), index=self.rows.index)
        for column, words in words_by_column.items():
            rows &= self.rows[column].isin(words)
        return rows


def counts_of(
    table: pd.DataFrame, name: str, ask: Ask, where: Mapping[str, str], last: int
) -> PublishedCounts:
    """The counts of the authority asked about, in the rows that fit of one of `Counted`.

    Counts of a January after the `last` that forecasts start from are left out: few authorities
    have one, and it may be an extract.
    """
    value, period = (name, "calendar_year") if name in FLOWS else ("plans", "january")
    rows = table[table["la_code"].eq(ask.la_code) & table[value].notna()]
    if period == "january":
        rows = rows[rows[period] <= last]
    return PublishedCounts(rows_where(rows, **where), value, period)


def entries(
    projection: Projection,
    counts: PublishedCounts,
    part: pd.DataFrame,
    years: Sequence[int],
    *,
    whole: bool = False,
) -> list[Entry | None]:
    """What each year has: published where it is held, and later moved on with the plans.

    Parameters
    ----------
    projection : Projection
        The scenario whose plans the last published count is moved on with.
    counts : PublishedCounts
        All the counts of the table, which say which periods are published.
    part : DataFrame
        Those of its rows that are added up.
    years : sequence of int
        Januaries, or calendar years.
    whole : bool
        Whether the rows are all plans, so that the years ahead may be published or a forecast.

    Returns
    -------
    list
        An Entry a year; None where the council must fill it in.
    """
    return [_entry(projection, counts, part, year=year, whole=whole) for year in years]


def _entry(
    projection: Projection, counts: PublishedCounts, part: pd.DataFrame, year: int, whole: bool
) -> Entry | None:
    published, start = counts.rows[counts.period], projection.start
    if published.empty:
        return None
    if published.eq(year).any():
        return Entry(_sum(counts, part, year), "published")
    last = int(published.max())
    # the requests of a year lead to the plans of the January after it
    before = start.january - 1 if counts.is_flow else start.january
    ahead = year - before
    if year < last or not 0 < ahead <= len(start.years):
        return None
    later = start.years[ahead - 1]
    # one authority's requests may be of a later year than those of the others
    since = start.years[last - before - 1] if last > before else start.base_year
    moved = _sum(counts, part, last) * _growth(projection, part, since=since, later=later)
    if not isfinite(moved):
        return None
    is_all_plans = whole and isclose(moved, projection.number(Quantity.PLANS, later))
    return Entry(moved, projection.kind(Quantity.PLANS, later) if is_all_plans else "scenario")


def _sum(counts: PublishedCounts, part: pd.DataFrame, year: int) -> float:
    return float(part.loc[part[counts.period].eq(year), counts.value].sum())


def _growth(projection: Projection, part: pd.DataFrame, *, since: str, later: str) -> float:
    """Plans of a later year over those of one before, of the kinds of place that the rows are in,
    or of all.
    """
    groups = set(PLACED)
    if "placement" in part and len(part):
        groups = set(kind_of_place(part))
        if "special" in groups and "need" in part:  # needs are published for all special schools
            groups.add("independent")
    plans_before, plans_later = (
        sum(projection.number(PLACED[group], when) for group in sorted(groups))
        for when in (since, later)
    )
    return plans_later / plans_before if plans_before > 0 else nan


def limits(projection: Projection, years: Sequence[int]) -> dict[str, list[Entry | None]]:
    """The lower and upper 95% limits of all plans by January, where they are a forecast."""
    start = projection.start
    plans = {
        start.january + ahead: projection.figure(Quantity.PLANS, year)
        for ahead, year in enumerate(start.years, 1)
    }
    forecast = [plans.get(january) for january in years]
    ends = {
        "lower": [figure.low if figure else None for figure in forecast],
        "upper": [figure.high if figure else None for figure in forecast],
    }
    return {
        side: [None if value is None else Entry(value, "forecast") for value in values]
        for side, values in ends.items()
        if any(value is not None for value in values)
    }


def _by_age(word: str) -> tuple[float, str]:
    digits = "".join(letter for letter in word.partition(" to ")[0] if letter.isdigit())
    if not digits:
        return (inf, word)
    below = 1 if word.startswith("under") else 0
    return (int(digits) - below, word)
