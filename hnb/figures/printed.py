"""Differences as a reader would take them from the two numbers printed with them."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from hnb.figures.figure import Figure

Key = tuple[str, str]  # a field of a template, and the form in which it is written
_SCALES = {"million": 1e6, "billion": 1e9}
_NUMBER = re.compile(r"(\d[\d,]*(?:\.\d+)?)(?: (million|billion))?")
_OF_SIZE = ("size", "read_size")
_NAMES_DIFFERENCE = re.compile(r"(?i)\b(difference|gap|change|more|above|below)\b")
_NO_DIFFERENCE = ("rank", "year", "percent")


def differences_of_printed(
    quoted: Mapping[Key, Figure], forms: Collection[str] = _OF_SIZE
) -> dict[Key, str]:
    """Each Figure that is quoted by its size alone and is the difference of two others of a
    sentence, as the difference of those two as they are printed, where that is another number.

    Parameters
    ----------
    quoted : mapping
        Each Figure by the field that quotes it and the form in which it is written.
    forms : collection of str
        The forms of what may be a difference.
    """
    numbers = {
        key: figure
        for key, figure in quoted.items()
        if isinstance(figure.value, int | float) and figure.unit not in _NO_DIFFERENCE
    }
    changed: dict[Key, str] = {}
    for key, figure in numbers.items():
        others = [other for other in numbers if other != key]
        for first, second in combinations(others, 2) if key[1] in forms else ():
            if not _is_difference(figure, numbers[first], numbers[second]):
                continue
            ends = [printed(numbers[end], end[1]) for end in (first, second)]
            text = format(_of_ends(figure, key[1], ends), key[1])
            if text != format(figure, key[1]):
                changed[key] = text
    return changed


def differences_in_row(header: Sequence[str], row: Sequence[object]) -> dict[int, str]:
    """Each cell of a table under a heading that names a difference, by its place, as the difference
    of two others of its row as they are printed, where that is another number.
    """
    quoted = {
        (str(place), "text" if _NAMES_DIFFERENCE.search(header[place]) else ""): cell
        for place, cell in enumerate(row)
        if isinstance(cell, Figure)
    }
    return {
        int(place): text for (place, _), text in differences_of_printed(quoted, ("text",)).items()
    }


def printed_difference(figure: Figure, *ends: Figure, form: str = "text") -> Figure:
    """A difference of two Figures with the value that a reader takes from all three as they are
    printed; as it is where one has no value.
    """
    if not all(one.known for one in (figure, *ends)):
        return figure
    return _of_ends(figure, form, [printed(end, form) for end in ends])


def _of_ends(figure: Figure, form: str, ends: Sequence[float]) -> Figure:
    """A difference as its two printed ends have it; as it is where they are printed alike, or it
    is printed so already.
    """
    size = abs(ends[0] - ends[1])
    if not size or math.isclose(size, printed_size(format(figure, form)), rel_tol=1e-9):
        return figure
    return replace(figure, value=math.copysign(round(size, 6), figure.number))


def _is_difference(figure: Figure, first: Figure, second: Figure) -> bool:
    """Whether a Figure is exactly what two of its unit differ by."""
    if not figure.unit == first.unit == second.unit or not figure.number:
        return False
    apart = abs(first.number - second.number)
    return math.isclose(abs(figure.number), apart, rel_tol=1e-6)


def printed(figure: Figure, form: str) -> float:
    """A Figure's value as a reader has it, rounded in a form."""
    return math.copysign(printed_size(format(figure, form)), figure.number)


def printed_size(text: str) -> float:
    """The number that a text has, without its sign."""
    match = _NUMBER.search(text)
    if match is None:
        return 0.0
    return float(match[1].replace(",", "")) * _SCALES.get(match[2], 1.0)
