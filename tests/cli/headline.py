"""What `hnb headline` prints as JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hnb.cli import main


def headline(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    """The figures by name."""
    assert main(["headline", "--json", *words]) == 0
    return dict(json.loads(capsys.readouterr().out)["figures"])
