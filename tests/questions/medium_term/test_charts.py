"""Charts of the medium term against the results they draw, and a canvas that holds every text."""

import pytest

from hnb.questions.medium_term import charts
from hnb.questions.medium_term.model import compare_scenarios
from hnb.questions.medium_term.scenarios import PRESENT, Scenario
from tests.charts.canvas import collisions, off_canvas
from tests.questions.medium_term.case import figure, money, start

NOTHING = Scenario(PRESENT, "Nothing changes.")


@pytest.mark.parametrize("levers", [{"transfer_percent": 0.5}, {"brought_forward_gbp": -50e6}])
def test_chart_of_balances_names_both_scenarios_and_where_they_end(levers):
    result = compare_scenarios(
        start(), NOTHING, Scenario("a scenario with a rather long name + another", "Says.", levers)
    )
    chart = charts.balances(result)
    for side in (result.first, result.second):
        assert f"{side.closing} in the scenario ‘{side.scenario.name}’" in chart.alt
    assert not off_canvas(chart.figure) and not collisions(chart.figure)


def test_without_balances_there_is_no_chart():
    unknown = start(money=money(block=figure(None)))
    assert charts.balances(compare_scenarios(unknown, NOTHING, NOTHING)) is None
