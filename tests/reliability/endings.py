"""Every way that a run can end: the sentence and the exit code are true, no kernel lives on, what is
kept is small, and an earlier paper stays whole.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import psutil

from hnb.domain import paths
from tests.papers.notebook import write_notebook
from tests.reliability.attempt import CHECKOUT, Attempt, Ended, hnb

TITLE = "endings of a run, told truly"
GOAL = "all"
MOST_KEPT = 45_000_000  # bytes of `failed/`: twice what a notebook may show
YAML = """
title: Tiny
report_to: Forum
purpose: To try it.
parameters: {{year: 2021-22}}
formats: [html]
sections: [{sections}]
"""


def report(folder: Path, *cells: str, further: str = "", second: tuple[str, ...] = ()) -> Path:
    """A report of one notebook with these cells, or of two, and further lines of YAML."""
    names = ["tiny", "other"] if second else ["tiny"]
    for name, its_cells in zip(names, (cells, second), strict=False):
        write_notebook(folder / f"{name}.ipynb", *its_cells, parameters='year = "2021-22"')
    sections = ", ".join(f"{{notebook: {name}, heading: 'What of {name}?'}}" for name in names)
    file = folder / "small.yml"
    file.write_text(YAML.format(sections=sections) + further, encoding="utf-8")
    return file


def left_alive(mark: str) -> list[str]:
    """Commands of processes that still live a little after a run which had this mark."""
    for _ in range(30):
        alive = []
        for process in psutil.process_iter():
            with suppress(psutil.Error):
                if process.environ().get("HNB_MARK") == mark:
                    alive.append(" ".join(process.cmdline())[:80])
        if not alive:
            return []
        time.sleep(0.1)
    return alive


def fault_of_what_is_left(folder: Path, mark: str, page: str = "") -> str:
    """What is wrong with what a run left behind: processes, a large folder, a spoilt paper."""
    if alive := left_alive(mark):
        return f"still alive: {alive}"
    size = sum(file.stat().st_size for file in (folder / "out").rglob("*") if file.is_file())
    if size > MOST_KEPT:
        return f"{size / 1e6:.0f} MB are kept"
    file = folder / "out" / "small" / "small.html"
    if page and (not file.exists() or file.read_text(encoding="utf-8") != page):
        return "the earlier paper is not as it was"
    return ""


def ending(
    name: str,
    *cells: str,
    codes: tuple[int, ...] = (3,),
    says: str = "",
    options: tuple[str, ...] = (),
    further: str = "",
    second: tuple[str, ...] = (),
    env: Mapping[str, str] | None = None,
    prepare: Callable[[Path], None] = lambda folder: None,
    shell: str = "",
    memory: float = 3500,
) -> Attempt:
    """An attempt at one end of a render: `shell` is a command of sh around `"$@"`, and `prepare`
    changes the folder of the report.
    """

    def run(folder: Path) -> str:
        file = report(folder, *(cells or ("1",)), further=further, second=second)
        prepare(folder)
        mark = uuid4().hex
        words = ("render", file, "--out", folder / "out", *options)
        python = ("-m", "hnb")
        if shell:
            python = ("-c", _IN_SHELL, shell.replace("FOLDER", str(folder)))
        ended = hnb(*words, env={**(env or {}), "HNB_MARK": mark}, python=python, timeout=150)
        fault = ended.fault(*codes, says=says, seconds=120, megabytes=memory)
        return fault or fault_of_what_is_left(folder, mark)

    return Attempt(name, run)


# what follows the options of python is run by sh: `"$@"` is the command
_IN_SHELL = """
import subprocess, sys
command = [sys.executable, "-m", "hnb", *sys.argv[2:]]
code = subprocess.run(["sh", "-c", sys.argv[1], "sh", *command]).returncode
sys.exit(code if code >= 0 else 128 - code)
"""


def signalled(number: int, phase: str) -> Attempt:
    """A signal while a second render is in a phase: it ends at once, no kernel lives on, and the
    earlier paper is whole.
    """

    def run(folder: Path) -> str:
        file = report(folder, "import time, os\nwhile os.path.exists('wait'): time.sleep(0.1)")
        words = ["render", str(file), "--out", str(folder / "out")]
        first = hnb(*words)
        if fault := first.fault(0):
            return fault
        page = (folder / "out" / "small" / "small.html").read_text(encoding="utf-8")
        code = _SLOWED.format(phase=phase, mark=str(folder / "reached"), words=words)
        if phase == "cell":
            (folder / "wait").touch()
        mark = uuid4().hex
        env = {**os.environ, "PYTHONPATH": str(CHECKOUT), "HNB_MARK": mark}
        with (folder / "err").open("wb") as err:
            process = subprocess.Popen(
                [sys.executable, "-c", code], cwd=CHECKOUT, env=env, stderr=err, stdout=err
            )
            began = time.monotonic()
            while not (folder / "reached").exists() and time.monotonic() < began + 60:
                time.sleep(0.05)
            process.send_signal(number)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        ended = Ended(
            code=process.returncode if process.returncode >= 0 else 128 - process.returncode,
            out="",
            err=(folder / "err").read_text(encoding="utf-8", errors="replace"),
            seconds=0,
            megabytes=0,
        )
        says = "" if number == signal.SIGKILL else "hnb: stopped."
        return ended.fault(128 + number, says=says) or fault_of_what_is_left(folder, mark, page)

    return Attempt(f"{signal.Signals(number).name} while {phase}", run)


# a command that says when it reached a phase, and stays in it
_SLOWED = """
import os, pathlib, signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)
phase = {phase!r}
def reached():
    if not os.path.exists({mark!r}):
        pathlib.Path({mark!r}).touch()
        time.sleep(60)
