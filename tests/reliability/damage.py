"""Files that are held are cut, emptied, changed, saved anew by other programs, exchanged or gone."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from functools import partial
from io import StringIO
from pathlib import Path
from unittest.mock import patch

from hnb.cli import main, report_fault
from hnb.domain import areas, manifest, paths
from hnb.domain.errors import DamagedError
from hnb.figures import Rows
from hnb.figures.maker import FigureMaker
from hnb.papers.ledger import Ledger
from hnb.store import add, files
from hnb.store.doubts import doubts_at
from tests.reliability.attempt import CHECKOUT, Attempt, hnb

TITLE = "damage to what is held"
GOAL = "all"
SECONDS = 5
Damage = Callable[[bytes], bytes]
LEICESTERSHIRE = ("--authority", "Leicestershire")
HEADLINE = ("headline", *LEICESTERSHIRE)
STATUS = ("data", "status")
RENDER = ("render", "--quiet", "--out", "papers")


def _line_doubled(content: bytes) -> bytes:
    lines = content.splitlines(keepends=True)
    return b"".join([*lines[:9], lines[8], *lines[9:]])


def _lines_exchanged(content: bytes) -> bytes:
    lines = content.splitlines(keepends=True)
    return b"".join([*lines[:5], lines[6], lines[5], *lines[7:]])


def _merge(content: bytes) -> bytes:
    lines = content.splitlines(keepends=True)
    ours, theirs = lines[4], lines[4].replace(b"1", b"2")
    marked = [b"<<<<<<< HEAD\n", ours, b"=======\n", theirs, b">>>>>>> branch\n"]
    return b"".join([*lines[:4], *marked, *lines[5:]])


def _digit_flipped(content: bytes, place: float = 0.5) -> bytes:
    """A digit of a line somewhere in the file, made another."""
    at = next(n for n in range(int(len(content) * place), len(content)) if 48 <= content[n] < 57)
    return content[:at] + bytes([content[at] + 1]) + content[at + 1 :]


def _heading_renamed(content: bytes) -> bytes:
    head, rest = content.split(b"\n", 1)
    return head.replace(b"la_code", b"LA code").replace(b"file", b"File") + b"\n" + rest


DAMAGES: dict[str, Damage] = {
    "cut in the middle": lambda content: content[: len(content) // 2],
    "cut at the end of a line": lambda content: content[: content[:-1].rindex(b"\n") + 1],
    "emptied": lambda content: b"",
    "one empty line": lambda content: b"\n",
    "null bytes": lambda content: b"\x00" * len(content),
    "null bytes at the end": lambda content: content[:-400] + b"\x00" * 400,
    "heading renamed": _heading_renamed,
    "merge conflict": _merge,
    "last line cut": lambda content: content[:-7],
    "semi-colons": lambda content: content.replace(b",", b";"),
    "heading alone": lambda content: content.split(b"\n", 1)[0] + b"\n",
    "a digit changed": _digit_flipped,
    "a digit changed near the end": partial(_digit_flipped, place=0.98),
    "byte order mark": lambda content: b"\xef\xbb\xbf" + content,
    "saved by Excel": lambda content: b"\xef\xbb\xbf" + content.replace(b"\n", b",,\r\n"),
    "UTF-16": lambda content: content.decode().encode("utf-16"),
    "a line twice": _line_doubled,
    "two lines exchanged": _lines_exchanged,
    "a blank line at the end": lambda content: content + b"\n",
    "quotation marks": lambda content: content.replace(b"\n", b'"\n', 3),
    "old line ends": lambda content: content.replace(b"\n", b"\r"),
}
# which damage to which file is met by which command
TABLES: list[tuple[str, str, tuple[str, ...]]] = [
    *(("ehc_plans.csv", damage, HEADLINE) for damage in DAMAGES),
    *(
        ("releases.yml", damage, STATUS)
        for damage in list(DAMAGES)[:13]
        if "heading r" not in damage
    ),
    *(("authorities.csv", damage, HEADLINE) for damage in DAMAGES if "line" in damage),
    *(("authorities.csv", damage, STATUS) for damage in DAMAGES if "line" not in damage),
    ("doubts.csv", "a digit changed", ("doubts",)),
    ("hexagons.csv", "a digit changed", ("hexagons",)),
    ("doubts.csv", "heading alone", ("doubts",)),
    ("hexagons.csv", "cut in the middle", ("hexagons",)),
    # in another order it says the same
    *(("MANIFEST.csv", damage, STATUS) for damage in DAMAGES if "exchanged" not in damage),
    ("s251_high_needs.csv", "a digit changed", HEADLINE),
    ("statistical_neighbours.csv", "last line cut", HEADLINE),
    ("requests.csv", "heading renamed", ("rankings", "--out", "ranked.xlsx")),
    ("population.csv", "two lines exchanged", ("rankings", "--out", "ranked.xlsx")),
    ("deprivation.csv", "a digit changed", (*RENDER, "forum-paper", *LEICESTERSHIRE)),
    ("hexagons.csv", "emptied", (*RENDER, "national")),
    ("net_high_needs.csv", "null bytes", STATUS),
    ("gdp_deflator.england.csv", "semi-colons", STATUS),
    ("new_plans.csv", "a digit changed", ("backtest",)),
    ("new_plans.csv", "a line twice", ("trace", "paper", "flow.started")),
    ("releases.yml", "merge conflict", ("trace", "paper", "flow.started")),
    (
        "ehc_plans_by_placement.csv",
        "cut in the middle",
        ("export", "lsrp", "--quiet", *LEICESTERSHIRE),
    ),
]
_IN_PYTHON: dict[str, Callable[[], object]] = {
    "doubts": doubts_at,
    "hexagons": areas.hexagons,
}
_PLACES = ("paper", "papers", "ranked.xlsx")  # words that are files of the attempt's own


# the same in a process of its own, within the time
APART: list[tuple[str, str, tuple[str, ...]]] = [
    *(("ehc_plans.csv", damage, HEADLINE) for damage in list(DAMAGES)[::3]),
    ("releases.yml", "merge conflict", STATUS),
    ("authorities.csv", "semi-colons", HEADLINE),
    ("MANIFEST.csv", "emptied", HEADLINE),
    ("new_plans.csv", "a digit changed", (*RENDER, "forum-paper", *LEICESTERSHIRE)),
    ("new_plans.csv", "cut in the middle", ("trace", "paper", "flow.started")),
    ("ehc_plans.csv", "a pipe in its place", HEADLINE),
]


def attempts() -> list[Attempt]:
    """Every damage to several files, met by several commands."""
    moved = [
        (file, name, words)
        for name in PLACES
        for file, words in (
            ("ehc_plans.csv", HEADLINE),
            ("releases.yml", STATUS),
            ("authorities.csv", HEADLINE),
            ("MANIFEST.csv", HEADLINE),
        )
    ]
    changes: dict[str, Change] = {**DAMAGES, **PLACES}
    told = [
        Attempt(
            f"{file}, {damage}, hnb {' '.join(words[:2])}",
            partial(_here, file=file, change=changes[damage], words=words),
        )
        for file, damage, words in (*TABLES, *moved)
    ]
    apart = [
        Attempt(
            f"{file}, {damage}, hnb {words[0]}, by itself",
            partial(_apart, file=file, change=changes[damage], words=words),
        )
        for file, damage, words in APART
    ]
    own = [
        Attempt(f"data/added, {file}, {name}", partial(_added, file=file, change=change))
        for file, name, change in _OF_ADDED
    ]
    loaded = [
        Attempt(
            f"{file}, {damage}, hnb.load", partial(_loaded, file=file, change=change), quick=True
        )
        for file in ("new_plans.csv", "dsg_blocks.csv")
        for damage, change in DAMAGES.items()
    ]
    others = [
        Attempt("a table that the manifest does not list", _unlisted, quick=True),
        Attempt("a line of the manifest gone", _line_gone),
        Attempt("line ends of Windows are read", _windows, quick=True),
        Attempt("a file with the size and the time that it had", _same_time),
        *(
            Attempt(f"{file}, {damage}, hnb data add", partial(_adding, file=file, damage=damage))
            for file in ("requests.csv", "releases.yml", "MANIFEST.csv", "authorities.csv")
            for damage in ("a digit changed", "cut in the middle", "emptied")
            if (file, damage) != ("MANIFEST.csv", "a digit changed")  # the line of another file
        ),
    ]
    return [*told, *apart, *own, *loaded, *others]


def _deleted(file: Path) -> None:
    file.unlink()


def _folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def _link_to_nothing(file: Path) -> None:
    file.unlink()
    file.symlink_to(file.with_name("nowhere"))


def _pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


PLACES: dict[str, Callable[[Path], None]] = {
    "deleted": _deleted,
    "a folder in its place": _folder,
    "a link to nothing in its place": _link_to_nothing,
    "a pipe in its place": _pipe,
}
Change = Damage | Callable[[Path], None]


def _changed(file: Path, change: Change) -> None:
    """Change a file, which may be a link to the checkout's own."""
    if change in PLACES.values():
        change(file)  # type: ignore[arg-type]
        return
    content = file.read_bytes()
    file.unlink()
    file.write_bytes(change(content))  # type: ignore[arg-type]


