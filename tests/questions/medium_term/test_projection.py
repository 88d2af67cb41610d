"""Projections, their comparison and transfers against arithmetic that a reader can redo."""

from math import isnan

import pytest

from hnb.questions.medium_term.model import compare_scenarios
from hnb.questions.medium_term.projection import project
from hnb.questions.medium_term.scenarios import PRESENT, Scenario
from hnb.questions.medium_term.transfers import school_sizes, transfers
from hnb.questions.medium_term.unit_costs import PlansByPlace
from hnb.questions.medium_term.year_by_year import PLACED, Quantity
from tests.questions.medium_term.case import COUNTS, NET, PLANS, YEARS, figure, money, start

NOTHING = Scenario(PRESENT, "Nothing changes.")


def _with(**levers) -> Scenario:
    return Scenario("other", "Something does.", levers)


def _row(scenario: Scenario, year: str) -> dict[str, float]:
    return project(start(), scenario).by_year[year]


def test_net_spend_of_doing_nothing_is_the_published_net_moved_on_by_plans_and_prices():
    table = project(start(prices=2.0), NOTHING).by_year
    assert table["2024-25"][Quantity.NET_SPEND] == NET
    for ahead, year in enumerate(YEARS, 1):
        assert table[year][Quantity.NET_SPEND] == pytest.approx(
            NET * PLANS[ahead] / PLANS[0] * 1.02**ahead
        )


def test_balance_is_what_was_brought_forward_and_each_years_gap():
    table = project(start(), NOTHING).by_year
    gap = 19e6 + 2e6 - 15e6 * 1.03
    assert table["2023-24"][Quantity.BALANCE] == 4e6
    assert table["2024-25"][Quantity.GAP] == pytest.approx(gap)
    assert table["2024-25"][Quantity.BALANCE] == pytest.approx(4e6 + gap)
    assert table["2025-26"][Quantity.BALANCE] == pytest.approx(
        4e6 + gap + 19e6 * 1.1 + 2e6 - 15e6 * 1.03**2
    )


def test_plans_moved_to_mainstream_come_from_special_and_independent_in_proportion():
    row = _row(_with(to_mainstream_points={"2025-26": 2.0}), "2025-26")
    moved = 0.02 * 1100
    assert row[PLACED["mainstream"]] == pytest.approx(550 + moved)
    assert row[PLACED["special"]] == pytest.approx(330 - moved * 3 / 4)
    assert row[PLACED["independent"]] == pytest.approx(110 - moved / 4)
    later = _row(_with(to_mainstream_points={"2025-26": 2.0}), "2029-30")
    assert later[PLACED["mainstream"]] == pytest.approx(750 + 0.02 * 1500)


def test_capped_independent_placements_go_to_special_schools():
    row = _row(_with(independent_cap_percent=100.0), "2029-30")
    assert (row[PLACED["independent"]], row[PLACED["special"]]) == pytest.approx((100, 450 + 50))
    assert row[Quantity.NET_SPEND] == pytest.approx(NET * 1.5 - 50 * (60_000 - 20_000))


def test_new_place_takes_a_child_from_independent_and_costs_its_place_from_september():
    scenario, bare = _with(new_places={"2026-27": 12.0}), project(start(), NOTHING).by_year
    table = project(start(), scenario).by_year
    saved = [bare[year][Quantity.NET_SPEND] - table[year][Quantity.NET_SPEND] for year in YEARS[:3]]
    assert saved == pytest.approx([0, 12 * 7 / 12 * 40_000, 12 * 40_000])
    assert [table[year][Quantity.PLACE_FUNDING] for year in YEARS[:3]] == pytest.approx(
        [2e6, 2e6 + 7 * 10_000, 2e6 + 12 * 10_000]
    )


def test_no_more_children_leave_independent_schools_than_are_in_them():
    row = _row(_with(new_places={"2025-26": 5000.0}), "2026-27")
    assert row[PLACED["independent"]] == 0
    assert sum(row[name] for name in PLACED.values()) == pytest.approx(1200)


