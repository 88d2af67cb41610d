"""What a person looks at before a mapping is confirmed: masked outside the private folder."""

from __future__ import annotations

import html
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from hnb.council.mapping.contents import first_values, word_for
from hnb.council.values import known_codes
from hnb.domain.words import printable, shortened

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

    from hnb.council.definition import Layout
    from hnb.council.mapping.proposal import Match, Proposal

MASK = "••••"
EXAMPLES, FIRST_ROWS = 3, 12  # values of a column; rows of the private preview
WIDEST = 34  # letters of a cell of the terminal's table
_YEAR = r"(?<!\d)(?:19|20)\d{2}(?!\d)"
_PAGE = """<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><title>{title}</title><style>
body{{font:16px/1.5 sans-serif;margin:2em}}table{{border-collapse:collapse}}
td,th{{border:1px solid #999;padding:.2em .5em;text-align:left;white-space:nowrap}}
.unsure{{background:#fff3bf}}.none{{color:#767676}}</style></head><body>
<h1>{title}</h1>
<p><strong>Private: these are rows of the file. Do not send this page on.</strong></p>
<p>Yellow: look twice.</p>
<table><thead><tr>{columns}</tr><tr>{headings}</tr></thead><tbody>
{rows}
</tbody></table></body></html>
"""


def masked(values: pd.Series, column: str, layout: Layout) -> list[str]:
    """The first few different values of a column as they may be shown anywhere.

    A value of a child, a respondent or a supplier is masked (`A••••`, `••/••/2012`); what stays is
    a code that we know, yes or no, and every value of what identifies nobody.
    """
    defined = layout.columns[column]
    is_open = not defined.personal and layout.about not in ("children", "survey")
    shown: list[str] = []
    for value in list(dict.fromkeys(first_values(values)))[: 4 * EXAMPLES]:
        if is_open or _is_a_known_word(value, column, layout):
            text = shortened(" ".join(str(value).split()), WIDEST // 2)
        else:
            text = mask(value, is_date=defined.kind in ("date", "month"))
        if text not in shown:
            shown.append(text)
    return [printable(text) for text in shown[:EXAMPLES]]


def mask(value: str, *, is_date: bool = False) -> str:
    """A value of which its first letter is left, or of a date its year."""
    if is_date and re.search(_YEAR, value):
        parts = re.split(f"({_YEAR})", value[:11])
        return "".join(
            part if re.fullmatch(_YEAR, part) else re.sub(r"\w", "•", part) for part in parts
        )
    return f"{value[:1]}{MASK}" if value[:1].isalpha() else MASK


def _is_a_known_word(value: str, column: str, layout: Layout) -> bool:
    defined = layout.columns[column]
    if defined.kind == "yes_no":
        return len(value) <= len("false")
    return defined.kind == "code" and bool(word_for(value, known_codes(defined, {})))


def table(proposal: Proposal, headings: Sequence[str], sample: pd.DataFrame) -> str:
    """A proposal as a table for a terminal: our column, the heading, how sure, masked values; and
    below it why to look twice.
    """
    lines = [("our column", "heading in the file", "score", "sure", "values, masked")]
    lines += [_cells(match, proposal.layout, headings, sample) for match in proposal.matches]
    cells = [[shortened(printable(cell), WIDEST) for cell in line] for line in lines]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    rows = [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in cells
    ]
    return "\n".join([rows[0], "-" * len(rows[0]), *rows[1:], *_doubts(proposal)])


def _cells(
    match: Match, layout: Layout, headings: Sequence[str], sample: pd.DataFrame
) -> tuple[str, str, str, str, str]:
    """A line of the table."""
    name = match.column + ("*" if layout.columns[match.column].required else "")
    if match.heading is None:
        return (name, "-", "", "no", "")
    values = sample.iloc[:, list(headings).index(match.heading)]
    examples = ", ".join(masked(values, match.column, layout))
    sure = "yes" if match.confident else "look"
    return (name, match.heading, f"{match.score:.0f}", sure, examples)


def _doubts(proposal: Proposal) -> list[str]:
    """Why to look twice at what is proposed without confidence."""
    return [
        f"Look at {match.column}: {printable(match.why)}."
        for match in proposal.matches
        if match.heading is not None and not match.confident
    ]


def write_preview(
    folder: Path, proposal: Proposal, headings: Sequence[str], sample: pd.DataFrame
) -> Path:
    """Write the first rows as they are beside what each column would be, for the person alone.

    Parameters
    ----------
    folder : Path
        `private` of a council's folder: the file is written in its `preview`, and only its owner
        can read it.
    proposal : Proposal
        What is proposed.
    headings : sequence of str
        Of the file.
    sample : DataFrame of str
        First rows, with a column for each heading in the same order.

    Returns
    -------
    Path
        The page.
    """
    by_heading = {match.heading: match for match in proposal.matches if match.heading}
    columns = [_column_cell(by_heading.get(name)) for name in headings]
    page = _PAGE.format(
        title=f"{proposal.layout.name}: first rows, and what their columns would be",
        columns="".join(columns),
        headings="".join(f"<th>{html.escape(name)}</th>" for name in headings),
        rows="\n".join(
            _row(row) for row in sample.head(FIRST_ROWS).fillna("").itertuples(index=False)
        ),
    )
    target = folder / "preview" / f"{proposal.layout.name}.html"
    for part in (folder, target.parent):
        part.mkdir(mode=0o700, parents=True, exist_ok=True)
    target.unlink(missing_ok=True)  # so that the new file has no wider permissions of an old one
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(page.encode())
    return target


def _column_cell(match: Match | None) -> str:
    if match is None:
        return '<th class="none">not taken in</th>'
    kind = "" if match.confident else ' class="unsure"'
    return f"<th{kind}>{html.escape(match.column)} ({match.score:.0f})</th>"


def _row(values: Iterable[object]) -> str:
    return f"<tr>{''.join(f'<td>{html.escape(str(value))}</td>' for value in values)}</tr>"
