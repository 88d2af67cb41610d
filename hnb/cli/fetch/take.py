"""Take in what was found: downloaded from a service, or in a folder."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from hnb.cli import report_fault
from hnb.domain.errors import HnbError, ParameterError, Place, SourceError
from hnb.domain.words import slug

if TYPE_CHECKING:
    from datetime import date

    from tqdm import tqdm

    from hnb.cli.data.taking_in import OfferedFile
    from hnb.fetch.client import Client
    from hnb.fetch.news import Answer, News

SUFFIXES = (".csv", ".gz", ".json", ".ods", ".xlsx", ".zip")


def take_all(
    answers: Sequence[Answer], clients: dict[str, Client], args: argparse.Namespace
) -> int:
    """Take in the news of each publication; one that is refused does not stop the others."""
    from hnb.domain import paths
    from hnb.store.lock import alone

    code = max((1 for answer in answers if answer.fault), default=0)
    with alone(paths.cache() / ".lock", "`hnb fetch` is downloading"):
        for answer in answers:
            for news in answer.news:
                try:
                    _take(answer, news, clients[answer.publication.service], args)
                except (HnbError, OSError) as fault:
                    code = max(code, report_fault(fault, answer.name))
    return code


def _take(answer: Answer, news: News, client: Client, args: argparse.Namespace) -> None:
    """Download an edition and take it in, whole or not at all."""
    from hnb.cli.data.taking_in import OfferedFile, take_in_files
    from hnb.fetch.download import note
    from hnb.fetch.originals import HELD
    from hnb.fetch.take import downloaded
    from hnb.sources.source import sources

    bar = _Bar(answer.name, args.quiet)
    try:
        originals = list(downloaded(client, answer.publication, news, bar))
    finally:
        bar.close()
    # pages of other services offer years that other readers know
    known = answer.publication.sources if client.service.kind == "ees" else ()
    may_be = tuple(sources()[name].publication for name in known)
    offered = [
        OfferedFile(original, moment=file.updated, publications=may_be)
        for file, original in originals
    ]
    additions = take_in_files(
        offered,
        accept=args.accept,
        changes=args.changes,
        within=f"{answer.name}-{news.edition.day}",
    )
    if not any(addition.release for addition in additions):
        for _, original in originals:
            note(original, HELD)


class _Bar:
    """A bar of progress for each file, on a terminal alone."""

    def __init__(self, name: str, is_quiet: bool):
        self._name, self._is_shown = name, sys.stderr.isatty() and not is_quiet
        self._bar: tqdm | None = None

    def __call__(self, done: int, whole: int | None) -> None:
        """Show how many bytes have come."""
        if not self._is_shown:
            return
        from tqdm import tqdm

        if self._bar is None or done < self._bar.n:
            self.close()
            self._bar = tqdm(
                total=whole, desc=self._name, unit="B", unit_scale=True, file=sys.stderr
            )
        self._bar.update(done - self._bar.n)

    def close(self) -> None:
        """Leave the line."""
        if self._bar is not None:
            self._bar.close()


def take_folder(args: argparse.Namespace) -> int:
    """Take in the tables of a folder, each publication by itself; what is refused is named, and
    does not stop the others.
    """
    from hnb.cli.data.taking_in import take_in_files
    from hnb.fetch.originals import is_of_the_cache

    if not args.folder.is_dir():
        raise ParameterError(
            Place(parameter="from"),
            found=f"{args.folder} is not a folder",
            expected="the folder with the files that were downloaded",
        )
    together: dict[tuple[str, ...], list[OfferedFile]] = {}
    code = 0
    for path in sorted(args.folder.rglob("*")):
        if not path.is_file() or path.suffix.lower() not in SUFFIXES or is_of_the_cache(path):
            continue
        try:
            offered, publications = _offered(path, args.published)
            together.setdefault(publications, []).append(offered)
        except (HnbError, OSError) as fault:
            who = "" if path.name in str(fault) else path.name
            code = max(code, report_fault(fault, who))
    for publications, files in together.items():
        within = slug(publications[0], "-")
        try:
            take_in_files(files, accept=args.accept, changes=args.changes, within=within)
        except (HnbError, OSError) as fault:
            code = max(code, report_fault(fault))
    if not together and not code:
        print(f"{args.folder} has no tables.", file=sys.stderr)
    return code


def _offered(path: Path, published: date | None) -> tuple[OfferedFile, tuple[str, ...]]:
    """A file with the publications in it; the day given is only for one that says none itself."""
    from hnb.cli.data.taking_in import OfferedFile, look_at
    from hnb.fetch.originals import read_record

    record = read_record(path)
    offered = OfferedFile(path, moment=record.updated if record else "")
    try:
        additions = look_at([offered])
    except SourceError:
        if published is None:
            raise
        offered = replace(offered, published=published)
        additions = look_at([offered])
    return offered, tuple(sorted({addition.publication for addition in additions}))
