"""A web page read for every word that it shows, says or hides: text, alternatives, titles, drawings
and what its style adds.
"""

from __future__ import annotations

import binascii
import html
import re
from base64 import b64decode
from collections.abc import Generator, Iterator
from pathlib import Path

from hnb.papers.checking.pieces import (
    MOST_TEXT,
    Piece,
    after,
    digest,
    in_cells,
    picture_digest,
    read_bytes,
    refusal,
)
from hnb.papers.checking.style import declarations

_MOST_TAGS = 60_000  # a forum paper has 8,000
_TAG = re.compile(
    r"<(?P<end>/?)(?P<name>[a-zA-Z][^\s/>]*+)"
    r"(?P<attributes>(?:[^\"'<>]++|\"[^\"]*+\"|'[^']*+')*+)>|<[!?/][^<>]*+>"
)
_ATTRIBUTE = re.compile(
    r"([^\s\"'<>/=]++)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'=<>`]++)))?+"
)
_NAMES = """
inline: a abbr b bdi bdo big cite code del dfn em font i ins kbd label mark q s samp small span
inline: strong sub sup time tt tspan u var wbr
raw: style script xmp iframe noembed noframes plaintext
runs: script iframe object embed applet frame frameset base link portal
hides: template noscript dialog canvas video audio noembed noframes details select datalist
hides: bdo s strike del sup sub ruby
plain: align border class cols charset height http-equiv id lang media name rel role
plain: rows scope tabindex type valign viewbox width xmlns aria-labelledby xml:lang d fill
plain: stroke x y cx cy r rx ry points transform font-size font-family href
"""


def _listed(kind: str) -> frozenset[str]:
    """Names of tags, or of attributes whose values nobody reads (`plain`)."""
    lines = (line.partition(": ") for line in _NAMES.splitlines())
    return frozenset(name for first, _, names in lines if first == kind for name in names.split())


_INLINE, _RAW, _RUNS, _HIDES, _PLAIN = map(_listed, ("inline", "raw", "runs", "hides", "plain"))
_KINDS = dict.fromkeys(("caption", "figcaption"), "caption") | dict.fromkeys(
    ("h1", "h2", "h3", "h4", "h5", "h6"), "heading"
)
_SHOWS = ("src", "srcset", "poster", "data", "xlink:href")
_DRAWN = (("image", "href"), ("use", "href"))
_TURNS = ("hidden", "inert", "dir", "colspan", "rowspan", "start", "reversed")


def read_page(file: Path) -> list[Piece]:
    """The pieces of a web page.

    Raises
    ------
    CheckError
        It is too large, is not UTF-8, or a tag in it does not end.
    """
    try:
        content = read_bytes(file).decode("utf-8")
    except UnicodeDecodeError as fault:
        raise refusal(file, f"it is not a web page in UTF-8 (byte {fault.start})") from None
    if content.count("<") > _MOST_TAGS:
        raise refusal(file, f"it has more than {_MOST_TAGS:,} tags, as no paper has")
    return list(filter(_has_words, _Page(file, content).pieces()))


def _has_words(piece: Piece) -> bool:
    return bool(piece.text.strip())


