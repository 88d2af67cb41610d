"""A report for one authority: notebooks run, paper made and checked beside its place, and only then
moved in.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date as Date
from inspect import signature
from pathlib import Path

from hnb.domain.areas import Authority, find
from hnb.domain.errors import HnbError, NotebookError, Place
from hnb.papers.check import check
from hnb.papers.compose import compose
from hnb.papers.definition import FORMATS, Report, Value, settle
from hnb.papers.export import export
from hnb.papers.ledger import NAME
from hnb.papers.run import Outcome, Tell, run_notebooks
from hnb.store.write import put_in_place

FAILED = "failed"  # where what a failed render left is kept, beside the paper
# its paper stands in the authority's own folder, that of any other report in a folder within
MAIN = "forum-paper"
# where an earlier paper waits, beside its place: while it is moved out, and while the new one is
# moved in
_LEAVING, _WAITING = ".leaving", ".waiting"
_BUILT = ".hnb-"  # how a folder begins in which a paper is built
_FORGOTTEN = 86_400  # seconds after which what a killed render was building is swept away


@dataclass(frozen=True)
class Rendered:
    """What a render made: the documents, `figures.json` and the executed notebooks, in
    that order.
    """

    authority: str
    folder: Path
    files: tuple[Path, ...]
    outcomes: tuple[Outcome, ...]


def slug(name: str) -> str:
    """A name as a folder's: `St. Helens` → `st-helens`."""
    return re.sub(r"[^a-z0-9]+", "-", name.casefold().replace("'", "")).strip("-")


def folder_of(authority: Authority) -> str:
    """The name of an authority's folder; one that has left its name to another has its number too:
    `dorset-835`.
    """
    heir = find(authority.name)
    return slug(authority.name) + (f"-{authority.la_code}" if heir != authority else "")


def settled(values: Mapping[str, Value]) -> dict[str, object]:
    """The values as a paper says them: the authority's own name, years where they were left open.

    Raises
    ------
    ParameterError
        A value is not one that can be asked about; the nearest is named.
    NotPublished
        Nothing is held for the authority by the day asked for.
    """
    if "authority" not in values:
        return dict(values)
    from hnb.parameters import ask

    asked = ask(**{name: values[name] for name in signature(ask).parameters if name in values})  # type: ignore[arg-type]
    own = {"authority": asked.authority.name, "comparators": asked.main.name}
    return {**values, **own, "january": asked.january, "financial_year": asked.financial_year}


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
    report = replace(report, formats=tuple(formats) or report.formats)
    values, jobs = settle(report, given)
    said = settled(values)
    authority = str(said.get("authority", ""))
    place = out / folder_of(find(str(values["authority"]))) if authority else out
    if not authority or report.name != MAIN:
        place /= report.name
    names = [*(f"{report.name}.{ending}" for ending in FORMATS), NAME, "notebooks"]
    place.mkdir(parents=True, exist_ok=True)
    _tidy(place, names)
    build = Path(tempfile.mkdtemp(prefix=_BUILT, dir=place.parent))
    try:
        outcomes = run_notebooks(jobs, build / "notebooks", timeout, tell)
        failed = [outcome for outcome in outcomes if not outcome.ok]
        if failed:
            raise _refusal(place / FAILED / "notebooks", *failed)
        notebooks = [build / "notebooks" / outcome.notebook for outcome in outcomes]
        paper, ledger = compose(report, said, notebooks, authority, date)
        files = (
            *export(paper, build, report.name, report.formats),
            ledger.write(build),
            *notebooks,
        )
        # a PDF is not read again: the web page of the same words is, where nothing else can be
        instead = (
            export(paper, build, report.name, ["html"]) if set(report.formats) == {"pdf"} else ()
        )
        check(build)
        for file in instead:
            file.unlink()
        _move_in(build, place, names)
    except BaseException:
        shutil.rmtree(place / FAILED, ignore_errors=True)
        with suppress(
            OSError, HnbError
        ):  # what went wrong matters more than that its leavings are held open
            put_in_place(build, place / FAILED)
        raise
    finally:
        shutil.rmtree(build, ignore_errors=True)
    return Rendered(
        authority, place, tuple(place / file.relative_to(build) for file in files), tuple(outcomes)
    )


def _refusal(kept: Path, first: Outcome, *others: Outcome) -> NotebookError:
    found = first.error + "".join(
        f" ({Place(notebook=o.notebook, cell=o.cell)} failed too: {o.error})" for o in others
    )
    after = f"It is kept as far as it ran in {kept}; an earlier paper stays as it was."
    return NotebookError(Place(notebook=first.notebook, cell=first.cell), found=found, after=after)


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
    """Put back the whole of an earlier paper where another was stopped on its way in; what had come
    of that goes aside.

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
    """Mend what a killed render left: the earlier paper comes back, and what was being built is
    swept away.
    """
    with tempfile.TemporaryDirectory(
        prefix=_BUILT, dir=place.parent, ignore_cleanup_errors=True
    ) as aside:
        _restore(place, Path(aside), names)
    for left in place.parent.glob(f"{_BUILT}????????"):
        if left.stat().st_mtime < time.time() - _FORGOTTEN:
            shutil.rmtree(left, ignore_errors=True)
