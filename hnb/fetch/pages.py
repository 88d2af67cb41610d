"""Pages of GOV.UK and of the Office for National Statistics, as the data that they are made of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from html.parser import HTMLParser
from pathlib import PurePosixPath
from urllib.parse import quote, unquote, urljoin, urlsplit

from hnb.domain.errors import Place
from hnb.fetch.client import MOST_REDIRECTS, Client
from hnb.fetch.definition import Details, Landing, Named, OfficePage, Page, Publication
from hnb.fetch.edition import KINDS, Edition, Missing, NoEdition, RemoteFile

MOST_EDITIONS = 3  # of a collection, or of a data set of the statistics office, that are looked at


def govuk_editions(
    client: Client, name: str, publication: Publication, today: date
) -> list[Edition]:
    """The pages that a publication has on GOV.UK by a day, each an edition with its files.

    Raises
    ------
    NoEdition
        None of the pages is there.
    FetchError
        The service cannot be asked, or answers in another form.
    """
    editions = []
    for path in _paths(publication, today):
        try:
            page = _page(client, path)
        except Missing:
            continue  # a year that is not out yet
        if page.withdrawn_notice:
            continue
        pages = [page]
        if page.document_type == "document_collection":
            pages = _newest_of(client, page)
        editions.append(_first_read([_edition(client, name, publication, page) for page in pages]))
    if not editions:
        raise NoEdition(Place(file=publication.title), found="none of its pages is there")
    return editions


def _paths(publication: Publication, today: date) -> Iterator[str]:
    years = range(publication.since, today.year + 2) if publication.since else (0,)
    for path in publication.paths:
        for year in years:
            yield path.format(year=year, next=year + 1)


def _page(client: Client, path: str) -> Page:
    """A page, or the one to which it has moved."""
    for _ in range(MOST_REDIRECTS + 1):
        address = f"{client.service.addresses['content']}/api/content/{path.lstrip('/')}"
        page = client.json(address, Page)
        if not page.redirects:
            return page
        path = page.redirects[0].destination
        if not path.startswith("/"):
            break
    raise client.fault(address, f"it has moved to {path}", "a page of GOV.UK")


def _newest_of(client: Client, collection: Page) -> list[Page]:
    """The pages of a collection, the one that was changed last first."""
    pages = [page for page in collection.links.documents if page.base_path and not page.withdrawn]
    if not pages:
        fault = "its collection names no pages"
        raise client.fault(collection.base_path, fault, "links to documents")
    pages.sort(key=lambda page: page.public_updated_at, reverse=True)
    return [_page(client, page.base_path or "") for page in pages[:MOST_EDITIONS]]


def _first_read(editions: list[Edition]) -> Edition:
    """The first that has a file that is read; where none has, the first."""
    read = (edition for edition in editions if any(f.tables is not None for f in edition.files))
    return next(read, editions[0])


def _edition(client: Client, name: str, publication: Publication, page: Page) -> Edition:
    moment = page.public_updated_at
    files = [
        RemoteFile(
            key=address,
            name=_name(address),
            title=title,
            address=address,
            updated=moment,
            size=size,
            tables=publication.tables_of(_name(address), title),
        )
        for address, title, size in _attachments(client, page)
    ]
    return Edition(
        publication=name,
        release=page.title or page.base_path,
        slug=PurePosixPath(page.base_path).name,
        published=moment,
        updated=moment,
        files=tuple(files),
    )


def _attachments(client: Client, page: Page) -> Iterator[tuple[str, str, str]]:
    """Address, title and size of each table that a page has: those it lists, and those that its
    text links to.
    """
    seen, details = set(), page.details or Details()
    for attachment in details.attachments:
        if _is_table(attachment.url):
            seen.add(attachment.url)
            yield attachment.url, attachment.title, _size(attachment.file_size)
    texts = (details.body, *details.documents)
    for address, title in _links(client, " ".join(text for text in texts if isinstance(text, str))):
        if _is_table(address) and address not in seen:
            seen.add(address)
            yield address, title, ""


def _is_table(address: str) -> bool:
    return PurePosixPath(urlsplit(address).path).suffix.casefold() in KINDS


def _name(address: str) -> str:
    return unquote(PurePosixPath(urlsplit(address).path).name)


def _size(size: int | None) -> str:
    return f"{size / 1e6:,.1f} MB" if size else ""


@dataclass
class _Links(HTMLParser):
    """The links of a text, with their words."""

    links: list[list[str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A link begins."""
        address = dict(attrs).get("href")
        if tag == "a" and address:
            self.links.append([address, ""])

    def handle_data(self, data: str) -> None:
        """Words of a link, or after it."""
        if self.links and not self.links[-1][1]:
            self.links[-1][1] = " ".join(data.split())


def _links(client: Client, text: str) -> Iterator[tuple[str, str]]:
    links = _Links()
    links.feed(text)
    for address, title in links.links:
        yield urljoin(client.service.addresses["content"], address), title


def ons_editions(client: Client, name: str, publication: Publication) -> list[Edition]:
    """The newest edition of a data set of the statistics office.

    The page of a data set lists its editions, and each of those its files. That form is not
    documented by the office.

    Raises
    ------
    FetchError
        The service cannot be asked, or answers in another form.
    """
    (path,) = publication.paths
    base = client.service.addresses["content"]
    uris = [entry.uri for entry in client.json(f"{base}/{path}/data", Landing).datasets]
    if not uris:
        raise client.fault(f"{base}/{path}/data", "its page lists no editions", "datasets with uri")
    # one called mid20242023localauthorityboundaries is of 2024, on the boundaries of 2023
    uris.sort(key=lambda uri: max(re.findall(r"20\d\d", uri), default=""), reverse=True)
    editions = [_ons_edition(client, name, publication, uri) for uri in uris[:MOST_EDITIONS]]
    editions.sort(key=lambda edition: edition.published, reverse=True)
    return [_first_read(editions)]


def _ons_edition(client: Client, name: str, publication: Publication, uri: str) -> Edition:
    base = client.service.addresses["content"]
    page = client.json(f"{base}{uri}/data", OfficePage)
    about = page.description
    return Edition(
        publication=name,
        release=about.edition or about.title or PurePosixPath(uri).name,
        slug=PurePosixPath(uri).name,
        published=about.release_date,
        updated=about.release_date,
        files=tuple(
            RemoteFile(
                key=f"{uri}/{file}",
                name=file,
                title=about.title or file,
                address=base + path,
                updated=about.release_date,
                tables=publication.tables_of(file, ""),
            )
            for file, path in (_download(uri, entry) for entry in page.downloads)
            if _is_table(file)
        ),
    )


def _download(uri: str, entry: Named) -> tuple[str, str]:
    """The name of a file of an edition, and where it is downloaded."""
    if entry.uri:
        return _name(entry.uri), f"/downloads-new/{quote(entry.uri.lstrip('/'))}"
    return entry.file, f"/file?uri={quote(uri)}/{quote(entry.file)}"
