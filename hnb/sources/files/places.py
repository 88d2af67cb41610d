"""How a spreadsheet names a cell, and numbers of its row and column."""

from __future__ import annotations


def letters(place: int) -> str:
    """The spreadsheet letter of a column counted from 0: 0 is A, 27 is AB."""
    text = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        text = chr(65 + rest) + text
    return text


def position(letter: str) -> int:
    """The column counted from 0 of a spreadsheet letter."""
    place = 0
    for ch in letter.upper():
        place = place * 26 + ord(ch) - 64
    return place - 1


def cell_of(reference: str) -> tuple[int, int]:
    """Row from 1 and column from 0 of a cell such as B12."""
    column = reference.rstrip("0123456789")
    return int(reference[len(column) :]), position(column)
