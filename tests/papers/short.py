"""A checkout in which the forum paper has few sections. Each notebook of the paper costs the start
of a kernel, so that two show in a fifth of the time what does not depend on how many there are.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

import nbformat
import yaml

from tests.conftest import ROOT


def short_checkout(folder: Path, notebooks: Sequence[str]) -> Path:
    """A checkout in `folder` whose forum paper has the sections of these notebooks alone, and the
    parameters that they take.
    """
    leave = shutil.ignore_patterns("out")
    for name in ("hnb", "notebooks", "reports"):
        shutil.copytree(ROOT / name, folder / name, ignore=leave)
    shutil.copy(ROOT / "pyproject.toml", folder)  # by which a checkout is known from a wheel
    (folder / "data").symlink_to(ROOT / "data")
    report = folder / "reports" / "forum-paper.yml"
    paper = yaml.safe_load(report.read_text(encoding="utf-8"))
    taken = {name for notebook in notebooks for name in _parameters(notebook)}
    paper["parameters"] = {k: v for k, v in paper["parameters"].items() if k in taken}
    sections = {section["notebook"]: section for section in paper["sections"]}
    paper["sections"] = [sections[notebook] for notebook in notebooks]
    report.write_text(yaml.safe_dump(paper, sort_keys=False), encoding="utf-8")
    return folder


def _parameters(notebook: str) -> list[str]:
    cells = nbformat.read(ROOT / "notebooks" / f"{notebook}.ipynb", as_version=4).cells
    (cell,) = (cell for cell in cells if "parameters" in cell.metadata.get("tags", ()))
    return re.findall(r"^(\w+) = ", cell.source, re.MULTILINE)
