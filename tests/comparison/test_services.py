"""Measures of lines of section 251 against arithmetic on small tables, and on the tables held."""

from __future__ import annotations

import pandas as pd
import pytest

import hnb
from hnb.comparison.compared import compare
from hnb.comparison.measures import services
from hnb.domain.scopes import INDEPENDENT
from hnb.tables import Tables


def lines(rows: list[tuple[int, str, str, float | None]]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["la_code", "financial_year", "line", "amount_gbp"])
    return table.assign(kind="outturn", side="gross", status="published", release="made-up")


PLANS = pd.DataFrame({"la_code": [855, 830, 831], "january": 2024, "plans": [100, 50, 10]}).assign(
    status="published", release="made-up"
)
LINES = lines(
    [
        (855, "2023-24", INDEPENDENT, 500_000.0),
        (830, "2023-24", INDEPENDENT, 100_000.0),
        (831, "2023-24", INDEPENDENT, None),
    ]
)
BOOK = pd.DataFrame(
    {
        "la_code": [855, 855, 830],
        "financial_year": "2021-22",
        "kind": "outturn",
        "line": INDEPENDENT,
        "setting": ["total", "income", "total"],
        "amount_gbp": [380_000.0, 20_000.0, 90_000.0],
    }
).assign(status="published", release="made-up")
TABLES = Tables.of(authority={"s251_lines": LINES, "ehc_plans": PLANS, "s251_high_needs": BOOK})
ASK = hnb.ask("Leicestershire", comparators="Derbyshire; Derby")


def test_line_is_divided_by_the_plans_of_the_january_within_the_year():
    compared = compare(services.PER_PLAN[0], TABLES, ASK, "2023-24")
    assert compared.own.value == 500_000 / 100
    assert compared.median.value == 100_000 / 50
    assert compared.england.value == (500_000 + 100_000) / (100 + 50)


def test_missing_line_is_no_zero_and_says_why():
    compared = compare(services.PER_PLAN[0], TABLES, hnb.ask("Derby"), "2023-24")
    assert compared.own.value is None and "Derby" in compared.own.reason


def test_growth_compares_gross_with_gross():
    compared = compare(services.TOP_UPS_GROWTH, TABLES, ASK, "2023-24")
    assert compared.own.value == pytest.approx(100 * (500_000 / (380_000 + 20_000) - 1))


def test_net_alone_is_never_compared_with_gross():
    compared = compare(services.TOP_UPS_GROWTH, TABLES, hnb.ask("Derbyshire"), "2023-24")
    assert compared.own.value is None and compared.own.reason


def test_gross_lines_of_the_earlier_year_come_before_the_benchmarking_tool():
    earlier = lines([(855, "2021-22", INDEPENDENT, 250_000.0)])
    tables = TABLES.having(s251_lines=pd.concat([LINES, earlier]))
    assert compare(services.TOP_UPS_GROWTH, tables, ASK, "2023-24").own.value == pytest.approx(100)


def test_region_is_its_authorities_added_up():
    compared = compare(services.PER_PLAN[0], TABLES, ASK, "2023-24")
    assert compared.region.value == compared.england.value  # all three are in the East Midlands
    outside = compare(services.PER_PLAN[0], TABLES, hnb.ask("Kent"), "2023-24")
    assert outside.region.value is None


@pytest.mark.parametrize("measure", [measure.name for measure in services.MEASURES])
def test_each_measure_has_a_value_and_england_for_nearly_everybody(measure: str):
    compared = hnb.compare("Leicestershire", measure)
    assert compared.own.known and compared.england.known and compared.region.known
    assert len(compared.everyone) > 140


def test_leicestershire_is_what_the_compiled_file_gives():
    lines_held = hnb.load("s251_lines")
    own = lines_held[
        lines_held["la_code"].eq(855)
        & lines_held["financial_year"].eq("2023-24")
        & lines_held["line"].eq(INDEPENDENT)
    ]["amount_gbp"].item()
    plans = hnb.load("ehc_plans")
    own_plans = plans[plans["la_code"].eq(855) & plans["january"].eq(2024)]["plans"].item()
    compared = hnb.compare("Leicestershire", "independent_top_ups_per_plan", "2023-24")
    assert compared.own.value == pytest.approx(own / own_plans)
    growth = hnb.compare("Leicestershire", "independent_top_ups_growth", "2023-24")
    # the benchmarking tool: 29,799,381 net of an income of 84,149
    assert growth.own.value == pytest.approx(100 * (own / (29_799_381 + 84_149) - 1))
