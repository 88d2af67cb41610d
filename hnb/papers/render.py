"""A report for one authority: notebooks run, the paper made and checked next to its place, and only
then put there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import date as Date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from hnb.disclosure.gate import Gate
from hnb.domain import paths
from hnb.domain.errors import CheckError, HnbError, LockedError, NotebookError, Place
from hnb.papers.author.settle import checked_template, settle_with_author, without_a_place
from hnb.papers.blocks import Paper
from hnb.papers.check import check
from hnb.papers.checking.outputs import left_out
from hnb.papers.checking.record import make_record
from hnb.papers.checking.recount import recountable
from hnb.papers.compose import compose, worded
from hnb.papers.definition import Job, JobKey, Limits, Report
from hnb.papers.documents import write_documents
from hnb.papers.ledger import Ledger
from hnb.papers.place import NOTEBOOKS, PaperPlace, place_of
from hnb.papers.run import Outcome, Tell, run_notebooks
from hnb.papers.word.template import words_of
from hnb.store.files import state
from hnb.store.own_records import refuse_records_of_others

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hnb.papers.definition import SettledReport
    from hnb.store.lock import Hold


@dataclass(frozen=True)
class Rendered:
    """What a render wrote: the documents, `figures.json`, the executed notebooks, in that order.

    `copies` are other documents in the folder with the paper's name and more, left as they are.
    `edited` are documents of the earlier paper that a person had edited, each with the new one next
    to it. `removed` are those in a format that this one is not in: they would say something else.
    `left_out` says of each cell what it shows that is not in the paper. `author_file` is what its
    author adds, and `to_complete` what the author is yet to write.
    """

    authority: str
    folder: Path
    files: tuple[Path, ...]
    outcomes: tuple[Outcome, ...]
    copies: tuple[Path, ...] = ()
    edited: Mapping[Path, Path] = field(default_factory=dict)
    removed: tuple[Path, ...] = ()
    left_out: tuple[str, ...] = ()
    author_file: Path | None = None
    to_complete: tuple[str, ...] = ()


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


@dataclass(frozen=True)
class Work:
    """What is settled and checked before anything runs: of a paper, or of several in one.

    Parameters
    ----------
    name, authority : str
        What the documents are called, and whom they are about.
    place : PaperPlace
        Where they are put.
    jobs, limits : tuple of Job, Limits
        The notebooks to run, and what each may use.
    formats, template : tuple of str, Path
        How the documents are written.
    days : tuple of date
        Days that they may print whoever was born on them.
    bind : callable
        Makes the paper and its ledger of the executed notebooks, in the order of the jobs.
    unsaid : callable
        Says of the notebooks what they show that is not in the paper.
    author_file : Path, optional
        What an author adds.
    """

    name: str
    authority: str
    place: PaperPlace
    jobs: tuple[Job, ...]
    limits: Limits
    formats: tuple[str, ...]
    template: Path | None
    days: tuple[Date, ...]
    bind: Callable[[Sequence[Path]], tuple[Paper, Ledger]]
    unsaid: Callable[[Sequence[Path]], Iterable[str]]
    author_file: Path | None = None


def render(
    report: Report,
    given: Mapping[str, object],
    out: Path,
    date: Date,
    *,
    formats: Sequence[str] = (),
    template: Path | None = None,
    tell: Tell = lambda notebook, done, of: None,
    executed: Executed | None = None,
    gate: Gate | None = None,
    let_out: Callable[[Sequence[str]], None] = lambda releases: None,
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
    template : Path, optional
        A Word template in place of the one that the author or the report names.
    tell : callable
        See `run_notebooks`.
    executed : Executed, optional
        What was run for the papers before; the notebooks of this one are added.
    gate : Gate, optional
        What everything that is made is searched for; without it nothing is rendered while a
        council's own records are in use.
    let_out : callable
        Told the releases that the paper is made from just before it is put in its place, which it
        is not where this fails.

    Raises
    ------
    ParameterError
        A parameter is unknown or out of range, or something in the author's file is; no kernel was
        started.
    SourceError
        The Word template cannot be used; no kernel was started.
    NotebookError
        A notebook did not run to its end. It is kept in `failed/`; an earlier paper stays as it
        was.
    CheckError
        The paper says what its figures do not; what was made is kept in `failed/`. Or something
        that was made has what the gate does not let through, and nothing is kept.
    NotPublished
        It is about a council's own records, and none of the authority are in use.
    LockedError
        Another process is rendering this paper, or the lock against that was deleted; or data were
        taken in or taken back meanwhile.
    """
    report = report.model_copy(update={"formats": tuple(formats) or report.formats})
    settled = settled_report(report, given, out)
    work = Work(
        name=report.name,
        authority=settled.authority,
        place=place_of(settled, out),
        jobs=settled.jobs,
        limits=report.limits,
        formats=report.formats,
        template=checked_template(settled, template),
        days=days_of(settled, date),
        bind=partial(compose, settled, date=date),
        unsaid=lambda notebooks: unsaid_of(settled, notebooks),
        author_file=settled.author.path if settled.author else None,
    )
    return make(work, tell=tell, executed=executed, gate=gate, let_out=let_out)


