"""hnb.papers.render, compose, ledger and check on a tiny report: what is in the paper, and what is
refused.
"""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest

from hnb.cli import main
from hnb.domain import areas
from hnb.domain.areas import find, folder_name
from hnb.domain.errors import CheckError, HnbError, LockedError, NotebookError, ParameterError
from hnb.domain.words import slug
from hnb.papers import render as module
from hnb.papers.check import check
from hnb.papers.definition import read_report, settle
from hnb.papers.ledger import cells_behind, read_ledger
from hnb.papers.place import FORMATS, place_of
from hnb.papers.render import Rendered, render
from hnb.store.files import write_releases
from hnb.store.write import write_manifest
from tests.papers.report import YAML, write_report

DAY = date(2026, 11, 24)
YEAR = '<span class="word">2021-22</span>'  # on one line
# Leicestershire's high needs block after deductions 2021-22, as the DfE publishes it
BLOCK = "£72.1 million"


def rendered(folder: Path, **parts: str) -> Rendered:
    return render(read_report(write_report(folder, **parts)), {}, folder / "out", DAY)


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and ".hnb" not in file.parts
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
    assert sorted(file.name for file in made.folder.parent.iterdir()) == [".hnb", "tiny"]
    assert {file.suffix for file in (made.folder.parent / ".hnb").iterdir()} == {".lock"}