def test_savings_unit_costs_transfer_and_growth_do_what_they_say():
    year, bare = "2025-26", project(start(), NOTHING).by_year["2025-26"]
    assert _row(_with(savings_percent={year: 10.0}, savings_gbp={year: 1e6}), year)[
        Quantity.NET_SPEND
    ] == pytest.approx(NET * 1.1 * 0.9 - 1e6)
    assert _row(_with(unit_cost_percent=5.0), year)[Quantity.NET_SPEND] == pytest.approx(
        bare[Quantity.NET_SPEND] * 1.05
    )
    moved = _row(_with(transfer_percent=0.5), year)
    assert moved[Quantity.TRANSFER] == pytest.approx(500_000)
    assert moved[Quantity.GAP] == pytest.approx(bare[Quantity.GAP] - 500_000)
    assert _row(_with(growth="neighbours"), "2026-27")[Quantity.PLANS] == pytest.approx(
        1000 * 1.2**2
    )
    assert _row(_with(growth=5.0), "2026-27")[Quantity.PLANS] == pytest.approx(1000 * 1.05**2)


def _counted_once_more():
    """1,100 plans of January 2026 are counted, and placed as those of the year before were."""
    placed = PlansByPlace(
        january=2026,
        by_kind={kind: figure(1.1 * count, "plans") for kind, count in COUNTS.items()},
    )
    last = figure(1600, "plans", "January 2031", low=1500, high=1700)
    return start(counted=2026, placed=placed, plans=(*start().plans, last))


def test_what_is_counted_stays_as_it_was_whatever_a_scenario_says():
    levers = {"growth": 10.0, "to_mainstream_points": 2.0, "new_places": 12.0, "place_gbp": 1e4}
    capped = _with(**levers, independent_cap_percent=50.0)
    projection = project(_counted_once_more(), capped)
    table = projection.by_year
    assert [table[year][Quantity.PLANS] for year in YEARS[:3]] == pytest.approx(
        [1100, 1100 * 1.1, 1100 * 1.1**2]
    )
    kinds = [table["2025-26"][PLACED[kind]] for kind in COUNTS]
    assert kinds == pytest.approx([1.1 * count for count in COUNTS.values()])
    assert projection.kind(Quantity.PLANS, "2025-26") == "published"
    assert projection.kind(PLACED["special"], "2025-26") == "published"
    assert projection.kind(PLACED["special"], "2024-25") == "scenario"
    assert projection.figure(Quantity.PLANS, "2025-26").low is None
    # of the places that opened before the count, those of September 2025 are in it already
    without_cap = project(_counted_once_more(), _with(new_places=12.0))
    lifted = project(_counted_once_more(), NOTHING).by_year["2026-27"][PLACED["independent"]]
    filled = without_cap.by_year["2026-27"][PLACED["independent"]]
    assert lifted - filled == pytest.approx(12 * 7 / 12)
    assert without_cap.by_year["2026-27"][Quantity.PLACE_FUNDING] == pytest.approx(
        2e6 + (12 + 7) * 10_000
    )


def test_years_run_to_the_fifth_january_after_the_last_count():
    assert start().years == YEARS
    assert start(counted=2026).years == (*YEARS, "2030-31")
    assert start(counted=2026).every_year[0] == "2023-24"
    assert _counted_once_more().years_placed[0] == "2025-26"
    assert start().years_placed[0] == "2024-25"


def test_known_block_stands_for_its_year_and_grows_from_there():
    scenario = _with(block_gbp={"2024-25": 16e6}, block_growth_percent={"2025-26": 10.0})
    table = project(start(), scenario).by_year
    assert [
        table[year][Quantity.BLOCK] for year in ("2023-24", "2024-25", "2025-26")
    ] == pytest.approx([15e6, 16e6, 17.6e6])


def test_grant_is_of_the_deficit_at_march_2026_and_of_no_later_one():
    bare = project(start(), NOTHING).by_year
    granted = project(start(), _with(grant_percent=90.0)).by_year
    grant = 0.9 * bare["2025-26"][Quantity.BALANCE]
    assert [granted[year][Quantity.GRANT] for year in YEARS] == pytest.approx([0, grant, 0, 0, 0])
    for year in YEARS[1:]:
        assert granted[year][Quantity.BALANCE] == pytest.approx(
            bare[year][Quantity.BALANCE] - grant
        )


def test_a_surplus_has_no_grant():
    surplus = _row(_with(grant_percent=90.0, brought_forward_gbp=-90e6), "2026-27")
    assert surplus[Quantity.GRANT] == 0 and surplus[Quantity.BALANCE] < 0


