"""What python-docx has no call for, as strings of XML: captions that count themselves, pictures
with an alternative, tables whose header row is repeated, content controls.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from hnb.domain.plain import Json

JOINER = "\u200d"  # shows nothing, and holds together what is on its sides
_YEAR = r"(?<=\b\d{4})-(?=\d\d\b)"
_HOW_TO_NUMBER = "To add page numbers, right-click this list in Word and choose Update Field."
_MM = 36_000  # of a picture's measure
_OF_A_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
NAMESPACES = (
    f'xmlns:w="{_OF_A_WORD}" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    f'xmlns:wp="{_DRAWING}/wordprocessingDrawing" xmlns:a="{_DRAWING}/main" '
    f'xmlns:pic="{_DRAWING}/picture"'
)


def run(text: str, *, mark: str = "", small: bool = False, style: str = "") -> str:
    """Words of one look; a `mark` is b (bold) or i (italic)."""
    marks = f'<w:rStyle w:val="{style}"/>' if style else ""
    marks += f"<w:{mark}/>" if mark else ""
    marks += '<w:sz w:val="15"/>' if small else ""
    marks = f"<w:rPr>{marks}</w:rPr>" if marks else ""
    start, end = '<w:t xml:space="preserve">', "</w:t>"
    # a line that ends would part a year at its hyphen, and a minus from its pounds
    words = re.sub(_YEAR, f"{end}<w:noBreakHyphen/>{start}", escape(text))
    return f"<w:r>{marks}{start}{words.replace('−£', f'−{JOINER}£')}{end}</w:r>"


def field(code: str, *shown: str) -> str:
    """What Word works out itself, and what it shows until then, in runs."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        f'{"".join(shown)}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def paragraph(
    style: str,
    *runs: str,
    new_page: bool = False,
    keep: bool = False,
    right: bool = False,
    in_list: int = 0,
) -> str:
    """A paragraph; `keep` holds it on the page of what follows, `in_list` is the list that it is
    of, where that is not its style's own.
    """
    marks = "<w:keepNext/>" if keep else ""
    marks += "<w:pageBreakBefore/>" if new_page else ""
    if in_list:
        marks += f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{in_list}"/></w:numPr>'
    marks += '<w:jc w:val="right"/>' if right else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{marks}</w:pPr>{"".join(runs)}</w:p>'


def caption(style: str, label: str, words: str, *, new_page: bool) -> str:
    """A caption whose number counts those of its kind before it, kept with what it names."""
    kind, number = label.split(" ")
    counted = field(f"SEQ {kind} \\* ARABIC", run(number))
    runs = (run(f"{kind} "), counted, run(f": {words}"))
    return paragraph(style, *runs, new_page=new_page, keep=True)


def heading(style: str, text: str, anchor: str, *, number: int, new_page: bool) -> str:
    """A heading with a name that links and contents refer to."""
    start = f'<w:bookmarkStart w:id="{number}" w:name={quoteattr(bookmark(anchor))}/>'
    return paragraph(
        style, start, run(text), f'<w:bookmarkEnd w:id="{number}"/>', new_page=new_page
    )


def bookmark(anchor: str) -> str:
    """A name as Word wants it; one that begins so is not listed to people."""
    return "_" + anchor.replace("-", "_")


def contents(styles: Sequence[str], entries: Sequence[Json], *, new_page: bool) -> str:
    """A table of contents whose entries stand there already, linked to their headings. Word puts
    the pages in, and takes the line that says how out, when a person updates it. `styles` has one
    for each level.
    """
    start, end = field('TOC \\o "1-2" \\h \\z \\u', "@").split("@")
    lines = []
    for place, entry in enumerate(entries):
        name = quoteattr(bookmark(entry["anchor"]))
        link = f'<w:hyperlink w:anchor={name} w:history="1">{run(entry["text"])}</w:hyperlink>'
        style, is_first = styles[entry["level"] - 1], not place
        runs = (start if is_first else "", link)
        lines.append(paragraph(style, *runs, new_page=new_page and is_first))
    return "".join((*lines, paragraph(styles[0], run(_HOW_TO_NUMBER, mark="i"), end)))


def content_control(number: int, title: str, content: str) -> str:
    """A place that the author is to fill in: whole paragraphs, or runs within one."""
    return (
        f"<w:sdt><w:sdtPr><w:alias w:val={quoteattr(title)}/><w:tag w:val={quoteattr(title)}/>"
        f'<w:id w:val="{number}"/><w:showingPlcHdr/></w:sdtPr>'
        f"<w:sdtContent>{content}</w:sdtContent></w:sdt>"
    )


def picture(link: str, label: str, alt: str, *, number: int, size: tuple[float, float]) -> str:
    """A picture in its line, with its alternative; `size` is its width and height in mm."""
    width, height = (int(length * _MM) for length in size)
    name, words = quoteattr(label), quoteattr(alt)
    return (
        '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{width}" cy="{height}"/>'
        f'<wp:docPr id="{number}" name={name} descr={words}/>'
        '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        f'<a:graphic><a:graphicData uri="{_DRAWING}/picture"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr id="{number}" name={name}/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{link}"/><a:stretch><a:fillRect/></a:stretch>'
        f'</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/>'
        '</a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def table(block: Json, nothing: str, *, style: str, text_style: str, room: int) -> str:
    """A table whose header row is repeated, and of which no page has a single row; `room` is its
    width in twentieths of a point.
    """
    widths = [round(share * room) for share in block["widths"]]
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    named = quoteattr(f"{block['label']}: {block['caption']}")
    last = len(block["rows"]) - 1
    rows = [_row(block, block["header"], widths, text_style, keep=True, head=True)]
    for place, cells in enumerate(block["rows"]):
        # nor its source alone
        near_an_end = place in (0, last - 1) or block["whole"]
        keep = bool(block["source"]) if place == last else near_an_end
        rows.append(_row(block, cells, widths, text_style, keep=keep))
    if last < 0:
        spanned = f'<w:gridSpan w:val="{len(widths)}"/>'
        cell = f'<w:tcPr><w:tcW w:w="{room}" w:type="dxa"/>{spanned}</w:tcPr>'
        rows.append(f"<w:tr><w:tc>{cell}{paragraph(text_style, run(nothing))}</w:tc></w:tr>")
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{room}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/><w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" '
        'w:firstColumn="0" w:lastColumn="0" w:noHBand="0" w:noVBand="0"/>'
        f"<w:tblCaption w:val={named}/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>"
        f"{''.join(rows)}</w:tbl>"
    )


def _row(
    block: Json,
    cells: Sequence[str],
    widths: Sequence[int],
    style: str,
    *,
    keep: bool,
    head: bool = False,
) -> str:
    mark = "b" if head else ""
    content = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
        f"{paragraph(style, run(text, mark=mark, small=block['small']), keep=keep, right=number)}"
        "</w:tc>"
        for text, width, number in zip(cells, widths, block["numeric"], strict=True)
    )
    repeated = "<w:tblHeader/>" if head else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{content}</w:tr>"
