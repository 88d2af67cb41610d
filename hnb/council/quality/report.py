"""The data-quality report of a file as a page: what became of each row, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from hnb.council.adding.sift import Faults
from hnb.council.definition import ColumnMapping
from hnb.council.extracts import Extract
from hnb.council.quality.reconcile import Line
from hnb.domain import periods

if TYPE_CHECKING:
    import numpy as np

_STYLE = """body{font:1rem/1.5 Arial,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;
color:#0b0c0c;background:#fff}table{border-collapse:collapse;margin:0 0 1.5rem;width:100%}
caption{text-align:left;font-weight:bold;padding:.5rem 0}
th,td{border-bottom:1px solid #b1b4b6;padding:.4rem .6rem .4rem 0;text-align:left;
vertical-align:top;overflow-wrap:anywhere}
.mark{background:#fd0;padding:.3rem .6rem;font-weight:bold;color:#0b0c0c}"""


@dataclass(frozen=True)
class Quality:
    """What a quality report tells.

    Parameters
    ----------
    authority : str
        Whose file it is.
    extract : Extract
        Its record.
    lines : tuple of Line
        The reconciliation.
    faults : Faults
        Rows by what is wrong with them.
    mapping : ColumnMapping
        Which column is which.
    outcome : str
        A sentence that says whether it was taken in.
    example : bool
        Whether its rows are made up.
    """

    authority: str
    extract: Extract
    lines: tuple[Line, ...]
    faults: Faults
    mapping: ColumnMapping
    outcome: str
    example: bool = False


def page(quality: Quality) -> str:
    """The report as HTML: headings, tables with headers, no script and nothing from elsewhere."""
    extract = quality.extract
    title = f"Data quality: {extract.layout}, {quality.authority}"
    body = [f"<h1>{escape(title)}</h1>"]
    if quality.example:
        body.append('<p class="mark">Made-up example</p>')
    body += [f"<p>{escape(quality.outcome)}</p>", *_tables(quality)]
    return (
        '<!DOCTYPE html>\n<html lang="en-GB"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>\n"
        "<body><main>\n" + "\n".join(body) + "\n</main></body></html>\n"
    )


def about(quality: Quality) -> list[tuple[str, str]]:
    """What a file is, a line for each fact."""
    extract = quality.extract
    return [
        ("File", extract.file + (f", {extract.table}" if extract.table else "")),
        ("As at", periods.write_day(extract.as_at)),
        ("Read", extract.added.strftime("%d %B %Y, %H:%M")),
        ("SHA-256", extract.sha256),
    ]


def fault_lines(quality: Quality, *, rejects: bool) -> Iterator[tuple[str, str, str, str]]:
    """Column, reason, number and numbers of the rows with each fault."""
    for column, reason, rows in quality.faults.each_kind(rejects=rejects):
        spans = "; ".join(span(first, last) for first, last in runs(rows))
        yield column, reason, f"{len(rows):,}", spans


def runs(rows: np.ndarray) -> list[tuple[int, int]]:
    """Numbers as runs of those that follow each other: first and last of each."""
    import numpy as np

    ordered = np.unique(rows)
    breaks = np.flatnonzero(np.diff(ordered) > 1)
    firsts, lasts = ordered[[0, *(breaks + 1)]], ordered[[*breaks, -1]]
    return [(int(first), int(last)) for first, last in zip(firsts, lasts, strict=True)]


def _tables(quality: Quality) -> Iterator[str]:
    extract, mapping = quality.extract, quality.mapping
    yield "<h2>The file</h2>"
    yield _table("What was read", ("Fact", "Value"), about(quality))
    yield "<h2>Everything accounted for</h2>"
    yield _table(
        "What the file has is what was accepted and what was rejected. Of distinct references, "
        "those among rejected rows alone count as rejected.",
        ("Of", "In the file", "Accepted", "Rejected"),
        [(line.of, *line.in_words) for line in quality.lines],
    )
    heads = ("Column", "Reason", "Rows", "Numbers of the rows in the file")
    yield "<h2>Rejected rows</h2>"
    rejected = list(fault_lines(quality, rejects=True))
    yield _table("Each reason, and every row that has it", heads, rejected)
    yield "<h2>Rows to look at</h2>"
    noted = list(fault_lines(quality, rejects=False))
    yield _table("They were accepted, and may be recorded wrongly", heads, noted)
    yield "<h2>Checks that could not run</h2>"
    yield _table("Each check, and why", ("Check", "Why"), list(extract.not_checked.items()))
    yield "<h2>Columns</h2>"
    yield _table("Our column, and the file's", ("Column", "Heading"), list(mapping.columns.items()))
    yield _table("Left out", ("Heading",), [(name,) for name in mapping.left_out])


def _table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [
        f'<tr><th scope="row">{escape(row[0])}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in row[1:])
        + "</tr>"
        for row in rows
    ]
    if not lines:
        return f"<p>{escape(caption)}: none.</p>"
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in heads)
    return (
        f"<table><caption>{escape(caption)}</caption>\n<thead><tr>{head}</tr></thead>\n"
        f"<tbody>{''.join(lines)}</tbody></table>"
    )


def span(first: int, last: int) -> str:
    """A run of rows in words."""
    return f"{first}" if first == last else f"{first} to {last}"
