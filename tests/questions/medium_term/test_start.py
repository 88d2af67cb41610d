"""Where the medium term starts, each part against the published figures added up by hand."""

import pytest

import hnb
from hnb.comparison.select import rows_where
from hnb.domain.errors import NotPublished
from hnb.questions.medium_term import start, text
from hnb.questions.medium_term.model import compare_scenarios
from hnb.questions.medium_term.projection import project
from hnb.questions.medium_term.scenarios import PRESENT, Scenario
from hnb.questions.medium_term.start import (
    base_year,
    counted_and_forecast,
    growth,
    last_counted,
    money,
)
from hnb.questions.medium_term.unit_costs import KINDS_OF_PLACE, placements, unit_costs
from hnb.questions.medium_term.year_by_year import Quantity
from hnb.tables import Tables

NOTHING = Scenario(PRESENT, "Nothing changes.")
LEICESTERSHIRE = hnb.ask("Leicestershire")


@pytest.fixture(scope="module")
def tables():
    return hnb.tables_for("medium_term")


@pytest.fixture(scope="module")
def begin(tables):
    with (
        pytest.MonkeyPatch.context() as patch
    ):  # past errors take seconds, and have tests of their own
        patch.setattr(start, "spend_errors", lambda tables, la_code, lead: None)
        yield lambda who: start.medium_term_start(tables, hnb.ask(who))


def _without(tables: Tables, name: str, keep, level: str = "authority") -> Tables:
    """The same tables, with only the rows of one of them that `keep` gives."""
    return Tables({**tables.frames, (name, level): keep(tables.frames[name, level])})


def test_cost_times_plans_is_the_published_net_spend(begin):
    for who in (855, 943, 812, 202):
        begun = begin(who)
        counts = {kind: figure.value for kind, figure in begun.placed.by_kind.items()}
        to_base = begun.plans[0].value / sum(counts.values())
        spent = sum(
            counts[kind] * to_base * begun.costs.by_kind[kind].value for kind in KINDS_OF_PLACE
        )
        spent += begun.plans[0].value * begun.costs.everything_else.value
        net = begun.money.net["2024-25"].value
        assert spent == pytest.approx(net)
        assert project(begun, NOTHING).number(Quantity.NET_SPEND, "2024-25") == pytest.approx(net)


def test_base_year_is_the_last_of_net_spend_with_a_january_within_it(tables):
    assert base_year(tables, LEICESTERSHIRE, 2025) == "2024-25"
    assert base_year(tables, LEICESTERSHIRE, 2026) == "2024-25"
    assert base_year(tables, LEICESTERSHIRE, 2024) == "2023-24"
    without_net = _without(tables, "net_high_needs", lambda net: net[net["la_code"].ne(855)])
    assert base_year(without_net, LEICESTERSHIRE, 2026) == "2025-26"
    gap = _without(tables, "ehc_plans", lambda plans: plans[plans["january"].ne(2025)])
    assert base_year(gap, LEICESTERSHIRE, 2026) == "2023-24"


def test_authority_without_a_count_of_plans_is_named(tables):
    without = _without(tables, "ehc_plans", lambda plans: plans[plans["la_code"].ne(855)])
    with pytest.raises(NotPublished, match="is published for Leicestershire"):
        last_counted(without, LEICESTERSHIRE)


def test_plans_start_from_the_published_count_and_go_five_years_on(tables):
    before, now, *later = counted_and_forecast(tables, LEICESTERSHIRE, 2024, 2025)
    assert (before.value, now.value) == (6377, 7196)
    assert [figure.period for figure in later] == [f"January {year}" for year in range(2026, 2031)]
    assert all(figure.low < figure.value < figure.high for figure in later)


def test_january_without_a_count_among_those_counted_says_so(tables):
    gap = _without(
        tables,
        "ehc_plans",
        lambda plans: plans[plans["january"].ne(2024) | plans["la_code"].ne(855)],
    )
    before, *others = counted_and_forecast(gap, LEICESTERSHIRE, 2024, 2025)
    assert before.value is None and "January 2024" in before.reason
    assert all(figure.known for figure in others)


@pytest.mark.parametrize("who", ["Newham", "Medway"])
def test_spend_is_not_moved_on_over_a_change_in_what_is_recorded(begin, who):
    begun = begin(who)  # its count of January 2026 is no growth of that of January 2025
    assert not begun.plans[0].known and begun.plans[1].known
    comparison = compare_scenarios(begun, NOTHING, NOTHING)
    assert not comparison.difference.known and not comparison.has_plans
    for said in (text.net_spend(comparison.first), text.difference(comparison)):
        # nor are plans forecast: a count of each is doubted
        why = "plans moved so far after January 2025 that it may be a change in what"
        assert why in str(said) or "plans are not forecast" in str(said)


def test_plans_that_cannot_be_forecast_say_why(tables):
    plans = counted_and_forecast(tables, LEICESTERSHIRE, 2012, 2012)
    assert len(plans) == 6 and all("cannot be learned" in figure.reason for figure in plans)


