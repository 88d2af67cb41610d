"""A chart's drawing as a part of a web page: lines and words, and nothing that runs or styles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from itertools import count
from xml.etree import ElementTree

from hnb.domain.errors import CheckError

ID = "drawing-"  # what an identifier begins with, until the page says which figure it is of
_TAGS = frozenset(("svg", "g", "path", "text", "use", "defs", "clipPath", "rect", "pattern"))
_PLAIN = re.findall(
    r"\S+",
    """d x y width height transform viewBox patternUnits fill fill-opacity fill-rule stroke
    stroke-width stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-opacity
    opacity font-size font-weight text-anchor""",
)
_VALUE = re.compile(r"[-+#\w.,%() \n]*")  # of which none can end an attribute
_LINK = re.compile(r"url\(#([\w.-]+)\)|#([\w.-]+)")
_LONG = re.compile(r"-?\d+\.\d{3,}")
_LINKS = ("clip-path", "fill", "{http://www.w3.org/1999/xlink}href")


def drawing(svg: str) -> str:
    """A drawing that matplotlib wrote, with what a page needs of it.

    Parameters
    ----------
    svg : str
        The file as text.

    Returns
    -------
    str
        One element `svg`, shapes and words; its identifiers are `drawing-1` and so on.

    Raises
    ------
    CheckError
        It cannot be read.
    """
    body = re.sub(r"<!DOCTYPE[^>\[]*>", "", svg, count=1)
    try:
        if "<!" in body:
            raise ValueError("a declaration")
        root = ElementTree.fromstring(body)
        return "".join(_written(root, _names(root)))
    except (ElementTree.ParseError, ValueError) as fault:
        raise CheckError(
            found=f"a chart's drawing cannot be read ({fault})", expected="SVG as matplotlib writes"
        ) from fault


def _names(root: ElementTree.Element) -> dict[str, str]:
    """New names of the identifiers that something in the drawing refers to."""
    wanted = {
        link[1] or link[2]
        for element in root.iter()
        for name, value in _given(element)
        if name in _LINKS
        for link in [_LINK.fullmatch(value)]
        if link
    }
    numbers = count(1)
    every = (element.get("id", "") for element in root.iter())
    return {name: f"{ID}{next(numbers)}" for name in every if name in wanted}


def _given(element: ElementTree.Element) -> Iterator[tuple[str, str]]:
    """Attributes, those of a style among them."""
    for name, value in element.attrib.items():
        if name != "style":
            yield name, value
            continue
        for declared in value.split(";"):
            part, _, stated = declared.partition(":")
            yield part.strip(), stated.strip()


def _written(element: ElementTree.Element, names: dict[str, str]) -> Iterator[str]:
    tag = element.tag.rpartition("}")[2]
    if tag not in _TAGS:
        return
    given = "".join(_attributes(element, names))
    if tag == "g" and not given:
        for child in element:
            yield from _written(child, names)
        return
    yield f"<{tag}{given}>"
    if tag == "text":
        yield escape(element.text or "", quote=False)
    for child in element:
        yield from _written(child, names)
    yield f"</{tag}>"


def _attributes(element: ElementTree.Element, names: dict[str, str]) -> Iterator[str]:
    if element.get("id") in names:
        yield f' id="{names[element.attrib["id"]]}"'
    for name, value in _given(element):
        link = _LINK.fullmatch(value) if name in _LINKS else None
        target = names.get(link[1] or link[2], "") if link else ""
        if target:
            plain = "href" if name.endswith("href") else name
            yield f' {plain}="#{target}"' if plain == "href" else f' {plain}="url(#{target})"'
        elif name in _PLAIN and _VALUE.fullmatch(value) and not _is_idle(element, name, value):
            yield f' {name}="{_shortened(value)}"'


def _is_idle(element: ElementTree.Element, name: str, value: str) -> bool:
    """Whether an attribute does nothing, or sets the size that the page sets."""
    is_size = name in ("width", "height") and element.tag.endswith("svg")
    return is_size or value.startswith("rotate(-0 ")


def _shortened(value: str) -> str:
    """Numbers with at most two decimals, and one space where there were lines."""
    return _LONG.sub(lambda found: f"{float(found[0]):.2f}", " ".join(value.split()))
