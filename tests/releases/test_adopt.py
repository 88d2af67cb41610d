"""hnb.releases.adopt in copies of the repository, against what was there before: every line of a
definition stays, and where anything goes wrong every byte does.
"""

from __future__ import annotations

import csv
import difflib
import hashlib
import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from hnb.domain import paths
from hnb.domain.errors import LockedError, ParameterError
from hnb.releases.adopt import _write_entry, all_or_nothing, checkout
from hnb.sources.source import read_source, sources
from hnb.store.write import write_whole
from tests.conftest import ROOT
from tests.releases.sen2 import part_file
from tests.reliability.store_kills import killed_at

ENTRY = {
    "id": "added-2026-june-2026",
    "published": date(2026, 6, 25),
    "files": {"a file: of, {theirs} #1.csv": "0" * 64},
    "assembled_by": "somebody: else",
}


@pytest.mark.parametrize("name", sorted(sources()))
def test_an_entry_is_added_and_every_other_line_stays(name, tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "PACKAGE", tmp_path)
    shutil.copytree(ROOT / "hnb" / "sources" / name, tmp_path / "sources" / name)
    file = tmp_path / "sources" / name / "source.yml"
    before = file.read_text(encoding="utf-8")
    caveats = sorted(read_source(file.parent).caveats)
    _write_entry({**ENTRY, "source": name, "caveats": caveats})
    changes = [
        line
        for line in difflib.ndiff(before.splitlines(), file.read_text("utf-8").splitlines())
        if line[:1] in "+-"
    ]
    assert changes and all(line.startswith("+ ") for line in changes)
    added = read_source(file.parent).releases[-1]
    assert (added.id, added.published, added.files) == (
        ENTRY["id"],
        ENTRY["published"],
        ENTRY["files"],
    )
    assert (list(added.caveats), added.assembled_by) == (caveats, "somebody: else")


def test_an_installation_is_no_checkout(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "PACKAGE", tmp_path / "hnb")
    with pytest.raises(ParameterError, match="no checkout of the repository.*hnb data add"):
        checkout()


