"""hnb.questions.medium_term.charts against the results it draws, and a canvas that holds every text."""

import pandas as pd
import pytest

from hnb.questions.medium_term import charts as ahead
from hnb.questions.medium_term.projection import compare
from hnb.questions.medium_term.scenarios import PRESENT, Scenario
from hnb.questions.plans_forecast.model import plans_ahead
from tests.charts.canvas import collisions, off_canvas
from tests.questions.medium_term.case import figure, start
from tests.questions.plans_forecast.test_model import CODES, country

NOTHING = Scenario(PRESENT, "Nothing changes.")


def test_chart_of_plans_quotes_the_count_the_last_forecast_and_its_limits():
    tables = country()
    forecast = plans_ahead(*tables, CODES[3])
    chart = ahead.plans(forecast, tables[0], "Madeupshire")
    assert (
        f"{forecast.plans[-1]} in January 2030 (95% limits: {forecast.plans[-1].interval})"
        in chart.alt
    )
    assert not off_canvas(chart.figure) and not collisions(chart.figure)


def test_chart_of_plans_of_a_tiny_authority_shows_what_is_published():
    plans, *others = country()
    tiny = pd.DataFrame(
        {"la_code": 201, "january": range(2010, 2026), "plans": 20.0, "release": "made-up"}
    )
    plans = pd.concat([plans, tiny])
    chart = ahead.plans(plans_ahead(plans, *others, 201), plans, "Tinyshire")
    assert chart.alt == "A line of EHC plans of Tinyshire: 20 plans in January 2025."
    assert chart.caption == "EHC plans of Tinyshire"
    assert not off_canvas(chart.figure)


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
