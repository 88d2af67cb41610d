"""`hnb headline` and `hnb validate`, whichever questions there are."""

from __future__ import annotations

import json

import pytest

import hnb
from hnb.cli import main
from hnb.questions.definition import names, question
from tests.cli.headline import headline
from tests.conftest import in_every_run

# what a test prints is each test's own, so that the figures are those of the first one to ask
_figures: dict[str, dict] = {}


@pytest.fixture
def of_leicestershire(capsys) -> dict:
    """The figures of page one, by name."""
    if not _figures:
        _figures.update(headline(capsys, "--authority", "Leicestershire"))
    return _figures


HEADLINE = [name for name in names() if question(name).headline]


@pytest.mark.parametrize("name", HEADLINE)
def test_every_figure_of_a_headline_question_is_there_with_its_source(of_leicestershire, name):
    figures = of_leicestershire
    answered = hnb.answer(name, "Leicestershire").figures
    assert {figure.name: figure.value for figure in answered}.items() <= {
        key: figure["value"] for key, figure in figures.items()
    }.items()
    keys = {"value", "unit", "text", "scope", "release"}
    assert all(keys <= figure.keys() for figure in figures.values())


@pytest.mark.parametrize(
    "who",
    in_every_run(
        ["City of London", "Isles of Scilly", "Cumberland", "Northamptonshire", "Cumbria"],
        ["City of London", "Cumberland", "Cumbria"],
    ),
)
def test_what_is_not_published_is_null_with_the_reason_and_never_zero(capsys, who):
    figures = headline(capsys, "--authority", who, "--financial-year", "2021-22")
    assert figures
    for figure in figures.values():
        assert (figure["value"] is None) == bool(figure["reason"])
        assert figure["value"] != 0 or "gbp" not in figure["unit"]


def test_a_person_reads_page_one(capsys):
    words = ["--authority", "Leicestershire", "--as-at", "2024-02-13"]
    assert main(["headline", *words]) == 0
    first, *lines = capsys.readouterr().out.splitlines()
    assert first == (
        "Leicestershire: January 2022, financial year 2021-22, statistical neighbours (2021 list)"
    )
    assert main(["headline", "--json", *words]) == 0
    rows = json.loads(capsys.readouterr().out)["page_one"]
    assert len(rows) == 9 and len(lines) == 18  # no change of plans was published by that day
    for row, line, others in zip(rows, lines[::2], lines[1::2], strict=True):
        assert line == f"{row['Question']} {row['Answer']}."
        assert all(cell in others for cell in [*row.values()][2:] if cell != "–")


def test_a_misspelt_authority_is_refused_with_the_nearest(capsys):
    assert main(["headline", "--authority", "Leistershire"]) == 2
    assert "nearest: Leicestershire (855)" in capsys.readouterr().err


@pytest.mark.slow
def test_every_method_is_printed_beside_its_goal(capsys):
    assert main(["validate", "--json"]) == 0
    goals = json.loads(capsys.readouterr().out)
    assert goals and all({"what", "reached", "met"} <= goal.keys() for goal in goals)
    assert [
        goal["what"] for goal in goals if not goal["met"] and "seconds" not in goal["what"]
    ] == ["growth: the same, in the third by size with fewest, %"]  # docs/methods/national.md
