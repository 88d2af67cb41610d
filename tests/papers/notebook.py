"""Tiny notebooks for tests: cells as they read."""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook


def write_notebook(path: Path, *cells: str, parameters: str = "") -> Path:
    """A notebook of cells; one that starts with `#` or `//` is Markdown (without the `//`)."""
    made = [new_markdown_cell("What is asked.")]
    if parameters:
        made.append(new_code_cell(parameters, metadata={"tags": ["parameters"]}))
    for cell in cells:
        words = cell.startswith(("# ", "## ", "### ", "//"))
        made.append(new_markdown_cell(cell.removeprefix("//")) if words else new_code_cell(cell))
    path.parent.mkdir(parents=True, exist_ok=True)
    for place, cell in enumerate(made):
        cell["id"] = f"cell-{place}"
    nbformat.write(new_notebook(cells=made), path)
    return path
