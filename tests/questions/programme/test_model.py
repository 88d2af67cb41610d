"""hnb.questions.programme.model, trial, synthetic, alongside against pysyncon, arithmetic, and simulations
whose truth is known.
"""

import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import hnb
from hnb.domain import scopes
from hnb.domain.areas import Authority
from hnb.domain.comparators import Ask, Comparators
from hnb.domain.reorganisations import area_by_authority
from hnb.questions.programme import model as impact
from hnb.questions.programme import other_outcomes as alongside
from hnb.questions.programme import placebo_test as trial
from hnb.stats import synthetic_control as synthetic
from hnb.stats.growth_model import Panel
from tests.conftest import frame
from tests.oracles import synthetic_pysyncon
from tests.questions.plans_forecast.test_model import country

ORACLE = Path(synthetic_pysyncon.__file__).with_suffix(".csv")
START, OWN = 2023, 330
TABLES = ("ehc_plans", "ehc_plans_by_placement", "new_plans", "population")


def asked(la_code: int = OWN, name: str = "Madeupshire", **days) -> Ask:
    there = Authority(la_code, name, (), "Nowhere", **days)
    return Ask(there, 2025, "2023-24", (Comparators("none", ()),), names={la_code: name})


def made_up(effect: float = 0.0, noise: float = 0.02, seed: int = 5) -> tuple[pd.DataFrame, ...]:
    """The made-up country, a tenth of plans in each independent column, one authority's plans moved
    by 2025.
    """
    plans, new, population, _ = country(noise, seed)
    since = (plans["january"] - START).clip(lower=0) * plans["la_code"].eq(OWN)
    plans["plans"] *= np.exp(effect * since / 2)
    chance, recent = np.random.default_rng(seed), plans[plans["january"] >= 2019]
    placed = [
        recent.assign(
            placement=name, plans=recent["plans"] * chance.uniform(0.03, 0.05, len(recent))
        )
        for name in scopes.NON_STATE
    ]
    return plans, pd.concat(placed), new, population


def judged(effect: float = 0.0, start: int = START, **more) -> impact.Impact:
    return impact.judge(*made_up(effect), asked(), start_year=start, **more)


@pytest.fixture(scope="module")
def published() -> tuple[pd.DataFrame, ...]:
    return tuple(hnb.load(name) for name in TABLES)


# The synthetic control


def test_mix_of_two_is_found_by_hand():
    # half-way between the two donors lies the point nearest to nought
    found = synthetic.weights(np.array([[1.0, 1.0], [1.0, -1.0]]), np.zeros(2))
    assert found == pytest.approx([0.5, 0.5])


def test_weights_that_could_be_bettered_fall_short():
    donors, treated = np.array([[1.0, 1.0], [1.0, -1.0]]), np.zeros(2)
    assert synthetic.shortfall(donors, treated, np.array([0.5, 0.5])) == pytest.approx(0)
    # all on one donor: loss 2, slope 2 against 0; twice the difference over the loss of equal
    # weights, 1
    assert synthetic.shortfall(donors, treated, np.array([1.0, 0.0])) == pytest.approx(4)


def test_weights_are_optimal_for_every_authority(published):
    for outcome in trial.outcomes(*published):
        values = outcome.values.dropna()
        moved = values.sub(values[START], axis=0).loc[:, : START - 1].to_numpy()
        for place, mix in enumerate(synthetic.mixes(values, START, values.index).to_numpy()):
            assert mix[place] == 0 and mix.min() >= 0 and mix.sum() == pytest.approx(1)
            rest = np.delete(moved, place, 0), moved[place], np.delete(mix, place)
            assert synthetic.shortfall(*rest) < 1e-9


def test_loss_is_never_above_that_of_pysyncon_at_equal_weights():
    values, theirs = synthetic_pysyncon.matrix(), pd.read_csv(ORACLE).set_index("unit")["loss"]
    assert set(values.index) == set(theirs.index)
    for unit in values.index:
        others, own = values.drop(unit).to_numpy(), values.loc[unit].to_numpy()
        ours = ((own - synthetic.weights(others, own) @ others) ** 2).sum()
        assert ours <= theirs[unit] * (1 + 1e-5) + 1e-9


