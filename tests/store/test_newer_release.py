"""One entry in a source.yml, and the build does the rest: against a workbook whose figures are
known.
"""

from __future__ import annotations

import csv
import hashlib
import shutil
from datetime import date
from pathlib import Path

import pytest

from docs import generate
from hnb.domain import areas, paths
from hnb.sources import recognise
from hnb.sources.source import read_source, sources
from hnb.store import build
from hnb.store.files import read_releases
from tests.store.test_add import dsg

ENTRY = """
  - id: dsg-2024-25-july-2024
    published: 2024-07-18
    files: {{allocations.xlsx: "{digest}"}}
    caveats: [no-city-or-scilly]
"""


@pytest.fixture
def built(originals: Path, tmp_path: Path, monkeypatch):
    """The tables built from the list of authorities and one new workbook of a known publication."""
    folder = tmp_path / "originals"
    folder.mkdir()
    workbook = dsg()
    (folder / "allocations.xlsx").write_bytes(workbook)
    digest = hashlib.sha256(workbook).hexdigest()
    shutil.copy(originals / "las.csv", folder)
    text = (paths.PACKAGE / "sources" / "dsg" / "source.yml").read_text(encoding="utf-8")
    edited = text.replace("releases:", f"releases:{ENTRY.format(digest=digest).rstrip()}", 1)
    (tmp_path / "dsg").mkdir()
    (tmp_path / "dsg" / "source.yml").write_text(edited, encoding="utf-8")
    source = read_source(tmp_path / "dsg")
    assert len(source.releases) == len(sources()["dsg"].releases) + 1
    only_new = source.model_copy(update={"releases": source.releases[:1]})
    used = {"authorities": sources()["authorities"], "dsg": only_new}
    for module in (build, recognise):
        monkeypatch.setattr(module, "sources", lambda: used)
    target = tmp_path / "published"
    monkeypatch.setattr(paths, "published", lambda: target)
    news = build.build(folder, target)
    yield target, news
    areas.forget()


def test_an_entry_in_one_file_is_enough_for_a_newer_release(built, monkeypatch):
    target, news = built
    assert news == []
    with (target / "dsg_blocks.csv").open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["la_code"] == "855"]
    assert {row["financial_year"] for row in rows} == {"2024-25"} and len(rows) == 10
    high_needs = {row["amount_gbp"] for row in rows if row["block"] == "high needs"}
    assert high_needs == {"2565"}
    entry = read_releases(target)["dsg-2024-25-july-2024"]
    assert date.fromisoformat(entry["published"]) == date(2024, 7, 18)
    assert entry["tables"] == ["dsg_blocks"] and list(entry["caveats"]) == ["no-city-or-scilly"]
    with (target / "MANIFEST.csv").open(encoding="utf-8", newline="") as lines:
        assert {row["file"]: row["rows"] for row in csv.DictReader(lines)}["dsg_blocks.csv"] == "20"
    monkeypatch.setattr(generate, "PUBLISHED", target)
    assert "### dsg-2024-25-july-2024" in generate.release_page()
