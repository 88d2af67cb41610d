"""Probable recording faults of every authority in the latest periods, the most certain first."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from hnb.domain import areas
from hnb.domain.comparators import Ask
from hnb.domain.periods import start_year, write_period
from hnb.doubts.doubt import CERTAINTIES, WORDS, Doubt
from hnb.doubts.spending import UNSPENT
from hnb.figures import Figure, FigureMaker, Rows
from hnb.tables import ALL, Tables

LATEST = 3  # periods of each table
OF_REGION = "authority equal to its region"
MAKER = FigureMaker("doubts")


@dataclass(frozen=True)
class ProbableFault:
    """A figure that is probably recorded wrongly.

    `published` is the figure; `before` and `after` those of the periods beside it, and `other` the
    number that contradicts it, each without a value where there is none. `more` is how many other
    figures of the authority and year are doubted too.
    """

    doubt: Doubt
    authority: str
    published: Figure
    before: Figure
    after: Figure
    other: Figure
    more: int


@dataclass(frozen=True)
class Faults:
    """The probable faults of the latest periods, one an authority and year, and how many doubts
    there are of all periods.
    """

    faults: tuple[ProbableFault, ...]
    every: Figure
    authorities: Figure


def answer(tables: Tables, ask: Ask | None = None) -> Faults:
    """Probable recording faults in the last three periods of each table.

    Parameters
    ----------
    tables : Tables
        Those of question.yml, by authority, which know what is doubted in them.
    ask : Ask, optional
        Not used: the answer is about every authority.

    Notes
    -----
    Of an authority and year the most certain doubt stands for the others; doubts about a change
    alone, and what is only possible, are left to `hnb doubts`. Method: docs/methods/doubts.md.
    """
    listed = [doubt for doubt in tables.doubts() if doubt.table in tables and doubt.la_code]
    firsts = {name: _first(tables[name], name) for name in tables}
    shown = [
        doubt
        for doubt in listed
        if doubt.certainty != "possible"
        and not doubt.change_only
        and doubt.year >= firsts[doubt.table]
    ]
    by_place = _by_place(shown)
    faults = tuple(_fault(tables, doubts) for doubts in by_place.values())
    codes = {doubt.la_code for doubts in by_place.values() for doubt in doubts}
    return Faults(
        faults=faults,
        every=MAKER.make("every", len(listed), "figures", "doubted in any period"),
        authorities=MAKER.make("authorities", len(codes), "authorities", "with a fault listed"),
    )


def _by_place(shown: list[Doubt]) -> dict[tuple[object, int], list[Doubt]]:
    """The doubts of each authority and year; a region's figure in the rows of all its authorities
    is one fault, whatever else it looks like.
    """
    of_region = {(doubt.la_code, doubt.year) for doubt in shown if doubt.rule == OF_REGION}
    by_place: dict[tuple[object, int], list[Doubt]] = {}
    for doubt in shown:
        where = (doubt.la_code, doubt.year)
        region = areas.by_code()[doubt.la_code].region
        by_place.setdefault((region, doubt.year) if where in of_region else where, []).append(doubt)
    return by_place


def _first(table: pd.DataFrame, name: str) -> int:
    """The first of the latest periods of a table."""
    years = sorted({start_year(period) for period in table[str(ALL[name].period)].unique()})
    return years[-LATEST:][0] if years else 0


def _first_shown(doubt: Doubt) -> tuple[int, int, bool]:
    """By certainty, then by rule, and of one rule the whole table before its parts."""
    return CERTAINTIES.index(doubt.certainty), list(WORDS).index(doubt.rule), bool(doubt.where)


def _fault(tables: Tables, doubts: list[Doubt]) -> ProbableFault:
    doubt, *others = sorted(doubts, key=_first_shown)
    spec, frame = ALL[doubt.table], tables[doubt.table]
    rows = frame[frame["la_code"].eq(doubt.la_code)]
    column, _, words = doubt.where.partition("=")
    rows = rows[rows[column].isin(words.split("|"))] if column else rows
    kind = str(spec.period)
    behind = (Rows.of(doubt.table, rows[rows[kind].astype(str).eq(doubt.period)], spec.key),)
    unit = spec.value.unit
    authority = areas.by_code()[doubt.la_code]
    is_region = doubt.rule == OF_REGION
    name = f"Each authority of {authority.region}" if is_region else authority.name
    maker = MAKER.having(
        rows=behind,
        scope=f"{name}: {doubt.where or doubt.table}",
        period=write_period(kind, doubt.year),
        reason="none",
    )

    # what contradicts a setting without spending is the plans in it
    other_unit = "plans" if doubt.rule == UNSPENT else unit

    def number(measure: str, value: float | None, says: str, unit: str = unit) -> Figure:
        whole = value is not None and float(value).is_integer()
        value = int(value) if value is not None and whole else value
        return maker.make(f"{measure}_{doubt.la_code}", value, unit, says)

    return ProbableFault(
        doubt=doubt,
        authority=name,
        published=number("published", doubt.number, "as the publisher has it"),
        before=number("before", doubt.before, "of the period before"),
        after=number("after", doubt.after, "of the period after"),
        other=number("other", doubt.other, "the number that contradicts it", other_unit),
        more=len(others),
    )
