"""Words as a sentence lists them, and as a name is spelt."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

# signs that steer a terminal or turn the order of reading, but for the ends of lines
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def printable(text: str) -> str:
    """A text from anybody's file as it may be printed: nothing in it steers the terminal."""
    return _STEERING.sub("\ufffd", text)


def slug(text: str, between: str = "_") -> str:
    """Words as they are in a Figure's name; with a hyphen `between` them, in that of a folder."""
    return between.join(re.findall(r"[a-z0-9]+", text.lower().replace("'", "")))


def capitalised(text: str) -> str:
    """A text with a capital at its start, and the rest as it is."""
    return text[:1].upper() + text[1:]


def listed(words: Sequence[str]) -> str:
    """Words as a sentence lists them: `a`, `a and b`, `a, b and c`."""
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]])) if words else ""


def spans(years: Iterable[int]) -> str:
    """Years as a sentence lists them: `2012 to 2015 and 2018`."""
    runs: list[list[int]] = []
    for year in sorted(years):
        if runs and runs[-1][-1] == year - 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return listed([str(run[0]) if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs])
