"""The quick attempts of every class; `make break` runs the others too."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reliability.__main__ import HEADING, PAGE, classes, written
from tests.reliability.attempt import hnb

# in the order of their names, which is the same in each process that runs a part of the tests
QUICK = {
    f"{name}: {attempt.name}": attempt
    for name, module in classes().items()
    for attempt in module.attempts()
    if attempt.quick
}


@pytest.mark.parametrize("name", sorted(QUICK))
def test_quick_attempts_hold(name: str, tmp_path: Path) -> None:
    assert QUICK[name].run(tmp_path) == ""


def test_a_command_is_measured() -> None:
    ended = hnb("--version")
    assert ended.fault(0, says="hnb") == ""
    assert "not (3,)" in ended.fault(3)
    assert 5 < ended.megabytes < 2000


def test_a_command_that_does_not_end_is_stopped() -> None:
    ended = hnb(python=("-c", "import time; time.sleep(60)"), timeout=0.5)
    assert ended.code == -9
    assert ended.seconds < 50


def test_scores_of_some_classes_leave_those_of_others_as_they_were() -> None:
    page = PAGE.read_text(encoding="utf-8")
    titles = [module.TITLE for module in classes().values()]
    once = written(page, {titles[1]: "3 of 4 | all"})
    twice = written(once, {titles[0]: "1 of 2 | all"})
    assert f"| {titles[0]} | 1 of 2 | all |\n| {titles[1]} | 3 of 4 | all |" in twice
    assert written(twice, {}) == twice
    assert twice.partition(HEADING)[0] == page.partition(HEADING)[0]
