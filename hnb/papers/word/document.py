"""One paper as a Word document that an officer can go on editing: real styles, captions and header
rows, on a template.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from hnb.domain.plain import Json
from hnb.papers.blocks import is_to_complete
from hnb.papers.word import elements, template

if TYPE_CHECKING:
    from docx.document import Document

_LONGEST_PROPERTY = 255  # letters
_TWIP = 635  # of Word's smallest measure
_MM = 36_000


def write_word(content: Json, path: Path, on: Path | None = None) -> None:
    """Write a document.

    Paragraph numbers come from the template's style "Numbered Paragraph"; captions are SEQ fields:
    both renumber when somebody inserts one. What the author is to fill in are content controls.

    Parameters
    ----------
    content : dict
        See `typeset`.
    path : Path
        Where it is written. The same content gives the same bytes.
    on : Path, optional
        The template; that of hnb where none is given.

    Raises
    ------
    SourceError
        The template cannot be used.
    """
    from docx.oxml import parse_xml

    document = template.open_template(on or template.usual_template())
    xml = "".join(_Body(document, content).xml())
    body = document.element.body
    section = body.sectPr
    for child in list(parse_xml(f"<w:body {elements.NAMESPACES}>{xml}</w:body>")):
        if section is None:
            body.append(child)
        else:
            section.addprevious(child)
    _fill_margins(document, content)
    _set_properties(document, content)
    _save(document, path, datetime.fromisoformat(content["date"]))


class _Body:
    """The body of a document, block by block."""

    def __init__(self, document: Document, content: Json) -> None:
        self.document, self.content = document, content
        self.styles = template.style_ids(document)
        self.room = template.text_width(document)
        self.numbers = count(1)
        self.heading = ""

    def xml(self) -> Iterator[str]:
        """The title, the head and every block."""
        if logo := self.content["logo"]:
            yield self._picture(logo, keep=True)
        yield self._line("Title", self.content["title"])
        for label, text in self.content["head"]:
            shown = self._control(label, self._placeholder(text)) if is_to_complete(text) else ""
            runs = (elements.run(label, mark="b"), "<w:r><w:tab/></w:r>")
            line = self.styles["Head Block"]
            yield elements.paragraph(line, *runs, shown or elements.run(text))
        starts_page = False
        for block in self.content["blocks"]:
            if block["kind"] == "contents" and not block["printed"]:
                starts_page |= block["page"]  # what follows begins the page
                continue
            yield from self._block({**block, "page": block["page"] or starts_page})
            starts_page = False

    def _block(self, block: Json) -> Iterator[str]:
        new_page = block["page"]
        match block["kind"]:
            case "heading":
                self.heading = block["text"]
                yield elements.heading(
                    self.styles[f"Heading {block['level']}"],
                    self.heading,
                    block["anchor"],
                    number=next(self.numbers),
                    new_page=new_page,
                )
            case "paragraph" if is_to_complete(block["text"]):
                numbered = self.styles["Numbered Paragraph"]
                words = self._placeholder(block["text"])
                line = elements.paragraph(numbered, words, new_page=new_page)
                yield self._control(self.heading, line)
            case "paragraph":
                yield self._line("Numbered Paragraph", block["text"], new_page, block["keep"])
            case "note":
                words = elements.run(block["text"], mark="i")
                yield elements.paragraph(self.styles["Note"], words, new_page=new_page)
            case "bullets":
                yield from self._list(block)
            case "contents":
                if block["entries"]:
                    plain = self.styles["Table Text"]
                    levels = [self.styles.get(name, plain) for name in ("toc 1", "toc 2")]
                    yield elements.contents(levels, block["entries"], new_page=new_page)
            case _:
                yield from self._captioned(block)

    def _list(self, block: Json) -> Iterator[str]:
        style, number = self.styles["List Bullet"], 0
        if block["lettered"]:
            style = self.styles["List Number"]
            number = template.list_from_the_start(self.document, style)
        for place, text in enumerate(block["items"]):
            new_page = block["page"] and not place
            words = elements.run(text)
            yield elements.paragraph(style, words, new_page=new_page, in_list=number)

    def _captioned(self, block: Json) -> Iterator[str]:
        label, source = block["label"], block["source"]
        style = self.styles["Caption"]
        yield elements.caption(style, label, block["caption"], new_page=block["page"])
        if block["kind"] == "picture":
            yield self._picture(block, keep=bool(source))
        else:
            yield elements.table(
                block,
                self.content["nothing"],
                style=self.styles["Paper Table"],
                text_style=self.styles["Table Text"],
                room=self.room // _TWIP,
            )
        # two tables with nothing between them would become one
        if source or block["kind"] == "grid":
            yield self._line("Source", source)

    def _line(self, style: str, text: str, new_page: bool = False, keep: bool = False) -> str:
        words = elements.run(text)
        return elements.paragraph(self.styles[style], words, new_page=new_page, keep=keep)

    def _placeholder(self, text: str) -> str:
        return elements.run(text, style=self.styles.get("Placeholder Text", ""))

    def _control(self, title: str, content: str) -> str:
        return elements.content_control(next(self.numbers), title, content)

    def _picture(self, block: Json, keep: bool) -> str:
        number = next(self.numbers)
        width, height = block["width"], block["height"]
        smaller = min(1, self.room / _MM / width)
        drawn = elements.picture(
            self._link_to(block["png"]),
            block["label"],
            block["alt"],
            number=number,
            size=(width * smaller, height * smaller),
        )
        return elements.paragraph(self.styles["Picture"], drawn, keep=keep)

    def _link_to(self, png: bytes) -> str:
        """The name by which the document refers to a picture put into its package."""
        from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
        from docx.parts.image import ImagePart

        part = self.document.part
        name = part.package.next_partname("/word/media/picture%d.png")
        return part.relate_to(ImagePart(name, CONTENT_TYPE.PNG, png), RELATIONSHIP_TYPE.IMAGE)


def _fill_margins(document: Document, content: Json) -> None:
    """Fill in the headers and footers; each footer says DRAFT while something is to be completed,
    and that a paper is made up, whether its template has a place for that or not.
    """
    draft = "".join(f"{mark} · " for mark in content["marks"])
    head = dict(content["head"])
    words = {name: content.get(name, "") for name in template.WORDS}
    words |= {"draft": draft, "date": head["Date"], "reference": head.get("Reference", "")}
    for margin in template.margins(document):
        template.fill_in(margin, words)
    for mark in content["marks"]:
        for footer in list(template.footers_without(document, mark)):
            first = footer.paragraphs[0] if footer.paragraphs else footer.add_paragraph()
            first.insert_paragraph_before(mark, first.style)


def _set_properties(document: Document, content: Json) -> None:
    """The properties and the language of a document; none of its template's own."""
    day = datetime.fromisoformat(content["date"]).replace(tzinfo=UTC)
    about = document.core_properties
    texts = {"title": content["title"], "subject": content["report_to"]}
    texts |= {"author": content["authority"], "last_modified_by": content["authority"]}
    texts |= {"category": "", "comments": "", "content_status": "", "keywords": ""}
    for name, text in texts.items():
        setattr(about, name, text[:_LONGEST_PROPERTY])
    about.created, about.modified, about.revision = day, day, 1
    about.language = content["language"]
    _set_language(document, content["language"])


def _set_language(document: Document, language: str) -> None:
    """The language of all that a document says, for those who have it read aloud."""
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    place = document.styles.element
    for name in ("w:docDefaults", "w:rPrDefault", "w:rPr", "w:lang"):
        child = place.find(qn(name))
        if child is None:
            child = OxmlElement(name)
            place.insert(0, child) if name != "w:lang" else place.append(child)
        place = child
    place.set(qn("w:val"), language)


def _save(document: Document, path: Path, day: datetime) -> None:
    """Write a package in which nothing says when or where it was written."""
    package = io.BytesIO()
    document.save(package)
    with ZipFile(package) as saved, ZipFile(path, "w") as final:
        for name in saved.namelist():
            entry = ZipInfo(name, day.timetuple()[:6])
            # a PNG is compressed already
            method = ZIP_STORED if name.endswith(".png") else ZIP_DEFLATED
            final.writestr(entry, saved.read(name), method, compresslevel=6)
