"""Taking a council's file in: whose it is, what each row is, what is rejected, all or nothing."""

from __future__ import annotations

import os
import shutil
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from hnb.council.adding.belongs import day_in_name, month_end_in_name, refuse_wrong_year
from hnb.council.adding.sift import Sifted
from hnb.council.adding.work import Wishes, Work, begin, days_in, read
from hnb.council.authority.identifiers import (
    names_in,
    naming_columns,
    refuse_names_of_children,
    rows_in,
)
from hnb.council.extracts import RECORD, REJECTED, Extract, remove
from hnb.council.folder import CouncilFolder
from hnb.council.quality.reconcile import Line, reconcile
from hnb.council.quality.report import Quality, page
from hnb.council.quality.workbook import workbook
from hnb.council.readers.cells import Source, name_of
from hnb.domain.errors import HnbError, Place, SourceError
from hnb.domain.words import listed
from hnb.store.write import exchange, sync_all, write_whole

MOST_REJECTED = 0.1  # share of rows, beyond which a person has to look first
FEW = 5  # so few rejected rows are never too many
BUILDING = ".new-"


@dataclass(frozen=True)
class Intake:
    """What became of a file.

    Parameters
    ----------
    extract : Extract
        Its record; of a file that was there already, that of then.
    is_known : bool
        Whether the very file was taken in before, so that nothing was done.
    lines : tuple of Line
        The reconciliation.
    report : Path, optional
        The quality report.
    earlier : Extract, optional
        The extract of the layout whose day is the last before it.
    replaced : tuple of Extract
        What it took the place of.
    notes : tuple of str
        What else a person is told.
    """

    extract: Extract
    is_known: bool = False
    lines: tuple[Line, ...] = ()
    report: Path | None = None
    earlier: Extract | None = None
    replaced: tuple[Extract, ...] = ()
    notes: tuple[str, ...] = ()


def add(
    folder: CouncilFolder,
    source: Source,
    layout_name: str | None = None,
    as_at: date | None = None,
    wishes: Wishes | None = None,
) -> Intake:
    """Take a file, or one table of it, into a council's folder.

    Parameters
    ----------
    folder : CouncilFolder
        The council's.
    source : Path or Query
        A file, or a question to a database.
    layout_name, as_at : str, date, optional
        The layout, and the day that the rows are of; they come before those of `wishes`.
    wishes : Wishes, optional
        What else a person says of it.

    Raises
    ------
    SourceError
        The file cannot be read with certainty, is another council's or of another time, its mapping
        is not confirmed or no longer fits, another was taken in of the same day, or too many rows
        are rejected. What was taken in before is untouched.
    ParameterError
        Nothing says of which day its rows are.
    LockedError
        Another is at work in the folder.
    """
    asked = wishes or Wishes()
    asked = replace(asked, layout_name=layout_name or asked.layout_name, as_at=as_at or asked.as_at)
    with _without_values(name_of(source)), folder.writing("`hnb council add`") as hold:
        for left in folder.private.glob(f"{BUILDING}*"):  # by one that was killed
            shutil.rmtree(left)
        built = folder.private / f"{BUILDING}{os.urandom(4).hex()}"
        built.mkdir()
        try:
            work = begin(folder, source, asked, built)
            if known := _taken_before(work):
                return Intake(known, is_known=True)
            intake = _prepared(work)
            if not asked.dry_run:
                hold.refuse_if_lost()
                _put_in_place(work, intake)
            return intake
        finally:
            shutil.rmtree(built, ignore_errors=True)


def _taken_before(work: Work) -> Extract | None:
    """The record of the very same table, unless it is to be read anew, or is of another day."""
    if work.asked.replace or not work.digest:
        return None
    day = None if work.defined.together else work.asked.as_at or day_in_name(work.file)
    for extract in work.folder.extracts(work.defined.name):
        is_alike = (extract.sha256, extract.table) == (work.digest, work.asked.table or "")
        if is_alike and day in (None, extract.as_at):
            return extract
    return None


def _prepared(work: Work) -> Intake:
    """Everything of a file, written in the folder where it is prepared, and checked."""
    sifted, extract = read(work)
    _refuse_names_of_children(work)
    lines = reconcile(
        sifted,
        work.defined,
        work.settled.mapping,
        work.headings,
        folder=work.built,
        file=work.file,
    )
    extract = _with_sums(extract, lines)
    if not work.asked.accept_period:
        refuse_wrong_year(
            days_in(work),
            _day_of_rows(work, extract),
            mostly=work.defined.together,
            file=work.file,
            column=work.settled.mapping.columns.get(work.defined.period, ""),
        )
    replaced = _replaced(work, extract)
    names = {name for other in replaced for name in (other.name, *other.replaces)}
    extract = replace(extract, replaces=tuple(sorted(names - {extract.name})))
    quality = Quality(
        work.folder.name,
        extract,
        lines,
        sifted.faults,
        work.settled.mapping,
        outcome=f"{extract.accepted:,} of {extract.rows:,} rows were taken in.",
        example=work.folder.authority.example,
    )
    _refuse_rejected(work, sifted, quality)
    write_whole(work.built / RECORD, extract.to_json())
    every = work.folder.extracts(work.defined.name)
    before = [other for other in every if other.as_at < extract.as_at]
    _write_report(work.built, extract.report, quality)
    return Intake(
        extract,
        lines=lines,
        report=None if work.asked.dry_run else work.folder.quality / f"{extract.report}.html",
        earlier=before[-1] if before else None,
        replaced=replaced,
        notes=work.settled.notes,
    )


def _refuse_names_of_children(work: Work) -> None:
    columns = naming_columns(work.defined, work.settled.mapping.columns)
    if not columns:
        return
    refuse_names_of_children(
        work.defined,
        rows_in(work.built, columns),
        names_in(work.file, work.asked.table, work.headings),
        after="Nothing was taken in.",
    )


