"""What published figures say of a statement in one period, and whether it is so by them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from hnb.comparison.compared import Compared, compare
from hnb.comparison.counts import Counts
from hnb.comparison.measure import Measure
from hnb.domain.comparators import Ask
from hnb.domain.errors import ParameterError
from hnb.domain.periods import READ, start_year, usually_out, write_day
from hnb.figures import Figure, FigureMaker
from hnb.figures.printed import printed
from hnb.questions.then_and_now.definition import CHANGE, VALUE, Statement

SIMILAR, REGION, ENGLAND = "similar authorities", "the region", "England"
MIDDLE_HALF, MEDIAN = "middle half", "median"  # past which more than similar authorities is


@dataclass(frozen=True)
class Edition:
    """What had been published by a day: the authority and its comparators as they were settled
    then, and the counts; `day` is None for what is published now, and `past` as of a Reading.
    `stands_in` says of what is published now whether it may stand in for what lacks a period.
    """

    ask: Ask
    counts: Counts
    day: date | None = None
    past: str = MIDDLE_HALF
    stands_in: bool = True


@dataclass(frozen=True)
class Reading:
    """What an edition says of a statement.

    Parameters
    ----------
    statement : Statement
        What was said.
    compared : Compared
        The measure that it is about, in one period, next to everyone.
    is_later_edition : bool
        Whether the period is that of the statement's day and the figures are of a later edition,
        since none of that day that is used here has it.
    past : str
        Past what more than similar authorities is: their `middle half`, or their `median`.
    """

    statement: Statement
    compared: Compared
    is_later_edition: bool = False
    past: str = MIDDLE_HALF

    @property
    def value(self) -> Figure:
        """The authority's value."""
        return self.compared.own

    @cached_property
    def change(self) -> Figure:
        """The authority's change of the value over the span that the statement names."""
        statement, compared = self.statement, self.compared
        since, until = (
            compared.in_year(start_year(READ[compared.measure.kind](period)))
            for period in (statement.since, statement.period)
        )
        known = since.own.known and until.own.known
        unit = compared.measure.unit
        return compared.maker.make(
            f"change_{compared.measure.name}",
            until.own.number - since.own.number if known else None,
            "points" if unit == "percent" else unit,
            f"{until.period} less {since.period}",
            rows=(*since.own.rows, *until.own.rows),
            scope=compared.figure_scope,
            period=f"{since.period} to {until.period}",
            reason=until.own.reason or since.own.reason,
        )

    @property
    def other(self) -> Figure:
        """What the statement compares the value with: the median of similar authorities, the
        region, England or, where it names a value, that.
        """
        than = self.statement.claims.partition(" ")[2]
        among = {SIMILAR: "median", REGION: "region", ENGLAND: "england"}
        return getattr(self.compared, among[than]) if than in among else self.stated

    @cached_property
    def stated(self) -> Figure:
        """The value, or the change, that was stated."""
        statement, measure = self.statement, self.compared.measure
        by = f"stated by {statement.who}, {statement.where}, {write_day(statement.said_on)}"
        is_points = statement.claims == CHANGE and measure.unit == "percent"
        return FigureMaker(statement.prefix, scope=by, rows=statement.rows).make(
            "stated",
            statement.value,
            "points" if is_points else measure.unit,
            "as it was stated",
            period=statement.period,
            reason="no value was stated",
        )

    @property
    def was_out(self) -> bool:
        """Whether figures of its period are usually out by the day of the statement."""
        kind = self.compared.measure.kind
        return self.compared.year <= last_out(kind, self.statement.said_on)

    @property
    def is_of_another_time(self) -> bool:
        """Whether a value was stated of another time than that of the published one."""
        statement, compared = self.statement, self.compared
        if statement.claims != VALUE or not statement.period:
            return False
        return _named_year(statement, compared) != compared.year

    @property
    def _is_of_few(self) -> bool:
        """Whether a percentage of fewer than ten is compared, which is written as its counts."""
        return bool(self.value.few or self.other.few)

    @property
    def is_so(self) -> bool | None:
        """Whether it is so by these figures; None where they do not tell.

        More or fewer than similar authorities is above or below the middle half of them, as
        everywhere else, unless their median is asked for; a value is so where it is printed alike.
        """
        claims, main = self.statement.claims, self.compared.main
        if claims.endswith(SIMILAR) and self.past == MIDDLE_HALF:
            standing = main.standing
            return standing == claims.partition(" ")[0] if standing else None
        ours = self.change if claims == CHANGE else self.value
        if not (ours.known and self.other.known) or self.compared.doubt:
            return None
        if self.is_of_another_time or self._is_of_few:
            return None
        gap = printed(ours, "text") - printed(self.other, "text")
        if claims in (CHANGE, VALUE):
            return gap == 0
        return gap > 0 if claims.startswith("above") else gap < 0

    @property
    def reason(self) -> str:
        """Why the figures do not tell; empty where they do."""
        if self.is_so is not None:
            return ""
        ours = self.change if self.statement.claims == CHANGE else self.value
        doubt = self.compared.doubt or self.compared.main.withheld
        of_time = "it was stated of another time" if self.is_of_another_time else ""
        of_few = f"it is {self.value.few}, too few to compare" if self._is_of_few else ""
        others = "too few authorities have a figure"
        return ours.reason or self.other.reason or of_time or of_few or doubt or others


