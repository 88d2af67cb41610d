"""hnb.cli.data.moved against figures of two editions whose differences are written beside them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from hnb.cli.data.anew import figures_anew, processes_over
from hnb.cli.data.moved import (
    MovedFigure,
    PaperChange,
    changed_papers,
    in_order,
    moved_figures,
    newest_papers,
)
from hnb.cli.data.report import Report
from hnb.domain.errors import NotebookError, ParameterError
from hnb.figures import Figure, Rows

PLANS = Figure(
    "prevalence.plans", 7196, "plans", "counted", period="January 2025", low=7031.0, high=7364.0,
    rows=(Rows("ehc_plans", ("ehc-plans-2025",), {"january": 2025, "la_code": 855}),),
)  # fmt: skip
RATE = Figure(
    "flow.rate", 10.5, "per_1000", "divided", period="2024", scope="residents aged 0 to 17",
    rows=(Rows("requests", ("a",), {"calendar_year": 2024, "la_code": 855}),),
)  # fmt: skip


def years(name: str, **values: int) -> list[Figure]:
    return [
        Figure(name, value, "plans", "c", period=year[1:],
               rows=(Rows("t", ("r",), {"calendar_year": int(year[1:]), "la_code": 1}),))
        for year, value in values.items()
    ]  # fmt: skip


def test_a_figure_that_stays_is_not_told_whatever_release_it_rests_on():
    same = replace(PLANS, rows=(replace(PLANS.rows[0], releases=("corrected",)),))
    assert list(moved_figures([PLANS, RATE], [same, RATE])) == []


def test_a_revised_figure_is_told_with_both_values_and_the_difference():
    (moved,) = moved_figures([PLANS, RATE], [PLANS, replace(RATE, value=11.25)])
    assert (moved.name, moved.difference) == ("flow.rate", 0.75)
    assert str(moved) == "flow.rate (2024): 10.5 per 1,000 to 11.2 per 1,000"


def test_a_later_period_is_told_as_the_same_figure():
    rows = (Rows("ehc_plans", ("new",), {"january": 2026, "la_code": 855}),)
    later = replace(PLANS, value=8812, period="January 2026", rows=rows, low=8629.0, high=8998.0)
    (moved,) = moved_figures([PLANS], [later])
    assert moved.difference == 1616
    assert str(moved) == (
        "prevalence.plans (January 2025 → January 2026): 7,196 plans (7,031 plans to 7,364 plans) "
        "to 8,812 plans (8,629 plans to 8,998 plans)"
    )


def test_an_interval_alone_that_moves_is_a_change():
    (moved,) = moved_figures([PLANS], [replace(PLANS, low=7000.0)])
    assert moved.difference == 0


def test_of_a_series_the_year_that_is_revised_is_told_and_the_year_that_is_new():
    before, after = years("flow.plans", y2022=5, y2023=6), years("flow.plans", y2022=5, y2023=9, y2024=8)  # fmt: skip
    moved = list(moved_figures(before, after))
    assert [(entry.now.period, entry.difference) for entry in moved] == [
        ("2023", 3),
        ("2024", None),
    ]
    assert str(moved[1]) == "flow.plans: new, 8 plans (2024)"


def test_one_of_two_alike_is_no_news():
    twice = [PLANS, replace(PLANS, calculation="counted again")]
    assert list(moved_figures(twice, list(twice))) == []
    moved = list(moved_figures(twice, [replace(figure, value=1) for figure in twice]))
    assert [entry.difference for entry in moved] == [-7195, -7195]


def test_what_is_no_longer_said_is_gone_and_what_has_no_value_any_more_is_told():
    lost = replace(RATE, value=None, reason="not published")
    moved = list(moved_figures([PLANS, RATE], [lost]))
    assert [(entry.name, entry.now is None, entry.difference) for entry in moved] == [
        ("flow.rate", False, None),
        ("prevalence.plans", True, None),
    ]


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


LATER = replace(RATE, period="2025")


@pytest.mark.parametrize(
    ("now", "kind"),
    [
        (LATER, "the same at another date"),
        (replace(LATER, value=10.5001), "the same at another date"),  # as a reader sees it
        (replace(LATER, value=10.6), "changed"),
        (replace(LATER, low=1.0, high=20.0), "changed"),
        (replace(RATE, value=10.5001), "changed"),
        (replace(LATER, value=None, reason="not published"), "changed"),
        (None, "gone"),
    ],
)
def test_the_same_value_of_another_date_is_told_from_a_value_that_changes(now, kind):
    assert MovedFigure(RATE, now).kind == kind
    assert MovedFigure(RATE, now).to_row()["change"] == kind


def test_figures_of_page_one_come_first_and_then_those_that_change_most():
    def moved(name: str, was: float, now: float | None, period: str = "2024") -> MovedFigure:
        edition = replace(RATE, name=name, value=now, reason="not published", period=period)
        return MovedFigure(replace(RATE, name=name, value=was), edition)

    small, large = moved("a.small", 1000.0, 1010.0), moved("a.large", 2.0, 1.0)
    lost, first = moved("a.lost", 5.0, None), moved("a.said", 1000.0, 1001.0)
    dated, new = moved("a.dated", 5.0, 5.0, "2025"), MovedFigure(None, RATE)
    ordered = in_order([dated, new, lost, small, large, first], {("a.said", "2024", RATE.scope)})
    assert [figure.name for figure in ordered] == [
        "a.said", "a.large", "a.small", "a.lost", "flow.rate", "a.dated"
    ]  # fmt: skip
    assert [figure.on_page_one for figure in ordered] == [True] + [False] * 5


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
