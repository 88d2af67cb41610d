"""The same gap split by another method, with other comparators, and from other figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from hnb.comparison.denominators import YOUNGEST
from hnb.comparison.select import rows_where
from hnb.figures import Rows
from hnb.questions.why_spend_differs.sides import (
    METHODS,
    SpendYear,
    spend_year,
    split,
)

# another way of working it out, as a sentence names it
KINDS_OF_SPLIT = {
    "list": "another list",
    "neighbour": "one comparator left out",
    "mean": "a plain mean of the comparators",
    "January": "another January",
    "population": "another population",
    "booking": "independent alternative provision not linked to plans",
    "places": "the places that the department pays for added back",
    "method": "another way of splitting",
}
MANY = 20  # comparators, above which none is left out one at a time


@dataclass(frozen=True)
class OtherSplit:
    """The gap in its four parts, in £ a head, split another way; and what it rests on.

    `kind` is one of `KINDS_OF_SPLIT`, `label` says which; `codes` are the comparators, in
    `other_year` where that is not the year itself.
    """

    kind: str
    label: str
    parts: pd.Series
    year: SpendYear
    codes: Sequence[int]
    other_year: SpendYear | None = None

    @property
    def rows(self) -> tuple[Rows, ...]:
        """What it rests on; the other side may be of another year."""
        whom = self.year.ask.la_code
        if self.other_year is None:
            return self.year.rows([whom, *self.codes])
        return (*self.year.rows([whom]), *self.other_year.rows(self.codes))


def other_splits(
    tables: Mapping[str, pd.DataFrame], year: SpendYear, *, codes: Sequence[int], method: str
) -> Iterator[OtherSplit]:
    """The gap between an authority and its comparators in every other way that can be had.

    Parameters
    ----------
    tables : mapping of DataFrame
        As `hnb.questions.why_spend_differs.model.answer` takes them.
    year, codes, method
        What the headline rests on: the year, the comparators with figures, and the method.
    """
    authority = year.side([year.ask.la_code])
    for name, label in METHODS.items():
        if name != method:
            parts = split(authority, year.side(codes), method=name)
            yield OtherSplit(kind="method", label=label, parts=parts, year=year, codes=codes)
    from_each = [split(authority, year.side([code]), method=method) for code in codes]
    mean = pd.concat(from_each, axis=1).mean(axis=1)
    yield OtherSplit(kind="mean", label="plain mean", parts=mean, year=year, codes=codes)
    for kind, label, others in _other_comparators(year, codes):
        parts = split(authority, year.side(others), method=method)
        yield OtherSplit(kind=kind, label=label, parts=parts, year=year, codes=others)
    for kind, other_year in _other_years(tables, year):
        others = other_year.with_figures(codes)
        if others and year.ask.la_code in other_year.authorities.index:
            authority = other_year.side([year.ask.la_code])
            parts = split(authority, other_year.side(others), method=method)
            label = _label(kind, other_year)
            yield OtherSplit(kind=kind, label=label, parts=parts, year=other_year, codes=others)


def other_changes(
    tables: Mapping[str, pd.DataFrame], now: SpendYear, then: SpendYear
) -> Iterator[OtherSplit]:
    """The change in an authority's spend between two years in every other way that both have.

    Parameters
    ----------
    tables : mapping of DataFrame
        As `hnb.questions.why_spend_differs.model.answer` takes them.
    now, then : SpendYear
        The later and the earlier year, over the same people.
    """
    code = now.ask.la_code
    whom = [code]
    parts = split(now.side(whom), then.side(whom), method="lmdi")
    yield OtherSplit("method", METHODS["lmdi"], parts, now, whom, then)
    earlier = dict(_other_years(tables, then))
    for kind, later in _other_years(tables, now):
        year = earlier.get(kind)
        if year is None or not {code} <= {*later.authorities.index} & {*year.authorities.index}:
            continue
        parts = split(later.side(whom), year.side(whom))
        yield OtherSplit(kind, _label(kind, later), parts, later, whom, year)


def _label(kind: str, year: SpendYear) -> str:
    """Which way of asking it is, in words."""
    labels = {"January": f"plans of January {year.january}", "population": year.per.says}
    return labels.get(kind, KINDS_OF_SPLIT[kind])


def _other_comparators(
    year: SpendYear, codes: Sequence[int]
) -> Iterator[tuple[str, str, list[int]]]:
    """Every other list, and the comparators without each of them."""
    for group in year.ask.comparators[1:]:
        others = year.with_figures(group.codes)
        if others:
            yield "list", group.name, others
    if 2 < len(codes) <= MANY:
        for code in codes:
            others = [other for other in codes if other != code]
            yield "neighbour", f"without {year.ask.name(code)}", others


def _other_years(
    tables: Mapping[str, pd.DataFrame], year: SpendYear
) -> Iterator[tuple[str, SpendYear]]:
    """The same year with other plans, residents, bookings and places."""
    ask, per = year.ask, year.per.name
    yield "January", spend_year(tables, ask, years_before=1, denominator=per)
    if per != YOUNGEST:  # else the projection is the only other, and it is wrong in inner London
        yield "population", spend_year(tables, ask, denominator=YOUNGEST)
    yield "booking", spend_year(tables, ask, ap_apart=True, denominator=per)
    places = rows_where(tables["high_needs_deductions"], financial_year=ask.financial_year)
    if len(places):
        yield "places", spend_year(tables, ask, places=places, denominator=per)
