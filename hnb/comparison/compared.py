"""An authority's value of a measure beside each set of comparators, its region and England."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import pandas as pd

from hnb.comparison.among import Among, by_year
from hnb.comparison.counts import ENGLAND, REGION, Counted, Counts
from hnb.comparison.doubted import doubt, doubt_of_change
from hnb.comparison.measure import MIXED, Measure, count_figure, whole_number
from hnb.domain import areas
from hnb.domain.comparators import Ask, Comparators
from hnb.domain.periods import READ, start_year
from hnb.domain.words import slug
from hnb.figures import Figure, FigureMaker, Rows
from hnb.stats.intervals import Interval
from hnb.tables import Tables

# how Figures are called where a question does not say otherwise: by kind, or by statistic
NAMES = {
    "value": "{measure}",
    "among": "comparators_{statistic}{tag}_{measure}",
    "place": "{statistic}_{measure}",
    "everyone": "england_{statistic}_{measure}",
    "rank": "rank{tag}_{measure}",
    "tag": "_{number}",
}


@dataclass(frozen=True)
class Compared:
    """One authority's value of a measure in one period, beside everyone it is compared with.

    Parameters
    ----------
    measure, ask : Measure, Ask
        What is measured, of whom, against whom.
    year : int
        The year in which the period starts.
    counts : Counts
        The counts behind it.
    maker : FigureMaker
        Makes its Figures.
    names : mapping
        How Figures are called: templates of `measure`, `statistic` and `tag`, by kind as in
        `NAMES`, or by kind and statistic such as `among_used`; the tag of a set of comparators is
        made of its `number` or `list`.
    scope : str
        What a reader needs with each Figure, to which those of a set of comparators add its name;
        what the measure says where there is none.
    own_reason : str
        Why the authority has no value, where the question can say it better than the counts can.
    """

    measure: Measure
    ask: Ask
    year: int
    counts: Counts = field(repr=False)
    maker: FigureMaker = field(repr=False)
    names: Mapping[str, str] = field(repr=False)
    scope: str | None
    own_reason: str = field(repr=False)

    @cached_property
    def table(self) -> pd.DataFrame:
        """Every place with a value: `part`, `whole` and `value`, by DfE number (or `ENGLAND`)."""
        return self.measure.at(self.counts, self.year)

    @property
    def figure_scope(self) -> str:
        """What a reader needs with each Figure."""
        return self.measure.says if self.scope is None else self.scope

    @property
    def period(self) -> str:
        """The period, as a sentence names it."""
        return self.measure.when(self.year)

    @cached_property
    def everyone(self) -> pd.DataFrame:
        """Every authority with a value, the highest first."""
        table = self.table[self.table.index > 0]
        return table.sort_values("value", ascending=False, kind="stable")

    def place_value(self, place: int) -> float | None:
        """The value of an authority, `ENGLAND` or `REGION`; None where it has none."""
        return float(self.table["value"][place]) if place in self.table.index else None

    @property
    def own_value(self) -> float | None:
        """The authority's value; None where it has none."""
        return self.place_value(self.ask.la_code)

    @cached_property
    def reason(self) -> str:
        """Why the authority has no value; empty where it has one."""
        if self.own_value is not None:
            return ""
        if self.own_reason:
            return self.own_reason
        for counted in self.measure.counts:
            if reason := self.counts.reason(counted, self.year, self.ask):
                return reason
        if self.measure.is_mixed(self.counts, self.year, self.ask.la_code):
            return MIXED
        whole = self.measure.whole
        says = whole.says if whole else self.measure.says
        if whole and self.counts.value(whole, self.year, self.ask.la_code):
            return f"more {self.measure.part.says} than {says} are published"
        return f"{says} were none"

    @cached_property
    def doubt(self) -> str:
        """Why the authority's value is probably recorded wrongly, in words; empty where it is not.
        Then it is given no rank, and no place or difference among others.
        """
        if self.own_value is None:
            return ""
        return doubt(self.counts, self.measure, self.ask.la_code, self.year)

    @cached_property
    def withheld(self) -> str:
        """Why the authority's value is not given though both counts are published: it is money for
        each of what is doubted; empty where it is given.
        """
        whole, is_money = self.measure.whole, self.measure.unit.startswith("gbp")
        if whole is None or not is_money or self.own_value is None:
            return ""
        return doubt(self.counts, whole, self.ask.la_code, self.year)

    def doubt_since(self, year: int) -> str:
        """Why its change since an earlier year is probably one of recording; empty as `doubt`."""
        return doubt_of_change(self.counts, self.measure, self.ask.la_code, year, self.year)

    @cached_property
    def too_few(self) -> str:
        """How few authorities have a value, where that is too few for England."""
        coverage = self.measure.coverage(self.counts)
        return "" if self.year in coverage.complete else coverage.says(self.year)

    def behind(self, places: Iterable[int]) -> tuple[Rows, ...]:
        """The rows that the values of some places rest on."""
        places = list(places)
        return tuple(
            rows
            for counted in self.measure.counts
            for rows in self.counts.behind(counted, self.year, places)
        )

    @cached_property
    def own(self) -> Figure:
        """The authority's value, with its exact interval where chance has a part in it."""
        return self.own_tagged("")

    def own_tagged(self, tag: str) -> Figure:
        """The same under the name that it has beside one set of comparators."""
        code, interval, counts = self.ask.la_code, None, None
        if self.own_value is not None:
            part, whole = (float(self.table[name][code]) for name in ("part", "whole"))
            interval = self.measure.interval(part, whole)
            counts = (part, whole) if self.measure.is_of_counts else None
        value = self.own_value if self.measure.whole else whole_number(self.own_value)
        value = None if self.withheld else value
        return self.figure(
            self.name("value", tag=tag),
            value,
            self._with_method(self.over, interval),
            rows=self.behind([code]),
            reason=self.reason or self.withheld,
            interval=interval,
            counts=counts,
        )

    @property
    def part(self) -> Figure:
        """What is counted of the authority."""
        return self.count(self.measure.part)

    @property
    def whole(self) -> Figure:
        """What it is counted out of, or over."""
        return self.count(self.measure.whole or self.measure.part)

    def count(self, counted: Counted) -> Figure:
        """One of the counts of the authority, in the unit and with the coverage of its column."""
        return count_figure(self.counts, counted, self.year, self.ask, self.maker)

    @cached_property
    def england(self) -> Figure:
        """England's value: of the publisher's totals, or of all authorities added together."""
        if not self.measure.pooled:
            return self._of_places("england", [ENGLAND], "of England's published counts")
        codes = self.everyone.index.tolist()
        return self._of_places("england", codes, "of all authorities with both counts, added up")

    @cached_property
    def region(self) -> Figure:
        """The region's value: of the publisher's totals, or of its authorities added together."""
        if not self.measure.pooled:
            return self._of_places("region", [REGION], "of the region's published counts")
        region, by_code = self.ask.authority.region, areas.by_code()
        codes = [
            int(code)
            for code in self.everyone.index
            if code in by_code and by_code[code].region == region
        ]
        whose = "of the region's authorities with both counts, added up"
        return self._of_places("region", codes, whose)

    def _of_places(self, statistic: str, places: Sequence[int], whose: str) -> Figure:
        """The value of England or the region, with its interval where it is a share."""
        is_sum = self.measure.pooled
        if is_sum and self.too_few:
            places = []
        counted = self.table[self.table.index.isin(places)]
        interval = None
        if len(counted) and self.measure.chance == "share":
            interval = self.measure.interval(*counted[["part", "whole"]].sum())
        where = "England" if statistic == "england" else self.ask.authority.region
        return self.figure(
            self.name("place", statistic),
            self.measure.together(counted),
            self._with_method(f"{self.over}, {whose}", interval),
            rows=self.behind(places),
            reason=(self.too_few if is_sum else "")
            or f"no count of {where} is available for {self.period}",
            interval=interval,
        )

    def _with_method(self, calculation: str, interval: Interval | None) -> str:
        return f"{calculation}; {self.measure.interval_method}" if interval else calculation

    @cached_property
    def groups(self) -> tuple[Among, ...]:
        """The authority among each set of comparators, those of the headline first."""
        return tuple(self.among(comparators) for comparators in self.ask.comparators)

    @property
    def main(self) -> Among:
        """The authority among the comparators that headline figures use."""
        return self.groups[0]

    @cached_property
    def england_rank(self) -> Among:
        """The authority among all authorities."""
        codes = tuple(int(code) for code in self.everyone.index)
        everyone = Comparators("England", codes, kind="everyone")
        return Among(self, everyone, self._tag(everyone), named=False)

    def among(self, comparators: Comparators) -> Among:
        """The authority among a set of comparators."""
        return Among(self, comparators, self._tag(comparators))

    def _tag(self, comparators: Comparators) -> str:
        """What tells the Figures of a set of comparators from those of the headline."""
        groups = self.ask.comparators
        if comparators == groups[0]:
            return ""
        position = groups.index(comparators) if comparators in groups else comparators.kind
        number = comparators.vintage or position
        return self.names.get("tag", NAMES["tag"]).format(
            number=number, list=slug(comparators.name)
        )

    @property
    def median(self) -> Figure:
        """The median of the comparators that headline figures use."""
        return self.main.median

    @property
    def medians(self) -> tuple[Figure, ...]:
        """The median of each set of comparators."""
        return tuple(group.median for group in self.groups)

    @property
    def used(self) -> Figure:
        """How many of the comparators that headline figures use have a value."""
        return self.main.used

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every Figure of it."""
        counted = (self.part,) if self.measure.whole is None else (self.part, self.whole)
        return (self.own, *counted, *self.medians, self.used, self.england)

    @cached_property
    def by_year(self) -> pd.DataFrame:
        """Year × place: every value that there is."""
        return self.measure.by_year(self.counts)

    def in_year(self, year: int) -> Compared:
        """The same comparison in another year."""
        return replace(self, year=year)

    @cached_property
    def series(self) -> pd.DataFrame:
        """A row a year: `own`, the comparators' quartiles, `used`, and `england` (`by_year`)."""
        return by_year(self)

    @property
    def over(self) -> str:
        """How the value is worked out, in words."""
        part, whole = self.measure.part.says, self.measure.whole
        return f"{part} over {whole.says}" if whole else f"{part}, as published"

    def name(self, template: str, statistic: str = "", tag: str = "") -> str:
        """What a Figure is called: from the template of the statistic, or of its kind."""
        names = self.names
        chosen = names.get(f"{template}_{statistic}") or names.get(template) or names["among"]
        return chosen.format(measure=self.measure.name, statistic=statistic, tag=tag)

    def figure(
        self,
        name: str,
        value: object,
        calculation: str,
        *,
        unit: str = "",
        rows: Iterable[Rows],
        reason: str,
        interval: Interval | None = None,
        counts: tuple[float, float] | None = None,
        scope: str | None = None,
    ) -> Figure:
        """A Figure of this comparison."""
        return self.maker.make(
            name,
            value,
            unit or self.measure.unit,
            calculation,
            rows=rows,
            scope=self.figure_scope if scope is None else scope,
            period=self.period,
            reason=reason,
            interval=interval,
            counts=counts,
        )


