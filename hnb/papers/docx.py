"""A paper as a Word document that an officer can go on editing: real styles, numbering, captions and header rows."""

from __future__ import annotations

import re
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from hnb.papers.blocks import Paper
from hnb.papers.export import template, words


def write_docx(paper: Paper, path: Path) -> None:
    """Write the paper for Word.

    Paragraph numbers come from one numbering definition tied to the style "Numbered Paragraph"; captions are SEQ
    fields: both renumber when somebody inserts one. The dates inside are the paper's own.

    Raises
    ------
    CheckError
        See `check_blocks`.
    """
    said = words(paper)
    pictures = [block for block in said["blocks"] if block["kind"] == "picture"]
    _, *pieces = re.split(r"^=== (\S+) ===\n", template("paper.docx.j2").render(said, pictures=pictures), flags=re.M)
    declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    parts = {name: (declaration + xml).encode() for name, xml in zip(pieces[::2], pieces[1::2], strict=True)}
    parts |= {f"word/media/picture{place}.png": block["png"] for place, block in enumerate(pictures, 1)}
    with ZipFile(path, "w") as package:
        for name, content in parts.items():
            entry = ZipInfo(name, date_time=(paper.date.year, paper.date.month, paper.date.day, 0, 0, 0))
            # a PNG is compressed already
            package.writestr(entry, content, ZIP_STORED if name.endswith(".png") else ZIP_DEFLATED, compresslevel=6)
