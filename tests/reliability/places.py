"""Names of reports, folders given as --out, links, and folders that a sync client or Office shares:
the paper is put there whole, or one sentence says why not.
"""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from functools import partial
from pathlib import Path
from unittest import mock

from hnb.cli import main
from hnb.domain import paths
from hnb.papers import render
from hnb.store import switch, write
from tests.papers.conftest import run_nothing
from tests.papers.report import write_report
from tests.papers.test_render import of_leicestershire
from tests.reliability import prepared
from tests.reliability.attempt import CHECKOUT, Attempt, hnb

TITLE = "names of reports, places for papers, links and synced folders"
GOAL = "all, at least 40"
WRONG = ("failed", "notebooks", "leicestershire", "kent", "dorset-835", "bristol", "..",
         "Forum-Paper", "FORUM-PAPER", "con", "NUL", "aux", "lpt1", "com9", "forum paper",
         "forum-paper.", "forum-paper ", "fоrum-paper", "ｆorum", "-rf", "a--b", ".hnb", "~$paper",
         "a" * 61, "é", "a.b", "$(id)", "a\nb")  # fmt: skip
GOOD = ("a", "2026-report", "my_report", "figures", "b" * 60)
PATHS = ("../reports/forum-paper", "./forum-paper", "forum-paper/", "Forum-Paper", "FORUM-PAPER",
         str(CHECKOUT / "reports" / "forum-paper"), "nul", "a" * 300)  # fmt: skip
LINKS = ("leicestershire", "leicestershire/tiny", "leicestershire/tiny/tiny.html",
         "leicestershire/tiny/figures.json", "leicestershire/tiny/notebooks",
         "leicestershire/tiny/failed", ".hnb")  # fmt: skip
OWNERS = ("~$ny.html", "~$iny.html", "~$tiny.html", ".~lock.tiny.html#", "~$gures.json")
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO)


def attempts() -> list[Attempt]:
    """One for each name, place, link and trouble with a shared folder."""
    return [*_names(), *_outs(), *_links(), *_synced(), *_troubles(), *_writers()]


def _printed(*words: object) -> tuple[int, str]:
    """The exit code of a command in this process, without kernels, and what it printed."""
    told = io.StringIO()
    run = mock.patch.object(render, "run_notebooks", lambda jobs, to, **_: run_nothing(jobs, to))
    with run, redirect_stderr(told), redirect_stdout(told):
        code = main([str(word) for word in words])
    return code, told.getvalue()


def _report(folder: Path, name: str = "tiny", authority: bool = False) -> Path:
    path = of_leicestershire(folder) if authority else write_report(folder)
    yaml = path.read_text(encoding="utf-8")
    yaml = yaml.replace("[html, docx]", "[html]")
    path.write_text(yaml, encoding="utf-8")
    return path.rename(path.with_name(f"{name}.yml"))


def _render(report: object, out: Path) -> tuple[int, str]:
    return _printed("render", report, "--out", out, "--quiet")


def _wrong(ended: tuple[int, str], code: int, says: str) -> str:
    """What is wrong with an end: it should have that code, and be one paragraph with some words."""
    told = ended[1].strip()
    if ended[0] != code or "Traceback" in told:
        return f"code {ended[0]}: {told[-300:]}"
    if says not in told or (code and len(told.splitlines()) > 2) or ".hnb-" in told:
        return f"it says: {told[-300:]}"
    return ""


def _names() -> Iterator[Attempt]:
    for authority in (True, False):
        whose = "of an authority" if authority else "of nobody"
        for name in WRONG:
            run = partial(_wrong_name, name=name, authority=authority)
            yield Attempt(f"a report {whose} called {name!r}", run, quick=not authority)
    for name in GOOD:
        yield Attempt(f"a report called {name!r}", partial(_good_name, name=name), quick=True)
    for name in PATHS:
        yield Attempt(f"`hnb render {name[:40]}`", partial(_path_as_name, name=name), quick=True)


