"""A measure: what is counted over what, declared once for every authority, year and comparison;
and one published count of it as a Figure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeVar

import numpy as np
import pandas as pd

from hnb.comparison.complete import Coverage
from hnb.comparison.counts import Counted, Counts
from hnb.domain.comparators import Ask
from hnb.domain.periods import write_period
from hnb.domain.words import slug
from hnb.figures import Figure, FigureMaker
from hnb.figures.marks import rests_on_records
from hnb.stats.intervals import Interval, binomial, poisson
from hnb.tables import table

MIXED = "one of its two counts is published and the other is in the council's own records"
MIXED_YEARS = "one of the two years is published and the other is from the council's own records"
SCALE = {"per_1000": 1000, "percent": 100}  # any other unit is the one count over the other as is

Numbers = TypeVar("Numbers", "pd.Series[float]", float)
Chance = Literal["rate", "share", "growth", "none"]


@dataclass(frozen=True)
class Measure:
    """One count over another, or a count alone.

    Parameters
    ----------
    name, says : str
        As in the names of Figures, and on an axis or in a list.
    part, whole : Count
        What is counted, and out of or over what; without a whole the part is the value.
    unit : str
        A word that `hnb.domain.units.write` knows. A percentage of more than the whole is a fault
        at source and is missing, unless the measure is of growth or of money.
    chance : str
        What chance does to it: a 'rate' of a count over people, a 'share' of a count, the 'growth'
        of a count, or 'none' (money).
    pooled : bool
        Whether England's value, and a region's, is of all authorities that have both counts added
        together, rather than of the publisher's own totals.
    exact_interval : bool
        Whether a value is given the interval that chance alone would make: exact Poisson for a
        rate, Clopper-Pearson for a share.
    """

    name: str
    says: str
    part: Counted
    whole: Counted | None = None
    unit: str = "percent"
    chance: Chance = "share"
    pooled: bool = False
    exact_interval: bool = True

    @property
    def kind(self) -> str:
        """The kind of its period, such as `january`."""
        return self.part.kind

    @property
    def counts(self) -> tuple[Counted, ...]:
        """The part and, where there is one, the whole."""
        return (self.part,) if self.whole is None else (self.part, self.whole)

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables that it reads, each once."""
        return tuple(dict.fromkeys(term.table for count in self.counts for term in count.every))

    def when(self, year: int) -> str:
        """The period that starts in a year, as a sentence names it."""
        return write_period(self.kind, year)

    def years(self, counts: Counts) -> list[int]:
        """The years in which any place has a value, in order."""
        return [int(year) for year in self.by_year(counts).index]

    def at(self, counts: Counts, year: int) -> pd.DataFrame:
        """Every place with a value in a year: `part`, `whole` and `value`, by place."""
        part = counts.at(self.part, year)
        if self.whole is None:
            return pd.DataFrame({"part": part, "whole": 1.0, "value": part})
        both = pd.DataFrame({"part": part, "whole": counts.at(self.whole, year)}).dropna()
        mixed = [place for place in counts.with_records if self.is_mixed(counts, year, place)]
        both = both[self._possible(both)].drop(index=mixed, errors="ignore")
        return both.assign(value=self.value_of(both["part"], both["whole"]))

    def is_mixed(self, counts: Counts, year: int, place: int) -> bool:
        """Whether it is a percentage of which one count is published, and the other is in the
        authority's own records: those count other people, so that it would say nothing.
        """
        looked_up = [(counted, year) for counted in self.counts]
        return self.unit == "percent" and is_of_both(counts, looked_up, place)

    def latest(self, counts: Counts, la_code: int | None = None) -> int | None:
        """The last complete year (`hnb.comparison.complete`) in which an authority has a value, or
        that anybody has; the last with any value where none is complete; None where there is none.
        """
        complete = set(self.coverage(counts).complete)
        of_authority, of_anybody = self.years_of(la_code or 0, counts), self.years(counts)
        usable = complete.intersection(of_authority) or complete.intersection(of_anybody)
        return max(usable or of_authority, default=None)

    def years_of(self, la_code: int, counts: Counts) -> list[int]:
        """The years in which an authority has a value; in which anybody has, if it has none."""
        by_year = self.by_year(counts)
        of_authority = by_year.reindex(columns=[la_code]).dropna()
        with_values = by_year if of_authority.empty else of_authority
        return sorted(int(year) for year in with_values.index)

    def of_records(self, counts: Counts, la_code: int) -> list[int]:
        """The years whose value rests on the authority's own records."""
        years = self.years_of(la_code, counts) if la_code in counts.with_records else []
        return [
            year
            for year in years
            if any(rests_on_records(counts.behind(part, year, [la_code])) for part in self.counts)
        ]

    def coverage(self, counts: Counts) -> Coverage:
        """Which authorities have its counts in which year, and so which years are complete; a share
        of none is a count that is known, though it has no value.
        """
        if self not in counts.coverages:
            having = {}
            for year in counts.years(self.part):
                known = (counts.at(counted, year).index for counted in self.counts)
                codes = frozenset.intersection(*map(frozenset, known))
                having[year] = frozenset(int(code) for code in codes if code > 0)
            having = {year: codes for year, codes in having.items() if codes}
            counts.coverages[self] = Coverage(self.kind, having, counts.authorities)
        return counts.coverages[self]

    def by_year(self, counts: Counts) -> pd.DataFrame:
        """Year × place: every value that there is."""
        if self not in counts.by_year:
            values = {year: self.at(counts, year)["value"] for year in counts.years(self.part)}
            counts.by_year[self] = pd.DataFrame(values).T.dropna(how="all").rename_axis("year")
        return counts.by_year[self]

    def value_of(self, part: Numbers, whole: Numbers) -> Numbers:
        """The value from the two counts."""
        ratio = part / whole
        return (ratio - 1 if self.chance == "growth" else ratio) * self.scale

    def together(self, places: pd.DataFrame) -> float | None:
        """The value of some places as one: parts added up over wholes added up; None of none."""
        if places.empty:
            return None
        total = places[["part", "whole"]].sum()
        return float(self.value_of(total["part"], total["whole"]))

    @property
    def scale(self) -> int:
        """What the one count over the other is multiplied by."""
        return SCALE.get(self.unit, 1)

    def interval(self, part: float, whole: float) -> Interval | None:
        """The exact 95% interval of a value by chance alone; None where it has none."""
        if not self.exact_interval:
            return None
        if self._is_share:
            return binomial(part, whole).scaled(100)
        if self.chance == "rate":
            return poisson(part).scaled(self.scale / whole)
        return None

    @property
    def interval_method(self) -> str:
        """How that interval is worked out, in words."""
        method = "Clopper-Pearson" if self._is_share else "exact Poisson"
        return f"{method} interval (95%)"

    def _possible(self, both: pd.DataFrame) -> pd.Series[bool]:
        most = both["whole"] if self._is_share else np.inf
        return (both["whole"] > 0) & (both["part"] <= most)

    @property
    def is_of_counts(self) -> bool:
        """Whether it is a percentage of people, plans or cases, not of money."""
        units = (table(term.table).value.unit for count in self.counts for term in count.every)
        return self.unit == "percent" and not any(unit.startswith("gbp") for unit in units)

    @property
    def _is_share(self) -> bool:
        return self.unit == "percent" and self.chance == "share"