def _checkout(folder: Path) -> Path:
    """The published files of a checkout of its own, which may be changed."""
    shutil.copytree(CHECKOUT / "hnb", folder / "hnb")
    for name in ("pyproject.toml", "notebooks", "reports"):
        (folder / name).symlink_to(CHECKOUT / name)
    return _published(folder / "data")


def _published(data: Path) -> Path:
    published = data / "published"
    published.mkdir(parents=True)
    for file in (CHECKOUT / "data" / "published").iterdir():
        (published / file.name).symlink_to(file)
    return published


def _apart(folder: Path, *, file: str, change: Change, words: tuple[str, ...]) -> str:
    """A command in a process of its own, on a checkout whose file is changed."""
    _changed(_checkout(folder) / file, change)
    _paper(folder / "paper")
    env = {"PYTHONPATH": str(folder), "HNB_DATA": str(folder / "added")}
    ended = hnb(*words, env=env, cwd=folder)
    return ended.fault(4, seconds=SECONDS) or _sentence(ended.out + ended.err, file)


def _here(folder: Path, *, file: str, change: Change, words: tuple[str, ...]) -> str:
    """A command in this process, on published tables of which a file is changed."""
    _changed(_published(folder) / file, change)
    with _holding(folder):
        return _refused(folder, words, file)


