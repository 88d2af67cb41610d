"""A paper as one web page that needs nothing else: images inside, no script, no other host."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

from hnb.papers.blocks import Paper
from hnb.papers.export import SHORT, template, words


def write_html(paper: Paper, path: Path) -> None:
    """Write the paper as one accessible, printable page.

    Raises
    ------
    CheckError
        See `check_blocks`.
    """
    said = words(paper)
    for block in said["blocks"]:
        if block["kind"] == "picture":
            # an image element runs no script and loads nothing, which SVG in the page itself would
            kind, content = ("svg+xml", block["svg"]) if block["svg"] else ("png", block["png"])
            block["uri"] = f"data:image/{kind};base64,{b64encode(content).decode()}"
    path.write_text(template("paper.html.j2").render(said, short=SHORT), encoding="utf-8", newline="\n")
