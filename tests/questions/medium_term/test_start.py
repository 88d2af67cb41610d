"""hnb.questions.medium_term.start against the published figures, added up by hand."""

import pytest

import hnb
from hnb.compare.select import rows_where
from hnb.questions.medium_term import start as m
from hnb.questions.medium_term.projection import BALANCE, NET, PLANS, project
from hnb.questions.medium_term.scenarios import PRESENT, Scenario

NOTHING = Scenario(PRESENT, "Nothing changes.")


@pytest.fixture(scope="module")
def begin():
    tables = {name: hnb.load(name) for name in m.TABLES}
    deflator = hnb.load("gdp_deflator", level="england")
    errors = m.net_errors(
        *(
            tables[name]
            for name in ("net_high_needs", "ehc_plans", "new_plans", "population", "requests")
        ),
        la_code=855,
    )
    return lambda who, **more: m.begin(tables | more, deflator, hnb.ask(who), errors=errors)


def test_cost_times_plans_is_the_published_net_spend(begin):
    for who in (855, 943, 812, 202):
        start = begin(who)
        placed = sum(float(one.value) for one in start.groups.values())
        to_base = float(start.plans[0].value) / placed
        spent = sum(
            float(start.groups[group].value) * to_base * float(start.units[group].value)
            for group in m.GROUPS
        )
        spent += float(start.plans[0].value) * float(start.spread_cost.value)
        assert spent == pytest.approx(start.net["2024-25"].value)
        assert project(start, NOTHING).table["2024-25"][NET] == start.net["2024-25"].value


def test_groups_of_leicestershire_add_up_to_its_plans_and_independent_ones_are_counted_by_hand(
    begin,
):
    start = begin("Leicestershire")
    assert sum(one.value for one in start.groups.values()) == start.plans[0].value == 7196
    assert start.groups["independent"].value == 428 + 13 + 40
    assert start.brought_forward.value == 32_020_720


def test_unit_cost_is_the_outturn_over_the_plans_of_the_january_within_the_year(begin):
    start = begin("Leicestershire")
    lines = rows_where(hnb.load("s251_high_needs"), la_code=855, kind="outturn").set_index(
        ["line", "setting"]
    )["amount_gbp"]
    paid = lines["top-ups, non-maintained and independent schools and colleges"]
    by_hand = (paid["total"] + paid["income"] - paid["post-school"]) / (382 + 0 + 11)
    assert start.units["independent"].value == pytest.approx(start.scaled.value * by_hand)


def test_lines_of_leicestershire_add_up_to_the_compiled_net_figure_of_the_year():
    lines = rows_where(hnb.load("s251_high_needs"), la_code=855, kind="outturn", setting="total")
    lines = lines[lines["line"] != "place funding"]
    assert lines["amount_gbp"].sum() == pytest.approx(
        rows_where(hnb.load("net_high_needs"), la_code=855, financial_year="2021-22")[
            "amount_gbp"
        ].item(),
        abs=3,
    )


def test_growth_of_the_neighbours_is_over_their_sums(begin):
    start, plans = (
        begin("Leicestershire"),
        hnb.load("ehc_plans").set_index(["la_code", "january"])["plans"],
    )
    codes = hnb.ask("Leicestershire").main.codes
    now, then = (sum(int(plans[code, year]) for code in codes) for year in (2025, 2022))
    assert start.growth["neighbours"].value == pytest.approx(100 * ((now / then) ** (1 / 3) - 1))


@pytest.mark.parametrize(
    ("who", "lacks"),
    [
        ("City of London", "too few plans"),
        ("Isles of Scilly", "too few plans"),
        ("Cumberland", "place funding"),
        ("Buckinghamshire", "carried forward"),
        ("North East Lincolnshire", ""),
    ],
)
def test_new_tiny_and_incomplete_authorities_say_what_they_cannot_have(begin, who, lacks):
    start = begin(who)
    made = project(start, NOTHING)
    reasons = {made.figure(column, start.years[-1]).reason for column in (PLANS, NET, BALANCE)}
    assert any(lacks in reason for reason in reasons) if lacks else reasons == {""}
    assert start.placed == (2024 if who == "North East Lincolnshire" else 2025)


def test_authority_without_lines_has_englands_costs_and_says_so(begin):
    start = begin("Cumberland")
    assert start.england_costs and not begin("Leicestershire").england_costs
    assert "England's for want of the authority's own" in start.units["special"].calculation
    other = begin("Westmorland and Furness").units
    ratio = start.units["special"].value / start.units["mainstream"].value
    assert ratio == pytest.approx(other["special"].value / other["mainstream"].value)


def test_prices_not_forecast_are_the_target(begin):
    deflator = hnb.load("gdp_deflator", level="england")
    tables = {name: hnb.load(name) for name in m.TABLES}
    short = deflator[deflator["financial_year"].le("2026-27")]
    start = m.begin(tables, short, hnb.ask("Leicestershire"), errors=begin("Leicestershire").errors)
    assert start.prices["2027-28"].value == 2 and "target" in start.prices["2027-28"].calculation
    held = deflator.set_index("financial_year")["change_percent"]
    assert start.prices["2026-27"].value == pytest.approx(held["2026-27"])
