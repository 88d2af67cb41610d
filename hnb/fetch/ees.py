"""Explore Education Statistics: the newest files of a publication, and where they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from hnb.domain.errors import Place
from hnb.domain.plain import Json
from hnb.fetch.client import Client, Progress, no_progress
from hnb.fetch.definition import Publication
from hnb.fetch.download import download
from hnb.fetch.edition import Edition, FetchError, Missing, NoEdition, RemoteFile
from hnb.fetch.ees_api import latest_data_set

PAGE_SIZE = 40  # the most that it gives
MOST_PAGES = 50


def editions(client: Client, name: str, publication: Publication) -> list[Edition]:
    """The newest release of a publication, with its data files.

    Raises
    ------
    Missing
        There is no such publication.
    NoEdition
        It has no files.
    FetchError
        The service cannot be asked, or answers in another form.
    """
    items = [
        item
        for item in _items(client, publication_id(client, publication))
        if item.get("latestData", True) and not item.get("isSuperseded", False)
    ]
    if not items:
        raise NoEdition(Place(file=publication.title), found="it has no files of a latest release")
    by_release: dict[str, list[Json]] = {}
    for item in items:
        by_release.setdefault(_text(client, item["release"], "slug"), []).append(item)
    return [
        Edition(
            publication=name,
            release=_text(client, release_items[0]["release"], "title"),
            slug=slug,
            published=max(_text(client, item, "published") for item in release_items),
            updated=max(_updated(client, item) for item in release_items),
            files=tuple(_file(client, item, publication) for item in release_items),
        )
        for slug, release_items in by_release.items()
    ]


def publication_id(client: Client, publication: Publication) -> str:
    """The id of a publication: as it is written down, or looked up by its slug."""
    if publication.id:
        return publication.id
    address = f"{client.service.addresses['content']}/publications/{publication.slug}"
    return _text(client, client.json(address), "id")


def _items(client: Client, publication: str) -> list[Json]:
    """Every data file of the latest release; listed again where the list changed on the way."""
    for _ in range(2):
        items, total = _listed(client, publication)
        ids = {str(item["id"]) for item in items}
        if len(ids) == len(items) == total:
            return items
    raise client.fault(
        _list_address(client, publication, 1), f"it lists {len(ids)} files, and says {total}"
    )


def _list_address(client: Client, publication: str, page: int) -> str:
    query = f"publicationId={publication}&latestOnly=true&page={page}&pageSize={PAGE_SIZE}"
    return f"{client.service.addresses['content']}/data-set-files?{query}"


def _listed(client: Client, publication: str) -> tuple[list[Json], int]:
    items: list[Json] = []
    for page in range(1, MOST_PAGES + 1):
        address = _list_address(client, publication, page)
        answer = client.json(address)
        try:
            items += [
                {**item, "id": item["id"], "release": item["release"]} for item in answer["results"]
            ]
            pages, total = (
                int(answer["paging"]["totalPages"]),
                int(answer["paging"]["totalResults"]),
            )
        except (LookupError, TypeError, ValueError):
            fault = "its list of files is of another form"
            raise client.fault(address, fault, "results, each with id and release") from None
        if page >= pages:
            break
    return items, total


def _text(client: Client, item: object, key: str) -> str:
    """A text that an answer must have."""
    if isinstance(item, dict) and isinstance(item.get(key), str) and item[key]:
        return str(item[key])
    fault = f"its answer has no {key}"
    raise client.fault(client.service.addresses["content"], fault, "the form that is known")


def _updated(client: Client, item: Json) -> str:
    """When a file was last replaced; a service that knows no such day gives the first of year 1."""
    last = str(item.get("lastUpdated") or "")
    published = _text(client, item, "published")
    return published if last < published else last


def _file(client: Client, item: Json, publication: Publication) -> RemoteFile:
    name, key = _text(client, item, "filename"), _text(client, item, "id")
    title = str(item.get("title") or name)
    meta, api = item.get("meta") or {}, item.get("api") or {}
    rows = meta.get("numDataFileRows")
    return RemoteFile(
        key=key,
        name=name,
        title=title,
        address=f"{client.service.addresses['content']}/data-set-files/{key}/download",
        updated=_updated(client, item),
        size=str(item.get("fileSize", "")),
        tables=publication.tables_of(name, title),
        rows=rows if isinstance(rows, int) else None,
        data_set=str(api.get("id", "")) if publication.api and isinstance(api, dict) else "",
    )


def zip_of(client: Client, publication: Publication, edition: Edition) -> RemoteFile:
    """The zip of a release, which has its supporting files too."""
    content = client.service.addresses["content"]
    where = f"{content}/publications/{publication.slug}/releases/{edition.slug}/version-summary"
    version = _text(client, client.json(where), "id")
    return RemoteFile(
        key=zip_key(edition),
        name=f"{publication.slug}_{edition.slug}.zip",
        title=f"{publication.title}, {edition.release}",
        address=f"{content}/releases/{version}/files?fromPage=ReleaseDownloads",
        updated=edition.updated,
    )


def zip_key(edition: Edition) -> str:
    """What the zip of a release is known by: its version changes whenever it is corrected."""
    return f"{edition.publication}/{edition.slug}/zip"


def download_files(
    client: Client,
    publication: Publication,
    edition: Edition,
    files: tuple[RemoteFile, ...],
    progress: Progress = no_progress,
) -> Iterator[tuple[RemoteFile, Path]]:
    """The originals of files of a release, one after another.

    A file that the service has no more under its id is looked for in a new list, by its name.

    Raises
    ------
    FetchError
        One cannot be got, or is gone.
    """
    if publication.take == "zip":
        whole = zip_of(client, publication, edition)
        yield whole, download(client, edition, whole, progress)
        return
    for file in files:
        try:
            yield file, download(client, edition, _from_api(client, file), progress)
        except Missing:
            newer = _listed_again(client, publication, edition, file)
            yield newer, download(client, edition, newer, progress)


def _from_api(client: Client, file: RemoteFile) -> RemoteFile:
    """A file with its address in the public API, if it is there."""
    if not file.data_set:
        return file
    return replace(file, address=latest_data_set(client, file.data_set).csv)


def _listed_again(
    client: Client, publication: Publication, edition: Edition, file: RemoteFile
) -> RemoteFile:
    """A file of the name in a new list of the publication."""
    for newer in editions(client, edition.publication, publication):
        for other in newer.files:
            is_other = other.key != file.key or file.data_set
            if other.name.casefold() == file.name.casefold() and is_other:
                return replace(other, data_set="")
    raise FetchError(
        Place(file=f"{client.service.title}, {file.address}"),
        found=f"{file.name} is there no more, and a new list of the publication has none like it",
        expected="a later try, once the service has published it again",
    )
