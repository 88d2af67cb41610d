"""hnb.questions.plan_funding against arithmetic on round prices, and on the published deflator."""

from __future__ import annotations

import json
from dataclasses import replace

import pandas as pd
import pytest

import hnb
from hnb.disclosure.gate import search
from hnb.disclosure.texts.identifiers import Identifiers
from hnb.domain.errors import NotPublished, ParameterError
from hnb.questions.plan_funding import charts, text
from hnb.questions.plan_funding.model import PlanFunding, answer
from hnb.tables import Tables
from tests.questions import own_records
from tests.questions.plan_funding import records

# prices double from 2024-25 to 2026-27
INDEX = {"2025-26": 25, "2026-27": 60}
OWN = tuple(records.tables())


def deflator(changes: dict[str, float], release: str = "efo-march-2026") -> pd.DataFrame:
    """A table of price changes."""
    return pd.DataFrame(
        {
            "financial_year": [*changes],
            "change_percent": [float(change) for change in changes.values()],
            "release": release,
        }
    )


def published(name: str, rows: list[tuple[object, ...]]) -> pd.DataFrame:
    """Rows of Leicestershire's in a published table."""
    return own_records.rows_of(name, rows, "published-2026")


def some_tables(
    by_name: dict[str, pd.DataFrame], changes: dict[str, float] | None = None
) -> Tables:
    """Published tables of two years, and those of the council."""
    whole = {
        "net_high_needs": published(
            "net_high_needs", [("2023-24", 10_000_000.0), ("2024-25", 12_000_000.0)]
        ),
        "ehc_plans": published("ehc_plans", [(2023, 900), (2024, 1000), (2025, 1000)]),
        "dsg_blocks": published(
            "dsg_blocks", [("2023-24", "schools", "before deductions", 500_000_000.0)]
        ),
        "free_school_meals": published(
            "free_school_meals",
            [("2023/24", "primary", "eligible", 40_000), ("2023/24", "secondary", "all", 60_000)],
        ),
        **by_name,
    }
    empty = own_records.tables(whole, *OWN)
    years = {f"{year}-{(year + 1) % 100:02d}": 10.0 for year in range(2013, 2030)}
    prices = deflator(changes if changes is not None else years)
    return Tables.of(
        authority={name: empty[name] for name in {*whole, *OWN}}, england={"gdp_deflator": prices}
    )


def of_council(**settings: object) -> PlanFunding:
    """The made-up council's top-ups, by an index that doubles."""
    chosen = {"fixed_in": "2024-25", "index": INDEX, **settings}
    return answer(some_tables(records.tables()), own_records.ask(), **chosen)  # type: ignore[arg-type]


def published_alone(**settings: object) -> PlanFunding:
    """The same without records."""
    return answer(some_tables({}), own_records.ask(), **settings)  # type: ignore[arg-type]


def test_prices_that_double_halve_what_a_fixed_rate_buys():
    result = of_council(rate_gbp=500)
    assert result.until == "2026-27"  # the year of 30 November 2026
    assert result.lost.value == pytest.approx(50)
    assert [year.worth.value for year in result.years] == pytest.approx([500, 400, 250])
    assert [year.keeping_pace.value for year in result.years] == pytest.approx([500, 625, 1000])


def test_keeping_pace_costs_what_prices_rose_above_the_rates():
    result = of_council()
    assert result.top_ups is not None and result.top_ups.card is not None
    # the cards rose 4% from 2025-26 to 2026-27; that much of it has been made good
    assert result.top_ups.card.rise.value == pytest.approx(4)
    assert result.top_ups.shortfall.value == pytest.approx(4_500_000 * (2 / 1.04 - 1))
    assert result.top_ups.rate.value == pytest.approx(4_500_000 / 9_000)
    said = str(text.answer(result))
    assert said.startswith("An hourly rate unchanged since 2024-25 buys 50% less in 2026-27.")
    assert "raised its rates by 4.0% from 2025-26 to 2026-27" in said
    assert "£4.2 million a year more for the 900 children funded on hours" in said
    assert "That rates did not change from 2024-25 to 2025-26 is an" in str(text.assumed(result))


def test_cards_that_go_back_to_the_year_leave_nothing_to_assume():
    result = of_council(fixed_in="2025-26")
    assert text.assumed(result) is None
    assert result.top_ups is not None
    assert result.top_ups.shortfall.value == pytest.approx(4_500_000 * (1.6 / 1.04 - 1))


