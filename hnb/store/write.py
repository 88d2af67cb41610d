"""Files and folders written whole: a reader sees the old one or the new one, never a part."""

from __future__ import annotations

import csv
import errno
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from io import StringIO
from pathlib import Path

from hnb.domain.errors import HnbError, Place
from hnb.domain.manifest import NAME, forget, manifest_text

# seconds between tries: a virus scanner or a sync client may hold a file for half a minute
_PAUSES = (0.1,) * 20 + (0.5,) * 80
_HELD = (errno.EACCES, errno.EPERM, errno.EBUSY, errno.ETXTBSY)
# what a system or a disk answers that cannot exchange two names
_NO_EXCHANGE = (*_HELD, errno.ENOSYS, errno.EINVAL, errno.EXDEV, errno.ENOTSUP, errno.EOPNOTSUPP)


@contextmanager
def temporary_folder() -> Iterator[str]:
    """A folder for a while, its owner's alone; what processes that were killed left is deleted."""
    import psutil

    for left in Path(tempfile.gettempdir()).glob("hnb-*-*"):
        number = left.name.split("-")[1]
        if number.isdecimal() and not psutil.pid_exists(int(number)):
            shutil.rmtree(left, ignore_errors=True)
    prefix = f"hnb-{os.getpid()}-"
    with tempfile.TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True) as folder:
        yield folder


def put_in_place(built: Path, target: Path) -> None:
    """Move a finished file or folder over another; tries again while another program holds it open.

    Raises
    ------
    HnbError
        It is still open there; what was there before is untouched.
    """
    patiently(lambda: built.replace(target), target)


def patiently(step: Callable[[], object], target: Path) -> None:
    """Do one step to a file that another program may hold for a while; tries again until it lets
    go.

    Raises
    ------
    HnbError
        A person has it open, its folder cannot be written in, or it is held for longer.
    """
    for pause in (*_PAUSES, None):
        refuse_open(target)
        try:
            step()
            return
        except OSError as fault:
            if fault.errno not in (*_HELD, None) or not os.access(target.parent, os.W_OK):
                raise OSError(fault.errno, fault.strerror, str(target)) from None
            if pause is None:
                raise HnbError(
                    Place(file=str(target)),
                    found="another program holds the file open, or it is protected",
                    expected="it to be closed, and free to be replaced",
                    after="The earlier file is as it was.",
                ) from None
            time.sleep(pause)


def refuse_open(file: Path) -> None:
    """Refuse to replace a document that a person has open, as Office and LibreOffice tell in a file
    next to it.

    Raises
    ------
    HnbError
        The file is open, and by whom where that is said.
    """
    owners = [file.with_name(f"~${file.name[cut:]}") for cut in (0, 1, 2)]
    for owner in (*owners, file.with_name(f".~lock.{file.name}#")):
        if file.suffix and owner.is_file():
            raise HnbError(
                Place(file=str(file)),
                found=f"a person has it open, as {owner.name} next to it says",
                expected=f"it to be closed; where nobody has it open, delete {owner.name}",
                after="The earlier file is as it was.",
            )


def exchange(new: Path, old: Path) -> bool:
    """Exchange two files or two folders in one step, so that a reader sees the one or the other.

    Returns
    -------
    bool
        Whether it was done. Windows cannot, nor can some network drives: nothing was changed then.
    """
    import ctypes

    if os.name != "posix":
        return False
    library = ctypes.CDLL(None, use_errno=True)
    names = os.fsencode(new), os.fsencode(old)
    if hasattr(library, "renameat2"):  # Linux: RENAME_EXCHANGE, of paths from the current folder
        here = -100
        failed = library.renameat2(here, names[0], here, names[1], ctypes.c_uint(2))
    elif sys.platform == "darwin" and hasattr(library, "renamex_np"):  # RENAME_SWAP
        failed = library.renamex_np(*names, ctypes.c_uint(2))
    else:
        return False
    code = ctypes.get_errno()
    if failed and code not in _NO_EXCHANGE:
        raise OSError(code, os.strerror(code), str(new), None, str(old))
    return not failed


def sync(path: Path) -> None:
    """Have the disk keep the content of a file, or the names in a folder, through a power cut."""
    is_windows = os.name == "nt"
    if is_windows and path.is_dir():
        return  # it has no such step
    opened = os.open(path, os.O_RDWR if is_windows else os.O_RDONLY)
    try:
        os.fsync(opened)
    except OSError as fault:
        if fault.errno not in (errno.EINVAL, errno.ENOTSUP):  # a drive that knows no such step
            raise
    finally:
        os.close(opened)


def sync_all(folder: Path) -> None:
    """Have the disk keep a folder with all that is in it."""
    for file in sorted(folder.rglob("*")):
        if not file.is_symlink():
            sync(file)
    sync(folder)


def write_whole(target: Path, content: str | bytes) -> None:
    """Write a file so that a reader sees the old one or the new one, never a part, and that a power
    cut cannot take it back.

    Raises
    ------
    OSError
        It cannot be written; what was there before is untouched.
    HnbError
        Another program holds it open, or there is something there that is no file.
    """
    if target.exists() and not target.is_file():  # such as a folder, or a device
        raise HnbError(
            Place(file=str(target)),
            found="there is something of that name that is no file",
            expected="the name of a file",
            after="Nothing was written.",
        )
    # a short name of its own: that of the target may be as long as a name can be
    built = target.with_name(f".hnb-{os.urandom(6).hex()}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with built.open("wb") as file:
            file.write(content.encode("utf-8") if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        put_in_place(built, target)
        sync(target.parent)
    except OSError as fault:  # of a file that a person never named
        raise OSError(fault.errno, fault.strerror or str(fault), str(target)) from None
    finally:
        with suppress(OSError):
            built.unlink()


def write_manifest(folder: Path) -> None:
    """Write the checksums of the files of a folder, last of all: they are what is held from now."""
    write_whole(folder / NAME, manifest_text(folder))
    forget()


def csv_text(header: Iterable[str], lines: Iterable[Iterable[object]]) -> str:
    """A CSV of a heading and lines, as text."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(lines)
    return text.getvalue()