def _refused(folder: Path, words: tuple[str, ...], file: str) -> str:
    """Whether a command ends with code 4 and one sentence that names the file and the way out."""
    _paper(folder / "paper")
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        if words[0] in _IN_PYTHON:
            code = _code_of(_IN_PYTHON[words[0]])
        else:
            code = main([str(folder / word) if word in _PLACES else word for word in words])
    if code != 4:
        return f"code {code} and not 4: {err.getvalue()[-300:]}"
    return _sentence(out.getvalue() + err.getvalue(), file)


def _code_of(read: Callable[[], object]) -> int:
    try:
        read()
    except Exception as fault:
        return report_fault(fault)
    return 0


def _sentence(printed: str, file: str) -> str:
    """What is wrong with what a command said, where it should be one sentence about a file."""
    if "Traceback" in printed or len(printed.strip().splitlines()) != 1:
        return f"not one sentence: {printed[-400:]}"
    if file not in printed:
        return f"it does not name {file}: {printed}"
    is_forward = any(way in printed for way in ("git checkout", "its files in again"))
    return "" if is_forward else f"no way forward: {printed}"


def _paper(folder: Path) -> None:
    """A paper of one figure, which rests on a count of new plans."""
    folder.mkdir()
    rows = (Rows("new_plans", ("ehc-plans-2025",), {"la_code": 855, "calendar_year": 2024}),)
    figure = FigureMaker("flow").make("started", 640, "plans", "as published", rows=rows)
    Ledger((figure,)).write(folder)


@contextmanager
def _holding(data: Path) -> Iterator[None]:
    """This process, with another folder of published tables and of what was taken in."""
    with (
        patch.object(paths, "published", lambda: data / "published"),
        patch.dict(os.environ, HNB_DATA=str(data / "added")),
        patch.object(manifest, "TRIES", 1),
    ):
        for forget in (areas.forget, files.forget):
            forget()
        try:
            yield
        finally:
            for forget in (areas.forget, files.forget):
                forget()
    manifest.forget()


