"""Services that fail: what is held stays as it was, nothing is left that could be taken for whole, and a
sentence says why.
"""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache, partial
from pathlib import Path

from tests.fetch.fake import Ees, Reply, answer, page, problem, ranged, running, services_file
from tests.releases.sen2 import part_file
from tests.reliability.attempt import CHECKOUT, Attempt, hnb
from tests.sources import books, section251

TITLE = "services that fail while data are fetched"
GOAL = "all"
MOMENT = "2026-06-25T08:30:00Z"
LIST, SUMMARY = "/api/data-set-files", f"/api/publications/{Ees.SLUG}/releases/2026/version-summary"
Break = Callable[[Ees], None]
JSON = {"Content-Type": "application/json"}


@cache
def requests() -> bytes:
    """A year of requests that is not held, in the real layout."""
    return part_file("requests", 2025, of=2024)


def attempts() -> Iterator[Attempt]:
    """Each fault of the list, of a file and of a zip; and stops at any time."""
    for name, spoil in {**_of_lists(), **_of_files()}.items():
        yield Attempt(name, partial(_refused, spoil=spoil))
    for name, spoil in _of_zips().items():
        yield Attempt(name, partial(_refused, spoil=spoil, take="zip"))
    for name, number in (
        ("Ctrl-C", signal.SIGINT),
        ("SIGTERM", signal.SIGTERM),
        ("SIGKILL", signal.SIGKILL),
    ):
        for when in ("the list", "a file"):
            yield Attempt(
                f"{name} in the middle of {when}", partial(_stopped, number=number, when=when)
            )
    yield Attempt("no network", _silent)
    yield Attempt("a cache that cannot be written", _unwritable)
    yield Attempt("a damaged folder of data", _damaged)


def _always(path: str, reply: Reply) -> Break:
    def spoil(ees: Ees) -> None:
        ees.routes[path] = lambda *_: reply

    return spoil


def _file(reply: Callable[[bytes], Reply]) -> Break:
    """The file that is listed is answered with something else."""

    def spoil(ees: Ees) -> None:
        ees.routes[f"{LIST}/{ees.files[0].key}/download"] = lambda *_: reply(requests())

    return spoil


def _zip(reply: Callable[[bytes], Reply]) -> Break:
    def spoil(ees: Ees) -> None:
        content = books.packed({"data/requests.csv": requests()})
        ees.routes[f"/api/releases/{ees.version}/files"] = lambda *_: reply(content)

    return spoil


def _items(change: Callable[[dict[str, object]], dict[str, object]]) -> Break:
    def spoil(ees: Ees) -> None:
        usual = ees.item
        ees.item = lambda file: change(usual(file))

    return spoil


def _content(change: Callable[[bytes], bytes]) -> Break:
    def spoil(ees: Ees) -> None:
        ees.publish({"requests.csv": change(requests())}, MOMENT)

    return spoil


def _above(ees: Ees) -> None:
    _content(lambda _: b"a,b\n1,2\n")(ees)
    _items(lambda item: {**item, "filename": "../../../requests.csv"})(ees)


def _without(name: str) -> Break:
    return _items(lambda item: {key: value for key, value in item.items() if key != name})


def _of_lists() -> dict[str, Break]:
    whole = answer(
        {"results": [], "paging": {"page": 1, "pageSize": 40, "totalResults": 3, "totalPages": 1}}
    )
    return {
        **{f"the list answers {status}": _always(LIST, problem(status, "no")) for status in (400, 403, 404, 410, 429, 500, 502, 503, 504)},
        "the list is busy for an hour": _always(LIST, Reply(429, b"", {"Retry-After": "3600"})),
        "the list is a web page with status 200": _always(LIST, page()),
        "the list is a web page with status 403": _always(LIST, page(403)),
        "the list is cut": _always(LIST, replace(whole, cut=30)),
        "the list is gzip that is cut": _always(LIST, replace(whole, body=whole.body[:-12])),
        "the list is empty text": _always(LIST, Reply(200, b"", JSON)),
        "the list is no JSON": _always(LIST, Reply(200, b"{]", JSON)),
        "the list is JSON of another form": _always(LIST, Reply(200, b"[1]", JSON)),
        "the list is nested without end": _always(LIST, Reply(200, b"[" * 500_000, JSON)),
        "the list is endless": _always(LIST, Reply(200, gzip.compress(b" " * 30_000_000), {**JSON, "Content-Encoding": "gzip"})),
        "the list says more files than it has": _always(LIST, whole),
        "the list has no ids": _without("id"),
        "the list has no names": _without("filename"),
        "the list has no days": _without("published"),
        "the list has a day that is none": _items(lambda item: {**item, "lastUpdated": "yesterday"}),
        "the list names a file above its folder": _above,
        "the list sends on elsewhere": _always(LIST, Reply(302, b"", {"Location": "https://example.org/"})),
        "the list sends on to a file of the machine": _always(LIST, Reply(302, b"", {"Location": "file:///etc/passwd"})),
        "the list sends on in a circle": _always(LIST, Reply(302, b"", {"Location": LIST})),
        "the list falls silent": _always(LIST, replace(whole, pause=5)),
    }  # fmt: skip


