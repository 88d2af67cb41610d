"""One attempt to break the package, and how a command ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Attempt:
    """An attempt. `run` is given an empty folder, and returns what went wrong: an empty text where
    the package held.

    `quick` attempts are part of `make test` too: each takes well under a second.
    """

    name: str
    run: Callable[[Path], str]
    quick: bool = False


@dataclass(frozen=True)
class Ended:
    """How a command ended: its exit code, what it printed, how long it took, and the most memory
    that it or a process of its own used.
    """

    code: int
    out: str
    err: str
    seconds: float
    megabytes: float

    def fault(
        self, *codes: int, says: str = "", seconds: float = 60, megabytes: float = 2000
    ) -> str:
        """What is wrong with this end, where it should have one of the codes, without a traceback,
        with some words in what it printed, and within limits.
        """
        printed = f"{self.out}\n{self.err}"
        if self.code not in codes:
            return f"code {self.code} and not {codes}: {self.err[-300:]}"
        if "Traceback" in printed:
            return f"a traceback: {printed[-300:]}"
        if says.casefold() not in " ".join(printed.split()).casefold():
            return f"it does not say {says!r}: {self.err[-300:]}"
        if self.seconds > seconds or self.megabytes > megabytes:
            return f"{self.seconds:.1f} s and {self.megabytes:.0f} MB"
        return ""


def hnb(
    *words: object,
    env: Mapping[str, str] | None = None,
    cwd: Path = CHECKOUT,
    timeout: float = 120,
    python: Sequence[str] = (),
) -> Ended:
    """Run one command of the package in a process of its own.

    Parameters
    ----------
    words : object
        The command, such as `"data", "add", file`.
    env : mapping, optional
        Variables beside those of this process.
    cwd : Path
        Where it is run.
    timeout : float
        Seconds after which it is killed; its code is then -9.
    python : sequence of str
        Options of the interpreter, or another start: `("-m", "hnb")` where empty.
    """
    command = [sys.executable, *(python or ("-m", "hnb")), *map(str, words)]
    with tempfile.TemporaryDirectory() as folder:
        out, err, memory = (Path(folder, name) for name in ("out", "err", "memory"))
        began = time.monotonic()
        with out.open("wb") as out_file, err.open("wb") as err_file:
            process = subprocess.Popen(
                [sys.executable, "-ISc", _MEASURED, str(memory), *command],
                cwd=cwd,
                env={**os.environ, "PYTHONPATH": str(CHECKOUT), **(env or {})},
                stdin=subprocess.DEVNULL,
                stdout=out_file,
                stderr=err_file,
                start_new_session=True,
            )
            try:
                code = process.wait(timeout)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                code = process.wait()
        seconds = time.monotonic() - began
        measured = memory.read_text() if memory.exists() else ""
        return Ended(
            code=code,
            out=out.read_text(encoding="utf-8", errors="replace"),
            err=err.read_text(encoding="utf-8", errors="replace"),
            seconds=seconds,
            megabytes=int(measured or 0) / 1024,
        )


# A process between: what a process has used at most is counted from its parent's size on, and the
# test's own is large. A signal that ended the command is told as the shell tells it.
_MEASURED = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[2:]).returncode
with open(sys.argv[1], "w") as file:
    file.write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
sys.exit(code if code >= 0 else 128 - code)
"""
