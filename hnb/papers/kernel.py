"""A kernel for one notebook: of this Python, without the settings of whoever runs it, and asked
after each cell whether all is well.
"""

from __future__ import annotations

import ast
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from hnb.domain import paths
from hnb.domain.errors import HnbError, NotPublished
from hnb.domain.units import counted
from hnb.papers.composing.unavailable import end_unavailable
from hnb.store.write import temporary_folder

if TYPE_CHECKING:
    from jupyter_client import KernelManager
    from nbformat import NotebookNode
    from papermill.engines import NotebookExecutionManager

    from hnb.papers.run import Run
    from hnb.papers.settling.parameters import Value

TRIES = 3  # at starting a kernel
PATIENCE = 30  # seconds that threads of a notebook may go on for after its last cell
# seconds in which a kernel must start, and the last of what a cell shows must come
_STARTED_WITHIN, _SHOWN_WITHIN = 120, 60
_LONGEST_SOCKET = 90  # characters of a socket's path, which may have about a hundred

# What the kernel must see to itself: shell commands that failed, threads that died, how much it
# shows, and that it ends when its parent does. Its own folder is the last place to import from, so
# that a random.py beside a notebook stands in nobody's way.
_WATCH = """
def _hnb_watch(most_bytes, flooded):
    import ctypes, logging, os, sys, threading
    from concurrent.futures import thread as pools
    shell, faults, before, shown = get_ipython(), [], threading.enumerate(), [0]
    system, hook = shell.system, threading.excepthook
    messages = shell.kernel.iopub_thread
    send = messages.send_multipart
    def run(command):
        system(command)
        if shell.user_ns.get("_exit_code"):
            code = shell.user_ns["_exit_code"]
            faults.append(f"the shell command {command!r} ended with exit code {code}")
    def died(args):
        faults.append(f"a thread ended with {args.exc_type.__name__}: {args.exc_value}")
        hook(args)
    def count(parts, *args, **kwargs):
        shown[0] += sum(memoryview(part).nbytes for part in parts)
        if shown[0] > most_bytes:
            open(flooded, "w").close()
            os._exit(1)
        return send(parts, *args, **kwargs)
    def finish(seconds):
        pooled = list(getattr(pools, "_threads_queues", ()))
        for thread in threading.enumerate():
            if not (thread.daemon or thread in before or thread in pooled):
                thread.join(seconds)
                if thread.is_alive():
                    faults.append(f"a thread had not ended {seconds} seconds after the last cell")
    def leave():
        faults.append("it left by exit() or quit()")
    shell.system, shell.ask_exit = run, leave
    threading.excepthook, messages.send_multipart = died, count
    shell.hnb_faults, shell.hnb_finish = faults, finish
    sys.path[:] = [*filter(None, sys.path), ""]
    logging.getLogger("matplotlib").setLevel(logging.ERROR)  # of odd settings, and of no home
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, 9)
"""

# jsonschema can do without this module, which takes over a second to import
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
try:
    from jupyter_client.asynchronous import AsyncKernelClient
    from jupyter_client.kernelspec import KernelSpec
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
    from nbformat import from_dict
    from papermill import execute_notebook
    from papermill.clientwrap import PapermillNotebookClient
    from papermill.engines import NBClientEngine, papermill_engines
finally:
    if sys.modules["rfc3987_syntax"] is None:
        del sys.modules["rfc3987_syntax"]

for _name in ("papermill", "papermill.translators", "traitlets", "asyncio"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)  # what went wrong is said once, by us


class Fault(Exception):
    """A cell that papermill would have called completed."""


class _Client(AsyncKernelClient):
    """Listens to a kernel, without the heartbeat that tells whether a kernel on another machine
    lives: its thread makes sockets of its own, and may do so while the rest are being closed, which
    then waits for ever.
    """

    def start_channels(self, *args: bool, **channels: bool) -> None:
        super().start_channels(*args, **{**channels, "hb": False})