def test_all_placebos_of_an_outcome_take_a_fifth_of_a_second(published):
    values, taken = trial.outcomes(*published)[0].values, []
    for _ in range(3):
        begun = time.process_time()
        synthetic.mixes(values, START, values.index)
        taken.append(time.process_time() - begun)
    assert min(taken) < 0.2
    assert (
        pd.read_csv(ORACLE)["seconds"].sum() / min(taken) > 100
    )  # of one thread; more with the library's own


def test_units_left_out_are_in_nobodys_mix():
    values = pd.DataFrame(np.random.default_rng(1).normal(size=(6, 5)), range(6), range(2019, 2024))
    mix = synthetic.mixes(values, START, values.index, without=[2, 4])
    assert (mix[[2, 4]] == 0).all().all()
    assert mix.sum(axis=1).to_numpy() == pytest.approx(np.ones(6))


def test_gap_is_own_change_less_the_mixs():
    values = pd.DataFrame(
        [[1.0, 2.0, 4.0], [0.0, 1.0, 2.0], [5.0, 6.0, 9.0]], [1, 2, 3], [2022, 2023, 2024]
    )
    mix = pd.DataFrame([[0.0, 0.5, 0.5]], [1], [1, 2, 3])
    assert synthetic.gaps(values, 2023, mix).loc[1, 2024] == pytest.approx(2 - (1 + 3) / 2)


# The test


def test_gap_of_a_donor_is_from_the_regression_without_it():
    chance = np.random.default_rng(2)
    signals = pd.DataFrame({"one": chance.normal(size=30), "two": chance.normal(size=30)}).clip(
        -1.5, 1.5
    )
    change = pd.Series(signals["one"] * 0.3 + chance.normal(0, 0.1, 30))
    found = trial.adjusted(change, signals, own=0)
    for unit, kept in ((0, range(1, 30)), (7, [each for each in range(1, 30) if each != 7])):
        x = np.column_stack([np.ones(len(kept)), signals.iloc[list(kept)]])
        fitted = np.linalg.lstsq(x, change.iloc[list(kept)], rcond=None)[0]
        assert found[unit] == pytest.approx(
            change[unit] - np.append(1, signals.iloc[unit]) @ fitted
        )


def test_p_counts_the_gaps_as_large_for_their_size():
    sizes = pd.Series(
        100.0, range(40)
    )  # all of one size: noise is the same but for leaving oneself out
    gaps = pd.Series(np.arange(40) / 100.0)
    assert trial.against_placebos(gaps, sizes, 39).p == pytest.approx(1 / 40)
    assert trial.against_placebos(gaps, sizes, 0).p == pytest.approx(1)


def test_gap_at_the_limit_is_where_the_test_turns():
    chance = np.random.default_rng(3)
    sizes, gaps = pd.Series(np.geomspace(200, 9000, 60)), pd.Series(chance.normal(0, 0.05, 60))
    limit = trial.against_placebos(gaps, sizes, 20).limit
    for factor, rejected in ((1.001, True), (0.999, False)):
        moved = gaps.copy()
        moved[20] = limit * factor
        assert (trial.against_placebos(moved, sizes, 20).p <= trial.LEVEL) is rejected


def test_noise_is_larger_where_authorities_of_that_size_stray_further():
    chance = np.random.default_rng(4)
    sizes = pd.Series(np.geomspace(200, 9000, 150))
    gaps = pd.Series(chance.normal(0, 1, 150) / np.sqrt(sizes))
    small, large = (trial.against_placebos(gaps, sizes, unit).noise for unit in (5, 145))
    assert small > 2 * large


def test_where_nothing_was_done_it_rejects_as_often_as_it_says(published):
    assert all(goal.met for goal in trial.checks(*trial.outcomes(*published), 855))


