"""Which figures and sentences of the last papers change once files are taken in: the papers are
rendered anew, out of sight, over what is held with the files in it.
"""

from __future__ import annotations

import json
import math
import os
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from hnb.domain import areas
from hnb.domain.errors import HnbError
from hnb.domain.paths import PACKAGE
from hnb.domain.units import counted

if TYPE_CHECKING:
    from hnb.figures import Figure, Rows
    from hnb.papers.ledger import Ledger
    from hnb.store.add import Addition

MOST_PAPERS = 3  # a render takes a quarter of a minute
PATIENCE = 1800  # seconds
_PERIODS = {"vintage", "january", "financial_year", "calendar_year", "academic_year", "mid_year"}
_NUMBER = re.compile(r"[-−]?£?\d[\d,.]*\d|[-−]?£?\d")


@dataclass(frozen=True)
class MovedFigure:
    """A figure of a paper before and after; one of the two is None where it is new or gone."""

    was: Figure | None
    now: Figure | None

    @property
    def name(self) -> str:
        """Model, dot, measure."""
        return next(figure.name for figure in (self.now, self.was) if figure)

    @property
    def difference(self) -> float | None:
        """The later value less the earlier, where both are numbers."""
        values = [figure.value for figure in (self.now, self.was) if figure]
        if len(values) < 2 or not all(isinstance(value, int | float) for value in values):
            return None
        return float(values[0]) - float(values[1])  # type: ignore[arg-type]

    def to_row(self) -> dict[str, object]:
        """Everything that a person compares, as one row of a table."""
        row: dict[str, object] = {"figure": self.name}
        for word, figure in (("was", self.was), ("now", self.now)):
            row |= {
                f"period_{word}": figure.period if figure else "",
                f"scope_{word}": figure.scope if figure else "",
                f"value_{word}": figure.value if figure else None,
                f"text_{word}": figure.text if figure else "",
            }
        return {**row, "difference": self.difference}

    def __str__(self) -> str:
        if self.was is None or self.now is None:
            figure = self.was or self.now
            word = "new" if self.was is None else "gone"
            return f"{self.name}: {word}, {figure and figure.text} ({figure and figure.period})"
        span = " → ".join(dict.fromkeys([self.was.period, self.now.period]))
        ends = [
            f" ({figure.interval})" if figure.interval else "" for figure in (self.was, self.now)
        ]
        moved = f"{self.was.text}{ends[0]} to {self.now.text}{ends[1]}"
        return f"{self.name}{f' ({span})' if span else ''}: {moved}"


@dataclass(frozen=True)
class PaperChange:
    """What becomes of a paper: its figures that move, and its sentences of the summary that read
    otherwise, numbers aside. `fault` says why it was not compared.
    """

    paper: Path
    figures: tuple[MovedFigure, ...] = ()
    sentences: tuple[tuple[str, str], ...] = ()
    of: int = 0
    fault: str = ""

    def __str__(self) -> str:
        if self.fault:
            return f"{self.paper}: not compared. {self.fault}"
        if not self.figures:
            return f"{self.paper}: none of its {counted(self.of, 'figures')} changes"
        both = sum(1 for figure in self.figures if figure.was and figure.now)
        new = sum(1 for figure in self.figures if figure.was is None)
        gone = len(self.figures) - both - new
        counts = [f"{both:,} of {counted(self.of, 'figures')} change"]
        counts += [f"{count:,} {word}" for count, word in ((new, "new"), (gone, "gone")) if count]
        return f"{self.paper}: {', '.join(counts)}"


def newest_papers(folder: Path) -> list[Path]:
    """The papers in a folder of papers, or the paper that it is, newest first."""
    ledgers = {file for depth in ("", "*/", "*/*/") for file in folder.glob(f"{depth}figures.json")}
    inside = [file for file in ledgers if ".hnb" not in file.parts and "failed" not in file.parts]
    return [file.parent for file in sorted(inside, key=lambda file: -file.stat().st_mtime)]


def changed_papers(
    additions: Sequence[Addition],
    folder: Path,
    tell: Callable[[str], object] = lambda sentence: None,
) -> list[PaperChange]:
    """What the newest papers in a folder would say once additions are taken in.

    Parameters
    ----------
    additions : sequence of Addition
        What would be taken in.
    folder : Path
        A folder of papers, as `hnb render --out` writes it, or one paper.
    tell : callable
        Told of each paper before it is rendered anew.

    Returns
    -------
    list of PaperChange
        One for each of the newest papers, at most MOST_PAPERS.
    """
    from hnb.store.add import overlay
    from hnb.store.files import key_of

    papers = newest_papers(folder)
    if not papers:
        return []
    files = {file for addition in additions for file in addition.csv_by_file}
    # where authorities change, everything may
    tables = set() if areas.LIST in files else {key_of(file)[0] for file in files}
    with TemporaryDirectory(prefix="hnb-") as work:
        data = Path(work) / "data"
        overlay(data, additions)
        changes = []
        for paper in papers[:MOST_PAPERS]:
            tell(f"Working out what changes in {paper} …")
            try:
                change = _compared(paper, data, tables=tables, out=Path(work) / "papers")
                changes.append(change)
            except HnbError as fault:
                changes.append(PaperChange(paper, fault=fault.message))
            except (subprocess.TimeoutExpired, LookupError, ValueError) as fault:
                words = f"It cannot be compared ({type(fault).__name__}: {fault!s:.200})."
                changes.append(PaperChange(paper, fault=words))
        return changes


