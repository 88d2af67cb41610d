"""Writes `reports/templates/paper.docx`, the Word template of every paper: styles, numbering, page
and footer, and no words of its own. Run `python docs/word_template.py` after a change here.
"""

from __future__ import annotations

from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

TEMPLATE = Path(__file__).resolve().parent.parent / "reports" / "templates" / "paper.docx"
STRONG, INK, QUIET, RULE, BAND = "12436D", "0B0C0C", "505A5F", "B1B4B6", "E4EBF2"
ROOM = 9638  # twentieths of a point between the margins
LANGUAGE = "en-GB"
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
LINKS = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
DRAWN = " ".join(
    f'xmlns:{prefix}="http://schemas.openxmlformats.org/drawingml/2006/{kind}"'
    for prefix, kind in (("wp", "wordprocessingDrawing"), ("a", "main"), ("pic", "picture"))
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
LINKED = ("styles", "numbering", "settings", "footer")
FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # of a zip: the template has no date

KEPT = "<w:keepNext/>"
ON_RIGHT = f'<w:tabs><w:tab w:val="right" w:pos="{ROOM}"/></w:tabs>'
NUMBERED, BULLETED, LETTERED = (
    f'<w:numPr><w:numId w:val="{number}"/></w:numPr>' for number in (1, 2, 3)
)
LEVELS = tuple(f'<w:outlineLvl w:val="{level}"/>' for level in (0, 1, 2))
LABELLED = '<w:tabs><w:tab w:val="left" w:pos="1814"/></w:tabs>'
INDENTED = '<w:ind w:left="567"/>'
HANGING = '<w:ind w:left="1814" w:hanging="1814"/>'
SIDES = "".join(
    f'<w:{side} w:val="single" w:sz="12" w:space="6" w:color="{STRONG}"/>'
    for side in ("top", "bottom")
)
RULED = f"<w:pBdr>{SIDES}</w:pBdr>"
# id, name, the style that follows, half-points, bold, colour, space before and after, and what
# stands before and after the spacing among a paragraph's properties
STYLES = (
    ("Normal", "Normal", "Normal", 21, 0, INK, 0, 120, "", ""),
    ("Title", "Title", "HeadBlock", 40, 1, STRONG, 0, 200, KEPT, ""),
    ("Heading1", "heading 1", "NumberedParagraph", 26, 1, STRONG, 160, 60, KEPT, LEVELS[0]),
    ("Heading2", "heading 2", "NumberedParagraph", 22, 1, STRONG, 120, 40, KEPT, LEVELS[1]),
    ("Heading3", "heading 3", "NumberedParagraph", 21, 1, STRONG, 120, 40, KEPT, LEVELS[2]),
    ("TOC1", "toc 1", "Normal", 21, 0, INK, 0, 60, ON_RIGHT, ""),
    ("TOC2", "toc 2", "Normal", 20, 0, INK, 0, 60, ON_RIGHT, '<w:ind w:left="454"/>'),
    ("Caption", "caption", "Normal", 20, 1, INK, 100, 40, KEPT, ""),
    ("NumberedParagraph", "Numbered Paragraph", "NumberedParagraph", 21, 0, INK, 0, 60,
        NUMBERED, ""),
    ("ListBullet", "List Bullet", "ListBullet", 21, 0, INK, 0, 60, BULLETED, ""),
    ("ListNumber", "List Number", "ListNumber", 21, 0, INK, 0, 60, LETTERED, ""),
    ("Note", "Note", "NumberedParagraph", 20, 0, QUIET, 0, 60, "", INDENTED),
    ("HeadBlock", "Head Block", "HeadBlock", 21, 0, INK, 30, 30, KEPT + RULED + LABELLED, HANGING),
    ("Picture", "Picture", "Source", 21, 0, INK, 0, 20, "", ""),
    ("Source", "Source", "NumberedParagraph", 17, 0, QUIET, 30, 100, "", ""),
    ("TableText", "Table Text", "TableText", 18, 0, INK, 24, 24, "", ""),
    ("Footer", "footer", "Footer", 16, 0, QUIET, 0, 0, ON_RIGHT, ""),
)  # fmt: skip
# what Word wants to be there before any other style
BASE = f"""
<w:docDefaults><w:rPrDefault><w:rPr>
<w:rFonts w:ascii="Arial" w:eastAsia="Arial" w:hAnsi="Arial" w:cs="Arial"/>
<w:color w:val="{INK}"/><w:sz w:val="22"/><w:szCs w:val="22"/>
<w:lang w:val="{LANGUAGE}" w:eastAsia="{LANGUAGE}" w:bidi="ar-SA"/>
</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>
<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">
<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>
<w:style w:type="numbering" w:default="1" w:styleId="NoList">
<w:name w:val="No List"/><w:uiPriority w:val="99"/><w:semiHidden/></w:style>
<w:style w:type="table" w:default="1" w:styleId="TableNormal">
<w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/>
<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>
<w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/>
<w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>
"""
RULES = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{RULE}"/>'
    for side in ("top", "bottom", "insideH")
)
FURTHER = f"""
<w:style w:type="table" w:customStyle="1" w:styleId="PaperTable"><w:name w:val="Paper Table"/>
<w:basedOn w:val="TableNormal"/><w:qFormat/><w:tblPr><w:tblBorders>{RULES}</w:tblBorders>
<w:tblCellMar><w:left w:w="85" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar>
</w:tblPr><w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:bCs/></w:rPr><w:tcPr>
<w:shd w:val="clear" w:color="auto" w:fill="{BAND}"/><w:vAlign w:val="bottom"/></w:tcPr>
</w:tblStylePr></w:style>
<w:style w:type="character" w:styleId="PlaceholderText"><w:name w:val="Placeholder Text"/>
<w:basedOn w:val="DefaultParagraphFont"/><w:uiPriority w:val="99"/>
<w:rPr><w:i/><w:iCs/><w:color w:val="{QUIET}"/></w:rPr></w:style>
"""