@pytest.fixture(scope="module")
def untouched(tmp_path_factory) -> tuple[Path, dict[str, str]]:
    """A copy of the repository that no refusal changes, and what is in it."""
    repo = copy_of_repository(tmp_path_factory.mktemp("untouched"))
    return repo, content(repo)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy that a release is adopted into."""
    return copy_of_repository(tmp_path)


def copy_of_repository(folder: Path) -> Path:
    """A copy of the repository, so far as adopting needs it."""
    repo = folder / "repo"
    leave = shutil.ignore_patterns("__pycache__", "out", "added", "node_modules")
    for name in ("hnb", "docs", "data", "reports", "notebooks"):
        shutil.copytree(ROOT / name, repo / name, ignore=leave)
    for name in ("pyproject.toml", "CHANGELOG.md", "README.md"):
        shutil.copy(ROOT / name, repo)
    return repo


def run(repo: Path, *words: object) -> subprocess.CompletedProcess[str]:
    # what this person has taken in has no part in it
    surroundings = {**os.environ, "PYTHONPATH": str(repo), "HNB_DATA": str(repo.parent / "mine")}
    command = [sys.executable, "-m", "hnb", "data", "adopt", *map(str, words)]
    return subprocess.run(
        command, cwd=repo, env=surroundings, capture_output=True, text=True, check=False
    )


def content(repo: Path) -> dict[str, str]:
    return {
        str(path.relative_to(repo)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in repo.rglob("*")
        if path.is_file() and path.suffix != ".pyc" and not path.name.endswith(".lock")
    }


def test_where_the_tables_cannot_be_built_every_byte_stays(untouched, tmp_path):
    repo, before = untouched
    file = tmp_path / "requests.csv"
    file.write_bytes(part_file("requests", 2025, of=2024))
    (tmp_path / "originals").mkdir()
    ended = run(repo, "--published", "2026-06-25", "--originals", tmp_path / "originals", file)
    assert ended.returncode == 1, ended.stderr
    assert "not among the originals" in ended.stderr and "repository is as it was" in ended.stderr
    assert content(repo) == before


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["--originals", "nowhere"], 4, "publishers' files are not there"),
        ([], 4, "does not say when it was published"),
    ],
)
def test_a_refusal_changes_nothing(untouched, tmp_path, words, code, says):
    repo, before = untouched
    file = tmp_path / "requests.csv"
    file.write_bytes(part_file("requests", 2025, of=2024))
    published = ["--published", "2026-06-25"] if words else []
    ended = run(repo, *published, *words, file)
    assert (ended.returncode, says in ended.stderr) == (code, True), ended.stderr
    assert content(repo) == before


@pytest.fixture
def small(tmp_path: Path):
    """A repository of a few files, of each kind that is written."""
    for name in (
        "CHANGELOG.md", "docs/cli.md", "docs/data.md", "data/README.md", "hnb/sources/a/source.yml",
        "data/published/requests.csv",
    ):  # fmt: skip
        write_whole(tmp_path / "repo" / name, name)
    return tmp_path / "repo"


def change(repo: Path) -> None:
    with all_or_nothing(repo):
        write_whole(repo / "CHANGELOG.md", "changed")
        write_whole(repo / "data" / "published" / "requests.csv", "changed")
        write_whole(repo / "data" / "published" / "more.csv", "new")
        (repo / "docs" / "data.md").unlink()


def test_what_was_half_done_is_put_back(small):
    before = content(small)
    with pytest.raises(KeyboardInterrupt), all_or_nothing(small):
        write_whole(small / "CHANGELOG.md", "changed")
        write_whole(small / "data" / "published" / "more.csv", "new")
        raise KeyboardInterrupt
    assert content(small) == before


def test_what_was_killed_at_any_step_is_put_back_by_the_next_or_done(small, tmp_path):
    before, step = content(small), 1
    change(small)
    after = content(small)
    put_back, done = 0, False
    while not done:
        for name in ("CHANGELOG.md", "docs/data.md", "data/published/requests.csv"):
            write_whole(small / name, name)
        (small / "data" / "published" / "more.csv").unlink(missing_ok=True)
        done = not killed_at(step, small, lambda: change(small))
        with all_or_nothing(small):
            pass
        assert content(small) in (before, after)
        put_back, step = put_back + (content(small) == before), step + 1
    assert put_back > 20 and content(small) == after


def test_two_do_not_write_at_once(small):
    with (
        all_or_nothing(small),
        pytest.raises(LockedError, match="another `hnb data adopt` is writing"),
        all_or_nothing(small),
    ):
        pass


def test_a_release_is_adopted_with_its_tables_manifest_pages_and_line(copy, tmp_path, originals):
    edits = {(855, "requests_received_in_year"): 1700}
    file = tmp_path / "requests.csv"
    file.write_bytes(part_file("requests", 2025, of=2024, edits=edits))
    definition = (copy / "hnb/sources/sen2/source.yml").read_text(encoding="utf-8")
    before = content(copy)
    ended = run(copy, "--published", "2026-06-25", "--originals", originals, file)
    assert ended.returncode == 0, ended.stderr
    name = "ehc-plans-2025-june-2026"
    assert f"Adopted: {name}" in ended.stdout
    with (copy / "data/published/requests.csv").open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["release"] == name]
    (mine,) = [row for row in rows if (row["la_code"], row["outcome"]) == ("855", "total")]
    assert (mine["requests"], mine["calendar_year"]) == ("1700", "2025")
    assert f"### {name}" in (copy / "data/README.md").read_text(encoding="utf-8")
    assert f"- `{name}`: Education" in (copy / "CHANGELOG.md").read_text(encoding="utf-8")
    after = (copy / "hnb/sources/sen2/source.yml").read_text(encoding="utf-8")
    assert set(definition.splitlines()) <= set(after.splitlines())
    with (copy / "data/published/MANIFEST.csv").open(encoding="utf-8", newline="") as lines:
        listed = {row["file"]: row["sha256"] for row in csv.DictReader(lines)}
    tables = copy / "data" / "published"
    assert all(
        hashlib.sha256((tables / table).read_bytes()).hexdigest() == digest
        for table, digest in listed.items()
    )
    changed = {path for path, digest in content(copy).items() if before.get(path) != digest}
    expected = ("data/published/", "docs/", "data/README.md", "CHANGELOG.md", "hnb/sources/sen2/")
    assert changed and all(path.startswith(expected) for path in changed)
