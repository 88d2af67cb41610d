"""`hnb data add` and the build killed at each step that they take on the disk: what is held is as
before, or complete, before anything else is run.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

from hnb.store.add import Addition
from hnb.store.doubts import doubts_at
from tests.reliability.attempt import CHECKOUT, Attempt, hnb
from tests.sources import books

TITLE = "complete before the next run, after a kill at each step of `data add` and the build"
GOAL = "all"
WHEN = "2026-06-25"
ADD_STEPS, BUILD_STEPS = 20, 20
EVENTS = ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "shutil.rmtree")


def requests(year: int, count: int) -> bytes:
    """A file of requests for one authority, in one year."""
    topic = "All requests for EHC needs assessments"
    heads = [*books.EES_AREA, *books.REQUESTS]
    cells = [year, "Calendar year", "Local authority", "E92000001", "England", "E12000008",
             "South East", "E10000016", 886, "Kent", topic, topic]  # fmt: skip
    cells += [count] * len(books.REQUESTS)
    return books.csv_bytes([dict(zip(heads, cells, strict=True))])


def killed_at(step: int, home: Path, work: Callable[[], object]) -> bool:
    """Do work in a forked process that is killed just before its n-th step below a folder; whether
    it got so far.
    """
    process = os.fork()
    if process == 0:
        seen = 0

        def before(event: str, details: tuple[object, ...]) -> None:
            nonlocal seen
            if event not in EVENTS or not str(details[0]).startswith(str(home)):
                return
            if event == "open" and not int(str(details[2])) & (os.O_WRONLY | os.O_RDWR):
                return
            seen += 1
            if seen == step:
                os.kill(os.getpid(), signal.SIGKILL)

        try:
            sys.addaudithook(before)
            work()
            os._exit(0)
        except BaseException as fault:
            print(f"{type(fault).__name__}: {fault}", file=sys.stderr, flush=True)
            os._exit(1)
    _, status = os.waitpid(process, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise RuntimeError("the work itself failed")
    return os.WIFSIGNALED(status)


@cache
def _looked_at() -> tuple[Addition, ...]:
    """Two files, looked at once: both are taken in together."""
    import tempfile
    from datetime import date

    from hnb.store import add

    with tempfile.TemporaryDirectory() as folder:
        os.environ["HNB_DATA"] = str(Path(folder, "home"))
        found = []
        for year in (2026, 2027):
            path = Path(folder, f"requests-{year}.csv")
            path.write_bytes(requests(year, year - 1000))
            found += add.look(path, date.fromisoformat(WHEN))
    return tuple(found)


def _held() -> tuple[list[int], int]:
    """The years of requests that were taken in, and the doubts about them."""
    import hnb
    from hnb.store import files

    files.forget()
    years = hnb.load("requests")["calendar_year"]
    odd = [
        doubt
        for doubt in doubts_at()
        if doubt.table == "requests" and doubt.period in ("2026", "2027")
    ]
    return sorted({int(year) for year in years if year >= 2026}), len(odd)


def _add_killed(step: int, folder: Path) -> str:
    from hnb.store import add, files

    earlier = os.environ.get("HNB_DATA")
    try:
        additions = _looked_at()
        os.environ["HNB_DATA"] = str(folder)
        (folder / ".requests.csv.123").write_text("left by an earlier version")
        doubts = {doubt for entry in additions for doubt in entry.doubts}
        expected = sum(doubt.table == "requests" for doubt in doubts)
        files.forget()
        if not killed_at(step, folder, lambda: add.take_in(*additions)):
            return "it ended before that step: there are fewer steps now"
        after = _held()
        if after[0] not in ([], [2026, 2027]) or (after[1] > 0) != bool(after[0]):
            return f"held in part: {after}"
        add.take_in(*additions)
        if _held() != ([2026, 2027], expected):
            return f"the next run: {_held()}"
        left = [file.name for file in folder.iterdir() if file.name.startswith(".")]
        return "" if left == [".lock"] else f"left behind: {left}"
    finally:
        os.environ.pop("HNB_DATA")
        if earlier:
            os.environ["HNB_DATA"] = earlier
        files.forget()


def _versions(folder: Path) -> tuple[Path, dict[str, bytes]]:
    """A folder of published tables, with files that are not tables, and what is in it."""
    published = folder / "published"
    published.mkdir()
    for name in ("authorities.csv", "hexagons.csv", "releases.yml", "MANIFEST.csv", "doubts.csv"):
        shutil.copy(CHECKOUT / "data" / "published" / name, published / name)
    (published / "notes").mkdir()
    (published / "notes" / "ours.txt").write_text("kept", encoding="utf-8")
    return published, _content(published)


def _content(folder: Path) -> dict[str, bytes]:
    files = (file for file in folder.rglob("*") if file.is_file())
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}


def _small_build(published: Path) -> None:
    """The build itself, of a list of authorities and no tables: what it reads is not its own."""
    from unittest import mock

    from hnb.store import build

    text = (CHECKOUT / "data" / "published" / "authorities.csv").read_text(encoding="utf-8")
    with (
        mock.patch.object(build, "_open_all", lambda *_: {}),
        mock.patch.object(build, "_authorities_of", lambda *_: text.replace("|BCP", "")),
        mock.patch.object(build, "_recognised", lambda *_: []),
        mock.patch.object(build, "doubts_in", lambda *_: []),
    ):
        build.build(published.parent, published)


def _is_whole(published: Path, old: dict[str, bytes], new: dict[str, bytes]) -> str:
    if not published.is_dir():
        return "there are no tables"
    now = _content(published)
    if now in (old, new):
        return ""
    return f"neither the old tables nor the new: {sorted(set(now) ^ set(old))[:5]}"


@cache
def _built() -> dict[str, bytes]:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        published, _ = _versions(Path(folder))
        _small_build(published)
        return _content(published)


def _build_killed(step: int, folder: Path) -> str:
    published, old = _versions(folder)
    new = _built()
    if new == old or "notes/ours.txt" not in new or "hexagons.csv" not in new:
        return "the build lost a file that is not its own, or built nothing"
    if not killed_at(step, folder, partial(_small_build, published)):
        return "it ended before that step: there are fewer steps now"
    if fault := _is_whole(published, old, new):
        return fault
    _small_build(published)
    left = [file.name for file in folder.iterdir() if file.name not in ("published",)]
    if left != [".published.lock"]:
        return f"left behind: {left}"
    return _is_whole(published, new, new)


def _read_meanwhile(rounds: int, folder: Path) -> str:
    """Somebody reads all the time while tables are built again and again."""
    published, old = _versions(folder)
    new = _built()
    process = os.fork()
    if process == 0:
        for _ in range(rounds):
            _small_build(published)
        os._exit(0)
    fault, looks = "", 0
    while os.waitpid(process, os.WNOHANG) == (0, 0):
        looks += 1
        for name in ("authorities.csv", "hexagons.csv", "MANIFEST.csv", "notes/ours.txt"):
            try:
                content = (published / name).read_bytes()
            except FileNotFoundError as gone:
                fault = str(gone)
                continue
            if content not in (old[name], new[name]):
                fault = f"{name} is neither the old nor the new one"
    return fault or _is_whole(published, old, new) or ("" if looks > 5 else "nobody looked")


def _command_killed(seconds: float, folder: Path) -> str:
    """The command itself, killed after some time, and run again at once."""
    path, home = folder / "requests.csv", folder / "home"
    path.write_bytes(requests(2026, 1000))
    command = [sys.executable, "-m", "hnb", "data", "add", "--published", WHEN, str(path)]
    surroundings = {**os.environ, "HNB_DATA": str(home), "PYTHONPATH": str(CHECKOUT)}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, env=surroundings, cwd=CHECKOUT, **quiet) as process:  # type: ignore
        time.sleep(seconds)
        process.kill()
    again = hnb("data", "add", "--published", WHEN, path, env={"HNB_DATA": str(home)})
    if fault := again.fault(0):
        return fault
    left = [file.name for file in home.iterdir() if file.name.startswith(".adding")]
    return f"left behind: {left}" if left else ""


def _help(folder: Path) -> str:
    ended = hnb(python=("-m", "hnb.store.build", "--help"), cwd=CHECKOUT)
    return ended.fault(0, says="Tabulate the publishers' files")


def _no_folder(folder: Path) -> str:
    ended = hnb(python=("-m", "hnb.store.build", str(folder / "none")), cwd=CHECKOUT)
    return ended.fault(2, says="is no folder; nothing was written")


def attempts() -> list[Attempt]:
    """Kills at each step, and a reader meanwhile."""
    listed = [
        Attempt(f"`data add` of two files, killed before step {n}", partial(_add_killed, n), n < 3)
        for n in range(1, ADD_STEPS + 1)
    ]
    listed += [
        Attempt(f"the build, killed before step {n}", partial(_build_killed, n), n < 3)
        for n in range(1, BUILD_STEPS + 1)
    ]
    listed += [
        Attempt(f"`hnb data add` killed after {seconds} s", partial(_command_killed, seconds))
        for seconds in (0.5, 1.5, 2.5, 3.5, 4.5)
    ]
    listed += [
        Attempt("a reader while tables are built 40 times", partial(_read_meanwhile, 40)),
        Attempt("the build's --help is no folder", _help),
        Attempt("a folder of originals that is not there", _no_folder),
    ]
    return listed
