"""Papers without kernels, for tests of what happens around a render."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from hnb.papers import render as module
from hnb.papers.definition import Job
from hnb.papers.run import Outcome


def run_nothing(jobs: Sequence[Job], folder: Path) -> list[Outcome]:
    """Each notebook as if it had been run, without a kernel."""
    folder.mkdir()
    for job in jobs:
        shutil.copy(job.notebook, folder / f"{job.name}.ipynb")
    return [Outcome(f"{job.name}.ipynb", True) for job in jobs]


@pytest.fixture
def quickly(monkeypatch) -> None:
    """Papers without sentences, since no kernel is started."""
    monkeypatch.setattr(
        module, "run_notebooks", lambda jobs, folder, **_: run_nothing(jobs, folder)
    )
