"""One at a time: a lock that dies with the process that holds it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hnb.domain.errors import LockedError, Place


@contextmanager
def alone(file: Path, doing: str, *, patience: float = 0) -> Iterator[None]:
    """Hold a lock for as long as the block runs.

    Parameters
    ----------
    file : Path
        The lock's file. It is left in its place: removing it would let two in at once.
    doing : str
        What the holder does, such as "`hnb data add` is writing".
    patience : float
        Seconds to wait for another that holds it.

    Raises
    ------
    LockedError
        Another process holds it still.
    """
    from filelock import FileLock, Timeout

    file.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(file, timeout=patience)
    try:
        lock.acquire()
    except Timeout:
        raise LockedError(
            Place(file=str(file.parent)), found=f"another {doing} there", expected="its end"
        ) from None
    try:
        yield
    finally:
        lock.release()