def _wrong_name(folder: Path, name: str, authority: bool) -> str:
    report, before = _report(folder, name, authority), prepared.contents(folder)
    fault = _wrong(_render(report, folder / "out"), 2, "the report is called")
    return fault or ("" if prepared.contents(folder) == before else "something was written")


def _good_name(folder: Path, name: str) -> str:
    fault = _wrong(_render(_report(folder, name), folder / "out"), 0, f"{name}.html")
    return fault or _printed("check", folder / "out" / name)[1].partition("every number")[0][-1:-1]


def _path_as_name(folder: Path, name: str) -> str:
    return _wrong(_render(name, folder / "out"), 2, "there is no report")


def _outs() -> Iterator[Attempt]:
    ours = (paths.notebooks(), paths.published(), paths.published().parent, paths.PACKAGE,
            paths.reports(), paths.reports() / "settings", CHECKOUT, CHECKOUT / "docs")  # fmt: skip
    for out in ours:
        name = out.relative_to(CHECKOUT.parent)
        run = partial(_out, out=out, code=2, says="it is a folder of the package's own")
        yield Attempt(f"--out {name}", run, quick=True)
    for words in ("file", "file/below", "file/below/it"):
        yield Attempt(f"--out {words}", partial(_out_in_file, words=words), quick=True)
    says = "cannot be made"
    yield Attempt("--out /proc/x", partial(_out, out=Path("/proc/x"), code=1, says=says), True)


def _out(folder: Path, out: Path, code: int, says: str) -> str:
    before = sorted(out.iterdir()) if out.exists() else []
    fault = _wrong(_render(_report(folder), out), code, says)
    after = sorted(out.iterdir()) if out.exists() else []
    return fault or ("" if after == before else "something was written")


def _out_in_file(folder: Path, words: str) -> str:
    (folder / "file").write_text("a person's own")
    fault = _wrong(_render(_report(folder), folder / words), 1, "file")
    return fault or ("" if (folder / "file").read_text() == "a person's own" else "overwritten")


def _links() -> Iterator[Attempt]:
    for place in LINKS:
        for is_later in (False, True):
            when = "a later" if is_later else "the first"
            run = partial(_link, place=place, is_later=is_later)
            quick = not is_later or place in LINKS[:3]
            yield Attempt(f"a link at {place} before {when} paper", run, quick)
    yield Attempt("a link of a person's own in the folder", _own_link, quick=True)
    yield Attempt("--out that is a link", _out_link, quick=True)


def _link(folder: Path, place: str, is_later: bool) -> str:
    report, elsewhere, link = (
        _report(folder, authority=True),
        folder / "else",
        folder / "out" / place,
    )
    elsewhere.mkdir()
    (elsewhere / "own").write_text("a person's own")
    if is_later:
        _render(report, folder / "out")
    if link.exists():
        link.rename(folder / "aside")
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(elsewhere / "own" if link.suffix and place != ".hnb" else elsewhere)
    fault = _wrong(_render(report, folder / "out"), 2, "links are not followed")
    untouched = prepared.contents(elsewhere) == {"own": "a person's own"}
    return fault or ("" if untouched and link.is_symlink() else "it was followed, or replaced")


def _own_link(folder: Path) -> str:
    report, place = _report(folder), folder / "out" / "tiny"
    (folder / "own").write_text("a person's own")
    _render(report, folder / "out")
    (place / "link").symlink_to(folder / "own")
    fault = _wrong(_render(report, folder / "out"), 0, "tiny.html")
    return fault or ("" if (place / "link").is_symlink() else "it is no link any more")


def _out_link(folder: Path) -> str:
    (folder / "there").mkdir()
    (folder / "out").symlink_to(folder / "there")
    fault = _wrong(_render(_report(folder), folder / "out"), 0, "tiny.html")
    return fault or ("" if (folder / "there/tiny/figures.json").is_file() else "not there")


