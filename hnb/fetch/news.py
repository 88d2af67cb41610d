"""What the services have that is newer than what is held."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from hnb.fetch.client import Client
from hnb.fetch.definition import Publication, Services
from hnb.fetch.edition import Edition, FetchError, NoEdition, RemoteFile, day_of
from hnb.fetch.ees import editions as ees_editions
from hnb.fetch.ees import zip_key
from hnb.fetch.originals import HELD, Record, records
from hnb.fetch.pages import govuk_editions, ons_editions
from hnb.sources.source import sources
from hnb.store.files import releases


@dataclass(frozen=True)
class News:
    """An edition that has something that is not held.

    Parameters
    ----------
    edition : Edition
        What the service says of it.
    files : tuple of RemoteFile
        Those that are not held.
    corrects : bool
        Whether it replaces an edition that was taken in from the service.
    """

    edition: Edition
    files: tuple[RemoteFile, ...]
    corrects: bool = False

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables that it would change, as far as is known before it is downloaded."""
        names = (table for file in self.files for table in file.tables or ())
        return tuple(dict.fromkeys(names))


@dataclass(frozen=True)
class Answer:
    """What was learnt of one publication: news, or why nothing could be learnt."""

    name: str
    publication: Publication
    news: tuple[News, ...] = ()
    fault: FetchError | None = None
    nothing_yet: str = ""


def ask(
    services: Services, clients: dict[str, Client], names: Sequence[str], today: date
) -> Iterator[Answer]:
    """What is newer of each publication named; only lists are asked for.

    Parameters
    ----------
    services : Services
        What is known of them.
    clients : dict
        With which each service is asked.
    names : sequence of str
        Publications.
    today : date
        The day on which it is asked.
    """
    for name in names:
        publication = services.publication(name)
        client, holding = clients[publication.service], Held(name, publication)
        try:
            editions = editions_of(client, name, publication, today)
        except NoEdition as nothing:
            if not holding.has_releases:
                yield Answer(name, publication, nothing_yet=nothing.found)
                continue
            says = f"{nothing.found}, though an edition is held"
            gone = client.fault(publication.title, says, "one; its address may have changed")
            yield Answer(name, publication, fault=gone)
        except FetchError as fault:
            yield Answer(name, publication, fault=fault)
        else:
            news = (holding.news(edition) for edition in editions)
            yield Answer(name, publication, tuple(entry for entry in news if entry))


def editions_of(client: Client, name: str, publication: Publication, today: date) -> list[Edition]:
    """The editions of a publication that its service has."""
    if client.service.kind == "ees":
        return ees_editions(client, name, publication)
    if client.service.kind == "ons":
        return ons_editions(client, name, publication)
    return govuk_editions(client, name, publication, today)


class Held:
    """What is held of a publication: in the tables, and of what was fetched before."""

    def __init__(self, name: str, publication: Publication):
        self._publication = publication
        self._records = list(records(name))

    @cached_property
    def _releases(self) -> list[dict[str, object]]:
        """The releases that are held of the publisher's own files."""
        titles = {
            sources()[source].publication
            for source in self._publication.sources
            if source in sources()
        }
        return [
            release
            for release in releases().values()
            if release["publication"] in titles and not release.get("assembled_by")
        ]

    @property
    def has_releases(self) -> bool:
        """Whether the publisher has published it before."""
        return bool(self._releases)

    @cached_property
    def _checksums(self) -> set[str]:
        lists = (release.get("checksums", ()) for release in releases().values())
        return {str(checksum) for checksums in lists for checksum in checksums}

    def news(self, edition: Edition) -> News | None:
        """What an edition has that is not held."""
        is_zip = self._publication.take == "zip"
        if is_zip and self._was_taken_in(zip_key(edition), edition.updated):
            return None
        wanted = [file for file in edition.files if file.tables is not None]
        files = tuple(
            file
            for file in wanted or edition.files
            if not self._was_taken_in(file.key, file.updated) and not self._is_in_tables(file)
        )
        if not files:
            return None
        return News(edition, files, corrects=self._corrects(edition))

    def _was_taken_in(self, key: str, updated: str) -> bool:
        """Whether a file, as it is now, was fetched and taken in."""
        return any(
            self._is_held(record)
            for record in self._records
            if record.key == key and record.updated == updated
        )

    def _is_held(self, record: Record) -> bool:
        return record.sha256 in self._checksums or record.outcome == HELD

    def _is_in_tables(self, file: RemoteFile) -> bool:
        """Whether releases of its day or later have its tables, or where these are not known,
        whether there are such releases.
        """
        day, moment = day_of(file.updated).isoformat(), file.updated
        earlier = [
            r for r in self._records if r.updated < moment and day_of(r.updated) == day_of(moment)
        ]
        if any(self._is_held(record) for record in earlier):
            return False  # corrected on the day on which it was taken in
        since = [entry for entry in self._releases if str(entry["published"]) >= day]
        tables = {table for entry in since for table in _tables(entry)}
        return set(file.tables) <= tables if file.tables else bool(since)

    def _corrects(self, edition: Edition) -> bool:
        return any(
            record.release == edition.release
            and record.updated < edition.updated
            and self._is_held(record)
            for record in self._records
        )


def _tables(release: dict[str, object]) -> list[str]:
    tables = release["tables"]
    return [str(table) for table in tables] if isinstance(tables, list) else []
