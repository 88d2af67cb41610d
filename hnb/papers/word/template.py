"""The Word template of a paper: opened within limits, and refused by name where a paper cannot be
written on it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from hnb.domain import paths
from hnb.domain.errors import CheckError, Place, SourceError, did_you_mean
from hnb.domain.words import listed, quoted
from hnb.papers.checking.pieces import MOST_TEXT, read_bytes
from hnb.papers.checking.word import read_word

if TYPE_CHECKING:
    from docx.blkcntnr import BlockItemContainer
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement

PARAGRAPHS = (
    "Title",
    "Heading 1",
    "Heading 2",
    "Heading 3",
    "Caption",
    "Numbered Paragraph",
    "List Bullet",
    "List Number",
    "Note",
    "Head Block",
    "Picture",
    "Source",
    "Table Text",
)
TABLES = ("Paper Table",)
# used where a template has them
OPTIONAL = ("Placeholder Text", "toc 1", "toc 2")
# fields that Word fills in from the document itself; others fetch files or run programs
FIELDS = (
    "AUTHOR", "CREATEDATE", "DATE", "DOCPROPERTY", "FILENAME", "NUMPAGES", "PAGE", "PRINTDATE",
    "SAVEDATE", "SECTION", "SECTIONPAGES", "STYLEREF", "SUBJECT", "TITLE",
)  # fmt: skip
# what `{…}` in a header or footer stands for
WORDS = ("draft", "title", "report_to", "date", "authority", "reference")
_A4, _INCH, _CM = 7_560_310, 914_400, 360_000
NARROWEST = 10  # centimetres of a line in which a table can be read
_TOKEN = re.compile(r"\{([^{}]*)\}")
_ACTIVE = re.compile(r"(?i)vbaProject|vbaData|activeX|/embeddings/|macroEnabled")
_OF_A_TEMPLATE = b"wordprocessingml.template.main+xml"
_OF_A_DOCUMENT = b"wordprocessingml.document.main+xml"
_TYPES = "[Content_Types].xml"


def usual_template() -> Path:
    """The template that comes with hnb."""
    return paths.reports() / "templates" / "paper.docx"


def open_template(path: Path) -> Document:
    """A template without its body, on which a paper can be written.

    Raises
    ------
    SourceError
        It is no Word document, has macros or parts from elsewhere, lacks a style, or asks in a
        header or footer for words that a paper does not have; what is wrong is named.
    """
    import docx

    content = _document_bytes(path)
    try:
        document = docx.Document(io.BytesIO(content))
        body = document.element.body
        _keep_margins(document)
        for child in list(body)[: -1 if body.sectPr is not None else None]:
            body.remove(child)
        faults = list(_faults(document))
    except (KeyError, ValueError, AttributeError, TypeError) as fault:
        raise _refusal(path, f"it cannot be read ({type(fault).__name__})") from None
    if faults:
        raise _refusal(path, "; ".join(faults))
    _forget_its_own_template(document)
    return document


def _keep_margins(document: Document) -> None:
    """Give the last section, in which the paper is written, the headers and footers that it takes
    from sections before it.
    """
    from docx.oxml.ns import qn

    sections = document.element.body.xpath(".//w:sectPr")
    if not sections:
        return
    *earlier, last = sections
    kinds = (qn("w:headerReference"), qn("w:footerReference"))
    known = {(node.tag, node.get(qn("w:type"))) for node in last if node.tag in kinds}
    for section in reversed(earlier):
        for node in [child for child in section if child.tag in kinds]:
            if (key := (node.tag, node.get(qn("w:type")))) not in known:
                known.add(key)
                last.insert(0, node)


def footers_without(document: Document, word: str) -> Iterator[BlockItemContainer]:
    """The footer of each kind of page (usual, first and even ones) on which a word stands neither
    in the header nor in the footer.
    """
    from docx.oxml.ns import qn

    for section in document.sections:
        pages = [(section.header, section.footer)]
        if section.different_first_page_header_footer:
            pages.append((section.first_page_header, section.first_page_footer))
        if document.settings.odd_and_even_pages_header_footer:
            pages.append((section.even_page_header, section.even_page_footer))
        for page in pages:
            # one that is linked has no part, and asking for it would make one
            parts = [margin.part.element for margin in page if not margin.is_linked_to_previous]
            texts = [text.text or "" for part in parts for text in part.iter(qn("w:t"))]
            if not any(word in text for text in texts):
                yield page[1]


def words_of(path: Path) -> list[str]:
    """The words that a template's headers and footers have, between what is filled in."""
    texts = (piece.text for piece in read_word(path) if piece.kind != "text")
    return [words for text in texts for words in _TOKEN.split(text)[::2] if words.strip()]