def _synced() -> Iterator[Attempt]:
    for owner in OWNERS:
        run = partial(_open_document, owner=owner)
        quick = owner in OWNERS[::3]
        yield Attempt(f"a document open, as {owner} says", run, quick)
    for length in (241, 400, 1000):
        yield Attempt(f"a path of {length}", partial(_long, length=length), length == 1000)
    yield Attempt("a path that is too long", partial(_long, length=4050), quick=True)
    for copy in ("tiny (1).html", "tiny-PC7.docx", "tiny (A's conflicted copy 2026-11-24).pdf"):
        yield Attempt(f"a copy {copy}", partial(_copy, copy=copy), quick=True)


def _open_document(folder: Path, owner: str) -> str:
    report, place = _report(folder), folder / "out" / "tiny"
    _render(report, folder / "out")
    (place / owner).touch()
    before = prepared.contents(place)
    fault = _wrong(_render(report, folder / "out"), 1, "a person has it open")
    (place / owner).unlink()
    before.pop(owner)
    if fault or prepared.contents(place) != before:
        return fault or "the earlier paper was touched"
    return _wrong(_render(report, folder / "out"), 0, "tiny.html")


def _long(folder: Path, length: int) -> str:
    report, out = _report(folder), folder
    while len(str(out)) < length:
        out /= "x" * min(200, length - len(str(out)))
    if length > 4000:
        return _wrong(_render(report, out), 1, "characters cannot be made")
    return _wrong(_render(report, out), 0, "tiny.html") or _wrong(_render(report, out), 0, "")


def _copy(folder: Path, copy: str) -> str:
    report, place = _report(folder), folder / "out" / "tiny"
    _render(report, folder / "out")
    (place / copy).write_text("a copy")
    ended = _printed("render", report, "--out", folder / "out")
    fault = _wrong((ended[0], ended[1]), 0, f"{copy}: not this paper")
    return fault or ("" if (place / copy).read_text() == "a copy" else "the copy was touched")


def _troubles() -> Iterator[Attempt]:
    """A step of moving in that is refused: for a while, for good, or as the disk is full."""
    for can in (True, False):
        way = "exchanged" if can else "file by file"
        for refused in ("rename", "replace", "unlink"):
            for seconds in (30, 10_000):
                run = partial(_refused, step=refused, seconds=seconds, can=can)
                yield Attempt(f"{refused} refused for {seconds} s, {way}", run, quick=True)
        for code in FULL:
            for step in ("mkdir", "replace", "link", "fsync"):
                run = partial(_full, step=step, code=code, can=can)
                quick = code == FULL[0] or (step == "replace" and can)
                yield Attempt(f"{errno.errorcode[code]} at {step}, {way}", run, quick)
    for after in range(6):
        run = partial(_held_later, after=after)
        quick = after in (0, 3)
        yield Attempt(f"a document that is held once {after} were replaced", run, quick)


@contextmanager
def _with(step: str, refuses: Callable[..., object], can: bool) -> Iterator[None]:
    with ExitStack() as stack:
        stack.enter_context(mock.patch.object(os, step, refuses))
        if not can:
            stack.enter_context(mock.patch.object(switch, "exchange", lambda *_: False))
        yield


def _put_new(place: render.PaperPlace, trouble: prepared.Move) -> str:
    """The kind of fault with which a new paper was refused; empty where it was put in place."""
    names = [name for name in prepared.WHOLE if not name.endswith(".pdf")]
    try:
        prepared.put(place, "new", names, move=trouble)
    except (render.HnbError, OSError) as fault:
        return str(fault)
    return ""


def _after(place: render.PaperPlace, refusal: str, *, may_succeed: bool, must: bool = False) -> str:
    names = [name for name in prepared.WHOLE if not name.endswith(".pdf")]
    expected = prepared.edition("old") if refusal else prepared.edition("new", names)
    after = prepared.contents(place.folder)
    if after != {**prepared.OWN, **expected}:
        return f"{refusal or 'no refusal'}, and {after}"
    if (refusal and must) or (not refusal and not may_succeed) or ".hnb-" in refusal:
        return refusal or "it was not refused"
    prepared.put(place, "next")
    expected = {**prepared.OWN, **prepared.edition("next")}
    return "" if prepared.contents(place.folder) == expected else "blocked"


