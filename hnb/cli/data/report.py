"""The change report of files: every cell that they change, and what that changes in papers."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hnb.cli.data.moved import MOST_PAPERS, PaperChange, changed_papers, newest_papers
from hnb.domain.units import counted
from hnb.domain.words import printable
from hnb.figures.moved import DATED

if TYPE_CHECKING:
    import pandas as pd

    from hnb.store.add import Addition

PAPERS = Path("reports/out")
_SHOWN = 20  # figures of a paper on the screen


@dataclass(frozen=True)
class Report:
    """What files change: `cells` as `hnb.releases.cells` gives them, and the newest papers.

    `other_papers` are older ones, which were not compared.
    """

    cells: pd.DataFrame | None = None
    papers: tuple[PaperChange, ...] = ()
    other_papers: int = 0

    def lines(self) -> Iterator[str]:
        """What a person is told of the papers."""
        for paper in self.papers:
            yield str(paper)
            figures = [figure for figure in paper.figures if figure.kind != DATED]
            yield from (f"  {figure}" for figure in figures[:_SHOWN])
            if len(paper.figures) > min(len(figures), _SHOWN):
                yield "  … --changes FOLDER writes all of them, and those of another date"
            for was, now in paper.sentences:
                yield f"  Page one reads otherwise. Before: {was}"
                yield f"    After: {now or '(it is gone)'}"
        if self.other_papers:
            yield f"{counted(self.other_papers, 'older papers')} not compared."

    def to_json(self) -> dict[str, object]:
        """Everything, for programs."""
        return {
            "cells": []
            if self.cells is None
            else json.loads(self.cells.to_json(orient="records", double_precision=15)),
            "papers": [
                {
                    "paper": str(paper.paper),
                    "fault": paper.fault,
                    "figures": [figure.to_row() for figure in paper.figures],
                    "sentences": [{"was": was, "now": now} for was, now in paper.sentences],
                }
                for paper in self.papers
            ],
        }

    def write(self, folder: Path) -> None:
        """Write cells.csv, figures.csv and sentences.csv into a folder."""
        from hnb.store.write import csv_text, write_whole

        if self.cells is None:
            return
        write_whole(folder / "cells.csv", self.cells.to_csv(index=False, lineterminator="\n"))
        figures = [
            {"paper": str(paper.paper), **figure.to_row()}
            for paper in self.papers
            for figure in paper.figures
        ]
        sentences = [
            (paper.paper, was, now) for paper in self.papers for was, now in paper.sentences
        ]
        heading = list(figures[0]) if figures else ["paper", "figure"]
        text = csv_text(heading, (row.values() for row in figures))
        write_whole(folder / "figures.csv", text)
        write_whole(folder / "sentences.csv", csv_text(("paper", "was", "now"), sentences))
        print(f"Every change is in {folder}", file=sys.stderr)


def changes_of(fresh: Sequence[Addition], papers: Path) -> Report:
    """What additions change in what is held, and in the newest papers of a folder."""
    from hnb.releases.cells import changed_cells

    if not fresh:
        return Report()
    return Report(
        cells=changed_cells(fresh),
        papers=tuple(changed_papers(fresh, papers, lambda words: print(words, file=sys.stderr))),
        other_papers=max(len(newest_papers(papers)) - MOST_PAPERS, 0),
    )


def print_lines(lines: Iterable[str]) -> None:
    """Print lines, if there are any."""
    for line in lines:
        print(printable(line))
