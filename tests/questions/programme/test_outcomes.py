"""hnb.questions.programme.outcomes against arithmetic, statsmodels and simulations whose truth is
known.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from statsmodels.api import OLS, add_constant

import hnb
from hnb.domain.errors import ParameterError
from hnb.domain.reorganisations import area_by_authority
from hnb.questions.programme import model
from hnb.questions.programme.outcomes import outcomes, placebo_test, pretended
from hnb.stats.forecasting.growth_model import Panel
from hnb.stats.impact.placebo_test import SIGNIFICANCE, adjusted_gaps
from hnb.tables import Tables
from tests.questions.merger import AFTER, BEFORE, merged
from tests.questions.programme.made_up import LA_CODE, START, made_up, tables_of


@pytest.fixture(scope="module")
def published() -> Tables:
    return hnb.tables_for("programme")


def test_a_known_effect_of_detectable_size_is_found_four_times_in_five():
    outcome, _ = outcomes(made_up())
    is_found = []
    for unit in outcome.values.index[5:-5]:
        nothing = placebo_test(outcome, unit, 2020, 2022)
        values = outcome.values.copy()
        values.loc[unit, 2022] -= nothing.detectable
        test = placebo_test(replace(outcome, values=values), unit, 2020, 2022)
        is_found.append(test.p <= SIGNIFICANCE)
    assert np.mean(is_found) == pytest.approx(0.8, abs=0.1)


def test_with_nothing_done_a_wrong_verdict_is_rare():
    outcome, _ = outcomes(made_up(seed=8))
    tests = pretended(outcome, START)
    verdicts = [model.verdict(row.gap, row.p, row.horizon) for row in tests.itertuples()]
    assert len(tests) > 1000
    assert np.mean([word in (model.FEWER, model.MORE) for word in verdicts]) <= 0.05


def test_signals_do_not_see_past_the_start():
    outcome, share = outcomes(made_up())
    later = outcome.panel.plans.copy()
    later.loc[:, START + 1 :] *= 9
    nonsense = Panel(later, outcome.panel.new_plans, outcome.panel.people, outcome.panel.requests)
    for known in (outcome, share):
        pd.testing.assert_frame_equal(
            known.signals_at(START), replace(known, panel=nonsense).signals_at(START)
        )


def test_the_regression_of_a_notebook_gives_the_gaps_of_the_test(published):
    counts, _ = outcomes(published, 855)
    last = int(published["ehc_plans"]["january"].max())
    regression = counts.regression(855, START)
    donors = regression.drop(index=855)
    fitted = OLS(donors["change"], add_constant(donors.drop(columns="change"))).fit()
    gaps = adjusted_gaps(counts.change(START, last), counts.signals_at(START), 855)
    press = np.asarray(fitted.get_influence().resid_press)
    assert press == pytest.approx(gaps[donors.index].to_numpy(), rel=1e-8)
    assert placebo_test(counts, 855, START, last).gap == gaps[855]


@pytest.mark.parametrize(("start", "change"), [(2030, 0), (2025, 0), (2022, 0), (1999, None)])
def test_a_regression_can_be_looked_at_whatever_the_start(start, change):
    counts, _ = outcomes(made_up())
    regression = counts.regression(LA_CODE, start)
    assert regression.notna().all().all() and len(regression) == 60
    assert (change is None) is bool(regression["change"].any())


def test_a_signal_that_is_not_known_is_refused_with_the_nearest():
    for outcome, word, nearest in zip(
        outcomes(made_up()), ("grwth", "levels"), ("growth", "level"), strict=True
    ):
        with pytest.raises(
            ParameterError, match=f"signals: no signal '{word}'.*nearest: {nearest}"
        ):
            outcome.adjusted_for([word])


def test_fewer_signals_are_fewer_columns():
    counts, _ = outcomes(made_up())
    chosen = counts.adjusted_for(["growth", "inflow"])
    assert list(chosen.regression(LA_CODE, START)) == ["growth", "inflow", "change"]


def test_parts_of_a_joined_unit_stand_alone_and_their_sum_is_no_donor(published):
    counts, share = outcomes(published, 838)
    area = area_by_authority()[838]
    assert 838 in counts.values.index and area not in counts.values.index
    assert list(share.values.index) == list(counts.values.index)
    count = published["ehc_plans"].query("la_code == 838 and january == 2025")["plans"].item()
    assert np.exp(counts.values.loc[838, 2025]) == pytest.approx(count)


def test_authorities_excluded_and_the_areas_they_are_in_are_no_units(published):
    counts, share = outcomes(published, 855, excluded=[850, 838, 855])
    for outcome in (counts, share):
        assert not {850, area_by_authority()[838]} & set(outcome.values.index)
        assert 855 in outcome.values.index


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
