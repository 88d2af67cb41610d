"""What the formatting of a Word document does to its words: marks and styles that hide, strike out,
raise or turn them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from xml.etree.ElementTree import Element

HIDDEN = "hidden text"
_OFF = ("0", "false", "off", "none", "ltr", "baseline")
_SMALLEST = 8  # in halves of a point: nobody reads less
_WHITE = re.compile("[ef][0-9a-f][ef][0-9a-f][ef][0-9a-f]", re.IGNORECASE)
_WHITE_THEMES = ("background1", "light1")
_GROUNDS = frozenset({"shd", "highlight"})
_HIDE = ("vanish", "specVanish")
_OF_NUMBERS = frozenset({"strike", "dstrike", "vertAlign", "rtl"})
_OTHERS = ("altChunk", "subDoc", "bdo", "dir", "bidiVisual")


def local(node: Element) -> str:
    """A node's name without its namespace."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def attribute(node: Element, name: str) -> str:
    """An attribute, whichever namespace it has."""
    return next((value for key, value in node.items() if key.rpartition("}")[2] == name), "")


def hiding_styles(styles: Element) -> set[str]:
    """The names of styles that hide their words, by themselves or by the style they rest on; an
    empty name where all words are hidden.
    """
    hiding = {_name_of(style) for style in styles if _hides_words(style)}
    bases = {_name_of(style): _base_of(style) for style in styles}
    while more := {name for name, base in bases.items() if base in hiding} - hiding:
        hiding |= more
    return hiding


def _name_of(style: Element) -> str:
    return attribute(style, "styleId")


def _hides_words(style: Element) -> bool:
    """Whether a style, or what holds for all, hides words; what it does in a table's cells is
    left to it.
    """
    if local(style) == "docDefaults":
        return any(_hides(_marks(part)) for part in style)
    return local(style) == "style" and _hides(_marks(style))


def _base_of(style: Element) -> str:
    return next((attribute(child, "val") for child in style if local(child) == "basedOn"), "-")


def _marks(node: Element) -> dict[str, str]:
    """The marks of a run or style that are not switched off, each with its value."""
    values: dict[str, str] = {}
    for properties in (child for child in node if local(child) == "rPr"):
        for mark in properties:
            theme = attribute(mark, "themeColor")
            values[local(mark)] = "ffffff" if theme in _WHITE_THEMES else attribute(mark, "val")
    return {name: value for name, value in values.items() if value not in _OFF}


def _is_hidden(marks: Mapping[str, str]) -> bool:
    return any(name in marks for name in _HIDE)


def _hides(marks: Mapping[str, str]) -> bool:
    """Whether marks leave words that nobody can see."""
    size = marks.get("sz", "")
    is_small = size.isdecimal() and int(size) <= _SMALLEST
    is_white = _WHITE.fullmatch(marks.get("color", "")) and not _GROUNDS & set(marks)
    return _is_hidden(marks) or is_small or bool(is_white)


def mark_of(run: Element, hiding: Collection[str], in_table: bool) -> str:
    """What a run's formatting does that a reader is misled by; empty where it is nothing.

    A cell may have white words, for its own ground may be dark.
    """
    text = "".join(node.text or "" for node in run if local(node) == "t").strip()
    marks = _marks(run)
    is_unseen = _hides(marks) or marks.get("rStyle", "-") in hiding
    if text and (_is_hidden(marks) or (is_unseen and not in_table)):
        return HIDDEN
    changing = _OF_NUMBERS & set(marks) if re.search(r"\d", text) else ()
    return f"a number marked '{min(changing)}'" if changing else ""


def others(node: Element) -> Iterator[str]:
    """What a node other than a run does that a reader is misled by."""
    name = local(node)
    if name in _OTHERS and attribute(node, "val") not in _OFF:
        yield f"the mark '{name}'"
    elif name == "dataBinding" and "ropert" not in attribute(node, "xpath"):
        yield "words that stand elsewhere in the file"
