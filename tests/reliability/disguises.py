"""Papers whose words are as they were, and which show or say something else all the same; and what
word processors and authors do to a paper without a change of what it says.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.reliability import manipulations as m
from tests.reliability.attempt import Attempt

TITLE = "papers that show other than their words, and edits by word processors"
GOAL = "all"
TURNED = "\u202e7,196\u202c plans in January 2025"
STYLES = {
    "turned": "table { direction: rtl }",
    "made nothing": "#paragraph-8 { transform: scale(0) }",
    "made flat": "#paragraph-8 { height: 0; overflow: hidden }",
    "made minute": "#paragraph-8 { font-size: .001em }",
    "white, by another name": "#paragraph-8 { color: snow }",
    "white, in another way": "#paragraph-8 { -webkit-text-fill-color: white }",
    "dark on dark": "#paragraph-8 { background: #222; color: #222 }",
    "filtered away": "#paragraph-8 { filter: opacity(0) }",
    "given a mark with a number": '#paragraph-8 { display: list-item; list-style: "57 " inside }',
    "laid over by a picture": "#paragraph-8 { background: url(data:image/png;base64,AAAA) }",
    "in another order": "tr { display: flex; flex-direction: row-reverse }",
    "in letters of another shape": "@font-face { font-family: x; src: url(data:font/woff;base64,AA) }",
    "struck out": "#paragraph-8 { text-decoration: line-through }",
    "hidden round a comment": "#paragraph-8 { display/**/:/**/none }",
    "drawn together": "#paragraph-8 { letter-spacing: -1em }",
    "counted from elsewhere": "p { counter-reset: page 57 }",
}  # fmt: skip


def styled(css: str) -> m.Edit:
    return m.page("</style>", f"{css}</style>")


def marked(properties: str) -> m.Edit:
    """A run of the Word document that has a number, with marks."""

    def edit(paper: Path) -> None:
        body = m.parts(paper)[m.BODY].decode()
        start = body.rindex("<w:r>", 0, body.index(m.PLANS))
        run = body[start : body.index(m.PLANS)]
        new = run.replace("<w:r>", f"<w:r><w:rPr>{properties}</w:rPr>", 1)
        m.word(run + m.PLANS, new + m.PLANS)(paper)

    return edit


def style_of_paragraphs(mark: str) -> m.Edit:
    """A mark put into the style that every paragraph of the Word document has."""

    def edit(paper: Path) -> None:
        held = m.parts(paper)
        styles = held["word/styles.xml"].decode()
        end = styles.index("</w:style>", styles.index('w:styleId="NumberedParagraph"'))
        styles = f"{styles[:end]}<w:rPr>{mark}</w:rPr>{styles[end:]}"
        m.pack(paper, held | {"word/styles.xml": styles.encode()})

    return edit


def another_main_part(paper: Path) -> None:
    held = m.parts(paper)
    held["other/document.xml"] = held[m.BODY].replace(b"7,196", b"9,196")
    for name in ("_rels/.rels", "[Content_Types].xml"):
        held[name] = held[name].replace(b"word/document.xml", b"other/document.xml")
    links = held["word/_rels/document.xml.rels"].replace(b'Target="', b'Target="../word/')
    m.pack(paper, held | {"other/_rels/document.xml.rels": links})


def put_in(paper: Path) -> None:
    """Another file put in whole when the Word document is opened."""
    held = m.parts(paper)
    links = "word/_rels/document.xml.rels"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/aFChunk"
    link = f'<Relationship Id="more" Type="{kind}" Target="more.html"/></Relationships>'
    held[links] = held[links].replace(b"</Relationships>", link.encode())
    held["word/more.html"] = b"<p>8,812 plans</p>"
    body = held[m.BODY].replace(b"<w:sectPr>", b'<w:altChunk r:id="more"/><w:sectPr>')
    m.pack(paper, held | {m.BODY: body})


def numbered(place: int, page: str) -> str:
    return re.search(rf'<p[^>]*id="paragraph-{place}"[^>]*>.*?</p>', page, re.DOTALL)[0]  # type: ignore[index]


def paragraphs_exchanged(paper: Path) -> None:
    """Two paragraphs of the page, each under the other's heading."""
    content = (paper / m.HTML).read_text(encoding="utf-8")
    first, second = (numbered(place, content).partition("</span>")[2] for place in (3, 9))
    content = content.replace(first, "@@").replace(second, first).replace("@@", second)
    (paper / m.HTML).write_text(content, encoding="utf-8")


