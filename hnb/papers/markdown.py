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

_NEVER_READ = re.compile(r"(?is)<!--.*?-->|<(script|style)\b[^>]*>.*?</\1\s*>")
# A tag as HTML has it: `a<b and b>a` and `<name of officer>` are words
_TAG = re.compile(
    r"</?([a-zA-Z][a-zA-Z0-9]*)"
    r"((?:\s+[a-zA-Z][\w:-]*\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'<>=]+))*)\s*/?>"
)
_ALONE = frozenset(("br", "hr", "wbr", "img"))
_PAIRED = """
a abbr article aside b bdi bdo blockquote big body caption center cite code col colgroup dd del
details dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header i iframe ins kbd
li main map mark nav ol p pre q s samp section small span strike strong sub summary sup svg
table tbody td tfoot th thead tr tt u ul var video
"""
_WITH_AN_END = frozenset(_PAIRED.split())
_APART = frozenset(("br", "hr", "p", "div", "li", "td", "th", "tr", "dd", "dt"))
_LINK = re.compile(r"<(?:[a-zA-Z][a-zA-Z0-9+.-]{1,31}:[^\s<>]*|[\w.+-]+@[\w.-]+)>")


@cache
def _parser() -> Markdown:
    import mistune

    return mistune.create_markdown(renderer=None)


def read_markdown(text: str) -> list[Block]:
    """Headings, plain paragraphs and lists, in plain words.

    Tags of HTML, emphasis, links and code within a sentence are reduced to their words; angle
    brackets that are no tags stay. A paragraph wholly in emphasis is a note. Comments, scripts,
    pictures and blocks of code are left out (see `left_out_of`). A nested list becomes further
    items of the list around it. A `#` heading is the notebook's own title, and is left to the
    section's heading.
    """
    return list(_blocks(_tree(text)))


def left_out_of(text: str) -> list[str]:
    """What stands in Markdown and is in no paper, in words."""
    scripts = ["a script" for _ in re.finditer(r"(?i)<script\b", text)]
    pictures = ["a picture" for _ in re.finditer(r"(?i)<(?:img|svg|video|iframe)\b", text)]
    return list(dict.fromkeys([*scripts, *pictures, *_unread(_tree(text))]))


def is_html(line: str) -> bool:
    """Whether a line has a tag of HTML, and not only a word in angle brackets."""
    tags = (match[1].casefold() for match in _TAG.finditer(line))
    return bool(re.search(r"(?i)</?(script|style)\b", line)) or any(
        name in _ALONE or name in _WITH_AN_END for name in tags
    )


def _tree(text: str) -> list[Json]:
    tree = _parser()(_bare_brackets_kept(_NEVER_READ.sub("", text)))
    return tree if isinstance(tree, list) else []


def _unread(tokens: list[Json]) -> Iterator[str]:
    for token in tokens:
        if token["type"] == "image":
            yield "a picture"
        elif token["type"] == "block_code":
            yield "a block of code"
        yield from _unread(token.get("children", []))


def _bare_brackets_kept(text: str) -> str:
    """The text with each `<` that begins no tag and no link written as its entity."""
    tags = {match.start(): match for match in _TAG.finditer(text)}
    ends = {name: place for place, name in _names(tags, ending=True)}
    begun: dict[str, int] = {}
    for place, name in _names(tags, ending=False):
        begun.setdefault(name, place)
    links = {match.start() for match in _LINK.finditer(text)}

    def kept(bracket: re.Match[str]) -> str:
        place = bracket.start()
        if place in links or (place in tags and _is_tag(tags[place], begun, ends)):
            return "<"
        return "&lt;"

    return re.sub("<", kept, text)


def _names(tags: dict[int, re.Match[str]], ending: bool) -> Iterator[tuple[int, str]]:
    """Where tags of each name stand: those that end something, or those that begin it."""
    for place, tag in tags.items():
        if tag[0].startswith("</") == ending:
            yield place, tag[1].casefold()


def _is_tag(tag: re.Match[str], begun: dict[str, int], ends: dict[str, int]) -> bool:
    """Whether it is a tag of HTML that stands alone or has its other half."""
    name, place = tag[1].casefold(), tag.start()
    if name in _ALONE:
        return True
    if tag[0].startswith("</"):
        return name in _WITH_AN_END and begun.get(name, place) < place
    return name in _WITH_AN_END and ends.get(name, place) > place


def _blocks(tokens: list[Json]) -> Iterator[Block]:
    for token in tokens:
        words = _words(token)
        if token["type"] == "list":
            yield Bullets(tuple(_items(token)), lettered=token["attrs"]["ordered"])
        elif token["type"] == "block_quote":
            yield from _blocks(token["children"])
        elif token["type"] == "heading" and words:
            if token["attrs"]["level"] > 1:
                yield Heading(min(token["attrs"]["level"], 3), words)
        elif token["type"] in ("paragraph", "block_html") and words:
            yield Paragraph(words, is_note=_is_emphasised(token))


def _is_emphasised(token: Json) -> bool:
    """Whether a paragraph is one run of emphasis, `*as here*`."""
    return [child["type"] for child in token.get("children", ())] == ["emphasis"]


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
        case "image" | "block_code" | "thematic_break":
            pass
        case "inline_html" | "block_html":
            yield _TAG.sub(lambda tag: " " if tag[1].casefold() in _APART else "", token["raw"])
        case _:
            yield token.get("raw", "")
            for child in token.get("children", ()):
                yield from _inline(child)
