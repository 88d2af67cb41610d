"""hnb.questions.medium_term.charts against the results it draws, and a canvas that holds every text."""

import pytest

from hnb.questions.medium_term import charts as ahead
from hnb.questions.medium_term.projection import compare
from hnb.questions.medium_term.scenarios import PRESENT, Scenario
from tests.charts.canvas import collisions, off_canvas
from tests.questions.medium_term.case import figure, start

NOTHING = Scenario(PRESENT, "Nothing changes.")


@pytest.mark.parametrize("levers", [{"transfer_percent": 0.5}, {"brought_forward_gbp": -50e6}])
def test_chart_of_balances_names_both_scenarios_and_where_they_end(levers):
    result = compare(
        start(), NOTHING, Scenario("a scenario with a rather long name + another", "Says.", levers)
    )
    chart = ahead.balances(result)
    for side in (result.one, result.other):
        assert f"{side.closing} in the scenario ‘{side.scenario.name}’" in chart.alt
    assert not off_canvas(chart.figure) and not collisions(chart.figure)


def test_chart_of_balances_without_any_is_empty_and_says_so():
    chart = ahead.balances(compare(start(block=figure(None)), NOTHING, NOTHING))
    assert "not available" in chart.alt
