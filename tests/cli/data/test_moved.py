"""hnb.cli.data.moved against papers whose figures and faults are written beside them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from hnb.cli.data.anew import figures_anew, processes_over
from hnb.cli.data.moved import (
    PaperChange,
    changed_papers,
    newest_papers,
)
from hnb.cli.data.report import Report
from hnb.domain.errors import NotebookError, ParameterError
from hnb.figures.moved import MovedFigure, moved_figures
from tests.figures.test_moved import LATER, PLANS, RATE


def test_the_newest_papers_are_found_newest_first(tmp_path):
    import os

    for age, name in enumerate(("kent", "kent/outlook", "bury", "kent/failed", ".hnb/x")):
        (tmp_path / name).mkdir(parents=True, exist_ok=True)
        ledger = tmp_path / name / "figures.json"
        ledger.write_text("{}")
        os.utime(ledger, (1e9 - age, 1e9 - age))
    found = [path.relative_to(tmp_path).as_posix() for path in newest_papers(tmp_path)]
    assert found == ["kent", "kent/outlook", "bury"]
    assert newest_papers(tmp_path / "bury") == [tmp_path / "bury"]
    assert newest_papers(tmp_path / "none") == []


BARE = {"figures": [], "labels": [], "words": []}  # it does not say of which report it is


@pytest.mark.parametrize(
    "content", ["{}", "not JSON", json.dumps({"figures": 1}), json.dumps(BARE)]
)
def test_a_paper_that_cannot_be_read_is_said_and_stops_nothing(tmp_path, monkeypatch, content):
    from hnb.store import add

    monkeypatch.setattr(add, "overlay", lambda folder, additions: None)
    (tmp_path / "figures.json").write_text(content)
    (change,) = changed_papers([], tmp_path)
    assert "not compared" in str(change) and change.paper == tmp_path


def test_a_paper_says_how_many_of_its_figures_change():
    figures = tuple(moved_figures([PLANS, RATE], [replace(PLANS, value=1)]))
    assert str(PaperChange(Path("p"), figures, of=2)) == "p: 1 of 2 figures change, 1 gone"
    assert str(PaperChange(Path("p"), of=2)) == "p: none of its 2 figures changes"


def test_figures_of_another_date_alone_are_a_count_and_every_one_is_written(tmp_path):
    import pandas as pd

    dated = [
        MovedFigure(replace(RATE, name=f"a.{n}"), replace(LATER, name=f"a.{n}")) for n in "xyz"
    ]
    revised = MovedFigure(PLANS, replace(PLANS, value=7000))
    paper = PaperChange(Path("p"), (revised, *dated), of=9)
    report = Report(pd.DataFrame(), papers=(paper,))
    count, line, rest = report.lines()
    assert count == "p: 1 of 9 figures change, 3 the same at another date"
    assert line == f"  {revised}" and "--changes FOLDER" in rest
    report.write(tmp_path)
    assert (tmp_path / "figures.csv").read_text().count("the same at another date") == 3
    assert list(Report(papers=(PaperChange(Path("p"), (revised,), of=9),)).lines())[1:] == [line]


def report_of(folder: Path, *cells: str) -> str:
    """The definition of a report of one notebook."""
    parameters = {"cell_type": "code", "source": "word = 1", "metadata": {"tags": ["parameters"]}}
    code = [{"cell_type": "code", "source": source, "metadata": {}} for source in cells]
    (folder / "own.ipynb").write_text(json.dumps({"cells": [parameters, *code]}))
    words = {
        "title": "T", "report_to": "Forum", "purpose": "P", "parameters": {"word": 1},
        "sections": [{"notebook": "own", "heading": "H", "page_one": True}],
    }  # fmt: skip
    (folder / "own-report.yml").write_text(json.dumps(words))
    return str(folder / "own-report.yml")


SAID = """import hnb
from hnb.charts import style
figure = hnb.Figure("a.b", word, "plans", "counted")
sentence = hnb.say("There are {b}.", b=figure)
canvas, axes = style.canvas()
chart = style.finish(canvas, "a", "c", [figure])"""


def test_figures_are_worked_out_anew_with_parameters_and_without_pictures(tmp_path):
    report = report_of(tmp_path, SAID, "sentence", "display(chart, 1)", "figure")
    with processes_over(tmp_path / "none") as pool:
        anew = figures_anew(report, {"word": "7"}, pool)
        again = figures_anew(report, {}, pool, only=("own",))
        other = figures_anew(report, {}, pool, only=("another",))
    assert [(figure.name, figure.value) for figure in anew.figures] == [("a.b", 7)]
    assert [block["block"] for block in json.loads(anew.shown["own"])] == ["paragraph", "figure"]
    assert anew.page_one == ("own",)
    assert [figure.value for figure in again.figures] == [1]
    assert not other.figures and not other.shown


def test_what_a_notebook_leaves_behind_does_not_reach_the_next(tmp_path):
    (tmp_path / "one").mkdir()
    sets = report_of(tmp_path / "one", "left_over = 1")
    asks = report_of(tmp_path, "left_over")
    with processes_over(tmp_path / "none") as pool:
        for _ in range(8):  # whichever process it is
            figures_anew(sets, {}, pool)
        with pytest.raises(NotebookError, match=r"own\.ipynb, cell 2: NameError"):
            figures_anew(asks, {}, pool)
        with pytest.raises(ParameterError, match="no such parameter"):
            figures_anew(asks, {"words": 1}, pool)


def test_a_notebook_that_ends_its_process_is_said_of_its_paper(tmp_path, monkeypatch):
    from hnb.store import add

    monkeypatch.setattr(add, "overlay", lambda folder, additions: None)
    report = report_of(tmp_path, "import os; os._exit(1)")
    paper = tmp_path / "papers"
    paper.mkdir()
    ledger = {**BARE, "report": report, "parameters": {}, "asked": {}}
    (paper / "figures.json").write_text(json.dumps(ledger))
    (change,) = changed_papers([], paper)
    assert "not compared. BrokenProcessPool: " in str(change)