def test_only_what_has_been_tried_on_the_past_is_a_forecast_and_only_a_forecast_has_limits():
    projection = project(start(), NOTHING)
    assert [projection.kind(Quantity.NET_SPEND, year) for year in projection.years] == [
        "published"
    ] * 2 + ["forecast"] * 3 + ["scenario"] * 2
    assert [projection.kind(Quantity.PLANS, year) for year in YEARS] == ["forecast"] * 5
    assert projection.kind(Quantity.BALANCE, "2023-24") == "published"
    third = projection.figure(Quantity.NET_SPEND, "2027-28")
    assert (third.low, third.high) == pytest.approx((0.8 * third.value, 1.25 * third.value))
    moved = project(start(), _with(savings_percent=1.0, growth="england", brought_forward_gbp=0.0))
    for shown in (moved, projection):
        for year in shown.years:
            for quantity in shown.by_year[year]:
                has_limits = shown.figure(quantity, year).low is not None
                assert has_limits == (shown.kind(quantity, year) == "forecast")
    assert (
        {moved.kind(Quantity.NET_SPEND, year) for year in YEARS}
        == {moved.kind(Quantity.PLANS, year) for year in YEARS}
        == {"scenario"}
    )
    assert moved.kind(Quantity.BALANCE, "2023-24") == "scenario"


def test_drivers_add_up_to_the_difference_and_turn_round_with_the_scenarios():
    other = _with(
        independent_cap_percent=90.0,
        new_places={"2026-27": 30.0},
        savings_percent=3.0,
        block_growth_percent=5.0,
        transfer_percent=0.5,
        grant_percent=50.0,
        growth="england",
        brought_forward_gbp=1e6,
    )
    there, back = (
        compare_scenarios(start(), NOTHING, other),
        compare_scenarios(start(), other, NOTHING),
    )
    closing = [project(start(), scenario).closing.value for scenario in (NOTHING, other)]
    assert there.difference.value == pytest.approx(closing[1] - closing[0])
    assert sum(driver.effect.value for driver in there.drivers) == pytest.approx(
        there.difference.value, abs=0.01
    )
    assert len(there.drivers) == len(other.levers)
    for driver, turned in zip(there.drivers, back.drivers, strict=True):
        assert driver.effect.value == pytest.approx(-turned.effect.value)


def test_driver_that_meets_no_other_is_its_own_arithmetic():
    other = _with(transfer_percent=0.5, brought_forward_gbp=0.0)
    effects = {
        driver.lever: driver.effect.value
        for driver in compare_scenarios(start(), NOTHING, other).drivers
    }
    assert effects == pytest.approx({"transfer_percent": -5 * 500_000, "brought_forward_gbp": -4e6})


def test_two_drivers_that_meet_share_what_they_do_together():
    year = {"2029-30": 10.0}
    other = _with(unit_cost_percent=year, savings_percent=year)
    effects = {
        driver.lever: driver.effect.value
        for driver in compare_scenarios(start(), NOTHING, other).drivers
    }
    net = NET * 1.5
    assert effects["unit_cost_percent"] == pytest.approx(net * (0.1 + 0.1 * 0.9) / 2)
    assert effects["savings_percent"] == pytest.approx(-net * (0.1 + 0.1 * 1.1) / 2)


def test_missing_ingredient_is_named_and_a_stated_one_stands_for_it():
    without = start(money=money(place_funding=figure(None)))
    closing = project(without, NOTHING).closing
    assert closing.value is None and closing.reason == "none held"
    assert (
        compare_scenarios(without, NOTHING, _with(transfer_percent=1.0)).difference.reason
        == "none held"
    )
    stated = project(without, _with(place_funding_gbp=2e6)).closing.value
    assert stated == pytest.approx(project(start(), NOTHING).closing.value)


def test_transfer_is_spread_evenly_over_pupils():
    half, whole, double = transfers(start())
    assert [transfer.amount.value for transfer in (half, whole, double)] == pytest.approx(
        [500_000, 1e6, 2e6]
    )
    assert half.per_pupil.value == pytest.approx(25)
    assert [figure.value for figure in half.schools] == pytest.approx(
        [25 * size.value for size in school_sizes()]
    )
    assert transfers(start(money=money(pupils=figure(None))))[0].per_pupil.reason == "none held"


def test_every_year_has_its_numbers_and_none_for_what_is_not_worked_out():
    projection = project(start(), NOTHING)
    assert list(projection.by_year) == ["2023-24", "2024-25", *YEARS]
    assert projection.number("net spend", "2024-25") == NET
    assert all(isnan(projection.number(kind, "2023-24")) for kind in PLACED.values())
