"""Taking in the largest release, EHC plans with its twelve files, against reading it with pandas.

The release is the one of 2025 with one figure changed, so that it is no longer known by its bytes:
it is recognised, validated, compared with everything that is held, cell by cell, and written. The
bound is a fifth of the time of `pandas.read_csv` with its default settings over the same files, and
10 s; memory is the most that the command and its processes held together.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import psutil

from benchmarks import ORIGINALS, ROOT, Measured, seconds

RELEASE = "education-health-and-care-plans_2025.zip"
SPARE, MOST_GB = 10, 1
_LOOK_EVERY = 0.02


def _changed(original: Path, target: Path) -> None:
    """The release with another count of plans for England in January 2025."""
    with (
        zipfile.ZipFile(original) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            content = old.read(name)
            if name.endswith("caseload.csv"):
                content = content.replace(b",638745,", b",638746,", 1)
            new.writestr(name, content)


def _read(release: Path) -> None:
    with zipfile.ZipFile(release) as packed:
        for name in packed.namelist():
            if name.startswith("data/"):
                pd.read_csv(io.BytesIO(packed.read(name)), low_memory=False)


def _taken_in(release: Path, data: Path) -> tuple[float, float]:
    """Seconds that the command took, and the most memory that it held, in GB."""
    words = [
        "data",
        "add",
        "--accept",
        "--published",
        "2026-02-01",
        "--papers",
        str(data),
        str(release),
    ]
    start, most = time.perf_counter(), 0
    with subprocess.Popen(
        [sys.executable, "-m", "hnb", *words],
        cwd=ROOT,
        env={**os.environ, "HNB_DATA": str(data)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as process:
        seen = psutil.Process(process.pid)
        while process.poll() is None:
            with suppress(psutil.Error):
                family = [seen, *seen.children(recursive=True)]
                most = max(most, sum(one.memory_info().rss for one in family))
            time.sleep(_LOOK_EVERY)
        said = process.stderr.read().decode() if process.stderr else ""
    if process.returncode or "Taken in" not in said:
        sys.exit(f"hnb data add stopped with {process.returncode}:\n{said}")
    return time.perf_counter() - start, most / 1e9


def measure() -> Iterator[Measured]:
    """Seconds and memory beside their bounds."""
    found = sorted(ORIGINALS.rglob(RELEASE))
    if not found:
        print("  the publishers' files are not at hand")
        return
    with TemporaryDirectory() as folder:
        release = Path(folder) / "release.zip"
        _changed(found[0], release)
        pandas_takes = seconds(lambda: _read(release), tries=3)
        runs = [_taken_in(release, Path(folder) / f"data-{number}") for number in range(2)]
        took, memory = min(run[0] for run in runs), max(run[1] for run in runs)
    bound = pandas_takes / 5 + SPARE
    detail = (
        f"{took:.1f} s; a fifth of pandas' {pandas_takes:.1f} s, and {SPARE} s, are {bound:.1f} s"
    )
    yield Measured("bound over the time of taking in", bound / took, 1, detail=detail)
    yield Measured("memory at most, GB over 1", MOST_GB / memory, 1, detail=f"{memory:.2f} GB")
