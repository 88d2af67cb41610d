"""Notebooks run through papermill, with checks of our own that each ran to its end; a failed one is
kept.
"""

from __future__ import annotations

import ast
import json
import logging
import os
import re
import shutil
import sys
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hnb.domain import paths
from hnb.papers.definition import Job, fit_notebook

if TYPE_CHECKING:
    from jupyter_client import KernelManager
    from nbformat import NotebookNode
    from papermill.engines import NotebookExecutionManager

# What the kernel must tell that its messages do not: shell commands that failed and threads that
# died.
_WATCH = """
def _hnb_watch():
    import threading
    shell, faults = get_ipython(), []
    system, hook = shell.system, threading.excepthook
    def run(command):
        system(command)
        if shell.user_ns.get("_exit_code"):
            code = shell.user_ns["_exit_code"]
            faults.append(f"the shell command {command!r} ended with exit code {code}")
    def died(args):
        faults.append(f"a thread ended with {args.exc_type.__name__}: {args.exc_value}")
        hook(args)
    shell.system, threading.excepthook, shell.hnb_faults = run, died, faults
_hnb_watch()
del _hnb_watch
"""


@dataclass(frozen=True)
class Outcome:
    """What became of one notebook.

    `cell` counts every cell of the notebook as it was written, from 1; `error` is empty where it
    ran to its end.
    """

    notebook: str
    ok: bool
    cell: int | None = None
    error: str = ""
    seconds: float = 0.0


class Fault(Exception):
    """A cell that papermill would have called completed."""


Tell = Callable[[str, int, int], None]
TRIES = 3  # at starting a kernel


# jsonschema can do without this module, which takes over a second to import
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
try:
    import nbformat
    from jupyter_client.kernelspec import KernelSpec
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
    from papermill import execute_notebook
    from papermill.clientwrap import PapermillNotebookClient
    from papermill.engines import NBClientEngine, papermill_engines
finally:
    if sys.modules["rfc3987_syntax"] is None:
        del sys.modules["rfc3987_syntax"]

for _name in ("papermill", "papermill.translators", "traitlets", "asyncio"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)  # what went wrong is said once, by us


class _Session(PapermillNotebookClient):
    """A kernel of the running interpreter, asked after each cell whether all is well."""

    def create_kernel_manager(self) -> KernelManager:
        km = super().create_kernel_manager()
        argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        km._kernel_spec = KernelSpec(argv=argv, display_name="hnb", language="python")
        return km

    def papermill_execute_cells(self) -> None:
        run: _Run = self.parent_run
        run.session = self
        self._ask(_WATCH)
        for index, cell in enumerate(self.nb.cells):
            run.index = index
            self.execute_cell(cell, index)
            if cell.cell_type == "code" and cell.source.strip():
                self._prove(cell)
            run.tell(run.job.name, index + 1, len(self.nb.cells))

    def _prove(self, cell: NotebookNode) -> None:
        for output in cell.outputs:
            if output.output_type == "error":
                raise Fault(f"{output.ename}: {output.evalue}")
        if cell.execution_count is None:
            raise Fault("the cell was not run")
        faults = self._ask("")
        if faults:
            raise Fault("; ".join(faults))

    def _ask(self, code: str) -> list[str]:
        """Run code unseen, and say what has gone wrong so far."""
        expressions = {"faults": "get_ipython().hnb_faults"}
        message = self.kc.execute(
            code, silent=True, store_history=False, user_expressions=expressions
        )
        content = (self.wait_for_reply(message) or {}).get("content", {})
        answer = content.get("user_expressions", {}).get("faults", {})
        if content.get("status") != "ok" or answer.get("status") != "ok":
            raise Fault("the kernel did not answer when asked whether all was well")
        return list(ast.literal_eval(answer["data"]["text/plain"]))


class _Engine(NBClientEngine):
    """papermill's way to our session."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: NotebookExecutionManager, kernel_name: str, *, run: _Run, **_: object
    ) -> None:
        run.nb = nb_man.nb
        nb_man.autosave_cell_every = 0
        for attempt in range(1, TRIES + 1):
            session = _Session(
                nb_man,
                kernel_name=kernel_name,
                timeout=run.timeout,
                startup_timeout=120,
                shell_timeout_interval=1,
                shutdown_kernel="immediate",
                resources={"metadata": {"path": str(run.job.notebook.parent)}},
                extra_arguments=["--HistoryManager.enabled=False", "--log-level=ERROR"],
            )
            session.parent_run = run
            try:
                return session.execute(env=_environment(run.folder))
            except RuntimeError as fault:
                # a kernel's ports are chosen before it starts, and another program can take one: no
                # cell has run yet
                if run.session or run.stopped.is_set():
                    raise
                if attempt == TRIES:
                    raise Fault(
                        f"no kernel would start, in {TRIES} tries; the last said: {fault}"
                    ) from None


papermill_engines.register("hnb", _Engine)


def _environment(folder: Path) -> dict[str, str]:
    """A kernel sees this package, and no one's IPython profile."""
    env = {
        **os.environ,
        "IPYTHONDIR": str(folder.resolve() / ".ipython"),
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }
    home = paths.PACKAGE.parent
    if (home / "pyproject.toml").exists():
        env["PYTHONPATH"] = os.pathsep.join(filter(None, (str(home), env.get("PYTHONPATH"))))
    return env


