"""Every authority's paper, without a kernel: the cells of each notebook run in this process, and
the paper checked.

`make every` runs it, and it takes some minutes, so that it is no test of each change. What a kernel
adds (a process of its own) is tested in tests/papers/test_run.py.
"""

from __future__ import annotations

import ast
import base64
import json
import sys
import tempfile
import time
import warnings
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from hnb.domain import areas
from hnb.domain.errors import HnbError, NotPublished
from hnb.papers.check import check
from hnb.papers.checking.record import make_record
from hnb.papers.checking.recount import recountable
from hnb.papers.compose import compose
from hnb.papers.composing.unavailable import end_unavailable
from hnb.papers.definition import Job, read_report, settle
from hnb.papers.documents import write_documents
from tests.papers.lengths import too_long


def shown(value: Any) -> list[dict[str, Any]]:
    """The output that a notebook would hold of a cell's last value."""
    bundle = value._repr_mimebundle_() if hasattr(value, "_repr_mimebundle_") else None
    bundle = bundle[0] if isinstance(bundle, tuple) else bundle
    if not bundle:
        return []
    plain = {
        k: base64.b64encode(v).decode() if isinstance(v, bytes) else v for k, v in bundle.items()
    }
    return [{"output_type": "display_data", "data": plain, "metadata": {}}]


def executed(job: Job, folder: Path) -> Path:
    """The notebook with its outputs, run cell by cell in this process."""
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
            if last:
                outputs += shown(eval(compile(last, job.name, "eval"), names))
        except NotPublished as fault:
            end_unavailable(cell, str(fault))
            break
        cell["outputs"] = outputs
    path = folder / f"{job.name}.ipynb"
    path.write_text(json.dumps(book), encoding="utf-8")
    return path


def paper_of(la_code: int) -> tuple[str, str, float]:
    """The authority, what went wrong (empty where nothing did), and the seconds it took."""
    warnings.simplefilter("ignore")
    started, name = time.perf_counter(), areas.by_code()[la_code].name
    report = read_report("forum-paper")
    try:
        settled = settle(report, {"authority": str(la_code)})
        with tempfile.TemporaryDirectory() as folder:
            notebooks = [executed(job, Path(folder)) for job in settled.jobs]
            paper, ledger = compose(settled, notebooks, date(2026, 11, 24))
            files = write_documents(paper, Path(folder), report.name, ("html", "docx", "pdf"))
            record = make_record(Path(folder), files)
            record["recounted"] = recountable(ledger.figures)
            replace(ledger, record=record).write(Path(folder))
            check(Path(folder))
            long = "; ".join(too_long(Path(folder) / f"{report.name}.pdf"))
    except HnbError as fault:
        return name, str(fault), time.perf_counter() - started
    except (
        Exception
    ) as fault:  # what a reader must never meet: named, and the next authority is taken
        return name, f"{type(fault).__name__}: {fault}", time.perf_counter() - started
    return name, long and f"too long to read: {long}", time.perf_counter() - started


def main() -> int:
    """A line for each authority that failed, and how many did not."""
    whom = [
        authority.la_code
        for authority in (areas.everyone() if "--closed" in sys.argv else areas.current())
    ]
    failed = 0
    with ProcessPoolExecutor(2) as pool:
        for count, (name, fault, seconds) in enumerate(pool.map(paper_of, whom), 1):
            failed += bool(fault)
            print(
                f"{count} of {len(whom)} {name}: {fault or 'checked'} ({seconds:.0f} s)", flush=True
            )
    print(f"{len(whom) - failed} passed, {failed} failed")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
