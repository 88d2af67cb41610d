"""hnb.questions.expected_plans.model against a made-up country whose truth is known, and the
published files.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

import hnb
from hnb.domain import areas
from hnb.domain.comparators import Ask, Comparators
from hnb.domain.errors import ParameterError
from hnb.figures import ends, is_made_up
from hnb.questions.expected_plans.circumstances import (
    AGES,
    ALL_MEASURES,
    AREA,
    DEPRIVATION,
    FEW_MEASURES,
    circumstances,
)
from hnb.questions.expected_plans.model import answer
from hnb.questions.expected_plans.predictions import MODELS, design, learned_from
from hnb.tables import Tables

BARNET = 302
SOMEBODY = [authority for authority in areas.current() if authority.opened is None][:60]


def made_up(slope: float = 0.3, noise: float = 0.1) -> dict[str, pd.DataFrame]:
    """Sixty authorities whose rate follows deprivation: log rate = log 40 + slope * standardised
    score + noise.
    """
    random, codes = np.random.default_rng(4), [authority.la_code for authority in SOMEBODY]
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
        "ehc_plans": pd.DataFrame({"la_code": codes, "plans": np.round(17_000 * rate)}).assign(
            january=2025, **status
        ),
        "population": people.assign(mid_year=2023, basis="estimate", **status),
        "area_percentages": area.assign(
            percent=random.uniform(5, 30, len(area)), calendar_year=2024, **status
        ),
        "deprivation": pd.DataFrame({"la_code": codes, "score": score}).assign(
            index=DEPRIVATION, **status
        ),
        "statistical_neighbours": pd.DataFrame(near).assign(vintage=2025, release="made-up"),
    }


def ask(la_code: int = BARNET, january: int = 2025) -> Ask:
    whom = areas.by_code()[la_code]
    return Ask(whom, january, "2021-22", (Comparators("all", (202, 203)),))


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    return made_up()


def changed(tables: dict[str, pd.DataFrame], name: str, rows, **to) -> dict[str, pd.DataFrame]:
    return tables | {
        name: tables[name].assign(**{c: tables[name][c].mask(rows, v) for c, v in to.items()})
    }


# One authority


def test_rate_that_follows_deprivation_is_expected_from_it(tables):
    result = answer(tables, ask())
    first = result.models[0]
    own = tables["deprivation"].set_index("la_code")["score"][BARNET]
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
    assert [end.value for end in ends(first.expected)] == [first.expected.low, first.expected.high]


def test_what_an_authority_cannot_choose_is_published_whatever_the_plans_are(tables):
    here = tables["ehc_plans"]["la_code"].eq(BARNET)
    mixed = changed(tables, "ehc_plans", here, release="made-up-council-2026-11-30")
    result = answer(mixed, ask())
    assert is_made_up([result.rate])
    assert not is_made_up([measure.authority for measure in result.measures])
    named = {rows.table for rows in answer(tables, ask()).measures[0].authority.rows}
    assert "ehc_plans" in named  # they say which authorities the middle is of


def test_models_are_more_than_one_and_the_outermost_are_said(tables):
    result = answer(tables, ask())
    middles = [model.expected.value for model in result.models]
    assert len(middles) == len(MODELS) + 1
    assert [end.value for end in result.span] == [min(middles), max(middles)]
    assert max(middles) > min(middles)


def test_counts_are_expected_from_deprivation_with_an_interval_of_their_own(tables):
    result = answer(tables, ask())
    first, counted = result.models[0], result.models[-1]
    assert counted.expected.value == pytest.approx(first.expected.value, rel=0.1)
    assert counted.expected.low < counted.likely.low < counted.expected.value
    assert counted.expected.value < counted.likely.high < counted.expected.high
    # the noise is 0.1 of a log rate: a normal law reaches 1.96 times that, and a few slopes more
    assert np.log(counted.expected.high / counted.expected.value) == pytest.approx(0.25, abs=0.06)


def test_model_that_expects_nothing_does_not_touch_the_verdict_or_the_span(tables):
    result = answer(tables, ask())
    last = result.models[-1]
    nothing = replace(last.expected, value=None, low=None, high=None, reason="too few")
    without = replace(result, models=(*result.models[:-1], replace(last, expected=nothing)))
    assert without.place == "within the normal range"
    assert without.span == replace(result, models=result.models[:-1]).span


def test_too_few_authorities_for_a_regression_of_counts_are_said_to_be(tables):
    few = tables["ehc_plans"].head(24)  # and 13 measures
    result = answer(tables | {"ehc_plans": few}, ask(int(few["la_code"].iloc[0])))
    assert result.models[0].expected.known
    reason = "too few authorities have a rate that can be learned from"
    assert result.models[-1].expected.reason == reason
    assert result.models[-1].place == "" and result.place != "not to be judged"


def test_own_plans_do_not_move_what_is_expected(tables):
    more = changed(tables, "ehc_plans", tables["ehc_plans"]["la_code"].eq(BARNET), plans=1500)
    assert (
        answer(more, ask()).models[0].expected.value
        == answer(tables, ask()).models[0].expected.value
    )
    assert answer(more, ask()).place == "above the normal range"
    fewer = changed(tables, "ehc_plans", tables["ehc_plans"]["la_code"].eq(BARNET), plans=200)
    assert answer(fewer, ask()).place == "below the normal range"


def test_models_that_disagree_settle_nothing(tables):
    result = answer(tables, ask())
    assert result.agree
    odd = replace(result, models=(replace(result.models[0], place="above"), *result.models[1:]))
    assert odd.place == "normal by one model and not by another" and not odd.agree


def test_nothing_that_an_authority_chooses_is_given_to_a_model():
    given = " ".join((*AGES, DEPRIVATION, *AREA)).lower()
    assert not [
        word
        for word in ("support", "plan", "refus", "week", "appeal", "spend", "placement")
        if word in given
    ]


def test_expected_rate_of_a_handful_of_plans_is_refused(tables):
    few = changed(tables, "ehc_plans", tables["ehc_plans"]["la_code"].eq(BARNET), plans=30)
    result = answer(few, ask())
    assert not result.published and result.place == "not to be judged"
    assert result.models[0].expected.reason.endswith(
        "has so few plans that one child more or less moves its rate too much"
    )
    assert result.rate.value is not None


def test_missing_measure_is_named(tables):
    shares = tables["area_percentages"]
    gone = shares["la_code"].eq(BARNET) & shares["measure"].eq("low birth weight")
    result = answer(tables | {"area_percentages": shares[~gone]}, ask())
    assert result.models[0].expected.reason == "Barnet has no figure for low birth weight"


def test_measure_that_is_not_held_for_anyone_is_named(tables):
    rest = tables["area_percentages"].query("measure != 'low birth weight'")
    result = answer(tables | {"area_percentages": rest}, ask())
    assert result.models[0].expected.reason == "no authority has a figure for low birth weight"


def test_january_without_residents_by_age_is_refused(tables):
    result = answer(tables, ask(january=2019))
    assert result.models[0].expected.reason == (
        "there are no residents by single year of age, or no counts over them, for January 2019"
    )


def test_authority_without_a_count_is_refused_by_name(tables):
    gone = tables | {"ehc_plans": tables["ehc_plans"].query("la_code != @BARNET")}
    assert (
        answer(gone, ask()).rate.reason
        == "no rate of plans is available for Barnet at January 2025"
    )


def test_measures_may_be_chosen_and_the_first_model_then_says_so(tables):
    chosen, usual = (
        answer(tables, ask(), measures=names) for names in (FEW_MEASURES, ALL_MEASURES)
    )
    first = chosen.models[0]
    assert first.says == "a model with the measures chosen and the region"
    assert first.expected.name == "expected.expected_per_1000.chosen_measures"
    assert first.expected.value == pytest.approx(usual.models[1].expected.value)
    assert [measure.name for measure in chosen.measures] == list(FEW_MEASURES)
    assert chosen.models[1:3] == usual.models[1:3]
    counted = chosen.models[3], usual.models[3]
    assert counted[0].says == (
        "a negative binomial regression of counts with the measures chosen and the region"
    )
    assert counted[0].expected.value != counted[1].expected.value


def test_measure_that_is_not_known_is_refused_with_the_nearest(tables):
    with pytest.raises(ParameterError, match="no measure 'IDACI 2025'.*IDACI 2019"):
        answer(tables, ask(), measures=("IDACI 2025",))


def test_regression_is_given_measures_and_a_column_for_each_region(tables):
    rates = pd.DataFrame(
        {"la_code": [BARNET, 303], "plans": [720, 49], "people": [18000.0, 900.0]}
    ).assign(rate_per_1000=40.0)
    known = learned_from(rates, circumstances(tables, 2025))
    assert list(known.index) == [BARNET]  # the other has too few plans
    assert list(design(known, MODELS[1])) == [*FEW_MEASURES, "London"]
    assert list(design(known, MODELS[2])) == list(ALL_MEASURES)


def test_latest_measure_by_the_january_is_used_and_a_later_one_is_not(tables):
    shares = tables["area_percentages"]
    of_barnet = shares[shares["la_code"].eq(BARNET)]
    later = of_barnet.assign(calendar_year=2026, percent=99.0)
    older = of_barnet.assign(calendar_year=2021, percent=98.0)
    mixed = circumstances(tables | {"area_percentages": pd.concat([shares, later, older])}, 2025)
    pd.testing.assert_frame_equal(mixed, circumstances(tables, 2025))
    # ages 0 to 19 of 0 to 25
    assert mixed.loc[BARNET, list(AGES)].sum() == pytest.approx(100 * 20 / 26, abs=1)


def test_new_authority_takes_what_it_has_none_of_from_the_one_before(tables):
    cumbria, cumberland = 909, 942
    assert areas.by_code()[cumberland].predecessors == (cumbria,)
    codes = {SOMEBODY[0].la_code: cumbria, SOMEBODY[1].la_code: cumberland}
    renamed = {name: table.replace({"la_code": codes}) for name, table in tables.items()}
    renamed["deprivation"] = renamed["deprivation"].query("la_code != @cumberland")
    around = circumstances(renamed, 2025)
    assert around.loc[cumberland, DEPRIVATION] == around.loc[cumbria, DEPRIVATION]
    assert around.loc[cumberland, "low birth weight"] != around.loc[cumbria, "low birth weight"]


@pytest.mark.parametrize("step", [1, -1], ids=["the older first", "the newer first"])
def test_authority_made_from_one_made_from_another_takes_from_both(tables, monkeypatch, step):
    first, second, third = (areas.by_code()[code] for code in (SOMEBODY[0].la_code, 909, 942))
    chain = [
        replace(second, opened=date(2020, 4, 1), predecessors=(first.la_code,)),
        replace(third, predecessors=(second.la_code,)),
    ]
    monkeypatch.setattr(areas, "everyone", lambda: (first, *chain[::step]))
    codes = [909, 942]
    scores = tables["deprivation"].set_index("la_code")["score"]
    people = tables["population"].query("la_code == @first.la_code")
    also = [people.assign(la_code=code) for code in codes]
    grown = tables | {"population": pd.concat([tables["population"], *also])}
    around = circumstances(grown, 2025)
    expected = [pytest.approx(100 * scores[first.la_code])] * 2
    assert list(around.loc[codes, DEPRIVATION]) == expected


# The published files


@pytest.fixture(scope="module")
def published() -> Tables:
    return hnb.tables_for("expected_plans")


def test_neighbours_predict_about_nothing_and_less_than_every_model(published):
    result = answer(published, hnb.ask("Leicestershire", january=2025))
    by_neighbours = [near.explained.value for near in result.neighbours]
    assert len(by_neighbours) == 2 and all(abs(share) < 5 for share in by_neighbours)
    assert min(model.explained.value for model in result.models) > max(by_neighbours)
    assert result.used.value == 151 and result.rate.value == pytest.approx(51.4, abs=0.05)


@pytest.mark.parametrize("name", ["Cumberland", "North Northamptonshire", "Somerset"])
def test_new_authorities_have_an_expectation(published, name):
    assert answer(published, hnb.ask(name, january=2025)).published
