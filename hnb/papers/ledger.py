"""Every Figure of a paper, the releases they rest on, and the appendix of sources and caveats made
from them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date as Date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hnb.domain import units
from hnb.domain.errors import CheckError, ParameterError, Place, did_you_mean
from hnb.figures import MIME, Figure, Rows
from hnb.papers.blocks import Bullets, Grid, Heading, written
from hnb.store.files import doubts, load, releases
from hnb.tables import ALL

if TYPE_CHECKING:
    import pandas as pd

NAME = "figures.json"


@dataclass(frozen=True)
class Ledger:
    """What a paper may say.

    `figures` are its numbers; `labels` the names and periods that its sentences and tables were
    given; `words` the texts that are not a notebook's own: captions, text alternatives, source
    lines, appendices. `about` says which paper it is.
    """

    figures: tuple[Figure, ...]
    labels: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    about: dict[str, Any] = field(default_factory=dict)

    @property
    def releases(self) -> tuple[str, ...]:
        """Every release behind it, once, in order of name."""
        return tuple(sorted({release for figure in self.figures for release in figure.releases}))

    def write(self, folder: Path) -> Path:
        """Write `figures.json`."""
        figures = [figure.to_json() for figure in self.figures]
        held = {**self.about, "figures": figures, "labels": self.labels, "words": self.words}
        path = folder / NAME
        path.write_text(
            json.dumps(held, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n"
        )
        return path


def read_ledger(paper: Path) -> Ledger:
    """The ledger of a paper: a folder, or a document in one.

    Raises
    ------
    ParameterError
        There is no such folder or document.
    CheckError
        It has no ledger.
    """
    if not paper.exists():
        raise ParameterError(
            Place(file=str(paper)), found="there is no such file or folder", expected="a paper"
        )
    path = (paper if paper.is_dir() else paper.parent) / NAME
    if not path.is_file():
        expected = "a folder that `hnb render` wrote"
        raise CheckError(
            Place(file=str(path.parent)), found=f"there is no {NAME}", expected=expected
        )
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        figures = tuple(map(Figure.from_json, held.pop("figures")))
        return Ledger(figures, tuple(held.pop("labels")), tuple(held.pop("words")), held)
    except (ValueError, LookupError, TypeError, AttributeError) as fault:
        what = f"it is not as `hnb render` writes it ({type(fault).__name__}: {fault})"
        raise CheckError(
            Place(file=str(path)), found=what, expected="the paper rendered anew"
        ) from None


def gather(blocks: Iterable[dict[str, Any]]) -> Ledger:
    """The union of what the blocks of executed notebooks quote; labels and words may stand twice.

    Raises
    ------
    CheckError
        One name stands for two numbers of the same rows, period and scope.
    """
    figures: dict[str, Figure] = {}
    settled: dict[tuple[str, ...], Figure] = {}
    labels: list[str] = []
    words: list[str] = []
    for block in blocks:
        for data in block.get("figures", ()):
            figure = figures.setdefault(json.dumps(data, sort_keys=True), Figure.from_json(data))
            other = settled.setdefault(
                (figure.name, figure.period, figure.scope, json.dumps(data["rows"])), figure
            )
            if (other.value, other.unit) != (figure.value, figure.unit):
                which = f"figure {figure.name} ({figure.period}, {figure.scope or 'no scope'})"
                found = f"{which} is {other.text} in one place and {figure.text} in another"
                raise CheckError(found=found, expected="one number for one name, period and scope")
            text = block.get("text", figure.size)
            if isinstance(figure.value, int):
                bare = units.number(figure.value)  # quoted without its noun, as {above:d} does
                labels += (
                    [bare]
                    if figure.size not in text or bare in text.replace(figure.size, "")
                    else []
                )
        labels += [
            *block.get("labels", ()),
            *(cell for row in block.get("rows", ()) for cell in row),
        ]
        words += [
            *(block.get(name, "") for name in ("caption", "alt", "source")),
            *block.get("header", ()),
        ]
    quoted = {text for figure in figures.values() for text in (figure.text, figure.size)}
    kept = (label for label in labels if label not in quoted)
    return Ledger(tuple(figures.values()), tuple(kept), tuple(words))


def _known(names: Iterable[str]) -> dict[str, dict[str, Any]]:
    held = releases()
    for name in names:
        if name not in held:
            found, expected = (
                f"release {name!r} is behind a figure and is not there",
                "a release that is held",
            )
            raise CheckError(
                Place(file="releases.yml"),
                found=found,
                expected=expected + did_you_mean(name, held),
            )
    return {name: held[name] for name in names}


def sources(names: Iterable[str], as_at: str = "") -> Grid:
    """A table of releases: publisher, publication, when published, licence, and the name it has
    here.

    One published after `as_at` says so: its period was known by then, but an edition of that day is
    not held.
    """
    rows, note = [], ""
    for name, release in sorted(
        _known(names).items(), key=lambda item: (item[1]["publication"], item[0])
    ):
        by = f" (as assembled by {release['assembled_by']})" if release.get("assembled_by") else ""
        day = written(Date.fromisoformat(str(release["published"])))
        if as_at and str(release["published"]) > as_at:
            day += " (later edition)"
            note = (
                "Note: figures of a later edition were known by the day asked about, in an "
                "edition that is not held."
            )
        rows.append(
            (f"{release['publisher']}{by}", release["publication"], day, release["licence"], name)
        )
    header = ("Publisher", "Publication", "Published", "Licence", "Release")
    return Grid(
        "Releases that the figures of this paper rest on.", header, tuple(rows), source=note
    )


def cite(source: str) -> str:
    """A source line for readers: names of releases become publications and their months; other
    words stand.
    """
    listed, stop, more = source.partition(". ")
    names = re.sub(r"(?i)^(source: )?(releases )?|\.$", "", listed).split(", ")
    if not set(names) <= releases().keys():
        return source
    months: dict[str, dict[str, None]] = {}
    for release in sorted(
        (releases()[name] for name in names), key=lambda release: str(release["published"])
    ):
        month = f"{Date.fromisoformat(str(release['published'])):%B %Y}"
        months.setdefault(f"{release['publisher']}, {release['publication']}", {})[month] = None
    return (
        "; ".join(f"{publication}, {' and '.join(when)}" for publication, when in months.items())
        + stop
        + more
    )


def caveat_blocks(names: Iterable[str]) -> list[Heading | Bullets]:
    """A heading for each publication, and its caveats; one that not every release of it has, names
    those that do.
    """
    known = _known(names)
    blocks: list[Heading | Bullets] = []
    for publication in sorted({release["publication"] for release in known.values()}):
        mine = {name: entry for name, entry in known.items() if entry["publication"] == publication}
        having: dict[str, list[str]] = {}
        for name, release in mine.items():
            for text in release.get("caveats", {}).values():
                having.setdefault(text, []).append(name)
        texts = [
            text if len(by) == len(mine) else f"{text} ({', '.join(by)})"
            for text, by in having.items()
        ]
        blocks += [Heading(2, publication), Bullets(tuple(texts))] if texts else []
    return blocks


def odd(figures: Iterable[Figure], la_code: int) -> list[Heading | Bullets]:
    """What looks odd in the published figures that a paper rests on, for its authority
    and England.
    """
    tables = {rows.table for figure in figures for rows in figure.rows}
    held = doubts()
    mine = held[held["table"].isin(tables) & held["la_code"].isin([la_code, 0])].to_dict("records")
    texts = tuple(
        f"{ALL[row['table']].says[:-1]}, {row['period']}: {row['rule']}; {row['says']}."
        for row in mine
    )
    return [Heading(2, "Figures that look odd, kept as published"), Bullets(texts)] if texts else []


@dataclass(frozen=True)
class Caveats:
    """What must be known of the releases used; shown in a notebook, and gathered in the paper's
    appendix.
    """

    items: tuple[dict[str, str], ...]

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        texts = list(dict.fromkeys(item["text"] for item in self.items)) or [
            "The publishers give no caveats."
        ]
        shown = "\n".join(f"- {text}" for text in texts)
        block = {"block": "caveats", "items": list(self.items)}
        return {"text/plain": shown, "text/markdown": shown, MIME: block}


def caveats(*used: pd.DataFrame) -> Caveats:
    """The caveats of the releases behind tables.

    Parameters
    ----------
    *used : DataFrame
        Frames with a column `release`.
    """
    known = _known(
        sorted({str(name) for frame in used for name in frame["release"].dropna().unique()})
    )
    given = (
        (name, *caveat)
        for name, release in known.items()
        for caveat in release.get("caveats", {}).items()
    )
    return Caveats(tuple({"key": key, "release": name, "text": text} for name, key, text in given))


def cells_behind(figure: Figure) -> Iterator[dict[str, Any]]:
    """The publisher's cells that a Figure rests on.

    Yields
    ------
    dict
        `release`, `part`, `row`, `column`, the keys of the row, and its value under the value
        column's name.
    """
    for rows in figure.rows:
        for release in rows.releases:
            parts = releases()[release].get("parts") or [""]
            for record in _narrowed(rows, release).to_dict("records"):
                yield {
                    str(key): parts[value] if key == "part" else value
                    for key, value in record.items()
                }


def _narrowed(rows: Rows, release: str) -> pd.DataFrame:
    level = (
        "region"
        if "region" in rows.where
        else "authority"
        if "la_code" in rows.where
        else "england"
    )
    try:
        frame = load(rows.table, level, release, cells=True)
    except ParameterError:  # no England row in this edition: the figure rests on every authority
        frame = load(rows.table, release=release, cells=True)
    for key, wanted in rows.where.items():
        if key in frame:
            frame = frame[
                frame[key]
                .astype(str)
                .isin(map(str, wanted if isinstance(wanted, tuple) else (wanted,)))
            ]
    return frame
