"""The forum papers of awkward authorities, built once for every test that looks at their pages.

Notebooks run in this process, without kernels. A paper is kept under `build/tests/papers/` by what
it is made of, so that two workers, and the next run, share it.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

from filelock import FileLock

from hnb.papers.check import check
from hnb.papers.checking.record import make_record
from hnb.papers.checking.recount import recountable
from hnb.papers.compose import compose
from hnb.papers.definition import read_report, settle
from hnb.papers.documents import write_documents
from tests.conftest import ROOT
from tests.every_authority import DATE, ONE_PAGE, executed
from tests.papers.shared import shared

PAPERS = ROOT / "build" / "tests" / "papers"
FORMATS = ("html", "docx", "pdf")
# tiny, new, merged, doubted, large, small, without a January, and a London borough
AWKWARD = {
    "Leicestershire": 855,
    "Newham": 316,
    "Warwickshire": 937,
    "City of London": 201,
    "Isles of Scilly": 420,
    "Cumberland": 942,
    "Dorset": 838,
    "Birmingham": 330,
    "Camden": 202,
    "Rutland": 857,
    "Isle of Wight": 921,
    "Newcastle upon Tyne": 391,
}


def built(la_code: int) -> Path:
    """The folder of an authority's short paper and its appendix, checked, in three formats, with
    `full.html`, the paper in full, and the briefing and the scorecard as pages and in print.
    """
    folder = PAPERS / _made_of() / str(la_code)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{folder}.lock"):
        if not folder.exists():
            with tempfile.TemporaryDirectory(dir=folder.parent) as building:
                build(la_code, Path(building))
                shutil.copytree(building, folder)
    return folder


def build(la_code: int, folder: Path) -> None:
    """Write an authority's papers into a folder, and check the short one as `hnb render` does."""
    report = read_report("forum-paper")
    with warnings.catch_warnings(), shared(), tempfile.TemporaryDirectory() as scratch:
        warnings.simplefilter("ignore")
        settled = settle(report, {"authority": str(la_code)})
        notebooks = [executed(job, Path(scratch)) for job in settled.jobs]
        paper, ledger = compose(settled, notebooks, DATE)
        files = write_documents(paper, folder, settled.report.name, FORMATS)
        record = make_record(folder, files)
        record["recounted"] = recountable(ledger.figures)
        replace(ledger, record=record).write(folder)
        check(folder)
        lengthened = settled.report.model_copy(update={"length": "full", "appendix": "with"})
        in_full, _ = compose(replace(settled, report=lengthened), notebooks, DATE)
        write_documents(in_full, folder, "full", ("html",))
        for name in ONE_PAGE:
            settled = settle(read_report(name), {"authority": str(la_code)})
            notebooks = [executed(job, Path(scratch)) for job in settled.jobs]
            write_documents(compose(settled, notebooks, DATE)[0], folder, name, ("html", "pdf"))


@cache
def _made_of() -> str:
    """A short name of everything that papers are made of."""
    digest = hashlib.sha256()
    for file in sorted(_sources()):
        digest.update(f"{file.relative_to(ROOT)}\n".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _sources() -> Iterator[Path]:
    yield from (ROOT / "hnb").rglob("*.py")
    yield from (ROOT / "hnb").rglob("*.yml")
    yield from (ROOT / "notebooks").glob("*.ipynb")
    yield from (ROOT / "data" / "published").rglob("*.csv")
    reports = (file for file in (ROOT / "reports").rglob("*") if file.is_file())
    yield from (file for file in reports if "out" not in file.relative_to(ROOT).parts)