def _day_of_rows(work: Work, extract: Extract) -> date:
    """The day before which the rows should be: as a person says, or of files that go together as
    the name says, so that those of a year past can be taken in at once; or else today.
    """
    if work.asked.as_at:
        return extract.as_at
    named = day_in_name(work.file) or month_end_in_name(work.file)
    return named if named and work.defined.together else work.asked.today


def _with_sums(extract: Extract, lines: tuple[Line, ...]) -> Extract:
    """The record with what was reconciled."""
    sums = {
        line.of: {"file": line.file, "accepted": line.accepted, "rejected": line.rejected}
        for line in lines
        if line.of != "rows" and not line.of.startswith("distinct ")
    }
    distinct = next((line for line in lines if line.of.startswith("distinct ")), None)
    if distinct is None:
        return replace(extract, sums=sums)
    children, accepted = int(distinct.file), int(distinct.accepted)
    return replace(extract, sums=sums, children=children, children_accepted=accepted)


def _replaced(work: Work, extract: Extract) -> tuple[Extract, ...]:
    """What a file takes the place of: extracts of the same day, or of the same months where each
    month has its own.

    Raises
    ------
    SourceError
        There is one, it is not to be replaced, and the file is no later edition of it.
    """
    earlier = work.folder.extracts(work.defined.name)
    same = tuple(other for other in earlier if _is_of_the_same_time(work, extract, other))
    if same and not work.asked.replace and not _is_later_edition(extract, same):
        files = listed([f"{other.file} (as at {other.as_at})" for other in same])
        otherwise = "another day by --as-at"
        if work.defined.together:
            otherwise = "a file without the months that it has too"
        raise SourceError(
            Place(file=work.file),
            found=f"as {work.defined.name}, {files} was taken in of the same time",
            expected=f"{otherwise}, or --replace to take its place, with all that it has",
        )
    return same


def _is_later_edition(extract: Extract, others: tuple[Extract, ...]) -> bool:
    """Whether a file has all months of others and later ones, as payments of the year to date do;
    with fewer rows it is something else.
    """
    first, last = str(extract.first)[:7], str(extract.last)[:7]
    return extract.accepted >= sum(other.accepted for other in others) and all(
        first <= str(other.first)[:7] and str(other.last)[:7] < last for other in others
    )


def _is_of_the_same_time(work: Work, extract: Extract, other: Extract) -> bool:
    if extract.as_at == other.as_at:
        return True
    days = (extract.first, extract.last, other.first, other.last)
    first, last, other_first, other_last = (day or date.min for day in days)
    return work.defined.together and first <= other_last and other_first <= last


def _refuse_rejected(work: Work, sifted: Sifted, quality: Quality) -> None:
    """Refuse a file of which too little can be taken in; its report is left for a person.

    Raises
    ------
    SourceError
        No row can be accepted, or more than a tenth cannot and a person has not accepted that.
    """
    is_much = sifted.rejected > max(MOST_REJECTED * sifted.rows, FEW) and not work.asked.accept
    if sifted.accepted and not is_much:
        return
    reasons = list(quality.extract.reasons.items())[:3]
    words = "; ".join(f"{reason} ({count:,})" for reason, count in reasons)
    name = f"{quality.extract.report}-refused"
    after = "Nothing was taken in."
    if not work.asked.dry_run:
        outcome = "It was refused, and nothing was taken in."
        _write_report(work.folder.quality, name, replace(quality, outcome=outcome))
        (work.built / REJECTED).replace(work.folder.quality / f"{name}.csv")
        after = (
            f"Nothing was taken in; every row with its reason is in private/quality/{name}.html."
        )
    raise SourceError(
        Place(file=work.file),
        found=f"as {work.defined.name}, {sifted.rejected:,} of {sifted.rows:,} rows are rejected: "
        f"{words}",
        expected="more rows that can be read: a mapping or a file that is mended"
        + (", or --accept" if sifted.accepted else ""),
        after=after,
    )


def _write_report(target: Path, name: str, quality: Quality) -> None:
    write_whole(target / f"{name}.html", page(quality))
    write_whole(target / f"{name}.xlsx", workbook(quality))


def _put_in_place(work: Work, intake: Intake) -> None:
    """Move the finished folder to its place: from then on, and not before, it counts."""
    from hnb.council.mapping import write_mapping

    extract, home = intake.extract, work.folder.home(work.defined.name)
    target = home / extract.name
    home.mkdir(parents=True, exist_ok=True)
    sync_all(work.built)
    if not target.exists():
        work.built.rename(target)
    elif not exchange(work.built, target):
        remove(home, extract)
        work.built.rename(target)
    for report in target.glob(f"{extract.report}.*"):
        report.replace(work.folder.quality / report.name)
    for other in intake.replaced:
        if other.name != extract.name:
            remove(home, other)
            for report in work.folder.quality.glob(f"{other.report}.*"):
                report.unlink()
    if work.settled.is_new:
        write_mapping(work.folder.mappings / f"{work.defined.name}.yml", work.settled.mapping)


@contextmanager
def _without_values(file: str) -> Iterator[None]:
    """Tell a fault of our own without what it says, which may quote a cell."""
    try:
        yield
    except (HnbError, OSError):
        raise
    except Exception as fault:
        last = traceback.extract_tb(fault.__traceback__)[-1]
        where = f"{Path(last.filename).name}, line {last.lineno}"
        raise HnbError(
            Place(file=file),
            found=f"a fault of hnb's own ({type(fault).__name__} in {where})",
            expected="a report of it, with these words",
            after="Nothing was taken in.",
        ) from None