def is_of_both(counts: Counts, looked_up: Iterable[tuple[Counted, int]], place: int) -> bool:
    """Whether of some counts in some years one is published and another in an authority's own
    records, which count other people.
    """
    if place not in counts.with_records:
        return False
    behind = (counts.behind(counted, year, [place]) for counted, year in looked_up)
    return len({rests_on_records(rows) for rows in behind if rows}) > 1


def count_figure(
    counts: Counts,
    counted: Counted,
    year: int,
    ask: Ask,
    maker: FigureMaker,
    *,
    place: int | None = None,
    prefix: str = "",
) -> Figure:
    """A published count as a Figure, in the unit and with the coverage of its column.

    Parameters
    ----------
    place : int, optional
        A DfE number or `ENGLAND`; the authority asked about where it is left out.
    prefix : str
        What comes before its name, as `england_`.
    """
    where = ask.la_code if place is None else place
    value = counts.value(counted, year, where)
    column = table(counted.every[0].table).value
    return maker.make(
        prefix + slug(counted.name),
        whole_number(value),
        column.unit,
        f"{counted.says}, as published",
        rows=counts.behind(counted, year, [where]),
        scope=counted.says,
        period=counts.when(counted, year),
        covers=column.covers,
        reason=counts.reason(counted, year, ask) or f"there is no count of {counted.says}",
    )


def whole_number(value: float | None) -> float | int | None:
    """A value without a fraction as a whole number."""
    return int(value) if value is not None and value.is_integer() else value