def slowed(module, name):
    real = getattr(module, name)
    def slow(*args, **settings):
        reached()
        return real(*args, **settings)
    setattr(module, name, slow)
if phase == "moving in":
    from hnb.papers.place import PaperPlace
    slowed(PaperPlace, "put")
elif phase == "cell":
    import hnb.papers.kernel as kernel
    real = kernel._Session._prove
    def prove(session, cell):
        real(session, cell)
        pathlib.Path({mark!r}).touch()
    kernel._Session._prove = prove
elif phase == "start of a kernel":
    import hnb.papers.kernel as kernel
    real = kernel.environment
    def environment(room):
        pathlib.Path({mark!r}).touch()
        return real(room)
    kernel.environment = environment
else:
    import hnb.papers.render as render
    slowed(render, phase)
from hnb.cli import main
sys.exit(main({words!r}))
"""


def template(name: str, text: str, says: str) -> Attempt:
    """A template of the web page that cannot be used."""

    def run(folder: Path) -> str:
        copy = folder / "checkout"
        copy.mkdir()
        for part in ("data", "hnb", "notebooks", "reports"):
            if part == "reports":
                shutil.copytree(CHECKOUT / part, copy / part, ignore=shutil.ignore_patterns("out"))
            else:
                (copy / part).symlink_to(CHECKOUT / part)
        page = copy / "reports" / "templates" / "paper.html.j2"
        page.unlink()
        if text:
            page.write_text(text, encoding="utf-8")
        file = report(folder, "1")
        code = (
            "import pathlib, sys, hnb.domain.paths as paths\n"
            f"paths.reports = lambda: pathlib.Path({str(copy / 'reports')!r})\n"
            "from hnb.cli import main; sys.exit(main(sys.argv[1:]))"
        )
        ended = hnb("render", file, "--out", folder / "out", python=("-c", code))
        return ended.fault(4, says=says)

    return Attempt(name, run)


def damaged_table(name: str, damage: Callable[[bytes], bytes], says: str) -> Attempt:
    """A table of the package that cannot be read, met by a cell."""

    def run(folder: Path) -> str:
        data = folder / "published"
        shutil.copytree(paths.published(), data)
        table = data / "ehc_plans.csv"
        table.write_bytes(damage(table.read_bytes()))
        file = report(
            folder,
            "import pathlib, hnb.domain.paths as paths\n"
            f"paths.published = lambda: pathlib.Path({str(data)!r})",
            "import hnb\nhnb.load('ehc_plans')",
        )
        ended = hnb("render", file, "--out", folder / "out")
        return ended.fault(4, says=says)

    return Attempt(name, run)


def damaged(change: Callable[[str], str]) -> Callable[[Path], None]:
    """A change to the text of the notebook's file."""

    def prepare(folder: Path) -> None:
        file = folder / "tiny.ipynb"
        file.write_text(change(file.read_text(encoding="utf-8")), encoding="utf-8")

    return prepare


