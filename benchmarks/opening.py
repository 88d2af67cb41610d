"""What `import hnb` and the command line cost before they do anything."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from benchmarks import Measured, command, python, seconds


def measure() -> Iterator[Measured]:
    """Seconds more than an empty Python, the best of several."""
    nothing = seconds(lambda: command(*python("pass")), tries=7)
    front = seconds(lambda: command(*python("import hnb")), tries=7)
    spoken = seconds(lambda: command(sys.executable, "-m", "hnb", "--help"), tries=5)
    yield Measured("import hnb, more than an empty Python", front - nothing, 0.2, "s")
    yield Measured("hnb --help, more than an empty Python", spoken - nothing, 0.3, "s")
