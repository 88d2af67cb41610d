"""A paper as one web page that needs nothing else: images inside, no script, no other host."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from hnb import paths
from hnb.papers.blocks import Paper
from hnb.papers.export import NOTHING, SHORT, clean, laid_out

if TYPE_CHECKING:
    from jinja2 import Template


@cache
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    loader = FileSystemLoader(paths.reports() / "templates")
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("paper.html.j2")


def _data_uri(png: bytes, svg: bytes | None) -> str:
    # an image element runs no script and loads nothing, which SVG in the page itself would
    kind, content = ("svg+xml", svg) if svg else ("png", png)
    return f"data:image/{kind};base64,{b64encode(content).decode()}"


def write_html(paper: Paper, path: Path) -> None:
    """Write the paper as one accessible, printable page.

    Raises
    ------
    CheckError
        See `check_blocks`.
    """
    blocks = [
        block | {"uri": _data_uri(block["png"], block["svg"])} if block["kind"] == "picture" else block
        for block in laid_out(paper)
    ]
    head = [(label, clean(text)) for label, text in paper.head]
    page = _template().render(
        title=clean(paper.title), language=paper.language, head=head, blocks=blocks, nothing=NOTHING, short=SHORT
    )
    path.write_text(page, encoding="utf-8", newline="\n")
