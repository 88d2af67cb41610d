"""hnb.domain.manifest against files that are written, and then changed, here."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from hnb.domain import manifest, paths
from hnb.domain.errors import DamagedError, SourceError
from hnb.store.write import write_manifest

TEXT = "la_code,plans\n855,7196\n330,4321\n"


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A table with its manifest, in the folder of published tables."""
    monkeypatch.setattr(paths, "published", lambda: tmp_path)
    monkeypatch.setattr(manifest.time, "sleep", lambda seconds: None)
    path = tmp_path / "plans.csv"
    path.write_bytes(TEXT.encode())
    write_manifest(tmp_path)
    yield path
    manifest.forget()


def test_the_manifest_has_the_rows_and_the_checksum_of_each_file(file: Path):
    (file.parent / "releases.yml").write_bytes(b"{}\n")
    (file.parent / ".hidden.csv").write_bytes(b"1\n")
    digests = [hashlib.sha256(content).hexdigest() for content in (TEXT.encode(), b"{}\n")]
    assert manifest.manifest_text(file.parent).splitlines() == [
        "file,rows,sha256",
        f"plans.csv,2,{digests[0]}",
        f"releases.yml,0,{digests[1]}",
    ]


def test_a_file_as_it_was_written_is_read_whatever_its_line_ends(file: Path):
    assert manifest.text_of(file) == TEXT
    for name in ("plans.csv", "MANIFEST.csv"):
        changed = file.with_name(name).read_bytes().replace(b"\n", b"\r\n")
        file.with_name(name).write_bytes(changed)
    manifest.forget()
    assert manifest.text_of(file) == TEXT


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "it is empty"),
        (TEXT.encode()[:-3], "its last line is cut off"),
        (TEXT.encode()[:23], "it has 1 row, and MANIFEST.csv lists 2"),
        (TEXT.replace("7196", "9196").encode(), "its checksum is not that in MANIFEST.csv"),
        (TEXT.replace(",", ";").encode(), "it was saved anew with semi-colons"),
        (b"\xef\xbb\xbf" + TEXT.encode(), "it was saved anew with a byte order mark"),
        (TEXT.encode() + b"\x00" * 9, "it holds null bytes"),
        (b"<<<<<<< HEAD\n" + TEXT.encode(), "it holds an unresolved merge"),
        (None, "it is not there"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_with_the_way_forward(file, content, says):
    file.unlink() if content is None else file.write_bytes(content)
    assert manifest.is_held(file)
    with pytest.raises(DamagedError) as caught:
        manifest.content_of(file)
    assert str(file) in str(caught.value) and says in str(caught.value)
    assert "`git checkout data/published`" in str(caught.value) and caught.value.exit_code == 4
    assert isinstance(caught.value, SourceError)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (None, "it is not there"),
        ("", "its columns are not file, rows, sha256"),
        ("name,rows,sha256\n", "its columns are not"),
        ("file,rows,sha256\nplans.csv,2,abc\n", "row 2 is not a file, its rows and its checksum"),
        (f"file,rows,sha256\n../a.csv,2,{64 * '0'}\n", "row 2 lists '../a.csv'"),
        (f"file,rows,sha256\n{2 * ('a.csv,2,' + 64 * '0' + chr(10))}", "row 3 lists 'a.csv'"),
        ("file,rows,sha256\n", "MANIFEST.csv does not list it"),
    ],
)
def test_a_damaged_manifest_is_refused(file: Path, text: str | None, says: str):
    path = file.with_name("MANIFEST.csv")
    path.unlink() if text is None else path.write_text(text, encoding="utf-8")
    manifest.forget()
    with pytest.raises(DamagedError, match=re.escape(says)):
        manifest.content_of(file)


def test_a_file_that_another_process_is_just_replacing_is_read_once_it_has(file, monkeypatch):
    file.write_bytes(TEXT.replace("7196", "7200").encode())
    monkeypatch.setattr(manifest.time, "sleep", lambda seconds: write_manifest(file.parent))
    assert "7200" in manifest.text_of(file)


def test_a_change_made_on_purpose_is_accepted_by_writing_the_manifest_anew(file: Path):
    file.write_bytes(TEXT.replace("7196", "7200").encode())
    write_manifest(file.parent)
    assert "7200" in manifest.text_of(file)


def test_a_folder_where_nothing_was_put_holds_nothing(tmp_path: Path):
    assert not manifest.is_held(tmp_path / "none" / "releases.yml")
    manifest.check(tmp_path / "none")


def test_what_a_person_took_in_says_another_way_forward(file, tmp_path, monkeypatch):
    added = tmp_path / "added"
    monkeypatch.setenv("HNB_DATA", str(added))
    (added / "one").mkdir(parents=True)
    (added / "one" / "plans.csv").write_text(TEXT)
    with pytest.raises(DamagedError, match="`hnb data add` wrote: move .*one away"):
        manifest.content_of(added / "one" / "plans.csv")
