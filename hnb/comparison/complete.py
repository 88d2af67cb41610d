"""Which periods nearly every authority has: only they can be England, a ranking or a model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sized
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from hnb.domain import areas
from hnb.domain.periods import start_year, starts, write_period

if TYPE_CHECKING:
    import pandas as pd

LEAST_SHARE = 0.9  # of the authorities that exist in a period and are ever counted
LEAST_OF_ALL = 0.5  # of every authority that exists, so that an extract alone is never England


@dataclass(frozen=True)
class Coverage:
    """Which authorities have a figure in which period.

    Parameters
    ----------
    kind : str
        The kind of period, such as `january`.
    having : mapping
        DfE numbers of those with a value, by the year in which the period starts.
    known : collection of int
        Everybody who is in any table at hand: a figure may lack many of them throughout.
    """

    kind: str
    having: Mapping[int, frozenset[int]]
    known: frozenset[int]

    @classmethod
    def of_table(
        cls, table: pd.DataFrame, period: str, value: str, known: Iterable[int] = ()
    ) -> Coverage:
        """That of a table with a row an authority and period: whoever has any value in it."""
        rows = table.loc[table[value].notna(), ["la_code", period]].drop_duplicates()
        years = rows[period].map(start_year) if len(rows) else rows[period]
        having = {int(year): frozenset(codes) for year, codes in rows["la_code"].groupby(years)}
        return cls(period, having, frozenset([*table["la_code"].unique(), *known]))

    @cached_property
    def complete(self) -> tuple[int, ...]:
        """The years of which nearly every authority has a figure, in order."""
        return tuple(year for year in sorted(self.having) if self._is_complete(year))

    def latest(self, la_code: int | None = None, until: int | None = None) -> int | None:
        """The last complete year in which an authority has a figure, or the last complete one where
        it has none in any.

        Parameters
        ----------
        la_code : int, optional
            The authority; without it, the last complete year.
        until : int, optional
            The last year that may be used.
        """
        usable = [year for year in self.complete if until is None or year <= until]
        of_authority = [year for year in usable if la_code in self.having[year]]
        return max(of_authority or usable, default=None)

    def newer(self, la_code: int, than: int) -> int | None:
        """The last year of which an authority has a figure and few others do, where `than` is the
        last complete one that it has; None where there is no such year.
        """
        if than != self.latest(la_code):
            return None
        years = (year for year, codes in self.having.items() if la_code in codes and year > than)
        last = max(years, default=None)
        return None if last in self.complete else last

    def lacking(self, la_code: int, than: int) -> int | None:
        """The last complete year, where an authority has no figure in it and the year given is the
        last complete one in which it has; None otherwise.
        """
        last = self.latest()
        if last is None or la_code in self.having[last] or than != self.latest(la_code):
            return None
        return last

    def says(self, year: int) -> str:
        """Why a year that is not complete is not used, in words; a sentence may say them, since
        they hold no number but the period's.
        """
        who = "too few authorities have figures"
        if not self.having.get(year):
            who = "no authority has a figure"
        return f"{who} for {write_period(self.kind, year)}"

    def _is_complete(self, year: int) -> bool:
        having, standing = self.having[year], self._standing(year)
        expected = standing & self._ever_counted
        lacking = sum(not having & _and_its_kin(code) for code in expected)
        # of fewer than ten, as in a model of one region, a single one may lack it
        may_lack = max(1, int((1 - LEAST_SHARE) * len(expected) + 1e-9))
        return lacking <= may_lack and len(having) >= LEAST_OF_ALL * len(standing)

    @cached_property
    def _ever_counted(self) -> frozenset[int]:
        return frozenset().union(*self.having.values())

    def _standing(self, year: int) -> frozenset[int]:
        """Those known who exist when the period starts."""
        when, by_code = starts(self.kind, year), areas.by_code()
        return frozenset(
            code for code in self.known if code not in by_code or by_code[code].stands_at(when)
        )


def enough(with_figures: Sized, asked: Sized, fewest: int = 3) -> bool:
    """Whether so many of those that an authority is compared with have a figure that it can be:
    half of them, and no fewer than three where there are as many.
    """
    return len(with_figures) >= max(min(fewest, len(asked)), len(asked) / 2)


def _and_its_kin(code: int) -> frozenset[int]:
    """An authority, those that it was made of and those that were made of it: one that changed
    within the year is counted as either.
    """
    authority = areas.by_code().get(code)
    kin = (*authority.predecessors, *authority.successors) if authority else ()
    return frozenset((code, *kin))
