"""hnb.store.apart against looking in the same process, and against what ends or holds a process."""

from __future__ import annotations

import json
import os
import pickle
import sys
from datetime import date
from pathlib import Path
from unittest.mock import Mock

import pytest

from hnb.domain.errors import Place, SourceError, kinds
from hnb.store import add, apart
from tests.sources import books


@pytest.fixture
def requests_csv(tmp_path: Path) -> Path:
    heads = ",".join([*books.EES_AREA, *books.REQUESTS])
    topic = "All requests for EHC needs assessments"
    where = (
        "2025,Calendar year,Local authority,E92000001,England,E12000004,East "
        "Midlands,E10000018,855,Leicestershire"
    )
    path = tmp_path / "requests.csv"
    path.write_text(f"{heads}\n{where},{topic},{topic}{',9' * len(books.REQUESTS)}\n")
    return path


def test_a_file_looked_at_apart_is_the_same_as_one_looked_at_here(requests_csv):
    day = date(2026, 6, 25)
    (here,), (there,) = add.look(requests_csv, day), apart.look_apart(requests_csv, day)
    assert here == there
    assert (here.csv_by_file, here.described) == (there.csv_by_file, there.described)
    assert here.changes and here.csv_by_file


def test_a_refusal_is_the_same_as_one_made_here(requests_csv):
    with pytest.raises(SourceError) as here:
        add.look(requests_csv)
    with pytest.raises(SourceError) as there:
        apart.look_apart(requests_csv)
    assert here.value.message == there.value.message
    assert "the date in --published" in there.value.message


@pytest.mark.parametrize("kind", kinds().values())
def test_every_kind_of_refusal_arrives_as_what_it_is(requests_csv, monkeypatch, capsys, kind):
    fault = kind(Place(file="held.csv"), found="something", expected="another", after="Nothing.")
    monkeypatch.setattr(add, "look", Mock(side_effect=fault))
    monkeypatch.setattr(apart, "_keep_to", Mock())
    asked = {"path": "a", "published": None, "successors": None, "vintage": None, "moment": ""}
    apart.main(json.dumps({**asked, "limits": {}}))
    with pytest.raises(kind) as arrived:
        apart._additions(json.loads(capsys.readouterr().out))
    pickled = pickle.loads(pickle.dumps(fault))
    for there in (arrived.value, pickled):
        assert type(there) is kind
        assert there.message == fault.message


def test_a_file_that_takes_too_much_memory_or_time_is_refused(requests_csv):
    for limits, says in (
        (apart.Limits(memory=20_000_000), "more than 0.02 GB of memory"),
        (apart.Limits(seconds=0), "more than 0 seconds"),
    ):
        with pytest.raises(SourceError, match=says):
            apart.look_apart(requests_csv, date(2026, 6, 25), limits)


@pytest.mark.parametrize(
    ("does", "says"),
    [
        ("import os; os.abort()", r"ended with -?\d+ \(and said nothing\)"),
        ("import os; os._exit(3)", r"ended with 3 \(and said nothing\)"),
        ("raise SystemError('broken')", r"ended with 1 \(SystemError: broken\)"),
        ("x = bytearray(10**14)", "more than 2 GB of memory"),
        ("print('{')", r"ended with 0"),
    ],
)
def test_a_process_that_ends_without_an_answer_is_told(
    does, says, requests_csv, tmp_path, monkeypatch
):
    (tmp_path / "ends_badly.py").write_text(does)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(apart, "MODULE", "ends_badly")
    with pytest.raises(SourceError, match=rf"^requests\.csv: .*{says}") as told:
        apart.look_apart(requests_csv)
    assert told.value.message.endswith("Nothing was taken in.")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no limits of a process")
def test_a_process_that_nobody_watches_keeps_to_the_limits_itself():
    code = (
        "from hnb.store import apart; apart._keep_to(apart.Limits(memory=100_000_000))\n"
        "bytearray(50_000_000); bytearray(300_000_000)"
    )
    assert os.system(f'"{sys.executable}" -c "{code}" 2>{os.devnull}') != 0


def test_no_module_of_the_folder_that_a_person_is_in_is_used(requests_csv, tmp_path, monkeypatch):
    (tmp_path / "pandas.py").write_text("raise SystemExit('taken from here')")
    monkeypatch.chdir(tmp_path)
    assert apart.look_apart(requests_csv, date(2026, 6, 25))
