"""Which part and edition a file is of, against every original of the publishers, as it came and saved
anew by another program.
"""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from hnb.domain.errors import SourceError
from hnb.sources.definition import Source
from hnb.sources.files.grid import Original, open_original
from hnb.sources.recognise import is_part, recognise
from hnb.sources.source import sources
from hnb.store import add
from tests.conftest import ORIGINALS

BOOKS = (
    "sn_april_2021.xlsx", "sn_may_2025.xlsx", "mye22final.xlsx", "outturn_high_needs_202122.xlsx",
    "efo_expenditure.xlsx", "File_11_-_IoD2019_Local_Authority_District_Summaries__upper-tier__.xlsx",
)  # fmt: skip


def _names(source: Source, original: Original) -> Counter[str]:
    """How many parts of a source each sheet of a file is recognised as."""
    return Counter(
        sheet
        for sheet, grid in original.parts.items()
        for part in source.parts.values()
        if part.recognise and is_part(part.recognise, grid, original)
    )


def test_no_sheet_of_an_original_is_two_parts_of_one_source(originals: Path):
    seen: set[str] = set()
    for path in sorted(file for file in originals.rglob("*") if file.is_file()):
        try:
            original = open_original(path)
        except SourceError:
            continue
        for source in sources().values():
            parts = _names(source, original)
            assert set(parts.values()) <= {1}, (path.name, source.name, parts)
            seen |= {source.name} if parts else set()
    assert seen == {name for name, source in sources().items() if source.releases}


def test_a_sheet_that_fits_two_parts_is_refused(monkeypatch: pytest.MonkeyPatch):
    sen2 = sources()["sen2"]
    parts = {**sen2.parts, "again": sen2.parts["requests"]}
    twice = sen2.model_copy(update={"parts": parts})
    monkeypatch.setattr("hnb.sources.recognise.sources", lambda: {"sen2": twice})
    heads = b"requests_received_in_year,requests_decided_not_to_assess,breakdown_topic\n1,2,3\n"
    with pytest.raises(SourceError, match="the sheet fits requests and again alike"):
        recognise(open_original("made.csv", heads))


@pytest.mark.parametrize("name", BOOKS)
def test_a_workbook_that_another_program_saved_anew_is_held(name: str, tmp_path: Path):
    import openpyxl

    if not ORIGINALS.exists():
        pytest.skip("needs the publishers' files in shared/dfe")
    book = openpyxl.load_workbook(next(ORIGINALS.rglob(name)))
    book.properties.title = "saved anew"
    book.save(tmp_path / "a name.xlsx")
    (found,) = add.look(tmp_path / "a name.xlsx")
    assert found.release is None


def test_a_workbook_packed_anew_is_held(originals: Path, tmp_path: Path):
    copy = tmp_path / "grant.ods"
    with zipfile.ZipFile(originals / "dedicated-schools-grant_2024_07_20.ods") as archive:
        whole = io.BytesIO()
        with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as packed:
            for member in archive.namelist():
                packed.writestr(member, archive.read(member))
    copy.write_bytes(whole.getvalue())
    (found,) = add.look(copy)
    assert found.release is None


def test_a_wrong_checksum_in_a_definition_makes_no_newer_release(
    originals: Path, monkeypatch: pytest.MonkeyPatch
):
    source = sources()["neighbours"]
    wrong = [
        release.model_copy(update={"files": dict.fromkeys(release.files, "0" * 64)})
        for release in source.releases
    ]
    other = source.model_copy(update={"releases": tuple(wrong)})
    monkeypatch.setattr("hnb.sources.recognise.sources", lambda: {"neighbours": other})
    (found,) = add.look(originals / "sn_may_2025.xlsx")
    assert found.release is None
