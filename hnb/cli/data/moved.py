"""Which figures and sentences of the last papers change once files are taken in: their figures are
worked out anew over what is held with the files in it, and compared with those in figures.json.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from operator import attrgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from hnb.cli.data.anew import figures_anew, processes_over
from hnb.domain import areas
from hnb.domain.errors import HnbError
from hnb.domain.units import counted

if TYPE_CHECKING:
    from hnb.domain.plain import Json
    from hnb.figures import Figure, Rows
    from hnb.store.add import Addition

MOST_PAPERS = 3  # each takes a quarter of a minute
# what becomes of a figure, in the order in which a person is told
CHANGED, NEW, GONE, DATED = KINDS = ("changed", "new", "gone", "the same at another date")
_PERIODS = {"vintage", "january", "financial_year", "calendar_year", "academic_year", "mid_year"}
_NUMBER = re.compile(r"[-−]?£?\d[\d,.]*\d|[-−]?£?\d")


@dataclass(frozen=True)
class MovedFigure:
    """A figure of a paper before and after; one of the two is None where it is new or gone."""

    was: Figure | None
    now: Figure | None
    on_page_one: bool = False

    @property
    def editions(self) -> list[Figure]:
        """The later one and the earlier, as far as there are both."""
        return [figure for figure in (self.now, self.was) if figure]

    @property
    def name(self) -> str:
        """Model, dot, measure."""
        return self.editions[0].name

    @property
    def difference(self) -> float | None:
        """The later value less the earlier, where both are numbers."""
        values = [figure.value for figure in self.editions]
        if len(values) < 2 or not all(isinstance(value, int | float) for value in values):
            return None
        return float(values[0]) - float(values[1])  # type: ignore[arg-type]

    @property
    def kind(self) -> str:
        """One of KINDS."""
        if self.was is None or self.now is None:
            return NEW if self.was is None else GONE
        is_same = (self.was.text, self.was.interval) == (self.now.text, self.now.interval)
        return DATED if is_same and self.was.period != self.now.period else CHANGED

    @property
    def size(self) -> float:
        """The difference as a share of the larger of the two values; zero where there is none."""
        if not self.difference:
            return 0.0
        return abs(self.difference) / max(abs(figure.number) for figure in self.editions)

    def to_row(self) -> dict[str, object]:
        """Everything that a person compares, as one row of a table."""
        row: dict[str, object] = {"figure": self.name, "change": self.kind}
        row["on_page_one"] = "yes" if self.on_page_one else ""
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
            return (
                f"{self.name}: {self.kind}, {figure and figure.text} ({figure and figure.period})"
            )
        span = " → ".join(dict.fromkeys([self.was.period, self.now.period]))
        ends = [
            f" ({figure.interval})" if figure.interval else "" for figure in (self.was, self.now)
        ]
        moved = f"{self.was.text}{ends[0]} to {self.now.text}{ends[1]}"
        return f"{self.name}{f' ({span})' if span else ''}: {moved}"


@dataclass(frozen=True)
class PaperChange:
    """What becomes of a paper: its figures that move, and what reads otherwise on its page one,
    numbers aside. `fault` says why it was not compared.
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
        count = Counter(figure.kind for figure in self.figures)
        counts = [f"{count[CHANGED]:,} of {counted(self.of, 'figures')} change"]
        counts += [f"{count[kind]:,} {kind}" for kind in KINDS[1:] if count[kind]]
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
        with processes_over(data) as pool:
            for paper in papers[:MOST_PAPERS]:
                tell(f"Working out what changes in {paper} …")
                try:
                    changes.append(_compared(paper, tables, pool))
                except Exception as fault:  # whatever it is, it is no reason to take nothing in
                    kind = "" if isinstance(fault, HnbError) else f"{type(fault).__name__}: "
                    changes.append(PaperChange(paper, fault=f"{kind}{fault}"))
        return changes


def _compared(paper: Path, tables: set[str], pool: ProcessPoolExecutor) -> PaperChange:
    from hnb.papers.ledger import collect_figures, read_ledger
    from hnb.papers.place import finish_switch

    finish_switch(paper)
    ledger = read_ledger(paper)
    before, about = ledger.figures, ledger.about
    if tables and not tables & {rows.table for figure in before for rows in figure.rows}:
        return PaperChange(paper, of=len(before))
    shown = _shown(paper)
    anew = figures_anew(str(about["report"]), about["asked"], pool, only=shown.keys())
    first_pages = [_first_page(blocks, anew.page_one) for blocks in (shown, anew.shown)]
    quoted = {
        _about(figure) for blocks in first_pages for figure in collect_figures(blocks).figures
    }
    earlier, later = map(_texts, first_pages)
    return PaperChange(
        paper,
        figures=tuple(in_order(moved_figures(before, anew.figures), quoted)),
        sentences=tuple(_reworded(earlier, later)),
        of=len(before),
    )


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
    for key in (_exact, _in_any_period, attrgetter("name")):
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


def in_order(moved: Iterable[MovedFigure], page_one: Container[object]) -> list[MovedFigure]:
    """Values that change, those of page one first and then the largest change; after them what is
    new, gone, or the same at another date.

    Parameters
    ----------
    moved : iterable of MovedFigure
        In any order; where nothing else decides, it stays.
    page_one : container of tuple
        What `_about` says of each figure that page one quotes in either edition.
    """
    marked = [
        replace(entry, on_page_one=any(_about(figure) in page_one for figure in entry.editions))
        for entry in moved
    ]
    return sorted(
        marked,
        key=lambda entry: (KINDS.index(entry.kind), not entry.on_page_one, -entry.size),
    )


def _about(figure: Figure) -> tuple[str, str, str]:
    return figure.name, figure.period, figure.scope


def _reworded(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What reads otherwise on page one in a later edition, numbers aside."""
    for name, was in before.items():
        now = after.get(name, "")
        if _NUMBER.sub("#", was) != _NUMBER.sub("#", now):
            yield was, now


def _first_page(shown: Mapping[str, str], notebooks: Iterable[str]) -> list[Json]:
    """The blocks of page one, of what each notebook shows as JSON."""
    return [block for name in notebooks for block in json.loads(shown.get(name, "[]"))]


def _texts(blocks: Iterable[Json]) -> dict[str, str]:
    """The texts of blocks: sentences by their place, rows of tables by their first cell."""
    texts: dict[str, str] = {}
    for place, block in enumerate(blocks):
        if "text" in block:
            texts[str(place)] = block["text"]
        texts |= {row[0]: " ".join(row) for row in block.get("rows", ())}
    return texts


def _shown(paper: Path) -> dict[str, str]:
    """What each notebook of a paper shows for it, as JSON."""
    from hnb.figures import MIME

    shown = {}
    for notebook in sorted((paper / "notebooks").glob("*.ipynb")):
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        outputs = [output.get("data", {}) for cell in cells for output in cell.get("outputs", ())]
        shown[notebook.stem] = json.dumps([data[MIME] for data in outputs if MIME in data])
    return shown
