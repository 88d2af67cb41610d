"""Taking in a placement ledger of a million rows, by the command line.

Everything is done: the file is read, mapped, checked, reconciled, reported on and written; one row
in a thousand is rejected. Memory is the most that the command held.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from benchmarks import ROOT, Measured

ROWS = 1_000_000
MOST_SECONDS, MOST_GB = 60, 1
AS_AT = date(2026, 11, 30)
HEADINGS = (
    "Child Ref,Provider Name,Provider Type,Sector,In Area,Primary Need,DOB,Start Date,End Date,"
    "Weekly Cost,Annual Cost,Funding Element,Weeks,Paid To Date"
)
_LOOK_EVERY = 0.02


def _write(file: Path) -> None:
    kinds = ("Maintained special", "Independent special school", "FE college", "Mainstream")
    needs = ("ASD", "SEMH", "SLCN", "MLD", "PD")
    with file.open("w", encoding="utf-8", newline="") as lines:
        lines.write(HEADINGS + "\r\n")
        for row in range(ROWS):
            start = AS_AT - timedelta(days=row % 900)
            born = date(2006, 1, 1) + timedelta(days=row % 5000)
            end = (start - timedelta(days=1)) if row % 1000 == 0 else ""
            week = 300 + row % 97_003 / 100
            lines.write(
                f"{row // 2:07d},Provider {row % 700},{kinds[row % 4]},"
                f"{('State', 'Independent')[row % 2]},{('Yes', 'No')[row % 2]},{needs[row % 5]},"
                f"{born:%d/%m/%Y},{start:%d/%m/%Y},{end and f'{end:%d/%m/%Y}'},"
                f'"£{week:,.2f}","£{week * 39:,.2f}",{("Top up", "Place")[row // 2 % 2]},39,'
                f'"£{week * 13:,.2f}"\r\n'
            )


def _taken_in(file: Path, folder: Path) -> tuple[float, float, str]:
    """Seconds that the command took, the most memory that it held in GB, and what it said."""
    words = ["council", "add", str(file), "--folder", str(folder), "--as-at", str(AS_AT)]
    start, most = time.perf_counter(), 0
    with subprocess.Popen(
        [sys.executable, "-m", "hnb", *words, "--accept"],
        cwd=ROOT,
        env=dict(os.environ),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        seen = psutil.Process(process.pid)
        while process.poll() is None:
            with suppress(psutil.Error):
                most = max(most, seen.memory_info().rss)
            time.sleep(_LOOK_EVERY)
        printed = (process.stdout.read() if process.stdout else b"").decode()
        if process.returncode:
            sys.exit(process.stderr.read().decode() if process.stderr else "")
    return time.perf_counter() - start, most / 1e9, printed


def measure() -> Iterator[Measured]:
    """Seconds and memory beside their bounds."""
    with TemporaryDirectory() as temporary:
        file, folder = Path(temporary) / "ledger.csv", Path(temporary) / "council"
        _write(file)
        words = ["init", "authority", "--folder", str(folder), "--authority", "Leicestershire"]
        subprocess.run(
            [sys.executable, "-m", "hnb", *words], cwd=ROOT, check=True, capture_output=True
        )
        took, memory, printed = _taken_in(file, folder)
        size = file.stat().st_size / 1e6
    lines = [line.strip() for line in printed.splitlines() if "rows" in line]
    detail = f"{size:.0f} MB; {lines[0] if lines else 'nothing said'}"
    yield Measured("a ledger of a million rows", took, MOST_SECONDS, unit="s", detail=detail)
    yield Measured("memory at most, GB over 1", MOST_GB / memory, 1, detail=f"{memory:.2f} GB")