def written_in(language: str) -> Callable[[str], str]:
    """A notebook's text with the kernel of another language."""

    def change(text: str) -> str:
        notebook = json.loads(text)
        notebook["metadata"]["kernelspec"] = {
            "name": "other",
            "display_name": language,
            "language": language,
        }
        return json.dumps(notebook)

    return change


def held_lock(folder: Path) -> None:
    """Nothing yet: a lock's file without a holder must not stop a render."""
    (folder / "out" / "small").mkdir(parents=True)
    for name in (".lock", ".hnb.lock", "small.lock"):
        (folder / "out" / "small" / name).touch()


def cells() -> list[Attempt]:
    """Ends that a cell brings about."""
    thread = "import threading, time\n"
    return [
        ending("good", "1 + 1", codes=(0,)),
        ending("a cell raises", "1 / 0", says="cell 3: ZeroDivisionError"),
        ending("a cell raises an error of colours", "raise ValueError('\\x1b[31mred')", says="red"),
        ending(
            "a cell raises our ParameterError",
            "import hnb\nhnb.load('no_such_table')",
            codes=(2,),
            says="no_such_table",
        ),
        ending(
            "a cell raises our NotPublished",
            "from hnb.domain.errors import NotPublished\nraise NotPublished(found='no plans')",
            codes=(0,),
        ),
        ending("a syntax error", "if True print(1)", says="cell 3: SyntaxError"),
        ending("a notebook that calls what is not there", "hnb_x()", says="NameError"),
        ending("os._exit(0)", "import os\nos._exit(0)", says="exit code 0"),
        ending("os.abort", "import os\nos.abort()", says="SIGABRT"),
        ending("kill -9", "import os\nos.kill(os.getpid(), 9)", says="it was killed"),
        ending("a crash", "import ctypes\nctypes.string_at(0)", says="SIGSEGV"),
        ending("exit()", "exit()", "1", says="cell 3: it left by exit()"),
        ending("quit() at the end", "1", "quit()", says="cell 4: it left by exit()"),
        ending("sys.exit(0)", "import sys\nsys.exit(0)", says="SystemExit"),
        ending("raise SystemExit at the end", "1", "raise SystemExit", says="SystemExit"),
        ending("infinite recursion", "f = lambda: f()\nf()", says="RecursionError"),
        ending("Ctrl-C in a cell", "raise KeyboardInterrupt", says="KeyboardInterrupt"),
        ending("a question", "input('name?')", says="StdinNotImplemented"),
        ending("assert", "assert 1 == 2", says="AssertionError"),
        ending(
            "warnings as errors",
            "import warnings\nwarnings.simplefilter('error')\nwarnings.warn('old')",
            says="UserWarning: old",
        ),
        ending("a failed shell command", "!false", says="'false' ended with exit code 1"),
        ending(
            "a thread that dies at once",
            thread + "t = threading.Thread(target=lambda: 1 / 0)\nt.start()\nt.join()",
            says="a thread ended with ZeroDivisionError",
        ),
        ending(
            "a thread that dies after the last cell",
            thread + "threading.Timer(1.5, lambda: 1 / 0).start()",
            says="a thread ended with ZeroDivisionError",
        ),
        ending(
            "a process left behind by a good notebook",
            "import subprocess\nsubprocess.Popen(['sleep', '600'])",
            codes=(0,),
        ),
        ending(
            "a process left behind by one that dies",
            "import os, subprocess\nsubprocess.Popen(['sleep', '600'])\nos._exit(4)",
            says="exit code 4",
        ),
        ending("half a surrogate pair", "print('\\ud800 half')", codes=(0, 3, 6)),
        ending(
            "two that fail at once", "1 / 0", second=("[][1]",), says="other.ipynb, cell 3 failed"
        ),
        ending(
            "one fails and one runs long",
            "1 / 0",
            second=("import time\ntime.sleep(4)",),
            says="ZeroDivisionError",
        ),
    ]


