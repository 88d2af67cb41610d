"""A person's file is looked at in a process of its own, with limits on memory and time.

Whatever a file does to the libraries that read it (a workbook can make one ask for 500 GB, and end
the process), the command lives on and says so. The other process gives JSON and nothing else.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, BinaryIO

from hnb.domain.errors import HnbError, Place, SourceError, kinds
from hnb.domain.paths import PACKAGE
from hnb.domain.plain import Json

if TYPE_CHECKING:
    from hnb.store.add import Addition
    from hnb.store.compare import Change


MODULE = "hnb.store.apart"
_LOOK_EVERY = 0.02  # seconds between two looks at how much memory the other process has


@dataclass(frozen=True)
class Limits:
    """What reading one file may take: bytes of memory and seconds."""

    memory: int = 2_000_000_000
    seconds: int = 60


USUAL = Limits()


def look_apart(
    path: Path,
    published: date | None = None,
    limits: Limits = USUAL,
    successors: Path | None = None,
    *,
    vintage: int | None = None,
    moment: str = "",
) -> list[Addition]:
    """`hnb.store.add.look` in a process of its own.

    Parameters
    ----------
    path : Path
        A published file or a zip of them, by whatever name.
    published : date, optional
        When it was published, where the file itself does not say.
    limits : Limits
        What reading it may take.
    successors : Path, optional
        Which authorities took the place of which, where the file is a list of authorities.
    vintage : int, optional
        The year of a list of neighbours, where the file itself does not say.
    moment : str, optional
        When a service put it there, as `look` takes it.

    Raises
    ------
    SourceError
        What `look` raises; and where reading the file takes more than the limits allow, or ends the
        process that reads it.
    """
    asked = {
        "path": str(path),
        "published": published and published.isoformat(),
        "successors": successors and str(successors),
        "vintage": vintage,
        "moment": moment,
    }
    request = json.dumps({**asked, "limits": asdict(limits)})
    # -P: no module is taken from the folder that a person happens to be in
    command = [sys.executable, "-P", "-m", MODULE, request]
    paths = [str(PACKAGE.parent), *filter(None, [os.environ.get("PYTHONPATH")])]
    surroundings = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "OMP_NUM_THREADS": "1"}
    with TemporaryFile() as out, TemporaryFile() as err:
        with subprocess.Popen(
            command, env=surroundings, stdin=subprocess.DEVNULL, stdout=out, stderr=err
        ) as process:
            stopped = _watched(process, limits)
        answer = _answer(out)
        if stopped or answer is None:
            fault = stopped or _how_it_ended(process.returncode, limits, _end_of(err))
            expected = "a file as a publisher gives it, no larger than it needs to be"
            raise SourceError(Place(file=path.name), found=fault, expected=expected)
    return _additions(answer)


def _watched(process: subprocess.Popen[bytes], limits: Limits) -> str:
    """Why the process was stopped; nothing where it ended by itself."""
    import psutil

    ends = time.monotonic() + limits.seconds
    try:
        seen = psutil.Process(process.pid)
        while process.poll() is None:
            if time.monotonic() > ends:
                return f"reading it takes more than {limits.seconds} seconds"
            if seen.memory_info().rss > limits.memory:
                return _too_much(limits)
            try:
                process.wait(_LOOK_EVERY)
            except subprocess.TimeoutExpired:
                continue
    except psutil.NoSuchProcess:  # it has just ended
        return ""
    finally:
        process.kill()
    return ""


def _too_much(limits: Limits) -> str:
    return f"reading it takes more than {limits.memory / 1e9:.3g} GB of memory"


def _how_it_ended(code: int, limits: Limits, last_line: str) -> str:
    """Why a process ended without an answer."""
    if code == -getattr(signal, "SIGXCPU", 0):
        return f"reading it takes more than {limits.seconds} seconds"
    if "memory" in last_line.casefold():  # of Python, and of libraries that end the process
        return _too_much(limits)
    return f"the process that reads it ended with {code} ({last_line or 'and said nothing'})"


def _end_of(err: BinaryIO) -> str:
    """The last line that a process printed, so far as it has letters."""
    err.seek(max(err.seek(0, os.SEEK_END) - 2000, 0))
    lines = err.read().decode("utf-8", errors="replace").split("\n")
    return next((line.strip()[:200] for line in reversed(lines) if line.strip()), "")


def _answer(out: BinaryIO) -> Json | None:
    """What the process found; nothing where it ended before it could say."""
    out.seek(0)
    try:
        answer: Json = json.load(out)
    except ValueError:
        return None
    return answer


def _additions(answer: Json) -> list[Addition]:
    from hnb.doubts.doubt import Doubt
    from hnb.store.add import Addition

    if fault := answer.get("fault"):
        kind, place = kinds()[fault.pop("kind")], Place(**fault.pop("place"))
        raise kind(place, **fault)
    additions = []
    for entry in answer["additions"]:
        lists = {
            "news": tuple(entry["news"]),
            "says": tuple(entry["says"]),
            "doubts": tuple(Doubt(**doubt) for doubt in entry["doubts"]),
            "changes": tuple(_change(change) for change in entry["changes"]),
        }
        published = entry["published"] and date.fromisoformat(entry["published"])
        additions.append(Addition(**entry | lists | {"published": published}))
    return additions


def _change(given: Json) -> Change:
    from hnb.store.compare import Change

    lists = {name: tuple(words) for name, words in given.items() if isinstance(words, list)}
    return Change(**given | lists)


# ---- in the other process ----


def main(asked: str) -> None:
    """Print as JSON what a file is, or why it is refused."""
    from hnb.store.add import look

    gc.disable()  # it ends soon, and looking through rows that stay takes a quarter of the time
    request = json.loads(asked)
    published = request["published"] and date.fromisoformat(request["published"])
    successors = request["successors"] and Path(request["successors"])
    _keep_to(Limits(**request["limits"]))
    try:
        known = {name: request[name] for name in ("vintage", "moment")}
        additions = look(Path(request["path"]), published, successors, **known)
        answer: Json = {"additions": [asdict(addition) for addition in additions]}
    except HnbError as fault:
        place, words = asdict(fault.place), {"found": fault.found, "expected": fault.expected}
        kind = type(fault).__name__
        answer = {"fault": {"kind": kind, "place": place, **words, "after": fault.after}}
    print(json.dumps(answer, default=str))


def _keep_to(limits: Limits) -> None:
    """Let the system itself hold the limits, where it can: also once nobody watches any more."""
    try:
        import resource
    except ImportError:  # Windows: the process that started this one watches alone
        return
    import psutil

    used = psutil.Process().memory_info().vms  # libraries take much that they never touch
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds + 5))
    with suppress(ValueError, OSError):  # macOS knows the limit and does not set it
        resource.setrlimit(resource.RLIMIT_AS, (used + limits.memory,) * 2)


if __name__ == "__main__":
    main(sys.argv[1])
