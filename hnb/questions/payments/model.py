"""Payments over £500 for high needs, by month and by what they were for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hnb.domain.comparators import Ask
from hnb.domain.errors import Place, unknown
from hnb.domain.periods import start_year
from hnb.domain.words import slug
from hnb.figures import Figure, FigureMaker
from hnb.figures.records import (
    Records,
    combined,
    growth,
    month_in_words,
    refuse_without_records,
)
from hnb.tables import Tables

MAKER = FigureMaker("payments")
INDEPENDENT = "independent providers"
_MONTHS_A_YEAR = 12
_NO_PAYMENT = "no such payment is in the records"
_NOT_OVER = "a year that is not over is not compared with a whole one"


@dataclass(frozen=True)
class Kind:
    """What one kind of payments came to: in each month, the year, the year before, and by how many
    per cent more that is.
    """

    name: str
    months: tuple[Figure, ...]
    year: Figure
    year_before: Figure
    growth: Figure


@dataclass(frozen=True)
class Payments:
    """A council's payments in one financial year, each kind, and all kinds together.

    `months` are those with any payment, so that a year that is not over has fewer than twelve.
    """

    ask: Ask
    year: str
    months: tuple[str, ...]
    kinds: tuple[Kind, ...]
    together: Kind

    @property
    def is_whole_year(self) -> bool:
        """Whether every month of the year has payments."""
        return _is_whole(self.months)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The total of the year, and of each kind."""
        return (self.together.year, *(kind.year for kind in self.kinds))

    def kind(self, name: str) -> Kind | None:
        """One kind of payments; None where there are none of it."""
        return next((kind for kind in self.kinds if kind.name == name), None)


def answer(
    tables: Tables, ask: Ask, *, kinds: Sequence[str] = (), financial_year: str = ""
) -> Payments:
    """What a council paid in a financial year, by month and kind.

    Parameters
    ----------
    tables : Tables
        Those of question.yml: a row is a month (2026-11) or a financial year (2026-27).
    ask : Ask
        The authority.
    kinds : sequence of str
        What the payments were for; every kind in the records where empty.
    financial_year : str
        As 2026-27; the last in the records where empty.

    Raises
    ------
    NotPublished
        No payments of the council are in use.
    ParameterError
        A kind or the year is not in the records; the nearest is named.

    Notes
    -----
    The total of a whole year is the year's own row, so that it is there where a month is withheld;
    that of a year that is not over is the sum of its months, and is not compared with a whole year.
    Method: docs/methods/payments.md.
    """
    records = Records.of(tables, "council_payments", ask, MAKER, unit="gbp_whole")
    refuse_without_records(records, ask, "payments over £500")
    periods = records.values("month")
    years = sorted({period if _is_year(period) else _year_of(period) for period in periods})
    every_kind = records.values("payment_kind")
    _refuse_absent("financial_year", [financial_year] if financial_year else [], years)
    _refuse_absent("kinds", kinds, every_kind)
    year = financial_year or years[-1]
    months = tuple(sorted(month for month in periods if _year_of(month) == year))
    chosen = [_kind(records, kind, year, months) for kind in kinds or every_kind]
    # the largest first, as a reader looks for it; what is withheld last
    chosen.sort(key=lambda kind: -kind.year.number if kind.year.known else 0.0)
    return Payments(ask, year, months, tuple(chosen), _together(chosen, year, months))


def _refuse_absent(parameter: str, words: Sequence[str], known: Sequence[str]) -> None:
    for word in words:
        if word not in known:
            fault = f"the records have no payments of {word!r}"
            raise unknown(Place(parameter=parameter), fault, word=word, known=known)


def _is_year(period: str) -> bool:
    """Whether a period is a financial year: 2026-27 is no month."""
    return int(period[5:7]) > _MONTHS_A_YEAR


def _year_of(period: str) -> str:
    """The financial year that a month is in; empty of a year."""
    if _is_year(period):
        return ""
    first = start_year(period) - (int(period[5:7]) < 4)
    return f"{first}-{(first + 1) % 100:02d}"


def _kind(records: Records, name: str, year: str, months: Sequence[str]) -> Kind:
    rows, before = records.where(payment_kind=name), _year_before(year)
    by_month = tuple(
        rows.where(month=month).figure(
            f"{slug(name)}_in_month", period=month_in_words(month), none=_NO_PAYMENT
        )
        for month in months
    )
    this_year = _total(rows, name, year, months)
    earlier = _total(rows, name, before, ())
    change = _change(f"{slug(name)}_growth", this_year, earlier, months)
    return Kind(name, by_month, this_year, earlier, change)


def _total(rows: Records, name: str, year: str, months: Sequence[str]) -> Figure:
    """What a kind came to in a year: the year's own row, or what its months add up to."""
    of_year = rows.where(month=year)
    chosen = of_year if len(of_year.frame) else rows.where(month=tuple(months))
    none = f"no payments of the whole of {year} are in the records"
    return chosen.figure(f"{slug(name)}_in_year", period=year, none=none)


def _change(measure: str, this_year: Figure, before: Figure, months: Sequence[str]) -> Figure:
    """By how many per cent a whole year is more than the one before."""
    if _is_whole(months):
        return growth(MAKER, measure, this_year, before)
    calculation = "growth on the year before"
    return MAKER.make(measure, None, "percent", calculation, rows=this_year.rows, reason=_NOT_OVER)


def _is_whole(months: Sequence[str]) -> bool:
    return len(months) == _MONTHS_A_YEAR


def _year_before(year: str) -> str:
    first = start_year(year) - 1
    return f"{first}-{(first + 1) % 100:02d}"


def _together(kinds: Sequence[Kind], year: str, months: Sequence[str]) -> Kind:
    """The sum of every kind chosen; of a month, of those that were paid for in it."""

    def total(measure: str, figures: Sequence[Figure], period: str) -> Figure:
        paid = [figure for figure in figures if figure.reason != _NO_PAYMENT] or figures
        words = "sum of the kinds of payments named"
        return combined(MAKER, measure, paid, calculation=words, period=period)

    by_month = tuple(
        total("all_in_month", [kind.months[at] for kind in kinds], month_in_words(month))
        for at, month in enumerate(months)
    )
    this_year = total("all_in_year", [kind.year for kind in kinds], year)
    before = total("all_in_year", [kind.year_before for kind in kinds], _year_before(year))
    change = _change("all_growth", this_year, before, months)
    return Kind("all", by_month, this_year, before, change)
