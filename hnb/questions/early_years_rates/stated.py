"""What was said of early years hourly rates: parts of a rate, and changes in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hnb.comparison.measures.money import EARLY_YEARS
from hnb.domain.periods import financial_year
from hnb.questions.then_and_now.definition import CHANGE, PART, Statement

Parts = dict[tuple[str, str], dict[str, float]]
_AGES = {measure.name: ages for ages, measure in EARLY_YEARS.items()}


def _ages(statement: Statement) -> str:
    """The ages of the rate that a statement is about; empty where it is about none."""
    names = (measure.name for measure in statement.measured)
    return next((_AGES[name] for name in names if name in _AGES), "")


def parts_of(statements: Iterable[Statement]) -> Parts:
    """A council's own parts by rate and financial year, pounds an hour by their names."""
    parts: Parts = {}
    for statement in statements:
        if statement.claims == PART and (ages := _ages(statement)):
            of_rate = parts.setdefault((ages, financial_year(statement.period)), {})
            of_rate[statement.part.casefold()] = float(statement.value or 0)
    return parts


def changes_of(statements: Sequence[Statement]) -> tuple[str, tuple[Statement, ...]]:
    """The rate of which changes were first quoted, by its ages, and those changes."""
    quoted = [s for s in statements if s.claims == CHANGE and s.value and _ages(s)]
    if not quoted:
        return "", ()
    ages = _ages(quoted[0])
    return ages, tuple(statement for statement in quoted if _ages(statement) == ages)
