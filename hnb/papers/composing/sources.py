"""What a paper rests on, in words: releases, their caveats, what was corrected, what looks odd."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date as Date

from hnb.domain.errors import CheckError, Place, did_you_mean
from hnb.domain.periods import write_day
from hnb.domain.plain import Json
from hnb.domain.words import listed
from hnb.figures import Figure
from hnb.papers.blocks import Bullets, Grid, Heading
from hnb.store.doubts import doubts_at
from hnb.store.files import releases
from hnb.tables import ALL


def known_releases(names: Iterable[str]) -> dict[str, Json]:
    """The releases of those names; one that is not there is refused."""
    every_release = releases()
    for name in names:
        if name not in every_release:
            raise CheckError(
                Place(file="releases.yml"),
                found=f"release {name!r} is behind a figure and is not there",
                expected=f"a release that is held{did_you_mean(name, every_release)}",
            )
    return {name: every_release[name] for name in names}


def sources(names: Iterable[str]) -> Grid[str]:
    """A table of releases: publisher, publication, when published, licence, and the name it has
    here.
    """
    rows, note, by_assembler = [], "", dict[str, list[str]]()
    by_publication = sorted(
        known_releases(names).items(), key=lambda item: (item[1]["publication"], item[0])
    )
    for name, release in by_publication:
        if release.get("assembled_by"):
            by_assembler.setdefault(release["assembled_by"], []).append(name)
        day = write_day(Date.fromisoformat(str(release["published"])))
        publisher = f"{release['publisher']} ({release['licence']})"
        rows.append((publisher, f"{release['publication']}, {day}", name))
    for assembler, assembled in by_assembler.items():
        note += f"{'' if note else 'Note: '}As assembled by {assembler}: {listed(assembled)}. "
    return Grid(
        caption="Releases that the figures of this paper rest on.",
        header=("Publisher and licence", "Publication, and when it was published", "Release"),
        rows=tuple(rows),
        source=note.strip(),
    )


def cite(source: str) -> str:
    """A source line for readers: names of releases become publications and their months; other
    words stay.
    """
    cited, stop, more = source.partition(". ")
    names = re.sub(r"(?i)^(source: )?(releases )?|\.$", "", cited).split(", ")
    if not set(names) <= releases().keys():
        return source
    months: dict[str, dict[str, dict[str, None]]] = {}
    editions = [releases()[name] for name in names]
    for release in sorted(editions, key=lambda release: str(release["published"])):
        month = f"{Date.fromisoformat(str(release['published'])):%B %Y}"
        publications = months.setdefault(release["publisher"], {})
        publications.setdefault(release["publication"], {})[month] = None
    by_publisher = (
        f"{publisher}: "
        + "; ".join(f"{name}, {listed([*when])}" for name, when in publications.items())
        for publisher, publications in months.items()
    )
    return ". ".join(by_publisher) + stop + more


def caveat_blocks(names: Iterable[str]) -> list[Heading | Bullets]:
    """A heading for each publication, and its caveats; one that not every release of it has, names
    those that do.
    """
    publications: dict[str, list[str]] = {}
    for name, release in known_releases(names).items():
        publications.setdefault(release["publication"], []).append(name)
    blocks: list[Heading | Bullets] = []
    for publication, editions in sorted(publications.items()):
        having: dict[str, list[str]] = {}
        for name in editions:
            for text in releases()[name].get("caveats", {}).values():
                having.setdefault(text, []).append(name)
        texts = [
            text if len(some) == len(editions) else f"{text} ({', '.join(some)})"
            for text, some in having.items()
        ]
        if texts:
            blocks += [Heading(2, publication), Bullets(tuple(texts))]
    return blocks


def doubt_blocks(
    figures: Iterable[Figure], la_code: int, as_at: Date | None
) -> list[Heading | Bullets]:
    """What looks odd in the published figures of a paper, for its authority and England."""
    tables = {rows.table for figure in figures for rows in figure.rows}
    texts = tuple(
        f"{ALL[doubt.table].says[:-1]}, {doubt.period}: {doubt.rule}; {doubt.says}."
        for doubt in doubts_at(as_at)
        if doubt.table in tables and doubt.la_code in (la_code, 0)
    )
    return [Heading(2, "Figures that look odd, kept as published"), Bullets(texts)] if texts else []


def corrected_blocks(figures: Iterable[Figure], la_code: int) -> list[Heading | Bullets]:
    """What is held in place of a publisher's slip, in the tables and releases of a paper, for its
    authority.
    """
    used = {
        (release, rows.table)
        for figure in figures
        for rows in figure.rows
        for release in rows.releases
    }
    texts = {
        f"{ALL[name].says[:-1]}, {_about(entry)}: {_stated(entry['value'])} here; the publisher "
        f"has {_stated(entry['published'])} ({entry['reason']})."
        for release, name in used
        for entry in releases()[release].get("corrections", ())
        if entry["table"] == name and entry["where"].get("area") == la_code
    }
    return (
        [Heading(2, "Figures that are corrected"), Bullets(tuple(sorted(texts)))] if texts else []
    )


def _about(correction: Json) -> str:
    """Which period and category a correction is of."""
    return ", ".join(str(word) for key, word in correction["where"].items() if key != "area")


def _stated(value: float | None) -> str:
    return "nothing" if value is None else f"{value:,}"
