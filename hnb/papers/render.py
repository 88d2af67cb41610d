"""A report for one authority: notebooks run, the paper made and checked next to its place, and only
then put there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import date as Date
from pathlib import Path
from typing import TYPE_CHECKING

from hnb.domain.areas import folder_name
from hnb.domain.errors import HnbError, LockedError, NotebookError, Place
from hnb.papers.check import check
from hnb.papers.checking.outputs import left_out
from hnb.papers.checking.record import make_record
from hnb.papers.checking.recount import recountable
from hnb.papers.compose import compose, worded
from hnb.papers.definition import JobKey, Report, SettledReport, settle
from hnb.papers.documents import write_documents
from hnb.papers.place import MAIN, NOTEBOOKS, PaperPlace
from hnb.papers.run import Outcome, Tell, run_notebooks
from hnb.store.files import state

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hnb.store.lock import Hold


@dataclass(frozen=True)
class Rendered:
    """What a render wrote: the documents, `figures.json`, the executed notebooks, in that order.

    `copies` are other documents in the folder with the paper's name and more, left as they are.
    `edited_copies` are documents of the earlier paper that a person had edited, as they are kept.
    `removed` are those in a format that this one is not in: they would say something else.
    `left_out` says of each cell what it shows that is not in the paper.
    """

    authority: str
    folder: Path
    files: tuple[Path, ...]
    outcomes: tuple[Outcome, ...]
    copies: tuple[Path, ...] = ()
    edited_copies: tuple[Path, ...] = ()
    removed: tuple[Path, ...] = ()
    left_out: tuple[str, ...] = ()


@dataclass
class Executed:
    """Notebooks that were run for papers of the same data, which another paper can have."""

    data: object = None
    files: dict[JobKey, Path] = field(default_factory=dict)

    def of(self, data: object) -> dict[JobKey, Path]:
        """Those of these data; none where the data have changed."""
        if self.data != data:
            self.data, self.files = data, {}
        return self.files


def render(
    report: Report,
    given: Mapping[str, object],
    out: Path,
    date: Date,
    *,
    formats: Sequence[str] = (),
    tell: Tell = lambda notebook, done, of: None,
    executed: Executed | None = None,
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
    tell : callable
        See `run_notebooks`.
    executed : Executed, optional
        What was run for the papers before; the notebooks of this one are added.

    Raises
    ------
    ParameterError
        A parameter is unknown or out of range; no kernel was started.
    NotebookError
        A notebook did not run to its end. It is kept in `failed/`; an earlier paper stays as it
        was.
    CheckError
        The paper says what its figures do not. What was made is kept in `failed/`.
    LockedError
        Another process is rendering this paper, or the lock against that was deleted; or data were
        taken in or taken back meanwhile.
    """
    if formats:
        report = report.model_copy(update={"formats": tuple(formats)})
    settled = settle(report, given)
    place = _place(settled, out)
    held_before = state()
    with place.alone() as hold, _building(place, hold) as build:
        already_run = (executed or Executed()).of(held_before)
        outcomes = run_notebooks(
            settled.jobs,
            build / NOTEBOOKS,
            limits=report.limits,
            tell=tell,
            already_run=already_run,
        )
        failed = [outcome for outcome in outcomes if not outcome.ok]
        if failed:
            raise _refusal(place.failed / NOTEBOOKS, *failed)
        notebooks = [build / NOTEBOOKS / outcome.notebook for outcome in outcomes]
        files = (*_written(settled, notebooks, build=build, date=date), *notebooks)
        unsaid = tuple(left_out(notebooks, worded(report)))
        hold.refuse_if_lost()
        if state() != held_before:
            raise LockedError(
                Place(file=str(place.folder)),
                found="data were taken in or taken back meanwhile, so that its notebooks disagree",
                expected="data that stay as they are until it is rendered",
                after="An earlier paper stays as it was; render it again.",
            )
        earlier = [file for file in place.documents if file.is_file()]
        edited_copies = place.put(build)
    for job in settled.jobs:
        already_run[job.key] = place.folder / NOTEBOOKS / f"{job.name}.ipynb"
    written = tuple(place.folder / file.relative_to(build) for file in files)
    return Rendered(
        settled.authority,
        place.folder,
        files=written,
        outcomes=tuple(outcomes),
        copies=place.copies,
        edited_copies=edited_copies,
        removed=tuple(file for file in earlier if not file.exists()),
        left_out=unsaid,
    )


def _place(settled: SettledReport, out: Path) -> PaperPlace:
    """The place of a paper."""
    name = settled.report.name
    parts: tuple[str, ...] = (name,)
    if settled.ask is not None:
        authority = folder_name(settled.ask.authority)
        parts = (authority,) if name == MAIN else (authority, name)
    longest = max((job.name for job in settled.jobs), key=len)
    return PaperPlace(out, parts, report=name, longest=longest)


@contextmanager
def _building(place: PaperPlace, hold: Hold) -> Iterator[Path]:
    """A folder to build a paper in; what a failed render left there is kept."""
    with place.building() as build:
        identity = build.stat().st_ino
        try:
            yield build
        except BaseException as fault:
            hold.refuse_if_lost()
            # what went wrong matters more than that what it left cannot be kept
            with suppress(OSError, HnbError):
                # where a stop came after the exchange, the earlier paper is there
                if build.stat().st_ino == identity:
                    place.keep_failed(build)
            if isinstance(fault, OSError):
                raise _told(fault, place, build) from None
            raise


def _told(fault: OSError, place: PaperPlace, build: Path) -> HnbError:
    """What the system refused, of the place that a person knows and not of where it was built."""
    file = Path(str(fault.filename2 or fault.filename or build))
    return HnbError(
        Place(file=str(place.folder / file.relative_to(build) if build in file.parents else file)),
        found=f"it cannot be read or written ({fault.strerror or fault})",
        after="An earlier paper stays as it was.",
    )


def _written(
    settled: SettledReport, notebooks: Sequence[Path], build: Path, date: Date
) -> list[Path]:
    """The documents of a paper and its ledger, written and checked."""
    report = settled.report
    paper, ledger = compose(settled, notebooks, date)
    documents = write_documents(paper, build, report.name, formats=report.formats)
    # a PDF is not read again: the web page of the same words is, where nothing else can be
    unread = set(report.formats) == {"pdf"}
    in_its_place = write_documents(paper, build, report.name, formats=["html"]) if unread else ()
    record = make_record(build, [*documents, *notebooks], words=in_its_place)
    record["recounted"] = recountable(ledger.figures)
    ledger_file = replace(ledger, record=record).write(build)
    for file in in_its_place:
        file.unlink()
    check(build)
    return [*documents, ledger_file]


def _refusal(folder: Path, first: Outcome, *others: Outcome) -> NotebookError:
    failed_too = (
        f" ({Place(notebook=other.notebook, cell=other.cell)} failed too: {other.error})"
        for other in others
    )
    refusal = NotebookError(
        Place(notebook=first.notebook, cell=first.cell),
        found=first.error + "".join(failed_too),
        after=f"It is kept as far as it ran in {folder}; an earlier paper stays as it was.",
    )
    if len(codes := {outcome.exit_code for outcome in (first, *others)}) == 1:
        refusal.exit_code = codes.pop()
    return refusal
