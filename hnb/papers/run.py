"""Notebooks run side by side within limits, with a check that each ran to its end; a failed one is
kept.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hnb.domain import errors
from hnb.domain.errors import HnbError, NotebookError
from hnb.papers.definition import Job, JobKey, Limits
from hnb.papers.kernel import Fault, execute, why
from hnb.papers.settling.parameters import fit_notebook

if TYPE_CHECKING:
    from nbformat import NotebookNode
    from papermill.clientwrap import PapermillNotebookClient

# files that this process has open, and for each kernel; a kernel has over sixty itself
_FILES, _FILES_OF_KERNEL, _FEWEST_FILES = 24, 24, 96


@dataclass(frozen=True)
class Outcome:
    """What became of one notebook.

    `cell` counts every cell of the notebook as it was written, from 1; `error` is empty where it
    ran to its end. `exit_code` is that of the error of `hnb` that a cell raised, 3 for any other.
    """

    notebook: str
    ok: bool
    cell: int | None = None
    error: str = ""
    seconds: float = 0.0
    exit_code: int = 0


Tell = Callable[[str, int, int], None]


@dataclass
class Run:
    """One job while it runs; what is known of it when it stops.

    `room` is a folder for what the kernel itself writes, and `last_words` what it said there last;
    `process` is there once the kernel answers; `flooded` and `overfull` say at which limit it was
    stopped.
    """

    job: Job
    folder: Path
    limits: Limits
    stopped: threading.Event
    tell: Tell
    already_run: Path | None = None
    nb: NotebookNode | None = None
    session: PapermillNotebookClient | None = None
    room: Path = Path()
    index: int | None = None
    process: subprocess.Popen[bytes] | None = None
    last_words: str = ""
    flooded: bool = False
    overfull: bool = False

    def stop(self) -> None:
        """Kill the kernel, from any thread; the run then ends by itself."""
        manager = getattr(self.session, "km", None)
        process = getattr(getattr(manager, "provisioner", None), "process", None)
        if process is not None:
            process.kill()

    def end_process(self) -> None:
        """End what a kernel that has ended had started."""
        if self.process and os.name != "nt":
            with suppress(OSError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def watch(self) -> None:
        """Kill the kernel where it holds more memory than it may."""
        process = self.process
        if process is None or process.returncode is not None or self.overfull:
            return
        if _megabytes(process.pid) > self.limits.memory_mb:
            self.overfull = True
            self.stop()

    def outcome(self) -> Outcome:
        """Run the notebook, keep it as far as it ran, and say what became of it."""
        start = time.monotonic()
        file = self.folder / f"{self.job.name}.ipynb"
        with suppress(OSError):
            if self.already_run:
                shutil.copyfile(self.already_run, file)
                return Outcome(file.name, ok=True)
        error, code = "", 0
        try:
            self._run()
        except Exception as fault:
            error, code = _plain(why(fault, self)), _code(fault)
        outcome = Outcome(
            notebook=file.name,
            ok=not error,
            cell=self._cell() if error else None,
            error=error,
            seconds=round(time.monotonic() - start, 2),
            exit_code=code,
        )
        self._keep(outcome)
        return outcome

    def _run(self) -> None:
        import nbformat

        if self.stopped.is_set():
            raise InterruptedError
        try:
            self.nb = nbformat.read(self.job.notebook, as_version=4)
        except Exception as fault:
            raise Fault(f"it cannot be read ({type(fault).__name__}: {fault})") from None
        for place, cell in enumerate(self.nb.cells, 1):
            if cell.cell_type not in ("code", "markdown", "raw"):
                raise Fault(f"cell {place} is of no known kind ({cell.cell_type!r})")
        spec = self.nb.metadata.get("kernelspec", {})
        language = spec.get("language") or self.nb.metadata.get("language_info", {}).get("name")
        # conda names a kernel by its language at the end, and labels have been seen to be wrong
        is_python = re.search(r"(?:^|[-_])py(?:thon)?[\d.]*$", str(spec.get("name", "")))
        if language and language.casefold() != "python" and not is_python:
            raise Fault(f"it is written in {language}, and only Python is run")
        execute(self.nb, fit_notebook(self.job.notebook, self.job.parameters), self)
        if self.index != len(self.nb.cells) - 1:
            raise Fault("the notebook did not reach its end")

    def _cell(self) -> int | None:
        """The place in the notebook as written: papermill puts one more cell in, after the
        parameters.
        """
        if self.index is None or self.nb is None:
            return None
        tags = [cell.metadata.get("tags", []) for cell in self.nb.cells[: self.index + 1]]
        return self.index + 1 - sum("injected-parameters" in tag for tag in tags)

    def _keep(self, outcome: Outcome) -> None:
        """Write the notebook as far as it ran, with our word on it in place of papermill's."""
        import nbformat

        if self.nb is None:
            return
        self.nb.cells = [
            cell
            for cell in self.nb.cells
            if "papermill-error-cell-tag" not in cell.metadata.get("tags", [])
        ]
        for cell in self.nb.cells:
            if "injected-parameters" in cell.metadata.get("tags", []):
                cell.id = "injected-parameters"  # papermill gives it one by chance
        for part in (self.nb, *self.nb.cells):
            part.metadata.pop("papermill", None)
            part.metadata.pop("execution", None)
        self.nb.metadata["hnb"] = {
            "parameters": self.job.parameters,
            "outcome": asdict(outcome) | {"seconds": None},
        }
        # a cell may print half of a surrogate pair, which no file can hold
        (self.folder / outcome.notebook).write_text(
            nbformat.writes(self.nb) + "\n", encoding="utf-8", errors="replace", newline="\n"
        )


