"""hnb.papers.checking.compare and check on documents that an officer has written in, against what was
written.
"""

from __future__ import annotations

import copy
import shutil
from pathlib import Path

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from hnb.cli import main
from hnb.domain.errors import CheckError
from hnb.papers.check import check
from hnb.papers.checking.compare import compare
from hnb.papers.checking.pieces import Piece
from hnb.papers.checking.word import read_word
from tests.papers.author.test_words import author_writes, rendered

RENDERED = [
    Piece("heading", "Recommendations"),
    Piece("text", "For the author of this report to complete. The Forum may note 5 things."),
    Piece("text", "There are 7,196 plans. Nobody knows why."),
    Piece("row", "Kent | 120", group=1),
]


def faults(read: list[Piece], **options: bool) -> list[str]:
    return [change.fault for change in compare(RENDERED, read, **options) if change.fault]


def own(read: list[Piece]) -> list[str]:
    return [change.text for change in compare(RENDERED, read, own_numbers=True) if change.is_own]


def test_what_was_left_to_the_author_may_be_written_with_numbers():
    read = [
        RENDERED[0],
        Piece("text", "The Forum is asked to note 8 things of Kent."),
        *RENDERED[2:],
    ]
    assert faults(read, own_numbers=True) == []
    assert own(read) == ["The Forum is asked to note 8 things of Kent."]
    assert faults(read) == ["says '8'"]  # not in a web page


def test_a_sentence_of_ones_own_beside_a_rendered_one_and_a_number_put_into_that():
    beside = Piece("text", "There are 7,196 plans. We spent £12.3 million. Nobody knows why.")
    within = Piece("text", "There are 7,196 plans, and 12 more. Nobody knows why.")
    assert faults([*RENDERED[:2], beside, RENDERED[3]], own_numbers=True) == []
    assert faults([*RENDERED[:2], within, RENDERED[3]], own_numbers=True) == ["says '12'"]


def test_a_table_of_ones_own_and_a_row_put_into_a_rendered_one():
    own_table = [Piece("text", "Ours."), Piece("row", "Budget | £3m", group=2)]
    assert faults([*RENDERED, *own_table], own_numbers=True) == []
    assert faults([*RENDERED, Piece("row", "Hull | 99", group=1)], own_numbers=True)


@pytest.fixture(scope="module")
def paper(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("paper")
    author_writes(folder, "## Risks\nWe may spend £12.3 million.\n")
    return rendered(folder, formats=["docx"]).folder


@pytest.fixture
def copied(paper, tmp_path) -> Path:
    return Path(shutil.copytree(paper, tmp_path / "paper"))


def edited(folder: Path, *texts: str) -> Path:
    """The document with further paragraphs at its end, saved by python-docx."""
    path = folder / "tiny.docx"
    word = docx.Document(str(path))
    for text in texts:
        word.add_paragraph(text, "Numbered Paragraph")
    word.save(str(path))
    return path


def test_numbers_that_are_neither_figures_nor_stated_are_listed(copied, capsys):
    path = edited(
        copied,
        "The block was £72.1 million. We may spend £12.3 million, or 57 places more.",
        "Call 0116 496 0000 about item 7 on 10 December 2026.",
    )
    (checked,) = [file for file in check(path) if file.edited]
    assert [own.numbers for own in checked.own_numbers] == [
        ("57",),
        ("0116 496 0000", "item 7", "10 December 2026"),
    ]
    assert main(["check", str(path)]) == 0
    told = capsys.readouterr().out
    assert "57 in “We may spend £12.3 million, or 57 places more.”" in told
    assert "still for its author to complete" in told


def test_the_authors_own_sentence_may_be_written_anew_and_its_new_number_is_listed(copied):
    path = edited(copied)
    word = docx.Document(str(path))
    (line,) = [line for line in word.paragraphs if "We may spend" in line.text]
    line.runs[0].text = line.text.replace("£12.3 million", "£14.8 million")
    word.save(str(path))
    (checked,) = [file for file in check(path) if file.edited]
    assert [own.numbers for own in checked.own_numbers] == [("£14.8 million",)]


def test_a_rendered_number_may_not_be_changed_beside_ones_own(copied):
    path = edited(copied, "We opened 57 places.")
    word = docx.Document(str(path))
    (line,) = [line for line in word.paragraphs if "The block after deductions" in line.text]
    line.runs[0].text = line.text.replace("£72.1 million", "£62.1 million")
    word.save(str(path))
    with pytest.raises(CheckError, match=r"£62\.1 million"):
        check(path)


def test_a_rendered_sentence_with_another_number_is_no_sentence_of_ones_own():
    rendered_before = [Piece("text", "In January 2025 Leicestershire had 7,196 plans in all.")]
    copy = Piece("text", "In January 2025 Leicestershire had 9,196 plans in all.")
    changes = compare(rendered_before, [*rendered_before, copy], own_numbers=True)
    assert [change.fault for change in changes if change.fault]


def test_a_paragraph_that_was_moved_with_changes_tracked_is_read_once(copied):
    path = edited(copied)
    word = docx.Document(str(path))
    (line,) = [line for line in word.paragraphs if "The block after deductions" in line.text]
    new = copy.deepcopy(line._p)
    line._p.addnext(new)
    for paragraph, kind in ((line._p, "moveFrom"), (new, "moveTo")):
        moved = OxmlElement(f"w:{kind}", attrs={qn("w:id"): "1", qn("w:author"): "An officer"})
        moved.extend(paragraph.r_lst)
        paragraph.append(moved)
    word.save(str(path))
    assert "".join(piece.text for piece in read_word(path)).count("The block after deductions") == 1
    assert check(path)


def test_a_field_of_a_page_put_beside_a_number_is_read_with_it(copied):
    path = edited(copied)
    word = docx.Document(str(path))
    (line,) = [line for line in word.paragraphs if "The block after deductions" in line.text]
    line.runs[0].text = line.text.partition("72.1")[0]
    for kind in ("begin", "order", "separate", "9", "end"):
        run = line.add_run("9" if kind == "9" else "")
        if kind == "order":
            order = OxmlElement("w:instrText")
            order.text = "PAGE"
            run._r.append(order)
        elif kind != "9":
            run._r.append(OxmlElement("w:fldChar", attrs={qn("w:fldCharType"): kind}))
    line.add_run("72.1 million in 2021-22.")
    word.save(str(path))
    with pytest.raises(CheckError, match="972"):
        check(path)


def test_an_edited_paper_is_checked_after_the_one_before_it_was_put_away(tmp_path):
    def edit(name: str) -> None:
        word = docx.Document(str(folder / name))
        word.add_paragraph("Words of ours.")
        word.save(str(folder / name))

    folder = rendered(tmp_path, formats=["docx"]).folder
    edit("tiny.docx")
    rendered(tmp_path, formats=["docx"])
    edit("tiny-new.docx")
    (folder / "tiny.docx").rename(tmp_path / "kept.docx")
    rendered(tmp_path, formats=["docx"])
    checked = {part.file.name: part.edited for part in check(folder) if part.file.suffix == ".docx"}
    assert checked == {"tiny.docx": False, "tiny-new.docx": True}
    assert check(folder / "tiny-new.docx")