def style(
    name_id: str,
    name: str,
    following: str,
    *,
    size: int,
    bold: int,
    colour: str,
    space: tuple[int, int],
    first: str,
    last: str,
) -> str:
    """A style of paragraphs."""
    is_normal = name_id == "Normal"
    default = ' w:default="1"' if is_normal else ""
    based = "" if is_normal else '<w:basedOn w:val="Normal"/>'
    heavy = "<w:b/><w:bCs/>" if bold else ""
    return (
        f'<w:style w:type="paragraph"{default} w:styleId="{name_id}"><w:name w:val="{name}"/>'
        f'{based}<w:next w:val="{following}"/><w:qFormat/><w:pPr>{first}'
        f'<w:spacing w:before="{space[0]}" w:after="{space[1]}" w:line="240" '
        f'w:lineRule="auto"/>{last}</w:pPr><w:rPr>{heavy}<w:color w:val="{colour}"/>'
        f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>'
    )


def styles() -> str:
    """Every style."""
    listed = "".join(
        style(
            name_id,
            name,
            following,
            size=size,
            bold=bold,
            colour=colour,
            space=(before, after),
            first=first,
            last=last,
        )
        for name_id, name, following, size, bold, colour, before, after, first, last in STYLES
    )
    return f"<w:styles {WORD}>{BASE}{listed}{FURTHER}</w:styles>"


def numbering() -> str:
    """Numbers, bullets and letters: each one definition, tied to the style of its name."""
    kinds = (
        (1, "NumberedParagraph", "decimal", "%1.", 567, 567),
        (2, "ListBullet", "bullet", "•", 1021, 454),
        (3, "ListNumber", "lowerLetter", "(%1)", 1021, 454),
    )
    levels = "".join(
        f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="singleLevel"/>'
        f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:pStyle w:val="{name}"/><w:lvlText w:val="{sign}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{left}" w:hanging="{hanging}"/></w:pPr></w:lvl></w:abstractNum>'
        for number, name, form, sign, left, hanging in kinds
    )
    used = "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'
        for number, *_ in kinds
    )
    return f"<w:numbering {WORD}>{levels}{used}</w:numbering>"


def run(text: str) -> str:
    """Words, or a tab to the right margin, wherever that is."""
    return (
        '<w:r><w:ptab w:relativeTo="margin" w:alignment="right" w:leader="none"/></w:r>'
        if text == "\t"
        else f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'
    )


def field(code: str) -> str:
    """A number that Word counts."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def parts() -> dict[str, str]:
    """The parts of the document by their names."""
    overrides = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{MAIN}.{kind}+xml"/>'
        for part, kind in (("document", "document.main"), *((name, name) for name in LINKED))
    )
    relations = "".join(
        f'<Relationship Id="{part}" Type="{OFFICE}/{part}" Target="{part}.xml"/>' for part in LINKED
    )
    core = "application/vnd.openxmlformats-package.core-properties+xml"
    footer = [run("{draft}{report_to} · {date}"), run("\t"), run("Page "), field("PAGE")]
    footer += [run(" of "), field("NUMPAGES")]
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
        'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f'{overrides}<Override PartName="/docProps/core.xml" ContentType="{core}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
        f'<Relationship Id="rId2" Type="{PACKAGE}/relationships/metadata/core-properties" '
        'Target="docProps/core.xml"/></Relationships>',
        "docProps/core.xml": f'<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"/>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f"{relations}</Relationships>",
        "word/settings.xml": f'<w:settings {WORD}><w:zoom w:percent="100"/>'
        '<w:defaultTabStop w:val="720"/><w:characterSpacingControl w:val="doNotCompress"/>'
        '<w:compat><w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        f'<w:themeFontLang w:val="{LANGUAGE}"/><w:decimalSymbol w:val="."/>'
        '<w:listSeparator w:val=","/></w:settings>',
        "word/styles.xml": styles(),
        "word/numbering.xml": numbering(),
        "word/footer.xml": f'<w:ftr {WORD} {LINKS}><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>'
        f"{''.join(footer)}</w:p></w:ftr>",
        "word/document.xml": f"<w:document {WORD} {LINKS} {DRAWN}><w:body><w:p/><w:sectPr>"
        '<w:footerReference w:type="default" r:id="footer"/><w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="907" w:right="1134" w:bottom="907" w:left="1134" w:header="567" '
        'w:footer="567" w:gutter="0"/></w:sectPr></w:body></w:document>',
    }


def main() -> None:
    """Write the template."""
    declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    with ZipFile(TEMPLATE, "w") as package:
        for name, xml in parts().items():
            entry = ZipInfo(name, FIRST_DAY)
            package.writestr(entry, declaration + xml, ZIP_DEFLATED, compresslevel=9)


if __name__ == "__main__":
    main()
