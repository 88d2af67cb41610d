"""Words as a sentence lists them, and as a name is spelt."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence


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
