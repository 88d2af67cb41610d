"""The figures of papers worked out anew over other data: their notebooks run in a few processes
that stay for all of them, draw no chart and write no document.
"""

from __future__ import annotations

import json
import multiprocessing
import os
from collections.abc import Collection, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from hnb.domain.errors import NotebookError, NotPublished, Place

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from hnb.figures import Figure
    from hnb.papers.definition import Job, SettledReport

PATIENCE = 1800  # seconds for one notebook
_MOST_PROCESSES = 4  # each holds some 400 MB


@dataclass(frozen=True)
class FiguresAnew:
    """What a paper would quote: its figures; what its notebooks show, by notebook, as JSON; and the
    notebooks of page one.
    """

    figures: tuple[Figure, ...]
    shown: Mapping[str, str]
    page_one: tuple[str, ...]


@contextmanager
def processes_over(data: Path) -> Iterator[ProcessPoolExecutor]:
    """Processes to which a folder holds what this person has taken in; they end with this."""
    count = min(os.cpu_count() or 1, _MOST_PROCESSES)
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(count, spawn, initializer=_begin, initargs=(data,)) as pool:
        try:
            yield pool
        finally:
            for process in multiprocessing.active_children():
                process.kill()  # a notebook may go on for ever


def _begin(data: Path) -> None:
    """Set a process up, before anything that draws is imported in it."""
    folders = {"HNB_DATA": str(data), "IPYTHONDIR": str(data.parent)}
    os.environ.update(folders, MPLBACKEND="agg", HNB_DRAWS_NOTHING="1")


def figures_anew(
    report: str,
    asked: Mapping[str, object],
    pool: ProcessPoolExecutor,
    *,
    only: Collection[str] = (),
) -> FiguresAnew:
    """What a paper would quote by what the processes hold.

    Parameters
    ----------
    report : str
        The name of a report.
    asked : mapping
        Its parameters that differ from the usual ones.
    pool : ProcessPoolExecutor
        What `processes_over` gives.
    only : collection of str
        The notebooks that the paper has, where it was rendered with some of its sections; every
        one where empty.

    Raises
    ------
    HnbError
        A parameter cannot be used any more, a cell failed, or two figures of one name differ.
    """
    from hnb.papers.ledger import collect_figures

    settled = pool.submit(_settled, report, asked).result(PATIENCE)
    jobs = [job for job in settled.jobs if not only or job.name in only]
    running = {job.name: pool.submit(_shown, job) for job in jobs}
    shown = {name: future.result(PATIENCE) for name, future in running.items()}
    ledger = collect_figures(chain.from_iterable(map(json.loads, shown.values())))
    sections = zip(settled.jobs, settled.report.sections, strict=True)
    page_one = tuple(job.name for job, section in sections if section.page_one)
    return FiguresAnew(ledger.figures, shown, page_one)


def _settled(report: str, asked: Mapping[str, object]) -> SettledReport:
    from hnb.papers.definition import read_report, settle

    return settle(read_report(report), asked)


def _shown(job: Job) -> str:
    """What a notebook shows for a paper, as its outputs would hold it."""
    from IPython.utils.capture import capture_output

    from hnb.figures import MIME

    shell = _new_shell()
    os.chdir(job.notebook.parent)
    blocks = []
    for place, cell in enumerate(json.loads(job.notebook.read_text(encoding="utf-8"))["cells"], 1):
        if cell["cell_type"] != "code":
            continue
        with capture_output() as captured:
            result = shell.run_cell("".join(cell["source"]))
        if fault := result.error_before_exec or result.error_in_exec:
            if isinstance(fault, NotPublished):
                break
            raise NotebookError(
                Place(notebook=job.notebook.name, cell=place),
                found=f"{type(fault).__name__}: {fault}",
            )
        if "parameters" in cell["metadata"].get("tags", ()):
            shell.push(dict(job.parameters))
        blocks += [output.data[MIME] for output in captured.outputs if MIME in output.data]
    return json.dumps(blocks)


def _new_shell() -> InteractiveShell:
    """IPython without anything of an earlier notebook, whose last values are displayed too."""
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.display import display
    from traitlets.config import Config

    shell = InteractiveShell.instance(config=Config({"HistoryManager": {"enabled": False}}))
    shell.reset(new_session=False)
    if shell.display_formatter:
        shell.display_formatter.active_types = []  # a frame as a table of HTML takes long
    shell.display_trap.hook = lambda value: None if value is None else display(value)
    return shell