def make(
    work: Work,
    *,
    tell: Tell = lambda notebook, done, of: None,
    executed: Executed | None = None,
    gate: Gate | None = None,
    let_out: Callable[[Sequence[str]], None] = lambda releases: None,
) -> Rendered:
    """Run what is settled, bind it into one paper, and put that in its place when all is well.

    Parameters and errors are those of `render`.
    """
    place = work.place
    held_before = state()
    already_run = (executed or Executed()).of(held_before)
    search = _searching(gate, work.days)
    with place.alone() as hold, _building(place, hold, search) as build:
        run = partial(run_notebooks, work.jobs, build / NOTEBOOKS, already_run=already_run)
        outcomes = run(limits=work.limits, tell=tell)
        _refuse_failed(outcomes, place.failed / NOTEBOOKS)
        notebooks = [build / NOTEBOOKS / outcome.notebook for outcome in outcomes]
        paper, ledger = work.bind(notebooks)
        documents = _written(paper, ledger, notebooks, work, build=build)
        unsaid = tuple(work.unsaid(notebooks))
        hold.refuse_if_lost()
        _refuse_other_data(held_before, place)
        search(build)
        let_out(ledger.releases)
        earlier = place.present
        names = place.put(build)
    for job in work.jobs:
        already_run[job.key] = place.folder / NOTEBOOKS / f"{job.name}.ipynb"
    return Rendered(
        work.authority,
        place.folder,
        files=_in_place((*documents, *notebooks), build=build, target=place.folder, names=names),
        outcomes=tuple(outcomes),
        copies=place.copies,
        edited={place.folder / name: place.folder / new for name, new in names.items()},
        removed=tuple(file for file in earlier if not file.exists()),
        left_out=unsaid,
        author_file=work.author_file,
        to_complete=paper.to_complete,
    )


def unsaid_of(settled: SettledReport, notebooks: Sequence[Path]) -> tuple[str, ...]:
    """What notebooks show, and what an author wrote, that has no place in the paper."""
    return (*left_out(notebooks, worded(settled.report)), *without_a_place(settled))


def days_of(settled: SettledReport, date: Date) -> tuple[Date, ...]:
    """The days that a person asked for, which a paper may print whoever was born on them."""
    meeting = settled.author.front.meeting_date if settled.author else None
    as_at = settled.ask.as_at if settled.ask else None
    return tuple(day for day in (date, meeting, as_at) if day)


def settled_report(report: Report, given: Mapping[str, object], out: Path) -> SettledReport:
    """The report with its author's file; one about a council's own records is refused where none of
    its authority are in use.
    """
    settled = settle_with_author(report, given, out)
    if report.own_records and settled.ask:
        refuse_records_of_others(settled.ask.authority)
    return settled


def _in_place(
    files: Sequence[Path], *, build: Path, target: Path, names: Mapping[str, str]
) -> tuple[Path, ...]:
    """Where built files are now; one next to an edited document has a name of its own."""
    return tuple(
        target / file.relative_to(build).with_name(names.get(file.name, file.name))
        for file in files
    )


def _searching(gate: Gate | None, days: Sequence[Date]) -> Callable[[Path], None]:
    """What refuses a folder that the gate does not let through.

    Raises
    ------
    CheckError
        A council's own records are in use, and there is no gate.
    """
    if gate is None:
        if paths.council():
            raise CheckError(
                found="a council's own records are in use, and no gate searches what is made",
                expected="the gate of the council's folder (`hnb render` has it)",
                after="Nothing was run.",
            )
        return lambda build: None
    return lambda build: gate.refuse_leaks(build, *days)


def _refuse_other_data(held_before: object, place: PaperPlace) -> None:
    """Refuse to put a paper in its place whose notebooks read two states of the data."""
    if state() != held_before:
        raise LockedError(
            Place(file=str(place.folder)),
            found="data were taken in or taken back meanwhile, so that its notebooks disagree",
            expected="data that stay as they are until it is rendered",
            after="An earlier paper stays as it was; render it again.",
        )


@contextmanager
def _building(place: PaperPlace, hold: Hold, search: Callable[[Path], None]) -> Iterator[Path]:
    """A folder to build a paper in; what a failed render left there is kept, unless the gate does
    not let it through.
    """
    with place.building() as build:
        identity = build.stat().st_ino
        try:
            yield build
        except BaseException as fault:
            hold.refuse_if_lost()
            search(build)  # a cell may have failed over a row, and its message may hold it
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
    paper: Paper, ledger: Ledger, notebooks: Sequence[Path], work: Work, *, build: Path
) -> list[Path]:
    """The documents of a paper and its ledger, written and checked."""
    write = partial(write_documents, paper, build, work.name)
    documents = write(work.formats, template=work.template)
    if work.template:
        ledger = replace(ledger, words=(*ledger.words, *words_of(work.template)))
    # a PDF is not read again: the web page of the same words is, where nothing else can be
    unread = set(work.formats) == {"pdf"}
    in_its_place = write(["html"]) if unread else ()
    record = make_record(build, [*documents, *notebooks], words=in_its_place)
    record["recounted"] = recountable(ledger.figures)
    ledger_file = replace(ledger, record=record).write(build)
    for file in in_its_place:
        file.unlink()
    check(build)
    return [*documents, ledger_file]


def _refuse_failed(outcomes: Sequence[Outcome], folder: Path) -> None:
    """Refuse to go on where a notebook did not run to its end."""
    failed = [outcome for outcome in outcomes if not outcome.ok]
    if failed:
        raise _refusal(folder, *failed)


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