def _compared(paper: Path, data: Path, *, tables: set[str], out: Path) -> PaperChange:
    from hnb.papers.ledger import read_ledger
    from hnb.papers.place import finish_switch

    finish_switch(paper)
    before = read_ledger(paper)
    if tables and not tables & {rows.table for figure in before.figures for rows in figure.rows}:
        return PaperChange(paper, of=len(before.figures))
    fault, rendered = _rendered(before, data, out)
    if rendered is None:
        return PaperChange(paper, fault=f"It cannot be rendered with these files: {fault}")
    after = read_ledger(rendered)
    return PaperChange(
        paper,
        figures=tuple(moved_figures(before.figures, after.figures)),
        sentences=tuple(_reworded(paper, rendered)),
        of=len(before.figures),
    )


def _rendered(ledger: Ledger, data: Path, out: Path) -> tuple[str, Path | None]:
    """The paper of a ledger over other data, or why there is none."""
    about = ledger.about
    settled = {
        name: about["parameters"][name]
        for name in ("authority", "as_at")
        if name in about["parameters"]
    }
    asked = about.get("asked", settled)  # earlier versions did not note what was asked
    pairs = [word for name, value in asked.items() for word in ("-p", f"{name}={value}")]
    command = [sys.executable, "-P", "-m", "hnb", "render", str(about["report"]), *pairs]
    command += ["--date", str(about["date"]), "--formats", "html", "--out", str(out)]
    paths = [str(PACKAGE.parent), *filter(None, [os.environ.get("PYTHONPATH")])]
    surroundings = {"HNB_DATA": str(data), "PYTHONPATH": os.pathsep.join(paths)}
    run = subprocess.run(
        [*command, "--quiet", "--json"],
        env={**os.environ, **surroundings},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=PATIENCE,
        check=False,
        text=True,
        encoding="utf-8",
    )
    try:
        (result,) = json.loads(run.stdout)
    except ValueError:  # it ended before it could say
        return (run.stderr.strip().splitlines() or ["it said nothing"])[-1], None
    if not result["ok"]:
        return result["error"], None
    ledgers = [Path(file) for file in result["files"] if Path(file).name == "figures.json"]
    return "", ledgers[0].parent


def moved_figures(before: Iterable[Figure], after: Iterable[Figure]) -> Iterator[MovedFigure]:
    """The figures that differ between two editions of a paper, in the order of the later one.

    A figure is the same one where its name, scope, period and rows are; failing that, where its
    name and its rows but for the periods are, or its name alone, and each edition has one such.
    """
    before, after = list(before), list(after)
    partner = _partners(before, after)
    for now in after:
        was = partner.get(id(now))
        if was is None or _differs(was, now):
            yield MovedFigure(was, now)
    paired = {id(was) for was in partner.values()}
    yield from (MovedFigure(was, None) for was in before if id(was) not in paired)


def _partners(before: Iterable[Figure], after: Iterable[Figure]) -> dict[int, Figure]:
    """The earlier edition of each later figure that has one, by the later one's identity."""
    left, right = list(before), list(after)
    partner: dict[int, Figure] = {}
    for key in (_exact, _in_any_period, _by_name):
        earlier, later = _by(key, left), _by(key, right)
        for about in earlier.keys() & later.keys():
            # of the same rows in the same order; of others, one alone can be meant
            if key is _exact or len(earlier[about]) == len(later[about]) == 1:
                pairs = zip(earlier[about], later[about], strict=False)
                partner |= {id(now): was for was, now in pairs}
        paired = {id(was) for was in partner.values()}
        left = [was for was in left if id(was) not in paired]
        right = [now for now in right if id(now) not in partner]
    return partner


def _by(key: Callable[[Figure], object], figures: Iterable[Figure]) -> dict[object, list[Figure]]:
    groups: dict[object, list[Figure]] = defaultdict(list)
    for figure in figures:
        groups[key(figure)].append(figure)
    return groups


def _exact(figure: Figure) -> object:
    return figure.name, figure.period, figure.scope, _rows(figure.rows, set())


def _in_any_period(figure: Figure) -> object:
    return figure.name, _rows(figure.rows, _PERIODS)


def _by_name(figure: Figure) -> object:
    return figure.name


def _rows(rows: Iterable[Rows], without: set[str]) -> str:
    wheres = [
        (part.table, {key: word for key, word in part.where.items() if key not in without})
        for part in rows
    ]
    return json.dumps(wheres, sort_keys=True, default=str)


def _differs(was: Figure, now: Figure) -> bool:
    """Whether two editions of a figure are of another period, value or interval."""
    pairs = [(was.value, now.value), (was.low, now.low), (was.high, now.high)]
    return was.period != now.period or any(not _alike(*pair) for pair in pairs)


def _alike(was: object, now: object) -> bool:
    if isinstance(was, int | float) and isinstance(now, int | float):
        return math.isclose(was, now, rel_tol=1e-9)
    return was == now


def _reworded(before: Path, after: Path) -> Iterator[tuple[str, str]]:
    """The sentences for the summary that read otherwise in a later edition, numbers aside."""
    earlier, later = _sentences(before), _sentences(after)
    for about, was in earlier.items():
        now = later.get(about, "")
        if _NUMBER.sub("#", was) != _NUMBER.sub("#", now):
            yield was, now


def _sentences(paper: Path) -> dict[tuple[str, str], str]:
    """What the notebooks of a paper name for its summary, by notebook and name."""
    from hnb.figures import MIME

    texts: dict[tuple[str, str], list[str]] = defaultdict(list)
    for notebook in sorted((paper / "notebooks").glob("*.ipynb")):
        for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
            for output in cell.get("outputs", ()):
                data = output.get("data", {}).get(MIME, {})
                if data.get("summary"):
                    texts[notebook.stem, data["summary"]].append(data["text"])
    return {about: " ".join(dict.fromkeys(words)) for about, words in texts.items()}
