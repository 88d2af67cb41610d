"""The ledger of a report as text: a line for each Figure, for each set of rows, and for each block
of prose.

A ledger holds no path, no time and no module's name, and its figures are in order of name, so that
it is the same wherever the code stands and in whatever order a notebook works things out. Only the
prose keeps the
paper's order.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import tempfile
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from io import TextIOBase
from pathlib import Path
from typing import IO, Any
from unittest import mock

from hnb.domain import areas, paths
from hnb.domain.errors import HnbError
from hnb.figures import MIME, Figure, Rows
from hnb.papers.blocks import Block, Bullets, Grid, Heading, Paragraph, Picture
from hnb.papers.compose import compose
from hnb.papers.definition import Report, read_report, settle
from hnb.store.files import forget
from tests.every_authority import executed

DATES = ("today", "2024-02-13", "2022-06-30")
PAPER_DATE = date(2026, 11, 30)
NATIONAL = "national"

# the awkward ones: tiny, new, closed, merged, split, large, and those that the papers were first
# made for
AUTHORITIES = {
    "city-of-london": 201,
    "isles-of-scilly": 420,
    "cumberland": 942,
    "cumbria": 909,
    "dorset-835": 835,  # to 2019
    "dorset-838": 838,  # since
    "bournemouth-christchurch-and-poole": 839,
    "north-northamptonshire": 940,
    "newham": 316,
    "hackney": 204,
    "leicestershire": 855,
    "kent": 886,
    "birmingham": 330,
    "rutland": 857,
    "warwickshire": 937,
    "camden": 202,
    "isle-of-wight": 921,  # withheld at January 2026
    "lewisham": 209,  # in one file of January 2026 and not in another
}
NAMES = (*AUTHORITIES, NATIONAL)

LISTED = 12  # more values than this are counted, and told apart by a digest
LONG = 20  # characters; what is longer and stands on many lines is given a short name
DIGITS = 12  # of a number that is not whole; beyond what is compared
HEADING = "## "
BAR = "|"
COLUMNS = BAR.join(
    (
        "name",
        "period",
        "scope",
        "value",
        "unit",
        "interval",
        "reason",
        "rows",
        "made",
        "calculation",
    )
)
PIXEL = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True)
class Told:
    """What a report came to.

    Parameters
    ----------
    title : str
        Which report, of whom, as known by when.
    figures : tuple of Figure
        Every Figure that a notebook quotes, each once, in order of name.
    refusals : tuple of str
        What would not be answered, and by which notebook.
    blocks : tuple of Block
        The paper from top to bottom.
    """

    title: str
    figures: tuple[Figure, ...] = ()
    refusals: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()


def tell(name: str, day: str) -> Told:
    """What the forum paper of an authority says, or the national report.

    Parameters
    ----------
    name : str
        A name in `NAMES`, or a DfE number.
    day : str
        The day of which only what was known is used; `today` sets no limit.
    """
    as_at = "" if day == "today" else day
    if name == NATIONAL:
        return run(read_report(NATIONAL), {"as_at": as_at}, f"{NATIONAL}, as at {day}")
    code = AUTHORITIES.get(name) or int(name)
    title = f"forum-paper for {areas.by_code()[code].name} ({code}), as at {day}"
    return run(read_report("forum-paper"), {"authority": str(code), "as_at": as_at}, title)


def run(report: Report, given: dict[str, object], title: str) -> Told:
    """Execute every notebook of a report in this process and compose the paper of those
    that answer.
    """
    refusals: list[str] = []
    done = []
    with (
        tempfile.TemporaryDirectory() as folder,
        warnings.catch_warnings(),
        undrawn(),
        published_only(),
    ):
        warnings.simplefilter("ignore")
        try:
            settled = settle(report, given)
        except Exception as fault:
            return Told(title, refusals=(refusal("settling", fault),))
        for section, job in zip(settled.report.sections, settled.jobs, strict=True):
            try:
                done.append((section, executed(job, Path(folder))))
            except Exception as fault:
                refusals.append(refusal(f"notebook {job.name}", fault))
        figures = quoted(path for _, path in done)
        sections, books = tuple(part for part, _ in done), [path for _, path in done]
        blocks: tuple[Block, ...] = ()
        # in full: a short paper says some of it, in the same words
        in_full = {"sections": sections, "length": "full", "appendix": "with"}
        answered = settled.report.model_copy(update=in_full)
        try:
            paper, _ = compose(replace(settled, report=answered), books, PAPER_DATE)
        except Exception as fault:
            refusals.append(refusal("composing", fault))
        else:
            head = [Paragraph(f"{label}: {text}") for label, text in paper.head]
            blocks = (Heading(0, paper.title), *head, *paper.blocks)
    return Told(title, figures, tuple(dict.fromkeys(refusals)), blocks)


@contextmanager
def undrawn() -> Iterator[None]:
    """Charts are made and described, but not drawn: a ledger holds their words only."""
    from matplotlib.figure import Figure as Drawing

    def saved(self: Drawing, out: IO[Any], **_: Any) -> None:
        out.write("<svg/>" if isinstance(out, TextIOBase) else PIXEL)

    with mock.patch.object(Drawing, "savefig", saved):
        yield


@contextmanager
def published_only() -> Iterator[None]:
    """What a person has taken in stands aside: a ledger rests on the package's own tables."""
    if not paths.added().exists():
        yield
        return
    with tempfile.TemporaryDirectory() as empty, mock.patch.dict(os.environ, HNB_DATA=empty):
        forget()
        yield
    forget()


