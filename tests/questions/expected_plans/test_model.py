"""hnb.questions.expected_plans.model and ridge against statsmodels, normal equations, simulations whose truth is
known, files.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import hnb
from hnb.domain import areas
from hnb.domain.areas import Authority
from hnb.domain.comparators import Ask, Comparators
from hnb.questions.expected_plans.circumstances import AGES, AREA, DEPRIVATION, circumstances
from hnb.questions.expected_plans.model import MODELS, compare, validation
from hnb.stats import ridge
from hnb.stats.ridge import explained, held_out

REGIONS = ("North", "South", "West")
EVERYONE = [Authority(code, f"Authority {code}", (), REGIONS[code % 3]) for code in range(201, 261)]


def made_up(slope: float = 0.3, noise: float = 0.1) -> dict[str, pd.DataFrame]:
    """Sixty authorities whose rate follows deprivation: log rate = log 40 + slope * standardised
    score + noise.
    """
    random, codes = np.random.default_rng(4), [one.la_code for one in EVERYONE]
    score = random.normal(0.18, 0.05, len(codes))
    rate = 0.04 * np.exp(slope * (score - 0.18) / 0.05 + random.normal(0, noise, len(codes)))
    ages = pd.MultiIndex.from_product([codes, range(26)], names=["la_code", "age_group"]).to_frame(
        index=False
    )
    people = ages.assign(
        people=random.uniform(900, 1100, len(ages)), age_group=ages["age_group"].astype(str)
    )
    area = pd.MultiIndex.from_product([codes, AREA], names=["la_code", "measure"]).to_frame(
        index=False
    )
    status = {"status": "published", "release": "made-up"}
    near = [
        {"la_code": code, "neighbour_code": codes[(place + step) % 60], "position": step}
        for place, code in enumerate(codes)
        for step in range(1, 4)
    ]
    return {
        "plans": pd.DataFrame({"la_code": codes, "plans": np.round(17_000 * rate)}).assign(
            january=2025, **status
        ),
        "population": people.assign(mid_year=2023, basis="estimate", **status),
        "percentages": area.assign(
            percent=random.uniform(5, 30, len(area)), calendar_year=2024, **status
        ),
        "deprivation": pd.DataFrame({"la_code": codes, "score": score}).assign(
            index=DEPRIVATION, **status
        ),
        "neighbours": pd.DataFrame(near).assign(vintage=2025, release="made-up"),
    }


def ask(la_code: int = 201, january: int = 2025) -> Ask:
    whom = next(one for one in EVERYONE if one.la_code == la_code)
    return Ask(whom, january, "2021-22", (Comparators("all", (202, 203)),))


def answer(tables: dict[str, pd.DataFrame], whom: Ask | None = None, authorities=EVERYONE):
    rest = {name: tables[name] for name in ("percentages", "deprivation", "neighbours")}
    return compare(
        tables["plans"], tables["population"], whom or ask(), **rest, authorities=authorities
    )


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    return made_up()


def changed(tables: dict[str, pd.DataFrame], name: str, rows, **to) -> dict[str, pd.DataFrame]:
    return tables | {
        name: tables[name].assign(**{c: tables[name][c].mask(rows, v) for c, v in to.items()})
    }


# Regression


def test_without_a_penalty_each_is_predicted_as_by_least_squares_without_it(monkeypatch):
    sm = pytest.importorskip("statsmodels.api")
    random = np.random.default_rng(1)
    design, logs = random.normal(size=(40, 3)), random.normal(size=40)
    monkeypatch.setattr(ridge, "PENALTIES", np.array([1e-10]))
    influence = sm.OLS(logs, sm.add_constant(design)).fit().get_influence()
    assert held_out(design, logs)[0] == pytest.approx(logs - influence.resid_press)


def test_penalised_prediction_solves_the_normal_equations_of_the_others(monkeypatch):
    random = np.random.default_rng(2)
    design, logs, penalty = random.normal(3, 2, size=(30, 4)), random.normal(size=30), 7.0
    monkeypatch.setattr(ridge, "PENALTIES", np.array([penalty]))
    others, known = design[1:], logs[1:]
    alike = (others - others.mean(axis=0)) / others.std(axis=0)
    slopes = np.linalg.solve(
        alike.T @ alike + penalty * np.eye(4), alike.T @ (known - known.mean())
    )
    first = known.mean() + (design[0] - others.mean(axis=0)) / others.std(axis=0) @ slopes
    assert held_out(design, logs)[0][0] == pytest.approx(first)


def test_penalty_is_chosen_without_the_one_predicted():
    random = np.random.default_rng(3)
    design, logs = random.normal(size=(30, 4)), random.normal(size=30)
    moved = logs.copy()
    moved[0] += 50
    assert held_out(design, moved)[0][0] == held_out(design, logs)[0][0]
    assert (held_out(design, moved)[1][0] == held_out(design, logs)[1][0]).all()


def test_share_explained_is_nought_for_the_mean_of_the_others_and_whole_for_the_truth():
    logs = np.array([1.0, 2.0, 4.0, 5.0])
    assert explained(logs, (logs.sum() - logs) / 3) == pytest.approx(0)
    assert explained(logs, logs) == 1


def test_intervals_hold_what_they_say_and_a_known_slope_is_found():
    random, hold, shares = np.random.default_rng(5), [], []
    for _ in range(6):
        design = random.normal(size=(120, 5))
        logs = design[:, 0] * 0.5 + random.standard_t(4, 120) * 0.3
        predicted, half = held_out(design, logs)
        hold.append((np.abs(logs - predicted)[:, None] <= half).mean(axis=0))
        shares.append(explained(logs, predicted))
    assert np.mean(hold, axis=0) == pytest.approx([0.95, 0.80], abs=0.03)
    assert np.mean(shares) == pytest.approx(
        0.25 / (0.25 + 0.09 * 2), abs=0.1
    )  # variance of t on 4 is 2


def test_nothing_is_explained_where_nothing_is_there():
    random = np.random.default_rng(6)
    shares = [
        explained(logs, held_out(random.normal(size=(80, 5)), logs)[0])
        for logs in random.normal(size=(5, 80))
    ]
    assert np.mean(shares) < 0.03


# One authority


def test_rate_that_follows_deprivation_is_expected_from_it(tables):
    result = answer(tables)
    first = result.models[0]
    own = tables["deprivation"].set_index("la_code")["score"][201]
    assert first.expected.value == pytest.approx(40 * np.exp(0.3 * (own - 0.18) / 0.05), rel=0.15)
    assert first.ratio.value == pytest.approx(100 * result.rate.value / first.expected.value)
    assert first.ratio.low == pytest.approx(100 * result.rate.value / first.expected.high)
    assert (
        first.expected.low
        < first.likely.low
        < first.expected.value
        < first.likely.high
        < first.expected.high
    )
    assert first.explained.value > 60
    assert result.neighbours[0].explained.value < 20  # they are anybody
    assert [end.value for end in first.ends] == [first.expected.low, first.expected.high]


def test_models_are_more_than_one_and_how_far_they_are_apart_is_said(tables):
    result = answer(tables)
    middles = [model.expected.value for model in result.models]
    assert len(middles) == len(MODELS) >= 2
    assert (
        result.apart.value == pytest.approx(max(middles) - min(middles)) and result.apart.value > 0
    )
    assert [end.value for end in result.span] == [min(middles), max(middles)]


def test_own_plans_do_not_move_what_is_expected(tables):
    more = changed(tables, "plans", tables["plans"]["la_code"].eq(201), plans=1500)
    assert answer(more).models[0].expected.value == answer(tables).models[0].expected.value
    assert answer(more).verdict == "above what is expected"
    fewer = changed(tables, "plans", tables["plans"]["la_code"].eq(201), plans=200)
    assert answer(fewer).verdict == "below what is expected"


def test_models_that_disagree_settle_nothing(tables):
    result = answer(tables)
    odd = replace(result, models=(replace(result.models[0], place="above"), *result.models[1:]))
    assert odd.verdict == "inside that by one model and outside by another"


def test_nothing_that_an_authority_chooses_is_given_to_a_model():
    given = " ".join((*AGES, DEPRIVATION, *AREA)).lower()
    assert not [
        word
        for word in ("support", "plan", "refus", "week", "appeal", "spend", "placement")
        if word in given
    ]


def test_expected_rate_of_a_handful_of_plans_is_refused(tables):
    result = answer(changed(tables, "plans", tables["plans"]["la_code"].eq(201), plans=30))
    assert not result.published and result.verdict == "not to be judged"
    assert result.models[0].expected.reason.endswith(
        "has so few plans that chance alone moves its rate too much"
    )
    assert result.rate.value is not None


def test_missing_measure_is_named(tables):
    gone = (tables["percentages"]["la_code"].eq(201)) & tables["percentages"]["measure"].eq(
        "low birth weight"
    )
    result = answer(tables | {"percentages": tables["percentages"][~gone]})
    assert result.models[0].expected.reason == "Authority 201 has no figure for low birth weight"


def test_measure_that_is_not_held_for_anyone_is_named(tables):
    rest = tables["percentages"][tables["percentages"]["measure"] != "low birth weight"]
    result = answer(tables | {"percentages": rest})
    assert result.models[0].expected.reason == "no authority has a figure for low birth weight"


def test_january_without_residents_by_age_is_refused(tables):
    result = answer(tables, ask(january=2019))
    assert result.models[0].expected.reason == (
        "residents by single year of age, or a count over them, are not held for January 2019"
    )


def test_authority_without_a_count_is_refused_by_name(tables):
    gone = tables | {"plans": tables["plans"][tables["plans"]["la_code"] != 201]}
    assert (
        answer(gone).rate.reason
        == f"no rate of plans is held for {ask().authority.name} at January 2025"
    )


def test_latest_measure_by_the_january_is_used_and_a_later_one_is_not(tables):
    own = tables["percentages"]["la_code"].eq(201)
    later = tables["percentages"][own].assign(calendar_year=2026, percent=99.0)
    older = tables["percentages"][own].assign(calendar_year=2021, percent=98.0)
    mixed = pd.concat([tables["percentages"], later, older])
    found = circumstances(tables["population"], mixed, tables["deprivation"], EVERYONE, 2025)
    kept = circumstances(
        tables["population"], tables["percentages"], tables["deprivation"], EVERYONE, 2025
    )
    pd.testing.assert_frame_equal(found, kept)
    assert found.loc[201, list(AGES)].sum() == pytest.approx(
        100 * 20 / 26, abs=1
    )  # ages 0 to 19 of 0 to 25


def test_new_authority_takes_what_it_has_none_of_from_the_one_before(tables):
    new = [replace(EVERYONE[0], predecessors=(260,)), *EVERYONE[1:]]
    gone = tables["deprivation"][tables["deprivation"]["la_code"] != 201]
    found = circumstances(tables["population"], tables["percentages"], gone, new, 2025)
    assert found.loc[201, DEPRIVATION] == found.loc[260, DEPRIVATION]
    assert found.loc[201, "low birth weight"] != found.loc[260, "low birth weight"]


# The published files


@pytest.fixture(scope="module")
def published() -> dict[str, pd.DataFrame]:
    return {
        "plans": hnb.load("ehc_plans"),
        "population": hnb.load("population"),
        "percentages": hnb.load("area_percentages"),
        "deprivation": hnb.load("deprivation"),
        "neighbours": hnb.load("statistical_neighbours"),
    }


def test_goals_are_met_in_every_january(published):
    given = {name: published[name] for name in ("percentages", "deprivation")}
    goals = validation(
        published["plans"], published["population"], **given, authorities=areas.everyone()
    )
    assert len(goals) == 12 and not [goal for goal in goals if not goal.met]
    assert {goal.low for goal in goals if "R²" in goal.what} == {0.08, 0.10}


def test_neighbours_predict_about_nothing_and_less_than_every_model(published):
    result = answer(published, hnb.ask("Leicestershire", january=2025), areas.everyone())
    assert (
        all(abs(near.explained.value) < 5 for near in result.neighbours)
        and len(result.neighbours) == 2
    )
    assert min(model.explained.value for model in result.models) > max(
        n.explained.value for n in result.neighbours
    )
    assert result.used.value == 151 and result.rate.value == pytest.approx(51.4, abs=0.05)


@pytest.mark.parametrize("name", ["Cumberland", "North Northamptonshire", "Somerset"])
def test_new_authorities_have_an_expectation(published, name):
    assert answer(published, hnb.ask(name, january=2025), areas.everyone()).published