class _Session(PapermillNotebookClient):
    """A kernel of the running interpreter, asked after each cell whether all is well."""

    def create_kernel_manager(self) -> KernelManager:
        km = super().create_kernel_manager()
        argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        km._kernel_spec = KernelSpec(argv=argv, display_name="hnb", language="python")
        room: Path = self.parent_run.room
        km.client_factory = _Client
        km.connection_file = str(room / "kernel.json")
        if os.name != "nt" and len(os.fsencode(room)) < _LONGEST_SOCKET:
            # sockets that are files need no network, and no port that another program may take
            km.transport, km.ip = "ipc", str(room / "k")
        return km

    def papermill_execute_cells(self) -> None:
        run: Run = self.parent_run
        run.process = self.km.provisioner.process
        most = run.limits.output_mb * 1_000_000
        self._ask(f"{_WATCH}\n_hnb_watch({most}, {str(run.room / 'flooded')!r})\ndel _hnb_watch")
        for index, cell in enumerate(self.nb.cells):
            run.index = index
            try:
                self.execute_cell(cell, index)
            except CellExecutionError as fault:
                if fault.ename != NotPublished.__name__:
                    raise
                end_unavailable(cell, fault.evalue)
                cell.outputs = [from_dict(output) for output in cell.outputs]
                run.index = len(self.nb.cells) - 1
                break
            if cell.cell_type == "code" and cell.source.strip():
                self._prove(cell)
            run.tell(run.job.name, index + 1, len(self.nb.cells))
        self._refuse_faults(f"get_ipython().hnb_finish({PATIENCE})")

    def _prove(self, cell: NotebookNode) -> None:
        for output in cell.outputs:
            if output.output_type == "error":
                raise Fault(f"{output.ename}: {output.evalue}")
        if cell.execution_count is None:
            raise Fault("the cell was not run")
        self._refuse_faults("")

    def _refuse_faults(self, code: str) -> None:
        faults = self._ask(code)
        if faults:
            raise Fault("; ".join(faults))

    def _ask(self, code: str) -> list[str]:
        """Run code unseen, and say what has gone wrong so far."""
        expressions = {"faults": "get_ipython().hnb_faults"}
        message = self.kc.execute(
            code, silent=True, store_history=False, user_expressions=expressions
        )
        reply = self.wait_for_reply(message, cell=self.nb.cells[-1])
        content = (reply or {}).get("content", {})
        answer = content.get("user_expressions", {}).get("faults", {})
        if content.get("status") != "ok" or answer.get("status") != "ok":
            raise Fault("the kernel did not answer when asked whether all was well")
        return list(ast.literal_eval(answer["data"]["text/plain"]))


