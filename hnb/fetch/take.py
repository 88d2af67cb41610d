"""The originals of an edition, downloaded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from hnb.fetch.client import Client, Progress, no_progress
from hnb.fetch.definition import Publication
from hnb.fetch.download import download
from hnb.fetch.edition import RemoteFile
from hnb.fetch.ees import download_files
from hnb.fetch.news import News


def downloaded(
    client: Client, publication: Publication, news: News, progress: Progress = no_progress
) -> Iterator[tuple[RemoteFile, Path]]:
    """The files of an edition that are not held, or the zip of its release, with their originals.

    Raises
    ------
    FetchError
        One cannot be got whole.
    """
    if client.service.kind == "ees":
        yield from download_files(client, publication, news.edition, news.files, progress)
        return
    for file in news.files:
        yield file, download(client, news.edition, file, progress)