def test_kinds_of_place_of_leicestershire_add_up_and_independent_ones_are_counted_by_hand(tables):
    placed = placements(tables, LEICESTERSHIRE, 2025)
    assert sum(figure.value for figure in placed.by_kind.values()) == 7196
    assert placed.by_kind["independent"].value == 428 + 13 + 40


def test_placements_are_the_last_published_by_the_january(tables):
    assert placements(tables, hnb.ask("North East Lincolnshire"), 2025).january == 2024


def test_unit_cost_is_the_outturn_over_the_plans_of_the_january_within_the_year(tables):
    plans = counted_and_forecast(tables, LEICESTERSHIRE, 2025, 2025)[0]
    costs = unit_costs(
        tables,
        LEICESTERSHIRE,
        placed=placements(tables, LEICESTERSHIRE, 2025),
        plans=plans,
        net=money(tables, LEICESTERSHIRE, "2024-25").net["2024-25"],
    )
    lines = rows_where(tables["s251_high_needs"], la_code=855, kind="outturn").set_index(
        ["line", "setting"]
    )["amount_gbp"]
    paid = lines["top-ups, non-maintained and independent schools and colleges"]
    independent = (paid["total"] + paid["income"] - paid["post-school"]) / (382 + 0 + 11)
    of_state = lines["top-ups, maintained schools, academies, free schools and colleges"]
    special = of_state["special"] / (244 + 1310)
    ratio = costs.by_kind["independent"].value / costs.by_kind["special"].value
    assert ratio == pytest.approx(independent / special)
    assert "England" not in costs.by_kind["independent"].calculation
    assert "England" not in costs.everything_else.calculation


def test_lines_of_leicestershire_add_up_to_the_compiled_net_figure_of_the_year(tables):
    lines = rows_where(tables["s251_high_needs"], la_code=855, kind="outturn", setting="total")
    net = money(tables, LEICESTERSHIRE, "2024-25").net["2021-22"].value
    total = lines.loc[lines["line"] != "place funding", "amount_gbp"].sum()
    assert total == pytest.approx(net, abs=3)


def test_money_is_the_last_published_and_says_what_is_not(tables):
    amounts = money(tables, LEICESTERSHIRE, "2024-25")
    assert amounts.brought_forward.value == 32_020_720
    assert amounts.brought_forward.period == amounts.block.period == "2023-24"
    assert amounts.block.stage == "after deductions"
    assert amounts.schools_block.stage == "before deductions"
    lacking = money(tables, hnb.ask("Cumberland"), "2024-25").place_funding
    assert lacking.reason == "no edition used here gives outturn place funding for Cumberland"


def test_growth_of_the_neighbours_is_over_their_sums(tables):
    plans = tables["ehc_plans"].set_index(["la_code", "january"])["plans"]
    codes = LEICESTERSHIRE.main.codes
    now, then = (sum(int(plans[code, year]) for code in codes) for year in (2025, 2022))
    found = growth(tables, LEICESTERSHIRE, "2024-25", 2025).plans["neighbours"].value
    assert found == pytest.approx(100 * ((now / then) ** (1 / 3) - 1))


def test_prices_not_forecast_are_the_target(tables):
    deflator = tables.at("england")["gdp_deflator"].set_index("financial_year")["change_percent"]
    short = _without(
        tables,
        "gdp_deflator",
        lambda frame: frame[frame["financial_year"].le("2026-27")],
        level="england",
    )
    prices = growth(short, LEICESTERSHIRE, "2024-25", 2025).prices
    assert prices["2027-28"].value == 2 and "target" in prices["2027-28"].calculation
    assert prices["2026-27"].value == pytest.approx(deflator["2026-27"])


@pytest.mark.parametrize(
    ("who", "lacks"),
    [
        ("City of London", "too few plans"),
        ("Isles of Scilly", "too few plans"),
        ("Cumberland", "exactly zero"),
        ("Buckinghamshire", "carried forward"),
        ("North East Lincolnshire", ""),
    ],
)
def test_new_tiny_and_incomplete_authorities_say_what_they_cannot_have(begin, who, lacks):
    begun = begin(who)
    projection = project(begun, NOTHING)
    quantities = (Quantity.PLANS, Quantity.NET_SPEND, Quantity.BALANCE)
    reasons = {projection.figure(quantity, begun.years[-1]).reason for quantity in quantities}
    assert any(lacks in reason for reason in reasons) if lacks else reasons == {""}


def test_authority_without_lines_has_englands_costs_and_says_so(begin):
    costs = begin("Cumberland").costs
    assert "England's for want of the authority's own" in costs.by_kind["special"].calculation
    other = begin("Westmorland and Furness").costs.by_kind
    ratio = costs.by_kind["special"].value / costs.by_kind["mainstream"].value
    assert ratio == pytest.approx(other["special"].value / other["mainstream"].value)
