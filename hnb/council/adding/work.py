"""One file on its way in: what a person says of it, what it is, and what was counted of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from hnb.council.adding.belongs import day_in_name, days_of, refuse_other_council, span_of
from hnb.council.adding.columns import Settled, settle
from hnb.council.adding.sift import Sifted, sift
from hnb.council.checks import Known, checks_of, columns_seen, hindrance
from hnb.council.definition import ColumnMapping, Layout, layout
from hnb.council.extracts import ROW, ROWS, Extract, typed
from hnb.council.files import RawRows, checksum, frames_of, open_table
from hnb.council.folder import CouncilFolder, known_layouts
from hnb.council.readers.cells import Query, ReturnTable, Source, name_of
from hnb.domain.errors import ParameterError, Place

if TYPE_CHECKING:
    import pandas as pd

SAMPLE = 500  # rows by which a file is recognised


@dataclass(frozen=True)
class Wishes:
    """What a person says of a file.

    Parameters
    ----------
    layout_name, table : str, optional
        Its layout, and the sheet or table in it, where they are not clear.
    as_at : date, optional
        The day that its rows are of.
    accept : bool
        Whether a mapping that is proposed, new columns and many rejected rows are accepted.
    accept_period : bool
        Whether rows of other months are.
    replace : bool
        Whether it takes the place of what was taken in of the same day.
    dry_run : bool
        Whether it is only said what would be taken in.
    today : date
        The day on which it is taken in.
    """

    layout_name: str | None = None
    table: str | None = None
    as_at: date | None = None
    accept: bool = False
    accept_period: bool = False
    replace: bool = False
    dry_run: bool = False
    today: date = field(default_factory=date.today)


@dataclass(frozen=True)
class Work:
    """A file that is being taken in, and the folder in which that is prepared."""

    folder: CouncilFolder
    source: Source
    asked: Wishes
    settled: Settled
    headings: tuple[str, ...]
    digest: str
    built: Path

    @property
    def file(self) -> str:
        """The file's name, for errors."""
        return name_of(self.source)

    @property
    def defined(self) -> Layout:
        """Its layout."""
        return self.settled.layout


def begin(folder: CouncilFolder, source: Source, asked: Wishes, built: Path) -> Work:
    """A file by its headings and first rows: whose it is, what it is, and how it maps.

    Raises
    ------
    SourceError
        It cannot be read, is another council's, or has no confirmed mapping that fits.
    """
    file = name_of(source)
    table = open_table(source, asked.table)
    sample = next(frames_of(table, SAMPLE)).frame
    refuse_other_council(sample, table.titles, la_code=folder.la_code, file=file)
    if isinstance(source, ReturnTable):
        settled = _settled(source)
    else:
        settled = settle(
            folder,
            table.headings,
            sample,
            file=str(source) if isinstance(source, Path) else file,
            layout_name=asked.layout_name,
            accept=asked.accept,
        )
    digest = _digest(source)
    return Work(folder, source, asked, settled, table.headings, digest, built)


def _settled(table: ReturnTable) -> Settled:
    """The mapping of a form that is known exactly, which nobody needs to confirm."""
    mapping = ColumnMapping(
        layout=table.layout,
        columns={name: name for name in table.columns},
        left_out=tuple(head for head in table.headings if head not in table.columns),
        confirmed=True,
    )
    return Settled(layout(table.layout), mapping, notes=table.notes)


def _digest(source: Source) -> str:
    """A checksum of a file before its rows are read; of a database it is made on the way."""
    if isinstance(source, ReturnTable):
        return source.digest
    return "" if isinstance(source, Query) else checksum(source)


