"""A paper as a Word document that an officer can go on editing: real styles, numbering, captions and header rows."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from hnb.papers.blocks import Paper
from hnb.papers.export import NOTHING, clean, laid_out

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

_FONT, _INK, _STRONG, _QUIET, _LINE, _BAND = "Arial", "0B0C0C", "12436D", "505A5F", "B1B4B6", "E4EBF2"
_NUMBERED, _BULLETED = 91, 92  # numbering definitions of our own, out of the way of the template's
_TEXT_WIDTH, _TWIPS = 166, 56.7  # mm between the margins; twentieths of a point in one
_PICTURE_HEIGHT = 190  # mm at most
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'

# name, size in points, bold, colour, space before and after in points, kept with the next
_STYLES = (
    ("Normal", 11, False, _INK, 0, 8, False),
    ("Title", 20, True, _STRONG, 0, 14, True),
    ("Heading 1", 14, True, _STRONG, 18, 8, True),
    ("Heading 2", 12, True, _STRONG, 14, 6, True),
    ("Heading 3", 11, True, _STRONG, 12, 6, True),
    ("Caption", 11, True, _INK, 14, 6, True),
    ("List Bullet", 11, False, _INK, 0, 4, False),
    ("Numbered Paragraph", 11, False, _INK, 0, 8, False),
    ("Head Block", 11, False, _INK, 3, 3, True),
    ("Picture", 11, False, _INK, 0, 2, False),
    ("Source", 9, False, _QUIET, 4, 14, False),
    ("Table Text", 9, False, _INK, 2, 2, False),
    ("Footer", 8, False, _QUIET, 0, 0, False),
)


def write_docx(paper: Paper, path: Path) -> None:
    """Write the paper for Word.

    Paragraph numbers come from one numbering definition tied to the style "Numbered Paragraph"; captions are SEQ
    fields: both renumber when somebody inserts one. The dates inside are the paper's own.

    Raises
    ------
    CheckError
        See `check_blocks`.
    """
    import docx

    blocks = laid_out(paper)
    document = docx.Document()
    _set_up(document, paper)
    _line(document, "Title", clean(paper.title))
    lines = [_line(document, "HeadBlock") for _ in paper.head]
    for line, (label, text) in zip(lines, paper.head, strict=True):
        line.add_run(label).bold = True
        line.add_run(f"\t{clean(text)}")
    _border(lines[0], "top")
    _border(lines[-1], "bottom")
    for block in blocks:
        first = _add(document, block)
        if block["page"]:
            first.paragraph_format.page_break_before = True
    _save(document, path, paper)


def _add(document: Document, block: dict[str, Any]) -> Paragraph:
    """Add a block; the first of its paragraphs is returned."""
    match block["kind"]:
        case "heading":
            return _line(document, f"Heading{block['level']}", block["text"])
        case "paragraph":
            return _line(document, "NumberedParagraph" if block["number"] else "Normal", block["text"])
        case "bullets":
            lines = [_line(document, "ListBullet", text) for text in block["items"]]
            lines[-1].paragraph_format.space_after = document.styles["Normal"].paragraph_format.space_after
            return lines[0]
        case "picture":
            first = _caption(document, block)
            _picture(document, block)
        case _:
            first = _caption(document, block)
            _table(document, block)
    if block["source"] or block["kind"] == "grid":  # two tables with nothing between them would become one
        _line(document, "Source", block["source"])
    return first


def _line(document: Document, style: str, text: str = "") -> Paragraph:
    line = document.add_paragraph(text)
    line._p.style = style  # by its id: looking each up by name takes most of the time of a paper
    return line


def _caption(document: Document, block: dict[str, Any]) -> Paragraph:
    word, number = block["label"].split()
    line = _line(document, "Caption", f"{word} ")
    _field(line, f"SEQ {word} \\* ARABIC", number)
    line.add_run(f": {block['caption']}")
    return line


def _field(line: Paragraph, instruction: str, result: str) -> None:
    """A field that Word works out again, and what it shows until then."""
    from docx.oxml import parse_xml

    begin, between, end = (f'<w:fldChar w:fldCharType="{kind}"/>' for kind in ("begin", "separate", "end"))
    code = f'<w:instrText xml:space="preserve"> {instruction} </w:instrText>'
    for content in (begin, code, between, f"<w:t>{result}</w:t>", end):
        line._p.append(parse_xml(f"<w:r {_W}>{content}</w:r>"))


def _picture(document: Document, block: dict[str, Any]) -> None:
    from docx.shared import Mm

    width, height = block["pixels"]
    line = _line(document, "Picture")
    line.paragraph_format.keep_with_next = bool(block["source"])
    shape = line.add_run().add_picture(
        BytesIO(block["png"]), width=Mm(min(_TEXT_WIDTH, _PICTURE_HEIGHT * width / height))
    )
    for side in "TBLR":
        shape._inline.set(f"dist{side}", "0")  # unsaid, some readers set it off the margin
    shape._inline.docPr.set("descr", block["alt"])
    shape._inline.docPr.set("name", block["label"])


def _table(document: Document, block: dict[str, Any]) -> None:
    from docx.oxml import parse_xml

    total = round(_TEXT_WIDTH * _TWIPS)
    widths = [round(share * total) for share in block["widths"]]
    size = '<w:sz w:val="15"/>' if block["small"] else ""

    def cell(
        text: str, width: int, *, number: bool = False, keep: bool = False, head: bool = False, span: int = 1
    ) -> str:
        shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{_BAND}"/><w:vAlign w:val="bottom"/>' if head else ""
        spans = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
        kept, side = "<w:keepNext/>" if keep else "", '<w:jc w:val="right"/>' if number else ""
        return (
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spans}{shade}</w:tcPr>'
            f'<w:p><w:pPr><w:pStyle w:val="TableText"/>{kept}{side}</w:pPr><w:r><w:rPr>{"<w:b/>" if head else ""}{size}'
            f'</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p></w:tc>'
        )

    def row(cells: list[str], keep: bool, head: bool = False) -> str:
        columns = zip(cells, widths, block["numeric"], strict=True)
        parts = [cell(text, width, number=number, keep=keep, head=head) for text, width, number in columns]
        return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if head else ''}</w:trPr>{''.join(parts)}</w:tr>"

    last = len(block["rows"]) - 1
    rows = [
        # no page holds a single row of a table, or its source alone
        row(cells, bool(block["source"]) if place == last else block["whole"] or place in (0, last - 1))
        for place, cells in enumerate(block["rows"])
    ]
    if not rows:
        rows = [f"<w:tr>{cell(NOTHING, total, span=len(widths))}</w:tr>"]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    rule = f'w:val="single" w:sz="4" w:space="0" w:color="{_LINE}"'
    table = parse_xml(
        f'<w:tbl {_W}><w:tblPr><w:tblW w:w="{total}" w:type="dxa"/><w:tblBorders><w:top {rule}/><w:bottom {rule}/>'
        f'<w:insideH {rule}/></w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="85" w:type="dxa"/>'
        '<w:right w:w="85" w:type="dxa"/></w:tblCellMar><w:tblLook w:val="0020" w:firstRow="1"/>'
        f"<w:tblCaption w:val={quoteattr(block['label'] + ': ' + block['caption'])}/></w:tblPr>"
        f"<w:tblGrid>{grid}</w:tblGrid>"
        f"{row(block['header'], True, head=True)}{''.join(rows)}</w:tbl>"
    )
    document.element.body.insert(-1, table)  # before the section's own properties, which stay last


def _border(line: Paragraph, side: str) -> None:
    from docx.oxml import parse_xml

    rule = f'<w:{side} w:val="single" w:sz="12" w:space="6" w:color="{_STRONG}"/>'
    line._p.get_or_add_pPr().insert_element_before(
        parse_xml(f"<w:pBdr {_W}>{rule}</w:pBdr>"), "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _set_up(document: Document, paper: Paper) -> None:
    """Page, styles, numbering, language, footer; and away with what the template brings that no paper uses."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml import parse_xml
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt, RGBColor

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm((210 - _TEXT_WIDTH) / 2)
    section.top_margin, section.bottom_margin = Mm(22), Mm(22)

    styles = document.styles
    for unused in styles.element.xpath("w:style[@w:type='table' and not(@w:default)]"):
        styles.element.remove(unused)
    for part, relation in ((document.part, "/stylesWithEffects"), (document.part.package, "/thumbnail")):
        for key in [key for key, each in part.rels.items() if each.reltype.endswith(relation)]:
            del part.rels[key]
    for setting in document.settings.element.xpath("w:compat/w:compatSetting[@w:name='compatibilityMode']"):
        setting.set(qn("w:val"), "15")  # or Word opens it in compatibility mode
    for name, size, bold, colour, before, after, keep in _STYLES:
        style = styles[name] if name in styles else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.quick_style = True
        for old in (*style.element.findall(qn("w:rPr")), *style.element.findall(qn("w:pPr"))):
            style.element.remove(old)
        style.font.name, style.font.size, style.font.bold = _FONT, Pt(size), bold
        style.font.color.rgb = RGBColor.from_string(colour)
        layout = style.paragraph_format
        layout.space_before, layout.space_after, layout.keep_with_next = Pt(before), Pt(after), keep
        layout.line_spacing, layout.widow_control = 1.0 if size < 10 else 1.15, True
        if name.startswith("Heading"):
            style.element.pPr.append(parse_xml(f'<w:outlineLvl {_W} w:val="{int(name[-1]) - 1}"/>'))
    head = styles["Head Block"].paragraph_format
    head.left_indent, head.first_line_indent = Mm(32), Mm(-32)
    head.tab_stops.add_tab_stop(Mm(32))

    numbering = document.part.numbering_part.element
    for number, name, form, text, left, hanging in (
        (_NUMBERED, "Numbered Paragraph", "decimal", "%1.", 850, 850),
        (_BULLETED, "List Bullet", "bullet", "•", 1304, 454),
    ):
        level = (
            f'<w:start w:val="1"/><w:numFmt w:val="{form}"/><w:pStyle w:val="{styles[name].style_id}"/>'
            f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
            f'<w:pPr><w:ind w:left="{left}" w:hanging="{hanging}"/></w:pPr>'
        )
        definition = f'<w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0">{level}</w:lvl>'
        abstract = f'<w:abstractNum {_W} w:abstractNumId="{number}">{definition}</w:abstractNum>'
        numbering.insert(0, parse_xml(abstract))  # before every w:num, as the schema wants
        numbering.append(parse_xml(f'<w:num {_W} w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'))
        numbered = styles[name].element.get_or_add_pPr().get_or_add_numPr()
        numbered.get_or_add_numId().val = number

    defaults = styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    defaults.find(qn("w:lang")).set(qn("w:val"), paper.language)
    fonts = defaults.find(qn("w:rFonts"))
    fonts.attrib.clear()
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), _FONT)

    footer = section.footer.paragraphs[0]
    footer.paragraph_format.tab_stops.add_tab_stop(Mm(_TEXT_WIDTH), alignment=2)
    footer.add_run(f"{clean(paper.report_to)} · {dict(paper.head)['Date']}\tPage ")
    _field(footer, "PAGE", "1")
    footer.add_run(" of ")
    _field(footer, "NUMPAGES", "1")


def _save(document: Document, path: Path, paper: Paper) -> None:
    """Write the package with the paper's date on everything in it, so that the same paper is the same bytes."""
    day = datetime(paper.date.year, paper.date.month, paper.date.day)
    about = document.core_properties
    longest = 255  # characters that a property holds
    about.title, about.subject = clean(paper.title)[:longest], clean(paper.report_to)[:longest]
    about.author = about.last_modified_by = clean(paper.authority)[:longest]
    about.language, about.created, about.modified = paper.language, day, day
    about.comments, about.revision = "", 1
    loose = BytesIO()
    document.save(loose)
    with ZipFile(loose) as old, ZipFile(path, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = ZipInfo(name, date_time=(*day.timetuple()[:6],))
            entry.compress_type = ZIP_DEFLATED
            new.writestr(entry, old.read(name), compresslevel=1)
