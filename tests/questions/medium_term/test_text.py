"""Sentences and tables of the medium term against the made-up authority's numbers."""

from dataclasses import replace

import pytest

from hnb.questions.medium_term import text
from hnb.questions.medium_term.model import compare_scenarios
from hnb.questions.medium_term.projection import project
from hnb.questions.medium_term.scenarios import PRESENT, Scenario
from hnb.questions.medium_term.transfers import transfers
from tests.questions.medium_term.case import figure, money, start

NOTHING = Scenario(PRESENT, "Nothing changes.")
PLAN = Scenario(
    "our plan",
    "We do something.",
    {"transfer_percent": 0.5, "brought_forward_gbp": 0.0},
)
WITHOUT_PLANS = start(plans=(figure(1000, "plans", "January 2025"), *(figure(None),) * 5))


@pytest.fixture(scope="module")
def comparison():
    return compare_scenarios(start(), NOTHING, PLAN)


def test_net_spend_three_years_ahead_has_its_likely_range():
    says = str(text.net_spend(project(start(), NOTHING)))
    # 1.3 times £19 million, and 0.8 and 1.25 times that
    assert "was £19.0 million in 2024-25. It covers top-ups and services" in says
    assert "about £24.7 million in 2027-28. The likely range is £19.8 million to £30.9" in says


@pytest.mark.parametrize(
    ("begun", "why"),
    [
        (start(errors=None), "there are too few years"),
        (WITHOUT_PLANS, "plans are not forecast either"),
        (
            start(plans=(replace(figure(None), reason="fewer than 431"),) * 6),
            "plans are not forecast either",
        ),
    ],
)
def test_net_spend_that_cannot_be_forecast_is_not(begun, why):
    says = str(text.net_spend(project(begun, NOTHING)))
    assert "was £19.0 million in 2024-25." in says and f"It is not forecast: {why}" in says


def test_of_two_scenarios_the_difference_is_said_and_no_level(comparison):
    sentence = text.difference(comparison)
    moved = comparison.difference
    assert str(sentence) == (
        f"In the scenario ‘our plan’ the deficit at the end of 2029-30 is {moved:size} smaller "
        "than in ‘do nothing’. It assumes this. We do something. Neither is a forecast."
    )
    assert sentence.figures == (moved,)
    turned = str(text.difference(compare_scenarios(start(), PLAN, NOTHING)))
    assert f"{moved:size} larger than in ‘our plan’" in turned
    assert text.difference(compare_scenarios(start(), NOTHING, NOTHING)) is None


def test_scenarios_that_cannot_be_compared_say_why_and_say_nothing_of_the_deficit_itself():
    unknown = compare_scenarios(start(money=money(block=figure(None))), NOTHING, PLAN)
    assert str(text.difference(unknown)) == (
        "The scenarios cannot be compared for Leicestershire: none held."
    )


def test_assumptions_are_quoted(comparison):
    assert [str(sentence) for sentence in text.assumptions(comparison)] == [
        "‘do nothing’: Nothing changes.",
        "‘our plan’: We do something.",
        "Where a scenario says nothing else, costs rise with inflation and the block by 3.0% a "
        "year.",
    ]


def test_past_errors_have_a_row_a_horizon():
    assert len(text.past_errors(start()).rows) == 3
    assert len(text.own_past_errors(start()).rows) == 3
    assert text.past_errors(start(errors=None)) is None
    assert text.own_past_errors(start(errors=None)) is None
    without_own = replace(start().errors, of_authority=())
    assert text.own_past_errors(start(errors=without_own)) is None


def test_differences_by_year_end_with_the_difference_and_hold_no_level(comparison):
    table = text.differences(comparison)
    assert table.appendix and table.header[-1] == "Deficit at the end"
    assert [row[0] for row in table.rows] == list(start().years)
    assert table.rows[-1][-1].value == comparison.difference.value
    # half a per cent of a schools block of £100 million a year, and £4 million less to start from
    assert [row[4].value for row in table.rows] == [500_000] * 5
    assert [row[-1].value for row in table.rows] == pytest.approx(
        [-4e6 - 500_000 * years for years in range(1, 6)]
    )
    assert [figure.value for figure in comparison.deficits][2:] == [
        row[-1].value for row in table.rows
    ]
    assert text.differences(compare_scenarios(start(), NOTHING, NOTHING)) is None


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
    assert text.differences(comparison) is None
    assert text.drivers(comparison) is text.places(comparison) is None


def test_transfer_is_said_whole_for_each_share_before_what_it_takes_from_a_school():
    # half a per cent of £100 million over 20,000 pupils, and 2% of it
    assert str(text.transfer_lines(start())) == (
        "A transfer of 0.5% of the schools block would move £500,000 to high needs for one year, "
        "by the block of 2023-24. A transfer of 2.0% would move £2.0 million, and the Secretary of "
        "State must agree to it. Spread evenly, 0.5% would take £5,250 from a primary school of "
        "210 pupils. It would take £25,000 from a secondary school of 1,000 pupils. From that "
        "school 2.0% would take £100,000."
    )
    without_pupils = start(money=money(pupils=figure(None, "pupils")))
    assert str(text.transfer_lines(without_pupils)).endswith("State must agree to it.")


def test_no_loss_of_a_school_is_said_without_naming_the_school():
    losses = [lost for transfer in transfers(start()) for lost in transfer.schools]
    whole = [transfer.amount for transfer in transfers(start())]
    for sentence in str(text.transfer_lines(start())).split(". "):
        has_loss = any(f"{lost:read}" in sentence for lost in losses)
        assert has_loss == ("school of" in sentence or "that school" in sentence)
        assert not (has_loss and any(f"{amount:read}" in sentence for amount in whole))


def test_transfer_has_a_row_a_share_and_says_which_schools_are_meant():
    table = text.transfers_from_schools(start())
    assert table.appendix and [row[0].text for row in table.rows] == ["0.5%", "1.0%", "2.0%"]
    assert "have 210 pupils, 420 pupils and 1,000 pupils" in str(text.sizes_of_schools(start()))


def test_transfer_of_a_block_that_is_not_published_is_not_worked_out():
    without = start(money=money(schools_block=figure(None)))
    says = text.transfer_lines(without)
    assert str(says) == "No edition used here gives a schools block for Leicestershire."
    assert text.transfers_from_schools(without) is text.sizes_of_schools(without) is None
