"""A tiny report of two notebooks for packs, run in this process, and a meeting's file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest

from hnb.papers import render as module
from hnb.papers.definition import Job
from hnb.papers.packs.definition import read_meeting
from hnb.papers.packs.make import Pack, make_pack
from hnb.papers.run import Outcome
from tests.every_authority import executed
from tests.papers.notebook import write_notebook

DAY = date(2026, 12, 1)
PARAMETERS = 'as_at = ""  # only what was published by that day'
PLANS = """
import hnb
from hnb.figures import Figure, Rows
frame = hnb.load("ehc_plans", as_at=as_at or None)
frame = frame[frame.la_code == 855]
frame = frame[frame.january == frame.january.max()]
rows = Rows.of("ehc_plans", frame, ("la_code", "january"))
year = f"January {int(frame.january.iloc[0])}"
plans = Figure("tiny.plans", int(frame.plans.iloc[0]), "plans", "As published.", (rows,), period=year)
"""
PAGE = (
    'hnb.Listing("Questions.", ("Question", "Answer"), (("How many plans?", plans),), source="DfE")'
)
SAY = 'hnb.say("In {year} there were {plans}.", year=year, plans=plans)'
AGAIN = 'hnb.say("That is {plans}.", plans=plans)'
REPORT = """
title: "Plans"
report_to: Schools Forum
purpose: To say how many plans there are.
parameters: {as_at: ""}
sections:
  - {notebook: first, heading: On one page, page_one: true}
  - {notebook: plans, heading: How many plans}
methods:
  Counting: "Plans are counted at the census."
"""
MEETING = """
forum: Schools Forum
date: 2026-12-10
authority: Leicestershire
formats: [html, docx]
papers:
  - {report: plans.yml, agenda_item: 4, for: decision}
"""


@pytest.fixture
def runs(monkeypatch) -> list[str]:
    """The names of notebooks that ran, in this process and without a kernel."""
    names: list[str] = []

    def run(jobs: Sequence[Job], folder: Path, **_: object) -> list[Outcome]:
        folder.mkdir()
        for job in jobs:
            executed(job, folder)
            names.append(job.name)
        return [Outcome(f"{job.name}.ipynb", ok=True) for job in jobs]

    monkeypatch.setattr(module, "run_notebooks", run)
    return names


@pytest.fixture
def packed(tmp_path, runs) -> Callable[..., Pack]:
    """Makes a pack of a meeting's text in a folder that has the tiny report."""
    first = (PLANS, PAGE, SAY)
    write_notebook(tmp_path / "notebooks" / "first.ipynb", *first, parameters=PARAMETERS)
    later = (PLANS, SAY, "hnb.caveats(frame)", "## And again", AGAIN)
    write_notebook(tmp_path / "notebooks" / "plans.ipynb", *later, parameters=PARAMETERS)
    reports = tmp_path / "reports"
    reports.mkdir()
    (reports / "plans.yml").write_text(REPORT, encoding="utf-8")
    (reports / "bare.yml").write_text(f"{REPORT}appendix: none\n", encoding="utf-8")

    def make(text: str = MEETING, **options: object) -> Pack:
        file = reports / "meeting.yml"
        file.write_text(text, encoding="utf-8")
        return make_pack(read_meeting(file), tmp_path / "out", DAY, **options)  # type: ignore

    return make
