"""Two renders of one paper, or of two papers of one authority, at once, with every change of
a name slowed: none blocked, none lost.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

from hnb.domain.errors import LockedError
from hnb.papers.place import PaperPlace
from tests.papers.report import YAML, write_report
from tests.reliability import prepared
from tests.reliability.attempt import Attempt, hnb

TITLE = "pairs of renders at the same time, each change of a name slowed by 20 ms"
GOAL = "200 of 200"
SLOWED = 0.02
TINY = ("tiny.html", "tiny.docx", "figures.json", "notebooks/a.ipynb")
# seconds by which the second begins later: from at once to when the first is done
STARTS = [step * SLOWED * 2 for step in range(24)]


def attempts() -> list[Attempt]:
    """190 pairs of the code that puts a paper in place, and 10 of the command."""
    return [*_same(), *_other_reports(), *_renders()]


def _same() -> Iterator[Attempt]:
    for is_first in (True, False):
        for can in (True, False):
            for start in STARTS:
                name = "the first paper" if is_first else "a later paper"
                way = "exchanged" if can else "file by file"
                run = partial(_pair, start=start, is_first=is_first, can=can)
                yield Attempt(f"{name}, {way}, {start * 1000:.0f} ms later", run)


def _other_reports() -> Iterator[Attempt]:
    """The forum paper with another report of the authority, whose folder is within its own."""
    for can in (True, False):
        for start in (*STARTS, *(-start for start in STARTS[1:])):
            way = "exchanged" if can else "file by file"
            run = partial(_within, start=start, can=can)
            yield Attempt(f"with another report, {way}, {start * 1000:.0f} ms later", run)


def _renders() -> Iterator[Attempt]:
    for tenths in range(10):
        run = partial(_real, start=tenths / 5)
        yield Attempt(f"`hnb render` twice, {tenths / 5:.1f} s apart", run)


def _slowly(work: Callable[[], object], start: float, can: bool) -> int:
    """A process of its own that begins later, with each change of a name slowed; its number."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        time.sleep(start)
        with prepared.stepping(lambda _: time.sleep(SLOWED), exchange=can):
            work()
        code = 0
    except LockedError:
        code = LockedError.exit_code
    finally:
        os._exit(code)


def _codes(*children: int) -> list[int]:
    return [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]


def _pair(folder: Path, start: float, is_first: bool, can: bool) -> str:
    place = prepared.forum_paper(folder)
    if not is_first:
        prepared.put(place, "old")
        prepared.write_own(place.folder)
    own = {} if is_first else prepared.OWN
    works = [partial(prepared.put, place, name) for name in ("one", "other")]
    codes = _codes(_slowly(works[0], 0, can), _slowly(works[1], start, can))
    after = prepared.contents(place.folder)
    wholes = [{**own, **prepared.edition(name)} for name in ("one", "other")]
    written = [whole for whole, code in zip(wholes, codes, strict=True) if code == 0]
    if after not in written or set(codes) - {0, 7}:
        return f"codes {codes}: {after}"[:300]
    prepared.put(place, "next")
    after = prepared.contents(place.folder)
    return "" if after == {**own, **prepared.edition("next")} else f"blocked: {after}"[:300]


def _within(folder: Path, start: float, can: bool) -> str:
    forum = prepared.forum_paper(folder)
    tiny = PaperPlace(forum.out, (*forum.parts, "tiny"), "tiny", longest="a")
    prepared.put(forum, "old")
    prepared.put(tiny, "old", TINY)
    codes = _codes(
        _slowly(partial(prepared.put, forum, "new"), max(0, -start), can),
        _slowly(partial(prepared.put, tiny, "new", TINY), max(0, start), can),
    )
    expected = prepared.edition("new")
    expected |= {f"tiny/{name}": text for name, text in prepared.edition("new", TINY).items()}
    after = prepared.contents(forum.folder)
    return "" if after == expected and codes == [0, 0] else f"codes {codes}: {after}"[:300]


# as `hnb` begins, with every change of a name slowed
_SLOWED = f"""
import os, sys, time
for name in ("rename", "replace"):
    def change(*paths, _real=getattr(os, name), **options):
        time.sleep({SLOWED})
        return _real(*paths, **options)
    setattr(os, name, change)
from hnb.cli import main
sys.exit(main())
"""


def _real(folder: Path, start: float) -> str:
    report = write_report(folder, yaml=YAML.replace("[html, docx]", "[html]"))
    words = ("render", report, "--out", folder / "out", "--quiet")
    child = os.fork()
    if not child:
        code = 1
        with suppress(BaseException):
            code = hnb(*words, python=("-c", _SLOWED)).code
        os._exit(code)
    time.sleep(start)
    second = hnb(*words, python=("-c", _SLOWED))
    codes = [*_codes(child), second.code]
    if sorted(codes) not in ([0, 0], [0, 7]):
        return f"codes {codes}: {second.err[-300:]}"
    if second.code == 7 and "another `hnb render` is at work on tiny" not in second.err:
        return second.err
    paper = folder / "out" / "tiny"
    whole = {"tiny.html", "figures.json", "notebooks/block.ipynb", "notebooks/plans.ipynb"}
    if not whole <= prepared.contents(paper).keys():
        return f"lost: {sorted(prepared.contents(paper))}"
    return hnb("check", paper).fault(0) or hnb(*words).fault(0)