def test_effects_about_a_seventh_a_fifth_and_a_quarter_can_be_found_at_leicestershires_size(
    published,
):
    ahead = impact.judge(*published, hnb.ask("Leicestershire"), start_year=START).plans.ahead
    assert [figure.value for figure in ahead] == pytest.approx([13, 20, 26], rel=0.1)


def test_a_known_effect_of_detectable_size_is_found_four_times_in_five():
    outcome, _ = trial.outcomes(*made_up())
    found = []
    for unit in outcome.values.index[5:-5]:
        nothing = trial.trial(outcome, unit, 2020, 2022)
        values = outcome.values.copy()
        values.loc[unit, 2022] -= nothing.detectable
        found.append(
            trial.trial(replace(outcome, values=values), unit, 2020, 2022).p <= trial.LEVEL
        )
    assert np.mean(found) == pytest.approx(0.8, abs=0.1)


def test_signals_do_not_see_past_the_start():
    outcome, share = trial.outcomes(*made_up())
    later = outcome.panel.plans.copy()
    later.loc[:, START + 1 :] *= 9
    nonsense = Panel(later, outcome.panel.new_plans, outcome.panel.people, outcome.panel.requests)
    for one in (outcome, share):
        pd.testing.assert_frame_equal(
            one.signals(START), replace(one, panel=nonsense).signals(START)
        )


# The verdict


@pytest.mark.parametrize(
    ("gap", "p", "after", "said"),
    [
        (-0.3, 0.01, 2, impact.FEWER),
        (0.3, 0.05, 3, impact.MORE),
        (-0.3, 0.06, 2, impact.CANNOT),
        (-0.3, 0.01, 1, impact.EARLY),
    ],
)
def test_verdict_is_one_of_four(gap, p, after, said):
    assert impact.verdict(gap, p, after) == said


@pytest.mark.parametrize(
    ("effect", "said"), [(-0.15, impact.FEWER), (0.15, impact.MORE), (0.0, impact.CANNOT)]
)
def test_a_known_effect_is_told_by_its_sign(effect, said):
    found = judged(effect).plans
    assert found.verdict == said
    assert found.gap.low < 100 * np.expm1(effect) < found.gap.high
    assert found.expected.value * (1 + found.gap.value / 100) == pytest.approx(found.actual.value)


def test_with_nothing_done_a_wrong_verdict_is_rare():
    outcome, _ = trial.outcomes(*made_up(seed=8))
    made = trial.pretended(outcome, START)
    said = [impact.verdict(row.gap, row.p, row.horizon) for row in made.itertuples()]
    assert len(made) > 1000
    assert np.mean([word in (impact.FEWER, impact.MORE) for word in said]) <= 0.05


def test_a_step_in_recording_is_no_effect():
    found = judged(-0.9).plans
    assert found.verdict == impact.CANNOT
    assert "January 2024 moved so far that it may be a change in what is recorded" in found.why
    assert found.gap.value < -50


def test_change_of_collection_is_never_read_as_an_effect():
    found = judged(start=2020).plans
    assert found.january == 2022  # the last January before it
    crossed = judged(start=2022).plans
    assert (crossed.verdict, crossed.why) == (
        impact.CANNOT,
        "the way plans are collected changed in 2023",
    )
    assert crossed.gap.value is None and crossed.ahead[0].value > 0


def test_first_january_after_the_start_is_too_early():
    found = judged(-0.15, start=2024).plans
    assert (found.verdict, found.january) == (impact.EARLY, 2025)


def test_a_start_in_the_last_january_is_too_early_and_says_what_could_be_found():
    found = judged(start=2025).plans
    assert found.verdict == impact.EARLY
    assert found.gap.reason == "no figure of EHC plans in Madeupshire is held after January 2025"
    assert [figure.value for figure in found.ahead] == sorted(
        figure.value for figure in found.ahead
    )


