"""Papers changed after they were rendered: what `hnb check` must find, and the edits that it must
let an author make.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
import zipfile
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path

from hnb.domain.errors import HnbError
from hnb.papers.check import check
from hnb.papers.checking.sealed import seal
from hnb.papers.definition import read_report
from hnb.papers.render import render
from tests.reliability.attempt import CHECKOUT, Attempt, hnb

TITLE = "manipulated papers caught, and honest edits let through"
GOAL = "all"
Edit = Callable[[Path], None]

REPORT = """
title: "Plans in {authority}"
report_to: Schools Forum
contact: A. Officer
purpose: To say how many plans there are.
parameters: {authority: Leicestershire, january: 2025}
sections: [{notebook: ehcp_prevalence, heading: "How many plans are there?"}]
methods: {Limits: The limits are those of a funnel plot.}
formats: [html, docx, pdf]
"""
HTML, DOCX, PDF, FIGURES = "paper.html", "paper.docx", "paper.pdf", "figures.json"
NOTEBOOK = "notebooks/ehcp_prevalence.ipynb"
BODY = "word/document.xml"
PLANS = "had 7,196 plans in January 2025"


@cache
def rendered() -> Path:
    """A small paper with figures, tables, pictures and all three formats."""
    folder = Path(tempfile.mkdtemp(prefix="hnb-manipulated-"))
    shutil.copy(CHECKOUT / "notebooks" / "ehcp_prevalence.ipynb", folder)
    (folder / "paper.yml").write_text(REPORT, encoding="utf-8")
    return render(read_report(folder / "paper.yml"), {}, folder / "out", date(2026, 11, 28)).folder


def page(old: str, new: str, every: bool = False) -> Edit:
    """A change of the web page's text."""

    def edit(paper: Path) -> None:
        content = (paper / HTML).read_text(encoding="utf-8")
        assert old in content, old
        content = content.replace(old, new, -1 if every else 1)
        (paper / HTML).write_text(content, encoding="utf-8")

    return edit


