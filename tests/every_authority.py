"""Every authority's paper, without a kernel: the cells of each notebook run in this process, and
the paper, its words, its charts and its length checked.

`make every` runs it, `make words` what needs no picture and no document, and `--charts` what needs
no document. All take a while, so that they are no test of each change. What a kernel adds (a
process of its own) is tested in
tests/papers/test_run.py. `python -m tests.every_authority --help` lists what can be asked for; with
`--keep FOLDER`, `python -m tests.papers.accessible FOLDER/*/*.html` tries every page in a browser.
"""

from __future__ import annotations

import argparse
import ast
import base64
import json
import os
import shutil
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from hnb.domain import areas
from hnb.domain.errors import HnbError, NotPublished
from hnb.papers.blocks import Paper
from hnb.papers.check import check
from hnb.papers.checking.record import make_record
from hnb.papers.checking.recount import recountable
from hnb.papers.compose import compose
from hnb.papers.composing.shown import SHORT
from hnb.papers.composing.unavailable import end_unavailable
from hnb.papers.definition import Job, read_report, settle
from hnb.papers.documents import write_documents
from hnb.papers.ledger import Ledger
from tests.papers.differences import not_adding_up
from tests.papers.lengths import too_long
from tests.papers.shared import share
from tests.papers.wording import faults_of

DATE = date(2026, 11, 30)
REPORT = "forum-paper"
ONE_PAGE = ("briefing", "scorecard")

_charts: list[Any] = []  # those that the notebooks of an authority show, drawn or not


def shown(value: Any) -> list[dict[str, Any]]:
    """The output that a notebook would hold of a cell's last value; a chart is kept besides."""
    if hasattr(value, "alt"):
        _charts.append(value)
    bundle = value._repr_mimebundle_() if hasattr(value, "_repr_mimebundle_") else None
    bundle = bundle[0] if isinstance(bundle, tuple) else bundle
    if not bundle:
        return []
    plain = {
        k: base64.b64encode(v).decode() if isinstance(v, bytes) else v for k, v in bundle.items()
    }
    return [{"output_type": "display_data", "data": plain, "metadata": {}}]


def executed(job: Job, folder: Path, *, only: str = "") -> Path:
    """The notebook with its outputs, run cell by cell in this process; with `only`, what cells
    without that tag show is left out.
    """
    book = json.loads(job.notebook.read_text(encoding="utf-8"))
    names: dict[str, Any] = {
        "display": lambda *values: outputs.extend(o for value in values for o in shown(value))
    }
    for cell in book["cells"]:
        if cell["cell_type"] != "code":
            continue
        outputs: list[dict[str, Any]] = []
        tree = ast.parse("".join(cell["source"]))
        last = (
            ast.Expression(tree.body.pop().value)
            if tree.body and isinstance(tree.body[-1], ast.Expr)
            else None
        )
        try:
            exec(compile(tree, job.name, "exec"), names)
            if "parameters" in cell["metadata"].get("tags", ()):
                names.update(job.parameters)
            if last and only in ("", *cell["metadata"].get("tags", ())):
                outputs += shown(eval(compile(last, job.name, "eval"), names))
        except NotPublished as fault:
            end_unavailable(cell, str(fault))
            break
        cell["outputs"] = outputs
    path = folder / f"{job.name}.ipynb"
    path.write_text(json.dumps(book), encoding="utf-8")
    return path


@dataclass(frozen=True)
class Wanted:
    """What is made of each authority: its words alone, those of its appendix too, its charts, or
    its documents, and where they stay.
    """

    only_words: bool = False
    only_charts: bool = False
    no_appendix: bool = False
    folder: str = ""


def composed(
    la_code: int, folder: Path, *, no_appendix: bool = False
) -> tuple[Paper, Ledger, list[Path]]:
    """The short paper of an authority, as it is before it is written, and its notebooks."""
    settled = settle(read_report(REPORT), {"authority": str(la_code)})
    if no_appendix:
        settled = replace(settled, report=settled.report.model_copy(update={"appendix": "none"}))
    notebooks = [
        executed(job, folder, only=SHORT if no_appendix and not section.page_one else "")
        for section, job in zip(settled.report.sections, settled.jobs, strict=True)
    ]
    return *compose(settled, notebooks, DATE), notebooks


