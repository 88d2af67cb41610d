"""Requests that are polite and patient, and downloads that are whole or not there."""

from __future__ import annotations

import json
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self, TypeVar
from urllib.parse import urljoin, urlsplit

import requests
import truststore
from requests.adapters import HTTPAdapter
from requests.exceptions import ProxyError
from urllib3 import BaseHTTPResponse, Retry
from urllib3.exceptions import HTTPError, InvalidHeader

from hnb.domain.errors import Place
from hnb.domain.words import quoted
from hnb.fetch.definition import LOOPBACK, Service
from hnb.fetch.edition import FetchError, Missing
from hnb.fetch.whole import NotWhole

if TYPE_CHECKING:
    from pydantic import BaseModel

    Wanted = TypeVar("Wanted", bound=BaseModel)

TRIES = 4  # of one request, or of one file that was cut
LONGEST_WAIT = 120  # seconds that a service may ask for
MOST_REDIRECTS = 5
LARGEST_ANSWER = 20_000_000  # bytes of JSON
AGAIN = (429, 500, 502, 503, 504)
MISSING = (404, 410)
CANNOT_BE_REACHED = "cannot be reached"

Sleep = Callable[[float], None]
Progress = Callable[[int, int | None], None]  # bytes so far, and all where that is known


def no_progress(done: int, whole: int | None) -> None:
    """Say nothing."""


@dataclass(frozen=True)
class Asked:
    """One request that may be sent again."""

    address: str
    method: str = "GET"
    headers: Mapping[str, str] | None = None
    body: object = None


class Client:
    """What a service is asked with.

    Parameters
    ----------
    service : Service
        Whom it asks: its hosts, and how politely.
    sleep, clock : callable
        How it waits, and by what it measures.
    """

    def __init__(
        self,
        service: Service,
        sleep: Sleep = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ):
        self.service, self.sleep, self.clock = service, sleep, clock
        self._session = _session(sleep)
        self._last: dict[str, float] = {}

    def json(self, address: str, kind: type[Wanted], body: object = None) -> Wanted:
        """What an address answers with; a body is sent to it where one is given.

        Raises
        ------
        Missing
            There is no such thing.
        FetchError
            The service cannot be reached, refuses, or answers in another form than `kind`.
        """
        method = "GET" if body is None else "POST"
        asked = Asked(address, method, {"Accept": "application/json"}, body)
        for number in range(TRIES):
            if number:
                self.sleep(1)
            with self.opened(asked) as response:
                self.refuse_fault(response)
                if "json" not in response.headers.get("Content-Type", ""):
                    fault = f"{_kind_of(response)} was sent in place of JSON"
                    raise self.fault(address, fault, "JSON; a proxy may ask you to log in")
                with suppress(NotWhole):
                    return self._read(response, kind)
        raise self.fault(address, "its answer is cut, each time that it is asked", "a whole answer")

    def _read(self, response: requests.Response, kind: type[Wanted]) -> Wanted:
        """What an answer says.

        Raises
        ------
        NotWhole
            It is cut.
        """
        from pydantic import ValidationError

        content = b"".join(pieces(response, LARGEST_ANSWER, decoded=True))
        try:
            return kind.model_validate(json.loads(content))
        except ValidationError as refusal:  # a ValueError too
            first = refusal.errors(include_url=False)[0]
            where = ".".join(map(str, first["loc"])) or "all of it"
            fault = f"its answer is of another form ({where}: {first['msg'][:80]})"
            raise self.fault(response.url, fault, "the form that is known") from None
        except (ValueError, RecursionError):
            raise NotWhole(found="it is no JSON") from None

    def opened(self, asked: Asked) -> requests.Response:
        """An answer whose body is still to be read, after redirects to hosts of the service."""
        address = asked.address
        for _ in range(MOST_REDIRECTS + 1):
            self._refuse_elsewhere(address, asked.address)
            self._wait(urlsplit(address).hostname or "")
            try:
                response = self._session.request(
                    asked.method,
                    address,
                    headers={"User-Agent": "hnb", **(asked.headers or {})},
                    json=asked.body,
                    stream=True,
                    allow_redirects=False,
                    timeout=(min(10, self.service.timeout), self.service.timeout),
                )
            except (OSError, ValueError) as fault:  # such as certificates that are not there
                raise self.fault(address, f"it {CANNOT_BE_REACHED} ({_reason(fault)})") from None
            if not response.is_redirect:
                return response
            address = urljoin(address, response.headers["Location"])
            response.close()
        raise self.fault(asked.address, f"it sends on more than {MOST_REDIRECTS} times")

    def _refuse_elsewhere(self, address: str, asked: str) -> None:
        """Refuse an address that is not https, or of a host that is not the service's."""
        parts = urlsplit(address)
        is_local = parts.scheme == "http" and parts.hostname in LOOPBACK
        is_safe = parts.scheme == "https" or is_local
        if not is_safe or parts.hostname not in self.service.every_host:
            fault = f"it sends on to {quoted(address[:200])}"
            hosts = ", ".join(sorted(self.service.every_host))
            raise self.fault(asked, fault, f"https, and one of {hosts}")

    def _wait(self, host: str) -> None:
        """Leave a service its pause since the last request."""
        if host in LOOPBACK:
            return
        pause = self._last.get(host, float("-inf")) + self.service.pause - self.clock()
        if pause > 0:
            self.sleep(pause)
        self._last[host] = self.clock()

    def refuse_fault(self, response: requests.Response) -> None:
        """Refuse an answer that says that something is wrong.

        Raises
        ------
        Missing, FetchError
            With what the service says of it.
        """
        if response.status_code in (200, 206, 304):
            return
        kind = Missing if response.status_code in MISSING else FetchError
        problem = problem_of(response)
        fault = f"it answers {response.status_code}{f' ({problem})' if problem else ''}"
        raise kind(self._place(response.url), found=fault)

    def fault(self, address: str, found: str, expected: str = "") -> FetchError:
        """A fault of the service, by its address."""
        return FetchError(self._place(address), found=found, expected=expected)

    def _place(self, address: str) -> Place:
        return Place(file=f"{self.service.title}, {address}")


