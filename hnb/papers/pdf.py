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
from hnb.papers.export import NOTHING, clean, laid_out

if TYPE_CHECKING:
    import typst

_WIDTH, _HEIGHT = 166, 190  # the most that a picture may take, in mm


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
        blocks = [_with_file(block, Path(folder)) for block in laid_out(paper)]
        language, _, region = paper.language.partition("-")
        data = {
            "title": clean(paper.title),
            "author": clean(paper.authority),
            "date": {"year": paper.date.year, "month": paper.date.month, "day": paper.date.day},
            "lang": language,
            "region": region or None,
            "head": [(label, clean(text)) for label, text in paper.head],
            "footer": " · ".join(clean(text) for text in (paper.report_to, dict(paper.head)["Date"]) if text),
            "nothing": NOTHING,
            "blocks": blocks,
        }
        midnight = datetime(paper.date.year, paper.date.month, paper.date.day, tzinfo=UTC)
        try:
            content = _compiler().compile(
                (paths.reports() / "templates" / "paper.typ").read_bytes(),
                root=folder,
                sys_inputs={"paper": json.dumps(data, ensure_ascii=False)},
                pdf_standards=["ua-1"],
                timestamp=int(midnight.timestamp()),
            )
        except typst.TypstError as error:
            raise CheckError(found=f"the PDF was refused: {error.message}", expected="an accessible PDF") from error
    assert isinstance(content, bytes)  # one file: it is not asked for page images
    path.write_bytes(content)


def _with_file(block: dict[str, Any], folder: Path) -> dict[str, Any]:
    """A picture's bytes put under typst's root, and its width in mm."""
    if block["kind"] != "picture":
        return block
    kind, content = ("svg", block["svg"]) if block["svg"] else ("png", block["png"])
    name = f"{block['label'].lower().replace(' ', '-')}.{kind}"
    (folder / name).write_bytes(content)
    width, height = block["pixels"]
    kept = {key: value for key, value in block.items() if key not in ("png", "svg", "pixels")}
    return kept | {"file": name, "width": min(_WIDTH, _HEIGHT * width / height)}