def limits() -> list[Attempt]:
    """Ends at a limit of time, memory or output, by default, by the definition and by option."""
    wait = "import time\ntime.sleep(100)"
    show = "from IPython.display import display\n"
    return [
        ending("too long", wait, options=("--timeout", "3"), says="not ended after 3 seconds"),
        ending(
            "too long by the report",
            wait,
            further="limits: {seconds: 3}",
            says="not ended after 3 seconds",
        ),
        ending("too long in C", "2 ** (10 ** 10)", options=("--timeout", "3"), says="3 seconds"),
        ending("3 GB held", "x = bytearray(3 * 10 ** 9)\nimport time\ntime.sleep(5)", says="MB of"),
        ending(
            "memory grown by list",
            "rows = []\nwhile True: rows.append(bytearray(10 ** 6))",
            options=("--memory-limit", "500"),
            says="more than 500 MB of memory",
            memory=1500,
        ),
        ending(
            "memory of a child",
            "import subprocess, sys\nsubprocess.run([sys.executable, '-c', "
            "'x = bytearray(10 ** 9); import time; time.sleep(60)'])",
            further="limits: {memory_mb: 600}",
            says="more than 600 MB of memory",
        ),
        ending("300 MB printed at once", "print('x' * 300_000_000)", says="more than 20 MB"),
        ending(
            "30 MB of many prints",
            "for _ in range(300_000): print('x' * 100)",
            says="more than 20 MB",
        ),
        ending(
            "prints without end",
            "while True: print('x' * 1000)",
            options=("--output-limit", "5"),
            says="more than 5 MB",
        ),
        ending(
            "100 MB displayed",
            show + "display({'text/html': 'x' * 100_000_000}, raw=True)",
            says="more than 20 MB",
        ),
        ending(
            "many displays", show + "for _ in range(300): display('y' * 10 ** 5)", says="20 MB"
        ),
        ending("a long message of an error", "raise ValueError('z' * 10 ** 8)", says="20 MB"),
        ending("a large result", "'r' * 10 ** 8", says="more than 20 MB"),
        ending("the file handle flooded", "import os\nwhile True: os.write(1, b'w' * 4096)",
               says="more than 20 MB"),
        ending(
            "much shown, and allowed",
            "print('x' * 25_000_000)",
            options=("--output-limit", "60"),
            codes=(0, 3, 6),
        ),
        ending("no time", "1", options=("--timeout", "0"), codes=(2,), says="'0' is no time"),
        ending("no memory", options=("--memory-limit", "x"), codes=(2,), says="'x' is no size"),
        ending("a limit misspelt", further="limits: {secs: 3}", codes=(2,), says="seconds"),
        ending("a limit below zero", further="limits: {seconds: -3}", codes=(2,), says="limits"),
    ]  # fmt: skip


