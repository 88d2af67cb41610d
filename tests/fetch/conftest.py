"""A person's folders, and a service, of each test's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hnb.domain import areas
from hnb.fetch import client
from hnb.store import files
from tests.fetch.fake import Ees, Fake, running, services_file


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with those of data and originals in it, both empty."""
    monkeypatch.setenv("HNB_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("HNB_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)  # where no papers are, whose figures would be worked out anew
    files.forget()
    yield tmp_path
    files.forget()
    areas.forget()


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that were waited, of which none pass in truth."""
    seconds: list[float] = []
    monkeypatch.setattr(client.Client.__init__, "__defaults__", (seconds.append, lambda: 0.0))
    return seconds


@pytest.fixture
def fake() -> Iterator[Fake]:
    """A server without routes."""
    with running(Fake()) as server:
        yield server


@pytest.fixture
def ees(home: Path, monkeypatch: pytest.MonkeyPatch, waits: list[float]) -> Iterator[Ees]:
    """A service with nothing published, which `hnb fetch` asks for EHC plans alone."""
    with running(Ees()) as server:
        monkeypatch.setenv("HNB_SERVICES", str(services_file(home, ees=server.address)))
        yield server
