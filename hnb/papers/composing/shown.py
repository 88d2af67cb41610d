"""What an executed notebook shows, and in which part of a paper."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from hnb.domain.errors import CheckError
from hnb.domain.plain import Json
from hnb.figures import MIME
from hnb.papers.blocks import Block, Grid, Heading, Paragraph, Picture
from hnb.papers.composing.sources import cite
from hnb.papers.markdown import read_markdown

SHORT, APPENDIX = "short", "appendix"  # tags of cells


@dataclass(frozen=True)
class Shown:
    """One block of a notebook, and where it belongs.

    Parameters
    ----------
    block : Block, optional
        None for what is gathered elsewhere in the paper, as caveats are.
    data : dict
        What the ledger wants to know of it; empty for Markdown.
    is_main, is_aside : bool
        Whether it is in the main part, and in the appendix: a heading is in both, and stays where
        something is beneath it.
    """

    block: Block | None
    data: Json
    is_main: bool
    is_aside: bool

    @property
    def missing(self) -> str:
        """Why a figure is not available, where the block says nothing else."""
        return str(self.data.get("missing", ""))

    @property
    def is_empty(self) -> bool:
        """Whether the block is a table of Figures, none of which has a value; a count of no rows
        is none.
        """
        figures = self.data.get("figures", ()) if isinstance(self.block, Grid) else ()
        return bool(figures) and not any(
            figure["value"] or (figure["value"] is not None and figure["release"])
            for figure in figures
        )


def read_shown(notebook: Path, *, is_short: bool) -> Iterator[Shown]:
    """The blocks of an executed notebook, in order.

    Parameters
    ----------
    notebook : Path
        An executed notebook.
    is_short : bool
        Whether only what a cell tagged `short` says is in the main part.
    """
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        tags = cell.get("metadata", {}).get("tags", ())
        if cell["cell_type"] == "markdown":
            for block in read_markdown("".join(cell["source"])):
                yield _placed(block, {}, tags, is_short=is_short)
        for output in cell.get("outputs", ()):
            bundle = output.get("data", {})
            data = bundle.get(MIME)
            if data:
                data = {**data, "source": cite(data.get("source", ""))}
                yield _placed(_block(data, bundle), data, tags, is_short=is_short)


def _placed(block: Block | None, data: Json, tags: Collection[str], *, is_short: bool) -> Shown:
    is_heading = isinstance(block, Heading)
    is_aside = APPENDIX in tags or bool(data.get("appendix")) or (is_short and SHORT not in tags)
    return Shown(block, data, is_main=is_heading or not is_aside, is_aside=is_heading or is_aside)


def _block(data: Json, bundle: Json) -> Block | None:
    match data["block"]:
        case "caveats":
            return None
        case "paragraph":
            return Paragraph(data["text"])
        case "table":
            return Grid(
                caption=data["caption"],
                header=tuple(data["header"]),
                rows=tuple(map(tuple, data["rows"])),
                numeric=tuple(data["numeric"]),
                source=data["source"],
            )
        case "figure":
            png = b64decode("".join(bundle.get("image/png", "")))
            svg = "".join(bundle.get("image/svg+xml", ""))
            return Picture(png, data["alt"], data["caption"], source=data["source"], svg=svg)
    raise CheckError(
        found=f"a notebook shows a block of kind {data['block']!r}",
        expected="paragraph, figure or table",
    )
