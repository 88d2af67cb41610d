"""Small inputs as they read, and the folder of originals where it is at hand."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent
ORIGINALS = ROOT.parent / "shared" / "dfe"

# every run tries the same examples, however slow the machine; HNB_FUZZ=5000 tries so many new ones
FUZZ = os.environ.get("HNB_FUZZ")
settings.register_profile(
    "hnb",
    max_examples=int(FUZZ or 40),
    derandomize=not FUZZ,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
settings.load_profile("hnb")


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """A case of bytes is called after its parameter: packed bytes hold the second of packing, and
    two workers would then have tests of different names.
    """
    return argname if isinstance(val, bytes) else None


def quick(cases: Iterable[object], number: int) -> list[object]:
    """Cases of one kind: so many of them, evenly apart, for every run, and all for `make slow`."""
    every = list(cases)
    apart = {round(place * (len(every) - 1) / max(number - 1, 1)) for place in range(number)}
    return [
        case
        if place in apart
        else pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=pytest.mark.slow)
        for place, case in enumerate(every)
    ]


def in_every_run(cases: Iterable[object], those: Iterable[object]) -> list[object]:
    """Cases of one kind: those that are named for every run, and all for `make slow`."""
    named = list(those)
    return [
        case
        if case in named
        else pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=pytest.mark.slow)
        for case in cases
    ]


def frame(text: str) -> pd.DataFrame:
    """A table as it reads: a heading line, a row a line, `.` for missing."""
    lines = [line.split() for line in text.strip().splitlines()]
    table = pd.DataFrame(lines[1:], columns=lines[0]).replace(".", pd.NA)
    for name in table:
        numbers = pd.to_numeric(table[name], errors="coerce")
        if numbers.notna().equals(table[name].notna()):
            table[name] = numbers.convert_dtypes()
    return table


@pytest.fixture(scope="session")
def originals() -> Path:
    """The publishers' files, or a skip that names them."""
    if not ORIGINALS.exists():
        pytest.skip(f"needs the publishers' files in {ORIGINALS.relative_to(ROOT.parent)}")
    return ORIGINALS


@pytest.fixture
def results_shared() -> Iterator[None]:
    """What is the same for many authorities is worked out once; tests/papers/test_every_authority.py
    holds it to what is worked out anew.
    """
    from tests.papers.shared import shared

    with shared():
        yield


@pytest.fixture
def looked_at_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """A person's file is looked at in this process; tests/store/test_apart.py holds what comes of it
    to that of a process of its own, which takes a second to start.
    """
    from hnb.store import add, apart

    def look_here(path: Path, published=None, limits=None, successors=None, **known):
        return add.look(path, published, successors, **known)

    monkeypatch.setattr(apart, "look_apart", look_here)


def _surroundings() -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    return own | {"the folder": str(Path.cwd())}


@pytest.fixture(autouse=True)
def _leaves_no_traces() -> Iterator[None]:
    """No test changes the variables or the folder that the next one begins with; a library that is
    imported may set variables of its own.
    """
    before = _surroundings()
    yield
    after = _surroundings()
    known = {name for name in after if name in before or name.startswith("HNB_")}
    assert {name: after[name] for name in known} == before
