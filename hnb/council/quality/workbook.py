"""The data-quality report as a workbook, with a line for each row that was rejected or noted."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from hnb.council.adding.sift import without_formula
from hnb.council.quality.report import Quality, about, runs, span
from hnb.domain.words import printable

if TYPE_CHECKING:
    from openpyxl import Workbook

MOST_LINES = 20_000  # of one fault; of more rows, each run of rows has a line

Cells = Sequence[str | int]


def workbook(quality: Quality) -> bytes:
    """The report as XLSX; no cell of it is a formula."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    summary: list[Cells] = [*about(quality), ("Outcome", quality.outcome)]
    if quality.example:
        summary.insert(0, ("Made-up example", ""))
    _sheet(book, "File", ("Fact", "Value"), summary)
    lines = [(line.of, line.file, line.accepted, line.rejected) for line in quality.lines]
    _sheet(book, "Accounted for", ("Of", "In the file", "Accepted", "Rejected"), lines)
    heads = ("Row in the file", "Column", "Reason")
    _sheet(book, "Rejected rows", heads, _faults(quality, rejects=True))
    _sheet(book, "Rows to look at", heads, _faults(quality, rejects=False))
    _sheet(book, "Checks not run", ("Check", "Why"), list(quality.extract.not_checked.items()))
    columns = [*quality.mapping.columns.items(), *(("", name) for name in quality.mapping.left_out)]
    _sheet(book, "Columns", ("Column", "Heading"), columns)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _faults(quality: Quality, *, rejects: bool) -> Iterator[Cells]:
    for column, reason, rows in quality.faults.each_kind(rejects=rejects):
        if len(rows) > MOST_LINES:
            yield from ((span(first, last), column, reason) for first, last in runs(rows))
        else:
            yield from ((int(row), column, reason) for row in rows)


def _sheet(book: Workbook, name: str, heads: Sequence[str], rows: Iterable[Cells]) -> None:
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    sheet.append(heads)
    safe: dict[str, str] = {}
    for row in rows:
        sheet.append([_safe(cell, safe) if isinstance(cell, str) else cell for cell in row])


def _safe(text: str, known: dict[str, str]) -> str:
    """A text without what a spreadsheet would reckon with or refuse; `known` are those done."""
    if text not in known:
        known[text] = without_formula(printable(text))
    return known[text]
