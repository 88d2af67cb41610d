"""Every authority ranked on one measure, with limits that condemn neither large nor small."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import pandas as pd

from hnb.comparison.complete import Coverage
from hnb.comparison.counts import Counts
from hnb.comparison.doubted import doubt
from hnb.comparison.measure import Measure
from hnb.comparison.measures.limits import limits
from hnb.domain.areas import Authority
from hnb.domain.periods import start_year
from hnb.domain.words import capitalised, slug
from hnb.figures import Figure, FigureMaker, Rows

DOUBTFUL = "doubtful"


@dataclass(frozen=True)
class Ranking:
    """Every authority on one measure in one period, the highest first.

    Parameters
    ----------
    measure : Measure
        What is ranked.
    year : int
        The year in which the period starts; 0 where the measure has no value in any.
    table : DataFrame
        One row an authority: `la_code`, `name`, `region`, `part`, `whole`, `value`, `rank` (alike
        values alike), the `low` and `high` limits that all others set for it, and its `place`:
        within, above, below or too small to judge (with a rate, growth or money of zero, too small
        for limits), or doubtful where its value is probably recorded wrongly.
    rows : tuple of Rows
        What the values rest on.
    note : str
        Why a later period that some authorities have is not ranked; empty where there is none.
    """

    measure: Measure
    year: int
    table: pd.DataFrame = field(compare=False, repr=False)
    rows: tuple[Rows, ...] = field(repr=False)
    note: str = ""

    @property
    def when(self) -> str:
        """The period as a sentence names it; any, where the measure has no value in any."""
        return self.measure.when(self.year) if self.year else "any period held"

    @property
    def title(self) -> str:
        """What is ranked and when, as a heading has it."""
        return capitalised(f"{self.measure.says}, {self.when}")

    def named(self, place: str) -> tuple[str, ...]:
        """Authorities in a place against the limits, the highest first."""
        return tuple(self.table.loc[self.table["place"] == place, "name"])

    @property
    def judged(self) -> pd.DataFrame:
        """The authorities that can be judged, or all where none can."""
        judged = self.table[~self.table["place"].isin(["too small", DOUBTFUL])]
        return judged if len(judged) else self.table

    @property
    def ends(self) -> tuple[str, str]:
        """The highest and the lowest authority of those that can be judged."""
        names = self.judged["name"]
        return str(names.iloc[0]), str(names.iloc[-1])

    @property
    def too_few(self) -> str:
        """That too few authorities have a value to rank them, where some have."""
        return f"{self.note[:1].lower()}{self.note[1:]}" if self.note and self.table.empty else ""

    @property
    def _maker(self) -> FigureMaker:
        return FigureMaker(
            "national",
            rows=self.rows,
            scope=self.measure.says,
            period=self.when,
            reason=self.too_few or f"no authority has a value for {self.when}",
        )

    def _figure(self, name: str, value: object, unit: str, calculation: str) -> Figure:
        return self._maker.make(f"{self.measure.name}_{name}", value, unit, calculation)

    def _value(self, name: str, value: object, calculation: str) -> Figure:
        says = f"{calculation} of {len(self.table)} authorities"
        return self._figure(name, value, self.measure.unit, says)

    def of(self, la_code: int) -> Figure:
        """One authority's value."""
        row: Any = self.table.set_index("la_code").loc[la_code]
        return self._maker.make(
            f"{self.measure.name}_{la_code}",
            row["value"],
            self.measure.unit,
            self.measure.says,
            rows=(replace(rows, where={**rows.where, "la_code": la_code}) for rows in self.rows),
            counts=(float(row["part"]), float(row["whole"])) if self.measure.whole else None,
            scope=str(row["name"]),
        )

    def rank_of(self, la_code: int) -> Figure:
        """One authority's place, the highest first."""
        row = self.table.set_index("la_code").loc[la_code]
        return self._maker.make(
            f"{self.measure.name}_rank_{la_code}",
            row["rank"],
            "rank",
            "the highest first",
            scope=str(row["name"]),
        )

    @cached_property
    def number(self) -> Figure:
        """How many authorities have a value."""
        number = len(self.table) or None
        return self._figure("ranked", number, "authorities", "authorities with a value")

    @cached_property
    def middle(self) -> Figure:
        """The median of authorities' values."""
        return self._value("middle", self.table["value"].median(), "median")

    @cached_property
    def lower(self) -> Figure:
        """The lower quartile."""
        return self._value("lower", self.table["value"].quantile(0.25), "lower quartile")

    @cached_property
    def upper(self) -> Figure:
        """The upper quartile."""
        return self._value("upper", self.table["value"].quantile(0.75), "upper quartile")

    @cached_property
    def highest(self) -> Figure:
        """The highest value of those that can be judged."""
        highest = self.judged["value"].max()
        return self._value("highest", highest, "highest of those that can be judged")

    @cached_property
    def lowest(self) -> Figure:
        """The lowest value of those that can be judged."""
        lowest = self.judged["value"].min()
        return self._value("lowest", lowest, "lowest of those that can be judged")

    @cached_property
    def all_together(self) -> Figure:
        """The sum of the parts over the sum of the wholes."""
        together = self.measure.together(self.table)
        return self._value("together", together, "parts over wholes, all")

    @property
    def above(self) -> Figure:
        """How many lie above the limits that the others set for them."""
        return self._beyond("above")

    @property
    def below(self) -> Figure:
        """How many lie below the limits that the others set for them."""
        return self._beyond("below")

    def _beyond(self, side: str) -> Figure:
        number = len(self.named(side)) if len(self.table) else None
        calculation = f"authorities {side} the limits that the others set for them"
        return self._figure(side, number, "authorities", calculation)

    @cached_property
    def regions(self) -> dict[str, Figure]:
        """The median of each region's authorities."""
        return {
            str(region): self._value(
                f"in_{slug(str(region))}", values.median(), f"{region}: median"
            )
            for region, values in self.table.groupby("region")["value"]
        }


