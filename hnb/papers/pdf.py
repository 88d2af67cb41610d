"""A paper as a tagged, accessible PDF, by typst in this process."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hnb import paths
from hnb.errors import CheckError
from hnb.papers.blocks import Paper
from hnb.papers.export import words

if TYPE_CHECKING:
    import typst


@cache
def _compiler() -> typst.Compiler:
    """One compiler a process, its fonts read once: matplotlib's, so that every machine sets the same lines."""
    import typst

    home = find_spec("matplotlib")
    assert home and home.origin
    folder = Path(home.origin).parent / "mpl-data" / "fonts" / "ttf"
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])
    return typst.Compiler(font_paths=fonts)


def write_pdf(paper: Paper, path: Path) -> None:
    """Write the paper as PDF/UA-1: tagged, with an outline, text alternatives, header cells and page numbers.

    The process must not be forked afterwards: typst keeps a pool of threads.

    Raises
    ------
    CheckError
        See `check_blocks`; also what typst itself refuses under PDF/UA-1.
    """
    import typst

    with tempfile.TemporaryDirectory(prefix="hnb-") as folder:
        said = words(paper)
        language, _, region = said["language"].partition("-")
        said |= {
            "lang": language,
            "region": region or None,
            "blocks": [_filed(b, Path(folder)) for b in said["blocks"]],
        }
        midnight = datetime(paper.date.year, paper.date.month, paper.date.day, tzinfo=UTC)
        try:
            content = _compiler().compile(
                (paths.reports() / "templates" / "paper.typ").read_bytes(),
                root=folder,
                sys_inputs={"paper": json.dumps(said, ensure_ascii=False)},
                pdf_standards=["ua-1"],
                timestamp=int(midnight.timestamp()),
            )
        except typst.TypstError as error:
            raise CheckError(found=f"the PDF was refused: {error.message}", expected="an accessible PDF") from error
    assert isinstance(content, bytes)  # one file: it is not asked for page images
    path.write_bytes(content)


def _filed(block: dict[str, Any], folder: Path) -> dict[str, Any]:
    """A picture's bytes put under typst's root, and the name of their file in their place."""
    if block["kind"] != "picture":
        return block
    kind = "svg" if block["svg"] else "png"
    file = folder / f"{block['label']}.{kind}"
    file.write_bytes(block[kind])
    return block | {"file": file.name, "png": None, "svg": None}
