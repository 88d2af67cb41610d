"""Whether the live services still answer as is expected of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

from hnb.fetch.client import CANNOT_BE_REACHED, Asked, Client
from hnb.fetch.definition import Services
from hnb.fetch.edition import FetchError, NoEdition, RemoteFile
from hnb.fetch.ees import zip_of
from hnb.fetch.ees_api import latest_data_set, meta, query
from hnb.fetch.news import editions_of


@dataclass(frozen=True)
class Tried:
    """One thing that was tried: what, and what is wrong; nothing where all is well."""

    what: str
    seen: str = ""
    fault: str = ""


def self_test(services: Services, clients: dict[str, Client], today: date) -> Iterator[Tried]:
    """Ask each service for its lists and the start of a file, and the public API for one row;
    nothing is kept.

    Once a service cannot be reached, its other publications are not asked for, so that a machine
    without network learns of it at once.
    """
    silent: set[str] = set()
    for name, publication in services.publications.items():
        if publication.service in silent:
            continue
        client = clients[publication.service]

        tried = _tried(
            f"{client.service.title}, {name}", partial(_listed, services, client, name, today)
        )
        if CANNOT_BE_REACHED in tried.fault:
            silent.add(publication.service)
        yield tried
    for service, described in services.services.items():
        if described.probe and service not in silent:
            client = clients[service]
            yield _tried(f"{described.title}, public API", partial(_one_row, client))


def _listed(services: Services, client: Client, name: str, today: date) -> str:
    """What a service lists of a publication."""
    publication = services.publication(name)
    editions = editions_of(client, name, publication, today)
    files = [file for edition in editions for file in edition.files]
    read = [file for file in files if file.tables is not None]
    if not read:
        raise FetchError(
            found=f"none of its {len(files)} files has a name that is read",
            expected=f"one like {', '.join(publication.files)}",
        )
    newest = max(editions, key=lambda edition: edition.updated)
    _begin(client, zip_of(client, publication, newest) if publication.take == "zip" else read[-1])
    return f"{newest.release}, {newest.day}, {len(files)} files, of which {len(read)} are read"


def _begin(client: Client, file: RemoteFile) -> None:
    """Begin to download a file, and break off."""
    with client.opened(Asked(file.address)) as response:
        client.refuse_fault(response)
        if "html" in response.headers.get("Content-Type", ""):
            raise client.fault(file.address, "a web page is sent in its place", "a file")


def _tried(what: str, attempt: Callable[[], str]) -> Tried:
    try:
        return Tried(what, seen=attempt())
    except (FetchError, NoEdition) as fault:
        return Tried(what, fault=fault.message)


def _one_row(client: Client) -> str:
    """What the public API says of a data set, its latest period of England."""
    data_set = latest_data_set(client, client.service.probe)
    about = meta(client, data_set)
    if not about.time_periods:
        raise client.fault(data_set.address, "its description names no periods", "timePeriods")
    latest = max(about.time_periods, key=lambda period: period.period)
    criteria = {
        "timePeriods": {"in": [latest.model_dump()]},
        "geographicLevels": {"in": ["NAT"]},
    }
    results = query(client, data_set, criteria)
    return f"{data_set.title}, version {data_set.version}: {len(results)} rows of England"