def rank(
    measure: Measure, counts: Counts, authorities: Sequence[Authority], period: object = None
) -> Ranking:
    """Every authority on one measure in one period; where none is named, the latest that nearly
    every authority has. A period that few have (`hnb.comparison.complete`) is not ranked.

    Parameters
    ----------
    measure : Measure
        One of `hnb.comparison.measures.catalogue.MEASURES`.
    counts : Counts
        The counts of at least the tables that it names.
    authorities : sequence of Authority
        Whom the DfE numbers stand for.
    """
    by_code = {authority.la_code: authority for authority in authorities}
    coverage = measure.coverage(counts)
    latest = measure.latest(counts)
    year = start_year(period) if period is not None else latest or 0
    values = measure.at(counts, year if year in coverage.complete else 0)
    values = values.rename_axis("la_code").reset_index()
    values = values[values["la_code"] > 0].astype({"la_code": "int64"})
    values = values.sort_values(["value", "la_code"], ascending=[False, True])
    codes = values["la_code"].tolist()
    table = values.merge(limits(measure, values), on="la_code").assign(
        name=[by_code[code].name for code in codes],
        region=[by_code[code].region for code in codes],
        rank=values["value"].rank(ascending=False, method="min").astype("int64").to_numpy(),
    )
    is_doubtful = table["la_code"].map(lambda code: bool(doubt(counts, measure, code, year)))
    table["place"] = table["place"].where(~is_doubtful.astype(bool), DOUBTFUL)
    rows = tuple(rows for counted in measure.counts for rows in counts.behind(counted, year, codes))
    return Ranking(measure, year, table, rows, _note(measure, coverage, year))


def _note(measure: Measure, coverage: Coverage, year: int) -> str:
    """Why a later year is not ranked, or why this one is not; empty where neither is so."""
    if year in coverage.having and year not in coverage.complete:
        return f"{capitalised(coverage.says(year))} to rank them"
    later = max(coverage.having, default=0)
    if later <= year or later in coverage.complete:
        return ""
    return f"{capitalised(coverage.says(later))}, so the ranking is of {measure.when(year)}"
