"""hnb.papers.documents, typesetting against lxml and html.parser (web page), python-docx (Word), pikepdf
and poppler (PDF).
"""

from __future__ import annotations

import re
import shutil
import struct
import subprocess
import zlib
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from zipfile import ZipFile

import docx
import pikepdf
import pytest
from docx.oxml.ns import qn
from lxml import etree, html
from matplotlib import font_manager
from matplotlib.ft2font import FT2Font

from hnb.domain.errors import CheckError, SourceError
from hnb.papers import documents
from hnb.papers.blocks import Bullets, Grid, Heading, PageBreak, Paper, Paragraph, Picture
from hnb.papers.checking.pieces import level as as_read
from hnb.papers.checking.word import read_word
from hnb.papers.documents import write_documents
from hnb.papers.typesetting import typeset_blocks

NASTY = (
    "<script>alert(1)</script> & &amp; #set page(fill: red) $x$ *b* _i_ @ref <label> \\ \"q\" 'a' "
    "`c` [x] "
    "{{ 7 * 7 }} {% raise %} ]]> -- − – £5\u00a0million"
)
FORMATS = ("html", "docx", "pdf")


def png(width: int = 40, height: int = 20) -> bytes:
    """A grey picture."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content))
            + name
            + content
            + struct.pack(">I", zlib.crc32(name + content))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    lines = zlib.compress((b"\0" + b"\x99" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


PAPER = Paper(
    title="EHC plans in Madeupshire",
    report_to="Madeupshire Schools Forum",
    date=date(2024, 2, 13),
    contact="A. N. Officer",
    authority="Madeupshire",
    reference="Item 7",
    blocks=(
        Heading(1, "Purpose"),
        Paragraph("The first."),
        Bullets(("One point", "Another point")),
        Heading(1, "Plans"),
        Heading(2, "Neighbours"),
        Paragraph("The second."),
        Picture(png(), "Two lines; Madeupshire is the higher.", "Plans by year", "DfE, SEN2"),
        Paragraph("The third."),
        Grid(
            "Plans",
            ("Authority", "Plans"),
            (("Madeupshire", "5,288"), ("Nearby", "−12")),
            (False, True),
            "DfE",
        ),
        Picture(png(20, 60), "A bar.", "Spend"),
        PageBreak(),
        Heading(1, "Appendix A: sources"),
        Grid("Nothing", ("Source", "Rows"), ()),
        Paragraph("The fourth."),
    ),
)


def written(
    paper: Paper, folder: Path
) -> tuple[html.HtmlElement, docx.document.Document, pikepdf.Pdf]:
    page, word, pdf = write_documents(paper, folder, "paper")
    return (
        html.document_fromstring(page.read_text("utf-8")),
        docx.Document(str(word)),
        pikepdf.open(pdf),
    )


@pytest.fixture(scope="module")
def three(tmp_path_factory):
    return written(PAPER, tmp_path_factory.mktemp("three"))


def nasty() -> Paper:
    """Every field of every block holds what some writer might read as its own markup."""
    grid = Grid(NASTY, (NASTY, NASTY), ((NASTY, NASTY),), (False, True), NASTY)
    blocks = (Heading(1, NASTY), Paragraph(NASTY), Bullets((NASTY,)))
    blocks += (Picture(png(), NASTY, NASTY, NASTY), grid)
    return Paper(NASTY, NASTY, date(2024, 2, 13), NASTY, NASTY, blocks, NASTY)


def elements(pdf: pikepdf.Pdf) -> list[pikepdf.Dictionary]:
    """The structure elements of a PDF, in reading order."""
    found = []

    def walk(node):
        if isinstance(node, pikepdf.Array):
            for kid in node:
                walk(kid)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                found.append(node)
            if "/K" in node:
                walk(node.K)

    walk(pdf.Root.StructTreeRoot)
    return found


def kinds(pdf: pikepdf.Pdf) -> list[str]:
    return [str(element.S) for element in elements(pdf)]


def in_style(word: docx.document.Document, name: str) -> list:
    """The paragraphs of a Word document that have a style."""
    return [line for line in word.paragraphs if line.style.name == name]


# what the three share


def test_numbers_run_on_through_sections_and_appendices():
    numbers = [block["number"] for block in typeset_blocks(PAPER) if block["kind"] == "paragraph"]
    assert numbers == [1, 2, 3, 4]


def test_figures_and_tables_are_numbered_apart():
    labels = [block["label"] for block in typeset_blocks(PAPER) if "label" in block]
    assert labels == ["Figure 1", "Table 1", "Figure 2", "Table 2"]


def test_a_break_belongs_to_the_block_after_it_and_a_last_one_to_nothing():
    blocks = typeset_blocks(replace(PAPER, blocks=(*PAPER.blocks, PageBreak())))
    assert [block.get("text") for block in blocks if block["page"]] == ["Appendix A: sources"]


def test_a_column_of_short_numbers_is_narrower_than_one_of_names_and_shares_add_up_to_one():
    rows = tuple(
        (f"North East Madeupshire {n}", "1,000", "A note that is long enough to be wrapped " * 3)
        for n in "123"
    )
    block = typeset_blocks(
        replace(PAPER, blocks=(Grid("G", ("Name", "Plans", "Note"), rows, (False, True, False)),))
    )[0]
    name, plans, note = block["widths"]
    assert plans < name < note
    assert name + plans + note == pytest.approx(1, abs=0.001)


def test_a_word_is_not_broken_where_its_column_has_room_for_narrow_letters():
    words = "ehc-plans-illicit-little-fifty-tilt-ill", "M" * 60
    rows = tuple((word, "Education and much else " * 3, "Words " * 12) for word in words)
    grid = Grid("Names", ("Name", "Publication", "Words"), rows[:1])
    for whole, each in ((True, rows[:1]), (False, rows[1:])):
        paper = replace(PAPER, blocks=(replace(grid, rows=each),))
        (block,) = typeset_blocks(paper)
        assert (block["breaks"][0] >= len(each[0][0])) == whole


@pytest.mark.parametrize("columns", [4, 5, 6])
@pytest.mark.parametrize("number", ["−£253.09", "−£1,037.94", "−£28.3 million", "100.0%"])
def test_a_short_number_finds_room_on_one_line_of_its_column(number, columns):
    row = (
        "independent alternative provision counted with independent schools",
        *[number] * (columns - 1),
    )
    header = ("Asked", *["Gap"] * (columns - 1))
    numeric = (False, *[True] * (columns - 1))
    (block,) = typeset_blocks(replace(PAPER, blocks=(Grid("G", header, (row,), numeric),)))
    size = 7.2 if block["small"] else 8.5  # points, as in paper.typ
    font = FT2Font(font_manager.findfont("DejaVu Sans"))
    font.set_size(size, 72)
    across = sum(font.load_char(ord(letter)).linearHoriAdvance for letter in number) / 2**16
    inset = 2 * 0.55 * size
    text = (210 - 2 * 22) / 25.4 * 72
    for width in block["widths"][1:]:
        assert width * text - inset > across


def test_a_source_is_introduced_once():
    blocks = (Picture(png(), "alt", "one", "DfE"), Picture(png(), "alt", "two", "Source: DfE"))
    assert [block["source"] for block in typeset_blocks(replace(PAPER, blocks=blocks))] == [
        "Source: DfE"
    ] * 2


def test_the_same_paper_is_the_same_bytes(tmp_path):
    (tmp_path / "again").mkdir()
    first, second = (
        write_documents(PAPER, tmp_path, "paper"),
        write_documents(PAPER, tmp_path / "again", "paper"),
    )
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_only_what_is_asked_for_is_written(tmp_path):
    assert write_documents(PAPER, tmp_path, "paper", ["docx"]) == (tmp_path / "paper.docx",)
    assert [path.name for path in tmp_path.iterdir()] == ["paper.docx"]


@pytest.mark.parametrize(
    ("block", "says"),
    [
        (Picture(png(), "  ", "Plans by year"), "Figure 'Plans by year' has no text alternative"),
        (Picture(b"GIF89a", "alt", "Plans by year"), "Figure 'Plans by year' is not a PNG image"),
        (Heading(2, "Too deep"), "Heading 'Too deep' is of level 2 below one of level 0"),
        (Heading(1, " "), "A heading of level 1 has no words"),
        (Grid("Ragged", ("A", "B"), (("1",),)), "Table 'Ragged' has rows of 1, 2 cells"),
        (Grid("Bare", (), ()), "Table 'Bare' has no header"),
    ],
)
def test_what_would_shut_a_reader_out_is_refused_by_name(block, says, tmp_path):
    with pytest.raises(CheckError, match=says):
        write_documents(replace(PAPER, blocks=(block,)), tmp_path, "paper")
    assert not list(tmp_path.iterdir())


def test_a_paper_without_a_title_is_refused(tmp_path):
    with pytest.raises(CheckError, match="The paper has no title"):
        write_documents(replace(PAPER, title=" "), tmp_path, "paper")


# the web page


def test_page_has_one_h1_and_its_headings_never_skip(three):
    page, _, _ = three
    levels = [int(element.tag[1]) for element in page.iter("h1", "h2", "h3", "h4")]
    assert levels == [1, 2, 2, 3, 2]
    assert page.get("lang") == "en-GB"
    assert page.findtext(".//title") == PAPER.title


def test_page_begins_with_a_link_past_the_head(three):
    page, _, _ = three
    link = page.find("body")[0]
    assert (link.tag, link.text) == ("a", "Skip to the paper")
    assert page.get_element_by_id(link.get("href").removeprefix("#")).tag == "main"


def test_page_needs_no_other_host_and_runs_no_script(three):
    page, _, _ = three
    assert not page.xpath("//script | //link | //iframe | //object | //svg | //@onclick")
    assert all(source.startswith("data:image/") for source in page.xpath("//@src"))
    assert all(target.startswith("#") for target in page.xpath("//@href"))
    assert "default-src 'none'" in page.xpath("//meta[@http-equiv]/@content")[0]


def test_page_tables_have_captions_and_scopes(three):
    page, _, _ = three
    first, second = page.iter("table")
    assert first.find("caption").text_content() == "Table 1: Plans"
    assert [cell.get("scope") for cell in first.iter("th")] == ["col", "col", "row", "row"]
    assert [cell.text for cell in first.iter("td")] == ["5,288", "−12"]
    assert second.find("tbody").text_content().strip() == "Nothing to show."
    for table in (first, second):
        assert table.getparent().get("aria-labelledby") == table.find("caption").get("id")


def test_page_pictures_have_alternatives_captions_and_sources(three):
    page, _, _ = three
    first, second = page.iter("figure")
    assert first.find("figcaption").text == "Figure 1: Plans by year"
    assert first.find("img").get("alt") == "Two lines; Madeupshire is the higher."
    assert first.find("img").get("src").startswith("data:image/png;base64,")
    assert first.find("p").text == "Source: DfE, SEN2"
    assert second.find("img").get("src").startswith("data:image/png;base64,")
    assert second.find("p") is None


def test_page_shows_the_numbers_and_the_head(three):
    page, _, _ = three
    assert [element.text for element in page.find_class("number")] == ["1. ", "2. ", "3. ", "4. "]
    assert [element.text for element in page.iter("dd")] == [
        "Madeupshire Schools Forum",
        "13 February 2024",
        "Madeupshire",
        "A. N. Officer",
        "Item 7",
    ]


def test_page_is_closed_as_it_was_opened(tmp_path):
    (path,) = write_documents(nasty(), tmp_path, "paper", ["html"])
    void, stack = {"meta", "img", "col", "br", "link"}, []

    class Walker(HTMLParser):
        def handle_starttag(self, tag, attrs):
            if tag not in void:
                stack.append(tag)

        def handle_endtag(self, tag):
            assert stack.pop() == tag

    Walker().feed(path.read_text("utf-8"))
    assert stack == []


def test_page_escapes_every_field(tmp_path):
    (path,) = write_documents(nasty(), tmp_path, "paper", ["html"])
    page = html.document_fromstring(path.read_text("utf-8"))
    assert not page.xpath("//script | //label")
    said = " ".join(page.xpath("string(//body)").split(" "))
    # head 4 and title, heading, paragraph, bullet, 2 captions, 2 sources, 2 header cells and 2
    # cells
    assert said.count(NASTY) == 5 + 1 + 1 + 1 + 2 + 2 + 2 + 2
    assert page.xpath("//img/@alt") == [NASTY]


def test_page_parts_no_minus_from_its_pounds_and_no_year_at_its_hyphen(tmp_path):
    words = "a gap of −£1,351.15, in 2021-22. Less <b>"
    blocks = (
        Heading(1, "A gap"),
        Paragraph(words),
        Bullets((words,)),
        Picture(png(), "alt", words, words),
        Grid(words, ("Of", "Gap"), ((words, words),), (False, False), source=words),
    )
    paper = replace(PAPER, blocks=blocks, contact="A. N. Officer, 0116 496 0000")
    (path,) = write_documents(paper, tmp_path, "paper", ["html"])
    page = html.document_fromstring(path.read_text("utf-8"))
    assert [part.text for part in page.xpath("//dd//span[@class='word']")] == ["0116 496 0000"]
    assert page.text_content().count(words) == 8
    whole = [part.text for part in page.xpath("//main//span[@class='word']")]
    assert [part for part in whole if "-" in part or "£" in part] == ["−£1,351.15", "2021-22"] * 8
    assert ".word { white-space: nowrap;" in path.read_text("utf-8")


# Word


def test_word_has_real_headings_and_a_title(three):
    _, word, _ = three
    styles = [(line.style.name, line.text) for line in word.paragraphs]
    assert styles[0] == ("Title", PAPER.title)
    assert [name for name, _ in styles if name.startswith("Heading")] == [
        "Heading 1",
        "Heading 1",
        "Heading 2",
        "Heading 1",
    ]
    assert ("Head Block", "Report to\tMadeupshire Schools Forum") in styles


def test_word_parts_no_minus_from_its_pounds_and_no_year_at_its_hyphen(tmp_path):
    words = "a gap of −£1,351.15, in 2021-22, by page 12-13. Less <b>"
    paper = replace(PAPER, blocks=(Heading(1, words), Paragraph(words)))
    (path,) = write_documents(paper, tmp_path, "paper", ["docx"])
    shown = [line for line in docx.Document(str(path)).paragraphs if "gap" in line.text]
    assert [line.text.replace("\u200d", "") for line in shown] == [words] * 2
    assert all("−\u200d£1,351.15" in line.text for line in shown)
    assert all(len(line._p.xpath(".//w:noBreakHyphen")) == 1 for line in shown)
    said = [piece.text for piece in read_word(path) if "gap" in piece.text]
    assert said and all(as_read(text) == as_read(words) for text in said)


def test_a_paragraph_stays_on_the_page_of_the_note_on_it_or_of_a_short_table(tmp_path):
    blocks = (Heading(1, "Plans"), Paragraph("One."), Paragraph("Two."), Paragraph("Note.", True))
    assert [block["keep"] for block in typeset_blocks(replace(PAPER, blocks=blocks))] == [
        False,
        False,
        True,
        False,
    ]
    paper = replace(PAPER, blocks=blocks)
    for rows, stays in (((("A", "1"),), True), ((("A", "1"),) * 60, False)):
        table = Grid("Plans", ("", "Number"), rows)
        shown = typeset_blocks(replace(PAPER, blocks=(Paragraph("One."), table)))
        assert shown[0]["keep"] == stays
    (path,) = write_documents(paper, tmp_path, "paper", ["docx"])
    kept = in_style(docx.Document(str(path)), "Numbered Paragraph")
    assert [bool(line._p.xpath("w:pPr/w:keepNext")) for line in kept] == [False, True]


def test_word_numbers_come_from_one_definition_tied_to_the_style(three):
    _, word, _ = three
    numbered = in_style(word, "Numbered Paragraph")
    texts = ["The first.", "The second.", "The third.", "The fourth."]
    assert [line.text for line in numbered] == texts
    assert all(line._p.pPr.numPr is None for line in numbered)
    chosen = word.styles["Numbered Paragraph"].element.pPr.numPr.numId.val
    numbering = word.part.numbering_part.element
    (abstract,) = [num.abstractNumId.val for num in numbering.num_lst if num.numId == chosen]
    tied = numbering.xpath(f"w:abstractNum[@w:abstractNumId='{abstract}']/w:lvl/w:pStyle/@w:val")
    assert tied == [word.styles["Numbered Paragraph"].style_id]
    tags = [child.tag for child in numbering]
    assert tags == sorted(
        tags, key=lambda tag: tag != qn("w:abstractNum")
    )  # the order that Word insists on


def test_word_captions_are_fields_and_come_before_what_they_name(three):
    _, word, _ = three
    captions = in_style(word, "Caption")
    texts = ["Figure 1: Plans by year", "Table 1: Plans", "Figure 2: Spend", "Table 2: Nothing"]
    assert [line.text for line in captions] == texts
    fields = [line._p.xpath("string(.//w:instrText)").split()[:2] for line in captions]
    assert fields == [["SEQ", "Figure"], ["SEQ", "Table"]] * 2
    assert word.styles["Caption"].paragraph_format.keep_with_next


def test_word_pictures_have_alternatives_and_fit_the_page(three):
    _, word, _ = three
    alts = [shape._inline.docPr.get("descr") for shape in word.inline_shapes]
    assert alts == ["Two lines; Madeupshire is the higher.", "A bar."]
    wide, tall = word.inline_shapes
    section = word.sections[0]
    assert wide.width <= section.page_width - section.left_margin - section.right_margin
    assert tall.height <= section.page_height - section.top_margin - section.bottom_margin
    assert tall.height / tall.width == pytest.approx(3, rel=0.01)


def test_word_header_rows_repeat_and_no_row_is_cut(three):
    _, word, _ = three
    for table in word.tables:
        assert [bool(row._tr.xpath("w:trPr/w:tblHeader")) for row in table.rows] == [True] + [
            False
        ] * (len(table.rows) - 1)
    rows = word.tables[0].rows
    assert all(row._tr.xpath("w:trPr/w:cantSplit") for row in rows)
    assert [[cell.text for cell in row.cells] for row in rows] == [
        ["Authority", "Plans"],
        ["Madeupshire", "5,288"],
        ["Nearby", "−12"],
    ]
    assert word.tables[1].rows[1].cells[0].text == "Nothing to show."


def test_word_tables_are_as_wide_as_the_text(three):
    _, word, _ = three
    section = word.sections[0]
    room = (section.page_width - section.left_margin - section.right_margin) / 635  # EMU in a twip
    for table in word.tables:
        assert sum(
            int(width) for width in table._tbl.xpath("w:tblGrid/w:gridCol/@w:w")
        ) == pytest.approx(room, abs=4)


def test_word_says_its_language_title_and_date(three):
    _, word, _ = three
    about = word.core_properties
    assert (about.title, about.language, about.author) == (PAPER.title, "en-GB", "Madeupshire")
    assert about.created.date() == about.modified.date() == PAPER.date
    assert word.styles.element.xpath("w:docDefaults//w:lang/@w:val") == ["en-GB"]
    assert set(word.styles.element.xpath("w:docDefaults//w:rFonts/@*")) == {"Arial"}


def test_word_footer_counts_the_pages(three):
    _, word, _ = three
    (line,) = word.sections[0].footer.paragraphs
    assert line.text == "Madeupshire Schools Forum · 13 February 2024\tPage 1 of 1"
    assert [code.text.strip() for code in line._p.xpath(".//w:instrText")] == ["PAGE", "NUMPAGES"]


def test_word_starts_the_appendix_on_a_page(three):
    _, word, _ = three
    assert [line.text for line in word.paragraphs if line.paragraph_format.page_break_before] == [
        "Appendix A: sources"
    ]


def test_word_holds_every_field_as_it_is(tmp_path):
    (path,) = write_documents(nasty(), tmp_path, "paper", ["docx"])
    word = docx.Document(str(path))
    body = "\n".join(text.text or "" for text in word.element.body.iter(qn("w:t")))
    assert body.count(NASTY) == 5 + 1 + 1 + 1 + 2 + 2 + 2 + 2
    assert [shape._inline.docPr.get("descr") for shape in word.inline_shapes] == [NASTY]
    assert word.core_properties.title == NASTY


def test_word_parts_are_well_formed_and_dated_by_the_paper(tmp_path):
    (path,) = write_documents(PAPER, tmp_path, "paper", ["docx"])
    with ZipFile(path) as package:
        assert {entry.date_time[:3] for entry in package.infolist()} == {(2024, 2, 13)}
        for name in package.namelist():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(package.read(name))


# PDF


def test_pdf_is_tagged_and_says_its_language_and_title(three):
    _, _, pdf = three
    assert str(pdf.Root.Lang) == "en-GB"
    assert bool(pdf.Root.MarkInfo.Marked)
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    assert str(pdf.docinfo.Title) == PAPER.title
    with pdf.open_metadata() as about:
        assert about["pdfuaid:part"] == "1"


def test_pdf_tags_headings_lists_captions_and_header_cells(three):
    _, _, pdf = three
    tags = kinds(pdf)
    assert [tag for tag in tags if tag in ("/Title", "/H1", "/H2")] == [
        "/Title",
        "/H1",
        "/H1",
        "/H2",
        "/H1",
    ]
    counts = {
        tag: tags.count(tag) for tag in ("/Table", "/TH", "/TD", "/LI", "/Caption", "/Figure")
    }
    assert counts == {"/Table": 2, "/TH": 4, "/TD": 5, "/LI": 2, "/Caption": 4, "/Figure": 2}


def test_pdf_pictures_have_alternatives(three):
    _, _, pdf = three
    alts = [str(element.Alt) for element in elements(pdf) if str(element.S) == "/Figure"]
    assert alts == ["Two lines; Madeupshire is the higher.", "A bar."]


def test_pdf_outline_is_the_headings(three):
    _, _, pdf = three
    with pdf.open_outline() as outline:
        assert [entry.title for entry in outline.root] == [
            "Purpose",
            "Plans",
            "Appendix A: sources",
        ]
        assert [entry.title for entry in outline.root[1].children] == ["Neighbours"]


def test_pdf_is_a4_and_starts_the_appendix_on_a_page(three):
    _, _, pdf = three
    assert [round(float(size)) for size in pdf.pages[0].MediaBox] == [0, 0, 595, 842]
    assert len(pdf.pages) == 3


def said_by(path: Path, *options: str) -> str:
    if not shutil.which("pdftotext"):
        pytest.skip("needs pdftotext (poppler-utils)")
    words = ["pdftotext", *options, str(path), "-"]
    return subprocess.run(words, capture_output=True, check=True).stdout.decode("utf-8")


def test_pdf_holds_every_field_as_it_is(tmp_path):
    (path,) = write_documents(nasty(), tmp_path, "paper", ["pdf"])
    pdf = pikepdf.open(path)
    assert str(pdf.docinfo.Title) == NASTY
    assert [str(element.Alt) for element in elements(pdf) if str(element.S) == "/Figure"] == [NASTY]
    with pdf.open_outline() as outline:
        assert [entry.title for entry in outline.root] == [NASTY]
    said = "".join(said_by(path, "-raw").replace("\u200b", "").split())
    assert said.count("".join(NASTY.split())) >= 5 + 1 + 2 + 1 + 2 + 2


def test_pdf_repeats_the_header_and_counts_the_pages_of_a_long_table(tmp_path):
    rows = tuple((f"Authority {number}", f"{number:,}") for number in range(120))
    grid = Grid("Every authority", ("Name of authority", "Plans"), rows, (False, True))
    (path,) = write_documents(
        replace(PAPER, blocks=(Heading(1, "All"), grid)), tmp_path, "paper", ["pdf"]
    )
    said = said_by(path)
    pages = len(pikepdf.open(path).pages)
    assert pages > 2
    assert said.count("Name of authority") == pages
    assert f"Page {pages} of {pages}" in said
    assert kinds(pikepdf.open(path)).count("/TH") == 2  # a repeated header is not read out again


def test_every_writer_takes_a_very_long_cell_a_long_word_and_strange_characters(tmp_path):
    row = ("word " * 900, "unbroken" * 60, "漢字 🎓 עברית \x00\x0b\ud800\u202e end")
    blocks = (
        Grid("Long " * 40, ("A", "B", "C"), (row,)),
        Bullets(()),
        Paragraph("two\nlines\tand a tab"),
    )
    _, word, pdf = written(replace(PAPER, title="Long " * 60, blocks=blocks), tmp_path)
    assert word.tables[0].rows[1].cells[2].text == "漢字 🎓 עברית end"
    assert word.paragraphs[-1].text == "two lines and a tab"
    assert len(pdf.pages) > 1


def test_a_refusal_of_the_pdf_writer_is_a_check_that_failed(tmp_path):
    broken = Picture(png()[:60], "alt", "Plans by year")
    with pytest.raises(CheckError, match="The PDF was refused"):
        write_documents(replace(PAPER, blocks=(broken,)), tmp_path, "paper", ["pdf"])
    assert not list(tmp_path.iterdir())


TEMPLATES = {
    "a tag that is not closed": ("paper.html.j2", "html", "\n{% if title %}"),
    "an unknown name": ("paper.html.j2", "html", "\n{{ nosuch }}"),
    "an unknown filter": ("paper.html.j2", "html", "\n{{ title | loud }}"),
    "a sum that cannot be made": ("paper.html.j2", "html", "\n{{ title / 2 }}"),
    "a part that is not there": ("paper.html.j2", "html", "\n{% include 'other.j2' %}"),
    "typst's": ("paper.typ", "pdf", "\n#let ="),
    "typst's, an unknown name": ("paper.typ", "pdf", "\n#nosuch"),
    "no web page's": ("paper.html.j2", "html", None),
    "no Word document's": ("paper.docx", "docx", None),
    "no PDF's": ("paper.typ", "pdf", None),
}


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_that_cannot_be_used_is_named(tmp_path, monkeypatch, name):
    file, kind, text = TEMPLATES[name]
    template = tmp_path / "reports" / "templates" / file
    template.parent.mkdir(parents=True)
    if text is not None:
        template.write_text(text)
    monkeypatch.setattr(documents.paths, "reports", lambda: tmp_path / "reports")
    documents._template.cache_clear()
    try:
        with pytest.raises(SourceError, match=re.escape(str(template))) as caught:
            write_documents(PAPER, tmp_path, "paper", [kind])
    finally:
        documents._template.cache_clear()
    assert "this template of the paper cannot be used" in caught.value.message
    if kind == "html" and text:
        assert caught.value.place.row == 2
