"""One finished folder in place of another: exchanged in one step, or file by file with a journal
from which any later command completes it.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path

from hnb.domain.errors import HnbError, Place
from hnb.store.write import (
    exchange,
    patiently,
    put_in_place,
    refuse_open,
    sync,
    sync_all,
    write_whole,
)

# within the folder of a piece of work: what is new, and what it replaces file by file
NEW, EARLIER = "new", "old"  # of one length: a path is as long as the system allows, or not


@dataclass(frozen=True)
class Journal:
    """A switch file by file, as it is written down before the first file is replaced.

    Parameters
    ----------
    work : str
        The folder of the piece of work, next to the journal.
    side : str
        `new` where the new files are moved in; `old` where that is undone.
    folder : tuple of str
        Names on the way to the folder whose files are replaced, from the one above the journal's.
    files, stale : tuple of str
        Files to move in, and then those to delete, as seen from the folder.
    """

    work: str
    side: str
    folder: tuple[str, ...]
    files: tuple[str, ...]
    stale: tuple[str, ...]


def switch(
    new: Path, target: Path, journal: Path, *, ours: Collection[str], drop: Collection[str] = ()
) -> None:
    """Put a finished folder in the place of another; what else is in that one goes on being there.

    Parameters
    ----------
    new : Path
        The finished folder, `new` in the folder of a piece of work, which is next to the journal.
    target : Path
        The folder that it replaces, if there is one; below the folder above the journal's.
    journal : Path
        Where it is written down how far a switch file by file has got.
    ours : collection of str
        Names in either that belong to what is replaced. Anything else in `target` is a person's
        own, or another's.
    drop : collection of str
        Names in `target` that go with what is replaced.

    Raises
    ------
    HnbError
        A file of the earlier one is held open: everything there is as it was.
    """
    files = _files(new, ours)
    earlier_files = _files(target, ours)
    for name in earlier_files:
        refuse_open(target / name)
    sync_all(new)
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        put_in_place(new, target)
    elif not _exchanged(new, target, leave={*ours, *drop}):
        folder = target.relative_to(journal.parent.parent).parts
        stale = tuple(name for name in earlier_files if name not in files)
        entry = Journal(new.parent.name, NEW, folder=folder, files=files, stale=stale)
        _replace_each(entry, journal, earlier_files)
        for name in drop:
            shutil.rmtree(target / name, ignore_errors=True)
    with suppress(OSError):  # it is there; whether the disk keeps that is for the disk to say
        sync(target.parent)


def _files(folder: Path, ours: Iterable[str]) -> tuple[str, ...]:
    """The files of those names, and in folders of those names, as seen from the folder."""
    files: list[Path] = []
    for name in ours:
        path = folder / name
        files += [path] if path.is_file() else sorted(path.rglob("*"))
    return tuple(path.relative_to(folder).as_posix() for path in files if path.is_file())


def _exchanged(new: Path, target: Path, leave: Collection[str]) -> bool:
    """Whether both folders could be exchanged in one step, with what is not ours in the new one
    too.
    """
    with suppress(OSError):
        if Path.cwd().is_relative_to(target):
            return False  # the person would be left in a folder that is deleted
    try:
        _link(target, new, leave=leave)
        _like(target, new)
    except (OSError, NotImplementedError):
        return False  # a disk without links, or a part that is on another disk
    if not exchange(new, target):
        return False
    with suppress(OSError):
        _bring_late(new, target, leave=leave)
    return True


def _link(origin: Path, target: Path, leave: Collection[str] = ()) -> None:
    """Have everything in a folder under the same name in another too, without a copy."""
    with os.scandir(origin) as entries:
        for entry in entries:
            twin = target / entry.name
            if entry.name in leave:
                continue
            if entry.is_dir(follow_symlinks=False):
                twin.mkdir()
                _link(Path(entry), twin)
                _like(Path(entry), twin)
            else:
                os.link(entry, twin, follow_symlinks=False)


def _like(origin: Path, target: Path) -> None:
    """Give a folder the group, the permissions and the time of another."""
    with suppress(OSError):  # only a member of the group may
        os.chown(target, -1, origin.stat().st_gid)
    shutil.copystat(origin, target)


def _bring_late(origin: Path, target: Path, leave: Collection[str] = ()) -> None:
    """Bring what a person saved in the earlier folder while everything was linked."""
    with os.scandir(origin) as entries:
        for entry in entries:
            twin = target / entry.name
            if entry.name in leave:
                continue
            if entry.is_dir(follow_symlinks=False) and twin.is_dir():
                _bring_late(Path(entry), twin)
            elif not os.path.lexists(twin) or _is_later(Path(entry), twin):
                Path(entry).replace(twin)


def _is_later(file: Path, twin: Path) -> bool:
    status, twins = file.lstat(), twin.lstat()
    return status.st_ino != twins.st_ino and status.st_mtime_ns > twins.st_mtime_ns


def _replace_each(entry: Journal, journal: Path, earlier_files: Iterable[str]) -> None:
    """Replace each file; where one is refused, those before it are put back."""
    target, work = journal.parent.parent.joinpath(*entry.folder), journal.parent / entry.work
    for name in earlier_files:  # Windows refuses to rename what is open, even to its own name
        patiently(partial(os.rename, target / name, target / name), target / name)
    for name in earlier_files:
        copied = work / EARLIER / name
        copied.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(target / name, copied)
    if earlier_files:
        sync_all(work / EARLIER)
    _note(entry, journal)
    try:
        _apply(entry, journal)
    except BaseException:
        _undo(entry, journal)
        raise


def _undo(entry: Journal, journal: Path) -> None:
    """Put back what has been replaced so far."""
    try:
        _note(_back(entry, journal), journal)
        finish(journal)
    except (OSError, HnbError) as fault:
        raise HnbError(
            Place(file=str(journal.parent.parent.joinpath(*entry.folder))),
            found=f"a file is held open, and those before it cannot be put back ({fault})",
            after="The next `hnb render`, `check` or `trace` of it completes it.",
        ) from None


def _back(entry: Journal, journal: Path) -> Journal:
    """The way back from where a switch has got to."""
    target, work = journal.parent.parent.joinpath(*entry.folder), journal.parent / entry.work
    moved = [name for name in entry.files if not (work / NEW / name).exists()]
    moved += [name for name in entry.stale if not (target / name).exists()]
    known = tuple(name for name in moved if (work / EARLIER / name).exists())
    added = tuple(name for name in moved if name not in known)
    return replace(entry, side=EARLIER, files=known, stale=added)


def _note(entry: Journal, journal: Path) -> None:
    built = journal.parent / entry.work / journal.name
    write_whole(built, json.dumps(asdict(entry)))
    put_in_place(built, journal)
    sync(journal.parent)


def _apply(entry: Journal, journal: Path) -> None:
    """Take every step of a journal that was not taken yet, and then delete it.

    May be stopped anywhere, and called again. Where a person deleted what was to be moved in, the
    rest stays as it is.
    """
    target, work = journal.parent.parent.joinpath(*entry.folder), journal.parent / entry.work
    if work.is_dir():
        for name in entry.files:
            file = work / entry.side / name
            if file.exists():
                (target / name).parent.mkdir(parents=True, exist_ok=True)
                put_in_place(file, target / name)
        for name in entry.stale:
            patiently(partial((target / name).unlink, missing_ok=True), target / name)
        for folder in {(target / name).parent for name in (*entry.files, ".")}:
            sync(folder)
    journal.unlink()
    sync(journal.parent)


def finish(journal: Path) -> None:
    """Complete a switch that was stopped on its way.

    Raises
    ------
    HnbError
        A file is held open, or the journal is not one that was written here.
    """
    _apply(read_journal(journal), journal)


def read_journal(journal: Path) -> Journal:
    """A journal, checked: it can come from somebody else's folder, and moves and deletes files.

    Raises
    ------
    HnbError
        It is no journal, or names what is outside the folders that it is about.
    """
    try:
        content = json.loads(journal.read_text(encoding="utf-8"))
        folder, files, stale = (
            tuple(map(str, content[name])) for name in ("folder", "files", "stale")
        )
        entry = Journal(str(content["work"]), str(content["side"]), folder, files, stale)
        if _is_within(entry, journal.parent.parent.resolve(), hidden=journal.parent.name):
            return entry
    except (ValueError, TypeError, LookupError, RecursionError):
        pass
    raise HnbError(
        Place(file=str(journal)),
        found="it is not as `hnb` writes it",
        expected="a list of files that are being replaced; if in doubt, delete it and render anew",
        after="Nothing was moved.",
    )


def _is_within(entry: Journal, root: Path, hidden: str) -> bool:
    """Whether every way is down, and leads through no link to elsewhere."""
    target, work = root.joinpath(*entry.folder), root / hidden / entry.work
    files = (*entry.files, *entry.stale)
    ways = [target, work / entry.side, *(target / name for name in files)]
    ways += [work / entry.side / name for name in files]
    return (
        entry.side in (NEW, EARLIER)
        and len(Path(entry.work).parts) == 1
        and all(".." not in way.parts for way in ways)
        and all(way.parent.resolve().is_relative_to(root) for way in ways)
    )