def refusal(where: str, fault: Exception) -> str:
    """What would not be answered, as a line; a fault that no person can mend says that
    it is one.
    """
    kind = "" if isinstance(fault, HnbError) else "broke, "
    return one_line(f"{where}: {kind}{type(fault).__name__}: {fault}")


def quoted(notebooks: Iterable[Path]) -> tuple[Figure, ...]:
    """Every Figure that executed notebooks quote, each once."""
    found: dict[str, Figure] = {}
    for path in notebooks:
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            for output in cell.get("outputs", ()):
                for data in output.get("data", {}).get(MIME, {}).get("figures", ()):
                    found.setdefault(json.dumps(data, sort_keys=True), Figure.from_json(data))
    return tuple(found[key] for key in sorted(found))


def one_line(text: str) -> str:
    """A text on one line, without the bar that parts the columns."""
    return " ".join(text.replace(BAR, "¦").split())


def digest(text: str, length: int = 6) -> str:
    """A short name for a text, made of nothing but the text."""
    return hashlib.sha256(text.encode()).hexdigest()[:length]


def number(value: Any) -> str:
    """A whole number in full, another to `DIGITS` digits; a text in quotation marks; nothing as
    a dash.
    """
    if value is None:
        return "-"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, float):
        return f"{value + 0.0:.{DIGITS}g}" if math.isfinite(value) else str(value)
    return str(value)


def rows_parts(rows: Rows) -> list[str]:
    """The rows behind a Figure: table, releases, and each key with its values; a long
    list of them is counted.
    """
    parts = [rows.table, " ".join(sorted(rows.releases))]
    for key, wanted in sorted(rows.where.items()):
        if key == "level":  # the other keys say whether the rows are of England or a region
            continue
        values = sorted(map(str, wanted if isinstance(wanted, tuple) else (wanted,)))
        shown = ",".join(values)
        if len(values) > LISTED:
            shown = f"{len(values)} values, sha {digest(shown)}"
        parts.append(f"{key}={shown}")
    return [one_line(part) for part in parts]


def rows_name(rows: Rows) -> str:
    """The short name of rows, made of what they are."""
    return digest(BAR.join(rows_parts(rows)))


def made_text(figure: Figure) -> str:
    """What a Figure may be compared with."""
    parts = (figure.covers, figure.stage, figure.price_base)
    return one_line("; ".join(part or "-" for part in parts))


def short(text: str, words: dict[str, str]) -> str:
    """A text, or where it is long `~` and its short name, which is entered in `words`."""
    if len(text) <= LONG:
        return text
    words[digest(text)] = text
    return f"~{digest(text)}"


def figure_line(figure: Figure, words: dict[str, str], raw: bool = True) -> str:
    """A Figure as a line of a ledger.

    Parameters
    ----------
    figure : Figure
        What is quoted.
    words : dict
        Long texts by their short names; those of the Figure are added.
    raw : bool
        Whether numbers are given unrounded, with the calculation; or as the paper writes them,
        without it.
    """
    if raw:
        value = number(figure.value)
        bounds = (figure.low, figure.high)
        interval = "" if bounds == (None, None) else " to ".join(map(number, bounds))
    else:
        value, interval = figure.text, figure.interval
    scope, reason = (short(one_line(text), words) for text in (figure.scope, figure.reason))
    behind = " ".join(sorted({rows_name(rows) for rows in figure.rows}))
    made = digest(made_text(figure))
    name, period, unit = map(one_line, (figure.name, figure.period, figure.unit))
    columns = [name, period, scope, value, unit, interval, reason, behind, made]
    if raw:
        columns.append(short(one_line(figure.calculation), words))
    return BAR.join(columns)


def prose_lines(blocks: Iterable[Block]) -> Iterator[str]:
    """A paper's words in their order: headings, paragraphs, items, tables by the row,
    and charts in words.
    """
    for block in blocks:
        match block:
            case Heading(level, text):
                yield one_line(f"heading {level}: {text}")
            case Paragraph(text):
                yield one_line(text)
            case Bullets(items):
                yield from (one_line(f"- {item}") for item in items)
            case Grid(caption, header, rows, _, source):
                yield one_line(f"table: {caption}")
                yield from ("  " + BAR.join(map(one_line, row)) for row in (header, *rows))
                yield one_line(f"source: {source}")
            case Picture(_, alt, caption, source):
                yield one_line(f"chart: {caption}")
                yield from (one_line(f"chart in words: {alt}"), one_line(f"source: {source}"))


def as_text(told: Told, raw: bool = True) -> str:
    """The ledger as text; `raw` as for `figure_line`."""
    words: dict[str, str] = {}
    figures = sorted({figure_line(figure, words, raw) for figure in told.figures})
    rows = {
        rows_name(rows): BAR.join(short(part, words) for part in rows_parts(rows))
        for figure in told.figures
        for rows in figure.rows
    }
    parts = {
        "refusals": told.refusals,
        f"figures: {COLUMNS if raw else COLUMNS.removesuffix('|calculation')}": figures,
        "rows": [f"{name}: {text}" for name, text in sorted(rows.items())],
        "words": [f"{name}: {text}" for name, text in sorted(words.items())],
        "prose": prose_lines(told.blocks),
    }
    lines = [f"# {told.title}"]
    for heading, part in parts.items():
        lines += ["", HEADING + heading, *part]
    return "\n".join(line.rstrip() for line in lines) + "\n"
