"""One file from a service to the cache: resumed where that is safe, whole or not there."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from hnb.domain.errors import Place
from hnb.fetch.client import TRIES, Asked, Client, Progress, no_progress, pieces
from hnb.fetch.edition import Edition, FetchError, RemoteFile
from hnb.fetch.originals import (
    PART,
    PART_RECORD,
    Record,
    place_of,
    read_record,
    sha256_of,
    write_record,
)
from hnb.fetch.whole import NotWhole, check, unpack
from hnb.store.write import put_in_place, write_whole

if TYPE_CHECKING:
    import requests


@dataclass(frozen=True)
class _Sent:
    """What a service said of the file that it sent."""

    etag: str = ""
    modified: str = ""
    is_packed: bool = False
    has_length: bool = False


def download(
    client: Client, edition: Edition, file: RemoteFile, progress: Progress = no_progress
) -> Path:
    """The original of a file, in the cache.

    Parameters
    ----------
    client : Client
        With which its service is asked.
    edition, file : Edition, RemoteFile
        What is wanted.
    progress : callable
        Told the bytes that have come, and all where that is known.

    Returns
    -------
    Path
        Where it is; next to it is its record. A copy that is there already, and is what the service
        still has, is not sent again.

    Raises
    ------
    Missing
        The service has it no more.
    FetchError
        It cannot be got whole, or is something else; nothing is left but what a later try goes on
        from.
    """
    target = place_of(edition, file)
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + PART)
    earlier = read_record(target)
    if earlier and earlier.key != file.key:
        earlier = None
    fault = ""
    try:
        for number in range(TRIES):
            if number:
                client.sleep(2.0**number)
            try:
                sent = _received(client, file, part, earlier=earlier, progress=progress)
                if sent:
                    _finish(client, file, part, sent)
                    _put(client, edition, file, part=part, target=target, sent=sent)
                return target
            except NotWhole as cut:
                fault = cut.found
        raise client.fault(file.address, f"{fault}, {TRIES} times", "the whole file")
    finally:
        _resumable(part, file)  # a part from which nobody can go on is not left


def _received(
    client: Client, file: RemoteFile, part: Path, *, earlier: Record | None, progress: Progress
) -> _Sent | None:
    """What the service said of the file, which is then in `part` as it was sent; None where it has
    what is here already.
    """
    known = _resumable(part, file)
    start = part.stat().st_size if known else 0
    headers = {"Accept-Encoding": "identity"}
    if known:
        headers |= {"Range": f"bytes={start}-", "If-Range": known.etag}
    elif earlier:
        headers |= {"If-None-Match": earlier.etag} if earlier.etag else {}
        headers |= {"If-Modified-Since": earlier.modified} if earlier.modified else {}
    with client.opened(Asked(file.address, headers=headers)) as response:
        if response.status_code == 304 and earlier:
            return None
        if response.status_code == 416:
            _drop(part)
            raise NotWhole(found="the part that is here already does not fit")
        client.refuse_fault(response)
        goes_on = _goes_on(response, start)
        if response.status_code == 206 and not goes_on:
            _drop(part)
            raise NotWhole(found="another part was sent than the one asked for")
        sent = _said(response)
        _begin(part, file, sent)
        _write(client, response, part, start=start if goes_on else 0, progress=progress)
    return sent


def _goes_on(response: requests.Response, start: int) -> bool:
    """Whether an answer goes on from the bytes that are here."""
    content_range = response.headers.get("Content-Range", "")
    return response.status_code == 206 and content_range.startswith(f"bytes {start}-")


def _said(response: requests.Response) -> _Sent:
    heads = response.headers
    return _Sent(
        etag=heads.get("ETag", ""),
        modified=heads.get("Last-Modified", ""),
        is_packed="gzip" in heads.get("Content-Encoding", ""),
        has_length="Content-Length" in heads or "chunked" in heads.get("Transfer-Encoding", ""),
    )


def _resumable(part: Path, file: RemoteFile) -> _Sent | None:
    """What was said of a part that is here, where one can go on from it: the same file of the same
    moment, with a strong tag by which the service knows whether it still has it.
    """
    try:
        known = json.loads(_list(part).read_text(encoding="utf-8"))
        is_same = (known["address"], known["updated"]) == (file.address, file.updated)
        is_strong = str(known["etag"]).startswith('"')
        if is_same and is_strong and part.stat().st_size:
            return _Sent(etag=str(known["etag"]))
    except (OSError, ValueError, LookupError, TypeError):
        pass
    _drop(part)
    return None


def _list(part: Path) -> Path:
    return part.with_name(part.name.removesuffix(PART) + PART_RECORD)


def _begin(part: Path, file: RemoteFile, sent: _Sent) -> None:
    """Write down of which file the part is, before the part."""
    about = {"address": file.address, "updated": file.updated, "etag": sent.etag}
    write_whole(_list(part), json.dumps(about))


def _drop(part: Path) -> None:
    for file in (part, _list(part), _unpacked(part)):
        file.unlink(missing_ok=True)


def _write(
    client: Client, response: requests.Response, part: Path, *, start: int, progress: Progress
) -> None:
    """Write what is sent, from its start or after what is here."""
    service, ends = client.service, client.clock() + client.service.deadline
    length = response.headers.get("Content-Length", "")
    whole = start + int(length) if length.isdecimal() else None
    if whole is not None and whole > service.largest:
        _drop(part)
        raise client.fault(response.url, f"it has {whole:,} bytes", f"at most {service.largest:,}")
    done = start
    try:
        with part.open("ab" if start else "wb") as opened:
            for piece in pieces(response, service.largest, decoded=False):
                opened.write(piece)
                done += len(piece)
                progress(done, whole)
                if client.clock() > ends:
                    fault = f"it is not sent within {service.deadline:,.0f} seconds"
                    raise client.fault(response.url, fault)
    except OSError as fault:  # such as a disk that is full
        _drop(part)
        raise OSError(fault.errno, fault.strerror, str(part)) from None
    whole = _whole_of_part(response) or whole
    if whole is not None and done != whole:
        raise NotWhole(found=f"{done:,} of {whole:,} bytes were sent")


def _whole_of_part(response: requests.Response) -> int | None:
    """Bytes of the whole file, where only a part of it was sent and says so."""
    whole = response.headers.get("Content-Range", "").rpartition("/")[2]
    return int(whole) if response.status_code == 206 and whole.isdecimal() else None


def _unpacked(part: Path) -> Path:
    return part.with_name(part.name + ".unpacked")


def _finish(client: Client, file: RemoteFile, part: Path, sent: _Sent) -> None:
    """Refuse what is not whole, or not what was asked for: nothing of it is left."""
    largest = client.service.largest
    try:
        if sent.is_packed:
            unpack(part, _unpacked(part), largest)
            _unpacked(part).replace(part)
        has_length = sent.has_length or sent.is_packed
        check(part, file.kind, rows=file.rows, has_length=has_length, largest=largest)
    except NotWhole:
        _drop(part)
        raise
    except FetchError as fault:
        _drop(part)
        place = Place(file=f"{client.service.title}, {file.address}")
        raise FetchError(place, found=fault.found, expected=fault.expected) from None
    except BaseException:
        _drop(part)
        raise


def _put(
    client: Client, edition: Edition, file: RemoteFile, *, part: Path, target: Path, sent: _Sent
) -> None:
    """Put a whole file in its place, and its record next to it."""
    record = Record(
        address=file.address,
        licence=client.service.licence,
        publication=edition.publication,
        release=edition.release,
        published=edition.published,
        key=file.key,
        updated=file.updated,
        fetched=datetime.now(UTC).isoformat(timespec="seconds"),
        sha256=sha256_of(part),
        size=part.stat().st_size,
        etag=sent.etag,
        modified=sent.modified,
    )
    put_in_place(part, target)
    write_record(target, record)
    _drop(part)


def note(original: Path, outcome: str) -> None:
    """Note in the record of an original what became of it."""
    if record := read_record(original):
        write_record(original, replace(record, outcome=outcome))
