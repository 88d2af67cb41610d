"""What a notebook says of an authority, cell by cell and without its charts, so that every sentence
can be held against the limits of plain English (`tests.papers.reading`).

`python -m tests.questions.plain NOTEBOOK AUTHORITY …` prints what it says and what is at fault.
"""

from __future__ import annotations

import ast
import json
import sys
from collections.abc import Iterator
from typing import Any, NamedTuple

from hnb.domain import areas
from hnb.domain.paths import notebooks
from hnb.figures import Listing, Sentence
from tests.papers.reading import Fault, faults, phrases_in

# authorities with doubtful figures, new, without ages and needs, and small
AWKWARD = ("Leicestershire", "Newham", "Cumberland", "Cambridgeshire", "Rutland")


class Said(NamedTuple):
    """A sentence, a caption or a heading; `where` is 'main', 'appendix', 'table' or 'working'."""

    where: str
    text: str


def everyone() -> tuple[str, ...]:
    """Every authority that exists and has enough plans for a paper of sections."""
    small = {"City of London", "Isles of Scilly"}
    return tuple(who.name for who in areas.everyone() if not who.closed and who.name not in small)


def said(notebook: str, authority: str, **parameters: str) -> list[Said]:
    """Everything that a notebook says of an authority, in its order."""
    book = json.loads((notebooks() / f"{notebook}.ipynb").read_text(encoding="utf-8"))
    shown: list[Any] = []
    names: dict[str, Any] = {"display": lambda *values: shown.extend(values)}
    everything: list[Said] = []
    for cell in book["cells"]:
        tags = cell["metadata"].get("tags", ())
        source = "".join(cell["source"])
        where = "appendix" if "appendix" in tags else "main"
        if cell["cell_type"] == "markdown":
            everything.append(Said(where, source.lstrip("#* ").rstrip("*")))
            continue
        if "charts." in source.partition("(")[0] or source.startswith("hnb.caveats"):
            continue
        shown.clear()
        _run(source, names, shown)
        if "parameters" in tags:
            names.update(authority=authority, **parameters)
        everything += [one for value in shown for one in _words(value, where)]
    return everything


def _run(source: str, names: dict[str, Any], shown: list[Any]) -> None:
    """Run a cell; what its last line is worth is shown, as in a notebook."""
    tree = ast.parse(source)
    last = tree.body[-1] if tree.body else None
    if isinstance(last, ast.Expr):
        tree.body.pop()
        exec(compile(tree, "cell", "exec"), names)
        shown.append(eval(compile(ast.Expression(last.value), "cell", "eval"), names))
    else:
        exec(compile(tree, "cell", "exec"), names)


def _words(value: Any, where: str) -> Iterator[Said]:
    if isinstance(value, Sentence):
        yield Said(where, value.text)
    elif isinstance(value, Listing):
        yield Said("table", value.caption)
        yield Said("table", value.source)
        for label in (*value.header, *(cell for row in value.rows for cell in row)):
            if isinstance(label, str):
                yield Said("table", label)


def at_fault(everything: list[Said]) -> list[Fault]:
    """What is wrong: in the main part length, numbers and phrases; elsewhere phrases alone."""
    faulty = []
    for part in everything:
        if part.where == "main":
            faulty += faults(part.text)
        else:
            faulty += phrases_in(part.text, is_main=False)
    return faulty


if __name__ == "__main__":
    for name in sys.argv[2:] or everyone():
        parts = said(sys.argv[1], name)
        if len(sys.argv) > 2:
            print(f"\n{name}", *(f"{part.where:9}{part.text}" for part in parts), sep="\n")
        for fault in at_fault(parts):
            print(f"{name}: {fault}")