def test_without_a_card_the_rate_is_taken_to_be_fixed():
    tables = records.tables()
    of_card = ("rate_card", "rate_card_terms", "top_ups_on_card", "top_up_changes")
    for name in (f"council_{name}" for name in of_card):
        del tables[name]
    result = answer(some_tables(tables), own_records.ask(), fixed_in="2024-25", index=INDEX)
    assert result.top_ups is not None
    assert result.top_ups.shortfall.value == pytest.approx(4_500_000)
    assert "50% less in 2026-27: keeping pace would cost £4.5 million" in str(text.answer(result))
    assert "no rate card is in the records" in str(text.assumed(result))
    assert "none is in the council's records" in str(text.rate_card(result))
    assert charts.gains(result) is None
    table = text.by(result, "band")
    assert table is not None and "Change under the card" not in table.header


def test_rates_that_rose_more_than_prices_leave_no_shortfall():
    result = of_council(fixed_in="2025-26", index={"2026-27": 1.0})
    said = str(text.answer(result))
    assert "raised its rates by 4.0% from 2025-26 to 2026-27." in said
    assert "keeping pace" not in said


def test_schools_are_told_by_the_class_of_their_change():
    result = of_council(transition_percent=50)
    assert result.top_ups is not None
    assert result.top_ups.splits["phase"][0].gain.value == 50_000
    assert result.top_ups.splits["phase"][0].first_year.value == 25_000
    schools = result.top_ups.schools
    assert {school.name: school.change for school in schools.schools} == {
        "Oak School": "gains 5 to 20%",
        "Ash School": "loses 5 to 20%",
        "Elm School": "",
        "independent and non-maintained schools": "",
    }
    assert (schools.number.value, schools.gaining.value, schools.losing.value) == (2, 1, 1)
    said = str(text.rate_card(result))
    assert "come to the same sum as now" in said
    assert (
        "Of the 2 named schools whose change can be shown, 1 would gain and 1 would lose more than 5% "
        "of what they are paid now." in said
    )
    assert "No school loses more than 3%. No school gains more than 5%." in said
    assert "50% of the change is made in each year." in said
    table = text.by_class(result)
    assert table is not None
    assert [row[1][0] for row in table.cells()] == ["0", "1", "0", "1", "0"]


def test_no_class_of_any_school_is_said_so():
    tables = records.tables()
    changes = tables["council_top_up_changes"]
    tables["council_top_up_changes"] = changes.assign(schools=float("nan"), status="suppressed")
    result = answer(some_tables(tables), own_records.ask(), fixed_in="2024-25", index=INDEX)
    assert "No school's change can be shown" in str(text.rate_card(result))
    assert text.by_class(result) is None and charts.gains(result) is None


def test_the_gate_takes_one_school_in_a_class_for_no_child(tmp_path):
    shown = [text.by(of_council(), "school"), text.by_class(of_council())]
    figures = [figure.to_json() for listing in shown if listing for figure in listing.figures]
    assert 1 in [figure["value"] for figure in figures]
    file = tmp_path / "figures.json"
    file.write_text(json.dumps({"figures": figures, "stated": []}), encoding="utf-8")
    assert not search(tmp_path, Identifiers.of([]))
    # but a number of children is one
    counted = [{**figure, "unit": "children"} for figure in figures]
    file.write_text(json.dumps({"figures": counted, "stated": []}), encoding="utf-8")
    assert {leak.kind for leak in search(tmp_path, Identifiers.of([]))} == {"small_count"}


def test_a_withheld_school_is_a_sign_and_no_class():
    table = text.by(of_council(), "school")
    assert table is not None
    rows = {row[0]: row[1:] for row in table.cells()}
    assert rows["Elm School"] == ["c", "c"]
    assert rows["Oak School"] == ["40", "gains 5 to 20%"]
    assert rows["Independent and non-maintained schools"] == ["10", "–"]
    chart = charts.gains(of_council())
    assert chart is not None and "School" not in chart.alt
    assert "gains 5 to 20% 1 named school" in chart.alt


def test_hours_are_in_the_order_of_their_number():
    table = text.by(of_council(), "hours")
    assert table is not None
    assert [row[0] for row in table.cells()] == [
        "Up to 10 hours", "Over 10, up to 15 hours", "No hours recorded", "All"
    ]  # fmt: skip


def test_a_transfer_is_spread_over_pupils():
    result = published_alone()
    assert result.transfer.amount.value == 2_500_000
    assert result.transfer.per_pupil.value == pytest.approx(25)
    listed = of_council().transfer
    assert listed.per_pupil.value == pytest.approx(2_500_000 / 1250)
    assert [(name, gives.value) for name, _, gives in listed.schools] == [
        ("Oak School", 2_000_000),
        ("Ash School", 400_000),
        ("Elm School", 100_000),
    ]
    assert "would give £2.0 million, the one with the fewest £100,000" in str(
        text.transfer(of_council())
    )


