"""Ledgers on disk: one file each, and one of the long lines of prose that several of them share."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from hnb.papers.author.names import LIST
from tests.golden.ledgers import HEADING, digest

FOLDER = Path(__file__).resolve().parent / "ledgers"
COMMON = "common.txt"
SHARED = (
    60  # characters; a line of prose that is longer, and stands in several ledgers, is kept once
)
MARK = "~"
PROSE = f"\n{HEADING}prose\n"


def file_of(name: str, day: str) -> Path:
    """Where the ledger of that name and day is stored."""
    return FOLDER / f"{name}.{day}.txt"


def stored(name: str, day: str) -> str:
    """A ledger as it was when stored; empty where none is."""
    file = file_of(name, day)
    return _unpacked(file.read_text(encoding="utf-8"), _common()) if file.exists() else ""


def store(ledgers: dict[tuple[str, str], str]) -> None:
    """Store ledgers by name and day beside those that are there, and the lines that they share."""
    common = _common()
    files = [file for file in FOLDER.glob("*.txt") if file.name != COMMON]
    texts = {file: _unpacked(file.read_text(encoding="utf-8"), common) for file in files}
    texts |= {file_of(*key): text for key, text in ledgers.items()}
    times = Counter(line for text in texts.values() for line in set(_prose(text)))
    shared = {digest(line, 8): line for line in times if times[line] > 1 and len(line) > SHARED}
    short = {line: MARK + name for name, line in shared.items()}
    for file, text in texts.items():
        head = text.partition(PROSE)[0]
        packed = [short.get(line, line) for line in _prose(text)]
        _write(file, head + PROSE + "".join(f"{line}\n" for line in packed))
    lines = (f"{name}: {line}\n" for name, line in sorted(shared.items()))
    _write(FOLDER / COMMON, "".join(lines))


def store_names() -> None:
    """Store the names of figures, which an author can quote, of all stored ledgers."""
    _write(LIST, "".join(f"{name}\n" for name in sorted(figure_names())))


def figure_names() -> set[str]:
    """The names of all figures in stored ledgers: those that an author can quote."""
    texts = (file.read_text(encoding="utf-8") for file in FOLDER.glob("*.txt"))
    lines = (line for text in texts for line in text.partition(PROSE)[0].splitlines())
    return {line.partition("|")[0] for line in lines if re.match(r"[\w.]+\|", line)}


def _prose(text: str) -> list[str]:
    return text.partition(PROSE)[2].splitlines()


def _unpacked(text: str, common: dict[str, str]) -> str:
    head = text.partition(PROSE)[0]
    lines = [common.get(line, line) for line in _prose(text)]
    return head + PROSE + "".join(f"{line}\n" for line in lines)


def _common() -> dict[str, str]:
    """The shared lines by their marks."""
    file = FOLDER / COMMON
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return {MARK + name: line for name, line in (line.split(": ", 1) for line in lines)}


def _write(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8", newline="\n")
