"""The release gate in hnb.papers.render: with a council's records in use, a paper that has a child's
name or a small count is put nowhere.
"""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from hnb.cli import main
from hnb.cli import render as cli
from hnb.council.authority import identifiers
from hnb.council.authority.identifiers import gate_of
from hnb.domain.errors import CheckError, LockedError, NotebookError, Place
from hnb.papers import render as module
from hnb.papers.definition import read_report
from hnb.papers.render import Rendered, render
from hnb.papers.run import Outcome
from hnb.store import own_records
from tests.council.test_identifiers import LAYOUTS
from tests.papers.conftest import run_nothing
from tests.papers.report import write_report

DAY = date(2026, 11, 24)
DONE = cli._Result("Leicestershire", ok=True, exit_code=0)
PERSONS = """person,surname,forename,birth_date,postcode
CH-00123,Wrigglesworth,Sam,2012-03-04,LE1 1AA
CH-00124,Thistlewick,Jo,2026-11-24,LE1 1AB
"""


@pytest.fixture
def council(tmp_path, monkeypatch) -> Path:
    """A council's folder with two children, in use."""
    folder = tmp_path / "leicestershire"
    rows = folder / "private" / "rows" / "sen2_persons" / "2026-11-30-01234567"
    rows.mkdir(parents=True)
    (folder / "authority.yml").write_text("authority: Leicestershire\n")
    (rows / "rows.csv").write_text(PERSONS)
    monkeypatch.setenv("HNB_COUNCIL", str(folder))
    monkeypatch.setattr(identifiers, "layout", LAYOUTS.get)
    return folder


def released(folder: Path, gate: object, monkeypatch, **parts: str) -> Rendered:
    """A report without a kernel, whose notebook prints what a cell's source says."""

    def run(jobs, target, **_):
        outcomes = run_nothing(jobs, target)
        (target / "log.txt").write_text(parts.get("log", ""))
        if "error" in parts:
            return [Outcome(outcomes[0].notebook, False, 1, parts["error"], exit_code=3)]
        return outcomes

    monkeypatch.setattr(module, "run_notebooks", run)
    report = read_report(write_report(folder))
    return render(report, {}, folder / "out", DAY, gate=gate)  # type: ignore[arg-type]


def left(folder: Path) -> list[str]:
    return [
        file.name
        for file in (folder / "out").rglob("*")
        if file.is_file() and ".hnb" not in file.parts
    ]


def test_a_paper_without_anybody_in_it_is_put_in_place(council, tmp_path, monkeypatch):
    assert "tiny.html" in left(released(tmp_path, gate_of(council), monkeypatch).folder.parents[1])


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("KeyError: Wrigglesworth, Sam", "the name of a person"),
        ("born 4 March 2012", "the date of birth"),
        ("le11aa", "the postcode"),
        ("CH-00124", "the reference"),
    ],
)
def test_a_paper_with_somebody_in_it_is_put_nowhere(
    text: str, kind: str, council, tmp_path, monkeypatch
):
    with pytest.raises(CheckError, match=kind) as refused:
        released(tmp_path, gate_of(council), monkeypatch, log=text)
    assert refused.value.exit_code == 6
    assert "notebooks/log.txt" in refused.value.message and text not in refused.value.message
    assert left(tmp_path) == []


def test_what_a_failed_notebook_left_is_searched_before_it_is_kept(council, tmp_path, monkeypatch):
    with pytest.raises(CheckError) as refused:
        released(
            tmp_path, gate_of(council), monkeypatch, log="Wrigglesworth", error="Wrigglesworth"
        )
    assert "rigglesworth" not in refused.value.message
    assert left(tmp_path) == []


def test_a_failed_notebook_with_nobody_in_it_is_kept(council, tmp_path, monkeypatch):
    with pytest.raises(NotebookError):
        released(tmp_path, gate_of(council), monkeypatch, error="it failed")
    assert "log.txt" in left(tmp_path)


def test_an_earlier_paper_stays(council, tmp_path, monkeypatch):
    folder = released(tmp_path, gate_of(council), monkeypatch).folder
    before = (folder / "tiny.html").read_bytes()
    with pytest.raises(CheckError):
        released(tmp_path, gate_of(council), monkeypatch, log="Wrigglesworth")
    assert (folder / "tiny.html").read_bytes() == before


def test_the_day_of_the_paper_is_let_through_whoever_was_born_on_it(council, tmp_path, monkeypatch):
    released(tmp_path, gate_of(council), monkeypatch, log="24 November 2026")


def test_a_paper_is_written_down_before_it_is_in_its_place(council, tmp_path, monkeypatch):
    def fail(releases: object) -> None:
        raise LockedError(Place(file="register"), found="another is at work", expected="it alone")

    monkeypatch.setattr(module, "run_notebooks", lambda jobs, to, **_: run_nothing(jobs, to))
    report = read_report(write_report(tmp_path))
    with pytest.raises(LockedError):
        render(report, {}, tmp_path / "out", DAY, gate=gate_of(council), let_out=fail)
    files = [file for file in (tmp_path / "out").rglob("tiny.*") if ".hnb" not in file.parts]
    assert files and all("failed" in file.parts for file in files)


@pytest.mark.parametrize("authority", ["Kent", "Leicestershire"])
def test_a_report_about_own_records_is_refused_where_there_are_none(
    authority: str, council, monkeypatch, capsys
):
    if authority == "Leicestershire":
        monkeypatch.delenv("HNB_COUNCIL")
    assert main(["render", "council", "--authority", authority, "--quiet"]) == 5
    assert f"{authority}'s own records" in capsys.readouterr().err


def test_of_every_authority_only_those_with_records_have_a_report_about_them(monkeypatch, capsys):
    rendered = []
    monkeypatch.setattr(own_records, "owners", lambda: {855})
    monkeypatch.setattr(cli, "_rendered", lambda report, given, *_: rendered.append(given) or DONE)
    assert main(["render", "council", "--all", "--quiet"]) == 0
    assert rendered == [{"authority": "855"}]
    monkeypatch.undo()
    assert main(["render", "council", "--all", "--quiet"]) == 5
    assert capsys.readouterr().err.count("The report is about") == 1


def test_a_folder_without_a_record_of_a_child_is_said_to_search_for_no_name(
    council, tmp_path, monkeypatch, capsys
):
    shutil.rmtree(council / "private")
    monkeypatch.chdir(tmp_path)
    main(["render", "council", "--authority", "Leicestershire", "--quiet"])
    assert "not for names" in capsys.readouterr().err


def test_without_a_gate_nothing_is_rendered_while_records_are_in_use(
    council, tmp_path, monkeypatch
):
    with pytest.raises(CheckError, match="no gate searches"):
        released(tmp_path, None, monkeypatch)
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("quickly")
def test_the_command_searches(council, tmp_path, monkeypatch, capsys):
    report = write_report(tmp_path)
    (tmp_path / "notebooks" / "plans.ipynb").write_text(
        (tmp_path / "notebooks" / "plans.ipynb").read_text().replace("all", "CH-00123")
    )
    assert main(["render", str(report), "--out", str(tmp_path / "out"), "--quiet"]) == 6
    printed = capsys.readouterr()
    assert "the reference of a person" in printed.err and "00123" not in printed.err + printed.out
