"""Run every attempt, print what did not hold, and write the score into docs/reliability.md."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from importlib import import_module
from itertools import takewhile
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType

from tests import reliability
from tests.reliability.attempt import CHECKOUT, Attempt

PAGE = CHECKOUT / "docs" / "reliability.md"
HEADING = "| attempts | held | goal |\n| --- | --- | --- |\n"


def classes() -> dict[str, ModuleType]:
    """The modules that list attempts, by name: each has `TITLE`, `GOAL` and `attempts()`."""
    names = sorted(module.name for module in iter_modules(reliability.__path__))
    modules = {name: import_module(f"{reliability.__name__}.{name}") for name in names}
    return {name: module for name, module in modules.items() if hasattr(module, "attempts")}


def tried(attempt: Attempt) -> str:
    """What went wrong with one attempt: an empty text where the package held."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        try:
            return attempt.run(Path(folder).resolve())
        except Exception as fault:  # an attempt must not stop the others
            return f"{type(fault).__name__}: {fault}"


def scores(names: list[str]) -> Iterator[tuple[str, str]]:
    """The title of each class, and what its row of the table says of it, as it is tried."""
    for name, module in classes().items():
        if names and name not in names:
            continue
        began, attempts = time.monotonic(), list(module.attempts())
        faults = {attempt.name: fault for attempt in attempts if (fault := tried(attempt))}
        for attempt, fault in faults.items():
            print(f"{name}: {attempt}: {fault}")
        held = len(attempts) - len(faults)
        print(f"{name}: {held} of {len(attempts)}, {time.monotonic() - began:.0f} s", flush=True)
        yield module.TITLE, f"{held} of {len(attempts)} | {module.GOAL}"


def written(page: str, rows: dict[str, str]) -> str:
    """The page with the rows of the classes that were tried, and those of the others as they were."""
    before, _, after = page.partition(HEADING)
    lines = after.splitlines()
    table = list(takewhile(lambda line: line.startswith("|"), lines))
    stand = dict(line.strip("| ").split(" | ", 1) for line in table)
    stand |= rows
    known = [module.TITLE for module in classes().values() if module.TITLE in stand]
    rows_now = [f"| {title} | {stand[title]} |" for title in known]
    return before + HEADING + "\n".join([*rows_now, *lines[len(table) :], ""])


def main(names: list[str]) -> int:
    """Try everything, or some classes by name, and write their scores into the page."""
    if unknown := set(names) - set(classes()):
        print(f"no class {', '.join(sorted(unknown))}; there are {', '.join(classes())}")
        return 2
    rows = dict(scores(names))
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8"), rows), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
