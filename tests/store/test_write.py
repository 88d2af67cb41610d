"""hnb.store.write against a disk that is full and a file that another program holds open."""

from __future__ import annotations

import os

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