def a_cell_further(paper: Path) -> None:
    content = (paper / m.HTML).read_text(encoding="utf-8")
    cell = re.search(r"<td[^>]*>[^<]*\d[^<]*</td>", content)[0]  # type: ignore[index]
    (paper / m.HTML).write_text(content.replace(cell, f"<td></td>{cell}", 1), encoding="utf-8")


def unlisted(name: str, change: m.Edit) -> m.Edit:
    """A document changed, and taken out of the record."""
    out = m.ledger(lambda content: content["record"]["files"].pop(name), sealed=True)
    return m.together(out, change)


SHOWN_OTHERWISE: dict[str, m.Edit] = {
    "a number turned by a sign, in the page": m.page(m.PLANS[4:], TURNED),
    "a number turned by a sign, in Word": m.word(m.PLANS[4:], TURNED),
    "a number struck out by signs": m.both("7,196 plans", "7\u0336,\u03361\u03369\u03366\u0336 plans"),
    "a number turned by a tag": m.page("7,196 plans in", '<bdo dir="rtl">7,196</bdo> plans in'),
    "a number struck out by a tag": m.page("7,196 plans in", "<s>7,196</s> plans in"),
    "a number raised by a tag": m.page("7,196 plans in", "7<sup>,196</sup> plans in"),
    "the columns of a table turned": m.page("<table", '<table dir="rtl"'),
    "a cell over two columns": m.page("<td", '<td colspan="2"'),
    "a value in the next column": a_cell_further,
    "the page folded away": m.page("<main ", "<details><main "),
    "the ink of the page white": m.page("--ink: #0b0c0c", "--ink: #ffffff"),
    "a hidden thing's style given to paragraphs": m.page(".skip {", ".skip, #paragraph-8 {"),
    "a number struck out in Word": marked("<w:strike/>"),
    "a number in white in Word": marked('<w:color w:val="FFFFFF"/>'),
    "a number in the theme's white in Word": marked('<w:color w:val="auto" w:themeColor="background1"/>'),
    "a number of one point in Word": marked('<w:sz w:val="2"/>'),
    "a number turned in Word": marked("<w:rtl/>"),
    "a number raised in Word": marked('<w:vertAlign w:val="superscript"/>'),
    "the columns of a table turned in Word": m.word("<w:tblPr>", "<w:tblPr><w:bidiVisual/>"),
    "paragraphs of Word hidden by their style": style_of_paragraphs("<w:vanish/>"),
    "paragraphs of Word white by their style": style_of_paragraphs('<w:color w:val="FFFFFF"/>'),
    "a list of Word that starts at 57": m.word('<w:start w:val="1"/>', '<w:start w:val="57"/>', "word/numbering.xml"),
    "Word opens another part": another_main_part,
    "Word puts in another file": put_in,
    "another unit": m.both("had 7,196 plans in", "had 7,196 pupils in"),
    "another group": m.both("per 1,000 residents", "per 1,000 pupils"),
    "two paragraphs exchanged": paragraphs_exchanged,
    "a published value everywhere, and no list of those to count again": m.together(
        m.everywhere("7,196", "9,196", False),
        m.ledger(lambda content: content["record"].update(recounted=[]), sealed=True),
    ),
    "a PDF of somebody else's, taken out of the record": unlisted(
        m.PDF, m.overwritten(m.PDF, b"%PDF-1.7\n%%EOF\n")
    ),
    "a changed Word document, taken out of the record": unlisted(
        m.DOCX, m.word("7,196", "9,196")
    ),
}  # fmt: skip


