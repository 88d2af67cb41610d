"""What it costs to write one paper of 16 pages as a web page, a Word document and a PDF."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

from benchmarks import Measured, seconds
from hnb.papers.blocks import Block, Bullets, Grid, Heading, PageBreak, Paper, Paragraph, Picture
from hnb.papers.documents import FORMATS, write_documents

SECTIONS, TRIES, BUDGET, BUDGET_OF_WORD = 7, 5, 0.3, 0.25
WORDS = (
    "Made up for measuring. At the January census the authority maintained {0},288 EHC plans, "
    "which is 3{1}.8 per "
    "1,000 people aged 2 to 18, against a mean of 36.3 among its statistical neighbours. Spend on "
    "placements was "
    "£73.{1} million in 2021-22, or 10{1}.1% of the High Needs Block after deductions; the gap is "
    "−£{0}.5 million."
)


def chart(seed: int) -> bytes:
    """A line chart as PNG."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.9, 3.9))
    axes = figure.subplots()
    for line in range(11):
        axes.plot(
            range(2010, 2026),
            [10 + seed % 7 + line + year * (1.5 + line / 9) for year in range(16)],
        )
    axes.set_ylabel("EHC plans per 1,000 aged 2 to 18")
    png = io.BytesIO()
    figure.savefig(png, dpi=144, format="png")
    return png.getvalue()


def paper(seed: int) -> Paper:
    """A made-up paper; another seed gives other words, numbers and charts, so that nothing is
    answered from a cache.
    """
    blocks: list[Block] = [
        Heading(1, "Summary"),
        Bullets((WORDS.format(seed, 1), WORDS.format(seed, 2))),
    ]
    for section in range(SECTIONS):
        words = WORDS.format(seed, section)
        png = chart(seed * SECTIONS + section)
        rows = tuple(
            (f"Authority {row} of {seed}", f"{row},{section}37", f"£{row}.{section} million")
            for row in range(25)
        )
        blocks += [
            Heading(1, f"Question {section + 1}"),
            *[Paragraph(words)] * 5,
            Picture(png, "Eleven made-up lines that rise.", f"Plans by year, {section}", "Made up"),
            Heading(2, "By authority"),
            *[Paragraph(words)] * 3,
            Grid(
                f"Plans and spend, {section}",
                ("Authority", "Plans", "Spend"),
                rows,
                (False, True, True),
                "Made up",
            ),
        ]
    blocks += [PageBreak(), Heading(1, "Appendix A: methods"), *[Paragraph(words)] * 5]
    return Paper(
        title=f"A made-up paper, number {seed}",
        report_to="Madeupshire Schools Forum",
        date=date(2024, 2, 13),
        contact="A. N. Officer",
        authority="Madeupshire",
        blocks=tuple(blocks),
    )


def measure() -> Iterator[Measured]:
    """Seconds for papers not seen before, the best of several, once each writer is warm."""
    import pikepdf

    with tempfile.TemporaryDirectory() as folder:
        (pdf,) = write_documents(paper(0), Path(folder), "warm", ["pdf"])
        write_documents(paper(0), Path(folder), "warm")
        pages = len(pikepdf.open(pdf).pages)
        taken = {}
        for turn, name in enumerate(FORMATS):
            unseen = [paper(1 + turn * TRIES + each) for each in range(TRIES)]
            write = partial(_write_next, iter(unseen), Path(folder), name)
            taken[name] = seconds(write, tries=TRIES)
    each = ", ".join(f"{name} {spent:.3f} s" for name, spent in taken.items())
    says = f"web page, Word document and PDF of a {pages}-page paper, in a budget of {BUDGET} s"
    yield Measured(says, BUDGET / sum(taken.values()), 1, detail=each)
    says = f"the Word document alone, in a budget of {BUDGET_OF_WORD} s"
    yield Measured(says, BUDGET_OF_WORD / taken["docx"], 1)


def _write_next(unseen: Iterator[Paper], folder: Path, name: str) -> None:
    write_documents(next(unseen), folder, name, [name])
