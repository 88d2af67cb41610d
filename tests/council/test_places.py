"""hnb.council.costing.places against arithmetic."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from hnb.council.costing.places import places
from hnb.tables import table

AS_AT = date(2026, 11, 30)


def _ledger() -> pd.DataFrame:
    lines = [
        # child, provider, kind, in area, need, born, start, end, annual, element
        ("a", "p", "maintained special", True, "autistic spectrum disorder", "2015-08-31", "2020-09-01", None, 10000.0, "place"),
        ("a", "p", "maintained special", True, "autistic spectrum disorder", "2015-08-31", "2020-09-01", None, 7000.0, "top-up"),
        ("a", "t", "maintained special", True, "autistic spectrum disorder", "2015-08-31", "2020-09-01", None, 9000.0, "transport"),
        ("b", "q", "independent special", False, None, "2015-09-01", "2026-11-30", None, 60000.0, "fee"),
        ("b", "p", "maintained special", True, None, "2015-09-01", "2020-09-01", "2026-11-29", 17000.0, "fee"),
        ("c", "q", "independent special", False, "hearing impairment", "2000-01-01", "2025-09-01", "2026-11-30", 50000.0, "fee"),
        ("c", "r", "alternative provision", True, "hearing impairment", "2000-01-01", "2025-09-01", None, 5000.0, "fee"),
        ("d", "q", "independent special", None, "hearing impairment", None, "2026-12-01", None, 40000.0, "fee"),
    ]  # fmt: skip
    columns = [
        "child",
        "provider",
        "provider_kind",
        "in_area",
        "need",
        "birth_date",
        "start",
        "end",
        "annual_cost_gbp",
        "funding_element",
    ]
    rows = pd.DataFrame(lines, columns=columns)
    days = {name: pd.to_datetime(rows[name]) for name in ("birth_date", "start", "end")}
    return rows.assign(**days, in_area=rows["in_area"].astype("boolean"))


def _children(ledger: pd.DataFrame | None = None) -> pd.DataFrame:
    rows = _ledger() if ledger is None else ledger
    return places(rows, 855, AS_AT).populations[0].rows.set_index("child")


def test_a_child_counts_once_with_the_cost_of_all_elements_but_transport():
    assert _children()["amount_gbp"].to_dict() == {"a": 17000, "b": 60000, "c": 55000}


def test_a_child_with_two_placements_is_where_the_dearer_is():
    child = _children().loc["c"]
    assert (child["contributor"], child["provider_kind"]) == ("q", "independent special")
    assert child["location"] == "outside the area"


def test_first_and_last_days_of_a_placement_count():
    children = _children()
    assert children.loc["b", "contributor"] == "q"  # starts on the day; the other ended before it
    assert "d" not in children.index  # starts on the day after


@pytest.mark.parametrize(
    ("born", "band"),
    [
        ("2022-08-31", "under 5"),  # 4 on 31 August 2026
        ("2021-09-01", "under 5"),
        ("2021-08-31", "5 to 10"),
        ("2015-09-01", "5 to 10"),
        ("2015-08-31", "11 to 15"),
        ("2010-08-31", "16 to 19"),
        ("2006-08-31", "20 to 25"),
        ("1990-01-01", "20 to 25"),
        (None, "not recorded"),
    ],
)
def test_age_is_at_the_last_31_august(born: str | None, band: str):
    ledger = _ledger().query("child == 'a'").assign(birth_date=pd.to_datetime(born))
    assert _children(ledger).loc["a", "age"] == band


def test_before_31_august_age_is_at_that_of_the_year_before():
    ledger = _ledger().query("child == 'a'")
    (counted, _) = places(ledger, 855, date(2026, 8, 30)).populations
    assert list(counted.rows["age"]) == ["5 to 10"]  # born on 31 August 2015
    (counted, _) = places(ledger, 855, date(2026, 8, 31)).populations
    assert list(counted.rows["age"]) == ["11 to 15"]


def test_what_the_ledger_does_not_say_is_not_recorded():
    assert _children().loc["b", "need"] == "not recorded"
    ledger = _ledger().drop(columns=["provider_kind", "in_area", "birth_date"])
    children = _children(ledger)
    for column in ("provider_kind", "sector", "age"):
        assert set(children[column]) == {"not recorded"}
    assert children["location"].isna().all()


def test_sector_is_as_given_or_else_that_of_the_kind_of_provider():
    assert _children()["sector"].to_dict() == {
        "a": "state-funded",
        "b": "independent or non-maintained",
        "c": "independent or non-maintained",
    }
    given = _ledger().assign(sector=["state-funded"] * 4 + [None] * 4)
    assert _children(given)["sector"]["b"] == "state-funded"
    assert _children(given)["sector"]["c"] == "independent or non-maintained"


def test_weekly_cost_counts_for_its_weeks_or_for_all():
    ledger = _ledger().query("child == 'b'").assign(annual_cost_gbp=None, weekly_cost_gbp=1000.0)
    assert _children(ledger)["amount_gbp"]["b"] == pytest.approx(365 / 7 * 1000, abs=0.005)
    assert _children(ledger.assign(weeks_a_year=38))["amount_gbp"]["b"] == 38000


def test_every_key_column_of_both_tables_is_given():
    for population in places(_ledger(), 855, AS_AT).populations:
        for tab in population.tables:
            assert {"la_code", *tab.by, *tab.fixed} == set(table(tab.table).key)
            assert set(tab.by.values()) <= set(population.rows)


def test_averages_wait_for_their_counts():
    counted, averages = places(_ledger(), 855, AS_AT).populations
    assert (averages.value, averages.counted_by) == ("average", counted.name)
    assert "contributor" in averages.rows
