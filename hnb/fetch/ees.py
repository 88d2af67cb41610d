"""Explore Education Statistics: the newest files of a publication, and where they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from hnb.domain.errors import Place
from hnb.fetch.client import Client, Progress, no_progress
from hnb.fetch.definition import DataFile, DataFiles, Identified, Publication
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
    files = [
        file
        for file in _files(client, publication_id(client, publication))
        if file.latest_data and not file.is_superseded
    ]
    if not files:
        raise NoEdition(Place(file=publication.title), found="it has no files of a latest release")
    by_release: dict[str, list[DataFile]] = {}
    for file in files:
        by_release.setdefault(file.release.slug, []).append(file)
    return [
        Edition(
            publication=name,
            release=release_files[0].release.title,
            slug=slug,
            published=max(file.published for file in release_files),
            updated=max(map(_updated, release_files)),
            files=tuple(_remote_file(client, file, publication) for file in release_files),
        )
        for slug, release_files in by_release.items()
    ]


def publication_id(client: Client, publication: Publication) -> str:
    """The id of a publication: as it is written down, or looked up by its slug."""
    if publication.id:
        return publication.id
    address = f"{client.service.addresses['content']}/publications/{publication.slug}"
    return client.json(address, Identified).id


def _files(client: Client, publication: str) -> list[DataFile]:
    """Every data file of the latest release; listed again where the list changed on the way."""
    for _ in range(2):
        files, total = _listed(client, publication)
        ids = {file.id for file in files}
        if len(ids) == len(files) == total:
            return files
    raise client.fault(
        _list_address(client, publication, 1), f"it lists {len(ids)} files, and says {total}"
    )


def _list_address(client: Client, publication: str, page: int) -> str:
    query = f"publicationId={publication}&latestOnly=true&page={page}&pageSize={PAGE_SIZE}"
    return f"{client.service.addresses['content']}/data-set-files?{query}"


def _listed(client: Client, publication: str) -> tuple[list[DataFile], int]:
    files: list[DataFile] = []
    for page in range(1, MOST_PAGES + 1):
        answer = client.json(_list_address(client, publication, page), DataFiles)
        files += answer.results
        if page >= answer.paging.total_pages:
            break
    return files, answer.paging.total_results


def _updated(file: DataFile) -> str:
    """When a file was last replaced; a service that knows no such day gives the first of year 1."""
    return max(file.published, file.last_updated)


def _remote_file(client: Client, file: DataFile, publication: Publication) -> RemoteFile:
    return RemoteFile(
        key=file.id,
        name=file.filename,
        title=file.title or file.filename,
        address=f"{client.service.addresses['content']}/data-set-files/{file.id}/download",
        updated=_updated(file),
        size=file.file_size,
        tables=publication.tables_of(file.filename, file.title),
        rows=file.meta.num_data_file_rows if file.meta else None,
        data_set=file.api.id if publication.api and file.api else "",
    )


def zip_of(client: Client, publication: Publication, edition: Edition) -> RemoteFile:
    """The zip of a release, which has its supporting files too."""
    content = client.service.addresses["content"]
    where = f"{content}/publications/{publication.slug}/releases/{edition.slug}/version-summary"
    version = client.json(where, Identified).id
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
