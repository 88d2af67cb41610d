"""Which figures and sentences of the last papers change once files are taken in: their figures are
worked out anew over what is held with the files in it, and compared with those in figures.json.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from hnb.cli.data.anew import figures_anew, processes_over
from hnb.domain import areas
from hnb.domain.errors import HnbError
from hnb.domain.units import counted
from hnb.figures.moved import CHANGED, KINDS, MovedFigure, about, in_order, moved_figures

if TYPE_CHECKING:
    from hnb.domain.plain import Json
    from hnb.store.add import Addition

MOST_PAPERS = 3  # each takes a quarter of a minute
_NUMBER = re.compile(r"[-−]?£?\d[\d,.]*\d|[-−]?£?\d")


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
    """The papers in a folder of papers, or the paper that it is, newest first; not packs, whose
    papers are there on their own.
    """
    from hnb.papers.place import PACK

    ledgers = {file for depth in ("", "*/", "*/*/") for file in folder.glob(f"{depth}figures.json")}
    inside = [file for file in ledgers if ".hnb" not in file.parts and "failed" not in file.parts]
    inside = [file for file in inside if not file.parent.name.startswith(PACK)]
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
    before, settled = ledger.figures, ledger.about
    if tables and not tables & {rows.table for figure in before for rows in figure.rows}:
        return PaperChange(paper, of=len(before))
    shown = _shown(paper)
    anew = figures_anew(str(settled["report"]), settled["asked"], pool, only=shown.keys())
    first_pages = [_first_page(blocks, anew.page_one) for blocks in (shown, anew.shown)]
    quoted = {about(figure) for blocks in first_pages for figure in collect_figures(blocks).figures}
    earlier, later = map(_texts, first_pages)
    return PaperChange(
        paper,
        figures=tuple(in_order(moved_figures(before, anew.figures), quoted)),
        sentences=tuple(_reworded(earlier, later)),
        of=len(before),
    )


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
