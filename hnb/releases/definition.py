"""The release calendar: which publication brings which period of which table, and when."""

from __future__ import annotations

import calendar
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from hnb.domain.definitions import checked, read_yaml
from hnb.domain.errors import Place, unknown
from hnb.domain.words import quoted
from hnb.tables import ALL

FILE = Path(__file__).with_name("calendar.yml")
Month = Annotated[int, Field(ge=1, le=12)]
Words = Annotated[str, Field(min_length=1)]


class Brought(BaseModel):
    """A table that a publication brings up to a later period.

    Parameters
    ----------
    brings : int
        Years from the year of the edition to that in which the period starts.
    words : str
        What a sentence calls the figures.
    only : dict
        The rows of the table that are meant, by column; all of them where it is empty.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    brings: int
    words: Words
    only: dict[str, str] = {}


class Publication(BaseModel):
    """A publication of the calendar.

    Parameters
    ----------
    publication, where : str
        Its name, and the page on which its editions are found.
    fetch : str
        What `hnb fetch --only` calls it; empty where it does not know it.
    months : tuple of int
        In which months editions appear; the first in which a period appears for the first time.
    known : dict
        The day of each edition that is known to exist, by its year.
    seen : tuple of int
        The years of editions that are known to exist, and whose day is not.
    tables : dict
        The tables that an edition brings up to a later period.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    publication: Words
    where: Words
    fetch: str = ""
    months: Annotated[tuple[Month, ...], Field(min_length=1)]
    known: dict[int, date] = {}
    seen: tuple[int, ...] = ()
    tables: dict[str, Brought] = {}

    def edition(self, year: int, month: int | None = None) -> Edition:
        """When the edition of a year appears: the first of the year, or that of a month."""
        first = self.months[0]
        month = month or first
        usual = date(year, month, calendar.monthrange(year, month)[1])
        has_day = year in self.known and month == first
        return Edition(
            day=self.known[year] if has_day else usual,
            has_day=has_day,
            is_seen=year in (*self.known, *self.seen),
        )


class Edition(BaseModel):
    """The day of an edition: known (`has_day`), or the last of the month in which such editions
    appear; and whether the edition is known to exist (`is_seen`).
    """

    model_config = ConfigDict(frozen=True)

    day: date
    has_day: bool
    is_seen: bool


class _Calendar(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    publications: dict[str, Publication]


@cache
def publications() -> dict[str, Publication]:
    """The publications of the calendar, by a short name.

    Raises
    ------
    ParameterError
        A key, or a table, is not known, or a value is of the wrong kind.
    """
    given = {"publications": read_yaml(FILE)}
    entries = checked(_Calendar, given, file=FILE.name).publications
    for name, entry in entries.items():
        for table in entry.tables:
            if table not in ALL:
                place = Place(file=FILE.name, parameter=f"{name}.tables")
                raise unknown(place, f"{quoted(table)} is no table", word=table, known=ALL)
    return dict(entries)