def style_ids(document: Document) -> dict[str, str]:
    """The ids of the styles that a paper uses, by their names."""
    by_name = _styles(document)
    wanted = (*PARAGRAPHS, *TABLES, *OPTIONAL)
    return {name: by_name[name.casefold()][0] for name in wanted if name.casefold() in by_name}


def text_width(document: Document) -> int:
    """How wide a line of a document is, in Word's smallest measure; that of A4 where it says
    nothing.
    """
    section = document.sections[0]
    width = section.page_width or _A4
    return int(width - (section.left_margin or _INCH) - (section.right_margin or _INCH))


def margins(document: Document) -> Iterator[BaseOxmlElement]:
    """The headers and footers of a document."""
    for relation in document.part.rels.values():
        if relation.reltype.endswith(("/header", "/footer")):
            yield relation.target_part.element


def fill_in(margin: BaseOxmlElement, words: Mapping[str, str]) -> bool:
    """Put words in place of `{…}` in a header or footer, also where Word has cut it into runs;
    whether it has a place for `{draft}`.
    """
    from docx.oxml.ns import qn

    has_draft = False
    for line in margin.iter(qn("w:p")):
        texts = list(line.iter(qn("w:t")))
        whole = "".join(text.text or "" for text in texts)
        for token in reversed(list(_TOKEN.finditer(whole))):
            _replace(texts, *token.span(), words[token[1]])
            has_draft |= token[1] == "draft"
    return has_draft


def _replace(texts: list[BaseOxmlElement], start: int, end: int, words: str) -> None:
    """Put words in place of the letters from `start` to `end` of texts that follow each other."""
    place = 0
    for text in texts:
        content = text.text or ""
        first, last = max(start - place, 0), min(end - place, len(content))
        if first < last:
            text.text = content[:first] + words + content[last:]
            text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            words = ""
        place += len(content)


def _document_bytes(path: Path) -> bytes:
    """The bytes of a template as those of a document, within the limits of a paper."""
    try:
        read_word(path)  # refuses what is too large, or defines words of its own
        content = read_bytes(path)
        with ZipFile(io.BytesIO(content)) as package:
            types = package.read(_TYPES)
            active = [name for name in package.namelist() if _ACTIVE.search(name)]
            if active or b"macroEnabled" in types:
                raise _refusal(path, f"it has macros or embedded files ({listed(active[:3])})")
            if elsewhere := list(_from_elsewhere(package)):
                raise _refusal(path, f"it takes {listed(elsewhere[:3])} from another place")
            if _OF_A_TEMPLATE in types:
                return _as_document(package, types)
    except CheckError as fault:
        raise _refusal(path, fault.found) from None
    except (BadZipFile, KeyError, OSError) as fault:
        raise _refusal(path, f"it cannot be read ({type(fault).__name__})") from None
    return content


def _as_document(package: ZipFile, types: bytes) -> bytes:
    """A .dotx as the document that Word would begin from it."""
    document = io.BytesIO()
    with ZipFile(document, "w", ZIP_DEFLATED) as copy:
        for name in package.namelist():
            is_types = name == _TYPES
            content = types.replace(_OF_A_TEMPLATE, _OF_A_DOCUMENT) if is_types else b""
            copy.writestr(name, content or package.read(name))
    return document.getvalue()


def _from_elsewhere(package: ZipFile) -> Iterator[str]:
    """What a document's parts take from outside it, but for links and its own template."""
    from xml.etree import ElementTree

    for name in package.namelist():
        if name.endswith(".rels") and package.getinfo(name).file_size <= MOST_TEXT:
            for node in ElementTree.fromstring(package.read(name)):
                kind = node.get("Type", "").rpartition("/")[2]
                if node.get("TargetMode") == "External" and kind not in (
                    "hyperlink",
                    "attachedTemplate",
                ):
                    yield quoted(node.get("Target", ""))