def _loaded(folder: Path, *, file: str, change: Damage) -> str:
    _changed(_published(folder) / file, change)
    with _holding(folder):
        try:
            files.load(file.split(".")[0])
        except DamagedError as fault:
            return "" if file in str(fault) and fault.exit_code == 4 else str(fault)
    return "it was loaded"


def _windows(folder: Path) -> str:
    published = _published(folder)
    before = files.load("ehc_plans")
    for file in ("ehc_plans.csv", "releases.yml", "authorities.csv", "MANIFEST.csv"):
        _changed(published / file, lambda content: content.replace(b"\n", b"\r\n"))
    with _holding(folder):
        return "" if files.load("ehc_plans").equals(before) else "another table"


def _unlisted(folder: Path) -> str:
    published = _published(folder)
    shutil.copy(published / "dsg_balances.csv", published / "net_high_needs.region.csv")
    with _holding(folder):
        try:
            files.load("net_high_needs", level="region")
        except DamagedError as fault:
            return "" if "does not list it" in str(fault) else str(fault)
    return "it was loaded"


def _line_gone(folder: Path) -> str:
    """The line of a table that is read is taken out of the manifest."""

    def without(content: bytes) -> bytes:
        lines = content.splitlines(keepends=True)
        return b"".join(line for line in lines if not line.startswith(b"ehc_plans.csv,"))

    return _here(folder, file="MANIFEST.csv", change=without, words=HEADLINE)


def _adding(folder: Path, *, file: str, damage: str) -> str:
    """A file is taken in while what is held is damaged: told, and nothing is taken in."""
    from tests.reliability.editions import requests

    _changed(_checkout(folder) / file, DAMAGES[damage])
    (folder / "new.csv").write_bytes(requests(2026))
    env = {"PYTHONPATH": str(folder), "HNB_DATA": str(folder / "added")}
    ended = hnb("data", "add", "--published", "2026-07-30", "new.csv", env=env, cwd=folder)
    left = (folder / "added").exists() and "something was taken in"
    return ended.fault(4) or _sentence(ended.out + ended.err, file) or left or ""


def _same_time(folder: Path) -> str:
    file = _published(folder) / "ehc_plans.csv"
    stat = file.stat()
    _changed(file, _digit_flipped)
    os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    with _holding(folder):
        return _refused(folder, HEADLINE, "ehc_plans.csv")


OWN = {
    "ehc_plans.csv": "la_code,january,plans,status,release,part,row,column\n"
    + "".join(f"{code},2026,{code * 9},,own-2026,,{code},plans\n" for code in range(850, 890))
}
RELEASE = {
    "publisher": "Department for Education",
    "publication": "Education, health and care plans",
    "published": "2026-06-25",
    "licence": "OGL v3.0",
    "files": ["new.csv"],
    "parts": ["new.csv"],
    "tables": ["ehc_plans"],
    "caveats": {},
}
_OF_ADDED: list[tuple[str, str, Change]] = [
    *(("ehc_plans.csv", name, DAMAGES[name]) for name in list(DAMAGES)[:16]),
    *(("releases.yml", name, DAMAGES[name]) for name in ("cut in the middle", "emptied")),
    ("MANIFEST.csv", "a digit changed", DAMAGES["a digit changed"]),
    ("MANIFEST.csv", "heading renamed", _heading_renamed),
    *((file, name, change) for name, change in PLACES.items() for file in ("ehc_plans.csv",)),
    ("MANIFEST.csv", "deleted", _deleted),
    ("releases.yml", "deleted", _deleted),
]


def _added(folder: Path, *, file: str, change: Change) -> str:
    """What a person has taken in is damaged, once it is seen to be read."""
    _published(folder)
    with _holding(folder):
        own = add.Addition("new.csv", "plans", "own-2026", None, csv_by_file=OWN, described=RELEASE)
        add.take_in(own)
        if 2026 not in set(files.load("ehc_plans")["january"]):
            return "it was not taken in"
        (path,) = (folder / "added").rglob(file)
        _changed(path, change)
        files.forget()
        return _refused(folder, HEADLINE, file)
