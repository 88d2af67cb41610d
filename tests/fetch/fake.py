"""A server on this machine that answers as the services do, and as broken ones would."""

from __future__ import annotations

import gzip
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import yaml
from pydantic import BaseModel


class Some(BaseModel, extra="allow"):
    """Any object."""


Query = dict[str, list[str]]


@dataclass(frozen=True)
class Reply:
    """An answer.

    `cut` is how many bytes are sent in truth; `how` is `length`, `chunked` or `nothing` of what the
    length is said by; `pause` is how many seconds pass between pieces of ten bytes.
    """

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None
    how: str = "length"
    pause: float = 0


Route = Callable[[Query, dict[str, str], bytes], Reply]


def answer(content: object, status: int = 200, **headers: str) -> Reply:
    """JSON, packed as the services pack it."""
    kind = "application/json; charset=utf-8" if status < 400 else "application/problem+json"
    packed = gzip.compress(json.dumps(content).encode())
    return Reply(status, packed, {"Content-Type": kind, "Content-Encoding": "gzip", **headers})


def problem(status: int, title: str, **error: str) -> Reply:
    """A fault, as the services say it."""
    errors = [error] if error else []
    return answer({"title": title, "status": status, "errors": errors}, status)


def page(status: int = 200, words: str = "Please log in") -> Reply:
    """A web page."""
    body = f"<!DOCTYPE html><html><body>{words}</body></html>".encode()
    return Reply(status, body, {"Content-Type": "text/html"})


class Fake:
    """A server: `routes` by path; what is in `first` for a path is answered before that."""

    def __init__(self) -> None:
        self.routes: dict[str, Route] = {}
        self.first: dict[str, list[Reply]] = {}
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def reply(self, method: str, target: str, headers: dict[str, str], body: bytes) -> Reply:
        self.asked.append((method, target, headers))
        parts = urlsplit(target)
        if self.first.get(parts.path):
            return self.first[parts.path].pop(0)
        route = self.routes.get(parts.path)
        return route(parse_qs(parts.query), headers, body) if route else problem(404, "Not Found")

    def targets(self) -> list[str]:
        """What was asked for, in order."""
        return [target for _, target, _ in self.asked]


def _handler(fake: Fake) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            reply = fake.reply(self.command, self.path, dict(self.headers), body)
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if reply.how == "length" and reply.status != 304:
                self.send_header("Content-Length", str(len(reply.body)))
            elif reply.how == "chunked":
                self.send_header("Transfer-Encoding", "chunked")
            else:
                self.send_header("Connection", "close")
                self.close_connection = True
            self.end_headers()
            with suppress(OSError):
                self._send(reply)

        def _send(self, reply: Reply) -> None:
            sent = reply.body if reply.cut is None else reply.body[: reply.cut]
            size = 10 if reply.pause else 4096
            for start in range(0, len(sent), size):
                piece = sent[start : start + size]
                if reply.how == "chunked":
                    piece = f"{len(piece):x}\r\n".encode() + piece + b"\r\n"
                self.wfile.write(piece)
                if reply.pause:
                    self.wfile.flush()
                    time.sleep(reply.pause)
            if reply.cut is not None:
                self.wfile.flush()
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)
            elif reply.how == "chunked":
                self.wfile.write(b"0\r\n\r\n")

        do_POST = do_GET

        def handle(self) -> None:
            with suppress(ConnectionError):  # the client has gone
                super().handle()

        def log_message(self, *words: object) -> None:
            """Say nothing."""

    return Handler


