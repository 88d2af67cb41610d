"""Every Figure of a paper, and the publishers' cells that they rest on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from hnb.domain import units
from hnb.domain.errors import CheckError, ParameterError, Place
from hnb.domain.plain import Json
from hnb.figures import MIME, Figure, Rows
from hnb.figures.marks import is_of_council
from hnb.papers.checking.pieces import read_bytes
from hnb.papers.checking.sealed import changed, figure_of, seal, texts_of
from hnb.papers.composing.sources import known_releases
from hnb.store.files import load, releases
from hnb.tables import ALL
from hnb.tables.columns import CORRECTED

if TYPE_CHECKING:
    import pandas as pd

NAME = "figures.json"


@dataclass(frozen=True)
class Statement:
    """A text with numbers that the author of a paper wrote, or a figure that the council states.

    Parameters
    ----------
    text : str
        As it is written in the paper.
    where : str
        Where the author wrote it: a file, and a line or a key.
    numbers, people : tuple of str
        The numbers in the text, and the counts of children, plans or cases that nobody published.
    name, value, unit, period, source : str, float
        Of a figure alone: its name, how much, when, and where the council says so.
    """

    text: str
    where: str
    numbers: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    name: str = ""
    value: float | None = None
    unit: str = ""
    period: str = ""
    source: str = ""

    def to_json(self) -> Json:
        """What there is of it."""
        return {name: part for name, part in vars(self).items() if part not in ("", None, ())}

    @classmethod
    def from_json(cls, data: Json) -> Statement:
        """The statement that `to_json` wrote."""
        lists = {name: texts_of(data.get(name, [])) for name in ("numbers", "people")}
        statement = cls(**{**data, **lists})
        texts_of([statement.text, statement.where])
        return statement


@dataclass(frozen=True)
class Ledger:
    """What a paper may say.

    `figures` are its numbers; `labels` the names and periods that its sentences and tables were
    given; `words` the texts that are not a notebook's own: captions, text alternatives, source
    lines, appendices. `stated` notes the texts with numbers that the paper's author wrote, and the
    figures that the author states by name. `about` says which paper it is, and `record` what its
    files were when they were rendered (see `make_record`); a ledger read from a paper of before
    there were records has none.
    """

    figures: tuple[Figure, ...]
    labels: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    stated: tuple[Statement, ...] = ()
    about: Json = field(default_factory=dict)
    record: Json = field(default_factory=dict)

    @property
    def releases(self) -> tuple[str, ...]:
        """Every release behind it, once, in order of name."""
        return tuple(sorted({release for figure in self.figures for release in figure.releases}))

    def write(self, folder: Path) -> Path:
        """Write `figures.json`, with a digest of its own content."""
        figures = [figure.to_json() for figure in self.figures]
        ledger = {
            **self.about,
            "figures": figures,
            "stated": [each.to_json() for each in self.stated],
        }
        ledger |= {"labels": self.labels, "words": self.words}
        content = json.dumps(ledger, indent=1, ensure_ascii=False).removesuffix("\n}")
        # the record is long, and for programs: a line for each file and text
        record = json.dumps(self.record, ensure_ascii=False).replace('], ["', '],\n["')
        sealed = seal({**ledger, "record": self.record})
        path = folder / NAME
        path.write_text(
            f'{content},\n "record": {record},\n "sha256": "{sealed}"\n}}\n',
            encoding="utf-8",
            newline="\n",
        )
        return path


def record_name(document: str) -> str:
    """What the ledger of an edited document is called, next to which there is a newer paper."""
    return f"{document}.{NAME}"


def read_ledger(paper: Path) -> Ledger:
    """The ledger of a paper: a folder, or a document in one. A document that was edited before the
    paper was rendered anew has one of its own.

    Raises
    ------
    ParameterError
        There is no such folder or document.
    CheckError
        It has no ledger, or one that was changed since it was rendered; what was changed is named.
    """
    if not paper.exists():
        raise ParameterError(
            Place(file=str(paper)), found="there is no such file or folder", expected="a paper"
        )
    path = (paper if paper.is_dir() else paper.parent) / NAME
    if not paper.is_dir() and paper.with_name(record_name(paper.name)).is_file():
        path = paper.with_name(record_name(paper.name))
    if not path.is_file():
        raise CheckError(
            Place(file=str(path.parent)),
            found=f"there is no {NAME}",
            expected=f"a folder that `hnb render` wrote{_papers_below(path.parent)}",
        )
    try:
        content = json.loads(read_bytes(path).decode("utf-8"))
        sealed = content.pop("sha256", "")
        whole = seal(content)
        figures = tuple(figure_of(path, data) for data in content.pop("figures"))
        if sealed and whole != sealed:
            raise changed(path, "its content is not what was written")
        return Ledger(
            figures=figures,
            labels=texts_of(content.pop("labels")),
            words=texts_of(content.pop("words")),
            stated=tuple(map(Statement.from_json, content.pop("stated", ()))),
            about=content,
            record=content.pop("record", {}) if sealed else {},
        )
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as fault:
        raise CheckError(
            Place(file=str(path)),
            found=f"it is not as `hnb render` writes it ({type(fault).__name__}: {fault!s:.200})",
            expected="the paper rendered anew",
        ) from None


def _papers_below(folder: Path) -> str:
    """A clause naming the first papers that a folder holds, where it is none itself."""
    below = sorted(
        found.parent for depth in ("*", "*/*") for found in folder.glob(f"{depth}/{NAME}")
    )
    papers = ", ".join(path.relative_to(folder).as_posix() for path in below[:3])
    return f" (in it: {papers}{' …' if len(below) > 3 else ''})" if below else ""


def collect_figures(blocks: Iterable[Json]) -> Ledger:
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
            key = (figure.name, figure.period, figure.scope, json.dumps(data["rows"]))
            _refuse_another_number(figure, settled.setdefault(key, figure))
            labels += _bare_number(figure, block.get("text", figure.size))
        labels += block.get("labels", ())
        sentences = block.get("sentences", ())
        labels += (cell for row in block.get("rows", ()) for cell in row if cell not in sentences)
        words += (block.get(name, "") for name in ("caption", "alt", "source"))
        words += block.get("header", ())
    quoted = {text for figure in figures.values() for text in (figure.text, figure.size)}
    unquoted = tuple(label for label in labels if label not in quoted)
    return Ledger(tuple(figures.values()), unquoted, tuple(words))


def _refuse_another_number(figure: Figure, other: Figure) -> None:
    if (other.value, other.unit) != (figure.value, figure.unit):
        about = f"{figure.name} ({figure.period}, {figure.scope or 'no scope'})"
        raise CheckError(
            found=f"figure {about} is {other.text} in one place and {figure.text} in another",
            expected="one number for one name, period and scope",
        )


def _bare_number(figure: Figure, text: str) -> Iterator[str]:
    """A count that a sentence quotes without its noun, as {above:d} does."""
    if isinstance(figure.value, int):
        bare = units.number(figure.value)
        if figure.size not in text or bare in text.replace(figure.size, ""):
            yield bare


@dataclass(frozen=True)
class Caveats:
    """What must be known of the releases used; shown in a notebook, and gathered in the paper's
    appendix.
    """

    items: tuple[dict[str, str], ...]

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Json:
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
    names = sorted({str(name) for frame in used for name in frame["release"].dropna().unique()})
    return Caveats(
        tuple(
            {"release": name, "text": text}
            for name, release in known_releases(names).items()
            for text in release.get("caveats", {}).values()
        )
    )


def cells_behind(figure: Figure) -> Iterator[Json]:
    """The publisher's cells that a Figure rests on.

    Yields
    ------
    dict
        `release`, `part`, `row`, `column`, the keys of the row, and its value under the value
        column's name; where that is a correction, `published_value` is what stands in the cell, and
        `correction` why it was not taken.
    """
    for rows in figure.rows:
        if rows.table not in ALL:
            raise changed(Path(NAME), f"figure {figure.name} rests on a table {rows.table!r:.80}")
        yield from cells_of(rows)


def cells_of(rows: Rows) -> Iterator[Json]:
    """The publisher's cells of rows of one table, as `cells_behind` gives them."""
    known_releases(rows.releases)
    for release in rows.releases:
        parts = releases()[release].get("parts") or [""]
        for record in _narrowed(rows, release).to_dict("records"):
            cell = {str(key): value for key, value in record.items()}
            if is_of_council(release) and cell.get("status") == "published":
                del cell["status"]  # of what is shown; nobody published it
            if "part" in cell:
                cell["part"] = parts[cell["part"]]
            yield cell | _corrected(cell, rows.table, release)


def _corrected(cell: Json, table_name: str, release: str) -> Json:
    """What a publisher has in a cell that is corrected, and why; nothing of any other."""
    if cell.get("status") != CORRECTED:
        return {}
    keys = {**cell, "area": cell.get("la_code", cell.get("region", ""))}
    for entry in releases()[release].get("corrections", ()):
        where = entry["where"].items()
        if entry["table"] == table_name and all(str(keys[key]) == str(word) for key, word in where):
            return {"published_value": entry["published"], "correction": entry["reason"]}
    return {}


def _narrowed(rows: Rows, release: str) -> pd.DataFrame:
    """The rows of a release that a Figure rests on, with the cells that they came from."""
    level = "england"
    if "region" in rows.where:
        level = "region"
    elif "la_code" in rows.where:
        level = "authority"
    try:
        frame = load(rows.table, level, release, cells=True)
    except ParameterError:  # no England row in this edition: the figure rests on every authority
        frame = load(rows.table, release=release, cells=True)
    for key, wanted in rows.where.items():
        if key in frame:
            values = wanted if isinstance(wanted, tuple) else (wanted,)
            frame = frame[frame[key].astype(str).isin(map(str, values))]
    return frame
