"""`hnb fetch` of HM Treasury's deflators against a server on this machine: a collection with a user's
guide and a withdrawn page, and the workbook in its generated layout; what is held is the Office for
Budget Responsibility's.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import hnb
from hnb.cli import main
from hnb.fetch.definition import _read
from hnb.store.files import forget
from tests.fetch.fake import Fake, Reply, answer, services_file
from tests.sources import treasury

COLLECTION = "/government/collections/gdp-deflators-at-market-prices-and-money-gdp"
NAME = "GDP_Deflators_Qtrly_National_Accounts_June_2026_update.xlsx"
REVISED = "2024-25"
OUTTURN = [f"{year}-{year % 100 + 1:02}" for year in range(2007, 2026)]
FORECASTS = [f"{year}-{year % 100 + 1:02}" for year in range(2026, 2032)]


def changes() -> dict[str, float]:
    """Changes by year, as they are held."""
    forget()
    frame = hnb.load("gdp_deflator", level="england")
    return dict(zip(frame["financial_year"], frame["change_percent"], strict=True))


def release(held: dict[str, float], revised: float) -> bytes:
    """A workbook with the changes held, one of them revised, and a year more."""
    given = {**held, REVISED: revised, "2031-32": 2.0}
    index, lines = 100.0, []
    for year in reversed(OUTTURN):
        lines.append((year, index, given[year]))
        index /= 1 + given[year] / 100
    lines.append(("2006-07", index, 3.0))
    forecasts = {year: given[year] for year in FORECASTS}
    return treasury.workbook(lines[::-1], forecasts, "2025-26")


def publish(fake: Fake, content: bytes, moment: str) -> None:
    """Put a release there, with a guide that was changed later and a page that is withdrawn."""
    newest, guide = "/government/statistics/gdp-june-2026", "/government/publications/guide"
    documents = [
        {"base_path": newest, "public_updated_at": moment, "withdrawn": False},
        {"base_path": guide, "public_updated_at": "2026-08-01T09:30:00Z", "withdrawn": False},
        {"base_path": "/old", "public_updated_at": "2026-10-01T09:30:00Z", "withdrawn": True},
    ]
    media = f"{fake.address}/media/6a4/{NAME}"
    attachments = [{"attachment_type": "file", "url": media, "title": "GDP deflators: June 2026"}]
    pages = {
        COLLECTION: {"document_type": "document_collection", "links": {"documents": documents}},
        newest: {"document_type": "national_statistics", "details": {"attachments": attachments}},
        guide: {"document_type": "guidance", "details": {"body": "<p>A guide</p>"}},
    }
    for path, page in pages.items():
        item = {"base_path": path, "title": path, "public_updated_at": moment, **page}
        fake.routes[f"/api/content{path}"] = lambda *_, item=item: answer(item)
    fake.routes[f"/media/6a4/{NAME}"] = lambda *_: Reply(200, content)


@pytest.fixture
def govuk(fake: Fake, home: Path, waits, monkeypatch) -> Iterator[Fake]:
    """GOV.UK with HM Treasury's deflators, which alone are asked for."""
    import yaml

    file = services_file(home, govuk=fake.address)
    known = yaml.safe_load(file.read_text())
    known["publications"] = {"deflators": known["publications"]["deflators"]}
    file.write_text(yaml.safe_dump(known))
    monkeypatch.setenv("HNB_SERVICES", str(file))
    _read.cache_clear()
    yield fake


def fetch(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    capsys.readouterr()
    code = main(["fetch", *words])
    return code, *capsys.readouterr()


def test_a_release_is_listed_compared_and_taken_in(govuk, home, capsys):
    before = changes()
    publish(govuk, release(before, before[REVISED] + 0.3), "2026-06-30T09:30:00Z")
    code, out, _ = fetch(capsys, "--check")
    assert code == 10 and NAME in out and "gdp_deflator" in out and changes() == before
    code, out, err = fetch(capsys, "--all")
    assert code == 0, err
    assert "new periods 2006-07, 2031-32" in out
    assert f"    {REVISED}: {before[REVISED]} to {before[REVISED] + 0.3}" in out
    new = {REVISED: before[REVISED] + 0.3, "2006-07": 3.0, "2031-32": 2.0}
    assert changes() == pytest.approx(before | new)
    assert fetch(capsys, "--check")[0] == 0
    assert main(["data", "undo"]) == 0 and changes() == before


def test_a_release_that_is_older_than_what_is_held_is_no_news(govuk, home, capsys):
    before = changes()
    publish(govuk, release(before, 9.0), "2025-12-23T09:30:00Z")
    assert fetch(capsys, "--check")[0] == 0


def test_a_release_of_another_layout_is_refused_with_what_to_do(govuk, home, capsys):
    before = changes()
    content = treasury.workbook(base="a year")
    publish(govuk, content, "2026-06-30T09:30:00Z")
    code, _, err = fetch(capsys, "--all")
    assert code == 4 and "no row is headed as HM Treasury's" in err and "hnb data add" in err
    assert changes() == before


def test_a_self_test_begins_a_download_and_keeps_nothing(govuk, home, capsys):
    publish(govuk, release(changes(), 4.0), "2026-06-30T09:30:00Z")
    code, out, _ = fetch(capsys, "--self-test")
    assert code == 0 and "1 files, of which 1 are read" in out
    assert f"/media/6a4/{NAME}" in govuk.targets() and not (home / "cache").exists()
    page = {"Content-Type": "text/html; charset=utf-8"}
    govuk.routes[f"/media/6a4/{NAME}"] = lambda *_: Reply(200, b"<html>", page)
    code, out, _ = fetch(capsys, "--self-test")
    assert code == 1 and "a web page is sent in its place" in out
    govuk.routes[f"/media/6a4/{NAME}"] = lambda *_: Reply(403, b"")
    assert "FAULT" in (out := fetch(capsys, "--self-test")[1]) and "it answers 403" in out
