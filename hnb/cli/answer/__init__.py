"""`hnb answer`: what a question's notebook says of an authority, as text."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from hnb.cli import add_command
from hnb.domain import areas, paths
from hnb.domain.errors import NotebookError, NotPublished, ParameterError, Place
from hnb.domain.plain import Json
from hnb.domain.words import listed, quoted

if TYPE_CHECKING:
    from hnb.cli import Commands

_EXAMPLE = """Every further --name VALUE is a parameter of the question's notebook, such as
--comparators, --as-at or --start. docs/questions.md lists the questions; charts are in notebooks.

example:
  hnb answer over_the_years --authority Kent --start 2019 --end 2024
"""

_SHOWN = ("paragraph", "table")


def register(commands: Commands) -> None:
    """Add `answer`."""
    command = add_command(commands, "answer", epilog=_EXAMPLE, run=run)
    command.loose = True  # it may be given any parameter of the notebook
    command.add_argument("question", metavar="QUESTION", help="the name of a question")
    command.add_argument("--authority", help="name, DfE number or ONS code")
    command.add_argument(
        "--council", metavar="FILE", help="the authority.yml of the council whose records to use"
    )


def run(args: argparse.Namespace) -> int:
    """Print the sentences and tables of the answer."""
    from hnb.papers.definition import Job
    from hnb.papers.run import run_notebooks
    from hnb.papers.settling.parameters import fit_notebook
    from hnb.questions.definition import question
    from hnb.store.own_records import using

    asked = question(args.question)
    notebook = paths.notebooks() / f"{asked.notebook}.ipynb"
    given = dict(map(_named, args.rest))
    if args.authority is not None:
        given["authority"] = str(areas.find(args.authority).la_code)
    job = Job(asked.notebook, notebook, fit_notebook(notebook, given))
    with using(args.council), tempfile.TemporaryDirectory(prefix="hnb-answer-") as folder:
        (outcome,) = run_notebooks([job], Path(folder))
        cells = json.loads((Path(folder) / outcome.notebook).read_text(encoding="utf-8"))["cells"]
    blocks = list(_blocks(cells))
    print("".join(f"{_as_text(block)}\n\n" for block in blocks), end="")
    if not outcome.ok:
        refusal = NotebookError(
            Place(notebook=notebook.name, cell=outcome.cell), found=outcome.error
        )
        refusal.exit_code = outcome.exit_code or refusal.exit_code
        raise refusal
    # a notebook ends at what is not published: it shows the reason, and nothing after it
    if asked.needs_records and blocks and blocks[-1].get("missing") == blocks[-1].get("text"):
        files = listed([f"`{name}`" for name in asked.council_files])
        print(f"hnb: the council's own files would answer it: {files}.", file=sys.stderr)
        return NotPublished.exit_code
    return 0


def _named(option: str) -> tuple[str, str]:
    """The name and the value of an option that the notebook may know."""
    name, has_value, value = option.removeprefix("--").partition("=")
    if not has_value:
        fault = f"{quoted(option)} has no value"
        raise ParameterError(Place(parameter=name), found=fault, expected="--name VALUE")
    return name.replace("-", "_"), value


def _blocks(cells: Iterable[Json]) -> Iterator[Json]:
    """The headings, sentences and tables of an executed notebook; what is for the notebook alone,
    charts and caveats are left out.
    """
    from hnb.figures import MIME

    heading = ""
    for cell in cells:
        first_line = "".join(cell["source"]).partition("\n")[0]
        if cell["cell_type"] == "markdown" and first_line.startswith("#"):
            heading = first_line.lstrip("# ")
        for output in cell.get("outputs", ()):
            block = output.get("data", {}).get(MIME, {})
            is_working = "working" in cell["metadata"].get("tags", ()) and not block.get("missing")
            if block.get("block") in _SHOWN and not is_working:
                if heading:  # of a section that shows something
                    yield {"block": "paragraph", "text": heading}
                    heading = ""
                yield block


def _as_text(block: Json) -> str:
    """A sentence, or a table with its columns under each other."""
    if block["block"] != "table":
        return str(block["text"])
    rows = [block["header"], *block["rows"]]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = (
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )
    return "\n".join([block["caption"], *lines, block["source"]]).rstrip()
