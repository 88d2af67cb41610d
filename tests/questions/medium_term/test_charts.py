"""Charts of the medium term against the results they draw, and what keeps a chart from being
read.
"""

import pytest

from hnb.questions.medium_term import charts
from hnb.questions.medium_term.model import compare_scenarios
from hnb.questions.medium_term.scenarios import PRESENT, Scenario
from hnb.questions.medium_term.year_by_year import Quantity
from tests.charts.faults import faults
from tests.questions.medium_term.case import figure, money, start

NOTHING = Scenario(PRESENT, "Nothing changes.")


@pytest.mark.parametrize(
    ("levers", "side"),
    [({"transfer_percent": 0.5}, "smaller"), ({"brought_forward_gbp": 50e6}, "larger")],
)
def test_each_year_has_how_far_the_scenarios_are_apart_and_no_level(levers, side):
    name = "a scenario with a rather long name + another"
    result = compare_scenarios(start(), NOTHING, Scenario(name, "Says.", levers))
    chart = charts.differences(result)
    last = result.first.years[-1]
    apart = (
        result.second.figure(Quantity.BALANCE, last).number
        - result.first.figure(Quantity.BALANCE, last).number
    )
    assert chart.figure.axes[0].patches[-1].get_width() == pytest.approx(abs(apart) / 1e6)
    assert f"{result.difference:size} {side} than" in chart.caption
    assert result.second.closing.text not in chart.alt
    assert faults(chart.figure) == []


def test_without_balances_there_is_no_chart():
    unknown = start(money=money(block=figure(None)))
    assert charts.differences(compare_scenarios(unknown, NOTHING, NOTHING)) is None