@pytest.mark.parametrize(
    ("keep", "why"),
    [
        (
            (2024, 2025),
            "no figure of EHC plans in Madeupshire is held for January 2023; it opened in 2021",
        ),
        (
            (2022, 2023, 2024, 2025),
            "Madeupshire has fewer than three Januaries to the start of the programme; it opened "
            "in "
            "2021",
        ),
    ],
)
def test_new_authorities_are_told_why_not(keep, why):
    plans, *others = made_up()
    plans = plans[plans["la_code"].ne(OWN) | plans["january"].isin(keep)]
    found = impact.judge(plans, *others, asked(opened=date(2021, 4, 1)), start_year=START)
    assert (found.plans.verdict, found.plans.why) == (impact.CANNOT, why)
    assert all(figure.reason for figure in found.plans.figures if figure.value is None)


def test_the_smallest_are_told_why_not():
    plans, *others = made_up()
    few = plans["plans"].mask(plans["la_code"].eq(OWN), 17.0)
    found = impact.judge(
        plans.assign(plans=few), *others, asked(name="Isles of Scilly"), start_year=START
    )
    assert found.plans.why == "Isles of Scilly has too few plans for a change to mean anything"
    assert found.share.gap.value is None


def test_authorities_excluded_are_no_donors():
    away = tuple(range(301, 311))
    found = judged(excluded=(*away, OWN)).plans
    assert found.donors.value == 59 - len(away)
    assert not set(away) & set(found.mix.index) and OWN in found.mix.index


def test_too_few_donors_are_said():
    found = judged(excluded=tuple(range(331, 361)) + tuple(range(301, 315))).plans
    assert found.why == "too few other authorities are left to compare with"
    assert found.verdict == impact.CANNOT


def test_parts_of_a_joined_unit_stand_alone_and_their_sum_is_no_donor(published):
    outcome, _ = trial.outcomes(*published, own=838)
    assert 838 in outcome.values.index and area_by_authority()[838] not in outcome.values.index
    count = published[0].query("la_code == 838 and january == 2025")["plans"].item()
    assert np.exp(outcome.values.loc[838, 2025]) == pytest.approx(count)


def test_share_is_of_both_kinds_of_independent_special_school():
    plans, placements, new, population = made_up()
    at = placements.query("la_code == @OWN and january == 2025")["plans"].sum()
    whole = plans.query("la_code == @OWN and january == 2025")["plans"].item()
    found = impact.judge(plans, placements, new, population, asked(), start_year=START).share
    assert found.actual.value == pytest.approx(100 * at / whole)


def test_ratio_of_errors_calls_extreme_what_the_test_does_not(published):
    found = impact.judge(*published, hnb.ask("Leicestershire"), start_year=START).plans
    assert found.ratio_p.value < 5 < found.p.value
    assert "nothing to divide by" in found.ratio.reason
    assert found.verdict == impact.CANNOT


# Beside it


def test_other_outcomes_are_described_by_year_beside_the_middle_authority():
    plans = frame("la_code january plans\n1 2023 200\n2 2023 100\n3 2023 100")
    requests = frame("""
        la_code calendar_year outcome requests release
        1 2023 total   50 made-up
        1 2023 refused 10 made-up
        2 2023 total   20 made-up
        2 2023 refused  . made-up
        3 2023 total   30 made-up
        3 2023 refused 15 made-up
    """)
    timely = frame("""
        la_code calendar_year exceptions wait plans_issued release
        1 2023 without_exceptions any 0 made-up
    """).replace("without_exceptions", "without exceptions")
    net = frame(
        "la_code financial_year amount_gbp release\n1 2023-24 500000 made-up\n2 2023-24 100000 "
        "made-up"
    )
    found = {
        each.measure: each
        for each in alongside.alongside(plans, requests, timely, net, asked(1), start_year=2023)
    }
    asking, refused = found["requests for every hundred plans"], found["requests refused"]
    assert (asking.own.value, asking.middle.value) == (25, 25)
    assert (refused.own.value, refused.middle.value) == (20, 50)  # a missing count is not none
    assert found["net high needs spend for each plan"].own.value == 2500
    assert "plans issued within 20 weeks" not in found  # none of none is no share
