"""hnb.papers.render, compose, ledger and check on a tiny report: what is in the paper, and what is
refused.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest

from hnb.domain import areas
from hnb.domain.areas import find, folder_name
from hnb.domain.errors import CheckError, HnbError, NotebookError, ParameterError
from hnb.domain.words import slug
from hnb.papers import render as module
from hnb.papers.check import check
from hnb.papers.definition import Job, read_report
from hnb.papers.ledger import cells_behind, read_ledger
from hnb.papers.render import Rendered, render
from hnb.papers.run import Outcome
from hnb.store.write import put_in_place
from tests.papers.report import YAML, write_report

DAY = date(2026, 11, 24)
# Leicestershire's high needs block after deductions 2021-22, as the DfE publishes it
BLOCK = "£72.1 million"


def rendered(folder: Path, **parts: str) -> Rendered:
    return render(read_report(write_report(folder, **parts)), {}, folder / "out", DAY)


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Rendered:
    return rendered(tmp_path_factory.mktemp("a $HOME b"))


@pytest.fixture
def copy(made, tmp_path) -> Path:
    return Path(shutil.copytree(made.folder, tmp_path / "paper"))


def test_a_paper_comes_with_its_figures_and_notebooks(made):
    assert [str(file.relative_to(made.folder)).replace("\\", "/") for file in made.files] == [
        "tiny.html",
        "tiny.docx",
        "figures.json",
        "notebooks/block.ipynb",
        "notebooks/plans.ipynb",
    ]
    assert all(file.is_file() for file in made.files)
    assert [file.name for file in made.folder.parent.iterdir()] == ["tiny"]


def test_the_parts_of_a_paper_stand_in_the_order_that_forums_use(made):
    page = (made.folder / "tiny.html").read_text(encoding="utf-8")
    assert re.findall(r"<h2[^>]*>(.*?)</h2>", page) == [
        "Purpose of report",
        "Summary",
        "Recommendations",
        "What is the block?",
        "How many plans",
        "Financial implications",
        "Equality implications",
        "Appendix A: Further figures and tables",
        "Appendix B: Sources",
        "Appendix C: Caveats",
        "Appendix D: Methods",
    ]
    assert (
        page.count(f"The block after deductions was {BLOCK} in 2021-22.") == 2
    )  # summary and section
    assert "Read this with care." in page and "To say what the block was in 2021-22." in page


def test_the_ledger_holds_each_figure_once_and_traces_it_to_the_cell(made):
    ledger = read_ledger(made.folder)
    assert [(figure.name, figure.text) for figure in ledger.figures] == [
        ("placements.block_after_gbp", BLOCK)
    ]
    (cell,) = cells_behind(ledger.figures[0])
    assert (cell["part"], cell["amount_gbp"], cell["la_code"]) == (
        "Allocations_summary",
        72070823,
        855,
    )


def test_the_appendix_names_the_release_and_its_caveats(made):
    page = (made.folder / "tiny.html").read_text(encoding="utf-8")
    for words in (
        "Dedicated schools grant (DSG) allocations",
        "18 July 2022",
        "OGL v3.0",
        "City of London",
    ):
        assert words in page


def test_a_fresh_paper_passes_its_check(made):
    assert [file.name for file in check(made.folder)] == ["tiny.html", "tiny.docx"]


def edit_docx(file: Path, old: str, new: str) -> None:
    with zipfile.ZipFile(file) as held:
        parts = {name: held.read(name) for name in held.namelist()}
    assert old.encode() in parts["word/document.xml"]
    parts["word/document.xml"] = parts["word/document.xml"].replace(old.encode(), new.encode())
    with zipfile.ZipFile(file, "w") as held:
        for name, content in parts.items():
            held.writestr(name, content)


@pytest.mark.parametrize(
    "wrong", ["£72.2 million", "£72.1 billion", "−£72.1 million", "£172.1 million", "£72.1"]
)
def test_a_number_changed_by_hand_is_named_with_its_paragraph(copy, wrong):
    edit_docx(copy / "tiny.docx", BLOCK, wrong)
    number = wrong.split()[0]
    words = (
        rf"tiny\.docx: paragraph 2 says '{re.escape(number)}' in .*figures\.json \(nearest: "
        r"£72\.1 million\)"
    )
    with pytest.raises(CheckError, match=words):
        check(copy)
    with pytest.raises(CheckError, match=words):
        check(copy / "tiny.docx")
    assert check(copy / "tiny.html")


def test_a_year_changed_by_hand_is_named(copy):
    page = (copy / "tiny.html").read_text(encoding="utf-8")
    (copy / "tiny.html").write_text(page.replace("in 2021-22.", "in 2020-21."), encoding="utf-8")
    with pytest.raises(CheckError, match=r"tiny\.html: paragraph 1 says '2020'"):
        check(copy)


@pytest.mark.parametrize("word", ["seventy", "seventeen", "thousand", "dozen"])
def test_a_number_in_words_is_named(copy, word):
    page = (copy / "tiny.html").read_text(encoding="utf-8")
    (copy / "tiny.html").write_text(
        page.replace("£72.1 million", f"{word.title()} million"), encoding="utf-8"
    )
    with pytest.raises(
        CheckError, match=rf"tiny\.html: paragraph 2 says '{word}' in “.*{word.title()} million"
    ):
        check(copy)


def test_words_changed_by_hand_pass(copy):
    edit_docx(
        copy / "tiny.docx",
        "The block after deductions was",
        "Within 20 weeks, see Table 1 (section 251), it was",
    )
    assert check(copy)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        (
            "figures.json",
            None,
            "there is no figures.json. Expected a folder that `hnb render` wrote",
        ),
        ("tiny.docx", b"PK", "it is not a Word document"),
        (
            "figures.json",
            b'{"figures": [',
            r"figures.json: it is not as `hnb render` writes it \(JSONDecode",
        ),
        ("figures.json", b"[]", r"it is not as `hnb render` writes it \(TypeError"),
        ("figures.json", b"{}", r"it is not as `hnb render` writes it \(KeyError: 'figures'\)"),
    ],
)
def test_a_folder_that_is_no_paper_is_refused(copy, name, content, words):
    (copy / name).write_bytes(content) if content else (copy / name).unlink()
    with pytest.raises(CheckError, match=words):
        check(copy)


def test_a_folder_without_documents_is_refused(copy):
    (copy / "tiny.docx").unlink()
    (copy / "tiny.html").unlink()
    with pytest.raises(
        CheckError,
        match=r"there is no paper that can be read again\. Expected one of \.html, \.docx",
    ):
        check(copy)


SPOILT = {
    "cells that fail": (
        dict(plans="1 / 0", block="2 / 0"), NotebookError,
        r"block\.ipynb, cell 4: ZeroDivisionError: division by zero \(plans\.ipynb, cell 3 failed " r"too: ",
    ),
    "a number typed into Markdown": (
        dict(plans="// There are 7 plans."), CheckError, r"paragraph \d+ says '7' in “There are 7 " r"plans\.”",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SPOILT)
def test_an_earlier_paper_stays_whole_and_what_failed_is_kept(made, tmp_path, name):
    parts, error, words = SPOILT[name]
    shutil.copytree(made.folder, tmp_path / "out" / "tiny")
    before = contents(tmp_path / "out")
    with pytest.raises(error, match=words):
        rendered(tmp_path, **parts)
    after = contents(tmp_path / "out")
    assert {file: content for file, content in after.items() if "failed" not in file} == before
    failed = tmp_path / "out" / "tiny" / "failed" / "notebooks"
    assert {file.name for file in failed.iterdir()} == {
        "block.ipynb",
        "plans.ipynb",
        "outcomes.json",
    }
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["tiny"]


def test_a_good_render_replaces_an_earlier_paper_and_clears_what_failed(made, tmp_path):
    old = Path(shutil.copytree(made.folder, tmp_path / "out" / "tiny"))
    (old / "tiny.pdf").write_text("stale")
    (old / "notes.txt").write_text("an officer's own")
    (old / "failed").mkdir()
    (old / "figures.json").write_text("{}")
    rendered(tmp_path)
    assert {file.name for file in old.iterdir()} == {
        "tiny.html",
        "tiny.docx",
        "figures.json",
        "notebooks",
        "notes.txt",
    }
    assert (
        contents(old)["tiny.docx"] == contents(made.folder)["tiny.docx"]
    )  # the same bytes from the same figures


def test_a_paper_may_be_a_pdf_alone_and_is_checked_all_the_same(tmp_path):
    report = read_report(write_report(tmp_path, plans="// There are 7 plans."))
    with pytest.raises(CheckError, match=r"tiny\.html: paragraph \d+ says '7'"):
        render(report, {}, tmp_path / "out", DAY, formats=["pdf"])
    made = render(read_report(write_report(tmp_path)), {}, tmp_path / "out", DAY, formats=["pdf"])
    assert made.files[0].name == "tiny.pdf"
    assert {file.name for file in made.folder.iterdir()} == {
        "tiny.pdf",
        "figures.json",
        "notebooks",
    }


def test_a_file_held_open_leaves_the_earlier_paper_whole(made, tmp_path, monkeypatch):
    shutil.copytree(made.folder, tmp_path / "out" / "tiny")
    before = contents(tmp_path / "out")
    put = module.put_in_place

    def held(built: Path, target: Path) -> None:
        if (
            target.name == "figures.json"
            and target.parent.name == "tiny"
            and built.parent.name != ".leaving"
        ):
            raise HnbError(found="another program holds the file open")
        put(built, target)

    monkeypatch.setattr(module, "put_in_place", held)
    with pytest.raises(HnbError, match="holds the file open"):
        rendered(tmp_path)
    after = {
        file: content
        for file, content in contents(tmp_path / "out").items()
        if "failed" not in file
    }
    assert after == before


class Killed(BaseException):
    """Stands for kill -9: nothing runs after it."""


def stopping(monkeypatch, after: int) -> None:
    """The process ends at the change of a name after so many."""
    put, left = put_in_place, [after]

    def counted(built: Path, target: Path) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise Killed
        put(built, target)

    monkeypatch.setattr(module, "put_in_place", counted)


NAMES = ["tiny.html", "tiny.docx", "tiny.pdf", "figures.json", "notebooks"]


@pytest.mark.parametrize("second", [0, 2, 5, 6, 8, 99])
@pytest.mark.parametrize("first", range(12))
def test_a_render_that_was_killed_anywhere_leaves_one_paper_whole(
    tmp_path, monkeypatch, first, second
):
    """An earlier paper of a page and a Word document, and a new one with a PDF too, killed, mended,
    killed, mended.
    """
    place, build = tmp_path / "out" / "tiny", tmp_path / "out" / ".hnb-12345678"
    for folder, edition, names in (
        (place, "old", ["tiny.html", "tiny.docx"]),
        (build, "new", NAMES[:3]),
    ):
        (folder / "notebooks").mkdir(parents=True)
        for name in (*names, "figures.json", "notebooks/a.ipynb"):
            (folder / name).write_text(edition)
    (place / "notes.txt").write_text("an officer's own")
    before, new = contents(place), contents(build) | {"notes.txt": b"an officer's own"}
    restore = module._restore
    with monkeypatch.context() as killing, pytest.raises(Killed):
        stopping(killing, first)
        killing.setattr(module, "_restore", lambda *paths: None)
        module._move_in(build, place, NAMES)
        raise Killed
    with monkeypatch.context() as killing, suppress(Killed):
        stopping(killing, second)
        restore(place, Path(tempfile.mkdtemp(dir=tmp_path)), NAMES)
    module._tidy(place, NAMES)
    assert contents(place) in (before, new)
    assert (contents(place) == new) == (first == 11)


def test_what_a_killed_render_was_building_is_swept_away_after_a_day(made, tmp_path):
    out = tmp_path / "out"
    old, fresh, own = (out / name for name in (".hnb-abcdefgh", ".hnb-12345678", ".own-12345678"))
    for folder in (old, fresh, own):
        (folder / "notebooks").mkdir(parents=True)
    for folder in (old, own):
        os.utime(folder, (0, 0))
    rendered(tmp_path)
    assert {file.name for file in out.iterdir()} == {"tiny", fresh.name, own.name}


def of_leicestershire(tmp_path: Path) -> Path:
    """A tiny report about an authority."""
    yaml = YAML.replace("{year: 2021-22}", "{year: 2021-22, authority: Leicestershire}")
    path = write_report(tmp_path, yaml=yaml)
    notebook = tmp_path / "notebooks" / "plans.ipynb"
    notebook.write_text(notebook.read_text().replace('kind = \\"all\\"', 'authority = \\"\\"'))
    return path


def run_nothing(jobs: Sequence[Job], folder: Path) -> list[Outcome]:
    """Each notebook as if it had been run, without a kernel."""
    folder.mkdir()
    for job in jobs:
        shutil.copy(job.notebook, folder / f"{job.name}.ipynb")
    return [Outcome(f"{job.name}.ipynb", True) for job in jobs]


def test_two_reports_of_an_authority_keep_their_own_figures_and_notebooks(tmp_path):
    path = of_leicestershire(tmp_path)
    main = path.with_name("forum-paper.yml")
    main.write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    place = render(read_report(main), {}, tmp_path / "out", DAY, formats=["html"]).folder
    before = contents(place)
    assert place == tmp_path / "out" / "leicestershire" and "forum-paper.html" in before
    second = render(read_report(path), {}, tmp_path / "out", DAY, formats=["html"])
    assert second.folder == place / "tiny"
    assert {
        name: content for name, content in contents(place).items() if not name.startswith("tiny")
    } == before
    assert check(place) and check(second.folder)


def test_an_authority_is_looked_up_once_on_the_way_to_its_paper(tmp_path, monkeypatch):
    asked = []
    look_up = areas.find
    monkeypatch.setattr(areas, "find", lambda who: asked.append(who) or look_up(who))
    monkeypatch.setattr(
        module, "run_notebooks", lambda jobs, folder, **_: run_nothing(jobs, folder)
    )
    path = of_leicestershire(tmp_path)
    path.write_text(path.read_text().replace(", summary: [block]", ""))
    whom = {"authority": "E10000018"}
    made = render(read_report(path), whom, tmp_path / "out", DAY, formats=["html"])
    assert asked == ["E10000018"]
    assert (made.authority, made.folder.parent.name) == ("Leicestershire", "leicestershire")


def test_no_kernel_starts_for_an_authority_that_is_not_one(tmp_path):
    path = of_leicestershire(tmp_path)
    with pytest.raises(
        ParameterError, match=r"parameter authority: no authority 'Leicester Shire'.*Leicestershire"
    ):
        render(read_report(path), {"authority": "Leicester Shire"}, tmp_path / "out", DAY)
    assert not (tmp_path / "out").exists()


def test_a_folder_is_named_for_the_authority():
    assert [slug(name, "-") for name in ("St. Helens", "Bristol, City of", "King's Lynn")] == [
        "st-helens",
        "bristol-city-of",
        "kings-lynn",
    ]


def test_an_authority_that_left_its_name_to_another_has_a_folder_of_its_own():
    assert [folder_name(find(word)) for word in ("Dorset", "835", "Cumbria", "St Helens")] == [
        "dorset",
        "dorset-835",
        "cumbria",
        "st-helens",
    ]
