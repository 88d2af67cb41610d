"""Which later figures exist than those that are held, and what is due: from the release calendar,
what is held, and a day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hnb.domain import periods
from hnb.releases.definition import Brought, Edition, Publication, publications
from hnb.store.files import load
from hnb.tables import table

YEARS_BACK = 2  # by then there has been an edition
LEAST_SHARE = 0.5  # of the rows of the fullest period, below which a period is not held


@dataclass(frozen=True)
class Later:
    """Figures that exist of a later period than those held.

    Parameters
    ----------
    name, publication : str, Publication
        The publication that brings them.
    table : str
        The table that they belong to.
    held : int, optional
        The year in which the latest period held starts; None where nothing is held.
    latest : int
        The year in which the latest period starts that exists.
    edition : Edition
        The edition that brought it.
    is_known : bool
        Whether it is known to exist, or only usual.
    """

    name: str
    publication: Publication
    table: str
    held: int | None
    latest: int
    edition: Edition
    is_known: bool

    @property
    def brought(self) -> Brought:
        """What the calendar says of the table."""
        return self.publication.tables[self.table]

    @property
    def period(self) -> str:
        """The later periods, as a sentence names them."""
        kind = str(table(self.table).period)
        first = self.latest if self.held is None else self.held + 1
        return " to ".join(dict.fromkeys((_written(kind, first), self.latest_period)))

    @property
    def latest_period(self) -> str:
        """The latest of the later periods, as a sentence names it."""
        return _written(str(table(self.table).period), self.latest)

    @property
    def period_held(self) -> str:
        """The latest period held, as a sentence names it."""
        if self.held is None:
            return "nothing"
        return _written(str(table(self.table).period), self.held)

    @property
    def when(self) -> str:
        """When it appeared: a day that is known, or a month; of an edition that nobody has seen
        yet, that it is the usual one.
        """
        day = self.edition.day
        if self.edition.has_day:
            return periods.write_day(day)
        return f"{day:%B %Y}{'' if self.is_known else ' (the usual month)'}"

    def to_json(self) -> dict[str, object]:
        """Everything, for programs."""
        return {
            "publication": self.publication.publication,
            "where": self.publication.where,
            "table": self.table,
            "held": self.period_held,
            "later": self.period,
            "day": self.edition.day.isoformat(),
            "day_is_known": self.edition.has_day,
        }


def _written(kind: str, year: int) -> str:
    return f"mid-{year}" if kind == "mid_year" else periods.write_period(kind, year)


def latest_held(name: str, brought: Brought, as_at: date | None = None) -> int | None:
    """The year in which the latest period of a table starts that is held in full, or nearly so: an
    extract, or one line of many, is not the period. `as_at` as for `load`.
    """
    spec = table(name)
    frame = load(name, spec.levels[0], as_at=as_at)
    for column, word in brought.only.items():
        frame = frame[frame[column] == word]
    frame = frame[frame[spec.value.name].notna()]
    if not len(frame):
        return None
    rows = frame.groupby(frame[str(spec.period)].map(periods.start_year)).size()
    usual = rows.iloc[-5:].max()  # in years long past a table may have had more
    return int(rows.index[rows >= LEAST_SHARE * usual].max())


def later(today: date, as_at: date | None = None) -> list[Later]:
    """The later figures that exist by a day, of each table of the calendar, in its order: later
    than what is held, or than what had been published by the day `as_at`.
    """
    entries = []
    for name, publication in publications().items():
        for table_name, brought in publication.tables.items():
            editions = {
                year: publication.edition(year)
                for year in range(today.year - YEARS_BACK, today.year + 1)
            }
            out = [year for year, edition in editions.items() if edition.day <= today]
            last_held, latest = latest_held(table_name, brought, as_at), out[-1] + brought.brings
            if last_held is None or latest > last_held:
                is_seen = editions[out[-1]].is_seen
                entries.append(
                    Later(
                        name=name,
                        publication=publication,
                        table=table_name,
                        held=last_held,
                        latest=latest,
                        edition=editions[out[-1]],
                        is_known=is_seen or latest <= (latest_held(table_name, brought) or 0),
                    )
                )
    return entries


def due(today: date) -> list[tuple[date, str, Publication]]:
    """The last day of the month in which each publication appears next, its short name, and the
    publication; the soonest first.
    """
    ahead = []
    for name, publication in publications().items():
        days = [
            publication.edition(year, month).day
            for year in (today.year, today.year + 1)
            for month in publication.months
        ]
        ahead.append((min(day for day in days if day > today), name, publication))
    return sorted(ahead, key=lambda entry: entry[0])
