"""A data folder of its own for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from hnb.domain import areas
from hnb.store import files


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The folder of what is taken in, empty."""
    folder = tmp_path / "mine"
    monkeypatch.setenv("HNB_DATA", str(folder))
    files.forget()
    yield folder
    files.forget()
    areas.forget()
