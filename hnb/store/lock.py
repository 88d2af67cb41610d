"""One at a time: a lock that dies with the process that holds it."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from hnb.domain.errors import LockedError, Place


@dataclass(frozen=True)
class Hold:
    """A lock that is held: its file, and which of all files of that name it was."""

    file: Path
    identity: tuple[int, int]

    @property
    def is_lost(self) -> bool:
        """Whether the lock's file was deleted or replaced, so that another may be at work too."""
        try:
            return _identity(self.file) != self.identity
        except OSError:
            return True

    def refuse_if_lost(self) -> None:
        """Stop where the lock was lost.

        Raises
        ------
        LockedError
            Somebody deleted its file, or the folder that it was in.
        """
        if self.is_lost:
            raise LockedError(
                Place(file=str(self.file)),
                found="the lock was deleted during the work, so that another may be at work too",
                expected=f"{self.file.parent} to be left alone until the command has ended",
                after="Nothing was put in place; run the command again.",
            )


@contextmanager
def alone(
    file: Path, doing: str, *, patience: float = 0, where: Path | None = None
) -> Iterator[Hold]:
    """Hold a lock for as long as the block runs.

    Parameters
    ----------
    file : Path
        The lock's file. It is left in its place: removing it would let two in at once. It says
        which process holds it, and since when.
    doing : str
        What the holder does, such as "`hnb data add` is writing".
    patience : float
        Seconds to wait for another that holds it.
    where : Path, optional
        What a refusal names; the lock's folder where it is not given.

    Raises
    ------
    LockedError
        Another process holds it still.
    """
    from filelock import FileLock, SoftFileLock, Timeout

    file.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(file, timeout=patience, mode=0o666)  # a folder may be shared by several people
    try:
        lock.acquire()
    except Timeout:
        raise LockedError(
            Place(file=str(where or file.parent)),
            found=f"another {doing} there",
            expected="its end",
            after=f"{LockedError.usual_after}{_holder(file)}",
        ) from None
    since = datetime.now().strftime("%H:%M on %d %B %Y")
    is_soft = isinstance(lock, SoftFileLock)  # its file has a content of its own
    try:
        if not is_soft:
            _note(file, f"process {os.getpid()} on {platform.node()}, since {since}")
        yield Hold(file, _identity(file))
    finally:
        if not is_soft:
            _note(file, "")
        lock.release()


def _identity(file: Path) -> tuple[int, int]:
    status = file.stat()
    return status.st_dev, status.st_ino


def _note(file: Path, holder: str) -> None:
    """Write who holds a lock into its file, after the first byte, which Windows keeps shut."""
    with suppress(OSError), file.open("r+b", buffering=0) as stream:
        stream.truncate(1)
        stream.seek(1)
        stream.write(holder.encode())


def _holder(file: Path) -> str:
    """Who holds a lock, as a sentence; empty where the holder has not said so."""
    with suppress(OSError, ValueError), file.open("rb", buffering=0) as stream:
        stream.seek(1)
        if holder := stream.read(200).decode():
            return f" It is {holder}."
    return ""