def parts(paper: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(paper / DOCX) as package:
        return {name: package.read(name) for name in package.namelist()}


def pack(paper: Path, held: Mapping[str, bytes]) -> None:
    with zipfile.ZipFile(paper / DOCX, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in held.items():
            package.writestr(name, content)


def word(old: str, new: str, part: str = BODY) -> Edit:
    """A change of a part of the Word document."""

    def edit(paper: Path) -> None:
        held = parts(paper)
        assert old.encode() in held[part], old
        held[part] = held[part].replace(old.encode(), new.encode(), 1)
        pack(paper, held)

    return edit


def both(old: str, new: str) -> Edit:
    """A change of the web page and of the Word document alike."""
    return together(page(old, new), word(old, new))


def together(*edits: Edit) -> Edit:
    def edit(paper: Path) -> None:
        for change in edits:
            change(paper)

    return edit


def added_part(name: str, content: str, start: str = "") -> Edit:
    """A further part of the Word document."""

    def edit(paper: Path) -> None:
        xml = f'<w:{name} xmlns:w="{W}">{content}</w:{name}>'
        pack(paper, {**parts(paper), f"word/{start or name}1.xml": xml.encode()})

    return edit


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def paragraph(text: str, style: str = "NumberedParagraph") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{run(text)}</w:p>'


def appended(xml: str) -> Edit:
    """Something at the end of the Word document."""
    return word("<w:sectPr>", f"{xml}<w:sectPr>")


def ledger(change: Callable[[dict], object], sealed: bool = False) -> Edit:
    """A change of figures.json; sealed anew, as a forger would."""

    def edit(paper: Path) -> None:
        content = json.loads((paper / FIGURES).read_text(encoding="utf-8"))
        change(content)
        if sealed:
            content.pop("sha256", None)
            content["sha256"] = seal(content)
        (paper / FIGURES).write_text(json.dumps(content), encoding="utf-8")

    return edit


def plans(content: dict) -> dict:
    """The figure of the plans in force."""
    return next(item for item in content["figures"] if item["text"] == "7,196 plans")


def everywhere(old: str, new: str, sealed: bool) -> Edit:
    """A number changed in every document and in the ledger."""

    def in_ledger(content: dict) -> None:
        written = json.dumps(content, ensure_ascii=False).replace(old, new)
        number = (old.replace(",", ""), new.replace(",", ""))
        content.clear()
        content.update(
            json.loads(written.replace(f'"value": {number[0]}', f'"value": {number[1]}'))
        )

    def documents(paper: Path) -> None:
        page(old, new, every=True)(paper)
        held = parts(paper)
        held[BODY] = held[BODY].replace(old.encode(), new.encode())
        pack(paper, held)

    return together(documents, ledger(in_ledger, sealed))


def pictures_exchanged(paper: Path) -> None:
    held = parts(paper)
    first, second = "word/media/picture1.png", "word/media/picture2.png"
    pack(paper, held | {first: held[second], second: held[first]})


def page_pictures_exchanged(paper: Path) -> None:
    content = (paper / HTML).read_text(encoding="utf-8")
    first, second = re.findall(r"<path.*?</svg>", content, re.S)[:2]
    content = content.replace(first, "FIRST").replace(second, first).replace("FIRST", second)
    (paper / HTML).write_text(content, encoding="utf-8")


def another_picture(paper: Path) -> None:
    held = parts(paper)
    pack(paper, held | {"word/media/picture1.png": _other_png()})


def _other_png() -> bytes:
    from io import BytesIO

    from PIL import Image

    image = BytesIO()
    Image.new("RGB", (640, 480), "red").save(image, "PNG")
    return image.getvalue()


def gone(name: str) -> Edit:
    return lambda paper: (paper / name).unlink()


def overwritten(name: str, content: bytes) -> Edit:
    return lambda paper: (paper / name).write_bytes(content) and None


def swapped(first: str, second: str, document: Callable[[str, str], Edit]) -> Edit:
    """Two texts in each other's place."""
    return together(document(first, "@@"), document(second, first), document("@@", second))


WORDS = {
    f"{name}: {old} -> {new}": (name, old, new)
    for name, old, new in [
        ("a digit", PLANS, "had 7,916 plans in January 2025"),
        ("a digit of a rate", "January 2025: 51.4 per", "January 2025: 41.4 per"),
        ("a unit", "are up 51% since", "are up 51 points since"),
        ("a year", PLANS, "had 7,196 plans in January 2023"),
        ("a month", PLANS, "had 7,196 plans in June 2025"),
        ("down for up", "Plans are up 51%", "Plans are down 51%"),
        ("more for fewer in the answer", "has fewer EHC plans", "has more EHC plans"),
        ("above for below", "is below a typical neighbour in 2017", "is above a typical neighbour in 2017"),
        ("not removed", "do not show what children need", "do show what children need"),
        ("not added", "within the normal range for an area", "not within the normal range for an area"),
        ("more for fewer of chance", "too many to be chance", "too few to be chance"),
        ("highest for lowest", "109th highest of 153", "109th lowest of 153"),
        ("number word", "any one of them left out", "any two of them left out"),
        ("ordinal", "9th highest of 11", "3rd highest of 11"),
        ("another authority", "Leicestershire had 7,196", "Nottinghamshire had 7,196"),
        ("authority in a sentence", "Without Nottinghamshire, which", "Without Hampshire, which"),
        ("England for the neighbours", "England had 55.6", "Wales had 55.6"),
        ("a term in a false sentence", "The mean of neighbours is 55.7 per 1,000", "The mean of neighbours is 55.7 per 100"),
        ("a sign", "−682 plans", "682 plans"),
        ("superscript", "9th highest of 11", "9th highest of 11²"),
        ("a list of years", "January 2020 to 2023 and 2026", "January 2019 to 2023 and 2026"),
        ("same for different", "is the same with another list", "is different with another list"),
        ("a group of children", "residents aged 2 to 18. A typical", "residents aged 5 to 16. A typical"),
        ("a cell", "9th", "1st"),
        ("a caveat turned", "are missing, not zero", "are zero, not missing"),
    ]
}  # fmt: skip
ADDED = [
    "Spending has doubled.",
    "We opened 57 places.",
    "We opened three places.",
    "There are a hundred children waiting.",
    "The cost is a million pounds.",
    "More than half of plans are late.",
    "Twelve schools have closed.",
    "Phase IV begins soon.",
    "It rose by ¾.",
    "The plan covers ⑨ schools.",
    "Within 20 weeks no plan was issued.",
    "All of this is certain to 95%.",
    "See Figure 999.",
    "It was so in 2019.",
    "A third of them moved away.",
    "Costs have risen threefold.",
    "The ratio is ４ to １.",
    "A dozen of them are here.",
]
TITLED = '<p class="source" title="8,812 plans">Source</p></main>'
IN_PAGE = {
    "text in an svg": page("</main>", "<svg><text>9,999 plans</text></svg></main>"),
    "a number in a drawing": page("</text>", " 9,999</text>"),
    "a line of a drawing": page('<path d="M ', '<path d="M 9'),
    "a script": page("</main>", '<script>document.title = "x"</script></main>'),
    "an event": page("<main ", '<main onclick="change()" '),
    "content of the style": page("</style>", '.number::after { content: "57 plans"; }</style>'),
    "content in code points": page("</style>", "p::after { content: '\\35\\37'; }</style>"),
    "content of a style in a tag": page("<main ", "<main style=\"content: '9'\" "),
    "a title= on a text": page("</main>", TITLED),
    "an alternative in single quotes": page("</main>", "<img src='' alt='8,812 plans'></main>"),
    "an alternative's number": page(
        'aria-label="Dots of EHC plans per 1,000', 'aria-label="Dots of EHC plans per 100'
    ),
    "an alternative's place": page(
        "(51.4 per 1,000) is 9th highest of 11", "(51.4 per 1,000) is 2nd highest of 11"
    ),
    "a label for readers aloud": page("<main ", '<main aria-label="8,812 plans" '),
    "the page's title": page("<title>Plans in Leicestershire", "<title>Plans in Rutland"),
    "the page's heading": page("<h1>Plans in Leicestershire", "<h1>Plans in Kent"),
    "the date": page("<dd>28 November 2026", "<dd>28 November 2025"),
    "a caption": page("Table 2: The same question over each", "Table 2: The same 5 questions over each"),
    "a hidden paragraph": page('id="paragraph-8"', 'id="paragraph-8" style="display: none"'),
    "a hidden attribute": page('id="paragraph-8"', 'id="paragraph-8" hidden'),
    "a frame": page("</main>", '<iframe srcdoc="8,812 plans"></iframe></main>'),
    "two numbers of a sentence exchanged": swapped("up 51%", "up 80%", page),
    "numbers of two sentences exchanged": swapped("51.4 per 1,000 residents", "55.6 per 1,000.", page),
    "two cells of a row exchanged": swapped(">57.7 per 1,000<", ">58.8 per 1,000<", page),
    "two cells of a column exchanged": swapped(">−682 plans<", ">−516 plans<", page),
    "two headings of columns exchanged": swapped(
        '<span class="word">Lowest</span>', '<span class="word">Highest</span>', page
    ),
    "a row taken out": lambda paper: page(
        re.search(r"<tr[^>]*>\n<th[^>]* scope=\"row\">.*?</tr>", (paper / HTML).read_text("utf-8"), re.S)[0],  # type: ignore[index]
        "",
    )(paper),
    "pictures exchanged": page_pictures_exchanged,
    "a picture of something else": lambda paper: page(
        re.search(r"<svg.*?</svg>", (paper / HTML).read_text("utf-8"), re.S)[0],  # type: ignore[index]
        f'<img src="data:image/png;base64,{b64encode(_other_png()).decode()}">',
    )(paper),
    "a picture from elsewhere": lambda paper: page(
        re.search(r"<svg.*?</svg>", (paper / HTML).read_text("utf-8"), re.S)[0],  # type: ignore[index]
        '<img src="https://example.org/a.png">',
    )(paper),
    "a number cut by a tag": page("7,196 plans in", "7,<b>9</b>96 plans in"),
    "a number in an entity": page("7,196 plans in", "7,&#57;96 plans in"),
}  # fmt: skip
OTHER = {
    "a description of the page": lambda: page("<title>", '<meta name="description" content="57 plans"><title>'),
    "a placeholder in the page": lambda: page("</main>", "<input placeholder='57'></main>"),
    "a drawing as an image": lambda: page("</main>", "<img src='data:image/svg+xml;base64,AAAA'></main>"),
    "a paragraph of the page out of sight": lambda: page(
        "</style>", "#paragraph-8 { position: absolute; left: -9999px }</style>"
    ),
    "a paragraph of the page in white": lambda: page("</style>", "#paragraph-8 { color: #fff }</style>"),
    "a source's year": lambda: both("July 2024. Department", "July 2019. Department"),
    "a title of a picture in Word": lambda: word('name="Figure 1"', 'name="Figure 1" title="57 plans"'),
    "another authority in a header": lambda: added_part("hdr", f"<w:p>{run('Rutland')}</w:p>", "header"),
    "a keyword in Word": lambda: word(
        "</cp:coreProperties>", "<cp:keywords>57 plans</cp:keywords></cp:coreProperties>", PROPERTIES
    ),
    "a change tracked in a number": lambda: word(
        "had 7,196 plans",
        "had </w:t></w:r><w:del><w:r><w:delText>7,196</w:delText></w:r></w:del><w:ins>"
        f"{run('9,196')}</w:ins><w:r><w:t> plans",
    ),
    "a sentence with years taken out of a paragraph": lambda: page(
        " It changes with another year (in the middle half in January 2020 to 2023 and 2026).", ""
    ),
    "captions of tables exchanged": lambda: swapped(
        "The same question over each list and population", "Ranges and differences", page
    ),
    "captions of tables exchanged in Word": lambda: swapped(
        ">: The same question over each list and population, January 2025<",
        ">: Ranges and differences, January 2025<", word,
    ),
    "another publisher in a cell": lambda: page(
        "Office for National Statistics (OGL v3.0)</th>", "Department for Education (OGL v3.0)</th>"
    ),
    "a parameter of figures.json": lambda: ledger(lambda content: content["parameters"].update(x=1)),
}  # fmt: skip
PROPERTIES = "docProps/core.xml"
IN_WORD = {
    "a row added to a table that was rendered": lambda paper: word(
        "</w:tr></w:tbl>", f"</w:tr><w:tr><w:tc><w:p>{run('Kent, 99')}</w:p></w:tc></w:tr></w:tbl>"
    )(paper),
    "a number put into a sentence that was rendered": word(PLANS, "had 7,196 plans (8,812 by our count) in January 2025"),
    "the title among properties": word(
        "<dc:title>Plans in Leicestershire", "<dc:title>Plans in Kent", PROPERTIES
    ),
    "a number among properties": word(
        "<dc:subject>Schools Forum", "<dc:subject>57 schools", PROPERTIES
    ),
    "another authority as author": word(
        "<dc:creator>Leicestershire", "<dc:creator>Rutland", PROPERTIES
    ),
    "the date in the footer": word("28 November 2026", "28 November 2019", "word/footer.xml"),
    "a number as a page's": word("had 7,196 plans", "had </w:t></w:r><w:r><w:fldChar w:fldCharType="
        '"begin"/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r><w:r><w:fldChar '
        'w:fldCharType="separate"/></w:r><w:r><w:t>8,812</w:t></w:r><w:r><w:fldChar '
        'w:fldCharType="end"/></w:r><w:r><w:t> plans'),
    "an alternative": word("is 9th highest of 11", "is 3rd highest of 11"),
    "a sentence hidden": word(
        "<w:r><w:t xml:space=\"preserve\">The mean of neighbours",
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t xml:space=\"preserve\">The mean of neighbours",
    ),
    "pictures exchanged": pictures_exchanged,
    "another picture": another_picture,
    "two numbers exchanged": swapped("up 51%", "up 80%", word),
    "two cells exchanged": swapped(">−682 plans<", ">−516 plans<", word),
    "a number over two runs": word("had 7,196 plans", "had 7,</w:t></w:r><w:r><w:t>916 plans"),
    "a number of a list": word(
        "</w:numbering>",
        '<w:abstractNum w:abstractNumId="9"><w:lvl w:ilvl="0"><w:lvlText w:val="57 plans: %1"/>'
        "</w:lvl></w:abstractNum></w:numbering>",
        "word/numbering.xml",
    ),
}  # fmt: skip
LEDGER: dict[str, Callable[[dict], object]] = {
    "a value": lambda content: plans(content).update(value=9196),
    "a value and its text": lambda content: plans(content).update(value=9196, text="9,196 plans"),
    "a text": lambda content: plans(content).update(text="9,196 plans"),
    "a calculation": lambda content: plans(content).update(calculation="stated"),
    "rows": lambda content: plans(content)["rows"][0]["where"].update(la_code=830),
    "a release": lambda content: plans(content)["rows"][0].update(releases=["ehc-plans-2022"]),
    "the authority": lambda content: content.update(authority="Rutland"),
    "a label added": lambda content: content["labels"].append("8,812 plans"),
    "a word added": lambda content: content["words"].append("8,812 plans"),
    "a figure taken out": lambda content: content["figures"].pop(),
    "the date": lambda content: content.update(date="2025-01-01"),
    "a recorded sentence": lambda content: content["record"]["texts"].append(
        ["text", "There are 8,812 plans.", 0, ""]
    ),
    "the record taken out": lambda content: content.pop("record"),
    "the seal taken out": lambda content: content.pop("sha256"),
}
FORGED: dict[str, Callable[[dict], object]] = {
    "a published value, sealed anew": lambda content: plans(content).update(
        value=9196, text="9,196 plans"
    ),
    "another authority's rows, sealed anew": lambda content: plans(content)["rows"][0][
        "where"
    ].update(la_code=830),
    "a sentence with a number, sealed anew": LEDGER["a recorded sentence"],
    "a release that is not held, sealed anew": lambda content: plans(content)["rows"][0].update(
        releases=["ehc-plans-2099"]
    ),
}


def manipulations() -> Iterator[tuple[str, Edit]]:
    """Each manipulation: what is changed, and how."""
    for name, (_, old, new) in WORDS.items():
        yield f"in both documents, {name}", both(old, new)
    for text in ADDED:
        yield f"added to the page: {text}", page("</main>", f"<p>{text}</p></main>")
    for name, edit in IN_PAGE.items():
        yield f"in the page, {name}", edit
    for name, edit in IN_WORD.items():
        yield f"in Word, {name}", edit
    for name, make in OTHER.items():
        yield name, make()
    for name, change in LEDGER.items():
        yield f"in figures.json, {name}", ledger(change)
    for name, change in FORGED.items():
        yield f"in figures.json, {name}", ledger(change, sealed=True)
    for sealed in (False, True):
        again = ", sealed anew" if sealed else ""
        yield f"7,196 made 9,196 everywhere{again}", everywhere("7,196", "9,196", sealed)
    for name in (HTML, DOCX, PDF, NOTEBOOK):
        yield f"{name} is missing", gone(name)
    yield "another PDF", overwritten(PDF, b"%PDF-1.7\n%%EOF\n")
    yield "an empty page", overwritten(HTML, b"")
    yield "an empty Word document", overwritten(DOCX, b"")
    yield "a page of somebody else's", overwritten(HTML, b"<html><p>57 plans.</p></html>")
    yield "a notebook whose output was changed", notebook(r"7,196", "9,196")


def notebook(old: str, new: str) -> Edit:
    def edit(paper: Path) -> None:
        content = (paper / NOTEBOOK).read_text(encoding="utf-8")
        assert old in content
        (paper / NOTEBOOK).write_text(content.replace(old, new), encoding="utf-8")

    return edit


COMMENT = '<w:comment w:id="0" w:author="B" w:date="2026-11-29T10:00:00Z"><w:p>{}</w:p></w:comment>'
AUTHOR = "For the author of this report to complete."
OFFICER = "A. N. Officer, Head of Finance, 0116 496 0000, item 7 on 10 December 2026"
# numbers of the author's own, in words that were not rendered: let through, and named
OWN: dict[str, tuple[Edit, str]] = {
    "a comment": (added_part("comments", COMMENT.format(run("It is 57."))), "57"),
    "an endnote, in words": (
        added_part("endnotes", f'<w:endnote w:id="1"><w:p>{run("Or eight thousand.")}</w:p></w:endnote>'),
        "eight",
    ),
    "a content control": (
        appended(f"<w:sdt><w:sdtContent>{paragraph('There are 99.')}</w:sdtContent></w:sdt>"), "99",
    ),
    "a table within a table": (
        appended(
            f"<w:tbl><w:tr><w:tc><w:tbl><w:tr><w:tc><w:p>{run('99')}</w:p></w:tc></w:tr></w:tbl></w:tc></w:tr></w:tbl>"
        ),
        "99",
    ),
    "a table of the author's": (
        appended(
            f"<w:tbl><w:tr><w:tc><w:p>{run('Budget')}</w:p></w:tc><w:tc><w:p>{run('£12.3m')}</w:p></w:tc></w:tr></w:tbl>"
        ),
        "£12.3m",
    ),
    "a chart": (
        lambda paper: pack(paper, {**parts(paper), "word/charts/chart1.xml": b"<c><v>99</v></c>"}), "99",
    ),
    "a header": (added_part("hdr", f"<w:p>{run('8,812 plans')}</w:p>", "header"), "8,812"),
    "a footnote": (
        added_part("footnotes", f'<w:footnote w:id="1"><w:p>{run("Or 8,812.")}</w:p></w:footnote>'), "8,812",
    ),
    "a text box": (
        appended(
            f"<w:p><w:r><w:pict><w:txbxContent><w:p>{run('8,812 plans')}</w:p></w:txbxContent></w:pict></w:r></w:p>"
        ),
        "8,812",
    ),
    "a simple field": (
        appended(f'<w:p><w:fldSimple w:instr="DOCPROPERTY x">{run("8,812 plans")}</w:fldSimple></w:p>'), "8,812",
    ),
    "the author's part": (word(AUTHOR, "The Forum is asked to agree a transfer of £2.4 million."), "£2.4 million"),
    "a telephone number": (word(AUTHOR, OFFICER), "0116 496 0000"),
    "an agenda item": (word(AUTHOR, OFFICER), "item 7"),
    "a date": (word(AUTHOR, OFFICER), "10 December 2026"),
    "a sentence beside rendered ones": (
        word("Plans are up 51%", "We opened 57 places. Plans are up 51%"), "57",
    ),
    "a heading": (appended(paragraph("What £12.3 million buys", "Heading1")), "£12.3 million"),
}  # fmt: skip


def resaved(paper: Path) -> None:
    """As a word processor saves: parts in another order and renamed, runs cut, marks added."""
    held = parts(paper)
    body = held.pop(BODY).decode()
    body = re.sub(r"(<w:p>)", '<w:p w:rsidR="00A12B34" w:rsidRDefault="00C56D78">', body)
    body = body.replace(
        " plans ",
        ' </w:t></w:r><w:proofErr w:type="spellStart"/><w:r><w:t xml:space="preserve">plans ',
        3,
    )
    held = {name.replace("picture", "image"): part for name, part in held.items()}
    links = "word/_rels/document.xml.rels"
    held[links] = held[links].replace(b"media/picture", b"media/image")
    held[PROPERTIES] = held[PROPERTIES].replace(b"<cp:revision>1<", b"<cp:revision>7<")
    footer = held["word/footer.xml"].decode().replace("<w:t>1</w:t>", "<w:t>6</w:t>")
    held["word/footer.xml"] = footer.encode()
    held["docProps/app.xml"] = b"<Properties><Pages>6</Pages><Words>1812</Words></Properties>"
    pack(paper, {BODY: body.encode(), **held})


HONEST: dict[str, Edit] = {
    "nothing": lambda paper: None,
    "saved again by a word processor": resaved,
    "a paragraph of words added in Word": appended(
        paragraph("Members are asked to note the report, and officers to bring a further one.")
    ),
    "a paragraph that points upwards, added": appended(
        paragraph("Demand has risen and is not likely to fall; more is said in the strategy.")
    ),
    "the author's part filled in": word(AUTHOR, "The Forum is asked to note this report."),
    "a sentence added to a rendered one": word("Plans are up 51%", "This matters. Plans are up 51%"),
    "a paragraph cut in two": word(
        " A typical neighbour had 56.3",
        '</w:t></w:r></w:p><w:p><w:pPr><w:pStyle w:val="NumberedParagraph"/></w:pPr>'
        "<w:r><w:t>A typical neighbour had 56.3",
    ),
    "a word made bold": word(
        "the rate of a typical", "the </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>rate"
        '</w:t></w:r><w:r><w:t xml:space="preserve"> of a typical',
    ),
    "another font and size": word('w:ascii="Arial"', 'w:ascii="Calibri"', "word/styles.xml"),
    "a comment": added_part("comments", COMMENT.format(run("Is this the latest?"))),
    "a spelling": word("who are grown up", "who have grown up"),
    "a change tracked: words struck out and put in": word(
        f'<w:t xml:space="preserve">{AUTHOR}</w:t></w:r>',
        f'<w:delText>{AUTHOR}</w:delText></w:r><w:ins w:id="1">{run("None arise.")}</w:ins>',
    ),
    "a paragraph left out": lambda paper: word(
        re.search(  # type: ignore[index]
            r"<w:p>(?:(?!<w:p>).)*?The limits are those of.*?</w:p>",
            parts(paper)[BODY].decode(), re.S,
        )[0],
        "",
    )(paper),
    "quotation marks made straight": word("“In the middle half”", "'In the middle half'"),
    "a logo": lambda paper: logo(paper),
    "a heading of the author's own": appended(paragraph("What we are doing", "Heading1")),
    "a contents list": word("<w:body>", "<w:body>" + paragraph("How many plans are there?", "TOC1")),
    "words added to the page": page("</main>", "<p>Approved by the director.</p></main>"),
    "the page in another colour": page("--ink: #0b0c0c", "--ink: #222222"),
    "the page with Windows' line ends": lambda paper: (paper / HTML).write_bytes(
        (paper / HTML).read_bytes().replace(b"\n", b"\r\n")
    ) and None,
    "a notebook saved again": lambda paper: (paper / NOTEBOOK).write_text(
        json.dumps(json.loads((paper / NOTEBOOK).read_text(encoding="utf-8"))), encoding="utf-8"
    ) and None,
    "figures.json laid out anew": ledger(lambda content: None),
    "the officer's name as author": word("<dc:creator>Leicestershire", "<dc:creator>A. Officer", PROPERTIES),
    "a note beside the paper": lambda paper: (paper / "notes.txt").write_text("57") and None,
}  # fmt: skip


def logo(paper: Path) -> None:
    held = parts(paper)
    links = "word/_rels/document.xml.rels"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
    link = f'<Relationship Id="logo" Type="{kind}" Target="media/logo.png"/></Relationships>'
    held[links] = held[links].replace(b"</Relationships>", link.encode())
    held["word/media/logo.png"] = _other_png()
    drawn = '<w:p><w:r><w:drawing><a:blip xmlns:a="urn:a" r:embed="logo"/></w:drawing></w:r></w:p>'
    held[BODY] = held[BODY].replace(b"<w:body>", f"<w:body>{drawn}".encode(), 1)
    pack(paper, held)


def hostile() -> Iterator[tuple[str, str, Edit]]:
    """Files that are to stop `hnb check` or `hnb trace`: what is said, and how each is made."""
    yield "200,000 tags that do not end", "", overwritten(HTML, b"<style " * 200_000)
    yield "200,000 comments that do not end", "", overwritten(HTML, b"<!--x>" * 200_000)
    yield "200,000 quotation marks", "", overwritten(HTML, b'<a b="' * 200_000)
    yield "200,000 tags one in the other", "", overwritten(HTML, b"<div><b>" * 100_000)
    yield "200,000 times one number", "", overwritten(HTML, b"<p>5</p>" * 200_000)
    yield "a page that is not UTF-8", "not a web page in UTF-8", overwritten(HTML, b"<p>\xff\xfe")
    yield "a Word document of 1 GB", "larger than in any paper", bomb(BODY)
    yield "a header of 1 GB", "larger than in any paper", bomb("word/header1.xml")
    yield "a picture of 1 GB", "larger than in any paper", bomb("word/media/picture1.png")
    yield "a million laughs", "", laughing
    yield "deep XML", "", deep_word
    yield (
        "figures.json of 1,000,000 brackets",
        "figures.json",
        overwritten(FIGURES, b"[" * 1_000_000),
    )
    yield "figures.json that is not UTF-8", "figures.json", overwritten(FIGURES, b"\xff{}")
    yield (
        "a release that is not held",
        "",
        ledger(FORGED["a release that is not held, sealed anew"], True),
    )
    for name, change in {
        "a table that there is not": lambda content: plans(content)["rows"][0].update(table="x"),
        "numeric names": lambda content: plans(content).update(name=5, text=7),
        "a list as a name": lambda content: plans(content).update(name=["x"]),
        "no rows": lambda content: plans(content).update(rows=None),
        "spans without an end": lambda content: content["record"]["files"][HTML].update(
            pieces=[[0, 10**9]] * 10_000
        ),
        "spans of words": lambda content: content["record"]["files"][HTML].update(pieces=["ab"]),
        "a file above the paper": lambda content: content["record"]["files"].update(
            {"../../secret.html": {"sha256": "", "pieces": []}}
        ),
        "escape codes": lambda content: plans(content).update(
            name="\x1b[31mred", calculation="\x1b]0;x\x07", unit="plans"
        ),
    }.items():
        yield f"figures.json with {name}", "figures.json", ledger(change, sealed=True)


def bomb(part: str) -> Edit:
    def edit(paper: Path) -> None:
        held = parts(paper)
        held.pop(part, None)
        with zipfile.ZipFile(paper / DOCX, "w", zipfile.ZIP_DEFLATED) as package:
            for name, content in held.items():
                package.writestr(name, content)
            with package.open(part, "w", force_zip64=True) as file:
                for _ in range(100):
                    file.write(b" " * 10_000_000)

    return edit


def laughing(paper: Path) -> None:
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    pack(paper, {**parts(paper), BODY: f"{laughs}<x>&b;</x>".encode()})


def deep_word(paper: Path) -> None:
    pack(paper, {**parts(paper), BODY: b"<a>" * 100_000 + b"</a>" * 100_000})


def caught(folder: Path, edit: Edit) -> str:
    """What is wrong where a manipulation is not refused with code 6."""
    paper = Path(shutil.copytree(rendered(), folder / "paper"))
    edit(paper)
    try:
        check(paper)
    except HnbError as fault:
        return "" if fault.exit_code == 6 else f"code {fault.exit_code}: {fault}"
    return "it passed"


def named(folder: Path, edit: Edit, number: str = "") -> str:
    """What is wrong where the numbers of an author's own words are refused, or not named."""
    paper = Path(shutil.copytree(rendered(), folder / "paper"))
    edit(paper)
    try:
        checked = check(paper)
    except HnbError as fault:
        return str(fault)
    told = [word for file in checked for own in file.own_numbers for word in own.numbers]
    is_told = number in told if number else bool(told)
    return "" if is_told and any(file.edited for file in checked) else f"named are {told}"


def passed(folder: Path, edit: Edit) -> str:
    """What is wrong where an honest edit is refused, or is not told."""
    paper = Path(shutil.copytree(rendered(), folder / "paper"))
    before = {name: (paper / name).read_bytes() for name in (HTML, DOCX, NOTEBOOK)}
    edit(paper)
    try:
        checked = check(paper)
    except HnbError as fault:
        return str(fault)
    edited = {str(file.file.relative_to(paper)) for file in checked if file.edited}
    changed = {name for name, was in before.items() if (paper / name).read_bytes() != was}
    return "" if edited == changed else f"told as edited: {edited}, and were {changed}"


def refused(folder: Path, edit: Edit, says: str, command: str) -> str:
    """What is wrong where a hostile file is not refused in short order."""
    paper = Path(shutil.copytree(rendered(), folder / "paper"))
    edit(paper)
    words = [command, paper] if command == "check" else [command, paper, "\x1b[31mred"]
    ended = hnb(*words, timeout=30)
    if "\x1b" in ended.out + ended.err:
        return "escape codes are printed"
    return ended.fault(2, 4, 6, says=says if command == "check" else "", seconds=6, megabytes=600)


def attempts() -> Iterator[Attempt]:
    """Every manipulation, honest edit and hostile file."""
    for name, edit in manipulations():
        yield Attempt(f"caught: {name}", lambda folder, edit=edit: caught(folder, edit), quick=True)
    for text in ADDED:
        edit = appended(paragraph(text))
        yield Attempt(f"named: {text}", lambda folder, edit=edit: named(folder, edit), quick=True)
    for name, (edit, number) in OWN.items():
        yield Attempt(
            f"named: {number} in {name}",
            lambda folder, edit=edit, number=number: named(folder, edit, number),
            quick=True,
        )
    for name, edit in HONEST.items():
        yield Attempt(f"let through: {name}", lambda folder, edit=edit: passed(folder, edit), True)
    for name, says, edit in hostile():
        commands = ("check", "trace") if "figures.json" in name else ("check",)
        for command in commands:
            yield Attempt(
                f"hnb {command}: {name}",
                lambda folder, edit=edit, says=says, command=command: refused(
                    folder, edit, says, command
                ),
            )