def read(work: Work) -> tuple[Sifted, Extract]:
    """Write the rows of a file, accepted and rejected, and count them.

    Raises
    ------
    SourceError
        The file is cut, or damaged on the way.
    ParameterError
        Nothing says of which day its rows are.
    """
    digest = hashlib.sha256(work.digest.encode())
    parts = frames_of(open_table(work.source, work.asked.table))
    sifted = sift(
        parts if work.digest else _noted(parts, digest),
        work.defined,
        work.settled.mapping,
        work.built,
    )
    days = days_in(work)
    first, last = (end.date() for end in span_of(days, 0.01)) if len(days) else (None, None)
    extract = Extract(
        layout=work.defined.name,
        as_at=_as_at(work, days, sifted),
        la_code=work.folder.la_code,
        file=work.file,
        table=work.asked.table or "",
        sha256=work.digest or digest.hexdigest(),
        rows_sha256=checksum(work.built / ROWS),
        added=datetime.now().replace(microsecond=0),
        rows=sifted.rows,
        accepted=sifted.accepted,
        rejected=sifted.rejected,
        first=first,
        last=last,
    )
    return sifted, _checked(work, sifted, extract)


def days_in(work: Work) -> pd.Series:
    """The days that the accepted rows are of; none where the file does not say."""
    import pandas as pd

    period = work.defined.period
    if period not in work.settled.mapping.columns:
        return pd.Series(dtype="datetime64[ns]")
    return days_of(_written(work, (period,))[period])


def _noted(parts: Iterable[RawRows], digest: hashlib._Hash) -> Iterator[RawRows]:
    """The rows of a database, added to a checksum as they pass."""
    for part in parts:
        digest.update(part.frame.to_csv().encode())
        yield part


def _written(work: Work, columns: Iterable[str]) -> pd.DataFrame:
    """Columns of the accepted rows, by their kinds; the index is the row in the file."""
    import pandas as pd

    names = list(columns)
    file = work.built / ROWS
    text = pd.read_csv(file, usecols=[ROW, *names], dtype="str", keep_default_na=False)
    numbers = pd.Index(pd.to_numeric(text[ROW]).astype("int64"))
    known = work.defined.columns
    rows = pd.DataFrame({name: typed(text[name], known[name]) for name in names}, index=text.index)
    return rows.set_index(numbers)


def _as_at(work: Work, days: pd.Series, sifted: Sifted) -> date:
    """The day that rows are of: as a person says, as the file's name says, or of rows about nobody
    the last of their days.
    """
    stated = work.asked.as_at or day_in_name(work.file)
    if stated:
        return _not_to_come(stated, work)
    if isinstance(work.source, Query) or not sifted.accepted:
        return work.asked.today
    past = days[days.dt.date <= work.asked.today] if len(days) else days
    if work.defined.about != "children" and len(past):
        return past.max().date()
    raise ParameterError(
        Place(file=work.file, parameter="as_at"),
        found="nothing says of which day its rows are",
        expected="--as-at 2026-11-30, or a day in the file's name",
        after="Nothing was taken in.",
    )


def _not_to_come(day: date, work: Work) -> date:
    if day > work.asked.today and not work.folder.authority.example:
        place = Place(file=work.file, parameter="as_at")
        problem = f"{day} is still to come"
        raise ParameterError(place, found=problem, expected="a day that has been, by --as-at")
    return day


def _checked(work: Work, sifted: Sifted, extract: Extract) -> Extract:
    """The record once every check that only notes has run over the accepted rows."""
    mapped = work.settled.mapping.columns
    in_folder = {*known_layouts(work.folder)}
    present = {work.defined.name} | {
        name for name in in_folder if work.folder.in_use(name)[-1].as_at >= extract.as_at
    }
    not_run = {}
    known = Known(extract.as_at, work.folder.rows)
    checks = checks_of(work.defined, rejects=False)
    for name, check in {**checks, **checks_of(work.defined, rejects=True)}.items():
        if why := hindrance(check, mapped, present):
            if not hindrance(check, mapped, in_folder):  # what is there may lack the newest
                why = f"{' and '.join(check.others)} is of an earlier day"
            not_run[name] = why
    running = {
        check: columns_seen(check, mapped) for name, check in checks.items() if name not in not_run
    }
    rows = _written(work, dict.fromkeys(column for seen in running.values() for column in seen))
    for check, seen in running.items():
        for fault in check.run(rows[list(seen)], known):
            wrong = fault.rows.fillna(False).astype(bool)
            sifted.faults.add(fault.column, fault.reason, rows.index[wrong], rejects=False)
    return replace(
        extract,
        reasons=sifted.faults.counts(rejects=True),
        warnings=sifted.faults.counts(rejects=False),
        not_run=not_run,
    )