def pieces(response: requests.Response, largest: int, *, decoded: bool) -> Iterator[bytes]:
    """The body of an answer piece by piece, unpacked or as it was sent.

    Raises
    ------
    NotWhole
        The connection ends before the body does.
    FetchError
        It is larger than `largest` bytes.
    """
    size = 0
    try:
        for piece in response.raw.stream(1 << 12, decode_content=decoded):
            size += len(piece)
            if size > largest:
                raise FetchError(
                    Place(file=response.url),
                    found=f"it sends more than {largest:,} bytes",
                    expected="no more than a file of this kind has",
                )
            yield piece
    except (HTTPError, OSError) as fault:
        raise NotWhole(found=f"the connection ended early ({_reason(fault)})") from None


def problem_of(response: requests.Response) -> str:
    """What a service says is wrong; nothing where it does not say so in JSON."""
    if "json" not in response.headers.get("Content-Type", ""):
        return ""
    try:
        content = b"".join(pieces(response, 100_000, decoded=True))
        answer = json.loads(content)
        details = [
            f"{error.get('path')}: {error.get('code')}" for error in answer.get("errors", [])
        ]
        return "; ".join([str(answer.get("title", "")), *details])[:300]
    except (ValueError, AttributeError, TypeError, FetchError, RecursionError):
        return ""


def _kind_of(response: requests.Response) -> str:
    kind = response.headers.get("Content-Type", "").partition(";")[0]
    return {"text/html": "a web page", "": "something"}.get(kind, quoted(kind))


def _reason(fault: BaseException) -> str:
    """The innermost reason of a failed request, in a few words."""
    through = "through the proxy: " if isinstance(fault, ProxyError) else ""
    while inner := fault.__cause__ or fault.__context__:
        fault = inner
    return through + (" ".join(str(fault).split())[:200] or type(fault).__name__)


class _Patient(Retry):
    """Waits as long as a service asks for, within reason, and longer each time where it does not
    say.
    """

    wait: Sleep = staticmethod(time.sleep)

    def new(self, **settings: Any) -> Self:
        """The same, one try later."""
        later = super().new(**settings)
        later.wait = self.wait
        return later

    def sleep_for_retry(self, response: BaseHTTPResponse) -> bool:
        """Wait where a service says for how long."""
        try:
            seconds = self.get_retry_after(response)
        except InvalidHeader:  # neither seconds nor a day: as if it had not said
            return False
        if not seconds:
            return False
        if seconds > LONGEST_WAIT:
            raise FetchError(
                Place(file=str(response.url or "the service")),
                found=f"it asks to be left alone for {seconds:,.0f} seconds",
                expected=f"at most {LONGEST_WAIT}; try again later",
            )
        self.wait(seconds)
        return True

    def _sleep_backoff(self) -> None:
        if (seconds := self.get_backoff_time()) > 0:
            self.wait(seconds)


class _Adapter(HTTPAdapter):
    """Believes the certificates that the system does, such as those of a council's own proxy."""

    def init_poolmanager(self, *sizes: Any, **settings: Any) -> None:
        """The pool of connections."""
        settings["ssl_context"] = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        super().init_poolmanager(*sizes, **settings)

    def proxy_manager_for(self, proxy: str, **settings: Any) -> Any:
        """The pool of connections through a proxy."""
        settings["ssl_context"] = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        return super().proxy_manager_for(proxy, **settings)


def _session(sleep: Sleep) -> requests.Session:
    """A session that waits by `sleep`; it honours HTTPS_PROXY, NO_PROXY and REQUESTS_CA_BUNDLE."""
    patient = _Patient(
        total=TRIES,
        connect=2,
        read=2,
        other=1,  # a certificate, or a proxy, that refuses goes on doing so
        status=TRIES,
        redirect=0,
        allowed_methods=None,  # a query that is posted changes nothing
        status_forcelist=AGAIN,
        backoff_factor=1,
        backoff_max=30,
        raise_on_status=False,
    )
    patient.wait = sleep
    polite = requests.Session()
    for scheme in ("https://", "http://"):
        polite.mount(scheme, _Adapter(max_retries=patient))
    return polite