@dataclass
class _Run:
    """One job while it runs; what is known of it when it stops."""

    job: Job
    folder: Path
    timeout: int
    stopped: threading.Event
    tell: Tell
    nb: NotebookNode | None = None
    session: _Session | None = None
    index: int | None = None

    def stop(self) -> None:
        """Kill the kernel, from any thread; the run then ends by itself."""
        manager = getattr(self.session, "km", None)
        process = getattr(getattr(manager, "provisioner", None), "process", None)
        if process is not None:
            process.kill()

    def __call__(self) -> Outcome:
        start = time.monotonic()
        error = ""
        source = nbformat.read(self.job.notebook, as_version=4)
        try:
            execute_notebook(
                source,
                None,
                fit_notebook(self.job.notebook, self.job.parameters),
                engine_name="hnb",
                kernel_name="python3",
                language="python",
                progress_bar=False,
                run=self,
            )
        except Exception as fault:
            error = self._say(fault)
        if not error and (self.nb is None or self.index != len(self.nb.cells) - 1):
            error = "the notebook did not reach its end"
        outcome = Outcome(
            notebook=f"{self.job.name}.ipynb",
            ok=not error,
            cell=self._cell() if error else None,
            error=error,
            seconds=round(time.monotonic() - start, 2),
        )
        self._keep(self.nb or source, outcome)
        return outcome

    def _say(self, fault: Exception) -> str:
        if self.stopped.is_set():
            return "stopped by the person at the keyboard"
        if isinstance(fault, DeadKernelError):
            return (
                "the kernel died (it was killed, ran out of memory, or the cell ended the process)"
            )
        if isinstance(fault, CellTimeoutError):
            return f"the cell had not ended after {self.timeout} seconds"
        if isinstance(fault, CellExecutionError):
            return _plain(f"{fault.ename}: {fault.evalue}")
        return _plain(
            str(fault) if isinstance(fault, Fault) else f"{type(fault).__name__}: {fault}"
        )

    def _cell(self) -> int | None:
        """The place in the notebook as written: papermill puts one more cell in, after the
        parameters.
        """
        if self.index is None or self.nb is None:
            return None
        tags = [cell.metadata.get("tags", []) for cell in self.nb.cells[: self.index + 1]]
        return self.index + 1 - sum("injected-parameters" in tag for tag in tags)

    def _keep(self, nb: NotebookNode, outcome: Outcome) -> None:
        """Write the notebook as far as it ran, with our word on it in place of papermill's."""
        nb.cells = [
            cell
            for cell in nb.cells
            if "papermill-error-cell-tag" not in cell.metadata.get("tags", [])
        ]
        for part in (nb, *nb.cells):
            part.metadata.pop("papermill", None)
            part.metadata.pop("execution", None)
        nb.metadata["hnb"] = {
            "parameters": self.job.parameters,
            "outcome": asdict(outcome) | {"seconds": None},
        }
        text = nbformat.writes(nb)
        (self.folder / f"{self.job.name}.ipynb").write_text(
            text + "\n", encoding="utf-8", newline="\n"
        )


def _plain(text: str) -> str:
    """An error as one line, without colours."""
    return " ".join(re.sub(r"\x1b\[[0-9;]*m", "", text).split())[:600].rstrip(". ")


def run_notebooks(
    jobs: Sequence[Job],
    folder: Path,
    timeout: int = 600,
    tell: Tell = lambda notebook, done, of: None,
) -> list[Outcome]:
    """Run notebooks side by side, as many at once as there are processors.

    Parameters
    ----------
    jobs : sequence of Job
        What to run; parameters are checked once more.
    folder : Path
        Where each executed notebook is written, whatever became of it, with `outcomes.json`.
    timeout : int
        Seconds that one cell may take.
    tell : callable
        Called with a notebook's name, the cells that are done, and how many there are.

    Returns
    -------
    list of Outcome
        In the order of the jobs. A notebook that failed is an outcome, never an exception.

    Raises
    ------
    KeyboardInterrupt
        A person stopped it; the kernels have been ended and the notebooks kept.
    """
    folder.mkdir(parents=True, exist_ok=True)
    stopped = threading.Event()
    runs = [_Run(job, folder, timeout=timeout, stopped=stopped, tell=tell) for job in jobs]
    with ThreadPoolExecutor(min(len(runs), os.cpu_count() or 1)) as pool:
        futures = [pool.submit(run) for run in runs]
        try:
            while wait(futures, timeout=0.2).not_done:
                continue  # a wait without an end cannot be interrupted on Windows
        except KeyboardInterrupt:
            stopped.set()
            while wait(futures, timeout=0.2).not_done:
                for run in runs:
                    run.stop()
            raise
        finally:
            outcomes = [future.result() for future in futures if future.done()]
            records = [asdict(outcome) for outcome in outcomes]
            text = json.dumps(records, indent=2, ensure_ascii=False)
            (folder / "outcomes.json").write_text(text + "\n", encoding="utf-8")
            shutil.rmtree(folder / ".ipython", ignore_errors=True)
    return outcomes
