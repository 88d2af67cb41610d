"""Hostile files are refused by `hnb data add` with code 4 and a sentence, and change nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path

from tests.reliability.attempt import Attempt, Ended, hnb
from tests.reliability.hostile import all_files

TITLE = "hostile files refused within 5 s and 1 GB"
GOAL = "all"
SECONDS, MEGABYTES = 5, 1000
# what an attempt made of a file that cannot be made once for all
_ENDED: dict[str, tuple[Ended, bool]] = {}


def ended(name: str, folder: Path) -> tuple[Ended, bool]:
    """How `hnb data add` of a file ended, and whether it left something; each file is tried once."""
    if name not in _ENDED:
        path = _written(name, folder)
        data = folder / "data"
        end = hnb(
            "data",
            "add",
            "--accept",
            "--published",
            "2026-06-25",
            path,
            env={"HNB_DATA": str(data)},
            cwd=folder,
            timeout=90,
        )
        left = [file for file in data.rglob("*") if not file.name.startswith(".lock")]
        _ENDED[name] = end, bool(left) or (folder / "hnb-was-here").exists()
    return _ENDED[name]


def _written(name: str, folder: Path) -> Path:
    if name in PLACES:
        return PLACES[name](folder)
    path = folder / "any name.dat"
    path.write_bytes(dict(all_files())[name]())
    return path


def _fifo(folder: Path) -> Path:
    os.mkfifo(folder / "fifo.csv")
    return folder / "fifo.csv"


def _link(target: str, folder: Path) -> Path:
    (folder / "link.csv").symlink_to(target)
    return folder / "link.csv"


def _loop(folder: Path) -> Path:
    return _link("link.csv", folder)


def _folder(folder: Path) -> Path:
    (folder / "requests.csv").mkdir()
    return folder / "requests.csv"


def _sparse(folder: Path) -> Path:
    with (folder / "sparse.csv").open("wb") as file:
        file.truncate(390_000_000)
    return folder / "sparse.csv"


PLACES = {
    "a pipe": _fifo,
    "an endless file of noughts": lambda folder: Path("/dev/zero"),
    "an endless file of chance": lambda folder: Path("/dev/urandom"),
    "a terminal": lambda folder: Path("/dev/tty"),
    "a link to an endless file": partial(_link, "/dev/zero"),
    "a link to itself": _loop,
    "a link to nothing": partial(_link, "nothing"),
    "a folder": _folder,
    "390 MB of nothing": _sparse,
    "a file of the system's own": lambda folder: Path("/proc/self/mem"),
}


@cache
def names() -> tuple[str, ...]:
    """Every hostile file and place."""
    return (*PLACES, *(name for name, _ in all_files()))


def fault(name: str, folder: Path, seconds: float = SECONDS, megabytes: float = MEGABYTES) -> str:
    """What is wrong with how a file was refused."""
    end, has_left = ended(name, folder)
    codes = (1, 4) if name in ("a link to nothing", "a link to itself") else (4,)
    if "\x1b" in end.err + end.out:
        return "an escape code reaches the terminal"
    if len(end.err) > 1500:
        return f"it says too much: {len(end.err)} signs"
    if has_left:
        return "it left something"
    return end.fault(*codes, says="Nothing was", seconds=seconds, megabytes=megabytes)


def attempts() -> Iterator[Attempt]:
    """One for each file."""
    for name in names():
        yield Attempt(name, partial(fault, name))
