"""hnb.questions.definition against definitions that are wrong in one place."""

import pytest
import yaml

from hnb.domain.errors import ParameterError
from hnb.questions import definition
from tests.conftest import ROOT


def test_question_that_is_misspelt_is_refused_with_the_nearest():
    with pytest.raises(
        ParameterError, match="there is no question 'prevalance'.*nearest: prevalence"
    ):
        definition.question("prevalance")


def test_fault_in_a_definition_is_named_with_the_folder_of_its_question(tmp_path, monkeypatch):
    (tmp_path / "appeals").mkdir()
    (tmp_path / "appeals" / "question.yml").write_text(
        "asks: How often?\nnotebook: appeals\nmethod: docs/x.md\ntabels: {}\n", encoding="utf-8"
    )
    monkeypatch.setattr(definition, "HERE", tmp_path)
    with pytest.raises(ParameterError, match="^appeals/question.yml, parameter tabels: "):
        definition.question.__wrapped__("appeals")


RIGHT = {
    "asks": "How often?",
    "notebook": "appeals",
    "method": "docs/x.md",
    "tables": {"ehc_plans": ["authority"]},
    "uses": [],
}


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"tables": {"ehc_plan": ["authority"]}}, "parameter tables: 'ehc_plan' .*: ehc_plans"),
        ({"tables": {"ehc_plans": []}}, "parameter tables: ehc_plans: .*at least 1 item"),
        ({"tables": {"ehc_plans": ["authorty"]}}, "parameter tables: ehc_plans: 1"),
        ({"uses": ["apeals"]}, "parameter uses: 'apeals' .*nearest: appeals"),
        ({"notebook": ""}, "parameter notebook"),
        ({"method": ""}, "parameter method"),
    ],
    ids=str,
)
def test_what_a_definition_names_must_be_there(tmp_path, monkeypatch, wrong, says):
    (tmp_path / "appeals").mkdir()
    file = tmp_path / "appeals" / "question.yml"
    monkeypatch.setattr(definition, "HERE", tmp_path)
    file.write_text(yaml.safe_dump(RIGHT), encoding="utf-8")
    assert definition.question.__wrapped__("appeals").tables == {"ehc_plans": ("authority",)}
    file.write_text(yaml.safe_dump(RIGHT | wrong), encoding="utf-8")
    with pytest.raises(ParameterError, match=f"^appeals/question.yml, {says}"):
        definition.question.__wrapped__("appeals")


@pytest.mark.parametrize("name", definition.names())
def test_notebook_and_method_of_every_question_are_there(name):
    defined = definition.question(name)
    assert (ROOT / "notebooks" / f"{defined.notebook}.ipynb").is_file()
    assert (ROOT / defined.method).is_file()
