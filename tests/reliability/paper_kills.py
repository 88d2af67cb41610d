"""A render killed at each step of putting its paper in place: before any next run, a reader has a
whole paper.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, nullcontext
from functools import partial
from pathlib import Path

from hnb.papers.place import PaperPlace, finish_switch
from tests.papers.report import YAML, write_report
from tests.reliability import prepared
from tests.reliability.attempt import Attempt, hnb

TITLE = "a paper after a kill at each step of a render"
GOAL = "all"
FEWER = tuple(name for name in prepared.WHOLE if not name.endswith((".pdf", "b.ipynb")))
# what is there before, and what the new paper has
SITUATIONS = {
    "the first paper": ((), prepared.WHOLE, False),
    "the first paper beside another report": ((), prepared.WHOLE, True),
    "a later paper": (prepared.WHOLE, prepared.WHOLE, False),
    "a later paper beside an officer's files": (prepared.WHOLE, prepared.WHOLE, True),
    "a later paper with fewer documents": (prepared.WHOLE, FEWER, True),
    "a later paper with more documents": (FEWER, prepared.WHOLE, True),
}
# steps are counted in memory where the system has a folder for that
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None
QUICK = "a later paper with fewer documents"


def attempts() -> list[Attempt]:
    """A kill before each step, where folders can be exchanged and where they cannot."""
    return [*_switches(), *_recoveries(), *_failures(), *_renders()]


def _switches() -> Iterator[Attempt]:
    for situation in SITUATIONS:
        for can in (True, False):
            for step, name in _named(_steps(situation, can)):
                way = "exchanged" if can else "file by file"
                run = partial(_killed, situation=situation, step=step, can=can)
                quick = situation == QUICK and name.startswith(("exchange", "replace", "unlink"))
                yield Attempt(f"{situation}, {way}: {name}", run, quick)


def _named(steps: list[str]) -> Iterator[tuple[int, str]]:
    """Each step with its kind and number among its kind: a system lists a folder in an order of its
    own, so the place of a step among all of them is not the same in each process.
    """
    seen: Counter[str] = Counter()
    for step, kind in enumerate(steps):
        seen[kind] += 1
        yield step, f"{kind} {seen[kind]}"


def _recoveries() -> Iterator[Attempt]:
    """Killed half-way file by file, and killed again at each step of what completes it."""
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        half = _half_way(Path(folder))
        steps = prepared.steps_of(partial(_finish, half))
    for step, name in _named(steps):
        run = partial(_killed_again, step=step)
        yield Attempt(f"what completes a switch: {name}", run)


def _failures() -> Iterator[Attempt]:
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        steps = prepared.steps_of(partial(_fail, _before(Path(folder), "a later paper")))
    for step, name in _named(steps):
        yield Attempt(f"a failed render: {name}", partial(_killed_failing, step=step))


def _renders() -> Iterator[Attempt]:
    for can, step in ((True, 0), (False, 2), (False, 6), (False, 8), (False, 10)):
        way = "exchanged" if can else "file by file"
        run = partial(_killed_render, step=step, can=can)
        yield Attempt(f"`hnb render` killed at change {step} of a name, {way}", run)


def _before(folder: Path, situation: str) -> PaperPlace:
    names, _, own = SITUATIONS[situation]
    place = prepared.forum_paper(folder)
    if names:
        prepared.put(place, "old", names)
    if own:
        prepared.write_own(place.folder)
    return place


def _steps(situation: str, can: bool) -> list[str]:
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        place = _before(Path(folder), situation)
        names = SITUATIONS[situation][1]
        return prepared.steps_of(partial(prepared.put, place, "new", names), exchange=can)


def _killed(folder: Path, situation: str, step: int, can: bool) -> str:
    place, (_, new_names, _) = _before(folder, situation), SITUATIONS[situation]
    before = prepared.contents(place.folder)
    own = {name: text for name, text in before.items() if name in prepared.OWN}
    old, new = before, {**own, **prepared.edition("new", new_names)}
    if not prepared.killed(partial(prepared.put, place, "new", new_names), step, exchange=can):
        return "it was not killed"
    after = prepared.contents(place.folder)
    # where a first paper has to go file by file into a folder of others, each document is whole
    if after not in (old, new) and (can or not before):
        return f"neither the earlier paper nor the new one: {after}"
    missing = {name for name in old if name in new} - after.keys()
    torn = {name for name, text in after.items() if text not in (old.get(name), new.get(name))}
    if missing or torn:
        return f"missing {missing}, torn {torn}"
    _finish(place)
    if (after := prepared.contents(place.folder)) not in (old, new):
        return f"not completed by a reader: {after}"
    prepared.put(place, "newest")
    return _whole(place, {**own, **prepared.edition("newest")})


def _whole(place: PaperPlace, expected: dict[str, str]) -> str:
    after = prepared.contents(place.folder)
    left = [file.name for file in (place.out / ".hnb").iterdir() if file.suffix != ".lock"]
    return "" if after == expected and not left else f"{after}, and left {left}"


def _half_way(folder: Path) -> PaperPlace:
    place = _before(folder, "a later paper beside an officer's files")
    work = partial(prepared.put, place, "new", FEWER)
    steps = _steps("a later paper with fewer documents", can=False)
    # the journal was written and put next to the work, and one file of the new paper moved in
    at = [step for step, name in enumerate(steps) if name == "replace"][3]
    prepared.killed(work, at, exchange=False)
    return place


def _killed_again(folder: Path, step: int) -> str:
    place = _half_way(folder)
    if not prepared.killed(partial(_finish, place), step):
        return "it was not killed"
    missing = set(FEWER) - prepared.contents(place.folder).keys()
    if missing:
        return f"missing {missing}"
    _finish(place)
    expected = {**prepared.OWN, **prepared.edition("new", FEWER)}
    if (after := prepared.contents(place.folder)) != expected:
        return f"not completed: {after}"
    prepared.put(place, "newest")
    return _whole(place, {**prepared.OWN, **prepared.edition("newest")})


def _finish(place: PaperPlace, move: prepared.Move = nullcontext) -> None:
    with prepared.unsynced(), move():
        finish_switch(place.folder)


def _fail(place: PaperPlace, move: prepared.Move = nullcontext) -> None:
    with ExitStack() as moving, prepared.unsynced(), place.alone(), place.building() as new:
        prepared.write(new, "failed")
        moving.enter_context(move())
        place.keep_failed(new)


def _killed_failing(folder: Path, step: int) -> str:
    place = _before(folder, "a later paper")
    _fail(place)  # what it left is replaced
    prepared.killed(partial(_fail, place), step)
    after = prepared.contents(place.folder)
    paper = {name: text for name, text in after.items() if not name.startswith("failed/")}
    if paper != prepared.edition("old"):
        return f"the earlier paper is not whole: {after}"
    prepared.put(place, "newest")
    return _whole(place, prepared.edition("newest"))


# as `hnb` begins, with every change of a name counted; an exchange counts as one
_COUNTED = """
import os, signal, sys
step, can, counted = int(sys.argv.pop(1)), sys.argv.pop(1) == "True", [0]
def before():
    counted[0] += 1
    if counted[0] > step and sys.argv[1] == "render":
        os.kill(os.getpid(), signal.SIGKILL)
