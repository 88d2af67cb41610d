"""Papers as a render would have built them, put in their place by the package's own code: many in a
second, with any step of it slowed, refused or the last that the process takes.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext, suppress
from pathlib import Path

from hnb.papers.place import PaperPlace
from hnb.store import switch

Move = Callable[[], AbstractContextManager[None]]
# each changes what is in a folder
STEPS = ("rename", "replace", "link", "unlink", "mkdir", "rmdir")
OWN = {"notes.docx": "an officer's own", "figures for the board/a.csv": "1", "tiny/tiny.html": "x",
       "tiny/figures.json": "x", "tiny/notebooks/a.ipynb": "x", ".hidden": "y"}  # fmt: skip
WHOLE = ("forum-paper.html", "forum-paper.docx", "forum-paper.pdf", "figures.json",
         "notebooks/a.ipynb", "notebooks/b.ipynb")  # fmt: skip


def forum_paper(folder: Path) -> PaperPlace:
    """The place of a forum paper in a folder `out`."""
    return PaperPlace(folder / "out", ("leicestershire",), "forum-paper", longest="a")


def write(folder: Path, edition: str, names: Sequence[str] = WHOLE) -> None:
    """The files of a paper, each with the name of its edition in it."""
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"{name} of {edition}", encoding="utf-8")


def write_own(folder: Path) -> None:
    """What persons and other reports have in the folder of a paper."""
    for name, text in OWN.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def put(
    place: PaperPlace,
    edition: str,
    names: Sequence[str] = WHOLE,
    move: Move = nullcontext,
) -> None:
    """What `hnb render` does, but for the making of the paper; `move` is about what follows that."""
    with ExitStack() as moving, unsynced(), place.alone() as hold, place.building() as new:
        write(new, edition, names)
        hold.refuse_if_lost()
        moving.enter_context(move())
        place.put(new)


@contextmanager
def unsynced() -> Iterator[None]:
    """Nothing waits for the disk: a process that is killed takes nothing from it."""
    real = os.fsync
    try:
        os.fsync = lambda _: None
        yield
    finally:
        os.fsync = real


def contents(folder: Path) -> dict[str, str]:
    """Every file of a folder, without the hidden folder of locks and journals."""
    return {
        file.relative_to(folder).as_posix(): file.read_text(encoding="utf-8")
        for file in sorted(folder.rglob("*"))
        if file.is_file() and ".hnb" not in file.parts
    }


def edition(name: str, names: Sequence[str] = WHOLE) -> dict[str, str]:
    """The contents of a whole paper."""
    return {file: f"{file} of {name}" for file in names}


@contextmanager
def stepping(before: Callable[[str], object], *, exchange: bool = True) -> Iterator[None]:
    """Have every step that changes a folder announced by its name; the exchange can be missing."""
    real = {name: getattr(os, name) for name in STEPS}
    real_exchange = switch.exchange

    def announced(name: str) -> Callable[..., object]:
        def step(*paths: object, **options: object) -> object:
            before(name)
            return real[name](*paths, **options)

        return step

    def exchanged(new: Path, old: Path) -> bool:
        before("exchange")
        return exchange and real_exchange(new, old)

    try:
        for name in STEPS:
            setattr(os, name, announced(name))
        switch.exchange = exchanged
        yield
    finally:
        for name, step in real.items():
            setattr(os, name, step)
        switch.exchange = real_exchange


def steps_of(work: Callable[[Move], object], *, exchange: bool = True) -> list[str]:
    """The steps that a piece of work takes within the context that it is given."""
    steps: list[str] = []
    work(lambda: stepping(steps.append, exchange=exchange))
    return steps


def killed(work: Callable[[Move], object], at: int, *, exchange: bool = True) -> bool:
    """Whether a process of its own was killed before that step of a piece of work; it may end
    before.
    """
    child = os.fork()
    if not child:
        left = [at]

        def count(name: str) -> None:
            left[0] -= 1
            if left[0] < 0:
                os.kill(os.getpid(), signal.SIGKILL)

        with suppress(BaseException):
            work(lambda: stepping(count, exchange=exchange))
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)
