"""hnb.cli.export against a council's records in use: a workbook is searched, and written down."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from hnb.cli import export
from hnb.disclosure.gate import Gate
from hnb.disclosure.texts.identifiers import REFERENCE, Identifiers
from hnb.domain.errors import CheckError
from hnb.store import files


def writes(text: str):
    def write(path: Path) -> None:
        book = openpyxl.Workbook()
        book.active.append(["rests on", text])
        book.save(path)

    return write


@pytest.fixture
def written_down(monkeypatch) -> list[tuple[list[str], str]]:
    calls: list[tuple[list[str], str]] = []
    gate = Gate(Identifiers.of([(REFERENCE, ["CH-00123"])]))
    monkeypatch.setattr(export, "gate_in_use", lambda: gate)
    monkeypatch.setattr(
        export, "write_down_release", lambda names, what: calls.append((names, what))
    )
    monkeypatch.setattr(files, "releases", lambda: {"council-2026-11-30": {}, "sen2-2026": {}})
    return calls


def test_a_workbook_of_own_records_is_written_down_before_it_is_in_its_place(written_down):
    export._release(writes("council-2026-11-30"), "lsrp.xlsx")
    assert written_down == [(["council-2026-11-30"], "lsrp.xlsx")]


def test_a_workbook_with_somebody_in_it_is_refused_and_not_written_down(written_down):
    with pytest.raises(CheckError, match=r"lsrp\.xlsx: .*the reference of a person"):
        export._release(writes("CH-00123"), "lsrp.xlsx")
    assert written_down == []
