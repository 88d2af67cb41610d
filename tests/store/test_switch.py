"""hnb.store.switch against a hostile journal, and folders with permissions and late changes. What a
kill leaves is in tests/reliability/paper_kills.py.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hnb.domain.errors import HnbError
from hnb.papers.place import finish_switch
from hnb.store import switch as module
from hnb.store.switch import finish
from tests.reliability import prepared

JOURNAL = {"work": "w", "side": "new", "folder": ["kent"], "files": ["a.html"], "stale": ["b.pdf"]}


@pytest.fixture
def out(tmp_path) -> Path:
    for name in ("out/.hnb/w/new/a.html", "out/kent/a.html", "out/kent/b.pdf", "else/a.html"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    return tmp_path / "out"


def write_journal(out: Path, content: object) -> Path:
    journal = out / ".hnb" / "kent.forum-paper.json"
    journal.write_text(content if isinstance(content, str) else json.dumps(content))
    return journal


def test_a_journal_is_completed_before_a_paper_is_read(out):
    write_journal(out, JOURNAL)
    finish_switch(out / "kent" / "a.html")
    assert prepared.contents(out) == {"kent/a.html": "out/.hnb/w/new/a.html"}
    assert not [*(out / ".hnb").glob("*.json")]


def test_a_journal_whose_work_was_deleted_changes_nothing(out):
    journal = write_journal(out, {**JOURNAL, "work": "gone"})
    before = prepared.contents(out)
    finish_switch(out / "kent")
    assert prepared.contents(out) == before
    assert not journal.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"folder": ["..", "else"]}, {"folder": ["/etc"]}, {"folder": [".."]}, {"folder": []},
        {"files": ["../../else/a.html"]}, {"files": ["/etc/passwd"]}, {"files": ["link/a.html"]},
        {"stale": ["../../else/a.html"]}, {"stale": ["link/a.html"]}, {"stale": ["../b.pdf"]},
        {"work": ".."}, {"work": "../kent"}, {"work": "/"}, {"work": "link"}, {"side": "../../kent"},
        {"side": "x"}, {"files": 1}, {"folder": None}, {"folder": 1},
        "", "[]", "7", "{}", "[" * 50_000, "\0", '{"work": "w"}',
    ],
)  # fmt: skip
def test_a_journal_that_leads_elsewhere_is_refused(out, wrong):
    before = prepared.contents(out.parent)
    for place in (out / "kent" / "link", out / ".hnb" / "link"):
        place.symlink_to(out.parent / "else")
    journal = write_journal(out, {**JOURNAL, **wrong} if isinstance(wrong, dict) else wrong)
    with pytest.raises(HnbError, match=r"kent\.forum-paper\.json: it is not as `hnb` writes it"):
        finish(journal)
    for place in (out / "kent" / "link", out / ".hnb" / "link"):
        place.unlink()
    assert prepared.contents(out.parent) == before


def test_permissions_of_the_folder_and_of_what_is_in_it_stay(tmp_path):
    place = prepared.forum_paper(tmp_path)
    prepared.put(place, "old")
    prepared.write_own(place.folder)
    (place.folder / "figures for the board").chmod(0o711)
    place.folder.chmod(0o2775)
    prepared.put(place, "new")
    assert place.folder.stat().st_mode & 0o7777 == 0o2775
    assert (place.folder / "figures for the board").stat().st_mode & 0o777 == 0o711


def test_what_a_person_saves_while_a_paper_is_exchanged_is_not_lost(tmp_path, monkeypatch):
    place = prepared.forum_paper(tmp_path)
    prepared.put(place, "old")
    prepared.write_own(place.folder)
    exchange = module.exchange

    def meanwhile(new: Path, old: Path) -> bool:
        saved = old / "saved.tmp"
        saved.write_text("saved anew")
        saved.replace(old / "notes.docx")  # as Word saves
        (old / "begun.docx").write_text("begun")
        return exchange(new, old)

    monkeypatch.setattr(module, "exchange", meanwhile)
    prepared.put(place, "new")
    after = prepared.contents(place.folder)
    assert (after["notes.docx"], after["begun.docx"]) == ("saved anew", "begun")
    assert after["figures.json"] == "figures.json of new"


def test_a_command_started_in_the_paper_s_folder_leaves_the_person_in_it(tmp_path, monkeypatch):
    place = prepared.forum_paper(tmp_path)
    prepared.put(place, "old")
    monkeypatch.chdir(place.folder)
    prepared.put(prepared.PaperPlace(Path(".."), place.parts, place.report, "a"), "new")
    assert Path("figures.json").read_text() == "figures.json of new"
    assert Path.cwd().samefile(place.folder)
