"""What a web page's style does to its words: each declaration that could hide, add, turn or strike
them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_CODE = re.compile(r"\\([0-9a-fA-F]{1,5}) ?")
_COMMENT = re.compile(r"/\*.*?(?:\*/|$)", re.DOTALL)
_PART = re.compile(r"([^{};]*+)([{};]|$)")
_HEX = re.compile(r"#(?:[0-9a-f]{6}|[0-9a-f]{3})")
_COLOURS = {"black": 0.0, "white": 1.0}
# Properties that an author may set as they like, but for lengths that leave nothing to see
_FREE = re.compile(
    r"font-family|font-weight|font-style|text-align|border(?:-\w+)*|outline(?:-\w+)*"
    r"|(?:margin|padding)(?:-\w+)*|line-height|font-size"
)
_FAR = re.compile(r"url\(|-\s*[.\d]|\d{4}|calc|[5-9]\d%|100%|[5-9]\dv")
_SIZES = ("line-height", "font-size")
_LENGTH = re.compile(
    r"(?:0*[1-9]\d?(?:\.\d+)?|0?\.[6-9]\d*)(?:r?em)?|(?:[8-9]|\d{2})(?:\.\d+)?p[xt]"
)


def declarations(text: str) -> Iterator[str]:
    """The declarations of a style, each with what it is for; those that only change how a page
    looks are left out, and a colour is told as dark or light.
    """
    plain = _COMMENT.sub("", _CODE.sub(lambda code: chr(int(code[1], 16)), text)).casefold()
    selectors: list[str] = []
    for match in _PART.finditer(plain):
        part, end = " ".join(match[1].split()), match[2]
        if end == "{":
            selectors.append(part)
            if part.startswith("@") and not part.startswith("@media"):
                yield part
            continue
        if part and (counted := _counted(part)):
            yield " ".join((*selectors, counted))
        if end == "}" and selectors:
            selectors.pop()


def _counted(declaration: str) -> str:
    """One declaration as it counts; empty where it only changes how words look."""
    name, _, value = (word.strip() for word in declaration.partition(":"))
    shade = _shade(value)
    if name == "color" and shade == "dark":
        return ""
    if name in ("background", "background-color") and shade == "light":
        return ""
    if name in _SIZES:
        return "" if _LENGTH.fullmatch(value) else declaration
    if _FREE.fullmatch(name) and not _FAR.search(value):
        return ""
    return f"{name}: {shade or value}"


def _shade(value: str) -> str:
    """Whether a colour is dark or light; empty where it is neither, or none."""
    if _HEX.fullmatch(value):
        digits = value[1:] if len(value) == 7 else "".join(sign * 2 for sign in value[1:])
        red, green, blue = (int(digits[place : place + 2], 16) for place in (0, 2, 4))
        light = (0.3 * red + 0.59 * green + 0.11 * blue) / 255
    elif value in _COLOURS:
        light = _COLOURS[value]
    else:
        return ""
    return "dark" if light < 0.45 else "light" if light > 0.8 else ""
