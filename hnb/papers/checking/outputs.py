"""What a notebook of a report shows that is in no paper, so that nothing is left out unsaid."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from hnb.domain.errors import Place
from hnb.domain.plain import Json
from hnb.figures import MIME
from hnb.papers.markdown import left_out_of

WORKING = "working"  # the tag of a cell whose output is for the notebook alone
_KINDS = {  # the first that an output has says what it is
    "application/vnd.jupyter.widget-view+json": "a widget",
    "image/svg+xml": "a drawing",
    "image/png": "a picture",
    "image/jpeg": "a picture",
    "image/gif": "a picture",
    "application/pdf": "a PDF",
    "application/javascript": "a script",
    "text/latex": "a formula",
    "text/markdown": "Markdown",
    "text/html": "HTML",
    "application/json": "JSON",
    "text/plain": "a value",
}
_SHOWN = 40  # letters of a text that a message quotes


def left_out(notebooks: Sequence[Path], prose: Json) -> list[str]:
    """A sentence for each cell whose output, Markdown or text is not in the paper.

    Parameters
    ----------
    notebooks : sequence of Path
        Executed notebooks.
    prose : dict
        Markdown of the report's definition, by the key that it has there.

    Returns
    -------
    list of str
        Each names the notebook and the cell (counted without those that were put in to run it),
        what is left out, and what to do.
    """
    sentences = [
        f"the report's {key.replace('_', ' ')}: {what} is not in the paper"
        for key, text in prose.items()
        for what in left_out_of(text)
    ]
    for notebook in notebooks:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        tags = [cell.get("metadata", {}).get("tags", ()) for cell in cells]
        number = 0
        for cell, tagged in zip(cells, tags, strict=True):
            number += "injected-parameters" not in tagged
            if WORKING not in tagged and (kinds := dict.fromkeys(_left_out_of_cell(cell))):
                where = Place(notebook=notebook.name, cell=number)
                sentences.append(
                    f"{where}: {' and '.join(kinds)} is not in the paper, which takes only "
                    "hnb.say, hnb.Listing, hnb's charts and Markdown. Use one of these, or give "
                    f"the cell the tag '{WORKING}' if it is for the notebook alone."
                )
    return sentences


def _left_out_of_cell(cell: Json) -> Iterator[str]:
    source = "".join(cell["source"])
    if cell["cell_type"] == "raw" and source.strip():
        yield f"raw text ({_quoted(source)})"
    elif cell["cell_type"] == "markdown":
        yield from left_out_of(source)
    for output in cell.get("outputs", ()):
        yield from _left_out_of_output(output)


def _left_out_of_output(output: Json) -> Iterator[str]:
    if output["output_type"] == "stream":
        text = "".join(output["text"])
        if text.strip():
            printed = "printed text" if output["name"] == "stdout" else "a warning"
            yield f"{printed} ({_quoted(text)})"
        return
    bundle = output.get("data", {})
    if not bundle or MIME in bundle:
        return
    kind = next((name for name in _KINDS if name in bundle), next(iter(bundle)))
    html = "".join(bundle.get("text/html", ""))
    if "<table" in html:
        yield "a table"
    elif kind == "text/plain":
        yield f"a value ({_quoted(''.join(bundle[kind]))})"
    else:
        yield _KINDS.get(kind, f"output of type {kind}")


def _quoted(text: str) -> str:
    """The beginning of a text, on one line."""
    words = " ".join(text.split())
    return repr(words if len(words) <= _SHOWN else f"{words[:_SHOWN]}…")