def test_the_parts_of_a_paper_stand_in_the_order_that_forums_use(made):
    page = (made.folder / "tiny.html").read_text(encoding="utf-8")
    assert re.findall(r"<h2[^>]*>(.*?)</h2>", page) == [
        "Purpose of report",
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
    assert page.count(f"The block after deductions was {BLOCK} in {YEAR}.") == 1
    assert "Read this with care." in page and f"To say what the block was in {YEAR}." in page


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
    checked = check(made.folder)
    assert [file.file.name for file in checked] == [
        "tiny.html",
        "tiny.docx",
        "block.ipynb",
        "plans.ipynb",
    ]
    assert not any(file.edited for file in checked)


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
    words = (
        rf"tiny\.docx: paragraph 4 says '{re.escape(wrong)}' \(rendered: '{BLOCK}'\) in .*figures"
        r"\.json \(nearest: £72\.1 million\)"
    )
    with pytest.raises(CheckError, match=words):
        check(copy)
    with pytest.raises(CheckError, match=words):
        check(copy / "tiny.docx")
    assert check(copy / "tiny.html")


def test_a_year_changed_by_hand_is_named(copy):
    page = (copy / "tiny.html").read_text(encoding="utf-8")
    changed = page.replace(f"in {YEAR}.", "in 2020-21.")
    (copy / "tiny.html").write_text(changed, encoding="utf-8")
    with pytest.raises(
        CheckError, match=r"tiny\.html: paragraph 1 says '2020-21' \(rendered: '2021-22'"
    ):
        check(copy)


@pytest.mark.parametrize("word", ["seventy", "seventeen", "thousand", "dozen"])
def test_a_number_in_words_is_named(copy, word):
    page = (copy / "tiny.html").read_text(encoding="utf-8")
    (copy / "tiny.html").write_text(
        page.replace("was £72.1 million", f"was {word.title()} million"), encoding="utf-8"
    )
    with pytest.raises(
        CheckError, match=rf"tiny\.html: paragraph 4 says '{word}'.*in “.*{word.title()} million"
    ):
        check(copy)


def test_words_changed_by_hand_pass(copy):
    edit_docx(copy / "tiny.docx", "To say what", "This paper is to say to members what")
    (told,) = [file for file in check(copy) if file.edited]
    assert str(told) == (
        "edited since it was rendered: tiny.docx (paragraph 1); every figure that was kept is as "
        "rendered\n  still for its author to complete: paragraph 2; paragraph 7; paragraph 8"
    )


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


def test_a_person_is_told_what_to_do_about_an_added_number(copy):
    edit_docx(copy / "tiny.docx", "</w:t>", " 4,321</w:t>")
    with pytest.raises(CheckError, match="left as it is: take out or put back what is named, or"):
        check(copy)


def test_the_folder_above_papers_is_refused_with_the_papers_in_it(copy):
    words = rf"there is no figures.json\. Expected a folder .* \(in it: {copy.name}\)"
    with pytest.raises(CheckError, match=words):
        check(copy.parent)
    with pytest.raises(CheckError, match="no document of the paper. Expected one of tiny.html, "):
        check(copy / "figures.json")


def test_a_folder_without_documents_is_refused(copy):
    (copy / "tiny.docx").unlink()
    (copy / "tiny.html").unlink()
    with pytest.raises(
        CheckError,
        match=r"tiny\.html: it is missing, and the report made it",
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
    assert sys.platform == "win32" or failed.parent.stat().st_mode & 0o777 == 0o700
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == [".hnb", "tiny"]


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
    with pytest.raises(CheckError, match=r"tiny\.pdf: paragraph \d+ says '7'"):
        render(report, {}, tmp_path / "out", DAY, formats=["pdf"])
    made = render(read_report(write_report(tmp_path)), {}, tmp_path / "out", DAY, formats=["pdf"])
    assert made.files[0].name == "tiny.pdf"
    assert {file.name for file in made.folder.iterdir()} == {
        "tiny.pdf",
        "figures.json",
        "notebooks",
    }


def quick(folder: Path, **options) -> Rendered:
    title = "The block of {year}"
    yaml = YAML.replace(title, options.pop("title", title))
    report = read_report(write_report(folder, yaml=yaml))
    return render(report, {}, folder / "out", DAY, **{"formats": ["html"], **options})


@pytest.mark.parametrize("name", ["tiny.html", "tiny.docx", "figures.json"])
def test_a_document_that_a_person_has_open_is_refused_before_anything_runs(
    quickly, tmp_path, monkeypatch, name
):
    place = quick(tmp_path).folder
    (place / f"~${name[2:]}").touch()
    before = contents(place)
    monkeypatch.setattr(module, "run_notebooks", lambda *_, **__: pytest.fail("it ran"))
    with pytest.raises(HnbError, match=rf"{name}: a person has it open, as .*delete ~\$"):
        quick(tmp_path)
    assert contents(place) == before


def test_a_document_that_was_opened_meanwhile_leaves_the_earlier_paper_whole(
    quickly, tmp_path, monkeypatch
):
    place = quick(tmp_path).folder
    before, written = contents(place), module._written

    def opened(*things, **options):
        (place / "~$ny.html").touch()
        return written(*things, **options)

    monkeypatch.setattr(module, "_written", opened)
    with pytest.raises(HnbError, match=r"a person has it open.*the new one is in .*tiny/failed"):
        quick(tmp_path)
    (place / "~$ny.html").unlink()
    after = contents(place)
    assert {file: text for file, text in after.items() if "failed" not in file} == before
    assert "failed/tiny.html" in after


def test_a_paper_that_is_being_rendered_is_refused_with_who_renders_it(quickly, tmp_path):
    place = place_of(settle(read_report(write_report(tmp_path)), {}), tmp_path / "out")
    before = contents(quick(tmp_path).folder)
    with (
        place.alone(),
        pytest.raises(
            LockedError,
            match=rf"out/tiny: another `hnb render` is at work on tiny there\. Expected its end\. "
            rf"Nothing was changed; .* It is process {os.getpid()} on .*, since \d\d:\d\d on ",
        ),
    ):
        quick(tmp_path)
    assert contents(quick(tmp_path).folder) == before


@pytest.mark.parametrize("lost", [".hnb/tiny.tiny.lock", ".hnb", "."])
def test_a_lock_that_was_deleted_is_told_and_nothing_put_in_place(
    quickly, tmp_path, monkeypatch, lost
):
    quick(tmp_path)
    written = module._written

    def meanwhile(*things, **options):
        path = tmp_path / "out" / lost
        shutil.rmtree(path) if path.is_dir() else path.unlink()
        return written(*things, **options)

    monkeypatch.setattr(module, "_written", meanwhile)
    with pytest.raises(LockedError, match=r"the lock was deleted during the work.*Nothing was put"):
        quick(tmp_path)
    assert not [*(tmp_path / "out").glob("tiny/failed/*")]


@pytest.mark.parametrize("what", ["taken in", "corrected", "taken back"])
def test_a_paper_of_two_states_of_the_data_is_not_put_in_place(
    quickly, tmp_path, monkeypatch, what
):
    monkeypatch.setenv("HNB_DATA", str(tmp_path / "data"))
    held, new = tmp_path / "data" / "held", tmp_path / "data" / "new"
    write_releases(held, {})
    write_manifest(held)
    place = quick(tmp_path).folder
    before, written = contents(place), module._written

    def meanwhile(*things, **options):
        if what == "taken back":
            shutil.rmtree(held)
        elif what == "taken in":
            shutil.copytree(held, new)
        else:
            write_releases(held, {"a": {}})
            write_manifest(held)
        return written(*things, **options)

    monkeypatch.setattr(module, "_written", meanwhile)
    with pytest.raises(LockedError, match=r"meanwhile.*An earlier paper stays as it was"):
        quick(tmp_path)
    after = contents(place)
    assert {file: text for file, text in after.items() if "failed" not in file} == before


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EIO])
def test_a_full_disk_is_told_of_the_paper_and_not_of_where_it_was_built(
    quickly, tmp_path, monkeypatch, code
):
    place = quick(tmp_path).folder
    before = contents(place)

    def full(file: Path, *_, **__) -> None:
        raise OSError(code, os.strerror(code), str(file))

    monkeypatch.setattr(Path, "write_text", full)
    report = read_report(tmp_path / "reports" / "tiny.yml")
    words = rf"{re.escape(str(place))}/tiny\.html: it cannot be .* An earlier paper stays"
    with pytest.raises(HnbError, match=words):
        render(report, {}, tmp_path / "out", DAY, formats=["html"])
    after = contents(place)
    assert {file: text for file, text in after.items() if "failed" not in file} == before