def _of_files() -> dict[str, Break]:
    packed = {"Content-Encoding": "gzip"}
    return {
        **{f"a file answers {status}": _file(lambda _, status=status: problem(status, "no")) for status in (400, 403, 404, 429, 500)},
        "a file is a web page": _file(lambda _: page()),
        "a file is a fault in JSON": _file(lambda _: Reply(200, b'{"title": "no"}', {"Content-Type": "text/csv"})),
        "a file is nothing": _file(lambda _: Reply(200, b"")),
        "a file is cut": _file(lambda body: Reply(200, body, cut=5000)),
        "a file is cut, in pieces": _file(lambda body: Reply(200, body, cut=5000, how="chunked")),
        "a file is cut, without length": _file(lambda body: Reply(200, body[:5000], how="nothing")),
        "a file is cut at the end of a line, without length": _file(lambda body: Reply(200, body[: body.rindex(b"\n", 0, 9000) + 1], how="nothing")),
        "a file is cut and cannot be gone on with": _file(lambda body: replace(ranged(body, {}, "one", "text/csv"), cut=5000)),
        "a file is gzip that is cut": _file(lambda body: Reply(200, gzip.compress(body)[:-9], packed)),
        "a file is gzip with a wrong byte": _file(lambda body: Reply(200, gzip.compress(body)[:-8] + b"00000000", packed)),
        "a file is said to be gzip and is not": _file(lambda body: Reply(200, body, packed)),
        "a file is a bomb": _file(lambda _: Reply(200, gzip.compress(b"0" * 60_000_000), packed)),
        "a file falls silent": _file(lambda body: Reply(200, body, pause=5)),
        "a file is sent on elsewhere": _file(lambda _: Reply(302, b"", {"Location": "http://example.org/a.csv"})),
        "a file has columns that are renamed": _content(lambda body: body.replace(b"requests_received_in_year", b"requests_in_year")),
        "a file has a topic that is renamed": _content(lambda body: body.replace(b"All requests for EHC needs assessments", b"Every request")),
        "a file has a column more": _content(lambda body: b"".join(line + (b",more\n" if not number else b",1\n") for number, line in enumerate(body.replace(b"\r", b"").splitlines()))),
        "a file has a symbol that is not known": _content(lambda body: body.replace(b",x", b",?")),
        "a file is of no publication": _content(lambda _: b"a,b\n1,2\n"),
        "a file is of another publication": _content(lambda _: section251.file("outturn", ("2024-25",))[1]),
        "a file is cut at the end of a line, with a length that agrees": _file(lambda body: Reply(200, body[: body.rindex(b"\n", 0, 9000) + 1])),
        "a file is a part that nobody asked for": _file(lambda body: Reply(206, body[: body.rindex(b"\n", 0, 9000) + 1], {"Content-Range": f"bytes 0-8999/{len(body)}"})),
        "a file has an authority that is not known": _content(lambda body: body.replace(b",855,Leicestershire", b",599,Nowhere")),
    }  # fmt: skip


