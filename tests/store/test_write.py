"""hnb.store.write against a disk that is full, a file that another program holds open, and a disk
that cannot exchange two names.
"""

from __future__ import annotations

import ctypes
import errno
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from hnb.domain.errors import HnbError
from hnb.store import write


def test_a_reader_never_sees_part_of_a_file(tmp_path, monkeypatch):
    target = tmp_path / "a folder" / "£ table.csv"
    write.write_whole(target, "old")
    with pytest.raises(OSError, match="disk"):
        monkeypatch.setattr(
            write, "put_in_place", lambda *_: (_ for _ in ()).throw(OSError("disk full"))
        )
        write.write_whole(target, "new")
    assert target.read_text() == "old"
    assert [p.name for p in target.parent.iterdir()] == [target.name]


def test_a_file_held_open_elsewhere_is_tried_again_and_then_refused(tmp_path, monkeypatch):
    built, target = tmp_path / "built", tmp_path / "target"
    built.write_text("new")
    target.write_text("old")
    calls = []
    real = os.replace

    def busy(*args):
        calls.append(args)
        if len(calls) < 3:
            raise PermissionError
        real(*args)

    monkeypatch.setattr(os, "replace", busy)
    monkeypatch.setattr(write.time, "sleep", lambda _: None)
    write.put_in_place(built, target)
    assert (target.read_text(), len(calls)) == ("new", 3)
    built.write_text("newer")
    monkeypatch.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(PermissionError))
    with pytest.raises(
        HnbError, match="another program holds the file open.*The earlier file is as it was"
    ):
        write.put_in_place(built, target)
    assert target.read_text() == "new"


@pytest.mark.parametrize("owner", ["~$rum-paper.docx", "~$orum-paper.docx", "~$forum-paper.docx",
                                   ".~lock.forum-paper.docx#"])  # fmt: skip
def test_a_document_that_a_person_has_open_is_refused_at_once(tmp_path, owner, monkeypatch):
    monkeypatch.setattr(write.time, "sleep", lambda _: pytest.fail("it waits for a person"))
    target = tmp_path / "forum-paper.docx"
    target.write_text("old")
    (tmp_path / owner).touch()
    with pytest.raises(HnbError, match=f"a person has it open, as {re.escape(owner)}"):
        write.write_whole(target, "new")
    assert (target.read_text(), len([*tmp_path.iterdir()])) == ("old", 2)


@pytest.mark.parametrize("code", [errno.EACCES, errno.EPERM, errno.EBUSY])
@pytest.mark.parametrize("seconds", [1, 30, 10_000])
def test_a_rename_refused_for_half_a_minute_is_waited_for(tmp_path, monkeypatch, code, seconds):
    target, clock, real = tmp_path / "target.csv", [0.0], os.replace
    target.write_text("old")

    def refuses(*names):
        if clock[0] < seconds:
            raise OSError(code, os.strerror(code), *names)
        real(*names)

    monkeypatch.setattr(os, "replace", refuses)
    monkeypatch.setattr(write.time, "sleep", lambda pause: clock.append(clock.pop() + pause))
    if seconds > 60:
        with pytest.raises(HnbError, match=r"target\.csv: another program holds the file open"):
            write.write_whole(target, "new")
    else:
        write.write_whole(target, "new")
    assert target.read_text() == ("old" if seconds > 60 else "new")
    assert [file.name for file in tmp_path.iterdir()] == ["target.csv"]


@pytest.mark.parametrize("step", ["open", "fsync", "replace"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO])
def test_what_cannot_be_written_is_told_of_the_file_that_was_named(
    tmp_path, monkeypatch, code, step
):
    target = tmp_path / "target.csv"
    target.write_text("old")

    def fails(*names, **_):
        raise OSError(code, os.strerror(code), *map(str, names))

    with monkeypatch.context() as failing, pytest.raises(OSError) as fault:
        owner = write.Path if step == "open" else os
        failing.setattr(owner, step, fails)
        write.write_whole(target, "new")
    assert (fault.value.errno, fault.value.filename, fault.value.filename2) == (
        code, str(target), None,
    )  # fmt: skip
    assert [file.read_text() for file in tmp_path.iterdir()] == ["old"]


def test_what_is_no_file_is_not_replaced(tmp_path):
    (tmp_path / "folder").mkdir()
    for target in (tmp_path / "folder", write.Path(os.devnull)):
        with pytest.raises(HnbError, match="something of that name that is no file"):
            write.write_whole(target, "new")


def test_two_folders_are_exchanged_in_one_step(tmp_path):
    new, old = tmp_path / "new £", tmp_path / "old"
    for folder in (new, old):
        folder.mkdir()
        (folder / "file").write_text(folder.name)
    if not write.exchange(new, old):
        pytest.skip("this system or disk cannot")
    assert ((old / "file").read_text(), (new / "file").read_text()) == ("new £", "old")
    with pytest.raises(FileNotFoundError):
        write.exchange(tmp_path / "none", old)


class NoExchange:
    """A C library whose system answers so."""

    def __init__(self, name: str, code: int):
        def answers(*_):
            ctypes.set_errno(code)
            return -1

        setattr(self, name, answers)


@pytest.mark.parametrize("system", ["linux", "darwin", "other"])
@pytest.mark.parametrize("code", [errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EXDEV])
def test_a_system_that_cannot_exchange_says_so(tmp_path, monkeypatch, system, code):
    name = {"linux": "renameat2", "darwin": "renamex_np"}.get(system, "none")
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: NoExchange(name, code))
    assert not write.exchange(tmp_path / "new", tmp_path / "old")


def test_temporary_folders_of_processes_that_are_gone_are_deleted(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    for name in (f"hnb-{ended.pid}-a", f"hnb-{os.getpid()}-b", "hnb-shown-c", "hnb-d"):
        (tmp_path / name).mkdir()
    with write.temporary_folder() as folder:
        assert Path(folder).is_dir() and Path(folder).name.startswith(f"hnb-{os.getpid()}-")
        assert {path.name for path in tmp_path.iterdir()} == {
            Path(folder).name, f"hnb-{os.getpid()}-b", "hnb-shown-c", "hnb-d",
        }  # fmt: skip
    assert not Path(folder).exists()
