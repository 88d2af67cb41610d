"""The list of what is not available, and why: one line for each section that lacks a figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from hnb.domain.words import capitalised, with_articles
from hnb.figures import MIME
from hnb.papers.blocks import Block, Bullets, Heading
from hnb.papers.composing.shown import SHORT, Shown

if TYPE_CHECKING:
    from nbformat import NotebookNode


def end_unavailable(cell: NotebookNode, reason: str) -> None:
    """Let a notebook end at a cell that met `NotPublished`: it shows the reason alone, which then
    goes into the list, in papers of every length.
    """
    block = {"block": "paragraph", "text": reason, "missing": reason, "labels": [], "figures": []}
    data = {"text/plain": reason, MIME: block}
    cell["outputs"] = [{"output_type": "display_data", "data": data, "metadata": {}}]
    cell["metadata"]["tags"] = [*cell["metadata"].get("tags", ()), SHORT]


def reasons(shown: Iterable[Shown]) -> tuple[str, ...]:
    """What sentences say in place of figures that are missing, once for each reason."""
    by_reason: dict[str, str] = {}
    for part in shown:
        if part.missing:
            # the reason in a sentence of its own is easier to read
            its_own = f". {capitalised(part.missing)}"
            text = str(part.data["text"]).replace(f": {part.missing}", its_own)
            by_reason.setdefault(part.missing, text)
    return tuple(by_reason.values())


def unavailable(by_heading: Mapping[str, Iterable[str]], authority: str) -> list[Block]:
    """A heading, and a line for each section; nothing where nothing is missing.

    Parameters
    ----------
    by_heading : mapping
        The reasons, by the heading of their section.
    authority : str
        The authority that the paper is about; empty where it is about no single one.
    """
    lines = tuple(
        f"{heading.rstrip('?:.')}: {' '.join(texts)}"
        for heading, texts in by_heading.items()
        if texts
    )
    whom = f" for {with_articles(authority)}" if authority else ""
    title = f"Not available{whom}, and why"
    return [Heading(1, title), Bullets(lines)] if lines else []
