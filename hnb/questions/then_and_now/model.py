"""Statements about an authority against published figures as they were on the day, and now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from hnb.comparison.compared import Compared
from hnb.comparison.counts import Counts
from hnb.domain.comparators import Ask
from hnb.domain.errors import Place, unknown
from hnb.domain.words import quoted
from hnb.figures import Figure, FigureMaker
from hnb.questions.then_and_now.definition import PART, VALUE, Statement
from hnb.questions.then_and_now.reading import (
    MEDIAN,
    MIDDLE_HALF,
    Edition,
    Reading,
    read_now,
    read_then,
)
from hnb.tables import Tables

MAKER = FigureMaker("then_and_now")
STAND_IN, LEFT_OUT = "stand in", "left out"  # later editions
NO_EDITION = "no edition of that day that is used here has the period"


@dataclass(frozen=True)
class Split:
    """How a stated figure becomes the latest published one: the three parts add up.

    Parameters
    ----------
    stated, now : Figure
        The two ends.
    definition : Figure
        Published figure of the same period, as it was on that day, less the stated one: another
        definition, another day, or a slip.
    revision : Figure
        The same period now, less as it was on that day.
    new_year : Figure
        The latest period less that period.
    """

    stated: Figure
    definition: Figure
    revision: Figure
    new_year: Figure
    now: Figure

    @property
    def parts(self) -> tuple[Figure, ...]:
        """What leads from the one to the other, in order."""
        return self.definition, self.revision, self.new_year


@dataclass(frozen=True)
class Claim:
    """A statement, and what figures say of it: as published on its day, of the same period as
    published now, and of the latest period.
    """

    statement: Statement
    then: Reading | None
    then_as_now: Reading | None
    now: Reading | None

    @property
    def today(self) -> Reading | None:
        """The reading by which it is so today or not: of the period that it names, where a value
        was stated of one; else the latest.
        """
        names_a_period = bool(self.statement.period) and self.statement.claims == VALUE
        is_of_it = self.then is not None and not self.then.is_of_another_time
        return self.then_as_now if names_a_period and is_of_it else self.now

    @property
    def is_latest(self) -> bool:
        """Whether the reading of then is that of today: nothing newer is published, or revised."""
        if not (self.then and self.today) or self.then.is_later_edition:
            return False
        then, now = self.then.value, self.today.value
        return then.known and (then.period, then.text) == (now.period, now.text)

    @cached_property
    def split(self) -> Split | None:
        """The parts of the difference of a stated value; None where none was stated, or a figure is
        not available.
        """
        if self.statement.claims != VALUE or not (self.then and self.then_as_now and self.now):
            return None
        stated, then = self.then.stated, self.then.value
        as_now, now = self.then_as_now.value, self.now.value
        if not all(figure.known and not figure.few for figure in (stated, then, as_now, now)):
            return None
        if self.then.compared.doubt or self.now.compared.doubt:
            return None
        compared, is_later = self.then.compared, self.then.is_later_edition
        return Split(
            stated=stated,
            definition=_difference(
                compared, "definition", then, stated, how="published on the day less stated"
            ),
            revision=_difference(
                compared,
                "revision",
                as_now,
                then,
                how="the same period as published now, less as published on the day",
                why=f"{NO_EDITION}, so that a revision since cannot be told" if is_later else "",
            ),
            new_year=_difference(
                compared, "new_year", now, as_now, how=f"{now.period} less {as_now.period}"
            ),
            now=now,
        )


def _difference(
    compared: Compared, name: str, later: Figure, earlier: Figure, *, how: str, why: str = ""
) -> Figure:
    """A later figure less an earlier one, where there is no reason why that cannot be told."""
    unit = compared.measure.unit
    return compared.figure(
        f"difference_{name}",
        None if why else later.number - earlier.number,
        how,
        unit="points" if unit == "percent" else unit,
        rows=(*later.rows, *earlier.rows),
        reason=why,
    )


@dataclass(frozen=True)
class ThenAndNow:
    """Everything that was said of one authority, in the order of days."""

    ask: Ask
    claims: tuple[Claim, ...]

    @property
    def figures(self) -> tuple[Figure, ...]:
        """How many there are, and how many are so."""
        return self.tested_then, self.so_then, self.tested_now, self.so_now

    @property
    def tested_then(self) -> Figure:
        """How many statements the figures of the time bear out or not."""
        return self._number("tested_then", [c for c in self.claims if _verdict(c.then) is not None])

    @property
    def so_then(self) -> Figure:
        """How many of those were so."""
        return self._number("so_then", [c for c in self.claims if _verdict(c.then)])

    @property
    def tested_now(self) -> Figure:
        """How many statements the latest figures bear out or not."""
        return self._number("tested_now", [c for c in self.claims if _verdict(c.today) is not None])

    @property
    def so_now(self) -> Figure:
        """How many of those are so."""
        return self._number("so_now", [c for c in self.claims if _verdict(c.today)])

    @property
    def so_as_then(self) -> Figure:
        """How many of those are so by figures of which there is no newer one; without a value where
        there is none.
        """
        same = [c for c in self.claims if c.is_latest and _verdict(c.today)]
        return _counted("so_as_then", len(same) or None, "newer figures bear all of them out")

    @property
    def untested(self) -> Figure:
        """How many can be tested by neither; without a value where there is none."""
        readings = [(_verdict(claim.then), _verdict(claim.today)) for claim in self.claims]
        number = sum(then is None and today is None for then, today in readings)
        return _counted("untested", number or None, "all can be tested")

    def _number(self, name: str, claims: Sequence[Claim]) -> Figure:
        """How many they are; without a value where nothing was said of the authority."""
        whom = self.ask.authority.name
        reason = f"nothing that was said in public about {whom} is in the register of statements"
        return _counted(name, len(claims) if self.claims else None, reason)


def _verdict(reading: Reading | None) -> bool | None:
    return reading.is_so if reading else None


def _counted(name: str, number: int | None, reason: str = "") -> Figure:
    return MAKER.make(name, number, "statements", "counted in the register", reason=reason)


def answer(
    tables: Tables,
    ask: Ask,
    *,
    statements: Sequence[Statement] = (),
    editions: Mapping[date, tuple[Ask, Tables]] | None = None,
    more_means_past: str = MIDDLE_HALF,
    later_editions: str = STAND_IN,
) -> ThenAndNow:
    """Each statement against published figures as they were on its day, and as they are now.

    Parameters
    ----------
    tables : Tables
        Those of the catalogue of measures, at every level.
    ask : Ask
        The authority and its comparators.
    statements : sequence of Statement
        What was said of the authority (`hnb.statements`).
    editions : mapping
        By the day of a statement, the authority as it was settled then, and the tables as they had
        been published (`hnb.editions`).
    more_means_past : str
        Past what more than similar authorities is: their `middle half`, or their `median`.
    later_editions : str
        Whether they `stand in` for those of the day that lack a period, or are `left out`.

    Raises
    ------
    ParameterError
        One of the two is neither of its words.

    Notes
    -----
    Method: docs/methods/then-and-now.md.
    """
    _refuse_others("more_means_past", more_means_past, (MIDDLE_HALF, MEDIAN))
    _refuse_others("later_editions", later_editions, (STAND_IN, LEFT_OUT))
    region = ask.authority.region
    stands_in = later_editions == STAND_IN
    now = Edition(ask, Counts(tables, region), past=more_means_past, stands_in=stands_in)
    by_day = {
        day: Edition(settled, Counts(of_day, region), day, more_means_past)
        for day, (settled, of_day) in (editions or {}).items()
    }
    claims = tuple(
        _claim(statement, by_day.get(statement.said_on), now)
        for statement in statements
        if statement.claims != PART
    )
    return ThenAndNow(ask, claims)


def _refuse_others(parameter: str, word: str, known: tuple[str, ...]) -> None:
    if word not in known:
        fault = f"{quoted(word)} cannot be used"
        raise unknown(Place(parameter=parameter), fault, word=word, known=known)


def _claim(statement: Statement, edition: Edition | None, now: Edition) -> Claim:
    then = read_then(statement, edition, now)
    as_now = None
    if then is not None:
        alone = statement.model_copy(update={"measures": (_name_of(statement, then),)})
        as_now = read_now(alone, now, period=then.compared.year)
    return Claim(statement, then, as_now, read_now(statement, now))


def _name_of(statement: Statement, reading: Reading) -> str:
    """The name by which a statement has the measure of a reading."""
    pairs = zip(statement.measures, statement.measured, strict=True)
    return next(name for name, measure in pairs if measure is reading.compared.measure)
