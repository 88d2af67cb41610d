"""One `hnb render` against a `papermill` command for each of its notebooks, as a person would type them."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks import ROOT, Measured, command, seconds

REPORT, AUTHORITY = "forum-paper", "Leicestershire"


def measure() -> list[Measured]:
    """The time of the commands for the time of the render, which makes three documents and checks them as well."""
    from hnb import paths
    from hnb.papers.definition import read_report

    sections = read_report(REPORT).sections
    with tempfile.TemporaryDirectory() as folder:
        papermill = shutil.which("papermill", path=str(Path(sys.executable).parent)) or "papermill"

        def commands() -> None:
            for section in sections:
                notebook = paths.notebooks() / f"{section.notebook}.ipynb"
                out = Path(folder) / notebook.name
                command(papermill, notebook, out, "-p", "authority", AUTHORITY, "--cwd", ROOT, "-k", "python3")

        def render() -> None:
            words = ("render", REPORT, "--authority", AUTHORITY, "--out", folder, "--quiet")
            command(sys.executable, "-m", "hnb", *words)

        slow, fast = seconds(commands, 2), seconds(render, 2)
    detail = f"{fast:.1f} s for {len(sections)} notebooks and three documents, {slow:.1f} s for the commands"
    return [Measured("one hnb render against the papermill commands for its notebooks", slow / fast, 1, detail=detail)]