def _faults(document: Document) -> Iterator[str]:
    by_name = _styles(document)
    for kind, names in (("paragraph", PARAGRAPHS), ("table", TABLES)):
        for name in names:
            found_id, found_kind = by_name.get(name.casefold(), ("", ""))
            if not found_id:
                of_kind = (known for known, style in by_name.items() if style[1] == kind)
                near = did_you_mean(name, of_kind)
                yield f"it has no style {name!r}{near}"
            elif found_kind != kind:
                yield f"its style {name!r} is not for a {kind}"
    for name in ("Numbered Paragraph", "List Number"):
        numbered = by_name.get(name.casefold())
        if numbered and not _numbering_of(document, numbered[0]):
            yield f"its style {name!r} has no numbers"
    if document.element.body.sectPr is None:
        yield "it does not say how large a page is"
    elif (width := text_width(document) / _CM) < NARROWEST:
        yield f"its margins leave {max(width, 0):.1f} cm for a line, and a paper needs {NARROWEST}"
    yield from _unknown_words(document)
    yield from _unknown_fields(document)


def _unknown_words(document: Document) -> Iterator[str]:
    from docx.oxml.ns import qn

    for margin in margins(document):
        for line in margin.iter(qn("w:p")):
            whole = "".join(text.text or "" for text in line.iter(qn("w:t")))
            for name in _TOKEN.findall(whole):
                if name not in WORDS:
                    near = did_you_mean(name, WORDS) or f"; there are {listed(WORDS)}"
                    yield f"a header or footer asks for {{{name}}}{near}"


def _unknown_fields(document: Document) -> Iterator[str]:
    from docx.oxml.ns import qn

    for margin in margins(document):
        orders = [field.get(qn("w:instr")) or "" for field in margin.iter(qn("w:fldSimple"))]
        for node in margin.iter(qn("w:fldChar"), qn("w:instrText")):
            if node.tag == qn("w:instrText") and orders:
                orders[-1] += node.text or ""
            elif node.get(qn("w:fldCharType")) == "begin":
                orders.append("")
        for order in orders:
            name = order.split()[0] if order.strip() else "(nothing)"
            if name.upper() not in FIELDS:
                known = listed(FIELDS)
                yield f"a header or footer has the field {quoted(name)}; it may have {known}"


def _styles(document: Document) -> dict[str, tuple[str, str]]:
    """The id and kind of each style, by its name in small letters."""
    from docx.oxml.ns import qn

    return {
        style.find(qn("w:name")).get(qn("w:val")).casefold(): (
            style.get(qn("w:styleId")),
            style.get(qn("w:type")),
        )
        for style in document.styles.element.iter(qn("w:style"))
        if style.find(qn("w:name")) is not None
    }


def _numbering_of(document: Document, style_id: str) -> str:
    """Which list a style is of, by itself or by the style that it rests on; empty where of none."""
    from docx.oxml.ns import qn

    by_id = {style.get(qn("w:styleId")): style for style in document.styles.element}
    seen: set[str] = set()
    while style_id in by_id and style_id not in seen:
        seen.add(style_id)
        style = by_id[style_id]
        number = style.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}")
        if number is not None:
            return str(number.get(qn("w:val")))
        based = style.find(qn("w:basedOn"))
        style_id = "" if based is None else based.get(qn("w:val"))
    return ""


def list_from_the_start(document: Document, style_id: str) -> int:
    """The number of a new list in the manner of a style, which begins with its first sign."""
    numbering = document.part.numbering_part.element
    of_style = int(_numbering_of(document, style_id))
    first = next(listed for listed in numbering.num_lst if listed.numId == of_style)
    new = numbering.add_num(first.abstractNumId.val)
    new.add_lvlOverride(ilvl=0).add_startOverride(1)
    return int(new.numId)


def _forget_its_own_template(document: Document) -> None:
    """Take out the link to the template that a template itself was begun from."""
    from docx.oxml.ns import qn

    settings = document.settings.element
    for node in settings.findall(qn("w:attachedTemplate")):
        settings.remove(node)
        document.settings.part.rels.pop(node.get(qn("r:id")), None)


def _refusal(path: Path, fault: str) -> SourceError:
    return SourceError(
        Place(file=str(path)),
        found=f"this template of the paper cannot be used: {fault}",
        expected="a Word document without macros, with the styles that docs/how-to/"
        "a-councils-template.md lists",
        after="Nothing was rendered; an earlier paper stays as it was.",
    )
