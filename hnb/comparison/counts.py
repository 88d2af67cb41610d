"""What is counted in the published tables, by authority, region and England, year by year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import prod
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hnb.comparison.complete import Coverage
from hnb.comparison.missing import missing_reason
from hnb.comparison.select import having_records, in_common, is_withheld_record, rows_where
from hnb.domain.comparators import Ask
from hnb.domain.periods import period_from, write_period
from hnb.figures import WITHHELD, Rows
from hnb.tables import Tables, table
from hnb.tables.columns import PART_YEAR

if TYPE_CHECKING:
    from hnb.doubts.doubt import Doubt

ENGLAND, REGION = 0, -1  # in place of a DfE number
Cells = tuple[tuple[str, tuple[object, ...]], ...]  # key column and the values that are meant


@dataclass(frozen=True)
class Count:
    """Rows of a table that are added up; missing where one of those named is missing.

    Parameters
    ----------
    name, table, says : str
        How its Figure is called, the table, and how a sentence names what is counted.
    cells : tuple
        Which rows: a combination of key columns and values, or several that are added up. Made by
        `count` and `add_up`.
    offsets : tuple of int
        Years after the year asked about in which it is looked up (before it where negative): the
        first that is held for nearly everybody (`hnb.comparison.complete`), or failing that for
        anybody, is used for everybody.
    complete : bool
        Whether every row named must have a value; else they are added up as far as they have one.
    """

    name: str
    table: str
    says: str
    cells: tuple[Cells, ...] = ((),)
    offsets: tuple[int, ...] = (0,)
    complete: bool = True

    @property
    def every(self) -> tuple[Count, ...]:
        """The count itself, as a `Sum` has its own."""
        return (self,)

    @property
    def kind(self) -> str:
        """The kind of period that the table has, such as `january`."""
        return table(self.table).period or ""


def count(
    name: str, table_name: str, says: str, *, offsets: tuple[int, ...] = (0,), **where: object
) -> Count:
    """The rows of a table where each column named has the value given, or one of a tuple
    of them.
    """
    cells = tuple(
        (column, value if isinstance(value, tuple) else (value,)) for column, value in where.items()
    )
    return Count(name, table_name, says, (cells,), offsets)


@dataclass(frozen=True)
class FirstOf:
    """One quantity that publications give in different ways: of each place the first that is held.

    Parameters
    ----------
    name, says : str
        How its Figure is called, and how a sentence names what is counted.
    ways : tuple
        Each way of having it, the preferred one first.
    """

    name: str
    says: str
    ways: tuple[Count | Sum, ...]

    @property
    def every(self) -> tuple[Count, ...]:
        """Every count that any of the ways rests on."""
        return tuple(dict.fromkeys(count for form in self.ways for count in form.every))

    @property
    def kind(self) -> str:
        """The kind of period that its tables have."""
        return self.ways[0].kind


@dataclass(frozen=True)
class Sum:
    """Counts of one or more tables added up, and others taken off; missing where one of them is.

    Parameters
    ----------
    name, says : str
        How its Figure is called, and how a sentence names what is counted.
    terms, less : tuple of Count
        What is added, and what is taken off.
    """

    name: str
    says: str
    terms: tuple[Count | FirstOf, ...]
    less: tuple[Count | FirstOf, ...] = ()

    @property
    def parts(self) -> tuple[Count | FirstOf, ...]:
        """What is added and what is taken off."""
        return (*self.terms, *self.less)

    @property
    def every(self) -> tuple[Count, ...]:
        """Every count that it rests on."""
        return tuple(count for part in self.parts for count in part.every)

    @property
    def kind(self) -> str:
        """The kind of period that its tables have."""
        return self.terms[0].kind


_COMMON = ("place", "year", "value", "status", "release")
Counted = Count | Sum | FirstOf


@dataclass(frozen=True)
class Counts:
    """Every count of some tables that is asked for, read once.

    Parameters
    ----------
    tables : Tables
        By authority and, where they are given, for regions and England.
    region : str
        The region whose rows are wanted.
    """

    tables: Tables
    region: str = ""
    _rows: dict[Count, pd.DataFrame] = field(default_factory=dict, repr=False)
    _levels: dict[str, list[pd.DataFrame]] = field(default_factory=dict, repr=False)
    _values: dict[Count, pd.DataFrame] = field(default_factory=dict, repr=False)
    _at: dict[tuple[Counted, int], pd.Series] = field(default_factory=dict, repr=False)
    _behind: dict[tuple[object, ...], tuple[Rows, ...]] = field(default_factory=dict, repr=False)
    coverages: dict[object, Coverage] = field(default_factory=dict, repr=False)
    by_year: dict[object, pd.DataFrame] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, tables: Tables | Counts, region: str) -> Counts:
        """The counts of tables for a region, or those that were read from them already."""
        return tables if isinstance(tables, Counts) else cls(tables, region)

    def rows(self, counted: Count) -> pd.DataFrame:
        """The rows of a count: `place` (a DfE number, `ENGLAND` or `REGION`), `year` in which the
        period starts, `value`, `status`, `release`, and `cells`, the place of their combination.
        """
        if counted not in self._rows:
            chosen = (column for cells in counted.cells for column, _ in cells)
            columns = list(dict.fromkeys((*chosen, *_COMMON)))
            if (name := counted.table) not in self._levels:
                self._levels[name] = list(self._by_place(name))
            parts = [
                rows_where(frame, **dict(cells))[columns].assign(cells=position)
                for frame in self._levels[name]
                for position, cells in enumerate(counted.cells)
            ]
            self._rows[counted] = pd.concat(parts, ignore_index=True)
        return self._rows[counted]

    def _by_place(self, name: str) -> Iterator[pd.DataFrame]:
        """A table at each level that is given, with what every table has in common."""
        regions, england = self.tables.at("region"), self.tables.at("england")
        by_authority = self.tables[name]
        yield in_common(by_authority, name, by_authority["la_code"].astype("int64"))
        if name in england and len(england[name]):
            yield in_common(england[name], name, ENGLAND)
        if self.region and name in regions and len(regions[name]):
            yield in_common(rows_where(regions[name], region=self.region), name, REGION)

    def values(self, counted: Count) -> pd.DataFrame:
        """Year × place, missing where a row that the count names is missing, or is withheld from a
        council's own records.
        """
        if counted not in self._values:
            needed = sum(map(_combinations, counted.cells)) if counted.complete else 1
            rows = self.rows(counted)
            sums = rows.groupby(["year", "place"])["value"].sum(min_count=needed)
            if self.with_records:
                withheld = is_withheld_record(rows).groupby([rows["year"], rows["place"]]).any()
                sums = sums.mask(withheld.reindex(sums.index))
            self._values[counted] = sums.unstack("place")
        return self._values[counted]

    @cached_property
    def doubted(self) -> dict[tuple[str, int], list[Doubt]]:
        """What is probably recorded wrongly, by table and DfE number, the most certain first."""
        by_authority: dict[tuple[str, int], list[Doubt]] = {}
        for doubt in getattr(self.tables, "doubts", tuple)():
            if doubt.certainty != "possible" and not doubt.corrected:
                by_authority.setdefault((doubt.table, doubt.la_code), []).append(doubt)
        return by_authority

    @cached_property
    def authorities(self) -> frozenset[int]:
        """DfE numbers of everybody who is in any of the tables."""
        return frozenset(
            int(code)
            for frame in self.tables.values()
            if "la_code" in frame
            for code in frame["la_code"].unique()
        )

    @cached_property
    def with_records(self) -> frozenset[int]:
        """DfE numbers of those whose own records are in any of the tables."""
        return frozenset().union(*map(having_records, self.tables.values()))

    def years(self, counted: Counted) -> list[int]:
        """The years in which any place has a row."""
        first = counted.parts[0] if isinstance(counted, Sum) else counted
        counts = first.every if isinstance(first, FirstOf) else first.every[:1]
        return sorted({int(year) for each in counts for year in self.rows(each)["year"].unique()})

    def offset(self, counted: Count, year: int) -> int:
        """The years after the year asked about in which the count is looked up."""
        if len(counted.offsets) == 1:
            return counted.offsets[0]
        coverage = self.coverage(counted)
        for usable in (coverage.complete, coverage.having):  # rather an older year of everybody
            for step in counted.offsets:
                if year + step in usable:
                    return step
        return counted.offsets[0]

    def coverage(self, counted: Count) -> Coverage:
        """Which authorities have the count in which year."""
        if counted not in self.coverages:
            values = self.values(counted)
            by_year = {int(str(year)): values.loc[year].dropna().index for year in values.index}
            having = {
                year: frozenset(int(code) for code in codes if code > 0)
                for year, codes in by_year.items()
                if len(codes)
            }
            self.coverages[counted] = Coverage(counted.kind, having, self.authorities)
        return self.coverages[counted]

    def at(self, counted: Counted, year: int) -> pd.Series:
        """The count of every place that has one in the year asked about; not to be changed."""
        if (counted, year) not in self._at:
            self._at[counted, year] = self._added_up(counted, year)
        return self._at[counted, year]

    def _added_up(self, counted: Counted, year: int) -> pd.Series:
        if isinstance(counted, Sum):
            values = pd.DataFrame({part.name: self.at(part, year) for part in counted.parts})
            values[[part.name for part in counted.less]] *= -1
            return values.sum(axis=1, skipna=False).dropna()
        if isinstance(counted, FirstOf):
            first, *others = (self.at(form, year) for form in counted.ways)
            for other in others:
                first = pd.concat([first, other[~other.index.isin(first.index)]])
            return first.sort_index()
        values = self.values(counted)
        when = year + self.offset(counted, year)
        if when not in values.index:
            return pd.Series(dtype="float64")
        return values.T[when].dropna()

    def value(self, counted: Counted, year: int, place: int) -> float | None:
        """The count of one place; None where it is missing."""
        value = self.at(counted, year).get(place)
        return None if value is None else float(value)

    def behind(self, counted: Counted, year: int, places: Iterable[int]) -> tuple[Rows, ...]:
        """The rows that the counts of some places rest on."""
        wanted = [int(place) for place in places]
        if isinstance(counted, Sum):
            return tuple(rows for part in counted.parts for rows in self.behind(part, year, wanted))
        if isinstance(counted, FirstOf):
            return tuple(
                rows
                for form, places in self._by_way(counted, year, wanted)
                for rows in self.behind(form, year, places)
            )
        key = (counted, year, *wanted)
        if key not in self._behind:
            self._behind[key] = self._traced(counted, year, wanted)
        return self._behind[key]

    def _traced(self, counted: Count, year: int, wanted: list[int]) -> tuple[Rows, ...]:
        when = year + self.offset(counted, year)
        rows = self.rows(counted)
        here = rows["year"].to_numpy() == when
        here &= np.isin(rows["place"].to_numpy(), wanted)
        here &= rows["value"].notna().to_numpy()
        rows = rows.loc[here, ["place", "release", "cells"]]
        period = {counted.kind: period_from(counted.kind, when)} if counted.kind else {}
        return tuple(
            Rows(counted.table, releases, {**whose, **period, **_plain(dict(cells))})
            for position, cells in enumerate(counted.cells)
            for whose, releases in self._whose(rows[rows["cells"] == position])
        )

    def _by_way(
        self, counted: FirstOf, year: int, places: list[int]
    ) -> Iterator[tuple[Count | Sum, list[int]]]:
        """Each way of having a count, with those of some places that have it so."""
        left = places
        for form in counted.ways:
            index = self.at(form, year).index
            yield form, [place for place in left if place in index]
            left = [place for place in left if place not in index]

    def _whose(self, rows: pd.DataFrame) -> Iterator[tuple[dict[str, object], tuple[str, ...]]]:
        """How the places of some rows are named in the keys of a table, and their releases."""
        places, releases = rows["place"].to_numpy(), rows["release"].to_numpy()
        codes = tuple(np.unique(places[places > 0]).tolist())
        for here, whose in (
            (places > 0, {"la_code": codes}),
            (places == ENGLAND, {}),
            (places == REGION, {"region": (self.region,)}),
        ):
            if here.any():
                named = {str(name) for name in releases[here] if pd.notna(name)}
                yield _plain(whose), tuple(sorted(named))

    def reason(self, counted: Counted, year: int, ask: Ask) -> str:
        """Why the authority asked about has no such count; empty where it has one."""
        if self.value(counted, year, ask.la_code) is not None:
            return ""
        if not isinstance(counted, Count):
            parts = counted.parts if isinstance(counted, Sum) else counted.ways[-1:]
            reasons = (self.reason(part, year, ask) for part in parts)
            return next(filter(None, reasons), "")
        when = year + self.offset(counted, year)
        rows = self.rows(counted)
        mine = rows[rows["year"].eq(when) & rows["place"].eq(ask.la_code) & rows["value"].isna()]
        if having_records(mine[mine["status"].eq("suppressed")], "place"):
            return WITHHELD
        return missing_reason(
            counted.says,
            ask.authority,
            kind=counted.kind,
            year=when,
            years=self.years(counted),
            status="" if mine.empty else str(mine["status"].iloc[0]),
        )

    def why_absent(self, counted: Counted, year: int, place: int) -> str:
        """Why a place has no value in the year asked about, in few words."""
        years = [when for when in self.years(counted) if place in self.at(counted, when)]
        if self._is_part_year(counted, year, place):
            return "counted for a part of the year only"
        at = "at" if counted.kind in ("january", "mid_year") else "in"
        if not years:
            return "never counted" if self.years(counted) else "not counted here"
        if min(years) > year:
            return f"first counted {at} {write_period(counted.kind, min(years))}"
        if max(years) < year:
            return f"last counted {at} {write_period(counted.kind, max(years))}"
        return f"no value {at} {write_period(counted.kind, year)}"

    def _is_part_year(self, counted: Counted, year: int, place: int) -> bool:
        """Whether a place opened or closed within the year asked about."""
        rows = self.rows(counted.every[0])
        when = year + self.offset(counted.every[0], year)
        here = rows[rows["year"].eq(when) & rows["place"].eq(place)]
        return bool(here["status"].eq(PART_YEAR).any())

    def when(self, counted: Counted, year: int) -> str:
        """The period in which a count is looked up, as a sentence names it."""
        return write_period(counted.kind, year + self.offset(counted.every[0], year))


def _combinations(cells: Cells) -> int:
    return prod(len(values) for _, values in cells)


def _plain(chosen: Mapping[str, tuple[object, ...]]) -> dict[str, object]:
    return {name: values[0] if len(values) == 1 else values for name, values in chosen.items()}
