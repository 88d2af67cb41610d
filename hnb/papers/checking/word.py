"""A Word document read for every word that it shows, says or carries: body, text boxes, headers and
footers, notes, comments, text alternatives, pictures and its properties.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from hnb.papers.checking.marks import HIDDEN, attribute, hiding_styles, local, mark_of, others
from hnb.papers.checking.pieces import (
    MOST_TEXT,
    NUMBERING,
    Piece,
    after,
    in_cells,
    picture_digest,
    read_bytes,
    refusal,
)

_MOST_PARTS = 2_000
_MOST_ALL = 80_000_000  # bytes of all parts that are read
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_NUMBERED = re.compile("numbered ?paragraph")
# parts without words of a reader; numbering has the signs of lists, which are read apart
_WORDLESS = re.compile(
    r"word/(?:styles|stylesWithEffects|settings|webSettings|fontTable|theme/.*|numbering"
    r"|people|commentsExtended|commentsIds|commentsExtensible|_rels/.*|glossary/.*"
    r"|customizations|vbaData|documenttasks/.*)\.xml"
)
_PROPERTIES = ("title", "subject", "creator", "keywords", "description", "category")
_PICTURES = ("blip", "imagedata", "svgBlip", "OLEObject")
_REFERENCES = ("embed", "link", "id")
_DESCRIBED = {
    "docPr": ("descr", "title"),
    "shape": ("alt", "title"),
    "cNvPr": ("descr",),
}
_LATEST_START = 20  # of a list that goes on from another
_PAGED = ("PAGE", "NUMPAGES", "PAGEREF", "SECTIONPAGES", "SECTION")


def read_word(file: Path) -> list[Piece]:
    """The pieces of a Word document.

    Raises
    ------
    CheckError
        It is no Word document, or larger than a paper may be.
    """
    content = read_bytes(file)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            pieces = list(_Package(file, package).pieces())
    except (zipfile.BadZipFile, zlib.error, KeyError, ElementTree.ParseError, EOFError):
        raise refusal(file, "it is not a Word document") from None
    except (NotImplementedError, RuntimeError, RecursionError, ValueError, OverflowError):
        raise refusal(file, "it cannot be read as a Word document") from None
    return [piece for piece in pieces if piece.text.strip()]


class _Package:
    """The parts of a document, read within limits."""

    def __init__(self, file: Path, package: zipfile.ZipFile) -> None:
        self.file, self.package, self.read = file, package, 0
        self.main, self.hiding = "", set[str]()
        self.names = package.namelist()
        if len(self.names) > _MOST_PARTS or len(set(self.names)) < len(self.names):
            raise refusal(file, "its parts are not those of a Word document")

    def pieces(self) -> Iterator[Piece]:
        main = self.main = self._main()
        if "word/styles.xml" in self.names:
            self.hiding = hiding_styles(self.tree("word/styles.xml"))
        yield from _Part(self, main, self.tree(main)).pieces("text")
        for name in sorted(self.names):
            if name == main or not name.endswith(".xml") or _WORDLESS.fullmatch(name):
                continue
            if not name.startswith(("docProps/", "customXml/", "[")):
                yield from _Part(self, name, self.tree(name)).pieces(_kind(name))
            elif name == "docProps/core.xml":
                yield from self._properties(name)
        if "word/numbering.xml" in self.names:
            yield from self._signs("word/numbering.xml")

    def _main(self) -> str:
        """The part that a word processor opens."""
        if "_rels/.rels" in self.names:
            for node in self.tree("_rels/.rels"):
                if node.get("Type", "").endswith("/officeDocument"):
                    return posixpath.normpath(node.get("Target", "").lstrip("/"))
        return "word/document.xml"

    def bytes_of(self, name: str) -> bytes:
        """One part, as far as all parts together stay within limits."""
        with self.package.open(name) as part:
            content = part.read(MOST_TEXT + 1)
        self.read += len(content)
        if len(content) > MOST_TEXT or self.read > _MOST_ALL:
            raise refusal(self.file, f"its part {name!r:.80} is larger than in any paper")
        return content

    def tree(self, name: str) -> Element:
        content = self.bytes_of(name)
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            raise refusal(self.file, f"its part {name!r:.80} defines words of its own")
        return ElementTree.fromstring(content)

    def _properties(self, name: str) -> Iterator[Piece]:
        for node in self.tree(name):
            word = node.tag.rpartition("}")[2]
            if word in _PROPERTIES:
                yield Piece("property", node.text or "", f"the property '{word}'")

    def _signs(self, name: str) -> Iterator[Piece]:
        """Words that stand before the items of a list; a place such as %1. is no word."""
        for node in self.tree(name).iter():
            start = attribute(node, "val") if local(node) in ("start", "startOverride") else ""
            if start.isdecimal() and int(start) > _LATEST_START:
                yield Piece("margin", start, NUMBERING)
            if local(node) == "lvlText":
                sign = re.sub(r"%\d", "", attribute(node, "val"))
                if re.search(r"\w\w|\d|£", sign):
                    yield Piece("margin", sign, NUMBERING)

    def targets(self, name: str) -> dict[str, str]:
        """What the relations of a part lead to, by their names."""
        folder, _, base = name.rpartition("/")
        relations = f"{folder}/_rels/{base}.rels"
        if relations not in self.names:
            return {}
        return {
            node.get("Id", ""): node.get("Target", "")
            if node.get("TargetMode") == "External"
            else posixpath.normpath(posixpath.join("/", folder, node.get("Target", ""))).lstrip("/")
            for node in self.tree(relations)
        }

    def picture(self, target: str) -> str:
        """What a picture shows: a digest, or the address of one that is not in the document."""
        return picture_digest(self.bytes_of(target)) if target in self.names else target


def _kind(name: str) -> str:
    if re.match(r"word/(?:header|footer)\d*", name):
        return "margin"
    return "comment" if name.startswith("word/comments") else "text"


class _Part:
    """The body of a document, or another part that has paragraphs."""

    def __init__(self, package: _Package, name: str, root: Element) -> None:
        self.package, self.name, self.root = package, name, root
        self.targets = package.targets(name)
        self.counts: Counter[str] = Counter()
        self.waiting: list[Piece] = []  # alternatives and pictures of the paragraph that is read
        self.in_table = False
        self.boxes: list[Element] = []  # text boxes in it
        self.fields: list[_Field] = []

    def pieces(self, kind: str) -> Iterator[Piece]:
        """Its paragraphs, rows, alternatives and pictures, in order."""
        self.kind = kind
        yield from self._within(self.root)

    def _within(self, node: Element) -> Iterator[Piece]:
        for child in node:
            name = local(child)
            if name == "p":
                yield from self._paragraph(child)
            elif name == "tbl":
                yield from self._table(child)
            elif name in ("t", "v") and (child.text or "").strip():
                yield Piece(self.kind, child.text or "", self._where())
            else:
                yield from (Piece("style", mark, self._where()) for mark in others(child))
                yield from self._within(child)

    def _where(self, numbered: bool = False) -> str:
        if self.name != self.package.main:
            return f"the part {self.name.rpartition('/')[2].removesuffix('.xml')}"
        count = self.counts["paragraph"]
        return f"paragraph {count}" if numbered else after(count)

    def _paragraph(self, node: Element) -> Iterator[Piece]:
        style = next((child for child in node.iter() if local(child) == "pStyle"), None)
        name = "" if style is None else attribute(style, "val").casefold()
        numbered = bool(_NUMBERED.match(name))
        self.counts["paragraph"] += numbered
        text = "".join(self._words(node)) + self._open()
        if text.strip() and self._is_hidden(style):
            self.waiting.append(Piece("style", HIDDEN, self._where(numbered)))
        kind = next((word for word in ("caption", "heading") if name.startswith(word)), self.kind)
        yield Piece(kind, text, self._where(numbered))
        yield from self._carried()

    def _is_hidden(self, style: Element | None) -> bool:
        """Whether a paragraph's style hides its words."""
        name = "" if style is None else attribute(style, "val")
        return name in self.package.hiding

    def _open(self) -> str:
        """What fields show that go on beyond the paragraph, such as a table of contents."""
        text = "".join(field.text for field in self.fields)
        for field in self.fields:
            field.text = ""
        return text

    def _carried(self) -> Iterator[Piece]:
        """What a paragraph or row carries beside its words."""
        waiting, boxes = self.waiting, self.boxes
        self.waiting, self.boxes = [], []
        yield from waiting
        for box in boxes:
            yield from self._within(box)

    def _table(self, node: Element) -> Iterator[Piece]:
        self.counts["table"] += 1
        group = self.counts["table"]
        self.in_table = True
        for row in _below(node, "tr"):
            cells = ["".join(self._words(cell)) + self._open() for cell in _below(row, "tc")]
            text = in_cells([" ".join(cell.split()) for cell in cells])
            yield Piece("row", text, self._where(), group)
            yield from self._carried()
        self.in_table = False
        for part in node:  # what a table's own properties do
            for child in part if local(part) == "tblPr" else ():
                yield from (Piece("style", mark, self._where()) for mark in others(child))
        for caption in node.iter():
            if local(caption) in ("tblCaption", "tblDescription"):
                yield Piece("alt", attribute(caption, "val"), self._where())

    def _words(self, node: Element) -> Iterator[str]:
        """The words that a paragraph, run or cell shows; what it carries beside them waits."""
        for child in node:
            name = local(child)
            if name == "moveFrom":  # words that were moved, at the place where they were
                continue
            if name == "txbxContent":
                self.boxes.append(child)
            elif name == "r" and (mark := mark_of(child, self.package.hiding, self.in_table)):
                self.waiting.append(Piece("style", mark, self._where()))
                if mark != HIDDEN:
                    yield from self._words(child)
            elif name in ("fldChar", "instrText", "fldSimple"):
                yield from self._field(child, name)
            else:
                text = self._sign(child, name)
                if self.fields and text:
                    self.fields[-1].say(text)
                elif text:
                    yield text
                yield from self._words(child)
            if name == "p":
                yield " "

    def _sign(self, node: Element, name: str) -> str:
        """What one node shows itself."""
        self._carry(node, name)
        if name == "sym":
            code = attribute(node, "char")
            return chr(int(code, 16)) if re.fullmatch("[0-9A-Fa-f]{1,5}", code) else ""
        elif name == "noBreakHyphen":
            return "-"
        elif name in ("tab", "br", "cr", "ptab"):
            return " "
        elif name == "textpath":
            return attribute(node, "string")
        return (node.text or "") if name == "t" else ""

    def _carry(self, node: Element, name: str) -> None:
        """Keep a picture or an alternative for after the paragraph."""
        if name in _PICTURES:
            reference = next(filter(None, (attribute(node, key) for key in _REFERENCES)), "")
            shown = self.package.picture(self.targets.get(reference, reference))
            self.waiting.append(Piece("picture", shown, f"a figure {self._near()}"))
        where = f"the text alternative of a figure {self._near()}"
        texts = {attribute(node, key) for key in _DESCRIBED.get(name, ())} - {""}
        # LibreOffice writes a picture's alternative twice
        texts -= {piece.text for piece in self.waiting if piece.kind == "alt"}
        self.waiting += [Piece("alt", text, where) for text in sorted(texts)]
        self.waiting += [Piece("style", mark, self._where()) for mark in others(node)]

    def _near(self) -> str:
        count = self.counts["paragraph"]
        return f"after paragraph {count}" if count else "in the head"

    def _field(self, node: Element, name: str) -> Iterator[str]:
        """What a field shows, but for the numbers that Word counts itself."""
        part = attribute(node, "fldCharType")
        if name == "fldSimple":
            field = _Field(attribute(node, "instr"), shows=True)
            self.fields.append(field)
            for text in self._words(node):
                field.say(text)
            part = "end"
        if part == "begin":
            self.fields.append(_Field())
        elif self.fields and part == "separate":
            self.fields[-1].shows = True
        elif self.fields and name == "instrText":
            self.fields[-1].code += node.text or ""
        elif self.fields and part == "end":
            text = self.fields.pop().result(self.counts, in_margin=self.kind == "margin")
            if self.fields:
                self.fields[-1].say(text)
            else:
                yield text


class _Field:
    """A field as it is read: its code, and what it shows."""

    def __init__(self, code: str = "", shows: bool = False) -> None:
        self.code, self.shows, self.text = code, shows, ""

    def say(self, text: str) -> None:
        """Add to what it shows; its code is not shown."""
        self.text += text if self.shows else ""

    def result(self, counts: Counter[str], *, in_margin: bool) -> str:
        """What it shows that Word does not count itself: the next of a sequence, the page of a
        heading or, in a margin, its own page.
        """
        kind, *more = self.code.split() or [""]
        if kind == "SEQ" and more:
            counts[f"SEQ {more[0]}"] += 1
            counted = self.text.strip() == str(counts[f"SEQ {more[0]}"])
        else:
            is_page = kind == "PAGEREF" or (in_margin and kind in _PAGED)
            counted = is_page and bool(re.fullmatch(r"\d{1,3}", self.text.strip(), re.ASCII))
        return "" if counted else self.text


def _below(node: Element, name: str) -> Iterator[Element]:
    """The nodes of a name, none within another of them, nor in a table within."""
    for child in node:
        if local(child) == name:
            yield child
        elif local(child) not in ("tbl", "tr", "tc", "p"):
            yield from _below(child, name)
