"""hnb.releases.undo against the bytes of the data folder before each addition."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import hnb
from hnb.cli import main
from hnb.domain import areas
from hnb.domain.errors import LockedError, ParameterError
from hnb.releases.undo import taken_in, undo
from hnb.store import add, files
from tests.releases.sen2 import part_file


def content(home: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(home)): path.read_bytes()
        for path in sorted(home.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


def take(folder: Path, name: str, day: date, **edits: object) -> Path:
    path = folder / name
    path.write_bytes(part_file("requests", 2025, of=2024, edits={(855, "requests_rya"): 1}))
    path.write_bytes(path.read_bytes().replace(b",1582,", f",{edits.get('total', 1582)},".encode()))
    found = add.look(path, day)
    return add.take_in(*found, accept=True)


def test_the_last_addition_is_undone_to_the_byte_and_then_the_one_before(home, tmp_path):
    take(tmp_path, "first.csv", date(2026, 6, 25))
    before = content(home)
    take(tmp_path, "corrected.csv", date(2026, 7, 25), total=987654)
    assert 987654 in set(hnb.load("requests")["requests"])
    assert len(taken_in()) == 2
    gone = undo()
    assert "2026-07-25" in gone.names
    assert content(home) == before
    assert 987654 not in set(hnb.load("requests")["requests"])
    assert hnb.load("requests")["calendar_year"].max() == 2025
    undo()
    assert content(home) == {}
    assert hnb.load("requests")["calendar_year"].max() == 2024


def test_one_that_is_named_is_undone_and_a_later_one_stays(home, tmp_path, capsys):
    take(tmp_path, "first.csv", date(2026, 6, 25))
    take(tmp_path, "corrected.csv", date(2026, 7, 25), total=987654)
    first = taken_in()[-1].releases[0]
    assert main(["data", "undo", first]) == 0
    assert f"Taken back: {first}, taken in on" in capsys.readouterr().out
    assert 987654 in set(hnb.load("requests")["requests"])
    (left,) = taken_in()
    assert "2026-07-25" in left.names


@pytest.mark.parametrize(
    ("release", "says"),
    [
        (None, "nothing has been taken in"),
        ("nonsense", "nothing has been taken in"),
        ("ehc-plans-2025", "ehc-plans-2025 is part of what the package.*taken in: there is none"),
    ],
)
def test_nothing_to_undo_is_said(home, release, says):
    with pytest.raises(ParameterError, match=says):
        undo(release)
    assert not home.exists()


def test_what_the_package_holds_and_what_nobody_has_is_refused(home, tmp_path):
    take(tmp_path, "first.csv", date(2026, 6, 25))
    before = content(home)
    with pytest.raises(ParameterError, match="part of what the package itself holds"):
        undo("ehc-plans-2025")
    with pytest.raises(ParameterError, match="not among what you have taken in.*nearest: sen2"):
        undo("sen2-2026-06-24")
    assert content(home) == before


def test_a_damaged_addition_can_still_be_undone(home, tmp_path):
    folder = take(tmp_path, "first.csv", date(2026, 6, 25))
    (folder / "releases.yml").write_text("not: [")
    (folder / "requests.csv").write_text("la_code")
    files.forget()
    assert undo(folder.name).folder == folder
    assert content(home) == {}


@pytest.mark.parametrize("seen", [False, True])
def test_another_process_does_not_go_on_as_if_it_had_never_been(home, tmp_path, seen):
    folder = take(tmp_path, "first.csv", date(2026, 6, 25))
    files.releases()
    if seen:
        hnb.load("requests")
    folder.rename(tmp_path / "taken back by another process")
    with pytest.raises(LockedError, match="taken back meanwhile.*run it again"):
        hnb.load("disputes")


def test_a_list_of_authorities_stays_while_a_later_addition_needs_it(home, tmp_path):
    # a list in which Kent has another name, as `hnb data add` keeps one: the rows that change
    (before,) = [row for row in areas.everyone() if row.name == "Kent"]
    folder = home / "authorities-2026-01-01-abcdef"
    folder.mkdir(parents=True)
    published = (areas.paths.published() / areas.LIST).read_text(encoding="utf-8").splitlines()
    kent = next(line for line in published if line.startswith(f"{before.la_code},"))
    (folder / areas.LIST).write_text("\n".join([published[0], kent, ""]), encoding="utf-8")
    entry = {"published": "2026-01-01", "tables": [], "caveats": {},
             "taken_in": "2026-01-02T00:00:00.000000+00:00", "publication": "x"}  # fmt: skip
    files.write_releases(folder, {folder.name: entry})
    add.write_manifest(folder)
    files.forget()
    areas.forget()
    assert len(areas.everyone()) == len(published) - 1  # nobody gives way to a row of its place
    take(tmp_path, "later.csv", date(2026, 6, 25))
    held = content(home)
    later = taken_in()[0]
    with pytest.raises(
        ParameterError, match=rf"taken in later, has rows .*886.*undo {later.folder.name}`"
    ):
        undo(folder.name)
    assert content(home) == held
    undo(later.folder.name)
    assert undo(folder.name).folder == folder
    assert content(home) == {}


def test_a_stop_while_undoing_leaves_all_or_nothing(home, tmp_path, monkeypatch):
    folder = take(tmp_path, "first.csv", date(2026, 6, 25))
    before = content(home)

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("hnb.releases.undo.put_in_place", stop)
        with pytest.raises(KeyboardInterrupt):
            undo()
    assert content(home) == before
    with monkeypatch.context() as patch:
        patch.setattr("hnb.releases.undo.shutil.rmtree", stop)
        with pytest.raises(KeyboardInterrupt):
            undo()
    files.forget()
    assert taken_in() == [] and not folder.exists()
    take(tmp_path, "again.csv", date(2026, 6, 25))  # it clears what the stop left
    assert [path.name for path in home.iterdir() if path.name.startswith(".adding")] == []
