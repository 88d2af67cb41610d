"""The quick attempts of every class; `make break` runs the others too."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reliability.__main__ import classes
from tests.reliability.attempt import Attempt, hnb

QUICK = [
    pytest.param(attempt, id=f"{name}: {attempt.name}")
    for name, module in classes().items()
    for attempt in module.attempts()
    if attempt.quick
]


@pytest.mark.parametrize("attempt", QUICK)
def test_quick_attempts_hold(attempt: Attempt, tmp_path: Path) -> None:
    assert attempt.run(tmp_path) == ""


def test_a_command_is_measured() -> None:
    ended = hnb("--version")
    assert ended.fault(0, says="hnb") == ""
    assert "not (3,)" in ended.fault(3)
    assert 5 < ended.megabytes < 2000


def test_a_command_that_does_not_end_is_stopped() -> None:
    ended = hnb(python=("-c", "import time; time.sleep(60)"), timeout=0.5)
    assert ended.code == -9
    assert ended.seconds < 50
