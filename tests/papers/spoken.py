"""What a notebook says of an authority: its words and sentences, without its charts and a kernel.

`python -m tests.papers.spoken NOTEBOOK AUTHORITY…` prints them, each with the part of a paper that
it belongs to, and what is not plain English.
"""

from __future__ import annotations

import ast
import json
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from types import CodeType
from typing import Any

from hnb.figures import MIME
from tests.conftest import ROOT
from tests.every_authority import shown
from tests.papers.reading import Fault, faults, words

SHORT, MAIN, APPENDIX = "short", "main", "appendix"


@dataclass(frozen=True)
class Said:
    """A paragraph or a table that a notebook says, and the part of a paper that it is in."""

    part: str
    text: str
    is_table: bool = False

    def __str__(self) -> str:
        return f"[{self.part}] {self.text}"


@cache
def _cells(
    notebook: str,
) -> tuple[tuple[str, set[str], str, CodeType | None, CodeType | None], ...]:
    """Each cell: its kind, tags, words, statements, and the value that it shows."""
    book = json.loads((ROOT / "notebooks" / f"{notebook}.ipynb").read_text(encoding="utf-8"))
    return tuple(_compiled(cell) for cell in book["cells"])


def _compiled(
    cell: dict[str, Any],
) -> tuple[str, set[str], str, CodeType | None, CodeType | None]:
    source, tags = "".join(cell["source"]), set(cell["metadata"].get("tags", ()))
    if cell["cell_type"] == "markdown":
        return "markdown", tags, source, None, None
    tree, value = ast.parse(source), None
    if tree.body and isinstance(tree.body[-1], ast.Expr):
        value = compile(ast.Expression(tree.body.pop().value), "cell", "eval")
    return "code", tags, source, compile(tree, "cell", "exec"), value


def spoken(notebook: str, authority: str, **parameters: object) -> list[Said]:
    """What it says, in order; its charts and what is for the notebook alone are left out."""
    said: list[Said] = []
    showing: list[dict[str, Any]] = []
    names: dict[str, Any] = {"display": lambda *values: showing.extend(_blocks(values))}
    for kind, tags, source, statements, value in _cells(notebook):
        if kind == "markdown":
            said += [Said(_part(tags, {}), text) for text in source.split("\n\n")]
            continue
        if "charts." in source or "hnb.caveats" in source:
            continue
        showing.clear()
        exec(statements, names)
        if "parameters" in tags:
            names |= {"authority": authority, **parameters}
        if value and "working" not in tags:
            showing += _blocks([eval(value, names)])
        said += [Said(_part(tags, block), *_text(block)) for block in showing]
    return said


def _blocks(values: Any) -> Iterator[dict[str, Any]]:
    for value in values:
        for output in shown(value):
            if block := output["data"].get(MIME):
                yield block


def _part(tags: set[str], block: dict[str, Any]) -> str:
    if APPENDIX in tags or block.get("appendix"):
        return APPENDIX
    return SHORT if SHORT in tags else MAIN


def _text(block: dict[str, Any]) -> tuple[str, bool]:
    if block["block"] == "paragraph":
        return block["text"], False
    rows = [" | ".join(row) for row in (block["header"], *block["rows"])]
    return "\n    ".join([block["caption"], *rows, block["source"]]), True


def prose(said: list[Said], part: str) -> list[str]:
    """The paragraphs of a part that are no headings, without the marks of Markdown."""
    texts = [one.text.strip("*") for one in said if one.part == part and not one.is_table]
    return [" ".join(text.split()) for text in texts if text and not text.startswith("#")]


def said_badly(said: list[Said]) -> list[Fault]:
    """What is not plain English in the main part of a paper, short or full."""
    return [fault for part in (SHORT, MAIN) for text in prose(said, part) for fault in faults(text)]


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    for name in sys.argv[2:]:
        everything = spoken(sys.argv[1], name)
        print(name, *everything, *said_badly(everything), sep="\n")
        print(len(words(" ".join(prose(everything, SHORT)))), "words in the short paper")