class _Engine(NBClientEngine):
    """papermill's way to our session."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: NotebookExecutionManager, kernel_name: str, *, run: Run, **_: object
    ) -> None:
        run.nb = nb_man.nb
        nb_man.autosave_cell_every = 0
        for attempt in range(1, TRIES + 1):
            try:
                return _executed(nb_man, kernel_name, run)
            except RuntimeError as fault:
                # no cell has run yet where there is no process: a busy machine may end a kernel
                if run.process or run.stopped.is_set():
                    raise
                if attempt == TRIES or "Kernel died" not in str(fault):
                    tries = f", in {attempt} tries" if attempt > 1 else ""
                    raise Fault(
                        f"no kernel would start{tries}; the last said: {run.last_words or fault}"
                    ) from None


papermill_engines.register("hnb", _Engine)


def execute(source: NotebookNode, parameters: Mapping[str, Value], run: Run) -> None:
    """Run a notebook in a kernel of its own."""
    execute_notebook(
        source,
        None,
        dict(parameters),
        engine_name="hnb",
        kernel_name="python3",
        language="python",
        progress_bar=False,
        run=run,
    )


def why(fault: Exception, run: Run) -> str:
    """Why a notebook did not run to its end, in words."""
    if run.stopped.is_set():
        return "stopped by the person at the keyboard, or by a signal"
    if run.flooded:
        size = f"what the notebook shows had grown to more than {run.limits.output_mb} MB"
        return _allow_more(size, "--output-limit", "output_mb")
    if run.overfull:
        size = f"it held more than {run.limits.memory_mb} MB of memory"
        return _allow_more(size, "--memory-limit", "memory_mb")
    if isinstance(fault, DeadKernelError):
        return f"the kernel died ({_death(run.process)})"
    if isinstance(fault, CellTimeoutError):
        if "IOPub" in str(fault):
            return f"what the cell shows had not come in {_SHOWN_WITHIN} seconds after its end"
        wait = f"the cell had not ended after {counted(run.limits.seconds, 'seconds')}"
        return _allow_more(wait, "--timeout", "seconds")
    if isinstance(fault, CellExecutionError):
        return f"{fault.ename}: {fault.evalue}"
    if isinstance(fault, Fault | HnbError):
        return str(fault)
    return f"{type(fault).__name__}: {fault}"


def _allow_more(reached: str, option: str, key: str) -> str:
    """A limit that was reached, and where a person sets it."""
    return f"{reached}; {option}, or `limits: {{{key}: …}}` in the report, allows it more"


def _death(process: subprocess.Popen[bytes] | None) -> str:
    """How a kernel died, by the code that its process left."""
    code = process.poll() if process else None
    if code is None:
        return "nobody knows why"
    if code >= 0:
        return f"the cell ended its process, with exit code {code}"
    if code == -signal.SIGKILL:
        return "it was killed, as a system does that has run out of memory"
    return f"it crashed, with {signal.Signals(-code).name}"


def _executed(nb_man: NotebookExecutionManager, kernel_name: str, run: Run) -> None:
    """One kernel, from its start to its end."""
    with temporary_folder() as room:
        run.room = Path(room)
        run.session = session = _Session(
            nb_man,
            kernel_name=kernel_name,
            timeout=run.limits.seconds,
            startup_timeout=_STARTED_WITHIN,
            iopub_timeout=_SHOWN_WITHIN,
            shell_timeout_interval=1,
            shutdown_kernel="immediate",
            resources={"metadata": {"path": str(run.job.notebook.parent)}},
            extra_arguments=["--HistoryManager.enabled=False", "--log-level=ERROR"],
        )
        session.parent_run = run
        with (run.room / "log").open("wb") as log:
            try:
                env = environment(run.room)
                session.execute(env=env, stdout=subprocess.DEVNULL, stderr=log)
            finally:
                run.flooded = (run.room / "flooded").exists()
                run.last_words = _last_line(run.room / "log")
                run.end_process()


def _last_line(log: Path) -> str:
    """What a kernel said last outside its messages, such as why it would not start."""
    lines = log.read_text(encoding="utf-8", errors="replace").split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "")


# of Python's own variables, what says where modules are
_MODULES = {
    "PYTHONPATH",
    "PYTHONHOME",
    "PYTHONUSERBASE",
    "PYTHONNOUSERSITE",
    "PYTHONPYCACHEPREFIX",
    "PYTHONDONTWRITEBYTECODE",
}
_SETTINGS = ("PYTHON", "IPYTHON", "JUPYTER", "MPLBACKEND", "MATPLOTLIBRC")


def environment(room: Path) -> dict[str, str]:
    """What a kernel is told: where this package is, and no one's settings of Python, IPython,
    Jupyter or matplotlib. `room` is an empty folder of its own.
    """
    env = {
        name: value
        for name, value in os.environ.items()
        if name in _MODULES or not name.startswith(_SETTINGS)
    }
    settings = room / "matplotlibrc"
    settings.touch()
    env |= {
        "IPYTHONDIR": str(room / "ipython"),
        "JUPYTER_RUNTIME_DIR": str(room),
        "MATPLOTLIBRC": str(settings),
        # that of notebooks: with another, what plt.show() draws would be in none of their outputs
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "PYTHONUTF8": "1",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        "HNB_RENDERS": "1",
    }
    home = paths.PACKAGE.parent
    if (home / "pyproject.toml").exists():
        env["PYTHONPATH"] = os.pathsep.join(filter(None, (str(home), env.get("PYTHONPATH"))))
    return env