def paper_of(la_code: int, wanted: Wanted) -> tuple[str, list[str], float]:
    """The authority, what is wrong with its paper, and the seconds it took."""
    warnings.simplefilter("ignore")
    started, name = time.perf_counter(), areas.by_code()[la_code].name
    try:
        with tempfile.TemporaryDirectory() as folder:
            faults = list(_faults(la_code, Path(folder), wanted))
    except HnbError as fault:
        faults = [str(fault)]
    except (
        Exception
    ) as fault:  # what a reader must never meet: named, and the next authority is taken
        faults = [f"{type(fault).__name__}: {fault}"]
    return name, faults, time.perf_counter() - started


def _faults(la_code: int, folder: Path, wanted: Wanted) -> Iterator[str]:
    _charts.clear()
    paper, ledger, notebooks = composed(la_code, folder, no_appendix=wanted.no_appendix)
    yield from map(str, faults_of(paper))
    for notebook in notebooks:
        yield from not_adding_up(notebook)
    if wanted.only_words:
        return
    yield from faults_of_charts(_charts)
    if wanted.only_charts:
        return
    files = write_documents(paper, folder, REPORT, ("html", "docx", "pdf"))
    if wanted.folder:
        _keep_pages(la_code, folder, Path(wanted.folder, str(la_code)))
    record = make_record(folder, files)
    record["recounted"] = recountable(ledger.figures)
    replace(ledger, record=record).write(folder)
    check(folder)
    yield from (f"too long to read: {fault}" for fault in too_long(folder / f"{REPORT}.pdf"))


def faults_of_charts(charts: Sequence[Any]) -> Iterator[str]:
    """What keeps charts from being read, each with the title of its chart."""
    from tests.charts.faults import faults  # not where only words are wanted

    yield from (
        f"a chart, {chart.caption}: {fault}" for chart in charts for fault in faults(chart.figure)
    )


def _keep_pages(la_code: int, folder: Path, kept: Path) -> None:
    """Keep the web pages of an authority: the paper, its appendix, briefing and scorecard."""
    kept.mkdir(parents=True, exist_ok=True)
    for page in folder.glob("*.html"):
        shutil.copy(page, kept)
    for name in ONE_PAGE:
        settled = settle(read_report(name), {"authority": str(la_code)})
        notebooks = [executed(job, folder) for job in settled.jobs]
        write_documents(compose(settled, notebooks, DATE)[0], kept, name, ("html",))


def _asked(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.every_authority", description=__doc__)
    parser.add_argument("codes", nargs="*", type=int, help="DfE numbers; every authority without")
    parser.add_argument("--closed", action="store_true", help="those that no longer exist too")
    parser.add_argument("--text", action="store_true", help="words alone: no picture, no document")
    parser.add_argument("--charts", action="store_true", help="words and charts: no document")
    parser.add_argument(
        "--no-appendix", action="store_true", help="with --text, the words of the short paper alone"
    )
    parser.add_argument("--keep", metavar="FOLDER", default="", help="where its web pages stay")
    return parser.parse_args(arguments)


def _begin(draws: bool) -> None:
    """Set a process up: what many papers share is worked out in it once."""
    if not draws:
        os.environ["HNB_DRAWS_NOTHING"] = "1"
    share()


def main(arguments: Sequence[str] | None = None) -> int:
    """The faults of each authority, a line each, and how many have none."""
    asked = _asked(arguments)
    everyone = areas.everyone() if asked.closed else areas.current()
    whom = asked.codes or [authority.la_code for authority in everyone]
    wanted = Wanted(
        asked.text,
        only_charts=asked.charts,
        no_appendix=asked.text and asked.no_appendix,
        folder=asked.keep,
    )
    failed = 0
    made = partial(paper_of, wanted=wanted)
    with ProcessPoolExecutor(2, initializer=_begin, initargs=(not asked.text,)) as pool:
        for count, (name, faults, seconds) in enumerate(pool.map(made, whom), 1):
            failed += bool(faults)
            told = f"faults: {len(faults)}" if faults else "checked"
            print(f"{count} of {len(whom)} {name}: {told} ({seconds:.0f} s)", flush=True)
            print(*(f"  {fault}\n" for fault in faults), sep="", end="", flush=True)
    print(f"{len(whom) - failed} passed, {failed} failed")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