def _of_zips() -> dict[str, Break]:
    return {
        "the release has no version": _always(SUMMARY, answer({})),
        "the release is gone": _always(SUMMARY, problem(404, "Not Found")),
        "a zip is cut in half": _zip(lambda body: Reply(200, body[: len(body) // 2], how="nothing")),
        "a zip lacks its last bytes": _zip(lambda body: Reply(200, body[:-10], how="nothing")),
        "a zip has a wrong byte": _zip(lambda body: Reply(200, body[:500] + b"?" + body[501:], how="nothing")),
        "a zip is a web page": _zip(lambda _: page()),
        "a zip is a CSV file": _zip(lambda _: Reply(200, requests(), how="nothing")),
        "a zip is empty": _zip(lambda _: Reply(200, books.packed({}), how="nothing")),
        "a zip is a bomb": _zip(lambda _: Reply(200, books.packed({"a.csv": b"0" * 60_000_000}))),
        "a zip has nothing that is known": _zip(lambda _: Reply(200, books.packed({"a.csv": b"a,b\n1,2\n"}))),
        "a zip names a file above its folder": _zip(lambda _: Reply(200, books.packed({"../a.csv": b"a,b\n1,2\n"}))),
    }  # fmt: skip


def _place(folder: Path, ees: Ees, take: str) -> dict[str, str]:
    """The surroundings of a command that asks this service for requests alone, without patience."""
    import yaml

    file = services_file(folder, ees=ees.address, timeout=0.5, largest=50_000_000)
    known = yaml.safe_load(file.read_text())
    plans = known["publications"]["ehc-plans"]
    plans |= {"files": {".*requests": ["requests"]}, "take": take}
    known["publications"] = {"ehc-plans": plans}
    file.write_text(yaml.safe_dump(known))
    (folder / "quick").mkdir()
    # nothing is waited for in truth between tries
    (folder / "quick" / "sitecustomize.py").write_text(
        "import time\ntime.sleep = lambda seconds: None\n"
    )
    return {
        "HNB_SERVICES": str(file),
        "HNB_DATA": str(folder / "data"),
        "HNB_CACHE": str(folder / "cache"),
        "PYTHONPATH": os.pathsep.join([str(folder / "quick"), str(CHECKOUT)]),
    }


def _left(folder: Path) -> list[str]:
    """What is left that was not there, but for locks and whole originals with their records."""
    held = [
        file for file in (folder / "data").rglob("*") if file.is_file() and file.name != ".lock"
    ]
    cached = [file for file in (folder / "cache").rglob("*") if file.is_file()]
    usual = (".lock", ".record.json")
    whole = {file.name for file in cached if file.with_name(f"{file.name}.record.json").exists()}
    outside = [
        file for file in folder.rglob("requests.csv") if not file.is_relative_to(folder / "cache")
    ]
    return [
        str(file.relative_to(folder))
        for file in (*held, *outside, *cached)
        if not file.name.endswith(usual) and file.name not in whole
    ]


def _refused(folder: Path, spoil: Break, take: str = "files") -> str:
    with running(Ees(slug="2026")) as ees:
        ees.publish({"requests.csv": requests()}, MOMENT)
        spoil(ees)
        end = hnb("fetch", "--all", env=_place(folder, ees, take))
    fault = end.fault(1, 4, says="Nothing was taken in")
    # a part that can be gone on with is kept, with what says of which file it is
    left = [name for name in _left(folder) if not name.endswith((".part", ".part.list.json"))]
    return fault or (f"it left {left}" if left else "")


def _stopped(folder: Path, number: int, when: str) -> str:
    """A command that is stopped takes nothing in; the next one takes all in."""
    with running(Ees(slug="2026")) as ees:
        ees.publish({"requests.csv": requests()}, MOMENT)
        key = ees.files[0].key
        path = LIST if when == "the list" else f"{LIST}/{key}/download"
        usual = ees.routes[path]
        ees.routes[path] = lambda *asked: replace(usual(*asked), pause=0.05)
        surroundings = {**os.environ, **_place(folder, ees, "files")}
        command = [sys.executable, "-m", "hnb", "fetch", "--all"]
        process = subprocess.Popen(
            command,
            env=surroundings,
            cwd=folder,
            stderr=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # a job in the background ignores Ctrl-C, and so would what it starts
            preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
        )
        ends = time.monotonic() + 60
        while (
            not any(target.startswith(path) for target in ees.targets()) and time.monotonic() < ends
        ):
            time.sleep(0.02)
        time.sleep(0.3)
        process.send_signal(number)
        _, err = process.communicate(timeout=30)
        wanted = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGKILL: -9}[number]
        if process.returncode != wanted or b"Traceback" in err:
            return f"it ended with {process.returncode}: {err[-200:]!r}"
        left = [name for name in _left(folder) if ".part" not in name]
        if left:
            return f"it left {left}"
        ees.routes[path] = usual
        end = hnb("fetch", "--all", env=_place_again(surroundings))
        return end.fault(0, says="Taken in") or ("" if not _parts(folder) else f"{_parts(folder)}")


def _place_again(surroundings: dict[str, str]) -> dict[str, str]:
    names = ("HNB_SERVICES", "HNB_DATA", "HNB_CACHE", "PYTHONPATH")
    return {name: surroundings[name] for name in names}


def _parts(folder: Path) -> list[str]:
    return [file.name for file in (folder / "cache").rglob("*.part*")]


def _silent(folder: Path) -> str:
    ees = Ees()
    place = _place(folder, ees, "files")
    ees.server.server_close()
    end = hnb("fetch", "--all", env=place)
    return end.fault(1, says="cannot be reached", seconds=30) or f"{_left(folder) or ''}"


def _unwritable(folder: Path) -> str:
    with running(Ees(slug="2026")) as ees:
        ees.publish({"requests.csv": requests()}, MOMENT)
        place = _place(folder, ees, "files")
        (folder / "cache").write_text("a file where a folder should be")
        end = hnb("fetch", "--all", env=place)
    return end.fault(1, says="cannot be read or written") or (
        "it took it in" if (folder / "data").exists() else ""
    )


def _damaged(folder: Path) -> str:
    with running(Ees(slug="2026")) as ees:
        ees.publish({"requests.csv": requests()}, MOMENT)
        place = _place(folder, ees, "files")
        first = hnb("fetch", "--all", env=place)
        (table,) = (folder / "data").rglob("requests.csv")
        table.write_bytes(table.read_bytes()[:-100])
        before = sorted((file, file.read_bytes()) for file in (folder / "data").rglob("*.*"))
        ees.publish({"requests.csv": requests().replace(b",0,", b",1,")}, "2026-07-25T08:30:00Z")
        end = hnb("fetch", "--all", env=place)
    after = sorted((file, file.read_bytes()) for file in (folder / "data").rglob("*.*"))
    if before != after:
        return "it changed what is damaged"
    return first.fault(0) or end.fault(4, says="changed or damaged")
