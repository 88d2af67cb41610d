"""hnb.store.recall against what the files themselves say, read anew."""

from __future__ import annotations

import pickle
from pathlib import Path

import pandas as pd
import pytest

from hnb.domain import paths
from hnb.store import files
from hnb.store.recall import recall
from hnb.tables import ALL


@pytest.fixture
def read(tmp_path: Path):
    """What is read of a file of one number, and how often it was opened."""
    source, kept, times = tmp_path / "number.csv", tmp_path / "kept" / "number.pickle", []

    def recalled(shape: object = "plain") -> tuple[int, int]:
        def make() -> int:
            times.append(1)
            return int(source.read_text(encoding="utf-8"))

        return recall(kept, [source, tmp_path / "absent.csv"], shape, make), len(times)

    source.write_text("1", encoding="utf-8")
    recalled.source, recalled.kept = source, kept
    return recalled


def test_what_was_read_once_is_not_read_again(read):
    assert [read(), read()] == [(1, 1), (1, 1)]


def test_a_changed_file_another_shape_or_a_file_more_is_read_anew(read):
    read()
    read.source.write_text("22", encoding="utf-8")
    assert read() == (22, 2)
    assert read("another shape") == (22, 3)
    (read.source.parent / "absent.csv").touch()
    assert read("another shape") == (22, 4)


@pytest.mark.parametrize("left", [b"", b"\x80\x05", b"not a pickle", pickle.dumps("another stamp")])
def test_what_a_stop_left_half_written_is_read_anew(read, left):
    read()
    whole = read.kept.read_bytes()
    for damaged in (left, whole[: len(whole) - 2]):
        read.kept.write_bytes(damaged)
        assert read()[0] == 1
        assert read.kept.read_bytes() == whole


def test_a_place_that_cannot_be_written_costs_time_and_nothing_else(read):
    read.kept.parent.write_text("a file where the folder should be", encoding="utf-8")
    assert [read(), read()] == [(1, 1), (1, 2)]


def test_every_table_is_the_same_read_anew_and_recalled(tmp_path, monkeypatch):
    where, ours = paths.published(), tmp_path / "published"
    ours.symlink_to(where, target_is_directory=True)
    monkeypatch.setattr(paths, "published", lambda: ours)
    monkeypatch.setattr(paths, "added", lambda: tmp_path / "added")
    wanted = [(name, level) for name, spec in ALL.items() for level in spec.levels]
    read = []
    for _ in range(2):
        files.forget()
        read.append([files.load(name, level) for name, level in wanted])
    files.forget()
    assert len(list((tmp_path / ".kept").glob("*.pickle"))) >= len(wanted)
    for anew, recalled in zip(*read, strict=True):
        pd.testing.assert_frame_equal(anew, recalled)


def test_what_one_reader_does_to_a_table_no_other_sees():
    mine = files.load("gdp_deflator", "england")
    mine["release"] = "mine"
    assert not files.load("gdp_deflator", "england")["release"].eq("mine").any()