def compare(
    measure: Measure,
    tables: Tables | Counts,
    ask: Ask,
    period: object = None,
    *,
    maker: FigureMaker | None = None,
    names: Mapping[str, str] = NAMES,
    scope: str | None = None,
    own_reason: str = "",
) -> Compared:
    """One authority's value of a measure beside each set of comparators, its region and England.

    Parameters
    ----------
    measure : Measure
        One of `hnb.comparison.measures.catalogue.MEASURES`, or one of your own.
    tables : Tables or Counts
        The tables that the measure names, by authority and, where they are held, for England and
        regions; or the counts read from them already, where many measures share them.
    ask : Ask
        The authority and its comparators.
    period : int or str, optional
        A period of the measure's kind; where it is left out, the latest that nearly every
        authority has by the January asked about, in which the authority has a value or, failing
        that, anybody.
    maker, names, scope, own_reason
        How the Figures of a question are made and called, where it has its own way; as of
        `Compared`.

    Returns
    -------
    Compared
        Figures without a value say why; nothing raises for an authority that has none.

    Raises
    ------
    ParameterError
        The period is not of the measure's kind.
    """
    counts = Counts.of(tables, ask.authority.region)
    if period is None:
        latest = measure.latest(counts, ask.la_code) or ask.january
        year = min(latest, ask.last_year(measure.kind))
    else:
        year = start_year(READ[measure.kind](period))
    return Compared(
        measure=measure,
        ask=ask,
        year=year,
        counts=counts,
        maker=maker or FigureMaker("compare"),
        names=names,
        scope=scope,
        own_reason=own_reason,
    )