for name in ("rename", "replace"):
    def change(*paths, _real=getattr(os, name), **options):
        if "tiny" in str(paths):
            before()
        return _real(*paths, **options)
    setattr(os, name, change)
try:
    from hnb.store import switch
    def exchanged(new, old, _real=switch.exchange):
        if can:
            before()
        return can and _real(new, old)
    switch.exchange = exchanged
except ImportError:
    pass
from hnb.cli import main
sys.exit(main())
"""


def _killed_render(folder: Path, step: int, can: bool) -> str:
    report = write_report(folder, yaml=YAML.replace("[html, docx]", "[html]"))
    out, start = folder / "out", ("-c", _COUNTED)
    first = hnb("render", report, "--out", out, "--quiet", "--date", "2026-11-24")
    paper = {name: text for name, text in prepared.contents(out / "tiny").items()}
    words = ("render", report, "--out", out, "--quiet", "--date", "2026-11-25")
    ended = hnb(step, can, *words, python=start)
    after = prepared.contents(out / "tiny")
    if first.code or ended.code != 137 or after.keys() != paper.keys():
        return f"codes {first.code} and {ended.code}, and the paper has {sorted(after)}"
    if can and after != paper:
        return "it is not the earlier paper"
    return hnb("check", out / "tiny").fault(0) or hnb(
        "render", report, "--out", out, "--quiet"
    ).fault(0)