def test_copies_that_a_sync_client_made_are_left_and_named(quickly, tmp_path):
    place = quick(tmp_path).folder
    names = ["tiny (1).html", "tiny-PC7.docx", "tiny (A. Officer's conflicted copy).pdf"]
    for name in names:
        (place / name).write_text(name)
    again = quick(tmp_path)
    assert {file.name for file in again.copies} == set(names)
    assert all((place / name).read_text() == name for name in names)


def test_a_document_that_a_person_edited_stays_and_the_new_one_is_next_to_it(quickly, tmp_path):
    folder = quick(tmp_path, formats=["docx", "html"]).folder
    edited = folder / "tiny.docx"
    edit_docx(edited, "To say what", "This is to say what")
    written, was = edited.read_bytes(), (folder / "figures.json").read_bytes()
    again = quick(tmp_path, formats=["docx", "html"], title="Another title of {year}")
    assert again.edited == {edited: folder / "tiny-new.docx"}
    assert edited.read_bytes() == written
    assert (folder / "tiny.docx.figures.json").read_bytes() == was
    assert folder / "tiny-new.docx" in again.files and folder / "tiny.docx" not in again.files
    assert not again.copies and not again.removed
    # each is checked against the list of figures that it was rendered with
    assert {file.file.name: file.edited for file in check(folder) if file.is_document} == {
        "tiny.html": False, "tiny-new.docx": False, "tiny.docx": True,
    }  # fmt: skip
    assert [file.edited for file in check(edited)] == [True]
    edit_docx(edited, "2021</w:t>", "2019</w:t>")
    with pytest.raises(CheckError, match=r"tiny\.docx: .*2019"):
        check(folder)
    edited.write_bytes(written)

    # a third render replaces what the second put there, and neither what a person wrote
    third = quick(tmp_path, formats=["docx", "html"])
    assert third.edited == {edited: folder / "tiny-new.docx"}
    assert edited.read_bytes() == written
    edit_docx(folder / "tiny-new.docx", "To say what", "It says what")
    new = (folder / "tiny-new.docx").read_bytes()
    fourth = quick(tmp_path, formats=["docx", "html"])
    assert fourth.edited[edited] == folder / "tiny-new-2.docx"
    assert (edited.read_bytes(), (folder / "tiny-new.docx").read_bytes()) == (written, new)
    assert check(folder)

    # once they are moved away, the paper has its own name again
    for name in ("tiny.docx", "tiny-new.docx"):
        (folder / name).unlink()
    last = quick(tmp_path, formats=["docx", "html"])
    assert last.edited == {} and (folder / "tiny.docx") in last.files
    assert {file.name for file in folder.iterdir()} == {
        "tiny.docx", "tiny.html", "figures.json", "notebooks",
    }  # fmt: skip


def test_what_is_not_the_papers_keeps_its_name_beside_an_edited_document(quickly, tmp_path):
    folder = quick(tmp_path, formats=["docx"]).folder
    edit_docx(folder / "tiny.docx", "To say what", "It says what")
    (folder / "tiny-new.docx").write_text("an officer's own")
    again = quick(tmp_path, formats=["docx"])
    assert [file.name for file in again.edited.values()] == ["tiny-new-2.docx"]
    assert (folder / "tiny-new.docx").read_text() == "an officer's own"


