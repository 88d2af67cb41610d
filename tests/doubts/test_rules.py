"""Rules of hnb.doubts on tables made by hand: what each finds, and what it leaves."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from hnb.doubts.changes import leaps_and_steps
from hnb.doubts.placements import every, recorded
from hnb.doubts.series import SERIES
from hnb.doubts.spending import zero_deficits
from hnb.doubts.totals import refused_and_disputed
from tests.conftest import frame

CODES, YEARS = range(800, 830), range(2018, 2025)
REQUESTS = next(series for series in SERIES if series.where == "outcome=total")
NEW_PLANS = next(series for series in SERIES if series.table == "new_plans")


def panel(column, odd, **also):
    """A count that grows by a tenth a year, a little more or less by authority; of the first
    authority as `odd` says by year.
    """
    rows = [
        {"la_code": code, "calendar_year": year, column: 400 * 1.1 ** (year - 2018) * wander}
        for code in CODES
        for year, wander in zip(
            YEARS, np.exp(np.random.default_rng(code).normal(0, 0.05, len(YEARS))), strict=True
        )
    ]
    made = pd.DataFrame(rows).assign(**also)
    for year, number in odd.items():
        made.loc[made["la_code"].eq(800) & made["calendar_year"].eq(year), column] = number
    return made


@pytest.mark.parametrize(("year", "change_only"), [(2024, False), (2022, True)])
@pytest.mark.parametrize("number", [150, 2000])
def test_a_flow_that_nobody_else_counts_is_doubted_where_it_halves_or_doubles(
    year, change_only, number
):
    odd = {when: number for when in YEARS if when >= year}
    found = list(leaps_and_steps(REQUESTS, panel("requests", odd, outcome="total")))
    assert [(d.la_code, d.period, d.change_only) for d in found] == [(800, str(year), change_only)]
    assert found[0].rule == "it halves or doubles" and found[0].certainty == "probable"


def test_a_flow_that_another_table_bears_out_may_halve_or_double():
    assert not list(leaps_and_steps(NEW_PLANS, panel("new_plans", {2024: 2000})))


def test_fewer_refusals_than_disputes_about_them_are_doubted():
    tables = {
        "requests": frame(
            """la_code calendar_year outcome requests
            800 2024 refused 0
            801 2024 refused 39
            802 2024 refused 60
            803 2024 refused 0
            804 2024 refused ."""
        ),
        "disputes": frame(
            """la_code calendar_year subject route cases
            800 2024 about mediation 90
            800 2024 about tribunal 13
            801 2024 about mediation 4
            801 2024 about tribunal 98
            802 2024 about mediation 98
            803 2024 about mediation 19
            804 2024 about mediation 98"""
        ).replace("about", "decision to assess"),
    }
    found = {d.la_code: d for d in refused_and_disputed(tables.__getitem__)}
    assert set(found) == {800, 801}
    assert (found[800].number, found[800].other, found[800].where) == (0, 90, "outcome=refused")
    assert "requests refused: 39, where 98 refusals" in found[801].says


def test_a_deficit_of_exactly_zero_is_doubted():
    balances = frame(
        """la_code financial_year amount_gbp
        800 2023-24 0
        801 2023-24 -5
        802 2023-24 ."""
    )
    assert [(d.la_code, d.rule) for d in zero_deficits(balances)] == [(800, "a deficit of zero")]


def test_a_january_with_a_tenth_of_plans_nowhere_is_doubted_and_the_change_to_the_next_is_not():
    numbers = {2024: (500, 400, 10), 2025: (420, 330, 260), 2026: (580, 460, 10)}
    rows = [
        (code, january, group, plans if code == 800 or group != "unknown" else 10)
        for code in CODES
        for january, by_group in numbers.items()
        for group, plans in zip(("mainstream", "special", "unknown"), by_group, strict=True)
    ]
    placed = pd.DataFrame(rows, columns=["la_code", "january", "placement_group", "plans"])
    found = list(every(placed))
    assert [(d.la_code, d.period, d.rule, d.where) for d in found] == [
        (800, "2025", "many without a placement", "")
    ]
    assert found[0].says == "plans without a recorded placement: 260 of 1,010"
    assert set(recorded(placed).query("la_code == 800")["january"]) == {2024, 2026}
