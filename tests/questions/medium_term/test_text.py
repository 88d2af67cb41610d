"""Sentences and tables of the medium term against the made-up authority's numbers."""

from dataclasses import replace

import pytest

from hnb.questions.medium_term import text
from hnb.questions.medium_term.model import compare_scenarios
from hnb.questions.medium_term.projection import project
from hnb.questions.medium_term.scenarios import PRESENT, Scenario
from tests.questions.medium_term.case import figure, money, start

NOTHING = Scenario(PRESENT, "Nothing changes.")
PLAN = Scenario(
    "our plan",
    "We do something.",
    {"transfer_percent": 0.5, "brought_forward_gbp": 0.0, "override_ends": "2027-28"},
)
WITHOUT_PLANS = start(plans=(figure(1000, "plans", "January 2025"), *(figure(None),) * 5))


@pytest.fixture(scope="module")
def comparison():
    return compare_scenarios(start(), NOTHING, PLAN)


def test_net_spend_three_years_ahead_has_its_limits():
    says = str(text.net_spend(project(start(), NOTHING)))
    # 1.3 times £19 million, and 0.8 and 1.25 times that
    assert "was £19.0 million in 2024-25. Where plans grow as forecast" in says
    assert "£24.7 million is to be expected in 2027-28 (95% limits: £19.8 million to £30.9" in says


@pytest.mark.parametrize("begun", [start(errors=None), WITHOUT_PLANS])
def test_net_spend_that_cannot_be_forecast_is_not(begun):
    says = str(text.net_spend(project(begun, NOTHING)))
    assert "was £19.0 million in 2024-25. No forecast of it is made" in says


def test_balance_names_both_scenarios_and_is_no_forecast(comparison):
    sentence = text.balance(comparison)
    assert str(sentence).startswith(
        "In the scenario ‘do nothing’ the balance of the grant at the end of 2029-30 is "
        f"{comparison.first.closing}, and in ‘our plan’ it is {comparison.second.closing}"
    )
    assert sentence.summary == "balance"


def test_balance_that_cannot_be_worked_out_says_why():
    unknown = compare_scenarios(start(money=money(block=figure(None))), NOTHING, PLAN)
    assert str(text.balance(unknown)) == (
        "No balance can be worked out for Leicestershire: none held. A council can state its own "
        "figure in a scenario."
    )


def test_assumptions_are_quoted(comparison):
    assert [str(sentence) for sentence in text.assumptions(comparison)] == [
        "‘do nothing’: Nothing changes.",
        "‘our plan’: We do something.",
    ]


def test_end_of_the_override_is_said_of_the_scenario_that_says_when(comparison):
    (sentence,) = text.after_override(comparison)
    amount = comparison.second.after_override
    assert f"‘our plan’ the statutory override ends with 2027-28, and {amount} then" in str(
        sentence
    )
    assert text.after_override(compare_scenarios(start(), NOTHING, NOTHING)) == []


def test_past_errors_have_a_row_a_horizon():
    assert len(text.past_errors(start()).rows) == 3
    assert len(text.own_past_errors(start()).rows) == 3
    assert text.past_errors(start(errors=None)) is None
    assert text.own_past_errors(start(errors=None)) is None
    without_own = replace(start().errors, of_authority=())
    assert text.own_past_errors(start(errors=without_own)) is None


def test_year_by_year_has_each_scenario_and_the_first_is_for_the_appendix(comparison):
    first, second = text.year_by_year(comparison)
    assert (first.appendix, second.appendix) == (True, False)
    assert first.header[:2] == ("Year", "Net spend")
    assert [row[0] for row in first.rows] == list(comparison.first.years)
    assert first.rows[-1][-1] == comparison.first.closing


def test_drivers_end_with_the_difference(comparison):
    table = text.drivers(comparison)
    assert [row[0] for row in table.rows] == [
        "Transfer from the schools block, of that block",
        "Deficit brought forward, as known to the council",
        "Together",
    ]
    assert table.rows[-1][-1] == comparison.difference
    assert text.drivers(compare_scenarios(start(), NOTHING, NOTHING)) is None


def test_places_show_plans_now_and_at_the_end_and_what_each_costs(comparison):
    table = text.places(comparison)
    assert table.header == (
        "Kind of place",
        "January 2025",
        "In ‘do nothing’",
        "In ‘our plan’",
        "Cost of a plan in 2024-25",
    )
    kind, now, first, second, cost = table.rows[0]
    assert (kind, now.value, first.value, second.value) == ("Mainstream", 500, 750, 750)
    assert cost.value == 10_000
    assert table.rows[-1][-1] == "none of its own"


def test_without_a_forecast_of_plans_there_are_no_tables_of_a_scenario():
    comparison = compare_scenarios(WITHOUT_PLANS, NOTHING, PLAN)
    assert text.year_by_year(comparison) == []
    assert text.drivers(comparison) is text.places(comparison) is None


def test_transfer_has_a_row_a_share_and_says_which_schools_are_meant():
    table = text.transfers_from_schools(start())
    assert [row[0].text for row in table.rows] == ["0.5%", "1.0%", "2.0%"]
    assert "of 210 pupils, 420 pupils and 1,000 pupils" in str(text.sizes_of_schools(start()))


def test_transfer_of_a_block_that_is_not_published_is_not_worked_out():
    without = start(money=money(schools_block=figure(None)))
    says = str(text.transfers_from_schools(without))
    assert says == "No schools block is published for Leicestershire."
    assert text.sizes_of_schools(without) is None
