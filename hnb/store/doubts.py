"""The doubts about what is held: as it was written down by the build, or worked out for another
day.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache, partial
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from hnb.domain import paths
from hnb.domain.manifest import content_of, is_held
from hnb.domain.plain import Json
from hnb.doubts.doubt import CERTAINTIES, COLUMNS, Doubt, lines
from hnb.store.files import COUNCIL, added_folders, load, releases
from hnb.store.own_records import owners
from hnb.store.write import csv_text
from hnb.tables import table
from hnb.tables.columns import CORRECTED

if TYPE_CHECKING:
    import pandas as pd

NAME = "doubts.csv"
_NUMBERS = ("before", "number", "after", "other")


def doubts_in(load: Callable[..., pd.DataFrame], described: Mapping[str, Json]) -> list[Doubt]:
    """Every doubt about the tables that `load` gives, and about what the publishers have in the
    cells that are corrected here.

    Parameters
    ----------
    load : callable
        Gives a table by name and level.
    described : mapping
        What is known of the releases, with their corrections.
    """
    from hnb.doubts.rules import doubts

    listed = doubts(load)
    corrections = [
        entry for release in described.values() for entry in release.get("corrections", ())
    ]
    names = {entry["table"] for entry in corrections}
    slips = set(doubts(partial(_as_published, load, corrections), names)) - set(listed)
    rows = {(entry["table"], _area(entry), _period(entry)) for entry in corrections}
    listed += [
        replace(doubt, corrected=True)
        for doubt in slips
        if (doubt.table, str(doubt.la_code), doubt.period) in rows
    ]
    return sorted(listed, key=lambda doubt: doubt.order)


def _as_published(
    load: Callable[..., pd.DataFrame],
    corrections: Iterable[Json],
    name: str,
    level: str = "authority",
) -> pd.DataFrame:
    """A table with what the publishers have in the cells that are corrected here."""
    frame = load(name, level)
    if level != "authority" or "status" not in frame or not frame["status"].eq(CORRECTED).any():
        return frame
    frame, value = frame.copy(), table(name).value.name
    for entry in corrections:
        if entry["table"] == name:
            is_it = frame["status"].eq(CORRECTED)
            for key, word in entry["where"].items():
                is_it &= frame["la_code" if key == "area" else key].astype(str).eq(str(word))
            frame.loc[is_it, value] = entry["published"]
    return frame


def _area(entry: Json) -> str:
    return str(entry["where"].get("area", ""))


def _period(entry: Json) -> str:
    return str(entry["where"].get(table(entry["table"]).period, ""))


def as_csv(listed: Iterable[Doubt]) -> str:
    """The lines of doubts.csv, with its heading."""
    return csv_text(COLUMNS, lines(tuple(listed)))


def of_csv(content: bytes) -> tuple[Doubt, ...]:
    """The doubts that `as_csv` wrote."""
    return tuple(map(_of_row, csv.DictReader(StringIO(content.decode("utf-8")))))


def _of_row(row: Mapping[str, str]) -> Doubt:
    before, number, after, other = (float(row[name]) if row[name] else None for name in _NUMBERS)
    return Doubt(
        table=row["table"],
        rule=row["rule"],
        la_code=int(row["la_code"]),
        period=row["period"],
        says=row["says"],
        where=row["where"],
        change_only=row["change_only"] == "True",
        certainty=next(word for word in CERTAINTIES if word == row["certainty"]),
        size=float(row["size"]),
        before=before,
        number=number,
        after=after,
        other=other,
        corrected=row["corrected"] == "True",
    )


def doubts_at(as_at: date | str | None = None) -> tuple[Doubt, ...]:
    """Every doubt about what had been published by a day, the most certain first; of all that is
    held, as the build wrote it down, unless this person has taken in more. None is about a figure
    in whose place a council's own records are used.
    """
    listed = _of_state(as_at, added_folders())
    if not paths.own_records_first():
        return listed
    councils = owners()
    return tuple(
        doubt for doubt in listed if doubt.la_code not in councils or not _is_replaced(doubt, as_at)
    )


def _is_replaced(doubt: Doubt, as_at: date | str | None) -> bool:
    """Whether a council's own records are read in place of what is doubted."""
    rows = load(doubt.table, as_at=as_at)
    rows = rows[rows["la_code"].eq(doubt.la_code)]
    of_period = rows[table(doubt.table).period].astype(str).eq(doubt.period)
    return any(releases()[name].get(COUNCIL) for name in rows["release"][of_period].unique())


@cache
def _of_state(as_at: date | str | None, added: tuple[Path, ...]) -> tuple[Doubt, ...]:
    if as_at is None and not added:
        return of_csv(content_of(paths.published() / NAME))
    listed = dict.fromkeys(doubts_in(partial(load, as_at=as_at, own_records=False), releases()))
    if as_at is None:  # what was said of each file when it was taken in
        for file in filter(is_held, (folder / NAME for folder in added)):
            listed |= dict.fromkeys(of_csv(content_of(file)))
    return tuple(sorted(listed, key=lambda doubt: doubt.order))


def doubted(as_at: date | str | None) -> Callable[[], tuple[Doubt, ...]]:
    """The same, worked out only where it is asked for."""
    return partial(doubts_at, as_at)