def _plain(text: str) -> str:
    """An error as one line, without colours."""
    return " ".join(re.sub(r"\x1b\[[0-9;]*m", "", text).split())[:600].rstrip(". ")


def _code(fault: Exception) -> int:
    """The exit code of what stopped a notebook: an error of our own that a cell raised keeps its
    own, and what the system could not read or write is no fault of the notebook. Python counts a
    stop, and a cell that took too long, among the errors of the system too.
    """
    if isinstance(fault, OSError) and not isinstance(fault, InterruptedError | TimeoutError):
        return HnbError.exit_code
    kind = getattr(errors, str(getattr(fault, "ename", type(fault).__name__)), None)
    if not (isinstance(kind, type) and issubclass(kind, HnbError)):
        return NotebookError.exit_code
    return kind.exit_code if kind.exit_code > 1 else NotebookError.exit_code


def _megabytes(pid: int) -> float:
    """What a process and those that it started hold in memory."""
    import psutil

    size = 0
    with suppress(psutil.Error):
        process = psutil.Process(pid)
        for member in (process, *process.children(recursive=True)):
            size += member.memory_info().rss
    return size / 1e6


def _kernels_at_once(wanted: int) -> int:
    """How many kernels may run at once: one a processor, as far as files may be open.

    Raises
    ------
    NotebookError
        There is room for none.
    """
    wanted = min(wanted, os.cpu_count() or 1)
    try:
        import resource
    except ImportError:  # Windows, which has no such limit
        return wanted
    files, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = max(_FILES + wanted * _FILES_OF_KERNEL, _FEWEST_FILES)
    if files < needed and (most == resource.RLIM_INFINITY or files < most):
        files = needed if most == resource.RLIM_INFINITY else min(needed, most)
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (files, most))
    if files < _FEWEST_FILES:
        raise NotebookError(
            found=f"no kernel can be started where only {files} files may be open at once",
            expected=f"{_FEWEST_FILES} or more, as `ulimit -n` says",
            after="Nothing was run.",
        )
    return min(wanted, (files - _FILES) // _FILES_OF_KERNEL)


def run_notebooks(
    jobs: Sequence[Job],
    folder: Path,
    limits: Limits | None = None,
    tell: Tell = lambda notebook, done, of: None,
    *,
    already_run: Mapping[JobKey, Path] | None = None,
) -> list[Outcome]:
    """Run notebooks side by side, as many at once as there are processors.

    Parameters
    ----------
    jobs : sequence of Job
        What to run; parameters are checked once more.
    folder : Path
        Where each executed notebook is written, whatever became of it, with `outcomes.json`.
    limits : Limits, optional
        What a notebook may use; the usual limits where none are given.
    tell : callable
        Called with a notebook's name, the cells that are done, and how many there are.
    already_run : mapping, optional
        Executed notebooks of other papers, by the `key` of their jobs: they are not run again.

    Returns
    -------
    list of Outcome
        In the order of the jobs. A notebook that failed is an outcome, never an exception.

    Raises
    ------
    KeyboardInterrupt
        A person stopped it; the kernels have been ended and the notebooks kept.
    NotebookError
        The system lets so few files be open that no kernel could be started.
    """
    at_once = _kernels_at_once(len(jobs))
    folder.mkdir(parents=True, exist_ok=True)
    stopped = threading.Event()
    ready = already_run or {}
    shared: dict[str, Any] = {"limits": limits or Limits(), "stopped": stopped, "tell": tell}
    runs = [Run(job, folder, **shared, already_run=ready.get(job.key)) for job in jobs]
    with ThreadPoolExecutor(at_once) as pool:
        futures = [pool.submit(run.outcome) for run in runs]
        try:
            _wait(futures, runs)
        except BaseException:
            stopped.set()
            while wait(futures, timeout=0.2).not_done:
                for run in runs:
                    run.stop()
            raise
        finally:
            outcomes = [future.result() for future in futures if future.done()]
            _write_outcomes(folder / "outcomes.json", outcomes)
    return outcomes


def _wait(futures: Sequence[Future[Outcome]], runs: Sequence[Run]) -> None:
    # a wait without an end cannot be interrupted on Windows
    while wait(futures, timeout=0.2).not_done:
        for run in runs:
            run.watch()


def _write_outcomes(file: Path, outcomes: Sequence[Outcome]) -> None:
    text = json.dumps([asdict(outcome) for outcome in outcomes], indent=2, ensure_ascii=False)
    file.write_text(text + "\n", encoding="utf-8", errors="replace")
