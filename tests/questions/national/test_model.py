"""hnb.questions.national.model against arithmetic, published totals, and simulations
whose limits are known.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import hnb
from hnb.comparison.counts import Counts
from hnb.comparison.measures.catalogue import MEASURES
from hnb.comparison.measures.limits import limits
from hnb.comparison.ranking import rank
from hnb.domain import areas
from hnb.questions.national import model as national


@pytest.fixture(scope="module")
def tables():
    return hnb.tables_for("national")


@pytest.fixture(scope="module")
def rankings(tables):
    return national.answer(tables).rankings


def test_known_place_of_an_authority_by_share_of_block(rankings):
    row = rankings["share_of_block"].table.set_index("la_code").loc[855]
    assert (row["rank"], rankings["share_of_block"].number.value) == (35, 150)
    assert rankings["share_of_block"].of(855).text == "102.1%"


def test_authorities_together_are_the_publishers_england(rankings):
    england = hnb.load("ehc_plans", level="england").set_index("january")["plans"]
    plans, *_ = rankings.values()
    assert plans.when == f"January {england.index.max()}"
    withheld = england[2026] - plans.table["part"].sum()  # the Isle of Wight alone has no count
    assert england[2026] == 718838 and withheld == 2000 and len(plans.table) == 152
    grown = rankings["growth"].table  # those born since are in England and not here
    assert rankings["growth"].all_together.value == pytest.approx(
        (grown["part"].sum() / grown["whole"].sum() - 1) * 100
    )


def test_alike_values_share_a_place_and_ends_are_the_extremes(rankings):
    weeks = rankings["within_20_weeks_percent"]
    assert (weeks.table["rank"] == weeks.table["value"].rank(ascending=False, method="min")).all()
    assert weeks.ends == (weeks.table["name"].iloc[0], weeks.table["name"].iloc[-1])
    assert (
        weeks.highest.value == weeks.table["value"].max()
        and weeks.lowest.value == weeks.table["value"].min()
    )


def test_ends_that_are_quoted_are_of_authorities_large_enough_to_judge(rankings):
    placed = rankings["independent_share"]
    assert placed.table["place"].iloc[0] == placed.table["place"].iloc[-1] == "too small"
    judged = placed.table[placed.table["place"] != "too small"]
    assert placed.ends == (judged["name"].iloc[0], judged["name"].iloc[-1])
    assert (placed.highest.value, placed.lowest.value) == (
        judged["value"].max(),
        judged["value"].min(),
    )


def test_regions_are_medians_of_their_authorities(rankings):
    ranking = rankings["independent_share"]
    london = ranking.table[ranking.table["region"] == "London"]["value"].median()
    assert ranking.regions["London"].value == pytest.approx(london) and len(ranking.regions) == 9


def test_plans_are_over_the_residents_that_are_held_for_the_latest_january(tables):
    assert national.usual_measures(tables)[0] == "plans_0_to_17"
    before = tables.having(ehc_plans=tables["ehc_plans"].query("january < 2026"))
    assert national.usual_measures(before) == national.MEASURES


@pytest.mark.parametrize("place", range(len(national.MEASURES)))
def test_those_outside_are_those_whose_value_is_beyond_their_limits(rankings, place):
    name = list(rankings)[place]
    table = rankings[name].table
    judged = table[~table["place"].isin(["too small", "doubtful"])]
    said = np.where(
        judged["value"] > judged["high"],
        "above",
        np.where(judged["value"] < judged["low"], "below", "within"),
    )
    assert (said == judged["place"]).all()
    assert rankings[name].above.value == (table["place"] == "above").sum()


def test_a_doubted_figure_is_neither_outside_nor_an_end(rankings):
    block = rankings["share_of_block"]
    warwickshire = block.table.set_index("name").loc["Warwickshire"]
    assert warwickshire["place"] == "doubtful" and warwickshire["value"] < warwickshire["low"]
    assert "Warwickshire" not in (*block.ends, *block.named("below"))


@pytest.mark.parametrize("name", ["within_20_weeks_percent", "growth", "share_of_block"])
def test_limits_hold_nearly_all_of_a_simulated_england_whatever_their_size(name):
    random, held = np.random.default_rng(1), []
    for _ in range(40):
        whole = random.uniform(100, 5000, 150).round()
        if name == "within_20_weeks_percent":
            part = random.binomial(whole.astype(int), np.sin(random.normal(0.8, 0.15, 150)) ** 2)
        else:
            part = random.poisson(whole * np.exp(random.normal(0.4, 0.2, 150)))
        counts = pd.DataFrame({"la_code": range(150), "part": part, "whole": whole})
        sized = limits(MEASURES[name], counts).assign(whole=whole).sort_values("whole")
        held.append((sized["place"] == "within").to_numpy())
    thirds = [third.mean() for third in np.array_split(np.mean(held, axis=0), 3)]
    assert 0.93 < np.mean(held) < 0.97 and min(thirds) > 0.91


def test_authority_is_judged_by_limits_that_the_others_set():
    whole = np.full(30, 1000.0)
    part = np.linspace(480, 520, 30).round()
    counts = pd.DataFrame({"la_code": range(30), "part": part, "whole": whole})
    alone = limits(MEASURES["within_20_weeks_percent"], counts.assign(part=[900.0, *part[1:]]))
    as_it_was = limits(MEASURES["within_20_weeks_percent"], counts)
    assert alone["place"].iloc[0] == "above" and alone["high"].iloc[0] == pytest.approx(
        as_it_was["high"].iloc[0]
    )


def test_too_few_authorities_have_no_limits_and_too_few_cases_no_judgement():
    few = pd.DataFrame({"la_code": range(5), "part": 5.0, "whole": 10.0})
    assert limits(MEASURES["within_20_weeks_percent"], few)["place"].eq("too small").all()
    small = pd.DataFrame({"la_code": range(20), "part": 10.0, "whole": [49.0] + [100.0] * 19})
    assert list(limits(MEASURES["within_20_weeks_percent"], small)["place"])[:2] == [
        "too small",
        "within",
    ]


def test_every_authority_stands_once_side_by_side_and_the_closed_one_too(rankings):
    rows = dict(national.National(rankings).side_by_side)
    assert len(rows) == 154 and {one.name for one in areas.current()} <= set(rows)
    assert [str(getattr(cell, "text", cell)) for cell in rows["Cumbria"]] == [
        "–",
        "–",
        "101.4%",
        "–",
        "–",
    ]


def test_period_without_a_value_has_a_reason(tables):
    found = rank(MEASURES["growth"], Counts(tables), areas.everyone(), period=1999)
    assert (
        found.number.value is None
        and found.middle.reason == "no authority has a value for January 1999"
    )