class _Page:
    """A page as it is read, from tag to tag."""

    def __init__(self, file: Path, content: str) -> None:
        self.file, self.content = file, content
        self.text: list[str] = []
        self.cells: list[str] | None = None  # of the row that is being read
        self.tables = self.paragraphs = self.letters = 0
        self.kind, self.numbered = "text", False  # what the text is that is being read

    def pieces(self) -> Iterator[Piece]:
        """Everything in the page, in order."""
        place = 0
        while (start := self.content.find("<", place)) >= 0:
            self._say(self.content[place:start])
            if not re.match(r"[a-zA-Z/!?]", self.content[start + 1 : start + 2]):
                self._say("<")
                place = start + 1
            elif self.content.startswith("<!--", start):
                place = self._end_of(start, self.content.find("-->", start) + 3)
            else:
                tag = _TAG.match(self.content, start)
                place = self._end_of(start, tag.end() if tag else 0)
                if tag and tag["name"]:
                    name, is_end = tag["name"].casefold(), bool(tag["end"])
                    yield from self._tag(name, is_end, tag["attributes"])
                    if name == "svg" and not is_end:
                        place = yield from self._drawing(start, place)
                    if name in _RAW and not is_end:
                        place = yield from self._raw(name, place)
        self._say(self.content[place:])
        yield from self._flush()

    def _end_of(self, start: int, end: int) -> int:
        """Where a tag ends; a page with one that does not is not read on."""
        if end <= start:
            line = self.content.count("\n", 0, start) + 1
            raise refusal(self.file, f"a tag in line {line} does not end")
        return end

    def _say(self, text: str) -> None:
        self.letters += len(text)
        if self.letters > MOST_TEXT:
            raise refusal(self.file, f"it has more than {MOST_TEXT:,} letters, as no paper has")
        self.text.append(text)

    def _raw(self, name: str, place: int) -> Generator[Piece, None, int]:
        """What stands within a style or a script, whose words are no text."""
        end = re.compile(rf"(?i)</{name}\b").search(self.content, place)
        stop = end.start() if end else len(self.content)
        if name == "style":
            yield from self._style(self.content[place:stop])
        return stop

    def _drawing(self, start: int, place: int) -> Generator[Piece, None, int]:
        """A drawing whole, as one picture, and the words that are drawn in it."""
        end = re.compile(r"(?i)</svg\s*>").search(self.content, place)
        stop = self._end_of(start, end.end() if end else 0)
        yield from self._flush()
        where, shown = f"a figure {self._near()}", list(_canonical(self.content[start:stop]))
        yield Piece("picture", digest("\n".join(shown).encode()), where)
        words = (part for part in shown if not part.startswith("<"))
        yield Piece("drawn", " ".join(filter(None, words)), where)
        return stop

    def _style(self, text: str) -> Iterator[Piece]:
        for declared in declarations(text):
            yield Piece("style", declared, "the style of the page")

    def _taken(self) -> str:
        """The text since the last tag that ends one, without the number of its paragraph."""
        text = " ".join(html.unescape("".join(self.text)).split())
        self.text = []
        counted = re.match(r"\0(\d+)\0 ?(\d{1,4})\. ?", text)
        if counted and int(counted[2]) >= int(counted[1]):  # paragraphs before it may be left out
            self.paragraphs = int(counted[2])
            text = text[counted.end() :]
        return text.replace("\0", "")

    def _flush(self) -> Iterator[Piece]:
        """A text as a piece; within a row it becomes a cell of that."""
        text = self._taken()
        if self.cells:
            self.cells[-1] = f"{self.cells[-1]} {text}".strip()
        else:
            yield Piece(self.kind, text, self._where())

    def _where(self) -> str:
        return f"paragraph {self.paragraphs}" if self.numbered else after(self.paragraphs)

    def _tag(self, name: str, is_end: bool, attributes: str) -> Iterator[Piece]:
        if name == "br":
            self.text.append(" ")
        elif name == "tr":
            yield from self._row(is_end)
        elif name in ("td", "th"):
            yield from self._cell(is_end)
        elif name not in _INLINE:
            yield from self._flush()
            self.numbered = self.numbered and name != "p"
            self.kind = "text" if is_end else _KINDS.get(name, "text")
            self.tables += name == "table" and not is_end
        if name in _RUNS and not is_end:
            yield Piece("script", f"<{name}>", self._where())
        if name in _HIDES and not is_end:
            yield Piece("style", f"<{name}>", self._where())
        yield from self._attributes(name, attributes)

    def _row(self, is_end: bool) -> Iterator[Piece]:
        """End the row before, if one is open; a row that starts collects its cells."""
        yield from self._flush()
        cells, self.cells = self.cells, None if is_end else []
        yield Piece("row", in_cells(cells or ()), self._where(), self.tables)

    def _cell(self, is_end: bool) -> Iterator[Piece]:
        yield from self._flush()
        if self.cells is not None and not is_end:
            self.cells.append("")

    def _attributes(self, tag: str, text: str) -> Iterator[Piece]:
        for match in _ATTRIBUTE.finditer(text):
            name = match[1].casefold()
            value = html.unescape(match[2] or match[3] or match[4] or "")
            yield from self._attribute(tag, name, value)

    def _attribute(self, tag: str, name: str, value: str) -> Iterator[Piece]:
        if (tag, name, value) == ("span", "class", "number"):
            self._number()
        elif name.startswith("on") or value.strip().casefold().startswith("javascript:"):
            yield Piece("script", f"{name}={value}", self._where())
        elif name == "style":
            yield from self._style(value)
        elif (tag, name) == ("meta", "content"):
            yield Piece("style", value, "the head")
        elif name in _TURNS or (name, value) == ("aria-hidden", "true"):
            yield Piece("style", f"{name}={value}", self._where())
        elif value.startswith("data:image/svg"):
            yield Piece("style", "a drawing with words of its own", self._where())
        elif name in _SHOWS or (tag, name) in _DRAWN:
            yield Piece("picture", _shown(value), f"a figure {self._near()}")
        elif name not in _PLAIN:
            yield Piece("alt", value, f"the text alternative of a figure {self._near()}")

    def _near(self) -> str:
        return f"after paragraph {self.paragraphs}" if self.paragraphs else "in the head"

    def _number(self) -> None:
        """Leave a paragraph's own number out, where it is the next one."""
        self.paragraphs += 1
        self.numbered = True
        self.text.append(f"\0{self.paragraphs}\0")


def _canonical(drawing: str) -> Iterator[str]:
    """The tags, attributes and words of a drawing, however a program writes them; but for its text
    alternative, which is a piece of its own.
    """
    place = 0
    for tag in _TAG.finditer(drawing):
        yield " ".join(html.unescape(drawing[place : tag.start()]).split())
        place = tag.end()
        if tag["name"] and not tag["end"]:
            given = _ATTRIBUTE.finditer(tag["attributes"])
            values = {
                found[1].casefold(): html.unescape(found[2] or found[3] or found[4] or "")
                for found in given
            }
            values.pop("aria-label", "")
            yield f"<{tag['name'].casefold()} {sorted(values.items())}>"
        elif tag["name"]:
            yield f"</{tag['name'].casefold()}>"


def _shown(address: str) -> str:
    start, _, data = address.partition(";base64,")
    if start.casefold().startswith("data:image/"):
        try:
            return picture_digest(b64decode(data))
        except (binascii.Error, ValueError):
            pass
    return address[:200]
