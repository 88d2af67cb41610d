"""One `hnb render`, paper and checks included, against the papermill commands for the same
notebooks.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks import Measured, command, seconds
from hnb.papers.definition import read_report, settle

REPORT, AUTHORITY, TRIES = "forum-paper", "Leicestershire", 2


def measure() -> Iterator[Measured]:
    """The ratio of the shortest times, each in processes of its own."""
    jobs = settle(read_report(REPORT), {"authority": AUTHORITY}).jobs
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)

        def render() -> None:
            words = ("render", REPORT, "--authority", AUTHORITY, "--quiet", "--out", folder / "out")
            command(sys.executable, "-m", "hnb", *words)

        def papermill() -> None:
            for job in jobs:
                given = ("--parameters_yaml", json.dumps(job.parameters))
                target = folder / f"{job.name}.ipynb"
                command(
                    sys.executable,
                    "-m",
                    "papermill",
                    job.notebook,
                    target,
                    *given,
                    "--no-progress-bar",
                )

        ours, theirs = seconds(render, TRIES), seconds(papermill, TRIES)
    detail = f"{ours:.1f} s against {theirs:.1f} s for {len(jobs)} notebooks"
    yield Measured("hnb render, faster than papermill alone", theirs / ours, 1, detail=detail)
