"""Prices by year: the GDP deflator, or changes that the user gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from math import isfinite

from hnb.comparison.select import rows_where
from hnb.domain.errors import NotPublished, ParameterError, Place
from hnb.domain.periods import after, edition, financial_year, following, start_year
from hnb.domain.words import quoted
from hnb.figures import Figure, FigureMaker, Rows
from hnb.stats.rates import lost_percent, price_level
from hnb.tables import Tables

_KEY = ("financial_year",)


@dataclass(frozen=True)
class Prices:
    """Changes on the year before, by financial year.

    Parameters
    ----------
    changes : mapping
        In per cent.
    forecasts : frozenset of str
        Those of years that were not over when they were published.
    tables : Tables
        Where the deflator is.
    is_stated : bool
        Whether they are the user's own, and not the GDP deflator.
    """

    changes: Mapping[str, float]
    forecasts: frozenset[str]
    tables: Tables
    is_stated: bool

    @classmethod
    def of(cls, tables: Tables, index: Mapping[str, object] | None) -> Prices:
        """The deflator, or an index that is given in its place.

        Raises
        ------
        ParameterError
            A key of the index is no financial year, or a value no change in per cent.
        """
        if index:
            stated = dict(_change(year, value) for year, value in index.items())
            return cls(stated, frozenset(), tables, is_stated=True)
        rows = tables.at("england")["gdp_deflator"]
        changes = dict(zip(rows["financial_year"], rows["change_percent"], strict=True))
        forecasts = frozenset(
            year
            for year, release in zip(rows["financial_year"], rows["release"], strict=True)
            if _is_forecast(str(year), str(release))
        )
        return cls(changes, forecasts, tables, is_stated=False)

    @property
    def name(self) -> str:
        """What they are called."""
        return "the index given" if self.is_stated else "the GDP deflator"

    @property
    def last(self) -> str:
        """The last year that there is a change of."""
        return max(self.changes, default="")

    def years(self, first: str, last: str) -> list[str]:
        """The years after the first, up to and with the last.

        Raises
        ------
        ParameterError, NotPublished
            The last is before the first; or no change is given, or held, of one of the years.
        """
        steps = start_year(last) - start_year(first)
        if steps < 0:
            raise ParameterError(
                Place(parameter="fixed_in"),
                found=f"{first} is after {last}, in whose prices the rate would be given",
                expected=f"a financial year up to {last}",
            )
        years = [following(first, step) for step in range(1, steps + 1)]
        if missing := [year for year in years if year not in self.changes]:
            self._refuse(missing[0], first, last)
        return years

    def _refuse(self, year: str, first: str, last: str) -> None:
        wanted = f"a change of every year from {following(first)} to {last}"
        if self.is_stated:
            raise ParameterError(
                Place(parameter="index"),
                found=f"it has no change of {quoted(year)}",
                expected=wanted,
            )
        spans = f"it has those of {min(self.changes, default='no year')} to {self.last}"
        raise NotPublished(
            Place(parameter="fixed_in"),
            found=f"the GDP deflator used here has no change of {year}",
            expected=f"{wanted}; {spans}",
            after="No figure was made.",
        )

    def level(self, first: str, last: str) -> float:
        """What one pound of the first year is in the last year's prices."""
        return price_level([self.changes[year] for year in self.years(first, last)])

    def lost(self, first: str, last: str) -> float:
        """How much less, in per cent, a rate of the first year buys in the last."""
        return lost_percent(self.level(first, last))

    def rows(self, first: str, last: str) -> tuple[Rows, ...]:
        """What the level rests on; nothing of ours where it is given."""
        if self.is_stated:
            return ()
        years = tuple(self.years(first, last))
        frame = rows_where(self.tables.at("england")["gdp_deflator"], financial_year=years)
        return (Rows.of("gdp_deflator", frame, _KEY),)

    def rise(self, maker: FigureMaker, measure: str, first: str, last: str) -> Figure:
        """By how many per cent prices rose."""
        return maker.make(
            measure,
            100 * (self.level(first, last) - 1),
            "percent",
            f"{self.name}, yearly changes multiplied",
            rows=self.rows(first, last),
            period=f"{first} to {last}",
        )


def year_of(parameter: str, text: object) -> str:
    """A financial year that is given as a setting.

    Raises
    ------
    ParameterError
        It is none; the setting is named.
    """
    try:
        return financial_year(text)
    except ParameterError as error:
        place = Place(parameter=parameter)
        raise ParameterError(place, found=error.found, expected=error.expected) from None


def _change(year: object, percent: object) -> tuple[str, float]:
    """One year of an index that is given."""
    of_year = year_of("index", year)
    is_number = isinstance(percent, int | float) and not isinstance(percent, bool)
    if not is_number or not isfinite(float(str(percent))) or not -50 <= float(str(percent)) <= 100:
        raise ParameterError(
            Place(parameter="index"),
            found=f"{quoted(percent)} is no change of {of_year}",
            expected="a number of per cent from -50 to 100, such as 3.2",
        )
    return of_year, float(str(percent))


def _is_forecast(year: str, release: str) -> bool:
    """Whether a year was not over when an edition came out; False where its name has no day."""
    came_out = _came_out(release)
    return came_out is not None and after("financial_year", year) > came_out


def _came_out(release: str) -> date | None:
    text = edition(release)
    for form in ("%B %Y", "%d %B %Y"):
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    return None
