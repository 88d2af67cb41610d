"""hnb.papers.word against python-docx, which opens again what was written, and lxml."""

from __future__ import annotations

import io
import re
import runpy
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import nsmap, qn

from hnb.domain.errors import SourceError
from hnb.papers.blocks import TO_COMPLETE, Heading, Paper, Paragraph
from hnb.papers.checking.word import read_word
from hnb.papers.typesetting import typeset
from hnb.papers.word.document import write_word
from hnb.papers.word.template import PARAGRAPHS, open_template, usual_template, words_of
from tests.conftest import ROOT
from tests.papers.test_documents import PAPER

DRAFT = replace(
    PAPER,
    contact=f"{TO_COMPLETE}: name and post.",
    blocks=(
        Heading(1, "Recommendations"),
        Paragraph(f"{TO_COMPLETE}."),
        Heading(1, "Plans"),
        Paragraph("There are some."),
    ),
)


def written(paper: Paper, folder: Path, on: Path | None = None) -> docx.document.Document:
    write_word(typeset(paper), folder / "paper.docx", on)
    return docx.Document(str(folder / "paper.docx"))


def parts_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def with_part(folder: Path, name: str, change) -> Path:
    """The usual template with one part changed, or put in where there was none."""
    parts = parts_of(usual_template())
    parts[name] = change(parts.get(name, b""))
    path = folder / "council.docx"
    with zipfile.ZipFile(path, "w") as package:
        for part, content in parts.items():
            package.writestr(part, content)
    return path


def in_control(control, path: str) -> str:
    return control.xpath(f"string({path})", namespaces=nsmap)


def footers(word: docx.document.Document) -> str:
    return " ".join(line.text for line in word.sections[0].footer.paragraphs)


def test_the_template_is_what_its_script_writes():
    written_anew = runpy.run_path(str(ROOT / "docs" / "word_template.py"))["parts"]()
    kept = {name: part.decode() for name, part in parts_of(usual_template()).items()}
    assert {name: part.partition("\n")[2] for name, part in kept.items()} == written_anew


def test_what_the_author_is_to_write_is_a_content_control_with_a_placeholder(tmp_path):
    word = written(DRAFT, tmp_path)
    controls = list(word.element.body.iter(qn("w:sdt")))
    assert [in_control(control, "w:sdtPr/w:alias/@w:val") for control in controls] == [
        "Contact",
        "Recommendations",
    ]
    assert DRAFT.to_complete == ("Contact", "Recommendations")
    assert all(
        control.find(f"{qn('w:sdtPr')}/{qn('w:showingPlcHdr')}") is not None for control in controls
    )
    assert tuple(in_control(control, "w:sdtContent") for control in controls) == (
        f"{TO_COMPLETE}: name and post.",
        f"{TO_COMPLETE}.",
    )
    # the second holds a whole numbered paragraph, so that an author can add further ones
    assert in_control(controls[1], "w:sdtContent/w:p/w:pPr/w:pStyle/@w:val") == "NumberedParagraph"


def test_every_page_says_draft_while_something_is_to_be_written(tmp_path):
    assert footers(written(DRAFT, tmp_path)).startswith("DRAFT · Madeupshire Schools Forum · 13")
    assert footers(written(PAPER, tmp_path)).startswith("Madeupshire Schools Forum · 13")


def says_draft(margin) -> bool:
    return "DRAFT" in "".join(line.text for line in margin.paragraphs)


def test_the_first_and_the_even_page_say_draft_too(tmp_path):
    council = docx.Document(str(usual_template()))
    council.sections[0].different_first_page_header_footer = True
    council.sections[0].first_page_footer.paragraphs[0].text = "County Hall"
    council.settings.odd_and_even_pages_header_footer = True
    council.sections[0].even_page_header.paragraphs[0].text = "{draft}{title}"
    council.save(str(tmp_path / "council.docx"))
    section = written(DRAFT, tmp_path, on=tmp_path / "council.docx").sections[0]
    assert says_draft(section.footer) and says_draft(section.first_page_footer)
    assert says_draft(section.even_page_header) and not says_draft(section.even_page_footer)


