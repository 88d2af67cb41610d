"""How requests are sent: tried again where that may help, through the proxies and with the
certificates that the machine is set up with.
"""

from __future__ import annotations

import ssl
import time
from typing import Any, Self

import truststore
from requests import Session
from requests.adapters import HTTPAdapter
from urllib3 import BaseHTTPResponse, Retry
from urllib3.exceptions import InvalidHeader

from hnb.domain.errors import Place
from hnb.fetch.client import AGAIN, LONGEST_WAIT, TRIES, Sleep
from hnb.fetch.edition import FetchError


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


def session(sleep: Sleep) -> Session:
    """A session that waits by `sleep`; it honours HTTPS_PROXY, NO_PROXY and REQUESTS_CA_BUNDLE."""
    patient = _Patient(
        total=TRIES,
        connect=2,
        read=2,
        status=TRIES,
        redirect=0,
        allowed_methods=None,  # a query that is posted changes nothing
        status_forcelist=AGAIN,
        backoff_factor=1,
        backoff_max=30,
        raise_on_status=False,
    )
    patient.wait = sleep
    made = Session()
    for scheme in ("https://", "http://"):
        made.mount(scheme, _Adapter(max_retries=patient))
    return made