def files() -> list[Attempt]:
    """Ends that files, disks and streams bring about."""
    small = 'mount -t tmpfs -o size={size} none FOLDER/out && "$@"'
    disk = "mkdir -p FOLDER/out && exec unshare -m sh -c '{}' sh \"$@\""
    grow = "hnb = ['w' * 1000] * 900\nfor word in hnb: print(word)"
    return [
        ending("no notebook", prepare=lambda folder: (folder / "tiny.ipynb").unlink(), codes=(2,),
               says="there is no notebook 'tiny'"),
        ending("no JSON", prepare=damaged(lambda text: text[:200]), codes=(2, 4),
               says="tiny.ipynb: it is not a notebook"),
        ending("JSON that is no notebook", prepare=damaged(lambda text: '{"cells": [{}]}'),
               codes=(2, 4), says="tiny.ipynb: it is not a notebook"),
        ending("a notebook of format 9", prepare=damaged(
            lambda text: text.replace('"nbformat": 4', '"nbformat": 9')), codes=(2, 3, 4),
            says="tiny.ipynb"),
        ending("a cell of no kind", prepare=damaged(
            lambda text: text.replace('"cell_type": "code"', '"cell_type": "cod"')),
            codes=(2, 3, 4), says="tiny.ipynb"),
        ending("a notebook in R", prepare=damaged(written_in("R")), says="written in R"),
        ending("a notebook in Julia", prepare=damaged(written_in("julia")), says="in julia"),
        ending("a disk full while it is built", grow, codes=(1,),
               shell=disk.format(small.format(size="600k")), says="No space left on device"),
        ending("a disk full from the first", codes=(1,),
               shell=disk.format(small.format(size="4k")), says="No space left on device"),
        ending("stdout full", codes=(1,), shell='exec "$@" > /dev/full',
               says="the output: it cannot be read or written (No space left on device)"),
        ending("stderr full", codes=(0,), shell='exec "$@" 2> /dev/full'),
        ending("stdout closed", codes=(0,), shell='exec "$@" >&-'),
        ending("nobody reads", codes=(0, 141), shell='"$@" | true'),
        ending("locks without a holder", prepare=held_lock, codes=(0,)),
        template("a template that ends too soon", "{% if x %}", "paper.html.j2, row 1"),
        template("a template with an unknown name", "\n\n{{ nothing_such }}", "nothing_such"),
        template("a template with an unknown filter", "{{ title | loud }}", "loud"),
        template("no template", "", "paper.html.j2"),
        damaged_table("a table cut off", lambda data: data[: len(data) // 2 - 7], "ehc_plans"),
        damaged_table("a table of zeros", lambda data: bytes(1000), "ehc_plans"),
        damaged_table("a table without its heading", lambda data: data.split(b"\n", 1)[1],
                      "ehc_plans"),
        damaged_table("an empty table", lambda data: b"", "ehc_plans"),
    ]  # fmt: skip


def kernels() -> list[Attempt]:
    """Ends of a kernel that does not start."""

    def broken(folder: Path) -> None:
        (folder / "broken" / "ipykernel_launcher.py").parent.mkdir()
        (folder / "broken" / "ipykernel_launcher.py").write_text("raise SystemExit('no kernel')")

    def run(folder: Path) -> str:
        file = report(folder, "1")
        broken(folder)
        path = f"{CHECKOUT}{os.pathsep}{folder / 'broken'}"
        code = (
            "import sys, hnb.papers.kernel as kernel\nreal = kernel.environment\n"
            f"kernel.environment = lambda room: real(room) | {{'PYTHONPATH': {path!r}}}\n"
            "from hnb.cli import main; sys.exit(main(sys.argv[1:]))"
        )
        ended = hnb("render", file, "--out", folder / "out", python=("-c", code))
        return ended.fault(3, says="no kernel would start, in 3 tries; the last said: no kernel")

    return [Attempt("a kernel that never starts", run)]


def held() -> Attempt:
    """A render of a paper that another render is making."""

    def run(folder: Path) -> str:
        words = ["render", str(report(folder, "1")), "--out", str(folder / "out")]
        code = _SLOWED.format(phase="check", mark=str(folder / "reached"), words=words)
        env = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
        with subprocess.Popen([sys.executable, "-c", code], cwd=CHECKOUT, env=env) as process:
            began = time.monotonic()
            while not (folder / "reached").exists() and time.monotonic() < began + 60:
                time.sleep(0.05)
            ended = hnb(*words)
            process.kill()
        return ended.fault(7, says="another")

    return Attempt("a held lock", run)


def attempts() -> list[Attempt]:
    """Ends of every kind."""
    phases = ("start of a kernel", "cell", "compose", "write_documents", "check", "moving in")
    signals = [signalled(number, phase) for phase in phases for number in (2, 15)]
    killed = [signalled(signal.SIGKILL, "cell"), signalled(signal.SIGHUP, "cell")]
    return [*cells(), *limits(), *files(), *kernels(), held(), *signals, *killed]