def read_then(statement: Statement, edition: Edition | None, now: Edition) -> Reading | None:
    """The reading by what had been published on the statement's day: of the period that it names,
    or the latest of then. A later edition stands in where those of that day that are used here lack
    the period that was out by then. None where nothing was out.
    """
    by_then = _reading(statement, edition, "then") if edition else None
    if not now.stands_in:
        return by_then
    later = _reading(statement, now, "then", by=statement.said_on)
    if later is None or not later.value.known or not later.was_out:
        return by_then
    is_newer = by_then is None or later.compared.year > by_then.compared.year
    return later if is_newer or not (by_then and by_then.value.known) else by_then


def read_now(statement: Statement, now: Edition, *, period: int | None = None) -> Reading | None:
    """The reading by what is published now: of the latest period, or of the one that is given."""
    tag = "now" if period is None else "then_as_now"
    return _reading(statement, now, tag, period=period)


def _reading(
    statement: Statement,
    edition: Edition,
    tag: str,
    *,
    by: date | None = None,
    period: int | None = None,
) -> Reading | None:
    """The reading of the measure with the latest figure of the authority."""
    every = [
        _compared(statement, measure, edition, tag, by=by, period=period)
        for measure in statement.measured
    ]
    if not every:
        return None
    best = max(every, key=lambda compared: (compared.own.known, compared.year))
    return Reading(statement, best, is_later_edition=by is not None, past=edition.past)


def _compared(
    statement: Statement,
    measure: Measure,
    edition: Edition,
    tag: str,
    *,
    by: date | None,
    period: int | None,
) -> Compared:
    scope = measure.says
    day = edition.day or by
    if edition.day:
        scope += f"; as published by {write_day(edition.day)}"
    compared = compare(
        measure,
        edition.counts,
        edition.ask,
        maker=FigureMaker(f"{statement.prefix}.{tag}"),
        scope=scope,
    )
    return compared.in_year(_year(statement, compared, day, tag, period))


def _year(
    statement: Statement, compared: Compared, day: date | None, tag: str, period: int | None
) -> int:
    """The year that is read: the one given or, at the time, the one that the statement names."""
    if period is not None:
        return period
    named = _named_year(statement, compared) if tag == "then" else None
    if named is not None:
        return named
    if day is None or tag == "now":
        return compared.year
    last = last_out(compared.measure.kind, day)
    years = compared.measure.years_of(compared.ask.la_code, compared.counts)
    return max((year for year in years if year <= last), default=last)


def last_out(kind: str, day: date) -> int:
    """The year in which the last period starts that is usually out by a day: a calendar or academic
    year by the June after, others as `usually_out` has them.
    """
    if kind in ("january", "financial_year"):
        return start_year(usually_out(kind, day))
    return day.year - 1 - (day.month < 7)


def _named_year(statement: Statement, compared: Compared) -> int | None:
    """The year in which the period that a statement names starts; None where it names none, or has
    its own words for a time.
    """
    try:
        return start_year(READ[compared.measure.kind](statement.period))
    except ParameterError:
        return None
