"""hnb.questions.plans_forecast.panel against arithmetic, and a reorganisation that is invented in a
copy of authorities.csv: whatever learns from units of constant boundaries must follow it.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import hnb
from hnb.domain import areas, reorganisations
from hnb.domain.paths import published
from hnb.questions.medium_term.spend_errors import spend_errors
from hnb.questions.plans_forecast.model import READS
from hnb.questions.plans_forecast.panel import TOO_FEW, has_too_few_plans, panel
from hnb.questions.programme.outcomes import outcomes
from hnb.stats import growth_model as growth
from tests.conftest import frame
from tests.questions.plans_forecast.test_model import LAST, ahead, country
from tests.questions.programme.made_up import made_up, tables_of

BEFORE, AFTER = (301, 302), 399  # Barking and Dagenham, and Barnet, as if merged in 2024
PERIODS = {"january": 1, "calendar_year": 0, "mid_year": 0, "financial_year": 0}
MERGED = 2024


def merged(table: pd.DataFrame) -> pd.DataFrame:
    """The table as it would be published after the merger."""
    period = next(name for name in PERIODS if name in table)
    when = table[period].astype(str).str[:4].astype(int)
    gone = table["la_code"].isin(BEFORE) & when.ge(MERGED + PERIODS[period])
    counts = [
        name for name in ("plans", "new_plans", "people", "requests", "amount_gbp") if name in table
    ]
    keys = [name for name in table if name not in (*counts, "la_code")]
    after = table[gone].groupby(keys, as_index=False)[counts].sum().assign(la_code=AFTER)
    return pd.concat([table[~gone], after], ignore_index=True)


@pytest.fixture
def merger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """Adds the merger to a copy of authorities.csv, which is then the one that is read."""
    with (published() / "authorities.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    day = f"{MERGED}-04-01"
    for row in rows:
        if int(row["la_code"]) in BEFORE:
            row.update(closed=day, successors=str(AFTER))
    links = {"opened": day, "closed": "", "predecessors": " ".join(map(str, BEFORE))}
    rows.append({**rows[0], "la_code": str(AFTER), "name": "Barking and Barnet", **links})
    copy = tmp_path / "authorities.csv"
    with copy.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    monkeypatch.setattr(areas, "everyone", lambda: areas.read(copy))
    return next(area for area, codes in reorganisations.constant_areas().items() if AFTER in codes)


def test_series_of_plans_is_whole_across_an_invented_merger(merger):
    tables = country()
    units = panel(*map(merged, tables))
    plans = tables[0].pivot_table("plans", "la_code", "january", "sum")
    assert not {*BEFORE, AFTER} & set(units.plans.index)
    assert units.plans.loc[merger].tolist() == pytest.approx(plans.loc[list(BEFORE)].sum().tolist())
    assert units.plans.loc[merger].notna().all()
    for wide in (units.new_plans, units.people, units.requests):
        assert wide.loc[merger].notna().all()


def test_forecast_follows_an_invented_merger(merger):
    tables = country()
    whole = [
        table.assign(la_code=table["la_code"].replace(dict.fromkeys(BEFORE, 9999)))
        for table in tables
    ]
    told, expected = (ahead(known) for known in (list(map(merged, tables)), whole))
    for found, right in zip(told.plans, expected.plans, strict=True):
        assert (found.value, found.low, found.high) == pytest.approx(
            (right.value, right.low, right.high), rel=1e-12
        )
    assert ahead(list(map(merged, tables)), AFTER).pooled


def test_outcomes_of_the_programme_test_follow_an_invented_merger(merger):
    tables = tables_of(**{name: merged(table) for name, table in made_up().items()})
    plans, placed = tables["ehc_plans"], tables["ehc_plans_by_placement"]
    counts, share = outcomes(tables)
    sums = plans[plans["la_code"].isin((*BEFORE, AFTER))].groupby("january")["plans"].sum()
    assert np.exp(counts.values.loc[merger]).tolist() == pytest.approx(sums.tolist())
    in_special = placed[placed["la_code"].isin((*BEFORE, AFTER))].groupby("january")["plans"].sum()
    assert share.values.loc[merger].dropna().tolist() == pytest.approx(
        (100 * in_special / sums).dropna().tolist()
    )
    counts, _ = outcomes(tables, AFTER)
    assert AFTER in counts.values.index and not {merger, *BEFORE} & set(counts.values.index)


def test_errors_of_spend_follow_an_invented_merger(merger):
    tables = country()
    spent = tables[0][tables[0]["january"].ge(2018)]
    years = spent["january"].map(lambda january: f"{january - 1}-{january % 100:02d}")
    amounts = 1e4 * spent["plans"] * 1.05 ** (spent["january"] - 2018)
    net = spent[["la_code", "release"]].assign(financial_year=years, amount_gbp=amounts)
    names = ("net_high_needs", *READS)
    whole = [
        table.assign(la_code=table["la_code"].replace(dict.fromkeys(BEFORE, 9999)))
        for table in (net, *tables)
    ]
    followed, expected = (
        spend_errors(tables_of(**dict(zip(names, frames, strict=True))), 330)
        for frames in (map(merged, (net, *tables)), whole)
    )
    assert [ahead.bias.value for ahead in followed.by_horizon] == pytest.approx(
        [ahead.bias.value for ahead in expected.by_horizon], rel=1e-9
    )


def test_nothing_depends_on_the_numbers_of_the_units(monkeypatch):
    tables = [hnb.load(name) for name in ("ehc_plans", "new_plans", "population", "requests")]
    forecasts = []
    for first in (reorganisations.FIRST_AREA, 1):  # after, and before, every DfE number
        monkeypatch.setattr(reorganisations, "FIRST_AREA", first)
        units = panel(*tables)
        table = growth.quantiles_ahead(growth.fit_growth(units, LAST, (1, 5)), units)
        forecasts.append(table[table["unit"].between(201, 999)][list(growth.QUANTILES)])
    assert forecasts[0].to_numpy() == pytest.approx(forecasts[1].to_numpy(), rel=1e-12)


def test_parts_of_an_authority_that_was_divided_are_one_unit():
    plans = frame("""
        la_code  january  plans
        928         2020   4000
        940         2022   2100
        941         2022   2500
        201         2022     26
        855         2022   5813
    """)
    new = plans.rename(columns={"january": "calendar_year", "plans": "new_plans"})
    population = plans.rename(columns={"january": "mid_year", "plans": "people"}).assign(
        age_group="0 to 17", basis="estimate before revision"
    )
    units = panel(plans, new, population)
    whole = reorganisations.area_by_authority()[928]
    assert units.plans.loc[whole].to_dict() == {2020: 4000, 2022: 4600}
    assert list(units.plans.index) == [855, whole]
    # the year's new plans belong to the January that ends it
    assert units.new_plans.loc[whole, 2023] == 4600


def test_a_unit_that_never_had_enough_plans_is_left_out_unless_it_is_asked_for():
    plans, *others = country()
    few = plans["la_code"].eq(330) & plans["january"].lt(LAST)
    smaller = plans.assign(plans=plans["plans"].mask(plans["la_code"].eq(330), TOO_FEW - 1.0))
    assert 330 not in panel(smaller, *others).plans.index
    alone = panel(smaller, *others, only=330)
    assert list(alone.plans.index) == [330] and has_too_few_plans(alone, 330)
    grown = panel(plans.assign(plans=plans["plans"].mask(few, TOO_FEW - 1.0)), *others)
    assert 330 in grown.plans.index and not has_too_few_plans(grown, 330)
    assert not has_too_few_plans(grown, 999)  # no count is held, which is another matter