def test_spending_per_plan_is_given_by_either_january():
    result = published_alone(fixed_in="2023-24")
    spent = result.per_plan
    assert spent.within.value == pytest.approx(20)  # 10,000 and 12,000 a plan
    assert spent.before.value == pytest.approx(100 * (12_000 / (10_000_000 / 900) - 1))
    assert spent.prices.value == pytest.approx(10)
    assert [real.value for _, _, real in spent.years] == pytest.approx([11_000, 12_000])
    said = str(text.per_plan(result))
    assert "up 20% in cash, or up 8% by plans of the January before each year" in said
    assert said.endswith("prices went up 10%.")


def test_spending_per_plan_of_few_plans_is_no_percentage():
    few = published("ehc_plans", [(2024, 9), (2025, 9)])
    result = answer(some_tables({"ehc_plans": few}), own_records.ask(), fixed_in="2023-24")
    assert "fewer than ten plans" in str(text.per_plan(result))


def test_published_deflator_gives_what_was_worked_out_by_hand():
    ask = hnb.ask("Leicestershire", as_at="2026-07-31")
    result = answer(hnb.tables_for("plan_funding", ask), ask)
    assert result.until == "2025-26" and result.is_forecast
    # 1.069793 x 1.052975 x 1.040397 x 1.032388 = 1.2099, and 1 / 1.2099 = 0.8265
    assert result.lost.value == pytest.approx(17.35, abs=0.01)
    # £6,000 of 2014-15: scrutiny was told around £10,500
    assert result.threshold_now.value == pytest.approx(8_361, abs=1)
    assert str(text.answer(result)).startswith(
        "An hourly rate unchanged since 2021-22 buys 17% less in 2025-26. The school bears it"
    )
    assert "Prices of 2025-26 are a forecast." in str(text.answer(result))


def test_years_that_were_over_when_the_deflator_came_out_are_no_forecasts():
    changes = {"2024-25": 2.0, "2025-26": 2.0}
    for release, forecasts in (
        ("efo-march-2026", {"2025-26"}),
        ("efo-april-2026", set()),
        ("another-edition", set()),
    ):
        tables = some_tables({})
        tables = Tables.of(
            authority={
                name: tables[name]
                for name in (*OWN, "net_high_needs", "ehc_plans", "dsg_blocks", "free_school_meals")
            },
            england={"gdp_deflator": deflator(changes, release)},
        )
        result = answer(tables, own_records.ask(), fixed_in="2023-24")
        assert result.prices.forecasts == forecasts


def test_falling_prices_are_told_as_more():
    result = published_alone(fixed_in="2024-25", until="2025-26", index={"2025-26": -20})
    said = str(text.answer(result))
    assert said.startswith("An hourly rate unchanged since 2024-25 buys 25% more in 2025-26.")
    assert "The school bears it" not in said


def test_an_authority_without_figures_is_answered_with_reasons():
    result = answer(some_tables({}), own_records.ask(850))
    assert "no edition used here gives the schools block of Hampshire" in str(text.transfer(result))
    assert text.spending_by_year(result) is None
    assert "cannot be given" in str(text.per_plan(result))
    assert result.top_ups is None and text.by(result, "band") is None


def test_other_records_in_the_same_tables_are_not_used():
    result = answer(some_tables(records.tables()), own_records.ask(850))
    assert result.top_ups is None


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"index": {"2025-26": "=cmd()"}}, r"index: '=cmd\(\)' is no change of 2025-26"),
        ({"index": {"2025-26": float("nan")}}, "is no change of 2025-26"),
        ({"index": {"2025-26": 1e9}}, "a number of per cent from -50 to 100"),
        ({"index": {"<script>": 3}}, "is not a financial year"),
        ({"index": {"2025-26": 3}, "until": "2026-27"}, "it has no change of '2026-27'"),
        ({"fixed_in": "2031-32", "until": "2026-27"}, "2031-32 is after 2026-27"),
        ({"fixed_in": "=cmd()"}, r"fixed_in: '=cmd\(\)' is not a financial year"),
        ({"rate_gbp": 0}, "rate_gbp: .* a whole number from 1 to 10,000,000"),
        ({"transition_percent": 101}, "transition_percent: .*from 1 to 100"),
    ],
)
def test_a_setting_that_cannot_be_used_is_refused(settings, says):
    chosen = {"fixed_in": "2024-25", **settings}
    with pytest.raises(ParameterError, match=says):
        published_alone(**chosen)


def test_a_year_before_the_deflator_begins_is_refused():
    with pytest.raises(NotPublished, match="no change of 2011-12.*it has those of 2013-14 to"):
        published_alone(fixed_in="2010-11")


def test_the_chart_says_what_the_rate_still_buys():
    chart = charts.by_year(of_council())
    assert chart is not None
    assert "£100.00 in 2024-25, £50.00 in 2026-27" in chart.alt
    assert "the index given" in chart.alt
    assert charts.by_year(of_council(fixed_in="2025-26")) is None
    by_band = charts.gains(replace(of_council()), "band")
    assert by_band is not None and "A £100,000, B −£100,000" in by_band.alt
