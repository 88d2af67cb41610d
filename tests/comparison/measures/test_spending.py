"""hnb.comparison.measures.spending against the small made-up year, by arithmetic."""

from dataclasses import replace

import pytest

from hnb.comparison.compared import compare
from hnb.comparison.measures.catalogue import MEASURES
from tests.questions.high_needs import ask, tables


def compared(name: str):
    held = tables()
    people = held["population"].assign(age_group="0 to 17", basis="estimate before revision")
    within = held["ehc_plans"].assign(january=2022, plans=held["ehc_plans"]["plans"] * 2)
    held = held.having(population=people)
    if name.endswith("within"):
        held = held.having(ehc_plans=within)
    return compare(MEASURES[name], held, ask(), "2021-22")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("spend_per_plan", 840 / 10),
        ("spend_per_plan_within", 840 / 20),
        ("spend_per_resident", 840 / 1000),
        ("places_special_and_alternative_provision_percent_of_spend", 100 * 100 / 840),
        ("top_ups_state_funded_percent_of_spend", 100 * 400 / 840),
        ("top_ups_independent_and_non_maintained_percent_of_spend", 100 * 340 / 840),
        # the made-up budget is seven times the outturn
        ("top_ups_percent_of_budget", 100 / 7),
    ],
)
def test_value_is_spend_over_what_the_measure_names(name, value):
    assert compared(name).own.value == pytest.approx(value)


def test_england_is_all_spend_over_all_plans_of_those_that_have_both():
    assert compared("spend_per_plan").england.value == pytest.approx((840 + 1350 + 440) / 60)


def test_lines_add_up_to_spend():
    lines = [name for name in MEASURES if name.endswith("_percent_of_spend")]
    assert sum(compared(name).own.value for name in lines) == pytest.approx(100)


def test_budget_that_was_not_collected_has_a_reason():
    held = tables("2020-21")
    spend = held["s251_high_needs"]
    held = held.having(s251_high_needs=spend[spend["kind"].eq("outturn")])
    whom = replace(ask(), financial_year="2020-21")
    own = compare(MEASURES["top_ups_percent_of_budget"], held, whom, "2020-21").own
    assert own.value is None
    assert own.reason == "no edition used here gives Top-ups, state-funded (budget)"