def test_each_page_of_a_made_up_paper_says_so_on_any_template(tmp_path):
    made_up = replace(PAPER, title=f"Made-up example: {PAPER.title}")
    assert typeset(made_up)["footer"].startswith("Made-up example · ")
    appendix = replace(PAPER, title=f"Technical appendix: Made-up example: {PAPER.title}")
    assert "Made-up example" in typeset(appendix)["footer"]  # an appendix of its own
    assert "Made-up example" not in typeset(PAPER)["footer"]
    path = with_part(tmp_path, "word/footer.xml", lambda part: part.replace(b"{draft}", b"County "))
    assert footers(written(made_up, tmp_path)).startswith("Made-up example · Madeupshire")
    assert "Made-up example" in footers(written(made_up, tmp_path, path))


def test_a_template_of_two_sections_keeps_its_header_and_footer(tmp_path):
    council = docx.Document(str(usual_template()))
    council.sections[0].header.paragraphs[0].text = "County Hall"
    council.add_section()
    council.save(str(tmp_path / "council.docx"))
    section = written(DRAFT, tmp_path, on=tmp_path / "council.docx").sections[0]
    assert section.header.paragraphs[0].text == "County Hall"
    assert says_draft(section.footer)


def test_a_footer_without_a_place_for_it_says_draft_all_the_same(tmp_path):
    path = with_part(tmp_path, "word/footer.xml", lambda part: part.replace(b"{draft}", b"County "))
    assert footers(written(DRAFT, tmp_path, path)).startswith("DRAFT County Madeupshire")
    assert "DRAFT" not in footers(written(PAPER, tmp_path, path))


def test_numbers_go_on_where_a_paragraph_is_put_in(tmp_path):
    word = written(PAPER, tmp_path)
    numbered = [line for line in word.paragraphs if line.style.name == "Numbered Paragraph"]
    added = numbered[1].insert_paragraph_before("Between.", "Numbered Paragraph")
    # no number is written anywhere: Word counts the paragraphs of the style
    assert added._p.pPr.numPr is None and numbered[1]._p.pPr.numPr is None
    assert word.styles["Numbered Paragraph"].element.pPr.numPr.numId.val == 1


def test_a_councils_template_gives_its_styles_header_and_page(tmp_path):
    council = docx.Document(str(usual_template()))
    council.styles["Heading 1"].font.name = "Georgia"
    council.sections[0].header.paragraphs[0].add_run("Madeupshire {ti")
    council.sections[0].header.paragraphs[0].add_run("tle}, {date}")
    council.sections[0].left_margin = council.sections[0].right_margin * 2
    council.add_paragraph("An example that is not for the paper.")
    council.save(str(tmp_path / "council.docx"))
    word = written(PAPER, tmp_path, tmp_path / "council.docx")
    assert word.styles["Heading 1"].font.name == "Georgia"
    header = word.sections[0].header.paragraphs[0].text
    assert header == f"Madeupshire {PAPER.title}, 13 February 2024"
    assert "An example" not in "".join(line.text for line in word.paragraphs)
    section = word.sections[0]
    room = section.page_width - section.left_margin - section.right_margin
    assert all(shape.width <= room for shape in word.inline_shapes)
    widths = word.tables[0]._tbl.xpath("w:tblGrid/w:gridCol/@w:w")
    assert sum(map(int, widths)) == pytest.approx(room / 635, abs=4)
    assert "Madeupshire " in words_of(tmp_path / "council.docx")


def without_style(name: str):
    def change(part: bytes) -> bytes:
        return part.replace(f'<w:name w:val="{name}"/>'.encode(), b'<w:name w:val="Other"/>')

    return change


def field(*orders: str) -> str:
    """A field of Word, its orders in runs of their own."""
    runs = (
        order if "<" in order else f"<w:r><w:instrText>{order}</w:instrText></w:r>"
        for order in orders
    )
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    return f"{begin}{''.join(runs)}{end}"


def in_first_line(part: bytes, what: str) -> bytes:
    return part.replace(b"</w:p>", what.encode() + b"</w:p>", 1)