@contextmanager
def running(fake: Fake) -> Iterator[Fake]:
    """A server while the block runs."""
    thread = threading.Thread(target=fake.server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.daemon = True
    thread.start()
    try:
        yield fake
    finally:
        fake.server.shutdown()
        fake.server.server_close()


@dataclass
class DataFile:
    """A data file of a release."""

    name: str
    content: bytes
    key: str
    updated: str
    published: str
    api: str = ""

    @property
    def rows(self) -> int:
        return len(self.content.splitlines()) - 1


class Ees(Fake):
    """Explore Education Statistics with one publication, by what its own source says."""

    PUBLICATION, SLUG = "88312cc0-fe1d-4ab5-81df-33fd708185cb", "education-health-and-care-plans"

    def __init__(self, release: str = "Reporting year 2026", slug: str = "2026") -> None:
        super().__init__()
        self.release, self.slug, self.version = release, slug, "version-1"
        self.files: list[DataFile] = []
        self.supporting: dict[str, bytes] = {}
        self.etags = False  # its downloads are streamed, with no tag and no ranges
        self.routes["/api/data-set-files"] = self._listed
        self.routes[f"/api/publications/{self.SLUG}"] = lambda *_: answer({"id": self.PUBLICATION})

    def publish(self, files: dict[str, bytes], moment: str, *, first: str = "") -> None:
        """Put files there; each gets a new id, and the release a new version."""
        for file in self.files:
            self.routes.pop(f"/api/data-set-files/{file.key}/download", None)
        self.version = f"version-{moment[:16].replace(':', '')}"
        number = len(self.asked)
        self.files = [
            DataFile(name, content, f"{place}-{number}-{moment[:16]}".replace(":", ""), moment, first or moment)
            for place, (name, content) in enumerate(files.items())
        ]  # fmt: skip
        for file in self.files:
            self.routes[f"/api/data-set-files/{file.key}/download"] = self._download(file)
        summary = f"/api/publications/{self.SLUG}/releases/{self.slug}/version-summary"
        self.routes[summary] = lambda *_: answer({"id": self.version})
        self.routes[f"/api/releases/{self.version}/files"] = self._zip

    def _listed(self, query: Query, headers: dict[str, str], body: bytes) -> Reply:
        size, number = int(query.get("pageSize", ["10"])[0]), int(query.get("page", ["1"])[0])
        if not 1 <= size <= 40:
            return problem(
                400, "One or more validation errors", path="pageSize", code="AllowedRange"
            )
        if query["publicationId"] != [self.PUBLICATION]:
            return answer({"results": [], "paging": _paging(number, size, 0)})
        shown = self.files[(number - 1) * size : number * size]
        return answer(
            {"results": [self.item(file) for file in shown], "paging": _paging(number, size, len(self.files))}
        )  # fmt: skip

    def item(self, file: DataFile) -> dict[str, object]:
        """A file as the list has it."""
        return {
            "id": file.key,
            "fileId": f"in-the-zip-{file.key}",
            "filename": file.name,
            "fileSize": f"{len(file.content) // 1000} Kb",
            "title": f"All of {file.name}",
            "publication": {"id": self.PUBLICATION, "title": "EHC plans", "slug": self.SLUG},
            "release": {"id": "release", "title": self.release, "slug": self.slug},
            "latestData": True,
            "isSuperseded": False,
            "published": file.published,
            "lastUpdated": file.updated,
            "meta": {"numDataFileRows": file.rows},
            "api": {"id": file.api, "version": "1.0"} if file.api else None,
        }

    def _download(self, file: DataFile) -> Route:
        def route(query: Query, headers: dict[str, str], body: bytes) -> Reply:
            return ranged(file.content, headers, file.key if self.etags else "", "text/csv")

        return route

    def _zip(self, query: Query, headers: dict[str, str], body: bytes) -> Reply:
        if "fromPage" not in query or len(query.get("fileIds", [])) > 1:
            return problem(400, "One or more validation errors", path="fromPage", code="NotEmpty")
        from tests.sources import books

        members: dict[str, str | bytes] = {f"data/{file.name}": file.content for file in self.files}
        members |= {
            f"supporting-files/{name}": content for name, content in self.supporting.items()
        }
        members["data-guidance/data-guidance.txt"] = "Guidance"
        content = books.packed(members)
        return Reply(200, content, {"Content-Type": "application/octet-stream"}, how="nothing")


def _paging(number: int, size: int, total: int) -> dict[str, int]:
    return {
        "page": number,
        "pageSize": size,
        "totalResults": total,
        "totalPages": -(-total // size),
    }


def ranged(content: bytes, headers: dict[str, str], tag: str, kind: str) -> Reply:
    """A file of a server that knows tags and ranges."""
    heads = {"Content-Type": kind}
    if not tag:
        return Reply(200, content, heads)
    heads |= {"ETag": f'"{tag}"', "Accept-Ranges": "bytes"}
    if headers.get("If-None-Match") == f'"{tag}"':
        return Reply(304, b"", heads)
    start = headers.get("Range", "").removeprefix("bytes=").removesuffix("-")
    if start and headers.get("If-Range") == f'"{tag}"':
        if int(start) >= len(content):
            return Reply(416, b"", heads)
        heads["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
        return Reply(206, content[int(start) :], heads)
    return Reply(200, content, heads)


def services_file(
    folder: Path, ees: str = "", govuk: str = "", ons: str = "", **settings: object
) -> Path:
    """A services.yml with addresses on this machine, and only the publications of services given."""
    from hnb.fetch.definition import HOME

    known = yaml.safe_load(HOME.read_text(encoding="utf-8"))
    given = {"ees": ees, "govuk": govuk, "ons": ons}
    addresses = {
        "ees": {"content": f"{ees}/api", "api": f"{ees}/statistics/v1"},
        "govuk": {"content": govuk},
        "ons": {"content": ons},
    }
    known["services"] = {
        name: {**known["services"][name], "addresses": addresses[name], "hosts": [], **settings}
        for name, address in given.items() if address
    }  # fmt: skip
    known["publications"] = {
        name: entry for name, entry in known["publications"].items()
        if entry["service"] in known["services"]
    }  # fmt: skip
    file = folder / "services.yml"
    file.write_text(yaml.safe_dump(known), encoding="utf-8")
    return file