def _old(folder: Path) -> render.PaperPlace:
    place = prepared.forum_paper(folder)
    prepared.put(place, "old")
    prepared.write_own(place.folder)
    return place


def _refused(folder: Path, step: str, seconds: float, can: bool) -> str:
    place, clock, real = _old(folder), [0.0], getattr(os, step)

    def refuses(*names: object, **options: object) -> object:
        in_paper = "leicestershire/forum-paper.docx" in str(names) or "b.ipynb" in str(names)
        pdf = "leicestershire/forum-paper.pdf" in str(names)
        if clock[0] < seconds and (pdf if step == "unlink" else in_paper):
            raise PermissionError(errno.EACCES, "Permission denied", *map(str, names[:1]))
        return real(*names, **options)

    sleep = mock.patch.object(write.time, "sleep", lambda pause: clock.append(clock.pop() + pause))
    with sleep:
        refusal = _put_new(place, partial(_with, step, refuses, can))
    if refusal and "another program holds the file open" not in refusal:
        return refusal
    return _after(place, refusal, may_succeed=can or seconds < 60, must=seconds < 60)


def _full(folder: Path, step: str, code: int, can: bool) -> str:
    place = _old(folder)

    def fails(*names: object, **_: object) -> object:
        raise OSError(code, os.strerror(code), *(str(name) for name in names[:1]))

    refusal = _put_new(place, partial(_with, step, fails, can))
    # a link that cannot be made, and a name that need not be, leave the other way
    return _after(place, refusal, may_succeed=step in ("link", "mkdir", "replace"))


def _held_later(folder: Path, after: int) -> str:
    place, left, real = _old(folder), [after], os.replace

    def refuses(*names: object) -> None:
        if "leicestershire/" in str(names[1]) and "/new/" in str(names[0]):
            left[0] -= 1
            if left[0] < 0:
                raise PermissionError(errno.EACCES, "Permission denied", str(names[0]))
        real(*names)  # type: ignore[arg-type]

    with mock.patch.object(write.time, "sleep", lambda _: None):
        refusal = _put_new(place, partial(_with, "replace", refuses, can=False))
    return _after(place, refusal, may_succeed=after >= 5)


def _writers() -> Iterator[Attempt]:
    """The other commands that write a file."""
    for out in ("/proc/x", "/dev/null", "folder", "file/x.xlsx", "~open.xlsx"):
        yield Attempt(f"`hnb rankings --out {out}`", partial(_rankings, out=out))
    for place in ("leicestershire", ".hnb"):
        yield Attempt(f"`hnb export` with a link at {place}", partial(_export, place=place))


def _rankings(folder: Path, out: str) -> str:
    (folder / "folder").mkdir()
    (folder / "file").write_text("a person's own")
    (folder / "~$~open.xlsx").touch()
    before = prepared.contents(folder)
    ended = hnb("rankings", "--out", folder / out)
    fault = ended.fault(1, says=Path(out).name)
    if ".hnb-" in ended.err or not Path(os.devnull).is_char_device():
        return f"it names, or replaced, what it should not: {ended.err}"
    return fault or ("" if prepared.contents(folder) == before else "something was written")


def _export(folder: Path, place: str) -> str:
    (folder / "else").mkdir()
    (folder / "out").mkdir()
    (folder / "out" / place).symlink_to(folder / "else")
    ended = hnb("export", "lsrp", "--authority", "855", "--out", folder / "out", "--quiet")
    fault = ended.fault(2, says="links are not followed")
    return fault or ("" if not [*(folder / "else").iterdir()] else "the link was followed")
