"""Markdown, as people write it in notebooks and reports, reduced to the blocks of a paper."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from hnb.domain.plain import Json
from hnb.papers.blocks import Block, Bullets, Heading, Paragraph

if TYPE_CHECKING:
    from mistune import Markdown

_NEVER_READ = re.compile(r"(?is)<!--.*?-->|<(script|style)\b.*?</\1\s*>")
_TAG = re.compile(r"</?[a-zA-Z][^>]*>")


@cache
def _parser() -> Markdown:
    import mistune

    return mistune.create_markdown(renderer=None)


def read_markdown(text: str) -> list[Block]:
    """Headings, plain paragraphs and lists, in plain words.

    HTML, pictures and blocks of code are left out; emphasis, links and code within a sentence are
    reduced to their words. A nested list becomes further items of the list around it. A `#` heading
    is the notebook's own title, and is left to the section's heading.
    """
    tree = _parser()(_NEVER_READ.sub("", text))
    return list(_blocks(tree)) if isinstance(tree, list) else []


def _blocks(tokens: list[Json]) -> Iterator[Block]:
    for token in tokens:
        words = _words(token)
        if token["type"] == "list":
            yield Bullets(tuple(_items(token)))
        elif token["type"] == "block_quote":
            yield from _blocks(token["children"])
        elif token["type"] == "heading" and words:
            if token["attrs"]["level"] > 1:
                yield Heading(min(token["attrs"]["level"], 3), words)
        elif token["type"] in ("paragraph", "block_html") and words:
            yield Paragraph(words)


def _items(token: Json) -> Iterator[str]:
    """The items of a list, those of a list within an item after it."""
    for item in token["children"]:
        parts = [part for part in item["children"] if part["type"] != "list"]
        words = " ".join(filter(None, map(_words, parts)))
        if words:
            yield words
        for part in item["children"]:
            if part["type"] == "list":
                yield from _items(part)


def _words(token: Json) -> str:
    """The plain words of a block, on one line."""
    return " ".join(html.unescape("".join(_inline(token))).split())


def _inline(token: Json) -> Iterator[str]:
    match token["type"]:
        case "softbreak" | "linebreak" | "blank_line":
            yield " "
        case "image" | "inline_html" | "block_code" | "thematic_break":
            pass
        case "block_html":
            yield _TAG.sub("", token["raw"])
        case _:
            yield token.get("raw", "")
            for child in token.get("children", ()):
                yield from _inline(child)
