"""What was made of some files, kept until one of them changes."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from hnb.store.write import write_whole

Result = TypeVar("Result")


def recall(
    pickle_file: Path, files: Iterable[Path], shape: object, make: Callable[[], Result]
) -> Result:
    """The result of `make`, from the pickle where that was made of the same files; made anew and
    kept where not.

    Parameters
    ----------
    pickle_file : Path
        Where the result is kept. It is unpickled: it must be where only those can write who may
        change the code.
    files : iterable of Path
        What the result is made of; one that changes its size or time, is new or is gone makes the
        result anew.
    shape : object
        What else the result depends on.
    make : callable
        Makes it.
    """
    import pandas as pd

    sizes = [
        (str(file), file.stat().st_size, file.stat().st_mtime_ns) for file in files if file.exists()
    ]
    stamp = (sys.version, pd.__version__, shape, sizes)
    # there may be none, or a stop, another version or a failing disk has left what cannot be read
    with suppress(Exception), pickle_file.open("rb") as stream:
        if pickle.load(stream) == stamp:
            result: Result = pickle.load(stream)
            return result
    result = make()
    with suppress(Exception):  # a folder in which this person may not write: made anew each time
        write_whole(pickle_file, pickle.dumps(stamp, 5) + pickle.dumps(result, 5))
    return result
