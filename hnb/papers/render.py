"""A report for one authority: notebooks run, the paper made and checked next to its place, and only
then moved in.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date as Date
from pathlib import Path
from typing import TYPE_CHECKING

from hnb.domain.areas import folder_name
from hnb.domain.errors import HnbError, NotebookError, Place
from hnb.papers.check import check
from hnb.papers.compose import compose
from hnb.papers.definition import FORMATS, Report, SettledReport, settle
from hnb.papers.documents import write_documents
from hnb.papers.ledger import NAME
from hnb.papers.run import Outcome, Tell, run_notebooks
from hnb.store.write import put_in_place

if TYPE_CHECKING:
    from collections.abc import Iterator

FAILED = "failed"  # where what a failed render left is kept, beside the paper
# its paper is in the authority's own folder, that of any other report in a folder within
MAIN = "forum-paper"
# where an earlier paper waits, beside its place: while it is moved out, and while the new one is
# moved in
_LEAVING, _WAITING = ".leaving", ".waiting"
_BUILT = ".hnb-"  # how a folder begins in which a paper is built
_FORGOTTEN = 86_400  # seconds after which what a killed render was building is removed


@dataclass(frozen=True)
class Rendered:
    """What a render wrote: the documents, `figures.json`, the executed notebooks, in that order."""

    authority: str
    folder: Path
    files: tuple[Path, ...]
    outcomes: tuple[Outcome, ...]


def render(
    report: Report,
    given: Mapping[str, object],
    out: Path,
    date: Date,
    *,
    formats: Sequence[str] = (),
    timeout: int = 600,
    tell: Tell = lambda notebook, done, of: None,
) -> Rendered:
    """Render a report, and put it in its place when all is well.

    Parameters
    ----------
    report : Report
        What to render.
    given : mapping
        Parameters that differ from the report's usual ones.
    out : Path
        The folder in which each authority has its own.
    date : datetime.date
        The date on the paper.
    formats : sequence of str
        Some of html, docx and pdf; the report's own where empty.
    timeout : int
        Seconds that one cell may take.
    tell : callable
        See `run_notebooks`.

    Raises
    ------
    ParameterError
        A parameter is unknown or out of range; no kernel was started.
    NotebookError
        A notebook did not run to its end. It is kept in `failed/`; an earlier paper stays as it
        was.
    CheckError
        The paper says what its figures do not. What was made is kept in `failed/`.
    """
    if formats:
        report = report.model_copy(update={"formats": tuple(formats)})
    settled = settle(report, given)
    place = _place(settled, out)
    names = [*(f"{report.name}.{ending}" for ending in FORMATS), NAME, "notebooks"]
    place.mkdir(parents=True, exist_ok=True)
    _tidy(place, names)
    with _building(place) as build:
        outcomes = run_notebooks(settled.jobs, build / "notebooks", timeout=timeout, tell=tell)
        failed = [outcome for outcome in outcomes if not outcome.ok]
        if failed:
            raise _refusal(place / FAILED / "notebooks", *failed)
        notebooks = [build / "notebooks" / outcome.notebook for outcome in outcomes]
        files = (*_written(settled, notebooks, build=build, date=date), *notebooks)
        _move_in(build, place, names)
    moved = tuple(place / file.relative_to(build) for file in files)
    return Rendered(settled.authority, place, files=moved, outcomes=tuple(outcomes))


def _place(settled: SettledReport, out: Path) -> Path:
    """The folder of a paper."""
    if settled.ask is None:
        return out / settled.report.name
    folder = out / folder_name(settled.ask.authority)
    return folder if settled.report.name == MAIN else folder / settled.report.name


@contextmanager
def _building(place: Path) -> Iterator[Path]:
    """A folder beside a paper's place, to build it in; what a failed render left there is kept."""
    build = Path(tempfile.mkdtemp(prefix=_BUILT, dir=place.parent))
    try:
        yield build
    except BaseException:
        shutil.rmtree(place / FAILED, ignore_errors=True)
        # what went wrong matters more than that a file which it left is held open
        with suppress(OSError, HnbError):
            put_in_place(build, place / FAILED)
        raise
    finally:
        shutil.rmtree(build, ignore_errors=True)


def _written(
    settled: SettledReport, notebooks: Sequence[Path], build: Path, date: Date
) -> list[Path]:
    """The documents of a paper and its ledger, written and checked."""
    report = settled.report
    paper, ledger = compose(settled, notebooks, date)
    documents = write_documents(paper, build, report.name, formats=report.formats)
    ledger_file = ledger.write(build)
    # a PDF is not read again: the web page of the same words is, where nothing else can be
    unread = set(report.formats) == {"pdf"}
    in_its_place = write_documents(paper, build, report.name, formats=["html"]) if unread else ()
    check(build)
    for file in in_its_place:
        file.unlink()
    return [*documents, ledger_file]


def _refusal(folder: Path, first: Outcome, *others: Outcome) -> NotebookError:
    failed_too = (
        f" ({Place(notebook=other.notebook, cell=other.cell)} failed too: {other.error})"
        for other in others
    )
    return NotebookError(
        Place(notebook=first.notebook, cell=first.cell),
        found=first.error + "".join(failed_too),
        after=f"It is kept as far as it ran in {folder}; an earlier paper stays as it was.",
    )


def _move_in(build: Path, place: Path, names: Sequence[str]) -> None:
    """Put a whole paper where another may be: if any part cannot be moved, the earlier one is put
    back.

    Each step is one change of a name, so that `_restore` can tell where a process that was killed
    had got to.
    """
    leaving, waiting = place / _LEAVING, place / _WAITING
    leaving.mkdir()
    try:
        _move(place, leaving, names)
        put_in_place(leaving, waiting)
        _move(build, place, names)
        put_in_place(waiting, build / "earlier")
    except BaseException:
        _restore(place, build, names)
        raise
    shutil.rmtree(place / FAILED, ignore_errors=True)


def _move(origin: Path, target: Path, names: Sequence[str]) -> None:
    for name in names:
        if (origin / name).exists():
            put_in_place(origin / name, target / name)


def _restore(place: Path, aside: Path, names: Sequence[str]) -> None:
    """Put back the whole of an earlier paper where another was stopped on its way in; what had been
    moved of that goes aside.

    May itself be stopped anywhere, and called again.
    """
    leaving, waiting = place / _LEAVING, place / _WAITING
    if waiting.exists():
        _move(place, aside, names)
        put_in_place(waiting, leaving)
    if leaving.exists():
        _move(leaving, place, names)
        leaving.rmdir()


def _tidy(place: Path, names: Sequence[str]) -> None:
    """Mend what a killed render left: the earlier paper is restored, and what was being built is
    removed.
    """
    with tempfile.TemporaryDirectory(
        prefix=_BUILT, dir=place.parent, ignore_cleanup_errors=True
    ) as aside:
        _restore(place, Path(aside), names)
    for left in place.parent.glob(f"{_BUILT}????????"):
        if left.stat().st_mtime < time.time() - _FORGOTTEN:
            shutil.rmtree(left, ignore_errors=True)
