"""hnb.questions.definition against definitions that are wrong in one place."""

import pytest

from hnb.domain.errors import ParameterError
from hnb.questions import definition


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