def test_a_document_of_a_format_that_is_not_asked_for_again_is_removed_and_named(
    quickly, tmp_path, capsys
):
    first = quick(tmp_path, formats=["docx", "html"])
    assert first.removed == ()
    assert quick(tmp_path, formats=["html"]).removed == (first.folder / "tiny.docx",)
    assert not (first.folder / "tiny.docx").exists()
    assert quick(tmp_path, formats=["html"]).removed == ()
    quick(tmp_path, formats=["docx"])
    report = str(tmp_path / "reports" / "tiny.yml")
    assert main(["render", report, "--formats", "html", "--out", str(tmp_path / "out"), "--json",
                 "--quiet"]) == 0  # fmt: skip
    told = capsys.readouterr()
    assert json.loads(told.out)[0]["removed"] == [str(first.folder / "tiny.docx")]
    assert "tiny.docx: removed" in told.err


def test_an_edited_document_is_where_it_was_when_a_paper_cannot_be_put(
    quickly, tmp_path, monkeypatch
):
    folder = quick(tmp_path, formats=["docx"]).folder
    edit_docx(folder / "tiny.docx", "</w:body>", "<!-- x --></w:body>")
    before = contents(folder)

    def refuse(*things, **options):
        raise HnbError(found="it is open", expected="that it is not")

    monkeypatch.setattr("hnb.papers.place.switch", refuse)
    with pytest.raises(HnbError, match="The earlier paper is as it was"):
        quick(tmp_path, formats=["docx"])
    after = contents(folder)
    assert {name: after[name] for name in before} == before
    assert not list(folder.glob("*new*")) and not list(folder.glob("*.docx.figures.json"))


def of_leicestershire(tmp_path: Path) -> Path:
    """A tiny report about an authority."""
    yaml = YAML.replace("{year: 2021-22}", "{year: 2021-22, authority: Leicestershire}")
    path = write_report(tmp_path, yaml=yaml)
    notebook = tmp_path / "notebooks" / "plans.ipynb"
    notebook.write_text(notebook.read_text().replace('kind = \\"all\\"', 'authority = \\"\\"'))
    return path


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


def test_an_authority_is_looked_up_by_the_word_given_and_by_no_other(
    quickly, tmp_path, monkeypatch
):
    asked = []
    look_up = areas.find
    monkeypatch.setattr(areas, "find", lambda who: asked.append(who) or look_up(who))
    path = of_leicestershire(tmp_path)
    whom = {"authority": "E10000018"}
    made = render(read_report(path), whom, tmp_path / "out", DAY, formats=["html"])
    assert {*asked} == {"E10000018"}
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


def test_reports_that_are_rendered_together_run_a_notebook_of_both_once(tmp_path, monkeypatch):
    ran: list[str] = []
    run = module.run_notebooks
    path = write_report(tmp_path)
    other = path.with_name("other.yml")
    other.write_text(path.read_text(encoding="utf-8"), encoding="utf-8")

    def counted(jobs, *args, already_run, **settings):
        ran.extend(job.name for job in jobs if job.key not in already_run)
        return run(jobs, *args, already_run=already_run, **settings)

    monkeypatch.setattr(module, "run_notebooks", counted)
    executed = module.Executed()
    first, second = (
        render(read_report(file), {}, tmp_path / "out", DAY, formats=["html"], executed=executed)
        for file in (path, other)
    )
    assert ran == ["block", "plans"]
    assert all(outcome.ok for outcome in second.outcomes)
    pages = [paper.files[0].read_text(encoding="utf-8") for paper in (first, second)]
    assert pages[0] == pages[1]
    check(second.folder)


def test_an_appendix_of_its_own_is_written_checked_and_goes_with_the_paper(tmp_path):
    path = write_report(tmp_path, yaml=YAML.replace("[html, docx]", "[html, docx, pdf]"))
    report = read_report(path)
    apart = report.model_copy(update={"appendix": "separate"})
    made = render(apart, {}, tmp_path / "out", DAY)
    names = [file.name for file in made.files if file.parent == made.folder]
    stems = ("tiny", "tiny-appendix")
    assert names == [f"{stem}.{kind}" for stem in stems for kind in FORMATS] + ["figures.json"]
    appendix = made.folder / "tiny-appendix.html"
    page = appendix.read_text(encoding="utf-8")
    assert "Appendix A: Further figures and tables" in page
    assert "Appendix A" not in (made.folder / "tiny.html").read_text(encoding="utf-8")
    appendix.write_text(page.replace("July 2022", "July 2023"), encoding="utf-8")
    with pytest.raises(CheckError, match=r"tiny-appendix\.html: .*2023"):
        check(made.folder)
    again = render(report, {}, tmp_path / "out", DAY)  # the appendix is in the paper again
    assert appendix.is_file()  # it was edited
    assert {file.name for file in again.removed} == {"tiny-appendix.docx", "tiny-appendix.pdf"}
