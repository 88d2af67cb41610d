"""The whole answer against its parts, and the definition of the question."""

import pytest

import hnb
from hnb.domain.errors import ParameterError
from hnb.questions.medium_term import start as medium_term_start
from hnb.questions.medium_term.scenarios import PRESENT, Scenario


@pytest.fixture(autouse=True)
def without_past_errors(monkeypatch):
    """They take seconds, and are tested in test_spend_errors."""
    monkeypatch.setattr(medium_term_start, "spend_errors", lambda tables, la_code, lead: None)


def test_answer_by_name_has_the_projects_scenarios():
    answer = hnb.answer("medium_term", "Leicestershire", scenario="larger block growth")
    closing = answer.comparison.second.closing.value - answer.comparison.first.closing.value
    assert answer.comparison.difference.value == pytest.approx(closing)
    assert [driver.lever for driver in answer.comparison.drivers] == ["block_growth_percent"]
    assert answer.nothing_done.scenario.name == PRESENT


def test_other_scenarios_can_be_given():
    library = {PRESENT: Scenario(PRESENT, "A."), "b": Scenario("b", "B.", {"savings_gbp": 1e6})}
    answer = hnb.answer("medium_term", "Leicestershire", scenarios=library, scenario="b")
    years = len(answer.start.years)
    assert answer.comparison.difference.value == pytest.approx(-1e6 * years)


def test_unknown_scenario_is_refused_with_the_nearest():
    with pytest.raises(ParameterError, match="nearest: larger block growth"):
        hnb.answer("medium_term", "Leicestershire", scenario="large block growth")
