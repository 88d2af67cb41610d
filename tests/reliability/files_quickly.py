"""The same hostile files, by a stricter measure: at most two seconds and 300 MB."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from tests.reliability.attempt import Attempt
from tests.reliability.files import fault, names

TITLE = "hostile files refused within 2 s and 300 MB"
GOAL = "at least 98%"


def attempts() -> Iterator[Attempt]:
    """One for each file; how it ended is remembered where it has been tried already."""
    for name in names():
        yield Attempt(name, partial(fault, name, seconds=2, megabytes=300))
