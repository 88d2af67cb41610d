"""A tiny report for tests: its YAML, two notebooks, and figures that rest on the embedded DSG
table.
"""

from __future__ import annotations

from pathlib import Path

from tests.papers.notebook import write_notebook

BLOCK = """
import hnb
from hnb.figures import Figure, Rows
frame = hnb.load("dsg_blocks", release="dsg-2021-22-july-2022")
frame = frame[(frame.la_code == 855) & (frame.block == "high needs") & (frame.stage == "after deductions")]
rows = Rows.of("dsg_blocks", frame, ("la_code", "financial_year", "block", "stage"))
block = Figure("placements.block_after_gbp", int(frame.amount_gbp.iloc[0]), "gbp", "As published.", (rows,),
               period="2021-22", stage="after deductions")
"""
SAY = 'hnb.say("The block after deductions was {block} in {year}.", block=block, year=year)'
LISTING = (
    'hnb.Listing("The block.", ("Year", "Block"), (("2021-22", block),), source="DfE", '
    "appendix=True)"
)
YAML = """
title: "The block of {year}"
report_to: Schools Forum
contact: A. Officer
purpose: To say what the block was in {year}.
parameters: {year: 2021-22}
formats: [html, docx]
sections:
  - {notebook: block, heading: "What is the block?"}
  - {notebook: plans, heading: How many plans}
methods:
  Intervals: Garwood (1936), *Biometrika* 28, 437-442.
"""


def misspelt(key: str) -> str:
    """A key with its last two letters the wrong way round: `titel`."""
    return f"{key[:-2]}{key[-1]}{key[-2]}"


def write_report(folder: Path, *, block: str = SAY, plans: str = "1", yaml: str = YAML) -> Path:
    """The report's YAML in `folder/reports`, its notebooks in `folder/notebooks`."""
    write_notebook(
        folder / "notebooks" / "block.ipynb",
        BLOCK,
        block,
        LISTING,
        "hnb.caveats(frame)",
        "// Read **this** with [care](https://example.org).",
        parameters='year = "2021-22"  # financial year',
    )
    write_notebook(folder / "notebooks" / "plans.ipynb", plans, parameters='kind = "all"')
    path = folder / "reports" / "tiny.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml, encoding="utf-8")
    return path
