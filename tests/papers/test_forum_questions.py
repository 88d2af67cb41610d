"""The paper of the forum's own questions, against the twelve that Leicestershire's minutes ask: the
oracle is the list, with the words that an answer has, and whether a published Figure is in it.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
import yaml

from hnb.domain.paths import notebooks, reports
from hnb.figures import MIME
from hnb.papers.definition import Job
from tests.every_authority import executed

# what was asked; the notebook that answers it; words of the answer; whether a published number of
# Leicestershire's is in it, or a file of the council's would tell
QUESTIONS = {
    "disproportionate plans": ("ehcp_prevalence", "plans in January 2026: ", True),
    "placements against the block": ("placement_spend", "placements cost £", True),
    "service and demand": ("demand_and_timeliness", "requests for an assessment", True),
    "weekly indicators": ("service_indicators", "From published figures, the service of", True),
    "a suite of indicators": ("service_indicators", "Published measures of the service", True),
    "value for money": ("value_for_money", "worth its money", True),
    "the Cabinet's reductions in cost": ("value_for_money", "The programme's ledger would", False),
    "measures for schools": ("scorecard", "Scorecard of Leicestershire", True),
    "the survey": ("survey_answers", "the council's file of answers", False),
    "hourly rates": ("plan_funding", "net high needs spending per plan", True),
    "concessions and the tribunal": ("late_concessions", "refused 276 requests", True),
    "growth over any span": ("over_the_years", "plans in force went from", True),
    "net spending per head": ("over_the_years", "for each resident aged 0 to 17 was £", True),
    "assessments to plans by year": ("over_the_years", "From requests to plans by", True),
    "new plans up to age ten": ("ages_and_placements", "for children aged up to ten", True),
    "placements of three years": ("ages_and_placements", "Plans by placement", True),
    "residential placements": ("ages_and_placements", "in a residential placement", True),
    "placed out of county": ("ages_and_placements", "placement ledger would give", False),
    "the rate for two year olds": ("what_the_block_is_made_of", "for two year olds", True),
}
AT_LEAST = 9  # with a published Figure of Leicestershire's


@cache
def _blocks(notebook: str, folder: Path) -> tuple[dict, ...]:
    run = executed(Job(notebook, notebooks() / f"{notebook}.ipynb", {}), folder)
    return tuple(
        output["data"][MIME]
        for cell in json.loads(run.read_text(encoding="utf-8"))["cells"]
        for output in cell.get("outputs", ())
        if MIME in output["data"]
    )


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("questions")


def _is_of_leicestershire(block: dict) -> bool:
    """Whether a Figure in it has a value and rests on published rows of the authority."""
    return any(
        figure["value"] is not None
        and any(rows["where"].get("la_code") == 855 for rows in figure["rows"])
        and all("council" not in release for release in figure["release"])
        for figure in block.get("figures", ())
    )


@pytest.mark.xdist_group("forum questions")
@pytest.mark.parametrize("asked", QUESTIONS)
def test_question_of_the_minutes_is_answered(asked: str, place: Path):
    notebook, words, is_published = QUESTIONS[asked]
    said = [
        block
        for block in _blocks(notebook, place)
        if words in str(block.get("text", "")) + str(block.get("caption", ""))
    ]
    assert said, asked
    assert not is_published or any(map(_is_of_leicestershire, said)), asked


def test_paper_has_a_section_for_every_question_and_nine_have_a_published_figure():
    report = yaml.safe_load((reports() / "forum-questions.yml").read_text(encoding="utf-8"))
    sections = {section["notebook"] for section in report["sections"]}
    assert sections == {*(notebook for notebook, *_ in QUESTIONS.values()), "then_and_now"}
    assert sum(is_published for *_, is_published in QUESTIONS.values()) >= AT_LEAST
