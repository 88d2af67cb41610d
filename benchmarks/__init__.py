"""What is measured, beside its goal: each module here has `measure()`, and `python -m benchmarks`
runs them all.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ORIGINALS = ROOT.parent / "shared" / "dfe"


@dataclass(frozen=True)
class Measured:
    """A number that was measured in this run, and the goal that it is held against.

    `unit` is 'times' for a ratio or 's' for seconds; a ratio is better when it is larger, seconds
    when they are fewer.
    """

    says: str
    value: float
    goal: float
    unit: str = "times"
    detail: str = ""

    @property
    def reached(self) -> bool:
        """Whether the goal is met."""
        return self.value >= self.goal if self.unit == "times" else self.value <= self.goal

    def __str__(self) -> str:
        goal = f"goal {'at least' if self.unit == 'times' else 'at most'} {self.goal:g}"
        said = (
            f"{'reached' if self.reached else 'MISSED '}  {self.value:8.2f} {self.unit:<5} "
            f"({goal})  {self.says}"
        )
        return f"{said}: {self.detail}" if self.detail else said


def seconds(work: Callable[[], object], tries: int = 1) -> float:
    """The shortest of some tries, in seconds on the wall clock."""
    best = float("inf")
    for _ in range(tries):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def command(*words: str | Path, cwd: Path = ROOT) -> None:
    """Run a program to its end, quietly; stop with what it said where it fails."""
    run = subprocess.run(
        [str(word) for word in words], cwd=cwd, capture_output=True, text=True, check=False
    )
    if run.returncode:
        sys.exit(
            f"{' '.join(map(str, words))} stopped with "
            f"{run.returncode}:\n{run.stderr or run.stdout}"
        )


def python(code: str) -> Sequence[str]:
    """The words of a command that runs some Python in a process of its own."""
    return (sys.executable, "-c", code)
