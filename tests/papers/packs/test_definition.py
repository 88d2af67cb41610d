"""hnb.papers.packs.definition: each fault is written beside the message that must name it."""

from __future__ import annotations

import pytest

from hnb.cli import main
from hnb.domain import paths
from hnb.domain.errors import ParameterError
from hnb.papers.definition import read_report, settle
from hnb.papers.packs.definition import read_meeting

TEXT = """
forum: Schools Forum
date: 2026-12-10
authority: Leicestershire
papers:
  - forum-paper
  - {report: scorecard, agenda_item: 1, for: information}
actions:
  - {meeting: 2026-09-22, item: Say what places cost, due: 2026-11-24, status: open}
"""
FAULTS = {
    "an unknown key": ("forum:", "form:", "there is no key 'form'"),
    "an unknown key of a paper": ("report: s", "reprot: s", "papers: 2: reprot: there is no key"),
    "an unknown key of an action": ("due:", "dew:", "actions: 1: dew: there is no key 'dew'"),
    "no paper": (
        "papers:\n  - forum-paper\n  - {",
        "papers: []\nother: {",
        "papers: [] cannot be used. Expected at least 1 item",
    ),
    "a purpose that is none": ("information", "informaton", "(nearest: information)"),
    "a status that is none": ("status: open", "status: opened", "(nearest: open)"),
    "a day that is none": ("2026-12-10", "2026-13-10", "line 3 has '2026-13-10', which is no day"),
    "a day in words": ("2026-12-10", "in winter", "date: 'in winter' cannot be used"),
    "an action after the meeting": ("2026-09-22", "2026-12-10", "actions: a meeting before"),
    "a paper that is a number": ("- forum-paper", "- 7", "papers: 1: 7 cannot be used"),
    "an item that is a list": ("item: 1", "item: [1]", "agenda_item: [1] cannot be used"),
    "an item twice": ("- forum-paper", "- {report: briefing, agenda_item: 1}", "item '1'"),
    "a format that is none": ("authority:", "formats: [odt]\nauthority:", "formats: 1: 'odt'"),
    "an action without words": ("item: Say what places cost, ", "", "actions: 1: item: it is"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named_by_its_place_and_nothing_is_written(name, tmp_path, capsys):
    old, new, message = FAULTS[name]
    assert TEXT.count(old)
    file = tmp_path / "meeting.yml"
    file.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    assert main(["pack", str(file), "--out", str(tmp_path / "out")]) == 2
    errors = capsys.readouterr().err
    assert errors.startswith("hnb: meeting.yml") and message in errors
    assert len(errors.splitlines()) == 1 and not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ("papers: [forum-papr]", "there is no report 'forum-papr'"),
        ("papers: [mine.yml]", "there is no report"),
        ("papers: [{report: scorecard, parameters: {colour: red}}]", "no such parameter"),
        ("papers: [scorecard]\nearlier: pack-2026-09-22", "there is no such pack"),
        ("papers: [scorecard]\ntemplate: council.docx", "council.docx"),
    ],
)
def test_what_a_meeting_names_must_be_there_before_anything_runs(
    changed, message, tmp_path, capsys
):
    file = tmp_path / "meeting.yml"
    file.write_text(f"{TEXT.partition('papers:')[0]}{changed}\n", encoding="utf-8")
    assert main(["pack", str(file), "--out", str(tmp_path / "out"), "--quiet"]) in (2, 4)
    assert message in capsys.readouterr().err
    assert not list((tmp_path / "out").rglob("*.html"))


def test_a_file_that_is_not_there_and_a_format_that_is_none_are_named(tmp_path, capsys):
    with pytest.raises(ParameterError, match="there is no such file"):
        read_meeting(tmp_path / "meeting.yml")
    (tmp_path / "meeting.yml").write_text(TEXT, encoding="utf-8")
    assert main(["pack", str(tmp_path / "meeting.yml"), "--formats", "pfd"]) == 2
    assert "(nearest: pdf)" in capsys.readouterr().err


def test_a_paper_without_an_item_has_the_next_that_is_free(tmp_path):
    file = tmp_path / "meeting.yml"
    file.write_text(TEXT, encoding="utf-8")
    meeting = read_meeting(file)
    assert meeting.items == ("2", "1")
    assert [entry.asks_for for entry in meeting.papers] == ["", "information"]


@pytest.mark.parametrize("file", sorted((paths.reports() / "meetings").glob("*.yml")))
def test_a_meeting_of_the_package_can_be_settled(file):
    meeting = read_meeting(file)
    for entry in meeting.papers:
        report = read_report(entry.report)
        assert settle(report, {"authority": meeting.authority, **entry.parameters}).jobs