def by_libreoffice(paper: Path) -> None:
    """As LibreOffice saves: a picture's alternative twice, tables without names, spaces at ends."""
    held = m.parts(paper)
    body = held[m.BODY].decode()
    body = re.sub(
        r'(<wp:docPr [^>]*?(descr="[^"]*")[^>]*>.*?<pic:cNvPr )(?:descr="[^"]*" )?',
        r"\1\2 ",
        body,
        flags=re.DOTALL,
    )
    body = re.sub(r"<w:tbl(?:Caption|Description) [^>]*/>", "", body)
    m.pack(paper, held | {m.BODY: body.encode()})


def picture_saved_again(paper: Path) -> None:
    """A picture of the same dots, written by another program."""
    from PIL import Image

    held, name, saved = m.parts(paper), "word/media/picture1.png", io.BytesIO()
    Image.open(io.BytesIO(held[name])).save(saved, "PNG", compress_level=1)
    assert saved.getvalue() != held[name]
    m.pack(paper, held | {name: saved.getvalue()})


def out_of_page(place: int, instead: str) -> m.Edit:
    def edit(paper: Path) -> None:
        content = (paper / m.HTML).read_text(encoding="utf-8")
        m.page(numbered(place, content), instead)(paper)

    return edit


def own_words_for(place: int) -> m.Edit:
    """A paragraph of the Word document left out, and words of the author's own in its place."""

    def edit(paper: Path) -> None:
        paragraphs = re.findall(
            r"<w:p>(?:(?!<w:p>).)*?NumberedParagraph.*?</w:p>",
            m.parts(paper)[m.BODY].decode(),
            re.DOTALL,
        )
        own = m.paragraph("Officers will speak about this at the meeting.")
        m.word(paragraphs[place - 1], own)(paper)

    return edit


HONEST: dict[str, m.Edit] = {
    "saved by LibreOffice": by_libreoffice,
    "a picture saved again": picture_saved_again,
    "a comment that asks about a number": m.added_part(
        "comments", m.COMMENT.format(m.run("Is 7,196 right?"))
    ),
    "a paragraph of the page left out": out_of_page(4, ""),
    "own words for a paragraph of the page": out_of_page(4, "<p>Officers will speak to this.</p>"),
    "own words for a paragraph in Word": own_words_for(3),
    "a number in bold and blue": marked('<w:b/><w:color w:val="1F497D"/><w:sz w:val="28"/>'),
    "a number with a ground of yellow": marked('<w:highlight w:val="yellow"/>'),
    "a number whose marks are switched off": marked('<w:strike w:val="0"/><w:vanish w:val="0"/>'),
    "the page's words larger and in another type": styled(
        "p { font-size: 1.2rem; font-family: Verdana; color: #222; background: #fafafa }"
    ),
    "words raised in Word": m.appended(
        "<w:p><w:r><w:rPr><w:vertAlign w:val='superscript'/></w:rPr><w:t>draft</w:t></w:r></w:p>"
    ),
    "a draft's mark behind the pages": m.added_part(
        "hdr",
        '<w:p><w:r><w:pict><v:shape xmlns:v="urn:v" id="W"><v:textpath string="DRAFT"/></v:shape>'
        "</w:pict></w:r></w:p>",
        "header",
    ),
}


def attempts() -> Iterator[Attempt]:
    """Every disguise, and every honest edit."""
    disguises = {
        **SHOWN_OTHERWISE,
        **{f"a style: {name}": styled(css) for name, css in STYLES.items()},
    }
    run: Callable[[Path, m.Edit], str]
    for prefix, edits, run in (("caught", disguises, m.caught), ("let through", HONEST, m.passed)):
        for name, edit in edits.items():
            yield Attempt(
                f"{prefix}: {name}",
                lambda folder, edit=edit, run=run: run(folder, edit),
                quick=True,
            )