MACROS = b'<Override PartName="/word/x.bin" ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'
FAR = (
    b'<Relationship Id="x" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'relationships/image" Target="https://example.org/a.png" TargetMode="External"/>'
)
REFUSED = {
    "a style that is not there": ("word/styles.xml", without_style("Numbered Paragraph"), "no style 'Numbered Paragraph'"),
    "a style of headings": ("word/styles.xml", without_style("heading 2"), r"no style 'Heading 2' \(nearest: heading"),
    "a style of tables": ("word/styles.xml", without_style("Paper Table"), "no style 'Paper Table'"),
    "paragraphs without numbers": (
        "word/styles.xml", lambda part: part.replace(b'<w:numPr><w:numId w:val="1"/></w:numPr>', b""),
        "'Numbered Paragraph' has no numbers",
    ),
    "macros": ("word/vbaProject.bin", lambda part: b"x", "it has macros or embedded files"),
    "macros by its kind": ("[Content_Types].xml", lambda part: part.replace(b"</Types>", MACROS), "macros"),
    "a picture from elsewhere": (
        "word/_rels/document.xml.rels", lambda part: part.replace(b"</Relationships>", FAR + b"</Relationships>"),
        "takes 'https://example.org/a.png' from another place",
    ),
    "words that no paper has": (
        "word/footer.xml", lambda part: part.replace(b"{date}", b"{dtae}"), r"asks for \{dtae\} \(nearest: date\)",
    ),
    "XML that ends early": ("word/styles.xml", lambda part: part[:300], "it is not a Word document"),
    "words that it defines": ("word/styles.xml", lambda part: b'<!DOCTYPE x [<!ENTITY a "b">]>' + part, "defines words"),
    "no page's size": ("word/document.xml", lambda part: re.sub(rb"<w:sectPr.*?</w:sectPr>", b"", part, flags=re.DOTALL), "how large a page is"),
    "margins as wide as the page": (
        "word/document.xml", lambda part: re.sub(rb'w:(left|right)="\d+"', rb'w:\1="5000"', part), "margins leave 3.4 cm for a line",
    ),
    "a field that runs a program": (
        "word/footer.xml", lambda part: in_first_line(part, field("DDEA", "UTO c:\\x")), "has the field 'DDEAUTO'",
    ),
    "a field that fetches, in another": (
        "word/footer.xml", lambda part: in_first_line(part, field("", field("PAGE"), " INCLUDEPICTURE a")), "the field '.nothing.'",
    ),
    "a field in one piece": (
        "word/footer.xml", lambda part: in_first_line(part, '<w:fldSimple w:instr=" includetext x "/>'), "has the field 'includetext'",
    ),
    "no page": ("word/document.xml", lambda part: b"<x/>", "it cannot be read"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_template_that_no_paper_can_be_written_on_is_refused_by_name(tmp_path, name):
    part, change, words = REFUSED[name]
    path = with_part(tmp_path, part, change)
    with pytest.raises(SourceError, match=words) as caught:
        open_template(path)
    assert str(path) in caught.value.message
    assert "Nothing was rendered" in caught.value.message


@pytest.mark.parametrize("content", [b"", b"PK", b"no zip at all", b"\0" * 4096])
def test_what_is_no_document_is_no_template(tmp_path, content):
    (tmp_path / "council.docx").write_bytes(content)
    with pytest.raises(SourceError, match="not a Word document"):
        open_template(tmp_path / "council.docx")


def test_a_dotx_is_a_template_too(tmp_path):
    kinds = (b"wordprocessingml.document.main", b"wordprocessingml.template.main")
    path = with_part(tmp_path, "[Content_Types].xml", lambda part: part.replace(*kinds))
    with pytest.raises(ValueError, match="not a Word file"):
        docx.Document(str(path))  # as Word saves it
    assert written(PAPER, tmp_path, path).paragraphs[0].text == PAPER.title


def test_every_style_that_is_asked_for_is_used(tmp_path):
    word = written(
        replace(PAPER, blocks=(*PAPER.blocks, Heading(2, "B"), Heading(3, "C"))), tmp_path
    )
    used = {line.style.name for line in word.paragraphs}
    used |= {line.style.name for table in word.tables for line in table.cell(0, 0).paragraphs}
    assert used == set(PARAGRAPHS) - {"List Number", "Note"}


def blocks_of(*blocks: dict) -> dict:
    """What a paper with these blocks is written from."""
    return {**typeset(PAPER), "blocks": [{"page": False, **block} for block in blocks]}


def test_each_lettered_list_begins_with_its_first_letter(tmp_path):
    letters = {"kind": "bullets", "lettered": True}
    content = blocks_of({**letters, "items": ["note", "agree"]}, {**letters, "items": ["comment"]})
    write_word(content, tmp_path / "paper.docx")
    word = docx.Document(str(tmp_path / "paper.docx"))
    lines = [line for line in word.paragraphs if line.style.name == "List Number"]
    lists = [line._p.pPr.numPr.numId.val for line in lines]
    assert [line.text for line in lines] == ["note", "agree", "comment"]
    assert lists[0] == lists[1] != lists[2]
    numbering = word.part.numbering_part.element
    for number in {*lists}:
        (num,) = [num for num in numbering.num_lst if num.numId == number]
        kind = f"w:abstractNum[@w:abstractNumId='{num.abstractNumId.val}']/w:lvl/w:numFmt/@w:val"
        assert numbering.xpath(kind) == ["lowerLetter"]
        assert num.xpath("w:lvlOverride/w:startOverride/@w:val") == ["1"]


def test_a_note_is_in_italics_and_has_no_number(tmp_path):
    write_word(blocks_of({"kind": "note", "text": "It does not say why."}), tmp_path / "paper.docx")
    line = docx.Document(str(tmp_path / "paper.docx")).paragraphs[-1]
    assert (line.style.name, line.runs[0].italic, line.text) == (
        "Note",
        True,
        "It does not say why.",
    )


def test_contents_are_there_before_word_has_counted_a_page(tmp_path):
    headings = [
        {"kind": "heading", "level": level, "text": text, "anchor": f"section-{place}"}
        for place, (level, text) in enumerate(((1, "Plans"), (2, "Neighbours"), (1, "Spend")))
    ]
    contents = {"kind": "contents", "printed": True, "entries": headings}
    write_word(blocks_of(contents, *headings), tmp_path / "paper.docx")
    word = docx.Document(str(tmp_path / "paper.docx"))
    *lines, last = [line for line in word.paragraphs if line.style.name.startswith("toc")]
    assert [(line.style.name, line.hyperlinks[0].text) for line in lines] == [
        ("toc 1", "Plans"),
        ("toc 2", "Neighbours"),
        ("toc 1", "Spend"),
    ]
    names = word.element.body.xpath("//w:bookmarkStart/@w:name")
    assert [line.hyperlinks[0].fragment for line in lines] == names
    codes = word.element.body.xpath("//w:instrText/text()")
    assert [code.split()[0] for code in codes] == ["TOC"]
    kinds = word.element.body.xpath("//w:fldChar/@w:fldCharType")
    assert kinds == ["begin", "separate", "end"]
    # in the field, so that it goes when Word puts the pages in
    assert "choose Update Field" in last.text
    assert last._p.xpath("w:r/w:fldChar/@w:fldCharType") == ["end"]
    shown = [piece.text for piece in read_word(tmp_path / "paper.docx") if piece.kind == "text"]
    assert [text for text in shown if text in ("Plans", "Neighbours", "Spend")] == [
        "Plans",
        "Neighbours",
        "Spend",
    ]


def test_the_template_says_nothing_of_who_wrote_it_and_when(tmp_path):
    content = io.BytesIO((usual_template()).read_bytes())
    word = docx.Document(content)
    word.core_properties.keywords, word.core_properties.author = "57 secrets", "B. Officer"
    word.save(str(tmp_path / "council.docx"))
    about = written(PAPER, tmp_path, tmp_path / "council.docx").core_properties
    assert (about.keywords, about.author, about.last_modified_by) == (
        "",
        "Madeupshire",
        "Madeupshire",
    )
